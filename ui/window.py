"""The window: rail, top bar, pages, sheets, status bar, and where what a page wishes leads to.

The window passes what the examiner asks to the desk and shows where it led. It opens no file and asks no case
by itself.
"""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.rows import EntryFilter
from app.workbench import Workbench
from ui.at_hand import AtHand
from ui.bars import TopBar
from ui.board_errands import BoardErrands
from ui.case_view import Task
from ui.commands import Actions
from ui.custody_errands import CustodyErrands
from ui.desk import Desk
from ui.errands import Errands
from ui.first_hit import FirstHits
from ui.keys import KeyErrands
from ui.language import translate
from ui.look import TEXT_PERCENTS, Dress, Look
from ui.overlays import OverlayHost
from ui.pages.board import BoardPage
from ui.pages.custody import CustodyPage
from ui.pages.files import FilesPage
from ui.pages.findings import FindingsPage
from ui.pages.map import MapPage
from ui.pages.report import ReportPage
from ui.pages.scan import ScanPage
from ui.pages.sets import SetsPage
from ui.pages.settings import SettingsPage
from ui.pages.start import StartPage
from ui.pages.verify import VerifyPage
from ui.parts.panels import Notice
from ui.programs import Ending
from ui.rail import Rail
from ui.scan_errands import ScanErrands
from ui.set_errands import SetErrands
from ui.sheets.choosing import Chooser, SystemChooser
from ui.sheets.sheet import SheetHost
from ui.status_bar import StatusBar
from ui.times import choose_zone
from ui.tour.course import TourCourse
from ui.tour.panel import TourPanel
from ui.verifying import Verifying

Page = (
    StartPage
    | BoardPage
    | ScanPage
    | MapPage
    | FilesPage
    | FindingsPage
    | CustodyPage
    | ReportPage
    | SetsPage
    | VerifyPage
    | SettingsPage
)
RAIL_PAGES: Final = ("board", "scan", "findings", "map", "files", "custody", "report", "sets", "settings")


class Window(QWidget):
    """Pages and errands of the one window. `chooser` points at files; tests give their own.

    `outgrown` is sent when a setting is in force only in a window made anew: language, size of the text.
    """

    outgrown = Signal()

    def __init__(self, workbench: Workbench, look: Look, *, chooser: Chooser | None = None) -> None:
        super().__init__()
        self.setWindowTitle("Fieldcase")
        self.setObjectName("page")
        self.resize(1366, 768)
        self.setMinimumSize(1024, 600)
        self.look, self.desk = look, Desk(workbench, self)
        self.actions_ = Actions(self)
        self.chooser: Chooser = chooser or SystemChooser()
        self.first_hits = FirstHits(self.desk)
        self.tour = TourCourse(self.desk)
        self._make_pages()
        self._lay_out()
        self.sheets = SheetHost(look, self)
        self.overlays = OverlayHost(look, self)
        self.at_hand = AtHand(look, self.desk, self.actions_, host=self.overlays)
        self.set_errands = SetErrands(self.desk, self.actions_, self.sheets, self.chooser, page=self.sets)
        tools = (self.desk, self.actions_, self.sheets, self.chooser)
        self.keys = KeyErrands(*tools)
        self.acts = CustodyErrands(*tools, keys=self.keys)
        self.verifying = Verifying(self.desk, self.sheets, self.chooser, page=self.verify)
        self.errands = Errands(*tools, sets=self.set_errands, keys=self.keys)
        self.scan_errands = ScanErrands(*tools, sets=self.set_errands, keys=self.keys)
        self.board_errands = BoardErrands(
            self.desk, self.actions_, self.sheets, errands=self.errands, scans=self.scan_errands
        )
        for order, part in enumerate(
            (
                self.rail,
                self.top_bar,
                self.status_bar,
                *self.pages.values(),
                self.sheets,
                self.overlays,
                self.tour_panel,
            )
        ):
            Dress(part, look, order=order)
        self._connect()
        self.show_page("start")

    def _make_pages(self) -> None:
        look, desk, actions = self.look, self.desk, self.actions_
        self.start = StartPage(look, desk, actions)
        self.board = BoardPage(look, desk, actions, self.first_hits)
        self.scan = ScanPage(look, desk, actions)
        self.findings = FindingsPage(look, desk, actions)
        self.map = MapPage(look, desk, actions)
        self.files = FilesPage(look, desk, actions)
        self.custody = CustodyPage(look, desk, actions)
        self.report = ReportPage(look, desk, actions)
        self.sets = SetsPage(look, desk, actions)
        self.verify = VerifyPage(look, desk, actions)
        self.settings = SettingsPage(look, desk, actions, chooser=self.chooser)
        self.pages: dict[str, Page] = {
            "start": self.start,
            "board": self.board,
            "scan": self.scan,
            "findings": self.findings,
            "map": self.map,
            "files": self.files,
            "custody": self.custody,
            "report": self.report,
            "sets": self.sets,
            "verify": self.verify,
            "settings": self.settings,
        }
        self.rail_pages = RAIL_PAGES
        self.page = "start"

    def _lay_out(self) -> None:
        self.rail = Rail(self.look, self.actions_, RAIL_PAGES)
        self.top_bar = TopBar(self.look, self.desk, self.actions_, self.first_hits)
        self.status_bar = StatusBar(self.look, self.desk)
        self._stack = QStackedWidget()
        self._places: dict[str, QWidget] = {
            name: page if page is self.settings else _scrolling(page)  # the settings scroll by themselves
            for name, page in self.pages.items()
        }
        for place in self._places.values():
            self._stack.addWidget(place)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top_bar)
        self.tour_panel = TourPanel(self.look, self.tour)
        right.addWidget(self._stack, 1)
        right.addWidget(self.tour_panel)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self.rail)
        upper.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper, 1)
        column.addWidget(self.status_bar)

    def _connect(self) -> None:
        self.desk.case_changed.connect(self._on_case_changed)
        self.desk.task_ended.connect(self._on_task_ended)
        self.desk.task_changed.connect(self._on_task_changed)
        self.desk.trouble.connect(self.say_trouble)
        for sayer in (self.errands, self.scan_errands):
            sayer.said.connect(self.say_trouble)
        for teller in (self.set_errands, self.keys, self.acts, self.at_hand):
            teller.told.connect(self.tell)
        self.desk.key.changed.connect(self._on_key_changed)
        self._on_key_changed()
        self.verifying.went.connect(self.show_page)
        self.sheets.changed.connect(self._on_sheet_changed)
        self.tour_panel.went.connect(self.show_page)
        self.overlays.changed.connect(self._wake_commands)
        self.settings.changed.connect(self._on_setting_changed)
        self.scan_errands.went.connect(self.show_page)
        for wishing in (self.scan, self.start, self.map):
            wishing.wants.connect(self._on_wants)
        self.board.wants.connect(self.board_errands.take)
        self.board_errands.went.connect(self._on_wants)

    def show_page(self, page: str) -> None:
        """Show a page and let it read what it needs."""
        self.sheets.close_sheet()
        self.overlays.close_overlay()
        self.page = page
        self._stack.setCurrentWidget(self._places[page])
        self.rail.show_page(page)
        self._wake_commands()
        self._refresh_page()
        self.tour.saw(f"page:{page}")

    def _on_sheet_changed(self) -> None:
        self._wake_commands()
        if self.sheets.sheet is not None:
            self.tour.saw(f"sheet:{type(self.sheets.sheet).__name__}")

    def go_home(self) -> None:
        """Where work begins: the board, or the start page where no case is open."""
        self.show_page("board" if self.desk.case is not None else "start")

    def _refresh_page(self) -> None:
        page = self.pages[self.page]
        page.show_view()
        page.focus_first()

    def _wake_commands(self) -> None:
        if self.overlays.overlay is not None:
            self.actions_.set_places()
            return
        if self.sheets.sheet is not None:
            self.actions_.set_places("sheet")
            return
        places = ["always", self.page, *(["case"] if self.desk.case is not None else [])]
        if self.page in ("findings", "files"):
            places.append("table")
        self.actions_.set_places(*places)

    def say_trouble(self, sentence: str) -> None:
        """Put a sentence into the sheet or the page it concerns."""
        if self.sheets.sheet is not None:
            self.sheets.sheet.refuse(sentence)
        else:
            self._notice().say(sentence, meaning="unreadable", icon="warning")

    def tell(self, sentence: str) -> None:
        """Say on the page in front what was done."""
        self._notice().say(sentence, meaning="accent", icon="check")

    def _notice(self) -> Notice:
        page = self.pages[self.page]
        otherwise = self.board if self.desk.case is not None else self.start
        found: Notice = getattr(page, "notice", otherwise.notice)
        return found

    # where the palette leads to

    def show_palette(self) -> None:
        self.at_hand.show_palette(self)

    def show_help(self) -> None:
        sheet = self.sheets.sheet
        self.at_hand.show_help(self.page, None if sheet is None else type(sheet).__name__)

    def print_keys(self) -> None:
        """Ask where to, then write the page."""
        file = self.chooser.new_file(
            self,
            title=translate("help", "Save the keys as a page to print"),
            file="fieldcase-keys.pdf",
            kinds="PDF (*.pdf)",
        )
        if file:
            self.at_hand.save_keys(file)

    def take_up_tour(self) -> None:
        """Go on with the tour where it was left; it needs the practice case."""
        if not self.tour.is_practice:
            self.errands.practice()
        self.tour.begin()

    def show_exhibit(self, exhibit: str) -> None:
        """The findings of an exhibit, or its files where there are none."""
        view = self.desk.view
        rows = () if view is None else view.exhibits
        self._on_wants(
            "findings" if any(row.hits for row in rows if row.label == exhibit) else "files", exhibit
        )

    def show_setting(self, key: str) -> None:
        self.show_page("settings")
        self.settings.show_setting(key)

    def find_files(self, words: str) -> None:
        """Files of every exhibit whose path holds these words."""
        self.show_page("files")
        self.files.show_filter(EntryFilter.having(word=words))

    def open_case(self, folder: str) -> None:
        if not self.desk.scan.is_running or self.errands.confirm_leaving(self):
            self.desk.open(folder)

    def _on_setting_changed(self, key: str, value: str) -> None:
        """Put in force what was stored; what is drawn into every widget needs a new window."""
        if key == "theme":
            self.look.apply(value)
        elif key in ("language", "text_scale"):
            self.outgrown.emit()
        elif key == "time_zone":
            choose_zone(value)
            self.read_again()
        elif key == "sound_on_first_hit":
            self.first_hits.read_setting()
        elif key == "library_folder":
            self.desk.workbench.use_library(value)
            self.desk.read_sets()

    def step_text(self, steps: int) -> None:
        """The next larger or smaller size of the text."""
        sizes = TEXT_PERCENTS
        at = min(range(len(sizes)), key=lambda number: abs(sizes[number] - self.look.text_percent))
        chosen = sizes[min(max(at + steps, 0), len(sizes) - 1)]
        if chosen != self.look.text_percent:
            self.settings.take("text_scale", str(chosen))

    def _on_wants(self, what: str, about: object) -> None:
        """What a page asks for that is not a plain command."""
        label = about if isinstance(about, str) else None
        if what == "open" and label is not None:
            self.desk.open(label)
        elif what == "verify":
            self.errands.verify(label)
        elif what in ("plan", "scan") and (what == "plan" or label is not None):
            self.scan_errands.plan_scan(label)
        elif what == "findings":
            self.show_page("findings")
            self.findings.show_filter(
                about if isinstance(about, EntryFilter) else EntryFilter.having(exhibit=label)
            )
        elif what == "key":
            self.keys.ask()
        elif what == "stop":
            self.desk.stop_work()
        elif what == "files":
            self.show_page("files")
            self.files.show_filter(
                about if isinstance(about, EntryFilter) else EntryFilter.having(exhibit=label)
            )
        else:
            self.show_page("scan" if what in ("faults", "unread") else what)

    def _on_case_changed(self) -> None:
        self.board.forget()
        for page in (self.start, self.board):
            page.notice.say("")
        has_case = self.desk.case is not None
        self.setWindowTitle(
            f"{self.desk.view.summary.number} – Fieldcase" if self.desk.view is not None else "Fieldcase"
        )
        self.show_page("board" if has_case else "start")

    def close_case(self) -> None:
        if self.desk.scan.is_running and not self.errands.confirm_leaving(self):
            return
        self.desk.close_case()

    def _on_task_changed(self) -> None:
        self._wake_commands()
        self.errands.show_task(self.start)

    def _on_key_changed(self) -> None:
        self.actions_.refuse("key.forget", self.desk.key.held is None)

    def _on_task_ended(self, task: Task, ending: Ending) -> None:
        first = (self.keys, self.acts, self.verifying, self.set_errands, self.scan_errands.unlocking)
        for errands in first:
            if errands.on_task_ended(task, ending):
                return
        self.errands.on_task_ended(task, ending, report=self.report, custody=self.custody)

    def read_again(self) -> None:
        if self.page == "start":
            self.start.check_again()
            return
        self.desk.read()
        self._refresh_page()

    def toggle_look(self) -> None:
        choice = "light" if self.look.theme.name == "dark" else "dark"
        self.desk.workbench.set_setting("theme", choice)
        self.look.apply(choice)


def _scrolling(page: QWidget) -> QScrollArea:
    """A page keeps its size where the window is too small for it, or its text too large, and scrolls."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area
