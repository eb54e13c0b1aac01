"""A detached signature holds for its content, its key and its form, and every changed bit of it is found."""

import hashlib
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.sealing.certificates import certificate_pem
from reports.sealing.cms import sign_detached, sign_digest, verify_detached, verify_digest
from reports.sealing.errors import IdentityUnusable, SignatureDiffers
from reports.sealing.identity import Identity
from tests.reports.sealing.builders import AT, Holder, a_holder, an_identity, an_identity_of, outside_tool

CONTENT = b"tag manifest\n"
FIXED = settings(max_examples=200, derandomize=True, database=None)


def with_chain() -> tuple[Identity, Holder]:
    root = a_holder("Root (TEST)", is_authority=True)
    middle = a_holder("Middle (TEST)", issuer=root, is_authority=True)
    return an_identity_of(a_holder(issuer=middle), middle, root), root


def test_a_signature_names_who_signed_and_when() -> None:
    signature = sign_detached(an_identity(), CONTENT, at=AT)
    assert verify_detached(signature, CONTENT) == an_identity().signer
    found = verify_digest(signature, hashlib.sha256(CONTENT).digest())
    assert (found.at, found.certificate, found.token) == (AT, an_identity().certificate, None)


def test_the_same_content_key_and_time_give_the_same_bytes() -> None:
    first, second = (sign_detached(an_identity(), CONTENT, at=AT) for _ in range(2))
    assert first == second == sign_digest(an_identity(), hashlib.sha256(CONTENT).digest(), at=AT)


@pytest.mark.parametrize(
    "at", [datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2099, 2, 1, tzinfo=UTC)]
)
def test_a_time_after_2049_keeps_its_century(at: datetime) -> None:
    identity = an_identity_of(a_holder(ends=datetime(2120, 1, 1, tzinfo=UTC)))
    signature = sign_detached(identity, CONTENT, at=at)
    assert verify_digest(signature, hashlib.sha256(CONTENT).digest()).at == at


@pytest.mark.parametrize("kind", ["P-256", "P-384", "RSA-2048"])
def test_openssl_verifies_it(kind: str, tmp_path: Path) -> None:
    root = a_holder("Root (TEST)", is_authority=True)
    middle = a_holder("Middle (TEST)", issuer=root, is_authority=True)
    identity = an_identity_of(a_holder(kind=kind, issuer=middle), middle)
    (tmp_path / "root.pem").write_text(certificate_pem(root.der))
    (tmp_path / "s.p7s").write_bytes(sign_detached(identity, CONTENT, at=AT))
    for content, status in ((CONTENT, 0), (CONTENT + b"x", 4)):
        (tmp_path / "content").write_bytes(content)
        words = (
            "cms -verify -cades -binary -inform DER -in s.p7s -content content -CAfile root.pem -purpose any"
        )
        told = subprocess.run(
            [outside_tool("openssl"), *words.split(), "-attime", str(int(AT.timestamp()))],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert told.returncode == status, told.stderr


def test_other_content_is_told_from_another_key() -> None:
    signature = sign_detached(an_identity(), CONTENT, at=AT)
    with pytest.raises(SignatureDiffers, match=r"K\. Osei is for other content"):
        verify_detached(signature, CONTENT + b"\n")
    info = cms.ContentInfo.load(signature)
    other = cms.ContentInfo.load(sign_detached(an_identity("B. Lindqvist"), CONTENT, at=AT))
    info["content"]["signer_infos"][0]["signature"] = other["content"]["signer_infos"][0]["signature"].native
    with pytest.raises(SignatureDiffers, match=r"does not fit the key of K\. Osei"):
        verify_detached(info.dump(force=True), CONTENT)


def test_every_flipped_bit_of_a_signature_is_found() -> None:
    signature = sign_detached(an_identity(), CONTENT, at=AT)
    for place in range(len(signature)):
        flipped = bytearray(signature)
        flipped[place] ^= 1 << place % 8
        with pytest.raises(SignatureDiffers):
            verify_detached(bytes(flipped), CONTENT)


def test_a_flipped_bit_in_a_certificate_beside_it_is_found() -> None:
    identity, _root = with_chain()
    signature = sign_detached(identity, CONTENT, at=AT)
    for above in identity.chain:
        start = signature.index(above)
        for place in range(start, start + len(above)):
            flipped = bytearray(signature)
            flipped[place] ^= 1 << place % 8
            with pytest.raises(SignatureDiffers):
                verify_detached(bytes(flipped), CONTENT)


@pytest.mark.parametrize("cut", [0, 1, 4, 100, -1])
def test_a_cut_signature_is_found(cut: int) -> None:
    with pytest.raises(SignatureDiffers, match="damaged"):
        verify_detached(sign_detached(an_identity(), CONTENT, at=AT)[:cut], CONTENT)


def test_bytes_behind_a_signature_are_found() -> None:
    with pytest.raises(SignatureDiffers, match="damaged"):
        verify_detached(sign_detached(an_identity(), CONTENT, at=AT) + b"\0", CONTENT)


@FIXED
@given(st.binary(max_size=300))
def test_garbage_is_one_sentence(raw: bytes) -> None:
    with pytest.raises(SignatureDiffers) as found:
        verify_detached(raw, CONTENT)
    assert "\n" not in str(found.value)


@cache
def _signature() -> bytes:
    """Made when it is asked for, not by each process that only finds the test."""
    return sign_detached(an_identity(), CONTENT, at=AT)


def _changes() -> st.SearchStrategy[list[tuple[int, int]]]:
    change = st.tuples(st.integers(0, len(_signature()) - 1), st.integers(0, 255))
    return st.lists(change, min_size=1, max_size=6)


@FIXED
@given(st.deferred(_changes))
def test_damage_in_several_places_is_one_sentence(places: list[tuple[int, int]]) -> None:
    damaged = bytearray(_signature())
    for place, value in places:
        damaged[place] = value
    if bytes(damaged) == _signature():
        return
    with pytest.raises(SignatureDiffers):
        verify_detached(bytes(damaged), CONTENT)


def test_a_huge_signature_is_not_parsed() -> None:
    with pytest.raises(SignatureDiffers, match="larger than one can be"):
        verify_detached(b"\x30" * 2_000_000, CONTENT)


def test_the_form_of_another_program_is_refused(tmp_path: Path) -> None:
    holder = a_holder()
    (tmp_path / "c.pem").write_text(certificate_pem(holder.der))
    raw_key = holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "k.pem").write_bytes(raw_key)
    (tmp_path / "content").write_bytes(CONTENT)
    words = "cms -sign -binary -in content -signer c.pem -inkey k.pem -outform DER -out s.p7s"
    subprocess.run([outside_tool("openssl"), *words.split()], cwd=tmp_path, check=True, capture_output=True)
    with pytest.raises(SignatureDiffers, match="not in the form that Fieldcase writes"):
        verify_detached((tmp_path / "s.p7s").read_bytes(), CONTENT)


def test_a_certificate_that_is_not_valid_signs_nothing() -> None:
    with pytest.raises(IdentityUnusable, match="ended"):
        sign_detached(an_identity(), CONTENT, at=datetime(2040, 1, 1, tzinfo=UTC))
