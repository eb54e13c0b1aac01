"""The log of a VHDX disk: what a machine that stopped at once had not yet written to its places.

The valid sequence of entries that was written last is laid over the file in memory; the file stays as it is.

Source: [MS-VHDX] 2.3.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from forensics.containers.stretches import Spoilt, StoredFile
from forensics.containers.vhdx_headers import Header
from forensics.crc32c import crc32c

_SECTOR = 4096
_ENTRY = struct.Struct("<4sIIIQI4x16sQQ")
_DESCRIPTOR_AT, _DESCRIPTOR_BYTES = 64, 32
_ZEROS = struct.Struct("<4s4xQQQ")  # "zero", length, place in the file, sequence
_DATA = struct.Struct("<4s4s8sQQ")  # "desc", last 4 bytes, first 8 bytes, place, sequence
_MOST_LOG_BYTES = 16 * 1024 * 1024  # Windows makes 1 MiB; the checksums of more would take a while
_MOST_ZERO_RANGES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    at: int  # in the log
    length: int
    tail: int
    sequence: int
    file_bytes: int  # of the file when it was written
    descriptors: tuple[bytes, ...]
    sectors: bytes  # of data, one behind the other


class LoggedFile:
    """The file with its log laid over it; a `Source`."""

    def __init__(
        self, file: StoredFile, pages: dict[int, bytes], *, zeros: list[tuple[int, int]], entries: int
    ) -> None:
        """`pages` of 4,096 bytes by their place; `zeros` are ranges in which no page lies."""
        self.entries = entries
        self.file = file
        self._pages = pages
        self._places = sorted(pages)
        self._zeros = zeros
        self.name = file.path.name
        self.length_bytes = max([file.length_bytes, *(at + _SECTOR for at in pages)])

    def part(self, at: int, length: int) -> bytes:
        """Exactly `length` bytes; raise Spoilt. Nothing is made for a length beyond the file."""
        if at < 0 or at + length > self.length_bytes:
            raise Spoilt(f"{self.name} has only {self.length_bytes:,} bytes and should have {at + length:,}")
        content = bytearray(length)
        self.fill(at, memoryview(content))
        return bytes(content)

    def fill(self, at: int, view: memoryview) -> None:
        end = at + len(view)
        if not self.entries:
            self.file.fill(at, view)
            return
        while at < end:
            page = at // _SECTOR * _SECTOR
            written = self._pages.get(page)
            until = self._next_change(at, end) if written is None else min(end, page + _SECTOR)
            part = view[len(view) - (end - at) : len(view) - (end - until)]
            if written is not None:
                part[:] = written[at - page : until - page]
            elif any(start <= at < behind for start, behind in self._zeros):
                part[:] = bytes(len(part))
            else:
                self.file.fill(at, part)
            at = until

    def _next_change(self, at: int, end: int) -> int:
        following = bisect_right(self._places, at)
        edges = [self._places[following]] if following < len(self._places) else []
        edges += [edge for zeros in self._zeros for edge in zeros if edge > at]
        return min([end, *edges])


def logged_file(file: StoredFile, header: Header) -> LoggedFile:
    """Raise Spoilt where a log must be replayed and no sequence in it is whole."""
    if not header.has_log:
        return LoggedFile(file, {}, zeros=[], entries=0)
    if not 0 < header.log_bytes <= _MOST_LOG_BYTES or header.log_bytes % _SECTOR:
        raise Spoilt(f"its log of {header.log_bytes:,} bytes cannot be read")
    log = file.part(header.log_at, header.log_bytes)
    sequence = _active(log, header.log_identity.bytes_le)
    if not sequence:
        raise Spoilt("it was not closed properly, and its log is damaged")
    if sequence[-1].file_bytes > file.length_bytes:
        raise Spoilt(
            f"its log says that it was {sequence[-1].file_bytes:,} bytes long; {file.length_bytes:,} are left"
        )
    return _replayed(file, sequence)


def _active(log: bytes, identity: bytes) -> list[_Entry]:
    """The whole sequence with the highest number: it begins where its last entry says."""
    entries = {entry.at: entry for entry in _entries(log, identity)}
    best: list[_Entry] = []
    for first in entries.values():
        sequence = _from(first, entries, len(log))
        last = sequence[-1]
        if last.tail == first.at and (not best or last.sequence > best[-1].sequence):
            best = sequence
    return best


def _from(first: _Entry, entries: dict[int, _Entry], log_bytes: int) -> list[_Entry]:
    """Entries one behind the other with consecutive numbers."""
    sequence = [first]
    while len(sequence) < len(entries):
        last = sequence[-1]
        following = entries.get((last.at + last.length) % log_bytes)
        if following is None or following.sequence != last.sequence + 1:
            break
        sequence.append(following)
    return sequence


def _entries(log: bytes, identity: bytes) -> Iterator[_Entry]:
    """Entries do not overlap, so checking them all reads the log once."""
    checked = 0
    for at in range(0, len(log), _SECTOR):
        if log[at : at + 4] == b"loge":
            checked += int.from_bytes(log[at + 8 : at + 12], "little")
            if checked > 4 * len(log):
                raise Spoilt("its log is damaged: the entries in it overlap")
            entry = _entry(log, at, identity)
            if entry is not None:
                yield entry


def _entry(log: bytes, at: int, identity: bytes) -> _Entry | None:
    """`None` where it is damaged or of an earlier log."""
    _, checksum, length, tail, sequence, count, its_identity, flushed, _last = _ENTRY.unpack_from(log, at)
    is_possible = _SECTOR <= length <= len(log) and not length % _SECTOR and tail < len(log)
    if its_identity != identity or not is_possible or not sequence:
        return None
    raw = (log[at:] + log[:at])[:length]
    if crc32c(raw[:4] + bytes(4) + raw[8:]) != checksum:
        return None
    described = -(-(_DESCRIPTOR_AT + count * _DESCRIPTOR_BYTES) // _SECTOR) * _SECTOR
    if described > length:
        return None
    descriptors = tuple(
        raw[start : start + _DESCRIPTOR_BYTES]
        for start in range(_DESCRIPTOR_AT, _DESCRIPTOR_AT + count * _DESCRIPTOR_BYTES, _DESCRIPTOR_BYTES)
    )
    return _Entry(
        at=at,
        length=length,
        tail=tail,
        sequence=sequence,
        file_bytes=flushed,
        descriptors=descriptors,
        sectors=raw[described:],
    )


def _replayed(file: StoredFile, sequence: list[_Entry]) -> LoggedFile:
    pages: dict[int, bytes] = {}
    zeros: list[tuple[int, int]] = []
    for entry in sequence:
        told = 0
        for raw in entry.descriptors:
            if raw.startswith(b"zero"):
                _, length, place, _ = _ZEROS.unpack(raw)
                zeros.append((place, place + length))
                if len(zeros) > _MOST_ZERO_RANGES:
                    raise Spoilt(f"its log has more than {_MOST_ZERO_RANGES:,} ranges of zeros")
                for at in [at for at in pages if place <= at < place + length]:
                    del pages[at]
            else:
                place, page = _page(raw, entry, told)
                pages[place] = page
                told += 1
    return LoggedFile(file, pages, zeros=zeros, entries=len(sequence))


def _page(raw: bytes, entry: _Entry, number: int) -> tuple[int, bytes]:
    """A data descriptor's place and 4,096 bytes, the ends of which stand in the descriptor."""
    signature, trailing, leading, place, sequence = _DATA.unpack(raw)
    sector = entry.sectors[number * _SECTOR : (number + 1) * _SECTOR]
    is_whole = len(sector) == _SECTOR and sector[:4] == b"data" and signature == b"desc"
    numbers = int.from_bytes(sector[4:8], "little") << 32 | int.from_bytes(sector[-4:], "little")
    if not is_whole or numbers != entry.sequence or sequence != entry.sequence or place % _SECTOR:
        raise Spoilt("its log is damaged")
    return place, leading + sector[8:-4] + trailing
