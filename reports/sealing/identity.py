"""Whose key signs: a new key and certificate, or the agency's own in a PKCS#12 file (RFC 7292).

The secret key lives inside the object that signs and nowhere else: it shows itself to nobody and cannot be
pickled or copied. ECDSA signatures are deterministic (RFC 6979), so that the same content, key and time give
the same bytes.
"""

import os
import re
import unicodedata
import warnings
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn, Protocol

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat, PublicFormat, pkcs12
from cryptography.x509.oid import NameOID

from reports.content import Signer
from reports.sealing.certificates import MOST_CERTIFICATES, key_algorithm, signer_of
from reports.sealing.errors import IdentityUnusable, WrongPassphrase
from reports.sealing.key_files import LARGEST_PKCS12, verify_bounds, with_costly_mac

SHORTEST_PASSPHRASE = 8  # characters
LONGEST_NAME = 64  # characters; RFC 5280, appendix A: ub-common-name, and the same for the other parts
_NUMBER = re.compile(r"[A-Za-z0-9 '()+,./:=?-]*")  # X.520, 6.2.9: serialNumber is a PrintableString
_VALID_FOR = timedelta(days=3652)  # ten years
_CLOCK_SLACK = timedelta(
    days=1
)  # a laptop's clock that is set back must not make the certificate one of the future
_ROUNDS = 600_000  # of PBKDF2 with HMAC-SHA256


class SigningKey(Protocol):
    """Signs with SHA-256: ECDSA as DER (RFC 3279), or RSA PKCS #1 v1.5."""

    def sign(self, message: bytes) -> bytes: ...

    def close(self) -> None:
        """Let go of the key; signing again is an error."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A person's key with its certificate (DER) and those above it, nearest first where that is known."""

    signer: Signer
    certificate: bytes
    chain: tuple[bytes, ...] = ()
    key: SigningKey = field(repr=False, compare=False)

    def __reduce__(self) -> NoReturn:
        raise TypeError("an identity is never written")


class _HeldKey:
    """A secret key in this process's memory."""

    __slots__ = ("_key",)

    def __init__(self, key: ec.EllipticCurvePrivateKey | RSAPrivateKey) -> None:
        self._key: ec.EllipticCurvePrivateKey | RSAPrivateKey | None = key

    def sign(self, message: bytes) -> bytes:
        if self._key is None:
            raise IdentityUnusable("The key was closed and signs no more; open it again.")
        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(message, padding.PKCS1v15(), SHA256())
        return self._key.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True))

    def close(self) -> None:
        self._key = None

    def __repr__(self) -> str:
        return "SigningKey(not shown)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signing key is never written")


def new_identity(
    name: str, *, number: str | None = None, agency: str | None = None, passphrase: str, now: datetime
) -> bytes:
    """A PKCS#12 file with a new ECDSA P-256 key and a certificate that it issues to itself for ten years.

    `number` is the agency's for that person. Raise IdentityUnusable for words that fit no certificate or a
    passphrase that will not do.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise IdentityUnusable(f"A passphrase has at least {SHORTEST_PASSPHRASE} characters.")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _subject(name, number=number, agency=agency)
    now = now.astimezone(UTC).replace(microsecond=0)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SLACK)
        .not_valid_after(now + _VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_FOR_SIGNATURES, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    sealing = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(SHA256())
        .build(_material(passphrase))
    )
    raw = pkcs12.serialize_key_and_certificates(b"fieldcase examiner", key, certificate, None, sealing)
    return with_costly_mac(raw, _material(passphrase), rounds=_ROUNDS)


_FOR_SIGNATURES = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def _subject(name: str, *, number: str | None, agency: str | None) -> x509.Name:
    given = (
        (NameOID.ORGANIZATION_NAME, agency),
        (NameOID.COMMON_NAME, name),
        (NameOID.SERIAL_NUMBER, number),
    )
    if number is not None and not _NUMBER.fullmatch(number):
        raise IdentityUnusable(
            "A number in a certificate has plain letters, digits, spaces and ' ( ) + , - . / : = ? alone."
        )
    return x509.Name([x509.NameAttribute(kind, _fit(words)) for kind, words in given if words is not None])


def _fit(words: str) -> str:
    """As it goes into a certificate, where it must look the same to everybody."""
    if not words.strip() or len(words) > LONGEST_NAME:
        raise IdentityUnusable(
            f"A name, number or agency in a certificate has 1 to {LONGEST_NAME} characters; this one has "
            f"{len(words.strip())}."
        )
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in words):
        raise IdentityUnusable("A name in a certificate holds no control or direction characters.")
    return words


def open_pkcs12(path: Path, passphrase: str) -> Identity:
    """The identity in a PKCS#12 file; raise WrongPassphrase or IdentityUnusable."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_PKCS12 + 1)
    except OSError as trouble:
        raise IdentityUnusable(f"The key file {path.name} cannot be read: {trouble.strerror}.") from trouble
    return identity_in(raw, passphrase, name=path.name)


def identity_in(raw: bytes, passphrase: str, *, name: str) -> Identity:
    """The identity in the bytes of a PKCS#12 file that is called `name`; errors as in `open_pkcs12`."""
    verify_bounds(raw, name=name)
    key, certificate, others = _opened(raw, passphrase, name=name)
    if key is None:
        raise IdentityUnusable(f"{name} holds no secret key; export it together with its certificate.")
    if certificate is None:
        raise IdentityUnusable(
            f"{name} holds no certificate for its key; export it together with its certificate."
        )
    key_algorithm(certificate)
    if not isinstance(key, ec.EllipticCurvePrivateKey | RSAPrivateKey) or _public(
        certificate.public_key()
    ) != _public(key.public_key()):
        raise IdentityUnusable(f"The certificate in {name} belongs to another key than the one beside it.")
    if len(others) > MOST_CERTIFICATES - 1:
        raise IdentityUnusable(
            f"{name} holds {len(others)} certificates beside the signer's; at most 15 are taken."
        )
    der = certificate.public_bytes(Encoding.DER)
    return Identity(
        signer=signer_of(der),
        certificate=der,
        chain=tuple(sorted({other.public_bytes(Encoding.DER) for other in others} - {der})),
        key=_HeldKey(key),
    )


def _opened(
    raw: bytes, passphrase: str, *, name: str
) -> tuple[object, x509.Certificate | None, list[x509.Certificate]]:
    for material in _materials(passphrase):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # some programs write BER in place of DER
                return pkcs12.load_key_and_certificates(raw, material)
        except ValueError as trouble:
            refusal = trouble
        except (TypeError, UnsupportedAlgorithm) as trouble:
            raise _unreadable(name) from trouble
    if "password" in str(refusal).lower():
        raise WrongPassphrase(
            f"The passphrase does not open {name}."
        ) from None  # the cause may quote the file
    raise _unreadable(name) from refusal


def _unreadable(name: str) -> IdentityUnusable:
    return IdentityUnusable(
        f"{name} cannot be read: it is damaged, or sealed in an old way (RC2, triple DES); "
        "openssl pkcs12 with -legacy opens such a file and can write it anew."
    )


def _materials(passphrase: str) -> tuple[bytes, ...]:
    """As this program makes keys; then as typed, which is how other programs take it."""
    return tuple(dict.fromkeys((_material(passphrase), _encoded(passphrase))))


def _material(passphrase: str) -> bytes:
    # Composed, because keyboards and systems differ in how they give an accented letter.
    return _encoded(unicodedata.normalize("NFC", passphrase))


def _encoded(passphrase: str) -> bytes:
    try:
        return passphrase.encode("utf-8")
    except UnicodeEncodeError:
        raise WrongPassphrase("The passphrase is not text in UTF-8.") from None  # the cause carries the words


def _public(key: object) -> bytes:
    form = getattr(key, "public_bytes")  # noqa: B009  # every kind of key has it; the union of them has 12 members
    found: bytes = form(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return found


def write_secret(path: Path, content: bytes) -> None:
    """A new file that only its owner reads and writes (mode 0600), forced to the disk; FileExistsError where
    there is one.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
