"""The $MFT opened: its records one by one or in windows, and files whose attributes are spread over several
records.

Where the $MFT lies is told by its own first record; a very fragmented one tells it in further records that an
attribute list names. The first records have a copy, $MFTMirr, for when the first cannot be read.

Source: Linux kernel, fs/ntfs/layout.h and super.c (load_system_files).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import structs

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ntfs_attribute_lists import (
    Further,
    Listed,
    as_attribute,
    attributes_of,
    entries_of_list,
)
from forensics.filesystems.ntfs_attributes import (
    ATTRIBUTE_LIST,
    BITMAP,
    DATA,
    RecordContent,
    Stored,
    heads_of,
    stored_at,
)
from forensics.filesystems.ntfs_geometry import BOOT_BYTES, geometry_of
from forensics.filesystems.ntfs_records import HEADER, IN_USE, NUMBER_MASK, PADDING, mended, mended_window
from forensics.filesystems.ntfs_runs import HOLE, ClusterStream, Run
from forensics.images import EvidenceImage, Volume

_WINDOW_BYTES = 1 << 20
_KEPT_BYTES = 256 << 10
_LARGEST_LIST_BYTES = 1 << 20  # NTFS itself stops at 256 KiB
_LONGEST_REPARSE = 16 << 10  # [MS-FSCC] 2.1.2
_LARGEST_BITMAP_BYTES = 1 << 29  # of 2**32 records, the most NTFS has


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Consecutive records, mended, with padding behind them; `troubles` by position among them."""

    first: int
    count: int
    place_bytes: int  # of the first record in the image
    records: bytes
    troubles: dict[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Records that the image does not give."""

    first: int
    count: int
    reason: str
    place_bytes: int | None = None  # of the image, where they would be; None: not in it
    length_bytes: int = 0


class Mft:
    """Safe for one thread at a time."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        """EvidenceUnreadable where neither the first record nor its copy tells where the $MFT lies."""
        self._image = image
        self._offset = volume.offset_bytes
        self._kept = b""
        self._kept_start = 0
        self.geometry = geometry_of(image.read(volume.offset_bytes, BOOT_BYTES))
        self.record_bytes = self.geometry.record_bytes
        self.first_record_trouble: str | None = None
        first = self._first_record()
        beginning = _attributes(first, DATA)[0]
        self.mirror_differs = self._differs_from_mirror(beginning)
        self._stream = self.stream(beginning)
        self._add_further_runs(first)
        self.listed = beginning.size_bytes // self.record_bytes
        claimed = self._stream.initialised_bytes // self.record_bytes
        self.count = min(claimed, image.info.size_bytes // self.record_bytes)
        self.beyond = claimed - self.count  # records for which the image has no room

    def _first_record(self) -> bytes:
        try:
            return self._first_record_at(self.geometry.mft_cluster)
        except EvidenceUnreadable as trouble:
            self.first_record_trouble = str(trouble)
            return self._first_record_at(self.geometry.mirror_cluster)

    def _first_record_at(self, cluster: int) -> bytes:
        place = self._offset + cluster * self.geometry.cluster_bytes
        raw = self._image.read(place, self.record_bytes)
        if len(raw) != self.record_bytes:
            raise EvidenceUnreadable(f"The image ends at byte {place + len(raw):,}.")
        record = mended(raw) + PADDING
        found = _attributes(record, DATA)
        if not found or not found[0].runs:
            raise EvidenceUnreadable("The first file record does not tell where the $MFT lies.")
        return record

    def _differs_from_mirror(self, beginning: Stored) -> bool:
        """Whether the first record's copy, where it can be read, gives the $MFT another place or size."""
        try:
            copy = _attributes(self._first_record_at(self.geometry.mirror_cluster), DATA)[0]
        except EvidenceUnreadable:  # nothing needs it while the first record stands
            return False
        return _extent_of(copy) != _extent_of(beginning)

    def _add_further_runs(self, first: bytes) -> None:
        """All of the $MFT's own runs: each further piece is found through the pieces before it."""
        for entry in self._listed_in(first, 0, self.record_bytes):
            number = entry.reference & NUMBER_MASK
            if entry.kind != DATA or entry.first_vcn != self._stream.end_cluster or not number:
                continue
            for piece in _attributes(self.record(number), DATA):
                if piece.first_vcn == entry.first_vcn and piece.runs:
                    self._stream.add(piece.runs)
                    break

    def stream(self, stored: Stored) -> ClusterStream:
        """Non-resident content as a stream of bytes."""
        stream = ClusterStream(
            self._image,
            offset_bytes=self._offset,
            cluster_bytes=self.geometry.cluster_bytes,
            size_bytes=stored.size_bytes,
            initialised_bytes=stored.initialised_bytes,
        )
        stream.add(stored.runs or ())
        return stream

    def record(self, number: int) -> bytes:
        """One record, mended and padded; EvidenceUnreadable where there is none or it is damaged."""
        raw = self._stream.read(number * self.record_bytes, self.record_bytes)
        if len(raw) != self.record_bytes:
            raise EvidenceUnreadable(f"The $MFT has no record {number}.")
        return mended(raw) + PADDING

    def cached_record(self, number: int) -> bytes:
        """The same, for one who asks for record after record in order."""
        length = self.record_bytes
        at = number * length - self._kept_start
        if not 0 <= at <= len(self._kept) - length:
            start = number * length - number * length % _KEPT_BYTES
            try:
                self._kept, self._kept_start = self._stream.read(start, _KEPT_BYTES), start
            except EvidenceUnreadable:  # somewhere around it; the record itself may be there
                return self.record(number)
            at = number * length - start
        raw = self._kept[at : at + length]
        if len(raw) != length:
            raise EvidenceUnreadable(f"The $MFT has no record {number}.")
        return mended(raw) + PADDING

    def place_of(self, number: int) -> int:
        return self._stream.run_at(number * self.record_bytes)[0]

    def windows(self) -> Iterator[Window | Unread]:
        """All records in order; those that the image does not give as Unread."""
        first = 0
        while first < self.count:
            place, following = self._stream.run_at(first * self.record_bytes)
            left = self.count - first
            there = 0 if place == HOLE else min(following, self._image.info.size_bytes - place)
            if there <= 0:
                count = min(left, max(1, following // self.record_bytes))
                yield Unread(first=first, count=count, reason="It lies behind the end of the image.")
            else:
                count = min(left, max(1, min(there, _WINDOW_BYTES) // self.record_bytes))
                yield from self._read(first, count)
            first += count

    def _read(self, first: int, count: int) -> Iterator[Window | Unread]:
        try:
            raw = self._stream.read(first * self.record_bytes, count * self.record_bytes)
        except EvidenceUnreadable as trouble:
            if count == 1:
                place, bytes_ = self.place_of(first), self.record_bytes
                yield Unread(
                    first=first, count=1, reason=str(trouble), place_bytes=place, length_bytes=bytes_
                )
                return
            half = count // 2
            yield from self._read(first, half)
            yield from self._read(first + half, count - half)
            return
        records, troubles = mended_window(raw, self.record_bytes)
        place = self.place_of(first)
        yield Window(first=first, count=count, place_bytes=place, records=records, troubles=troubles)

    def add_further(self, content: RecordContent, number: int, record: bytes, *, at: int) -> Further:
        """Read what the attribute list of a file adds to `content`."""
        in_use = bool(HEADER.unpack_from(record, at)[3] & IN_USE)
        end = at + self.record_bytes
        there = attributes_of(number, record, at, end)
        listed: list[Listed] = []
        found = Further()
        try:
            for entry in self._listed_in(record, at, end):
                listed.append(entry)  # noqa: PERF402  (what stands before the damage is kept)
        except EvidenceUnreadable as trouble:
            found.trouble = str(trouble)
        done = {number}
        for reference in (entry.reference for entry in listed):
            other = reference & NUMBER_MASK
            if other in done:
                continue
            done.add(other)
            try:
                further = self.record(other)
                if _is_part_of(number, further, reference, in_use=in_use):
                    found.parts.append(other)
                    there.update(attributes_of(other, further, 0, self.record_bytes))
                    content.add(further, 0, self.record_bytes)
                else:
                    found.lost += 1
            except EvidenceUnreadable:  # counted; the file's fault tells how many
                found.lost += 1
        content.contents = _joined_by_name(content.contents)
        # Of a deleted file, what was listed may be another's by now.
        found.fits = not in_use or there == Counter(map(as_attribute, listed))
        content.is_whole = found.fits and not found.lost and not found.trouble
        return found

    def _listed_in(self, record: bytes, at: int, end: int) -> Iterator[Listed]:
        """The entries of the record's attribute list; EvidenceUnreadable, behind those before it, where one
        cannot be.
        """
        lists = [
            stored_at(record, place, head)
            for place, head in heads_of(record, at, end)
            if head[0] == ATTRIBUTE_LIST
        ]
        for stored in lists:
            size = min(stored.size_bytes, _LARGEST_LIST_BYTES)
            if stored.runs is None:
                entries = record[stored.place : stored.place + size]
            else:
                entries = self.stream(stored).read(0, size)
            if len(entries) != stored.size_bytes:
                raise EvidenceUnreadable("The list of its attributes is cut off.")
            yield from entries_of_list(entries)

    def reparse_of(self, content: RecordContent) -> bytes:
        """The content of a file's reparse point; empty where there is none or it cannot be read: of which
        kind it is then is not known.
        """
        if not isinstance(content.reparse, Stored):
            return content.reparse or b""
        try:
            return self.stream(content.reparse).read(0, _LONGEST_REPARSE)
        except EvidenceUnreadable:
            return b""

    def bitmap(self) -> bytes:
        """One bit a record, set where it is in use; EvidenceUnreadable where that is not to be had."""
        content = self.record(0)
        found = _attributes(content, BITMAP)
        if not found:
            raise EvidenceUnreadable("The $MFT's record has no bitmap.")
        size = min(found[0].size_bytes, _LARGEST_BITMAP_BYTES, self.count // 8 + 8)
        if found[0].runs is None:
            return content[found[0].place : found[0].place + size]
        return self.stream(found[0]).read(0, size)

    def data_of(self, number: int) -> Stored:
        """The unnamed content of a system file, all of its pieces; EvidenceUnreadable where it has none."""
        record = self.record(number)
        content = RecordContent()
        content.add(record, 0, self.record_bytes)
        if content.list_place is not None:
            self.add_further(content, number, record, at=0)
        for stored in content.contents:
            if stored.name is None and stored.runs and stored.first_vcn == 0:
                return stored
        raise EvidenceUnreadable(f"File record {number} has no content.")


def joined(pieces: list[Stored]) -> Stored:
    """The pieces of one content in order, as far as they follow each other; the first gives the sizes."""
    ordered = sorted(pieces, key=lambda piece: piece.first_vcn)
    first = ordered[0]
    runs: list[Run] = list(first.runs or ())
    following = sum(count for _, count in runs)
    for piece in ordered[1:]:
        if piece.first_vcn != following or not piece.runs:
            break
        runs += piece.runs
        following += sum(count for _, count in piece.runs)
    return structs.replace(first, runs=runs if first.runs is not None else None)


def _joined_by_name(pieces: list[Stored]) -> list[Stored]:
    by_name: dict[bytes | None, list[Stored]] = {}
    for piece in pieces:
        by_name.setdefault(piece.name, []).append(piece)
    return [joined(same) for same in by_name.values()]


def _extent_of(stored: Stored) -> tuple[object, ...]:
    return stored.runs, stored.first_vcn, stored.size_bytes, stored.initialised_bytes


def _attributes(record: bytes, kind: int) -> list[Stored]:
    """The unnamed attributes of a type in the single record."""
    end = len(record) - len(PADDING)
    return [
        stored_at(record, place, head)
        for place, head in heads_of(record, 0, end)
        if head[0] == kind and not head[3]
    ]


def _is_part_of(number: int, record: bytes, reference: int, *, in_use: int) -> bool:
    """Whether a further record still belongs to the file of record `number`.

    The sequence number goes up by one when the file is deleted: 16 bits, 0 is not used.
    """
    sequence, _, _, flags, _, _, base = HEADER.unpack_from(record)
    listed = reference >> 48
    same = sequence == listed or (not in_use and sequence == listed % 0xFFFF + 1)
    return same and base & NUMBER_MASK == number and flags & IN_USE == in_use
