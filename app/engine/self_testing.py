"""The self-test of the program on this computer: a reader is given a disk and a set with known answers, on
the way that a scan takes, and what it finds is held against them.

Damaged copies of disk and set lie in a temporary folder while the test runs.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Raw

from app.engine.reader_link import ReaderLink, ReaderRefused, ReaderSilent, SetsUnusable
from app.engine.watchdog import Patience
from app.program_digest import program_sha256
from forensics.digests import Algorithm
from forensics.entries import Content, EntryKind, Examination, Outcome
from forensics.errors import FieldcaseError
from forensics.examining.work import NO_EXTENTS, WorkItem
from forensics.hashset import Role
from forensics.images import Volume
from forensics.reader.listing import COLUMNS, Listed
from forensics.reader.protocol import (
    Command,
    DigestMedia,
    Examine,
    Examined,
    ListingBegins,
    ListVolume,
    LoadSets,
    MediaDigested,
    MediaProgress,
    Opened,
    OpenEvidence,
    ReaderGone,
    Reply,
    SetsLoaded,
    SetToLoad,
    VolumeListed,
    Walking,
    Working,
)
from forensics.self_test import DISK, NOTABLE_SET, Check
from forensics.self_test.answers import Answers, known_answers
from forensics.self_test.judging import (
    FoundFile,
    damage_checks,
    disk_checks,
    file_checks,
    gate_check,
    match_checks,
    message_checks,
    reading_checks,
)

PATIENCE = Patience(silent_s=60.0)
_IN_THE_DIGESTS = 70  # a byte of the set behind its prefix: the digests themselves

_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTested:
    """A self-test that was run."""

    checks: tuple[Check, ...]
    program_sha256: bytes

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    def payload(self) -> dict[str, Any]:  # Any: JSON values
        """Of the custody event `self_test.run`."""
        return {
            "passed": self.passed,
            "program_sha256": self.program_sha256.hex(),
            "checks": [
                {
                    "what": check.what,
                    "expected": check.expected,
                    "got": check.got,
                    "control": str(check.control),
                    "passed": check.passed,
                }
                for check in self.checks
            ],
        }

    def sentence(self) -> str:
        """How it went; of a failure the first thing that is not as it must be."""
        failed = [check for check in self.checks if not check.passed]
        if not failed:
            program = self.program_sha256.hex()
            return f"the self-test passed: {len(self.checks)} checks, program SHA-256 {program}"
        first = failed[0]
        return (
            f"the self-test failed in {len(failed)} of {len(self.checks)} checks: {first.what}: expected "
            f"{first.expected}, got {first.got}; do not rely on this installation before it is mended"
        )


class SelfTestFailed(FieldcaseError):
    """This program does not find on this computer what it must find; nothing was scanned."""


def self_test(reader: ReaderLink, *, cancelled: Callable[[], bool] = lambda: False) -> SelfTested:
    """Ask `reader` all the questions. What it cannot answer is a check that failed, and no exception; the
    reader stays fit for other evidence.
    """
    checks: list[Check] = []
    try:
        with tempfile.TemporaryDirectory(prefix="fieldcase-self-test-") as folder:
            checks.extend(_asked(_Questions(reader, cancelled), Path(folder)))
    except (ReaderGone, ReaderSilent, ReaderRefused, SetsUnusable) as trouble:
        checks.append(_unanswered(str(trouble)))
    except OSError as trouble:
        checks.append(_unanswered(f"no temporary folder for damaged copies: {trouble.strerror}"))
    return SelfTested(checks=tuple(checks), program_sha256=program_sha256())


def _unanswered(reason: str) -> Check:
    return Check(what="the reader answers all questions", expected="answered", got=reason)


class _Questions:
    """What is asked of the reader, and how its answers are taken."""

    def __init__(self, reader: ReaderLink, cancelled: Callable[[], bool]) -> None:
        self._reader, self._cancelled = reader, cancelled

    def open(self, disk: Path) -> Opened:
        return self._one(OpenEvidence(source=str(disk)), Opened)

    def load(self, index: Path, *, sha256: str, is_gated: bool = False) -> None:
        notable = SetToLoad(index_path=str(index), role=str(Role.NOTABLE), index_sha256=sha256)
        self._one(LoadSets(sets=(notable,), algorithms=tuple(Algorithm), is_gated=is_gated), SetsLoaded)

    def list(self, volumes: Sequence[Volume]) -> list[Listed]:
        pieces: list[Listed] = []
        for volume in volumes:
            self._reader.send(ListVolume(volume=volume.index, skip=0))
            while not isinstance(reply := self._next(), VolumeListed):
                if isinstance(reply, Listed):
                    pieces.append(reply)
                elif not isinstance(reply, ListingBegins):
                    raise _not_due(reply, "a listing")
        return pieces

    def examine(self, items: Sequence[WorkItem]) -> dict[int, Examination]:
        """By entry number."""
        self._reader.send(Examine(items=tuple(items)))
        done: dict[int, Examination] = {}
        while len(done) < len(items):
            reply = self._next()
            if isinstance(reply, Examined):
                done |= {each.entry_id: each for each in reply.examinations}
            else:
                raise _not_due(reply, "an examination")
        return done

    def digest_media(self) -> MediaDigested:
        self._reader.send(DigestMedia())
        while isinstance(reply := self._next(), MediaProgress):
            pass
        if not isinstance(reply, MediaDigested):
            raise _not_due(reply, "a reading of the whole disk")
        return reply

    def _one(self, command: Command, kind: type[_Kind]) -> _Kind:
        self._reader.send(command)
        reply = self._next()
        if not isinstance(reply, kind):
            raise _not_due(reply, kind.__name__)
        return reply

    def _next(self) -> Reply:
        while True:
            reply = self._reader.receive(PATIENCE, cancelled=self._cancelled)
            if reply is None:
                raise ReaderGone("the self-test was stopped")
            if not isinstance(reply, Walking | Working):
                return reply


def _not_due(reply: Reply, due: str) -> ReaderGone:
    return ReaderGone(f"the reader answered {type(reply).__name__} where {due} was due")


def _asked(ask: _Questions, folder: Path) -> Iterator[Check]:
    answers = known_answers()
    opened = ask.open(DISK)
    ask.load(NOTABLE_SET, sha256=answers.notable.index_sha256)
    found = _found(ask, opened.volumes)
    digests = ask.digest_media().digests
    yield from disk_checks(answers, image=opened.image, volumes=opened.volumes, digests=digests)
    yield from file_checks(answers, found)
    yield from message_checks(answers, found)
    yield from reading_checks(answers, found)
    yield from match_checks(answers, found)
    ask.load(NOTABLE_SET, sha256=answers.notable.index_sha256, is_gated=True)
    yield _gate(ask, opened.volumes, answers)
    yield from _damage(ask, answers, folder)


def _found(ask: _Questions, volumes: Sequence[Volume], *, only: str | None = None) -> list[FoundFile]:
    """All files, or `only` the one of this path, listed and examined."""
    rows = [row for row in _rows(ask.list(volumes)) if _is_a_persons_file(row)]
    rows = [row for row in rows if only in (None, row["shown_path"])]
    items = [_work_item(number, row) for number, row in enumerate(rows)]
    learnt = ask.examine(items)
    return [_found_file(row, learnt.get(number)) for number, row in enumerate(rows)]


def _rows(pieces: Sequence[Listed]) -> list["_Row"]:
    return [dict(zip(COLUMNS, row, strict=True)) for piece in pieces for row in piece.rows]


_Row = dict[str, Any]  # Any: a column has its own type; see ListedRow


def _is_a_persons_file(row: _Row) -> bool:
    """With content, and none of the file system's own ($MFT, $OrphanFiles)."""
    is_file = row["kind"] == EntryKind.FILE and row["content"] == Content.PRESENT
    return is_file and not row["path"].startswith(b"/$")


def _work_item(number: int, row: _Row) -> WorkItem:
    return WorkItem(
        entry_id=number,
        volume=row["volume"],
        meta_addr=row["meta_addr"],
        attr_type=row["attr_type"],
        attr_id=row["attr_id"],
        size_bytes=row["size_bytes"],
        allocated=bool(row["allocated"]),
        extents=NO_EXTENTS if row["extents"] is None else Raw(row["extents"]),
        is_sample=True,
    )


def _found_file(row: _Row, examination: Examination | None) -> FoundFile:
    return FoundFile(
        volume=row["volume"],
        path=row["shown_path"],
        size_bytes=row["size_bytes"],
        deleted=not row["allocated"],
        examination=examination,
    )


def _gate(ask: _Questions, volumes: Sequence[Volume], answers: Answers) -> Check:
    ruled_out: list[str] = []
    left: list[str] = []
    for piece in ask.list(volumes):
        settled = {each.position: each.outcome for each in piece.settled}
        for position, row in enumerate(_rows([piece])):
            if _is_a_persons_file(row):
                is_out = settled.get(position) == Outcome.RULED_OUT_BY_SIZE
                (ruled_out if is_out else left).append(row["shown_path"])
    return gate_check(answers, ruled_out, left)


def _damage(ask: _Questions, answers: Answers, folder: Path) -> Iterator[Check]:
    disk = _damaged_copy(DISK, folder / DISK.name, at_byte=answers.damage.at_byte, bit=answers.damage.bit)
    index = _damaged_copy(NOTABLE_SET, folder / NOTABLE_SET.name, at_byte=_IN_THE_DIGESTS, bit=0)
    opened = ask.open(disk)
    ask.load(NOTABLE_SET, sha256=answers.notable.index_sha256)
    found = _found(ask, opened.volumes, only=answers.damage.path)
    outcome = found[0].outcome if found else "not found"
    whole = "reported" if ask.digest_media().digests is None else "read as if sound"
    yield from damage_checks(answers, outcome=outcome, whole=whole, index=_use_of(ask, index, answers))


def _damaged_copy(source: Path, target: Path, *, at_byte: int, bit: int) -> Path:
    content = bytearray(source.read_bytes())
    content[at_byte] ^= 1 << bit
    target.write_bytes(content)
    return target


def _use_of(ask: _Questions, index: Path, answers: Answers) -> str:
    """What becomes of an attempt to compare with a damaged set."""
    opened = ask.open(DISK)
    try:
        ask.load(index, sha256=answers.notable.index_sha256)
        _found(ask, opened.volumes, only=answers.notable.path)
    except SetsUnusable:
        return "refused"
    return "used"
