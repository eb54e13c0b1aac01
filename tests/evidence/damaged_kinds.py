"""Images of every kind with the same four files, for `damage_bench`."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from forensics.locks import CLEAR_KEY, PASSWORD, Key
from tests.evidence import apfs_locked_builder, luks_builder, test_parallels
from tests.evidence.apfs_builder import Planted, an_apfs_container
from tests.evidence.apple_builder import ADC, BZIP2, LZFSE, LZMA, RAW, ZLIB, a_dmg
from tests.evidence.bitlocker_builder import a_bitlocker_volume
from tests.evidence.builders import (
    MIB,
    a_fat_image,
    an_ewf_image,
    an_ext_image,
    an_iso_image,
    an_ntfs_image,
    planted,
    run,
)
from tests.evidence.container_builders import (
    SECTOR,
    a_cowd_extent,
    a_differencing_vhd,
    a_differencing_vhdx,
    a_sesparse_extent,
    a_vmdk_extent,
    a_vmdk_text,
    converted,
    qemu_img,
    with_a_log,
)
from tests.evidence.ewf2_builder import an_ex01
from tests.evidence.fat_builders import FatDisk, a_set
from tests.evidence.hfsplus_builder import HfsBuilder
from tests.evidence.lvm_builder import a_physical, a_text, fill, striped
from tests.evidence.test_sparse_images import a_sparse_image
from tests.evidence.test_udf import a_disc
from tests.evidence.test_xfs import VERSIONS
from tests.evidence.test_xfs import an_image as an_xfs_image

_DICE = Random(9)
FILES = {
    "brief.txt": b"meet at nine",
    "picture.jpg": _DICE.randbytes(150_000),
    "notes.bin": _DICE.randbytes(5_000),
    "long.bin": _DICE.randbytes(700_000),
}

Maker = Callable[[Path], list[Path]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`made` gives the files of the image in an empty folder, the one that is opened first."""

    made: Maker
    key: Key | None = None
    is_checksummed: bool = False  # each byte of the media lies under a checksum of the container
    tells_files_apart: bool = True  # another file in the place of one of its files shows
    cuts_show: bool = True
    heads_show: bool = True  # zeros in its table look like what was never written, which is told
    tables_show: bool = True  # a changed entry of its tables, which keeps nothing else of where blocks belong
    head_bytes: int | None = None  # of the first file: where its metadata lie, unless all that is no media


# -- file systems


def _ext(folder: Path) -> list[Path]:
    return [an_ext_image(folder / "a.raw", FILES, kind="ext4")]


def media(folder: Path) -> bytes:
    """What the containers hold."""
    image = _ext(folder)[0]
    content = image.read_bytes()
    image.unlink()
    return content


def _fat(folder: Path) -> list[Path]:
    return [a_fat_image(folder / "a.raw", FILES)]


def _exfat(folder: Path) -> list[Path]:
    disk = FatDisk(folder / "a.raw", kind="exFAT", mib=4)
    cluster, sets = 100, []
    for name, content in FILES.items():
        clusters = range(cluster, cluster - (-len(content) // disk.layout.cluster_bytes))
        disk.put(cluster, content)
        disk.mark(*clusters)
        sets.append(a_set(name, cluster=cluster, size=len(content)))
        cluster = clusters.stop
    disk.root(*sets)
    (folder / "a.raw").write_bytes(disk.content)
    return [folder / "a.raw"]


def _ufs(folder: Path) -> list[Path]:
    if shutil.which("makefs") is None:
        pytest.skip("makefs is not installed")
    tree = planted(folder / "tree", FILES)
    run("makefs", "-t", "ffs", "-o", "version=2", "-s", "4m", folder / "a.raw", tree)
    shutil.rmtree(tree)
    return [folder / "a.raw"]


def _ntfs(folder: Path) -> list[Path]:
    return [an_ntfs_image(folder / "a.raw", FILES)]


def _iso(folder: Path) -> list[Path]:
    return [an_iso_image(folder / "a.raw", FILES)]


def _udf(folder: Path) -> list[Path]:
    return _one(folder, "a.raw", a_disc(folder, FILES))


def _xfs(folder: Path) -> list[Path]:
    return [an_xfs_image(folder, *VERSIONS["version 5"])]


def _hfsplus(folder: Path) -> list[Path]:
    builder = HfsBuilder()
    for name, content in FILES.items():
        builder.file(name, content)
    return _one(folder, "a.raw", builder.image())


def _apfs(folder: Path) -> list[Path]:
    return _one(folder, "a.raw", an_apfs_container(_PLANTED))


_PLANTED = {name: Planted(content=content) for name, content in FILES.items()}


def _one(folder: Path, name: str, content: bytes) -> list[Path]:
    (folder / name).write_bytes(content)
    return [folder / name]


def _several(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    return [_one(folder, name, content)[0] for name, content in contents.items()]


# -- volumes inside volumes


def _lvm(folder: Path) -> list[Path]:
    disk = a_physical(a_text({"home": [striped(0, 4, ("pv0", 2))]}, seqno=9), extents=6)
    fill(disk, 2, media(folder))
    return _one(folder, "a.raw", bytes(disk))


def _luks2(folder: Path) -> list[Path]:
    return _one(folder, "a.raw", luks_builder.a_luks2_volume(media(folder)))


_LUKS1_SECRET = "hunter2"


def _luks1(folder: Path) -> list[Path]:
    plain = _ext(folder)[0].rename(folder / "plain")
    secret = ("--object", f"secret,id=k,data={_LUKS1_SECRET}")
    form = ("-O", "luks", "-o", "key-secret=k,iter-time=10")
    qemu_img("convert", *secret, "-f", "raw", *form, plain, folder / "a.raw")
    plain.unlink()
    return [folder / "a.raw"]


def _bitlocker(method: int) -> Maker:
    """FAT, with what BitLocker keeps for itself among its reserved sectors."""

    def made(folder: Path) -> list[Path]:
        plain = folder / "plain"
        plain.write_bytes(bytes(2 * MIB))
        run("mkfs.vfat", "-F", "12", "-R", "1024", plain)
        tree = planted(folder / "tree", FILES)
        for name in FILES:
            run("mcopy", "-i", plain, tree / name, f"::/{name}")
        volume = a_bitlocker_volume(method, plain_volume=plain.read_bytes())
        plain.unlink()
        return _one(folder, "a.raw", volume)

    return made


def _locked_apfs(folder: Path) -> list[Path]:
    return _one(folder, "a.raw", apfs_locked_builder.a_locked_container(_PLANTED))


# -- containers


def _split_raw(folder: Path) -> list[Path]:
    content = media(folder)
    parts = {f"s.{number + 1:03}": content[number * MIB : (number + 1) * MIB] for number in range(4)}
    return _several(folder, parts)


def _e01(folder: Path) -> list[Path]:
    first = an_ewf_image(_ext(folder)[0])
    (folder / "a.raw").unlink()
    return sorted(folder.glob(f"{first.stem}.E*"))


def _packed_e01(folder: Path) -> list[Path]:
    raw = _ext(folder)[0]
    form = ("-c", "deflate:best", "-S", str(MIB), "-d", "sha1", "-f", "encase6")
    run("ewfacquire", "-u", "-q", "-t", folder / "p", *form, raw)
    raw.unlink()
    return sorted(folder.glob("p.E*"))


def _ex01(folder: Path) -> list[Path]:
    segments = an_ex01(media(folder), segments=3)
    return _several(folder, {f"x.Ex0{number}": each for number, each in enumerate(segments, start=1)})


def _dmg(packing: int, *, segments: int = 3) -> Maker:
    def made(folder: Path) -> list[Path]:
        parts = a_dmg(media(folder), packing=packing, segments=segments)
        names = ["a.dmg", *(f"a.{number:03}.dmgpart" for number in range(2, segments + 1))]
        return _several(folder, dict(zip(names, parts, strict=True)))

    return made


def _by_qemu(form: str, ending: str, options: str = "", *, more: tuple[str, ...] = ()) -> Maker:
    def made(folder: Path) -> list[Path]:
        plain = _ext(folder)[0]
        words = ("convert", "-f", "raw", "-O", form, *more, *(("-o", options) if options else ()))
        qemu_img(*words, plain, folder / f"disk.{ending}")
        plain.unlink()
        shutil.rmtree(folder / "a.tree")
        return [folder / f"disk.{ending}", *sorted(folder.glob(f"disk-*.{ending}"))]

    return made


def _qcow2_chain(folder: Path) -> list[Path]:
    """All content lies in the backing file."""
    base = _ext(folder)[0]
    qemu_img("create", "-f", "qcow2", "-b", base.name, "-F", "raw", folder / "child.qcow2")
    return [folder / "child.qcow2", base]


def _half(content: bytes) -> bytes:
    return content[: len(content) // 2] + bytes(len(content) - len(content) // 2)


def _vhd_chain(folder: Path) -> list[Path]:
    content = media(folder)
    parent = converted(folder / "parent.vhd", _half(content), form="vpc", options="force_size")
    child = a_differencing_vhd(parent, content, _half(content), name="parent.vhd")
    return [*_one(folder, "child.vhd", child), parent]


def _vhdx_chain(folder: Path) -> list[Path]:
    content = media(folder)
    parent = converted(folder / "parent.vhdx", _half(content), form="vhdx", options="block_size=1M")
    return [*_one(folder, "child.vhdx", a_differencing_vhdx(parent, content, _half(content))), parent]


def _vhdx_with_log(folder: Path) -> list[Path]:
    """A page of the content of a file stands in the log alone."""
    content = media(folder)
    options = "block_size=1M,log_size=1M"
    disk = converted(folder / "a.vhdx", content, form="vhdx", options=options)
    written = disk.read_bytes()
    place = -(-written.index(FILES["long.bin"][:4096]) // 4096) * 4096
    page = written[place : place + 4096]
    torn = written[:place] + bytes(4096) + written[place + 4096 :]
    return _one(folder, "a.vhdx", with_a_log(torn, {place: page}))


def _vmdk_stream(folder: Path) -> list[Path]:
    content = media(folder)
    text = a_vmdk_text(f'RW {len(content) // SECTOR} SPARSE "a.vmdk"', kind="streamOptimized")
    return _one(folder, "a.vmdk", a_vmdk_extent(content, text=text))


def _esx(kind: str, extent: Callable[[bytes], bytes]) -> Maker:
    def made(folder: Path) -> list[Path]:
        content = media(folder)
        text = a_vmdk_text(f'RW {len(content) // SECTOR} {kind.upper()} "x.vmdk"', kind=kind)
        return _several(folder, {"a.vmdk": text.encode(), "x.vmdk": extent(content)})

    return made


def _vmdk_delta(folder: Path) -> list[Path]:
    """All content lies in the parent."""
    base = converted(folder / "base.vmdk", media(folder), form="vmdk")
    qemu_img("create", "-f", "vmdk", "-b", base.name, "-F", "vmdk", folder / "delta.vmdk")
    return [folder / "delta.vmdk", base]


def _blocks(content: bytes) -> list[bytes | None]:
    block = test_parallels.BLOCK
    pieces = (content[at : at + block].ljust(block, b"\0") for at in range(0, len(content), block))
    return [piece if any(piece) else None for piece in pieces]


def _parallels(magic: bytes) -> Maker:
    def made(folder: Path) -> list[Path]:
        return [test_parallels.growing(folder / "a.hds", _blocks(media(folder)), magic=magic)]

    return made


def _parallels_bundle(folder: Path) -> list[Path]:
    """An older state below the first half of the disk, and a plain file for the second."""
    content, block = media(folder), test_parallels.BLOCK
    content += bytes(-len(content) % (2 * block))
    half, sectors = len(content) // 2, len(content) // SECTOR
    old, now = test_parallels.OLD, test_parallels.NOW
    parts = test_parallels.storage(
        0, half // SECTOR, (old, "Compressed", "a.hds"), (now, "Compressed", "b.hds")
    )
    parts += test_parallels.storage(half // SECTOR, sectors, (now, "Plain", "plain"))
    made = test_parallels.bundle(folder / "disk.hdd", parts, sectors=sectors, shots=test_parallels.TWO)
    blocks = _blocks(content[:half])
    odd = [block if number % 2 else None for number, block in enumerate(blocks)]
    even = [None if number % 2 else block for number, block in enumerate(blocks)]
    test_parallels.growing(made / "a.hds", odd)
    test_parallels.growing(made / "b.hds", even)
    (made / "plain").write_bytes(content[half:])
    return [made / name for name in ("DiskDescriptor.xml", "a.hds", "b.hds", "plain")]


def _sparse_image(folder: Path) -> list[Path]:
    return _one(folder, "a.sparseimage", a_sparse_image(media(folder)))


_CLEAR = Key(means=CLEAR_KEY)

FILE_SYSTEMS: dict[str, Kind] = {
    "ext4": Kind(made=_ext), "FAT16": Kind(made=_fat), "NTFS": Kind(made=_ntfs),
    "ISO 9660": Kind(made=_iso), "UDF": Kind(made=_udf), "XFS": Kind(made=_xfs),
    "HFS+": Kind(made=_hfsplus), "APFS": Kind(made=_apfs), "LVM2": Kind(made=_lvm),
    "UFS2": Kind(made=_ufs), "exFAT": Kind(made=_exfat),
}  # fmt: skip
LOCKS: dict[str, Kind] = {
    "LUKS1": Kind(made=_luks1, key=Key(means=PASSWORD, secret=_LUKS1_SECRET.encode()), head_bytes=MIB),
    "LUKS2": Kind(
        made=_luks2,
        key=Key(means=PASSWORD, secret=luks_builder.SECRET.encode()),
        head_bytes=luks_builder.DATA,
    ),
    "BitLocker XTS": Kind(made=_bitlocker(0x8004), key=_CLEAR, head_bytes=MIB // 2),
    "BitLocker CBC": Kind(made=_bitlocker(0x8003), key=_CLEAR, head_bytes=MIB // 2),
    "APFS, locked": Kind(
        made=_locked_apfs, key=Key(means=PASSWORD, secret=apfs_locked_builder.PASSWORD.encode())
    ),
}
CONTAINERS: dict[str, Kind] = {
    # One that is cut in the middle shifts the others, and is told.
    "split raw": Kind(made=_split_raw, tells_files_apart=False, cuts_show=False),
    "E01": Kind(made=_e01, is_checksummed=True),
    "E01, packed": Kind(made=_packed_e01, is_checksummed=True),
    "Ex01": Kind(made=_ex01, is_checksummed=True),
    "DMG": Kind(made=_dmg(ZLIB), is_checksummed=True),
    # Only the sums of whole partitions cover these, and `evidence verify` holds them.
    "DMG ADC": Kind(made=_dmg(ADC, segments=1)),
    "DMG bzip2": Kind(made=_dmg(BZIP2, segments=1), is_checksummed=True),
    "DMG LZFSE": Kind(made=_dmg(LZFSE)),
    "DMG LZMA": Kind(made=_dmg(LZMA, segments=1), is_checksummed=True),
    "DMG raw": Kind(made=_dmg(RAW, segments=1)),
    "QCOW2": Kind(made=_by_qemu("qcow2", "qcow2")),
    "QCOW2 zlib": Kind(made=_by_qemu("qcow2", "qcow2", more=("-c",))),
    "QCOW2 zstd": Kind(made=_by_qemu("qcow2", "qcow2", "compression_type=zstd", more=("-c",))),
    # Behind the end of its backing file a QCOW2 disk is zeros, which is told and may be true.
    "QCOW2 chain": Kind(made=_qcow2_chain, tells_files_apart=False, cuts_show=False),
    "VDI": Kind(made=_by_qemu("vdi", "vdi")),
    "VDI, fixed": Kind(made=_by_qemu("vdi", "vdi", "static=on")),
    "VMDK": Kind(made=_by_qemu("vmdk", "vmdk")),
    "VMDK stream": Kind(made=_vmdk_stream),
    "VMDK of ESX": Kind(made=_esx("vmfsSparse", a_cowd_extent)),
    "VMDK seSparse": Kind(made=_esx("seSparse", a_sesparse_extent)),
    "VMDK chain": Kind(made=_vmdk_delta),
    "split VMDK": Kind(
        made=_by_qemu("vmdk", "vmdk", "subformat=twoGbMaxExtentSparse"), tells_files_apart=False
    ),
    "VHD": Kind(made=_by_qemu("vpc", "vhd", "force_size")),
    "VHD, fixed": Kind(made=_by_qemu("vpc", "vhd", "force_size,subformat=fixed")),
    "VHD chain": Kind(made=_vhd_chain),
    "VHDX": Kind(made=_by_qemu("vhdx", "vhdx", "block_size=1M,log_size=1M")),
    "VHDX with log": Kind(made=_vhdx_with_log),
    "VHDX chain": Kind(made=_vhdx_chain),
    "Parallels": Kind(made=_parallels(test_parallels.FIRST), heads_show=False),
    "Parallels, extended": Kind(made=_parallels(test_parallels.SECOND), heads_show=False),
    "Parallels bundle": Kind(made=_parallels_bundle, tells_files_apart=False),
    # A band that is told to be another, which was never written, looks like that one.
    "sparse DMG": Kind(made=_sparse_image, tables_show=False),
}
ALL = FILE_SYSTEMS | LOCKS | CONTAINERS
