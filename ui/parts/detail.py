"""The detail pane: everything recorded of one entry, its digests to copy, its matched records, and its first
bytes in hexadecimal.

The bytes come from a child program that reads the evidence; they are asked for only when a row stays chosen
for a moment.
"""

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QScrollArea, QSplitter, QVBoxLayout, QWidget

from app.open_case import OpenCase
from app.rows import EntryDetail, HitRow
from ui.desk import Desk
from ui.hexdump import hex_lines
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import Chip, MiddleLabel, label
from ui.parts.panels import Facts, Panel, clear, line
from ui.programs import ChildProgram, Ending
from ui.tables.columns import OUTCOME_ICONS
from ui.wording import OUTCOME_MEANING, OUTCOME_WORDS, Said, count, grouped

HEAD_BYTES: Final = 4_096
SETTLE_MS: Final = 300
_ALGORITHMS: Final = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256"}
_DIGESTS: Final = (("MD5", "md5"), ("SHA-1", "sha1"), ("SHA-256", "sha256"))


class DetailPane(Panel):
    """Shows one entry at a time; `show_entry(None)` empties it."""

    def __init__(self, look: Look, desk: Desk) -> None:
        super().__init__(margin=0)
        self._look, self._desk = look, desk
        self._detail: EntryDetail | None = None
        self._reader = ChildProgram(self, keep_output=True)
        self._reader.ended.connect(self._on_bytes)
        self._bytes_of: int | None = None
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._read_bytes)
        self._name = MiddleLabel(role="monotitle", meaning="")
        self._place = MiddleLabel(role="monosmall")
        self._chip_row = QHBoxLayout()
        self._facts_box = QVBoxLayout()
        self._content_title = label("Content", role="strong")
        self._hex = QPlainTextEdit(readOnly=True)
        self._hex.setAccessibleName("First bytes of the content in hexadecimal")
        self._hex.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setMinimumWidth(320)
        self._build()
        self.show_entry(None)

    def _build(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(12, 10, 12, 8)
        head.setSpacing(4)
        first = QHBoxLayout()
        first.addWidget(self._name, 1)
        first.addLayout(self._chip_row)
        head.addLayout(first)
        head.addWidget(self._place)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(line())
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._facts_area())
        split.addWidget(self._hex_area())
        split.setSizes([360, 210])
        split.setChildrenCollapsible(False)
        self.body.addWidget(split, 1)

    def _facts_area(self) -> QWidget:
        inner = QWidget()
        inner.setObjectName("inside")
        self._facts_box.setContentsMargins(12, 8, 12, 8)
        self._facts_box.setSpacing(6)
        inner.setLayout(self._facts_box)
        area = QScrollArea(widgetResizable=True)
        area.setAccessibleName("What is recorded of this entry")
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        return area

    def _hex_area(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(6)
        column.addWidget(self._content_title)
        column.addWidget(self._hex, 1)
        return box

    def shown_bytes(self) -> str:
        """The hexadecimal text as it is shown."""
        return self._hex.toPlainText()

    def stop_reading(self) -> None:
        """End a read of first bytes that is still going on; for the end of the window."""
        self._settle.stop()
        self._reader.kill()

    @property
    def is_reading(self) -> bool:
        """Bytes of the chosen entry are still to come."""
        return self._settle.isActive() or self._reader.is_running

    def show_entry(self, entry_id: int | None) -> None:
        """Ask for everything of an entry and show it when it comes; the old one stays until then."""
        self._settle.stop()
        case = self._desk.case
        if entry_id is None or case is None:
            self._show(None)
            return
        self._desk.questions.ask(
            lambda: case.entry_detail(entry_id), then=self._show, channel=f"detail{id(self)}"
        )

    def show_hit(self, hit_id: int | None) -> None:
        """The same for the entry of a hit."""
        case = self._desk.case
        if hit_id is None or case is None:
            self.show_entry(None)
            return
        self._settle.stop()
        self._desk.questions.ask(
            lambda: _detail_of_hit(case, hit_id), then=self._show, channel=f"detail{id(self)}"
        )

    def _show(self, detail: EntryDetail | None) -> None:
        self._detail = detail
        clear(self._facts_box)
        clear(self._chip_row)
        self._hex.setPlainText("")
        if detail is None:
            self._name.show_text("Nothing chosen")
            self._place.show_text("Choose a row to see what is recorded of it")
            self._content_title.setText("Content")
            self._hex.setPlaceholderText("")
            self._facts_box.addStretch(1)
            return
        self._show_head(detail)
        self._show_facts(detail)
        self._show_content(detail)

    def _show_head(self, detail: EntryDetail) -> None:
        entry = detail.entry
        folder, _slash, name = entry.path.rpartition("/")
        self._name.show_text(name or entry.path)
        self._place.show_text(f"{entry.exhibit}:{entry.volume} {folder or '/'}")
        words, meaning = (
            OUTCOME_WORDS.get(entry.outcome, entry.outcome),
            OUTCOME_MEANING.get(entry.outcome, "text2"),
        )
        self._chip_row.addWidget(
            Chip(
                self._look, Said(words=words, icon=OUTCOME_ICONS.get(entry.outcome, "minus"), meaning=meaning)
            )
        )

    def _show_facts(self, detail: EntryDetail) -> None:
        for hit in detail.hits:
            self._facts_box.addWidget(
                label(
                    "Matched record" if hit.role == "notable" else "Known record, not harmless", role="strong"
                )
            )
            self._facts_box.addWidget(Facts(_hit_facts(hit), label_width=76))
            self._facts_box.addWidget(line())
        digests = [(title, value) for title, field in _DIGESTS if (value := getattr(detail.entry, field))]
        if digests:
            self._facts_box.addWidget(label("Digests of this file", role="strong"))
            for title, value in digests:
                self._facts_box.addLayout(self._digest_row(title, value))
            self._facts_box.addWidget(line())
        self._facts_box.addWidget(label("Recorded", role="strong"))
        shown = {title for title, _field in _DIGESTS}
        self._facts_box.addWidget(
            Facts([fact for fact in detail.facts if fact[0] not in shown], label_width=112)
        )
        self._facts_box.addStretch(1)

    def _digest_row(self, title: str, value: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        name = label(title, role="small", meaning="text2")
        name.setFixedWidth(56)
        name.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = label(grouped(value), role="mono", wrap=True)
        copy = Button(self._look, "", kind="flat", icon="copy")
        copy.setAccessibleName(f"Copy the {title}")
        copy.setToolTip(f"Copy the {title}")
        copy.clicked.connect(lambda _checked=False: QGuiApplication.clipboard().setText(value))
        row.addWidget(name)
        row.addWidget(words, 1)
        row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _show_content(self, detail: EntryDetail) -> None:
        size_bytes = detail.entry.size_bytes
        if not detail.has_content:
            self._content_title.setText("Content")
            self._hex.setPlaceholderText("This entry has no content.")
            return
        shown = f", the first {count(HEAD_BYTES)}" if size_bytes > HEAD_BYTES else ""
        self._content_title.setText(f"Content, {count(size_bytes)} bytes{shown}")
        self._hex.setPlaceholderText("Reading…")
        self._settle.start()

    def _read_bytes(self) -> None:
        case, detail = self._desk.case, self._detail
        if case is None or detail is None:
            return
        if self._reader.is_running:  # the one before is still at it: look again in a moment
            self._settle.start()
            return
        self._bytes_of = detail.entry.id
        self._reader.start(
            self._desk.workbench.lines.content_head_command(case.folder, detail.entry.id, HEAD_BYTES)
        )

    def _on_bytes(self, ending: Ending) -> None:
        if self._detail is None or self._bytes_of != self._detail.entry.id:
            return
        self._hex.setPlaceholderText("" if ending.is_done else ending.sentence)
        self._hex.setPlainText(hex_lines(ending.output) if ending.is_done else "")


def _detail_of_hit(case: OpenCase, hit_id: int) -> EntryDetail:
    (hit,) = case.hit_rows([hit_id])
    return case.entry_detail(hit.entry_id)


def _hit_facts(hit: HitRow) -> list[tuple[str, str]]:
    facts = [("Set", hit.set_name)]
    if hit.set_version:
        facts.append(("Version", hit.set_version))
    if hit.category is not None:
        scheme = f" (scheme: {hit.scheme})" if hit.scheme else ""
        words = f"{hit.category_label}, {hit.category}" if hit.category_label else hit.category
        facts.append(("Category", f"{words}{scheme}"))
    return [
        *facts,
        ("Record", f"number {count(hit.record)} as stored, counted from 0"),
        ("Equal by", f"{_ALGORITHMS.get(hit.algorithm, hit.algorithm)}, whole content"),
    ]
