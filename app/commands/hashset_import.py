"""fieldcase hashset import: a set into the library, whole or not at all, with a plain summary after it."""

import argparse
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from app.commands.desk import DONE, STOPPED, Desk, library_of, remark
from app.commands.passphrase import add_passphrase_option, new_passphrase
from app.commands.showing import add_progress_option, meter_for
from app.commands.unlocking import locks_of
from app.tool import program_version
from app.views.sentences import counted
from app.views.set_summary import headline, summary_lines
from forensics.errors import Cancelled, HashSetRefused
from forensics.hashset import Role, SetInfo
from forensics.hashset.columns import ColumnMap
from forensics.hashset.comparing.conflicting import compared_by, count_conflicts
from forensics.hashset.formats import FORMAT_NAMES
from forensics.hashset.importing import import_set
from forensics.hashset.index import HashIndex
from forensics.hashset.library import index_path, spelled, survey
from forensics.hashset.vault import VaultKey, lock_for

DESCRIPTION = """\
Imports a known-hash set into the library, whole or not at all. The form is told from the content, also inside
gzip and zip; --format demands one.
notable: what an examiner looks for. known: known software and the like; known, not harmless."""
_FORMS = textwrap.fill(f"forms: {', '.join(FORMAT_NAMES)}", width=100, subsequent_indent="  ")
EXAMPLES = f"""\
{_FORMS}
examples:
  fieldcase hashset import list.json --name "Project list" --role notable --set-version 2026-10
  fieldcase hashset import RDS_2026.09.1_modern_minimal.db --name NSRL --role known
  fieldcase hashset import agency.csv --name Agency --columns 'md5=Hash,size=Size,category=3'
  fieldcase hashset import list.json.gz --name "Project list" --locked"""
_MOST_TO_COMPARE = 5_000_000  # records of the smaller set: some seconds of looking up


def register(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = acts.add_parser(
        "import",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--name", required=True)
    parser.add_argument(
        "--role", choices=("notable", "known"), default="notable", help="default: %(default)s"
    )
    parser.add_argument("--format", metavar="F", help="name the form instead of telling it from the content")
    parser.add_argument("--set-version", metavar="V", help="the owner's version of the set")
    parser.add_argument(
        "--columns", metavar="MAP", help="what the columns of a table hold; see fieldcase hashset columns"
    )
    parser.add_argument("--member", metavar="M", help="name of the file inside an archive that is the set")
    parser.add_argument(
        "--locked",
        action="store_true",
        help="keep keyed digests, which a passphrase opens; notable sets only",
    )
    add_passphrase_option(parser)
    parser.add_argument("--library", metavar="DIR", help="folder of known-hash sets")
    add_progress_option(parser)


def run(args: argparse.Namespace, desk: Desk) -> int:
    library = library_of(args.library)
    columns = ColumnMap.parse(args.columns) if args.columns else None
    key = _key(args, library, desk)
    if args.progress == "json":
        desk.stop.listen(sys.stdin)
    with meter_for(args.progress, desk) as meter, desk.stop.on_signals():
        total_bytes = args.file.stat().st_size if args.file.is_file() else None
        meter.start_phase("importing", exhibit=None, bytes_total=total_bytes)
        try:
            info = import_set(
                args.file,
                library=library,
                name=args.name,
                role=args.role,
                version=args.set_version,
                format_name=args.format,
                imported_at=desk.now(),
                tool_version=program_version(),
                progress=lambda done, _total: meter.set_bytes(done),
                cancelled=desk.stop.is_set,
                columns=columns,
                member=args.member,
                key=key,
            )
        except Cancelled:
            meter.finish(status=STOPPED, sentence="stopped; nothing of the set was kept")
            desk.note("stopped; nothing of the set was kept")
            return STOPPED
        beside = (
            *_under_other_passphrases(library, key),
            *_beside_others(library, info, key=key, cancelled=desk.stop.is_set),
        )
        meter.finish(status=DONE, sentence="; ".join([headline(info), *beside]))
    _say(info, args, desk, beside=beside)
    return DONE


def _key(args: argparse.Namespace, library: Path, desk: Desk) -> VaultKey | None:
    """The key of the locked sets there are, when the passphrase opens one: then versions can be compared."""
    if not args.locked:
        return None
    if args.role != Role.NOTABLE:
        raise HashSetRefused("Only a notable set is locked; what is known need not be hidden.")
    words = new_passphrase(args, desk)
    return lock_for(locks_of(library, survey(library).sets).values(), words)


def _say(info: SetInfo, args: argparse.Namespace, desk: Desk, *, beside: Sequence[str]) -> None:
    """Line by line, or as one sentence for who follows the JSON lines."""
    if args.progress == "json":
        desk.note("; ".join([headline(info), *beside]))
        return
    desk.note(headline(info))
    for line in (*summary_lines(info), *beside):
        desk.note(f"  {line}")
    if info.is_locked:
        desk.note(f"  the source list itself still lies at {args.file}: remove it from this computer")


def _under_other_passphrases(library: Path, key: VaultKey | None) -> Iterator[str]:
    """Said at once, because a passphrase that was mistyped here is noticed only where it is needed."""
    if key is None:
        return
    locks = locks_of(library, survey(library).sets)
    others = [name for name, lock in locks.items() if lock != key.lock]
    if others:
        names = ", ".join(others)
        yield f"its passphrase does not open {names}; a scan takes one, so it cannot use them together"


def _beside_others(
    library: Path, info: SetInfo, *, key: VaultKey | None, cancelled: Callable[[], bool]
) -> Iterator[str]:
    """What the set has in common with the sets of the other role, where that is soon counted."""
    names_the_command = False
    with HashIndex.open(index_path(library, info), key=key) as new:
        for other in survey(library).sets:
            if other.role == info.role:
                continue
            if other.is_locked:
                yield f"not compared with {spelled(other)}, which is locked"
            elif not compared_by(new.info, other):
                yield f"not compared with {spelled(other)}, which holds no digest of the same kind"
            elif min(info.record_count, other.record_count) > _MOST_TO_COMPARE:
                yield f"what it has in common with {spelled(other)} was not counted"
                names_the_command = True
            elif words := _in_common(new, index_path(library, other), cancelled=cancelled):
                yield words
                names_the_command = True
    if names_the_command:
        yield "for the conflicts: fieldcase hashset conflicts --list"


def _in_common(new: HashIndex, other: Path, *, cancelled: Callable[[], bool]) -> str | None:
    with HashIndex.open(other) as there:
        notable, known = (new, there) if new.info.role == Role.NOTABLE else (there, new)
        try:
            count = count_conflicts(notable, known, cancelled=cancelled)
        except (Cancelled, HashSetRefused) as trouble:  # the set is in the library; only the counting ends
            why = "" if isinstance(trouble, Cancelled) else f": {remark(str(trouble))}"
            return f"what it has in common with {spelled(there.info)} was not counted to the end{why}"
    if not count:
        return None
    names = f"{spelled(notable.info)} (notable) also in {spelled(known.info)} (known, not harmless)"
    return f"{counted(count, 'record', 'records')} of {names}"
