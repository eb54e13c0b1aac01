"""Sentences come from the language file, numbers as the language writes them, values never as markup."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reports
from reports.blocks import Span, Style
from reports.wording import Wording, capital, clipped, typed

WORDS = Wording()
SOURCE = json.loads(files("reports").joinpath("languages", "en.json").read_text("utf-8"))
FORMS = [
    entry.values() if isinstance(entry, dict) else [entry] for k, entry in SOURCE.items() if k != "glossary"
]
SENTENCES = [
    *(sentence for forms in FORMS for sentence in forms),
    *(text for pair in SOURCE["glossary"] for text in pair),
]
CODE = "\n".join(path.read_text("utf-8") for path in Path(reports.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "no files"), (1, "one file"), (9, "nine files"), (10, "10 files"), (31809, "31,809 files")],
)
def test_numbers_to_nine_are_words_in_prose_and_plurals_agree(n: int, said: str) -> None:
    assert WORDS.text("files", n=n) == said


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1500, "1.5 kB"),
        (164_626_432_000, "164.6 GB"),
        (1_000_204_886_016, "1.0 TB"),
    ],
)
def test_sizes_are_decimal_units(size: int, said: str) -> None:
    assert WORDS.size(size) == said


def test_a_share_is_never_rounded_up_to_the_whole() -> None:
    assert WORDS.share(9999, 10_000) == "99.9"
    assert WORDS.share(10_000, 10_000) == "100.0"


@given(st.text())
def test_a_value_is_never_markup(value: str) -> None:
    spans = WORDS.say("found.set_version", name=value, version="1")
    assert "".join(span.text for span in spans) == f"{value}, version 1"
    assert {span.style for span in spans} == {Style.PLAIN}


def test_a_style_ends_where_it_should_and_passes_through_values() -> None:
    spans = WORDS.say("cover.case_value", number="7", title="*x*")
    assert spans == (Span("7", Style.STRONG), Span(", "), Span("*x*"))


def test_lists_join_with_commas_and_a_last_word() -> None:
    items = [(Span(letter),) for letter in "abc"]
    assert ["".join(span.text for span in WORDS.listing(items[:n])) for n in range(4)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@pytest.mark.parametrize(
    "word", ["clean", "contraband", "suspicious", "safe", "illegal", "victim", "no hits"]
)
def test_words_that_judge_do_not_occur(word: str) -> None:
    assert not [s for s in SENTENCES if re.search(rf"\b{word}\b", s, re.IGNORECASE)]


def test_every_key_that_the_code_names_exists() -> None:
    named = set(re.findall(r'(?:words\.say|words\.text)\(\s*"([^"{]+)"', CODE))
    assert len(named) > 100
    assert not {key for key in named if key not in SOURCE}


def test_every_sentence_belongs_to_a_section_that_the_code_speaks() -> None:
    families = {key.partition(".")[0] for key in re.findall(r'f"([a-z]+\.)[^"]*\{', CODE)}
    unused = {key for key in SOURCE if f'"{key}"' not in CODE and key.partition(".")[0] not in families}
    assert not {key for key in unused if not key.startswith("_")}


def test_balanced_markup() -> None:
    for sentence in SENTENCES:
        bare = re.sub(r"`[^`]*`", "", sentence)
        assert bare.count("*") % 2 == 0, sentence
        assert "`" not in bare, sentence


def test_the_glossary_is_in_alphabetical_order() -> None:
    terms = [term[0].text for term, _ in WORDS.glossary()]
    assert terms == sorted(terms, key=str.casefold)


def test_typed_text_becomes_one_line_and_is_cut_by_what_it_prints() -> None:
    assert typed(" a\r\n\tb ") == "a b"
    assert clipped("\ufeff" * 20, 20) == "\\u{FEFF}\\u{FEFF}\\u{…"
    assert capital((Span(""), Span("no file"))) == (Span(""), Span("No file"))
