"""The scan plan: exhibits, profile, sets, time and digests on the left; what follows from them on the right,
updated at once. The scan can be started at any moment, whether or not all is counted.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.rows import ExhibitRow, PlanOutlook, ProfileRow, SetRow
from app.rows.previews import PlanPreview
from ui.commands import Actions
from ui.language import translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import NameBox, label
from ui.planning import (
    DEFAULT_PROFILE,
    PlanDefaults,
    ScanPlan,
    digest_words,
    limit_words,
    plan_warning,
)
from ui.sheets.plan_outlook import PlanOutlookSide
from ui.sheets.plan_parts import ROW_HEIGHT, ProfileCard, SetTable, TimeBoxRow, titled, upright_line
from ui.sheets.sheet import Field, Sheet, missing
from ui.wording import ALGORITHMS, count, counted, listed, size

if TYPE_CHECKING:
    from app.plan_table import PlanTable

WIDTH: Final = 1200
HEIGHT: Final = 668
MOST_HEIGHT: Final = 900
_TO_SCAN: Final = ("added", "stopped")


class ScanPlanSheet(Sheet):
    """`asked` is the plan whenever it changes, for whoever can say what it does; `kept` asks to make it the
    default. Begins with every exhibit that is not done, every set, and the defaults of the examiner.
    """

    unlock_wanted = Signal(str)
    asked = Signal(object)
    kept = Signal(object)

    def __init__(
        self,
        look: Look,
        actions: Actions,
        *,
        exhibits: Sequence[ExhibitRow],
        table: "PlanTable",
        defaults: PlanDefaults,
        import_set: Button,
        is_open: Callable[[SetRow], bool],
        is_anew: bool = False,
    ) -> None:
        super().__init__(
            look,
            actions,
            title=translate("plan", "Scan plan"),
            subtitle=_subtitle(exhibits),
            button=translate("plan", "Start scan"),
            icon="play",
        )
        self._table, self._exhibits, self._defaults, self._is_open = table, tuple(exhibits), defaults, is_open
        self._is_anew = is_anew
        several = len(exhibits) if len(exhibits) > 1 else 0
        self.wanted_width = WIDTH
        self.wanted_height = min(MOST_HEIGHT, HEIGHT + ROW_HEIGHT * (max(0, len(table.sets) - 5) + several))
        self._make_boxes()
        self.side = PlanOutlookSide(look)
        self.warning = self.side.warning
        self.body.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._choices(import_set), 1)
        row.addWidget(upright_line())
        row.addWidget(self.side)
        self.body.addLayout(row, 1)
        self._add_to_foot()
        for button in (self.goes_on, self.stops):
            button.toggled.connect(lambda is_on: self._update() if is_on else None)
        self._update()

    # Making

    def _make_boxes(self) -> None:
        """Everything that can be chosen, as it stands when the sheet opens."""
        look, table, defaults = self.look, self._table, self._defaults
        pending = [exhibit for exhibit in self._exhibits if exhibit.state in _TO_SCAN]
        self.exhibit_boxes = [
            self._exhibit_box(exhibit, is_on=not pending or exhibit in pending) for exhibit in self._exhibits
        ]
        self.anew = self._box(
            translate("plan", "Begin anew what is already scanned with this very plan"), is_on=self._is_anew
        )
        self.together = self._box(
            translate("plan", "Scan several exhibits at the same time"), is_on=table.at_once > 1
        )
        self.profile_buttons = {one.name: ProfileCard(look, one) for one in table.profiles}
        self.sets = SetTable(look, table.sets, required=defaults.required_sets, is_open=self._is_open)
        self.sets.changed.connect(self._update)
        self._set_words = label(role="small", meaning="text2")
        self.time_box = TimeBoxRow(look, minutes=defaults.time_box_min)
        self.time_box.changed.connect(self._update)
        self._chosen = set(table.algorithms)
        self.algorithm_boxes = {name: self._algorithm_box(name) for name in table.algorithms}
        self._algorithm_note = label(role="small", meaning="text2", wrap=True)
        self.sound = QCheckBox(translate("plan", "Sound on first hit"))
        self.sound.setAccessibleName(self.sound.text())
        self.sound.setChecked(defaults.has_sound)
        self.goes_on = self._radio(translate("plan", "Go on to the end"))
        self.stops = self._radio(translate("plan", "Stop after first hit"))
        (self.stops if defaults.stops_after_first_hit else self.goes_on).setChecked(True)
        self.passphrase = Field(translate("plan", "Passphrase of the locked sets"), needed=True)
        self.passphrase.edit.setEchoMode(QLineEdit.EchoMode.Password)

    @property
    def set_boxes(self) -> list[NameBox]:
        return [box for _row, box, _glyph, _note in self.sets.rows]

    def _box(self, words: str, *, is_on: bool) -> QCheckBox:
        box = QCheckBox(words)
        box.setAccessibleName(words)
        box.setChecked(is_on)
        box.toggled.connect(lambda _on: self._update())
        return box

    def _radio(self, words: str) -> QRadioButton:
        button = QRadioButton(words)
        button.setAccessibleName(words)
        return button

    def _exhibit_box(self, exhibit: ExhibitRow, *, is_on: bool) -> QCheckBox:
        what = exhibit.description or translate("plan", "no description")
        words = f"{exhibit.label}, {what}, {size(exhibit.size_bytes)}"
        box = NameBox(words)
        box.setAccessibleName(translate("plan", "Scan {exhibit}").format(exhibit=words))
        box.setChecked(is_on)
        box.toggled.connect(lambda _on: self._update())
        return box

    def _algorithm_box(self, name: str) -> QCheckBox:
        """Ticked by the examiner, or by what the profile computes; only the former is remembered."""
        box = QCheckBox(ALGORITHMS.get(name, name))
        words = translate("plan", "Compute {algorithm} of every content")
        box.setAccessibleName(words.format(algorithm=box.text()))
        box.clicked.connect(lambda is_on: self._choose(name, is_on=is_on))
        return box

    def _choose(self, name: str, *, is_on: bool) -> None:
        (self._chosen.add if is_on else self._chosen.discard)(name)
        self._update()

    def _choices(self, import_set: Button) -> QWidget:
        inner = QWidget()
        inner.setObjectName("inside")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        self._add_exhibits(column)
        cards = _beside(list(self.profile_buttons.values()), spacing=12)
        column.addLayout(titled(translate("plan", "Profile"), cards))
        # Only now that they stand together: Qt gives the Tab key to the chosen one of its neighbours.
        chosen = self._defaults.profile
        self.profile_buttons[chosen if chosen in self.profile_buttons else DEFAULT_PROFILE].setChecked(True)
        for button in self.profile_buttons.values():
            button.toggled.connect(lambda is_on: self._update() if is_on else None)
        title = translate("plan", "Sets")
        column.addLayout(titled(title, self.sets, self.passphrase, beside=(self._set_words, import_set)))
        column.addLayout(titled(translate("plan", "Time box"), self.time_box))
        column.addLayout(titled(translate("plan", "Digests of every content"), self._digests()))
        column.addLayout(titled(translate("plan", "When a match is found"), self._when_found()))
        column.addWidget(self.notice)
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setAccessibleName(translate("plan", "Exhibits, sets, profile, digests and time to choose"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        return area

    def _add_exhibits(self, column: QVBoxLayout) -> None:
        """One exhibit stands in the head of the sheet and cannot be left out."""
        several = len(self._exhibits) > 1
        is_done = self._is_anew or any(exhibit.state.startswith("done") for exhibit in self._exhibits)
        boxes = [*(self.exhibit_boxes if several else ()), self.anew, self.together]
        section = QWidget()
        section.setLayout(titled(translate("plan", "Exhibits"), *boxes))
        column.addWidget(section)
        for box in self.exhibit_boxes if not several else ():
            box.setParent(self)
            box.hide()
        # Only now: a box without a parent that is made visible would be a window of its own.
        self.anew.setVisible(is_done)
        self.together.setVisible(several)
        section.setVisible(several or is_done)

    def _digests(self) -> QWidget:
        return _beside([*self.algorithm_boxes.values(), self._algorithm_note], spacing=20, stretched=True)

    def _when_found(self) -> QWidget:
        return _beside([self.sound, self.goes_on, self.stops, QWidget()], spacing=20, stretched=True)

    def _add_to_foot(self) -> None:
        keep = Button(self.look, translate("plan", "Save as my default"), kind="large")
        keep.clicked.connect(lambda _checked=False: self.kept.emit(self.defaults()))
        self.keep = keep
        foot = self.go.parentWidget()
        row = foot.layout() if foot is not None else None
        if isinstance(row, QHBoxLayout):
            row.insertWidget(1, keep)
        words = translate(
            "plan", "A self-test runs first. Start, plan, sets with their digests and result go to the chain."
        )
        self.foot_words.setText(words)

    # What is chosen

    def plan(self) -> ScanPlan:
        profile = self._profile()
        is_free = profile.takes_algorithms and self._chosen != set(self._table.algorithms)
        return ScanPlan(
            exhibits=tuple(exhibit.label for exhibit in self._exhibits_chosen()),
            sets=tuple(one.spelled for one in self.sets.chosen()),
            profile=profile.name,
            algorithms=tuple(name for name in self._table.algorithms if name in self._chosen)
            if is_free
            else None,
            time_box_min=self.time_box.value(),
            at_once=None if self.together.isChecked() else 1,
            anew=self.anew.isChecked(),
            stops_after_first_hit=self.stops.isChecked(),
        )

    def defaults(self) -> PlanDefaults:
        """What is chosen, as plans of this examiner are to begin."""
        return PlanDefaults(
            profile=self._profile().name,
            time_box_min=self.time_box.value(),
            has_sound=self.sound.isChecked(),
            stops_after_first_hit=self.stops.isChecked(),
            required_sets=self._defaults.required_sets,
        )

    def _exhibits_chosen(self) -> list[ExhibitRow]:
        pairs = zip(self.exhibit_boxes, self._exhibits, strict=True)
        return [one for box, one in pairs if box.isChecked()]

    def _profile(self) -> ProfileRow:
        chosen = next(name for name, button in self.profile_buttons.items() if button.isChecked())
        return next(one for one in self._table.profiles if one.name == chosen)

    def _outlook(self, plan: ScanPlan) -> PlanOutlook:
        """What the engine makes of the plan. Without any algorithm it is not asked: that is no plan."""
        if plan.algorithms == ():
            return PlanOutlook(gate="unused", sizeless_records=0, algorithms=(), out_of_reach=())
        return self._table.outlook(
            plan.profile or DEFAULT_PROFILE, sets=plan.sets or (), algorithms=plan.algorithms
        )

    # Going on

    def accept(self) -> None:
        if not self._can_start(plan := self.plan()):
            return
        if not self._shut():
            self.accepted.emit(plan)
        elif not missing((self.passphrase,)):
            self.notice.say(translate("plan", "Trying the passphrase"), meaning="accent")
            self.unlock_wanted.emit(self.passphrase.edit.text())

    def go_on(self) -> None:
        """Start after a passphrase was taken, unless a chosen set has another one."""
        self.sets.show_notes()
        if shut := self._shut():
            names = listed([one.spelled for one in shut])
            words = translate(
                "plan", "Locked under another passphrase: {names}. Leave it out, or give its passphrase."
            )
            self.refuse(words.format(names=names))
        else:
            self.notice.say("")
            self.accept()

    def _shut(self) -> list[SetRow]:
        """Chosen sets that are locked and not yet opened."""
        return [one for one in self.sets.chosen() if not self._is_open(one)]

    @staticmethod
    def _can_start(plan: ScanPlan) -> bool:
        return bool(plan.exhibits and plan.sets and plan.algorithms != ())

    # Showing

    def show_preview(self, preview: PlanPreview) -> None:
        self.side.show_preview(preview)

    def show_kept(self) -> None:
        self.keep.set_words(translate("plan", "Saved as my default"), icon="check")

    def _update(self) -> None:
        plan, profile = self.plan(), self._profile()
        outlook = self._outlook(plan)
        said = plan_warning(
            plan,
            self.sets.chosen(),
            outlook=outlook,
            profile=profile,
            required=self._defaults.required_sets,
        )
        self.warning.say(said.words if said is not None else "")
        self.side.show_limits(limit_words(self._exhibits_chosen(), plan))
        self.side.show_box(plan.time_box_min)
        self._show_sets()
        self._show_algorithms(profile, outlook)
        self.passphrase.setVisible(bool(self._shut()))
        self.keep.set_words(translate("plan", "Save as my default"), icon="")
        self.go.setEnabled(self._can_start(plan))
        if self._can_start(plan):
            self.asked.emit(plan)

    def _show_sets(self) -> None:
        chosen = self.sets.chosen()
        words = translate("plan", "{chosen} of {all} chosen, {records}")
        self._set_words.setText(
            words.format(
                chosen=count(len(chosen)),
                all=count(len(self._table.sets)),
                records=counted(sum(one.records for one in chosen), "record"),
            )
        )
        self.sets.show_notes()

    def _show_algorithms(self, profile: ProfileRow, outlook: PlanOutlook) -> None:
        for name, box in self.algorithm_boxes.items():
            box.setEnabled(profile.takes_algorithms)
            box.setChecked(name in (self._chosen if profile.takes_algorithms else outlook.algorithms))
        if profile.takes_algorithms:
            self._algorithm_note.setText(translate("plan", "A hit gets all three."))
        else:
            words = translate("plan", "What the chosen sets can match: {digests}.")
            self._algorithm_note.setText(words.format(digests=digest_words(outlook)))


def _subtitle(exhibits: Sequence[ExhibitRow]) -> str:
    if len(exhibits) != 1:
        total = size(sum(exhibit.size_bytes for exhibit in exhibits))
        return f"{counted(len(exhibits), 'exhibit')}, {total}"
    only = exhibits[0]
    return ", ".join(filter(None, (only.label, only.description, size(only.size_bytes))))


def _beside(widgets: Sequence[QWidget], *, spacing: int, stretched: bool = False) -> QWidget:
    """Side by side; all of one width, or the last one taking what is left."""
    host = QWidget()
    row = QHBoxLayout(host)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    for place, widget in enumerate(widgets):
        row.addWidget(widget, int(not stretched or place == len(widgets) - 1))
    return host
