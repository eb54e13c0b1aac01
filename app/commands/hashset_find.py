"""fieldcase hashset find: in which records of which sets a digest is listed."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TextIO

from app.commands.desk import DONE, PART_UNREAD, Desk, library_of
from app.commands.passphrase import STANDARD_INPUT, add_passphrase_option, passphrases
from app.commands.record_forms import Record, add_format_option, write_records
from app.commands.unlocking import opened_sets
from app.views.sentences import counted
from forensics.digests import ALGORITHM_NAMES, Algorithm
from forensics.errors import FieldcaseError, HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.finding import AskedDigest, ListedIn, asked_digest, find_all, not_compared
from forensics.hashset.index import HashIndex
from forensics.hashset.labels import label_of
from forensics.hashset.library import find_sets, spelled, survey

DESCRIPTION = """\
Looks digests up in all sets of the library at once. 32 digits are MD5, 40 SHA-1, 64 SHA-256; spaces, colons,
points and dashes between them do not matter, and of a line of a checksum list the first word is taken.
Not found means: not found in the sets loaded. It does not mean that a file is harmless."""
EXAMPLES = """\
examples:
  fieldcase hashset find 900150983cd24fb0d6963f7d28e17f72
  fieldcase hashset find --file digests.txt --format jsonl
  md5sum * | fieldcase hashset find --file - --quiet
exit status: 0 looked up, found or not; 3 looked up, but not in every set"""

NOT_FOUND = "not found in the sets loaded"
_AT_ONCE = 20_000
_LONGEST_LINE = 70_000  # far more than a digest and the longest path
_FIELDS = (
    *("digest", "algorithm", "found", "set", "version", "role", "category", "label", "scheme"),
    *("record", "size"),
)


def register(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = acts.add_parser(
        "find",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("digests", nargs="*", metavar="DIGEST")
    parser.add_argument("--file", metavar="LIST", help="one digest a line; - for standard input")
    parser.add_argument(
        "--sets", action="extend", nargs="+", metavar="NAME", help="NAME or NAME@VERSION; default: all"
    )
    add_format_option(parser, plain="text")
    parser.add_argument("-q", "--quiet", action="store_true", help="1 or 0 a line: found or not")
    add_passphrase_option(parser)
    parser.add_argument("--library", metavar="DIR", help="folder of known-hash sets")


def run(args: argparse.Namespace, desk: Desk) -> int:
    if not args.digests and args.file is None:
        raise FieldcaseError("Name a digest to look up, or a list of them with --file.")
    if args.file == STANDARD_INPUT and args.passphrase_file == STANDARD_INPUT and not args.digests:
        desk.note("the first line of standard input is taken for the passphrase, the rest for digests")
    library = library_of(args.library)
    passphrase = passphrases(args, desk)
    infos, broken = _chosen(library, args.sets)
    with ExitStack() as stack:
        opened = stack.enter_context(opened_sets(library, infos, passphrase=passphrase))
        asked = _asked(args, stack)
        gaps = _Gaps(opened.indexes)
        answers = _answers(opened.indexes, asked, gaps)
        if args.quiet:
            _say_quietly(answers, desk)
        elif args.format == "text":
            _say_text(answers, desk)
        else:
            _write(answers, desk, form=args.format)
    for sentence in gaps.sentences():
        desk.note(sentence)
    left_out = [f"{spelled(info)} (locked)" for info in opened.left_locked] + broken
    if left_out:
        desk.note(f"not searched: {', '.join(left_out)}")
        return PART_UNREAD
    if not opened.indexes:
        desk.note(f"there is no set in the library {library}, so nothing could be found")
    return DONE


def _chosen(library: Path, names: Sequence[str] | None) -> tuple[tuple[SetInfo, ...], list[str]]:
    """The sets to search, and the files that should be searched and cannot be."""
    if names is None:
        found = survey(library)
        return found.sets, [f"{each.file_name} (broken)" for each in found.broken]
    infos = {spelled(info): info for name in names for info in find_sets(library, name)}
    return tuple(infos.values()), []


def _asked(args: argparse.Namespace, stack: ExitStack) -> Iterator[tuple[str, AskedDigest]]:
    """What was written and the digest it stands for, in the order given."""
    for written in args.digests:
        yield written, asked_digest(written)
    if args.file is None:
        return
    lines = sys.stdin if args.file == STANDARD_INPUT else stack.enter_context(_opened(args.file))
    for number, line in enumerate(iter(lambda: lines.readline(_LONGEST_LINE), ""), start=1):
        written = line.strip().removeprefix("\ufeff")
        if not written or written.startswith("#"):
            continue
        try:
            yield written, asked_digest(written)
        except HashSetRefused as trouble:
            raise HashSetRefused(f"Line {number:,} of the list: {trouble}") from trouble


def _opened(name: str) -> TextIO:
    return Path(name).open(encoding="utf-8", errors="replace")  # of a line only the digest is read


class _Answer:
    """One digest and the records that list it."""

    __slots__ = ("asked", "listed", "written")

    def __init__(self, written: str, asked: AskedDigest, listed: tuple[ListedIn, ...]) -> None:
        self.written, self.asked, self.listed = written, asked, listed


def _answers(
    indexes: Sequence[HashIndex], asked: Iterable[tuple[str, AskedDigest]], gaps: "_Gaps"
) -> Iterator[_Answer]:
    coming = iter(asked)
    while some := list(islice(coming, _AT_ONCE)):
        digests = [digest for _written, digest in some]
        gaps.note(digests)
        for (written, digest), listed in zip(some, find_all(indexes, digests), strict=True):
            yield _Answer(written, digest, listed)


class _Gaps:
    """With which sets the digests asked for could not be compared, and why."""

    def __init__(self, indexes: Sequence[HashIndex]) -> None:
        self._infos = tuple(index.info for index in indexes)
        self._algorithms: set[Algorithm] = set()

    def note(self, digests: Iterable[AskedDigest]) -> None:
        self._algorithms.update(digest.algorithm for digest in digests)

    def sentences(self) -> Iterator[str]:
        for algorithm in Algorithm:
            if algorithm not in self._algorithms:
                continue
            for info in self._infos:
                if (why := not_compared(info, algorithm)) is not None:
                    yield f"{ALGORITHM_NAMES[algorithm]} was not compared with all of {spelled(info)}: {why}"


def _say_quietly(answers: Iterable[_Answer], desk: Desk) -> None:
    for answer in answers:
        desk.say("1" if answer.listed else "0")


def _say_text(answers: Iterable[_Answer], desk: Desk) -> None:
    for answer in answers:
        desk.say(answer.asked.raw.hex())
        for each in answer.listed:
            desk.say(f"  {_words(each)}")
        if not answer.listed:
            remark = " (the digest of the empty file, which no set keeps)"
            desk.say(f"  {NOT_FOUND}{remark if answer.asked.is_of_empty_file else ''}")


def _words(listed: ListedIn) -> str:
    info, match = listed.info, listed.match
    label = label_of(match.scheme, match.category)
    category = "no category" if match.category is None else f"category {match.category}"
    return ", ".join(
        part
        for part in (
            spelled(info),
            "known, not harmless" if info.role == "known" else info.role,
            f"{category} ({label})" if label else category,
            match.scheme,
            ALGORITHM_NAMES[Algorithm(match.algorithm)],
            f"record {match.record:,}",
            "" if match.size_bytes is None else counted(match.size_bytes, "byte", "bytes"),
        )
        if part
    )


def _write(answers: Iterable[_Answer], desk: Desk, *, form: str) -> None:
    if form == "jsonl":
        write_records(map(_record, answers), desk, form=form, fields=())
    else:
        rows = (row for answer in answers for row in _rows(answer))
        write_records(rows, desk, form=form, fields=_FIELDS)


def _record(answer: _Answer) -> Record:
    return {
        "digest": answer.asked.raw.hex(),
        "algorithm": answer.asked.algorithm.value,
        "found": bool(answer.listed),
        "matches": [_match(each) for each in answer.listed],
    }


def _match(listed: ListedIn) -> Record:
    info, match = listed.info, listed.match
    return {
        "set": info.name,
        "version": info.version,
        "role": info.role,
        "category": match.category,
        "label": label_of(match.scheme, match.category),
        "scheme": match.scheme,
        "record": match.record,
        "size": match.size_bytes,
        "index_sha256": info.index_sha256,
    }


def _rows(answer: _Answer) -> Iterator[Record]:
    head = {key: value for key, value in _record(answer).items() if key != "matches"}
    if not answer.listed:
        yield head
    for each in answer.listed:
        yield {**head, **_match(each)}
