"""fieldcase unlock: open a locked volume of an exhibit, and record what it holds."""

import argparse
from pathlib import Path

from app.commands.custody_forms import add_by_option
from app.commands.desk import DONE, PART_UNREAD, Desk
from app.commands.secrets_again import secrets_again
from app.commands.volume_secrets import add_means_options, key_for
from app.engine.added_later import wants_secrets
from app.engine.unlocking import the_locked_volume, unlock_volume
from app.store.case_file import CaseFile
from forensics.images import VolumeState
from forensics.locks import CLEAR_KEY

DESCRIPTION = """\
Opens a volume that is locked by BitLocker, LUKS, APFS or CoreStorage, and lists what it holds behind the
volumes that are known. The secret is kept nowhere: a scan of what was unlocked asks again (scan --unlock).
The custody chain records who unlocked which volume by which means, and each attempt that failed."""
EXAMPLES = """\
examples:
  fieldcase unlock case.fieldcase E1                       asks for the password
  fieldcase unlock case.fieldcase E1 2 --with recovery-key
  fieldcase unlock case.fieldcase E1 --with clear-key      BitLocker with its protection suspended"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE")
    parser.add_argument("exhibit", metavar="EXHIBIT")
    parser.add_argument(
        "volume",
        nargs="?",
        type=int,
        metavar="VOLUME",
        help="its number; default: the only one that is locked",
    )
    add_means_options(parser)
    add_by_option(parser)


def run(args: argparse.Namespace, desk: Desk) -> int:
    with CaseFile.open(args.case, write=True, by=args.by) as case:
        case.verify_open()
        exhibit = case.exhibit(args.exhibit)
        index = the_locked_volume(case, exhibit, args.volume)
        holders = _holders({row.position: row.within for row in case.volumes(exhibit.id)}, index)
        before = [each for each in wants_secrets(case, [exhibit]) if each.volume in holders]
        secrets = secrets_again(before, desk)
        key = key_for(args.means, what=f"{exhibit.label}, volume {index}", desk=desk)
        volumes = unlock_volume(
            case, exhibit, index, key, secrets=secrets, start_reader=desk.start_reader, now=desk.now
        )
    for volume in volumes:
        kind = volume.file_system or "no file system found"
        size = f"{volume.length_bytes:,} bytes"
        desk.say_row(f"volume {volume.index}", kind, size, volume.layer or "", volume.state)
    again = " --unlock" if args.means != CLEAR_KEY else ""
    desk.note(f"volume {index} of {exhibit.label} is unlocked; read it with: fieldcase scan CASE{again}")
    return DONE if all(volume.state in _NO_TROUBLE for volume in volumes) else PART_UNREAD


_NO_TROUBLE = (VolumeState.READABLE, VolumeState.HOLDS_VOLUMES, VolumeState.NO_FILE_SYSTEM)


def _holders(within: dict[int, int | None], index: int) -> set[int]:
    """The volumes that volume `index` lies in."""
    holders: set[int] = set()
    holder = within.get(index)
    while holder is not None and holder not in holders:
        holders.add(holder)
        holder = within.get(holder)
    return holders
