"""What the desktop says of custody: checkpoints and who signed, self-tests, verdicts by part, and what seals
prove.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.rows import CheckpointRow, CustodyFacts, PartRow, SelfTestRow, VerdictRow
from ui.wording import Said, count, counted, listed, moment

OCCASIONS: Final = {
    "scan": "at scan end",
    "export": "before a report",
    "transfer": "at a hand-over",
    "close": "when the case was closed",
    "request": "on request",
}
STATES: Final = {
    "agrees": Said(words="Agrees", icon="check-circle", meaning="verified"),
    "differs": Said(words="Differs", icon="warning-octagon", meaning="differs"),
    "not_present": Said(words="Not present", icon="minus-circle", meaning="text2"),
    "not_checked": Said(words="Not checked", icon="warning", meaning="unreadable"),
}
CHECKING_SEALS: Final = "Checking the seals of"  # how that piece of work is told from others
_ORDER: Final = ("differs", "not_checked", "agrees", "not_present")
PROVES: Final = (
    "Nothing in it changed after it was signed. Events before the last checkpoint were not removed, moved or "
    "edited by anybody without the key."
)
DOES_NOT_PROVE: Final = (
    "That the laptop's clock was right, that the findings are complete, or that someone holding the key did "
    "not write another history before the first signature left the laptop."
)


def verdict_from(fields: Mapping[str, Any]) -> VerdictRow:  # Any: JSON
    """The answer of `verify --json`; of an answer without parts its sentence is the only part."""
    agrees, sentence = bool(fields.get("agrees")), str(fields.get("sentence") or "")
    parts = tuple(
        PartRow(
            part=str(one.get("part") or ""),
            state=str(one.get("state") or "not_checked"),
            sentence=str(one.get("sentence") or ""),
        )
        for one in fields.get("parts") or ()
        if isinstance(one, dict)
    )
    whole = PartRow(part="Everything", state="agrees" if agrees else "differs", sentence=sentence)
    return VerdictRow(agrees=agrees, sentence=sentence, parts=parts or (whole,))


def in_order(parts: Sequence[PartRow]) -> list[PartRow]:
    """Differences first, then what could not be checked, then the rest as it was checked."""
    return sorted(parts, key=lambda part: _ORDER.index(part.state) if part.state in _ORDER else 1)


def part_said(part: PartRow) -> Said:
    return STATES.get(part.state, STATES["not_checked"])


def part_name(part: PartRow) -> str:
    words = part.part.replace("_", " ")
    return words[:1].upper() + words[1:]


def heading(verdict: VerdictRow, *, what: str = "bundle") -> str:
    """*Everything in this bundle agrees*, or how much of it does not."""
    differing = sum(part.state == "differs" for part in verdict.parts)
    if verdict.agrees:
        return f"Everything in this {what} agrees"
    return "One part differs from what was sealed" if differing == 1 else f"{differing} parts differ"


def kind_of(path: str) -> str:
    """What was given to verify, in one word, by its name."""
    return "case" if path.endswith(".fieldcase") else "disclosure" if path.endswith(".json") else "bundle"


def tally(verdict: VerdictRow) -> str:
    """`9 parts checked, 0 differ, 1 not present`."""
    states = [part.state for part in verdict.parts]
    checked = states.count("agrees") + states.count("differs")
    differing = states.count("differs")
    words = [f"{counted(checked, 'part')} checked", f"{differing} differ{'s' if differing == 1 else ''}"]
    for state, said in (("not_present", "not present"), ("not_checked", "not checked")):
        if number := states.count(state):
            words.append(f"{number} {said}")
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


def checkpoint_words(row: CheckpointRow) -> str:
    """`events 1 to 208, by Examiner E-114, at scan end`."""
    occasion = OCCASIONS.get(row.occasion, row.occasion)
    return f"events 1 to {count(row.count)}, by {listed(row.signers)}, {occasion}"


def signing_state(facts: CustodyFacts, events: int) -> list[tuple[str, str]]:
    """What is signed of a chain and what is not."""
    if not facts.checkpoints:
        return [("Last signed", "never; no key holds it")]
    last = facts.checkpoints[-1]
    after = events - last.count - len(last.signers)
    rows = [
        ("Last signed", f"{moment(last.utc)} UTC"),
        ("It covers", f"events 1 to {count(last.count)}, {OCCASIONS.get(last.occasion, last.occasion)}"),
        ("Signed by", listed(last.signers)),
        ("Not signed", counted(after, "event") if after > 0 else "none"),
    ]
    return [*rows, ("Time stamps", counted(facts.stamps, "stamp"))] if facts.stamps else rows


def self_test_said(row: SelfTestRow | None) -> Said:
    if row is None:
        return Said(
            words="Self-test not run yet", icon="gear", meaning="text2", second="it runs before each scan"
        )
    program = f", program {row.program_sha256[:8]}" if row.program_sha256 else ""
    second = f"{moment(row.utc)} UTC, {counted(row.checks, 'check')}{program}"
    if row.passed:
        return Said(words="Self-test passed", icon="shield-check", meaning="verified", second=second)
    return Said(words="Self-test failed", icon="warning-octagon", meaning="differs", second=second)
