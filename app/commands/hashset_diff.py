"""fieldcase hashset diff: what changed from one version of a set to another."""

import argparse
from collections.abc import Callable, Iterator

from app.commands.desk import DIFFERS, DONE, Desk, library_of
from app.commands.passphrase import passphrases
from app.commands.record_forms import Record, write_records
from app.commands.set_comparisons import add_comparison, comparison_meter, list_to, verify_options
from app.commands.unlocking import keys_of
from forensics.digests import ALGORITHM_NAMES
from forensics.hashset import SetInfo
from forensics.hashset.comparing import Changed, Difference, Listing, Tally, difference
from forensics.hashset.index import HashIndex
from forensics.hashset.library import find_set, index_path, spelled

DESCRIPTION = """\
What changed from one version of a set to another: digests added, removed, and put into another category.
Compared is the strongest kind of digest that every record of both has, else each kind on its own.
exit status: 0 they list the same, 4 they differ"""
EXAMPLES = """\
examples:
  fieldcase hashset diff "Project list@2026-07" "Project list@2026-10"
  fieldcase hashset diff NSRL@2026.06.1 NSRL@2026.09.1 --format csv > changes.csv"""
_FIELDS = (
    *("change", "algorithm", "digest", "old_record", "old_categories", "new_record", "new_categories"),
)


def register(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = add_comparison(acts, "diff", description=DESCRIPTION, examples=EXAMPLES)
    parser.add_argument("old", metavar="NAME@V1")
    parser.add_argument("new", metavar="NAME@V2")


def run(args: argparse.Namespace, desk: Desk) -> int:
    verify_options(args)
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
            with comparison_meter(args, desk, (first, second)) as told:
                return _write_changes(compared, args, desk, told=told)
        with desk.stop.on_signals():
            return _say_changes(compared, desk, old=old, new=new, lists=args.list)


def _write_changes(
    compared: Difference, args: argparse.Namespace, desk: Desk, *, told: Callable[[float], None]
) -> int:
    written = 0

    def records() -> Iterator[Record]:
        nonlocal written
        for changed in compared.changes(progress=told, cancelled=desk.stop.is_set):
            written += 1
            yield _change_record(changed, form=args.format)

    with list_to(args.out, desk) as lists:
        write_records(records(), lists, form=args.format, fields=_FIELDS)
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
