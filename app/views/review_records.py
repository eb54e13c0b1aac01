"""Records of review for `fieldcase list`: one JSON object for each entry with a mark, a note or a bookmark,
and for each look at content.

The fields are a contract with scripts; see the command-line page of the documentation.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from app.custody.state import custody_state
from app.moments import iso_utc
from app.review.acts import entry_names
from app.review.looks import Look
from app.review.reading import ReviewReader
from app.store.case_file import CaseFile
from forensics.hashset.labels import label_of

Record = dict[str, Any]  # Any: JSON values
MARK_FIELDS: Final = (
    *("entry", "exhibit", "volume", "path", "sha256"),
    *("category", "scheme", "category_label", "note", "bookmarked"),
)
LOOK_FIELDS: Final = (
    *("sequence", "utc", "actor", "entry", "exhibit", "volume", "path", "sha256"),
    *("known_match", "reason", "steps", "seconds", "ended", "trouble"),
)


def mark_records(case: CaseFile, *, with_extents: bool = False) -> Iterator[Record]:
    """What was said of entries, as it stands, in the order of the walk."""
    del with_extents
    with case.reading() as connection:
        state = ReviewReader().state(connection)
        numbers = sorted({*state.marks, *state.notes, *state.bookmarks})
        names = entry_names(connection, numbers)
    for name in names:
        mark = state.marks.get(name.entry)
        category, scheme = (None, None) if mark is None else (mark.category, mark.scheme)
        yield msgspec.to_builtins(name) | {
            "category": category,
            "scheme": scheme,
            "category_label": label_of(scheme, category),
            "note": state.notes.get(name.entry),
            "bookmarked": name.entry in state.bookmarks,
        }


def look_records(case: CaseFile, *, with_extents: bool = False) -> Iterator[Record]:
    """Every look at content, also one whose end was not recorded, in their order."""
    del with_extents
    with case.reading() as connection:
        people = custody_state(connection)
        looks = list(ReviewReader().looks(connection).looks.values())
    for look in looks:
        yield _look(look, actor=people.name_of(look.actor))


def _look(look: Look, *, actor: str) -> Record:
    said, ended = look.said, look.ended
    return {
        "sequence": look.sequence,
        "utc": iso_utc(look.at),
        "actor": actor,
        "entry": said.entry,
        "exhibit": said.exhibit,
        "volume": said.volume,
        "path": said.path,
        "sha256": said.sha256,
        "known_match": said.is_known_match,
        "reason": (said if ended is None else ended).reason,
        "steps": [] if ended is None else [msgspec.to_builtins(step) for step in ended.steps],
        "seconds": None if ended is None else ended.seconds,
        "ended": ended is not None,
        "trouble": None if ended is None else ended.trouble,
    }
