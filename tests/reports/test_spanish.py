"""The Spanish report: its numbers, its lists, its plurals, and no English left on a page or in a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        ("whole image", "imagen entera"),
        (
            "Encrypted with LUKS1; without its key nothing inside can be read.",
            "Cifrado con LUKS1; sin su clave no se puede leer nada de su interior.",
        ),
        (
            "8,192 bytes of the content, at byte 1,048,576 of the image, cannot be read: Input/output error.",
            "No se puede leer parte del contenido (bytes: 8\u00a0192), en el byte 1\u00a0048\u00a0576 de la "
            "imagen: error de entrada o salida.",
        ),
        ("12 files", "archivos: 12"),
        ("twelve files", "twelve files"),
        ("unreadable: /a.txt", "ilegible: /a.txt"),
        ("unreadable: ", "unreadable: "),
        ("something that nobody knows", "something that nobody knows"),
        ("", ""),
    ],
)
def test_what_the_program_recorded_is_told_in_spanish_where_the_phrase_is_known(
    recorded: str, told: str
) -> None:
    assert WORDS.recorded(recorded) == told
    assert Wording("en").recorded(recorded) == recorded


@given(st.text())
def test_a_value_in_a_recorded_phrase_is_never_taken_for_a_place_or_for_markup(name: str) -> None:
    told = WORDS.recorded(f"File record {name} describes another file now.")
    if name:
        assert told == f"El registro de archivo {WORDS.recorded(name)} describe ahora otro archivo."


def test_a_name_that_repeats_a_phrase_for_ever_ends_and_stays_as_it_was() -> None:
    nested = "The start of the volume cannot be read: " * 10_000 + "{trouble}"
    assert WORDS.recorded(nested).endswith("cannot be read: {trouble}")
