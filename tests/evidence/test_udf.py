"""UDF by its own descriptors: what genisoimage wrote beside ISO 9660 is found when that is not there."""

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from forensics.entries import Content, Fault, FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import open_file_system
from forensics.filesystems.udf import UdfFileSystem
from forensics.images import Volume, VolumeState
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, content_of, planted, run

BLOCK = 2048
FILES = {
    "notes.txt": b"meet at nine",
    "empty.txt": b"",
    "pictures/holiday.jpg": bytes(range(256)) * 700,
    "pictures/Übersicht über alles.txt": b"all",
    **{f"many/a file with the number {number}": b"%d" % number for number in range(120)},
}


def a_disc(folder: Path, files: Mapping[str, bytes] = FILES) -> bytes:
    target = folder / "disc.udf"
    run("genisoimage", "-quiet", "-udf", "-V", "SCENE DISC", "-o", target, planted(folder / "tree", files))
    data = bytearray(target.read_bytes())
    data[16 * BLOCK : 21 * BLOCK] = data[18 * BLOCK : 21 * BLOCK] + bytes(2 * BLOCK)  # without ISO 9660
    return bytes(data)


def opened(data: bytes) -> UdfFileSystem:
    media = MediaOfBytes(data)
    file_system = open_file_system(media, map_volumes(media).volumes[0])
    assert isinstance(file_system, UdfFileSystem)
    return file_system


def walked(file_system: UdfFileSystem) -> tuple[dict[bytes, FileEntry], list[Fault]]:
    items = list(file_system.entries())
    entries = {item.path.raw: item for item in items if isinstance(item, FileEntry)}
    return entries, [item for item in items if isinstance(item, Fault)]


def test_all_files_of_a_disc_are_found_with_their_contents(tmp_path: Path) -> None:
    data = a_disc(tmp_path)
    file_system = opened(data)
    entries, faults = walked(file_system)
    census = file_system.census()

    assert not faults
    assert {path for path in entries if entries[path].kind == "file"} == {b"/" + n.encode() for n in FILES}
    for name, content in FILES.items():
        entry = entries[b"/" + name.encode()]
        assert content_of(file_system, entry) == content
        assert b"".join(data[e.offset_bytes or 0 :][: e.length_bytes] for e in entry.extents or ()) == content
    assert census is not None
    assert census.in_use == census.met == len(FILES) + 3


def test_a_disc_that_is_iso_9660_too_is_read_as_that_alone(tmp_path: Path) -> None:
    a_disc(tmp_path)
    volumes = map_volumes(MediaOfBytes((tmp_path / "disc.udf").read_bytes())).volumes
    assert [each.file_system for each in volumes] == ["ISO 9660"]


@pytest.mark.parametrize("revision", ["1.02", "2.01"])
def test_an_empty_stick_with_sectors_of_512_bytes_is_read(tmp_path: Path, revision: str) -> None:
    target = tmp_path / "stick.dd"
    target.write_bytes(bytes(4 << 20))
    options = ("--blocksize=512", "--media-type=hd", f"--udfrev={revision}", "--label=SCENE")
    run("mkudffs", *options, target)
    assert map_volumes(MediaOfBytes(target.read_bytes())).volumes[0].label == "SCENE"
    entries, faults = walked(opened(target.read_bytes()))
    assert list(entries) == [b"/"]
    assert not faults


def test_a_flipped_bit_in_a_folder_is_told(tmp_path: Path) -> None:
    whole = a_disc(tmp_path)
    for words in (b"notes.txt", b"\xdcbersicht"):
        data = bytearray(whole)
        data[whole.rindex(words) + 3] ^= 1
        _, faults = walked(opened(bytes(data)))
        assert any("damaged" in fault.reason for fault in faults)


def test_a_disc_without_sound_descriptors_is_unreadable_by_name() -> None:
    media = MediaOfBytes(bytes(0x8001) + b"BEA01" + bytes(1 << 20))
    (volume,) = map_volumes(media).volumes
    assert (volume.file_system, volume.state) == ("UDF", VolumeState.UNREADABLE)
    assert "no anchor" in (volume.reason or "")


def test_a_disc_that_is_cut_off_gives_no_content_from_behind_its_end(tmp_path: Path) -> None:
    whole = a_disc(tmp_path)
    picture = walked(opened(whole))[0][b"/pictures/holiday.jpg"]
    assert picture.extents is not None
    cut = opened(whole[: (picture.extents[0].offset_bytes or 0) + BLOCK])
    with pytest.raises(EvidenceUnreadable):
        content_of(cut, picture)


def test_damage_anywhere_ends_in_sentences(tmp_path: Path) -> None:
    _hold_against_damage(a_disc(tmp_path), rounds=25)


@pytest.mark.fuzz
def test_much_damage_ends_in_sentences(tmp_path: Path) -> None:
    _hold_against_damage(a_disc(tmp_path), rounds=2_000)


def _hold_against_damage(whole: bytes, *, rounds: int) -> None:
    chance = random.Random(11)
    places = [at for at in range(0, len(whole), 512) if whole[at : at + 512].strip(b"\0")]
    for _ in range(rounds):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 60)):
            data[chance.choice(places) + chance.randrange(512)] = chance.choice((0, 1, 0x7F, 0xFF))
        _read_all(bytes(data))


def _read_all(data: bytes) -> None:
    volume = Volume(
        index=0, offset_bytes=0, length_bytes=len(data), table="none", description="whole image",
        state=VolumeState.READABLE, file_system="UDF",
    )  # fmt: skip
    try:
        file_system = UdfFileSystem(MediaOfBytes(data), volume)
    except EvidenceUnreadable:
        return
    for entry in list(file_system.entries()):
        if isinstance(entry, FileEntry) and entry.content is Content.PRESENT and entry.size_bytes < 1 << 24:
            try:
                content_of(file_system, entry)
            except EvidenceUnreadable:
                continue
