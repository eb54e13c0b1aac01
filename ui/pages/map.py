"""The disk map: where on an image everything lies, when it was written, and in which folder.

Reading it takes seconds for a million entries, so it is asked once for each state of a scan, in a thread of
its own; what is seen until then is what was read before, with a sentence beside it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.rows import EntryFilter, ExhibitRow
from app.rows.browsing import FilterTerm
from app.rows.maps import DiskMap, FolderMap, MapChoice, TimeLine
from ui.commands import Actions
from ui.desk import Desk
from ui.language import translate
from ui.look import Look
from ui.pages.map_bytes import BytesPanel
from ui.pages.map_disk import DiskPanel
from ui.pages.map_folders import FoldersSide
from ui.pages.map_lower import LowerPanel
from ui.pages.map_times import TimesSide
from ui.parts.panels import Notice
from ui.wording import count

if TYPE_CHECKING:
    from app.open_case import OpenCase

REST_MS: Final = (
    10_000  # at least, between two readings while a scan goes on; else ten times as long as one took
)
CLOSER: Final = 0.5


class MapPage(QWidget):
    """`wants` sends `files` or `findings` with the filter for what was chosen."""

    wants = Signal(str, object)

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk = look, desk
        self.exhibit: str | None = None
        self._read: object = None  # the state of the exhibit that is shown, or on its way
        self.shown: DiskMap | None = None
        self._is_loading = False
        self._clock = QElapsedTimer()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.show_view)
        self.notice = Notice(look)
        self.disk = DiskPanel(look, actions)
        self.times, self.folders = TimesSide(look), FoldersSide(look, actions)
        self.beneath = LowerPanel(look, actions, times=self.times, folders=self.folders)
        self.bytes = BytesPanel(look)
        self.choice: MapChoice | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.notice)
        column.addWidget(self.disk)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.beneath, 1)
        row.addWidget(self.bytes)
        column.addLayout(row, 1)

    def _connect(self) -> None:
        self._desk.viewed.connect(self._on_viewed)
        self._desk.case_changed.connect(self.forget)
        self.disk.chose_exhibit.connect(self.choose_exhibit)
        self.disk.asked_strip.connect(self._ask_strip)
        self.disk.asked_choice.connect(self._ask_choice)
        self.disk.opened.connect(self.show_files)
        self.times.asked.connect(lambda span: self._ask_times(span=span, is_new=False))
        self.times.opened.connect(self.show_files)
        self.folders.asked.connect(self._ask_folders)
        self.folders.opened.connect(self.show_files)
        self.beneath.changed.connect(self._ask_lower)

    def forget(self) -> None:
        """Another case is open, or none."""
        self.exhibit, self._read, self.shown, self.choice = None, None, None, None
        self._rest.stop()
        self._desk.maps.let_go()
        self.bytes.show_map(None)

    def focus_first(self) -> None:
        (self.disk.strip or self.disk.exhibits).setFocus()

    def _on_viewed(self) -> None:
        if self.isVisible():
            self.show_view()

    def show_view(self) -> None:
        """Show the exhibit as its scan stands now; what was read already is not read again."""
        view = self._desk.view
        if view is None:
            return
        labels = [row.label for row in view.exhibits]
        if self.exhibit not in labels:
            with_hits = [row.label for row in view.exhibits if row.hits]
            self.exhibit = next(iter([*with_hits, *labels]), None)
        self.disk.show_exhibits(labels, self.exhibit)
        row = next((one for one in view.exhibits if one.label == self.exhibit), None)
        if row is None:
            self.disk.say(translate("map", "No exhibits yet. There is nothing to draw."))
        elif self._load_plots() and self._state(row) != self._read and not self._rest.isActive():
            self._ask_map(row)

    def _state(self, row: ExhibitRow) -> object:
        """A new value means that the map must be read again."""
        return row.label, row.state, row.entries, row.hits, row.compared_parts

    def _load_plots(self) -> bool:
        """Whether what draws is there; where it is not, have it loaded, and come back then."""
        if self.disk.strip is None and not self._is_loading:
            self._is_loading = True
            self.disk.say(translate("map", "Getting ready to draw…"))
            self._desk.maps.load_plots(then=self._on_plots)
        return self.disk.strip is not None

    def _on_plots(self, _loaded: object) -> None:
        # These two import pyqtgraph, which takes longer than the GUI thread has; it is there only now.
        from ui.parts.disk_strip import DiskStrip

        self._is_loading = False
        name = translate("map", "Disk map")
        self.disk.take_strip(lambda: DiskStrip(self._look, name=name))
        if self.disk.exhibits.hasFocus():
            self.focus_first()
        QTimer.singleShot(0, self, self._make_chart)

    def _make_chart(self) -> None:
        """By itself: with the disk at once it would hold up the window."""
        from ui.parts.time_chart import TimeChart

        name = translate("map", "File times")
        self.times.take_chart(lambda: TimeChart(self._look, name=name))
        self.show_view()

    def _ask_map(self, row: ExhibitRow) -> None:
        self._read = self._state(row)
        said = translate("map", "Reading the places of {number} entries…").format(number=count(row.entries))
        if self.shown is not None and self.shown.exhibit == row.label:
            self.disk.say_reading(said)
        else:
            self.disk.say(said)
        self._clock.start()
        label = row.label
        self._ask(lambda case: case.disk_map(label), then=self._on_map, channel="map")

    def _ask(
        self, question: Callable[["OpenCase"], object], *, then: Callable[..., object], channel: str
    ) -> None:  # ... : each question has its own kind of answer
        if self._desk.case is not None:
            self._desk.maps.ask_map(
                self._desk.case.folder, question, then=then, channel=channel, otherwise=self._on_trouble
            )

    def _on_trouble(self, sentence: str) -> None:
        self._read = None
        self.notice.say(sentence, meaning="unreadable", icon="warning")

    def _on_map(self, disk: DiskMap) -> None:
        if disk.exhibit != self.exhibit:
            return
        is_new = self.shown is None or self.shown.exhibit != disk.exhibit
        self.shown = disk
        self.notice.say("")
        self.bytes.show_map(disk)
        self.disk.show_map(disk)
        if not disk.is_finished and disk.is_scanned:
            self._rest.start(max(REST_MS, 10 * self._clock.elapsed()))
        if is_new:
            self.choice = None
            self.disk.show_choice(None)
        self._ask_times(span=None, is_new=is_new)
        key = None if is_new or self.folders.folder is None else self.folders.folder.key
        self._ask_folders(key, is_new=is_new)

    def choose_exhibit(self, label: str) -> None:
        if label != self.exhibit:
            self.exhibit, self._read = label, None
            self._rest.stop()
            self.show_view()

    def _ask_strip(self, start: int, end: int, columns: int) -> None:
        if (label := self.exhibit) is not None:
            self._ask(
                lambda case: case.map_strip(label, start, end, columns=columns),
                then=self.disk.show_strip,
                channel="strip",
            )

    def _ask_choice(self, start: int, end: int) -> None:
        if (label := self.exhibit) is not None:
            self._ask(lambda case: case.map_choice(label, start, end), then=self._on_choice, channel="choice")

    def _on_choice(self, choice: MapChoice) -> None:
        self.choice = choice
        self.disk.show_choice(choice)

    def _ask_lower(self) -> None:
        """Another kind of time or size is wished."""
        if self.beneath.is_folders:
            self._ask_folders(None if self.folders.folder is None else self.folders.folder.key)
        else:
            self._ask_times(span=None, is_new=True)

    def _ask_times(self, *, span: tuple[str, str] | None, is_new: bool) -> None:
        label, field = self.exhibit, self.beneath.field
        if label is None or self.shown is None:
            return
        if span is None:
            self.times.forget_span()

        def show(line: TimeLine) -> None:
            if line.field == self.beneath.field:
                self.times.show_line(line, is_new=is_new)

        self._ask(lambda case: case.time_line(label, field, span=span), then=show, channel="times")

    def _ask_folders(self, key: str | None, *, is_new: bool = False) -> None:
        label, weigh = self.exhibit, self.beneath.weigh

        def show(folder: FolderMap) -> None:
            if key is None and is_new and len(folder.cells) == 1:  # one volume: what is in it is meant
                self._ask_folders(folder.cells[0].key)
            else:
                self.folders.show_folder(folder, self.shown, weigh=weigh)

        if label is not None and self.shown is not None:
            self._ask(lambda case: case.folder_map(label, key, weigh=weigh), then=show, channel="folders")

    # What the commands do: with the chart that has the focus, else with the disk

    @property
    def _is_lower(self) -> bool:
        focus: QWidget | None = self.focusWidget()  # of which PySide6 does not say that it may be None
        return focus is not None and self.beneath.isAncestorOf(focus)

    def zoom(self, closer: bool) -> None:
        factor = CLOSER if closer else 1 / CLOSER
        chart = self.times.chart if self._is_lower else self.disk.strip
        if self._is_lower and self.beneath.is_folders:
            (self.folders.tree.enter if closer else self.folders.go_up)()
        elif chart is not None:
            chart.zoom(factor)

    def see_whole(self) -> None:
        if self._is_lower and self.beneath.is_folders:
            self._ask_folders(None)
            return
        chart = self.times.chart if self._is_lower else self.disk.strip
        if chart is not None:
            chart.see_whole()

    def step(self, steps: int) -> None:
        if self._is_lower and self.beneath.is_folders:
            self.folders.tree.step(steps, 0)
            return
        chart = self.times.chart if self._is_lower else self.disk.strip
        if chart is not None:
            chart.step(steps)

    def next_hit(self, *, is_backwards: bool = False) -> None:
        if self._is_lower and self.beneath.is_folders:
            self.folders.tree.next_hit(is_backwards=is_backwards)
        elif self._is_lower and self.times.chart is not None:
            self.times.chart.next_hit(is_backwards=is_backwards)
        elif self.disk.strip is not None and (label := self.exhibit) is not None:
            strip = self.disk.strip
            start, end = strip.choice or (-1, 0)
            after = start if is_backwards else end - 1
            self._ask(
                lambda case: case.next_hit(label, after, is_backwards=is_backwards),
                then=self._on_hit,
                channel="hit",
            )

    def _on_hit(self, place: int | None) -> None:
        if place is None:
            self.disk.say_reading(translate("map", "No file of this exhibit matched."))
        elif self.disk.strip is not None:
            self.disk.strip.choose_around(place)

    def turn_table(self) -> None:
        """Show all drawings as tables, or as drawings again."""
        self.disk.turn_table()
        self.beneath.show_table(self.disk.is_table)

    def show_files(self) -> None:
        where = self._filter()
        if where is not None:
            self.wants.emit("files", where)

    def show_findings(self) -> None:
        where = self._filter()
        if where is not None:
            self.wants.emit("findings", where)

    def _filter(self) -> EntryFilter | None:
        """The files of what is chosen in the chart that has the focus; None where nothing is."""
        terms = self._lower_terms() if self._is_lower else self._disk_terms()
        if not terms or self.exhibit is None:
            return None
        common = (FilterTerm(field="exhibit", value=self.exhibit), FilterTerm(field="kind", value="file"))
        return EntryFilter(terms=(common[0], *terms, common[1]))

    def _disk_terms(self) -> tuple[FilterTerm, ...]:
        if self.disk.strip is None or self.disk.strip.choice is None:
            return ()
        start, end = self.disk.strip.choice
        return (FilterTerm(field="offset", operator="between", value=f"{start}..{end - 1}"),)

    def _lower_terms(self) -> tuple[FilterTerm, ...]:
        if not self.beneath.is_folders:
            bar = self.times.choice
            return () if bar is None else (FilterTerm(field=self.beneath.field, value=bar.when),)
        cell = self.folders.choice
        if cell is None or not cell.path:
            return ()
        field = "in" if cell.is_direct else "under"
        return (
            FilterTerm(field="volume", value=str(cell.volume)),
            *(() if cell.path == "/" and not cell.is_direct else (FilterTerm(field=field, value=cell.path),)),
        )
