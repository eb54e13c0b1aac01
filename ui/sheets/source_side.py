"""What the device itself says, beside the form of an exhibit: size, sectors, serial number, volumes, locks;
and whether the serial number of the form agrees with it.
"""

from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.rows import ExhibitRow
from ui.language import translate
from ui.look import Look
from ui.parts.labels import MiddleLabel, SaidLabel, label
from ui.parts.panels import Facts, Panel
from ui.times import moment
from ui.wording import VERIFIED, Said, count, listed, locked_scheme

WIDTH: Final = 280
_SERIAL: Final = ("serial", "número de serie")  # in the name of an acquisition note


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """Of one source. `serial`: as the device or its acquisition gave it; None where neither did."""

    name: str
    container: str
    size_bytes: int
    sector_bytes: int
    serial: str | None
    volumes: tuple[str, ...]
    locked: tuple[str, ...]


def facts_of(exhibit: ExhibitRow) -> SourceFacts:
    notes = exhibit.acquisition_notes
    return SourceFacts(
        name=exhibit.source.rpartition("/")[2],
        container=exhibit.container,
        size_bytes=exhibit.size_bytes,
        sector_bytes=exhibit.sector_bytes,
        serial=next((value for name, value in notes if any(one in name.lower() for one in _SERIAL)), None),
        volumes=tuple(volume.file_system or volume.state.replace("_", " ") for volume in exhibit.volumes),
        locked=tuple(locked_scheme(volume) for volume in exhibit.volumes if volume.state == "locked"),
    )


def serial_said(read: str | None, typed: str | None) -> Said:
    """Whether the number typed from the label is the one that was read."""
    if read is None:
        words = translate("custody", "No serial number was read")
        second = translate("custody", "An image keeps one only where its acquisition noted it.")
        return Said(words=words, icon="info", meaning="text2", second=second)
    if not typed:
        words = translate("custody", "Serial number not typed yet")
        second = translate("custody", "Type the number from the label; it is compared with the one read.")
        return Said(words=words, icon="info", meaning="text2", second=second)
    if _plain(read) == _plain(typed):
        words = translate("custody", "Serial numbers agree")
        second = translate("custody", "The number typed from the label equals the number that was read.")
        return Said(words=words, icon="check-circle", meaning="text", second=second)
    words = translate("custody", "Serial numbers differ")
    second = translate("custody", "Read: {serial}. Look at the label again; both are kept as they are.")
    return Said(words=words, icon="warning", meaning="unreadable", second=second.format(serial=read))


def _plain(serial: str) -> str:
    """Without what is left out or added when a label is read: spaces, hyphens, capitals."""
    return "".join(character for character in serial.casefold() if character.isalnum())


class SourceSide(QWidget):
    """Three panels: the source, its digest, and the serial numbers."""

    def __init__(self, look: Look, exhibit: ExhibitRow) -> None:
        super().__init__()
        self.setFixedWidth(look.scaled(WIDTH))
        self.facts = facts_of(exhibit)
        self._serial = SaidLabel(look, role="strong")
        self._serial_words = label(role="small", meaning="text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._source())
        column.addWidget(self._digest(look, exhibit))
        serials = Panel(margin=12)
        serials.body.addWidget(self._serial)
        serials.body.addWidget(self._serial_words)
        column.addWidget(serials)
        column.addStretch(1)

    def _source(self) -> Panel:
        facts = self.facts
        none = translate("custody", "none")
        panel = Panel(translate("custody", "Source"), margin=12)
        panel.body.addWidget(MiddleLabel(facts.name))
        rows = (
            (translate("custody", "Kept as"), facts.container),
            (translate("custody", "Size"), f"{count(facts.size_bytes)} B"),
            (translate("custody", "Sectors"), f"{count(facts.sector_bytes)} B"),
            (translate("custody", "Serial read"), facts.serial or none),
            (translate("custody", "Volumes"), _volumes_words(facts.volumes) or none),
            (translate("custody", "Encryption seen"), listed(list(dict.fromkeys(facts.locked))) or none),
        )
        panel.body.addWidget(Facts(rows, label_width=112))
        return panel

    def _digest(self, look: Look, exhibit: ExhibitRow) -> Panel:
        panel = Panel(margin=12)
        panel.body.addWidget(SaidLabel(look, VERIFIED.get(exhibit.verified, VERIFIED[None]), role="strong"))
        words = (
            translate("custody", "Every byte was read {time}.").format(time=moment(exhibit.verified_at))
            if exhibit.verified_at
            else translate("custody", "Verify reads every byte and compares with the digest on record.")
        )
        panel.body.addWidget(label(words, role="small", meaning="text2", wrap=True))
        return panel

    def show_serial(self, typed: str | None) -> None:
        said = serial_said(self.facts.serial, typed)
        self._serial.say(said)
        self._serial_words.setText(said.second)


def _volumes_words(volumes: tuple[str, ...]) -> str:
    """`2, NTFS and exFAT`."""
    kinds = listed(list(dict.fromkeys(volumes)))
    return f"{len(volumes)}, {kinds}" if volumes else ""
