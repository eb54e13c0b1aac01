"""Asks a child program what a plan would do, as often as the plan is changed; nothing of it is stored.

The child lists the exhibits while it answers, so a plan is answered several times, until all is counted.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.rows.previews import preview_from
from ui.planning import ScanPlan
from ui.programs import ChildProgram, Ending


class PlanPreviewer(QObject):
    """`told` is a PlanPreview of the plan asked for last, `refused` a sentence in its place."""

    told = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._child = ChildProgram(self)
        self._child.answered.connect(self._on_answered)
        self._child.ended.connect(self._on_ended)
        self._next: tuple[str, ...] | None = None
        self._number = 0
        self._asked: dict[str, Any] | None = None  # Any: JSON
        self._is_wanted = False

    @property
    def is_running(self) -> bool:
        return self._child.is_running

    def begin(self, argv: Sequence[str]) -> None:
        """Start on other exhibits; one that is still ending is waited for, without holding anybody up."""
        self._asked, self._is_wanted = None, True
        if self._child.is_running:
            self._next = tuple(argv)
            self._child.stop()
        else:
            self._child.start(argv)

    def ask(self, plan: ScanPlan) -> None:
        self._number += 1
        self._asked = {
            "id": self._number,
            "exhibits": list(plan.exhibits),
            "profile": plan.profile,
            "sets": list(plan.sets or ()),
            "algorithms": list(plan.algorithms) if plan.algorithms else None,
            "at_once": plan.at_once,
        }
        if self._child.is_running and self._next is None:
            self._child.say(json.dumps(self._asked))

    def end(self) -> None:
        """The plan is decided: let go of the evidence."""
        self._is_wanted, self._next = False, None
        self._child.stop()

    def close(self) -> None:
        """The window goes: nothing that the child holds is worth waiting for."""
        self._is_wanted, self._next = False, None
        self._child.kill()

    def _on_answered(self, fields: Mapping[str, Any]) -> None:  # Any: JSON
        if not self._is_wanted or self._asked is None or fields.get("id") != self._asked["id"]:
            return
        if "preview" in fields:
            self.told.emit(preview_from(fields["preview"]))
        else:
            self.refused.emit(str(fields.get("trouble") or ""))

    def _on_ended(self, ending: Ending) -> None:
        argv, self._next = self._next, None
        if argv is not None:
            self._child.start(argv)
            if self._asked is not None:
                self._child.say(json.dumps(self._asked))
        elif self._is_wanted:
            self._is_wanted = False
            self.refused.emit(ending.sentence)
