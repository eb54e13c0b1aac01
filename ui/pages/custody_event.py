"""The chosen event as written, beside the story of the chain."""

import json
from typing import Final

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from app.rows import CustodyRow
from ui.commands import Actions, key_hint
from ui.custody_story import StoryLine
from ui.custody_words import actor_words
from ui.language import translate
from ui.look import Look
from ui.parts.buttons import Button, CommandButton
from ui.parts.flow import Flow
from ui.parts.labels import label
from ui.parts.panels import Facts, Panel
from ui.wording import count, grouped

SHORT: Final = 100  # characters
MOST_EVENTS: Final = 200  # of a run, written out


class EventPanel(Panel):
    """What the event says in words, who, its digest and the one before it, and the event itself."""

    def __init__(self, look: Look, actions: Actions) -> None:
        super().__init__(translate("custody", "Event"))
        self._sentence = label(wrap=True)
        self._facts = Facts(label_width=72)
        self.written = QPlainTextEdit(readOnly=True)
        self.written.setAccessibleName(translate("custody", "The event as written"))
        self.written.setMinimumHeight(48)
        # It takes what is left: its own wish would press the lines above it together.
        self.written.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.body.addWidget(self._sentence)
        self.body.addWidget(self._facts)
        self._copy = Button(look, translate("custody", "Copy"), icon="copy")
        self._copy.setAccessibleName(translate("custody", "Copy the event as written"))
        self._copy.clicked.connect(
            lambda _checked=False: QGuiApplication.clipboard().setText(self.written.toPlainText())
        )
        command = actions.command("custody.form")
        self.form = CommandButton(look, actions["custody.form"], icon=command.icon, key=key_hint(command))
        holder = QWidget()
        row = Flow(holder, spacing=8, last_width=1)
        for widget in (self._copy, self.form, QWidget()):
            row.addWidget(widget)
        self.body.addWidget(holder)
        self.body.addWidget(self.written, 1)
        self.show_line(None)

    def show_line(self, line: StoryLine | None) -> None:
        self._copy.setEnabled(line is not None)
        if line is None:
            self.title.setText(translate("custody", "Event"))
            self._facts.show_facts([])
            self._sentence.setText("")
            self.written.setPlainText("")
            return
        first, last = line.events[0], line.last
        self.title.setText(
            translate("custody", "Event {number}").format(number=count(last.sequence))
            if first is last
            else translate("custody", "Events {first} to {last}").format(
                first=count(first.sequence), last=count(last.sequence)
            )
        )
        self._sentence.setText(line.sentence)
        # A short one stands whole in the story already.
        self._sentence.setVisible(len(line.sentence) > SHORT)
        self._facts.show_facts(_facts(last))
        written = [one.event_json for one in line.events[:MOST_EVENTS]]
        self.written.setPlainText("\n".join(written))

    def show_form_words(self, words: str) -> None:
        self.form.set_words(words)


def _facts(row: CustodyRow) -> list[tuple[str, str]]:
    who = ", ".join(filter(None, (row.actor, actor_words(row))))
    before = json.loads(row.event_json).get("previous_sha256")
    facts = [
        (translate("custody", "UTC"), row.utc.removesuffix("Z").replace("T", " ")),
        (translate("custody", "Subject"), f"{row.subject} ({row.action})"),
        (translate("custody", "By"), who),
        (translate("custody", "Before it"), grouped(str(before)[:16]) if before else ""),
        (translate("custody", "Digest"), grouped(row.sha256[:16])),
    ]
    return [(name, value) for name, value in facts if value]
