"""The held key: Space, or a pressed button, shows; letting go hides, and so does all that may mean that
nobody holds it any more.

Focus that goes elsewhere, a window that is not in front, a program that is not in front, a hidden page: each
of them ends the look at once. Repeats that the keyboard makes by itself are no presses.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from ui.looking import Looking

_ENDING = (
    QEvent.Type.FocusOut,
    QEvent.Type.Hide,
    QEvent.Type.WindowDeactivate,
    QEvent.Type.WindowBlocked,
    QEvent.Type.Close,
)
REPEAT_PATIENCE_MS: Final = 20  # less than a frame of the screen


class KeyRepeats:
    """Tells the keyboard's own repeats from presses, also where Qt does not.

    X11 sends a repeat as a release and a press of the same moment. Qt marks both as a repeat only where the
    press has arrived by the time it reads the release, which a busy computer cannot promise.
    """

    def __init__(self) -> None:
        self._released: dict[int, int] = {}  # key: when, by the clock of the window system; 0: it has none

    def is_repeat(self, kind: QEvent.Type, event: QKeyEvent) -> bool:
        if event.isAutoRepeat():
            return True
        if kind == QEvent.Type.KeyRelease:
            self._released[event.key()] = event.timestamp()
            return False
        return bool(event.timestamp()) and self._released.get(event.key()) == event.timestamp()


class Holding(QObject):
    """Watches widgets that may be held; `press` is called for a key that goes down over one of them.

    `may_come_apart`: the halves of a repeat may arrive one by one, as under X11.
    """

    def __init__(self, looking: Looking, press: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._looking, self._press = looking, press
        self._repeats = KeyRepeats()
        self.may_come_apart = QGuiApplication.platformName() == "xcb"
        self._let_go = QTimer(self, singleShot=True, interval=REPEAT_PATIENCE_MS)
        self._let_go.timeout.connect(looking.release)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_application_state)

    def watch(self, widget: QWidget, *, with_mouse: bool = False) -> None:
        """Keys count over any widget; the mouse (and a finger) only where it is pressed to look."""
        widget.setProperty("heldByMouse", with_mouse)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _ENDING:
            self._looking.release()
        elif isinstance(event, QKeyEvent):
            return self._on_key(kind, event)
        elif isinstance(event, QMouseEvent) and watched.property("heldByMouse"):
            self._on_mouse(kind, event, watched)
        return super().eventFilter(watched, event)

    def _on_key(self, kind: QEvent.Type, event: QKeyEvent) -> bool:
        """Whether the key was for the look."""
        key, is_plain = (
            event.key(),
            event.modifiers()
            in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            ),
        )
        is_repeat = self._repeats.is_repeat(kind, event)
        if key == Qt.Key.Key_Space and (is_plain or self._looking.is_held):
            self._on_space(kind, is_repeat=is_repeat)
            event.accept()
            return True
        if not self._looking.is_held:
            return False
        return self._on_key_while_held(kind, event, is_repeat=is_repeat)

    def _on_space(self, kind: QEvent.Type, *, is_repeat: bool) -> None:
        if kind == QEvent.Type.KeyPress:
            self._let_go.stop()
            if not is_repeat:
                self._press()
        elif kind == QEvent.Type.KeyRelease and not is_repeat:
            if self.may_come_apart and self._looking.is_held:
                self._let_go.start()  # the other half of a repeat may be on its way
            else:
                self._looking.release()

    def _on_key_while_held(self, kind: QEvent.Type, event: QKeyEvent, *, is_repeat: bool) -> bool:
        """The keys of a look; any other one means that the hand has gone on, and hides."""
        steps: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Right: self._looking.further,
            Qt.Key.Key_Up: self._looking.larger,
            Qt.Key.Key_Escape: self._looking.release,
        }
        does = steps.get(event.key())
        if does is None:
            if kind == QEvent.Type.KeyPress and not is_repeat:
                self._looking.release()
            return False
        if kind == QEvent.Type.KeyPress and not is_repeat:
            does()
        event.accept()
        return True

    def _on_mouse(self, kind: QEvent.Type, event: QMouseEvent, watched: QObject) -> None:
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            if event.button() == Qt.MouseButton.LeftButton:
                self._press()
        elif kind == QEvent.Type.MouseButtonRelease or _has_left(kind, event, watched):
            self._looking.release()

    def _on_application_state(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self._looking.release()


def _has_left(kind: QEvent.Type, event: QMouseEvent, watched: QObject) -> bool:
    is_over = isinstance(watched, QWidget) and watched.rect().contains(event.position().toPoint())
    return kind == QEvent.Type.MouseMove and not is_over
