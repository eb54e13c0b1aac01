"""Shadow copies are listed with their times, read as the volume was, and a damaged store is told."""

from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import open_file_system
from forensics.images import VolumeState
from forensics.layers import LayeredImage, space_of
from forensics.volumes import VolumeMap, map_volumes
from forensics.volumes.layered import with_layers
from tests.evidence.builders import an_ntfs_image, content_of
from tests.evidence.fat_builders import split
from tests.evidence.shadow_builder import (
    BEFORE,
    BLOCK,
    FORWARDER,
    NOW,
    OVERLAY,
    SAME,
    STORE,
    STORE_AT,
    a_descriptor,
    a_shadow_copy,
)

LOST = "did not keep its bytes"


@pytest.fixture(scope="module")
def volume(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """One file has changed since a copy was made; another is the same."""
    target = tmp_path_factory.mktemp("shadow") / "ntfs.raw"
    image = an_ntfs_image(target, {"letter.txt": BEFORE, "same.txt": SAME}).read_bytes()
    at = image.index(BEFORE)
    assert not any(image[STORE_AT : STORE_AT + 8 * BLOCK])
    block = at // BLOCK * BLOCK
    saved = {place: image[place : place + BLOCK] for place in (block, block + BLOCK)}
    live = bytearray(image)
    live[at : at + len(NOW)] = NOW
    return bytes(a_shadow_copy(bytes(live), at=STORE_AT, before=saved))


def opened(path: Path, disk: bytes | bytearray) -> tuple[LayeredImage, VolumeMap]:
    path.write_bytes(disk)
    image = LayeredImage(open_image(path))
    return image, with_layers(image, map_volumes(image))


def contents(image: LayeredImage, mapped: VolumeMap, index: int) -> dict[bytes, bytes]:
    volume = mapped.volumes[index]
    file_system = open_file_system(space_of(image, volume.offset_bytes), volume)
    entries, _faults = split(file_system)
    return {path: content_of(file_system, entries[path]) for path in (b"/letter.txt", b"/same.txt")}


def test_a_copy_is_listed_with_its_time_and_the_volume_stays_as_it_is(volume: bytes, tmp_path: Path) -> None:
    _image, mapped = opened(tmp_path / "vss.raw", volume)
    live, copy = mapped.volumes
    assert (live.state, live.within) == (VolumeState.READABLE, None)
    assert (copy.within, copy.layer, copy.layer_key) == (0, "shadow copy", str(STORE))
    assert (copy.label, copy.state, copy.file_system) == ("2026-11-20 08:30:00 UTC", "readable", "NTFS")
    assert mapped.faults == ()


def test_a_copy_reads_as_the_volume_was_and_the_volume_as_it_is(volume: bytes, tmp_path: Path) -> None:
    image, mapped = opened(tmp_path / "vss.raw", volume)
    assert contents(image, mapped, 0) == {b"/letter.txt": NOW, b"/same.txt": SAME}
    assert contents(image, mapped, 1) == {b"/letter.txt": BEFORE, b"/same.txt": SAME}


def test_another_thread_reads_a_copy_through_a_handle_of_its_own(volume: bytes, tmp_path: Path) -> None:
    image, mapped = opened(tmp_path / "vss.raw", volume)
    at = mapped.volumes[1].offset_bytes + volume.index(NOW)
    other = image.for_thread()
    assert other.read(at, 40) == image.read(at, 40) == BEFORE[:40]
    image.close()


def test_a_store_that_leads_nowhere_is_told_and_the_volume_is_read(volume: bytes, tmp_path: Path) -> None:
    damaged = bytearray(volume)
    damaged[STORE_AT : STORE_AT + 16] = b"\xff" * 16
    image, mapped = opened(tmp_path / "vss.raw", damaged)
    (live,) = mapped.volumes
    assert live.state == VolumeState.READABLE
    (fault,) = mapped.faults
    assert "shadow copies of the volume cannot be listed" in fault.reason
    assert contents(image, mapped, 0)[b"/letter.txt"] == NOW


def test_a_catalog_that_names_itself_as_the_next_ends(volume: bytes, tmp_path: Path) -> None:
    circle = bytearray(volume)
    circle[STORE_AT + 40 : STORE_AT + 48] = STORE_AT.to_bytes(8, "little")
    _image, mapped = opened(tmp_path / "circle.raw", circle)
    assert mapped.volumes[0].state == VolumeState.READABLE
    assert any("cannot be listed" in fault.reason for fault in mapped.faults)


def test_a_copy_whose_list_of_blocks_is_damaged_cannot_be_read_and_gives_no_zeros(
    volume: bytes, tmp_path: Path
) -> None:
    damaged = bytearray(volume)
    listing = STORE_AT + 2 * BLOCK
    damaged[listing : listing + 24] = b"\xff" * 24
    image, mapped = opened(tmp_path / "vss.raw", damaged)
    at = mapped.volumes[1].offset_bytes
    with pytest.raises(EvidenceUnreadable, match="shadow copy cannot be"):
        image.read(at + volume.index(NOW), 40)


def place_of(volume: bytes, content: bytes) -> int:
    return volume.index(content) // BLOCK * BLOCK


def test_what_the_bitmap_calls_unused_cannot_be_read_and_is_neither_zeros_nor_the_bytes_of_today(
    volume: bytes, tmp_path: Path
) -> None:
    same = place_of(volume, SAME)
    disk = a_shadow_copy(volume, at=STORE_AT, before={}, unused=[same])
    image, mapped = opened(tmp_path / "vss.raw", disk)
    at = mapped.volumes[1].offset_bytes
    with pytest.raises(EvidenceUnreadable, match=f"{LOST} {same:,} to {same + BLOCK - 1:,}: its bitmap"):
        image.read(at + volume.index(SAME), 40)
    assert image.read(at + same - 40, 40) == volume[same - 40 : same]
    assert image.read(at + same + BLOCK, 40) == volume[same + BLOCK :][:40]
    assert contents(image, mapped, 0)[b"/same.txt"] == SAME


def test_a_block_that_was_saved_or_that_copies_before_needed_is_kept(volume: bytes, tmp_path: Path) -> None:
    same, letter = place_of(volume, SAME), place_of(volume, NOW)
    disk = a_shadow_copy(
        volume,
        at=STORE_AT,
        before={letter: volume[letter : letter + BLOCK].replace(NOW, BEFORE)},
        unused=[letter, same],
        unused_before=[letter],
    )
    image, mapped = opened(tmp_path / "vss.raw", disk)
    at = mapped.volumes[1].offset_bytes
    assert image.read(at + volume.index(NOW), 40) == BEFORE[:40]
    assert image.read(at + volume.index(SAME), 40) == SAME[:40]


def test_sectors_that_were_saved_of_an_unused_block_are_kept_and_the_others_are_not(
    volume: bytes, tmp_path: Path
) -> None:
    block = place_of(volume, SAME)
    saved = STORE_AT + 8 * BLOCK
    kept = a_descriptor(block, relative=1, at=saved, flags=OVERLAY, sectors=0b101)
    disk = a_shadow_copy(volume, at=STORE_AT, before={}, unused=[block], more=[kept])
    disk[saved : saved + BLOCK] = b"+" * BLOCK
    image, mapped = opened(tmp_path / "vss.raw", disk)
    at = mapped.volumes[1].offset_bytes + block
    assert image.read(at, 512) == image.read(at + 1024, 512) == b"+" * 512
    for lost in (512, 1536, BLOCK - 512):
        with pytest.raises(EvidenceUnreadable, match=LOST):
            image.read(at + lost, 512)


def test_a_block_that_moved_and_came_back_is_not_taken_for_saved(volume: bytes, tmp_path: Path) -> None:
    """What libvshadow would give as zeros is told, whatever the list says."""
    here, there = place_of(volume, SAME), STORE_AT - 4 * BLOCK
    away = a_descriptor(here, relative=there, flags=FORWARDER)
    back = a_descriptor(there, relative=here, flags=FORWARDER)
    disk = a_shadow_copy(volume, at=STORE_AT, before={}, unused=[here, there], more=[away, back])
    image, mapped = opened(tmp_path / "vss.raw", disk)
    with pytest.raises(EvidenceUnreadable, match=LOST):
        image.read(mapped.volumes[1].offset_bytes + there, 512)


@pytest.mark.parametrize("row", [a_descriptor(0, flags=FORWARDER | OVERLAY), a_descriptor(512, at=BLOCK)])
def test_a_list_that_the_format_does_not_allow_is_refused(volume: bytes, tmp_path: Path, row: bytes) -> None:
    disk = a_shadow_copy(volume, at=STORE_AT, before={}, more=[row])
    image, mapped = opened(tmp_path / "vss.raw", disk)
    for _again in range(2):
        with pytest.raises(EvidenceUnreadable, match="cannot be opened: its list of saved blocks is damaged"):
            image.read(mapped.volumes[1].offset_bytes, 512)


def test_a_copy_whose_bitmap_is_damaged_cannot_be_read(volume: bytes, tmp_path: Path) -> None:
    disk = bytearray(volume)
    bitmap = STORE_AT + 4 * BLOCK
    disk[bitmap : bitmap + 16] = bytes(16)
    image, mapped = opened(tmp_path / "vss.raw", disk)
    with pytest.raises(EvidenceUnreadable, match=f"at byte {bitmap:,} of the volume is damaged"):
        image.read(mapped.volumes[1].offset_bytes, 512)


def test_an_older_copy_is_read_through_the_later_one_and_tells_by_its_own_bitmap(
    volume: bytes, tmp_path: Path
) -> None:
    """What the older one did not keep is not taken from the later one, though that saved it."""
    same = place_of(volume, SAME)
    other = same + 4 * BLOCK
    behind, free = STORE_AT, STORE_AT - 10 * BLOCK
    later = {other: b"2" * BLOCK, same: b"3" * BLOCK}
    disk = a_shadow_copy(volume, at=behind, before={}, unused=[same])
    disk = a_shadow_copy(bytes(disk), at=free, before=later, unused=[free - BLOCK], behind=behind)
    image, mapped = opened(tmp_path / "vss.raw", disk)
    _live, old, new = mapped.volumes
    assert (old.label, new.label) == ("2026-11-20 08:30:00 UTC", "2026-11-21 08:30:00 UTC")
    assert image.read(old.offset_bytes + other, 40) == image.read(new.offset_bytes + other, 40) == b"2" * 40
    assert image.read(new.offset_bytes + same, 40) == b"3" * 40
    with pytest.raises(EvidenceUnreadable, match=LOST):
        image.read(old.offset_bytes + same, 40)
    with pytest.raises(EvidenceUnreadable, match=LOST):
        image.read(new.offset_bytes + free - BLOCK, 40)


def test_a_later_copy_that_is_damaged_leaves_the_older_one_unreadable(volume: bytes, tmp_path: Path) -> None:
    behind, at = STORE_AT, STORE_AT - 10 * BLOCK
    disk = a_shadow_copy(volume, at=behind, before={})
    disk = a_shadow_copy(bytes(disk), at=at, before={}, behind=behind)
    listing = at + 2 * BLOCK
    disk[listing : listing + 16] = bytes(16)
    image, mapped = opened(tmp_path / "vss.raw", disk)
    for copy in mapped.volumes[1:]:
        with pytest.raises(EvidenceUnreadable, match="The shadow copy cannot be opened"):
            image.read(copy.offset_bytes, 40)
