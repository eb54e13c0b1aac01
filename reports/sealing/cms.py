"""Detached CMS signatures (RFC 5652, CAdES-BES): written in one exact form, and verified against it.

Every byte counts: a signature is taken apart, put together again from its parts and must come out the same,
the certificates beside it are bound by the signed attributes (RFC 5035), and what they bind is verified by
the signer's key. So a change of any bit is found, and the form of other programs is refused.
SHA-256 throughout; ECDSA, or RSA with PKCS #1 v1.5, which every verifier of the last 20 years reads.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from reports.content import Signer
from reports.sealing.certificates import (
    LARGEST_CERTIFICATE,
    MOST_CERTIFICATES,
    public_key_of,
    signer_of,
    verify_may_sign,
)
from reports.sealing.errors import IdentityUnusable, SignatureDiffers
from reports.sealing.identity import Identity
from reports.sealing.key_files import GARBAGE

LARGEST_SIGNATURE = 512 * 1024  # bytes, with certificates and stamp
_LAST_UTC_TIME = 2049  # RFC 5652, section 11.3: later years are written as GeneralizedTime


@dataclass(frozen=True, slots=True, kw_only=True)
class CmsSignature:
    """A signature that holds. `value` is the bare signature, which a time stamp is made over; `token` that
    stamp (RFC 3161), not verified here.
    """

    signer: Signer
    certificate: bytes
    chain: tuple[bytes, ...]
    value: bytes
    token: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DetachedSignature(CmsSignature):
    """One beside its content. `at` is the time that the signer's computer claimed."""

    at: datetime


def sign_detached(identity: Identity, content: bytes, *, at: datetime) -> bytes:
    """The signature over `content`, DER. Raise IdentityUnusable where the certificate is not valid then."""
    return sign_digest(identity, hashlib.sha256(content).digest(), at=at)


def sign_digest(identity: Identity, digest: bytes, *, at: datetime) -> bytes:
    """The same over content whose SHA-256 is `digest`."""
    verify_may_sign(identity.certificate, at=at)
    packed: bytes = signed_content(identity, digest, claimed=at).dump()
    return packed


def signed_content(identity: Identity, digest: bytes, *, claimed: datetime | None) -> cms.ContentInfo:
    """The CMS value itself; `claimed` is the signing time, `None` in a PDF (ETSI EN 319 142-1, 6.3)."""
    certificates = (identity.certificate, *identity.chain)
    attributes = _attributes(certificates, digest, claimed)
    return _packed(certificates, attributes, value=identity.key.sign(attributes.dump()), token=None)


def verify_detached(signature: bytes, content: bytes) -> Signer:
    """Who signed `content`; raise SignatureDiffers where the signature is not whole or is for another."""
    return verify_digest(signature, hashlib.sha256(content).digest()).signer


def verify_digest(signature: bytes, digest: bytes) -> DetachedSignature:
    """The same for content whose SHA-256 is `digest`, with all that the signature holds."""
    parts = _verified(signature, digest)
    if parts.at is None:
        raise _not_our_form()
    return DetachedSignature(
        signer=parts.signer,
        certificate=parts.certificates[0],
        chain=parts.certificates[1:],
        value=parts.value,
        token=parts.token,
        at=parts.at,
    )


def verify_in_pdf(signature: bytes, digest: bytes) -> CmsSignature:
    """The same inside a PDF, which has the time elsewhere."""
    parts = _verified(signature, digest)
    if parts.at is not None:
        raise _not_our_form()
    return CmsSignature(
        signer=parts.signer,
        certificate=parts.certificates[0],
        chain=parts.certificates[1:],
        value=parts.value,
        token=parts.token,
    )


def with_token(signature: bytes, token: bytes) -> bytes:
    """`signature` with a time stamp over its bare value among its unsigned attributes. Raise SignatureDiffers
    where it is not one, or holds a stamp already.
    """
    parts = _taken_apart(signature)
    if parts.token is not None:
        raise SignatureDiffers("the signature holds a time stamp already")
    try:
        packed: bytes = _packed(parts.certificates, parts.attributes, value=parts.value, token=token).dump()
    except GARBAGE as trouble:
        raise SignatureDiffers("the time stamp cannot be read") from trouble
    return packed


def without_token(signature: bytes) -> bytes:
    """`signature` as it was before it was stamped."""
    parts = _taken_apart(signature)
    packed: bytes = _packed(parts.certificates, parts.attributes, value=parts.value, token=None).dump()
    return packed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    signer: Signer
    certificates: tuple[bytes, ...]  # the signer's first, then in the order they are bound
    attributes: cms.CMSAttributes
    digest: bytes
    at: datetime | None
    value: bytes
    token: bytes | None


def _not_our_form() -> SignatureDiffers:
    return SignatureDiffers("the signature is damaged, or is not in the form that Fieldcase writes")


def _verified(signature: bytes, digest: bytes) -> _Parts:
    parts = _taken_apart(signature)
    if parts.digest != digest:
        raise SignatureDiffers(
            f"the signature of {parts.signer.name} is for other content: what was signed was changed"
        )
    _verify_value(parts)
    return parts


def _taken_apart(signature: bytes) -> _Parts:
    if len(signature) > LARGEST_SIGNATURE:
        raise SignatureDiffers(f"the signature is larger than one can be ({LARGEST_SIGNATURE:,} bytes)")
    try:
        parts = _parts(signature)
        rebuilt = _packed(parts.certificates, parts.attributes, value=parts.value, token=parts.token).dump()
    except (*GARBAGE, IdentityUnusable) as trouble:
        raise _not_our_form() from trouble
    if rebuilt != signature:
        raise _not_our_form()
    return parts


def _parts(signature: bytes) -> _Parts:
    outer = cms.ContentInfo.load(signature, strict=True)
    if outer["content_type"].native != "signed_data":
        raise ValueError("no signed data")
    inner = outer["content"]
    (info,) = inner["signer_infos"]
    found = {item["type"].native: item["values"] for item in info["signed_attrs"]}
    (digest,) = found["message_digest"]
    (bound,) = found["signing_certificate_v2"]
    (claimed,) = found.get("signing_time", (None,))
    certificates = _bound_certificates(inner["certificates"], bound)
    at = None if claimed is None else _moment(claimed)
    return _Parts(
        signer=signer_of(certificates[0]),
        certificates=certificates,
        attributes=_attributes(certificates, digest.native, at),
        digest=digest.native,
        at=at,
        value=info["signature"].native,
        token=_token(info),
    )


def _bound_certificates(given: cms.CertificateSet, bound: tsp.SigningCertificateV2) -> tuple[bytes, ...]:
    if len(given) > MOST_CERTIFICATES or len(bound["certs"]) != len(given):
        raise ValueError("certificates that are not bound")
    by_digest: dict[bytes, bytes] = {}
    for choice in given:
        der = choice.chosen.dump()
        if choice.name != "certificate" or len(der) > LARGEST_CERTIFICATE:
            raise ValueError("no certificate, or too large")
        by_digest[hashlib.sha256(der).digest()] = der
    return tuple(by_digest[item["cert_hash"].native] for item in bound["certs"])


def _moment(claimed: core.Asn1Value) -> datetime:
    at = claimed.native
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise TypeError("no moment")
    return at.astimezone(UTC)


def _token(info: cms.SignerInfo) -> bytes | None:
    if not isinstance(info["unsigned_attrs"], cms.CMSAttributes):
        return None
    (attribute,) = info["unsigned_attrs"]
    if attribute["type"].native != "signature_time_stamp_token":
        raise ValueError("an unsigned attribute of another kind")
    (token,) = attribute["values"]
    raw: bytes = token.dump()
    return raw


def _attributes(certificates: Sequence[bytes], digest: bytes, claimed: datetime | None) -> cms.CMSAttributes:
    """The signed attributes. A SET is written in the order of its members' bytes (X.690, 11.6)."""
    bound = tsp.SigningCertificateV2(
        # SHA-256 is the default of RFC 5035 and therefore stands nowhere in DER.
        {"certs": [tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(der).digest()}) for der in certificates]}
    )
    values: dict[str, object] = {
        "content_type": cms.ContentType("data"),
        "message_digest": core.OctetString(digest),
        "signing_certificate_v2": bound,
    }
    if claimed is not None:
        values["signing_time"] = _time(claimed.astimezone(UTC).replace(microsecond=0))
    return cms.CMSAttributes(
        [cms.CMSAttribute({"type": kind, "values": (value,)}) for kind, value in values.items()]
    )


def _time(at: datetime) -> cms.Time:
    if at.year > _LAST_UTC_TIME:
        return cms.Time({"generalized_time": core.GeneralizedTime(at)})
    return cms.Time({"utc_time": core.UTCTime(at)})


def _packed(
    certificates: Sequence[bytes], attributes: cms.CMSAttributes, *, value: bytes, token: bytes | None
) -> cms.ContentInfo:
    own = x509.Certificate.load(certificates[0], strict=True)
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256", "parameters": core.Null()})
    info: dict[str, object] = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            {
                "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                    {"issuer": own.issuer, "serial_number": own.serial_number}
                )
            }
        ),
        "digest_algorithm": sha256,
        "signed_attrs": attributes,
        "signature_algorithm": _mechanism(certificates[0]),
        "signature": value,
    }
    if token is not None:
        stamp = cms.ContentInfo.load(token, strict=True)
        info["unsigned_attrs"] = cms.CMSAttributes(
            [cms.CMSAttribute({"type": "signature_time_stamp_token", "values": (stamp,)})]
        )
    choices = [
        cms.CertificateChoices(name="certificate", value=x509.Certificate.load(der, strict=True))
        for der in certificates
    ]
    inner = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": (sha256,),
            "encap_content_info": {"content_type": "data"},
            "certificates": choices,
            "signer_infos": (cms.SignerInfo(info),),
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": inner})


def _mechanism(certificate: bytes) -> algos.SignedDigestAlgorithm:
    if isinstance(public_key_of(certificate), RSAPublicKey):
        return algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa", "parameters": core.Null()})
    return algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})


def _verify_value(parts: _Parts) -> None:
    key = public_key_of(parts.certificates[0])
    message = parts.attributes.dump()
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(parts.value, message, padding.PKCS1v15(), SHA256())
        else:
            key.verify(parts.value, message, ec.ECDSA(SHA256()))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError) as trouble:
        raise SignatureDiffers(
            f"the signature does not fit the key of {parts.signer.name}: another made it, or it was changed"
        ) from trouble
