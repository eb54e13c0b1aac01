"""The cover: who, what, under which authority, one sentence of result and one of what was not compared."""

from reports.blocks import Cover, Facts, Rich, Span, Style
from reports.content import ScanEnd
from reports.pages.phrases import LABEL_LIMIT, PROSE_LIMIT, Phrases, cell, plain
from reports.reckoning import (
    all_volumes,
    closed_volumes,
    fingerprint_sets,
    ledger_of,
    lookable_notable_sets,
    used_notable_sets,
)
from reports.wording import capital, clipped, joined, typed

MAX_EXHIBITS_NAMED = 12
MOST_SIGNERS = 3


def cover(phrases: Phrases) -> Cover:
    words, content = phrases.words, phrases.content
    agency = content.case.agency
    lines = (agency.name, agency.address or "") if agency else ()
    return Cover(
        agency=tuple(plain(typed(line)) for line in lines if typed(line)),
        logo=(agency.logo or b"") if agency else b"",
        logo_alt=words.text("logo_alt", agency=typed(agency.name)) if agency else "",
        title=words.text("title"),
        subtitle=words.say("subtitle", n=len(content.exhibits)),
        facts=_facts(phrases),
        result=joined([capital(sentence) for sentence in _result(phrases)], " "),
        contents=words.text("contents"),
    )


def _facts(phrases: Phrases) -> Facts:
    words, case, report = phrases.words, phrases.content.case, phrases.content.report
    number = clipped(case.number, LABEL_LIMIT)
    title = clipped(case.title or "", PROSE_LIMIT // 2)
    rows = (
        (
            "case",
            words.say("cover.case_value", number=number, title=title)
            if title
            else words.say("cover.case_number", number=number),
        ),
        (
            "report",
            words.say(
                "cover.report_value",
                id=clipped(report.id, LABEL_LIMIT),
                revision=report.revision,
            ),
        ),
        ("made", phrases.moment_both(report.made_at)),
        ("requester", phrases.given_short(case.requester)),
        ("request", phrases.given_short(case.request)),
        ("authority", phrases.authority()),
        ("exhibits", _exhibit_names(phrases)),
        ("examiner", phrases.person(case.examiner)),
        ("supervisor", phrases.person(case.supervisor)),
        ("reviewer", phrases.person(case.reviewer)),
        ("referral", phrases.given_short("; ".join(case.referrals) or None)),
        ("withheld", withheld(phrases) or words.say("nothing")),
        ("signature", _signature(phrases)),
    )
    return Facts(rows=tuple((words.say(f"cover.{key}"), cell(value)) for key, value in rows), label_mm=40)


def withheld(phrases: Phrases) -> Rich:
    """What this copy withholds, in words; nothing where it is whole."""
    words, redaction = phrases.words, phrases.content.redaction
    kinds = {"paths": redaction.paths, "names": redaction.names, "set_labels": redaction.set_labels}
    return words.listing(
        [words.say(f"redaction.{kind}") for kind, is_withheld in kinds.items() if is_withheld]
    )


def _signature(phrases: Phrases) -> Rich:
    words, signers = phrases.words, phrases.content.report.signers
    if not signers:
        return words.say("cover.unsigned")
    # The PDF bears the first signature; the list of all files of the bundle bears each of them.
    told = [
        words.say(
            "cover.countersigner" if position else "cover.signer",
            name=clipped(signer.name, LABEL_LIMIT),
            certificate=(Span(signer.certificate_sha256.hex(), Style.SHORT),),
        )
        for position, signer in enumerate(signers[:MOST_SIGNERS])
    ]
    return words.listing(told)


def _exhibit_names(phrases: Phrases) -> Rich:
    names = [exhibit.id for exhibit in phrases.content.exhibits]
    if not names:
        return phrases.words.say("none")
    listed = phrases.words.enumeration([plain(name) for name in names[:MAX_EXHIBITS_NAMED]])
    more = len(names) - MAX_EXHIBITS_NAMED
    return phrases.words.say("cover.exhibits_more", listed=listed, n=more) if more > 0 else listed


def _result(phrases: Phrases) -> list[Rich]:
    words, content = phrases.words, phrases.content
    sentences = [verdict(phrases)]
    ledger = ledger_of(all_volumes(content))
    unscanned = sum(exhibit.scan is None for exhibit in content.exhibits)
    unfinished = sum(e.scan is not None and e.scan.end is not ScanEnd.COMPLETED for e in content.exhibits)
    files, volumes = ledger.not_compared, len(closed_volumes(content))
    if files and volumes:
        both = {"files": words.say("files", n=files), "volumes": words.say("cover.whole_volumes", n=volumes)}
        sentences.append(words.say("cover.unseen_both", **both))
    elif files:
        sentences.append(words.say("cover.unseen_files", n=files))
    elif volumes:
        sentences.append(words.say("cover.unseen_volumes", n=volumes))
    if unscanned:
        sentences.append(words.say("cover.unscanned", n=unscanned))
    if unfinished:
        sentences.append(words.say("cover.unfinished", n=unfinished))
    lookable, idle = lookable_notable_sets(content), len(fingerprint_sets(content))
    if ledger.compared and lookable and len(sentences) == 1:
        sentences.append(words.say("cover.all_seen"))
    if lookable and idle:
        sentences.append(words.say("cover.fingerprints", n=idle))
    return [*sentences, words.say("cover.triage")]


def verdict(phrases: Phrases) -> Rich:
    """The one sentence of result."""
    words, content = phrases.words, phrases.content
    if content.hits:
        exhibits = len({hit.entry.exhibit for hit in content.hits})
        return words.say("cover.found", n=len(content.hits), exhibits=words.say("exhibits_count", n=exhibits))
    if not content.exhibits:
        return words.say("cover.no_exhibit")
    if all(exhibit.scan is None for exhibit in content.exhibits):
        return words.say("cover.no_scan")
    if not used_notable_sets(content):
        return words.say("cover.no_sets")
    if not lookable_notable_sets(content):
        return words.say("cover.no_digests")
    if not ledger_of(all_volumes(content)).compared:
        return words.say("cover.nothing_compared")
    return words.say("cover.none_found")


def running_head(phrases: Phrases) -> tuple[Rich, Rich]:
    """First and second line of every page's head."""
    words = phrases.words
    seconds: list[Rich] = [words.say("head_practice")] if phrases.content.practice else []
    if phrases.content.redaction:
        seconds.append(words.say("head_withheld", what=withheld(phrases)))
    second = joined(seconds, " ")
    return words.say("head_case", number=clipped(phrases.content.case.number, LABEL_LIMIT)), second
