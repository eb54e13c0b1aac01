"""fieldcase unseal: a sealed bundle opened by one of its recipients."""

import argparse
import shutil
import tempfile
from pathlib import Path

from app.commands.desk import DONE, Desk
from forensics.errors import FieldcaseError
from reports.checking.unpacking import unpacked

DESCRIPTION = """\
Opens what fieldcase seal made, with the secret key of a recipient, into a new folder. What comes out is as
it was sealed, or nothing does; whether it is what its examiner signed, fieldcase verify says."""
EXAMPLES = """\
example:
  fieldcase unseal case-report.age --key laboratory.key --out case-report
  fieldcase verify case-report"""


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("envelope", type=Path, metavar="FILE.age")
    parser.add_argument("--key", type=Path, required=True, metavar="F", help="file with the secret key")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="new or empty folder")


def run(args: argparse.Namespace, desk: Desk) -> int:
    from reports.sealing.envelopes import open_envelope, read_key_file

    if args.out.is_symlink() or (args.out.exists() and not args.out.is_dir()) or _has_content(args.out):
        raise FieldcaseError(f"{args.out} is not a new or empty folder.")
    key = read_key_file(args.key)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    # Private (0700) and beside the target: what is unsealed goes to no other disk, and is gone if this fails.
    with tempfile.TemporaryDirectory(dir=args.out.parent, prefix=f".{args.out.name}-") as place:
        plain = Path(place) / "bundle.zip"
        open_envelope(args.envelope, plain, key)
        with unpacked(plain, beside=Path(place)) as folder:
            files = _moved(folder, Path(place) / "bundle")
        if args.out.exists():
            args.out.rmdir()
        (Path(place) / "bundle").rename(args.out)
    desk.note(f"{files:,} files are in {args.out}; now check them: fieldcase verify {args.out}")
    return DONE


def _has_content(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _moved(source: Path, target: Path) -> int:
    target.mkdir()
    for item in source.iterdir():
        shutil.move(item, target / item.name)
    return sum(1 for path in target.rglob("*") if path.is_file())
