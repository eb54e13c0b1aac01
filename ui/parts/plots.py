"""The ground of a plot drawn with pyqtgraph: our colours, its focus, and a layer over it in plain pixels.

Import this module only after `MapQuestions.load_plots` has answered.
"""

from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QToolTip, QWidget

from ui.look import Look
from ui.tips import plain_tip

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Layer(QGraphicsItem):
    """What a plot draws over its items, in pixels of the widget."""

    def __init__(self, plot: "Plot") -> None:
        super().__init__()
        self._plot = plot
        self.setZValue(100)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        return QRectF(self._plot.rect())

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.save()
        painter.resetTransform()
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a disk and time begin at the left
        self._plot.draw_over(painter)
        painter.restore()


class Plot(pg.GraphicsView):  # type: ignore[misc] # pyqtgraph ships no types
    """A view of one axis that is moved and zoomed; `opened` is Enter or a double click."""

    opened = Signal()
    viewed = Signal(object, object)  # first and last of the axis that is seen now

    def __init__(self, look: Look, *, name: str) -> None:
        super().__init__(background=None)
        self._look = look
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFrameStyle(0)
        self._layer = _Layer(self)
        self.scene().addItem(self._layer)
        self.scene().sigMouseClicked.connect(self._on_clicked)
        look.changed.connect(self.dress)
        self.dress()

    def dress(self) -> None:
        """Take the colours of the theme in force."""
        self.setBackground(self._look.theme.colour("panel"))
        self.redraw()

    def redraw(self) -> None:
        self._layer.prepareGeometryChange()
        self._layer.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 150)

    def fit(self) -> None:
        """Fit to a new size of the widget."""
        self.redraw()

    def draw_over(self, painter: QPainter) -> None:
        """Draw over the items of the plot; for the plot to say."""
        raise NotImplementedError

    def press(self, x: float) -> None:
        """A click at a place of the widget; for the plot to say."""
        raise NotImplementedError

    def words_at(self, x: float) -> str:
        """What lies at a place of the widget, in words; for the plot to say."""
        raise NotImplementedError

    def _on_clicked(self, event: "pg.GraphicsScene.mouseEvents.MouseClickEvent") -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.press(event.scenePos().x())
        if event.double():
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.opened.emit()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None:  # pyqtgraph calls this while it makes the widget
            self.fit()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), plain_tip(self.words_at(event.pos().x())), self)
            return True
        return bool(super().viewportEvent(event))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self._look.theme.colour("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.end()
