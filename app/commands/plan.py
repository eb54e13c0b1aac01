"""fieldcase plan: what a scan would read and leave, before it begins."""

import argparse
import json
import os
import queue
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from app.commands.desk import DONE, FAILED, STOPPED, Desk, library_of
from app.commands.plan_options import add_plan_options
from app.commands.showing import duration
from app.engine.plans import chosen_exhibits
from app.engine.previews import PlanQuestion, Previews
from app.engine.profiles import DEFAULT_PROFILE
from app.engine.surveys import Survey, Surveyor
from app.rows.previews import CountRow, EstimateRow, PlanPreview
from app.store.case_file import CaseFile
from app.views.sentences import counted
from forensics.digests import Algorithm
from forensics.errors import FieldcaseError

DESCRIPTION = """\
Lists the exhibits without storing anything, reads here and there for a few seconds to see how fast they are,
and tells what a scan with this plan would read, what the size gate rules out, and how long it may take.
Exhibits that this version has listed before are counted from the case."""
EXAMPLES = """\
examples:
  fieldcase plan case.fieldcase --profile quick
  fieldcase plan case.fieldcase E1 E2 --sets "Project list@2026-10" NSRL --json
exit status: 0 done; 1 failed, or an exhibit cannot be scanned; 130 stopped"""
STEP_S = 0.5  # while the counts still grow, an answer is given anew so often

_ORDER = {
    "user_media": "pictures, video and archives of users",
    "user": "other files of users",
    "media": "pictures, video and archives elsewhere",
    "deleted": "deleted files elsewhere",
    "rest": "everything else",
}


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE")
    add_plan_options(parser, profile=DEFAULT_PROFILE, profile_help="what is read; default: %(default)s")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument(
        "--questions",
        action="store_true",
        help="answer plans given as JSON lines on standard input, each again while the counts grow, until "
        "standard input ends",
    )


def run(args: argparse.Namespace, desk: Desk) -> int:
    with CaseFile.open(args.case) as case:
        surveys = [Survey(exhibit) for exhibit in chosen_exhibits(case, args.exhibits)]
        previews = Previews(library_of(args.library), surveys)
        question = PlanQuestion(
            profile=args.profile,
            sets=None if args.sets is None else tuple(args.sets),
            algorithms=None if args.algorithms is None else tuple(map(Algorithm, args.algorithms)),
        )
        if not args.questions:
            previews.answer(question)  # sets that are not there are told before minutes of listing
        with _Surveying(case, surveys, desk):
            if args.questions:
                return _Conversation(previews, desk).hold(sys.stdin)
            with desk.stop.on_signals():
                return _answer_once(previews, question, desk, as_json=args.json)


class _Surveying:
    """All surveys being filled, several at once, by threads that end with the block."""

    def __init__(self, case: CaseFile, surveys: Sequence[Survey], desk: Desk) -> None:
        self._ends = threading.Event()
        surveyor = Surveyor(
            case,
            start_reader=desk.start_reader,
            cancelled=lambda: self._ends.is_set() or desk.stop.is_set(),
        )
        at_once = max(1, min(len(surveys), os.cpu_count() or 1))
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="survey")
        self._running = [self._pool.submit(surveyor.fill, survey) for survey in surveys]

    def __enter__(self) -> "_Surveying":
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._pool.shutdown(cancel_futures=True)
        for each in self._running:
            if not each.cancelled():
                each.result()


def _answer_once(previews: Previews, question: PlanQuestion, desk: Desk, *, as_json: bool) -> int:
    pause = threading.Event()
    while not previews.is_complete:
        if desk.stop.is_set():
            desk.note("stopped")
            return STOPPED
        pause.wait(0.05)
    answer = previews.answer(question)
    if as_json:
        desk.say_json(asdict(answer))
    else:
        for line in _as_text(answer):
            desk.say(line)
    for sentence in answer.trouble:
        desk.note(sentence)
    return FAILED if answer.trouble else DONE


class _Conversation:
    """Questions come as lines, each with an `id` that stands in its answers."""

    def __init__(self, previews: Previews, desk: Desk) -> None:
        self._previews, self._desk = previews, desk
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def hold(self, lines: TextIO) -> int:
        """Until `lines` end: whoever asked is gone, or has seen enough."""
        threading.Thread(target=self._listen, args=(lines,), name="questions", daemon=True).start()
        asked: dict[str, Any] | None = None  # Any: JSON
        is_final = False
        while True:
            try:
                line = self._lines.get(timeout=None if asked is None or is_final else STEP_S)
            except queue.Empty:
                pass
            else:
                if line is None:
                    return DONE
                asked = _question(line)
            if asked is not None:
                is_final = self._previews.is_complete
                self._answer(asked)

    def _listen(self, lines: TextIO) -> None:
        for line in lines:
            if line.strip() == "stop":
                break
            if line.strip():
                self._lines.put(line)
        self._lines.put(None)

    def _answer(self, asked: dict[str, Any]) -> None:  # Any: JSON
        try:
            preview = asdict(self._previews.answer(PlanQuestion.from_json(asked)))
        except FieldcaseError as trouble:
            self._desk.say_json({"id": asked.get("id"), "trouble": str(trouble)})
        else:
            self._desk.say_json({"id": asked.get("id"), "preview": preview})
        self._desk.out.flush()


def _question(line: str) -> dict[str, Any]:  # Any: JSON
    """A line that is no JSON object asks for what is refused with a sentence."""
    try:
        asked = json.loads(line)
    except ValueError:
        asked = None
    return asked if isinstance(asked, dict) else {"exhibits": line}


def _as_text(answer: PlanPreview) -> list[str]:
    lines = [
        _line("Entries", answer.entries),
        _line("Ruled out by size", answer.ruled_out),
        _line("No content", answer.no_content),
        _line("Encrypted", answer.encrypted),
        _line("Skipped by profile", answer.skipped),
        _line("Will be read", answer.to_read),
    ]
    if answer.unallocated_bytes is not None:
        lines.append(f"{'Unallocated, not read':<24}{'':>14}  {answer.unallocated_bytes:>22,} bytes")
    if answer.order:
        lines.append("In this order:")
        lines += [
            f"  {_ORDER[row.what]}{', of a size in the sets' if row.is_likely else ''}: {row.entries:,}"
            for row in answer.order
        ]
    if (estimate := answer.estimate) is not None:
        lines.append(_estimate_line(estimate))
    if (cost := answer.gate_cost) is not None:
        lines.append(
            f"The size gate is open: {cost.records:,} notable records have no size ({', '.join(cost.sets)}); "
            f"for these {cost.entries:,} files more are read, {cost.size_bytes:,} bytes"
        )
    if answer.shadow_copies:
        lines.append(_copies_line(answer))
    return lines


def _copies_line(answer: PlanPreview) -> str:
    found = counted(answer.shadow_copies, "shadow copy", "shadow copies")
    if answer.are_copies_read:
        return f"{found} in this plan: what differs there is read too, and is not in these numbers"
    return f"{found} outside this plan; the profile thorough reads what differs there"


def _line(word: str, row: CountRow) -> str:
    return f"{word:<24}{row.entries:>14,}  {row.size_bytes:>22,} bytes"


def _estimate_line(row: EstimateRow) -> str:
    low, high = duration(row.low_s), duration(row.high_s)
    span = f"about {low}" if low == high else f"{low} to {high}"
    tested = f"{row.tested_s:g} s of test reads" if row.tested_s else "test reads"
    return f"Estimate: {span}, from {tested} at {row.slowest / 1e6:,.0f} to {row.fastest / 1e6:,.0f} MB/s"
