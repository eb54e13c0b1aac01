"""The examiner's key of this session: asked for once, kept in memory, put away at will.

The desktop signs nothing itself. The key's file and passphrase go to the child programs that sign.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal

from app.rows import IdentityRow, SigningKey
from ui.case_view import Task
from ui.commands import Actions
from ui.desk import Desk
from ui.language import marked, translate
from ui.programs import Ending
from ui.sheets.choosing import Chooser
from ui.sheets.sheet import SheetHost
from ui.times import day

if TYPE_CHECKING:
    from ui.sheets.examiner_key import NewKey, NoKey

OPENING: Final = marked("words", "Opening the key")
MAKING: Final = marked("words", "Making a key")
KEY_SETTING: Final = "key_file"


class KeyErrands(QObject):
    """`told` is good news for the page in front."""

    told = Signal(str)

    def __init__(self, desk: Desk, actions: Actions, sheets: SheetHost, chooser: Chooser) -> None:
        super().__init__(desk)
        self._desk, self._actions, self._sheets, self._chooser = desk, actions, sheets, chooser
        self._asked: SigningKey | None = None
        self._then: Callable[[], object] = _nothing

    def once(self, then: Callable[[], object]) -> None:
        """Do `then`, behind the question for the key where it was not answered yet in this session."""
        if self._desk.key.is_answered:
            then()
        else:
            self.ask(then)

    def needed(self, then: Callable[[], object]) -> None:
        """Do `then` with a key; where the session has none, ask for it first."""
        if self._desk.key.held is not None:
            then()
        else:
            self.ask(lambda: then() if self._desk.key.held is not None else None)

    def ask(self, then: Callable[[], object] | None = None) -> None:
        from ui.sheets.examiner_key import ExaminerKeySheet

        workbench = self._desk.workbench
        sheet = ExaminerKeySheet(
            self._sheets.look,
            self._actions,
            self._chooser,
            before=workbench.default_key(),
            name=self._examiner(),
            agency=workbench.setting("agency", ""),
            folder=str(workbench.default_case_folder().parent),
        )
        sheet.accepted.connect(self._take)
        sheet.closed.connect(self._on_sheet_closed)
        self._sheets.show_sheet(sheet)  # closes a sheet before it, and what was to follow that one
        self._then = then or _nothing

    def _on_sheet_closed(self) -> None:
        """Whoever leaves the form takes up no key and begins nothing."""
        self._then = _nothing
        if self._asked is not None:
            self._asked = None
            self._desk.stop_work()

    def _examiner(self) -> str:
        view = self._desk.view
        return view.summary.examiner if view is not None else self._desk.workbench.setting("examiner", "")

    def _take(self, answer: "SigningKey | NewKey | NoKey") -> None:
        from ui.sheets.examiner_key import NewKey, NoKey

        if isinstance(answer, NoKey):
            self._desk.key.go_without()
            self._go_on(translate("custody", "Going on without a key: nothing is signed in this session."))
        elif isinstance(answer, NewKey):
            self._asked = answer.key
            argv = self._desk.workbench.custody.new_key_command(
                answer.name, out=answer.file, number=answer.number, agency=answer.agency
            )
            self._desk.run(argv, Task(words=MAKING), first_words=answer.key.passphrase)
        else:
            self._open(answer)

    def _open(self, key: SigningKey) -> None:
        self._asked = key
        argv = self._desk.workbench.custody.show_key_command(key)
        self._desk.run(argv, Task(words=OPENING), first_words=key.passphrase)

    def forget(self) -> None:
        """Put the key away; the next act that signs asks again."""
        self._desk.key.forget()
        self.told.emit(translate("custody", "The key was put away; its passphrase is forgotten."))

    def on_task_ended(self, task: Task, ending: Ending) -> bool:
        """False when the work was not on a key."""
        if task.words not in (OPENING, MAKING):
            return False
        key, self._asked = self._asked, None
        if key is None:  # the form was left
            self.told.emit(translate("custody", "No key was taken up."))
        elif not ending.is_done:
            self._desk.trouble.emit(
                translate("custody", "Opening the key was stopped.") if ending.is_stopped else ending.sentence
            )
        elif task.words == MAKING:
            self._open(key)
        else:
            self._hold(key, identity_from(ending.answer or {}))
        return True

    def _hold(self, key: SigningKey, identity: IdentityRow) -> None:
        self._desk.key.hold(key, identity)
        if key.file is not None:
            self._desk.workbench.set_setting(KEY_SETTING, key.file)
        facts = ", ".join(filter(None, (identity.algorithm, until(identity))))
        self._go_on(
            translate("custody", "{name} signs in this session ({facts}).").format(
                name=identity.name, facts=facts
            )
            if facts
            else translate("custody", "{name} signs in this session.").format(name=identity.name)
        )

    def _go_on(self, words: str) -> None:
        then, self._then = self._then, _nothing
        self._sheets.close_sheet()
        self.told.emit(words)
        then()


def identity_from(fields: Mapping[str, Any]) -> IdentityRow:  # Any: JSON
    """What `examiner show` tells of a certificate; what it does not tell reads as empty."""
    return IdentityRow(
        name=str(fields.get("name") or translate("custody", "unnamed certificate")),
        algorithm=str(fields.get("algorithm") or ""),
        certificate_sha256=str(fields.get("certificate_sha256") or ""),
        not_after=str(fields.get("not_after") or ""),
        self_issued=bool(fields.get("self_issued")),
        issuer=str(fields.get("issuer") or ""),
    )


def until(identity: IdentityRow) -> str:
    """`valid until 14 Mar 2028`; empty where the certificate's end is not known."""
    try:
        return translate("custody", "valid until {day}").format(
            day=day(datetime.fromisoformat(identity.not_after))
        )
    except ValueError:
        return ""


def _nothing() -> None:
    """Nobody waits for the key."""
