"""Sentences of the programs are said in the language of the examiner, and stay what they say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from forensics.locks import MEANS
from ui.language import Languages
from ui.sentences import SENTENCES, spoken

ROOT = Path(__file__).parents[2]
PLACES = ("app", "forensics", "reports")
OF_THE_SYSTEM = ("Permission denied.", "No such file or directory.", "No space left on device.")
MADE_OF_PARTS = ("This directory cannot be listed: {}.", "A supervisor allows looks at {} files a day")


@pytest.fixture
def spanish(qapp: QApplication) -> Iterator[None]:
    languages = Languages(qapp)
    languages.apply("es")
    yield
    languages.apply("en")


def normal(text: str) -> str:
    """Without the names in braces, the first capital and the end, which differ between the two."""
    text = re.sub(r"\{[^}]*\}", "{}", text).removesuffix(".")
    return text[:1].lower() + text[1:]


def texts_of(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_sentence_is_one_that_a_program_writes() -> None:
    written = {
        normal(text) for place in PLACES for file in (ROOT / place).rglob("*.py") for text in texts_of(file)
    }
    written |= {means.replace("-", " ") for means in MEANS}  # as the sentences of locks write them
    strange = [
        text
        for text in SENTENCES
        if text not in OF_THE_SYSTEM
        and normal(text) not in written
        and not normal(text).startswith(tuple(normal(part) for part in MADE_OF_PARTS))
    ]
    assert strange == []


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_stays_as_it_is_in_english(qapp: QApplication, text: str) -> None:
    filled = re.sub(r"\{\w+\}", "12,408", text)
    assert spoken(filled) == filled


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        pytest.param("not a file", "no es un archivo", id="small, without an end"),
        pytest.param(
            "Encrypted with LUKS1; without its key nothing inside can be read.",
            "Cifrado con LUKS1; sin su clave no se puede leer nada de su interior.",
            id="a name",
        ),
        pytest.param(
            "deleted; 4,096 of its 12,408 bytes are left, the rest was used again",
            "borrado; quedan 4\u00a0096 de sus 12\u00a0408 bytes, el resto se volvió a usar",
            id="numbers",
        ),
        pytest.param(
            "Report.txt cannot be written (Permission denied).",
            "No se puede escribir Report.txt (Permiso denegado).",
            id="a sentence within",
        ),
        pytest.param(
            "12 bytes of the content, at byte 96 of volume 3, cannot be read: not a file.",
            "No se pueden leer 12 bytes del contenido, en el byte 96 del volumen 3: no es un archivo.",
            id="a place",
        ),
        pytest.param(
            "This recovery key does not open the BitLocker volume.",
            "El volumen BitLocker no se abre con lo indicado (clave de recuperación).",
            id="a means",
        ),
        pytest.param(
            "a.zip is a ZIP archive; this version has no reader for it. Unpack it and add the image inside.",
            "a.zip es un archivo comprimido ZIP; esta versión no tiene lector para ello. Desempaquételo y "
            "añada la imagen que contiene.",
            id="a kind and an advice",
        ),
        pytest.param("The moon is not here.", "The moon is not here.", id="unknown"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_sentence_is_said_in_spanish(spanish: None, sentence: str, said: str) -> None:
    assert spoken(sentence) == said


@pytest.mark.parametrize(
    "name",
    ["{0}", "{file.__class__}", "<b>bold</b>", "line\nbreak", "\u202etxt.exe", "a (b) does not exist.", "%n"],
    ids=["braces", "attribute", "markup", "line", "direction", "sentence", "count"],
)
def test_a_hostile_name_stays_what_it_is(spanish: None, name: str) -> None:
    assert name in spoken(f"{name} is empty (0 bytes).")


def test_a_text_without_end_takes_no_time(qapp: QApplication) -> None:
    long = "Deleted; " * 20_000
    assert spoken(long) is long
