"""Copies contents out of the evidence, only because a person asked for them: each stored under its digest,
never under a name of its own, with an index that says which entries it was.

Contents are read by a reader process. What is written has the SHA-256 that the scan recorded; anything else
is a fault in the index and no file. Only entries with all three digests on record can be exported.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from app.case_sets.named_entries import numbers_of
from app.engine.added_later import NO_SECRETS, Secrets, added_later
from app.engine.evidence import changed_segments
from app.engine.reader_link import ReaderLink, ReaderRefused, ReaderSilent
from app.engine.session import EvidenceGone, ExhibitSource, ReaderSession, Stopped
from app.engine.watchdog import Patience
from app.store.case_file import CaseFile, CaseRow
from app.store.chosen_contents import Choice, count_places, left_out, places
from app.store.opening import CaseTrouble
from app.store.reading_plan import work_item
from app.store.results import entries_by_id
from app.views.sentences import counted
from forensics.errors import Cancelled
from forensics.paths import display_text
from forensics.reader.protocol import ContentEnd, ContentPiece, ReadContent, ReaderGone
from reports.content import Redaction
from reports.errors import ReportNotWritten
from reports.exported_files import INDEX_NAME, ExportedFile, place_of, write_file_index
from reports.wording import Wording
from reports.writing import write_text

HITS = "hits"
WARNING = (
    "contents are copied out of the evidence into the bundle: whoever has the bundle has them; keep and send "
    "it as the evidence itself"
)
PATIENCE = Patience()
_WITHOUT_A_PATH = "it could not be exported"
_AT_ONCE = 500  # entries looked up together


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesExported:
    """`contents` files of `size_bytes` together stand for `entries`; `faults` entries could not be exported,
    and `left_out` of those chosen have no digests to hold a content against.
    """

    contents: int
    size_bytes: int
    entries: int
    faults: int
    left_out: int
    index_sha256: bytes

    def sentence(self) -> str:
        told = (
            f"{counted(self.contents, 'content', 'contents')} of {counted(self.entries, 'entry', 'entries')} "
            f"copied, {self.size_bytes:,} bytes"
        )
        if self.faults:
            told += f"; {counted(self.faults, 'entry', 'entries')} could not be, see {INDEX_NAME}"
        if self.left_out:
            told += f"; {counted(self.left_out, 'entry', 'entries')} left out, without digests on record"
        return told


def chosen_files(case: CaseFile, chosen: Sequence[str]) -> Choice:
    """What the words of a command line choose: `hits`, or entries as `numbers_of` takes them.

    Raise CaseTrouble where they name nothing that can be exported.
    """
    only_hits = HITS in chosen
    if only_hits and len(chosen) > 1:
        raise CaseTrouble("choose either the hits or entries one by one, not both")
    choice = Choice(only_hits=only_hits, entries=None if only_hits else numbers_of(case, chosen))
    with case.reading() as connection:
        if not count_places(connection, choice):
            raise CaseTrouble(
                "none of the entries chosen has a content with digests on record; nothing to export"
            )
    return choice


def record_export(case: CaseFile, exported: FilesExported, *, report_id: str, utc: str) -> None:
    """As an event of the custody chain, with the digest of the index."""
    case.log(
        utc=utc,
        action="files.exported",
        subject=report_id,
        payload={
            "report_id": report_id,
            "contents": exported.contents,
            "size_bytes": exported.size_bytes,
            "entries": exported.entries,
            "faults": exported.faults,
            "files_csv_sha256": exported.index_sha256.hex(),
        },
    )


def export_files(
    case: CaseFile,
    choice: Choice,
    folder: Path,
    *,
    start_reader: Callable[[], ReaderLink],
    cancelled: Callable[[], bool] = lambda: False,
    redaction: Redaction | None = None,
    words: Wording | None = None,
    secrets: Secrets = NO_SECRETS,
) -> FilesExported:
    """Write files/ and files.csv into `folder`, which has neither. `words` gives what stands for a path that
    `redaction` withholds. `secrets` open the volumes that were unlocked; contents of the others are faults.

    Raise EvidenceGone where the evidence is not there or was changed, Cancelled, ReportNotWritten where the
    folder cannot take it.
    """
    with case.reading() as connection:
        chosen = [
            _Chosen(row.exhibit, row.sha256.hex(), row.id, row.size_bytes)
            for row in places(connection, choice)
        ]
        missing = left_out(connection, choice).total
    _verify_room(folder, chosen)
    hidden = None
    if redaction is not None and redaction.paths:
        hidden = (words or Wording("en")).text("withheld.path")
    done: list[ExportedFile] = []
    try:
        for exhibit, group in groupby(
            sorted(chosen, key=lambda each: each.exhibit), key=lambda each: each.exhibit
        ):
            copying = _Copying(
                case, exhibit, folder, secrets=secrets, start_reader=start_reader, cancelled=cancelled
            )
            done += copying.copied(tuple(group), hidden_path=hidden)
        done.sort(key=lambda row: (row.sha256 or "", row.entry))
        index = write_text(folder / INDEX_NAME, lambda file: write_file_index(file, done))
    except Stopped as stopped:
        raise Cancelled("the export was stopped; nothing of it was kept") from stopped
    except OSError as trouble:
        raise ReportNotWritten(
            f"contents could not be written: {trouble.strerror}; nothing was kept"
        ) from trouble
    written = {row.sha256: row.size_bytes for row in done if row.sha256 is not None}
    return FilesExported(
        contents=len(written),
        size_bytes=sum(written.values()),
        entries=sum(row.sha256 is not None for row in done),
        faults=sum(row.fault is not None for row in done),
        left_out=missing,
        index_sha256=index.sha256,
    )


@dataclass(frozen=True, slots=True)
class _Chosen:
    exhibit: str
    sha256: str
    entry: int
    size_bytes: int


def _verify_room(folder: Path, chosen: Sequence[_Chosen]) -> None:
    needed = sum({each.sha256: each.size_bytes for each in chosen}.values())
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise ReportNotWritten(
            f"the contents chosen have {needed:,} bytes, and there are {free:,} free where they are to go"
        )


class _Copying:
    """Contents of one exhibit."""

    def __init__(
        self,
        case: CaseFile,
        exhibit: str,
        folder: Path,
        *,
        secrets: Secrets,
        start_reader: Callable[[], ReaderLink],
        cancelled: Callable[[], bool],
    ) -> None:
        self._case, self._folder = case, folder
        row = case.exhibit(exhibit)
        if changed := changed_segments(row):
            raise EvidenceGone(f"{exhibit}: {changed[0]}")
        source = ExhibitSource(
            label=exhibit,
            source=row.source,
            size_bytes=row.size_bytes,
            added_later=added_later(case, row, secrets),
        )
        self._session = ReaderSession(source, start_reader=start_reader, cancelled=cancelled)

    def copied(self, chosen: Sequence[_Chosen], *, hidden_path: str | None) -> Iterator[ExportedFile]:
        with self._session as session:
            session.open()
            for some in _batches(chosen):
                with self._case.reading() as connection:
                    rows = entries_by_id(connection, [each.entry for each in some])
                for each in some:
                    yield self._exported(each, rows[each.entry], hidden_path)

    def _exported(self, chosen: _Chosen, row: CaseRow, hidden_path: str | None) -> ExportedFile:
        fault = self._copy(chosen, row)
        return ExportedFile(
            sha256=chosen.sha256 if fault is None else None,
            size_bytes=chosen.size_bytes,
            exhibit=chosen.exhibit,
            volume=row.volume,
            path=_shown(row) if hidden_path is None else hidden_path,
            entry=chosen.entry,
            fault=fault if fault is None or hidden_path is None else _WITHOUT_A_PATH,
        )

    def _copy(self, chosen: _Chosen, row: CaseRow) -> str | None:
        """Why there is no file; `None`: there is. A content that stands there already is not read again."""
        target = self._folder / place_of(chosen.sha256)
        if target.exists():
            return None
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        try:
            fault = self._read_into(part, chosen, row)
            if fault is None:
                part.rename(target)
            return fault
        finally:
            part.unlink(missing_ok=True)
            if not any(target.parent.iterdir()):
                target.parent.rmdir()

    def _read_into(self, part: Path, chosen: _Chosen, row: CaseRow) -> str | None:
        digest = hashlib.sha256()
        try:
            self._session.send(ReadContent(item=work_item(row)))
            with part.open("xb") as file:
                while isinstance(reply := self._session.receive(PATIENCE), ContentPiece):
                    digest.update(reply.data)
                    file.write(reply.data)
                file.flush()
                os.fsync(file.fileno())
        except (ReaderGone, ReaderSilent, ReaderRefused) as trouble:
            self._session.restart(volume=row.volume, after=trouble)
            return f"reading it stopped the reader ({trouble})"
        if not isinstance(reply, ContentEnd):
            raise ReaderGone(f"the reader answered {type(reply).__name__} to the reading of a content")
        if reply.fault is not None:
            return reply.fault
        if digest.hexdigest() != chosen.sha256:
            return (
                f"its content is not what the scan recorded: SHA-256 {digest.hexdigest()} now, "
                f"{chosen.sha256} then"
            )
        return None


def _batches(chosen: Sequence[_Chosen]) -> Iterator[Sequence[_Chosen]]:
    for start in range(0, len(chosen), _AT_ONCE):
        yield chosen[start : start + _AT_ONCE]


def _shown(row: CaseRow) -> str:
    path = display_text(row.path)
    return path if row.stream is None else f"{path}:{display_text(row.stream)}"
