"""What `diff` and `conflicts` of `fieldcase hashset` share: options, progress, and a file for the list."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.commands.desk import DONE, STOPPED, Desk
from app.commands.passphrase import add_passphrase_option
from app.commands.record_forms import add_format_option
from app.commands.showing import add_progress_option, meter_for
from forensics.errors import Cancelled, FieldcaseError
from forensics.hashset.index import HashIndex


def add_comparison(
    acts: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    *,
    description: str,
    examples: str,
) -> argparse.ArgumentParser:
    """The parser of an act that compares sets, with the options that both have."""
    parser = acts.add_parser(
        name,
        description=description,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--list", action="store_true", help="each one, not only how many")
    add_format_option(parser, plain="text")
    parser.add_argument(
        "--out",
        metavar="FILE",
        type=Path,
        help="the list goes there, in the format jsonl or csv; a file is replaced",
    )
    add_progress_option(parser)
    add_passphrase_option(parser)
    parser.add_argument("--library", metavar="DIR", help="folder of known-hash sets")
    return parser


def verify_options(args: argparse.Namespace) -> None:
    """Raise FieldcaseError for options that do not go together."""
    if args.out is not None and args.format == "text":
        raise FieldcaseError("What goes into a file is a list: add --format csv or --format jsonl.")
    if args.out is None and args.progress in ("bar", "json"):
        raise FieldcaseError("Progress is told while a list goes into a file: add --out FILE.")


@contextmanager
def comparison_meter(
    args: argparse.Namespace, desk: Desk, indexes: Sequence[HashIndex]
) -> Iterator[Callable[[float], None]]:
    """Takes the share that is done while a list is written to a file, and listens for a stop."""
    if args.progress == "json":
        desk.stop.listen(sys.stdin)
    choice = "none" if args.out is None else args.progress
    total = sum(index.path.stat().st_size for index in indexes)
    with meter_for(choice, desk) as meter, desk.stop.on_signals():
        meter.start_phase("comparing", exhibit=None, bytes_total=total)
        try:
            yield lambda share: meter.set_bytes(round(share * total))
        except Cancelled as stop:
            meter.finish(status=STOPPED, sentence=str(stop))
            raise
        meter.finish(status=DONE, sentence=f"the list is in {args.out}")


@contextmanager
def list_to(out: Path | None, desk: Desk) -> Iterator[Desk]:
    """A desk whose data goes to the file, which is there only when it is whole."""
    if out is None:
        yield desk
        return
    part = out.with_name(f"{out.name}.part")
    try:
        file = part.open("x", encoding="utf-8", newline="")  # never over a file that is somebody else's
    except FileExistsError as trouble:
        raise FieldcaseError(f"{part} is in the way; remove it or give another name.") from trouble
    except OSError as trouble:
        raise FieldcaseError(f"{out} cannot be written: {trouble.strerror}.") from trouble
    try:
        with file:
            yield replace(desk, out=file)
        part.replace(out)
    except OSError as trouble:
        raise FieldcaseError(f"{out} cannot be written: {trouble.strerror}.") from trouble
    finally:
        part.unlink(missing_ok=True)
