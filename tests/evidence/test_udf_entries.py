"""What UDF keeps of a file beside its name and content: streams, entries written anew, deleted names, and
holes. The empty volumes are made by mkudffs; files are added here (ECMA-167, 4/14).
"""

import struct
from pathlib import Path

import pytest

from forensics.entries import Content, EntryKind, Remains
from forensics.errors import EvidenceUnreadable
from tests.evidence.builders import content_of
from tests.evidence.test_udf_kinds import (
    BLOCK,
    FILE,
    FOLDER,
    INLINE,
    LONG_FILE,
    SHORT,
    Disc,
    an_entry,
    opened,
    tagged,
    walked,
)

STREAMS, LINK = 13, 12
_NAME, _LONG_ENTRY, _INDIRECT = 257, 266, 248
_DELETED = 4
_STREAM = b"Zone.Identifier"


def a_name(name: bytes, block: int, *, marks: int = 0, unique: int = 0, blocks: int = 1) -> bytes:
    raw = b"\x08" + name
    place = struct.pack("<IIHHI", blocks * BLOCK, block, 0, 0, unique)
    body = struct.pack("<HBB16sH", 1, marks, len(raw), place, 0) + raw
    return tagged(_NAME, 0, body + bytes(-(16 + len(body)) % 4))


def a_long_entry(block: int, kind: int, content: bytes, *, streams: int = 0, unique: int = 0) -> bytes:
    """The form that revision 2.00 brought, with its content inside."""
    head = struct.pack("<IHHHxBIHH", 0, 4, 0, 1, kind, 0, 0, INLINE)
    body = struct.pack("<IIIHBBI", 0, 0, 0, 1, 0, 0, 0) + struct.pack("<QQQ", len(content), len(content), 0)
    body += bytes(4 * 12) + struct.pack("<II", 1, 0) + bytes(16)
    body += struct.pack("<IIH6x", BLOCK if streams else 0, streams, 0) + bytes(32)
    body += struct.pack("<QII", unique, 0, len(content))
    return tagged(_LONG_ENTRY, block, head + body + content)


def a_disc(folder: Path, names: bytes) -> Disc:
    """The root folder holds `names`."""
    disc = Disc.made(folder, "hd")
    root = disc.root()
    parent = struct.pack("<HBB16sH", 1, 0x0A, 0, struct.pack("<IIH6x", BLOCK, root, 0), 0)
    names = tagged(_NAME, 0, parent + bytes(2)) + names
    disc.put(root, an_entry(root, FOLDER, names, size=len(names), form=INLINE).ljust(BLOCK, b"\0"))
    return disc


def test_streams_of_a_file_are_listed_with_their_contents(tmp_path: Path) -> None:
    disc = a_disc(tmp_path, a_name(b"setup.exe", 500))
    disc.put(500, a_long_entry(500, FILE, b"content", streams=501))
    disc.put(501, a_long_entry(501, STREAMS, a_name(_STREAM, 502)))
    disc.put(502, a_long_entry(502, FILE, b"[ZoneTransfer]\nZoneId=3"))
    file_system = opened(bytes(disc.data))
    items = [item for item in file_system.entries() if getattr(item, "stream", None)]
    (stream,) = items
    assert (stream.path and stream.path.raw, stream.stream) == (b"/setup.exe", _STREAM)
    assert content_of(file_system, stream) == b"[ZoneTransfer]\nZoneId=3"  # type: ignore[arg-type]

    disc.data[(disc.first + 501) * BLOCK + 30] ^= 1
    entries, faults = walked(opened(bytes(disc.data)))
    assert content_of(opened(bytes(disc.data)), entries[b"/setup.exe"]) == b"content"
    assert ["streams of this file cannot be read" in fault.reason for fault in faults] == [True]


def test_of_an_entry_that_was_written_anew_the_last_one_counts(tmp_path: Path) -> None:
    """Strategy 4096, for media that are written once: behind each entry stands the place of the next."""
    disc = a_disc(tmp_path, a_name(b"report.txt", 500, blocks=2))
    for block, content in ((500, b"first"), (510, b"second"), (520, b"third")):
        entry = bytearray(an_entry(block, FILE, content, size=len(content), form=INLINE))
        struct.pack_into("<H", entry, 20, 4096)
        disc.put(block, tagged(261, block, bytes(entry[16:])))
        link = struct.pack("<IHHHxBIHH", 0, 4096, 0, 1, 3, 0, 0, 0)
        if block < 520:
            place = struct.pack("<IIH6x", 2 * BLOCK, block + 10, 0)
            disc.put(block + 1, tagged(_INDIRECT, block + 1, link + place))
    file_system = opened(bytes(disc.data))
    assert content_of(file_system, walked(file_system)[0][b"/report.txt"]) == b"third"

    place = struct.pack("<IIH6x", 2 * BLOCK, 500, 0)
    disc.put(521, tagged(_INDIRECT, 521, link + place))
    _, faults = walked(opened(bytes(disc.data)))
    assert any("runs in a circle" in fault.reason for fault in faults)


@pytest.mark.parametrize(("named", "kept", "is_found"), [(77, 77, True), (78, 77, False), (0, 0, False)])
def test_a_deleted_name_has_its_content_where_the_entry_is_proven_its_own(
    tmp_path: Path, named: int, kept: int, is_found: bool
) -> None:
    disc = a_disc(tmp_path, a_name(b"gone.txt", 500, marks=_DELETED, unique=named))
    disc.put(500, a_long_entry(500, FILE, b"gone", unique=kept))
    file_system = opened(bytes(disc.data))
    entries, faults = walked(file_system)
    gone = entries[b"/gone.txt"]
    assert not faults
    assert not gone.allocated
    if is_found:
        assert (gone.kind, gone.remains) == (EntryKind.FILE, Remains.UNPROVEN)
        assert content_of(file_system, gone) == b"gone"
    else:
        assert (gone.content, gone.remains) == (Content.NOT_LEFT, None)


@pytest.mark.parametrize("hole", [3 * BLOCK, (1 << 30) - BLOCK])
def test_holes_read_as_zeros_and_what_leads_outside_is_no_content(tmp_path: Path, hole: int) -> None:
    disc = a_disc(tmp_path, a_name(b"sparse.bin", 500) + a_name(b"beyond.bin", 501))
    places = b"".join(struct.pack("<II", *p) for p in ((2 << 30 | hole, 0),) * 3 + ((len(LONG_FILE), 600),))
    disc.put(600, LONG_FILE)
    disc.put(500, an_entry(500, FILE, places, size=3 * hole + len(LONG_FILE), form=SHORT))
    disc.put(501, an_entry(501, FILE, struct.pack("<II", BLOCK, 1 << 24), size=BLOCK, form=SHORT))
    file_system = opened(bytes(disc.data))
    entries, faults = walked(file_system)
    sparse = entries[b"/sparse.bin"]
    assert sparse.size_bytes == 3 * hole + len(LONG_FILE)
    assert [extent.offset_bytes is None for extent in sparse.extents or ()] == [True, True, True, False]
    if hole < 1 << 20:
        assert content_of(file_system, sparse) == bytes(3 * hole) + LONG_FILE
    assert any("lies outside" in fault.reason for fault in faults)
    with pytest.raises(EvidenceUnreadable):
        content_of(file_system, entries[b"/beyond.bin"])


def test_links_and_names_of_one_file_are_told(tmp_path: Path) -> None:
    disc = a_disc(tmp_path, a_name(b"one", 500) + a_name(b"two", 500) + a_name(b"link", 501))
    disc.put(500, an_entry(500, FILE, b"shared", size=6, form=INLINE))
    target = struct.pack("<BBH", 2, 0, 0) + b"".join(
        struct.pack("<BBH", 5, len(part) + 1, 0) + b"\x08" + part for part in (b"folder", b"one")
    )
    disc.put(501, an_entry(501, LINK, target, size=len(target), form=INLINE))
    file_system = opened(bytes(disc.data))
    entries, faults = walked(file_system)
    assert not faults
    assert entries[b"/one"].address == entries[b"/two"].address
    link = entries[b"/link"]
    assert (link.kind, link.link_target and link.link_target.raw) == (EntryKind.SYMLINK, b"/folder/one")
