"""Part C: the certificate form (never filled in), glossary, how to check, what the seals prove, limits."""

from collections.abc import Sequence

from reports.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Keep,
    Ledger,
    PageBreak,
    Part,
    Prose,
    Rich,
    Row,
    SignatureLines,
    Span,
    Steps,
    Style,
    Terms,
)
from reports.content import ExhibitContent
from reports.pages.phrases import Phrases, cell, digest, plain
from reports.pages.prosecutor import digest_verdict
from reports.reckoning import all_volumes, fingerprint_sets, lookable_notable_sets
from reports.wording import joined, typed

_FORM: dict[str, Rich] = {
    "tick": (Span("", Style.TICK),),
    "blank": (Span("", Style.BLANK),),
    "blank_line": (Span("100%", Style.BLANK),),
    "blank40": (Span("40mm", Style.BLANK),),
    "blank50": (Span("50mm", Style.BLANK),),
    "blank58": (Span("58mm", Style.BLANK),),
}


def annex(phrases: Phrases, *, attached: tuple[str, ...], too_large: tuple[str, ...]) -> tuple[Block, ...]:
    """Part C. The names of the files inside the PDF, and of those only beside it for their size."""
    return (
        Part(title=phrases.words.say("part.annex")),
        *_certificate(phrases),
        PageBreak(),
        *_glossary(phrases),
        *_how_to_check(phrases, attached, too_large),
        *_seals(phrases),
        *_limits(phrases),
    )


def _certificate(phrases: Phrases) -> tuple[Block, ...]:
    words, content = phrases.words, phrases.content
    program = words.text("method.program_value", name=content.program.name, version=content.program.version)
    examiner = plain(typed(content.case.examiner.name))
    items: list[tuple[Block, ...]] = [
        (Prose(text=words.say("certificate.name", **_FORM)),),
        (Prose(text=words.say("certificate.from", **_FORM)),),
        (
            Prose(text=words.say("certificate.devices", examiner=examiner, program=program)),
            _devices(phrases),
        ),
        (Prose(text=words.say("certificate.13", program=program, self_test=_self_test(phrases), **_FORM)),),
        (Prose(text=words.say("certificate.14")), _digests(phrases)),
        (Prose(text=words.say("certificate.copies", **_FORM)),),
    ]
    labels = tuple(words.say(f"certificate.{name}") for name in ("signature", "place", "date"))
    return (
        Heading(title=words.say("certificate.title"), key="certificate"),
        Prose(text=words.say("certificate.about"), small=True),
        Steps(items=tuple(items), open_lines=True),
        Keep(blocks=(Prose(text=words.say("certificate.declare")), SignatureLines(labels=labels))),
    )


def _self_test(phrases: Phrases) -> Rich:
    """What the record says of the self-test; nothing where none was run."""
    test = phrases.content.self_test
    if test is None:
        return ()
    passed = sum(check.passed for check in test.checks)
    at = phrases.moment(test.at)
    return phrases.words.say("certificate.self_test", at=at, passed=passed, n=len(test.checks))


def _devices(phrases: Phrases) -> Ledger:
    words, given = phrases.words, phrases.given
    titles = ("exhibit", "make", "seals", "blocker")
    columns = tuple(
        Column(title=words.say(f"certificate.{name}"), width=width)
        for name, width in zip(titles, ("auto", "1fr", "auto", "1fr"), strict=True)
    )
    rows = tuple(
        Row(
            cells=(
                cell(plain(e.id)),
                cell(phrases.given_parts(e.make, e.model, e.serial)),
                cell(phrases.given_parts(e.seal_in, e.seal_out)),
                cell(given(e.write_blocker)),
            )
        )
        for e in phrases.content.exhibits
    )
    return Ledger(columns=columns, rows=rows)


def _digests(phrases: Phrases) -> Ledger:
    words = phrases.words
    titles = ("exhibit", "recorded", "again", "mine")
    columns = tuple(
        Column(title=words.say(f"certificate.{name}"), width=width)
        for name, width in zip(titles, ("auto", "auto", "auto", "1fr"), strict=True)
    )
    form = cell(words.say("certificate.mine_form", **_FORM))
    rows = tuple(
        Row(cells=(cell(plain(e.id)), _recorded(phrases, e), _taken_again(phrases, e), form))
        for e in phrases.content.exhibits
    )
    return Ledger(columns=columns, rows=rows)


def _recorded(phrases: Phrases, exhibit: ExhibitContent) -> Cell:
    if exhibit.before is None:
        return cell(phrases.words.say("not_taken"))
    raw = exhibit.before.digests.sha256 if exhibit.before.digests else None
    return cell(phrases.words.say("not_completed") if raw is None else digest(raw))


def _taken_again(phrases: Phrases, exhibit: ExhibitContent) -> Cell:
    if exhibit.after is None:
        return cell(phrases.words.say("not_taken"))
    verdict = digest_verdict(exhibit)
    if verdict != "not_shown":
        return cell(phrases.words.say(f"certificate.{verdict}"))
    raw = exhibit.after.digests.sha256 if exhibit.after.digests else None
    return cell(phrases.words.say("not_completed") if raw is None else digest(raw))


def _glossary(phrases: Phrases) -> tuple[Block, ...]:
    heading = Heading(title=phrases.words.say("glossary.title"), key="glossary")
    return heading, Terms(items=phrases.words.glossary())


def _how_to_check(
    phrases: Phrases, attached: tuple[str, ...], too_large: tuple[str, ...]
) -> tuple[Block, ...]:
    words, content = phrases.words, phrases.content
    is_signed = bool(content.report.signers)
    attachments = []
    if attached:
        attachments.append(words.say("howto.attached", files=_file_names(phrases, attached)))
    if too_large:
        attachments.append(words.say("howto.not_attached", files=_file_names(phrases, too_large)))
    sentences = [words.say("howto.place")]
    if is_signed:
        sentences.append(words.say("howto.signature"))
    sentences.append(words.say("howto.files"))
    sentences.append(words.say("howto.manifest" if is_signed else "howto.manifest_unsigned"))
    sentences.append(joined(attachments, " "))
    if content.events:
        key = "howto.chain_withheld" if content.redaction else "howto.chain"
        sentences.append(words.say(key, count=len(content.events)))
    if content.checkpoints:
        sentences.append(words.say("howto.checkpoints"))
    sentences += [words.say(f"howto.{name}") for name in ("csv", "program", "repeat")]
    items = tuple((Prose(text=text),) for text in sentences if text)
    return Heading(title=words.say("howto.title"), key="howto"), Steps(items=items)


def _file_names(phrases: Phrases, names: tuple[str, ...]) -> Rich:
    return phrases.words.listing([(Span(name, Style.MONO),) for name in names])


def _seals(phrases: Phrases) -> tuple[Block, ...]:
    """What is shown by what this report and its chain really carry, and what is not."""
    words, content = phrases.words, phrases.content
    signers = [*content.report.signers, *(s for c in content.checkpoints for s in c.signers)]
    names = ["linked"] if content.events else []
    names += ["signed"] if content.report.signers else []
    names += ["checkpoints"] if content.checkpoints else []
    names += ["withheld"] if content.checkpoints and content.redaction else []
    names += ["stamped"] if content.stamps else []
    names += ["key"] if signers else ["unsigned"]
    if signers and not content.report.signers:
        names.append("report_unsigned")
    if any(signer.self_issued for signer in signers):
        names.append("self_issued")
    names.append("right")
    told = tuple((Prose(text=words.say(f"seals.{name}")),) for name in names)
    return Heading(title=words.say("seals.title"), key="seals"), Steps(items=told)


def _limits(phrases: Phrases) -> tuple[Block, ...]:
    words = phrases.words
    sentences = [words.say("limits.exact"), *_fingerprint_sets(phrases), *_weak_sets(phrases)]
    sentences += [
        words.say(f"limits.{name}")
        for name in ("sets", "free", "inside", "times")
        if name != "sets" or phrases.content.sets
    ]
    sentences += [_checks_made(phrases), words.say("limits.opinion")]
    items = tuple((Prose(text=text),) for text in sentences)
    return Heading(title=words.say("limits.title"), key="limits"), Steps(items=items)


def _checks_made(phrases: Phrases) -> Rich:
    """What was really done to find errors; no rate of error is claimed from it."""
    words, content = phrases.words, phrases.content
    made = {
        "count": any(v.census is not None and v.entries is not None for v in all_volumes(content)),
        "twice": any(e.scan is not None and e.scan.double_readings for e in content.exhibits),
        "selftest": content.self_test is not None,
    }
    done = [words.say(f"limits.done_{name}") for name, was_made in made.items() if was_made]
    if not done:
        return words.say("limits.error_nothing")
    return words.say("limits.error", done=words.listing(done))


def _weak_sets(phrases: Phrases) -> list[Rich]:
    """The limit of the notable sets that hold digests and no SHA-256."""
    content = phrases.content
    weak = [p for p in lookable_notable_sets(content) if "sha256" not in content.sets[p].algorithms]
    return _told_of(phrases, "limits.weak", weak)


def _fingerprint_sets(phrases: Phrases) -> list[Rich]:
    return _told_of(phrases, "limits.fingerprints", fingerprint_sets(phrases.content))


def _told_of(phrases: Phrases, key: str, positions: Sequence[int]) -> list[Rich]:
    """The sentence of `key` with the labels of the sets; none where there is no set to name."""
    labels = phrases.words.listing([plain(phrases.labels[position]) for position in positions])
    return [phrases.words.say(key, n=len(positions), sets=labels)] if positions else []
