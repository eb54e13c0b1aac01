"""Start-up, and the window with its commands: what each does, what is dropped on it, how it ends."""

from collections.abc import Sequence

from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from app.workbench import Workbench
from ui.collecting import GuiThreadCollector
from ui.desktop import Desktop
from ui.dropping import Dropping, dropped_paths
from ui.lasting_constants import keep_constants
from ui.look import Look
from ui.sheets.choosing import Chooser
from ui.window import Window
from ui.wiring import slots_of


class MainWindow(Window):
    """The one window. `chooser` points at files; tests give their own."""

    def __init__(self, workbench: Workbench, look: Look, *, chooser: Chooser | None = None) -> None:
        super().__init__(workbench, look, chooser=chooser)
        self.setAcceptDrops(True)
        self.dropping = Dropping(self)
        for command_id, slot in slots_of(self).items():
            self.actions_.connect(command_id, slot)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.dropping.take_paths(dropped_paths(event.mimeData()))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.desk.scan.is_running and not self.errands.confirm_leaving(self):
            event.ignore()
            return
        for page in (self.findings, self.files):
            page.detail.stop_reading()
        self.first_hits.close()
        self.desk.close()
        event.accept()


def run(workbench: Workbench, arguments: Sequence[str] = (), *, chooser: Chooser | None = None) -> int:
    """Open the desktop and stay until it is closed; a scan that still runs then is waited for without a
    window.

    The scan's child program must not lose the pipe it reports to, so this process stays, unseen, until the
    scan has ended.
    A desktop opened meanwhile shows the scan by reading the case.
    """
    keep_constants()
    application = QApplication.instance() or QApplication(["fieldcase", *arguments])
    if not isinstance(application, QApplication):
        raise TypeError("the desktop needs a QApplication of its own")
    application.setQuitOnLastWindowClosed(False)
    collector = GuiThreadCollector()
    look = Look()
    desktop = Desktop(
        application, workbench, look=look, make_window=lambda: MainWindow(workbench, look, chooser=chooser)
    )
    application.lastWindowClosed.connect(lambda: _leave(application, desktop.window))
    desktop.window.show()
    application.processEvents()
    desktop.window.desk.behind.ask(workbench.warm_up, then=lambda _nothing: None)
    for folder in arguments[:1]:
        desktop.window.desk.open(folder)
    status = application.exec()
    for desk in desktop.desks:
        desk.wait()
    look.close()
    collector.close()
    return status


def _leave(application: QApplication, window: Window) -> None:
    children = (window.desk.scan, window.desk.work)

    def leave_if_alone() -> None:
        if not any(child.is_running for child in children):
            application.quit()

    for child in children:
        child.ended.connect(lambda _ending: leave_if_alone())
    leave_if_alone()
