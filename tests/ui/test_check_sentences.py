"""What a check says of a bundle is said in the language of the examiner, sentence by sentence."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ui.check_sentences import CHECKS, said_of_part, said_of_whole
from ui.language import Languages

ROOT = Path(__file__).parents[2]
KEY = "a7fe368594493bf5"
OF_THREE_PARTS = {  # a count with its verb, and a label that has a name of its own
    "signed statement agrees with the chain",
    "signed statements agree with the chain",
    "gives another Payload-Oxum than the payload",
}


@pytest.fixture
def spanish(qapp: QApplication) -> Iterator[None]:
    languages = Languages(qapp)
    languages.apply("es")
    yield
    languages.apply("en")


@pytest.mark.parametrize("text", CHECKS)
def test_a_sentence_stays_as_it_is_in_english(qapp: QApplication, text: str) -> None:
    filled = re.sub(r"\{\w+\}", "12,408", text)
    assert said_of_part(filled) == filled


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        pytest.param(
            "30 files, 9 of them around the payload; no links, nothing strange",
            "30 archivos, 9 de ellos en torno al contenido; ningún enlace, nada extraño",
            id="a sentence with a semicolon",
        ),
        pytest.param(
            "19 files with 1,264,070 bytes equal both manifests, and nothing was added",
            "19 archivos con 1\u00a0264\u00a0070 bytes son iguales en ambas listas, y no se añadió nada",
            id="numbers",
        ),
        pytest.param(
            "data/a.csv is missing; data/b.csv is missing",
            "falta data/a.csv; falta data/b.csv",
            id="several files",
        ),
        pytest.param("the moon; data/b.csv is missing", "the moon; falta data/b.csv", id="one unknown"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_part_is_said_in_spanish(spanish: None, sentence: str, said: str) -> None:
    assert said_of_part(sentence) == said


def test_each_of_several_signers_is_said(spanish: None) -> None:
    one = (
        "signed with the key of a certificate its holder issued, which names {}; SHA-256 {}: compare it with "
        "the one the laboratory gives you"
    )
    said = said_of_part("; ".join((one.format("Ana", KEY), one.format("Luz", KEY))))
    assert said.count("compárelo con el que le dé el laboratorio") == 2
    assert "which names" not in said


def test_the_verdict_is_said_in_one_line(spanish: None) -> None:
    said = said_of_whole(f"19 parts are as they were written. Report R-E8. Chain head {KEY}")
    assert said == f"19 partes están como se escribieron. Informe R-E8. Cabeza de la cadena {KEY}"


def test_a_name_stays_what_it_is(spanish: None) -> None:
    assert said_of_part("data/1,234.5.csv is missing") == "falta data/1,234.5.csv"


def test_what_stands_here_is_what_the_checks_say() -> None:
    """Each run of words between two names stands in the sources of the checks, or between two of theirs."""
    sources = [*(ROOT / "reports" / "checking").glob("*.py"), ROOT / "app" / "commands" / "verify.py"]
    sources += [ROOT / "reports" / "data_files" / "agreement.py"]
    written = " ".join(
        " ".join(node.value.split())
        for file in sources
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    names = r"\{\w+\}|[\w-]+\.(?:txt|csv|dfxml)|[\d.,;:()]+|SHA-256"
    runs = {run.strip() for text in CHECKS for run in re.split(names, text) if len(run.split()) > 3}
    assert len(runs) > 30
    assert {run for run in runs if not is_made_of(run, written)} - OF_THREE_PARTS == set()


def is_made_of(run: str, written: str) -> bool:
    """It stands there whole, or in two parts that a program puts together."""
    words = run.split()
    return run in written or any(
        " ".join(words[:cut]) in written and " ".join(words[cut:]) in written for cut in range(1, len(words))
    )
