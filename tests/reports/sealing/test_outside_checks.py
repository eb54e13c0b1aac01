"""Programs that are not ours accept a signed PDF and say what is wrong with a changed one: pyHanko's own
validation, pdfsig (poppler with NSS), veraPDF.
"""

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from reports.sealing.certificates import certificate_pem
from reports.sealing.identity import Identity
from reports.sealing.pades import sign_pdf, signature_digest, stamped_copy
from reports.sealing.stamps import read_stamp, stamp_request
from tests.reports.sealing.builders import (
    AT,
    Holder,
    StampingAuthority,
    a_holder,
    a_small_pdf,
    an_identity,
    an_identity_of,
    outside_tool,
)
from tests.reports.test_validate import vera


def an_agency(kind: str) -> tuple[Identity, Holder]:
    root = a_holder("Root (TEST)", is_authority=True)
    middle = a_holder("Middle (TEST)", issuer=root, is_authority=True)
    return an_identity_of(a_holder("A. Examiner (TEST)", kind=kind, issuer=middle), middle), root


def pyhanko_says(pdf: bytes, *anchors: bytes) -> PdfSignatureStatus:
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in anchors], allow_fetching=False, moment=AT
    )
    return validate_pdf_signature(PdfFileReader(BytesIO(pdf)).embedded_signatures[0], context)


@pytest.mark.parametrize("kind", ["P-256", "P-384", "RSA-2048"])
def test_pyhanko_finds_it_intact_trusted_and_certified(kind: str) -> None:
    identity, root = an_agency(kind)
    pdf = sign_pdf(a_small_pdf(), identity, at=AT, reason="Author", place="VAN-03")
    status = pyhanko_says(pdf, root.der)
    assert status.bottom_line, status.summary()
    assert "INTACT:TRUSTED" in status.summary()
    assert status.docmdp_ok
    assert status.coverage is not None
    assert status.coverage.name == "ENTIRE_FILE"


def test_pyhanko_and_we_find_the_same_change() -> None:
    identity, root = an_agency("P-256")
    pdf = bytearray(sign_pdf(a_small_pdf(), identity, at=AT, reason="Author"))
    pdf[pdf.index(b"stream\n") + 20] ^= 1
    status = pyhanko_says(bytes(pdf), root.der)
    assert not status.intact
    assert not status.bottom_line


def test_pyhanko_takes_a_stamp_that_was_added_later(tmp_path: Path) -> None:
    authority = StampingAuthority(tmp_path)
    signed = sign_pdf(a_small_pdf(), an_identity(), at=AT, reason="Author")
    stamped = stamped_copy(signed, read_stamp(authority.answer(stamp_request(signature_digest(signed)))))
    roots = (an_identity().certificate, authority.root.der)
    status = pyhanko_says(stamped, *roots)
    assert status.intact
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.intact
    assert status.timestamp_validity.valid


def pdfsig_says(pdf: bytes, folder: Path, *anchors: bytes) -> str:
    """It ends with 0 whatever it finds: its words count."""
    trusted = folder / "nss"
    trusted.mkdir()
    certutil, pdfsig = outside_tool("certutil"), outside_tool("pdfsig")
    subprocess.run([certutil, "-N", "-d", f"sql:{trusted}", "--empty-password"], check=True)
    for number, der in enumerate(anchors):
        (folder / "anchor.pem").write_text(certificate_pem(der))
        words = f"-A -n a{number} -t C,C,C -i {folder / 'anchor.pem'} -d sql:{trusted}"
        subprocess.run([certutil, *words.split()], check=True)
    (folder / "report.pdf").write_bytes(pdf)
    told = subprocess.run(
        [pdfsig, "-nssdir", f"sql:{trusted}", str(folder / "report.pdf")],
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout


@pytest.mark.parametrize("kind", ["P-256", "P-384", "RSA-2048"])
def test_pdfsig_finds_it_valid_and_covering_all(kind: str, tmp_path: Path) -> None:
    identity, root = an_agency(kind)
    told = pdfsig_says(sign_pdf(a_small_pdf(), identity, at=AT, reason="Author"), tmp_path, root.der)
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "Certificate is Trusted" in told
    assert "Signature Type: ETSI.CAdES.detached" in told
    assert "A. Examiner (TEST)" in told


def test_pdfsig_finds_a_key_of_our_own_making_valid(tmp_path: Path) -> None:
    told = pdfsig_says(sign_pdf(a_small_pdf(), an_identity(), at=AT, reason="Author"), tmp_path)
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "K. Osei" in told


def test_pdfsig_finds_a_change(tmp_path: Path) -> None:
    pdf = bytearray(sign_pdf(a_small_pdf(), an_identity(), at=AT, reason="Author"))
    pdf[pdf.index(b"stream\n") + 20] ^= 1
    assert "Digest Mismatch" in pdfsig_says(bytes(pdf), tmp_path)


@pytest.mark.validate
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
@pytest.mark.parametrize("is_stamped", [False, True])
def test_a_signed_and_a_stamped_pdf_stay_compliant(flavour: str, is_stamped: bool, tmp_path: Path) -> None:
    identity, _root = an_agency("RSA-4096")
    pdf = sign_pdf(a_small_pdf(), identity, at=AT, reason="Author", place="VAN-03")
    if is_stamped:
        authority = StampingAuthority(tmp_path)
        pdf = stamped_copy(pdf, read_stamp(authority.answer(stamp_request(signature_digest(pdf)))))
    (tmp_path / "report.pdf").write_bytes(pdf)
    result = vera(flavour, tmp_path / "report.pdf")
    assert result.returncode == 0, result.stdout + result.stderr
