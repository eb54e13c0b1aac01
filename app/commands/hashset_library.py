"""fieldcase hashset list, info, remove and verify: what is in the library, and whether it is as it was."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from app.commands.desk import DIFFERS, DONE, PART_UNREAD, STOPPED, Desk, library_of
from app.commands.record_forms import Record, add_format_option, write_records
from app.commands.showing import add_progress_option, meter_for
from app.engine.progress import ProgressMeter
from app.views.sentences import counted
from forensics.errors import Cancelled, HashSetRefused
from forensics.hashset import Role, SetInfo
from forensics.hashset.labels import label_of
from forensics.hashset.library import (
    find_set,
    index_path,
    remove_set,
    spelled,
    survey,
    survey_called,
    verify_set,
)
from forensics.hashset.library.catalogue import FILE_NAME, CatalogueUnusable, differences, refresh

_MEANINGS = {
    Role.NOTABLE: "what an examiner looks for",
    Role.KNOWN: "known software and the like; known, not harmless",
}
_FIELDS = (
    *("name", "version", "spelled", "role", "records", "distinct", "format", "source", "source_sha256"),
    *("imported_at", "tool_version", "index_file", "index_sha256", "locked"),
)
_LIST = """\
One line a set, divided by tabs: name and version, role, records, form, SHA-256 of the source file, different
records, how the set is spelled, open or locked. A file that is no set in order is told on standard error.
exit status: 0 every file is a set in order, 3 not every"""
_EXAMPLES = {
    "list": "fieldcase hashset list --format csv > sets.csv",
    "info": 'fieldcase hashset info "Project list@2026-10"',
    "remove": 'fieldcase hashset remove "Project list@2026-07"',
    "verify": 'fieldcase hashset verify "Project list"',
}
_VERIFY = """\
Reads every byte of the index of each set and compares it with what the index vouches for. Without NAME also
whether the library holds what its catalogue names.
exit status: 0 everything agrees, 4 something differs"""


def register(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    shown = _act(acts, "list", _LIST)
    add_format_option(shown, plain="table")
    info = _act(acts, "info", "Everything recorded of one set, as one JSON object.")
    info.add_argument("name", metavar="NAME", help="NAME or NAME@VERSION")
    remove = _act(acts, "remove", "Takes a set out of the library. Cases that used it still verify.")
    remove.add_argument("name", metavar="NAME", help="NAME or NAME@VERSION; or the name of a broken file")
    verify = _act(acts, "verify", _VERIFY)
    verify.add_argument("names", nargs="*", metavar="NAME", help="NAME (all versions) or NAME@VERSION")
    add_progress_option(verify)


def _act(
    acts: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    description: str,
) -> argparse.ArgumentParser:
    parser = acts.add_parser(
        name,
        description=description,
        epilog=f"example:\n  {_EXAMPLES[name]}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--library", metavar="DIR", help="folder of known-hash sets")
    return parser


def run(args: argparse.Namespace, desk: Desk) -> int:
    act = {"list": _list, "info": _info, "remove": _remove, "verify": _verify}[args.act]
    return act(args, desk)


def _list(args: argparse.Namespace, desk: Desk) -> int:
    library = library_of(args.library)
    found = survey(library)
    if args.format == "table":
        for info in found.sets:
            desk.say_row(*_columns(info))
    else:
        write_records((_listed(library, info) for info in found.sets), desk, form=args.format, fields=_FIELDS)
    for broken in found.broken:
        desk.note(f"{broken.sentence} To remove it: fieldcase hashset remove {broken.file_name}")
    return PART_UNREAD if found.broken else DONE


def _columns(info: SetInfo) -> tuple[str, ...]:
    """Scripts rely on the first five."""
    return (
        f"{info.name} {info.version}" if info.version else info.name,
        info.role,
        str(info.record_count),
        info.format,
        info.source_sha256,
        str(info.distinct_count),
        spelled(info),
        "locked" if info.is_locked else "open",
    )


def _listed(library: Path, info: SetInfo) -> Record:
    return {
        "name": info.name,
        "version": info.version,
        "spelled": spelled(info),
        "role": info.role,
        "records": info.record_count,
        "distinct": info.distinct_count,
        "format": info.format,
        "source": info.source_name,
        "source_sha256": info.source_sha256,
        "imported_at": info.imported_at,
        "tool_version": info.tool_version,
        "index_file": index_path(library, info).name,
        "index_sha256": info.index_sha256,
        "locked": info.is_locked,
    }


def _info(args: argparse.Namespace, desk: Desk) -> int:
    library = library_of(args.library)
    info = find_set(library, args.name)
    told = asdict(info)
    told["spelled"] = spelled(info)
    told["role_meaning"] = _MEANINGS[Role(info.role)]
    told["category_counts"] = [
        {"category": code, "label": label_of(info.scheme, code), "records": records}
        for code, records in info.category_counts
    ]
    told["dropped"] = [{"what": why, "count": count} for why, count in info.dropped]
    told["index_file"] = index_path(library, info).name
    desk.say_json(told)
    return DONE


def _remove(args: argparse.Namespace, desk: Desk) -> int:
    library = library_of(args.library)
    name = remove_set(library, args.name)
    desk.note(f"{name} was taken out of the library")
    _note_refreshed(library, desk)
    return DONE


def _note_refreshed(library: Path, desk: Desk) -> None:
    """Bring the catalogue up to date; where that fails the sets are in order all the same."""
    try:
        refresh(library)
    except HashSetRefused as trouble:
        desk.note(str(trouble))


def _verify(args: argparse.Namespace, desk: Desk) -> int:
    if args.progress == "json":
        desk.stop.listen(sys.stdin)
    library = library_of(args.library)
    with meter_for(args.progress, desk) as meter, desk.stop.on_signals():
        chosen, troubles = _chosen(library, args.names)
        try:
            troubles += _troubles(library, chosen, meter=meter, desk=desk)
        except Cancelled:
            meter.finish(status=STOPPED, sentence="stopped before every set was checked")
            desk.note("stopped before every set was checked")
            return STOPPED
        if not args.names:
            troubles += _catalogue_troubles(library, desk)
        status = DIFFERS if troubles else DONE
        checked = f"every byte of {counted(len(chosen), 'set is', 'sets is')} as it was written"
        sentence = f"Differs. {' '.join(troubles)}" if troubles else f"Agrees: {checked}."
        meter.finish(status=status, sentence=sentence)
    if args.progress != "json":
        desk.say(sentence)
    return status


def _chosen(library: Path, names: list[str]) -> tuple[tuple[SetInfo, ...], list[str]]:
    """The sets to check, and a sentence for each file that can only be told to be broken."""
    found = [survey_called(library, name) for name in names] if names else [survey(library)]
    sets = {spelled(info): info for one in found for info in one.sets}
    broken = {one.file_name: one.sentence for each in found for one in each.broken}
    return tuple(sets.values()), list(broken.values())


def _troubles(
    library: Path, chosen: tuple[SetInfo, ...], *, meter: ProgressMeter, desk: Desk
) -> Iterator[str]:
    """A sentence for each set that is not as it was written."""
    lengths = [_length(index_path(library, info)) for info in chosen]
    meter.start_phase("verifying", exhibit=None, bytes_total=sum(lengths))
    for position, info in enumerate(chosen):
        before = sum(lengths[:position])
        try:
            verify_set(
                library,
                info,
                progress=lambda done, before=before: meter.set_bytes(before + done),  # type: ignore[misc]  # a default
                cancelled=desk.stop.is_set,
            )
        except HashSetRefused as trouble:
            yield str(trouble)


def _length(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _catalogue_troubles(library: Path, desk: Desk) -> list[str]:
    """A sentence for each way in which the library is not what its catalogue names."""
    try:
        different = differences(library)
    except CatalogueUnusable as trouble:
        desk.note(f"{trouble} It is written again.")
        _note_refreshed(library, desk)
        return []
    if different:
        desk.note(f"{FILE_NAME} tells what was there; the next import or removal writes it anew")
    return list(different)
