"""Puts the commands together: one parser, one place where trouble becomes a sentence and an exit status."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from types import ModuleType

from app.commands.desk import FAILED, STOPPED, Desk, remark
from app.tool import program_version
from forensics.errors import Cancelled, FieldcaseError

_COMMANDS = {
    "demo": "the whole job on a practice image: build, scan, report, verify",
    "info": "show what a disk image is: container, stored digests, volumes",
    "case": "make a case, say what belongs to it, close it",
    "evidence": "take evidence into a case, verify, describe, photograph it, hand it over",
    "unlock": "open a locked volume of an exhibit with a password, a recovery key or a key file",
    "hashset": "known-hash sets: import, list, find, compare, verify, remove, export",
    "plan": "tell what a scan would read and leave, and how long it may take",
    "scan": "scan the exhibits of a case, or go on with an unfinished scan",
    "list": "list entries, hits, conflicts, faults, coverage, custody events, exhibits, marks or looks",
    "mark": "mark, note or bookmark entries, or take that back",
    "wellness": "what was looked at today, and the limits a supervisor sets",
    "report": "write the report: PDF, web page, tables, custody chain, signed as one bundle",
    "preview": "the pages of the report as pictures, before it is written",
    "transfer-form": "the form of a hand-over as PDF, to be printed and signed by hand",
    "disclose": "records of single entries, with the proof that they belong to a scan",
    "verify": "check a case, a report, or disclosed records",
    "sign": "sign the custody chain of a case as it stands",
    "countersign": "sign a case or a bundle as a second person",
    "compare": "compare two cases over the same media",
    "examiner": "the key that you sign with: make one, or use the agency's",
    "seal": "lock a bundle for its recipients, for transport",
    "unseal": "open a sealed bundle",
    "recipient": "make a key that bundles can be sealed to",
    "stamp": "ask a time-stamping authority on the network for a stamp on a bundle",
    "self-test": "answer known questions: does this program find what it must on this computer?",
    "content": "write the first bytes of an entry's content to standard output",
}
_MODULE_OF = {  # `list` is Python's own word
    "list": "listing",
    "self-test": "self_test",
    "transfer-form": "transfer_form",
}

DESCRIPTION = """\
Fieldcase examines disk images on scene, without a network: image in, known-hash hits and a chain-of-custody
report out.
Without a command it opens the desktop."""

FIRST_STEPS = """\
a whole job:
  fieldcase demo practice                                   the job below on a practice image, with its report
  fieldcase case new job.fieldcase --number 12 --examiner "K. Osei"
  fieldcase evidence add job.fieldcase stick.E01
  fieldcase hashset import list.json --name "Project list" --role notable
  fieldcase scan job.fieldcase
  fieldcase report job.fieldcase --out job-report

exit status: 0 done; 1 failed, with one sentence; 2 wrong use; 3 done, but part of the evidence could not be
read;
4 a verification or comparison found a difference; 130 stopped, can be resumed"""


def build_parser(chosen: str | None = None) -> argparse.ArgumentParser:
    """The parser of all commands; only the chosen one's module is imported and its options known."""
    parser = argparse.ArgumentParser(
        prog="fieldcase",
        description=DESCRIPTION,
        epilog=FIRST_STEPS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Fieldcase {program_version()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in _COMMANDS.items():
        if name != chosen:
            commands.add_parser(name, help=summary)
            continue
        module = command_module(name)
        command = commands.add_parser(
            name,
            help=summary,
            description=module.DESCRIPTION,
            epilog=module.EXAMPLES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.register(command)
    return parser


def command_module(name: str) -> ModuleType:
    return importlib.import_module(f"app.commands.{_MODULE_OF.get(name, name)}")


def run_line(argv: Sequence[str], desk: Desk) -> int:
    """Carry out one command line. Trouble is one sentence on standard error, never a traceback."""
    chosen = next((word for word in argv if word in _COMMANDS), None)
    args = build_parser(chosen).parse_args(argv)
    try:
        _refuse_undecodable(argv)
        return _carried_out(args, desk)
    except Cancelled as stopped:
        desk.note(f"fieldcase: {stopped}")
        return STOPPED
    except FieldcaseError as trouble:
        desk.note(f"fieldcase: {remark(str(trouble))}")
        return FAILED
    except BrokenPipeError:  # the reader of our output (head, less) has seen enough
        sys.stdout = None  # or the interpreter complains again when it closes it
        return FAILED
    except OSError as trouble:  # a folder that may not be read, a disk full of our output: not our own fault
        place = "" if trouble.filename is None else f"{trouble.filename}: "
        desk.note(f"fieldcase: {place}{trouble.strerror or type(trouble).__name__}")
        if desk.out is sys.stdout:
            sys.stdout = None  # what could not be written cannot be written at the end either
        return FAILED
    except KeyboardInterrupt:
        desk.note("fieldcase: stopped")
        return STOPPED


def _carried_out(args: argparse.Namespace, desk: Desk) -> int:
    status = int(command_module(args.command).run(args, desk))
    desk.out.flush()  # what cannot be written shows here and not at the end of the process
    return status


def _refuse_undecodable(argv: Sequence[str]) -> None:
    """Names and words go into the case and the report as Unicode text."""
    for word in argv:
        try:
            word.encode("utf-8")
        except UnicodeEncodeError as trouble:
            raise FieldcaseError(
                f"{word} is not valid UTF-8 text; rename the file or folder, or make a link to it, "
                "and use that"
            ) from trouble
