"""fieldcase info: what a source is, without a case."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.commands.desk import DONE, PART_UNREAD, Desk
from app.commands.volume_secrets import add_means_options, key_for
from app.engine.lost_search import Search, list_found, run_search
from app.engine.session import ReaderSession
from app.engine.sources import look_at, unlocked
from forensics.entries import Fault
from forensics.errors import FieldcaseError
from forensics.images import SHADOW_COPY, Volume, VolumeState
from forensics.layers import in_words, place_of
from forensics.reader.protocol import FoundListed, Opened, Unlocked

DESCRIPTION = """\
Opens a source read-only and shows container, stored digests, acquisition notes, volumes, file systems."""
EXAMPLES = """\
example:
  fieldcase info stick.E01"""

ONLY_ONE = -1
_STATES = {
    VolumeState.UNSUPPORTED: "not supported",
    VolumeState.UNREADABLE: "could not be read",
    VolumeState.NO_FILE_SYSTEM: "nothing to list",
    VolumeState.HOLDS_VOLUMES: "holds volumes",
}


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, metavar="SOURCE")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument(
        "--search-lost",
        action="store_true",
        help="look for volumes that no partition table lists to the end of the disk, not only where they "
        "usually begin; may take hours on a large disk",
    )
    parser.add_argument(
        "--unlock",
        nargs="?",
        type=int,
        const=ONLY_ONE,
        metavar="VOLUME",
        help="open a locked volume too, and list what it holds; without a number the only one that is locked",
    )
    add_means_options(parser)


def run(args: argparse.Namespace, desk: Desk) -> int:
    def search(session: ReaderSession, opened: Opened) -> FoundListed:
        search = Search()
        run_search(search, session, opened, on_reached=lambda _reached: None)
        return list_found(search, session)

    def unlock(session: ReaderSession, opened: Opened) -> Unlocked:
        index = _the_locked(opened, args.unlock)
        return unlocked(session, index, key_for(args.means, what=f"volume {index}", desk=desk))

    more: list[Callable[[ReaderSession, Opened], Unlocked | FoundListed]] = []
    more += [search] if args.search_lost else []
    more += [] if args.unlock is None else [unlock]
    opened = look_at(args.source, start_reader=desk.start_reader, more=more)
    if args.json:
        desk.say_json(_as_json(opened))
    else:
        for line in _as_text(opened):
            desk.say(line)
    return PART_UNREAD if opened.faults else DONE


def _the_locked(opened: Opened, index: int) -> int:
    locked = [volume.index for volume in opened.volumes if volume.state == VolumeState.LOCKED]
    if index != ONLY_ONE:
        return index
    if len(locked) != 1:
        choice = ", ".join(map(str, locked)) or "none is locked"
        raise FieldcaseError(f"name the volume to unlock: {choice}")
    return locked[0]


def _as_json(opened: Opened) -> dict[str, Any]:
    image = opened.image
    return {
        "container": image.container,
        "size": image.size_bytes,
        "sector_size": image.sector_bytes,
        "segments": list(image.segments),
        "stored": {algorithm.value: raw.hex() for algorithm, raw in image.stored_digests.present()},
        "acquisition_notes": [list(note) for note in image.acquisition_notes],
        "volumes": [asdict(volume) for volume in opened.volumes],
        "gaps": [asdict(gap) for gap in opened.gaps],
        "faults": [fault.reason for fault in opened.faults],
        "fault_places": [
            {"volume": fault.volume, "offset": fault.offset_bytes, "length": fault.length_bytes}
            for fault in opened.faults
        ],
    }


def _as_text(opened: Opened) -> list[str]:
    image = opened.image
    lines = [
        f"container      {image.container}",
        f"size           {image.size_bytes:,} bytes, sectors of {image.sector_bytes}",
        f"files          {len(image.segments)}: {image.segments[0]}"
        + (" ..." if len(image.segments) > 1 else ""),
    ]
    lines += [
        f"stored {algorithm.value.upper():<8}{raw.hex()}" for algorithm, raw in image.stored_digests.present()
    ]
    lines += [f"note           {name}: {value}" for name, value in image.acquisition_notes]
    lines += [f"volume {place:<8}{_volume(volume)}" for place, volume in _tree(opened.volumes)]
    lines += [f"fault          {fault.reason}{_where(fault)}" for fault in opened.faults]
    return lines


def _tree(volumes: Sequence[Volume]) -> list[tuple[str, Volume]]:
    """Each volume with its index, and below it those that lie inside it, set in by their depth."""
    inside: dict[int | None, list[Volume]] = {}
    for volume in volumes:
        inside.setdefault(volume.within, []).append(volume)
    found: list[tuple[str, Volume]] = []

    def follow(holder: int | None, depth: int) -> None:
        for volume in inside.get(holder, ()):
            found.append((f"{'  ' * depth}{volume.index}", volume))
            follow(volume.index, depth + 1)

    follow(None, 0)
    return found


def _where(fault: Fault) -> str:
    """Its place, as far as it has one that the sentence need not say."""
    volume = [] if fault.volume is None else [f"volume {fault.volume}"]
    place = [] if fault.offset_bytes is None else [in_words(fault.offset_bytes)]
    return f" ({', '.join((*volume, *place))})" if volume or place else ""


def _volume(volume: Volume) -> str:
    kind = volume.file_system or "no file system found"
    label = f' "{volume.label}"' if volume.label else ""
    reason = f" ({volume.reason})" if volume.reason else ""
    at, inside = place_of(volume.offset_bytes)
    place = f" at {inside:,}" if at is None else ""
    lies = f"{volume.length_bytes:,} bytes{place}, {volume.table}: {volume.description}"
    layer = f", {volume.layer} in volume {volume.within}" if volume.within is not None else ""
    not_scanned = ", scanned by the profile thorough alone" if volume.layer == SHADOW_COPY else ""
    state = f"{_STATES.get(volume.state, volume.state)}{not_scanned}"
    return f"{kind}{label}, {lies}{layer}, {state}{reason}"
