"""A language that does not exist: every marked text in brackets and 40 % longer, so that what was not marked,
and what does not fit, is seen.
"""

import re
from collections.abc import Iterator

from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTabBar,
    QTableView,
    QWidget,
)

OPEN, CLOSE = "⟦", "⟧"
MORE = 0.4
# Texts of one letter, separators of numbers and keys of the keyboard stay as they are.
_WORDLESS = re.compile(r"^[^A-Za-z]*$")


class PseudoTranslator(QTranslator):
    """Translates our own contexts, which are written in small letters; Qt's are left to Qt."""

    def translate(
        self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        text = sourceText
        if not context.islower() or _WORDLESS.match(text):
            return None
        longer = " o" * max(1, round(len(text) * MORE / 2))
        return f"{OPEN}{text}{longer}{CLOSE}"

    def isEmpty(self) -> bool:
        return False


def said(root: QWidget) -> Iterator[tuple[QWidget, str]]:
    """Every text that is seen or read aloud inside, with the widget that says it."""
    for widget in (root, *root.findChildren(QWidget)):
        if not widget.isVisibleTo(root) or _is_of_qt(widget):
            continue
        texts = [widget.accessibleName()]
        if isinstance(widget, QLabel | QAbstractButton):
            texts.append(widget.text())
        elif isinstance(widget, QLineEdit):
            texts.append(widget.placeholderText())
        elif isinstance(widget, QComboBox):
            texts += [widget.itemText(number) for number in range(widget.count())]
        elif isinstance(widget, QTableView) and widget.horizontalHeader().isVisible():
            texts += list(_heads(widget.horizontalHeader()))
        for text in texts:
            if text:
                yield widget, text


def _is_of_qt(widget: QWidget) -> bool:
    """Inside one of Qt's own widgets, in Qt's own words."""
    return widget.objectName().startswith("qt_") or isinstance(widget.parentWidget(), QTabBar)


def _heads(header: QHeaderView) -> Iterator[str]:
    model, across = header.model(), header.orientation()
    for section in range(header.count()):
        yield str(model.headerData(section, across) or "")


def words_outside(text: str) -> str:
    """What of a text is in no bracket; brackets may hold others."""
    left, depth = [], 0
    for letter in text:
        depth += letter == OPEN
        if depth == 0:
            left.append(letter)
        depth -= letter == CLOSE
    return "".join(left)


def is_cut(widget: QWidget) -> bool:
    """A text has less room than it asks for; what shortens on purpose asks for nothing."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) > widget.height() + 1
    if isinstance(widget, QLabel | QAbstractButton) and not _shortens(widget):
        wanted = widget.sizeHint()
        return wanted.width() > widget.width() + 1 or wanted.height() > widget.height() + 1
    return False


def _shortens(widget: QWidget) -> bool:
    return widget.sizePolicy().horizontalPolicy() == widget.sizePolicy().Policy.Ignored


def is_inside_a_table(widget: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QAbstractItemView):
        above = above.parentWidget()
    return above is not None
