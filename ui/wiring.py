"""What each command of the catalogue does in a window, by area."""

from collections.abc import Callable
from functools import partial

from ui.catalogue.review import DIGITS
from ui.pages.files import FilesPage
from ui.pages.findings import FindingsPage
from ui.parts.content_panel import ContentPanel
from ui.parts.detail import DetailPane
from ui.window import Window

Slots = dict[str, Callable[[], object]]


def slots_of(window: Window) -> Slots:
    """Every command, and what it calls."""
    return (
        _pages(window)
        | _case(window)
        | _board(window)
        | _scan(window)
        | _tables(window)
        | _content(window)
        | _review(window)
        | _map(window)
        | _sets(window)
        | _report(window)
        | _custody(window)
        | _window(window)
    )


def _pages(window: Window) -> Slots:
    shown: Slots = {f"page.{page}": partial(window.show_page, page) for page in window.rail_pages}
    return shown | {"page.home": window.go_home, "page.refresh": window.read_again}


def _case(window: Window) -> Slots:
    return {
        "case.new": window.errands.new_case,
        "case.open": window.errands.open_case,
        "case.practice": window.errands.practice,
        "case.close": window.close_case,
        "case.forget": window.start.forget_chosen,
        "case.describe": window.acts.describe_case,
        "case.persons": window.acts.persons,
        "case.finish": window.acts.finish,
        "key.ask": window.keys.ask,
        "key.forget": window.keys.forget,
        "verify.open": window.verifying.choose_file,
        "verify.folder": window.verifying.choose_folder,
        "verify.copy": window.verify.copy,
        "verify.print": window.verifying.print_result,
        "verify.report": window.verify.open_place,
        "selftest.run": window.acts.self_test,
    }


def _board(window: Window) -> Slots:
    return {
        "exhibit.add": window.errands.add_exhibit,
        "exhibit.verify": lambda: window.errands.verify(window.board.chosen),
        "exhibit.unlock": lambda: window.scan_errands.unlocking.ask(window.board.chosen),
        "exhibit.search_lost": lambda: window.errands.search_lost(window.board.chosen),
        "exhibit.describe": lambda: window.acts.describe_exhibit(window.board.chosen),
        "exhibit.transfer": lambda: window.acts.transfer(window.board.chosen),
        "exhibit.mark": window.board.mark_chosen,
        "board.report": partial(window.show_page, "report"),
        "sound.silence": window.first_hits.toggle,
        "sound.test": window.first_hits.try_out,
    }


def _exhibit_in_front(window: Window) -> str | None:
    """The one that is chosen on the page in front, where it is at work; None: all that are."""
    chosen = window.board.chosen if window.page == "board" else window.scan.chosen
    view = window.desk.view
    at_work = [one.label for one in view.exhibits if one.state in ("scanning", "paused")] if view else []
    return chosen if chosen in at_work else None


def _scan(window: Window) -> Slots:
    return {
        "scan.plan": lambda: window.scan_errands.plan_scan(window.board.marked or None),
        "scan.resume": window.scan_errands.resume_scan,
        "scan.stop": window.desk.stop_scan,
        "scan.pause": lambda: window.desk.toggle_pause(_exhibit_in_front(window)),
        "scan.pause_all": window.desk.toggle_pause,
    }


def _tables(window: Window) -> Slots:
    def at_table(what: Callable[[FilesPage | FindingsPage], object]) -> Callable[[], object]:
        return lambda: (
            what(page) if isinstance(page := window.pages[window.page], FilesPage | FindingsPage) else None
        )

    return {
        "filter.edit": at_table(lambda page: page.edit_filter()),
        "filter.clear": at_table(lambda page: page.clear_filter()),
        "set.export": at_table(lambda page: window.set_errands.save_set(page.selected_ids(), of_hits=False)),
    }


def _content(window: Window) -> Slots:
    def at_content(what: Callable[[ContentPanel], object]) -> Callable[[], object]:
        """On the content of the chosen file, where the page has a detail pane."""

        def act() -> None:
            detail = getattr(window.pages[window.page], "detail", None)
            if isinstance(detail, DetailPane):
                what(detail.content)

        return act

    return {
        "content.goto": at_content(ContentPanel.ask_offset),
        "content.find": at_content(ContentPanel.ask_find),
        "content.next": at_content(ContentPanel.find_again),
        "content.previous": at_content(lambda content: content.find_again(is_backward=True)),
    }


def _review(window: Window) -> Slots:
    page = window.findings
    marks: Slots = {f"review.mark.{key}": partial(page.mark, key) for key in DIGITS}
    equal: Slots = {f"review.mark_equal.{key}": partial(page.mark, key, with_equals=True) for key in DIGITS}
    return (
        marks
        | equal
        | {
            "review.note": page.write_note,
            "review.bookmark": page.bookmark,
            "review.undo": window.desk.marking.undo,
            "review.redo": window.desk.marking.redo,
            "findings.next": partial(page.step, 1),
            "findings.previous": partial(page.step, -1),
            "findings.table": partial(page.show_face, is_grid=False),
            "findings.grid": partial(page.show_face, is_grid=True),
            "findings.densest": page.order_by_density,
            "findings.groups": page.fold_groups,
        }
    )


def _map(window: Window) -> Slots:
    page = window.map
    return {
        "map.closer": lambda: page.zoom(closer=True),
        "map.wider": lambda: page.zoom(closer=False),
        "map.whole": page.see_whole,
        "map.before": lambda: page.step(-1),
        "map.behind": lambda: page.step(1),
        "map.hit": page.next_hit,
        "map.hit_before": lambda: page.next_hit(is_backwards=True),
        "map.files": page.show_files,
        "map.findings": page.show_findings,
        "map.turn": page.beneath.turn,
        "map.field": page.beneath.choose_next,
        "map.table": page.turn_table,
        "map.up": page.folders.go_up,
        "map.exhibit": page.disk.exhibits.showPopup,
    }


def _sets(window: Window) -> Slots:
    errands, page = window.set_errands, window.sets

    def find_digest() -> None:
        window.show_page("sets")
        page.find_digest()

    return {
        "sets.import": window.scan_errands.import_sets,
        "sets.remove": lambda: errands.remove(page.current()),
        "sets.find": find_digest,
        "sets.verify": lambda: errands.verify(page.current()),
        "sets.verify_all": errands.verify_all,
        "sets.compare": page.offer_versions,
        "sets.conflicts": errands.listings.list_conflicts,
        "sets.unlock": errands.toggle_lock,
        "sets.stop": window.desk.stop_work,
    }


def _report(window: Window) -> Slots:
    form = window.report.form
    return {
        "report.folder": lambda: window.errands.choose_report_folder(form.where),
        "report.write": lambda: window.errands.write_report(form.choices()),
        "report.show": window.report.open_folder,
        "report.verify": lambda: window.errands.verify_report(window.report.written_to),
        "report.next": partial(window.report.pages.turn, 1),
        "report.previous": partial(window.report.pages.turn, -1),
        "report.fit": window.report.pages.turn_fit,
    }


def _custody(window: Window) -> Slots:
    return {
        "custody.check": window.errands.check_chain,
        "custody.sign": window.acts.sign,
        "custody.form": lambda: window.acts.print_form(window.custody.form_asked()),
        "custody.filter": window.custody.edit_filter,
        "custody.countersign": window.acts.countersign,
    }


def _window(window: Window) -> Slots:
    return {
        "look.toggle": window.toggle_look,
        "palette.open": window.show_palette,
        "text.larger": lambda: window.step_text(1),
        "text.smaller": lambda: window.step_text(-1),
        "help.open": window.show_help,
        "keys.show": window.at_hand.show_keys,
        "keys.print": window.print_keys,
        "tour.open": window.take_up_tour,
        "menu.open": window.top_bar.open_menu,
        "sheet.accept": window.sheets.accept,
        "sheet.close": window.errands.leave_sheet,
        "window.quit": window.close,
    }
