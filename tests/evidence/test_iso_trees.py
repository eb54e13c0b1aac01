"""Discs with several trees of names: Rock Ridge beside Joliet, UDF beside both, and sessions behind each
other. What stands in one of them only is listed with a flag that says so.
"""

import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from forensics.entries import Content, EntryKind, Fault, FileEntry, Remains
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import open_file_system
from forensics.filesystems.iso import IsoFileSystem
from forensics.filesystems.iso_beside import Beside
from forensics.filesystems.iso_packed import unpacked
from forensics.filesystems.iso_records import Record
from forensics.filesystems.iso_rock import Packed
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, content_of, planted, run
from tests.evidence.iso_builder import BLOCK

LONG = "a name of more than sixty-four characters, which Joliet cuts at their end - whole.txt"
FILES = {"kept.txt": b"kept", LONG: b"long", "folder/inner.txt": b"inner", "notes.txt": b"a note"}
GROW = ("-boot_image", "any", "discard", "-joliet", "on")


def opened(data: bytes) -> IsoFileSystem:
    media = MediaOfBytes(data)
    file_system = open_file_system(media, map_volumes(media).volumes[0])
    assert isinstance(file_system, IsoFileSystem)
    return file_system


def told(file_system: IsoFileSystem) -> tuple[dict[tuple[str, str | None], FileEntry], list[Fault]]:
    """Entries by path and flags."""
    items = list(file_system.entries())
    entries = {(e.path.raw.decode(), e.flags): e for e in items if isinstance(e, FileEntry)}
    assert len(entries) == sum(isinstance(e, FileEntry) for e in items)
    return entries, [item for item in items if isinstance(item, Fault)]


def a_disc(folder: Path, *options: str, files: Mapping[str, bytes] = FILES) -> bytes:
    tree = planted(folder / "tree", files)
    if not (tree / "link").is_symlink():
        (tree / "link").symlink_to("folder/inner.txt")
    run("genisoimage", "-quiet", *options, "-o", folder / "disc.iso", tree)
    return (folder / "disc.iso").read_bytes()


def test_rock_ridge_gives_links_and_whole_names_and_joliet_what_stands_otherwise(tmp_path: Path) -> None:
    file_system = opened(a_disc(tmp_path, "-R", "-J"))
    entries, faults = told(file_system)
    cut = f"/{LONG[:64]}"
    assert not faults
    assert {path: flags for path, flags in entries if flags} == {cut: "joliet", "/link": "joliet"}
    link = entries["/link", None]
    assert (link.kind, link.link_target and link.link_target.raw) == (EntryKind.SYMLINK, b"folder/inner.txt")
    assert entries["/link", "joliet"].kind is EntryKind.FILE
    for name, content in FILES.items():
        assert content_of(file_system, entries[f"/{name}", None]) == content
    assert content_of(file_system, entries[cut, "joliet"]) == b"long"
    assert entries["/kept.txt", None].times.mtime is not None
    census = file_system.census()
    assert census is not None
    assert census.in_use == census.met


def test_what_either_tree_hides_is_listed_from_the_other(tmp_path: Path) -> None:
    file_system = opened(a_disc(tmp_path, "-R", "-J", "-hide", "notes.txt", "-hide-joliet", "kept.txt"))
    entries, _ = told(file_system)
    assert content_of(file_system, entries["/notes.txt", "joliet"]) == b"a note"
    assert content_of(file_system, entries["/kept.txt", "rock_ridge"]) == b"kept"
    assert not any("Orphan" in path and entry.size_bytes for (path, _), entry in entries.items())


@pytest.mark.parametrize(("place", "size_bytes", "is_same"), [(80, 9, True), (80, 8, False), (82, 9, False)])
def test_a_name_of_both_trees_is_one_file_only_with_the_same_content(
    place: int, size_bytes: int, is_same: bool
) -> None:
    def named(place: int, size_bytes: int) -> Record:
        return Record(
            name=b"a", place=place, size_bytes=size_bytes, stamp=bytes(7), flags=0, is_numbered=True
        )

    in_joliet = [(7, named(80, 9))]
    beside = Beside(in_joliet)
    assert beside.file([named(place, size_bytes)]) == ((7, 80) if is_same else None)
    assert list(beside.left(in_joliet)) == ([] if is_same else in_joliet)


def test_folders_that_only_joliet_knows_are_entered(tmp_path: Path) -> None:
    file_system = opened(a_disc(tmp_path, "-R", "-J", "-hide", "folder"))
    entries, _ = told(file_system)
    assert entries["/folder", "joliet"].kind is EntryKind.DIRECTORY
    assert content_of(file_system, entries["/folder/inner.txt", "joliet"]) == b"inner"


def test_files_of_udf_beside_plain_names_are_listed(tmp_path: Path) -> None:
    """As installation discs of Windows are: what ISO 9660 shows is not all there is."""
    data = bytearray(a_disc(tmp_path, "-udf"))
    file_system = opened(bytes(data))
    entries, faults = told(file_system)
    assert not faults
    for name, content in FILES.items():
        assert content_of(file_system, entries[f"/{name}", "udf"]) == content
    entry = entries[f"/{LONG}", "udf"]
    assert content_of(opened(bytes(data)), entry) == b"long"
    assert b"".join(file_system.reference_chunks(entry.address, 4, allocated=True)) == b"long"


def test_udf_that_cannot_be_read_beside_iso_9660_is_told(tmp_path: Path) -> None:
    data = bytearray(a_disc(tmp_path, "-udf"))
    data[256 * BLOCK : 257 * BLOCK] = bytes(BLOCK)
    data[-BLOCK:] = bytes(BLOCK)
    _, faults = told(opened(bytes(data)))
    assert ["carries UDF too, of which files may be missing" in fault.reason for fault in faults] == [True]


def grown(folder: Path) -> bytes:
    """Two sessions: the second one changes a file and leaves out a folder."""
    disc = folder / "grown.iso"
    first = planted(folder / "first", {"kept.txt": b"kept", "changed.txt": b"before", "gone/in.txt": b"gone"})
    second = planted(folder / "second", {"changed.txt": b"behind it"})
    os.utime(second / "changed.txt", (0, 0))
    run("xorriso", *GROW, "-outdev", disc, "-map", first, "/")
    changes = ("-rm_r", "/gone", "--", "-map", second / "changed.txt", "/changed.txt")
    run("xorriso", *GROW, "-dev", disc, *changes)
    return disc.read_bytes()


def test_a_grown_disc_shows_its_last_session_and_what_earlier_ones_had(tmp_path: Path) -> None:
    file_system = opened(grown(tmp_path))
    entries, faults = told(file_system)
    assert not faults
    assert content_of(file_system, entries["/changed.txt", None]) == b"behind it"
    before, gone = entries["/changed.txt", "earlier_session"], entries["/gone/in.txt", "earlier_session"]
    assert (before.allocated, before.remains, gone.remains) == (False, Remains.RECOVERED, Remains.RECOVERED)
    assert content_of(file_system, before) == b"before"
    assert content_of(opened((tmp_path / "grown.iso").read_bytes()), gone) == b"gone"
    assert not [path for path, flags in entries if path == "/kept.txt" and flags]


def test_of_sessions_behind_each_other_the_last_one_is_shown(tmp_path: Path) -> None:
    first, second, disc = (tmp_path / name for name in ("1.iso", "2.iso", "disc.iso"))
    run("genisoimage", "-quiet", "-R", "-o", first, planted(tmp_path / "a", {"a.txt": b"old", "b.txt": b"b"}))
    start = len(first.read_bytes()) // BLOCK + 300
    tree = planted(tmp_path / "b", {"a.txt": b"changed", "c.txt": b"c"})
    run("genisoimage", "-quiet", "-R", "-C", f"0,{start}", "-M", first, "-o", second, tree)
    disc.write_bytes(first.read_bytes().ljust(start * BLOCK, b"\0") + second.read_bytes())
    file_system = opened(disc.read_bytes())
    entries, faults = told(file_system)
    assert not faults
    shown = {name: content_of(file_system, e) for name, e in entries.items() if 0 < e.size_bytes < 9}
    assert shown == {
        ("/a.txt", None): b"changed",
        ("/b.txt", None): b"b",
        ("/c.txt", None): b"c",
        ("/a.txt", "earlier_session"): b"old",
    }

    data = bytearray(disc.read_bytes())  # as a medium that can be written over is grown
    data[16 * BLOCK : 18 * BLOCK] = data[(start + 16) * BLOCK : (start + 18) * BLOCK]
    again = opened(bytes(data))
    entries, faults = told(again)
    assert content_of(again, entries["/a.txt", None]) == b"changed"
    assert ["wrote over the descriptors of the first" in fault.reason for fault in faults] == [True]


def test_a_disc_kept_as_a_file_within_another_is_no_session_of_it(tmp_path: Path) -> None:
    inner = a_disc(tmp_path, "-R")
    file_system = opened(a_disc(tmp_path, "-R", files={**FILES, "inner.iso": inner}) + inner)
    entries, faults = told(file_system)
    assert not faults
    assert not [flags for _, flags in entries if flags]


def test_descriptors_for_a_partition_of_a_hybrid_disc_are_no_session(tmp_path: Path) -> None:
    tree = planted(tmp_path / "tree", FILES)
    options = ("-R", "-J", "--protective-msdos-label", "-partition_offset", "16")
    run("xorriso", "-as", "mkisofs", "-quiet", *options, "-o", tmp_path / "disc.iso", tree)
    entries, faults = told(opened((tmp_path / "disc.iso").read_bytes()))
    assert not faults
    assert not [path for path, flags in entries if flags not in (None, "joliet")]


def test_a_session_of_which_only_the_beginning_is_there_is_told(tmp_path: Path) -> None:
    whole = grown(tmp_path)
    data = bytearray(whole)
    root = int.from_bytes(whole[16 * BLOCK + 158 : 16 * BLOCK + 162], "little")
    first = next(b for b in range(17, root) if whole[b * BLOCK :][:6] == b"\1CD001")
    data[16 * BLOCK : 20 * BLOCK] = whole[first * BLOCK : (first + 4) * BLOCK]
    data[root * BLOCK : (root + 1) * BLOCK] = bytes(BLOCK)
    entries, faults = told(opened(bytes(data)))
    assert ("/gone/in.txt", None) in entries
    assert any("A session of the disc begins at byte" in fault.reason for fault in faults)


def test_what_a_disc_starts_a_computer_with_is_listed_though_no_folder_does(tmp_path: Path) -> None:
    first, second = b"starts" * 1024, b"\xeb" + bytes(range(255)) * 40
    tree = planted(tmp_path / "tree", {**FILES, "boot.img": first, "efi.img": second})
    hidden = [word for name in ("boot.img", "efi.img") for word in ("-hide", name, "-hide-joliet", name)]
    of_first = ("-b", "boot.img", "-no-emul-boot", "-boot-load-size", "12", "-c", "boot.cat")
    of_second = ("-eltorito-alt-boot", "-e", "efi.img", "-no-emul-boot")
    disc = tmp_path / "disc.iso"
    run("xorriso", "-as", "mkisofs", "-quiet", "-R", "-J", *of_first, *of_second, *hidden, "-o", disc, tree)
    data = bytearray(disc.read_bytes())
    file_system = opened(bytes(data))
    entries, faults = told(file_system)
    assert not faults
    assert content_of(file_system, entries["/[BOOT]/1-Boot-NoEmul.img", None]) == first
    assert content_of(file_system, entries["/[BOOT]/2-Boot-NoEmul.img", None]).startswith(second)

    catalogue = int.from_bytes(data[17 * BLOCK + 71 : 17 * BLOCK + 75], "little")
    data[catalogue * BLOCK + 4] ^= 1
    _, faults = told(opened(bytes(data)))
    assert any("boot catalogue of the disc" in fault.reason for fault in faults)


@pytest.fixture(scope="module", params=["1", "2"])
def packed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A disc with a packed file, one block of it zeros; and the file. By either version of the packing."""
    folder = tmp_path_factory.mktemp("packed")
    content = b"packed words " * 6000 + bytes(200_000) + bytes(range(256)) * 10
    tree = planted(folder / "tree", {"packed.bin": content, "small": b"s"})
    version = () if request.param == "1" else ("-zisofs", "version_2=on:block_size_v2=128k")
    disc = folder / "disc.iso"
    filters = ("-set_filter_r", "--zisofs", "/", "--")
    run("xorriso", *version, "-outdev", disc, "-joliet", "on", "-map", tree, "/", *filters)
    return disc.read_bytes(), content


def test_packed_files_are_unpacked(packed: tuple[bytes, bytes]) -> None:
    data, content = packed
    file_system = opened(data)
    entries, faults = told(file_system)
    assert not faults
    entry = entries["/packed.bin", "compressed"]
    assert (entry.size_bytes, entry.extents) == (len(content), None)
    assert content_of(file_system, entry) == content
    assert content_of(opened(data), entry) == content
    kept = entries["/packed.bin", "joliet"]  # Windows shows the bytes as they are kept
    assert content_of(file_system, kept)[:2] in (b"\x37\xe4", b"\xef\x22")


@pytest.mark.parametrize("where", ["size", "places", "block", "record"])
def test_damage_of_a_packed_file_is_told_and_gives_no_content(
    packed: tuple[bytes, bytes], where: str
) -> None:
    data = bytearray(packed[0])
    magic = bytes.fromhex("37e45396c9dbd607")
    start = data.find(magic) if magic in data else data.find(bytes.fromhex("ef2255a1bc1b95a0"))
    at = {"size": start + 13, "places": start + 25, "block": start + 400, "record": data.find(b"ZF\x10") + 8}
    if where == "size":
        at["size"] = start + (8 if magic in data else 12)
    data[at[where]] ^= 0x11
    file_system = opened(bytes(data))
    entry = next(e for (path, f), e in told(file_system)[0].items() if f == "compressed")
    assert entry.content is Content.PRESENT
    with pytest.raises(EvidenceUnreadable, match="packed content"):
        content_of(file_system, entry)


@pytest.mark.parametrize("lost", [0, 1, 4])
def test_a_packed_block_without_its_whole_end_is_damaged(lost: int) -> None:
    block = zlib.compress(b"some words")
    block = block[: len(block) - lost]
    head = bytes.fromhex("37e45396c9dbd607") + struct.pack("<IBBH", 10, 4, 15, 0)
    kept = head + struct.pack("<II", 24, 24 + len(block)) + block
    says = Packed(b"pz", 16, 1 << 15, 10)
    pieces = unpacked(lambda at, length: kept[at : at + length], says, length_bytes=len(kept))
    if lost:
        with pytest.raises(EvidenceUnreadable, match="Block 1 of the packed content"):
            b"".join(pieces)
    else:
        assert b"".join(pieces) == b"some words"


@pytest.mark.fuzz
@pytest.mark.parametrize("cut", [False, True])
def test_no_name_is_lost_in_silence_where_a_sector_is_gone(tmp_path: Path, cut: bool) -> None:
    whole = a_disc(
        tmp_path, "-R", "-J", "-udf", files={f"folder {n}/a file {n}": b"%d" % n for n in range(12)}
    )
    names = set(told(opened(whole))[0])
    for at in range(16 * BLOCK, len(whole), BLOCK):
        if whole[at : at + BLOCK].strip(b"\0"):
            data = whole[:at] if cut else whole[:at] + bytes(BLOCK) + whole[at + BLOCK :]
            mapped = map_volumes(MediaOfBytes(data))
            volume, faults = mapped.volumes[0], list(mapped.faults)
            if volume.file_system == "ISO 9660" and volume.state == "readable":
                items = list(open_file_system(MediaOfBytes(data), volume).entries())
                faults += [item for item in items if isinstance(item, Fault)]
                found = {(e.path.raw.decode(), e.flags) for e in items if isinstance(e, FileEntry)}
                assert faults or names <= found, f"byte {at}"
            else:
                assert volume.reason or faults
