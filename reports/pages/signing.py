"""B9 and B10: the self-test that was run, who signs this report, and lines for signatures by hand."""

from reports.blocks import Block, Column, Facts, Heading, Keep, Ledger, Prose, Rich, Row, SignatureLines
from reports.content import SelfTest
from reports.pages.custody import signer_cell
from reports.pages.phrases import Phrases, cell, digest, plain
from reports.wording import joined, typed

MOST_CHECKS = 200


def self_test(phrases: Phrases) -> tuple[Block, ...]:
    """The section of the self-test; it says so where none was run."""
    words, test = phrases.words, phrases.content.self_test
    heading = Heading(title=words.say("selftest.title"), key="selftest")
    if test is None:
        return heading, Prose(text=words.say("selftest.none"))
    widths = {"no": "auto", "check": "1fr", "control": "auto", "expected": "1fr", "got": "1fr"}
    columns = tuple(
        Column(title=words.say(f"selftest.{name}"), width=width, right=name == "no")
        for name, width in widths.items()
    )
    rows = tuple(
        Row(cells=tuple(cell(told) for told in _check_cells(phrases, test, number)))
        for number in range(min(len(test.checks), MOST_CHECKS))
    )
    text = joined([_outcome(phrases, test), words.say("selftest.controls"), words.say("selftest.means")], " ")
    blocks: list[Block] = [heading, Prose(text=text), Ledger(columns=columns, rows=rows, size_pt=8)]
    if test.program_sha256 is not None:
        label = words.say("selftest.program")
        blocks.append(Facts(rows=((label, cell(digest(test.program_sha256))),)))
    return tuple(blocks)


def _check_cells(phrases: Phrases, test: SelfTest, number: int) -> tuple[Rich, ...]:
    words, check = phrases.words, test.checks[number]
    key = f"selftest.control.{check.control}"
    control = words.say(key) if words.has(key) else plain(typed(check.control))
    got = plain(typed(words.recorded(check.got)))
    return (
        plain(words.number(number + 1)),
        plain(typed(words.recorded(check.what))),
        control,
        plain(typed(words.recorded(check.expected))),
        got if check.passed else words.say("selftest.not_as_expected", got=got),
    )


def _outcome(phrases: Phrases, test: SelfTest) -> Rich:
    failed = sum(not check.passed for check in test.checks)
    at, n = phrases.moment(test.at), len(test.checks)
    if failed or not test.passed:
        return phrases.words.say("selftest.some", at=at, n=n, failed=failed)
    return phrases.words.say("selftest.all", at=at, n=n)


def signatures(phrases: Phrases) -> tuple[Block, ...]:
    words, signers = phrases.words, phrases.content.report.signers
    heading = Heading(title=words.say("signatures.title"), key="signatures")
    if signers:
        names = words.listing([plain(typed(signer.name)) for signer in signers])
        first = plain(typed(signers[0].name))
        rows = tuple((words.say("custody.certificate"), signer_cell(phrases, signer)) for signer in signers)
        electronic: tuple[Block, ...] = (
            Prose(text=words.say("signatures.signed", n=len(signers), names=names, first=first)),
            Facts(rows=rows),
        )
    else:
        electronic = (Prose(text=words.say("signatures.unsigned")),)
    labels = tuple(
        words.say(f"signatures.{name}") for name in ("examiner", "supervisor", "reviewer", "received")
    )
    by_hand = (Prose(text=words.say("signatures.by_hand")), SignatureLines(labels=labels))
    return (Keep(blocks=(heading, *electronic, *by_hand)),)
