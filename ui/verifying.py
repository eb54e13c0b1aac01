"""Checking a bundle, a disclosure or a case: by a button or dropped on the window, in a child program."""

from PySide6.QtCore import QObject, Signal

from ui.case_view import Task
from ui.custody_words import CHECKING_SEALS, verdict_from
from ui.desk import Desk
from ui.language import marked, translate
from ui.pages.verify import VerifyPage
from ui.programs import Ending
from ui.sheets.choosing import Chooser
from ui.sheets.sheet import SheetHost
from ui.verdict_page import verdict_pdf

_KINDS = marked("verify", "Bundles and disclosures (*.zip *.json);;Every file (*)")


class Verifying(QObject):
    """`went` is the page to show."""

    went = Signal(str)

    def __init__(self, desk: Desk, sheets: SheetHost, chooser: Chooser, *, page: VerifyPage) -> None:
        super().__init__(desk)
        self._desk, self._sheets, self._chooser, self._page = desk, sheets, chooser, page

    def choose_file(self) -> None:
        """A bundle as one zip, or a disclosure."""
        folder = self._desk.workbench.setting("bundles_folder", "")
        chosen = self._chooser.file(
            self._sheets.window(),
            title=translate("verify", "Verify a zip or a disclosure"),
            folder=folder,
            kinds=translate("verify", _KINDS),
        )
        if chosen:
            self.check(chosen)

    def choose_folder(self) -> None:
        """A bundle's folder, or a case's."""
        folder = self._desk.workbench.setting("bundles_folder", "")
        chosen = self._chooser.folder(
            self._sheets.window(),
            title=translate("verify", "Verify a bundle folder or a case"),
            folder=folder,
        )
        if chosen:
            self.check(chosen)

    def check(self, what: str) -> None:
        """Show the page and check, unless another piece of work is at hand."""
        if not self._desk.may_work():
            return
        what = what.rstrip("/")
        self._desk.workbench.set_setting("bundles_folder", what.rpartition("/")[0])
        self._page.begin(what)
        self.went.emit("verify")
        argv = self._desk.workbench.custody.verify_command(what)
        self._desk.run(argv, Task(words=CHECKING_SEALS, about=what.rpartition("/")[2]))

    def print_result(self) -> None:
        """Ask where to, then write the verdict as pages to print."""
        page, workbench = self._page, self._desk.workbench
        if page.verdict is None:
            return
        file = self._chooser.new_file(
            self._sheets.window(),
            title=translate("verify", "Save the result as a page to print"),
            file="verification.pdf",
            kinds="PDF (*.pdf)",
        )
        if file:
            content = verdict_pdf(
                page.verdict, what=page.what, utc=workbench.utc(), font=self._sheets.look.font()
            )
            done = translate("verify", "The result lies in {file}.").format(file=file)
            self._desk.watch.ask(
                lambda: workbench.save_page(file, content),
                then=lambda _done: page.notice.say(done, meaning="accent", icon="check"),
                otherwise=page.notice.say,
            )

    def on_task_ended(self, task: Task, ending: Ending) -> bool:
        """False when the work was not a check of this page."""
        if task.words != CHECKING_SEALS:
            return False
        if ending.answer is not None and "agrees" in ending.answer:
            self._page.show_verdict(verdict_from(ending.answer))
        else:
            self._page.notice.say(
                ending.sentence or translate("verify", "The check was stopped; nothing was learnt.")
            )
            self._page.show_view()
        return True
