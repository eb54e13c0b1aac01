"""What a source is, asked of a reader process; it needs no case."""

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import structs

from app.engine.reader_link import ReaderLink, ReaderRefused, ReaderSilent
from app.engine.session import UNLOCKING, EvidenceGone, ExhibitSource, ReaderSession
from forensics.locks import Key
from forensics.paths import display_text
from forensics.reader.protocol import FoundListed, Opened, ReaderGone, Unlock, Unlocked


def look_at(
    source: Path,
    *,
    start_reader: Callable[[], ReaderLink],
    more: Sequence[Callable[[ReaderSession, Opened], Unlocked | FoundListed]] = (),
) -> Opened:
    """What a source is: container, stored digests, volumes; behind these what each of `more` adds to what was
    opened so far. Raises EvidenceGone with one sentence.
    """
    place = str(source.absolute())
    if display_text(place.encode("utf-8", "surrogateescape")) != place:
        # The place goes into the case, the custody chain and the report as one line of text.
        raise EvidenceGone(
            f"{place} has signs in its name that cannot be printed, or is not UTF-8; rename the file or the "
            "folders above it, or make a link to it elsewhere, and use that"
        )
    asked = ExhibitSource(label=source.name, source=place)
    with ReaderSession(asked, start_reader=start_reader, cancelled=lambda: False) as session:
        opened = session.open()
        for add in more:
            added = add(session, opened)
            opened = structs.replace(
                opened, volumes=(*opened.volumes, *added.volumes), faults=(*opened.faults, *added.faults)
            )
        return opened


def unlocked(session: ReaderSession, volume: int, key: Key) -> Unlocked:
    """What `volume` opens as; raise EvidenceGone with one sentence where it stays shut."""
    session.send(Unlock(volume=volume, means=key.means, secret=key.secret))
    try:
        return session.expect(Unlocked, UNLOCKING)
    except ReaderRefused as refusal:
        raise EvidenceGone(str(refusal)) from refusal
    except (ReaderGone, ReaderSilent) as trouble:
        raise EvidenceGone(f"unlocking volume {volume} ended the reader: {trouble}") from trouble
