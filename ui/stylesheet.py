"""The theme as a Qt style sheet: sizes, borders and the few widget kinds the desktop knows, by dynamic
property.

Properties: `kind` on buttons and frames, `role` on labels (size), `meaning` on labels (colour).
"""

import re
from string import Template
from typing import Final

from ui.theme import Theme

MEANINGS: Final = (
    "text2",
    "text3",
    "accent",
    "hit",
    "compared",
    "known",
    "ruled",
    "skipped",
    "unreadable",
    "locked",
    "verified",
    "differs",
)

_SHEET: Final = Template("""
QAbstractItemView { outline: none; }
QFrame[kind="panel"] { background: $panel; border: 1px solid $line; border-radius: 4px; }
QFrame[kind="bar"] { background: $panel; border: 0; }
QFrame[kind="sheet"] { background: $panel; border: 1px solid $edge; border-radius: 4px; }
QFrame[kind="raised"] { background: $raised; border: 1px solid $line; border-radius: 4px; }
QFrame[kind="line"] { background: $line; border: 0; }
QLabel { background: transparent; color: $text; }
QLabel[role="answer"] { font-size: 24px; font-weight: 700; }
QLabel[role="screen"] { font-size: 18px; font-weight: 700; }
QLabel[role="title"] { font-size: 15px; font-weight: 700; }
QLabel[role="strong"] { font-weight: 700; }
QLabel[role="small"] { font-size: 12px; }
QLabel[role="smallstrong"] { font-size: 12px; font-weight: 700; }
QLabel[role="mono"], QLabel[role="monosmall"] { font-family: "JetBrains Mono"; font-size: 12px; }
QLabel[role="monotitle"] { font-family: "JetBrains Mono"; font-size: 15px; font-weight: 700; }
$meanings
QLineEdit, QComboBox, QSpinBox, QPlainTextEdit {
background: $field; color: $text; border: 1px solid $edge; border-radius: 4px; selection-background-color:
  $accent_fill;
  selection-color: $on_fill; }
QLineEdit, QComboBox { min-height: 30px; max-height: 30px; padding: 0 8px; }
QSpinBox { min-height: 28px; max-height: 28px; padding: 0; }
QSpinBox:focus { border: 2px solid $accent; min-height: 26px; max-height: 26px; }
QSpinBox::up-button, QSpinBox::down-button { width: 0; border: 0; }
QSpinBox QLineEdit, QSpinBox QLineEdit:focus, QSpinBox QLineEdit:disabled { border: 0; padding: 0 6px;
  min-height: 0; max-height: 26px; background: transparent; }
QSpinBox:disabled { color: $text3; border-color: $line; background: $panel; }
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus { border: 2px solid $accent; padding: 0 7px; }
QLineEdit:focus, QComboBox:focus, QLineEdit[wrong="true"] { min-height: 28px; max-height: 28px; }
QPlainTextEdit:focus { padding: 0; }
QLineEdit[mono="true"], QPlainTextEdit { font-family: "JetBrains Mono"; font-size: 12px; }
QLineEdit:disabled { color: $text3; border-color: $line; background: $panel; }
QLineEdit[wrong="true"] { border: 2px solid $unreadable; padding: 0 7px; }
QLineEdit[bare="true"], QLineEdit[bare="true"]:focus { border: 0; background: transparent; padding: 0 2px;
  min-height: 26px; max-height: 26px; }
QFrame[kind="field"] { background: $field; border: 1px solid $edge; border-radius: 4px; }
QFrame[kind="field"][near="true"] { border: 2px solid $accent; }
QFrame[kind="field"][wrong="true"] { border: 2px solid $unreadable; }
QListView[kind="offers"] { background: $raised; border: 1px solid $edge; }
QListView#tiles { background: transparent; border: 0; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: url($caret); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $raised; color: $text; border: 1px solid $edge;
  selection-background-color: $selection;
  selection-color: $text; }
QCheckBox, QRadioButton { color: $text; spacing: 8px; min-height: 24px; background: transparent; }
QCheckBox::indicator, QTableView::indicator { width: 14px; height: 14px; border: 1px solid $edge;
  border-radius: 3px; background: $field; }
QCheckBox::indicator:checked, QTableView::indicator:checked { background: $accent_fill; border-color:
  $accent_fill; image: url($check); }
QCheckBox:disabled, QRadioButton:disabled { color: $text3; }
QCheckBox::indicator:disabled { border-color: $line; background: $panel; }
QCheckBox::indicator:checked:disabled { background: $line; border-color: $line; image: url($check); }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $edge; border-radius: 8px;
  background: $field; }
QRadioButton::indicator:checked { width: 8px; height: 8px; border: 4px solid $accent_fill;
  background: $on_fill; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator:focus { border: 2px solid $accent; }
QTableView { background: $panel; border: 0; gridline-color: transparent; selection-background-color:
  $selection;
  selection-color: $text; alternate-background-color: $panel; }
QTableView::item { border: 0; border-bottom: 1px solid $line; padding: 0 8px; }
QTableView::item:selected { background: $selection; color: $text; }
QHeaderView { background: $panel; border: 0; }
QHeaderView::section { background: $panel; color: $text2; border: 0; border-bottom: 1px solid $line;
  padding: 0 8px; font-size: 12px;
  min-height: 27px; max-height: 27px; }
QHeaderView::section:hover { color: $text; }
QHeaderView::up-arrow { image: url($up); width: 10px; height: 10px; subcontrol-origin: padding;
  subcontrol-position: right center; }
QHeaderView::down-arrow { image: url($down); width: 10px; height: 10px; subcontrol-origin: padding;
  subcontrol-position: right center; }
QScrollArea, QWidget#inside { background: transparent; border: 0; }
QScrollArea > QWidget { background: transparent; }
QScrollBar:vertical { background: $panel; width: 12px; margin: 0; }
QScrollBar:horizontal { background: $panel; height: 12px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; } QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $edge; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $text2; border: 0; border-bottom: 2px solid transparent;
  padding: 6px 8px; margin: 0; }
QTabBar::tab:selected { color: $text; font-weight: 700; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $accent; border-bottom: 2px solid $accent; }
QTabBar QToolButton { background: $panel; border: 0; color: $text; }
QSplitter::handle { background: transparent; }
QToolTip { background: $raised; color: $text; border: 1px solid $edge; padding: 4px; }
QMenu { background: $raised; color: $text; border: 1px solid $edge; padding: 4px 0; }
QMenu::item { padding: 6px 24px 6px 16px; } QMenu::item:selected { background: $selection; }
  QMenu::item:disabled { color: $text3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 0; }
""")


# What grows with the text: letters, and the heights of what holds a line of them.
_GROWING: Final = re.compile(r"(font-size|min-height|max-height): ([1-9]\d*)px")


def stylesheet(theme: Theme, *, pictures: dict[str, str], percent: int = 100) -> str:
    """The style sheet of a theme; `pictures` are files for `caret`, `check`, `up`, `down`. Text stands at
    `percent` of its size.
    """
    tokens = {name: getattr(theme, name) for name in theme.__slots__ if name not in ("name", "fills")}
    meanings = "\n".join(
        f'QLabel[meaning="{name}"] {{ color: {getattr(theme, name)}; }}' for name in MEANINGS
    )
    said = _SHEET.substitute(tokens, meanings=meanings, **pictures)
    return _GROWING.sub(lambda found: f"{found[1]}: {round(int(found[2]) * percent / 100)}px", said)
