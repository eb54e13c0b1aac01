"""The act `fieldcase evidence search-lost`, and the same behind `evidence add`: look for lost volumes on the
whole disk.
"""

import argparse
import sys

from app.commands.desk import DONE, PART_UNREAD, STOPPED, Desk
from app.commands.showing import meter_for
from app.engine.lost_search import COMPLETE, MANY_FOUND, Searched, search_exhibit
from app.engine.lost_search import STOPPED as STOPPED_EARLY
from app.engine.progress import ProgressMeter
from app.engine.session import Stopped
from app.store.case_file import CaseFile, CaseRow
from app.views.sentences import counted
from forensics.images import Volume, VolumeState

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
        status, sentence = searched(case, case.exhibit(args.exhibit), meter=meter, desk=desk)
        meter.finish(status=status, sentence=sentence)
    desk.note(sentence)
    return status


def listen(args: argparse.Namespace, desk: Desk) -> None:
    """Who reads progress as JSON lines asks to stop by a line of standard input."""
    if args.progress == "json":
        desk.stop.listen(sys.stdin)


def searched(case: CaseFile, exhibit: CaseRow, *, meter: ProgressMeter, desk: Desk) -> tuple[int, str]:
    """The exit status of a search, and its result in a sentence."""
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
        return STOPPED, f"{exhibit.label}: stopped before the search began"
    if found is None:
        return DONE, f"{exhibit.label}: all of it was searched for lost volumes before"
    return _status(found), f"{exhibit.label}: {_ending(found)}; {_in_words(found)}"


def _status(found: Searched) -> int:
    if found.ended == STOPPED_EARLY:
        return STOPPED
    is_whole = found.ended == COMPLETE and not found.is_partly_unread
    return DONE if is_whole and all(v.state in _NO_TROUBLE for v in found.volumes) else PART_UNREAD


def _ending(found: Searched) -> str:
    place = f"byte {found.reached:,} of {found.size_bytes:,}"
    if found.ended == COMPLETE:
        return "the whole disk was searched for lost volumes"
    if found.ended == STOPPED_EARLY:
        return f"the search was stopped at {place}; search again to go on from there"
    if found.ended == MANY_FOUND:
        return f"the search ended at {place}, as it found as many as one search lists; search again to go on"
    return f"the search was given up at {place}, as the evidence ended the reader too often"


def _in_words(found: Searched) -> str:
    lost = [volume for volume in found.volumes if volume.within is None]
    if not lost:
        return "none was found"
    each = ", ".join(_volume(volume) for volume in lost[:_MOST_NAMED])
    more = f" and {len(lost) - _MOST_NAMED} more" if len(lost) > _MOST_NAMED else ""
    return f"{counted(len(lost), 'volume was', 'volumes were')} found that no table lists: {each}{more}"


_MOST_NAMED = 8


def _volume(volume: Volume) -> str:
    kind = volume.file_system or "no file system found"
    return f"volume {volume.index} ({kind}) at byte {volume.offset_bytes:,}"
