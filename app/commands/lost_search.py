"""The act `fieldcase evidence search-lost`, and the same behind `evidence add`: look for lost volumes on the
whole disk.
"""

import argparse
import sys
from collections.abc import Sequence

from app.commands.desk import DONE, PART_UNREAD, STOPPED, Desk
from app.commands.showing import meter_for
from app.engine.lost_search import COMPLETE, MANY_FOUND
from app.engine.lost_search import STOPPED as STOPPED_EARLY
from app.engine.progress import ProgressMeter
from app.engine.recorded_search import Searched, search_exhibit
from app.engine.session import Stopped
from app.store.case_file import CaseFile, CaseRow
from forensics.images import Volume, VolumeState
from forensics.layers import place_of

DESCRIPTION = """\
Looks for volumes that no partition table lists to the end of the disk, not only where they usually begin.
What is found is listed behind the volumes that are known, and every later scan and view opens it too. It may
take hours; stopped, it keeps what it found, and the same command goes on from there."""
_NO_TROUBLE = (VolumeState.READABLE, VolumeState.HOLDS_VOLUMES, VolumeState.NO_FILE_SYSTEM)


def run_search_lost(args: argparse.Namespace, desk: Desk) -> int:
    listen(args, desk)
    with (
        CaseFile.open(args.case, write=True, by=args.by) as case,
        meter_for(args.progress, desk) as meter,
        desk.stop.on_signals(),
    ):
        case.verify_open()
        status, sentence, volumes = searched(case, case.exhibit(args.exhibit), meter=meter, desk=desk)
        meter.finish(status=status, sentence=sentence)
    say_volumes(volumes, args=args, desk=desk)
    desk.note(sentence)
    return status


def say_volumes(volumes: Sequence[Volume], *, args: argparse.Namespace, desk: Desk) -> None:
    """A row each, where nobody reads progress from there."""
    if args.progress == "json":
        return
    for volume in volumes:
        kind = volume.file_system or "no file system found"
        at, inside = place_of(volume.offset_bytes)
        place = f"byte {inside:,}" if at is None else ""
        size = f"{volume.length_bytes:,} bytes"
        desk.say_row(f"volume {volume.index}", kind, place, size, volume.layer or volume.table, volume.state)


def listen(args: argparse.Namespace, desk: Desk) -> None:
    """Who reads progress as JSON lines asks to stop by a line of standard input."""
    if args.progress == "json":
        desk.stop.listen(sys.stdin)


def searched(
    case: CaseFile, exhibit: CaseRow, *, meter: ProgressMeter, desk: Desk
) -> tuple[int, str, tuple[Volume, ...]]:
    """The exit status of a search, its result in a sentence, and the volumes."""
    try:
        found = search_exhibit(
            case,
            exhibit,
            start_reader=desk.start_reader,
            meter=meter,
            cancelled=desk.stop.is_set,
            now=desk.now,
        )
    except Stopped:
        return STOPPED, f"{exhibit.label}: stopped before the search began", ()
    if found is None:
        return DONE, f"{exhibit.label}: all of it was searched for lost volumes before", ()
    return _status(found), _sentence(exhibit.label, found), found.volumes


def _status(found: Searched) -> int:
    if found.ended == STOPPED_EARLY:
        return STOPPED
    is_whole = found.ended == COMPLETE and not found.is_partly_unread
    return DONE if is_whole and all(v.state in _NO_TROUBLE for v in found.volumes) else PART_UNREAD


def _sentence(label: str, found: Searched) -> str:
    advice, reached, size = _in_words(found), f"{found.reached:,}", f"{found.size_bytes:,}"
    if found.ended == COMPLETE:
        return f"{label}: the whole disk was searched for lost volumes; {advice}"
    if found.ended == STOPPED_EARLY:
        return (
            f"{label}: the search was stopped at byte {reached} of {size}; search again to go on from there; "
            f"{advice}"
        )
    if found.ended == MANY_FOUND:
        return (
            f"{label}: the search ended at byte {reached} of {size}, as it found as many as one search "
            f"lists; search again to go on; {advice}"
        )
    return (
        f"{label}: the search was given up at byte {reached} of {size}, as the evidence ended the reader too "
        f"often; {advice}"
    )


def _in_words(found: Searched) -> str:
    lost = sum(volume.within is None for volume in found.volumes)
    if lost == 1:
        return "1 volume was found that no table lists"
    return f"{lost:,} volumes were found that no table lists" if lost else "none was found"
