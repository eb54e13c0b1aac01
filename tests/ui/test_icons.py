"""Icons: what is drawn of the shipped font."""

import json
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from pytestqt.qtbot import QtBot

import ui
from ui.icons import icon_of
from ui.look import Look

UI = Path(ui.__file__).parent
RED, GREEN = QColor("#ff0000"), QColor("#00ff00")


@pytest.mark.parametrize(
    ("mode", "colour"),
    [(QIcon.Mode.Normal, RED), (QIcon.Mode.Disabled, GREEN)],
    ids=["awake", "asleep"],
)
def test_an_icon_has_the_colour_of_its_mode(
    qtbot: QtBot, look: Look, mode: QIcon.Mode, colour: QColor
) -> None:
    picture = drawn("squares-four", mode=mode)
    assert deepest(picture) == colour


def test_two_icons_differ(qtbot: QtBot, look: Look) -> None:
    assert drawn("target") != drawn("warning")


def test_an_icon_that_is_not_in_the_font_is_refused() -> None:
    with pytest.raises(KeyError):
        icon_of("no-such-icon", colour=RED, disabled=GREEN)


def test_every_icon_of_a_command_is_in_the_font() -> None:
    codes = json.loads((UI / "fonts" / "phosphor.json").read_text(encoding="utf-8"))
    named = {
        name
        for file in (UI / "catalogue").glob("*.py")
        for name in re.findall(r'icon="([a-z-]+)"', file.read_text(encoding="utf-8"))
    }
    assert len(named) > 10
    assert named - set(codes) == set()


def drawn(name: str, *, mode: QIcon.Mode = QIcon.Mode.Normal) -> QImage:
    icon = icon_of(name, colour=RED, disabled=GREEN)
    return icon.pixmap(QSize(64, 64), 1.0, mode).toImage()


def deepest(picture: QImage) -> QColor:
    """The colour where the least shines through."""
    return max(
        (picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())),
        key=lambda colour: colour.alpha(),
    )
