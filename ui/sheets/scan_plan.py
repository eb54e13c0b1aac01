"""The scan plan: exhibits, sets, profile, digests and time on the left, what follows from them on the right,
updated at once.
"""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.plan_table import PlanTable
from app.rows import ExhibitRow, PlanOutlook, ProfileRow, SetRow
from ui.commands import Actions
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import MiddleLabel, NameBox, label
from ui.parts.panels import Facts, Notice, line
from ui.planning import (
    DEFAULT_PROFILE,
    ScanPlan,
    digest_words,
    gate_words,
    plan_facts,
    plan_warning,
    profile_words,
    time_words,
)
from ui.set_words import role_words, size_words
from ui.sheets.sheet import Field, Sheet, missing
from ui.wording import ALGORITHMS, count, counted, listed, size

LONGEST_MIN: Final = 24 * 60
USUAL_MIN: Final = 20
ROW_HEIGHT: Final = 28  # of an exhibit or a set
MOST_HEIGHT: Final = 900
SIDE_WIDTH: Final = 348


class ScanPlanSheet(Sheet):
    """Sensible defaults: every exhibit that is not done, or all of them; every set of the library; the
    standard profile with all digests and no time box.
    """

    unlock_wanted = Signal(str)

    def __init__(
        self,
        look: Look,
        actions: Actions,
        *,
        exhibits: Sequence[ExhibitRow],
        table: PlanTable,
        import_set: Button,
        is_open: Callable[[SetRow], bool],
    ) -> None:
        labels = exhibits[0].label if len(exhibits) == 1 else counted(len(exhibits), "exhibit")
        super().__init__(look, actions, title="Scan plan", subtitle=labels, button="Start scan", icon="play")
        self._table, self._exhibits, self._is_open = table, tuple(exhibits), is_open
        rows = len(exhibits) + len(table.sets)
        self.wanted_width, self.wanted_height = 1180, min(MOST_HEIGHT, 540 + ROW_HEIGHT * rows)
        self._pending = [exhibit for exhibit in exhibits if exhibit.state in ("added", "stopped")]
        self._make_boxes()
        self._facts = Facts(label_width=120)
        self.warning = Notice(look)
        self.body.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._choices(import_set), 1)
        row.addWidget(self._consequences())
        self.body.addLayout(row, 1)
        self.foot_words.setText(
            "Start, plan, sets with their digests, and the result go to the chain. The scan goes on when this"
            " window is closed."
        )
        self._update()

    def _make_boxes(self) -> None:
        """Everything that can be chosen, as it stands when the sheet opens."""
        table, exhibits = self._table, self._exhibits
        self.exhibit_boxes = [self._exhibit_box(exhibit) for exhibit in exhibits]
        self.anew = self._box("Begin anew what is already scanned with this very plan", is_on=False)
        self.together = self._box("Scan several exhibits at the same time", is_on=table.at_once > 1)
        self.set_boxes = [self._set_box(one) for one in table.sets]
        self.profile_buttons = {one.name: self._profile_button(one) for one in table.profiles}
        self._chosen = set(table.algorithms)
        self.algorithm_boxes = {name: self._algorithm_box(name) for name in table.algorithms}
        self._algorithm_note = label(role="small", meaning="text2", wrap=True)
        self.time_box = self._box("End reading after", is_on=False)
        self.minutes = self._minutes_box()
        self.passphrase = Field("Passphrase of the locked sets", needed=True)
        self.passphrase.edit.setEchoMode(QLineEdit.EchoMode.Password)

    def _box(self, words: str, *, is_on: bool) -> QCheckBox:
        box = QCheckBox(words)
        box.setAccessibleName(words)
        box.setChecked(is_on)
        box.toggled.connect(lambda _on: self._update())
        return box

    def _algorithm_box(self, name: str) -> QCheckBox:
        """Ticked by the examiner, or by what the profile computes; only the former is remembered."""
        box = QCheckBox(ALGORITHMS.get(name, name))
        box.setAccessibleName(f"Compute {box.text()} of every content")
        box.clicked.connect(lambda is_on: self._choose(name, is_on=is_on))
        return box

    def _choose(self, name: str, *, is_on: bool) -> None:
        (self._chosen.add if is_on else self._chosen.discard)(name)
        self._update()

    def _minutes_box(self) -> QSpinBox:
        minutes = QSpinBox(minimum=1, maximum=LONGEST_MIN, value=USUAL_MIN, suffix=" min")
        minutes.setAccessibleName("Minutes until reading ends")
        minutes.setAlignment(Qt.AlignmentFlag.AlignCenter)
        minutes.setFixedWidth(88)
        minutes.valueChanged.connect(lambda _minutes: self._update())
        return minutes

    def _exhibit_box(self, exhibit: ExhibitRow) -> QCheckBox:
        words = f"{exhibit.label}, {exhibit.description or 'no description'}, {size(exhibit.size_bytes)}"
        box = NameBox(words)
        box.setAccessibleName(f"Scan {words}")
        box.setChecked(not self._pending or exhibit in self._pending)
        box.toggled.connect(lambda _on: self._update())
        return box

    def _set_box(self, one: SetRow) -> QCheckBox:
        box = NameBox(one.name)
        box.setAccessibleName(f"Compare with {one.spelled}")
        box.setChecked(True)
        box.toggled.connect(lambda _on: self._update())
        return box

    def _profile_button(self, profile: ProfileRow) -> QRadioButton:
        button = QRadioButton(profile_words(profile))
        button.setAccessibleName(button.text())
        return button

    def _choices(self, import_set: Button) -> QWidget:
        inner = QWidget()
        inner.setObjectName("inside")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(label("Exhibits", role="strong"))
        for box in (*self.exhibit_boxes, self.anew, self.together):
            column.addWidget(box)
        # Only now: a box without a parent that is made visible would be a window of its own.
        self.anew.setVisible(any(exhibit.state.startswith("done") for exhibit in self._exhibits))
        self.together.setVisible(len(self._exhibits) > 1)
        column.addSpacing(8)
        self._add_sets(column, import_set)
        column.addSpacing(8)
        column.addWidget(label("What is read", role="strong"))
        for button in self.profile_buttons.values():
            column.addWidget(button)
        # Only now that they stand together: Qt gives the Tab key to the chosen one of its neighbours.
        self.profile_buttons[DEFAULT_PROFILE].setChecked(True)
        for button in self.profile_buttons.values():
            button.toggled.connect(lambda _on: self._update())
        column.addSpacing(8)
        self._add_digests_and_time(column)
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setAccessibleName("Exhibits, sets, profile, digests and time to choose")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        return area

    def _add_sets(self, column: QVBoxLayout, import_set: Button) -> None:
        head = QHBoxLayout()
        head.addWidget(label("Sets", role="strong"))
        in_library = f"{counted(len(self._table.sets), 'set')} in the library"
        head.addWidget(label(in_library, role="small", meaning="text2"))
        head.addStretch(1)
        head.addWidget(import_set)
        column.addLayout(head)
        column.addWidget(line())
        rows = QVBoxLayout()
        rows.setSpacing(0)
        for box, one in zip(self.set_boxes, self._table.sets, strict=True):
            rows.addWidget(self._set_row(box, one))
            rows.addWidget(line())
        column.addLayout(rows)

    def _add_digests_and_time(self, column: QVBoxLayout) -> None:
        column.addWidget(label("Digests and time", role="strong"))
        digests = QHBoxLayout()
        digests.setSpacing(20)
        for box in self.algorithm_boxes.values():
            digests.addWidget(box)
        digests.addWidget(self._algorithm_note, 1)
        column.addLayout(digests)
        time = QHBoxLayout()
        time.setSpacing(8)
        time.addWidget(self.time_box)
        time.addWidget(self.minutes)
        words = "The listing is never cut; what is likely to match is read first."
        time.addWidget(label(words, role="small", meaning="text2"))
        time.addStretch(1)
        column.addLayout(time)

    def _set_row(self, box: QCheckBox, one: SetRow) -> QWidget:
        host = QWidget()
        host.setFixedHeight(ROW_HEIGHT)
        row = QHBoxLayout(host)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(box, 1)
        version = MiddleLabel(one.version or "no version", meaning="text" if one.version else "text3")
        role = label(role_words(one.role), meaning="text2", role="small")
        records = label(count(one.records), role="mono")
        records.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        is_shut = not self._is_open(one)
        words = "locked: needs its passphrase" if is_shut else size_words(one)
        notes = label(words, role="small", meaning="locked" if is_shut else "text2")
        version.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        for part, width in ((version, 124), (role, 120), (records, 84), (notes, 166)):
            part.setFixedWidth(width)
            row.addWidget(part)
        return host

    def _consequences(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(SIDE_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addWidget(label("What this plan does", role="strong"))
        column.addWidget(self._facts)
        column.addWidget(self.warning)
        column.addWidget(self.passphrase)
        column.addWidget(self.notice)
        column.addStretch(1)
        words = (
            "The time left is told as a range, from the listing on. You can stop at any moment and resume "
            "later; what has been compared is kept."
        )
        column.addWidget(label(words, role="small", meaning="text2", wrap=True))
        return side

    def plan(self) -> ScanPlan:
        profile = self._profile()
        is_free = profile.takes_algorithms and self._chosen != set(self._table.algorithms)
        return ScanPlan(
            exhibits=tuple(exhibit.label for exhibit in self._exhibits_chosen()),
            sets=tuple(one.spelled for one in self._sets_chosen()),
            profile=profile.name,
            algorithms=tuple(name for name in self._table.algorithms if name in self._chosen)
            if is_free
            else None,
            time_box_min=self.minutes.value() if self.time_box.isChecked() else None,
            at_once=None if self.together.isChecked() else 1,
            anew=self.anew.isChecked(),
        )

    def _exhibits_chosen(self) -> list[ExhibitRow]:
        pairs = zip(self.exhibit_boxes, self._exhibits, strict=True)
        return [one for box, one in pairs if box.isChecked()]

    def _sets_chosen(self) -> list[SetRow]:
        return [one for box, one in zip(self.set_boxes, self._table.sets, strict=True) if box.isChecked()]

    def _profile(self) -> ProfileRow:
        return next(one for one in self._table.profiles if self.profile_buttons[one.name].isChecked())

    def _outlook(self, plan: ScanPlan) -> PlanOutlook:
        """What the engine makes of the plan. Without any algorithm it is not asked: that is no plan."""
        if plan.algorithms == ():
            return PlanOutlook(gate="unused", sizeless_records=0, algorithms=(), out_of_reach=())
        return self._table.outlook(
            plan.profile or DEFAULT_PROFILE, sets=plan.sets or (), algorithms=plan.algorithms
        )

    def accept(self) -> None:
        if not self._can_start(plan := self.plan()):
            return
        if not self._shut():
            self.accepted.emit(plan)
        elif not missing((self.passphrase,)):
            self.notice.say("Trying the passphrase", meaning="accent")
            self.unlock_wanted.emit(self.passphrase.edit.text())

    def go_on(self) -> None:
        """Start after a passphrase was taken, unless a chosen set has another one."""
        if shut := self._shut():
            names = listed([one.spelled for one in shut])
            self.refuse(f"Locked under another passphrase: {names}. Leave it out, or give its passphrase.")
        else:
            self.notice.say("")
            self.accept()

    def _shut(self) -> list[SetRow]:
        """Chosen sets that are locked and not yet opened."""
        return [one for one in self._sets_chosen() if not self._is_open(one)]

    @staticmethod
    def _can_start(plan: ScanPlan) -> bool:
        return bool(plan.exhibits and plan.sets and plan.algorithms != ())

    def _update(self) -> None:
        plan, profile = self.plan(), self._profile()
        exhibits, sets, outlook = self._exhibits_chosen(), self._sets_chosen(), self._outlook(plan)
        facts = plan_facts(plan, exhibits, sets, at_once=self._table.at_once)
        facts += [
            ("Size gate", gate_words(outlook)),
            ("Digests", digest_words(outlook) if outlook.algorithms else "none"),
            ("Time", time_words(plan)),
        ]
        self._facts.show_facts(facts)
        said = plan_warning(plan, sets, outlook=outlook, profile=profile)
        self.warning.say(said.words if said is not None else "")
        self._show_algorithms(profile, outlook)
        self.minutes.setEnabled(self.time_box.isChecked())
        self.passphrase.setVisible(bool(self._shut()))
        self.go.setEnabled(self._can_start(plan))

    def _show_algorithms(self, profile: ProfileRow, outlook: PlanOutlook) -> None:
        for name, box in self.algorithm_boxes.items():
            box.setEnabled(profile.takes_algorithms)
            box.setChecked(name in (self._chosen if profile.takes_algorithms else outlook.algorithms))
        needed = f"{profile.name.capitalize()} computes what the chosen sets can match."
        self._algorithm_note.setText("A hit gets all three." if profile.takes_algorithms else needed)
