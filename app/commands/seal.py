"""fieldcase seal: a bundle locked for its recipients, as one file."""

import argparse
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from app.commands.desk import DONE, Desk
from app.moments import iso_utc
from app.store.case_file import CaseFile
from forensics.errors import FieldcaseError
from reports import bag
from reports.checking.opening import open_bundle
from reports.packing import packed

DESCRIPTION = """\
Seals a bundle (a folder, or the zip that report --zip writes) to the public keys of its recipients, for
transport. Only they can open it, with fieldcase unseal or with age. Sealing hides; it does not sign: what is
in the bundle is signed already. Nothing unsealed is written beside the bundle."""
EXAMPLES = """\
examples:
  fieldcase seal case-report --to age1qva89p4... --out case-report.age
  fieldcase seal case-report.zip --to lab.txt --to court.txt --out job.age --case job.fieldcase"""

_CHUNK = 1 << 20
_LARGEST_LIST = 64 * 1024  # bytes of a file of public keys


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bundle:
    """What is sealed. `manifest_sha256` is of the tag manifest of a folder, `None` for a zip."""

    pieces: Iterable[bytes]
    manifest_sha256: str | None


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", type=Path, metavar="BUNDLE")
    parser.add_argument(
        "--to",
        action="append",
        required=True,
        metavar="RECIPIENT",
        help="a public key (age1...), or a file with one on each line; can be given again",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.age", help="new file")
    parser.add_argument("--case", type=Path, metavar="CASE", help="record it as an event of this case")
    parser.add_argument("--by", metavar="ID", help="who acts, where it is not the case's examiner")


def run(args: argparse.Namespace, desk: Desk) -> int:
    from reports.sealing.envelopes import seal_pieces, verify_recipient

    recipients = tuple(dict.fromkeys(key for given in args.to for key in _keys(given)))
    for key in recipients:
        verify_recipient(key)
    bundle = _bundle(args.bundle)
    with ExitStack() as open_case:
        # Opened first: an envelope whose event cannot be recorded is not made.
        case = args.case and open_case.enter_context(CaseFile.open(args.case, write=True, by=args.by))
        try:
            seal_pieces(bundle.pieces, args.out, recipients)
        except FileExistsError as trouble:
            raise FieldcaseError(f"{args.out} exists; give a new file with --out.") from trouble
        digest = _sha256(args.out)
        if case:
            case.log(
                utc=iso_utc(desk.now()),
                action="bundle.sealed",
                subject=args.bundle.name,
                payload={
                    "envelope": args.out.name,
                    "sha256": digest,
                    "size_bytes": args.out.stat().st_size,
                    "recipients": len(recipients),
                    "keys": list(recipients),
                    "manifest_sha256": bundle.manifest_sha256,
                },
            )
    desk.say_row(digest, args.out.name)
    desk.note(f"sealed to {len(recipients)} {'key' if len(recipients) == 1 else 'keys'}: {args.out}")
    return DONE


def _keys(given: str) -> Iterator[str]:
    if given.startswith("age1"):
        yield given
        return
    path = Path(given)
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST_LIST + 1)
    except OSError as trouble:
        raise FieldcaseError(
            f"{given} is neither a public key (age1...) nor a file that can be read: {trouble.strerror}."
        ) from trouble
    lines = raw[:_LARGEST_LIST].decode("utf-8", "replace").splitlines()
    keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not keys or len(raw) > _LARGEST_LIST:
        raise FieldcaseError(f"{path.name} holds no public keys, one on each line.")
    if any(key.startswith("AGE-SECRET-KEY-") for key in keys):
        raise FieldcaseError(
            f"{path.name} is a secret key; seal to the public one (age1...) that belongs to it."
        )
    yield from keys


def _bundle(path: Path) -> _Bundle:
    if path.is_file():
        return _Bundle(pieces=_chunks(path), manifest_sha256=None)
    if not (path / bag.DECLARATION_NAME).is_file():
        raise FieldcaseError(f"{path} is no bundle; make one with fieldcase report.")
    found = open_bundle(path)
    if found.strange:
        raise FieldcaseError(f"{path.name} is not sealed as it is: {found.strange[0]}.")
    manifest = bag.tag_manifest_name("sha256")
    top = path.resolve().name
    return _Bundle(
        pieces=packed(path, tuple(found.files), top=top if bag.is_plain_name(top) else "bundle"),
        manifest_sha256=_sha256(path / manifest) if manifest in found else None,
    )


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
