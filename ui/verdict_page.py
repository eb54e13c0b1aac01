"""The verdict of a check as pages to print: what was checked, each part, and what it proves and does not."""

from html import escape
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from app.rows import VerdictRow
from ui.custody_words import (
    DOES_NOT_PROVE,
    PROVES,
    heading,
    in_order,
    kind_of,
    moment_words,
    part_name,
    part_said,
    tally,
)
from ui.language import translate
from ui.pages.verify import WHAT_TO_DO

DPI: Final = 300
MARGIN_MM: Final = 16.0


def verdict_pdf(verdict: VerdictRow, *, what: str, utc: str, font: QFont) -> bytes:
    """Pages of A4, black on white; `what` was checked at the moment `utc`."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM), QPageLayout.Unit.Millimeter)
    writer.setTitle(heading(verdict, what=kind_of(what)))
    page = QTextDocument()
    page.documentLayout().setPaintDevice(writer)
    page.setPageSize(writer.pageLayout().paintRectPixels(DPI).size().toSizeF())
    page.setDocumentMargin(0)
    font.setPointSizeF(9.0)
    page.setDefaultFont(font)
    page.setHtml(verdict_html(verdict, what=what, utc=utc))
    page.print_(writer)
    buffer.close()
    return bytes(content.data())


def verdict_html(verdict: VerdictRow, *, what: str, utc: str) -> str:
    """Every word of it that is not ours is escaped."""
    rows = "".join(
        f"<tr><td><b>{escape(part_said(part).words)}</b></td><td>{escape(part_name(part))}</td>"
        f"<td>{escape(part.sentence)}</td></tr>"
        for part in in_order(verdict.parts)
    )
    checked = translate("verify", "Checked {when}: {what}").format(when=moment_words(utc), what=what)
    return (
        f"<h2>{escape(heading(verdict, what=kind_of(what)))}</h2>"
        f"<p>{escape(checked)}<br>{escape(tally(verdict))}. {escape(verdict.sentence)}</p>"
        f'<table width="100%" cellspacing="0" cellpadding="4" border="1">{rows}</table>'
        + "".join(f"<p><b>{escape(title)}</b><br>{escape(words)}</p>" for title, words in _meaning(verdict))
    )


def _meaning(verdict: VerdictRow) -> tuple[tuple[str, str], ...]:
    """What agreement proves and does not; after a difference, what to do."""
    if not verdict.agrees:
        return ((translate("verify", "What to do"), translate("verify", WHAT_TO_DO)),)
    return (
        (translate("verify", "It proves"), translate("custody", PROVES)),
        (translate("verify", "It does not prove"), translate("custody", DOES_NOT_PROVE)),
    )
