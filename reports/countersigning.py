"""A second signature over a bundle that stands: beside the first, and nothing else of it changes."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reports.checking import check_bundle
from reports.errors import ReportNotWritten
from reports.layout import MOST_SIGNATURES, SIGNED_NAME, signature_name
from reports.writing import write_bytes

if TYPE_CHECKING:
    from reports.sealing.identity import Identity

_LARGEST_MANIFEST = 1 << 20  # bytes; of a few tag files, however many files the payload has
_LARGEST_SIGNATURE = 1 << 20


def countersign_bundle(folder: Path, identity: "Identity", *, at: datetime) -> str:
    """Sign the tag manifest of a bundle that is a folder; returns the name of the new file in it.

    The bundle is verified first. Raise ReportNotWritten where it differs, nobody signed it before, or this
    key did.
    """
    from reports.sealing.cms import sign_detached, verify_detached

    if not folder.is_dir():
        raise ReportNotWritten(f"{folder} is not a folder; unpack the bundle, and counter-sign what it holds")
    verdict = check_bundle(folder)
    if not verdict.agrees:
        raise ReportNotWritten(f"{folder} is not counter-signed: {verdict.sentence}")
    content = _read(folder / SIGNED_NAME, most=_LARGEST_MANIFEST)
    taken = [name for name in map(signature_name, range(1, MOST_SIGNATURES + 1)) if (folder / name).exists()]
    if not taken:
        raise ReportNotWritten(f"nobody signed {folder}; write a signed report, and counter-sign that")
    if len(taken) == MOST_SIGNATURES:
        raise ReportNotWritten(f"{folder} has {MOST_SIGNATURES} signatures; it takes no more")
    for name in taken:
        signer = verify_detached(_read(folder / name, most=_LARGEST_SIGNATURE), content)
        if signer.certificate_sha256 == identity.signer.certificate_sha256:
            raise ReportNotWritten(f"the key of {signer.name} has signed {folder} already; another key must")
    name = signature_name(len(taken) + 1)
    signature = sign_detached(identity, content, at=at)
    try:
        write_bytes(folder / name, signature)
    except OSError as trouble:
        raise ReportNotWritten(
            f"{name} could not be written to {folder}: {trouble.strerror or type(trouble).__name__}"
        ) from trouble
    return name


def _read(path: Path, *, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as trouble:
        raise ReportNotWritten(f"{path} cannot be read: {trouble.strerror}") from trouble
    if len(content) > most:
        raise ReportNotWritten(f"{path} is larger than it can be")
    return content
