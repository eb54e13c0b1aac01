"""What is ready for work before a case is opened: each line says how it stands, and what to do where it is
not ready.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.rows import IdentityRow, KeptSelfTest, LaptopRow, RecentCase, SetRow, SigningKey
from ui.language import translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.parts.labels import Glyph, MiddleLabel, label, set_property
from ui.times import day, moment
from ui.wording import counted, size

OLD_DAYS: Final = 60  # a set as old as this may miss what was listed since
SOON_DAYS: Final = 30  # a certificate that ends within them is told
LEAST_ROOM: Final = 5 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """How one thing stands. `link` names what to do, empty where there is nothing."""

    words: str
    is_ready: bool
    link: str = ""


class ReadyRow(QWidget):
    """One line of the readiness list."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.name = name
        self.setMinimumHeight(look.scaled(28))
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 0, 12, 0)
        row.setSpacing(12)
        self._glyph = Glyph(look, "clock", tone="text2")
        title = label(name)
        title.setMinimumWidth(look.scaled(150))
        self._words = MiddleLabel(translate("start", "Looking…"), role="", meaning="text2")
        self.link = Button(look, name, kind="link")
        self.link.hide()
        for widget, stretch in ((self._glyph, 0), (title, 0), (self._words, 1), (self.link, 0)):
            row.addWidget(widget, stretch)

    def say(self, ready: Ready) -> None:
        self._glyph.show_icon(
            "check-circle" if ready.is_ready else "warning", "verified" if ready.is_ready else "unreadable"
        )
        self._words.show_text(ready.words)
        set_property(self._words, "meaning", "text2" if ready.is_ready else "unreadable")
        if ready.link:
            self.link.set_words(ready.link)
            self.link.setAccessibleName(f"{self.name}: {ready.link}")
        self.link.setVisible(bool(ready.link))

    def words(self) -> str:
        return self._words.toolTip()


def self_test_ready(kept: KeptSelfTest | None, program_sha256: str) -> Ready:
    """`Passed: 24 known answers, positive and negative control`, by this very program."""
    link = translate("start", "Run it")
    if kept is None:
        return Ready(words=translate("start", "Not run on this laptop yet"), is_ready=False, link=link)
    if not kept.passed:
        words = translate("start", "Failed {time}: do not scan with this program")
        return Ready(words=words.format(time=moment(kept.utc)), is_ready=False, link=link)
    if program_sha256 and kept.program_sha256 != program_sha256:
        words = translate("start", "Passed {time}, by another version of the program")
        return Ready(words=words.format(time=moment(kept.utc)), is_ready=False, link=link)
    said = translate("start", "Passed: %n known answer(s)", "", kept.checks)
    if kept.has_controls:
        said = translate("start", "{answers}, positive and negative control").format(answers=said)
    return Ready(words=f"{said}; {moment(kept.utc)}", is_ready=True)


def key_ready(identity: IdentityRow | None, default: SigningKey | None, *, now: str) -> Ready:
    if identity is not None:
        return _identity_ready(identity, now=now)
    if default is not None:
        card = translate("start", "The card {name}").format(name=default.card_label or "").strip()
        words = translate("start", "{where}; its passphrase is asked for once a session")
        link = translate("start", "Open it")
        return Ready(words=words.format(where=default.file or card), is_ready=True, link=link)
    return Ready(
        words=translate("start", "None yet: scans and reports would not be signed."),
        is_ready=False,
        link=translate("start", "Make or choose one"),
    )


def _identity_ready(identity: IdentityRow, *, now: str) -> Ready:
    """A certificate that has ended, or soon does, is told."""
    link, name = translate("start", "Another key"), identity.name
    left = _days_between(now, identity.not_after)
    until = _date(identity.not_after)
    if left is not None and left < 0:
        words = translate("start", "{name}, certificate ended {date}")
    elif left is not None and left < SOON_DAYS:
        words = translate("start", "{name}, certificate valid until {date} only")
    else:
        words = translate("start", "{name}, certificate valid until {date}")
        return Ready(words=words.format(name=name, date=until), is_ready=True, link=link)
    return Ready(words=words.format(name=name, date=until), is_ready=False, link=link)


def sets_ready(sets: Sequence[SetRow], required: Sequence[str] = ()) -> Ready:
    """`4 loaded, 41,902,664 records, newest 30 Oct 2026`."""
    missing = [
        name for name in required if name not in {one for row in sets for one in (row.name, row.spelled)}
    ]
    if missing:
        words = translate("start", "Missing, though it must be loaded: {names}")
        link = translate("start", "Import a set")
        return Ready(words=words.format(names=", ".join(missing)), is_ready=False, link=link)
    if not any(one.role == "notable" for one in sets):
        words = translate("start", "No notable set is loaded: a scan would compare with nothing.")
        return Ready(words=words, is_ready=False, link=translate("start", "Import a set"))
    words = translate("start", "{number} loaded, {records}, newest {date}").format(
        number=len(sets),
        records=counted(sum(one.records for one in sets), "record"),
        date=_date(max(one.imported_at for one in sets)),
    )
    return Ready(words=words, is_ready=True, link=translate("start", "Sets"))


def age_ready(sets: Sequence[SetRow], *, now: str) -> Ready | None:
    """The notable set that was imported longest ago; None where there is none."""
    notable = [one for one in sets if one.role == "notable"]
    if not notable:
        return None
    newest: dict[str, SetRow] = {}  # of several versions only the last one counts
    for row in sorted(notable, key=lambda one: one.imported_at):
        newest[row.name] = row
    oldest = min(newest.values(), key=lambda one: one.imported_at)
    days = _days_between(oldest.imported_at, now)
    if days is None:
        return None
    if days < 1:
        return Ready(words=translate("start", "The oldest notable set was imported today"), is_ready=True)
    if days < OLD_DAYS:
        words = translate("start", "The oldest notable set is %n day(s) old", "", max(0, days))
        return Ready(words=words, is_ready=True)
    words = translate("start", '"{name}" is %n day(s) old.', "", days).format(name=oldest.name)
    return Ready(words=words, is_ready=False, link=translate("start", "Import a newer one"))


def room_ready(laptop: LaptopRow) -> Ready:
    if laptop.free_bytes is None:
        words = translate("start", "The disk of {folder} does not answer")
        return Ready(words=words.format(folder=laptop.folder), is_ready=False)
    words = translate("start", "{size} free; a case takes about 2 GB for each 1,000,000 entries")
    return Ready(words=words.format(size=size(laptop.free_bytes)), is_ready=laptop.free_bytes > LEAST_ROOM)


def clock_ready(laptop: LaptopRow, sets: Sequence[SetRow], recent: Sequence[RecentCase]) -> Ready:
    """A clock that stands before what was recorded on this laptop is wrong; another may still be."""
    recorded = [row.imported_at for row in sets] + [row.opened_at for row in recent]
    last = max((one for one in recorded if one), default="")
    if last and laptop.utc < last:
        words = translate("start", "{now}, before what was recorded here {last}: set the clock")
        return Ready(words=words.format(now=moment(laptop.utc), last=moment(last)), is_ready=False)
    words = translate("start", "{now}, later than all recorded here; compare it with a reference")
    return Ready(words=words.format(now=moment(laptop.utc)), is_ready=True)


def _date(iso: str) -> str:
    try:
        return day(datetime.fromisoformat(iso))
    except ValueError:
        return iso


def _days_between(first: str, last: str) -> int | None:
    """Whole days; None where one of them is no time."""
    try:
        begin, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
    except ValueError:
        return None
    return (end.replace(tzinfo=None) - begin.replace(tzinfo=None)).days
