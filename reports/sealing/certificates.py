"""Certificates: the facts a report prints of one, and whether its key can carry a signature.

Read with pyca/cryptography, which holds to RFC 5280. What a certificate says of a name is plain text and may
hold any character.
"""

import hashlib
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from reports.content import Signer
from reports.sealing.errors import IdentityUnusable

LARGEST_CERTIFICATE = 16 * 1024  # bytes, DER
MOST_CERTIFICATES = 16  # beside one signature
_LARGEST_PEM = 1024 * 1024
_UNREADABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
_RSA_BITS = range(2048, 4097)
_CURVES = {SECP256R1.name: "ECDSA P-256", SECP384R1.name: "ECDSA P-384"}


def read_certificate(der: bytes) -> x509.Certificate:
    """Raise IdentityUnusable unless `der` is one certificate with names, dates and a key that can be read."""
    if len(der) > LARGEST_CERTIFICATE:
        raise IdentityUnusable(f"The certificate is larger than {LARGEST_CERTIFICATE:,} bytes.")
    try:
        certificate = x509.load_der_x509_certificate(der)
        shown_name(certificate.subject), shown_name(certificate.issuer)
        certificate.public_key()
        _ = certificate.extensions
    except _UNREADABLE as trouble:
        raise IdentityUnusable(
            "The certificate cannot be read: it is damaged or of an unknown form."
        ) from trouble
    return certificate


def read_certificates(raw: bytes) -> tuple[bytes, ...]:
    """The DER forms of one certificate in DER, or of all in a PEM text; raise IdentityUnusable."""
    if len(raw) > _LARGEST_PEM:
        raise IdentityUnusable(f"A certificate file has at most {_LARGEST_PEM:,} bytes.")
    if b"-----BEGIN CERTIFICATE-----" not in raw:
        read_certificate(raw)
        return (raw,)
    try:
        found = x509.load_pem_x509_certificates(raw)
    except _UNREADABLE as trouble:
        raise IdentityUnusable("The certificate file holds a certificate that cannot be read.") from trouble
    ders = tuple(certificate.public_bytes(Encoding.DER) for certificate in found)
    for der in ders:
        read_certificate(der)
    return ders


def certificate_pem(der: bytes) -> str:
    return read_certificate(der).public_bytes(Encoding.PEM).decode("ascii")


def signer_of(der: bytes) -> Signer:
    """Raise IdentityUnusable for a certificate whose key does not sign here."""
    certificate = read_certificate(der)
    return Signer(
        name=shown_name(certificate.subject),
        issuer=shown_name(certificate.issuer),
        certificate_sha256=hashlib.sha256(der).digest(),
        self_issued=certificate.subject.public_bytes() == certificate.issuer.public_bytes(),
        not_after=certificate.not_valid_after_utc,
        algorithm=key_algorithm(certificate),
    )


def key_algorithm(certificate: x509.Certificate) -> str:
    """ "ECDSA P-256", "RSA 2048"; raise IdentityUnusable for a key that PDF readers do not verify."""
    key = certificate.public_key()
    if isinstance(key, RSAPublicKey) and key.key_size in _RSA_BITS:
        return f"RSA {key.key_size}"
    if isinstance(key, EllipticCurvePublicKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    raise IdentityUnusable(
        f"Reports are not signed with {_key_words(key)}, because not every PDF reader verifies that; "
        "use ECDSA P-256 or P-384, or RSA of 2048 to 4096 bits."
    )


def public_key_of(der: bytes) -> RSAPublicKey | EllipticCurvePublicKey:
    """The key that verifies; raise IdentityUnusable where it is of no kind that signs here."""
    certificate = read_certificate(der)
    key_algorithm(certificate)
    key = certificate.public_key()
    assert isinstance(key, RSAPublicKey | EllipticCurvePublicKey)  # noqa: S101  # key_algorithm says so
    return key


def verify_may_sign(der: bytes, *, at: datetime) -> None:
    """Raise IdentityUnusable where the certificate is not valid at `at` or is not for signatures."""
    certificate = read_certificate(der)
    key_algorithm(certificate)
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    moment, name = at.astimezone(UTC), shown_name(certificate.subject)
    if moment > ends:
        raise IdentityUnusable(
            f"The certificate of {name} ended on {ends:%Y-%m-%d}; get a new one, or make one with "
            "fieldcase examiner new."
        )
    if moment < begins:
        raise IdentityUnusable(
            f"The certificate of {name} is valid from {begins:%Y-%m-%d %H:%M} UTC on, and this computer's "
            f"clock says {moment:%Y-%m-%d %H:%M} UTC; is the clock right?"
        )
    if not is_for_signatures(certificate):
        raise IdentityUnusable(f"The certificate of {name} is not for signatures (its key usage says so).")


def is_for_signatures(certificate: x509.Certificate) -> bool:
    """RFC 5280, 4.2.1.3: without the extension every use is open."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def is_authority(der: bytes) -> bool:
    """Whether it may issue certificates (RFC 5280, 4.2.1.9)."""
    try:
        limits = read_certificate(der).extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return False
    return limits.ca


def shown_name(name: x509.Name) -> str:
    """The common name, else the organisation, else all of it."""
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        values = [
            str(part.value) for part in name.get_attributes_for_oid(kind) if isinstance(part.value, str)
        ]
        if values and values[0].strip():
            return values[0]
    return name.rfc4514_string() or "a certificate without a name"


def _key_words(key: object) -> str:
    if isinstance(key, RSAPublicKey):
        return f"RSA of {key.key_size} bits"
    if isinstance(key, EllipticCurvePublicKey):
        return f"the curve {key.curve.name}"
    return f"a key of the kind {type(key).__name__.removesuffix('PublicKey')}"
