"""The contents of files on HFS+: data and resource forks, extended attributes, compression.

Source: Apple, Technical Note TN1150, "Catalog Files" and "Fork Data Structure".
"""

from collections.abc import Iterator

from forensics.errors import EvidenceUnreadable
from forensics.filesystems import decmpfs
from forensics.filesystems.hfsplus_btree import Tree
from forensics.filesystems.hfsplus_catalog import FILE, Catalog, Record, number_at
from forensics.filesystems.hfsplus_numbered import DATA_FORK, RESOURCE_FORK, Attributes, Overflow
from forensics.filesystems.hfsplus_volume import (
    ATTRIBUTES_FILE,
    BAD_BLOCK_FILE,
    CATALOG_FILE,
    EXTENTS_FILE,
    Fork,
    HfsVolume,
    fork_at,
)

_DATA_PLACE = 88
_RESOURCE_PLACE = 168
_LARGEST_TREE_BYTES = 64 << 30
_LARGEST_HEADER_BYTES = 1024 * 1024  # of a compressed file, small contents included; Apple's limit is 3,802


class HfsForks:
    """The forks of one volume. All leaves of all trees are read once when it is made; raises
    EvidenceUnreadable where the catalog or the overflow tree is damaged. Damage to the attributes costs only
    these: `attributes_trouble` says what it is.
    """

    def __init__(self, volume: HfsVolume) -> None:
        self._volume = volume
        self._overflow = Overflow(Tree(volume, volume.own_forks[EXTENTS_FILE]))
        self.own = {number: self._whole_own(number) for number in volume.own_forks}
        # A list of places that cannot be trusted to hold anything, without bytes of its own.
        self.own[BAD_BLOCK_FILE] = Fork(size_bytes=0)
        self.catalog = Catalog(self._tree(CATALOG_FILE))
        self.attributes_trouble: EvidenceUnreadable | None = None
        try:
            self.attribute_tree = Attributes(self._tree(ATTRIBUTES_FILE))
        except EvidenceUnreadable as trouble:
            self.attributes_trouble = trouble
            self.attribute_tree = Attributes(Tree(volume, Fork(size_bytes=0)))

    def _tree(self, number: int) -> Tree:
        fork = self.own[number]
        if fork.size_bytes > _LARGEST_TREE_BYTES:
            raise EvidenceUnreadable("A tree of the HFS+ volume is too large to be true.")
        return Tree(self._volume, fork)

    def _whole_own(self, number: int) -> Fork:
        fork = self._volume.own_forks[number]
        if number == EXTENTS_FILE:  # never has more than eight runs: it would have to be read to find them
            return fork
        return self._overflow.whole(fork, number=number, kind=DATA_FORK)

    def data_fork(self, number: int) -> Fork | None:
        """`None` where the number is no file's."""
        record = self.catalog.find(number)
        return None if record is None or record.kind != FILE else self.data_of(record)

    def resource_fork(self, number: int) -> Fork | None:
        """`None` where it is empty, or the number no file's."""
        record = self.catalog.find(number)
        fork = None if record is None or record.kind != FILE else self.resource_of(record)
        return fork if fork is not None and fork.size_bytes else None

    def data_of(self, record: Record) -> Fork:
        """The data fork of a file's record, with all its runs."""
        return self._of(record, _DATA_PLACE, kind=DATA_FORK)

    def resource_of(self, record: Record) -> Fork:
        """The resource fork of a file's record, with all its runs; often empty."""
        return self._of(record, _RESOURCE_PLACE, kind=RESOURCE_FORK)

    def _of(self, record: Record, place: int, *, kind: int) -> Fork:
        fork = fork_at(record.data, record.place + place)
        return self._overflow.whole(fork, number=number_at(record), kind=kind)

    def attributes(self, number: int) -> tuple[Fork, ...]:
        """The extended attributes of a file or folder in the order of the tree."""
        return self.attribute_tree.of(number)

    def compression(self, attributes: tuple[Fork, ...]) -> bytes | None:
        """The attribute of a compressed file; `None` for all other files."""
        for attribute in attributes:
            if attribute.name == decmpfs.ATTRIBUTE and attribute.size_bytes <= _LARGEST_HEADER_BYTES:
                content = b"".join(self._volume.chunks(attribute))
                return content if decmpfs.content_bytes(content) is not None else None
        return None

    def content(self, number: int) -> Iterator[bytes]:
        """The content of a file as its user sees it, unpacked where it is compressed."""
        header = self.compression(self.attributes(number))
        if header is not None:
            return decmpfs.unpacked(header, lambda: b"".join(self._packed(number)))
        fork = self.data_fork(number)
        if fork is None:
            raise EvidenceUnreadable(f"The catalog has no record of a file with the number {number}.")
        return self._volume.chunks(fork)

    def _packed(self, number: int) -> Iterator[bytes]:
        resource = self.resource_fork(number)
        if resource is None:
            raise EvidenceUnreadable("The compressed file has no resource fork, where its content should be.")
        return self._volume.chunks(resource)
