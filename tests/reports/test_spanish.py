"""The Spanish report: its numbers, its lists, its plurals, and no English left on a page or in a file."""

import pytest

from reports.blocks import Span
from reports.drawable import drawable
from reports.wording import Wording

WORDS = Wording("es")


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "ningún archivo"),
        (1, "un archivo"),
        (9, "nueve archivos"),
        (31809, "31\u00a0809 archivos"),
        (1_000_000, "1\u00a0000\u00a0000 de archivos"),
        (1_000_001, "1\u00a0000\u00a0001 archivos"),
        (5_000_000, "5\u00a0000\u00a0000 de archivos"),
    ],
)
def test_whole_millions_take_de_and_every_other_number_does_not(n: int, said: str) -> None:
    assert WORDS.text("files", n=n) == said


def test_gender_follows_the_noun_where_one_or_none_is_told_in_words() -> None:
    told = [WORDS.text(key, n=n) for key in ("entries", "exhibits_count", "volumes") for n in (0, 1)]
    assert told == [
        "ninguna entrada",
        "una entrada",
        "ninguna evidencia",
        "una evidencia",
        "ningún volumen",
        "un volumen",
    ]


def test_numbers_have_a_comma_and_groups_that_no_line_break_parts_and_the_fonts_draw() -> None:
    assert WORDS.size(164_626_432_000) == "164,6 GB"
    assert WORDS.share(9999, 10_000) == "99,9"
    assert drawable(WORDS.number(1_234_567)) == "1\u00a0234\u00a0567"


@pytest.mark.parametrize(
    ("last", "word"),
    [
        ("Inés", "e"),
        ("isabel", "e"),
        ("Íñigo", "e"),
        ("Hita", "e"),
        ("Ypres", "e"),
        ("E2", "y"),
        ("Hierro", "y"),
        ("Yolanda", "y"),
        ("Ana", "y"),
        ("", "y"),
        ("\ud800", "y"),
    ],
)
def test_a_list_ends_with_e_before_the_sound_of_i(last: str, word: str) -> None:
    items = [(Span("Ana"),), (Span("E1"),), (Span(last),)]
    assert "".join(span.text for span in WORDS.listing(items)) == f"Ana, E1 {word} {last}"
