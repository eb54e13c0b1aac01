"""Parallels disks give the media that went into them: one file of either form, and bundles with snapshots."""

import random
import struct
from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from tests.evidence.virtual_disks import converted, media_by_qemu, media_here, pieces_told, some_media

BLOCK_SECTORS = 7
BLOCK = BLOCK_SECTORS * 512
FIRST, SECOND = b"WithoutFreeSpace", b"WithouFreSpacExt"
OLD, NOW = "{00000000-0000-0000-0000-0000000000aa}", "{5fbaabe3-6958-40ff-92a7-860e329aab41}"
NONE = "{00000000-0000-0000-0000-000000000000}"


def growing(place: Path, blocks: list[bytes | None], *, magic: bytes = FIRST, in_use: int = 0) -> Path:
    """An `.hds` file; blocks that are `None` are not kept."""
    data = -(-(64 + 4 * len(blocks)) // BLOCK) * BLOCK_SECTORS
    table, content = [], b""
    for block in blocks:
        at = data + len(content) // 512
        table.append(0 if block is None else at if magic == FIRST else at // BLOCK_SECTORS)
        content += b"" if block is None else block.ljust(BLOCK, b".")
    sectors = len(blocks) * BLOCK_SECTORS + (0xABC << 32 if magic == FIRST else 0)
    head = struct.pack(
        "<16sIIIIIQIIIQ", magic, 2, 16, 9, BLOCK_SECTORS, len(blocks), sectors, in_use, data, 0, 0
    )
    head += struct.pack(f"<{len(table)}I", *table)
    place.write_bytes(head.ljust(data * 512, b"\0") + content)
    return place


def full(*blocks: bytes) -> bytes:
    return b"".join(block.ljust(BLOCK, b".") for block in blocks)


def test_a_disk_of_qemu_gives_the_media_that_went_into_it(tmp_path: Path) -> None:
    media = some_media(3_000_320)
    for options in ((), ("-o", "cluster_size=65536")):
        disk = converted(tmp_path, media, "parallels", *options)
        assert media_here(disk)[: len(media)] == media


@pytest.mark.parametrize("magic", [FIRST, SECOND])
def test_both_forms_give_what_qemu_gives(tmp_path: Path, magic: bytes) -> None:
    disk = growing(tmp_path / "a.hds", [b"one", None, b"three"], magic=magic, in_use=0x746F6E59)
    expected = full(b"one") + bytes(BLOCK) + full(b"three")
    assert media_here(disk) == media_by_qemu(disk) == expected
    image = open_image(disk)
    assert dict(image.info.acquisition_notes)["state"].startswith("marked as in use")
    image.close()


def bundle(folder: Path, storage: str, *, sectors: int, shots: str = "", more: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "DiskDescriptor.xml").write_text(
        "<?xml version='1.0' encoding='UTF-8'?>\n<Parallels_disk_image Version='1.0'><Disk_Parameters>"
        f"<Disk_size>{sectors}</Disk_size>{more}</Disk_Parameters><StorageData>{storage}</StorageData>"
        f"<Snapshots>{shots}</Snapshots></Parallels_disk_image>"
    )
    return folder


def storage(start: int, end: int, *files: tuple[str, str, str]) -> str:
    """`files` are GUID, kind and name."""
    images = "".join(
        f"<Image><GUID>{guid}</GUID><Type>{kind}</Type><File>{name}</File></Image>"
        for guid, kind, name in files
    )
    return f"<Storage><Start>{start}</Start><End>{end}</End>{images}</Storage>"


def shot(guid: str, parent: str) -> str:
    return f"<Shot><GUID>{guid}</GUID><ParentGUID>{parent}</ParentGUID></Shot>"


TWO = shot(OLD, NONE) + shot(NOW, OLD)


def a_bundle_with_a_snapshot(folder: Path) -> Path:
    parts = storage(0, 14, (OLD, "Compressed", "a.hds"), (NOW, "Compressed", "b.hds"))
    parts += storage(14, 21, (NOW, "Plain", "plain"))
    made = bundle(folder / "disk.hdd", parts, sectors=21, shots=TWO)
    growing(made / "a.hds", [b"old one", b"old two"])
    growing(made / "b.hds", [None, b"new two"], magic=SECOND)
    (made / "plain").write_bytes(b"#" * BLOCK)
    return made


def test_a_bundle_is_its_present_state_over_all_its_parts(tmp_path: Path) -> None:
    made = a_bundle_with_a_snapshot(tmp_path)
    expected = full(b"old one", b"new two") + b"#" * BLOCK
    assert media_here(made) == media_here(made / "DiskDescriptor.xml") == expected
    image = open_image(made)
    names = [Path(each).name for each in image.info.segments]
    assert names == ["DiskDescriptor.xml", "b.hds", "a.hds", "plain"]
    assert ("snapshots", "1; not read, only the present state of the disk is") in image.info.acquisition_notes
    image.close()


def test_one_file_of_a_bundle_is_not_taken_for_the_disk(tmp_path: Path) -> None:
    made = a_bundle_with_a_snapshot(tmp_path)
    with pytest.raises(SourceNotUsable, match="one of several files of a Parallels disk; open the folder"):
        open_image(made / "b.hds")
    only = bundle(tmp_path / "only", storage(0, 7, (NOW, "Compressed", "a.hds")), sectors=7)
    growing(only / "a.hds", [b"alone"])
    assert media_here(only / "a.hds") == media_here(only) == full(b"alone")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (storage(0, 7, (NOW, "Compressed", "../../gone.hds")), r"needs its disk file “\.\./\.\./gone\.hds”"),
        (storage(7, 14, (NOW, "Plain", "plain")), "leave out sector 0"),
        (storage(0, 9, (NOW, "Plain", "plain")), "its parts have 9 sectors, and the disk 7"),
        (storage(0, 7, (NOW, "Strange", "plain")), "of the kind “strange”"),
        (storage(0, 7, ("{aa}", "Plain", "plain"), ("{bb}", "Plain", "b")), "belongs to the present state"),
        (storage(0, 7, (OLD, "Compressed", "b"), (NOW, "Compressed", "plain")), "it does not tell which of"),
        ("", "names no part"),
        ("<Storage>", "damaged description"),
        ("<!DOCTYPE x [<!ENTITY a 'aaaa'>]>", "declares entities"),
    ],
)
def test_a_damaged_description_is_one_sentence(tmp_path: Path, parts: str, words: str) -> None:
    made = bundle(tmp_path / "disk.hdd", parts, sectors=7)
    (made / "plain").write_bytes(b"#" * BLOCK)
    with pytest.raises(SourceNotUsable, match=words):
        open_image(made)


def test_an_encrypted_bundle_and_a_ring_of_snapshots_are_refused(tmp_path: Path) -> None:
    parts = storage(0, 7, (NOW, "Plain", "plain"))
    locked = "<Encryption><Engine>{11111111-0000-0000-0000-000000000000}</Engine></Encryption>"
    with pytest.raises(SourceNotUsable, match="encrypted Parallels disk"):
        open_image(bundle(tmp_path / "a", parts, sectors=7, more=locked))
    with pytest.raises(SourceNotUsable, match="a state that another lies upon is not told"):
        open_image(bundle(tmp_path / "c", parts, sectors=7, shots=shot(NOW, OLD)))
    with pytest.raises(SourceNotUsable, match="a file of it belongs to no state"):
        open_image(bundle(tmp_path / "d", parts, sectors=7, shots=shot(OLD, NONE)))
    grown = storage(0, 7, (NOW, "Compressed", "a.hds"))
    with pytest.raises(SourceNotUsable, match="no file of a state that the present one lies upon"):
        open_image(bundle(tmp_path / "e", grown, sectors=7, shots=TWO))
    with pytest.raises(SourceNotUsable, match="in a ring"):
        open_image(bundle(tmp_path / "b", parts, sectors=7, shots=shot(OLD, NOW) + shot(NOW, OLD)))


def test_a_part_that_is_too_short_is_unreadable_where_it_ends(tmp_path: Path) -> None:
    made = a_bundle_with_a_snapshot(tmp_path)
    (made / "plain").write_bytes(b"#" * 600)
    image = open_image(made)
    assert image.read(2 * BLOCK, 600) == b"#" * 600
    with pytest.raises(EvidenceUnreadable, match="plain holds"):
        image.read(2 * BLOCK, 601)
    image.close()


@pytest.mark.parametrize("entry", [1 << 20, 1, 7])
def test_a_block_that_leads_nowhere_or_is_claimed_twice_is_unreadable(tmp_path: Path, entry: int) -> None:
    disk = growing(tmp_path / "a.hds", [b"one", b"two", b"three"])
    content = bytearray(disk.read_bytes())
    content[68:72] = struct.pack("<I", entry)
    disk.write_bytes(content)
    image = open_image(disk)
    with pytest.raises(EvidenceUnreadable, match=r"Bytes 3,584 to 3,593 of the media"):
        image.read(BLOCK, 10)
    assert image.read(2 * BLOCK, 5) == b"three"
    image.close()


def damage_ends_in_words(folder: Path, *, tries: int) -> None:
    media = some_media(3_000_320)
    disk = converted(folder, media, "parallels", "-o", "cluster_size=65536")
    whole, chance = disk.read_bytes(), random.Random(3)
    for part in range(1, 20):
        disk.write_bytes(whole[: len(whole) * part // 20])
        assert set(pieces_told(disk, media)) <= {"right", "unreadable", "refused"}
    for _ in range(tries):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 5, 50))):
            content[chance.randrange(256)] = chance.randrange(256)
        disk.write_bytes(content)
        assert pieces_told(disk, media)


def test_damage_ends_in_words(tmp_path: Path) -> None:
    damage_ends_in_words(tmp_path, tries=20)


@pytest.mark.fuzz
def test_much_damage_ends_in_words(tmp_path: Path) -> None:
    damage_ends_in_words(tmp_path, tries=2000)
