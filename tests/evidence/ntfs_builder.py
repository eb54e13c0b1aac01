"""Small NTFS volumes made of file records by hand, so that each can be wrong in just one way.

1 MiB of 4,096-byte clusters and 1,024-byte records: boot sector, $Bitmap at cluster 2, the $MFT of 64 records
at cluster 4, its mirror at cluster 60, an emptied $LogFile at cluster 62, free room from cluster 100 on.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from forensics.filesystems.ntfs import NtfsFileSystem
from forensics.images import Volume, VolumeState
from tests.evidence.builders import MediaOfBytes

CLUSTER = 4096
RECORD = 1024
CLUSTERS = 256
RECORDS = 64
MFT_CLUSTER = 4
MIRROR_CLUSTER = 60
BITMAP_CLUSTER = 2
LOG_CLUSTER = 62
FREE_CLUSTER = 100
IN_USE, FOLDER = 1, 2
WIN32, DOS, BOTH = 1, 2, 3
NEW_YEAR_2024 = 133_485_408_000_000_000  # FILETIME
ROOT = 5


def reference(number: int, sequence: int = 1) -> int:
    return sequence << 48 | number


ROOT_REFERENCE = reference(ROOT, 5)


def resident(kind: int, value: bytes, *, name: str = "", number: int = 0, flags: int = 0) -> bytes:
    raw_name = name.encode("utf-16-le", "surrogatepass")
    content = 24 + len(raw_name) + -len(raw_name) % 8
    length = content + len(value) + -len(value) % 8
    head = struct.pack("<IIBBHHHIHxx", kind, length, 0, len(name), 24, flags, number, len(value), content)
    return (head + raw_name).ljust(content, b"\0") + value.ljust(length - content, b"\0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Content in clusters: (first cluster or None for a hole, count)."""

    runs: Sequence[tuple[int | None, int]]
    size: int
    initialised: int | None = None
    first_vcn: int = 0
    flags: int = 0


class InClusters(bytes):
    """An attribute, with the clusters it takes."""

    clusters: frozenset[int] = frozenset()


def packed(runs: Iterable[tuple[int | None, int]]) -> bytes:
    out, last = b"", 0
    for cluster, count in runs:
        if cluster is None:
            out += bytes([0x04]) + struct.pack("<I", count)
        else:
            out += bytes([0x44]) + struct.pack("<Ii", count, cluster - last)
            last = cluster
    return out + b"\0"


def nonresident(kind: int, content: Runs, *, name: str = "", number: int = 0) -> InClusters:
    raw_name = name.encode("utf-16-le")
    pairs = packed(content.runs)
    start = 64 + len(raw_name) + -len(raw_name) % 8
    length = start + len(pairs) + -len(pairs) % 8
    clusters = sum(count for _, count in content.runs)
    initialised = content.size if content.initialised is None else content.initialised
    head = struct.pack("<IIBBHHH", kind, length, 1, len(name), 64, content.flags, number)
    places = struct.pack("<QQH6x", content.first_vcn, content.first_vcn + clusters - 1, start)
    allocated = max(clusters * CLUSTER, content.size + -content.size % CLUSTER)  # of all pieces together
    sizes = struct.pack("<QQQ", allocated, content.size, initialised)
    made = (head + places + sizes + raw_name).ljust(start, b"\0") + pairs.ljust(length - start, b"\0")
    attribute = InClusters(made)
    taken = [range(first, min(first + count, CLUSTERS)) for first, count in content.runs if first is not None]
    attribute.clusters = frozenset(chain.from_iterable(taken))
    return attribute


def standard_information(*, born: int = NEW_YEAR_2024, written: int = NEW_YEAR_2024) -> bytes:
    times = struct.pack("<QQQQ", born, written, NEW_YEAR_2024 + 1, NEW_YEAR_2024 + 2)
    return resident(0x10, times + bytes(16), number=100)


def named(name: str, *, parent: int = ROOT_REFERENCE, space: int = BOTH, number: int = 1) -> bytes:
    raw = name.encode("utf-16-le", "surrogatepass")
    times = struct.pack("<QQQQ", *[NEW_YEAR_2024] * 4)
    value = struct.pack("<Q", parent) + times + bytes(24) + struct.pack("<BB", len(raw) // 2, space) + raw
    return resident(0x30, value, number=number)


def data(content: bytes | Runs, *, name: str = "", number: int = 2) -> bytes:
    if isinstance(content, Runs):
        return nonresident(0x80, content, name=name, number=number)
    return resident(0x80, content, name=name, number=number)


def listed(kind: int, record: int, *, first_vcn: int = 0, name: str = "", number: int = 0) -> bytes:
    """One entry of an attribute list."""
    raw = name.encode("utf-16-le")
    length = 26 + len(raw) + -(26 + len(raw)) % 8
    head = struct.pack("<IHBBQQH", kind, length, len(name), 26, first_vcn, record, number)
    return (head + raw).ljust(length, b"\0")


def a_record(
    number: int, *attributes: bytes, sequence: int = 1, flags: int = IN_USE, base: int = 0, size: int = RECORD
) -> bytes:
    body = b"".join(attributes) + struct.pack("<II", 0xFFFFFFFF, 0)
    sectors = size // 512
    place = 0x30
    first = place + 2 * (sectors + 1) + -(2 * (sectors + 1)) % 8
    head = struct.pack(
        "<4sHHQHHHHIIQHHI",
        b"FILE",
        place,
        sectors + 1,
        0,
        sequence,
        1,
        first,
        flags,
        first + len(body),
        size,
        base,
        200,
        0,
        number,
    )
    whole = bytearray(head.ljust(first, b"\0") + body)
    assert len(whole) <= size, "too much for one record"
    whole = whole.ljust(size, b"\0")
    whole[place : place + 2] = b"\x07\x00"
    for sector in range(1, sectors + 1):
        tail = sector * 512 - 2
        whole[place + 2 * sector : place + 2 * sector + 2] = whole[tail : tail + 2]
        whole[tail : tail + 2] = b"\x07\x00"
    return bytes(whole)


@dataclass(slots=True)
class NtfsDisk:
    """Records by number; `marked` and `used_clusters` are what the bitmaps say beside what is built in."""

    records: dict[int, bytes] = field(default_factory=dict)
    contents: dict[int, bytes] = field(default_factory=dict)  # by cluster
    marked: set[int] = field(default_factory=set)
    unmarked: set[int] = field(default_factory=set)
    used_clusters: set[int] = field(default_factory=set)
    mft_runs: Sequence[tuple[int | None, int]] = ((MFT_CLUSTER, RECORDS * RECORD // CLUSTER),)

    def add(
        self, number: int, *attributes: bytes, sequence: int = 1, flags: int = IN_USE, base: int = 0
    ) -> None:
        parts = attributes if base else (standard_information(), *attributes)
        self.records[number] = a_record(number, *parts, sequence=sequence, flags=flags, base=base)
        if flags & IN_USE:
            self.marked.add(number)
            for attribute in attributes:
                if isinstance(attribute, InClusters):
                    self.used_clusters |= attribute.clusters

    def folder(
        self,
        number: int,
        name: str,
        *,
        parent: int = ROOT_REFERENCE,
        sequence: int = 1,
        flags: int = IN_USE | FOLDER,
    ) -> int:
        index = resident(0x90, bytes(48), name="$I30")
        self.add(number, named(name, parent=parent), index, sequence=sequence, flags=flags)
        return reference(number, sequence)

    def file(
        self,
        number: int,
        name: str,
        content: bytes | Runs = b"",
        *,
        parent: int = ROOT_REFERENCE,
        flags: int = IN_USE,
        sequence: int = 1,
    ) -> None:
        self.add(number, named(name, parent=parent), data(content), flags=flags, sequence=sequence)

    def system_files(self) -> None:
        size = RECORDS * RECORD
        marks = bytearray(RECORDS // 8)
        for number in ({0, 2, 3, 5, 6} | self.marked) - self.unmarked:
            marks[number // 8] |= 1 << number % 8
        mft = Runs(runs=self.mft_runs, size=size)
        self.records.setdefault(
            0,
            a_record(
                0, standard_information(), named("$MFT"), data(mft, number=3), resident(0xB0, bytes(marks))
            ),
        )
        log = data(Runs(runs=[(LOG_CLUSTER, 1)], size=CLUSTER))
        self.records.setdefault(2, a_record(2, standard_information(), named("$LogFile"), log, sequence=2))
        self.contents.setdefault(LOG_CLUSTER, b"\xff" * CLUSTER)
        version = resident(0x70, bytes(8) + bytes([3, 1, 0, 0]), number=4)
        self.records.setdefault(3, a_record(3, standard_information(), named("$Volume"), version, sequence=3))
        index = resident(0x90, bytes(48), name="$I30")
        root = a_record(ROOT, standard_information(), named("."), index, sequence=5, flags=IN_USE | FOLDER)
        self.records.setdefault(ROOT, root)
        bitmap = data(Runs(runs=[(BITMAP_CLUSTER, 1)], size=CLUSTERS // 8))
        self.records.setdefault(6, a_record(6, standard_information(), named("$Bitmap"), bitmap, sequence=6))

    def image(self) -> bytearray:
        self.system_files()
        disk = bytearray(CLUSTERS * CLUSTER)
        boot = bytearray(512)
        boot[0:11] = b"\xeb\x52\x90NTFS    "
        struct.pack_into("<HB", boot, 11, 512, CLUSTER // 512)
        sectors = CLUSTERS * CLUSTER // 512 - 1
        struct.pack_into("<QQQbxxxb", boot, 0x28, sectors, MFT_CLUSTER, MIRROR_CLUSTER, -10, 1)
        boot[510:512] = b"\x55\xaa"
        disk[:512] = boot
        for number, record in self.records.items():
            place = self.place_of(number)
            disk[place : place + RECORD] = record
            if number < 4:
                mirror = MIRROR_CLUSTER * CLUSTER + number * RECORD
                disk[mirror : mirror + RECORD] = record
        marks = bytearray(CLUSTER)
        mft = range(MFT_CLUSTER, MFT_CLUSTER + RECORDS * RECORD // CLUSTER)
        for cluster in {0, BITMAP_CLUSTER, MIRROR_CLUSTER, LOG_CLUSTER, *mft} | self.used_clusters:
            marks[cluster // 8] |= 1 << cluster % 8
        disk[BITMAP_CLUSTER * CLUSTER : (BITMAP_CLUSTER + 1) * CLUSTER] = marks
        for cluster, content in self.contents.items():
            disk[cluster * CLUSTER : cluster * CLUSTER + len(content)] = content
        return disk

    def place_of(self, number: int) -> int:
        """Of a record in the image."""
        left = number * RECORD
        for cluster, count in self.mft_runs:
            if left < count * CLUSTER and cluster is not None:
                return cluster * CLUSTER + left
            left -= count * CLUSTER
        raise ValueError(number)


def opened(image: bytes | bytearray | MediaOfBytes) -> NtfsFileSystem:
    media = image if isinstance(image, MediaOfBytes) else MediaOfBytes(bytes(image))
    volume = Volume(
        index=0,
        offset_bytes=0,
        length_bytes=media.info.size_bytes,
        table="none",
        description="whole image",
        state=VolumeState.READABLE,
        file_system="NTFS",
    )
    return NtfsFileSystem(media, volume)
