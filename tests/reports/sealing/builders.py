"""Keys, certificates, a small PDF and a time-stamping authority for the tests of seals, all made here."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
import typst
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from reports.sealing.identity import Identity, identity_in, new_identity

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PASSPHRASE = "ein langer Satz"

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


def an_identity(name: str = "K. Osei") -> Identity:
    """One key a name and run: making one takes half a second."""
    return _identity(name)


def a_key_file_of(name: str = "K. Osei") -> bytes:
    return _key_file(name)


@cache
def _identity(name: str) -> Identity:
    return identity_in(_key_file(name), PASSPHRASE, name="key.p12")


@cache
def _key_file(name: str) -> bytes:
    return new_identity(name, number="4711", agency="Example Police (TEST)", passphrase=PASSPHRASE, now=AT)


def a_key(kind: str = "P-256") -> PrivateKey:
    match kind:
        case "P-256":
            return ec.generate_private_key(ec.SECP256R1())
        case "P-384":
            return ec.generate_private_key(ec.SECP384R1())
        case "P-521":
            return ec.generate_private_key(ec.SECP521R1())
        case "Ed25519":
            return ed25519.Ed25519PrivateKey.generate()
        case _:
            return rsa.generate_private_key(public_exponent=65537, key_size=int(kind.removeprefix("RSA-")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A key and its certificate."""

    key: PrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def a_holder(
    name: str = "A. Examiner (TEST)",
    *,
    kind: str = "P-256",
    issuer: Holder | None = None,
    is_authority: bool = False,
    begins: datetime = AT - timedelta(days=400),
    ends: datetime = AT + timedelta(days=4000),
    stamps: bool = False,
    also_for: x509.ObjectIdentifier | None = None,
    is_critical: bool = True,
    signs: bool = True,
) -> Holder:
    """`also_for` and `is_critical` are of the extended use of a certificate that `stamps`."""
    key = a_key(kind)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signing = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(_usage(is_authority=is_authority, signs=signs), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if stamps:
        uses = [ExtendedKeyUsageOID.TIME_STAMPING, *([also_for] if also_for else [])]
        builder = builder.add_extension(x509.ExtendedKeyUsage(uses), critical=is_critical)
    digest = None if isinstance(signing, ed25519.Ed25519PrivateKey) else SHA256()
    return Holder(key=key, certificate=builder.sign(signing, digest))


def _usage(*, is_authority: bool, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=not signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


def a_pkcs12(
    key: PrivateKey | None,
    certificate: x509.Certificate | None,
    *others: Holder,
    passphrase: str | None = PASSPHRASE,
) -> bytes:
    """As another program makes it, with few rounds."""
    sealing = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return pkcs12.serialize_key_and_certificates(
        b"key", key, certificate, [other.certificate for other in others] or None, sealing
    )


def an_identity_of(holder: Holder, *above: Holder) -> Identity:
    return identity_in(a_pkcs12(holder.key, holder.certificate, *above), PASSPHRASE, name="agency.p12")


@cache
def a_small_pdf(words: str = "A report.") -> bytes:
    """A PDF/A-3a and PDF/UA-1 as reports are, with a file attached."""
    source = (
        '#set document(title: "Report", author: "K. Osei", date: datetime(year: 2026, month: 11, day: 22))\n'
        '#set text(lang: "en")\n'
        '#pdf.attach("rows.csv", bytes("a,b\\n1,2\\n"), relationship: "data", mime-type: "text/csv", '
        'description: "Rows")\n'
        f"= Report\n{words}\n"
    )
    return typst.compile(
        source.encode(), format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=1_700_000_000
    )


def outside_tool(name: str) -> str:
    """The path of a program that is not ours, or the test is skipped."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


TSA_SETTINGS = """\
[tsa]
default_tsa = t
[t]
serial = ./serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
crypto_device = builtin
"""


class StampingAuthority:
    """OpenSSL's time-stamping authority in a folder; it stamps with the clock of this machine."""

    def __init__(self, folder: Path, *, holder: Holder | None = None) -> None:
        self._folder, self._openssl = folder, outside_tool("openssl")
        now = datetime.now(UTC)
        self.root = a_holder("TEST Stamping Root", is_authority=True, begins=now - timedelta(days=2))
        self.holder = holder or a_holder(
            "TEST Stamping Authority", issuer=self.root, stamps=True, begins=now - timedelta(days=1)
        )
        self._keep("tsa.pem", self.holder.certificate.public_bytes(Encoding.PEM))
        self._keep("root.pem", self.root.certificate.public_bytes(Encoding.PEM))
        self._keep(
            "tsa.key",
            self.holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        )
        self._keep("tsa.cnf", TSA_SETTINGS.encode())
        self._keep("serial", b"01\n")

    def _keep(self, name: str, content: bytes) -> None:
        (self._folder / name).write_bytes(content)

    def answer(self, query: bytes) -> bytes:
        self._keep("query", query)
        words = (
            "ts -reply -config tsa.cnf -queryfile query -signer tsa.pem -inkey tsa.key -chain root.pem -out r"
        )
        self._run(*words.split())
        return (self._folder / "r").read_bytes()

    def verify(self, content: bytes, token: bytes) -> subprocess.CompletedProcess[str]:
        """OpenSSL's own opinion of a token over `content`."""
        self._keep("content", content)
        self._keep("token", token)
        words = "ts -verify -data content -in token -token_in -CAfile root.pem"
        return self._run(*words.split(), check=False)

    def _run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._openssl, *words], cwd=self._folder, check=check, capture_output=True, text=True
        )
