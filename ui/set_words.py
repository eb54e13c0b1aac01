"""What the desktop says of known-hash sets: role, sizes, contents, checks and what a look-up found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.rows import FoundDigests, SetCategoryRow, SetRow
from ui.wording import ALGORITHMS, Said, count, counted, listed, moment

ROLES: Final = {"notable": "Notable", "known": "Known, not harmless"}
ROLE_MEANINGS: Final = (
    ("notable", "Notable", "What you look for. A file whose digest is listed is a hit, outcome Matched."),
    (
        "known",
        "Known, not harmless",
        "Software and the like, as NSRL lists it. A listed file is told as Known; it gives no hit.",
    ),
)
NOT_LISTED: Final = "not in the sets of this library"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a reading of every byte of a set's index came to."""

    said: Said
    at: str  # ISO 8601
    seconds: float


def role_words(role: str) -> str:
    return ROLES.get(role, role)


def role_said(role: str) -> Said:
    return Said(
        words=role_words(role), icon="target" if role == "notable" else "list-bullets", meaning="text"
    )


def size_words(row: SetRow) -> str:
    """What the set means for the size gate."""
    if row.sized + row.unsized == 0:
        return "nothing to compare by digest"
    if row.unsized == 0:
        return "all records carry a size"
    return f"{count(row.unsized)} without a size"


def category_words(row: SetCategoryRow) -> str:
    """`1: Child Abuse Material (CAM)`; the code alone where its scheme has no word for it."""
    if row.code is None:
        return "no category"
    return f"{row.code}: {row.label}" if row.label else row.code


def algorithm_facts(row: SetRow) -> list[tuple[str, str]]:
    return [
        (
            ALGORITHMS.get(one.name, one.name),
            f"{count(one.records)}, {count(one.distinct)} different",
        )
        for one in row.algorithms
    ]


def category_facts(row: SetRow) -> list[tuple[str, str]]:
    """(number of records, category)."""
    return [(count(one.records), category_words(one)) for one in row.categories]


def left_out_facts(row: SetRow) -> list[tuple[str, str]]:
    """(number, what was dropped and why); the empty file's digests with the rest."""
    empty = [(count(row.dropped_empty), "digests of the empty file")] if row.dropped_empty else []
    return [*empty, *((count(number), why) for why, number in row.dropped)]


def fingerprint_words(row: SetRow) -> str:
    """Picture fingerprints that are kept and take no part in a scan; empty where there are none."""
    kept = [
        counted(number, f"{name} value")
        for number, name in ((row.pdq, "PDQ"), (row.photodna, "PhotoDNA"))
        if number
    ]
    return f"{listed(kept)}, kept and not compared" if kept else ""


def lock_words(row: SetRow, *, is_open: bool) -> str:
    if not row.is_locked:
        return "no"
    return "yes, unlocked for this session" if is_open else "yes; unlock it to look digests up or to scan"


def set_facts(row: SetRow, *, is_open: bool) -> list[tuple[str, str]]:
    """What tells one set from another."""
    return [
        ("Name", row.name),
        ("Version", row.version or "not given"),
        ("Role", role_words(row.role)),
        ("Form", row.format),
        ("Records", count(row.records)),
        ("Different", count(row.distinct)),
        ("With a size", count(row.sized)),
        ("Without a size", f"{count(row.unsized)}; they keep the size gate open" if row.unsized else "none"),
        *([("Fingerprints", words)] if (words := fingerprint_words(row)) else []),
        ("Locked", lock_words(row, is_open=is_open)),
        ("Source file", row.source_name),
        *([("In the archive", row.source_member)] if row.source_member else []),
        ("Imported", f"{moment(row.imported_at)} UTC"),
        ("With", f"Fieldcase {row.tool_version}"),
    ]


def found_words(answer: FoundDigests) -> str:
    """The answer to a look-up in one sentence, with its limit."""
    asked = len({row.digest for row in answer.found}) + len(answer.absent)
    listed_digests = asked - len(answer.absent)
    sets = counted(answer.searched, "set")
    if answer.searched == 0:
        return "No set was searched."
    if listed_digests == 0:
        which = "The digest is" if asked == 1 else f"None of the {count(asked)} digests is"
        said = f"{which} {NOT_LISTED}" if asked == 1 else f"{which} in the sets of this library"
        return f"{said}; {sets} searched."
    if asked == 1:
        return f"Listed in {counted(len(answer.found), 'record')}; {sets} searched."
    return (
        f"{count(listed_digests)} of {count(asked)} digests listed, in"
        f" {counted(len(answer.found), 'record')}; {sets} searched."
    )


def unsearched_words(answer: FoundDigests) -> str:
    """Which sets were left out and why; empty where none was."""
    parts = [f"{name}: {why}" for name, why in answer.not_searched]
    return f"Not searched: {'; '.join(parts)}." if parts else ""


def checked(status: int, sentence: str, *, at: str, seconds: float) -> Check:
    """The outcome of `hashset verify` for one set, by its exit status."""
    if status == 0:
        said = Said(words="Agrees", icon="shield-check", meaning="verified", second=sentence)
    elif status == 4:
        said = Said(words="Differs", icon="warning-octagon", meaning="differs", second=sentence)
    else:
        said = Said(words="Not checked", icon="warning", meaning="unreadable", second=sentence)
    return Check(said=said, at=at, seconds=seconds)


def versions_of(sets: Sequence[SetRow], name: str) -> list[SetRow]:
    """The sets of one name, oldest version first as far as their spelling tells."""
    return sorted((row for row in sets if row.name == name), key=lambda row: row.version or "")
