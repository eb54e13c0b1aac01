"""What to do about the locked volumes of an exhibit: what is known of them, and what helps at the bench."""

from app.rows import ExhibitRow
from ui.board_cards import locked_volumes
from ui.commands import Actions
from ui.language import translate
from ui.look import Look
from ui.parts.advice import advice
from ui.parts.labels import label
from ui.parts.panels import Facts, line
from ui.sheets.sheet import Sheet
from ui.wording import listed, locked_scheme, size


class LockedSheet(Sheet):
    """Only tells; nothing is recorded by it."""

    def __init__(self, look: Look, actions: Actions, *, exhibit: ExhibitRow) -> None:
        locked = locked_volumes(exhibit)
        schemes = listed(list(dict.fromkeys(locked_scheme(volume) for volume in locked)))
        super().__init__(
            look,
            actions,
            title=translate("board", "{label}: what to do").format(label=exhibit.label),
            subtitle=translate("board", "Locked: {scheme}").format(scheme=schemes),
            button=translate("board", "Understood"),
            icon="check",
        )
        facts = [
            (
                translate("board", "Volume {number}").format(number=volume.index),
                f"{locked_scheme(volume)}, {size(volume.length_bytes)}",
            )
            for volume in locked
        ]
        self.body.addWidget(Facts(facts, label_width=110))
        for when, what in (*advice(schemes), *_more()):
            self.body.addWidget(line())
            self.body.addWidget(label(when, role="strong"))
            self.body.addWidget(label(f"{what[:1].upper()}{what[1:]}", wrap=True))
        self.body.addStretch(1)
        self.foot_words.setText(
            translate("board", "Nothing inside the lock was compared; the report says so.")
        )

    def accept(self) -> None:
        self.accepted.emit(None)


def _more() -> tuple[tuple[str, str], ...]:
    return (
        (
            translate("board", "In the room:"),
            translate(
                "board",
                "look for printed keys, notes, key files on sticks, and other devices where the same "
                "person is signed in. Seize what could hold the key.",
            ),
        ),
        (
            translate("board", "For the laboratory:"),
            translate(
                "board",
                "write down the state in which the computer was found in the notes of the exhibit; what is "
                "locked can be examined later when a key is there.",
            ),
        ),
    )
