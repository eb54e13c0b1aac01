"""fieldcase hashset conflicts: what notable and known sets both list."""

import argparse
from collections.abc import Callable, Iterator, Sequence

from app.commands.desk import DONE, PART_UNREAD, Desk, library_of
from app.commands.passphrase import passphrases
from app.commands.record_forms import Record, write_records
from app.commands.set_comparisons import add_comparison, comparison_meter, list_to, verify_options
from app.commands.unlocking import opened_sets
from app.views.sentences import counted
from forensics.digests import ALGORITHM_NAMES, Algorithm
from forensics.hashset import Role, SetInfo
from forensics.hashset.comparing.conflicting import Conflict, compared_by, conflicts, count_conflicts
from forensics.hashset.index import HashIndex
from forensics.hashset.labels import label_of
from forensics.hashset.library import spelled, survey

DESCRIPTION = """\
Records of notable sets that known sets list as well. Such a content is notable; the conflict is worth a
question to the owner of one of the sets.
exit status: 0 every notable set was compared with every known set; 3 not every"""
EXAMPLES = """\
examples:
  fieldcase hashset conflicts
  fieldcase hashset conflicts --list"""
_FIELDS = (
    *("notable_set", "known_set", "algorithm", "digest", "notable_record", "category", "category_label"),
    *("known_record",),
)


def register(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    add_comparison(acts, "conflicts", description=DESCRIPTION, examples=EXAMPLES)


def run(args: argparse.Namespace, desk: Desk) -> int:
    verify_options(args)
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
            with comparison_meter(args, desk, opened.indexes) as told:
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

    with list_to(args.out, desk) as lists:
        write_records(records(), lists, form=args.format, fields=_FIELDS)


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
