"""A certified PDF says who signed it, and every change of it, however small, is found and told."""

import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from reports.sealing.errors import IdentityUnusable, SignatureDiffers, StampRefused
from reports.sealing.identity import Identity
from reports.sealing.pades import same_but_stamp, sign_pdf, signature_digest, stamped_copy, verify_pdf
from tests.reports.sealing.builders import (
    AT,
    PASSPHRASE,
    a_holder,
    a_key_file_of,
    a_small_pdf,
    an_identity,
    an_identity_of,
)

HOSTILE = (
    "<script>",
    "=cmd|x",
    "line\nfeed",
    "\u202egnp.exe",
    "\udc80 lone",
    ") /Type /Sig >> endobj (",
    "漢字 \U0001f600",
)


def signed(
    identity: Identity | None = None, *, place: str | None = "VAN-03", reason: str = "Author"
) -> bytes:
    return sign_pdf(a_small_pdf(), identity or an_identity(), at=AT, reason=reason, place=place)


SIGNED = signed()


def test_a_signed_pdf_says_who_signed_it_and_when() -> None:
    (found,) = verify_pdf(SIGNED)
    assert (found.signer, found.at, found.stamp) == (an_identity().signer, AT, None)
    assert SIGNED.startswith(a_small_pdf()), "a signature is appended and changes nothing before it"


def test_a_pdf_that_nobody_signed_has_no_signature() -> None:
    assert verify_pdf(a_small_pdf()) == ()
    assert verify_pdf(a_small_pdf() + b"\n") == ()
    with pytest.raises(SignatureDiffers, match="nobody signed"):
        signature_digest(a_small_pdf())


def test_words_that_look_like_a_signature_are_none() -> None:
    assert verify_pdf(a_small_pdf("/ByteRange [0 10 20 30] /Contents <00>")) == ()


@pytest.mark.parametrize("kind", ["P-384", "RSA-2048"])
def test_an_agency_s_keys_sign_too(kind: str) -> None:
    root = a_holder("Root (TEST)", is_authority=True)
    identity = an_identity_of(a_holder(kind=kind, issuer=root), root)
    (found,) = verify_pdf(signed(identity))
    assert (found.signer, found.chain) == (identity.signer, identity.chain)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_beside_a_signature_break_nothing(words: str) -> None:
    (found,) = verify_pdf(signed(place=words, reason=words))
    assert found.signer == an_identity().signer


ANOTHER_PROCESS = """\
import sys
from datetime import UTC, datetime
from reports.sealing.identity import identity_in
from reports.sealing.pades import sign_pdf
given = sys.stdin.buffer.read()
length = int.from_bytes(given[:4])
identity = identity_in(given[4 : 4 + length], sys.argv[1], name="key")
at = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
sys.stdout.buffer.write(sign_pdf(given[4 + length :], identity, at=at, reason="Author", place="VAN-03"))
"""


def test_two_processes_sign_to_the_same_bytes() -> None:
    key = a_key_file_of()
    told = subprocess.run(
        [sys.executable, "-c", ANOTHER_PROCESS, PASSPHRASE],
        input=len(key).to_bytes(4) + key + a_small_pdf(),
        capture_output=True,
        check=True,
    )
    assert told.stdout == SIGNED


def test_another_time_place_or_content_gives_another_document_id() -> None:
    assert signed(place=None) != SIGNED
    other = sign_pdf(a_small_pdf("Other."), an_identity(), at=AT, reason="Author", place="VAN-03")
    assert _ids(other) != _ids(SIGNED)


def _ids(pdf: bytes) -> bytes:
    return pdf[pdf.rindex(b"/ID [") :][:200].partition(b"]")[0]


@pytest.mark.slow
def test_every_flipped_bit_is_found() -> None:
    hole = SIGNED.index(b"/Contents <", len(a_small_pdf()))
    # All of the hole would take minutes, being 34,000 zeros; all around it, and a sample of the rest.
    places = {
        *range(0, len(SIGNED), 211),
        *range(hole - 40, hole + 2200),
        *range(len(SIGNED) - 900, len(SIGNED)),
    }
    for place in sorted(places):
        flipped = bytearray(SIGNED)
        flipped[place] ^= 1 << place % 8
        with pytest.raises(SignatureDiffers):
            verify_pdf(bytes(flipped))


def test_a_digit_written_small_is_found() -> None:
    hole = SIGNED.index(b"/Contents <", len(a_small_pdf()))
    small = SIGNED[:hole] + SIGNED[hole : hole + 100].replace(b"A", b"a") + SIGNED[hole + 100 :]
    with pytest.raises(SignatureDiffers, match="hexadecimal"):
        verify_pdf(small)


@pytest.mark.parametrize("more", [b"\n", b"x", b"\n%%EOF\n", b"1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"])
def test_bytes_behind_a_signature_are_found_and_counted(more: bytes) -> None:
    with pytest.raises(SignatureDiffers, match=f"{len(more)} bytes were added"):
        verify_pdf(SIGNED + more)


def test_a_later_revision_is_found() -> None:
    with pytest.raises(SignatureDiffers):
        verify_pdf(updated(SIGNED))


def updated(pdf: bytes) -> bytes:
    """As another program changes it: an update that keeps all bytes before it."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/Note"] = generic.TextStringObject("added")
    writer.mark_update(writer.root_ref)
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def test_an_update_of_an_unsigned_pdf_is_found() -> None:
    with pytest.raises(SignatureDiffers, match="added to after it was made"):
        verify_pdf(updated(a_small_pdf() + b"\n"))


@pytest.mark.parametrize("cut", [1, 100, 700, 20_000])
def test_a_cut_pdf_is_found(cut: int) -> None:
    with pytest.raises(SignatureDiffers, match=r"missing|cut off|written"):
        verify_pdf(SIGNED[:-cut])


def test_a_signature_that_was_taken_away_leaves_a_pdf_that_nobody_signed() -> None:
    assert verify_pdf(SIGNED[: len(a_small_pdf()) + 1]) == ()


def test_another_s_signature_in_its_place_names_the_other() -> None:
    other = sign_pdf(a_small_pdf(), an_identity("B. Lindqvist"), at=AT, reason="Author", place="VAN-03")
    assert verify_pdf(other)[0].signer.name == "B. Lindqvist"
    hole, theirs = (pdf.index(b"/Contents <", len(a_small_pdf())) + 11 for pdf in (SIGNED, other))
    swapped = SIGNED[:hole] + other[theirs : theirs + 3000] + SIGNED[hole + 3000 :]
    with pytest.raises(SignatureDiffers, match=r"B\. Lindqvist is for other content"):
        verify_pdf(swapped)


@settings(max_examples=200, derandomize=True, database=None)
@given(st.binary(max_size=200), st.integers(0, len(SIGNED)), st.integers(0, 300))
def test_whatever_is_done_to_it_is_one_sentence(patch: bytes, place: int, taken: int) -> None:
    changed = SIGNED[:place] + patch + SIGNED[place + taken :]
    if changed == SIGNED:
        return
    with pytest.raises(SignatureDiffers) as found:
        verify_pdf(changed)
    assert "\n" not in str(found.value)


@settings(max_examples=100, derandomize=True, database=None)
@given(st.binary(max_size=400))
def test_what_is_no_pdf_is_one_sentence(raw: bytes) -> None:
    with pytest.raises(SignatureDiffers):
        verify_pdf(raw)


def test_a_certificate_that_ended_certifies_nothing() -> None:
    with pytest.raises(IdentityUnusable, match="ended"):
        sign_pdf(a_small_pdf(), an_identity(), at=datetime(2040, 1, 1, tzinfo=UTC), reason="r")


def test_a_stamp_that_is_none_is_not_put_in() -> None:
    with pytest.raises(StampRefused):
        stamped_copy(SIGNED, b"no stamp")
    assert same_but_stamp(SIGNED, SIGNED)
    assert not same_but_stamp(SIGNED, signed(place="VAN-04"))
