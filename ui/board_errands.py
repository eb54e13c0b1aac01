"""What the cards and reasons of the board ask for: a page with a filter, a piece of work, or advice."""

from typing import Final

from PySide6.QtCore import QObject, Signal

from app.rows import EntryFilter, ExhibitRow
from ui.commands import Actions
from ui.desk import Desk
from ui.errands import Errands
from ui.scan_errands import ScanErrands
from ui.sheets.locked import LockedSheet
from ui.sheets.sheet import SheetHost

_PAGES: Final = {"coverage": "scan", "watch": "scan", "faults": "scan", "scan": "scan", "custody": "custody"}


class BoardErrands(QObject):
    """`went` is a page to show, with its filter or None."""

    went = Signal(str, object)

    def __init__(
        self, desk: Desk, actions: Actions, sheets: SheetHost, *, errands: Errands, scans: ScanErrands
    ) -> None:
        super().__init__(desk)
        self._desk, self._actions, self._sheets = desk, actions, sheets
        self._errands, self._scans = errands, scans

    def take(self, what: str, about: object) -> None:
        """`about` is the label of an exhibit, a filter, or None."""
        if isinstance(about, str):
            self._take_step(what, self._exhibit(about))
        else:
            self.went.emit(_PAGES.get(what, what), about)

    def _take_step(self, what: str, exhibit: ExhibitRow | None) -> None:
        if exhibit is None:
            return
        if what in ("scan", "rest"):
            self._scans.plan_scan(exhibit.label, resume=what == "scan")
        elif what == "resume":
            self._scans.resume_scan()
        elif what in ("pause", "go_on"):
            self._desk.toggle_pause(exhibit.label)
        elif what == "stop":
            self._desk.stop_work()
        elif what == "verify":
            self._errands.verify(exhibit.label)
        elif what == "advice":
            self._advise(exhibit)
        else:
            self._go(what, exhibit)

    def _go(self, what: str, exhibit: ExhibitRow) -> None:
        """To a page that shows something of the exhibit; to look into it is its findings, else its files."""
        page = "findings" if what == "look_into" and exhibit.hits else what
        if page == "findings":
            self.went.emit("findings", EntryFilter.having(exhibit=exhibit.label, outcome="matched"))
        elif page in ("files", "look_into", "unread"):
            outcome = "unreadable" if page == "unread" else None
            self.went.emit("files", EntryFilter.having(exhibit=exhibit.label, outcome=outcome))
        else:
            self.went.emit(_PAGES[page], None)

    def _advise(self, exhibit: ExhibitRow) -> None:
        sheet = LockedSheet(self._sheets.look, self._actions, exhibit=exhibit)
        sheet.accepted.connect(lambda _nothing: self._sheets.close_sheet())
        self._sheets.show_sheet(sheet)

    def _exhibit(self, label: str) -> ExhibitRow | None:
        view = self._desk.view
        return next((row for row in view.exhibits if row.label == label), None) if view is not None else None
