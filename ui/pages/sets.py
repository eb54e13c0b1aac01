"""The page of known-hash sets: what the library holds, with version, records, size gate and the digest of
each source file.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.rows import SetRow
from ui.commands import Actions, key_hint
from ui.desk import Desk
from ui.look import Look
from ui.parts.buttons import CommandButton
from ui.parts.labels import label
from ui.parts.panels import Facts, Notice, Panel
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.wording import count, counted, grouped, moment

HEADS = (
    Head(title="Set", width=0),
    Head(title="Role", width=110),
    Head(title="Version", width=130),
    Head(title="Form", width=160),
    Head(title="Records", width=110, right=True),
    Head(title="Imported (UTC)", width=150, right=True),
)


def size_words(row: SetRow) -> str:
    """What the set means for the size gate."""
    if row.unsized == 0:
        return "all records carry a size"
    return f"{counted(row.unsized, 'record')} without a size"


def role_words(role: str) -> str:
    return "Notable" if role == "notable" else "Known"


def set_cells(row: SetRow) -> Sequence[Cell]:
    return (
        Cell(first=row.name, strong=True),
        Cell(
            first=role_words(row.role),
            icon="target" if row.role == "notable" else "list-bullets",
            meaning="text",
        ),
        Cell(first=row.version or "not given", meaning="text" if row.version else "text3"),
        Cell(first=row.format, meaning="text2"),
        Cell(first=count(row.records), right=True),
        Cell(first=moment(row.imported_at), right=True, meaning="text2"),
    )


class SetsPage(QWidget):
    """The library; import and remove are commands of the window."""

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions = look, desk, actions
        self.notice = Notice(look)
        self.model = CellsModel[SetRow](HEADS, set_cells, self)
        self.table = CellsTable[SetRow](look, self.model, name="Known-hash sets")
        self._facts = Facts(label_width=104)
        self._digest = label(role="mono", wrap=True)
        self._notes = label(meaning="text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.notice)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._list_panel(), 1)
        row.addWidget(self._detail_panel())
        column.addLayout(row, 1)
        column.addLayout(self._foot())
        self.table.chosen.connect(self._show_set)
        desk.sets_read.connect(self.show_sets)

    def _list_panel(self) -> Panel:
        panel = Panel("Known-hash sets", subtitle=f"in {self._desk.workbench.library}", margin=0)
        host = QWidget()
        self._stack = QStackedLayout(host)
        self._stack.addWidget(self.table)
        words = (
            "No sets yet. Import a list of digests, a VICS file or an NSRL database: without a notable set "
            "a scan has nothing to compare with."
        )
        empty = label(words, meaning="text2", role="title", wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setContentsMargins(48, 48, 48, 48)
        self._stack.addWidget(empty)
        panel.body.addWidget(host)
        return panel

    def _detail_panel(self) -> Panel:
        panel = Panel("This set")
        panel.setFixedWidth(340)
        panel.body.addWidget(self._facts)
        panel.body.addWidget(label("SHA-256 of its source file", role="small", meaning="text2"))
        panel.body.addWidget(self._digest)
        panel.body.addWidget(self._notes)
        panel.body.addStretch(1)
        return panel

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(12)
        for command_id, kind in (("sets.import", "primary"), ("sets.remove", "large")):
            command = self._actions.command(command_id)
            foot.addWidget(
                CommandButton(
                    self._look, self._actions[command_id], kind=kind, icon=command.icon, key=key_hint(command)
                )
            )
        foot.addStretch(1)
        foot.addWidget(
            label(
                "Known means known, not harmless. Only notable sets give hits.", role="small", meaning="text2"
            )
        )
        return foot

    def show_view(self) -> None:
        """Read the library again, in the background."""
        self._desk.read_sets()

    def show_sets(self) -> None:
        sets = self._desk.sets or ()
        self.model.show_rows(sets)
        self._stack.setCurrentIndex(0 if sets else 1)
        self.table.choose_row(0)
        self._actions.refuse("sets.remove", not sets)
        if not sets:
            self._show_set(None)

    def focus_first(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_set(self, row: SetRow | None) -> None:
        if row is None:
            self._facts.show_facts([])
            self._digest.setText("")
            self._notes.setText("")
            return
        facts = [
            ("Name", row.name),
            ("Role", role_words(row.role)),
            ("Version", row.version or "not given"),
            ("Form", row.format),
            ("Records", count(row.records)),
            ("Distinct digests", count(row.distinct)),
            ("Sizes", size_words(row)),
            ("Empty-file records", f"{count(row.dropped_empty)}, dropped" if row.dropped_empty else "none"),
            ("Source file", row.source_name),
            ("Imported", f"{moment(row.imported_at)} UTC"),
        ]
        self._facts.show_facts(facts)
        self._digest.setText(grouped(row.source_sha256))
        self._notes.setText("\n".join(row.notes))
