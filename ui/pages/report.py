"""The report page: its pages as they will be printed, what it is written with, and how that ended."""

from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.commands import Actions
from ui.custody_words import heading, tally, verdict_from
from ui.desk import Desk
from ui.language import translate
from ui.look import Look
from ui.pages.report_form import ReportForm, command_button
from ui.pages.report_pages import ReportPages
from ui.parts.panels import Notice
from ui.programs import Ending
from ui.report_words import gaps, written_words
from ui.wording import counted, grouped

PPI: Final = 110  # of a page on a screen of ordinary density
DENSE_PPI: Final = 180


class ReportPage(QWidget):
    """Writing is a command of the window; the page shows the report before, and how writing it ended.

    The pages are made anew, by a child program, when a choice or the chain has changed while they are seen.
    """

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._desk, self._actions = desk, actions
        self.notice = Notice(look)
        self.form = ReportForm(look, actions, languages=desk.workbench.report_languages())
        self.previewer = desk.pages
        self.pages = ReportPages(look, actions, previewer=self.previewer, aside=desk.aside)
        self.show_button = command_button(look, actions, "report.show", kind="large")
        self.verify_button = command_button(look, actions, "report.verify", kind="large")
        self._written_to: str | None = None
        self._written = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        row.addLayout(self._left_side(), 1)
        row.addWidget(self.form)
        desk.viewed.connect(self.show_view)
        desk.case_changed.connect(self._forget)
        desk.task_changed.connect(self.show_view)
        desk.key.changed.connect(self.show_view)
        self.previewer.ended.connect(self._show_outlook)
        self.form.changed.connect(self.show_view)
        self.form.where.textChanged.connect(lambda _text: self._wake_writing())

    def _left_side(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        written = QHBoxLayout()
        written.setSpacing(8)
        written.addWidget(self.show_button)
        written.addWidget(self.verify_button)
        written.addStretch(1)
        column.addWidget(self.notice)
        column.addLayout(written)
        column.addWidget(self.pages, 1)
        return column

    def _forget(self) -> None:
        self._written_to = None
        self.notice.say("")
        self.previewer.forget()
        case = self._desk.case
        folder = "" if case is None else self._desk.workbench.report_folder(case.folder)
        self.form.where.setText(folder)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_for_pages()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.pages.show_state()

    def show_view(self) -> None:
        view = self._desk.view
        if view is None:
            return
        head, events = view.summary.chain_head, view.summary.chain_count
        chain = f"{grouped(head[:16])} ({counted(events, 'event')})"
        self.form.show_signing(self._desk.key, head=chain)
        self.form.show_gaps([*gaps(view), *self.form.naming(self._desk.key)])
        self._show_outlook()
        has_written = self._written_to is not None
        for button in (self.show_button, self.verify_button):
            button.setVisible(has_written)
        self._actions.refuse("report.show", not has_written)
        self._actions.refuse("report.verify", not has_written or self._desk.work.is_running)
        self._wake_writing()
        self._ask_for_pages()

    def _show_outlook(self) -> None:
        view = self._desk.view
        if view is not None:
            summary, total = view.summary, self.previewer.total
            signed = self.form.is_signed.isChecked() and not self._desk.key.is_without
            self.form.show_outlook(
                pages=total, entries=summary.entries, matched=summary.matched_files, signed=signed
            )

    def _ask_for_pages(self) -> None:
        """While the work of this window writes to the case, its chain is still going to change."""
        view, case = self._desk.view, self._desk.case
        if view is None or case is None or not self.isVisible() or self._desk.work.is_running:
            return
        choices = self.form.choices()
        argv = self._desk.workbench.custody.preview_command(
            case.folder,
            signer=self._desk.key.identity if choices.is_signed else None,
            language=choices.language,
            paper=choices.paper,
            redact=choices.redact,
            ppi=DENSE_PPI if self.devicePixelRatioF() > 1 else PPI,
        )
        self.previewer.ask(argv, state=view.summary.chain_head)

    def _wake_writing(self) -> None:
        is_nowhere = not self.form.where.text().strip()
        self._actions.refuse("report.write", self._desk.work.is_running or is_nowhere)

    def show_verdict(self, ending: Ending) -> None:
        """Add to what was written how it was read back."""
        fields = ending.answer or {}
        if "agrees" not in fields:
            words = translate("report", "It could not be read back: {why}").format(why=ending.sentence)
            self.notice.say(f"{self._written} {words}")
            return
        verdict = verdict_from(fields)
        agrees = verdict.agrees
        words = translate("report", "Read back: {heading}, {tally}.")
        said = f"{self._written} {words.format(heading=heading(verdict), tally=tally(verdict))}"
        self.notice.say(
            said if agrees else f"{said} {verdict.sentence}",
            meaning="verified" if agrees else "differs",
            icon="shield-check" if agrees else "warning-octagon",
        )

    def show_written(self, folder: str, ending: Ending) -> None:
        """Show how the writing ended."""
        if ending.is_done:
            self._written_to = folder
            self._written = written_words(folder, ending)
            self.notice.say(self._written, meaning="accent", icon="check-circle")
        else:
            self.notice.say(ending.sentence)
        self.show_view()

    def focus_first(self) -> None:
        """The page comes to the front; a folder that was written is not proposed twice."""
        case = self._desk.case
        if case is not None and self._written_to == self.form.where.text().strip():
            self.form.where.setText(self._desk.workbench.report_folder(case.folder))
        self.form.write_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def written_to(self) -> str | None:
        """The folder of the report that was written last in this window."""
        return self._written_to

    def open_folder(self) -> None:
        if self._written_to is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self._written_to))
