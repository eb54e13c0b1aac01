"""Files and folders of UDF: their entries, where their contents lie, the names in a folder.

Source: ECMA-167, 3rd edition, part 4, 14.4 to 14.17; OSTA, "Universal Disk Format Specification" 2.01, 2.3.
"""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.udf_descriptors import LONG_PLACE, Place, is_sound, kind_of, place_at, text_of
from forensics.filesystems.udf_disc import UdfDisc

FOLDER, FILE, BLOCK_DEVICE, CHARACTER_DEVICE, FIFO, SOCKET, LINK, STREAMS = 4, 5, 6, 7, 9, 10, 12, 13
_INDIRECT, _NAME_KIND, _MORE_KIND, _SHORT_ENTRY, _LONG_ENTRY = 248, 257, 258, 261, 266
# links, bytes; accessed, changed, metadata; number of the file, lengths
_SHORT_FIELDS = struct.Struct("<48xH6xQ8x12s12s12s52xQII")
_LONG_FIELDS = struct.Struct("<48xH6xQ16x12s12s12s12s72xQII")  # …; accessed, changed, created, metadata; …
_STREAMS_PLACE = 152  # in the long form, of the folder of streams
_STRATEGY_PLACE, _REWRITTEN = 20, 4096  # each change of an entry is written anew, with the place of it behind
_INDIRECT_PLACE = 36
_MOST_REWRITTEN = 4096  # each takes two blocks, of media that are written once
_SHORT_PLACE = struct.Struct("<II")
_EXTENDED_PLACE_BYTES = 20
_LENGTH_BITS, _LENGTH = 30, (1 << 30) - 1
_INLINE = 3
_RECORDED, _NEXT = 0, 3  # kinds of places; the two between read as zeros
_NAME_FIELDS = struct.Struct("<18xBB16sH")  # characteristics, letters, entry, bytes of the system's own
_UNIQUE = slice(12, 16)  # of the place of the entry: what UDF keeps behind it (2.01, 2.3.4.3)
_HIDDEN, _DELETED, _PARENT = 0x01, 0x04, 0x08
_MOST_CHAINED = 100_000  # blocks of places of one file
_LARGEST_FOLDER_BYTES = 1 << 30
_STAMP = struct.Struct("<HhBBBBBBBB")
_NO_ZONE = -2047

Stretch = tuple[int | None, int]
"""Byte of the volume (`None`: a hole) and length."""


class Stamp(Struct, frozen=True, gc=False):
    """Nanoseconds from 1970, UTC where `offset_minutes` is known, else local."""

    ns: int
    offset_minutes: int | None


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    place: Place  # where it stands
    kind: int
    links: int
    size_bytes: int
    modified: Stamp | None
    accessed: Stamp | None
    changed: Stamp | None
    created: Stamp | None
    inline: bytes | None
    places: bytes
    form: int  # of the places
    unique: int  # number of the file on the disc; 0: none
    streams: Place | None  # folder of the streams that the file has beside its content


class Name(Struct, frozen=True, gc=False):
    name: bytes
    entry: Place
    is_deleted: bool
    is_hidden: bool
    unique: int  # number of the file, its lower half; 0: none is kept with the name


def entry_at(disc: UdfDisc, place: Place) -> Entry:
    """The entry at a place; raise EvidenceUnreadable where none is sound there."""
    data = _last_entry(disc, place)
    created, streams = b"", None
    if kind_of(data) == _SHORT_ENTRY:
        links, size, accessed, modified, changed, unique, before, length = _SHORT_FIELDS.unpack_from(data)
        start = _SHORT_FIELDS.size
    else:
        links, size, accessed, modified, created, changed, unique, before, length = _LONG_FIELDS.unpack_from(
            data
        )
        start = _LONG_FIELDS.size
        streams = place_at(data, _STREAMS_PLACE)
    form = data[34] & 0x07
    places = data[start + before : start + before + length]
    if len(places) != length or (form == _INLINE and size > length):
        raise EvidenceUnreadable(f"The UDF entry at block {place.block:,} is cut off.")
    return Entry(
        place=place,
        kind=data[27],
        links=links,
        size_bytes=size,
        modified=_stamp(modified),
        accessed=_stamp(accessed),
        changed=_stamp(changed),
        created=_stamp(created),
        inline=places[:size] if form == _INLINE else None,
        places=places,
        form=form,
        unique=unique,
        streams=streams if streams is not None and streams.length_bytes else None,
    )


def _last_entry(disc: UdfDisc, place: Place) -> bytes:
    """The entry, where it was written anew the last of them (ECMA-167, 4/A.5.1)."""
    for _ in range(_MOST_REWRITTEN):
        data = disc.descriptor(disc.block_of(place), _SHORT_ENTRY, _LONG_ENTRY, place=place)
        strategy = int.from_bytes(data[_STRATEGY_PLACE : _STRATEGY_PLACE + 2], "little")
        if strategy != _REWRITTEN:
            return data
        following = Place(disc.block_bytes, place.block + 1, place.partition)
        try:
            link = disc.descriptor(disc.block_of(following), _INDIRECT, place=following)
        except EvidenceUnreadable:  # not yet written: this one is the last
            return data
        place = place_at(link, _INDIRECT_PLACE)
        if not place.length_bytes:
            return data
    raise EvidenceUnreadable("The UDF entry was written anew more often than can be; it runs in a circle.")


def stretches(disc: UdfDisc, entry: Entry) -> list[Stretch]:
    """Where all bytes of a content lie; raise EvidenceUnreadable where that is not sure."""
    found: list[Stretch] = []
    left = entry.size_bytes
    for kind, place in _places(disc, entry):
        length = min(left, place.length_bytes)
        if not length:
            break
        if kind != _RECORDED:
            found.append((None, length))
        else:
            found += _runs(disc, place, length)
        left -= length
    if left:
        raise EvidenceUnreadable(f"Nothing says where the last {left:,} bytes of the content lie.")
    return found


def _runs(disc: UdfDisc, place: Place, length: int) -> Iterator[Stretch]:
    for first, blocks in disc.blocks_of(place, -(-length // disc.block_bytes)):
        taken = min(length, blocks * disc.block_bytes)
        yield first * disc.block_bytes, taken
        length -= taken


def _places(disc: UdfDisc, entry: Entry) -> Iterator[tuple[int, Place]]:
    """Kind and place of each part, followed from block to block."""
    data, left = entry.places, _MOST_CHAINED
    while data:
        following: Place | None = None
        for kind, place in _in_order(data, entry):
            if kind == _NEXT:
                following = place
                break
            if not place.length_bytes:
                return
            yield kind, place
        if following is None:
            return
        left -= 1
        if not left:
            raise EvidenceUnreadable("The record of where the content lies runs in a circle.")
        more = disc.descriptor(disc.block_of(following), _MORE_KIND, place=following)
        data = more[24 : 24 + int.from_bytes(more[20:24], "little")]


def _in_order(data: bytes, entry: Entry) -> Iterator[tuple[int, Place]]:
    if entry.form == 0:
        for length, block in _SHORT_PLACE.iter_unpack(data[: len(data) // 8 * 8]):
            yield length >> _LENGTH_BITS, Place(length & _LENGTH, block, entry.place.partition)
    elif entry.form == 1:
        for length, block, partition in LONG_PLACE.iter_unpack(data[: len(data) // 16 * 16]):
            yield length >> _LENGTH_BITS, Place(length & _LENGTH, block, partition)
    else:
        raise EvidenceUnreadable(
            f"The record of where the content lies is of a form not read here, {entry.form}."
        )


def names_of(disc: UdfDisc, folder: Entry, content: Iterator[bytes]) -> Iterator[Name]:
    """The names in a folder, whose bytes are `content`; raise EvidenceUnreadable where one is damaged."""
    if folder.size_bytes > _LARGEST_FOLDER_BYTES:
        raise EvidenceUnreadable("The folder is larger than any real one.")
    data, place = b"".join(content), 0
    while place + _NAME_FIELDS.size <= len(data):
        marks, letters, entry, own = _NAME_FIELDS.unpack_from(data, place)
        length = (_NAME_FIELDS.size + own + letters + 3) & ~3
        whole = data[place : place + length]
        if data[place : place + 2] != _NAME_KIND.to_bytes(2, "little") or not is_sound(whole, None):
            raise EvidenceUnreadable(f"The folder is damaged at its byte {place:,}.")
        if not marks & _PARENT:
            start = _NAME_FIELDS.size + own
            name = text_of(whole[start : start + letters]).replace(b"/", b":").replace(b"\0", b"^")
            unique = int.from_bytes(entry[_UNIQUE], "little")
            yield Name(name, place_at(entry, 0), bool(marks & _DELETED), bool(marks & _HIDDEN), unique)
        place += length


def target_of(raw: bytes) -> bytes:
    """Where a symbolic link points to, from its parts (ECMA-167, 4/14.16)."""
    parts, place = [], 0
    while place + 4 <= len(raw):
        kind, length = raw[place], raw[place + 1]
        name = text_of(raw[place + 4 : place + 4 + length])
        parts.append({1: b"", 2: b"", 3: b"..", 4: b"."}.get(kind, name))
        place += 4 + length
    return b"/".join(parts) or b"/"


def _stamp(raw: bytes) -> Stamp | None:
    """`None` where none is recorded, or it is no date."""
    if len(raw) < _STAMP.size or not any(raw):
        return None
    zone, year, month, day, hour, minute, second, hundredths, hundreds, micros = _STAMP.unpack(raw)
    minutes: int | None = ((zone & 0xFFF) ^ 0x800) - 0x800
    if zone >> 12 != 1 or minutes == _NO_ZONE:
        minutes = None
    try:
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None
    micro = hundredths * 10_000 + hundreds * 100 + micros
    seconds = int(moment.timestamp()) - 60 * (minutes or 0)
    return Stamp(seconds * 1_000_000_000 + micro * 1_000, minutes)
