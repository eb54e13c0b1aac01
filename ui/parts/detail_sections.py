"""What a tab of the detail pane is, and two of them: the record with its digests, and the history.

Each tab is filled from rows and asks nobody; the pane gives it what it shows.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.rows import EntryDetail, HistoryRow, HitRow
from ui.entry_words import REMAINS, flag_words, parent_words
from ui.language import SpokenMapping, marked, translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import Glyph, label
from ui.parts.panels import clear, line
from ui.tables.columns import KIND_WORDS, why_not_compared
from ui.times import moment
from ui.wording import ALGORITHMS, OUTCOME_WORDS, count, grouped

LABEL_WIDTH: Final = 84
_DIGESTS: Final = ("md5", "sha1", "sha256")
_FACT_WORDS: Final = SpokenMapping(
    "detail",
    {
        "Path": marked("detail", "Path"),
        "Stream": marked("detail", "Stream"),
        "Link to": marked("detail", "Link to"),
        "Metadata address": marked("detail", "Metadata address"),
        "Kind": marked("detail", "Kind"),
        "Size": marked("detail", "Size"),
        "Allocation": marked("detail", "Allocation"),
        "What is left": marked("detail", "What is left"),
        "Folder": marked("detail", "Folder"),
        "Flags": marked("detail", "Flags"),
        "Outcome": marked("detail", "Outcome"),
        "Reason": marked("detail", "Reason"),
        "Also in known sets": marked("detail", "Also in known sets"),
    },
)
HISTORY_ICONS: Final = {
    "entries.marked": "tag",
    "entries.noted": "note-pencil",
    "entries.bookmarked": "bookmark-simple",
    "content.look_begun": "eye",
    "content.revealed": "eye",
}


class Facts(QWidget):
    """Rows of label and value in the small type of the pane; values can be selected and copied."""

    def __init__(
        self, rows: Sequence[tuple[str, str]], *, label_width: int = LABEL_WIDTH, mono: bool = False
    ) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnMinimumWidth(0, label_width)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(rows):
            told = label(value, role="mono" if mono else "small", wrap=True)
            told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            grid.addWidget(label(name, role="small", meaning="text2"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(told, row, 1)


class Section(QScrollArea):
    """One tab: rows from top to bottom, which scroll."""

    def __init__(self, name: str) -> None:
        super().__init__(widgetResizable=True)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setObjectName("inside")
        self.rows = QVBoxLayout(inner)
        self.rows.setContentsMargins(12, 8, 12, 8)
        self.rows.setSpacing(4)
        self.setWidget(inner)

    def begin(self) -> None:
        """Empty, from the top again."""
        clear(self.rows)
        self.verticalScrollBar().setValue(0)

    def end(self) -> None:
        self.rows.addStretch(1)

    def say(self, words: str) -> None:
        """One sentence, and nothing else."""
        self.begin()
        self.rows.addWidget(label(words, meaning="text2", wrap=True))
        self.end()

    def head(self, words: str) -> None:
        self.rows.addWidget(label(words, role="smallstrong", wrap=True))


def breakable(path: str) -> str:
    """A path that may be broken after each slash. Only for what cannot be selected: the sign that allows it
    is not part of the path.
    """
    return path.replace("/", "/\u200b")


class RecordSection(Section):
    """What matched, what the examiner said, digests, and what was recorded of the entry."""

    def __init__(self, look: Look) -> None:
        super().__init__(translate("detail", "Record of the chosen file"))
        self._look = look

    def show_record(self, detail: EntryDetail, *, review: Sequence[tuple[str, str]]) -> None:
        self.begin()
        for hit in detail.hits:
            known = translate("detail", "Known record, not harmless")
            self.head(translate("detail", "Matched record") if hit.role == "notable" else known)
            self.rows.addWidget(Facts(hit_facts(hit)))
            self.rows.addWidget(line())
        if review:
            self.head(translate("detail", "Review"))
            self.rows.addWidget(Facts(review))
            self.rows.addWidget(line())
        self._show_digests(detail)
        self.head(translate("detail", "Recorded"))
        self.rows.addWidget(Facts(recorded_facts(detail)))
        self.end()

    def _show_digests(self, detail: EntryDetail) -> None:
        digests = [(ALGORITHMS[name], value) for name in _DIGESTS if (value := getattr(detail.entry, name))]
        if not digests:
            return
        self.head(translate("detail", "Digests of this file"))
        for title, value in digests:
            self.rows.addLayout(self._digest_row(title, value))
        self.rows.addWidget(line())

    def _digest_row(self, title: str, value: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        name = label(title, role="small", meaning="text2")
        name.setFixedWidth(self._look.scaled(56))
        name.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = label(grouped(value), role="mono", wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(name)
        row.addWidget(words, 1)
        copied = translate("detail", "Copy the {what}").format(what=title)
        row.addWidget(copy_button(self._look, copied, value), 0, Qt.AlignmentFlag.AlignTop)
        return row


def copy_button(look: Look, name: str, text: str) -> Button:
    button = Button(look, "", kind="flat", icon="copy")
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.clicked.connect(lambda _checked=False: QGuiApplication.clipboard().setText(text))
    return button


def hit_facts(hit: HitRow) -> list[tuple[str, str]]:
    """The matched record exactly: set, version, number, category and scheme, and what is equal."""
    facts = [(translate("detail", "Set"), hit.set_name)]
    if hit.set_version:
        facts.append((translate("detail", "Version"), hit.set_version))
    number = translate("detail", "number {number}, counted from 0")
    facts.append((translate("detail", "Record"), number.format(number=count(hit.record))))
    if hit.category is not None:
        words = f"{hit.category}, {hit.category_label}" if hit.category_label else hit.category
        if hit.scheme:
            words += " " + translate("detail", "(scheme: {scheme})").format(scheme=hit.scheme)
        facts.append((translate("detail", "Category"), words))
    equal = translate("detail", "{algorithm}, whole content")
    algorithm = ALGORITHMS.get(hit.algorithm, hit.algorithm)
    return [*facts, (translate("detail", "Equal by"), equal.format(algorithm=algorithm))]


def recorded_facts(detail: EntryDetail) -> list[tuple[str, str]]:
    """What stands nowhere else in the pane."""
    outcome = OUTCOME_WORDS.get(detail.entry.outcome, detail.entry.outcome)
    state = translate("detail", "in use") if detail.entry.allocated else translate("detail", "deleted")
    own = {
        "Kind": KIND_WORDS.get(detail.entry.kind, detail.entry.kind),
        "Reason": why_not_compared(detail.entry),
        "Outcome": outcome,
        "Allocation": state,
        "What is left": REMAINS.get(detail.entry.remains or "", ""),
        "Folder": parent_words(),
        "Flags": flag_words(detail.entry),
        "Size": translate("detail", "{number} bytes").format(number=count(detail.entry.size_bytes)),
    }
    return [(_FACT_WORDS[name], own.get(name, value)) for name, value in detail.facts if name in _FACT_WORDS]


class HistorySection(Section):
    """Marks, notes, bookmarks and looks of the entry, newest first."""

    def __init__(self, look: Look) -> None:
        super().__init__(translate("detail", "History of the chosen file"))
        self._look = look

    def show_history(self, rows: Sequence[HistoryRow]) -> None:
        if not rows:
            self.say(translate("detail", "Nobody marked, noted or looked at this file yet."))
            return
        self.begin()
        for row in rows:
            when = translate("detail", "{time}, {name}, event {number}")
            head = when.format(time=moment(row.utc), name=row.actor, number=count(row.sequence))
            icon = HISTORY_ICONS.get(row.action, "dot")
            self.rows.addLayout(self._head_row(icon, head))
            told = label(breakable(row.sentence), wrap=True)
            told.setContentsMargins(20, 0, 0, 4)
            self.rows.addWidget(told)
        self.end()

    def _head_row(self, icon: str, words: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(Glyph(self._look, icon, size=14), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(words, role="small", meaning="text2", wrap=True), 1)
        return row
