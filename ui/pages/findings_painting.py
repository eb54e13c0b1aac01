"""How a line of findings is drawn: the mark as a key, names in their own letters, heads of records across."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ui.language import translate
from ui.look import Look
from ui.pages.findings_table import COLUMNS, LINE_ROLE, FindingColumn, Line
from ui.pages.findings_words import category_meaning, head_words, short_digest
from ui.parts.buttons import paint_key
from ui.parts.folders import fitted_folder

Index = QModelIndex | QPersistentModelIndex
PAD: Final = 8
CARET: Final = 20
UNDER_HEAD: Final = 14


class LinePainter(QStyledItemDelegate):
    """Draws what `LINE_ROLE` gives; the ground of a head is raised."""

    def __init__(self, look: Look, table: QTableView) -> None:
        super().__init__(table)
        self._look, self._table = look, table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, 28)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line | None = index.data(LINE_ROLE)
        theme, box = self._look.theme, QRect(option.rect)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        is_head = line is not None and line.is_head
        painter.save()
        painter.setClipRect(box)
        painter.fillRect(box, theme.colour("selection" if is_chosen else "raised" if is_head else "panel"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        self._draw(painter, line, index=index, box=box.adjusted(0, 0, 0, -1))
        painter.restore()

    def _draw(self, painter: QPainter, line: Line | None, *, index: Index, box: QRect) -> None:
        column = COLUMNS[index.column()]
        if line is None:
            self._text(painter, str(index.data() or ""), box=box.adjusted(PAD, 0, -PAD, 0), column=column)
        elif line.is_head and column.field in ("name", "size_bytes"):
            self._draw_head(painter, line, index=index)
        elif column.field == "mark":
            self._draw_mark(painter, line, box=box)
        elif column.field == "also_on":
            self._draw_also(painter, line, box=box.adjusted(PAD, 0, -4, 0), column=column)
        else:
            left = UNDER_HEAD if column.field == "name" and line.is_under_head else 0
            inside = self._inside(box, left)
            self._text(painter, column.words(line), box=inside, column=column)

    def _is_mirrored(self) -> bool:
        return self._table.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _inside(self, box: QRect, indent: int) -> QRect:
        if self._is_mirrored():
            return box.adjusted(PAD, 0, -PAD - indent, 0)
        return box.adjusted(PAD + indent, 0, -PAD, 0)

    def _text(self, painter: QPainter, words: str, *, box: QRect, column: FindingColumn) -> None:
        font = self._look.font(12, mono=column.mono)
        tone = "text2" if column.quiet else "text"
        if column.field == "folder":
            words = fitted_folder(words, QFontMetrics(font), room=box.width())
        is_name = column.field == "name"
        where = Qt.TextElideMode.ElideMiddle if is_name else Qt.TextElideMode.ElideRight
        self._line(painter, words, box=box, font=font, tone=tone, where=where, right=column.right)

    def _line(
        self,
        painter: QPainter,
        words: str,
        *,
        box: QRect,
        font: QFont,
        tone: str,
        where: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        right: bool = False,
    ) -> int:
        """Draw one line and return how wide it is."""
        metrics = QFontMetrics(font)
        short = metrics.elidedText(words, where, box.width())
        painter.setFont(font)
        painter.setPen(self._look.theme.colour(tone))
        is_right = right != self._is_mirrored()
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        absolute = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, int(side | absolute), short)
        return metrics.horizontalAdvance(short)

    def _draw_head(self, painter: QPainter, line: Line, *, index: Index) -> None:
        """Caret, record and number of files, over the columns of name and size."""
        name = next(number for number, column in enumerate(COLUMNS) if column.field == "name")
        first, last = (
            self._table.visualRect(index.sibling(index.row(), column)) for column in (name, name + 1)
        )
        across = first.united(last) if not self._table.isColumnHidden(name + 1) else first
        caret = "caret-down" if line.is_open else ("caret-left" if self._is_mirrored() else "caret-right")
        box = self._inside(across, 0)
        at = box.right() - 15 if self._is_mirrored() else box.left()
        painter.drawPixmap(QRect(at, box.center().y() - 7, 16, 16), self._look.pixmap(caret, "text2"))
        box = self._after(box, CARET)
        tone, record = category_meaning(line.stack), translate("findings", "Record")
        for words, font, colour in (
            (f"{record} ", self._look.font(12, bold=True), tone),
            (short_digest(line.stack), self._look.font(12, bold=True, mono=True), tone),
            (f", {head_words(line.stack)}", self._look.font(12), "text"),
        ):
            box = self._after(box, self._line(painter, words, box=box, font=font, tone=colour))

    def _after(self, box: QRect, width: int) -> QRect:
        return box.adjusted(0, 0, -width, 0) if self._is_mirrored() else box.adjusted(width, 0, 0, 0)

    def _draw_mark(self, painter: QPainter, line: Line, *, box: QRect) -> None:
        if not line.mark:
            return
        width = max(18, QFontMetrics(self._look.font(12)).horizontalAdvance(line.mark) + 10)
        key = QRect(0, 0, min(width, box.width() - 4), 18)
        key.moveCenter(box.center())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_key(painter, self._look, key=line.mark, box=key)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _draw_also(self, painter: QPainter, line: Line, *, box: QRect, column: FindingColumn) -> None:
        """Bookmark and note stand first; both are said in words to a screen reader and in the detail."""
        for is_there, icon in ((line.is_bookmarked, "bookmark-simple"), (line.has_note, "note")):
            if is_there:
                at = box.right() - 15 if self._is_mirrored() else box.left()
                painter.drawPixmap(QRect(at, box.center().y() - 7, 16, 16), self._look.pixmap(icon, "text2"))
                box = self._after(box, 20)
        self._text(painter, column.words(line), box=box, column=column)
