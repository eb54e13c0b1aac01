"""Raw and split raw sources: what opens, what is refused, and that nothing about the files changes."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.containers import open_image
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from tests.evidence.builders import SECTOR


def split(folder: Path, content: bytes, *names: str) -> Path:
    size = -(-len(content) // len(names))
    for number, name in enumerate(names):
        (folder / name).write_bytes(content[number * size : (number + 1) * size])
    return folder / names[0]


def some_bytes(length: int) -> bytes:
    return bytes(place * 7 % 251 for place in range(length))


@pytest.mark.parametrize("name", ["stick.dd", "stick.raw", "stick.img", "stick.001", "stick", "stick.2024"])
def test_a_single_file_is_its_own_media(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(some_bytes(4 * SECTOR))
    image = open_image(tmp_path / name)
    assert (image.info.container, image.info.size_bytes) == ("raw", 4 * SECTOR)
    assert image.info.segments == (str(tmp_path / name),)
    assert image.read(0, 4 * SECTOR) == some_bytes(4 * SECTOR)
    image.close()


def test_a_read_past_the_end_gives_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "a.dd").write_bytes(some_bytes(1000))
    image = open_image(tmp_path / "a.dd")
    assert image.read(990, 100) == some_bytes(1000)[990:]
    assert image.read(2000, 10) == b""
    image.close()


@pytest.mark.parametrize(
    "names",
    [
        ("e.001", "e.002", "e.003"),
        ("e.000", "e.001", "e.002"),
        ("e.dd.001", "e.dd.002", "e.dd.003"),
        ("e.aa", "e.ab", "e.ac"),
        ("e.AA", "e.AB", "e.AC"),
        ("e.aaa", "e.aab", "e.aac"),
        ("e.0001", "e.0002", "e.0003"),
    ],
)
def test_segments_are_joined_in_order(tmp_path: Path, names: tuple[str, ...]) -> None:
    content = some_bytes(5000)
    image = open_image(split(tmp_path, content, *names))
    assert image.info.container == "split raw"
    assert [Path(segment).name for segment in image.info.segments] == list(names)
    assert image.read(0, 5000) == content
    assert image.read(1600, 200) == content[1600:1800]
    image.close()


@given(offset=st.integers(0, 3100), length=st.integers(0, 3100))
def test_any_read_of_a_split_image_equals_the_joined_bytes(
    tmp_path_factory: pytest.TempPathFactory, offset: int, length: int
) -> None:
    content = some_bytes(3001)
    image = open_image(split(tmp_path_factory.mktemp("split"), content, "e.001", "e.002", "e.003", "e.004"))
    assert image.read(offset, length) == content[offset : offset + length]
    image.close()


@given(offset=st.integers(0, 3100), length=st.integers(0, 3100), pieces=st.sampled_from([1, 4]))
def test_a_buffer_is_filled_with_the_bytes_a_read_gives(
    tmp_path_factory: pytest.TempPathFactory, offset: int, length: int, pieces: int
) -> None:
    content = some_bytes(3001)
    names = ["e.001", "e.002", "e.003", "e.004"][:pieces]
    image = open_image(split(tmp_path_factory.mktemp("split"), content, *names))
    buffer = bytearray(b"?" * 3100)
    got = image.for_thread().read_into(offset, memoryview(buffer)[:length])
    expected = content[offset : offset + length]
    assert (got, bytes(buffer[:got])) == (len(expected), expected)
    assert set(buffer[got:]) <= {ord("?")}
    image.close()


@pytest.mark.parametrize(
    ("names", "missing"),
    [(("e.001", "e.002", "e.003"), "e.002"), (("e.aa", "e.ab", "e.ac", "e.ad"), "e.ac")],
)
def test_a_missing_middle_segment_is_named(tmp_path: Path, names: tuple[str, ...], missing: str) -> None:
    first = split(tmp_path, some_bytes(4000), *names)
    (tmp_path / missing).unlink()
    with pytest.raises(SourceNotUsable, match=missing):
        open_image(first)


@pytest.mark.parametrize(
    ("lengths", "told"),
    [
        ((1000, 1000, 1000), []),
        ((1000, 1000, 400), []),
        ((1000, 900, 1000, 400), ["e.002"]),
        ((900, 1000, 1000, 400), ["e.002", "e.003"]),
        ((1000, 1000, 1100), []),
        ((1000, 1100), ["e.002"]),
        ((1000, 400), []),
        ((900, 1000, 1100), ["e.002"]),
    ],
)
def test_a_segment_that_was_cut_off_is_told_because_it_shifts_what_is_behind_it(
    tmp_path: Path, lengths: tuple[int, ...], told: list[str]
) -> None:
    for number, length in enumerate(lengths, 1):
        (tmp_path / f"e.{number:03}").write_bytes(some_bytes(length))
    image = open_image(tmp_path / "e.001")
    assert [sentence.split()[1] for sentence in image.info.troubles] == told
    assert all("read from the wrong place" in sentence for sentence in image.info.troubles)
    image.close()


def test_a_later_segment_is_not_taken_for_the_image(tmp_path: Path) -> None:
    split(tmp_path, some_bytes(4000), "e.001", "e.002")
    with pytest.raises(SourceNotUsable, match=r"open the first, e\.001"):
        open_image(tmp_path / "e.002")
    (tmp_path / "e.001").unlink()
    with pytest.raises(SourceNotUsable, match=r"e\.001 is not beside it"):
        open_image(tmp_path / "e.002")


def test_image_files_of_other_types_beside_each_other_are_no_series(tmp_path: Path) -> None:
    for name in ("e.dd", "e.aa", "e.raw", "e.img"):
        (tmp_path / name).write_bytes(some_bytes(1024))
    image = open_image(tmp_path / "e.dd")
    assert image.info.segments == (str(tmp_path / "e.dd"),)
    image.close()


def test_missing_empty_tiny_and_folder_are_one_sentence_each(tmp_path: Path) -> None:
    (tmp_path / "empty.raw").write_bytes(b"")
    (tmp_path / "tiny.raw").write_bytes(b"hello world")
    (tmp_path / "folder.raw").mkdir()
    for name, words in {
        "none.raw": "does not exist",
        "empty.raw": r"empty \(0 bytes\)",
        "tiny.raw": "11 bytes, less than one sector",
        "folder.raw": "is a folder",
        "n" * 300: "name too long",
    }.items():
        with pytest.raises(SourceNotUsable, match=words) as met:
            open_image(tmp_path / name)
        assert "\n" not in str(met.value)


def test_a_socket_is_neither_file_nor_disk(tmp_path: Path) -> None:
    place = tmp_path / "s"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place))
    with pytest.raises(SourceNotUsable, match="neither a file nor a disk"):
        open_image(place)
    listener.close()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.qcow2", b"QFI\xfb" + bytes(600), "QCOW disk of version 0"),
        ("a.qed", b"QED\0" + bytes(600), "QED"),
        ("renamed.dd", b"KDMV" + bytes(600), "VMDK"),
        ("a.vmdk", b"# Disk DescriptorFile\n" + bytes(600), "VMDK"),
        ("a.vhd", bytes(1024) + b"conectix" + bytes(504), "VHD"),
        ("a.vhdx", b"vhdxfile" + bytes(600), "VHDX"),
        ("a.vdi", b"<<< ".ljust(0x40, b"\0") + b"\x7f\x10\xda\xbe" + bytes(600), "VDI"),
        ("a.dmg", bytes(1024) + b"koly" + bytes(508), "Apple disk image"),
        ("a.aff", b"AFF10\r\n\0" + bytes(600), "AFF image"),
        ("a.aff4", b"PK\x03\x04" + bytes(600), "AFF4"),
        ("a.zip", b"PK\x03\x04" + bytes(600), "ZIP"),
        ("a.Ex01", b"EVF2\r\n\x81\x00" + bytes(600), "Ex01"),
        ("a.L01", b"LVF\t\r\n\xff\x00" + bytes(600), "L01"),
        ("a.img", b"Bochs Virtual HD Image\0".ljust(600, b"\0"), "Bochs"),
        ("a.cloop", b"#!/bin/sh\n#V2.0 Format\nmodprobe cloop" + bytes(600), "cloop"),
        ("system.img", b"\x3a\xff\x26\xed\x01\0\0\0" + bytes(600), "Android sparse.*simg2img"),
        ("install.wim", b"MSWIM\0\0\0" + bytes(600), "WIM"),
        ("a.gho", b"\xfe\xef\x01" + bytes(600), "Ghost"),
        ("a.tib", b"\xce\x24\xb9\xa2" + bytes(600), "Acronis"),
        ("a.tar", b"a.dd".ljust(257, b"\0") + b"ustar\x0000" + bytes(600), "tar archive"),
        ("a.dd.zst", b"\x28\xb5\x2f\xfd" + bytes(600), "Zstandard"),
        ("a.dd.lz4", b"\x04\x22\x4d\x18" + bytes(600), "LZ4"),
        ("a.dd.gz", b"\x1f\x8b\x08" + bytes(600), "gzip"),
    ],
)
def test_containers_without_a_reader_are_refused_by_name(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceNotUsable, match=words):
        open_image(tmp_path / name)


def test_a_text_file_opens_as_raw(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("just words\n" * 100)
    image = open_image(tmp_path / "notes.txt")
    assert image.info.container == "raw"
    image.close()


def test_an_image_opens_without_write_permission_and_stays_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "a.dd"
    place.write_bytes(some_bytes(2048))
    os.utime(place, ns=(10**18, 10**18 + 5))
    place.chmod(0o400)
    tmp_path.chmod(0o500)
    before = place.stat()
    image = open_image(place)
    image.read(0, 2048)
    image.close()
    after = place.stat()
    tmp_path.chmod(0o700)
    assert (after.st_mtime_ns, after.st_size, after.st_mode) == (
        before.st_mtime_ns,
        before.st_size,
        before.st_mode,
    )
    assert place.read_bytes() == some_bytes(2048)
    assert [each.name for each in tmp_path.iterdir()] == ["a.dd"]


def test_a_file_that_shrinks_while_open_is_unreadable_not_short(tmp_path: Path) -> None:
    place = tmp_path / "a.dd"
    place.write_bytes(some_bytes(2048))
    image = open_image(place)
    os.truncate(place, 1024)
    with pytest.raises(EvidenceUnreadable, match="ends at byte 1,024"):
        image.read(512, 1024)
    with pytest.raises(EvidenceUnreadable, match="ends at byte 1,024"):
        image.read_into(512, memoryview(bytearray(1024)))
    image.close()
