"""A conversation with one reader about one exhibit: open, load the sets, ask, and start again when the reader
dies.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from app.engine.pausing import Pauses, Rest
from app.engine.reader_link import ReaderKilled, ReaderLink, ReaderRefused, ReaderSilent
from app.engine.time_box import TimeIsOver
from app.engine.watchdog import Patience
from forensics.errors import FieldcaseError
from forensics.reader.protocol import (
    Command,
    FoundBefore,
    GoOn,
    Hold,
    LoadSets,
    Opened,
    OpenEvidence,
    ReaderGone,
    Reply,
    SetsLoaded,
    Unlocking,
    Walking,
    Working,
)

OPENING = Patience(silent_s=120.0)
# A lock may ask for minutes of work and for 4 GiB of memory before it opens (`forensics/locks`).
UNLOCKING = Patience(silent_s=900.0, processor_s=900.0, memory_bytes=6 << 30)
MAX_RESTARTS = 150  # for one volume; a content that ends readers costs three
MOST_KILLS = 10  # by somebody else, over one thing, before that thing is held to be the cause

NO_SETS = LoadSets()

_Kind = TypeVar("_Kind")


class EvidenceGone(FieldcaseError):
    """The exhibit's source cannot be opened, or is not what it was when it was added."""


class Stopped(Exception):  # not trouble: the examiner asked for it
    """The examiner asked to stop."""


class Deaths:
    """How often readers ended over one thing, which after that is held to be the cause: `most` times by
    themselves, or far more often by somebody else, who may not even know of it.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._place: int | None = None
        self._by_themselves = 0
        self._killed = 0

    def prove(self, place: int | None, trouble: FieldcaseError) -> bool:
        """Count one more; whether what is at `place` is now held to be the cause. `None`: nobody knows."""
        if place is None or place != self._place:
            self._place, self._by_themselves, self._killed = place, 0, 0
        if isinstance(trouble, ReaderKilled):
            self._killed += 1
        else:
            self._by_themselves += 1
        return place is not None and (self._by_themselves >= self._most or self._killed >= MOST_KILLS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitSource:
    """What a reader is told. `size_bytes` is what the media held when the exhibit was added, `None` before
    that. What was `added_later` comes again at each opening.
    """

    label: str
    source: str
    size_bytes: int | None = None
    load: LoadSets = NO_SETS
    added_later: tuple[Unlocking | FoundBefore, ...] = ()


class ReaderSession:
    """Use as a context manager: leaving it ends the reader."""

    def __init__(
        self,
        source: ExhibitSource,
        *,
        start_reader: Callable[[], ReaderLink],
        cancelled: Callable[[], bool],
        rest: Rest | None = None,
    ) -> None:
        """Without a `rest` the reader is never held."""
        self._source = source
        self._start_reader = start_reader
        self._cancelled = cancelled
        self._rest = rest or Rest(Pauses(lambda: 0.0), source.label)
        self._is_resting = False
        self._link: ReaderLink | None = None
        self._restarts: Counter[int] = Counter()

    def __enter__(self) -> "ReaderSession":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def is_open(self) -> bool:
        return self._link is not None

    def close(self) -> None:
        """End the reader now; `open` starts another."""
        self._end()

    def open(self) -> Opened:
        """Start a reader on the exhibit with the sets loaded; raise EvidenceGone with one sentence."""
        for _kill in range(MOST_KILLS - 1):
            try:
                return self._open_once()
            except ReaderKilled:
                self._end()
        try:
            return self._open_once()
        except ReaderKilled as killed:
            raise EvidenceGone(f"opening {self._source.source} ended the reader: {killed}") from killed

    def _open_once(self) -> Opened:
        source = self._source
        self._link = self._start_reader()
        try:
            if self._is_resting:
                self.send(Hold())
            self.send(OpenEvidence(source=source.source, added_later=source.added_later))
            opened = self.expect(Opened, UNLOCKING if source.added_later else OPENING)
            self.send(source.load)
            self.expect(SetsLoaded, OPENING)
        except ReaderRefused as refusal:
            raise EvidenceGone(str(refusal)) from refusal
        except ReaderKilled:
            raise
        except (ReaderGone, ReaderSilent) as trouble:
            raise EvidenceGone(f"opening {source.source} ended the reader: {trouble}") from trouble
        if source.size_bytes not in (None, opened.image.size_bytes):
            raise EvidenceGone(
                f"{source.source} holds {opened.image.size_bytes:,} bytes now and held {source.size_bytes:,} "
                f"when it was added as {source.label}: it is not the same evidence"
            )
        return opened

    def restart(self, *, volume: int, after: FieldcaseError) -> bool:
        """A new reader in place of one that ended over `volume`. Returns whether the volume may be gone on
        with: `False` after too many readers that were not ended by somebody else.
        """
        self._end()
        self._restarts[volume] += not isinstance(after, ReaderKilled)
        self.open()
        return self._restarts[volume] < MAX_RESTARTS

    def send(self, command: Command) -> None:
        self._reader().send(command)

    def receive(self, patience: Patience, *, is_over: Callable[[], bool] = lambda: False) -> Reply:
        """The next reply but mere signs of life; raise Stopped, TimeIsOver (once `is_over`), ReaderGone,
        ReaderSilent or ReaderRefused. While the exhibit is paused the reader rests, and this waits.
        """

        def is_cut_short() -> bool:
            return self._cancelled() or is_over() or self._rest.is_wanted() != self._is_resting

        while True:
            self._mind_the_rest()
            reply = self._reader().receive(patience, cancelled=is_cut_short)
            if reply is None:
                if self._cancelled():
                    raise Stopped
                if is_over():
                    raise TimeIsOver
            elif not isinstance(reply, Walking):
                return reply

    def _mind_the_rest(self) -> None:
        is_wanted = self._rest.is_wanted()
        if is_wanted != self._is_resting:
            self._is_resting = is_wanted
            self.send(Hold() if is_wanted else GoOn())
            self._rest.tell(is_wanted)

    def expect(
        self, kind: type[_Kind], patience: Patience, *, is_over: Callable[[], bool] = lambda: False
    ) -> _Kind:
        reply = self.receive(patience, is_over=is_over)
        while isinstance(reply, Working):  # said of an examination whose last answer was just taken
            reply = self.receive(patience, is_over=is_over)
        if not isinstance(reply, kind):
            raise ReaderGone(f"the reader answered {type(reply).__name__} where {kind.__name__} was due")
        return reply

    def _reader(self) -> ReaderLink:
        if self._link is None:
            raise ReaderGone("no reader is open")
        return self._link

    def _end(self) -> None:
        if self._link is not None:
            self._link.end()
            self._link = None
