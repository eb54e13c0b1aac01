"""VMDK disks: every form as it was put in, parents by their identity, damage told with its place."""

from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.errors import SourceNotUsable
from tests.evidence.container_builders import (
    KIB,
    MIB,
    Reading,
    a_cowd_extent,
    a_sesparse_extent,
    a_vmdk_extent,
    a_vmdk_text,
    assert_nothing_silent,
    content_of,
    converted,
    cut_at,
    flipped,
    notes_of,
    qemu_img,
    read_in_pieces,
    some_media,
)

SECTORS = 2 * MIB // 512


@pytest.fixture
def media() -> bytes:
    return some_media()


@pytest.mark.parametrize(
    "kind",
    ["monolithicSparse", "streamOptimized", "monolithicFlat", "twoGbMaxExtentSparse", "twoGbMaxExtentFlat"],
)
def test_every_form_that_qemu_writes_gives_its_media(tmp_path: Path, media: bytes, kind: str) -> None:
    disk = converted(tmp_path / "disk.vmdk", media, form="vmdk", options=f"subformat={kind}")
    assert content_of(disk) == media
    assert notes_of(disk)["Disk type"] == kind


def test_a_streamed_disk_with_its_tables_at_the_end_gives_its_media(tmp_path: Path, media: bytes) -> None:
    disk = tmp_path / "export.vmdk"
    disk.write_bytes(_a_streamed_disk(media))
    assert content_of(disk) == media


def _a_streamed_disk(media: bytes) -> bytes:
    text = a_vmdk_text(f'RW {len(media) // 512} SPARSE "export.vmdk"', kind="streamOptimized")
    return a_vmdk_extent(media, text=text)


@pytest.mark.parametrize("form", ["COWD", "SESPARSE"])
def test_extents_of_esx_give_what_qemu_reads_from_them(tmp_path: Path, media: bytes, form: str) -> None:
    kind, kind_word = ("vmfsSparse", "VMFSSPARSE") if form == "COWD" else ("seSparse", "SESPARSE")
    extent = a_cowd_extent(media) if form == "COWD" else a_sesparse_extent(media)
    (tmp_path / "esx-delta.vmdk").write_bytes(extent)
    disk = tmp_path / "esx.vmdk"
    disk.write_text(a_vmdk_text(f'RW {SECTORS} {kind_word} "esx-delta.vmdk"', kind=kind))
    assert content_of(disk) == media
    qemu_img("convert", "-f", "vmdk", "-O", "raw", disk, tmp_path / "by_qemu.raw")
    assert (tmp_path / "by_qemu.raw").read_bytes() == media


def test_extents_follow_each_other_with_zeros_between(tmp_path: Path, media: bytes) -> None:
    (tmp_path / "a-flat.vmdk").write_bytes(b"\xaa" * 1024 + media)
    lines = (f'RW {SECTORS} FLAT "a-flat.vmdk" 2', "RW 128 ZERO", f'RW 16 FLAT "a-flat.vmdk" {SECTORS - 14}')
    disk = tmp_path / "a.vmdk"
    disk.write_text(a_vmdk_text(*lines, kind="twoGbMaxExtentFlat"))
    assert content_of(disk) == media + bytes(64 * KIB) + media[-8 * KIB :]
    assert [Path(each).name for each in open_image(disk).info.segments] == [
        "a.vmdk",
        "a-flat.vmdk",
    ]


def _a_delta(folder: Path, media: bytes) -> Path:
    """A disk that differs from `base.vmdk` in one grain, as VMware keeps a snapshot."""
    converted(folder / "base.vmdk", media, form="vmdk")
    qemu_img("create", "-f", "vmdk", "-b", "base.vmdk", "-F", "vmdk", folder / "delta.vmdk")
    return folder / "delta.vmdk"


def test_a_delta_gives_the_bytes_of_its_parent_and_names_it(tmp_path: Path, media: bytes) -> None:
    delta = _a_delta(tmp_path, media)
    assert content_of(delta) == media
    assert notes_of(delta)["Parent"].startswith("base.vmdk")
    assert [Path(each).name for each in open_image(delta).info.segments] == ["delta.vmdk", "base.vmdk"]


def test_a_renamed_parent_is_found_by_its_identity(tmp_path: Path, media: bytes) -> None:
    delta = _a_delta(tmp_path, media)
    (tmp_path / "base.vmdk").rename(tmp_path / "of the suspect.vmdk")
    assert content_of(delta) == media


def test_a_missing_parent_is_named(tmp_path: Path, media: bytes) -> None:
    delta = _a_delta(tmp_path, media)
    (tmp_path / "base.vmdk").unlink()
    with pytest.raises(SourceNotUsable, match=r"needs its parent disk “base\.vmdk”"):
        open_image(delta)


def test_a_parent_that_was_changed_since_is_refused(tmp_path: Path, media: bytes) -> None:
    delta = _a_delta(tmp_path, media)
    converted(tmp_path / "base.vmdk", bytes(reversed(media)), form="vmdk")
    with pytest.raises(SourceNotUsable, match="Both together give no true media"):
        open_image(delta)


def test_a_disk_that_is_renamed_still_reads_itself(tmp_path: Path, media: bytes) -> None:
    """libvmdk opens the file that the descriptor inside names, and so read another disk."""
    disk = converted(tmp_path / "disk.vmdk", media, form="vmdk")
    disk.rename(tmp_path / "evidence.vmdk")
    converted(tmp_path / "disk.vmdk", bytes(reversed(media)), form="vmdk")
    assert content_of(tmp_path / "evidence.vmdk") == media


def test_an_extent_outside_the_folder_is_not_opened(tmp_path: Path, media: bytes) -> None:
    (tmp_path / "secret-flat.vmdk").write_bytes(media)
    (tmp_path / "case").mkdir()
    disk = tmp_path / "case" / "a.vmdk"
    disk.write_text(a_vmdk_text(f'RW {SECTORS} FLAT "../secret-flat.vmdk" 0', kind="monolithicFlat"))
    with pytest.raises(SourceNotUsable, match="is not beside it"):
        open_image(disk)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("raw", a_vmdk_text('RW 63 VMFSRDM "disk-rdmp.vmdk"', kind="vmfsRawDeviceMap"), "lies on a device"),
        ("locked", a_vmdk_text("RW 63 ZERO", kind="x") + 'encryption.keySafe = "v"\n', "encrypted VMDK"),
        ("none", "# Disk DescriptorFile\nversion=1\n", "names no extents"),
        ("huge", a_vmdk_text("RW 9999999999999999999 ZERO", kind="x"), "impossible size"),
    ],
)
def test_what_cannot_be_read_is_told_by_name(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / f"{name}.vmdk").write_text(text)
    with pytest.raises(SourceNotUsable, match=words):
        open_image(tmp_path / f"{name}.vmdk")


def test_an_extent_alone_asks_for_its_descriptor(tmp_path: Path, media: bytes) -> None:
    converted(tmp_path / "d.vmdk", media, form="vmdk", options="subformat=twoGbMaxExtentSparse")
    with pytest.raises(SourceNotUsable, match="without its descriptor"):
        open_image(tmp_path / "d-s001.vmdk")


def test_a_changed_table_entry_is_unreadable_with_its_place(tmp_path: Path, media: bytes) -> None:
    disk = converted(tmp_path / "disk.vmdk", media, form="vmdk")
    content = bytearray(disk.read_bytes())
    tables = [at for at in range(0, 128 * 512, 512) if content[at : at + 4] == (128).to_bytes(4, "little")]
    content[tables[-1] + 4] ^= 1  # the second grain, in one of the two tables
    disk.write_bytes(content)
    reading = read_in_pieces(disk, media)
    assert isinstance(reading, Reading)
    assert (reading.right, reading.unreadable, reading.wrong) == (31, 1, ())
    assert next(iter(reading.reasons)).startswith(
        "Bytes 65,536 to 131,071 of the media cannot be read from the VMDK"
    )


def test_a_cut_disk_is_never_silent(tmp_path: Path, media: bytes) -> None:
    for kind in ("monolithicSparse", "streamOptimized"):
        disk = converted(tmp_path / "disk.vmdk", media, form="vmdk", options=f"subformat={kind}")
        cuts = cut_at(disk.read_bytes(), pieces=12)
        assert_nothing_silent(disk, cuts, media, keep=lambda words: "VMDK" in words or "sector" in words)


def test_changed_bits_in_headers_and_tables_are_never_silent(tmp_path: Path, media: bytes) -> None:
    disk = converted(tmp_path / "disk.vmdk", media, form="vmdk")
    whole = disk.read_bytes()
    damaged = [flipped(whole, range(21 * 512, 128 * 512), times=6, seed=seed) for seed in range(12)]
    damaged += [flipped(whole, range(4, 79), times=1, seed=seed) for seed in range(25)]
    assert_nothing_silent(disk, damaged, media, keep=lambda words: "VMDK" in words)


def test_changed_bits_in_packed_grains_are_never_silent(tmp_path: Path, media: bytes) -> None:
    disk = tmp_path / "export.vmdk"
    whole = _a_streamed_disk(media)
    damaged = [flipped(whole, range(64 * KIB, len(whole) - 64), times=8, seed=seed) for seed in range(15)]
    assert_nothing_silent(disk, damaged, media, keep=lambda words: "VMDK" in words)
