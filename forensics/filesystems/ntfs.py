"""NTFS: listed from its own $MFT; content that is neither resident nor plain runs comes through The Sleuth
Kit, and what Windows packed for itself is unpacked here.

A volume whose $MFT cannot be found is left to The Sleuth Kit altogether, and says so.
"""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import structs

from forensics.entries import ByteRange, Census, EntryAddress, EntryFlag, Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.mending import MendedImage
from forensics.filesystems.ntfs_attributes import (
    ATTRIBUTE_LIST,
    DATA,
    REPARSE,
    RecordContent,
    Stored,
    heads_of,
    stored_at,
)
from forensics.filesystems.ntfs_doubts import STREAM, doubt_of, why_not_here
from forensics.filesystems.ntfs_flags import OVERLAY_TAG, tag_of
from forensics.filesystems.ntfs_index_names import IndexNames
from forensics.filesystems.ntfs_listing import Listing
from forensics.filesystems.ntfs_mft import Mft
from forensics.filesystems.ntfs_overlay import Form, form_of, unpacked_content
from forensics.filesystems.ntfs_placing import Placing
from forensics.filesystems.ntfs_records import HEADER, IN_USE, RecordDamaged
from forensics.filesystems.tsk.file_system import TskFileSystem
from forensics.images import EvidenceImage, Volume

_BOOT_FILE = 7  # [NTFS] the record number of $Boot
_LARGEST_BOOT_BYTES = 2 << 20  # it has 8 KiB, or one cluster where that is more


class PackedContent(NamedTuple):
    """A content that Windows packed into a stream of its file."""

    form: Form
    size_bytes: int
    address: EntryAddress  # of the stream
    packed_bytes: int


class NtfsFileSystem:
    """Keeps the promises of `forensics.filesystems.FileSystem`."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._image = image
        self._volume = volume
        self._reference: TskFileSystem | None = None
        self._listing: Listing | None = None
        self._mft: Mft | None = None
        self._trouble = ""
        try:
            self._mft = Mft(image, volume)
        except EvidenceUnreadable as trouble:
            self._trouble = str(trouble)
            self._tsk()
        self._placing = Placing(self._mft, volume) if self._mft else None

    def _tsk(self) -> TskFileSystem:
        """The Sleuth Kit's reader; opened when it is first needed, because that alone reads megabytes."""
        if self._reference is None:
            self._reference = TskFileSystem(self._image, self._volume)
        return self._reference

    def entries(self, *, with_index_names: bool = False) -> Iterator[FileEntry | Fault]:
        """`with_index_names`: at the end, the names that are left only in the indexes of folders too; that
        reads each of them. Then when a file was born by its name is told, too.
        """
        if self._mft is None or self._placing is None:
            words = f"The $MFT cannot be read record by record; folders were listed instead: {self._trouble}"
            yield Fault(stage=Stage.LIST, reason=words.rstrip(".") + ".", volume=self._volume.index)
            yield from map(self._without_stood_for, self._tsk().entries())
            return
        self._listing = Listing(
            self._mft,
            self._volume,
            placing=self._placing,
            numbers_of=self._attribute_numbers,
            index_names=IndexNames(self._mft) if with_index_names else None,
        )
        yield from self._listing.entries()

    def _without_stood_for(self, item: FileEntry | Fault) -> FileEntry | Fault:
        """Of The Sleuth Kit's listing: it tells the holes that a reparse point leaves as if they were
        content.
        """
        if isinstance(item, Fault) or item.stream is not None or not item.size_bytes:
            return item
        if item.address.attr_type != DATA or not self._has_reparse_point(item.address.meta_addr):
            return item
        return structs.replace(item, extents=None, flags=EntryFlag.REPARSE)

    def _has_reparse_point(self, meta_addr: int) -> bool:
        return any(kind == REPARSE for kind, _ in self._attribute_numbers(meta_addr))

    def _attribute_numbers(self, meta_addr: int) -> dict[tuple[int, bytes | None], int]:
        try:
            return self._tsk().attribute_numbers(meta_addr)
        except EvidenceUnreadable:  # the listing goes on without it; reading such a content says why it fails
            return {}

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        packed = self._packed(entry_address, allocated=allocated)
        if packed is not None:
            yield from self._unpacked(packed, entry_address, size_bytes, allocated=allocated)
            return
        content = self._resident(entry_address)
        if content is None:
            yield from self._by_tsk(entry_address, size_bytes, allocated=allocated)
            return
        if len(content) != size_bytes:
            raise _not_as_listed(len(content), size_bytes)
        if content:
            yield content

    def _packed(self, address: EntryAddress, *, allocated: bool) -> PackedContent | None:
        """What stands for the unnamed content where Windows packed it, `None` where it lies in its own
        clusters; EvidenceUnreadable where these cannot be believed, or where a reparse point stands for
        content that is not here: its clusters would read as zeros.
        """
        if address.attr_type != DATA:
            return None
        if self._mft is None:
            self._refuse_if_stood_for(address)
            return None
        content = self._content(self._mft, address.meta_addr, allocated=allocated)
        is_listed = content.list_place is not None
        numbers = self._attribute_numbers(address.meta_addr) if is_listed else {}
        for stored in content.contents:
            if numbers.get((DATA, stored.name), stored.number) != address.attr_id:
                continue
            reparse = None if content.reparse is None or stored.name else self._mft.reparse_of(content)
            tag = None if reparse is None else tag_of(reparse)
            words = None if stored.name else why_not_here(content, stored, tag)
            if words and reparse is not None and tag == OVERLAY_TAG:
                return _packed_by(content, stored, address, numbers=numbers, reparse=reparse, words=words)
            words = words or doubt_of(stored, self._mft.geometry.cluster_bytes)
            if words:
                raise EvidenceUnreadable(words)
            return None
        return None

    def _content(self, mft: Mft, number: int, *, allocated: bool) -> RecordContent:
        """What all records of a file say; EvidenceUnreadable where its own cannot be used."""
        record = mft.cached_record(number)
        if not allocated and HEADER.unpack_from(record)[3] & IN_USE:
            raise EvidenceUnreadable(f"File record {number} describes another file now.")
        content = RecordContent()
        try:
            content.add(record, 0, mft.record_bytes)
            if content.list_place is not None:
                mft.add_further(content, number, record, at=0)
        except RecordDamaged as damage:
            raise EvidenceUnreadable(
                f"File record {number} of the $MFT cannot be used: {damage}."
            ) from damage
        return content

    def _refuse_if_stood_for(self, address: EntryAddress) -> None:
        """Of a volume that only The Sleuth Kit reads, which does not tell what a reparse point says."""
        numbers = self._attribute_numbers(address.meta_addr)
        is_main = numbers.get((DATA, None), numbers.get((DATA, b""))) == address.attr_id
        if is_main and self._has_reparse_point(address.meta_addr):
            raise EvidenceUnreadable(
                "A reparse point may stand for the content, and what it says cannot be read, because the "
                "$MFT cannot be read record by record."
            )

    def _unpacked(
        self, packed: PackedContent, address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        if packed.size_bytes != size_bytes:
            raise _not_as_listed(packed.size_bytes, size_bytes)
        stream = self.chunks(packed.address, packed.packed_bytes, allocated=allocated)
        yield from unpacked_content(
            packed.form, stream, packed_bytes=packed.packed_bytes, size_bytes=size_bytes
        )

    def _resident(self, address: EntryAddress) -> bytes | None:
        """Content that lies in its file record; `None` where it does not, or is one of several records."""
        if self._mft is None or address.attr_type is None:
            return None
        record = self._mft.cached_record(address.meta_addr)
        heads = heads_of(record, 0, self._mft.record_bytes)
        if any(head[0] == ATTRIBUTE_LIST for _, head in heads):
            return None
        for place, head in heads:
            if head[0] == address.attr_type and head[6] == address.attr_id and not head[2]:
                stored = stored_at(record, place, head)
                return record[stored.place : stored.place + stored.size_bytes]
        return None

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        packed = self._packed(entry_address, allocated=allocated)
        if packed is not None:  # The Sleuth Kit knows no such content: only the bytes of the stream are its
            return self._unpacked(packed, entry_address, size_bytes, allocated=allocated)
        return self._by_tsk(entry_address, size_bytes, allocated=allocated)

    def _by_tsk(self, address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        """The Sleuth Kit's reading; of the boot sector, which it may be shown amended, what stands there."""
        if address.meta_addr == _BOOT_FILE and address.attr_type == DATA:
            return self._boot_as_it_is(size_bytes)
        return self._tsk().chunks(address, size_bytes, allocated=allocated)

    def _boot_as_it_is(self, size_bytes: int) -> Iterator[bytes]:
        """$Boot is the beginning of every volume."""
        image = self._image.below if isinstance(self._image, MendedImage) else self._image
        content = image.read(self._volume.offset_bytes, min(size_bytes, _LARGEST_BOOT_BYTES))
        if len(content) != size_bytes:
            raise ShortRead(f"$Boot ends after {len(content):,} of its {size_bytes:,} bytes.")
        yield content

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        used = self._placing.cluster_map() if self._placing else None
        if used is None or self._mft is None:
            return None
        cluster_bytes = self._mft.geometry.cluster_bytes
        return tuple(used.ranges(offset_bytes=self._volume.offset_bytes, cluster_bytes=cluster_bytes))

    def expected_records(self) -> int | None:
        return self._mft.listed if self._mft else None

    def census(self) -> Census | None:
        return self._listing.census() if self._listing else None

    def close(self) -> None:
        if self._reference is not None:
            self._reference.close()
            self._reference = None


def _packed_by(
    content: RecordContent,
    main: Stored,
    address: EntryAddress,
    *,
    numbers: dict[tuple[int, bytes | None], int],
    reparse: bytes,
    words: str,
) -> PackedContent:
    """EvidenceUnreadable, with `words` where the stream is not there."""
    stream = next((stored for stored in content.contents if stored.name == STREAM), None)
    if stream is None:
        raise EvidenceUnreadable(words)
    address = structs.replace(address, attr_id=numbers.get((DATA, STREAM), stream.number))
    return PackedContent(form_of(reparse), main.size_bytes, address, stream.size_bytes)


def _not_as_listed(length: int, size_bytes: int) -> EvidenceUnreadable:
    return EvidenceUnreadable(f"The content is {length:,} bytes long, not the {size_bytes:,} bytes listed.")
