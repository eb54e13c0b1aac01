"""What the report prints of review: marks by category, notes, bookmarks, and looks by person."""

from collections import Counter
from collections.abc import Iterable, Sequence

from app.custody import CustodyState
from app.review.looks import Look
from app.review.reading import ReviewReader
from app.rows import ReviewState
from app.store.case_file import CaseFile
from forensics.hashset.labels import label_of
from reports.content import LookedAt, MarkedFiles, ReviewContent


def review_content(case: CaseFile, people: CustodyState) -> ReviewContent:
    """As it stands now; files of the newest scans."""
    reader = ReviewReader()
    with case.reading() as connection:
        state = reader.state(connection)
        looks = list(reader.looks(connection).looks.values())
    return ReviewContent(
        marked=_marked(state),
        notes=len(state.notes),
        bookmarks=len(state.bookmarks),
        looked_at=tuple(_looked_at(people.name_of(actor), of_one) for actor, of_one in _by_actor(looks)),
    )


def _marked(state: ReviewState) -> tuple[MarkedFiles, ...]:
    counts = Counter((mark.scheme, mark.category) for mark in state.marks.values())
    return tuple(
        MarkedFiles(category=category, scheme=scheme, label=label_of(scheme, category), files=files)
        for (scheme, category), files in sorted(counts.items(), key=lambda one: (one[0][0] or "", one[0][1]))
    )


def _by_actor(looks: Iterable[Look]) -> list[tuple[str, list[Look]]]:
    by_actor: dict[str, list[Look]] = {}
    for look in looks:
        by_actor.setdefault(look.actor, []).append(look)
    return list(by_actor.items())


def _looked_at(person: str, looks: Sequence[Look]) -> LookedAt:
    return LookedAt(
        person=person,
        files=len({look.content for look in looks}),
        known_matches=len({look.content for look in looks if look.said.is_known_match}),
        looks=len(looks),
        unended=sum(look.ended is None for look in looks),
        seconds=round(sum(look.seconds for look in looks), 1),
    )
