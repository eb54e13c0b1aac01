"""Words of a cell that take several lines never need more room than there is."""

import pytest
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication

from ui.tables.cells import broken

STORY = "La exploración de HR-01 llegó a su fin: 102 entradas tienen su resultado; coincidentes: 11, sin más."


@pytest.mark.parametrize(
    "words",
    [STORY, "x" * 300, "one short line", "", "a " * 200, "😀 no plano " * 30],
    ids=["sentence", "one long word", "short", "empty", "many short words", "beyond the first plane"],
)
@pytest.mark.parametrize("most", [1, 2])
def test_words_are_broken_into_the_lines_there_are(qapp: QApplication, words: str, most: int) -> None:
    font = QFont("Noto Sans", 10)
    lines = broken(words, font, width=200, most=most)
    assert len(lines) <= most
    assert all(QFontMetrics(font).horizontalAdvance(line) <= 200 for line in lines)


def test_no_character_is_cut_in_two(qapp: QApplication) -> None:
    words = "😀 no plano " * 30
    lines = broken(words, QFont("Noto Sans", 10), width=200, most=60)
    assert " ".join(lines) == words.rstrip()


def test_words_that_fit_are_all_there(qapp: QApplication) -> None:
    lines = broken(STORY, QFont("Noto Sans", 10), width=500, most=3)
    assert " ".join(lines) == STORY


def test_what_is_left_out_leaves_a_sign(qapp: QApplication) -> None:
    lines = broken(STORY, QFont("Noto Sans", 10), width=200, most=2)
    assert lines[-1].endswith("…")
    assert STORY.startswith(lines[0])
