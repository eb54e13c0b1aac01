"""Signatures inside a PDF (PAdES baseline B-B, B-T once stamped; ETSI EN 319 142-1, ISO 32000-1 12.8).

One signature, by which the author certifies the document and allows no change. It covers the whole file but
its own hole; room for a time stamp is left in the hole, so that a stamp added later changes nothing else. The
same file, key, time and words give the same bytes.

Verified from the bytes alone: no reader of PDF structures meets a hostile file here.
"""

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from reports.content import Signer
from reports.sealing.certificates import verify_may_sign
from reports.sealing.cms import signed_content, verify_in_pdf, with_token, without_token
from reports.sealing.errors import IdentityUnusable, SignatureDiffers, StampRefused
from reports.sealing.identity import Identity
from reports.sealing.stamps import Stamp, verify_stamp

FIELD = "ExaminerSignature"
_ROOM_FOR_STAMP = 12 * 1024  # bytes; stamps with their certificates have 2 to 8 thousand
_LONGEST_STRING = 32_767  # bytes; ISO 19005-3, 6.1.13
_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,12}) (\d{1,12}) (\d{1,12})\] ")
_CLAIMED = re.compile(rb"/M \(D\\072(\d{14})Z\)\n")
_DICTIONARY_BYTES = 8192  # what stands behind the hole in the signature's dictionary
_TABLE = re.compile(rb"xref\s|\d{1,10} 0 obj\s")
_KEY = b"/Contents "


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfSignature:
    """A signature that covers its whole file and holds. `at` is what the signer's computer claimed."""

    signer: Signer
    at: datetime
    certificate: bytes
    chain: tuple[bytes, ...]
    value: bytes  # the bare signature, which a stamp is made over
    stamp: Stamp | None


def sign_pdf(
    pdf: bytes,
    identity: Identity,
    *,
    at: datetime,
    reason: str,
    place: str | None = None,
    stamper: Callable[[bytes], bytes] | None = None,
) -> bytes:
    """`pdf` with the signature of `identity` appended. `stamper` gives the time-stamp token over the SHA-256
    digest it is given. Raise IdentityUnusable where the certificate is not valid at `at`.
    """
    verify_may_sign(identity.certificate, at=at)
    room = sum(map(len, (identity.certificate, *identity.chain))) + 4096 + _ROOM_FOR_STAMP
    if room > _LONGEST_STRING:
        raise IdentityUnusable("The certificates are too large for a signature inside a PDF/A.")
    # Typst ends at %%EOF, and nothing may start right behind it (ISO 19005-3, 6.1.9).
    writer = _Update(io.BytesIO(pdf if pdf.endswith(b"\n") else pdf + b"\n"))
    steps = PdfCMSEmbedder(new_field_spec=SigFieldSpec(FIELD)).write_cms(FIELD, writer)
    next(steps)
    hole = SignatureObject(
        timestamp=at.astimezone(UTC).replace(microsecond=0),
        subfilter=SigSeedSubFilter.PADES,
        name=_plain(identity.signer.name),
        location=None if place is None else _plain(place),
        reason=_plain(reason),
        bytes_reserved=2 * room,
    )
    certifying = SigMDPSetup(md_algorithm="sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    steps.send(SigObjSetup(sig_placeholder=hole, mdp_setup=certifying))
    prepared, output = steps.send(SigIOSetup(md_algorithm="sha256"))
    steps.send(signed_content(identity, prepared.document_digest, claimed=None))
    signed: bytes = output.getvalue()
    return signed if stamper is None else stamped_copy(signed, stamper(signature_digest(signed)))


class _Update(IncrementalPdfFileWriter):
    """An update that is the same whenever it is made."""

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        """The library draws the second half of the document's id at random."""
        prev.stream.seek(0)
        changed = hashlib.file_digest(prev.stream, "sha256").digest()[:16]
        first, _second = super()._handle_id(prev)  # type: ignore[no-untyped-call]
        return generic.ArrayObject([first, generic.ByteStringObject(changed)])

    def _update_meta(self) -> None:
        """The document's own dates stay, in both places that hold them; when it was signed is in `/M`."""


def _plain(words: str) -> str:
    """A lone surrogate has no form in a PDF string."""
    return words.encode("utf-8", "backslashreplace").decode("utf-8")


def verify_pdf(pdf: bytes) -> tuple[PdfSignature, ...]:
    """The signature of `pdf`, or none where nobody signed it. Raise SignatureDiffers where a signature does
    not hold, does not cover the whole file, or the file was added to; StampRefused where its stamp does not.
    """
    hole = _hole_of(pdf)
    if hole is None:
        return ()
    signature = verify_in_pdf(_signature_in(pdf, hole), hole.digest_around(pdf))
    stamp = None
    if signature.token is not None:
        stamp = verify_stamp(signature.token, hashlib.sha256(signature.value).digest())
    return (
        PdfSignature(
            signer=signature.signer,
            at=_claimed(pdf, hole),
            certificate=signature.certificate,
            chain=signature.chain,
            value=signature.value,
            stamp=stamp,
        ),
    )


def signature_digest(pdf: bytes) -> bytes:
    """What a time stamp on the signature is made over: the SHA-256 of its bare value. Raise SignatureDiffers
    where the signature does not hold or there is none.
    """
    signatures = verify_pdf(pdf)
    if not signatures:
        raise SignatureDiffers("nobody signed this PDF, so there is nothing to stamp")
    return hashlib.sha256(signatures[0].value).digest()


def stamped_copy(pdf: bytes, token: bytes) -> bytes:
    """`pdf` with a time stamp (RFC 3161) on its signature; nothing changes outside the signature's hole.

    Raise SignatureDiffers where the signature does not hold or is stamped already, StampRefused where the
    stamp is for something else or too large for the room that was left.
    """
    verify_stamp(token, signature_digest(pdf))
    hole = _hole_of(pdf)
    if hole is None:  # signature_digest raised already
        raise SignatureDiffers("nobody signed this PDF, so there is nothing to stamp")
    stamped = with_token(_signature_in(pdf, hole), token).hex().upper().encode()
    room = hole.end - hole.start - 2
    if len(stamped) > room:
        raise StampRefused("The time stamp is larger than the room that was left for it in the signature.")
    return b"".join((pdf[: hole.start + 1], stamped.ljust(room, b"0"), pdf[hole.end - 1 :]))


def same_but_stamp(original: bytes, stamped: bytes) -> bool:
    """Whether `stamped` is `original` with nothing changed but a time stamp added to its signature. Raise
    SignatureDiffers where one of them has no signature in the form Fieldcase writes.
    """
    first, second = _hole_of(original), _hole_of(stamped)
    if first is None or second is None:
        raise SignatureDiffers("nobody signed this PDF")
    return (
        first == second
        and len(original) == len(stamped)
        and first.digest_around(original) == second.digest_around(stamped)
        and _signature_in(original, first) == without_token(_signature_in(stamped, second))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hole:
    """Where the signature stands: `<`, its hexadecimal digits, and `>` at `start` up to `end`."""

    start: int
    end: int

    def digest_around(self, pdf: bytes) -> bytes:
        whole = memoryview(pdf)
        digest = hashlib.sha256(whole[: self.start])
        digest.update(whole[self.end :])
        return digest.digest()


def _hole_of(pdf: bytes) -> _Hole | None:
    place = pdf.rfind(b"/ByteRange")
    found = _RANGE.match(pdf, place) if place >= 0 else None
    if found is None:
        _verify_unsigned(pdf)
        return None
    start, end, rest = map(int, found.groups())
    shaped = (
        len(_KEY) < start < end < place
        and end - start <= 2 * _LONGEST_STRING + 2
        and pdf[start - len(_KEY) : start + 1] == _KEY + b"<"
        and pdf[end - 1 : end + 1] == b">\n"
        and place == end + 1
    )
    if not shaped:
        _verify_unsigned(pdf)
        return None
    if end + rest != len(pdf):
        added = len(pdf) - end - rest
        what = f"{added:,} bytes were added behind" if added > 0 else f"{-added:,} bytes are missing of"
        raise SignatureDiffers(f"the signature does not cover the whole file: {what} what was signed")
    return _Hole(start=start, end=end)


def _verify_unsigned(pdf: bytes) -> None:
    """Raise SignatureDiffers unless this is a PDF as it was typeset: whole, and never added to."""
    end = re.search(rb"startxref\s+(\d{1,12})\s+%%EOF\s*\Z", pdf[-64:])
    if end is None:
        raise SignatureDiffers("the file does not end as a PDF does: it was cut off or added to")
    table = int(end.group(1))
    if not pdf.startswith(b"%PDF-") or _TABLE.match(pdf, table) is None:
        raise SignatureDiffers("the file is no whole PDF: its table of contents is not where it says")
    if b"/Prev" in pdf[table:]:
        raise SignatureDiffers("the file was added to after it was made, and what was added is no signature")


def _signature_in(pdf: bytes, hole: _Hole) -> bytes:
    """The CMS value, whose own length says where the filling with zeros begins."""
    digits = pdf[hole.start + 1 : hole.end - 1]
    if len(digits) % 2 or re.fullmatch(rb"[0-9A-F]+", digits) is None:
        raise SignatureDiffers("the signature is not written in hexadecimal digits")
    raw = bytes.fromhex(digits.decode("ascii"))
    # X.690, 8.1.3: a SEQUENCE whose length stands in two bytes, as every signature's does.
    length = 4 + int.from_bytes(raw[2:4]) if raw[:2] == b"\x30\x82" else 0
    if not 4 < length <= len(raw) or any(raw[length:]):
        raise SignatureDiffers("the signature is damaged, or is not in the form that Fieldcase writes")
    return raw[:length]


def _claimed(pdf: bytes, hole: _Hole) -> datetime:
    found = _CLAIMED.search(pdf, hole.end, hole.end + _DICTIONARY_BYTES)
    if found is None:
        raise SignatureDiffers("the signature does not say when it was made")
    try:
        return datetime.strptime(found.group(1).decode("ascii") + "+0000", "%Y%m%d%H%M%S%z")
    except ValueError as trouble:
        raise SignatureDiffers("the time of the signature is none that exists") from trouble
