"""Ranges of contents, read by one reader for each exhibit; readers are kept for the next question.

A reader that ends over a content is started again at the next question; what ended it is said in one
sentence.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Final

from app.engine.added_later import NO_SECRETS, Secrets, added_later, wants_secrets
from app.engine.evidence import changed_segments
from app.engine.given_secrets import secret_of
from app.engine.reader_link import ReaderLink, ReaderRefused, ReaderSilent
from app.engine.session import EvidenceGone, ExhibitSource, ReaderSession
from app.engine.watchdog import Patience
from app.store.case_file import CaseFile, CaseRow
from app.store.opening import CaseTrouble
from app.store.reading_plan import work_item
from app.store.results import entries_by_id
from forensics.entries import Content
from forensics.errors import FieldcaseError
from forensics.reader.protocol import FoundBefore, RangeRead, ReaderGone, ReadRange, Unlocking

MOST_READERS: Final = 4  # each takes some sixty megabytes
PATIENCE: Final = Patience(silent_s=60.0, processor_s=60.0)
_KEPT_ROWS: Final = 256


class Contents:
    """Safe for several threads: each exhibit answers one question at a time. Leaving it ends the readers.

    Secrets of volumes that were unlocked are kept in memory, and go to readers through their pipes.
    """

    def __init__(
        self,
        case: CaseFile,
        *,
        start_reader: Callable[[], ReaderLink] = ReaderLink,
        cancelled: Callable[[], bool] = lambda: False,
        secrets: Secrets = NO_SECRETS,
    ) -> None:
        """Without the `secrets` of volumes that were unlocked, nothing in these can be read."""
        self._case, self._start_reader, self._cancelled = case, start_reader, cancelled
        self._secrets = dict(secrets)
        self._lock = threading.Lock()  # over the case and the tables
        self._rows: OrderedDict[int, CaseRow] = OrderedDict()
        self._exhibits: OrderedDict[str, _OneExhibit] = OrderedDict()

    def __enter__(self) -> "Contents":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            left = list(self._exhibits.values())
            self._exhibits.clear()
        for exhibit in left:
            exhibit.close()

    def row(self, entry: int) -> CaseRow:
        """The entry as it is stored; raise CaseTrouble where there is none with a content."""
        with self._lock:
            row = self._rows.get(entry)
            if row is None:
                row = self._rows[entry] = self._row_of(entry)
                if len(self._rows) > _KEPT_ROWS:
                    self._rows.popitem(last=False)
            return row

    def _row_of(self, entry: int) -> CaseRow:
        is_number = 0 < entry < 1 << 63  # what the database can hold
        with self._case.reading() as connection:
            row = entries_by_id(connection, [entry]).get(entry) if is_number else None
        if row is None:
            raise CaseTrouble(f"this case has no entry number {entry}")
        if row.content != Content.PRESENT.value:
            raise CaseTrouble(f"entry {entry} has no content to show")
        return row

    def read(self, entry: int, *, offset: int, length: int) -> RangeRead:
        """A part of a content; raise CaseTrouble or EvidenceGone where none of it can be had."""
        row = self.row(entry)
        return self._exhibit(row).read(row, offset=offset, length=length)

    def give(self, label: str, volume: int, words: str) -> None:
        """What opened this volume before, as it was typed; where that cannot be had now it stays shut."""
        with suppress(FieldcaseError):  # what cannot be read for want of it says so
            secret = self._secret(label, volume, words)
            with self._lock:
                self._secrets[label, volume] = secret
                held = self._exhibits.pop(label, None)
            if held is not None:
                held.close()

    def unlock(self, label: str, volume: int, words: str) -> None:
        """As `give`, where nobody knows whether `words` open it; raise EvidenceGone where they do not."""
        secret = self._secret(label, volume, words)
        with self._lock:
            tried = self._made(label, {**self._secrets, (label, volume): secret})
        tried.open()
        with self._lock:
            self._secrets[label, volume] = secret
            held, self._exhibits[label] = self._exhibits.get(label), tried
        if held is not None:
            held.close()

    def _secret(self, label: str, volume: int, words: str) -> bytes:
        with self._lock:
            for each in wants_secrets(self._case, [self._case.exhibit(label)]):
                if each.volume == volume:
                    return secret_of(each.means, words)
        raise CaseTrouble(f"volume {volume} of {label} needs no secret")

    def _exhibit(self, row: CaseRow) -> "_OneExhibit":
        closing: list[_OneExhibit] = []
        label = row.exhibit
        with self._lock:
            held = self._exhibits.get(label)
            if held is None or row.volume >= held.volumes:  # it was added to the exhibit since
                closing += [] if held is None else [held]
                held = self._exhibits[label] = self._made(label, self._secrets)
            self._exhibits.move_to_end(label)
            while len(self._exhibits) > MOST_READERS:
                closing.append(self._exhibits.popitem(last=False)[1])
        for one in closing:
            one.close()
        if row.volume in held.shut:
            raise EvidenceGone(
                f"volume {row.volume} of {label} is locked: unlock it to look at it (on the board with U, on "
                "the command line with --unlock)"
            )
        return held

    def _made(self, label: str, secrets: Secrets) -> "_OneExhibit":
        """With the lock held."""
        exhibit = self._case.exhibit(label)
        shut = [each for each in wants_secrets(self._case, [exhibit]) if (label, each.volume) not in secrets]
        return _OneExhibit(
            exhibit,
            volumes=len(self._case.volumes(exhibit.id)),
            shut=frozenset(row.index for each in shut for row in each.rows),
            added_later=added_later(self._case, exhibit, secrets),
            start_reader=self._start_reader,
            cancelled=self._cancelled,
        )


class _OneExhibit:
    """The reader of one exhibit, started at the first question and after its end."""

    def __init__(
        self,
        exhibit: CaseRow,
        *,
        volumes: int,
        shut: frozenset[int],
        added_later: tuple[Unlocking | FoundBefore, ...],
        start_reader: Callable[[], ReaderLink],
        cancelled: Callable[[], bool],
    ) -> None:
        """`volumes` of it are known; of these `shut` cannot be read for want of a secret."""
        self._exhibit, self.volumes, self.shut = exhibit, volumes, shut
        self._lock = threading.Lock()
        source = ExhibitSource(
            label=exhibit.label,
            source=exhibit.source,
            size_bytes=exhibit.size_bytes,
            added_later=added_later,
        )
        self._session = ReaderSession(source, start_reader=start_reader, cancelled=cancelled)

    def open(self) -> None:
        """Raise EvidenceGone where a secret does not open its volume."""
        with self._lock:
            self._open()

    def close(self) -> None:
        with self._lock:
            self._session.close()

    def read(self, row: CaseRow, *, offset: int, length: int) -> RangeRead:
        with self._lock:
            self._open()
            try:
                self._session.send(ReadRange(item=work_item(row), offset=offset, length=length))
                return self._session.expect(RangeRead, PATIENCE)
            except ReaderRefused as refused:
                raise EvidenceGone(str(refused)) from refused
            except (ReaderGone, ReaderSilent) as trouble:
                self._session.close()
                raise EvidenceGone(f"reading it stopped the reader ({trouble})") from trouble

    def _open(self) -> None:
        if self._session.is_open:
            return
        if changed := changed_segments(self._exhibit):
            raise EvidenceGone(f"{self._exhibit.label}: {changed[0]}")
        try:
            self._session.open()
        except EvidenceGone:
            self._session.close()
            raise
