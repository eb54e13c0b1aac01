"""The quiet panel beside the pages that leads through the practice case."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.commands import key_words
from ui.language import translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import Chip, SaidLabel, label
from ui.parts.panels import Keys, clear, line
from ui.tour.course import TourCourse
from ui.tour.steps import STEPS, TourStep
from ui.wording import Said

WIDTH = 300


class TourPanel(QFrame):
    """Shown while the tour is on; `went` asks for the page of the step at hand."""

    went = Signal(str)

    def __init__(self, look: Look, course: TourCourse) -> None:
        super().__init__()
        self._look, self._course = look, course
        self.setProperty("kind", "bar")
        self.setAccessibleName(translate("tour", "Practice tour"))
        self.setFixedWidth(WIDTH + (look.scaled(WIDTH) - WIDTH) // 5)
        self.place = label(role="small", meaning="text2")
        self.title = label(role="title", wrap=True)
        self.words = label(wrap=True)
        self._keys_place = QVBoxLayout()
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.show_me = Button(look, translate("tour", "Show me the page"), kind="plain", icon="arrow-right")
        self.onward = Button(look, translate("tour", "Next step"), kind="link")
        self.back = Button(look, translate("tour", "Step back"), kind="link")
        self.close_tour = Button(look, translate("tour", "Leave the tour"), kind="link")
        self._lay_out()
        self.show_me.clicked.connect(self._on_show_me)
        self.onward.clicked.connect(lambda _checked=False: course.next_step())
        self.back.clicked.connect(lambda _checked=False: course.step_back())
        self.close_tour.clicked.connect(lambda _checked=False: course.leave())
        course.changed.connect(self.show_course)
        self.show_course()

    def _lay_out(self) -> None:
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        edge = line()
        edge.setFixedSize(1, 16_777_215)
        outer.addWidget(edge)
        inside = QWidget()
        inside.setObjectName("inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addLayout(self._head())
        column.addWidget(self.place)
        column.addWidget(line())
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addLayout(self._keys_place)
        for button in (self.show_me, self.onward):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(line())
        column.addLayout(self._list)
        column.addStretch(1)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self.close_tour, 0, Qt.AlignmentFlag.AlignLeading)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        outer.addWidget(scroll, 1)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(label(translate("tour", "Practice tour"), role="strong"))
        head.addStretch(1)
        words = translate("words", "Practice")
        head.addWidget(Chip(self._look, Said(words=words, icon="graduation-cap", meaning="text2")))
        return head

    def show_course(self) -> None:
        """Show the step at hand, or that it is done."""
        course, step = self._course, self._course.step
        self.setVisible(course.is_on)
        if not course.is_on:
            return
        self._show_step(step)
        clear(self._list)
        for number, one in enumerate(STEPS):
            self._list.addWidget(SaidLabel(self._look, _said(one, number=number, at=course.at), role="small"))
        for button in (self.show_me, self.onward):
            button.setVisible(step is not None)
        self.back.setVisible(course.at > 0)
        words = translate("tour", "Close the tour") if step is None else translate("tour", "Leave the tour")
        self.close_tour.set_words(words)

    def _show_step(self, step: TourStep | None) -> None:
        clear(self._keys_place)
        if step is None:
            self.place.setText(translate("tour", "All {number} steps are done").format(number=len(STEPS)))
            self.title.setText(translate("tour", "That is the whole flow"))
            self.words.setText(
                translate(
                    "tour",
                    "A real case goes the same way: new case, exhibits, plan, scan, findings, report. F1 "
                    "helps on every page, Ctrl K finds every command. Nothing of this went into a real "
                    "case.",
                )
            )
            return
        self.place.setText(
            translate("tour", "Step {number} of {all}").format(number=self._course.at + 1, all=len(STEPS))
        )
        self.title.setText(translate("tour", step.title))
        self.words.setText(translate("tour", step.does))
        self._keys_place.addWidget(Keys(self._look, [(key_words(key), "") for key in step.keys]))
        self.setAccessibleDescription(f"{self.place.text()}: {self.title.text()}. {self.words.text()}")

    def _on_show_me(self) -> None:
        if self._course.step is not None:
            self.went.emit(self._course.step.page)


def _said(step: TourStep, *, number: int, at: int) -> Said:
    """A step of the list: done, at hand or still to come, in icon and colour."""
    words = translate("tour", step.title)
    if number < at:
        return Said(words=words, icon="check", meaning="text2", second=translate("tour", "Done"))
    if number == at:
        return Said(words=words, icon="arrow-right", meaning="accent", second=translate("tour", "At hand"))
    return Said(words=words, icon="circle", meaning="text2", second=translate("tour", "To come"))
