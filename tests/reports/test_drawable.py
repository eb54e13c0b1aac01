"""Whatever a name holds, only characters that the fonts can draw and that do not mislead reach the page."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reports
from reports.drawable import drawable

FONTS = Path(reports.__file__).parent / "fonts"


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("plain.txt", "plain.txt"),
        ("Übersicht архив", "Übersicht архив"),
        ("a\u202eb", "a\\u{202E}b"),
        ("line\nfeed", "line\\u{000A}feed"),
        ("\udcff", "\\xFF"),
        ("漢", "\\u{6F22}"),
        ("שלום", "\\u{05E9}\\u{05DC}\\u{05D5}\\u{05DD}"),
        ("e\u0301\u0301", "e\u0301\\u{0301}"),
        ("\u0301x", "\\u{0301}x"),
        ("\u0627\u0653", "\\u{0627}\\u{0653}"),
        ("a\u2003b", "a\\u{2003}b"),
    ],
)
def test_what_cannot_be_drawn_or_would_mislead_is_a_sign(text: str, drawn: str) -> None:
    assert drawable(text) == drawn


@given(st.text())
def test_the_result_is_printable_and_final(text: str) -> None:
    drawn = drawable(text)
    assert not [c for c in drawn if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")]
    assert not [c for c in drawn if unicodedata.bidirectional(c) in ("R", "AL", "AN")]
    assert drawable(drawn) == drawn


def test_every_font_is_small_and_comes_with_a_licence() -> None:
    fonts = sorted(FONTS.glob("*.ttf"))
    assert len(fonts) == 8
    assert all(font.stat().st_size < 2_000_000 for font in fonts)
    assert {p.name for p in FONTS.glob("*.txt")} == {
        "OFL-SourceSans.txt",
        "OFL-SourceSerif.txt",
        "LICENSE-DejaVu.txt",
    }


def test_the_coverage_file_names_only_characters_of_shipped_fonts_and_the_built_in_mono() -> None:
    ttfont = pytest.importorskip("fontTools.ttLib").TTFont
    shipped: set[int] = set()
    for path in FONTS.glob("*.ttf"):
        with ttfont(path) as font:
            shipped |= set(font.getBestCmap())
    letters = [chr(code) for code in shipped if unicodedata.bidirectional(chr(code)) == "L"]
    visible = [c for c in letters if unicodedata.category(c) in ("Lu", "Ll", "Lo", "Nd")]
    assert len(visible) > 1_000
    lao = range(0x0E80, 0x0F00)  # its vowels join the letter before, whichever font that is from
    assert {c for c in visible if drawable(c) != c} <= {chr(code) for code in lao}
