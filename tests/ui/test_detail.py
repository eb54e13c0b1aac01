"""The detail pane: five tabs on one file, and its whole content in hexadecimal, however large."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.rows import ExtentRow, HitRow
from tests.ui.conftest import Blocks
from tests.ui.fakes import FIRST_ENTRY, FakeWorkbench
from tests.ui.steps import a_case_with_an_exhibit, start_scan, wait_for_scan
from ui.content_search import NothingSought, Sought, sought_bytes, sought_text
from ui.hexdump import hex_lines, offset_digits, shown_text
from ui.look import Look
from ui.parts.content_pages import PAGE_BYTES, PAGES_KEPT, ContentPages
from ui.parts.content_panel import ContentPanel
from ui.parts.detail import DetailPane
from ui.parts.detail_extents import extents_text
from ui.parts.detail_sections import hit_facts
from ui.parts.detail_times import exact_time
from ui.parts.lookup_line import offset_of
from ui.shell import MainWindow
from ui.viewer import ContentBytes

GIB = 1 << 30


@dataclass
class FakeViewer:
    """Answers when told to: a content whose byte at place n is n modulo 251, with `lost` ranges and `planted`
    bytes.
    """

    size_bytes: int
    lost: tuple[tuple[int, int], ...] = ()
    planted: dict[int, bytes] = field(default_factory=dict)
    trouble: str | None = None
    asked: dict[int, dict[str, Any]] = field(default_factory=dict)
    ranges: list[tuple[int, int]] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)

    def ask_bytes(self, entry: int, **request: Any) -> int:  # noqa: ANN401  as the viewer's
        number = len(self.ranges) + 1
        self.ranges.append((request["offset"], request["length"]))
        self.asked[number] = request
        return number

    def cancel(self, question: int) -> None:
        self.cancelled.append(question)
        self.asked.pop(question, None)

    def content(self, offset: int, length: int) -> bytes:
        end = min(self.size_bytes, offset + length)
        data = bytearray(place % 251 for place in range(offset, end))
        for place, planted in self.planted.items():
            for at, byte in enumerate(planted, start=place):
                if offset <= at < end:
                    data[at - offset] = byte
        return bytes(data)

    def answer(self) -> int:
        """Everything that is asked now; gives how much that was."""
        waiting, self.asked = dict(self.asked), {}
        for request in waiting.values():
            if self.trouble is not None:
                request["otherwise"](self.trouble)
                continue
            offset, length = request["offset"], request["length"]
            data = bytearray(self.content(offset, length))
            lost = []
            for first, run in self.lost:
                begin, end = max(first, offset), min(first + run, offset + len(data))
                if begin < end:
                    lost.append((begin - offset, end - begin))
                    data[begin - offset : end - offset] = bytes(end - begin)
            request["then"](ContentBytes(data=bytes(data), unreadable=tuple(lost)))
        return len(waiting)

    def answer_all(self) -> None:
        while self.answer():
            pass


MakePanel = Callable[..., tuple[ContentPanel, FakeViewer]]


@pytest.fixture
def a_panel(qtbot: QtBot, look: Look) -> MakePanel:
    """A panel over a made-up content, shown 400 x 300, with what is in sight read."""
    hosts = []  # or Python lets go of them

    def make(size_bytes: int, *, extents: tuple[ExtentRow, ...] | None = None, **facts: Any) -> Any:  # noqa: ANN401
        viewer = FakeViewer(size_bytes=size_bytes, **facts)
        host = QWidget()
        hosts.append(host)
        panel = ContentPanel(look, viewer)  # type: ignore[arg-type]  # a fake
        panel.setParent(host)
        qtbot.addWidget(host)
        host.resize(400, 300)
        panel.resize(400, 300)
        host.show()
        qtbot.waitExposed(host)
        panel.show_content(7, size_bytes, extents=extents)
        settle(qtbot, panel, viewer)
        return panel, viewer

    return make


def settle(qtbot: QtBot, panel: ContentPanel, viewer: FakeViewer) -> None:
    qtbot.waitUntil(lambda: not panel.view.is_settling)
    viewer.answer_all()


def press(panel: ContentPanel, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    held = Qt.KeyboardModifier.NoModifier
    for one in modifiers:
        held |= one
    QTest.keyClick(panel.view, key, held)


# The hexadecimal view


def test_the_first_bytes_of_a_content_stand_at_their_offsets(qtbot: QtBot, a_panel: MakePanel) -> None:
    panel, viewer = a_panel(100)
    assert panel.view.shown_lines().startswith(hex_lines(viewer.content(0, 8)))
    assert panel.title.text() == "Content, 100 bytes"


def test_where_room_is_short_it_goes_to_the_bytes_and_nothing_lies_on_them(
    qtbot: QtBot, a_panel: MakePanel
) -> None:
    panel, _viewer = a_panel(size_bytes=4096)
    assert panel.place_words.isVisible()
    panel.resize(400, 100)
    qtbot.waitUntil(lambda: not panel.place_words.isVisible() and not panel.image_words.isVisible())
    assert panel.view.geometry().bottom() <= panel.height()
    panel.resize(400, 300)
    qtbot.waitUntil(panel.place_words.isVisible)


def test_only_what_is_in_sight_of_four_gib_is_read(qtbot: QtBot, a_panel: MakePanel, blocks: Blocks) -> None:
    panel, viewer = a_panel(4 * GIB)
    blocks.forget()  # making it is not what is measured
    assert viewer.ranges == [(0, PAGE_BYTES)]
    press(panel, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, panel, viewer)
    assert panel.view.place == 4 * GIB - 1
    assert len(viewer.ranges) <= 3
    assert f"{4 * GIB - 8:08x}  " in panel.view.shown_lines()
    press(panel, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert panel.view.place == 0


@pytest.mark.parametrize("size_bytes", [40 * GIB, 1 << 50], ids=["40 GiB", "1 PiB"])
def test_a_content_larger_than_a_scroll_bar_counts_can_be_seen_to_its_end(
    qtbot: QtBot, a_panel: MakePanel, size_bytes: int
) -> None:
    panel, viewer = a_panel(size_bytes)
    panel.view.go_to(size_bytes - 1)
    settle(qtbot, panel, viewer)
    assert panel.view.byte_at(size_bytes - 1) == (size_bytes - 1) % 251
    bar = panel.view.verticalScrollBar()
    bar.setValue(0)
    bar.setValue(bar.maximum())
    settle(qtbot, panel, viewer)
    assert f"{size_bytes - 8:0{offset_digits(size_bytes)}x}"[:-1] in panel.view.shown_lines()


def test_pages_that_were_scrolled_past_are_not_waited_for_nor_kept_for_ever(qtbot: QtBot, look: Look) -> None:
    viewer = FakeViewer(size_bytes=GIB)
    pages = ContentPages(viewer)  # type: ignore[arg-type]  # a fake
    pages.show(7, GIB)
    pages.want(0, 100)
    pages.want(10 * PAGE_BYTES, 10 * PAGE_BYTES + 100)
    assert viewer.cancelled == [1]
    assert [request["offset"] for request in viewer.asked.values()] == [10 * PAGE_BYTES]
    for number in range(PAGES_KEPT + 10):
        pages.want(number * PAGE_BYTES, number * PAGE_BYTES + 1)
        viewer.answer()
    assert pages.page_at(0) is None
    assert pages.page_at((PAGES_KEPT + 9) * PAGE_BYTES) is not None


def test_an_answer_for_the_file_before_is_not_shown_as_this_ones(qtbot: QtBot, look: Look) -> None:
    viewer = FakeViewer(size_bytes=100)
    pages = ContentPages(viewer)  # type: ignore[arg-type]  # a fake
    pages.show(7, 100)
    pages.want(0, 8)
    (late,) = viewer.asked.values()
    pages.show(8, 100)
    late["then"](ContentBytes(data=b"of entry 7"))
    assert pages.page_at(0) is None


def test_bytes_that_could_not_be_read_are_told_and_never_shown_as_zeros(
    qtbot: QtBot, a_panel: MakePanel
) -> None:
    panel, viewer = a_panel(100, lost=((16, 4),))
    panel.view.go_to(17)
    assert panel.view.byte_at(17) is None
    assert "could not be read" in panel.place_words.text()
    assert "could not be read" in panel.view.accessibleDescription()
    panel.view.go_to(20)
    assert panel.view.byte_at(20) == 20
    panel.view.go_to(12, length=8)
    QGuiApplication.clipboard().setText("as before")
    panel.copy_hex()
    viewer.answer_all()
    assert QGuiApplication.clipboard().text() == "as before"
    assert panel.notice.words() == "4 bytes selected could not be read; nothing was copied."


def test_a_viewer_that_fails_says_why_and_the_view_stays(qtbot: QtBot, a_panel: MakePanel) -> None:
    panel, _viewer = a_panel(100, trouble="The image is not there any more.")
    assert panel.notice.words() == "The image is not there any more."
    assert panel.view.shown_lines() == ""


@pytest.mark.parametrize(
    ("key", "modifiers", "place"),
    [
        (Qt.Key.Key_Right, (), 101),
        (Qt.Key.Key_Left, (), 99),
        (Qt.Key.Key_Up, (), 92),
        (Qt.Key.Key_Down, (), 108),
        (Qt.Key.Key_Home, (), 96),
        (Qt.Key.Key_End, (), 103),
        (Qt.Key.Key_Home, (Qt.KeyboardModifier.ControlModifier,), 0),
        (Qt.Key.Key_End, (Qt.KeyboardModifier.ControlModifier,), 999),
    ],
    ids=["right", "left", "up", "down", "home", "end", "ctrl home", "ctrl end"],
)
def test_a_key_leads_to_its_place(
    qtbot: QtBot, a_panel: MakePanel, key: Qt.Key, modifiers: tuple[Any, ...], place: int
) -> None:
    panel, _viewer = a_panel(1_000)
    panel.view.go_to(100)
    press(panel, key, *modifiers)
    assert panel.view.place == place


def test_selected_bytes_are_copied_as_hexadecimal_and_as_text(qtbot: QtBot, a_panel: MakePanel) -> None:
    panel, viewer = a_panel(100)
    panel.view.go_to(65)
    for _ in range(3):
        press(panel, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert panel.view.selection == (65, 4)
    press(panel, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    viewer.answer_all()
    assert QGuiApplication.clipboard().text() == "41 42 43 44"
    panel.copy_text()
    viewer.answer_all()
    assert QGuiApplication.clipboard().text() == "ABCD"
    assert "4 bytes selected" in panel.image_words.text()


def test_more_than_a_mebibyte_is_not_copied_and_that_is_said(qtbot: QtBot, a_panel: MakePanel) -> None:
    panel, viewer = a_panel(4 * GIB)
    asked = len(viewer.ranges)
    panel.view.select_all()
    panel.copy_hex()
    assert len(viewer.ranges) == asked
    assert "At most 1.0 MiB" in panel.notice.words() or "At most 1,024 KiB" in panel.notice.words()


def test_a_byte_under_the_mouse_is_the_one_that_is_chosen(qtbot: QtBot, a_panel: MakePanel) -> None:
    panel, _viewer = a_panel(1_000)
    view = panel.view
    offsets = {
        view._offset_under(view._byte_box(column, row * view._row_height()).center())
        for row in range(3)
        for column in range(8)
    }
    assert offsets == set(range(24))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(view._byte_box(3, 0).center()))
    assert view.place == 3


def test_the_place_in_the_image_follows_the_runs_and_their_holes(qtbot: QtBot, a_panel: MakePanel) -> None:
    runs = (
        ExtentRow(offset=0, length=8, image_offset=4_096),
        ExtentRow(offset=8, length=8, image_offset=None),
        ExtentRow(offset=16, length=8, image_offset=1_000_000),
    )
    panel, _viewer = a_panel(24, extents=runs)
    told = []
    for place in (3, 9, 20):
        panel.view.go_to(place)
        told.append(panel.image_words.text())
    assert told == ["image 4,099", "a hole, not on the disk", "image 1,000,004"]


# Going and finding


@pytest.mark.parametrize(
    ("text", "offset"),
    [("4096", 4_096), ("4,096", 4_096), ("0x1000", 4_096), ("1000h", 4_096), ("-1", None), ("far", None)],
    ids=["plain", "thousands", "0x", "h", "negative", "word"],
)
def test_an_offset_is_read_in_the_ways_people_write_it(text: str, offset: int | None) -> None:
    assert offset_of(text) == offset


def test_an_offset_behind_the_end_is_refused_in_words(qtbot: QtBot, a_panel: MakePanel) -> None:
    panel, _viewer = a_panel(1_000)
    panel.ask_offset()
    panel.line.field.setText("1000")
    QTest.keyClick(panel.line.field, Qt.Key.Key_Return)
    assert panel.line.words.text() == "Write an offset from 0 to 999 (0x3e7)."
    panel.line.field.setText("0x3e7")
    QTest.keyClick(panel.line.field, Qt.Key.Key_Return)
    assert panel.view.place == 999
    assert not panel.line.isVisible()


def find(panel: ContentPanel, viewer: FakeViewer, text: str, *, as_bytes: bool = False) -> None:
    panel.ask_find()
    panel.line.kind.setCurrentIndex(int(as_bytes))
    panel.line.field.setText(text)
    QTest.keyClick(panel.line.field, Qt.Key.Key_Return)
    viewer.answer_all()


def test_bytes_far_away_are_found_forward_again_and_backward(qtbot: QtBot, a_panel: MakePanel) -> None:
    places = (3 << 20, (7 << 20) - 3)  # the second lies over the edge of two pieces
    panel, viewer = a_panel(9 << 20, planted=dict.fromkeys(places, b"\xfe\xfd\xfc\xfb"))
    find(panel, viewer, "fe fd fc FB", as_bytes=True)
    assert panel.view.selection == (places[0], 4)
    panel.find_again()
    viewer.answer_all()
    assert panel.view.selection == (places[1], 4)
    panel.find_again(is_backward=True)
    viewer.answer_all()
    assert panel.view.selection == (places[0], 4)
    panel.find_again(is_backward=True)  # from the other end
    viewer.answer_all()
    assert panel.view.selection == (places[1], 4)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_text_is_found_in_any_case_in_both_encodings(qtbot: QtBot, a_panel: MakePanel, encoding: str) -> None:
    planted = "Harbour Row".encode(encoding)
    panel, viewer = a_panel(2 << 20, planted={1_500_000: planted})
    find(panel, viewer, "harbour row")
    assert panel.view.selection == (1_500_000, len(planted))


def test_zeros_that_stand_for_unread_bytes_are_no_hit_and_their_number_is_told(
    qtbot: QtBot, a_panel: MakePanel
) -> None:
    panel, viewer = a_panel(2_000, lost=((512, 512),))
    find(panel, viewer, "00 00 00", as_bytes=True)
    assert panel.line.words.text() == "Not found in this content. 512 bytes could not be read or searched."


def test_esc_stops_a_search_and_nothing_more_is_asked(qtbot: QtBot, a_panel: MakePanel) -> None:
    panel, viewer = a_panel(GIB)
    panel.ask_find()
    panel.line.kind.setCurrentIndex(1)
    panel.line.field.setText("fe ff")
    QTest.keyClick(panel.line.field, Qt.Key.Key_Return)
    viewer.answer()
    assert panel.line.words.text().startswith("Searched 1.0 MiB of") or "1,024 KiB" in panel.line.words.text()
    QTest.keyClick(panel.line.field, Qt.Key.Key_Escape)
    assert not panel.search.is_running
    asked = len(viewer.ranges)
    viewer.answer_all()
    assert len(viewer.ranges) == asked


@pytest.mark.parametrize("text", ["", "f", "xy", "ff d"], ids=["nothing", "half", "words", "odd"])
def test_what_are_no_bytes_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NothingSought, match="like ff d8 ff"):
        sought_bytes(text)


def test_text_and_bytes_are_sought_as_they_stand_on_the_disk() -> None:
    assert sought_bytes("0xFF d8") == Sought(needles=(b"\xff\xd8",))
    assert sought_text("Ab").needles == (b"ab", b"a\x00b\x00")


def test_every_byte_is_one_printable_character() -> None:
    text = shown_text(bytes(range(256)))
    assert len(text) == 256
    assert text.isprintable()


# The tabs


def a_hit(**changed: object) -> HitRow:
    fields: dict[str, Any] = {
        "id": 1,
        "entry_id": FIRST_ENTRY,
        "exhibit": "HR-01",
        "volume": 2,
        "path": "/a.jpg",
        "size_bytes": 4,
        "allocated": True,
        "set_name": "VICS National",
        "role": "notable",
        "category": "2",
        "scheme": "National 2024",
        "category_label": None,
        "algorithm": "sha1",
        "record": 40_117_902,
        "sha256": None,
        "set_version": "2026-10-30",
    }
    return HitRow(**{**fields, **changed})


def test_the_matched_record_is_told_exactly() -> None:
    assert hit_facts(a_hit()) == [
        ("Set", "VICS National"),
        ("Version", "2026-10-30"),
        ("Record", "number 40,117,902, counted from 0"),
        ("Category", "2 (scheme: National 2024)"),
        ("Equal by", "SHA-1, whole content"),
    ]


def test_a_time_keeps_every_digit_and_says_utc_only_where_that_is_known() -> None:
    assert exact_time("2019-08-14T10:22:31.1234567Z") == "2019-08-14 10:22:31.1234567 UTC"
    assert exact_time("2019-08-14T10:22:30") == "2019-08-14 10:22:30"
    assert exact_time(None) == ""


def test_extents_are_copied_as_plain_numbers_with_holes_left_empty() -> None:
    runs = (
        ExtentRow(offset=0, length=4_096, image_offset=1_048_576),
        ExtentRow(offset=4_096, length=10, image_offset=None),
    )
    assert extents_text(runs) == "offset\timage_offset\tlength\n0\t1048576\t4096\n4096\t\t10\n"


@pytest.fixture
def scanned(qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path) -> MainWindow:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    start_scan(qtbot, window)
    wait_for_scan(qtbot, window)
    return window


@pytest.fixture
def pane(scanned: MainWindow, look: Look) -> Iterator[DetailPane]:
    """A pane that no page speaks to."""
    made = DetailPane(look, scanned.desk)
    made.setParent(scanned)
    made.resize(344, 590)
    made.show()
    yield made
    made.stop_reading()


def show(qtbot: QtBot, pane: DetailPane, place: int) -> None:
    pane.show_entry(FIRST_ENTRY + place)
    qtbot.waitUntil(lambda: pane.entry == FIRST_ENTRY + place)
    qtbot.waitUntil(lambda: not pane.is_reading)


def words_of(widget: Any) -> str:  # noqa: ANN401
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def test_the_pane_reads_the_bytes_of_the_chosen_file_through_the_viewer(
    qtbot: QtBot, pane: DetailPane
) -> None:
    show(qtbot, pane, 7)
    entry = FIRST_ENTRY + 7
    first = bytes((place + entry) % 251 for place in range(8))
    assert hex_lines(first)[:33] in pane.shown_bytes()


def test_a_mark_shows_in_the_record_and_in_the_history_of_the_file(
    qtbot: QtBot, scanned: MainWindow, pane: DetailPane
) -> None:
    show(qtbot, pane, 7)
    scanned.desk.marking.note([FIRST_ENTRY + 7], "seen in the Harbour case")
    qtbot.waitUntil(lambda: "seen in the Harbour case" in words_of(pane.record))
    pane.tabs.setCurrentIndex(4)
    qtbot.waitUntil(lambda: "entries.noted of 1." in words_of(pane.history))


def test_names_are_asked_for_only_when_their_tab_is_looked_at(qtbot: QtBot, pane: DetailPane) -> None:
    show(qtbot, pane, 7)
    assert "metadata address" not in words_of(pane.names)
    pane.tabs.setCurrentIndex(2)
    qtbot.waitUntil(lambda: "this one" in words_of(pane.names))


def test_going_down_fast_reads_only_the_content_where_the_hand_rests(qtbot: QtBot, pane: DetailPane) -> None:
    read = []
    pane.content.pages.arrived.connect(lambda: read.append(pane.content.pages.entry))
    for place in range(30):
        pane.show_entry(FIRST_ENTRY + place)
    qtbot.waitUntil(lambda: pane.entry == FIRST_ENTRY + 29)
    qtbot.waitUntil(lambda: bool(read) and not pane.is_reading)
    assert set(read) == {FIRST_ENTRY + 29}


def test_a_tab_can_be_chosen_by_keys_alone(qtbot: QtBot, pane: DetailPane) -> None:
    show(qtbot, pane, 7)
    pane.tabs.setFocus()
    QTest.keyClick(pane.tabs, Qt.Key.Key_Right)
    assert pane.tabs.currentIndex() == 1
    assert "UTC" in words_of(pane.times)


def test_a_pane_that_is_emptied_shows_nothing_of_the_file_before(qtbot: QtBot, pane: DetailPane) -> None:
    show(qtbot, pane, 7)
    pane.show_entry(None)
    assert pane.entry is None
    assert pane.shown_bytes() == ""
    assert words_of(pane.record) == ""
