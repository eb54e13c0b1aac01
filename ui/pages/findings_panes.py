"""The panes of the page of findings: groups, the list or why it is empty, and what is chosen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QSplitter, QStackedWidget

from ui.language import translate
from ui.look import Look
from ui.pages.findings_faces import NothingListed
from ui.pages.findings_groups import GroupsTree
from ui.pages.findings_lists import FindingLists
from ui.pages.findings_side import FindingSide
from ui.parts.labels import label
from ui.parts.panels import Panel


class FindingsPanes(QSplitter):
    """`show_groups` folds the groups away or shows them, `show_list` the list or what stands in its place."""

    def __init__(
        self,
        look: Look,
        *,
        groups: GroupsTree,
        lists: FindingLists,
        nothing: NothingListed,
        side: FindingSide,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._groups = _groups_panel(groups)
        self._middle = QStackedWidget()
        self._middle.addWidget(lists)
        self._middle.addWidget(nothing)
        self.setHandleWidth(12)
        self.setChildrenCollapsible(False)
        # What the panes would like to have makes no page higher than the window: they scroll by themselves.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        for number, (pane, stretch) in enumerate(((self._groups, 0), (self._middle, 1), (side, 0))):
            self.addWidget(pane)
            self.setStretchFactor(number, stretch)
        self._groups.setMinimumWidth(look.scaled(160))
        self._middle.setMinimumWidth(320)
        side.setMinimumWidth(look.scaled(316))
        self.setSizes([look.scaled(212), 666, look.scaled(348)])

    @property
    def has_groups(self) -> bool:
        return self._groups.isVisible()

    def show_groups(self, is_shown: bool) -> None:
        self._groups.setVisible(is_shown)

    def show_list(self, is_shown: bool) -> None:
        self._middle.setCurrentIndex(0 if is_shown else 1)


def _groups_panel(groups: GroupsTree) -> Panel:
    made = Panel(translate("findings", "Groups"), margin=0)
    made.head.addWidget(label(translate("findings", "files"), role="small", meaning="text2"))
    made.body.addWidget(groups)
    return made
