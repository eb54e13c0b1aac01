"""Time stamps (RFC 3161): what is sent to an authority, what it answers, and whether a stamp holds.

A stamp says that a digest existed at the authority's time. Whether the authority is one to trust, the reader
of the stamp decides by its certificate. Nothing here reaches for a network.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from asn1crypto import cms, core, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import CMSExtractionError, MultivaluedAttributeError, NonexistentAttributeError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

from reports.sealing.certificates import LARGEST_CERTIFICATE, MOST_CERTIFICATES, read_certificate, shown_name
from reports.sealing.errors import IdentityUnusable, StampRefused
from reports.sealing.key_files import GARBAGE

LARGEST_STAMP = 128 * 1024  # bytes
_DIGESTS = ("sha256", "sha384", "sha512")
_LARGEST_KEY_BITS = 8192
_NO_PARAMETERS = (b"", b"\x05\x00")  # left out, or NULL (RFC 5754, section 2)
_GRANTED = ("granted", "granted_with_mods")
_UNREADABLE = (
    *GARBAGE,
    IdentityUnusable,
    InvalidSignature,
    UnsupportedAlgorithm,
    NotImplementedError,
    PdfError,
    SignatureValidationError,
    CMSExtractionError,
    NonexistentAttributeError,
    MultivaluedAttributeError,
)


class _Answer(core.Sequence):  # type: ignore[misc]  # the library ships no types
    """RFC 3161, 2.4.2: an answer that gives no stamp has no token; the library's own form demands one."""

    _fields: ClassVar = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """An authority's statement that a digest existed at `utc`."""

    utc: datetime
    authority: str  # the name in its certificate
    certificate_sha256: bytes
    certificate: bytes  # DER
    chain: tuple[bytes, ...]
    serial: int


def stamp_request(digest: bytes, nonce: int | None = None) -> bytes:
    """The query for a stamp on content whose SHA-256 is `digest`, DER. `nonce` is at most 64 bits; with it
    an old answer cannot be played back.
    """
    query = {
        "version": "v1",
        "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest},
        "cert_req": True,
    }
    if nonce is not None:
        query["nonce"] = nonce
    raw: bytes = tsp.TimeStampReq(query).dump()
    return raw


def read_stamp(reply: bytes) -> bytes:
    """The stamp (token, DER) in an authority's answer; raise StampRefused with the authority's reason."""
    if len(reply) > LARGEST_STAMP:
        raise StampRefused(f"The answer is larger than a time stamp can be ({LARGEST_STAMP:,} bytes).")
    try:
        answer = _Answer.load(reply, strict=True)
        status = answer["status"]["status"].native
        if status not in _GRANTED:
            raise StampRefused(f"The authority gave no time stamp: {_reason(answer, status)}.")
        token: bytes = answer["time_stamp_token"].dump()
    except GARBAGE as trouble:
        raise StampRefused("The answer is no time stamp: it cannot be read.") from trouble
    return token


def verify_stamp(token: bytes, digest: bytes, *, nonce: int | None = None) -> Stamp:
    """The stamp on content whose SHA-256 is `digest`. Raise StampRefused where it is on something else, its
    signature does not hold, or its certificate is not for stamping at that time.
    """
    if len(token) > LARGEST_STAMP:
        raise StampRefused(f"The time stamp is larger than one can be ({LARGEST_STAMP:,} bytes).")
    try:
        return _verified(token, digest, nonce)
    except _UNREADABLE as trouble:
        raise StampRefused("The time stamp cannot be read or its signature does not hold.") from trouble


def _reason(answer: _Answer, status: str) -> str:
    said = answer["status"]["status_string"].native or []
    failure = sorted(answer["status"]["fail_info"].native or ())
    return "; ".join([str(status).replace("_", " "), *(str(line)[:200] for line in said), *failure])


def _verified(token: bytes, digest: bytes, nonce: int | None) -> Stamp:
    signed = cms.ContentInfo.load(token, strict=True)["content"]
    (info,) = signed["signer_infos"]
    inner = signed["encap_content_info"]
    statement = inner["content"].parsed
    if inner["content_type"].native != "tst_info" or not isinstance(statement, tsp.TSTInfo):
        raise StampRefused("The answer is signed and is no time stamp.")
    _verify_imprint(statement, digest, nonce)
    if len(signed["certificates"]) > MOST_CERTIFICATES:
        raise StampRefused("The time stamp carries more certificates than any has.")
    found = extract_certs_for_validation(signed)
    _verify_form(signed, info, found.signer_cert, others=len(found.other_certs))
    _verify_signature(info, found.signer_cert, content=inner["content"].contents)
    der: bytes = found.signer_cert.dump()
    _verify_links([read_certificate(der), *(read_certificate(other.dump()) for other in found.other_certs)])
    at = statement["gen_time"].native.astimezone(UTC)
    return Stamp(
        utc=at,
        authority=_authority(der, at=at),
        certificate_sha256=hashlib.sha256(der).digest(),
        certificate=der,
        chain=tuple(other.dump() for other in found.other_certs),
        serial=statement["serial_number"].native,
    )


def _verify_imprint(statement: tsp.TSTInfo, digest: bytes, nonce: int | None) -> None:
    imprint = statement["message_imprint"]
    if (
        imprint["hash_algorithm"]["algorithm"].native != "sha256"
        or imprint["hashed_message"].native != digest
    ):
        raise StampRefused("The time stamp is on something else than it should be.")
    if nonce is not None and statement["nonce"].native != nonce:
        raise StampRefused("The time stamp answers another question: its nonce is not the one that was sent.")


def _verify_form(
    signed: cms.SignedData, info: cms.SignerInfo, certificate: core.Sequence, *, others: int
) -> None:
    """What no signature covers and the library does not look at: versions, names of algorithms (RFC 5652,
    5.1 and 5.3), who is named as signer, and second copies of the signer's certificate.
    """
    own = certificate.dump()
    copies = sum(choice.chosen.dump() == own for choice in signed["certificates"])
    named, algorithm = info["sid"], info["digest_algorithm"]
    by_issuer = named.name == "issuer_and_serial_number"
    if (
        copies + others != len(signed["certificates"])
        or signed["version"].native != "v3"
        or info["version"].native != ("v1" if by_issuer else "v3")
        or (by_issuer and named.chosen["issuer"].dump() != certificate.issuer.dump())
        or [each["algorithm"].native for each in signed["digest_algorithms"]]
        != [algorithm["algorithm"].native]
        or any(
            each["parameters"].dump() not in _NO_PARAMETERS
            for each in (*signed["digest_algorithms"], algorithm)
        )
    ):
        raise StampRefused("The time stamp was changed, or is not in the form that RFC 3161 asks for.")


def _verify_signature(info: cms.SignerInfo, certificate: core.Sequence, *, content: bytes) -> None:
    kind = info["digest_algorithm"]["algorithm"].native
    # RFC 3161, 2.4.2: signed attributes name the certificate; `validate_sig_integrity` compares it.
    named = {item["type"].native for item in info["signed_attrs"]}
    if kind not in _DIGESTS or not named & {"signing_certificate", "signing_certificate_v2"}:
        raise StampRefused("The time stamp is signed in a way that is not accepted.")
    if certificate.public_key.bit_size > _LARGEST_KEY_BITS or len(certificate.dump()) > LARGEST_CERTIFICATE:
        raise StampRefused("The key of the time stamp is larger than any authority's.")
    intact, valid = validate_sig_integrity(
        info,
        certificate,
        expected_content_type="tst_info",
        actual_digest=hashlib.new(kind, content).digest(),
    )
    if not (intact and valid):
        raise StampRefused("The signature of the time stamp does not hold: it was changed.")


def _verify_links(certificates: Sequence[x509.Certificate]) -> None:
    """Nothing signs the certificates beside the authority's: each must have issued another of them, and be
    issued as it says by what is there. None is a second certificate of the authority's own key.
    """
    for number, certificate in enumerate(certificates):
        issued = [other for other in certificates if other.issuer == certificate.subject]
        is_copy = number and certificate.public_key() == certificates[0].public_key()
        if is_copy or (number and not any(other is not certificate for other in issued)):
            raise StampRefused("The time stamp carries a certificate that has nothing to do with it.")
        for other in issued:
            other.verify_directly_issued_by(certificate)


def _authority(der: bytes, *, at: datetime) -> str:
    """The name in a certificate that is for stamping, and for nothing else (RFC 3161, 2.3)."""
    certificate = read_certificate(der)
    name = shown_name(certificate.subject)
    try:
        use = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound as trouble:
        raise StampRefused(f"The certificate of {name} is not for time stamps.") from trouble
    if not use.critical or list(use.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise StampRefused(f"The certificate of {name} is not for time stamps alone.")
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise StampRefused(f"The certificate of {name} was not valid when it stamped.")
    return name
