"""The tabs of the detail pane: matched record and digests, times, names, runs of the content, history.

Each is filled from rows and asks nobody; the pane gives it what it shows.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.rows import EntryDetail, EntryFacts, ExtentRow, HistoryRow, HitRow, NameRow, NamesRow
from ui.language import SpokenMapping, marked, translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import Glyph, SaidLabel, label
from ui.parts.panels import clear, line
from ui.tables.columns import KIND_WORDS, OUTCOME_ICONS, why_not_compared
from ui.wording import (
    ALGORITHMS,
    OUTCOME_MEANING,
    OUTCOME_WORDS,
    Said,
    count,
    grouped,
    moment,
    shows_local_time,
)

LABEL_WIDTH: Final = 84
MOST_RUNS: Final = 2_000  # lines that are shown; all of them can be copied
_DIGESTS: Final = ("md5", "sha1", "sha256")
_TIME_WORDS: Final = SpokenMapping(
    "detail",
    {
        "modified": marked("detail", "Modified"),
        "accessed": marked("detail", "Accessed"),
        "changed": marked("detail", "Metadata changed"),
        "created": marked("detail", "Created"),
    },
)
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
        row.addWidget(_copy_button(self._look, copied, value), 0, Qt.AlignmentFlag.AlignTop)
        return row


def _copy_button(look: Look, name: str, text: str) -> Button:
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
        "Size": translate("detail", "{number} bytes").format(number=count(detail.entry.size_bytes)),
    }
    return [(_FACT_WORDS[name], own.get(name, value)) for name, value in detail.facts if name in _FACT_WORDS]


class TimesSection(Section):
    """The four times, and honestly what is known of their zone."""

    def __init__(self) -> None:
        super().__init__(translate("detail", "Times of the chosen file"))

    def show_times(self, facts: EntryFacts) -> None:
        self.begin()
        unsaid = translate("detail", "not recorded")
        rows = [(_TIME_WORDS[time.kind], exact_time(time.at) or unsaid) for time in facts.times]
        self.rows.addWidget(Facts(rows, label_width=LABEL_WIDTH + 28, mono=True))
        if facts.zone_known and shows_local_time():
            self.rows.addWidget(line())
            self.head(translate("detail", "In the zone of this computer"))
            local = [(_TIME_WORDS[time.kind], moment(time.at)) for time in facts.times if time.at]
            self.rows.addWidget(Facts(local, label_width=LABEL_WIDTH + 28, mono=True))
        self.rows.addWidget(line())
        for sentence in zone_sentences(facts):
            self.rows.addWidget(label(sentence, role="small", meaning="text2", wrap=True))
        self.end()


def exact_time(at: str | None) -> str:
    """`2019-08-14 10:22:31.1234567 UTC`: every digit that was recorded."""
    if at is None:
        return ""
    words = at.replace("T", " ")
    return words[:-1] + " UTC" if words.endswith("Z") else words


def zone_sentences(facts: EntryFacts) -> list[str]:
    """What the file system keeps, and what it does not."""
    if facts.zone_known:
        return [translate("detail", "The file system keeps these times in UTC.")]
    said = [
        translate(
            "detail",
            "These are times of the clock of the machine that wrote the file. Its zone is not on the disk.",
        )
    ]
    if (facts.file_system or "").startswith("FAT"):
        said.append(
            translate(
                "detail",
                "FAT keeps the modified time in steps of 2 seconds, and of the accessed time only the day.",
            )
        )
    return said


class NamesSection(Section):
    """Every name and stream of the same metadata record."""

    def __init__(self, look: Look) -> None:
        super().__init__(translate("detail", "Names of the chosen file"))
        self._look = look

    def show_names(self, names: NamesRow, *, chosen: int, address: int) -> None:
        self.begin()
        words = translate("detail", "%n name(s) of metadata address {address}", "", names.total)
        self.head(words.format(address=count(address)))
        for name in names.names:
            self.rows.addWidget(self._name(name, is_chosen=name.entry == chosen))
        if names.total > len(names.names):
            more = translate("detail", "and %n more", "", names.total - len(names.names))
            self.rows.addWidget(label(more, meaning="text2"))
        if names.links > 1:
            links = translate("detail", "%n hard link(s) share this content.", "", names.links)
            self.rows.addWidget(label(links, role="small", meaning="text2", wrap=True))
        self.end()

    def _name(self, name: NameRow, *, is_chosen: bool) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        path = label(breakable(name.path), role="mono", wrap=True)
        column.addWidget(path)
        if name.stream is not None:
            stream = translate("detail", "stream {name}").format(name=name.stream)
            column.addWidget(label(stream, role="mono", meaning="text2", wrap=True))
        facts = [translate("detail", "{number} bytes").format(number=count(name.size_bytes))]
        facts.append(translate("detail", "in use") if name.allocated else translate("detail", "deleted"))
        if is_chosen:
            facts.append(translate("detail", "this one"))
        column.addWidget(label(", ".join(facts), role="small", meaning="text2", wrap=True))
        column.addWidget(SaidLabel(self._look, _outcome(name.outcome), role="small", size=14))
        return box


def _outcome(outcome: str) -> Said:
    return Said(
        words=OUTCOME_WORDS.get(outcome, outcome),
        icon=OUTCOME_ICONS.get(outcome, "minus"),
        meaning=OUTCOME_MEANING.get(outcome, "text2"),
    )


def breakable(path: str) -> str:
    """A path that may be broken after each slash. Only for what cannot be selected: the sign that allows it
    is not part of the path.
    """
    return path.replace("/", "/\u200b")


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
        head.addWidget(label(words, role="smallstrong"), 1)
        name = translate("detail", "Copy the extents")
        head.addWidget(_copy_button(self._look, name, extents_text(runs)))
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
    head = (translate("detail", "in the file"), translate("detail", "in the image"))
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
    lines = ["offset\timage_offset\tlength"]
    lines += [
        f"{run.offset}\t{'' if run.image_offset is None else run.image_offset}\t{run.length}" for run in runs
    ]
    return "\n".join(lines) + "\n"


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
