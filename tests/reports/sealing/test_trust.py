"""A signer's certificate leads to one that the verifier trusts and was valid when it signed."""

from datetime import timedelta
from pathlib import Path

import pytest

from reports.sealing.certificates import certificate_pem
from reports.sealing.errors import IdentityUnusable, NotTrusted
from reports.sealing.trust import read_anchors, verify_trusted
from tests.reports.sealing.builders import AT, a_holder, an_identity

ROOT = a_holder("Root (TEST)", is_authority=True)
MIDDLE = a_holder("Middle (TEST)", issuer=ROOT, is_authority=True)
LEAF = a_holder("Leaf (TEST)", issuer=MIDDLE)


def test_a_chain_leads_to_its_root() -> None:
    assert verify_trusted(LEAF.der, [MIDDLE.der], [ROOT.der], at=AT) == "Root (TEST)"
    assert verify_trusted(LEAF.der, [ROOT.der, MIDDLE.der], [ROOT.der], at=AT) == "Root (TEST)"


def test_a_certificate_is_trusted_by_itself() -> None:
    own = an_identity().certificate
    assert verify_trusted(own, [], [own], at=AT) == "K. Osei"
    assert verify_trusted(LEAF.der, [], [ROOT.der, LEAF.der], at=AT) == "Leaf (TEST)"


def test_another_root_of_the_same_name_is_not_trusted() -> None:
    other = a_holder("Root (TEST)", is_authority=True)
    with pytest.raises(NotTrusted, match=r"of Leaf \(TEST\) does not lead to"):
        verify_trusted(LEAF.der, [MIDDLE.der], [other.der], at=AT)


def test_a_root_that_comes_with_the_signature_is_not_trusted_for_that() -> None:
    with pytest.raises(NotTrusted):
        verify_trusted(LEAF.der, [MIDDLE.der, ROOT.der], [an_identity().certificate], at=AT)


def test_an_examiner_is_no_authority() -> None:
    forged = a_holder("Forged (TEST)", issuer=LEAF)
    for anchors in ([ROOT.der], [LEAF.der], [ROOT.der, LEAF.der]):
        with pytest.raises(NotTrusted):
            verify_trusted(forged.der, [LEAF.der, MIDDLE.der], anchors, at=AT)


@pytest.mark.parametrize("days", [-500, 5000])
def test_what_was_not_valid_then_is_not_trusted(days: int) -> None:
    for certificate, chain, anchor in ((LEAF.der, [MIDDLE.der], ROOT.der), (LEAF.der, [], LEAF.der)):
        with pytest.raises(NotTrusted, match="was not valid at"):
            verify_trusted(certificate, chain, [anchor], at=AT + timedelta(days=days))


def test_a_certificate_that_is_not_for_signatures_is_not_trusted_for_one() -> None:
    enciphers = a_holder("Enciphers (TEST)", issuer=MIDDLE, signs=False)
    for anchor in (ROOT.der, enciphers.der):
        with pytest.raises(NotTrusted, match="is not for signatures"):
            verify_trusted(enciphers.der, [MIDDLE.der], [anchor], at=AT)


def test_a_missing_link_is_not_trusted() -> None:
    with pytest.raises(NotTrusted):
        verify_trusted(LEAF.der, [], [ROOT.der], at=AT)


def test_garbage_beside_a_certificate_is_one_sentence() -> None:
    with pytest.raises(NotTrusted, match="cannot be read"):
        verify_trusted(LEAF.der, [b"\x30\x03abc"], [ROOT.der], at=AT)


def test_anchors_come_from_pem_and_der_files(tmp_path: Path) -> None:
    (tmp_path / "both.pem").write_text(certificate_pem(ROOT.der) + certificate_pem(MIDDLE.der))
    (tmp_path / "leaf.der").write_bytes(LEAF.der)
    found = read_anchors([tmp_path / "both.pem", tmp_path / "leaf.der", tmp_path / "leaf.der"])
    assert found == (ROOT.der, MIDDLE.der, LEAF.der)


def test_a_file_without_a_certificate_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_text("nothing")
    with pytest.raises(IdentityUnusable, match=r"x\.pem: .*cannot be read"):
        read_anchors([tmp_path / "x.pem"])
    with pytest.raises(IdentityUnusable, match=r"none\.pem cannot be read"):
        read_anchors([tmp_path / "none.pem"])
