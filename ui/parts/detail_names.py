"""The tab of all names and streams of a metadata record."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.rows import NameRow, NamesRow
from ui.language import translate
from ui.look import Look
from ui.parts.detail_sections import Section, breakable
from ui.parts.labels import SaidLabel, label
from ui.tables.columns import OUTCOME_ICONS
from ui.wording import OUTCOME_MEANING, OUTCOME_WORDS, Said, count


class NamesSection(Section):
    """Every name and stream of the same metadata record."""

    def __init__(self, look: Look) -> None:
        super().__init__(translate("detail", "Names of the chosen file"))
        self._look = look

    def show_names(self, names: NamesRow, *, chosen: int, address: int) -> None:
        self.begin()
        words = translate("detail", "%n name(s) of metadata address {address}", "", names.total)
        self.head(words.format(address=count(address)))
        for name in names.names:
            self.rows.addWidget(self._name(name, is_chosen=name.entry == chosen))
        if names.total > len(names.names):
            more = translate("detail", "and %n more", "", names.total - len(names.names))
            self.rows.addWidget(label(more, meaning="text2"))
        if names.links > 1:
            links = translate("detail", "%n hard link(s) share this content.", "", names.links)
            self.rows.addWidget(label(links, role="small", meaning="text2", wrap=True))
        self.end()

    def _name(self, name: NameRow, *, is_chosen: bool) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        path = label(breakable(name.path), role="mono", wrap=True)
        column.addWidget(path)
        if name.stream is not None:
            stream = translate("detail", "stream {name}").format(name=name.stream)
            column.addWidget(label(stream, role="mono", meaning="text2", wrap=True))
        facts = [translate("detail", "{number} bytes").format(number=count(name.size_bytes))]
        facts.append(translate("detail", "in use") if name.allocated else translate("detail", "deleted"))
        if is_chosen:
            facts.append(translate("detail", "this one"))
        column.addWidget(label(", ".join(facts), role="small", meaning="text2", wrap=True))
        column.addWidget(SaidLabel(self._look, _outcome(name.outcome), role="small", size=14))
        return box


def _outcome(outcome: str) -> Said:
    return Said(
        words=OUTCOME_WORDS.get(outcome, outcome),
        icon=OUTCOME_ICONS.get(outcome, "minus"),
        meaning=OUTCOME_MEANING.get(outcome, "text2"),
    )
