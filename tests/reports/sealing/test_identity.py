"""A key opens with its passphrase and only so, shows itself to nobody, and signs only what it may."""

import copy
import pickle
import stat
import subprocess
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import pkcs12
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.sealing.certificates import certificate_pem, read_certificates, verify_may_sign
from reports.sealing.cms import sign_detached
from reports.sealing.errors import IdentityUnusable, WrongPassphrase
from reports.sealing.identity import identity_in, new_identity, open_pkcs12, write_secret
from reports.sealing.key_files import MOST_ROUNDS, verify_bounds
from tests.reports.sealing.builders import (
    AT,
    PASSPHRASE,
    a_holder,
    a_key_file_of,
    a_pkcs12,
    an_identity,
    an_identity_of,
    outside_tool,
)


def test_a_new_key_opens_with_its_passphrase_and_says_whose_it_is(tmp_path: Path) -> None:
    (tmp_path / "k.p12").write_bytes(a_key_file_of())
    signer = open_pkcs12(tmp_path / "k.p12", PASSPHRASE).signer
    assert (signer.name, signer.issuer, signer.self_issued) == ("K. Osei", "K. Osei", True)
    assert signer.algorithm == "ECDSA P-256"
    assert signer.not_after == AT + timedelta(days=3652)


@pytest.mark.parametrize("passphrase", ["", "ein langer satz", PASSPHRASE + " ", "\udc80", "x" * 5000])
def test_another_passphrase_does_not_open_it(passphrase: str) -> None:
    with pytest.raises(WrongPassphrase) as refused:
        identity_in(a_key_file_of(), passphrase, name="k.p12")
    assert "\n" not in str(refused.value)


def test_a_passphrase_opens_however_the_keyboard_composes_it() -> None:
    raw = new_identity("K", passphrase="örtlich 7", now=AT)
    assert identity_in(raw, "o\u0308rtlich 7", name="k").signer.name == "K"


def test_openssl_opens_what_is_made_here_and_finds_it_costly_to_guess(tmp_path: Path) -> None:
    (tmp_path / "k.p12").write_bytes(a_key_file_of())
    words = ["pkcs12", "-in", str(tmp_path / "k.p12"), "-passin", f"pass:{PASSPHRASE}", "-info", "-nodes"]
    told = subprocess.run([outside_tool("openssl"), *words], capture_output=True, text=True, check=True)
    assert "MAC: sha256, Iteration 600000" in told.stderr
    assert told.stderr.count("PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256") == 2
    assert "BEGIN PRIVATE KEY" in told.stdout


def test_a_key_shows_itself_to_nobody() -> None:
    identity = an_identity()
    assert "key" not in repr(identity).replace("kEy", "")
    assert repr(identity.key) == "SigningKey(not shown)"
    for act in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="never written"):
            act(identity)
        with pytest.raises(TypeError, match="never written"):
            act(identity.key)


def test_a_closed_key_signs_no_more() -> None:
    identity = identity_in(a_key_file_of(), PASSPHRASE, name="k")
    identity.key.close()
    with pytest.raises(IdentityUnusable, match="closed"):
        sign_detached(identity, b"x", at=AT)


@pytest.mark.parametrize("kind", ["P-256", "P-384", "RSA-2048", "RSA-4096"])
def test_an_agency_s_key_of_these_kinds_is_taken(kind: str) -> None:
    assert an_identity_of(a_holder(kind=kind)).signer.algorithm.endswith(kind.replace("RSA-", ""))


@pytest.mark.parametrize(
    ("kind", "words"), [("Ed25519", "kind Ed25519"), ("P-521", "secp521r1"), ("RSA-1024", "RSA of 1024 bits")]
)
def test_a_key_that_pdf_readers_do_not_verify_is_refused(kind: str, words: str) -> None:
    with pytest.raises(IdentityUnusable, match=words):
        an_identity_of(a_holder(kind=kind))


def test_a_file_without_a_key_or_without_a_certificate_says_so() -> None:
    holder = a_holder()
    with pytest.raises(IdentityUnusable, match="no secret key"):
        identity_in(a_pkcs12(None, holder.certificate), PASSPHRASE, name="k.p12")
    with pytest.raises(IdentityUnusable, match="no certificate"):
        identity_in(a_pkcs12(holder.key, None), PASSPHRASE, name="k.p12")


def test_the_certificates_above_come_with_it() -> None:
    root = a_holder("Root", is_authority=True)
    middle = a_holder("Middle", issuer=root, is_authority=True)
    identity = an_identity_of(a_holder(issuer=middle), middle, root)
    assert set(identity.chain) == {root.der, middle.der}
    assert (identity.signer.issuer, identity.signer.self_issued) == ("Middle", False)


def test_a_certificate_that_ended_or_has_not_begun_signs_nothing() -> None:
    ended = an_identity_of(a_holder(ends=AT - timedelta(days=30)))
    with pytest.raises(IdentityUnusable, match="ended on 2026-10-23"):
        sign_detached(ended, b"x", at=AT)
    later = an_identity_of(a_holder(begins=AT + timedelta(days=3)))
    with pytest.raises(IdentityUnusable, match=r"valid from 2026-11-25 12:00 UTC on.*clock"):
        sign_detached(later, b"x", at=AT)
    verify_may_sign(later.certificate, at=AT + timedelta(days=3))


def test_a_new_key_signs_although_the_clock_is_set_back_some_hours() -> None:
    verify_may_sign(an_identity().certificate, at=AT - timedelta(hours=12))


def test_a_certificate_for_something_else_signs_nothing() -> None:
    with pytest.raises(IdentityUnusable, match="not for signatures"):
        sign_detached(an_identity_of(a_holder(signs=False)), b"x", at=AT)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "1 to 64"),
        ("  ", "1 to 64"),
        ("x" * 65, "has 65"),
        ("a\nb", "control"),
        ("\u202egnp", "direction"),
    ],
)
def test_a_name_that_fits_no_certificate_is_refused(name: str, words: str) -> None:
    with pytest.raises(IdentityUnusable, match=words):
        new_identity(name, passphrase=PASSPHRASE, now=AT)


@pytest.mark.parametrize("number", ['"1', "Nº 12", "a_b", "12#", "漢"])
def test_a_number_that_fits_no_certificate_is_refused(number: str) -> None:
    with pytest.raises(IdentityUnusable, match="plain letters, digits"):
        new_identity("K. Osei", number=number, passphrase=PASSPHRASE, now=AT)


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(IdentityUnusable, match="at least 8"):
        new_identity("K", passphrase="1234567", now=AT)


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "<script>", "漢字 \U0001f600", 'quo"te, O=x+CN=y'])
def test_a_name_is_text_whatever_it_holds(name: str) -> None:
    raw = new_identity(name, passphrase=PASSPHRASE, now=AT)
    assert identity_in(raw, PASSPHRASE, name="k").signer.name == name


def test_a_file_that_asks_for_endless_work_is_refused_before_any_is_done() -> None:
    store = pkcs12.Pfx.load(a_key_file_of())
    store["mac_data"]["iterations"] = 2_000_000_000
    with pytest.raises(IdentityUnusable, match="2,000,000,000 rounds"):
        identity_in(store.dump(), PASSPHRASE, name="k.p12")
    assert MOST_ROUNDS < 2_000_000_000


@pytest.mark.parametrize("raw", [b"", b"0", b"\x30\x80", b"x" * 2_000_000, b"\x30\x84\xff\xff\xff\xff"])
def test_what_is_no_key_file_is_one_sentence(raw: bytes) -> None:
    with pytest.raises(IdentityUnusable, match=r"k\.p12"):
        identity_in(raw, PASSPHRASE, name="k.p12")


@settings(max_examples=150, derandomize=True, database=None)
@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_damaged_key_file_is_one_sentence(place: int, bit: int) -> None:
    raw = bytearray(_FOREIGN)
    raw[place % len(raw)] ^= 1 << bit
    with suppress(IdentityUnusable, WrongPassphrase):  # and nothing else
        opened = identity_in(bytes(raw), PASSPHRASE, name="k.p12")
        assert opened.certificate == _HOLDER.der


_HOLDER = a_holder()
_FOREIGN = a_pkcs12(_HOLDER.key, _HOLDER.certificate)


def test_every_byte_of_a_foreign_file_is_within_bounds() -> None:
    verify_bounds(_FOREIGN, name="k")


def test_a_secret_file_is_its_owner_s_alone_and_never_overwritten(tmp_path: Path) -> None:
    write_secret(tmp_path / "k", b"secret")
    assert stat.S_IMODE((tmp_path / "k").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_secret(tmp_path / "k", b"other")
    assert (tmp_path / "k").read_bytes() == b"secret"


def test_a_missing_key_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(IdentityUnusable, match=r"none\.p12 cannot be read: No such file"):
        open_pkcs12(tmp_path / "none.p12", PASSPHRASE)


def test_certificates_are_read_from_pem_and_der() -> None:
    own, other = an_identity().certificate, a_holder().der
    assert read_certificates(own) == (own,)
    assert read_certificates((certificate_pem(own) + certificate_pem(other)).encode()) == (own, other)
    with pytest.raises(IdentityUnusable):
        read_certificates(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")


def test_a_key_file_that_openssl_made_without_a_certificate_says_so(tmp_path: Path) -> None:
    own = a_holder()
    (tmp_path / "key.pem").write_bytes(
        own.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    words = ["pkcs12", "-export", "-nocerts", "-inkey", "key.pem", "-passout"]
    subprocess.run(
        [outside_tool("openssl"), *words, f"pass:{PASSPHRASE}", "-out", "key.p12"], cwd=tmp_path, check=True
    )
    with pytest.raises(IdentityUnusable, match="no certificate"):
        open_pkcs12(tmp_path / "key.p12", PASSPHRASE)
