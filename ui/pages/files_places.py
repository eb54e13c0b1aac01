"""Places of a case as a tree: exhibits, volumes, and folders, which are asked for when one is opened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.rows import EntryFilter, ExhibitRow, FolderRow
from ui.language import translate
from ui.look import Look
from ui.pages.files_words import exhibit_quiet, folder_words, volume_state, volume_words
from ui.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
PLACE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
Folders = Sequence[FolderRow]
Key = tuple[str | None, int | None, str | None]  # exhibit, volume, path


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the tree. `path` is None above folders, `volume` None above volumes, `exhibit` for all."""

    words: str
    quiet: str = ""
    exhibit: str | None = None
    volume: int | None = None
    path: str | None = None
    files: int | None = None  # anywhere below; None: not known yet, or nothing is listed there
    matched: int = 0
    icon: str = "folder"
    may_have_more: bool = False

    @property
    def key(self) -> Key:
        return self.exhibit, self.volume, self.path

    def where(self, *, is_below: bool) -> EntryFilter:
        """The entries of this place: all below it, or those that lie in the folder itself."""
        volume = None if self.volume is None else str(self.volume)
        inside = {} if self.volume is None else {"under" if is_below else "in": self.path or "/"}
        if is_below and self.path is None:
            inside = {}
        return EntryFilter.having(exhibit=self.exhibit, volume=volume, **inside)

    @property
    def said(self) -> str:
        """As sums name it; nothing for the whole case."""
        if self.exhibit is None:
            return ""
        parts = (self.exhibit, None if self.volume is None else str(self.volume))
        return ":".join(part for part in parts if part) + (f" {self.path}" if self.path else "")


@dataclass(slots=True, eq=False)
class _Node:
    place: Place
    number: int
    above: "_Node | None" = None
    below: "list[_Node] | None" = field(default=None)
    is_asked: bool = False


class PlacesModel(QAbstractItemModel):
    """`wants` asks for the folders of a place; `put_folders` answers."""

    wants = Signal(object)

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._top: list[_Node] = []

    # What is shown

    def show_case(self, exhibits: Sequence[ExhibitRow], volumes: Folders) -> None:
        """Exhibits and volumes, and below them nothing yet."""
        counted = {(row.exhibit, row.volume): row for row in volumes}
        self.beginResetModel()
        all_files = sum(row.files_below for row in volumes) if volumes else None
        every = Place(
            words=translate("files", "Every exhibit"),
            files=all_files,
            matched=sum(row.matched_below for row in volumes),
            icon="folders",
        )
        self._top = [_Node(place=every, number=0)]
        for number, exhibit in enumerate(exhibits, 1):
            self._top.append(_exhibit_node(exhibit, counted, number=number))
        self.endResetModel()

    def put_folders(self, place: Place, folders: Folders) -> None:
        """What lies below a place; nothing where the tree was made anew since it was asked for."""
        node = self._node_at(place.key)
        if node is None or node.below is not None:
            return
        if not folders:
            node.below = []
            return
        self.beginInsertRows(self._index_of(node), 0, len(folders) - 1)
        node.below = [
            _Node(place=_folder_place(row), number=number, above=node) for number, row in enumerate(folders)
        ]
        self.endInsertRows()

    def index_at(self, key: Key) -> QModelIndex:
        """Where a place stands, of those that were read; the index of nothing where it is not there."""
        node = self._node_at(key)
        return QModelIndex() if node is None else self._index_of(node)

    def _node_at(self, key: Key) -> _Node | None:
        return next((node for node in self._nodes(self._top, key) if node.place.key == key), None)

    def _nodes(self, nodes: Iterable[_Node], key: Key) -> Iterable[_Node]:
        """Those on the way to a place."""
        for node in nodes:
            exhibit, volume, path = node.place.key
            is_above = exhibit == key[0] and volume in (None, key[1])
            if is_above and (path is None or key[2] == path or (key[2] or "").startswith(f"{path}/")):
                yield node
                yield from self._nodes(node.below or (), key)

    def _index_of(self, node: _Node) -> QModelIndex:
        return self.createIndex(node.number, 0, node)

    def place_of(self, index: Index) -> Place | None:
        node = _node(index)
        return None if node is None else node.place

    # Qt's own

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 Qt's own signature
        nodes = self._below(parent)
        return self.createIndex(row, column, nodes[row]) if 0 <= row < len(nodes) else QModelIndex()

    def parent(self, child: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008 Qt's own
        node = _node(child)
        return QModelIndex() if node is None or node.above is None else self._index_of(node.above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        return len(self._below(parent))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        return 1

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008 Qt's own signature
        node = _node(parent)
        if node is None:
            return bool(self._top)
        return bool(node.below) if node.below is not None else node.place.may_have_more

    def canFetchMore(self, parent: Index) -> bool:
        node = _node(parent)
        return node is not None and node.below is None and node.place.may_have_more and not node.is_asked

    def fetchMore(self, parent: Index) -> None:
        node = _node(parent)
        if node is not None and self.canFetchMore(parent):
            node.is_asked = True
            self.wants.emit(node.place)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        place = self.place_of(index)
        if place is None:
            return None
        if role == PLACE_ROLE:
            return place
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            words = " ".join(filter(None, (place.path or place.words, place.quiet)))
            return plain_tip(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return _spoken(place) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def _below(self, parent: Index) -> Sequence[_Node]:
        node = _node(parent)
        return self._top if node is None else node.below or ()


def _node(index: Index) -> _Node | None:
    pointer = index.internalPointer() if index.isValid() else None
    return pointer if isinstance(pointer, _Node) else None


def _spoken(place: Place) -> str:
    said = [place.words, place.quiet]
    if place.files is not None:
        said.append(translate("files", "%n file(s)", "", place.files))
    if place.matched:
        said.append(translate("files", "%n matched", "", place.matched))
    return ", ".join(filter(None, said))


def _exhibit_node(
    exhibit: ExhibitRow, counted: Mapping[tuple[str, int | None], FolderRow], *, number: int
) -> _Node:
    rows = [row for (label, _), row in counted.items() if label == exhibit.label]
    place = Place(
        words=exhibit.label,
        quiet=exhibit_quiet(exhibit),
        exhibit=exhibit.label,
        files=sum(row.files_below for row in rows) if rows else None,
        matched=sum(row.matched_below for row in rows),
        icon="hard-drive",
    )
    node = _Node(place=place, number=number)
    node.below = []
    for position, volume in enumerate(exhibit.volumes):
        row = counted.get((exhibit.label, volume.index))
        inside = Place(
            words=volume_words(volume),
            quiet=volume_state(volume),
            exhibit=exhibit.label,
            volume=volume.index,
            files=None if row is None else row.files_below,
            matched=0 if row is None else row.matched_below,
            icon="lock-key" if volume.state == "locked" else "database",
            may_have_more=row is not None and row.has_folders,
        )
        node.below.append(_Node(place=inside, number=position, above=node))
    return node


def _folder_place(row: FolderRow) -> Place:
    words, quiet = folder_words(row.name, is_deleted=row.is_deleted)
    return Place(
        words=words,
        quiet=quiet,
        exhibit=row.exhibit,
        volume=row.volume,
        path=row.path,
        files=row.files_below,
        matched=row.matched_below,
        icon="folder-minus" if row.is_deleted else "folder",
        may_have_more=row.has_folders,
    )
