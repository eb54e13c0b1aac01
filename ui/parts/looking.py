"""The look pane: a file's content, step by step, while a key is held, and what looking has come to today.

Nothing is shown but under the held key; the pane says so, names the four steps, asks for a reason, counts,
and reminds of a break.
"""

from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from app.rows import EntryDetail, LooksToday
from ui.desk import Desk
from ui.holding import Holding
from ui.language import SpokenMapping, marked, translate
from ui.look import Look
from ui.looking import BREAK_AFTER_MIN, STEPS
from ui.parts.buttons import Button, paint_key
from ui.parts.labels import Glyph, MiddleLabel, label, set_property
from ui.parts.panels import Notice, Panel, line
from ui.parts.sight import SightPlace
from ui.viewer import Sight, Viewer
from ui.wording import count

RECOUNT_MS: Final = 20_000
_NAMES: Final = SpokenMapping(
    "look",
    {
        "lines": marked("look", "Line drawing"),
        "grey": marked("look", "Grey"),
        "blurred": marked("look", "Blurred"),
        "plain": marked("look", "Plain, needs a reason"),
    },
)
_TELLS: Final = SpokenMapping(
    "look",
    {
        "lines": marked("look", "Outlines only: no faces, no skin, no colours."),
        "grey": marked("look", "Without colour; details can be seen."),
        "blurred": marked("look", "With colour; details are gone."),
        "plain": marked("look", "As it is in the file."),
    },
)
REASONS: Final = (
    marked("look", "Confirm identity of series"),
    marked("look", "Decide the category"),
    marked("look", "Check a doubtful match"),
    marked("look", "Find a place, person or date to act on now"),
    marked("look", "Asked for by the prosecutor"),
)


class StepRow(QWidget):
    """One of the four steps: its number, its name, its key."""

    def __init__(self, look: Look, step: str) -> None:
        super().__init__()
        self._look, self._step = look, step
        self._is_current = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{STEPS.index(step) + 1}, {_NAMES[step]}, {self._key()}. {_TELLS[step]}")
        self.setToolTip(_TELLS[step])

    @property
    def is_current(self) -> bool:
        return self._is_current

    def set_current(self, is_current: bool) -> None:
        self._is_current = is_current
        self.update()

    def _key(self) -> str:
        return translate("look", "Space") if self._step == STEPS[0] else translate("look", "then →")

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self._look.font(bold=True)).horizontalAdvance(_NAMES[self._step])
        key = QFontMetrics(self._look.font(12)).horizontalAdvance(self._key())
        return QSize(words + key + 64, self._look.scaled(30))

    def minimumSizeHint(self) -> QSize:
        """Narrower than its words: they end in dots then, and the whole is in the tooltip and the name."""
        return QSize(140, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(theme.colour("selection") if self._is_current else Qt.BrushStyle.NoBrush)
        painter.setPen(theme.colour("accent" if self._is_current else "line"))
        painter.drawRoundedRect(box, 3, 3)
        tone = "text" if self._is_current else "text2"
        painter.setPen(theme.colour(tone))
        painter.setFont(self._look.font(mono=True))
        self._write(painter, str(STEPS.index(self._step) + 1), QRect(10, 0, 16, self.height()))
        painter.setFont(self._look.font(bold=self._is_current))
        wide = QFontMetrics(self._look.font(12)).horizontalAdvance(self._key()) + 12
        room = QRect(27, 0, self.width() - 27 - wide - 16, self.height())
        self._write(painter, painter.fontMetrics().elidedText(_NAMES[self._step], _END, room.width()), room)
        tall = self._look.scaled(18)
        key = QRect(self.width() - 10 - wide, (self.height() - tall) // 2, wide, tall)
        paint_key(painter, self._look, key=self._key(), box=self._visual(key), tone="text")
        painter.end()

    def _write(self, painter: QPainter, text: str, room: QRect) -> None:
        lead = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        side = QStyle.visualAlignment(self.layoutDirection(), lead)
        painter.drawText(self._visual(room), side | Qt.AlignmentFlag.AlignAbsolute, text)

    def _visual(self, box: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)


_END: Final = Qt.TextElideMode.ElideRight


class CountRow(QWidget):
    """A label and what it has come to."""

    def __init__(self, look: Look, words: str, *, icon: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        if icon:
            row.addWidget(Glyph(look, icon))
        self.words = label(words, role="small", meaning="text2", wrap=True)
        self.value = label(role="small")
        row.addWidget(self.words, 1)
        row.addWidget(self.value)


class LookPane(Panel):
    """Show one entry with `show_entry`; `hold` and `let_go` are the key. `cannot_show` names an entry that
    could not be shown, and why.
    """

    cannot_show = Signal(object, str)

    def __init__(self, look: Look, desk: Desk, viewer: Viewer) -> None:
        super().__init__(
            translate("look", "Look at content"), subtitle=translate("look", "optional"), margin=0
        )
        self._look, self._desk, self._viewer, self._looking = look, desk, viewer, desk.looking
        self._detail: EntryDetail | None = None
        self._make_parts()
        self._lay_out()
        self._holding = Holding(self._looking, self.hold, self)
        self._holding.watch(self.button, with_mouse=True)
        self._recount = QTimer(self, interval=RECOUNT_MS)
        self._recount.timeout.connect(self._say_break)
        self._connect()
        self.show_entry(None)

    def _make_parts(self) -> None:
        look = self._look
        self.name = MiddleLabel(meaning="text")
        self.place = SightPlace(look)
        self.under = label(role="small", meaning="text2", wrap=True)
        self.under.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.steps = {step: StepRow(look, step) for step in STEPS}
        self.reason_label = label(
            translate("look", "Reason, needed for a known match"), role="small", meaning="text2"
        )
        self.reason_label.setWordWrap(True)
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.addItems(["", *(translate("look", each) for each in REASONS)])
        self.reason.setMinimumContentsLength(8)
        self.reason.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.reason.setAccessibleName(translate("look", "Reason for the look"))
        edit = self.reason.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(translate("look", "Choose or write a reason"))
            edit.setMaxLength(200)
            edit.setAccessibleName(translate("look", "Reason for the look"))
        self.notice = Notice(look)
        self.looked = CountRow(look, translate("look", "Looked at today"))
        self.limit = CountRow(look, translate("look", "Limit"))
        self.rest = CountRow(look, translate("look", "Next break"), icon="coffee")
        key = translate("look", "Space")
        self.button = Button(look, translate("look", "Hold to look"), kind="start", icon="eye", key=key)
        self.button.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # a long touch is no menu
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 12, 12, 8)
        column.setSpacing(6)
        for part in (self.name, self.place, self.under, self.notice):
            column.addWidget(part)
        rows = QVBoxLayout()
        rows.setSpacing(4)
        for row in self.steps.values():
            rows.addWidget(row)
        column.addLayout(rows)
        column.addWidget(self.reason_label)
        column.addWidget(self.reason)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 8, 12, 12)
        foot.setSpacing(4)
        for counted in (self.looked, self.limit, self.rest):
            foot.addWidget(counted)
        foot.addSpacing(4)
        foot.addWidget(self.button)
        self.body.setSpacing(0)
        self.body.addWidget(scroll, 1)
        self.body.addWidget(line())
        self.body.addLayout(foot)
        self.setMinimumWidth(240)

    def _connect(self) -> None:
        looking = self._looking
        looking.shown.connect(self._on_shown)
        looking.hidden.connect(self._on_hidden)
        looking.stepped.connect(self._say_steps)
        looking.refused.connect(self._on_refused)
        looking.failed.connect(self.cannot_show)
        looking.counted.connect(self._on_counted)
        self._on_counted(looking.today)
        self._recount.start()

    # What others call

    @property
    def holding(self) -> Holding:
        """Watches further widgets: `pane.holding.watch(grid)` lets Space over a grid be held."""
        return self._holding

    def show_entry(self, detail: EntryDetail | None) -> None:
        """Another file, or none; a look at the one before is over."""
        former = None if self._detail is None else self._detail.entry.id
        if detail is None or detail.entry.id != former:
            self._looking.release()
            self.notice.say("")
        self._detail = detail
        can_look = detail is not None and detail.has_content
        self.name.show_text("" if detail is None else detail.entry.path.rpartition("/")[2])
        self.button.setEnabled(can_look)
        self._say_rest()
        if detail is not None and can_look and detail.entry.id != former and self.isVisible():
            self._viewer.make_ready(detail.entry.id)

    def hold(self) -> None:
        """The key went down."""
        detail = self._detail
        if detail is None or not detail.has_content:
            return
        self.notice.say("")
        is_match = any(hit.role == "notable" for hit in detail.hits)
        reason = " ".join(self.reason.currentText().split())
        self._looking.press(detail.entry.id, reason=reason or None, is_match=is_match)

    def let_go(self) -> None:
        """The key went up."""
        self._looking.release()

    # What came of it

    def _on_shown(self, step: str, sight: Sight) -> None:
        if not self.isVisible():
            return
        words = _said_of(step, sight)
        self.place.show_sight(step, sight, words=words)
        can_grow = len(sight.pictures) == 1 and self._looking.can_grow
        larger = translate("look", "↑ larger")
        self.under.setText(f"{words} {larger}" if can_grow else words)
        self._say_steps()

    def _on_hidden(self) -> None:
        self.place.hide_sight()
        self._say_rest()

    def _on_refused(self, sentence: str) -> None:
        if self.isVisible():
            self.notice.say(sentence)

    def _say_rest(self) -> None:
        """Nothing is held: what the landscape is, or why there is nothing to look at."""
        if self._detail is None:
            words = translate("look", "Choose a file. Its content stays hidden until a key is held.")
        elif not self._detail.has_content:
            words = translate("look", "There is no content behind this entry.")
        else:
            words = translate(
                "look",
                "Sample, not this file. The file's own drawing shows while the key is held, 128 px wide. "
                "Each look is an event in the chain.",
            )
        self.under.setText(words)
        self._say_steps()

    def _say_steps(self) -> None:
        current = self._looking.step or STEPS[0]
        for step, row in self.steps.items():
            row.set_current(step == current)

    def _on_counted(self, today: LooksToday) -> None:
        files = translate("look", "%n file(s)", "", today.files)
        self.looked.value.setText(
            translate("look", "{files}, {seconds} s").format(files=files, seconds=count(round(today.seconds)))
        )
        has_limit = today.looks_a_day is not None
        self.limit.setVisible(has_limit)
        if today.looks_a_day is not None:
            self.limit.words.setText(
                translate("look", "Limit set by {name}").format(name=today.set_by)
                if today.set_by
                else translate("look", "Limit")
            )
            self.limit.value.setText(translate("look", "%n file(s)", "", today.looks_a_day))
            set_property(self.limit.value, "meaning", "unreadable" if today.is_used_up else "")
        self._say_break()

    def _say_break(self) -> None:
        setting = self._desk.workbench.setting("break_after_min", str(BREAK_AFTER_MIN))
        after = int(setting) if setting.isdigit() and int(setting) else BREAK_AFTER_MIN
        left = self._looking.minutes_to_break(datetime.now(UTC), setting=after)
        if left > 0:
            self.rest.value.setText(translate("look", "in {minutes} min").format(minutes=left))
            self._looking.tell_break("")
        else:
            self.rest.value.setText(translate("look", "now"))
            self._looking.tell_break(
                translate("look", "Time for a break from looking. The verdict needs no picture.")
            )
        set_property(self.rest.value, "meaning", "" if left > 0 else "unreadable")


def _said_of(step: str, sight: Sight) -> str:
    """What is shown, in words: honest about what the step takes away and what is missing."""
    what = (
        translate("look", "{kind} picture.").format(kind=sight.kind)
        if sight.length_ms is None
        else translate("look", "{kind} video, %n still frame(s).", "", len(sight.pictures)).format(
            kind=sight.kind
        )
    )
    told = f"{what} {_TELLS[step]}"
    if sight.is_cut_off:
        told += " " + translate("look", "The file is cut off; this is what there is of it.")
    return told
