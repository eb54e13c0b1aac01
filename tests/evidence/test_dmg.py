"""Apple disk images: every packing as it was put in, segments, stored checksums, damage told with its
place.
"""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.containers.verifying import verify_media
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from tests.evidence.apple_builder import ADC, BZIP2, LZFSE, LZMA, RAW, ZLIB, a_dmg
from tests.evidence.container_builders import (
    KIB,
    MIB,
    Reading,
    assert_nothing_silent,
    content_of,
    cut_at,
    flipped,
    notes_of,
    read_in_pieces,
    some_media,
)

PACKINGS = {"not packed": RAW, "ADC": ADC, "zlib": ZLIB, "bzip2": BZIP2, "LZFSE": LZFSE, "LZMA": LZMA}
OPEN_IMAGES = Path(__file__).parents[3] / "shared" / "images" / "open" / "images"


@pytest.fixture
def media() -> bytes:
    return some_media(MIB)


def _a_disk(folder: Path, media: bytes, *, packing: int = ZLIB, segments: int = 1, left_out: int = 0) -> Path:
    first, *others = a_dmg(media, packing=packing, segments=segments, left_out=left_out)
    (folder / "disk.dmg").write_bytes(first)
    for number, content in enumerate(others, start=2):
        (folder / f"disk.{number:03d}.dmgpart").write_bytes(content)
    return folder / "disk.dmg"


def _verified(source: Path) -> tuple[str, ...]:
    image = open_image(source)
    try:
        checked = verify_media(image, cancelled=lambda: False, progress=lambda _done: None)
        assert checked.digests.sha256 == hashlib.sha256(image.read(0, image.info.size_bytes)).digest()
        return checked.held
    finally:
        image.close()


@pytest.mark.parametrize("name", PACKINGS)
def test_every_packing_gives_its_media_and_its_checksums_hold(
    tmp_path: Path, media: bytes, name: str
) -> None:
    disk = _a_disk(tmp_path, media, packing=PACKINGS[name])
    assert content_of(disk) == media
    assert name in notes_of(disk)["Disk type"]
    assert _verified(disk) == (
        "2 of parts of the media (CRC32)",
        "that of these checksums (CRC32)",
        "that of the stored data (CRC32)",
    )


@pytest.mark.parametrize("name", [name for name in PACKINGS if name != "not packed"])
def test_what_is_packed_here_is_what_another_tool_unpacks(tmp_path: Path, media: bytes, name: str) -> None:
    if shutil.which("7z") is None:
        pytest.skip("7z (Debian package p7zip-full) is not installed")
    disk = _a_disk(tmp_path, media, packing=PACKINGS[name])
    # 7-Zip ends with "data error" on LZFSE of Apple's own packer, although what it writes is right.
    subprocess.run(
        ["7z", "x", "-y", f"-o{tmp_path / 'out'}", disk], check=name != "LZFSE", capture_output=True
    )
    parts = sorted((tmp_path / "out").iterdir())
    assert b"".join(part.read_bytes() for part in parts) == media


def test_free_space_that_was_left_out_is_zeros_and_in_no_checksum(tmp_path: Path) -> None:
    media = some_media(MIB)[: 768 * KIB] + bytes(256 * KIB)
    disk = _a_disk(tmp_path, media, left_out=256 * KIB)
    assert content_of(disk) == media
    assert _verified(disk)[0] == "2 of parts of the media (CRC32)"


def test_segments_are_joined_and_a_missing_one_is_named(tmp_path: Path, media: bytes) -> None:
    disk = _a_disk(tmp_path, media, segments=3)
    assert content_of(disk) == media
    assert len(open_image(disk).info.segments) == 3
    (tmp_path / "disk.002.dmgpart").rename(tmp_path / "away")
    with pytest.raises(SourceNotUsable, match=r"Segment disk\.002\.dmgpart .* is missing"):
        open_image(disk)


def test_swapped_segments_are_refused(tmp_path: Path, media: bytes) -> None:
    disk = _a_disk(tmp_path, media, segments=3)
    second, third = tmp_path / "disk.002.dmgpart", tmp_path / "disk.003.dmgpart"
    second.rename(tmp_path / "x")
    third.rename(second)
    (tmp_path / "x").rename(third)
    with pytest.raises(SourceNotUsable, match="is not segment 2"):
        open_image(disk)
    with pytest.raises(SourceNotUsable, match="open the first"):
        open_image(second)


def test_changed_bytes_that_unpack_are_found_by_the_checksum_of_the_partition(
    tmp_path: Path, media: bytes
) -> None:
    disk = _a_disk(tmp_path, media, packing=RAW)
    disk.write_bytes(flipped(disk.read_bytes(), range(1000, 2000), times=1, seed=3))
    with pytest.raises(EvidenceUnreadable, match=r"the checksum of partition “part \(Apple_HFS : 0\)”"):
        _verified(disk)


def test_a_damaged_chunk_is_unreadable_with_its_place(tmp_path: Path, media: bytes) -> None:
    disk = _a_disk(tmp_path, media)
    disk.write_bytes(flipped(disk.read_bytes(), range(1000, 2000), times=3, seed=3))
    reading = read_in_pieces(disk, media)
    assert isinstance(reading, Reading)
    assert (reading.right, reading.unreadable, reading.wrong) == (15, 1, ())
    reason = next(iter(reading.reasons))
    assert reason.startswith(
        "Bytes 0 to 65,535 of the media cannot be read from the DMG: in the chunk at byte 0"
    )


@pytest.mark.parametrize("name", [name for name in PACKINGS if name not in ("not packed", "ADC", "LZFSE")])
def test_damage_in_packed_chunks_is_never_silent(tmp_path: Path, media: bytes, name: str) -> None:
    disk = _a_disk(tmp_path, media, packing=PACKINGS[name])
    whole = disk.read_bytes()
    behind = whole.index(b"<?xml")
    damaged = [flipped(whole, range(behind), times=4, seed=seed) for seed in range(8)]
    assert_nothing_silent(disk, damaged, media, keep=lambda words: "Apple disk image" in words)


@pytest.mark.parametrize("name", ["ADC", "LZFSE"])
def test_damage_that_these_packings_hide_is_found_by_verification(
    tmp_path: Path, media: bytes, name: str
) -> None:
    disk = _a_disk(tmp_path, media, packing=PACKINGS[name])
    whole = disk.read_bytes()
    for seed in range(8):
        disk.write_bytes(flipped(whole, range(whole.index(b"<?xml")), times=2, seed=seed))
        with pytest.raises(EvidenceUnreadable):
            _verified(disk)


def test_a_cut_image_is_refused(tmp_path: Path, media: bytes) -> None:
    disk = _a_disk(tmp_path, media)
    for content in cut_at(disk.read_bytes(), pieces=8):
        disk.write_bytes(content)
        with pytest.raises(SourceNotUsable, match=r"trailer of disk\.dmg is missing; it is cut off"):
            open_image(disk)


def test_changed_bits_in_tables_are_refused_or_found_by_verification(tmp_path: Path, media: bytes) -> None:
    disk = _a_disk(tmp_path, media)
    whole = disk.read_bytes()
    for seed in range(25):
        disk.write_bytes(flipped(whole, range(whole.index(b"<?xml"), len(whole)), times=4, seed=seed))
        reading = read_in_pieces(disk, media)
        if isinstance(reading, Reading) and reading.wrong:
            with pytest.raises(EvidenceUnreadable):
                _verified(disk)


def test_an_encrypted_image_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "secret.dmg").write_bytes(b"encrcdsa" + bytes(4096))
    with pytest.raises(SourceNotUsable, match=r"encrypted Apple disk image .* with its password"):
        open_image(tmp_path / "secret.dmg")


@pytest.mark.parametrize(
    "place", ["keramics-dmg-bzip2/hfsplus_bzip2.dmg", "keramics-dmg-zlib/hfsplus_zlib.dmg"]
)
def test_images_of_hdiutil_hold_their_own_checksums(place: str) -> None:
    if not (OPEN_IMAGES / place).exists():
        pytest.skip("the third-party images are not here")
    assert _verified(OPEN_IMAGES / place)[0] == "6 of parts of the media (CRC32)"
