"""The plan of each scan, for B2: profile in words, size gate, algorithms, and what was read twice."""

from reports.blocks import Block, Cell, Column, Ledger, Prose, Rich, Row
from reports.content import ExhibitContent, GateContent, GateState, ScanContent
from reports.pages.phrases import Phrases, cell, plain
from reports.pages.unseen import sentence
from reports.wording import joined


def plans(phrases: Phrases) -> tuple[Block, ...]:
    """What was planned for each exhibit that was scanned, and each profile once in words."""
    words = phrases.words
    scanned = [(exhibit, exhibit.scan) for exhibit in phrases.content.exhibits if exhibit.scan]
    if not scanned:
        return ()
    names = ("exhibit", "profile", "gate", "algorithms", "twice")
    columns = tuple(
        Column(
            title=words.say(f"plan.{name}"),
            width="1.2fr" if name == "gate" else "1fr" if name == "algorithms" else "auto",
            right=name == "twice",
        )
        for name in names
    )
    rows = tuple(_row(phrases, exhibit, scan) for exhibit, scan in scanned)
    blocks: list[Block] = [Ledger(columns=columns, rows=rows)]
    scans = {scan.profile: scan for _, scan in scanned}
    blocks += [
        Prose(text=told, small=True) for scan in scans.values() if (told := _profile_words(phrases, scan))
    ]
    if any(scan.double_readings for _, scan in scanned):
        blocks.append(Prose(text=words.say("plan.twice_means"), small=True))
    return tuple(blocks)


def profile_name(phrases: Phrases, profile: str) -> Rich:
    key = f"profile.{profile}"
    return phrases.words.say(key) if phrases.words.has(key) else plain(profile)


def _row(phrases: Phrases, exhibit: ExhibitContent, scan: ScanContent) -> Row:
    if scan.double_readings is None:
        twice: Cell = cell(phrases.words.say("plan.none_twice"))
    else:
        twice = cell(plain(phrases.words.number(scan.double_readings)))
    return Row(
        cells=(
            cell(plain(exhibit.id)),
            cell(profile_name(phrases, scan.profile)),
            cell(_gate(phrases, scan.gate)),
            cell(_algorithms(phrases, scan)),
            twice,
        )
    )


def _gate(phrases: Phrases, gate: GateContent | None) -> Rich:
    if gate is None:
        return phrases.words.say("plan.not_recorded")
    if gate.state is GateState.OPENED:
        return phrases.words.say("gate.opened", n=gate.sizeless_records)
    if gate.state is GateState.SHUT and gate.sizes is not None:
        return phrases.words.say("gate.shut_sizes", n=gate.sizes)
    return phrases.words.say(f"gate.{gate.state.value}")


def _algorithms(phrases: Phrases, scan: ScanContent) -> Rich:
    if not scan.algorithms:
        return phrases.words.say("plan.not_recorded")
    every = phrases.algorithms(scan.algorithms)
    if not set(scan.match_algorithms) - set(scan.algorithms):
        return plain(every)
    return phrases.words.say(
        "plan.algorithms_match", every=every, match=phrases.algorithms(scan.match_algorithms)
    )


def _profile_words(phrases: Phrases, scan: ScanContent) -> Rich:
    words, key = phrases.words, f"plan.words_{scan.profile}"
    parts = [words.say(key)] if words.has(key) else []
    if scan.profile_rule:
        parts.append(words.say("plan.rule", rule=sentence(words.recorded(scan.profile_rule))))
    if not parts:
        return ()
    return words.say("plan.profile_words", name=profile_name(phrases, scan.profile), text=joined(parts, " "))
