"""Puts time stamps (RFC 3161) beside a finished bundle: one on its signature, one inside a copy of the PDF.

Nothing that stands in the bundle is changed. Both stamps are had before the first file is written, and where
anything goes wrong there is none.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from forensics.errors import FieldcaseError
from reports.bag import PAYLOAD
from reports.layout import PDF_NAME, SIGNED_NAME, STAMP_NAME, STAMPED_PDF_NAME, signature_name
from reports.sealing.pades import signature_digest, stamped_copy, verify_pdf
from reports.sealing.stamps import Stamp, verify_stamp
from reports.writing import force_folder, write_bytes

LARGEST_SEAL = 1 << 20  # bytes of a tag manifest or a signature
LARGEST_PDF = 256 << 20  # bytes


class BundleNotStamped(FieldcaseError):
    """What was given is no bundle that can be stamped, or the stamp could not be put beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StampedBundle:
    """`manifest_sha256` is that of the bundle's tag manifest, `token_sha256` that of the stamp's file."""

    stamp: Stamp
    manifest_sha256: bytes
    token_sha256: bytes
    pdf: Path | None  # the stamped copy; None: nobody signed the report


def tag_manifest_sha256(bundle: Path) -> bytes:
    """By which a case knows the bundle again; raise BundleNotStamped where there is no tag manifest."""
    return hashlib.sha256(_read(bundle, SIGNED_NAME, most=LARGEST_SEAL)).digest()


def stamp_bundle(bundle: Path, stamp: Callable[[bytes], bytes]) -> StampedBundle:
    """`stamp` is given a SHA-256 and gives the token of an authority."""
    if os.path.lexists(bundle / STAMP_NAME) or os.path.lexists(bundle / STAMPED_PDF_NAME):
        raise BundleNotStamped(f"{bundle} has a time stamp already; a bundle bears one")
    manifest_sha256 = tag_manifest_sha256(bundle)
    is_signed = (bundle / signature_name(1)).is_file()
    sealed = _read(bundle, signature_name(1) if is_signed else SIGNED_NAME, most=LARGEST_SEAL)
    digest = hashlib.sha256(sealed).digest()
    pdf = _signed_pdf(bundle)
    token = stamp(digest)
    stamped_pdf = None if pdf is None else stamped_copy(pdf, stamp(signature_digest(pdf)))
    _put_beside(bundle, token, stamped_pdf)
    return StampedBundle(
        stamp=verify_stamp(token, digest),
        manifest_sha256=manifest_sha256,
        token_sha256=hashlib.sha256(token).digest(),
        pdf=None if stamped_pdf is None else bundle / STAMPED_PDF_NAME,
    )


def _signed_pdf(bundle: Path) -> bytes | None:
    """The report if it is signed and bears no stamp yet."""
    pdf = _read(bundle, PAYLOAD + PDF_NAME, most=LARGEST_PDF)
    signatures = verify_pdf(pdf)
    return pdf if signatures and signatures[0].stamp is None else None


def _read(bundle: Path, name: str, *, most: int) -> bytes:
    path = bundle / name
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as trouble:
        raise BundleNotStamped(
            f"{bundle} is no bundle that can be stamped: {name} cannot be read ({trouble.strerror})"
        ) from trouble
    if len(content) > most:
        raise BundleNotStamped(f"{path} has more than {most:,} bytes, which no bundle of Fieldcase has")
    return content


def _put_beside(bundle: Path, token: bytes, pdf: bytes | None) -> None:
    """Each whole under a hidden name first, then by its own: the PDF, then the stamp."""
    target = bundle / STAMPED_PDF_NAME
    made = False  # the folder of the stamped copy: one that was there before is somebody else's
    try:
        work = Path(tempfile.mkdtemp(dir=bundle, prefix=".stamp-"))
    except OSError as trouble:
        raise _not_put(bundle, trouble) from trouble
    try:
        write_bytes(work / STAMP_NAME, token)
        if pdf is not None:
            write_bytes(work / PDF_NAME, pdf)
            target.parent.mkdir()
            made = True
            (work / PDF_NAME).rename(target)
        (work / STAMP_NAME).rename(bundle / STAMP_NAME)
        force_folder(bundle)
    except OSError as trouble:
        if made and not (bundle / STAMP_NAME).exists():
            shutil.rmtree(target.parent, ignore_errors=True)
        raise _not_put(bundle, trouble) from trouble
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _not_put(bundle: Path, trouble: OSError) -> BundleNotStamped:
    return BundleNotStamped(
        f"the time stamp could not be put beside {bundle}: {trouble.strerror}; the bundle is as it was"
    )
