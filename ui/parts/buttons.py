"""Buttons that show their icon, their words and their key; each is the face of one command."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle

from ui.commands import printed
from ui.look import Look
from ui.tips import plain_tip

_SIZES = {"primary": 40, "start": 48, "large": 40, "plain": 32, "flat": 28, "link": 20, "keyed": 40}


class Button(QAbstractButton):
    """`kind`: primary (filled), start (filled, 48 px), large (40 px), keyed (the same, with less room), plain
    (32 px), flat, link.
    """

    def __init__(self, look: Look, text: str, *, kind: str = "plain", icon: str = "", key: str = "") -> None:
        super().__init__()
        self._look, self._icon, self._kind = look, icon, kind
        self._key = key = printed(key)
        self._key_may_go = self._key_is_out = False
        self.setText(text)
        self.setAccessibleName(f"{text}, {key}" if key else text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_kind(self, kind: str) -> None:
        if kind != self._kind:
            self._kind = kind
            self.updateGeometry()
            self.update()

    def set_words(self, text: str, icon: str | None = None) -> None:
        self._icon = self._icon if icon is None else icon
        self.setText(text)
        self.setAccessibleName(f"{text}, {self._key}" if self._key else text)
        self.updateGeometry()
        self.update()

    def set_key(self, key: str) -> None:
        """Show another key; none where it is empty."""
        if printed(key) != self._key:
            self._key = printed(key)
            self.updateGeometry()
            self.update()

    def let_key_go(self) -> None:
        """The key leaves the face where the words need its room; the name read aloud and the tooltip keep it.
        For a button that its layout stretches.
        """
        self._key_may_go = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_out = self._key_may_go and self.width() < self._whole_width(self._key)
        if is_out != self._key_is_out:
            self._key_is_out = is_out
            self.setToolTip(plain_tip(self.accessibleName()) if is_out else "")
            self.updateGeometry()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does; Qt does so in dialogues only."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(self._whole_width(self._shown_key()), self._look.scaled(_SIZES[self._kind]))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(self._whole_width(""), hint.height()) if self._key_may_go else hint

    def _shown_key(self) -> str:
        return "" if self._key_is_out else self._key

    def _whole_width(self, key: str) -> int:
        return self._content_width(key) + 2 * self._margin()

    def _bold(self) -> bool:
        return self._kind in ("primary", "start")

    def _margin(self) -> int:
        return {"link": 0, "flat": 8, "keyed": 8, "plain": 12}.get(self._kind, 16)

    def _content_width(self, key: str) -> int:
        width = self._metrics_width(self.text(), bold=self._bold())
        width += 24 if self._icon else 0
        return width + (self._key_width() + 10 if key else 0)

    def _key_width(self) -> int:
        return self._metrics_width(self._key, pixels=12) + 10

    def _metrics_width(self, text: str, *, bold: bool = False, pixels: int = 13) -> int:
        return QFontMetrics(self._look.font(pixels, bold=bold)).horizontalAdvance(text)

    def _tones(self) -> tuple[str | None, str | None, str]:
        """Ground, border and text tokens for the state the button is in."""
        if not self.isEnabled():
            return (None, None if self._kind in ("flat", "link") else "line", "text3")
        if self._kind in ("primary", "start"):
            return ("accent_fill", "accent_fill", "on_fill")
        if self._kind == "link":
            return (None, None, "accent")
        if self._kind == "flat":
            return ("raised" if self.underMouse() else None, None, "text2")
        if self.isChecked():
            return ("selection", "accent", "text")
        return ("selection" if self.isDown() or self.underMouse() else "raised", "edge", "text")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, border, text = self._tones()
        self._paint_box(painter, ground=ground, border=border)
        self._paint_content(painter, tone=text)
        painter.end()

    def _paint_box(self, painter: QPainter, *, ground: str | None, border: str | None) -> None:
        theme = self._look.theme
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        if self.hasFocus() and self._kind != "link":
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._pen("accent", 2))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            box = box.adjusted(3, 3, -3, -3)
        painter.setBrush(theme.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.setPen(theme.colour(border) if border else Qt.PenStyle.NoPen)
        if ground or border:
            painter.drawRoundedRect(box, 4, 4)

    def _paint_content(self, painter: QPainter, *, tone: str) -> None:
        rect = self.rect()
        wide = rect.width() > self._whole_width(self._shown_key()) + 8
        left = self._margin()
        if self._icon:
            place = QRect(left, (rect.height() - 16) // 2, 16, 16)
            painter.drawPixmap(self._visual(place), self._look.pixmap(self._icon, tone))
            left += 24
        text_end = left + self._metrics_width(self.text(), bold=self._bold())
        self._paint_words(painter, tone=tone, left=left, end=text_end)
        if self._shown_key():
            width, tall = self._key_width(), self._look.scaled(18)
            right = rect.width() - self._margin() if wide else text_end + 10 + width
            box = QRect(right - width, (rect.height() - tall) // 2, width, tall)
            paint_key(painter, self._look, key=self._key, box=self._visual(box), tone=tone)

    def _paint_words(self, painter: QPainter, *, tone: str, left: int, end: int) -> None:
        rect, middle = self.rect(), Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._look.font(bold=self._bold()))
        painter.setPen(self._look.theme.colour(tone))
        room = QRect(left, 0, max(end - left + 2, rect.width() - left), rect.height())
        lead = QStyle.visualAlignment(self.layoutDirection(), middle | Qt.AlignmentFlag.AlignLeading)
        painter.drawText(self._visual(room), lead | Qt.AlignmentFlag.AlignAbsolute, self.text())
        if self._kind == "link":
            under = QRect(
                self._margin(), (rect.height() + self._look.scaled(16)) // 2, end - self._margin(), 1
            )
            painter.setPen(self._pen(tone, 2 if self.hasFocus() else 1))
            painter.drawLine(self._visual(under).topLeft(), self._visual(under).topRight())

    def _visual(self, box: QRect) -> QRect:
        """Where a part lies when the script is written from the right."""
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)

    def _pen(self, tone: str, width: int) -> QPen:
        return QPen(self._look.theme.colour(tone), width)


def paint_key(painter: QPainter, look: Look, *, key: str, box: QRect, tone: str = "text2") -> None:
    """A key as a small box with its name."""
    painter.setFont(look.font(12))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(look.theme.colour("edge" if tone.startswith("text") else tone))
    painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setPen(look.theme.colour("text2" if tone == "text" else tone))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)


class CommandButton(Button):
    """A button that is one command: same words, same key, asleep and awake together with it."""

    def __init__(
        self,
        look: Look,
        action: QAction,
        *,
        kind: str = "plain",
        icon: str = "",
        key: str = "",
        text: str = "",
    ) -> None:
        super().__init__(look, text or action.text(), kind=kind, icon=icon, key=key)
        self._action = action
        self.setObjectName(f"button:{action.objectName()}")
        self.setEnabled(action.isEnabled())
        action.enabledChanged.connect(self.setEnabled)
        self.clicked.connect(lambda _checked=False: action.trigger())
