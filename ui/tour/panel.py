"""The quiet strip below the pages that leads through the practice case; folded, it is one line."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.commands import key_words
from ui.language import translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import Chip, label
from ui.parts.panels import Keys, clear, line
from ui.tour.course import TourCourse
from ui.tour.steps import STEPS, TourStep
from ui.wording import Said


class TourPanel(QFrame):
    """Shown while the tour is on; `went` asks for the page of the step at hand."""

    went = Signal(str)

    def __init__(self, look: Look, course: TourCourse) -> None:
        super().__init__()
        self._look, self._course = look, course
        self.setProperty("kind", "bar")
        self.setAccessibleName(translate("tour", "Practice tour"))
        self.place = label(role="small", meaning="text2")
        self.title = label(role="strong")
        self.words = label(wrap=True)
        self._keys_place = QHBoxLayout()
        self.show_me = Button(look, translate("tour", "Show me the page"), kind="plain", icon="arrow-right")
        self.onward = Button(look, translate("tour", "Next step"), kind="link")
        self.back = Button(look, translate("tour", "Step back"), kind="link")
        self.fold = Button(look, "", kind="link")
        self.close_tour = Button(look, translate("tour", "Leave the tour"), kind="link")
        self._lay_out()
        self.show_me.clicked.connect(self._on_show_me)
        self.onward.clicked.connect(lambda _checked=False: course.next_step())
        self.back.clicked.connect(lambda _checked=False: course.step_back())
        self.fold.clicked.connect(lambda _checked=False: self.show_folded(self._below.isVisible()))
        self.close_tour.clicked.connect(lambda _checked=False: course.leave())
        course.changed.connect(self.show_course)
        self.show_folded(False)
        self.show_course()

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(line())
        column = QVBoxLayout()
        column.setContentsMargins(16, 6, 16, 8)
        column.setSpacing(4)
        column.addLayout(self._head())
        self._below = QWidget()
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(16)
        below.addWidget(self.words, 1)
        below.addLayout(self._keys_place)
        below.addWidget(self.show_me, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._below)
        outer.addLayout(column)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(12)
        words = translate("tour", "Practice tour")
        head.addWidget(Chip(self._look, Said(words=words, icon="graduation-cap", meaning="text2")))
        head.addWidget(self.place)
        head.addWidget(self.title, 1)
        for button in (self.back, self.onward, self.fold, self.close_tour):
            head.addWidget(button)
        return head

    def show_folded(self, is_folded: bool) -> None:
        """One line, or with what to do."""
        self._below.setVisible(not is_folded)
        self.fold.set_words(translate("tour", "Unfold") if is_folded else translate("tour", "Fold"))

    def show_course(self) -> None:
        """Show the step at hand, or that it is done."""
        course, step = self._course, self._course.step
        self.setVisible(course.is_on)
        if not course.is_on:
            return
        self._show_step(step)
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
