"""Puts the commands together: one parser, one place where trouble becomes a sentence and an exit status."""

import argparse
from collections.abc import Sequence
from types import ModuleType

from app.commands import case, compare, content, demo, evidence, hashset, info, listing, report, scan, verify
from app.commands.desk import FAILED, STOPPED, Desk
from app.tool import program_version
from forensics.errors import Cancelled, FieldcaseError

_COMMANDS: dict[str, ModuleType] = {
    "demo": demo,
    "info": info,
    "case": case,
    "evidence": evidence,
    "hashset": hashset,
    "scan": scan,
    "list": listing,
    "report": report,
    "verify": verify,
    "compare": compare,
    "content": content,
}

DESCRIPTION = """\
Fieldcase examines disk images on scene, without a network: image in, known-hash hits and a chain-of-custody report out.
Without a command it opens the desktop."""

FIRST_STEPS = """\
a whole job:
  fieldcase demo practice                                   the job below on a practice image, with its report
  fieldcase case new job.fieldcase --number 12 --examiner "K. Osei"
  fieldcase evidence add job.fieldcase stick.E01
  fieldcase hashset import list.json --name "Project list" --role notable
  fieldcase scan job.fieldcase
  fieldcase report job.fieldcase --out job-report

exit status: 0 done; 1 failed, with one sentence; 2 wrong use; 3 done, but part of the evidence could not be read;
4 a verification or comparison found a difference; 130 stopped, can be resumed"""


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fieldcase",
        description=DESCRIPTION,
        epilog=FIRST_STEPS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Fieldcase {program_version()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module in _COMMANDS.items():
        command = commands.add_parser(
            name,
            help=module.HELP,
            description=module.DESCRIPTION,
            epilog=module.EXAMPLES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.register(command)
    return parser


def run_line(argv: Sequence[str], desk: Desk) -> int:
    """Carry out one command line. Trouble is one sentence on standard error, never a traceback."""
    args = build_parser().parse_args(argv)
    try:
        return int(_COMMANDS[args.command].run(args, desk))
    except Cancelled as stopped:
        desk.note(f"fieldcase: {stopped}")
        return STOPPED
    except FieldcaseError as trouble:
        desk.note(f"fieldcase: {trouble}")
        return FAILED
    except BrokenPipeError:  # the reader of our output (head, less) has seen enough
        return FAILED
    except KeyboardInterrupt:
        desk.note("fieldcase: stopped")
        return STOPPED
