"""Everything recorded of one set of the library, or what is wrong with a file that cannot be used."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.rows import BrokenSetRow, SetRow
from ui.desk import Desk
from ui.language import figures, translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import SaidLabel, label
from ui.parts.panels import Facts, Notice, Panel, clear, line
from ui.sentences import spoken
from ui.set_words import Check, algorithm_facts, category_facts, left_out_facts, set_facts
from ui.times import moment
from ui.wording import grouped

Row = SetRow | BrokenSetRow
LABEL_WIDTH = 108
NUMBER_WIDTH = 84


class SetDetail(Panel):
    """Shows one row of the library; `show_row(None)` empties it."""

    def __init__(self, look: Look, desk: Desk) -> None:
        super().__init__(translate("sets", "This set"), margin=0)
        self._look, self._desk = look, desk
        self._shown: Row | None = None
        inner = QWidget()
        inner.setObjectName("inside")
        self._box = QVBoxLayout(inner)
        self._box.setContentsMargins(12, 12, 12, 12)
        self._box.setSpacing(8)
        area = QScrollArea(widgetResizable=True)
        area.setAccessibleName(translate("sets", "What is recorded of this set"))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        self.body.addWidget(area)

    def show_row(self, row: Row | None, *, check: Check | None = None) -> None:
        self._shown = row
        clear(self._box)
        if isinstance(row, BrokenSetRow):
            self._show_broken(row)
        elif row is not None:
            self._show_set(row, check)
        self._box.addStretch(1)

    def _show_broken(self, row: BrokenSetRow) -> None:
        notice = Notice(self._look)
        self._box.addWidget(label(row.file_name, role="mono", wrap=True))
        self._box.addWidget(notice)
        notice.say(row.sentence)
        words = translate(
            "sets",
            "The other sets of the library can be used meanwhile for looking digests up. A scan with this "
            "library is refused until the file is taken out or imported again.",
        )
        self._box.addWidget(label(words, meaning="text2", wrap=True))

    def _show_set(self, row: SetRow, check: Check | None) -> None:
        self._part("", set_facts(row, is_open=self._desk.is_open(row)))
        if check is not None:
            self._box.addWidget(SaidLabel(self._look, check.said))
            if check.said.meaning == "verified":
                words = translate(
                    "sets", "Every byte of the index was read {at} UTC, in {seconds} s."
                ).format(at=moment(check.at), seconds=figures(f"{check.seconds:.1f}"))
                self._box.addWidget(label(words, role="small", meaning="text2", wrap=True))
            else:
                self._box.addWidget(label(check.said.second, wrap=True))
        self._part(translate("sets", "Records with a digest"), algorithm_facts(row))
        scheme = (
            translate("sets", "Records by category ({scheme})").format(scheme=row.scheme)
            if row.scheme
            else translate("sets", "Records by category")
        )
        self._part(scheme, category_facts(row), label_width=NUMBER_WIDTH)
        self._part(translate("sets", "Left out"), left_out_facts(row), label_width=NUMBER_WIDTH)
        for note in row.notes:
            self._box.addWidget(label(spoken(note), meaning="text2", wrap=True))
        self._digest(translate("sets", "SHA-256 of the source file"), row.source_sha256)
        self._digest(translate("sets", "SHA-256 of the index"), row.index_sha256)

    def _part(self, title: str, facts: list[tuple[str, str]], *, label_width: int = LABEL_WIDTH) -> None:
        if not facts:
            return
        if title:
            self._box.addWidget(line())
            self._box.addWidget(label(title, role="strong", wrap=True))
        self._box.addWidget(Facts(facts, label_width=label_width))

    def _digest(self, title: str, digest: str) -> None:
        self._box.addWidget(line())
        head = QHBoxLayout()
        head.addWidget(label(title, role="small", meaning="text2"))
        head.addStretch(1)
        copy = Button(self._look, translate("sets", "Copy"), kind="flat", icon="copy")
        copy.setAccessibleName(translate("sets", "Copy the {title}").format(title=title))
        copy.clicked.connect(_copier(digest))
        head.addWidget(copy)
        self._box.addLayout(head)
        self._box.addWidget(label(grouped(digest), role="mono", wrap=True))


def _copier(words: str) -> Callable[[], None]:
    def copy(_checked: bool = False) -> None:
        QGuiApplication.clipboard().setText(words)

    return copy
