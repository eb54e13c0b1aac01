"""What the examiner asks of scans: the plan with the sets it needs, its start, and going on with what was
stopped.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.rows import SetRow
from ui.commands import Actions
from ui.desk import Desk
from ui.keys import KeyErrands
from ui.language import translate
from ui.parts.buttons import Button
from ui.plan_defaults import keep_defaults, keep_sound, plan_defaults
from ui.planning import PlanDefaults, ScanPlan
from ui.set_errands import SetErrands
from ui.sheets.choosing import Chooser
from ui.sheets.scan_plan import ScanPlanSheet
from ui.sheets.sheet import SheetHost
from ui.volume_unlocking import Secrets, VolumeUnlocking
from ui.wording import listed

if TYPE_CHECKING:
    from app.plan_table import PlanTable


class ScanErrands(QObject):
    """`said` is a sentence for the page in front, `went` a page to show."""

    said = Signal(str)
    went = Signal(str)

    def __init__(
        self,
        desk: Desk,
        actions: Actions,
        sheets: SheetHost,
        chooser: Chooser,
        *,
        sets: SetErrands,
        keys: KeyErrands,
    ) -> None:
        super().__init__(desk)
        self._desk, self._actions, self._sheets, self._chooser = desk, actions, sheets, chooser
        self._sets, self._keys, self._look = sets, keys, sheets.look
        self._is_for_plan = False  # what is imported
        sets.importing.imported.connect(self._on_imported)
        self.unlocking = VolumeUnlocking(desk, actions, sheets, chooser)
        self.unlocking.said.connect(self.said)

    # sets

    def import_sets(self, files: Sequence[str] = ()) -> None:
        self._is_for_plan = False
        self._sets.importing.ask(files)

    def _import_for_plan(self) -> None:
        """Import sets, then come back to the plan they were missed in."""
        self._is_for_plan = True
        self._sets.importing.ask()

    def _on_imported(self) -> None:
        is_for_plan, self._is_for_plan = self._is_for_plan, False
        if is_for_plan:
            self.plan_scan(None)
        else:
            self.went.emit("sets")

    # plan

    def plan_scan(self, exhibits: str | Sequence[str] | None, *, resume: bool = True) -> None:
        """Read the sets, then show the plan of some exhibits or of all; what was stopped is resumed as it was
        planned.
        """
        view = self._desk.view
        if view is None or self._desk.is_scanning:
            return
        labels = (exhibits,) if isinstance(exhibits, str) else exhibits
        asked = [exhibit for exhibit in view.exhibits if labels is None or exhibit.label in labels]
        if resume and any(exhibit.state == "stopped" for exhibit in asked):
            self.resume_scan()
        else:
            self._plan(labels, is_anew=False)

    def _plan(self, labels: Sequence[str] | None, *, is_anew: bool) -> None:
        self._desk.watch.ask(
            self._desk.workbench.plan_table,
            then=lambda table: self._show_plan(table, labels, is_anew=is_anew),
            channel="plan",
        )

    def _show_plan(self, table: "PlanTable", labels: Sequence[str] | None, *, is_anew: bool) -> None:
        view = self._desk.view
        if view is None:
            return
        exhibits = [exhibit for exhibit in view.exhibits if labels is None or exhibit.label in labels]
        link = Button(self._look, translate("board", "Import a set"), kind="link")
        link.clicked.connect(lambda _checked=False: self._import_for_plan())
        sheet = ScanPlanSheet(
            self._look,
            self._actions,
            exhibits=exhibits,
            table=table,
            defaults=plan_defaults(self._desk.workbench),
            import_set=link,
            is_open=self._desk.is_open,
            is_anew=is_anew,
        )
        self._preview_plan(sheet, tuple(exhibit.label for exhibit in exhibits))
        sheet.accepted.connect(lambda plan: self._start(plan, has_sound=sheet.sound.isChecked()))
        sheet.kept.connect(lambda defaults: self._keep_defaults(sheet, defaults))
        sheet.unlock_wanted.connect(
            lambda passphrase: self._desk.unlock(
                passphrase, then=lambda _locks: sheet.go_on(), otherwise=sheet.refuse
            )
        )
        self._sheets.show_sheet(sheet)

    def _preview_plan(self, sheet: ScanPlanSheet, labels: tuple[str, ...]) -> None:
        """What the plan does is counted by a child program until the sheet goes."""
        case, preview = self._desk.case, self._desk.preview
        if case is None:
            return
        preview.told.connect(sheet.show_preview)
        preview.refused.connect(sheet.side.show_trouble)
        sheet.asked.connect(preview.ask)
        sheet.closed.connect(preview.end)
        preview.begin(self._desk.workbench.lines.plan_command(case.folder, labels))
        preview.ask(sheet.plan())

    def _keep_defaults(self, sheet: ScanPlanSheet, defaults: PlanDefaults) -> None:
        keep_defaults(self._desk.workbench, defaults)
        sheet.show_kept()

    # start

    def _start(self, plan: ScanPlan, *, has_sound: bool) -> None:
        keep_sound(self._desk.workbench, has_sound=has_sound)
        self._sheets.close_sheet()
        self._keys.once(lambda: self._start_now(plan))

    def _start_now(self, plan: ScanPlan) -> None:
        def start(secrets: Secrets) -> None:
            self._desk.start_scan(plan, secrets=secrets)
            self.went.emit("scan")

        self.unlocking.gather(plan.exhibits, then=start)

    # going on

    def resume_scan(self) -> None:
        """Go on with what rests, else with the plan that was stopped; a locked set of it needs its
        passphrase again, and without a set that was removed there is only a new plan.
        """
        if self._desk.paused:
            self._desk.unpause_scan()
        if self._desk.is_scanning:
            return
        plan = self._desk.resumed_plan()
        if plan is None or not _missing(plan, self._desk.sets or ()):
            self._go_on()
            return
        self._desk.watch.ask(  # the library may have changed since it was read
            self._desk.workbench.plan_table,
            then=lambda table: self._go_on_with(plan, table.sets),
            channel="plan",
        )

    def _go_on_with(self, plan: ScanPlan, sets: Sequence[SetRow]) -> None:
        if missing := _missing(plan, sets):
            self._offer_anew(plan, missing)
        else:
            self._go_on()

    def _go_on(self) -> None:
        if self._is_locked_out():
            self._sets.unlock(then=lambda: self._keys.once(self._resume))
        else:
            self._keys.once(self._resume)

    def _resume(self) -> None:
        plan = self._desk.resumed_plan()
        if plan is not None:
            self._start_now(plan)

    def _offer_anew(self, plan: ScanPlan, missing: Sequence[str]) -> None:
        words = translate(
            "plan",
            "The stopped scan compares with sets that are no longer on this computer: {names}. It cannot go "
            "on without them. What it found stays recorded; a new scan reads everything again.",
        ).format(names=listed(missing))
        if self._chooser.confirm(
            self._sheets.window(),
            title=translate("plan", "A set of this scan was removed"),
            words=words,
            button=translate("plan", "Plan a new scan…"),
        ):
            self._plan(plan.exhibits or None, is_anew=True)

    def _is_locked_out(self) -> bool:
        """The stopped scan compares with a set that is locked in this session."""
        used = self._desk.view.scan.sets if self._desk.view is not None else ()
        return any(
            not self._desk.is_open(row) and (row.name in used or row.spelled in used)
            for row in self._desk.sets or ()
        )


def _missing(plan: ScanPlan, sets: Sequence[SetRow]) -> list[str]:
    """The sets a plan names that are not among these."""
    there = {name for row in sets for name in (row.name, row.spelled)}
    return [name for name in plan.sets or () if name not in there]
