"""Shadow copies of an NTFS volume: the volume as it was when Windows kept it; the door to libvshadow.

libvshadow is asked only where the header of a store is in its place, and reads through our own image, with a
bound on how much it may read to open one: a chain of blocks that runs in circles ends there.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import pyvshadow

from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage, Volume, VolumeState
from forensics.layers import SHADOW_COPY, FoundLayer, Layer, Layering, in_words

TABLE: Final = "VSS"
MOST_COPIES: Final = (
    512  # of a volume; Windows keeps that many at most (Microsoft, "Volume Shadow Copy Service")
)
MOST_READS: Final = 200_000  # to open a store: each saved block of 16 KiB costs 32 bytes of a list
_HEADER_PLACE: Final = 0x1E00  # libvshadow, "Volume Shadow Snapshot (VSS) format", 2.1
_IDENTIFIER: Final = UUID("3808876b-c176-4e48-b7ae-04046e6cc752").bytes_le
_CATALOG_PLACE: Final = 48  # in the header
_FILETIME_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)  # [MS-DTYP] FILETIME
_LIBRARY_TROUBLE: Final = (OSError, ValueError, MemoryError, RuntimeError, OverflowError)


class _VolumeFile:
    """A volume as the file that libvshadow reads. `reads_left`: `None` once it is open."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._image, self._volume = image, volume
        self._at = 0
        self.reads_left: int | None = MOST_READS
        self.trouble: str | None = None

    def read(self, size: int) -> bytes:
        if self.reads_left is not None:
            self.reads_left -= 1
            if self.reads_left < 0:
                raise self._failed("its structures lead on without an end")
        wanted = max(0, min(size, self._volume.length_bytes - self._at))
        try:
            data = self._image.read(self._volume.offset_bytes + self._at, wanted)
        except EvidenceUnreadable as trouble:
            raise self._failed(str(trouble)) from trouble
        if len(data) < wanted:
            raise self._failed(
                f"the image ends at {in_words(self._volume.offset_bytes + self._at + len(data))}"
            )
        self._at += len(data)
        return data

    def _failed(self, words: str) -> OSError:
        self.trouble = words.rstrip(".")
        return OSError(words)

    def why(self, trouble: Exception) -> str:
        """What the last reading met, once; libvshadow's own words where it met nothing."""
        words, self.trouble = self.trouble, None
        return words or str(trouble).partition(": ")[2].partition(". ")[0] or type(trouble).__name__

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._volume.length_bytes)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def get_offset(self) -> int:
        return self._at

    def get_size(self) -> int:
        return self._volume.length_bytes


class ShadowLayer:
    """The volume as one copy keeps it. Each thread has a handle of its own, opened when it first reads."""

    def __init__(self, image: EvidenceImage, volume: Volume, *, number: int, size_bytes: int) -> None:
        self._image, self._volume, self._number = image, volume, number
        self.size_bytes = size_bytes
        self._file: _VolumeFile | None = None
        self._stores: pyvshadow.volume | None = None
        self._store: pyvshadow.store | None = None

    def read(self, offset: int, length: int) -> bytes:
        wanted = max(0, min(length, self.size_bytes - offset))
        data = b""
        while len(data) < wanted:
            piece = self._piece(offset + len(data), wanted - len(data))
            if not piece:
                raise EvidenceUnreadable(f"The shadow copy ends at its byte {offset + len(data):,}.")
            data += piece
        return data

    def _piece(self, offset: int, length: int) -> bytes:
        file, store = self._opened()
        try:
            return bytes(store.read_buffer_at_offset(length, offset))
        except _LIBRARY_TROUBLE as trouble:
            raise EvidenceUnreadable(
                f"The shadow copy cannot be read at its byte {offset:,}: {file.why(trouble)}."
            ) from trouble

    def _opened(self) -> "tuple[_VolumeFile, pyvshadow.store]":
        if self._file is None or self._store is None:
            self._file = _VolumeFile(self._image, self._volume)
            try:
                self._stores = pyvshadow.volume()
                self._stores.open_file_object(self._file)
                self._store = self._stores.get_store(self._number)
                self._store.read_buffer_at_offset(1, 0)  # the list of its blocks is read with the first byte
            except _LIBRARY_TROUBLE as trouble:
                raise EvidenceUnreadable(
                    f"The shadow copy cannot be opened: {self._file.why(trouble)}."
                ) from trouble
            self._file.reads_left = None
        return self._file, self._store

    def read_into(self, offset: int, view: memoryview) -> int:
        data = self.read(offset, len(view))
        view[: len(data)] = data
        return len(data)

    def for_thread(self, image: EvidenceImage) -> "ShadowLayer":
        return ShadowLayer(image, self._volume, number=self._number, size_bytes=self.size_bytes)

    def close(self) -> None:
        """libvshadow lets go with the last reference; the image below belongs to whoever opened it."""
        self._store = self._stores = self._file = None


def volumes_within(image: EvidenceImage, volume: Volume, volumes: Sequence[Volume]) -> Layering | None:
    """The copies from the oldest on; `None` where the volume keeps none. The volume itself stays as it is."""
    del volumes
    if volume.file_system != "NTFS" or volume.layer == SHADOW_COPY:
        return None
    try:
        head = image.read(volume.offset_bytes + _HEADER_PLACE, _CATALOG_PLACE + 8)
    except EvidenceUnreadable as trouble:
        return _damaged(str(trouble))
    has_catalog = any(head[_CATALOG_PLACE:])
    if len(head) < _CATALOG_PLACE + 8 or not head.startswith(_IDENTIFIER) or not has_catalog:
        return None
    file = _VolumeFile(image, volume)
    try:
        stores = pyvshadow.volume()
        stores.open_file_object(file)
        count = int(stores.get_number_of_stores())
        found = tuple(
            _found(image, volume, stores.get_store(number), number)
            for number in range(min(count, MOST_COPIES))
        )
    except _LIBRARY_TROUBLE as trouble:
        return _damaged(file.why(trouble))
    more = f"It keeps {count:,} shadow copies by its catalog; {MOST_COPIES} are listed."
    return Layering(found=found, faults=(more,) if count > MOST_COPIES else ())


def _damaged(why: str) -> Layering:
    return Layering(faults=(f"The shadow copies of the volume cannot be listed: {why.rstrip('.')}.",))


def _found(image: EvidenceImage, volume: Volume, store: "pyvshadow.store", number: int) -> FoundLayer:
    made_at = _moment(int(store.get_creation_time_as_integer()))
    size_bytes = min(int(store.get_volume_size()), volume.length_bytes)
    is_here = bool(store.has_in_volume_data())
    opened: Layer = ShadowLayer(image, volume, number=number, size_bytes=size_bytes)
    return FoundLayer(
        key=str(store.get_identifier()),
        layer=SHADOW_COPY,
        table=TABLE,
        description=f"shadow copy made {made_at}",
        label=made_at,
        length_bytes=size_bytes,
        opened=opened if is_here else None,
        # Not looked into here: the list of what a copy saved takes seconds to read on a large disk.
        state=VolumeState.READABLE if is_here else VolumeState.UNREADABLE,
        file_system="NTFS",
        block_bytes=volume.block_bytes,
        reason=None if is_here else "What this shadow copy saved lies on another volume.",
    )


def _moment(filetime: int) -> str:
    """As the store keeps it, to the second in UTC."""
    try:
        moment = _FILETIME_EPOCH + timedelta(microseconds=filetime // 10)
    except OverflowError:
        return f"at an impossible time ({filetime})"
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")
