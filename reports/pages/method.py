"""B2 and B3: how it was done, with which tools, and the known-hash sets as they stood."""

from datetime import timedelta

from forensics.entries import Outcome
from reports.blocks import Block, Cell, Column, Facts, Heading, Keep, Ledger, Prose, Rich, Row, Span, Style
from reports.content import ScanContent, SetContent, SetRole
from reports.pages.phrases import Phrases, cell, digest, plain
from reports.pages.plan import plans, profile_name
from reports.pages.unseen import sentence
from reports.reckoning import all_volumes, ledger_of
from reports.wording import joined, typed

RECORDED_LANGUAGE = "en"  # in which the program records reasons and rules with the case


def method(phrases: Phrases, *, typesetter: str) -> tuple[Block, ...]:
    """B2. `typesetter` is the version of the binding that prints this report; the engine adds its own."""
    words, content = phrases.words, phrases.content
    text = [words.say("method.text")]
    if ledger_of(all_volumes(content)).outcomes[Outcome.RULED_OUT_BY_SIZE]:
        text.append(words.say("method.size_gate"))
    blocks: list[Block] = [
        Heading(title=words.say("method.title"), key="method"),
        Prose(text=joined(text, " ")),
        _facts(phrases, typesetter),
    ]
    if content.exhibits:
        blocks += [_scans(phrases), *plans(phrases)]
    if words.language != RECORDED_LANGUAGE:
        blocks.append(Prose(text=words.say("method.recorded"), small=True))
    return (*blocks, *_skip_rules(phrases))


def hash_sets(phrases: Phrases) -> tuple[Block, ...]:
    words, content = phrases.words, phrases.content
    heading = Heading(title=words.say("sets.title"), key="sets")
    if not content.sets:
        return heading, Prose(text=words.say("sets.none"))
    blocks: list[Block] = [
        _set(phrases, label, known_set) for label, known_set in zip(phrases.labels, content.sets, strict=True)
    ]
    if any(known_set.role is SetRole.KNOWN for known_set in content.sets):
        blocks.append(Prose(text=words.say("sets.known_means"), small=True))
    return heading, *blocks


def _facts(phrases: Phrases, typesetter: str) -> Facts:
    words, content = phrases.words, phrases.content
    program = content.program
    name = words.say("method.program_value", name=program.name, version=typed(program.version))
    if program.sha256 is None:
        is_digested = content.self_test is not None and content.self_test.program_sha256 is not None
        key = "method.from_source_digest" if is_digested else "method.from_source"
        program_lines: Cell = (name, words.say(key))
    else:
        program_lines = (name, words.say("method.program_digest"), digest(program.sha256))
    engine: Rich = (Span("", Style.TYPESETTER),)
    parts = [
        words.say("method.part", name=typed(part.name), version=typed(part.version)) for part in program.parts
    ]
    parts.append(words.say("method.typesetter", engine=engine, binding=typesetter))
    test = content.self_test
    self_test = (
        words.say("method.self_test_run", n=len(test.checks)) if test else words.say("method.self_test_none")
    )
    rows = [
        ("program", program_lines),
        ("built_on", cell(joined(parts, "; "))),
        ("computer", cell(phrases.given(program.computer))),
        ("times", cell(words.say("method.times_value"))),
        ("self_test", cell(self_test)),
    ]
    return Facts(rows=tuple((words.say(f"method.{key}"), value) for key, value in rows))


def _scans(phrases: Phrases) -> Ledger:
    words = phrases.words
    columns = (
        Column(title=words.say("examined.exhibit"), width="auto"),
        Column(title=words.say("method.profile"), width="1fr"),
        Column(title=words.say("method.sets"), width="auto"),
        Column(title=words.say("method.start"), width="auto"),
        Column(title=words.say("method.end"), width="auto"),
        Column(title=words.say("method.state"), width="auto"),
    )
    rows = []
    for exhibit in phrases.content.exhibits:
        if exhibit.scan is None:
            state: Cell = cell(words.say("scan.none"))
            rows.append(Row(cells=(cell(plain(exhibit.id)), state), reach=5))
        else:
            rows.append(Row(cells=(cell(plain(exhibit.id)), *_scan_cells(phrases, exhibit.scan))))
    return Ledger(columns=columns, rows=tuple(rows))


def _scan_cells(phrases: Phrases, scan: ScanContent) -> tuple[Cell, ...]:
    words = phrases.words
    profile = profile_name(phrases, scan.profile)
    if scan.time_box is not None:
        minutes = scan.time_box // timedelta(minutes=1)
        profile = words.say("method.profile_box", profile=profile, n=minutes)
    state = phrases.scan_state(scan)
    if scan.resumed:
        state = words.say("method.resumed", state=state, n=scan.resumed)
    if scan.tool_version and scan.tool_version != phrases.content.program.version:
        state = words.say("method.scanned_with", state=state, version=scan.tool_version)
    labels = ", ".join(phrases.labels[position] for position in scan.sets)
    return (
        cell(profile),
        cell(plain(labels) if labels else words.say("none")),
        cell(plain(phrases.moment(scan.started_at))),
        cell(plain(phrases.moment(scan.ended_at)) if scan.ended_at else words.say("not_completed")),
        cell(state),
    )


def _skip_rules(phrases: Phrases) -> tuple[Block, ...]:
    return tuple(
        Prose(
            text=phrases.words.say(
                "method.skip_rule",
                exhibit=exhibit.id,
                rule=sentence(phrases.words.recorded(exhibit.scan.skip_rule)),
            ),
            small=True,
        )
        for exhibit in phrases.content.exhibits
        if exhibit.scan
        and exhibit.scan.skip_rule
        and ledger_of(exhibit.volumes).outcomes[Outcome.SKIPPED_BY_PROFILE]
    )


def _set(phrases: Phrases, label: str, known_set: SetContent) -> Block:
    words = phrases.words
    names = {"label": label, "name": typed(known_set.name), "version": typed(known_set.version or "")}
    key = "sets.heading" if known_set.version else "sets.heading_no_version"
    title = words.say(key, role=words.say(f"sets.role.{known_set.role.value}"), **names)
    if known_set.scheme:
        scheme = plain(typed(known_set.scheme))
    elif known_set.role is SetRole.KNOWN:
        scheme = words.say("does_not_apply")
    else:
        scheme = words.say("not_given")
    rows: list[tuple[str, Cell]] = [
        ("from", cell(phrases.given(known_set.origin))),
        ("records", cell(_records(phrases, known_set))),
        *_left_out(phrases, known_set),
        ("digests", cell(_digests_and_sizes(phrases, known_set))),
        ("categories", cell(scheme)),
        ("read_as", cell(_read_as(phrases, known_set))),
        ("digest", cell(digest(known_set.source_sha256))),
    ]
    if known_set.index_sha256 is not None:
        rows.append(("index", _index(phrases, known_set, known_set.index_sha256)))
    if known_set.notes:
        rows.append(("notes", tuple(plain(typed(words.recorded(note))) for note in known_set.notes)))
    facts = Facts(rows=tuple((words.say(f"sets.{name}"), value) for name, value in rows))
    return Keep(blocks=(Heading(title=title, level=3), facts))


def _records(phrases: Phrases, known_set: SetContent) -> Rich:
    words = phrases.words
    records = words.say("sets.records_value", n=known_set.records)
    if known_set.distinct is not None:
        records = words.say("sets.records_distinct", used=records, distinct=known_set.distinct)
    return words.say("sets.dropped", records=records, n=known_set.dropped_empty)


def _left_out(phrases: Phrases, known_set: SetContent) -> list[tuple[str, Cell]]:
    """What else of the set's file is not in use, a line for each reason."""
    lines = tuple(
        phrases.words.say("sets.left_out_value", n=count, what=typed(phrases.words.recorded(what)))
        for what, count in known_set.left_out
    )
    return [("left_out", lines)] if lines else []


def _digests_and_sizes(phrases: Phrases, known_set: SetContent) -> Rich:
    if not known_set.algorithms:
        return phrases.words.say("sets.digests_none")
    if known_set.sized == 0:
        key = "sets.digests_no"
    else:
        key = "sets.digests_all" if known_set.sized == known_set.records else "sets.digests_some"
    names = phrases.algorithms(known_set.algorithms)
    return phrases.words.say(key, algorithms=names, sized=known_set.sized, records=known_set.records)


def _read_as(phrases: Phrases, known_set: SetContent) -> Rich:
    values = {"format": typed(known_set.format), "name": typed(known_set.source_name)}
    if known_set.imported_at is None:
        read_as = phrases.words.say("sets.read_as_unknown", **values)
    else:
        read_as = phrases.words.say("sets.read_as_value", at=phrases.moment(known_set.imported_at), **values)
    if known_set.source_member is None:
        return read_as
    return phrases.words.say("sets.read_as_member", read_as=read_as, member=typed(known_set.source_member))


def _index(phrases: Phrases, known_set: SetContent, index_sha256: bytes) -> Cell:
    lines = [digest(index_sha256)]
    if known_set.index_version:
        lines.append(phrases.words.say("sets.index_by", version=typed(known_set.index_version)))
    if known_set.is_locked:
        lines.append(phrases.words.say("sets.index_locked"))
    return tuple(lines)
