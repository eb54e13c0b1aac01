"""A card signs through its maker's module; a software card stands in for one."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from reports.sealing.cards import open_card
from reports.sealing.cms import sign_detached, verify_detached
from reports.sealing.errors import IdentityUnusable, WrongPassphrase
from reports.sealing.pades import sign_pdf, verify_pdf
from tests.reports.sealing.builders import AT, Holder, a_holder, a_small_pdf, outside_tool

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "123456"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    ecdsa: Holder
    rsa: Holder
    root: Holder


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cards]:
    """Three software cards: `one` with one key and its chain, `two` with two keys, `bare` with a key only."""
    outside_tool("softhsm2-util"), outside_tool("pkcs11-tool")
    if not MODULE.is_file():
        pytest.skip(f"{MODULE} is not installed")
    folder = tmp_path_factory.mktemp("cards")
    (folder / "tokens").mkdir()
    (folder / "conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    root = a_holder("Root (TEST)", is_authority=True)
    found = Cards(
        ecdsa=a_holder("Card ECDSA (TEST)", issuer=root),
        rsa=a_holder("Card RSA (TEST)", kind="RSA-2048"),
        root=root,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "conf"))
        for label in ("one", "two", "bare"):
            words = f"--init-token --free --label {label} --pin {PIN} --so-pin 87654321"
            subprocess.run(["softhsm2-util", *words.split()], check=True, capture_output=True)
        _put(folder, "one", found.ecdsa, number="01")
        _put(folder, "one", root, number="09", with_key=False)
        _put(folder, "two", found.ecdsa, number="01")
        _put(folder, "two", found.rsa, number="02")
        _put(folder, "bare", found.rsa, number="01", with_certificate=False)
        yield found


def _put(
    folder: Path,
    card: str,
    holder: Holder,
    *,
    number: str,
    with_key: bool = True,
    with_certificate: bool = True,
) -> None:
    key, certificate = folder / "key", folder / "certificate"
    key.write_bytes(holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    certificate.write_bytes(holder.der)
    if with_key:
        words = f"--token {card} --label k --id {number} --pin {PIN}"
        subprocess.run(["softhsm2-util", "--import", key, *words.split()], check=True, capture_output=True)
    if with_certificate:
        words = f"--login --pin {PIN} --token-label {card} --type cert --id {number} --write-object"
        subprocess.run(
            ["pkcs11-tool", "--module", MODULE, *words.split(), certificate], check=True, capture_output=True
        )


def test_a_card_signs_and_its_chain_comes_along(cards: Cards) -> None:
    identity = open_card(MODULE, label="one", pin=PIN)
    try:
        assert (identity.signer.name, identity.chain) == ("Card ECDSA (TEST)", (cards.root.der,))
        assert verify_detached(sign_detached(identity, b"x", at=AT), b"x") == identity.signer
        pdf = sign_pdf(a_small_pdf(), identity, at=AT, reason="Author")
        assert verify_pdf(pdf)[0].signer == identity.signer
        assert repr(identity.key) == "SigningKey(on a card)"
        assert PIN not in repr(identity)
    finally:
        identity.key.close()


def test_an_rsa_card_signs_too(cards: Cards) -> None:
    identity = open_card(MODULE, label="two", pin=PIN, certificate=cards.rsa.der)
    try:
        assert verify_detached(sign_detached(identity, b"x", at=AT), b"x").algorithm == "RSA 2048"
    finally:
        identity.key.close()


def test_a_card_with_two_keys_asks_which(cards: Cards) -> None:
    with pytest.raises(IdentityUnusable, match="holds 2 certificates with a key"):
        open_card(MODULE, label="two", pin=PIN)


def test_a_card_without_a_certificate_takes_one_from_a_file(cards: Cards) -> None:
    with pytest.raises(IdentityUnusable, match="no certificate with a key"):
        open_card(MODULE, label="bare", pin=PIN)
    identity = open_card(MODULE, label="bare", pin=PIN, certificate=cards.rsa.der)
    try:
        assert verify_detached(sign_detached(identity, b"x", at=AT), b"x") == identity.signer
    finally:
        identity.key.close()


def test_a_key_that_is_not_the_certificate_s_signs_nothing(cards: Cards) -> None:
    other = a_holder("Other (TEST)", kind="RSA-2048")
    identity = open_card(MODULE, label="bare", pin=PIN, certificate=other.der)
    try:
        with pytest.raises(IdentityUnusable, match="not that of its certificate"):
            sign_detached(identity, b"x", at=AT)
    finally:
        identity.key.close()


@pytest.mark.parametrize("pin", ["", "0000", "1234567", "x" * 300])
def test_a_wrong_pin_says_so(cards: Cards, pin: str) -> None:
    with pytest.raises(WrongPassphrase, match="the card one"):
        open_card(MODULE, label="one", pin=pin)


def test_the_card_must_be_named_where_there_are_several(cards: Cards) -> None:
    with pytest.raises(IdentityUnusable, match="several cards"):
        open_card(MODULE, label=None, pin=PIN)
    with pytest.raises(IdentityUnusable, match="no card with the label x"):
        open_card(MODULE, label="x", pin=PIN)


def test_what_is_no_module_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "m.so").write_bytes(b"no library")
    for module in (tmp_path / "m.so", tmp_path / "none.so"):
        with pytest.raises(IdentityUnusable, match=rf"module {module.name} cannot be used"):
            open_card(module, label=None, pin=PIN)
