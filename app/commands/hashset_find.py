"""fieldcase hashset find: in which records of which sets a digest is listed."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from app.commands.desk import DONE, PART_UNREAD, Desk, library_of
from app.commands.found_forms import FIELDS, Answer, answers, as_csv_rows, as_json_line, in_words, signs
from app.commands.passphrase import add_passphrase_option, passphrases
from app.commands.record_forms import add_format_option, write_csv
from app.commands.unlocking import opened_sets
from app.secret_line import STANDARD_INPUT
from forensics.digests import ALGORITHM_NAMES, Algorithm
from forensics.errors import FieldcaseError
from forensics.hashset import SetInfo
from forensics.hashset.asking import AskedDigests, asked_digest, asked_in, asked_together
from forensics.hashset.finding import Listing, find_all, not_compared
from forensics.hashset.index import HashIndex
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

_ANSWERS: Mapping[str, Answer] = {"text": in_words, "jsonl": as_json_line, "csv": as_csv_rows}


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
    with opened_sets(library, infos, passphrase=passphrase) as opened:
        gaps, told = _Gaps(opened.indexes), _teller(args)
        if args.format == "csv" and not args.quiet:
            write_csv((), desk, fields=FIELDS)  # the head
        for asked in _asked(args):
            gaps.note(asked.columns)
            desk.out.write(told(asked, find_all(opened.indexes, asked)))
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


def _asked(args: argparse.Namespace) -> Iterator[AskedDigests]:
    """In the order given: the digests of the command line, then those of the list."""
    if args.digests:
        yield asked_together([asked_digest(written) for written in args.digests])
    if args.file == STANDARD_INPUT:
        yield from asked_in(sys.stdin.buffer)
    elif args.file is not None:
        with Path(args.file).open("rb") as stream:
            yield from asked_in(stream)


class _Gaps:
    """With which sets the digests asked for could not be compared, and why."""

    def __init__(self, indexes: Sequence[HashIndex]) -> None:
        self._infos = tuple(index.info for index in indexes)
        self._algorithms: set[Algorithm] = set()

    def note(self, algorithms: Iterable[Algorithm]) -> None:
        self._algorithms.update(algorithms)

    def sentences(self) -> Iterator[str]:
        for algorithm in Algorithm:
            if algorithm not in self._algorithms:
                continue
            for info in self._infos:
                if (why := not_compared(info, algorithm)) is not None:
                    yield f"{ALGORITHM_NAMES[algorithm]} was not compared with all of {spelled(info)}: {why}"


def _teller(args: argparse.Namespace) -> Callable[[AskedDigests, Sequence[Listing]], str]:
    if args.quiet:
        return signs
    return partial(answers, answer=_ANSWERS[args.format])
