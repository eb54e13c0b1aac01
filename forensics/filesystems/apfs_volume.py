"""One volume of an APFS container: what its superblock says, its snapshots, its tree of files.

Source: Apple, "Apple File System Reference" (2020-06-22), "Volumes", "Snapshot Metadata", "Sealed Volumes".
"""

import struct
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.apfs_container import Container, ObjectMap
from forensics.filesystems.apfs_tree import Tree
from forensics.filesystems.apfs_unlocked import OpenedLock, UnlockedBlocks

_MAGIC = b"APSB"
_FEATURES = struct.Struct("<32x4sI16xQ")  # magic, place in the container, what a reader must know
_TREES = struct.Struct(
    "<116xI8xQQQQ"
)  # kind of the tree of files; object map, files, extents in use, snapshots
_COUNTS = struct.Struct("<184xQQQQQ")  # files, folders, symbolic links, others, snapshots
_UUID = slice(240, 256)
_FLAGS = struct.Struct("<264xQ")
_NAME = slice(704, 960)
_ROLE = struct.Struct("<964xH")
_EXTENT_TREE = struct.Struct("<1032xQI")  # number and kind
_STORAGE_BITS, _IS_PHYSICAL = 0xC0000000, 0x40000000  # of a kind: the number is that of a block
_UNENCRYPTED, _HAS_ONE_KEY = 0x01, 0x08
_ROLLING = struct.Struct("<976xQ")  # the state of an encryption that is under way
_FOLDS_CASE, _FOLDS_FORMS, _IS_SEALED = 0x01, 0x08, 0x20
_KIND_SHIFT = 60
_NUMBER = (1 << _KIND_SHIFT) - 1
_SNAPSHOT_KIND = 1
_SNAPSHOT = struct.Struct("<QQQQQIIH")  # …, superblock, created, changed, …, length of the name
_KEY = struct.Struct("<Q")
ROLES = {  # "Volume Roles"
    0x0001: "System", 0x0002: "User", 0x0004: "Recovery", 0x0008: "VM", 0x0010: "Preboot",
    0x0020: "Installer", 0x0040: "Data", 0x0080: "Baseband", 0x00C0: "Update", 0x0100: "XART",
    0x0140: "Hardware", 0x0180: "Backup", 0x01C0: "Sidecar", 0x0240: "Enterprise", 0x02C0: "Prelogin",
}  # fmt: skip


class Snapshot(Struct, frozen=True, kw_only=True, gc=False):
    transaction: int
    name: bytes
    created_ns: int  # from 1970, UTC


class ApfsVolume:
    """Raises EvidenceUnreadable where the superblock of the volume `number` cannot be read.

    The object map and the tree are read when they are first needed. `lock`: where a key opened it.
    """

    def __init__(self, container: Container, number: int, *, lock: OpenedLock | None = None) -> None:
        self.container, self.lock = container, lock
        data = container.blocks.object(container.objects.block_of(number))
        magic, self.position, features = _FEATURES.unpack_from(data)
        if magic != _MAGIC:
            raise EvidenceUnreadable(f"Volume {number} of the APFS container has no superblock.")
        self.number = number
        kind, self._map_block, root, _, self._snapshot_tree = _TREES.unpack_from(data)
        self._root = (root, kind)
        self.files, self.folders, self.links, self.others, self.snapshot_count = _COUNTS.unpack_from(data)
        self.uuid = data[_UUID]
        self.name = data[_NAME].partition(b"\0")[0]
        self.role = ROLES.get(_ROLE.unpack_from(data)[0])
        flags = _FLAGS.unpack_from(data)[0]
        self.is_encrypted = not flags & _UNENCRYPTED
        self.has_one_key = bool(flags & _HAS_ONE_KEY)  # else each file has its own
        self.is_rolling = bool(_ROLLING.unpack_from(data)[0])
        self.hashes_names = bool(features & (_FOLDS_CASE | _FOLDS_FORMS))
        self.is_sealed = bool(features & _IS_SEALED)
        self._extents: tuple[int, int] = _EXTENT_TREE.unpack_from(data) if self.is_sealed else (0, 0)
        self._objects: ObjectMap | None = None

    @cached_property
    def is_locked(self) -> bool:
        return self.is_encrypted and self.lock is None and not self._is_plain_already()

    def _is_plain_already(self) -> bool:
        """A Mac whose security chip encrypts gives its volumes in plain to who reads them on it. Then the
        tree of files, which has the same key as their contents, can be read as it stands.
        """
        if self.container.encrypts_in_software or not self.has_one_key:
            return False
        try:
            self._tree(*self._root)
        except EvidenceUnreadable:
            return False
        return True

    @property
    def objects_counted(self) -> int:
        """Files, folders, links and others by the superblock's own count."""
        count: int = self.files + self.folders + self.links + self.others
        return count

    def tree(self) -> Tree:
        """The tree of all files; raise EvidenceUnreadable where it cannot be read, or is locked."""
        if self.is_locked:
            raise EvidenceUnreadable("The APFS volume is encrypted; without its key nothing can be read.")
        return self._tree(*self._root)

    def extent_tree(self) -> Tree | None:
        """Where the contents of a sealed volume lie; `None` where the tree of files says so itself."""
        return self._tree(*self._extents) if self._extents[0] else None

    def _tree(self, number: int, kind: int) -> Tree:
        objects = self._map()
        root = number if kind & _STORAGE_BITS == _IS_PHYSICAL else objects.block_of(number)
        blocks = self.container.blocks
        if self.lock is not None:
            blocks = UnlockedBlocks(self.lock, objects.encrypted)
        return Tree(blocks, root, block_of=objects.block_of)

    def _map(self) -> ObjectMap:
        if self._objects is None:
            container = self.container
            self._objects = ObjectMap(container.blocks, self._map_block, transaction=container.transaction)
        return self._objects

    def snapshots(self) -> tuple[Snapshot, ...]:
        """In the order they were made; raise EvidenceUnreadable where their tree cannot be read."""
        if not self._snapshot_tree:
            return ()
        tree = Tree(self.container.blocks, self._snapshot_tree, block_of=self.container.objects.block_of)
        return tuple(_snapshots(tree))


def _snapshots(tree: Tree) -> Iterator[Snapshot]:
    for key, value in tree.records():
        if len(key) < _KEY.size:
            raise EvidenceUnreadable("The list of snapshots of the APFS volume is damaged.")
        (head,) = _KEY.unpack_from(key)
        if head >> _KIND_SHIFT != _SNAPSHOT_KIND:
            continue
        if len(value) < _SNAPSHOT.size:
            raise EvidenceUnreadable("The list of snapshots of the APFS volume is damaged.")
        _, _, created, _, _, _, _, letters = _SNAPSHOT.unpack_from(value)
        name = value[_SNAPSHOT.size : _SNAPSHOT.size + letters].rstrip(b"\0")
        yield Snapshot(transaction=head & _NUMBER, name=name, created_ns=created)


def volumes_of(
    container: Container, *, lock: OpenedLock | None = None
) -> Iterator[ApfsVolume | EvidenceUnreadable]:
    """The volumes in the container's order; the trouble in the place of one that cannot be read. `lock` is
    that of one of them, and of no other.
    """
    for number in container.volume_numbers:
        try:
            yield ApfsVolume(container, number, lock=lock)
        except EvidenceUnreadable as trouble:
            yield trouble
