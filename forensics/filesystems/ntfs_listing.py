"""Every name of an NTFS volume from the $MFT, record by record: no directory index is read, so that a folder
of a million files costs no more than a million folders of one.

One entry for each name of a record and, behind it, one for each named stream. Records that cannot be believed
are faults with their numbers; at the end the records met are held against the $MFT's own bitmap.
"""

from collections.abc import Callable, Iterator

from forensics.entries import Census, Content, EntryAddress, EntryKind, Fault, FileEntry, Remains, Stage
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ntfs_attributes import DOS_NAME, RecordContent, Stored
from forensics.filesystems.ntfs_census import RESERVED, RecordCount
from forensics.filesystems.ntfs_damage import UNCLAIMED, Damage, faults_of_folders
from forensics.filesystems.ntfs_doubts import STREAM, contradiction_of, has_hole, why_not_here
from forensics.filesystems.ntfs_flags import FLAGGED, OVERLAY_TAG, tag_of, target_of, words_of
from forensics.filesystems.ntfs_folders import BELOW_ORPHANS, ORPHANS, ROOT, Folders, read_folders
from forensics.filesystems.ntfs_index_entries import entries_of_names
from forensics.filesystems.ntfs_index_names import IndexNames
from forensics.filesystems.ntfs_log import HIBERNATION, asleep, marked, unclosed
from forensics.filesystems.ntfs_mft import Mft, Unread, Window
from forensics.filesystems.ntfs_overlay import placed_by_stream
from forensics.filesystems.ntfs_placing import Placed, Placing
from forensics.filesystems.ntfs_records import FOLDER, HEADER, IN_USE, NO_RECORD, RecordDamaged
from forensics.filesystems.ntfs_times import times_of
from forensics.images import SHADOW_COPY, Volume
from forensics.paths import EvidencePath
from forensics.times import MacTimes

_NO_TIMES = MacTimes()
_FILE = EntryKind.FILE
_MIRROR_DIFFERS = (
    "The first file record of the $MFT and its copy in $MFTMirr do not agree on where the $MFT lies and how "
    "long it is; the first was taken, and files may be missing."
)

AttributeNumbers = Callable[[int], dict[tuple[int, bytes | None], int]]


class Listing:
    """One walk. `numbers_of` gives The Sleuth Kit's attribute numbers of a file that is spread over several
    records, by type and name.
    """

    def __init__(
        self,
        mft: Mft,
        volume: Volume,
        *,
        placing: Placing,
        numbers_of: AttributeNumbers,
        index_names: IndexNames | None = None,
    ) -> None:
        """`index_names`: to list the names that are left only in the indexes of folders too, and to tell when
        a file was born by its name where that is another moment. Both take time.
        """
        self._mft = mft
        self._index_names = index_names
        self._volume = volume.index
        self._is_copy = volume.layer == SHADOW_COPY
        self._placing = placing
        self._placed = placing.placed
        self._claims = placing.claimed_anew()
        self._numbers_of = numbers_of
        self._folders = Folders()
        self._damage = Damage(volume.index)
        self._batch: list[FileEntry | Fault] = []
        self._count: RecordCount | None = None
        # Further records met or listed by their file, but not yet both; most stand close together.
        self._unclaimed: set[int] = set()
        self._hibernation: list[Stored] = []  # the content of hiberfil.sys

    def entries(self) -> Iterator[FileEntry | Fault]:
        yield from self._opening()
        self._folders = read_folders(self._mft)
        self._add_root()
        for window in self._mft.windows():
            if self._index_names is not None:
                self._index_names.add_window(window)
            if isinstance(window, Unread):
                self._damage.add_unread(window)
            else:
                self._add_window(window)
                batch, self._batch = self._batch, []
                yield from batch
        yield from self._batch
        yield from self._closing()
        if self._index_names is not None:
            yield from entries_of_names(self._index_names, self._folders, volume=self._volume)

    def census(self) -> Census | None:
        return None if self._count is None else self._count.census()

    def _opening(self) -> Iterator[Fault]:
        if self._mft.first_record_trouble:
            yield self._fault(
                "The first file record of the $MFT cannot be used, and its copy in $MFTMirr was taken: "
                f"{self._mft.first_record_trouble}"
            )
        if self._mft.mirror_differs:
            yield self._fault(_MIRROR_DIFFERS)
        if words := marked(self._mft):
            yield self._fault(words)
        # Windows keeps a shadow copy of a volume that it has open, and writes out first what it holds back.
        if not self._is_copy and (words := unclosed(self._mft)):
            yield self._fault(words)
        try:
            self._count = RecordCount(self._mft.bitmap(), records=self._mft.count)
        except EvidenceUnreadable as trouble:
            yield self._fault(
                f"The bitmap of the $MFT cannot be read; its records were not counted: {trouble}"
            )

    def _closing(self) -> Iterator[Fault]:
        for number in sorted(self._unclaimed):
            self._damage.add(number, UNCLAIMED)
        yield from self._damage.faults()
        yield from faults_of_folders(self._folders, self._volume)
        if self._mft.beyond:
            yield self._fault(
                f"The $MFT claims {self._mft.beyond:,} more file records than the image has room for"
            )
        if self._placing.cluster_map() is None:
            yield self._fault(
                "The map of clusters in use ($Bitmap) cannot be read; no deleted content outside the $MFT "
                f"can be shown to be its own: {self._placing.map_trouble}"
            )
        if self._hibernation and not self._is_copy and (words := asleep(self._mft, self._hibernation[0])):
            yield self._fault(words)
        yield from self._claims.faults(self._placing.cluster_map())
        if self._count is not None and (words := self._count.difference()):
            yield self._fault(words)

    def _fault(self, words: str, *, path: EvidencePath | None = None) -> Fault:
        return Fault(stage=Stage.LIST, reason=words.rstrip(".") + ".", volume=self._volume, path=path)

    def _add_root(self) -> None:
        content = RecordContent()
        try:
            record = self._mft.record(ROOT)
            content.add(record, 0, self._mft.record_bytes)
            if content.list_place is not None:
                self._add_further(content, record, at=0, number=ROOT)
        except EvidenceUnreadable as trouble:
            words = f"The root directory's own record cannot be read: {trouble}"
            self._batch.append(self._fault(words, path=EvidencePath(b"/")))
        else:
            flags = HEADER.unpack_from(record)[3]
            self._add_entries(content, [b"/"], number=ROOT, flags=flags | FOLDER, place=0)
            if self._index_names is not None:
                self._index_names.add_folder(ROOT, HEADER.unpack_from(record)[0], content.index)
        orphans = EntryAddress(volume=self._volume, meta_addr=self._mft.listed)  # TSK: behind the last record
        self._batch.append(
            FileEntry(
                address=orphans,
                path=EvidencePath(ORPHANS),
                kind=EntryKind.VIRTUAL,
                size_bytes=0,
                allocated=True,
                content=Content.NOT_A_FILE,
            )
        )

    def _add_window(self, window: Window) -> None:
        record_bytes = self._mft.record_bytes
        if self._count is not None:
            self._count.add(window, record_bytes)
        header, records, troubles = HEADER.unpack_from, window.records, window.troubles
        number = window.first - 1
        for at in range(0, window.count * record_bytes, record_bytes):
            number += 1
            if troubles and number - window.first in troubles:
                self._add_trouble(number, troubles[number - window.first])
                continue
            _, _, _, flags, _, _, base = header(records, at)
            if base:
                if flags & IN_USE:
                    self._unclaimed.symmetric_difference_update((number,))
            elif number != ROOT:
                place = window.place_bytes + at
                self._add_record(records, at, number=number, flags=flags, place=place)

    def _add_trouble(self, number: int, words: str) -> None:
        if words != NO_RECORD or (self._count is not None and self._count.is_marked(number)):
            self._damage.add(number, words)

    def _add_record(self, records: bytes, at: int, *, number: int, flags: int, place: int) -> None:
        content = RecordContent()
        try:
            content.add(records, at, at + self._mft.record_bytes)
            if content.list_place is not None:
                self._add_further(content, records, at=at, number=number)
        except RecordDamaged as damage:
            path = self._paths(content, number, in_use=0)[0] if content.names else None
            self._damage.add(number, str(damage), path=path)
            return
        in_use = flags & IN_USE
        if self._index_names is not None:
            self._index_names.add_names(content.names)
            if flags & FOLDER:
                self._index_names.add_folder(number, HEADER.unpack_from(records, at)[0], content.index)
        if not content.names and (content.is_blank() or (in_use and number in RESERVED)):
            return
        paths = self._paths(content, number, in_use=in_use)
        if in_use:
            if content.index or content.others:
                for stored in (*content.index, *content.others):
                    self._claims.add(number, stored.runs or ())
            if words := contradiction_of(content, number, flags=flags):
                self._damage.add(number, words, path=paths[0])
            if HIBERNATION in paths:
                self._hibernation = [stored for stored in content.contents if not stored.name]
        self._add_entries(content, paths, number=number, flags=flags, place=place)

    def _add_further(self, content: RecordContent, records: bytes, *, at: int, number: int) -> None:
        further = self._mft.add_further(content, number, records, at=at)
        in_use = HEADER.unpack_from(records, at)[3] & IN_USE
        if in_use:
            self._unclaimed.symmetric_difference_update(further.parts)
        numbers = self._numbers_of(number) if content.contents else {}
        for stored in content.contents:
            stored.number = numbers.get((stored.kind, stored.name), stored.number)
        if not in_use:  # of a deleted file they may serve another by now, which is no damage
            return
        if further.lost:
            self._damage.add_lost(number, further.lost)
        elif further.trouble or not further.fits:
            self._damage.add_misfit(number, further.trouble)

    def _paths(self, content: RecordContent, number: int, *, in_use: int) -> list[bytes]:
        """The path of each name; an 8.3 name beside a long one is none of its own."""
        names = content.names
        if not names:
            if in_use:
                self._damage.add_nameless(number)
            return [BELOW_ORPHANS + b"OrphanFile-%d" % number]  # TSK's name
        if len(names) > 1:
            long = {parent for parent, space, _ in names if space != DOS_NAME}
            names = [name for name in names if name[1] != DOS_NAME or name[0] not in long]
        known = self._folders.below
        paths = []
        for parent, _, name in names:
            below = known.get(parent) or self._folders.path_below(parent)
            if below is BELOW_ORPHANS and in_use:
                self._folders.lost[parent] += 1
            paths.append(below + name)
        return paths if len(paths) == 1 else list(dict.fromkeys(paths))

    def _add_entries(
        self, content: RecordContent, paths: list[bytes], *, number: int, flags: int, place: int
    ) -> None:
        in_use = flags & IN_USE == IN_USE
        named = content.named if self._index_names is not None else 0
        times = times_of(content.times, named=named) if content.times else _NO_TIMES
        reparse = self._mft.reparse_of(content) if content.reparse is not None else b""
        tag = tag_of(reparse) if content.reparse is not None else None
        target = target_of(reparse) if reparse else None
        parts = self._parts(content, number, flags=flags, place=place, tag=tag)
        links = len(paths)
        for raw in paths:
            path = EvidencePath(raw)
            parent_known = not raw.startswith(BELOW_ORPHANS)
            for stream, kind, words, (address, size, state, extents, begins, remains) in parts:
                self._batch.append(
                    FileEntry(
                        address=address,
                        path=path,
                        stream=stream,
                        kind=kind,
                        size_bytes=size,
                        allocated=in_use,
                        content=state,
                        times=times,
                        link_target=target if stream is None else None,
                        extents=extents,
                        links=links,
                        place_bytes=begins,
                        remains=remains,
                        parent_known=parent_known,
                        flags=words,
                    )
                )

    def _parts(
        self, content: RecordContent, number: int, *, flags: int, place: int, tag: int | None
    ) -> list[tuple[bytes | None, EntryKind, str | None, Placed]]:
        """The file itself first, then its streams, each with its flags."""
        itself: Placed | None = None
        main: Stored | None = None
        kind = _FILE
        own_flags = 0
        if flags & FOLDER:
            kind = EntryKind.DIRECTORY
            bare = EntryAddress(volume=self._volume, meta_addr=number)
            itself = bare, content.index_bytes, Content.NOT_A_FILE, None, None, None
        streams = []
        in_use = flags & IN_USE
        for stored in content.contents:
            if stored.name:
                words = words_of(0, stored.flags, None) if stored.flags else None
                placed = self._placed(stored, number, in_use=in_use, place=place)
                streams.append((stored.name, _FILE, words, placed))
            elif itself is None:
                main = stored
                own_flags = stored.flags
                is_elsewhere = (own_flags or tag is not None) and why_not_here(content, stored, tag)
                itself = self._placed(
                    stored, number, in_use=in_use, place=place, is_elsewhere=bool(is_elsewhere)
                )
        if itself is None:
            bare = EntryAddress(volume=self._volume, meta_addr=number)
            is_lost = not in_use and not content.is_whole  # the record that told where
            state = Content.NOT_LEFT if is_lost else Content.EMPTY
            itself = bare, 0, state, None, None, Remains.NO_CONTENT_LEFT if is_lost else None
        packed = [placed for name, _, _, placed in streams if name == STREAM] if streams else ()
        if packed and (tag == OVERLAY_TAG or (tag is None and main is not None and has_hole(main))):
            itself = placed_by_stream(itself, packed[0])
        told = content.attributes & FLAGGED
        words = words_of(told, own_flags, tag) if told or own_flags or tag is not None else None
        return [(None, kind, words, itself), *streams] if streams else [(None, kind, words, itself)]
