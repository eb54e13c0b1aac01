"""fieldcase hashset import, list, info and remove."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import hashset_export
from app.commands.desk import DONE, STOPPED, Desk, library_of
from app.commands.showing import add_progress_option, meter_for
from app.tool import program_version
from forensics.errors import Cancelled
from forensics.hashset import SetInfo
from forensics.hashset.importing import import_set
from forensics.hashset.library import find_set, list_sets, remove_set

if TYPE_CHECKING:
    from collections.abc import Callable

DESCRIPTION = """\
Imports a known-hash set into the library, whole or not at all. The form is told from the content: plain
hexadecimal lists, md5sum/sha1sum/sha256sum text, hashdeep, VICS JSON, NSRL RDSv3 SQLite.
notable: what an examiner looks for. known: known software and the like; known, not harmless."""
EXAMPLES = """\
examples:
  fieldcase hashset import list.json --name "Project list" --role notable --set-version 2026-10
  fieldcase hashset import RDS_2026.09.1_modern_minimal.db --name NSRL --role known
  fieldcase hashset list"""


def register(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="import | list | info | remove | export")
    take = acts.add_parser("import", help="import a set into the library")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--name", required=True)
    take.add_argument("--role", choices=("notable", "known"), default="notable", help="default: %(default)s")
    take.add_argument("--format", metavar="F", help="name the form instead of telling it from the content")
    take.add_argument("--set-version", metavar="V", help="the owner's version of the set")
    add_progress_option(take)
    show_all = acts.add_parser("list", help="one line a set")
    info = acts.add_parser("info", help="everything recorded of one set, as JSON")
    info.add_argument("name", metavar="NAME")
    remove = acts.add_parser("remove", help="take a set out of the library")
    remove.add_argument("name", metavar="NAME")
    hashset_export.register(acts)
    for act in (take, show_all, info, remove):
        act.add_argument("--library", metavar="DIR", help="folder of known-hash sets")


def run(args: argparse.Namespace, desk: Desk) -> int:
    acts: dict[str, Callable[[argparse.Namespace, Desk], int]] = {
        "import": _import,
        "list": _list,
        "info": _info,
        "remove": _remove,
        "export": hashset_export.run,
    }
    return acts[args.act](args, desk)


def _import(args: argparse.Namespace, desk: Desk) -> int:
    if args.progress == "json":
        desk.stop.listen(sys.stdin)
    with meter_for(args.progress, desk) as meter, desk.stop.on_signals():
        total_bytes = args.file.stat().st_size if args.file.is_file() else None
        meter.start_phase("importing", exhibit=None, bytes_total=total_bytes)

        try:
            info = import_set(
                args.file,
                library=library_of(args.library),
                name=args.name,
                role=args.role,
                version=args.set_version,
                format_name=args.format,
                imported_at=desk.now(),
                tool_version=program_version(),
                progress=lambda done, _total: meter.set_bytes(done),
                cancelled=desk.stop.is_set,
            )
        except Cancelled:
            meter.finish(status=STOPPED, sentence="stopped; nothing of the set was kept")
            desk.note("stopped; nothing of the set was kept")
            return STOPPED
        meter.finish(status=DONE, sentence=_summary(info))
    desk.note(_summary(info))
    return DONE


def _summary(info: SetInfo) -> str:
    counts = f"{info.record_count:,} records, {info.distinct_count:,} different"
    parts = [f"{info.name}: {counts}, as {info.role}, from {info.format}"]
    if info.dropped_empty:
        parts.append(f"{info.dropped_empty:,} digests of the empty file were left out")
    return "; ".join([*parts, *(note.rstrip(".") for note in info.notes)])


def _list(args: argparse.Namespace, desk: Desk) -> int:
    for info in list_sets(library_of(args.library)):
        version = f" {info.version}" if info.version else ""
        desk.say(
            f"{info.name}{version}\t{info.role}\t{info.record_count}\t{info.format}\t{info.source_sha256}"
        )
    return DONE


def _info(args: argparse.Namespace, desk: Desk) -> int:
    desk.say_json(asdict(find_set(library_of(args.library), args.name)))
    return DONE


def _remove(args: argparse.Namespace, desk: Desk) -> int:
    remove_set(library_of(args.library), args.name)
    desk.note(f"{args.name} was taken out of the library")
    return DONE
