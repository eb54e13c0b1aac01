"""The tab of the runs of a content: where it lies in the image."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit

from app.rows import EntryFacts, ExtentRow
from ui.language import translate
from ui.look import Look
from ui.parts.detail_sections import Section, copy_button
from ui.parts.labels import label
from ui.wording import count

MOST_RUNS: Final = 2_000  # lines that are shown; all of them can be copied


class ExtentsSection(Section):
    """Where the content lies in the image: a run a line, to copy."""

    def __init__(self, look: Look) -> None:
        super().__init__(translate("detail", "Extents of the chosen file"))
        self._look = look

    def show_extents(self, facts: EntryFacts) -> None:
        runs = facts.extents
        if runs is None:
            self.say(
                translate(
                    "detail",
                    "No plain runs are known: the content is resident, compressed, or no longer there.",
                )
            )
            return
        if not runs:
            self.say(translate("detail", "This entry has no content of its own on the disk."))
            return
        self.begin()
        head = QHBoxLayout()
        words = translate("detail", "%n run(s), in bytes of the image", "", len(runs))
        inner = next((run.volume for run in runs if run.volume is not None), None)
        if inner is not None:
            words = translate("detail", "%n run(s), in bytes of volume {number}", "", len(runs))
            words = words.format(number=inner)
        head.addWidget(label(words, role="smallstrong"), 1)
        name = translate("detail", "Copy the extents")
        head.addWidget(copy_button(self._look, name, extents_text(runs)))
        self.rows.addLayout(head)
        self.rows.addWidget(self._table(runs), 1)
        for sentence in _extent_sentences(facts, runs):
            self.rows.addWidget(label(sentence, role="small", meaning="text2", wrap=True))

    def _table(self, runs: Sequence[ExtentRow]) -> QPlainTextEdit:
        shown = QPlainTextEdit(readOnly=True)
        shown.setAccessibleName(translate("detail", "Runs: offset in the file, offset in the image, length"))
        shown.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        shown.setTabChangesFocus(True)
        shown.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        shown.setPlainText(_aligned_runs(runs[:MOST_RUNS]))
        shown.setMinimumHeight(self._look.scaled(72))
        return shown


def _extent_sentences(facts: EntryFacts, runs: Sequence[ExtentRow]) -> list[str]:
    said = []
    if len(runs) > MOST_RUNS:
        more = translate("detail", "The first {number} runs are shown; all of them are copied.")
        said.append(more.format(number=count(MOST_RUNS)))
    if any(run.image_offset is None for run in runs):
        said.append(translate("detail", "A hole reads as zeros and is not on the disk."))
    if facts.slack:
        said.append(translate("detail", "%n byte(s) lie behind the end of the content.", "", facts.slack))
    return said


def _aligned_runs(runs: Sequence[ExtentRow]) -> str:
    """In three columns with a head."""
    hole = translate("detail", "hole")
    is_inner = any(run.volume is not None for run in runs)
    place = translate("detail", "in the volume") if is_inner else translate("detail", "in the image")
    head = (translate("detail", "in the file"), place)
    cells = [(*head, translate("detail", "length"))]
    cells += [
        (count(run.offset), hole if run.image_offset is None else count(run.image_offset), count(run.length))
        for run in runs
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(3)]
    lines = [[f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)] for row in cells]
    return "\n".join(map("  ".join, lines))


def extents_text(runs: Sequence[ExtentRow]) -> str:
    """For other tools: a run a line, divided by tabs, plain numbers of bytes."""
    is_inner = any(run.volume is not None for run in runs)
    lines = [f"offset\t{'volume' if is_inner else 'image'}_offset\tlength"]
    lines += [
        f"{run.offset}\t{'' if run.image_offset is None else run.image_offset}\t{run.length}" for run in runs
    ]
    return "\n".join(lines) + "\n"
