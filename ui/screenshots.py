"""Pictures of every screen showing a case and of the forms of custody, for the practice run and the
documentation; made off screen, without a person.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDateTime, QDeadlineTimer, QEventLoop, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.workbench import Workbench
from ui.collecting import GuiThreadCollector
from ui.lasting_constants import keep_constants
from ui.look import Look
from ui.sheets.scan_plan import ScanPlanSheet
from ui.shell import MainWindow

HOME_SIZE: Final = QSize(1366, 768)
SETTLE_MS: Final = 700
PATIENCE_MS: Final = 15_000
SMALLEST: Final = 0  # the hardest compression that Qt's PNG writer knows
_PAGES: Final = (
    "board",
    "scan",
    "findings",
    "map",
    "files",
    "custody",
    "report",
    "sets",
    "verify",
    "settings",
)


def take_screenshots(
    workbench: Workbench, case_folder: Path, out_dir: Path, *, theme: str, size: QSize = HOME_SIZE
) -> list[Path]:
    """Write `NN-screen-THEME.png` for each screen into `out_dir`, and return the files in order.

    Needs no display when QT_QPA_PLATFORM is `offscreen`. A case that cannot be opened raises TroubleSentence
    before any picture is made.
    """
    workbench.open_case(str(case_folder)).close()
    out_dir.mkdir(parents=True, exist_ok=True)
    keep_constants()
    application = QApplication.instance() or QApplication(["fieldcase"])
    if not isinstance(application, QApplication):
        raise TypeError("screenshots need a QApplication")
    collector = GuiThreadCollector()
    look = Look()
    look.apply(theme)
    window = MainWindow(workbench, look)
    window.resize(size)
    window.show()
    try:
        return _take_all(window, str(case_folder), out_dir, theme)
    finally:
        window.close()
        window.desk.wait()
        window.deleteLater()
        look.close()
        collector.close()


def _take_all(window: MainWindow, case_folder: str, out_dir: Path, theme: str) -> list[Path]:
    taken: list[Path] = []

    def take(screen: str) -> None:
        window.tour_panel.hide()  # below every page of the practice case; the tour itself stays as it is
        _wait(lambda: False, timeout_ms=SETTLE_MS)
        file = out_dir / f"{len(taken) + 1:02}-{screen}-{theme}.png"
        if not window.grab().save(str(file), "PNG", SMALLEST):
            raise OSError(f"the picture {file} could not be written")
        taken.append(file)

    _wait(lambda: window.desk.sets is not None)
    take("start")
    window.desk.open(case_folder, remember=False)
    _wait(lambda: window.desk.case is not None)
    window.status_bar.hold_clock(_last_act(window))
    take("board")
    window.scan_errands.plan_scan(None, resume=False)
    _wait(lambda: window.sheets.sheet is not None)
    _wait(lambda: _plan_is_told(window))
    take("plan")
    window.sheets.close_sheet()
    _take_forms(window, take)
    for page in _PAGES[1:]:
        window.show_page(page)
        _wait(lambda: not window.desk.is_busy)
        _wait(lambda: not _reading_content(window), timeout_ms=10_000)
        _wait(lambda: not window.desk.pages.is_running)
        if page == "map":
            window.map.next_hit()
            _wait(lambda: not window.desk.is_busy)
        take(page)
        _take_other_faces(window, page, take)
    _take_overlays(window, take)
    return taken


def _take_other_faces(window: MainWindow, page: str, take: Callable[[str], None]) -> None:
    """The grid of findings and the folders of the map."""
    if page == "findings":
        window.findings.show_face(is_grid=True)
        take("grid")
        window.findings.show_face(is_grid=False)
    elif page == "map":
        window.map.beneath.turn()
        take("folders")


def _take_overlays(window: MainWindow, take: Callable[[str], None]) -> None:
    """What lies over a page: the palette and help."""
    window.show_page("board")
    for name, show in (("palette", window.show_palette), ("help", window.show_help)):
        show()
        take(name)
        window.overlays.close_overlay()


def _take_forms(window: MainWindow, take: Callable[[str], None]) -> None:
    """The forms of custody; nothing of them is recorded."""
    forms: tuple[tuple[str, Callable[[], object]], ...] = (
        ("case", window.acts.describe_case),
        ("exhibit", lambda: window.acts.describe_exhibit(window.board.chosen)),
        ("key", window.keys.ask),
    )
    for name, show in forms:
        show()
        if window.sheets.sheet is not None:  # a case without exhibits has no form of one
            take(name)
            window.sheets.close_sheet()


def _last_act(window: MainWindow) -> QDateTime:
    """Pictures of one case are the same whenever they are taken."""
    _wait(lambda: window.desk.view is not None)
    case = window.desk.case
    events = () if case is None else case.custody()
    last = max((event.utc for event in events), default="")
    return QDateTime.fromString(last, Qt.DateFormat.ISODate)


def _plan_is_told(window: MainWindow) -> bool:
    sheet = window.sheets.sheet
    return not isinstance(sheet, ScanPlanSheet) or sheet.side.is_complete or not sheet.plan().exhibits


def _reading_content(window: MainWindow) -> bool:
    page = window.pages[window.page]
    return bool(getattr(getattr(page, "detail", None), "is_reading", False))


def _wait(until: Callable[[], bool], *, timeout_ms: int = PATIENCE_MS) -> None:
    """Let the window work until something holds or the time is over."""
    loop, deadline = QEventLoop(), QDeadlineTimer(timeout_ms)
    timer = QTimer(interval=20)
    timer.timeout.connect(lambda: loop.quit() if until() or deadline.hasExpired() else None)
    timer.start()
    loop.exec()
    timer.stop()
