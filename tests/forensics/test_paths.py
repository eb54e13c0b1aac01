"""Names from evidence stay bytes, and their shown form is safe, readable and never two names' at once."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.paths import EvidencePath, display_text

_NAMES = st.binary(max_size=60) | st.text(max_size=40).map(lambda t: t.encode("utf-8", "surrogatepass"))
_HARMLESS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs", "M"]), max_size=40)


@given(_NAMES)
def test_no_shown_name_holds_a_control_an_invisible_or_an_undecodable_character(raw: bytes) -> None:
    shown = display_text(raw)
    shown.encode("utf-8")
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert len(shown.splitlines()) <= 1


@given(_HARMLESS)
def test_a_harmless_name_is_shown_as_it_is(text: str) -> None:
    assert display_text(text.encode()) == text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"plain.txt", "plain.txt"),
        (b"two\nlines", r"two\x0Alines"),
        (b"\x1b[31mred", r"\x1B[31mred"),
        (b"nul\x00", r"nul\x00"),
        (b"\xff\xfe", r"\xFF\xFE"),
        (b"\xc3(", r"\xC3("),
        ("gpj\u202e.exe".encode(), r"gpj\u{202E}.exe"),
        ("zero\u200bwidth".encode(), r"zero\u{200B}width"),
        ("line\u2028".encode(), r"line\u{2028}"),
        ("next\u0085line".encode(), r"next\xC2\x85line"),
        ("\ud800".encode("utf-8", "surrogatepass"), r"\xED\xA0\x80"),
        ("Übung 東京 🙂".encode(), "Übung 東京 🙂"),
        ("\U000e0041".encode(), r"\u{E0041}"),
    ],
)
def test_what_disturbs_is_shown_as_a_sign(raw: bytes, shown: str) -> None:
    assert display_text(raw) == shown


@given(_NAMES.filter(lambda raw: b"/" not in raw))
def test_a_child_keeps_its_name_byte_for_byte(name: bytes) -> None:
    for parent in (EvidencePath(b"/"), EvidencePath(b"/Users/\xff")):
        assert parent.child(name).name == name
        assert parent.child(name).raw.startswith(b"/")
        assert b"//" not in parent.child(name or b"x").raw


@given(_NAMES)
def test_a_path_knows_whether_it_is_utf8(raw: bytes) -> None:
    try:
        raw.decode("utf-8")
        decodes = True
    except UnicodeDecodeError:
        decodes = False
    assert EvidencePath(raw).is_utf8() is decodes
