"""A time stamp holds for one digest, from an authority that may stamp, and changes a PDF only in its hole."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms, tsp, x509
from cryptography.x509 import ObjectIdentifier
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.sealing import stamps
from reports.sealing.errors import SignatureDiffers, StampRefused
from reports.sealing.pades import same_but_stamp, sign_pdf, signature_digest, stamped_copy, verify_pdf
from reports.sealing.stamps import LARGEST_STAMP, read_stamp, stamp_request, verify_stamp
from tests.reports.sealing.builders import AT, StampingAuthority, a_holder, a_small_pdf, an_identity

CONTENT = b"tagmanifest"
DIGEST = hashlib.sha256(CONTENT).digest()
NONCE = 2**63 - 25


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> StampingAuthority:
    return StampingAuthority(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def token(authority: StampingAuthority) -> bytes:
    return read_stamp(authority.answer(stamp_request(DIGEST, NONCE)))


def test_a_stamp_says_when_and_by_whom(authority: StampingAuthority, token: bytes) -> None:
    stamp = verify_stamp(token, DIGEST, nonce=NONCE)
    assert abs(stamp.utc - datetime.now(UTC)) < timedelta(minutes=5)
    assert stamp.authority == "TEST Stamping Authority"
    assert stamp.certificate == authority.holder.der
    assert stamp.certificate_sha256 == hashlib.sha256(authority.holder.der).digest()
    assert stamp.chain == (authority.root.der,)


def test_openssl_verifies_the_token_too(authority: StampingAuthority, token: bytes) -> None:
    told = authority.verify(CONTENT, token)
    assert told.returncode == 0, told.stderr
    assert "Verification: OK" in told.stdout + told.stderr
    assert authority.verify(CONTENT + b"x", token).returncode != 0


def test_a_stamp_on_something_else_is_refused(token: bytes) -> None:
    with pytest.raises(StampRefused, match="something else"):
        verify_stamp(token, hashlib.sha256(b"other").digest())


def test_an_answer_to_another_question_is_refused(token: bytes) -> None:
    with pytest.raises(StampRefused, match="nonce"):
        verify_stamp(token, DIGEST, nonce=NONCE + 1)


def test_the_authority_s_reason_is_told(authority: StampingAuthority) -> None:
    query = tsp.TimeStampReq.load(stamp_request(DIGEST))
    query["message_imprint"] = {"hash_algorithm": {"algorithm": "md5"}, "hashed_message": b"x" * 16}
    with pytest.raises(StampRefused, match=r"gave no time stamp: rejection; .*not supported.*; bad_alg"):
        read_stamp(authority.answer(query.dump(force=True)))


@pytest.mark.parametrize(
    "reply", [b"", b"<html>404</html>", b"\x30\x03\x02\x01\x00", b"x" * (LARGEST_STAMP + 1)]
)
def test_what_is_no_answer_is_one_sentence(reply: bytes) -> None:
    with pytest.raises(StampRefused, match=r"no time stamp|larger"):
        read_stamp(reply)


def test_flipped_bits_of_a_stamp_never_change_what_it_says(token: bytes) -> None:
    """Nothing but a few bits of names in the certificates above the authority's, which nobody signs."""
    stamp = verify_stamp(token, DIGEST)
    unnoticed = 0
    for place in range(len(token)):
        flipped = bytearray(token)
        flipped[place] ^= 1 << place % 8
        try:
            found = verify_stamp(bytes(flipped), DIGEST)
        except StampRefused:
            continue
        unnoticed += 1
        assert (found.utc, found.certificate, found.serial) == (stamp.utc, stamp.certificate, stamp.serial)
    assert unnoticed < 30, f"{unnoticed} of {len(token)}"


@pytest.mark.parametrize("changed", [b"", b"2.5.4.3 of another issuer"])
def test_a_stamp_carries_no_second_certificate_of_the_authority(
    authority: StampingAuthority, token: bytes, changed: bytes
) -> None:
    """Nothing would hold a copy: an altered one says what its maker likes and looks like the real one."""
    given = cms.ContentInfo.load(token)
    copy = x509.Certificate.load(authority.holder.der)
    if changed:
        copy["tbs_certificate"]["issuer"] = x509.Name.build({"common_name": changed.decode()})
    else:
        copy["signature_value"] = b"\x01" + copy["signature_value"].native[1:]
    held = [choice.chosen for choice in given["content"]["certificates"]]
    given["content"]["certificates"] = [
        cms.CertificateChoices(name="certificate", value=each) for each in (*held, copy)
    ]
    with pytest.raises(StampRefused):
        verify_stamp(given.dump(force=True), DIGEST)


def test_a_stamp_carries_no_certificate_that_issued_none_of_the_others(
    authority: StampingAuthority, token: bytes
) -> None:
    given = cms.ContentInfo.load(token)
    foreign = x509.Certificate.load(a_holder("Somebody else", is_authority=True).der)
    held = [choice.chosen for choice in given["content"]["certificates"]]
    given["content"]["certificates"] = [
        cms.CertificateChoices(name="certificate", value=each) for each in (*held, foreign)
    ]
    with pytest.raises(StampRefused, match="nothing to do with it"):
        verify_stamp(given.dump(force=True), DIGEST)


@pytest.mark.parametrize(
    ("also_for", "is_critical"),
    [(ExtendedKeyUsageOID.CODE_SIGNING, True), (None, False)],
    ids=["for code too", "not critical"],
)
def test_an_authority_s_certificate_is_for_stamping_alone_and_says_so_critically(
    *, also_for: ObjectIdentifier | None, is_critical: bool
) -> None:
    """Such a one never gets so far as to stamp with OpenSSL, so the reading of the certificate is asked."""
    good = a_holder("Good", stamps=True)
    assert stamps._authority(good.der, at=AT) == "Good"
    other = a_holder("Other", stamps=True, also_for=also_for, is_critical=is_critical)
    with pytest.raises(StampRefused, match="not for time stamps alone"):
        stamps._authority(other.der, at=AT)


@settings(max_examples=150, derandomize=True, database=None)
@given(st.binary(max_size=300))
def test_garbage_is_one_sentence(raw: bytes) -> None:
    with pytest.raises(StampRefused):
        verify_stamp(raw, DIGEST)


def test_a_certificate_that_is_not_for_stamping_stamps_nothing(tmp_path: Path) -> None:
    """OpenSSL would not use such a one either: the signature is made by hand from a good token."""
    authority = StampingAuthority(tmp_path)
    token = read_stamp(authority.answer(stamp_request(DIGEST)))
    plain = a_holder("Plain", issuer=authority.root)
    swapped = token.replace(authority.holder.der, plain.der)
    with pytest.raises(StampRefused):
        verify_stamp(swapped, DIGEST)


def test_a_stamped_pdf_differs_in_its_hole_only(authority: StampingAuthority) -> None:
    signed = sign_pdf(a_small_pdf(), an_identity(), at=AT, reason="Author")
    digest = signature_digest(signed)
    stamped = stamped_copy(signed, read_stamp(authority.answer(stamp_request(digest))))
    (found,) = verify_pdf(stamped)
    assert found.stamp is not None
    assert found.stamp.authority == "TEST Stamping Authority"
    assert (found.signer, found.value) == (an_identity().signer, verify_pdf(signed)[0].value)
    assert same_but_stamp(signed, stamped)
    assert stamped != signed
    start = signed.index(b"/Contents <", len(a_small_pdf()))
    end = signed.index(b">", start)
    assert (stamped[:start], stamped[end:]) == (signed[:start], signed[end:])


def test_a_stamper_makes_it_at_once(authority: StampingAuthority) -> None:
    stamped = sign_pdf(
        a_small_pdf(),
        an_identity(),
        at=AT,
        reason="Author",
        stamper=lambda digest: read_stamp(authority.answer(stamp_request(digest))),
    )
    assert verify_pdf(stamped)[0].stamp is not None


def test_a_stamp_goes_into_one_signature_once(authority: StampingAuthority, token: bytes) -> None:
    signed = sign_pdf(a_small_pdf(), an_identity(), at=AT, reason="Author")
    with pytest.raises(StampRefused, match="something else"):
        stamped_copy(signed, token)
    own = read_stamp(authority.answer(stamp_request(signature_digest(signed))))
    stamped = stamped_copy(signed, own)
    with pytest.raises(SignatureDiffers, match="holds a time stamp already"):
        stamped_copy(stamped, own)
    other = sign_pdf(a_small_pdf("Other."), an_identity(), at=AT, reason="Author")
    assert not same_but_stamp(other, stamped)
