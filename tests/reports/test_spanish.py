"""The Spanish report: its numbers, its lists, its plurals, and no English left on a page or in a file."""

import dataclasses
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.blocks import Span, Style
from reports.bundle import write_report
from reports.drawable import drawable
from reports.pages import compose
from reports.pdf import Paper
from reports.verify_text import COMMAND
from reports.wording import Wording, typed
from tests.reports.builders import BuiltCase, a_case, a_crowded_case, a_hostile_case, an_empty_case
from tests.reports.full_case import a_full_case, a_hostile_full_case
from tests.reports.reading import pdf_pages
from tests.reports.test_validate import vera

WORDS = Wording("es")
# Words that English sentences can hardly do without and Spanish ones do not have.
ENGLISH = re.compile(
    r"\b(the|of|and|is|are|was|were|not|with|by|for|from|which|that|this|file|files|none|bytes? of|each"
    r"|what|when|every|other|more|signed|taken|record|records|digest|seal|exhibit|set|sets|event|events"
    r"|report|equal|equals|scan|page|case|path|volume)\b",
    re.IGNORECASE,
)
# English on purpose: names of programs, files and rules, what programs print, and the words of a statute.
KEPT = re.compile(
    r"\u00abI declare under penalty.*?\u00bb|\u00abunder the laws.*?\u00bb|Federal Rules of Evidence"
    r"|The Sleuth Kit|CMS Verification successful|Total document signed|Signature is Valid|BROKEN|head_sha256"
    r"|--validate|fieldcase verify|photographs/|checkpoints/|[\w*/.-]+\.(?:pdf|txt|csv|json|dfxml|p7s)\b",
    re.DOTALL,
)


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
        ("record 1, category , at /a.txt", "record 1, category , at /a.txt"),
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


def _strings(value: object) -> Iterator[str]:
    """Every text that the content of a case holds."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _strings(getattr(value, field.name))
    elif isinstance(value, msgspec.Struct):
        yield from _strings(msgspec.structs.astuple(value))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _strings(each)


def _english(texts: Iterable[str], recorded: Iterable[str]) -> list[str]:
    """What is left of English when what was recorded or typed is taken out."""
    # A single word in small letters is a value that the program chose, which has to be told in Spanish.
    held = {typed(text) for text in recorded if (len(text) > 3 and not text.isalpha()) or not text.islower()}
    longest_first = sorted(held - {""}, key=len, reverse=True)
    found = []
    for text in texts:
        bare = KEPT.sub(" ", typed(text))
        for each in longest_first:
            bare = re.sub(re.escape(each.rstrip(".")), " ", bare, flags=re.IGNORECASE)
        found += [text] if ENGLISH.search(bare) else []
    return found


def _texts(value: object) -> Iterator[str]:
    """The texts of a document, one for each run of spans, without paths and references."""
    if isinstance(value, tuple) and value and all(isinstance(each, Span) for each in value):
        hidden = (Style.SECTION, Style.PAGE, Style.PATH, Style.GREY_DIGEST)
        yield "".join(" " if each.style in hidden else each.text for each in value)
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))


@pytest.mark.parametrize("build", [a_case, a_full_case, an_empty_case])
def test_no_english_is_left_on_a_page_but_what_was_recorded(build: Callable[[], BuiltCase]) -> None:
    content = build().content
    document = compose(content, words=WORDS, typesetter="test", attached=("hits.csv",), too_large=("x.csv",))
    assert _english(_texts(document), _strings(content)) == []


def test_english_on_a_page_would_be_found() -> None:
    content = a_full_case().content
    document = compose(content, words=Wording("en"), typesetter="test", attached=(), too_large=())
    assert len(_english(_texts(document), _strings(content))) > 100


def test_no_sentence_of_the_language_is_english() -> None:
    source = json.loads(files("reports").joinpath("languages", "es.json").read_text("utf-8"))
    said = [each for key, each in source.items() if key not in ("recorded", "glossary")]
    said += [*source["recorded"].values(), *(text for pair in source["glossary"] for text in pair)]
    sentences = [each for form in said for each in (form.values() if isinstance(form, dict) else [form])]
    bare = [re.sub(r"`[^`]*`|\{[^{}]*\}", " ", sentence) for sentence in sentences]
    assert _english(bare, ()) == []


@pytest.mark.parametrize(
    "word", ["ilícit", "ilegal(?!idad)", "víctima", "sospechos", "limpi", "contraband", "segur"]
)
def test_words_that_judge_do_not_occur(word: str) -> None:
    source = files("reports").joinpath("languages", "es.json").read_text("utf-8")
    assert not re.findall(rf"[^\n]*\b{word}[^\n]*", source, re.IGNORECASE)


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("build", [a_full_case, a_hostile_case, a_crowded_case])
def test_the_prosecutor_has_exactly_two_pages_in_spanish_too(
    build: Callable[[], BuiltCase], paper: Paper, tmp_path: Path
) -> None:
    pages = [re.sub(r"\s+", " ", page) for page in pdf_pages(printed(build(), tmp_path, paper=paper))]
    assert "Informe de triaje digital" in pages[0]
    assert "C5" in pages[0]  # the whole table of contents
    assert "A Para la fiscalía" in pages[1]
    assert "Qué se encontró" in pages[1]
    assert "Cómo comprobar" in pages[2]
    assert "B Para el personal examinador y el laboratorio" in pages[3]


def test_files_beside_the_pages_are_in_spanish_too(tmp_path: Path) -> None:
    built = a_full_case()
    folder = printed(built, tmp_path).parent
    page = (folder / "report.html").read_text("utf-8")
    assert '<html lang="es">' in page
    page = page.replace("<wbr>", "")
    words = html.unescape(re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", "\n", page, flags=re.DOTALL))
    paths = [row.path.display() for row in built.rows]
    assert _english(words.splitlines(), [*_strings(built.content), *paths]) == []
    told = (folder.parent / "VERIFY.txt").read_text("utf-8")
    prose = [line for line in told.splitlines() if not line.startswith(COMMAND)]
    assert _english(["\n".join(prose)], _strings(built.content)) == []


def test_the_pdf_says_that_it_is_spanish(tmp_path: Path) -> None:
    raw = printed(an_empty_case(), tmp_path).read_bytes()
    assert re.search(rb"/Lang ?\(es-ES\)", raw)


@pytest.mark.validate
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
@pytest.mark.parametrize("build", [a_full_case, an_empty_case, a_hostile_full_case])
def test_the_spanish_report_is_compliant(
    build: Callable[[], BuiltCase], flavour: str, tmp_path: Path
) -> None:
    result = vera(flavour, printed(build(), tmp_path))
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"flavour={flavour} compliant=true" in result.stdout


def printed(built: BuiltCase, folder: Path, *, paper: Paper = "a4") -> Path:
    return write_report(built.content, folder / "out", rows=built, paper=paper, language="es").pdf
