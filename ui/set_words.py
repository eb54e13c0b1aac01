"""What the desktop says of known-hash sets: role, sizes, contents, checks and what a look-up found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.rows import FoundDigests, SetCategoryRow, SetRow
from ui.language import marked, translate
from ui.sentences import spoken
from ui.times import moment
from ui.wording import ALGORITHMS, Said, count, counted, listed

ROLES: Final = {"notable": marked("sets", "Notable"), "known": marked("sets", "Known, not harmless")}
ROLE_MEANINGS: Final = (
    (
        "notable",
        marked("sets", "Notable"),
        marked("sets", "What you look for. A file whose digest is listed is a hit, outcome Matched."),
    ),
    (
        "known",
        marked("sets", "Known, not harmless"),
        marked(
            "sets",
            "Software and the like, as NSRL lists it. A listed file is told as Known; it gives no hit.",
        ),
    ),
)
NOT_LISTED: Final = marked("sets", "not in the sets of this library")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a reading of every byte of a set's index came to."""

    said: Said
    at: str  # ISO 8601
    seconds: float


def role_words(role: str) -> str:
    return translate("sets", ROLES.get(role, role))


def role_said(role: str) -> Said:
    return Said(
        words=role_words(role), icon="target" if role == "notable" else "list-bullets", meaning="text"
    )


def size_words(row: SetRow) -> str:
    """What the set means for the size gate."""
    if row.sized + row.unsized == 0:
        return translate("sets", "nothing to compare by digest")
    if row.unsized == 0:
        return translate("sets", "all records carry a size")
    return translate("sets", "{unsized} without a size").format(unsized=count(row.unsized))


def category_words(row: SetCategoryRow) -> str:
    """`1: Child Abuse Material (CAM)`; the code alone where its scheme has no word for it."""
    if row.code is None:
        return translate("sets", "no category")
    return f"{row.code}: {row.label}" if row.label else row.code


def algorithm_facts(row: SetRow) -> list[tuple[str, str]]:
    return [
        (
            ALGORITHMS.get(one.name, one.name),
            translate("sets", "{records}, {distinct} different").format(
                records=count(one.records), distinct=count(one.distinct)
            ),
        )
        for one in row.algorithms
    ]


def category_facts(row: SetRow) -> list[tuple[str, str]]:
    """(number of records, category)."""
    return [(count(one.records), category_words(one)) for one in row.categories]


def left_out_facts(row: SetRow) -> list[tuple[str, str]]:
    """(number, what was dropped and why); the empty file's digests with the rest."""
    empty = (
        [(count(row.dropped_empty), translate("sets", "digests of the empty file"))]
        if row.dropped_empty
        else []
    )
    return [*empty, *((count(number), spoken(why)) for why, number in row.dropped)]


def fingerprint_words(row: SetRow) -> str:
    """Picture fingerprints that are kept and take no part in a scan; empty where there are none."""
    kept = [
        translate("sets", "%n {name} value(s)", "", number).format(name=name)
        for number, name in ((row.pdq, "PDQ"), (row.photodna, "PhotoDNA"))
        if number
    ]
    return translate("sets", "{kept}, kept and not compared").format(kept=listed(kept)) if kept else ""


def lock_words(row: SetRow, *, is_open: bool) -> str:
    if not row.is_locked:
        return translate("sets", "no")
    return (
        translate("sets", "yes, unlocked for this session")
        if is_open
        else translate("sets", "yes; unlock it to look digests up or to scan")
    )


def set_facts(row: SetRow, *, is_open: bool) -> list[tuple[str, str]]:
    """What tells one set from another."""
    return [
        (translate("sets", "Name"), row.name),
        (translate("sets", "Version"), row.version or translate("sets", "not given")),
        (translate("sets", "Role"), role_words(row.role)),
        (translate("sets", "Form"), row.format),
        (translate("sets", "Records"), count(row.records)),
        (translate("sets", "Different"), count(row.distinct)),
        (translate("sets", "With a size"), count(row.sized)),
        (
            translate("sets", "Without a size"),
            translate("sets", "{unsized}; they keep the size gate open").format(unsized=count(row.unsized))
            if row.unsized
            else translate("sets", "none"),
        ),
        *([(translate("sets", "Fingerprints"), words)] if (words := fingerprint_words(row)) else []),
        (translate("sets", "Locked"), lock_words(row, is_open=is_open)),
        (translate("sets", "Source file"), row.source_name),
        *([(translate("sets", "In the archive"), row.source_member)] if row.source_member else []),
        (
            translate("sets", "Imported"),
            translate("sets", "{imported_at} UTC").format(imported_at=moment(row.imported_at)),
        ),
        (
            translate("sets", "With"),
            translate("sets", "Fieldcase {tool_version}").format(tool_version=row.tool_version),
        ),
    ]


def found_words(answer: FoundDigests) -> str:
    """The answer to a look-up in one sentence, with its limit."""
    asked = len({row.digest for row in answer.found}) + len(answer.absent)
    listed_digests = asked - len(answer.absent)
    sets = counted(answer.searched, "set")
    if answer.searched == 0:
        return translate("sets", "No set was searched.")
    if listed_digests == 0:
        if asked == 1:
            said = translate("sets", "The digest is not in the sets of this library; {sets} searched.")
        else:
            said = translate(
                "sets", "None of the {asked} digests is in the sets of this library; {sets} searched."
            )
        return said.format(asked=count(asked), sets=sets)
    if asked == 1:
        return translate("sets", "Listed in {records}; {sets} searched.").format(
            records=counted(len(answer.found), "record"), sets=sets
        )
    return translate(
        "sets", "{listed_digests} of {asked} digests listed, in {records}; {sets} searched."
    ).format(
        listed_digests=count(listed_digests),
        asked=count(asked),
        records=counted(len(answer.found), "record"),
        sets=sets,
    )


def unsearched_words(answer: FoundDigests) -> str:
    """Which sets were left out and why; empty where none was."""
    parts = [f"{name}: {why}" for name, why in answer.not_searched]
    return translate("sets", "Not searched: {list}.").format(list="; ".join(parts)) if parts else ""


def checked(status: int, sentence: str, *, at: str, seconds: float) -> Check:
    """The outcome of `hashset verify` for one set, by its exit status."""
    if status == 0:
        said = Said(
            words=translate("sets", "Agrees"), icon="shield-check", meaning="verified", second=sentence
        )
    elif status == 4:
        said = Said(
            words=translate("sets", "Differs"), icon="warning-octagon", meaning="differs", second=sentence
        )
    else:
        said = Said(
            words=translate("sets", "Not checked"), icon="warning", meaning="unreadable", second=sentence
        )
    return Check(said=said, at=at, seconds=seconds)


def versions_of(sets: Sequence[SetRow], name: str) -> list[SetRow]:
    """The sets of one name, oldest version first as far as their spelling tells."""
    return sorted((row for row in sets if row.name == name), key=lambda row: row.version or "")
