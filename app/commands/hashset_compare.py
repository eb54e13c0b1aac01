"""fieldcase hashset diff and conflicts: two versions of a set, and notable sets beside known ones."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.commands.desk import DIFFERS, DONE, PART_UNREAD, STOPPED, Desk, library_of
from app.commands.passphrase import add_passphrase_option, passphrases
from app.commands.record_forms import Record, add_format_option, write_records
from app.commands.showing import add_progress_option, meter_for
from app.commands.unlocking import keys_of, opened_sets
from app.views.sentences import counted
from forensics.digests import ALGORITHM_NAMES, Algorithm
from forensics.errors import Cancelled, FieldcaseError
from forensics.hashset import Role, SetInfo
from forensics.hashset.comparing import Changed, Difference, Listing, Tally, difference
from forensics.hashset.comparing.conflicting import Conflict, compared_by, conflicts, count_conflicts
from forensics.hashset.index import HashIndex
from forensics.hashset.labels import label_of
from forensics.hashset.library import find_set, index_path, spelled, survey

_DIFF = """\
What changed from one version of a set to another: digests added, removed, and put into another category.
Compared is the strongest kind of digest that every record of both has, else each kind on its own.
exit status: 0 they list the same, 4 they differ"""
_DIFF_EXAMPLES = """\
examples:
  fieldcase hashset diff "Project list@2026-07" "Project list@2026-10"
  fieldcase hashset diff NSRL@2026.06.1 NSRL@2026.09.1 --format csv > changes.csv"""
_CONFLICTS = """\
Records of notable sets that known sets list as well. Such a content is notable; the conflict is worth a
question to the owner of one of the sets.
exit status: 0 every notable set was compared with every known set; 3 not every"""
_CONFLICTS_EXAMPLES = """\
examples:
  fieldcase hashset conflicts
  fieldcase hashset conflicts --list"""
_DIFF_FIELDS = (
    *("change", "algorithm", "digest", "old_record", "old_categories", "new_record", "new_categories"),
)
_CONFLICT_FIELDS = (
    *("notable_set", "known_set", "algorithm", "digest", "notable_record", "category", "category_label"),
    *("known_record",),
)


def register(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    diff = _act(acts, "diff", _DIFF, _DIFF_EXAMPLES)
    diff.add_argument("old", metavar="NAME@V1")
    diff.add_argument("new", metavar="NAME@V2")
    found = _act(acts, "conflicts", _CONFLICTS, _CONFLICTS_EXAMPLES)
    for parser in (diff, found):
        parser.add_argument("--list", action="store_true", help="each one, not only how many")
        add_format_option(parser, plain="text")
        parser.add_argument(
            "--out",
            metavar="FILE",
            type=Path,
            help="the list goes there, in the format jsonl or csv; a file is replaced",
        )
        add_progress_option(parser)
        add_passphrase_option(parser)
        parser.add_argument("--library", metavar="DIR", help="folder of known-hash sets")


def _act(
    acts: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    description: str,
    examples: str,
) -> argparse.ArgumentParser:
    return acts.add_parser(
        name,
        description=description,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def run(args: argparse.Namespace, desk: Desk) -> int:
    if args.out is not None and args.format == "text":
        raise FieldcaseError("What goes into a file is a list: add --format csv or --format jsonl.")
    if args.out is None and args.progress in ("bar", "json"):
        raise FieldcaseError("Progress is told while a list goes into a file: add --out FILE.")
    return (_diff if args.act == "diff" else _conflicts)(args, desk)


def _diff(args: argparse.Namespace, desk: Desk) -> int:
    library = library_of(args.library)
    passphrase = passphrases(args, desk)
    old, new = find_set(library, args.old), find_set(library, args.new)
    if args.passphrase_file is not None:  # none is needed: no digest of a locked set is shown
        keys_of(library, [info for info in (old, new) if info.is_locked], passphrase)
    with (
        HashIndex.open(index_path(library, old)) as first,
        HashIndex.open(index_path(library, new)) as second,
    ):
        compared = difference(first, second)
        for remark in compared.remarks:
            desk.note(remark)
        if args.format != "text":
            with _meter(args, desk, (first, second)) as told:
                return _write_changes(compared, args, desk, told=told)
        with desk.stop.on_signals():
            return _say_changes(compared, desk, old=old, new=new, lists=args.list)


@contextmanager
def _meter(
    args: argparse.Namespace, desk: Desk, indexes: Sequence[HashIndex]
) -> Iterator[Callable[[float], None]]:
    """Takes the share that is done while a list is written to a file, and listens for a stop."""
    if args.progress == "json":
        desk.stop.listen(sys.stdin)
    choice = "none" if args.out is None else args.progress
    total = sum(index.path.stat().st_size for index in indexes)
    with meter_for(choice, desk) as meter, desk.stop.on_signals():
        meter.start_phase("comparing", exhibit=None, bytes_total=total)
        try:
            yield lambda share: meter.set_bytes(round(share * total))
        except Cancelled as stop:
            meter.finish(status=STOPPED, sentence=str(stop))
            raise
        meter.finish(status=DONE, sentence=f"the list is in {args.out}")


@contextmanager
def _list_to(out: Path | None, desk: Desk) -> Iterator[Desk]:
    """A desk whose data goes to the file, which is there only when it is whole."""
    if out is None:
        yield desk
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield replace(desk, out=file)
        part.replace(out)
    except OSError as trouble:
        raise FieldcaseError(f"{out} cannot be written: {trouble.strerror}.") from trouble
    finally:
        part.unlink(missing_ok=True)


def _write_changes(
    compared: Difference, args: argparse.Namespace, desk: Desk, *, told: Callable[[float], None]
) -> int:
    written = 0

    def records() -> Iterator[Record]:
        nonlocal written
        for changed in compared.changes(progress=told, cancelled=desk.stop.is_set):
            written += 1
            yield _change_record(changed, form=args.format)

    with _list_to(args.out, desk) as lists:
        write_records(records(), lists, form=args.format, fields=_DIFF_FIELDS)
    return DIFFERS if written else DONE


def _change_record(changed: Changed, *, form: str) -> Record:
    return {
        "change": changed.change.value,
        "algorithm": changed.algorithm.value,
        "digest": None if changed.digest is None else changed.digest.hex(),
        **_side_record("old", changed.old, form=form),
        **_side_record("new", changed.new, form=form),
    }


def _side_record(side: str, listing: Listing | None, *, form: str) -> Record:
    if listing is None:
        return {f"{side}_record": None, f"{side}_categories": None}
    categories = _codes(listing) if form == "csv" else list(listing.categories)
    return {f"{side}_record": listing.record, f"{side}_categories": categories}


def _codes(listing: Listing) -> str:
    return ", ".join("none" if code is None else code for code in listing.categories)


def _say_changes(compared: Difference, desk: Desk, *, old: SetInfo, new: SetInfo, lists: bool) -> int:
    tallies = compared.tallies(cancelled=desk.stop.is_set)
    for tally in tallies:
        _say_tally(tally, desk, old=old, new=new)
    if lists:
        for changed in compared.changes(cancelled=desk.stop.is_set):
            desk.say(_change_line(changed))
    return DONE if all(tally.old == tally.same == tally.new for tally in tallies) else DIFFERS


def _say_tally(tally: Tally, desk: Desk, *, old: SetInfo, new: SetInfo) -> None:
    shared = f"{tally.same:,} same + {tally.recategorised:,} re-categorised"
    kind = f"different {ALGORITHM_NAMES[tally.algorithm]}"
    desk.say(f"{spelled(old)}: {tally.old:,} {kind} = {shared} + {tally.removed:,} removed")
    desk.say(f"{spelled(new)}: {tally.new:,} {kind} = {shared} + {tally.added:,} added")


def _change_line(changed: Changed) -> str:
    digest = "(locked)" if changed.digest is None else changed.digest.hex()
    sides = [
        f"{side} record {listing.record:,}, category {_codes(listing)}"
        for side, listing in (("old", changed.old), ("new", changed.new))
        if listing is not None
    ]
    return f"{changed.change}: {ALGORITHM_NAMES[changed.algorithm]} {digest}; {'; '.join(sides)}"


def _conflicts(args: argparse.Namespace, desk: Desk) -> int:
    library = library_of(args.library)
    passphrase = passphrases(args, desk)
    found = survey(library)
    with opened_sets(library, found.sets, passphrase=passphrase) as opened:
        pairs = [
            (notable, known)
            for notable in opened.indexes
            if notable.info.role == Role.NOTABLE
            for known in opened.indexes
            if known.info.role == Role.KNOWN
        ]
        if args.format != "text":
            with _meter(args, desk, opened.indexes) as told:
                _write_conflicts(pairs, args, desk, told=told)
        else:
            with desk.stop.on_signals():
                _say_conflicts(pairs, desk, lists=args.list)
    left_out = [f"{spelled(info)} (locked)" for info in opened.left_locked]
    left_out += [f"{each.file_name} (broken)" for each in found.broken]
    if left_out:
        desk.note(f"not compared: {', '.join(left_out)}")
        return PART_UNREAD
    return DONE


def _write_conflicts(
    pairs: Sequence[tuple[HashIndex, HashIndex]],
    args: argparse.Namespace,
    desk: Desk,
    *,
    told: Callable[[float], None],
) -> None:
    def records() -> Iterator[Record]:
        for position, pair in enumerate(pairs):
            yield from _conflict_records(
                *pair,
                desk=desk,
                progress=lambda share, at=position: told((at + share) / len(pairs)),  # type: ignore[misc]  # a default
            )

    with _list_to(args.out, desk) as lists:
        write_records(records(), lists, form=args.format, fields=_CONFLICT_FIELDS)


def _say_conflicts(pairs: list[tuple[HashIndex, HashIndex]], desk: Desk, *, lists: bool) -> None:
    if not pairs:
        desk.say("There is no notable set beside a known one.")
    for notable, known in pairs:
        if not compared_by(notable.info, known.info):
            names = f"{spelled(notable.info)} (notable) and {spelled(known.info)} (known, not harmless)"
            desk.say(f"{names} hold no digest of the same kind: not compared")
            continue
        if lists:
            for record in _conflict_records(notable, known, desk=desk):
                desk.say(_conflict_line(record))
        count = count_conflicts(notable, known, cancelled=desk.stop.is_set)
        records = counted(count, "record", "records")
        desk.say(
            f"{records} of {spelled(notable.info)} (notable) also in {spelled(known.info)} "
            "(known, not harmless)"
        )


def _conflict_records(
    notable: HashIndex,
    known: HashIndex,
    *,
    desk: Desk,
    progress: Callable[[float], None] = lambda _share: None,
) -> Iterator[Record]:
    for conflict in conflicts(notable, known, progress=progress, cancelled=desk.stop.is_set):
        yield _conflict_record(conflict, notable=notable.info, known=known.info)


def _conflict_record(conflict: Conflict, *, notable: SetInfo, known: SetInfo) -> Record:
    return {
        "notable_set": spelled(notable),
        "known_set": spelled(known),
        "algorithm": conflict.algorithm.value,
        "digest": conflict.digest.hex(),
        "notable_record": conflict.notable_record,
        "category": conflict.notable_category,
        "category_label": label_of(notable.scheme, conflict.notable_category),
        "known_record": conflict.known_record,
    }


def _conflict_line(record: Record) -> str:
    category = "no category" if record["category"] is None else f"category {record['category']}"
    algorithm = ALGORITHM_NAMES[Algorithm(record["algorithm"])]
    return (
        f"{algorithm} {record['digest']}; {record['notable_set']} record "
        f"{record['notable_record']:,}, {category}; {record['known_set']} record {record['known_record']:,}"
    )
