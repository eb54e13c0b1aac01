"""What the desktop says of custody: checkpoints and who signed, self-tests, verdicts by part, and what seals
prove.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from app.rows import CheckpointRow, CustodyFacts, CustodyRow, PartRow, SelfTestRow, VerdictRow
from ui.check_sentences import said_of_part, said_of_whole
from ui.language import SpokenPairs, marked, translate
from ui.times import day, in_zone, moment, shows_local_time
from ui.wording import Said, count, counted, listed

OCCASIONS: Final = {
    "scan": marked("custody", "at scan end"),
    "export": marked("custody", "before a report"),
    "transfer": marked("custody", "at a hand-over"),
    "close": marked("custody", "when the case was closed"),
    "request": marked("custody", "on request"),
}
STATES: Final = {
    "agrees": Said(words=marked("custody", "Agrees"), icon="check-circle", meaning="verified"),
    "differs": Said(words=marked("custody", "Differs"), icon="warning-octagon", meaning="differs"),
    "not_present": Said(words=marked("custody", "Not present"), icon="minus-circle", meaning="text2"),
    "not_checked": Said(words=marked("custody", "Not checked"), icon="warning", meaning="unreadable"),
}
CHECKING_SEALS: Final = marked("words", "Checking the seals of")  # by it that work is told from others
_ALL_AGREES: Final = {
    "bundle": marked("custody", "Everything in this bundle agrees"),
    "case": marked("custody", "Everything in this case agrees"),
    "disclosure": marked("custody", "Everything in this disclosure agrees"),
}
# What `verify` calls the parts of a bundle, a case and a disclosure.
PARTS: Final = (
    marked("custody", "Package"),
    marked("custody", "Chain of the report"),
    marked("custody", "Report folder"),
    marked("custody", "Folder"),
    marked("custody", "Payload"),
    marked("custody", "Tag files"),
    marked("custody", "Signature"),
    marked("custody", "Certificates"),
    marked("custody", "Time stamp"),
    marked("custody", "Report, signature"),
    marked("custody", "Report, content"),
    marked("custody", "Report, stamped copy"),
    marked("custody", "Custody chain"),
    marked("custody", "Checkpoints"),
    marked("custody", "Photographs"),
    marked("custody", "Evidence files"),
    marked("custody", "Ledgers"),
    marked("custody", "Entries"),
    marked("custody", "DFXML and hashdeep"),
    marked("custody", "Entries and chain"),
    marked("custody", "Hits"),
    marked("custody", "Workbook"),
    marked("custody", "CASE graph"),
    marked("custody", "VICS case"),
    marked("custody", "Page"),
    marked("custody", "Case"),
    marked("custody", "Seals"),
    marked("custody", "Seen before"),
    marked("custody", "Disclosure"),
)
ROLES: Final = SpokenPairs(
    "custody",
    (
        ("examiner", marked("custody", "examiner")),
        ("supervisor", marked("custody", "supervisor")),
        ("lab", marked("custody", "laboratory")),
        ("reviewer", marked("custody", "reviewer")),
        ("sworn", marked("custody", "sworn")),
        ("civilian", marked("custody", "civilian")),
    ),
)
_ORDER: Final = ("differs", "not_checked", "agrees", "not_present")
PROVES: Final = marked(
    "custody",
    "Nothing in it changed after it was signed. Events before the last checkpoint were not removed, moved "
    "or edited by anybody without the key.",
)
DOES_NOT_PROVE: Final = marked(
    "custody",
    "That the laptop's clock was right, that the findings are complete, or that someone holding the key "
    "did not write another history before the first signature left the laptop.",
)


def verdict_from(fields: Mapping[str, Any]) -> VerdictRow:  # Any: JSON
    """The answer of `verify --json`; of an answer without parts its sentence is the only part."""
    agrees, sentence = bool(fields.get("agrees")), str(fields.get("sentence") or "")
    parts = tuple(
        PartRow(
            part=str(one.get("part") or ""),
            state=str(one.get("state") or "not_checked"),
            sentence=said_of_part(str(one.get("sentence") or "")),
        )
        for one in fields.get("parts") or ()
        if isinstance(one, dict)
    )
    whole = PartRow(
        part=translate("custody", "Everything"), state="agrees" if agrees else "differs", sentence=sentence
    )
    differing = next((part for part in parts if part.state == "differs"), None)
    if differing is not None:
        said = f"{part_name(differing)}: {differing.sentence}"
    else:
        said = said_of_whole(sentence)
    return VerdictRow(agrees=agrees, sentence=said, parts=parts or (whole,))


def in_order(parts: Sequence[PartRow]) -> list[PartRow]:
    """Differences first, then what could not be checked, then the rest as it was checked."""
    return sorted(parts, key=lambda part: _ORDER.index(part.state) if part.state in _ORDER else 1)


def part_said(part: PartRow) -> Said:
    said = STATES.get(part.state, STATES["not_checked"])
    return replace(said, words=translate("custody", said.words))


def part_name(part: PartRow) -> str:
    words = part.part.replace("_", " ")
    return translate("custody", words[:1].upper() + words[1:])


def heading(verdict: VerdictRow, *, what: str = "bundle") -> str:
    """*Everything in this bundle agrees*, or how much of it does not."""
    differing = sum(part.state == "differs" for part in verdict.parts)
    if verdict.agrees:
        return translate("custody", _ALL_AGREES[what])
    return (
        translate("custody", "One part differs from what was sealed")
        if differing == 1
        else translate("custody", "{differing} parts differ").format(differing=differing)
    )


def kind_of(path: str) -> str:
    """What was given to verify, in one word, by its name."""
    return "case" if path.endswith(".fieldcase") else "disclosure" if path.endswith(".json") else "bundle"


def tally(verdict: VerdictRow) -> str:
    """`9 parts checked, 0 differ, 1 not present`."""
    states = [part.state for part in verdict.parts]
    checked = states.count("agrees") + states.count("differs")
    differing = states.count("differs")
    words = [
        translate("custody", "%n part(s) checked", "", checked),
        translate("custody", "%n differ(s/)", "", differing),
    ]
    if number := states.count("not_present"):
        words.append(translate("custody", "%n not present", "", number))
    if number := states.count("not_checked"):
        words.append(translate("custody", "%n not checked", "", number))
    return ", ".join(words)


def verdict_text(verdict: VerdictRow, *, what: str) -> str:
    """The verdict as plain text, to be copied."""
    lines = [heading(verdict, what=kind_of(what)), what, verdict.sentence, ""]
    return "\n".join(
        [
            *lines,
            *(
                f"{part_said(part).words}: {part_name(part)}. {part.sentence}"
                for part in in_order(verdict.parts)
            ),
        ]
    )


def actor_words(row: CustodyRow) -> str:
    """Role and standing of whoever acted: `supervisor, sworn`."""
    known = dict(ROLES)
    return ", ".join(known.get(part, part) for part in (row.role, row.standing) if part)


def zoned(iso: str) -> tuple[str, str]:
    """Time of day to the second, and the day, in the zone that times are shown in."""
    try:
        when = in_zone(datetime.fromisoformat(iso))
    except ValueError:
        return iso, ""
    return f"{when:%H:%M:%S}", day(when)


def checkpoint_words(row: CheckpointRow) -> str:
    """`events 1 to 208, by Examiner E-114, at scan end`."""
    occasion = translate("custody", OCCASIONS.get(row.occasion, row.occasion))
    return translate("custody", "events 1 to {count}, by {signers}, {occasion}").format(
        count=count(row.count), signers=listed(row.signers), occasion=occasion
    )


def moment_words(iso: str) -> str:
    """A moment with its zone: local ones bear their distance from UTC."""
    return moment(iso) if shows_local_time() else f"{moment(iso)} UTC"


def signing_state(facts: CustodyFacts, events: int) -> list[tuple[str, str]]:
    """What is signed of a chain and what is not."""
    if not facts.checkpoints:
        return [(translate("custody", "Last signed"), translate("custody", "never; no key holds it"))]
    last = facts.checkpoints[-1]
    after = events - last.count - len(last.signers)
    rows = [
        (translate("custody", "Last signed"), moment_words(last.utc)),
        (translate("custody", "It covers"), checkpoint_words(last)),
        (translate("custody", "Not signed"), _events(after)),
    ]
    return (
        [*rows, (translate("custody", "Time stamps"), counted(facts.stamps, "stamp"))]
        if facts.stamps
        else rows
    )


def _events(number: int) -> str:
    return counted(number, "event") if number > 0 else translate("custody", "none")


def self_test_said(row: SelfTestRow | None) -> Said:
    if row is None:
        return Said(
            words=translate("custody", "Self-test not run yet"),
            icon="gear",
            meaning="text2",
            second=translate("custody", "it runs before each scan"),
        )
    program = (
        translate("custody", ", program {value}").format(value=row.program_sha256[:8])
        if row.program_sha256
        else ""
    )
    second = translate("custody", "{when}, {checks}{program}").format(
        when=moment_words(row.utc), checks=counted(row.checks, "check"), program=program
    )
    if row.passed:
        return Said(
            words=translate("custody", "Self-test passed"),
            icon="shield-check",
            meaning="verified",
            second=second,
        )
    return Said(
        words=translate("custody", "Self-test failed"),
        icon="warning-octagon",
        meaning="differs",
        second=second,
    )
