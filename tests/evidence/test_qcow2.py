"""QCOW2 disks give the media QEMU gives, and tell what is missing, damaged or not theirs to read."""

import random
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from tests.evidence.builders import run
from tests.evidence.virtual_disks import converted, media_by_qemu, media_here, pieces_told, some_media

MIB = 1024 * 1024
MEDIA = some_media(MIB + 512 * 5)
TABLE = 4 * 65536  # of the first cluster table that qemu-img writes, in clusters of 64 KiB


@pytest.mark.parametrize(
    "options",
    [
        ("-o", "compat=0.10"),
        ("-o", "compat=0.10,cluster_size=512"),
        ("-o", "compat=0.10", "-c"),
        ("-o", "cluster_size=512"),
        ("-o", "cluster_size=4096", "-c"),
        ("-o", "cluster_size=2M"),
        ("-o", "compression_type=zstd", "-c"),
        ("-o", "compression_type=zstd,cluster_size=2M", "-c"),
        ("-o", "extended_l2=on"),
        ("-o", "extended_l2=on,cluster_size=16K", "-c"),
        ("-o", "preallocation=metadata"),
    ],
)
def test_every_form_gives_the_media_that_went_into_it(tmp_path: Path, options: tuple[str, ...]) -> None:
    disk = converted(tmp_path, MEDIA, "qcow2", *options)
    assert media_here(disk) == MEDIA


def test_a_disk_larger_than_all_disks_is_refused_with_its_size(tmp_path: Path) -> None:
    disk = tmp_path / "huge.qcow2"
    run("qemu-img", "create", "-q", "-f", "qcow2", "-o", "cluster_size=2M", disk, "100T")
    with pytest.raises(SourceNotUsable, match="holds 109,951,162,777,600 bytes by its own account"):
        open_image(disk)


@pytest.mark.parametrize("is_raw", ["on", "off"])
def test_a_data_file_beside_the_disk_is_read_and_named(tmp_path: Path, is_raw: str) -> None:
    options = ("-o", f"data_file={tmp_path}/disk.data,data_file_raw={is_raw}")
    disk = converted(tmp_path, MEDIA, "qcow2", *options)
    assert media_here(disk) == MEDIA
    image = open_image(disk)
    assert [Path(each).name for each in image.info.segments] == ["disk.qcow2", "disk.data"]
    image.close()
    (tmp_path / "disk.data").unlink()
    with pytest.raises(SourceNotUsable, match=r"needs its data file “.*disk\.data”"):
        open_image(disk)


def a_chain(folder: Path) -> Path:
    """A packed disk, a difference above it with parts of clusters, and above that one with a snapshot."""
    converted(folder, MEDIA, "qcow2", "-c", name="base")
    middle, top = folder / "middle.qcow2", folder / "top.qcow2"
    options = ("-o", "extended_l2=on", "-F", "qcow2", "-b", "base.qcow2")
    run("qemu-img", "create", "-q", "-f", "qcow2", *options, middle, "2M")
    writes = ("write -P 7 100000 9000", "write -z 200k 90k", "discard 400k 64k", "write -P 9 1900k 3k")
    run("qemu-io", *[part for each in writes for part in ("-c", each)], middle)
    run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "middle.qcow2", "-F", "qcow2", top)
    run("qemu-io", "-c", "write -P 1 0 5000", "-c", "write -c -P 3 512k 64k", top)
    run("qemu-img", "snapshot", "-c", "before the visit", top)
    run("qemu-io", "-c", "write -P 2 0 70000", top)
    return top


def test_a_chain_of_differences_gives_what_qemu_gives_and_names_each(tmp_path: Path) -> None:
    top = a_chain(tmp_path)
    assert media_here(top) == media_by_qemu(top)
    image = open_image(top)
    names = ["top.qcow2", "middle.qcow2", "base.qcow2"]
    assert [Path(each).name for each in image.info.segments] == names
    notes = image.info.acquisition_notes
    assert ("backing file", "middle.qcow2 (QCOW2, 2,097,152 bytes)") in notes
    assert any(field == "snapshot" and "“before the visit”" in value for field, value in notes)
    assert ("base.qcow2: format", "QCOW2 version 3, clusters of 65,536 bytes") in notes
    assert image.info.is_compressed
    image.close()


def test_a_backing_file_shorter_than_its_disk_is_told(tmp_path: Path) -> None:
    (tmp_path / "base.raw").write_bytes(MEDIA)
    top = tmp_path / "top.qcow2"
    run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "base.raw", "-F", "raw", top)
    assert open_image(top).info.troubles == ()
    (tmp_path / "base.raw").write_bytes(MEDIA[:MIB])
    (told,) = open_image(top).info.troubles
    assert told.startswith("The backing file base.raw holds 1,048,576 bytes, the disk 1,051,136; what lies")


def test_a_raw_backing_file_is_raw_whatever_it_looks_like(tmp_path: Path) -> None:
    (tmp_path / "base.raw").write_bytes(b"QFI\xfb" + MEDIA[4:])
    disk = tmp_path / "top.qcow2"
    run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "base.raw", "-F", "raw", disk)
    assert media_here(disk) == b"QFI\xfb" + MEDIA[4:]


def with_backing_name(folder: Path, name: bytes) -> Path:
    """An empty disk that says it lies upon `name`."""
    disk = folder / "top.qcow2"
    run("qemu-img", "create", "-q", "-f", "qcow2", disk, "1M")
    content = bytearray(disk.read_bytes())
    struct.pack_into(">QI", content, 8, 4096, len(name))
    content[4096 : 4096 + len(name)] = name
    disk.write_bytes(content)
    return disk


@pytest.mark.parametrize("name", [b"/mnt/vms/base.qcow2", b"C:\\VMs\\base.qcow2", b"../../base.qcow2"])
def test_a_backing_file_of_another_machine_is_looked_for_beside_the_disk_only(
    tmp_path: Path, name: bytes
) -> None:
    disk = with_backing_name(tmp_path, name)
    with pytest.raises(
        SourceNotUsable, match=r"needs its backing file “.*base\.qcow2”, which is not beside it"
    ):
        open_image(disk)
    converted(tmp_path, MEDIA, "qcow2", name="base")
    assert media_here(disk) == MEDIA[:MIB]


@pytest.mark.parametrize("name", [b"nbd://host/x", b'json:{"driver":"null"}', b"\xff\0\n", b".."])
def test_a_backing_file_that_is_no_file_is_refused_by_name(tmp_path: Path, name: bytes) -> None:
    with pytest.raises(SourceNotUsable, match=r"backing file|lies upon") as met:
        open_image(with_backing_name(tmp_path, name))
    assert str(met.value).isprintable()


def test_a_chain_that_comes_back_to_itself_is_refused(tmp_path: Path) -> None:
    disk = with_backing_name(tmp_path, b"other.qcow2")
    (tmp_path / "other.qcow2").write_bytes(disk.read_bytes().replace(b"other.qcow2", b"./top.qcow2"))
    with pytest.raises(SourceNotUsable, match="lies upon itself"):
        open_image(disk)


def changed(disk: Path, place: int, value: bytes) -> Path:
    content = bytearray(disk.read_bytes())
    content[place : place + len(value)] = value
    disk.write_bytes(content)
    return disk


@pytest.mark.parametrize(("method", "name"), [(1, "AES"), (2, "LUKS")])
def test_an_encrypted_disk_is_refused_by_its_method(tmp_path: Path, method: int, name: str) -> None:
    disk = changed(converted(tmp_path, MEDIA, "qcow2"), 32, struct.pack(">I", method))
    with pytest.raises(SourceNotUsable, match=rf"encrypted QCOW2 disk \({name}\)"):
        open_image(disk)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (4, struct.pack(">I", 1), "QCOW disk of version 1"),
        (20, struct.pack(">I", 40), "clusters would have 2 to the power of 40 bytes"),
        (24, struct.pack(">Q", 0), "holds no media"),
        (24, struct.pack(">Q", 1 << 60), "would need .* tables"),
        (40, struct.pack(">Q", 1 << 40), "behind the end of the file"),
        (40, struct.pack(">Q", 77), "cannot lie at byte 77"),
        (72, struct.pack(">Q", 1 << 9), "features not known here"),
        (8, struct.pack(">QI", 4096, 5000), "the name of its backing file would have 5,000 bytes"),
    ],
)
def test_a_damaged_header_is_one_sentence(tmp_path: Path, place: int, value: bytes, words: str) -> None:
    disk = changed(converted(tmp_path, MEDIA, "qcow2"), place, value)
    with pytest.raises(SourceNotUsable, match=words):
        open_image(disk)


def test_marks_of_a_disk_in_use_or_corrupt_are_told(tmp_path: Path) -> None:
    disk = changed(converted(tmp_path, MEDIA, "qcow2"), 72, struct.pack(">Q", 3))
    image = open_image(disk)
    states = [value for field, value in image.info.acquisition_notes if field == "state"]
    assert [words[:16] for words in states] == ["marked as in use", "marked as corrup"]
    image.close()


@pytest.mark.parametrize(
    "entry",
    [
        1 << 63 | 1 << 40,  # behind the end of the file
        1 << 63 | 0x12200,  # off the grid of clusters
        1 << 63 | 3 * 65536,  # the first table itself
        1 << 63 | 1 << 57 | 5 * 65536,  # with a bit that must be clear
        1 << 62 | 1 << 40,  # packed, behind the end
        1 << 62 | 10 * 65536,  # packed, and no packed data there
    ],
)
def test_a_cluster_that_leads_nowhere_is_unreadable_in_its_place_only(tmp_path: Path, entry: int) -> None:
    disk = changed(converted(tmp_path, MEDIA, "qcow2"), TABLE + 8 * 3, struct.pack(">Q", entry))
    told = pieces_told(disk, MEDIA)
    assert told[3] == "unreadable"
    assert set(told) == {"right", "unreadable"}
    assert told.count("unreadable") <= 2  # the other: what the entry claims beside its owner
    image = open_image(disk)
    with pytest.raises(EvidenceUnreadable, match=r"Bytes 196,\d\d\d to 200,\d\d\d of the media"):
        image.read(3 * 65536, 4096)
    image.close()


@pytest.mark.parametrize("entry", [1 << 63 | 1 << 40, 1 << 63 | 77 << 9, 1 << 63 | 3 * 65536, 1 << 58])
def test_a_table_that_leads_nowhere_makes_all_it_tells_of_unreadable(tmp_path: Path, entry: int) -> None:
    disk = changed(converted(tmp_path, MEDIA, "qcow2"), 3 * 65536, struct.pack(">Q", entry))
    assert set(pieces_told(disk, MEDIA)) == {"unreadable"}


@pytest.mark.parametrize(
    "options", [(), ("-c",), ("-c", "-o", "compression_type=zstd"), ("-o", "extended_l2=on")]
)
def test_a_disk_cut_off_anywhere_gives_right_bytes_or_none(tmp_path: Path, options: tuple[str, ...]) -> None:
    disk = converted(tmp_path, MEDIA, "qcow2", *options)
    whole = disk.read_bytes()
    for part in range(1, 20):
        disk.write_bytes(whole[: len(whole) * part // 20])
        told = pieces_told(disk, MEDIA)
        assert set(told) <= {"right", "unreadable", "refused"}
        assert {"unreadable", "refused"} & set(told)


def flipped(whole: bytes, *, behind: int, chance: random.Random) -> bytes:
    content = bytearray(whole)
    for _ in range(chance.choice((1, 5, 50))):
        content[chance.randrange(behind)] = chance.randrange(256)
    return bytes(content)


def damage_ends_in_words(folder: Path, *, tries: int) -> None:
    """Whatever is flipped in headers and tables: bytes, a refusal or an unreadable place, and soon."""
    chance = random.Random(7)
    for options in ((), ("-c",), ("-o", "extended_l2=on"), ("-o", "compat=0.10,cluster_size=512")):
        disk = converted(folder, MEDIA, "qcow2", *options)
        whole = disk.read_bytes()
        for _ in range(tries):
            disk.write_bytes(flipped(whole, behind=chance.choice((112, 6 * 65536)), chance=chance))
            assert pieces_told(disk, MEDIA)


def test_flipped_bytes_end_in_words(tmp_path: Path) -> None:
    damage_ends_in_words(tmp_path, tries=10)


@pytest.mark.fuzz
def test_much_flipped_bytes_end_in_words(tmp_path: Path) -> None:
    damage_ends_in_words(tmp_path, tries=1000)


def with_counts(folder: Path, bits: int = 16) -> tuple[Path, int]:
    """A disk of plain clusters, and where its first block of counts lies."""
    disk = converted(folder, MEDIA, "qcow2", "-o", f"refcount_bits={bits}")
    content = disk.read_bytes()
    (table,) = struct.unpack_from(">Q", content, 48)
    (block,) = struct.unpack_from(">Q", content, table)
    return disk, block


def troubles_of(disk: Path) -> list[str]:
    image = open_image(disk)
    image.close()
    return list(image.info.troubles)


@pytest.mark.parametrize("bits", [1, 4, 16, 64])
def test_counts_of_any_width_that_fit_the_tables_are_no_trouble(tmp_path: Path, bits: int) -> None:
    assert troubles_of(with_counts(tmp_path, bits)[0]) == []


def test_a_cluster_claimed_twice_is_read_for_neither(tmp_path: Path) -> None:
    disk, _ = with_counts(tmp_path)
    other = disk.read_bytes()[TABLE + 8 * 5 : TABLE + 8 * 6]
    told = pieces_told(changed(disk, TABLE + 8 * 3, other), MEDIA)
    assert [place for place, what in enumerate(told) if what == "unreadable"] == [3, 5]
    assert "wrong" not in told
    assert any("claimed twice or not counted: 1." in each for each in troubles_of(disk))


def test_a_cluster_that_nobody_counts_is_not_believed(tmp_path: Path) -> None:
    disk, block = with_counts(tmp_path)
    (place,) = struct.unpack_from(">Q", disk.read_bytes(), TABLE + 8 * 3)
    number = (place & ~(1 << 63)) // 65536
    told = pieces_told(changed(disk, block + 2 * number, b"\0\0"), MEDIA)
    assert [place for place, what in enumerate(told) if what == "unreadable"] == [3]


@pytest.mark.parametrize(("place", "length"), [(TABLE + 8 * 3, 8), (3 * 65536, 8)])
def test_an_entry_wiped_to_zeros_is_told_by_the_clusters_it_led_to(
    tmp_path: Path, place: int, length: int
) -> None:
    disk, _ = with_counts(tmp_path)
    assert any(
        "clusters counted more often than" in each
        for each in troubles_of(changed(disk, place, bytes(length)))
    )


def test_a_disk_without_counts_is_read_and_told_as_such(tmp_path: Path) -> None:
    disk, block = with_counts(tmp_path)
    changed(disk, block, bytes(65536))
    assert media_here(disk) == MEDIA
    assert any("do not fit its tables" in each for each in troubles_of(disk))


def test_a_disk_whose_first_bytes_are_damaged_is_not_taken_for_raw(tmp_path: Path) -> None:
    with pytest.raises(SourceNotUsable, match="no QCOW2 disk although its name says so"):
        open_image(changed(with_counts(tmp_path)[0], 1, b"?"))


_WATCHED = """
import os, sys
from pathlib import Path
from forensics.containers import open_image
writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
def told(event, args):
    if event == "open" and str(args[0]).startswith(sys.argv[1]):
        print(Path(args[0]).name, "written" if args[2] & writing else "read")
sys.addaudithook(told)
image = open_image(Path(sys.argv[1]) / "top.qcow2")
image.read(0, image.info.size_bytes)
"""


def test_no_file_of_a_chain_is_ever_opened_for_writing(tmp_path: Path) -> None:
    a_chain(tmp_path)
    command = (sys.executable, "-c", _WATCHED, str(tmp_path))
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    lines = set(done.stdout.splitlines())
    assert lines == {"top.qcow2 read", "middle.qcow2 read", "base.qcow2 read"}


@pytest.mark.parametrize(("place", "value"), [(36, b"\xff"), (96, b"\0\0\0\x09"), (60, b"\0\0\0\x02")])
def test_a_header_whose_counts_cannot_be_followed_still_gives_the_media(
    tmp_path: Path, place: int, value: bytes
) -> None:
    disk = changed(with_counts(tmp_path)[0], place, value)
    assert media_here(disk) == MEDIA
    assert any("could not be held against the tables" in each for each in troubles_of(disk))
