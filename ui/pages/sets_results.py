"""What work on the library came to, to be read in peace: imports, checks, versions compared, conflicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.rows import ListedTable, SetRow
from ui.language import SpokenMapping, figures, marked, translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import SaidLabel, label
from ui.parts.panels import Facts, Notice, clear, line
from ui.programs import as_sentence
from ui.sentences import spoken
from ui.set_words import (
    Check,
    algorithm_facts,
    category_facts,
    fingerprint_words,
    left_out_facts,
    role_words,
    size_words,
)
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.times import moment
from ui.wording import Said, count, counted

LOCKED_REMINDER = marked(
    "sets",
    "The index is locked. The list it was made from still lies at {file}: take it off this computer, or "
    "the lock protects nothing.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How one import ended: the set as it now lies in the library, or why there is none."""

    file: str
    name: str
    sentence: str
    row: SetRow | None


class ImportPanel(QWidget):
    """The summary of the imports of this session, newest first; it stays until the window closes."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._all: list[Imported] = []
        inner = QWidget()
        inner.setObjectName("inside")
        self._box = QVBoxLayout(inner)
        self._box.setContentsMargins(12, 12, 12, 12)
        self._box.setSpacing(8)
        area = QScrollArea(widgetResizable=True)
        area.setAccessibleName(translate("sets", "What was imported"))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        self._show()

    def add(self, imported: Imported) -> None:
        self._all.insert(0, imported)
        self._show()

    def texts(self) -> list[str]:
        """The sentence of each import, newest first."""
        return [one.sentence for one in self._all]

    def _show(self) -> None:
        clear(self._box)
        if not self._all:
            self._box.addWidget(
                label(translate("sets", "Nothing was imported in this session."), meaning="text2")
            )
        for number, one in enumerate(self._all):
            if number:
                self._box.addWidget(line())
            self._show_one(one)
        self._box.addStretch(1)

    def _show_one(self, one: Imported) -> None:
        if one.row is None:
            said = Said(
                words=translate("sets", "{name} was not imported").format(name=one.name),
                icon="warning",
                meaning="unreadable",
            )
            self._box.addWidget(SaidLabel(self._look, said, role="title"))
            self._box.addWidget(label(one.sentence, wrap=True))
            return
        row = one.row
        said = Said(
            words=translate("sets", "{spelled} is in the library").format(spelled=row.spelled),
            icon="check",
            meaning="accent",
        )
        self._box.addWidget(SaidLabel(self._look, said, role="title"))
        if row.is_locked:
            notice = Notice(self._look)
            self._box.addWidget(notice)
            notice.say(
                translate("sets", LOCKED_REMINDER).format(file=one.file), meaning="locked", icon="lock-key"
            )
        parts = QGridLayout()
        parts.setHorizontalSpacing(24)
        parts.setVerticalSpacing(12)
        for number, (title, facts) in enumerate(import_parts(row)):
            parts.addWidget(_part(title, facts), number // 2, number % 2, Qt.AlignmentFlag.AlignTop)
            parts.setColumnStretch(number % 2, 1)
        self._box.addLayout(parts)
        for words in filter(None, (*map(spoken, row.notes), *_beside_counts(one.sentence))):
            self._box.addWidget(label(words, meaning="text2", wrap=True))


def _beside_counts(sentence: str) -> list[str]:
    """What the import said after its counts, which are shown above it: conflicts with other sets."""
    return [as_sentence(part) for part in sentence.rstrip(".").split("; ")[1:] if "also in" in part]


def import_parts(row: SetRow) -> list[tuple[str, list[tuple[str, str]]]]:
    """The plain summary of a set just imported, as columns of (label, value)."""
    first = [
        (translate("sets", "Role"), role_words(row.role)),
        (translate("sets", "Form"), row.format),
        (translate("sets", "Records"), count(row.records)),
        (translate("sets", "Different"), count(row.distinct)),
        (translate("sets", "With a size"), count(row.sized)),
        (translate("sets", "Without"), count(row.unsized)),
    ]
    kept = [(translate("sets", "Kept"), words)] if (words := fingerprint_words(row)) else []
    return [
        (translate("sets", "What came in"), first),
        (
            translate("sets", "With a digest"),
            [*(algorithm_facts(row) or [(translate("sets", "None"), size_words(row))]), *kept],
        ),
        (
            translate("sets", "By category"),
            category_facts(row)
            or [(translate("sets", "None"), translate("sets", "the list gives no category"))],
        ),
        (
            translate("sets", "Left out"),
            left_out_facts(row) or [(translate("sets", "None"), translate("sets", "everything came in"))],
        ),
    ]


def _part(title: str, facts: Sequence[tuple[str, str]]) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(label(title, role="strong"))
    column.addWidget(Facts(facts, label_width=84))
    return box


CHECK_HEADS = (
    Head(title=marked("words", "Set"), width=0),
    Head(title=marked("words", "Result"), width=150),
    Head(title=marked("words", "Read at (UTC)"), width=150, right=True),
    Head(title=marked("words", "Seconds"), width=90, right=True),
)


def check_cells(row: tuple[str, Check]) -> tuple[Cell, ...]:
    name, check = row
    return (
        Cell(first=name, strong=True),
        Cell(first=check.said.words, icon=check.said.icon, meaning=check.said.meaning),
        Cell(first=moment(check.at), right=True, meaning="text2"),
        Cell(first=figures(f"{check.seconds:.1f}"), right=True, meaning="text2"),
    )


class VerifyPanel(QWidget):
    """Which sets were read to the last byte in this session, when, and whether they are what was written."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.head = QHBoxLayout()
        self.said = label(meaning="text2", wrap=True)
        self.differing, self.unchecked = Notice(look, meaning="differs"), Notice(look)
        self.model = CellsModel[tuple[str, Check]](CHECK_HEADS, check_cells, self)
        self.table = CellsTable[tuple[str, Check]](look, self.model, name=translate("sets", "Checks of sets"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        self.head.addWidget(self.said, 1)
        column.addLayout(self.head)
        column.addWidget(self.differing)
        column.addWidget(self.unchecked)
        column.addWidget(self.table, 1)
        self.show_checks({})

    def show_checks(self, checks: Mapping[str, Check]) -> None:
        self.model.show_rows(list(checks.items()))
        self.table.choose_row(0)
        self.differing.say(_sentences(checks, "differs"), icon="warning-octagon")
        self.unchecked.say(_sentences(checks, "unreadable"))
        if not checks:
            self.said.setText(
                translate(
                    "sets", "No set was verified in this session. Every scan verifies the sets it uses."
                )
            )
            return
        good = sum(check.said.meaning == "verified" for check in checks.values())
        self.said.setText(
            translate("sets", "{good} of {sets}: every byte is as it was written.").format(
                good=count(good), sets=counted(len(checks), "set")
            )
        )


def _sentences(checks: Mapping[str, Check], meaning: str) -> str:
    """What is to be said of the sets whose check came to `meaning`."""
    return " ".join(
        check.said.second or f"{name}: {check.said.words}."
        for name, check in checks.items()
        if check.said.meaning == meaning
    )


class ListedPanel(QWidget):
    """A long table that a command wrote: what it sums to, its first rows, and all of it to a file."""

    export_wanted = Signal()

    def __init__(self, look: Look, *, name: str, advice: str) -> None:
        super().__init__()
        self._look, self._name = look, name
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.said = label(advice, meaning="text2", wrap=True)
        self.notice = Notice(look)
        self.export = Button(look, translate("sets", "Save all rows as CSV…"), icon="export")
        self.export.clicked.connect(lambda _checked=False: self.export_wanted.emit())
        self._host = QVBoxLayout()
        self.table: CellsTable[tuple[str, ...]] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(self.head)
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        row.addWidget(self.export)
        column.addLayout(row)
        column.addWidget(self.notice)
        column.addLayout(self._host, 1)
        self._advice = advice
        self.forget()

    def forget(self, sentence: str = "") -> None:
        """Take the table away: another is being made, or `sentence` says why there is none."""
        self.table = None
        self.said.setText(self._advice)
        self.export.hide()
        clear(self._host)
        self._host.addStretch(1)
        self.notice.say(sentence, meaning="unreadable", icon="warning")

    def show_table(self, listed: ListedTable, *, words: str, remarks: str = "") -> None:
        """Show the first rows; `words` says what all of them come to, `remarks` what is missing in them."""
        self.notice.say(remarks, meaning="unreadable", icon="warning")
        self.said.setText(words)
        self.export.setVisible(listed.total > 0)
        clear(self._host)
        places = [place for place, name in enumerate(listed.heads) if name in _WIDTHS]
        heads = tuple(_head(listed.heads[place]) for place in places)
        names = [listed.heads[place] for place in places]
        model = CellsModel[tuple[str, ...]](heads, lambda row: _text_cells(names, row))
        self.table = CellsTable[tuple[str, ...]](self._look, model, name=self._name)
        model.show_rows([tuple(row[place] for place in places) for row in listed.rows])
        self._host.addWidget(self.table, 1)
        self.table.choose_row(0)

    def refuse(self, sentence: str) -> None:
        """Say what went wrong with the table that is shown; it stays."""
        self.notice.say(sentence, meaning="unreadable", icon="warning")


# Columns that are shown, by their names in the file; the others (numbers of records, labels) are in the file.
_WIDTHS: Final = {
    "change": 120,
    "digest": 0,
    "old_categories": 130,
    "new_categories": 130,
    "category": 80,
    "notable_set": 194,
    "known_set": 194,
}
_HEADS: Final = {
    "change": marked("words", "Change"),
    "digest": marked("words", "Digest"),
    "old_categories": marked("words", "Old categories"),
    "new_categories": marked("words", "New categories"),
    "category": marked("words", "Category"),
    "notable_set": marked("words", "Notable set"),
    "known_set": marked("words", "Known set"),
}
_CHANGES: Final = SpokenMapping(
    "sets",
    {
        "added": marked("sets", "added"),
        "removed": marked("sets", "removed"),
        "re-categorised": marked("sets", "re-categorised"),
    },
)
_NAMES_OF_SETS: Final = ("notable_set", "known_set")


def change_words(name: str) -> str:
    """What became of a digest from one version to the next."""
    return _CHANGES.get(name, name)


def _head(name: str) -> Head:
    return Head(title=_HEADS[name], width=_WIDTHS[name])


def _text_cells(names: Sequence[str], row: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            first=change_words(value) if name == "change" else value,
            mono=name == "digest",
            ends=name in _NAMES_OF_SETS,
        )
        for name, value in zip(names, row, strict=True)
    )


class VersionsPanel(ListedPanel):
    """Two sets to compare, older first."""

    compare_wanted = Signal(str, str)

    def __init__(self, look: Look) -> None:
        super().__init__(
            look,
            name=translate("sets", "What two versions differ in"),
            advice=translate(
                "sets", "Choose two versions of a set: what was added, removed and re-categorised is counted."
            ),
        )
        self.old, self.new = QComboBox(), QComboBox()
        self.old.setAccessibleName(translate("sets", "Older version"))
        self.new.setAccessibleName(translate("sets", "Newer version"))
        self.go = Button(look, translate("sets", "Compare"), kind="plain", icon="arrows-left-right")
        for widget, stretch in (
            (label(translate("sets", "From"), meaning="text2"), 0),
            (self.old, 1),
            (label("to", meaning="text2"), 0),
            (self.new, 1),
            (self.go, 0),
        ):
            self.head.addWidget(widget, stretch)
        self.go.clicked.connect(lambda _checked=False: self.ask())
        for box in (self.old, self.new):
            box.activated.connect(lambda _row: self._wake())
        self._wake()

    def offer(self, sets: Sequence[SetRow]) -> None:
        """The sets there are; what was chosen stays chosen where it is still there."""
        names = [row.spelled for row in sets]
        for box in (self.old, self.new):
            chosen = box.currentText()
            box.clear()
            box.addItems(names)
            if chosen in names:
                box.setCurrentIndex(names.index(chosen))
        self._wake()

    def choose(self, old: str, new: str) -> None:
        for box, name in ((self.old, old), (self.new, new)):
            box.setCurrentIndex(max(0, box.findText(name)))
        self._wake()

    def ask(self) -> None:
        if self.go.isEnabled():
            self.compare_wanted.emit(self.old.currentText(), self.new.currentText())

    def _wake(self) -> None:
        self.go.setEnabled(bool(self.old.currentText()) and self.old.currentText() != self.new.currentText())
