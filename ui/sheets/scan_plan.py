"""The scan plan: sets and exhibits on the left, what follows from them on the right, updated at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QRadioButton, QScrollArea, QVBoxLayout, QWidget

from app.rows import ExhibitRow, SetRow
from ui.commands import Actions
from ui.look import Look
from ui.pages.sets import role_words, size_words
from ui.parts.buttons import Button
from ui.parts.labels import label
from ui.parts.panels import Facts, Notice, line
from ui.sheets.sheet import Sheet
from ui.wording import Said, count, counted, size


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanPlan:
    """What to scan and what to compare with, by name."""

    exhibits: tuple[str, ...]
    sets: tuple[str, ...]
    profile: str = "standard"
    anew: bool = False


PROFILES = (
    ("standard", "Standard: reads all content"),
    (
        "quick",
        "Quick: reads only content of a size that a notable record has; nothing that can match is lost",
    ),
)


class ScanPlanSheet(Sheet):
    """Sensible defaults: every exhibit that is not done, or all of them; every set of the library."""

    def __init__(
        self,
        look: Look,
        actions: Actions,
        *,
        exhibits: Sequence[ExhibitRow],
        sets: Sequence[SetRow],
        import_set: Button,
    ) -> None:
        labels = exhibits[0].label if len(exhibits) == 1 else counted(len(exhibits), "exhibit")
        super().__init__(look, actions, title="Scan plan", subtitle=labels, button="Start scan", icon="play")
        rows = len(exhibits) + len(sets)
        self.wanted_width, self.wanted_height = 1180, min(690, max(490, 390 + 38 * rows))
        self._exhibits, self._sets = tuple(exhibits), tuple(sets)
        self._pending = [exhibit for exhibit in exhibits if exhibit.state in ("added", "stopped")]
        self.exhibit_boxes = [self._exhibit_box(exhibit) for exhibit in exhibits]
        self.set_boxes = [self._set_box(one) for one in sets]
        self.anew = QCheckBox("Begin anew what is already scanned with these very sets")
        self.anew.setAccessibleName(self.anew.text())
        self.anew.setVisible(any(exhibit.state.startswith("done") for exhibit in exhibits))
        self.profile_buttons = [
            self._profile_button(words, is_chosen=name == "standard") for name, words in PROFILES
        ]
        self._facts = Facts(label_width=150)
        self.warning = Notice(look)
        self.body.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._choices(import_set), 1)
        row.addWidget(self._consequences())
        self.body.addLayout(row, 1)
        self.foot_words.setText(
            "Start, sets with their digests, and the result go to the chain. The scan goes on when this"
            " window is closed."
        )
        self._update()

    def _exhibit_box(self, exhibit: ExhibitRow) -> QCheckBox:
        words = f"{exhibit.label}, {exhibit.description or 'no description'}, {size(exhibit.size_bytes)}"
        box = QCheckBox(words.replace("&", "&&"))
        box.setAccessibleName(f"Scan {words}")
        box.setChecked(not self._pending or exhibit in self._pending)
        box.toggled.connect(lambda _on: self._update())
        return box

    def _set_box(self, one: SetRow) -> QCheckBox:
        box = QCheckBox(one.name.replace("&", "&&"))
        box.setAccessibleName(f"Compare with {one.name}")
        box.setChecked(True)
        box.toggled.connect(lambda _on: self._update())
        return box

    def _profile_button(self, words: str, *, is_chosen: bool) -> QRadioButton:
        button = QRadioButton(words)
        button.setAccessibleName(words)
        button.setChecked(is_chosen)
        button.toggled.connect(lambda _on: self._update())
        return button

    def _choices(self, import_set: Button) -> QWidget:
        inner = QWidget()
        inner.setObjectName("inside")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(label("Exhibits", role="strong"))
        for box in self.exhibit_boxes:
            column.addWidget(box)
        column.addWidget(self.anew)
        column.addSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label("Sets", role="strong"))
        head.addWidget(
            label(f"{counted(len(self._sets), 'set')} in the library", role="small", meaning="text2")
        )
        head.addStretch(1)
        head.addWidget(import_set)
        column.addLayout(head)
        column.addWidget(line())
        for box, one in zip(self.set_boxes, self._sets, strict=True):
            column.addLayout(self._set_row(box, one))
            column.addWidget(line())
        column.addSpacing(8)
        column.addWidget(label("What is read", role="strong"))
        for button in self.profile_buttons:
            column.addWidget(button)
        words = (
            "Allocated and deleted entries, streams included, whole: MD5, SHA-1 and SHA-256 in one "
            "read. Unallocated space is not searched."
        )
        column.addWidget(label(words, meaning="text2", wrap=True))
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setAccessibleName("Exhibits and sets to choose")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        return area

    def _set_row(self, box: QCheckBox, one: SetRow) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(box, 1)
        for words, width in ((role_words(one.role), 70), (one.version or "", 100)):
            part = label(words, meaning="text2", role="small")
            part.setFixedWidth(width)
            row.addWidget(part)
        records = label(count(one.records), role="mono")
        records.setFixedWidth(92)
        records.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(records)
        notes = label(size_words(one), role="small", meaning="text2")
        notes.setFixedWidth(170)
        row.addWidget(notes)
        return row

    def _consequences(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(380)
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addWidget(label("What this plan does", role="strong"))
        column.addWidget(self._facts)
        column.addWidget(self.warning)
        column.addWidget(self.notice)
        column.addStretch(1)
        words = (
            "The time left is told as a range as soon as the first files have been read. You can stop at "
            "any moment and resume later; nothing is read twice."
        )
        column.addWidget(label(words, role="small", meaning="text2", wrap=True))
        return side

    def plan(self) -> ScanPlan:
        exhibits = tuple(
            one.label for box, one in zip(self.exhibit_boxes, self._exhibits, strict=True) if box.isChecked()
        )
        sets = tuple(one.name for box, one in zip(self.set_boxes, self._sets, strict=True) if box.isChecked())
        profile = next(
            name
            for (name, _), button in zip(PROFILES, self.profile_buttons, strict=True)
            if button.isChecked()
        )
        return ScanPlan(exhibits=exhibits, sets=sets, profile=profile, anew=self.anew.isChecked())

    def accept(self) -> None:
        plan = self.plan()
        if plan.exhibits and plan.sets:
            self.accepted.emit(plan)

    def _update(self) -> None:
        plan = self.plan()
        exhibits = [one for one in self._exhibits if one.label in plan.exhibits]
        sets = [one for one in self._sets if one.name in plan.sets]
        self._facts.show_facts([*plan_facts(exhibits, sets), ("Size gate", gate_words(plan.profile, sets))])
        said = plan_warning(exhibits, sets)
        self.warning.say(said.words if said is not None else "")
        self.go.setEnabled(bool(plan.exhibits and plan.sets))


def gate_words(profile: str, sets: Sequence[SetRow]) -> str:
    """Whether content can be ruled out by its size alone, and if not, why."""
    if profile != "quick":
        return "not used: all content is read"
    unsized = sum(one.unsized for one in sets if one.role == "notable")
    if unsized:
        return f"open: {counted(unsized, 'notable record')} without a size, so all content is read"
    return "closed: content of any other size is ruled out unread"


def plan_facts(exhibits: Sequence[ExhibitRow], sets: Sequence[SetRow]) -> list[tuple[str, str]]:
    """Counted consequences of a plan, from what is recorded already."""
    volumes = [volume for exhibit in exhibits for volume in exhibit.volumes]
    readable = [volume for volume in volumes if volume.state == "readable"]
    locked = [volume for volume in volumes if volume.state == "locked"]
    other = [volume for volume in volumes if volume.state in ("unsupported", "unreadable")]
    done = sum(exhibit.state.startswith("done") for exhibit in exhibits)
    return [
        ("Exhibits", f"{count(len(exhibits))}, {size(sum(exhibit.size_bytes for exhibit in exhibits))}"),
        (
            "Volumes to read",
            f"{count(len(readable))}, {size(sum(volume.length_bytes for volume in readable))}",
        ),
        ("Already scanned", f"{count(done)}; left as it is with the same sets" if done else "none"),
        ("Locked volumes", f"{count(len(locked))}, nothing compared inside" if locked else "none seen"),
        ("Not looked into", counted(len(other), "volume") if other else "none"),
        (
            "Compared with",
            f"{counted(sum(one.records for one in sets), 'record')} of {counted(len(sets), 'set')}",
        ),
        ("Notable records", count(sum(one.records for one in sets if one.role == "notable"))),
    ]


def plan_warning(exhibits: Sequence[ExhibitRow], sets: Sequence[SetRow]) -> Said | None:
    """What speaks against a plan, in one sentence."""
    if not exhibits:
        return Said(words="No exhibit is chosen.", icon="warning", meaning="unreadable")
    if not sets:
        return Said(
            words="No set is chosen: there is nothing to compare with. Import a set first.",
            icon="warning",
            meaning="unreadable",
        )
    if not any(one.role == "notable" for one in sets):
        return Said(
            words="No notable set is chosen: this scan can tell known files, but gives no hits.",
            icon="warning",
            meaning="unreadable",
        )
    return None
