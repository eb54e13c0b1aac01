"""Shadow copies of an NTFS volume: the volume as it was when Windows kept it; the door to libvshadow.

libvshadow is asked only where the header of a store is in its place, and reads through our own image, with a
bound on how much it may read to open one: a chain of blocks that runs in circles ends there. What a copy did
not keep is not asked of it (`shadow_stores`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

import pyvshadow

from forensics.errors import EvidenceUnreadable
from forensics.images import SHADOW_COPY, EvidenceImage, Volume, VolumeState
from forensics.layers import FoundLayer, Layer, Layering, in_words
from forensics.layers.byte_runs import ByteRuns
from forensics.layers.shadow_catalog import CATALOG_PLACE, HEADER_PLACE, IDENTIFIER, stores_since
from forensics.layers.shadow_stores import not_kept

TABLE: Final = "VSS"
MOST_COPIES: Final = (
    512  # of a volume; Windows keeps that many at most (Microsoft, "Volume Shadow Copy Service")
)
MOST_READS: Final = 200_000  # to open a store: each saved block of 16 KiB costs 32 bytes of a list
_FILETIME_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)  # [MS-DTYP] FILETIME
_LIBRARY_TROUBLE: Final = (OSError, ValueError, MemoryError, RuntimeError, OverflowError)


class _VolumeFile:
    """A volume as the file that libvshadow reads. `reads_left`: `None` once it is open."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self.image, self._volume = image, volume
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
            data = self.image.read(self._volume.offset_bytes + self._at, wanted)
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


class _Stores:
    """The stores of one volume, opened once for all copies and threads, because libvshadow keeps every list
    of saved blocks in memory. One thread reads at a time, through its own image.

    What could not be opened is not tried again: its lists may be long.
    """

    def __init__(self, volume: Volume) -> None:
        self._volume = volume
        self._lock = Lock()
        self._file: _VolumeFile | None = None
        self._all: pyvshadow.volume | None = None
        self._opened: dict[int, pyvshadow.store] = {}
        self._not_kept = dict[str, ByteRuns]()
        self._troubles: dict[int, str] = {}

    def read(self, image: EvidenceImage, store: "_Place", offset: int, length: int) -> bytes:
        """Some of what the copy holds from `offset` on; nothing at its end."""
        with self._lock:
            if store.number in self._troubles:
                raise EvidenceUnreadable(self._troubles[store.number])
            try:
                opened, file = self._open(image, store)
            except EvidenceUnreadable as trouble:
                self._troubles[store.number] = str(trouble)
                raise
            lost = self._not_kept[store.key].first_within(offset, offset + length)
            if lost is not None:
                raise EvidenceUnreadable(
                    f"The shadow copy did not keep its bytes {lost[0]:,} to {lost[1] - 1:,}: its bitmap "
                    "calls them unused."
                )
            try:
                return bytes(opened.read_buffer_at_offset(length, offset))
            except _LIBRARY_TROUBLE as trouble:
                raise EvidenceUnreadable(
                    f"The shadow copy cannot be read at its byte {offset:,}: {file.why(trouble)}."
                ) from trouble

    def _open(self, image: EvidenceImage, store: "_Place") -> "tuple[pyvshadow.store, _VolumeFile]":
        if self._file is None:
            self._file = _VolumeFile(image, self._volume)
        file = self._file
        file.image = image
        if store.number not in self._opened:
            try:
                for each in stores_since(image, self._volume, store.key):
                    if each.key not in self._not_kept:
                        self._not_kept[each.key] = not_kept(image, self._volume, each)
                self._open_from(store.number, file)
            except EvidenceUnreadable as trouble:
                raise _not_opened(str(trouble)) from trouble
            except _LIBRARY_TROUBLE as trouble:
                raise _not_opened(file.why(trouble)) from trouble
            finally:
                file.reads_left = None
        return self._opened[store.number], file

    def _open_from(self, number: int, file: _VolumeFile) -> None:
        """The store and all later ones: what it has not saved is read through them."""
        file.reads_left = MOST_READS
        if self._all is None:
            opened = pyvshadow.volume()
            opened.open_file_object(file)
            self._all = opened
        found: dict[int, pyvshadow.store] = {}
        for each in range(number, min(self._all.get_number_of_stores(), MOST_COPIES)):
            if each not in self._opened:
                file.reads_left = MOST_READS
                found[each] = self._all.get_store(each)
                if found[each].has_in_volume_data():
                    found[each].read_buffer_at_offset(1, 0)  # the list of its blocks is read with it
        self._opened |= found


def _not_opened(why: str) -> EvidenceUnreadable:
    return EvidenceUnreadable(f"The shadow copy cannot be opened: {why.rstrip('.')}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A copy: its number for libvshadow, its identifier in the catalog."""

    number: int
    key: str


class ShadowLayer:
    """The volume as one copy keeps it. What the copy did not keep raises EvidenceUnreadable."""

    def __init__(self, image: EvidenceImage, stores: _Stores, store: _Place, *, size_bytes: int) -> None:
        self._image, self._stores, self._store = image, stores, store
        self.size_bytes = size_bytes

    def read(self, offset: int, length: int) -> bytes:
        wanted = max(0, min(length, self.size_bytes - offset))
        data = b""
        while len(data) < wanted:
            at = offset + len(data)
            piece = self._stores.read(self._image, self._store, at, wanted - len(data))
            if not piece:
                raise EvidenceUnreadable(f"The shadow copy ends at its byte {at:,}.")
            data += piece
        return data

    def read_into(self, offset: int, view: memoryview) -> int:
        data = self.read(offset, len(view))
        view[: len(data)] = data
        return len(data)

    def for_thread(self, image: EvidenceImage) -> "ShadowLayer":
        return ShadowLayer(image, self._stores, self._store, size_bytes=self.size_bytes)

    def close(self) -> None:
        """libvshadow lets go with the last reference; the image below belongs to whoever opened it."""


def volumes_within(image: EvidenceImage, volume: Volume, volumes: Sequence[Volume]) -> Layering | None:
    """The copies from the oldest on; `None` where the volume keeps none. The volume itself stays as it is."""
    del volumes
    if volume.file_system != "NTFS" or volume.layer == SHADOW_COPY:
        return None
    try:
        head = image.read(volume.offset_bytes + HEADER_PLACE, CATALOG_PLACE + 8)
    except EvidenceUnreadable as trouble:
        return _damaged(str(trouble))
    has_catalog = any(head[CATALOG_PLACE:])
    if len(head) < CATALOG_PLACE + 8 or not head.startswith(IDENTIFIER) or not has_catalog:
        return None
    file = _VolumeFile(image, volume)
    try:
        stores = pyvshadow.volume()
        stores.open_file_object(file)
        count = int(stores.get_number_of_stores())
        shared = _Stores(volume)
        found = tuple(
            _found(image, volume, shared, stores.get_store(number), number=number)
            for number in range(min(count, MOST_COPIES))
        )
    except _LIBRARY_TROUBLE as trouble:
        return _damaged(file.why(trouble))
    more = f"It keeps {count:,} shadow copies by its catalog; {MOST_COPIES} are listed."
    return Layering(found=found, faults=(more,) if count > MOST_COPIES else ())


def _damaged(why: str) -> Layering:
    return Layering(faults=(f"The shadow copies of the volume cannot be listed: {why.rstrip('.')}.",))


def _found(
    image: EvidenceImage, volume: Volume, shared: _Stores, store: "pyvshadow.store", *, number: int
) -> FoundLayer:
    made_at = _moment(int(store.get_creation_time_as_integer()))
    size_bytes = min(int(store.get_volume_size()), volume.length_bytes)
    place = _Place(number=number, key=str(store.get_identifier()))
    is_here = bool(store.has_in_volume_data())
    opened: Layer = ShadowLayer(image, shared, place, size_bytes=size_bytes)
    return FoundLayer(
        key=place.key,
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
