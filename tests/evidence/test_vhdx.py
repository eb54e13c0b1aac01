"""VHDX disks: the media as they were put in, with what the log holds; damage told with its place."""

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.errors import SourceNotUsable
from tests.evidence.container_builders import (
    KIB,
    MIB,
    VHDX_BLOCKS,
    VHDX_METADATA,
    Reading,
    a_differencing_vhdx,
    assert_nothing_silent,
    content_of,
    converted,
    cut_at,
    flipped,
    notes_of,
    qemu_img,
    read_in_pieces,
    some_media,
    troubles_of,
    vhdx_region,
    with_a_log,
)

SMALL = "block_size=1M,log_size=1M"


@pytest.fixture
def media() -> bytes:
    return some_media(3 * MIB)


@pytest.mark.parametrize("options", [SMALL, "subformat=fixed,block_size=1M", "block_size=8M"])
def test_what_qemu_writes_gives_its_media(tmp_path: Path, media: bytes, options: str) -> None:
    disk = converted(tmp_path / "disk.vhdx", media, form="vhdx", options=options)
    assert content_of(disk) == media
    assert notes_of(disk)["Created by"].startswith("QEMU")


def test_what_the_log_holds_is_read_as_qemu_replays_it(tmp_path: Path, media: bytes) -> None:
    disk = converted(tmp_path / "disk.vhdx", media, form="vhdx", options=SMALL)
    content = disk.read_bytes()
    first = (
        int.from_bytes(content[(at := vhdx_region(content, VHDX_BLOCKS)[0]) : at + 8], "little") >> 20 << 20
    )
    pages = {first: b"\x11" * 4096, first + 8 * KIB: bytes(range(256)) * 16}
    disk.write_bytes(with_a_log(content, pages, zeros=((first + 64 * KIB, 8 * KIB),)))
    before = disk.read_bytes()
    ours = content_of(disk)
    assert ours[: 4 * KIB] == b"\x11" * 4096
    assert not any(ours[64 * KIB : 72 * KIB])
    assert "1 entries not yet written" in notes_of(disk)["Log"]
    assert disk.read_bytes() == before
    shutil.copy(disk, tmp_path / "replayed.vhdx")
    subprocess.run(
        ["qemu-img", "check", "-r", "all", tmp_path / "replayed.vhdx"], check=False, capture_output=True
    )
    qemu_img("convert", "-O", "raw", tmp_path / "replayed.vhdx", tmp_path / "by_qemu.raw")
    assert (tmp_path / "by_qemu.raw").read_bytes() == ours


def test_a_damaged_log_is_refused(tmp_path: Path, media: bytes) -> None:
    disk = converted(tmp_path / "disk.vhdx", media, form="vhdx", options=SMALL)
    logged = with_a_log(disk.read_bytes(), {8 * MIB: b"\x11" * 4096})
    log_at = struct.unpack_from("<Q", logged, 64 * KIB + 72)[0]
    disk.write_bytes(flipped(logged, range(log_at + 4096, log_at + 8192), times=1, seed=1))
    with pytest.raises(SourceNotUsable, match="not closed properly, and its log is damaged"):
        open_image(disk)


def _a_difference(folder: Path, media: bytes) -> tuple[Path, bytes]:
    base = converted(folder / "base.vhdx", media, form="vhdx", options=SMALL)
    changed = bytearray(media)
    for start in (0, 3 * 512, MIB + 700, 3 * MIB - 512):
        changed[start : start + 300] = b"\xd1" * 300
    disk = folder / "child.avhdx"
    disk.write_bytes(a_differencing_vhdx(base, bytes(changed), media))
    return disk, bytes(changed)


def test_a_difference_gives_its_own_sectors_and_those_of_its_parent(tmp_path: Path, media: bytes) -> None:
    disk, changed = _a_difference(tmp_path, media)
    assert content_of(disk) == changed
    assert notes_of(disk)["Parent"].startswith("base.vhdx (VHDX")


def test_a_missing_parent_is_named_and_a_renamed_one_found(tmp_path: Path, media: bytes) -> None:
    disk, changed = _a_difference(tmp_path, media)
    (tmp_path / "base.vhdx").rename(tmp_path / "x.vhdx")
    assert content_of(disk) == changed
    (tmp_path / "x.vhdx").unlink()
    with pytest.raises(SourceNotUsable, match=r"needs its parent disk “\.\\base\.vhdx”"):
        open_image(disk)


def test_a_parent_that_was_written_to_since_is_refused(tmp_path: Path, media: bytes) -> None:
    disk, _ = _a_difference(tmp_path, media)
    converted(tmp_path / "base.vhdx", media, form="vhdx", options=SMALL)
    with pytest.raises(SourceNotUsable, match="Both together give no true media"):
        open_image(disk)


def test_one_damaged_header_or_region_table_does_no_harm(tmp_path: Path, media: bytes) -> None:
    disk = converted(tmp_path / "disk.vhdx", media, form="vhdx", options=SMALL)
    content = bytearray(disk.read_bytes())
    content[64 * KIB + 20] ^= 1
    content[192 * KIB + 20] ^= 1
    disk.write_bytes(content)
    assert content_of(disk) == media


def test_a_block_behind_the_end_is_unreadable_with_its_place(tmp_path: Path, media: bytes) -> None:
    disk = converted(tmp_path / "disk.vhdx", media, form="vhdx", options=SMALL)
    content = bytearray(disk.read_bytes())
    at = vhdx_region(content, VHDX_BLOCKS)[0]
    content[at + 8 : at + 16] = (900 << 20 | 6).to_bytes(8, "little")
    disk.write_bytes(content)
    reading = read_in_pieces(disk, media)
    assert isinstance(reading, Reading)
    assert (reading.unreadable, reading.wrong) == (16, ())
    assert any(reason.startswith("Bytes 1,048,576 to 1,114,111 of the media") for reason in reading.reasons)


def test_a_cut_disk_is_never_silent(tmp_path: Path, media: bytes) -> None:
    disk = converted(tmp_path / "disk.vhdx", media, form="vhdx", options=SMALL)
    cuts = cut_at(disk.read_bytes(), pieces=10)
    assert_nothing_silent(disk, cuts, media, keep=lambda words: "VHDX" in words or "sector" in words)


def test_changed_bits_in_headers_metadata_and_table_are_never_silent(tmp_path: Path, media: bytes) -> None:
    disk = converted(tmp_path / "disk.vhdx", media, form="vhdx", options=SMALL)
    whole = disk.read_bytes()
    blocks, metadata = vhdx_region(whole, VHDX_BLOCKS)[0], vhdx_region(whole, VHDX_METADATA)[0]
    places = [range(8, 4 * KIB), range(64 * KIB, 64 * KIB + 80), range(blocks, blocks + 40)]
    places += [range(metadata, metadata + 200)]
    damaged = [flipped(whole, each, times=3, seed=seed) for each in places for seed in range(6)]
    assert_nothing_silent(disk, damaged, media, keep=lambda words: "VHDX" in words)


def test_a_block_of_zeros_that_has_a_place_is_noted(tmp_path: Path, media: bytes) -> None:
    disk = converted(tmp_path / "disk.vhdx", media, form="vhdx", options=SMALL)
    content = bytearray(disk.read_bytes())
    content[vhdx_region(content, VHDX_BLOCKS)[0]] ^= 4  # from "present" to "zeros"
    disk.write_bytes(content)
    assert notes_of(disk)["Blocks"].startswith("1 said to hold nothing")
    assert "no entry of its tables leads to them" in troubles_of(disk)[0]
