"""Every key on one sheet, by the place it works at: shown over the window, and as a page to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from ui.catalogue import CATALOGUE
from ui.commands import key_words
from ui.language import SpokenMapping, marked, translate
from ui.look import Look
from ui.overlays import Overlay
from ui.parts.buttons import Button
from ui.parts.labels import label
from ui.parts.panels import line

# Where keys work, in the order of the sheet.
PLACES: Final = SpokenMapping(
    "help",
    {
        "everywhere": marked("help", "Everywhere"),
        "always": marked("help", "On every page"),
        "case": marked("help", "With a case open"),
        "board": marked("help", "Board"),
        "scan": marked("help", "Scan"),
        "table": marked("help", "Findings and files"),
        "findings": marked("help", "Findings"),
        "map": marked("help", "Disk map"),
        "files": marked("help", "Files"),
        "custody": marked("help", "Custody"),
        "report": marked("help", "Report"),
        "verify": marked("help", "Verify"),
        "sets": marked("help", "Sets"),
        "settings": marked("help", "Settings"),
        "sheet": marked("help", "In a form"),
    },
)
COLUMNS: Final = 3
PAGE_MARGIN_MM: Final = 12.0
DPI: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyGroup:
    """The keys of one place, each with what it does."""

    title: str
    keys: tuple[tuple[str, str], ...]


def key_groups() -> list[KeyGroup]:
    """From the catalogue, in the examiner's language; places without keys are left out."""
    found = [*PLACES, *sorted({command.place for command in CATALOGUE} - set(PLACES))]
    groups = [
        KeyGroup(
            title=PLACES.get(place, place),
            keys=tuple(
                (key_words(command.keys), translate("command", command.title))
                for command in CATALOGUE
                if command.place == place and command.keys
            ),
        )
        for place in found
    ]
    return [group for group in groups if group.keys]


def columns_of(groups: Sequence[KeyGroup]) -> list[list[KeyGroup]]:
    """The groups in columns of about equal length, in reading order."""
    total = sum(len(group.keys) + 2 for group in groups)
    columns: list[list[KeyGroup]] = [[]]
    filled = 0
    for group in groups:
        if filled >= total * len(columns) / COLUMNS and len(columns) < COLUMNS:
            columns.append([])
        columns[-1].append(group)
        filled += len(group.keys) + 2
    return columns


def key_page(groups: Sequence[KeyGroup]) -> str:
    """The sheet as HTML that Qt reads."""
    cells = "".join(
        f'<td width="{100 // COLUMNS}%" style="padding-right: 14px">{"".join(map(_block, column))}</td>'
        for column in columns_of(groups)
    )
    return f'<table width="100%"><tr>{cells}</tr></table>'


def _block(group: KeyGroup) -> str:
    rows = "".join(
        f'<tr><td style="padding-right: 10px">{escape(does)}</td>'
        f'<td align="right"><b>{escape(keys).replace(" ", "&nbsp;")}</b></td></tr>'
        for keys, does in group.keys
    )
    return f'<h3>{escape(group.title)}</h3><table width="100%">{rows}</table>'


def key_pdf(font: QFont) -> bytes:
    """The sheet as one page of A4, black on white."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(PAGE_MARGIN_MM, PAGE_MARGIN_MM, PAGE_MARGIN_MM, PAGE_MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    title = translate("help", "The keys of Fieldcase")
    writer.setTitle(title)
    page = QTextDocument()
    page.documentLayout().setPaintDevice(writer)
    page.setPageSize(writer.pageLayout().paintRectPixels(DPI).size().toSizeF())
    page.setDocumentMargin(0)
    for points in (6.0, 5.5):  # as large as fits on one page; trying more holds the window up
        font.setPointSizeF(points)
        page.setDefaultFont(font)
        page.setHtml(f"<h2>{escape(title)}</h2>{key_page(key_groups())}")
        if page.pageCount() == 1:
            break
    page.print_(writer)
    buffer.close()
    return bytes(content.data())


class KeySheet(Overlay):
    """Shows every key; `save` asks for the page to print."""

    def __init__(self, look: Look, *, save: Button) -> None:
        super().__init__(look, name=translate("help", "Every key"))
        self.wanted_width, self.wanted_height = 1120, 660
        self.page = QTextBrowser()
        self.page.setAccessibleName(translate("help", "Every key"))
        self.page.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.page.document().setDocumentMargin(16)
        self.page.setHtml(key_page(key_groups()))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 8)
        head.setSpacing(8)
        head.addWidget(label(translate("help", "Every key"), role="screen"))
        head.addStretch(1)
        leave = Button(look, translate("help", "Close"), kind="flat", icon="x", key=translate("words", "Esc"))
        leave.clicked.connect(lambda _checked=False: self.left.emit())
        for button in (save, leave):
            head.addWidget(button)
        column.addLayout(head)
        column.addWidget(line())
        column.addWidget(self.page, 1)

    def first_field(self) -> QWidget:
        return self.page
