"""Images of every kind, damaged from outside, held against what the whole image holds (`damage_bench`).

A few always, many with `make fuzz`, also over images that people outside the project made.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from forensics.locks import PASSWORD, Key
from tests.evidence.apfs_builder import Planted, an_apfs_container
from tests.evidence.apple_builder import ZLIB, a_dmg
from tests.evidence.builders import (
    MIB,
    a_fat_image,
    an_ewf_image,
    an_ext_image,
    an_iso_image,
    an_ntfs_image,
)
from tests.evidence.container_builders import a_differencing_vhd, converted, qemu_img
from tests.evidence.damage_bench import (
    Damage,
    Told,
    expect_nothing_hidden,
    files_missing,
    flips,
    heads_zeroed,
    hold,
    made_up_numbers,
    told_of,
    truncations,
)
from tests.evidence.ewf2_builder import an_ex01
from tests.evidence.hfsplus_builder import HfsBuilder
from tests.evidence.luks_builder import SECRET, a_luks2_volume
from tests.evidence.lvm_builder import a_physical, a_text, fill, striped
from tests.evidence.test_third_party_images import WITH_FIRST, _unpacked
from tests.evidence.test_udf import a_disc
from tests.evidence.test_xfs import VERSIONS, _small_volumes  # noqa: F401  (a fixture)
from tests.evidence.test_xfs import an_image as an_xfs_image

_DICE = Random(9)
FILES = {
    "brief.txt": b"meet at nine",
    "picture.jpg": _DICE.randbytes(150_000),
    "notes.bin": _DICE.randbytes(5_000),
    "long.bin": _DICE.randbytes(700_000),
}

Maker = Callable[[Path], list[Path]]
Damages = Callable[[list[bytes]], Iterator[Damage]]


# -- images


def _ext(folder: Path) -> list[Path]:
    return [an_ext_image(folder / "a.raw", FILES, kind="ext4")]


def _fat(folder: Path) -> list[Path]:
    return [a_fat_image(folder / "a.raw", FILES)]


def _ntfs(folder: Path) -> list[Path]:
    return [an_ntfs_image(folder / "a.raw", FILES)]


def _iso(folder: Path) -> list[Path]:
    return [an_iso_image(folder / "a.raw", FILES)]


def _udf(folder: Path) -> list[Path]:
    (folder / "a.raw").write_bytes(a_disc(folder, FILES))
    return [folder / "a.raw"]


def _xfs(folder: Path) -> list[Path]:
    return [an_xfs_image(folder, *VERSIONS["version 5"])]


def _hfsplus(folder: Path) -> list[Path]:
    builder = HfsBuilder()
    for name, content in FILES.items():
        builder.file(name, content)
    (folder / "a.raw").write_bytes(builder.image())
    return [folder / "a.raw"]


def _apfs(folder: Path) -> list[Path]:
    (folder / "a.raw").write_bytes(
        an_apfs_container({name: Planted(content=content) for name, content in FILES.items()})
    )
    return [folder / "a.raw"]


def _lvm(folder: Path) -> list[Path]:
    disk = a_physical(a_text({"home": [striped(0, 4, ("pv0", 2))]}, seqno=9), extents=6)
    fill(disk, 2, _ext(folder)[0].read_bytes())
    (folder / "a.raw").write_bytes(disk)
    return [folder / "a.raw"]


def _luks(folder: Path) -> list[Path]:
    (folder / "a.raw").write_bytes(a_luks2_volume(_ext(folder)[0].read_bytes()))
    return [folder / "a.raw"]


def _split_raw(folder: Path) -> list[Path]:
    media = _ext(folder)[0].read_bytes()
    parts = [folder / f"s.{number + 1:03}" for number in range(4)]
    for number, part in enumerate(parts):
        part.write_bytes(media[number * MIB : (number + 1) * MIB])
    return parts


def _e01(folder: Path) -> list[Path]:
    first = an_ewf_image(_ext(folder)[0])
    return sorted(folder.glob(f"{first.stem}.E*"))


def _ex01(folder: Path) -> list[Path]:
    names = [folder / "x.Ex01", folder / "x.Ex02", folder / "x.Ex03"]
    for name, content in zip(names, an_ex01(_ext(folder)[0].read_bytes(), segments=3), strict=True):
        name.write_bytes(content)
    return names


def _dmg(folder: Path) -> list[Path]:
    names = [folder / "a.dmg", folder / "a.002.dmgpart", folder / "a.003.dmgpart"]
    made = a_dmg(_ext(folder)[0].read_bytes(), packing=ZLIB, segments=3)
    for name, content in zip(names, made, strict=True):
        name.write_bytes(content)
    return names


def _by_qemu(form: str, ending: str, options: str = "") -> Maker:
    def made(folder: Path) -> list[Path]:
        media = _ext(folder)[0].read_bytes()
        first = converted(folder / f"disk.{ending}", media, form=form, options=options)
        return [first, *sorted(path for path in folder.glob(f"disk-*.{ending}"))]

    return made


def _qcow2_chain(folder: Path) -> list[Path]:
    """All content lies in the backing file."""
    base = _ext(folder)[0]
    qemu_img("create", "-f", "qcow2", "-b", base.name, "-F", "raw", folder / "child.qcow2")
    return [folder / "child.qcow2", base]


def _vhd_chain(folder: Path) -> list[Path]:
    media = _ext(folder)[0].read_bytes()
    below = media[: 2 * MIB] + bytes(2 * MIB)
    parent = converted(folder / "parent.vhd", below, form="vpc", options="force_size")
    (folder / "child.vhd").write_bytes(a_differencing_vhd(parent, media, below, name="parent.vhd"))
    return [folder / "child.vhd", parent]


FILE_SYSTEMS: dict[str, Maker] = {
    "ext4": _ext, "FAT16": _fat, "NTFS": _ntfs, "ISO 9660": _iso, "UDF": _udf, "XFS": _xfs,
    "HFS+": _hfsplus, "APFS": _apfs, "LVM2": _lvm, "LUKS2": _luks,
}  # fmt: skip
CONTAINERS: dict[str, Maker] = {
    "split raw": _split_raw, "E01": _e01, "Ex01": _ex01, "DMG": _dmg,
    "QCOW2": _by_qemu("qcow2", "qcow2"), "QCOW2 chain": _qcow2_chain, "VDI": _by_qemu("vdi", "vdi"),
    "VMDK": _by_qemu("vmdk", "vmdk"),
    "split VMDK": _by_qemu("vmdk", "vmdk", "subformat=twoGbMaxExtentSparse"),
    "VHD": _by_qemu("vpc", "vhd", "force_size"), "VHD chain": _vhd_chain,
    "VHDX": _by_qemu("vhdx", "vhdx", "block_size=1M,log_size=1M"),
}  # fmt: skip
ALL = FILE_SYSTEMS | CONTAINERS
CHECKSUMMED = ("E01", "Ex01", "DMG")  # each byte of the media lies under a checksum of the container
SEVERAL_FILES = ("split raw", "E01", "Ex01", "DMG", "split VMDK", "QCOW2 chain", "VHD chain")
TELL_EACH_OTHER_APART = ("E01", "Ex01", "DMG", "VHD chain")
KEYS = {"LUKS2": Key(means=PASSWORD, secret=SECRET.encode())}


def _hold(folder: Path, kind: str, *damages: Damages) -> None:
    files, key = ALL[kind](folder), KEYS.get(kind)
    truth = told_of(files[0], key)
    assert truth.contents, truth.sentences
    whole = [file.read_bytes() for file in files]
    for each in damages:
        hold(files, each(whole), truth, key=key)


def _missing(kind: str) -> Damages:
    return lambda whole: files_missing(whole, tell_each_other_apart=kind in TELL_EACH_OTHER_APART)


def _cuts(kind: str) -> Damages:
    """Behind the end of its backing file a QCOW2 disk is zeros, which is told and may be true."""
    return lambda whole: truncations(whole, times=20, hides_nothing=kind != "QCOW2 chain")


# -- a few always


@pytest.mark.parametrize("kind", ["ext4", "HFS+", "APFS", "LVM2", "E01", "DMG", "QCOW2"])
def test_a_cut_image_gives_true_content_or_none_and_tells(tmp_path: Path, kind: str) -> None:
    _hold(tmp_path, kind, lambda whole: truncations(whole, times=4))


@pytest.mark.parametrize("kind", SEVERAL_FILES)
def test_a_missing_file_of_a_split_image_is_told(tmp_path: Path, kind: str) -> None:
    _hold(tmp_path, kind, _missing(kind))


def test_flipped_bits_under_checksums_give_no_false_content(tmp_path: Path) -> None:
    _hold(tmp_path, "E01", lambda whole: flips(whole, seeds=range(3), each=2, hides_nothing=True))


def test_content_that_is_not_true_and_silence_are_noticed() -> None:
    truth = Told(contents=Counter({("/a", "11"): 1}), sentences=["As ever."])
    with pytest.raises(AssertionError, match="not true"):
        expect_nothing_hidden(Told(contents=Counter({("/a", "22"): 1})), truth, "x", is_exact=True)
    with pytest.raises(AssertionError, match="in silence"):
        expect_nothing_hidden(Told(sentences=["As ever."]), truth, "x", is_exact=True)
    with pytest.raises(AssertionError, match="no sentences"):
        expect_nothing_hidden(Told(sentences=["struct.error"]), truth, "x", is_exact=False)
    with pytest.raises(AssertionError, match="of memory"):
        expect_nothing_hidden(Told(grown_bytes=1 << 30), truth, "x", is_exact=False)


# -- many with make fuzz


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", ALL)
def test_images_cut_anywhere_or_without_their_heads_give_true_content_or_none_and_tell(
    tmp_path: Path, kind: str
) -> None:
    _hold(tmp_path, kind, _cuts(kind), heads_zeroed)


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", CHECKSUMMED)
@pytest.mark.parametrize("each", [1, 1_000])
def test_many_flips_under_checksums_give_no_false_content(tmp_path: Path, kind: str, each: int) -> None:
    _hold(tmp_path, kind, lambda whole: flips(whole, seeds=range(20), each=each, hides_nothing=True))


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", ALL)
def test_flips_and_made_up_numbers_anywhere_end_in_sentences(tmp_path: Path, kind: str) -> None:
    _hold(
        tmp_path,
        kind,
        lambda whole: flips(whole, seeds=range(10), each=1_000, hides_nothing=False),
        lambda whole: flips(whole, seeds=range(10, 20), each=5, hides_nothing=False),
        lambda whole: made_up_numbers(whole, seeds=range(77, 107)),
    )


_MOST_UNPACKED = 24 * MIB  # each damage writes and reads all of it
_KNOWN_TO_STAND = {"bad-bde-togo-truncated"}  # what is left without its boot sector is its FAT of pointers

# TSK goes round in circles over some damaged records of UFS; the engine's watchdog ends a reader that does.
_LISTED_BY_TSK_ALONE = {"dissect-ffs"}


@pytest.mark.fuzz
@pytest.mark.skipif(not WITH_FIRST, reason="no third-party images beside the repository")
@pytest.mark.parametrize("item", WITH_FIRST, ids=lambda item: str(item["id"]))
def test_damaged_images_of_other_people_hide_nothing(item: dict[str, Any], tmp_path: Path) -> None:
    paths = _unpacked(item, tmp_path)
    if sum(path.stat().st_size for path in paths) > _MOST_UNPACKED:
        pytest.skip("too large to be read some fifty times")
    first = tmp_path / item["first"]
    files = [first, *(path for path in paths if path != first)]
    whole, truth = [file.read_bytes() for file in files], told_of(first)
    hold(files, truncations(whole, times=20), truth)
    if item["id"] not in _KNOWN_TO_STAND:
        hold(files, heads_zeroed(whole), truth)
    hold(files, files_missing(whole, tell_each_other_apart=False), truth)
    if item["id"] in _LISTED_BY_TSK_ALONE:
        return
    hold(files, flips(whole, seeds=range(4), each=1_000, hides_nothing=False), truth)
    hold(files, made_up_numbers(whole, seeds=range(15)), truth)
