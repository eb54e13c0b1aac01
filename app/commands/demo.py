"""fieldcase demo: the whole job on a practice image built on the spot, checked against what was planted."""

import argparse
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from app.commands.demo_case import CASE_NAME, PracticeJob, make_keys, work_the_case
from app.commands.desk import DONE, FAILED, STOPPED, Desk
from app.commands.showing import add_progress_option, meter_for
from app.practice import PracticeKit, build_practice
from app.store.case_file import CaseFile
from app.store.opening import CaseTrouble
from app.tool import program_command, program_version
from app.views.records import entry_records
from app.views.sentences import counted
from forensics.hashset.importing import import_set
from forensics.paths import display_text

DESCRIPTION = """\
Builds a small disk image and two known-hash sets of harmless data, scans the image, writes the report, signed
with practice keys, verifies the case, and checks that what was found is what was planted."""
EXAMPLES = """\
example:
  fieldcase demo practice"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path("practice"),
        metavar="DIR",
        help="new or empty folder; default: %(default)s",
    )
    parser.add_argument(
        "--no-screenshots", action="store_true", help="leave out the pictures of the desktop showing the case"
    )
    add_progress_option(parser)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the scan made of the planted files: how many of each, and every difference as a sentence."""

    outcomes: Counter[str]
    differences: tuple[str, ...]


def run(args: argparse.Namespace, desk: Desk) -> int:
    folder: Path = args.folder
    if folder.exists() and any(folder.iterdir() if folder.is_dir() else (folder,)):
        raise CaseTrouble(f"{folder} exists already and is not an empty folder; name another")
    if args.progress == "json":
        desk.stop.listen(sys.stdin)
    with meter_for(args.progress, desk) as meter, desk.stop.on_signals():
        meter.start_phase("building", exhibit=None)
        kit = build_practice(folder / "evidence")
        _import_sets(kit, folder / "library", desk)
        keys = make_keys(folder, desk)
        job = PracticeJob(folder=folder, kit=kit, meter=meter, desk=desk, identities=keys)
        if not work_the_case(job):
            meter.finish(status=STOPPED, sentence="stopped")
            return STOPPED
        found = _found(folder / CASE_NAME, kit)
        status = FAILED if found.differences else DONE
        meter.finish(status=status, sentence=_sentence(found))
    if args.progress != "json":
        _tell(folder, found, desk, with_screenshots=not args.no_screenshots)
    return status


def _import_sets(kit: PracticeKit, library: Path, desk: Desk) -> None:
    for source, name, role in (
        (kit.notable_set, "Practice notable", "notable"),
        (kit.known_set, "Practice known software", "known"),
    ):
        import_set(
            source,
            library=library,
            name=name,
            role=role,
            version=kit.set_version,
            format_name=None,
            imported_at=desk.now(),
            tool_version=program_version(),
            progress=lambda _done, _total: None,
            cancelled=desk.stop.is_set,
        )


def _found(case_folder: Path, kit: PracticeKit) -> Found:
    """Hold the entry list against what was planted, both ways: nothing lost, and nothing matched that was not
    planted to match.
    """
    with CaseFile.open(case_folder) as case:
        listed = {
            (record["path"], not record["allocated"]): record
            for record in entry_records(case)
            if record["kind"] == "file"
        }
    outcomes: Counter[str] = Counter()
    differences = []
    planted_to_match = set()
    for planted in kit.planted:
        shown = display_text(planted.path)
        record = listed.get((shown, planted.deleted))
        outcome = "not listed" if record is None else record["outcome"]
        outcomes[planted.hiding.value] += 1
        if not planted.expected.accepts(outcome):
            differences.append(
                f"{shown} ({planted.hiding.value}) should be {planted.expected.value} and is {outcome}"
            )
        if planted.expected.value == "matched":
            planted_to_match.add((shown, planted.deleted))
    matched = {key for key, record in listed.items() if record["outcome"] == "matched"}
    differences += [
        f"{path} matched and was not planted to match" for path, _ in sorted(matched - planted_to_match)
    ]
    outcomes["matched"] = len(matched)
    return Found(outcomes=outcomes, differences=tuple(differences))


def _sentence(found: Found) -> str:
    if found.differences:
        return f"what was found is not what was planted: {found.differences[0]}"
    files = counted(found.outcomes["matched"], "planted file", "planted files")
    return f"{files} found, and nothing else matched"


def _tell(folder: Path, found: Found, desk: Desk, *, with_screenshots: bool) -> None:
    pictures = _take_screenshots(folder, desk) if with_screenshots else None
    desk.say(f"case         {folder / CASE_NAME}")
    desk.say(f"report       {folder / 'report' / 'data' / 'report.pdf'}")
    if pictures is not None:
        desk.say(f"screenshots  {pictures}")
    for hiding, number in found.outcomes.items():
        if hiding != "matched":
            desk.say(f"planted      {number:>3}  {hiding}")
    desk.say(f"found        {_sentence(found)}")
    for difference in found.differences:
        desk.say(f"difference   {difference}")


def _take_screenshots(folder: Path, desk: Desk) -> Path | None:
    """Pictures of the desktop showing this case, made off screen by the program itself."""
    out = folder / "screenshots"
    library = folder / "library"
    done = subprocess.run(
        [*program_command(), "screenshots", str(folder / CASE_NAME), str(out)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "FIELDCASE_LIBRARY": str(library)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        desk.note(f"the screenshots could not be made: {done.stderr.strip()[-300:]}")
        return None
    return out
