"""What a BitLocker volume tells of itself: where its metadata lie, how it is encrypted, what opens it.

Sources: [BDE] libbde, "BitLocker Drive Encryption (BDE) format", sections by name.
"""

import struct
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from forensics.errors import EvidenceUnreadable

Read = Callable[[int, int], bytes]
"""`read(offset, length)` of the locked volume; fewer bytes only at its end."""

NAME: Final = "BitLocker"
METHODS: Final[Mapping[int, tuple[str, int]]] = {  # name, bytes of the key
    0x8000: ("AES-CBC 128 with diffuser", 16),
    0x8001: ("AES-CBC 256 with diffuser", 32),
    0x8002: ("AES-CBC 128", 16),
    0x8003: ("AES-CBC 256", 32),
    0x8004: ("XTS-AES 128", 32),
    0x8005: ("XTS-AES 256", 64),
}
# "FVE metadata block header": states of a volume all of which is encrypted, or none any more
ENCRYPTED, DECRYPTED = (4, 4), (1, 1)
CLEAR, TPM, STARTUP, RECOVERY, PASSWORD = 0, 0x100, 0x200, 0x800, 0x2000  # "key protector types"
_PROTECTORS: Final[Mapping[int, str]] = {
    CLEAR: "clear key",
    TPM: "TPM",
    STARTUP: "startup key",
    0x300: "TPM and startup key",
    0x500: "TPM and PIN",
    0x700: "TPM, PIN and startup key",
    RECOVERY: "recovery key",
    PASSWORD: "password",
}
# "Volume header": 4967D63B-… is a volume since Windows 7, 92A84D3B-… one with only its used space encrypted
_NORMAL = bytes.fromhex("3bd66749292ed84a8399f6a339e3d001")
_USED_SPACE_ONLY = bytes.fromhex("3b4da89280dd0e4d9e4eb1e3284eaed8")
_GUID_PLACES: Final = (0xA0, 0x1A8)  # fixed disks; To Go, whose boot sector otherwise looks like FAT32
_SIGNATURE: Final = b"-FVE-FS-"
# What a volume To Go shows to others is a FAT32 volume of pointers; in its copy of the boot sector letters
# stand where the boot sector itself has the GUID and the three places. Measured on two of them.
_NO_GUID: Final = b"x" * 40
_SAME: Final = (slice(11, 64), slice(67, 71))  # [FAT] sizes and places; the serial number
_COPY_SECTOR: Final = 6  # [FAT] "BPB_BkBootSec"
_USUAL_PLACES: Final = (0x2100000, 0x2300000)  # between these the first block begins, since Windows 7
_SEARCHED_BYTES: Final = 64 << 20
_SEARCH_STEP: Final = 1 << 20
_BLOCK_HEAD: Final = 64  # bytes of a metadata block's header; those of its metadata follow
_MOST_METADATA_BYTES: Final = 0x10000  # what is kept for a block on the disk
_FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)  # [MS-DTYP] FILETIME
_ENTRY = struct.Struct("<HHHH")
# entry types and value types, "FVE metadata entry"
ENTRY_VMK, ENTRY_FVEK, ENTRY_NAME, ENTRY_HEADER = 2, 3, 7, 0xF
VALUE_KEY, VALUE_TEXT, VALUE_STRETCH, VALUE_SEALED = 1, 2, 3, 5
VALUE_VMK, VALUE_EXTERNAL, VALUE_PLACE = 8, 9, 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One piece of metadata; `data` is what follows its eight bytes of head."""

    kind: int
    value: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Protector:
    """A way to the volume master key. `key_id` is what Windows shows with a recovery key."""

    key_id: str
    kind: int
    entries: tuple[Entry, ...]

    @property
    def words(self) -> str:
        name = _PROTECTORS.get(self.kind, f"a protector of kind 0x{self.kind:04x}")
        return f"{name} (ID {self.key_id})" if self.kind in (RECOVERY, STARTUP) else name


@dataclass(frozen=True, slots=True, kw_only=True)
class BitLocker:
    """All that can be told without a key. Places and lengths in bytes from the start of the volume."""

    identifier: str
    description: str | None
    created: datetime | None
    method: int
    version: int  # of the metadata: 1 Windows Vista, 2 newer
    is_to_go: bool
    is_used_space_only: bool
    states: tuple[int, int]  # now, and what the conversion goes to: "FVE metadata block header"
    sector_bytes: int
    volume_bytes: int | None  # encrypted so far or in the end; None: not kept (version 1)
    metadata_places: tuple[int, int, int]
    header_place: int  # where the volume's own first sectors were moved to
    header_bytes: int
    mirror_cluster: int  # of version 1, whose boot sector has it overwritten
    protectors: tuple[Protector, ...]
    sealed_key: bytes | None  # the volume's key, sealed with the master key

    @property
    def method_words(self) -> str:
        return METHODS.get(self.method, (f"method 0x{self.method:04x}", 0))[0]

    @property
    def is_suspended(self) -> bool:
        return any(protector.kind == CLEAR for protector in self.protectors)


def is_bitlocker(head: bytes) -> bool:
    """Of the volume's first sector."""
    return head[3:11] == _SIGNATURE or _guid_place(head) is not None


def _guid_place(head: bytes) -> int | None:
    return next((at for at in _GUID_PLACES if head[at : at + 16] in (_NORMAL, _USED_SPACE_ONLY)), None)


def is_to_go_copy(read: Read) -> bool:
    """Whether the copy of the boot sector is that of a volume To Go, by which it is known when the boot
    sector is damaged. The boot sector of another volume, where that was formatted since, is another one.
    """
    boot, copy = _sector_or_none(read, 0), _sector_or_none(read, _COPY_SECTOR)
    if copy[_GUID_PLACES[1] : _GUID_PLACES[1] + len(_NO_GUID)] != _NO_GUID or copy[0x52:0x57] != b"FAT32":
        return False
    return boot[510:] != b"\x55\xaa" or all(boot[part] == copy[part] for part in _SAME)


def _sector_or_none(read: Read, number: int) -> bytes:
    """Without bytes where it cannot be read, which is damage of the kind that is asked about."""
    try:
        return read(number * 512, 512)
    except EvidenceUnreadable:
        return b""


def read_bitlocker(read: Read) -> BitLocker:
    """The first of the three copies of the metadata that can be read and is whole; raise EvidenceUnreadable
    where none is. Where the first sector does not tell their places, they are looked for.
    """
    head = _sector_or_none(read, 0)
    if not is_bitlocker(head):
        return _read_by_search(read)
    guid_at = _guid_place(head)
    trouble: EvidenceUnreadable | None = None
    for place in _metadata_places(head, guid_at):
        try:
            return _read_block(read, place, head, guid_at)
        except EvidenceUnreadable as found:
            trouble = trouble or found
    raise EvidenceUnreadable(
        f"None of the three copies of the BitLocker metadata can be read: {trouble}"
    ) from trouble


def _read_by_search(read: Read) -> BitLocker:
    """By the first block that stands where it says itself that one stands."""
    is_to_go = is_to_go_copy(read)
    for place in _searched_places(read, (0, _SEARCHED_BYTES) if is_to_go else _USUAL_PLACES):
        try:
            found = _read_block(read, place, b"", None)
        except EvidenceUnreadable:  # none there, or one that is damaged too: there are three
            continue
        if place in found.metadata_places and found.version > 1:
            return replace(found, is_to_go=is_to_go)
    raise EvidenceUnreadable("no copy of the metadata was found.")


def _searched_places(read: Read, within: tuple[int, int]) -> Iterator[int]:
    for start in range(*within, _SEARCH_STEP):
        try:
            piece = read(start, _SEARCH_STEP)
        except EvidenceUnreadable:  # what cannot be read cannot be used either
            continue
        at = piece.find(_SIGNATURE)
        while at >= 0:
            if at % 512 == 0:
                yield start + at
            at = piece.find(_SIGNATURE, at + 1)


def _metadata_places(head: bytes, guid_at: int | None) -> tuple[int, ...]:
    if guid_at is not None:
        return struct.unpack_from("<3Q", head, guid_at + 16)
    # Windows Vista: the cluster of the first copy stands where NTFS keeps that of the MFT's mirror
    cluster_bytes = _sector_bytes(head) * head[13]
    first = int.from_bytes(head[0x38:0x40], "little") * cluster_bytes
    return (first,)


def _sector_bytes(head: bytes) -> int:
    said = int.from_bytes(head[11:13], "little")
    return said if said in (512, 1024, 2048, 4096) else 512


def _read_block(read: Read, place: int, head: bytes, guid_at: int | None) -> BitLocker:
    block = read(place, _MOST_METADATA_BYTES)
    if block[:8] != _SIGNATURE or len(block) < _BLOCK_HEAD + 48:
        raise EvidenceUnreadable(f"there is no metadata block at byte {place:,} of the volume.")
    version, now, then = struct.unpack_from("<10xHHH", block)
    volume_bytes, header_sectors = struct.unpack_from("<16xQ4xI", block)
    places = struct.unpack_from("<32x3Q", block)
    moved = struct.unpack_from("<56xQ", block)[0]
    size, _version, head_size = struct.unpack_from("<3I", block, _BLOCK_HEAD)
    method, created = struct.unpack_from("<36xIQ", block, _BLOCK_HEAD)
    if not head_size <= size <= len(block) - _BLOCK_HEAD or version not in (1, 2):
        raise EvidenceUnreadable(f"the metadata block at byte {place:,} of the volume is damaged.")
    entries = tuple(entries_of(block[_BLOCK_HEAD + head_size : _BLOCK_HEAD + size]))
    sector_bytes = _sector_bytes(head)
    header_place, header_bytes = _moved_header(entries, (moved, header_sectors * sector_bytes))
    return BitLocker(
        identifier=guid_words(block[_BLOCK_HEAD + 16 : _BLOCK_HEAD + 32]),
        description=_description(entries),
        created=_filetime(created),
        method=method & 0xFFFF,
        version=version,
        is_to_go=guid_at == _GUID_PLACES[1],
        is_used_space_only=guid_at is not None and head[guid_at : guid_at + 16] == _USED_SPACE_ONLY,
        states=(now, then),
        sector_bytes=sector_bytes,
        volume_bytes=volume_bytes if version > 1 else None,
        metadata_places=places,
        header_place=header_place if version > 1 else 0,
        header_bytes=header_bytes if version > 1 else 0,
        mirror_cluster=moved if version == 1 else 0,
        protectors=tuple(_protectors(entries)),
        sealed_key=next((e.data for e in entries if (e.kind, e.value) == (ENTRY_FVEK, VALUE_SEALED)), None),
    )


def entries_of(data: bytes) -> Iterator[Entry]:
    """The entries that `data` is made of; it ends with the first that cannot be one."""
    offset = 0
    while offset + _ENTRY.size <= len(data):
        size, kind, value, _version = _ENTRY.unpack_from(data, offset)
        if size < _ENTRY.size or offset + size > len(data):
            return
        yield Entry(kind=kind, value=value, data=data[offset + _ENTRY.size : offset + size])
        offset += size


def _moved_header(entries: tuple[Entry, ...], otherwise: tuple[int, int]) -> tuple[int, int]:
    """(place, length) of the moved first sectors: of its own entry, where there is one."""
    for entry in entries:
        if (entry.kind, entry.value) == (ENTRY_HEADER, VALUE_PLACE) and len(entry.data) >= 16:
            place, length = struct.unpack_from("<QQ", entry.data)
            return place, length
    return otherwise


def _protectors(entries: tuple[Entry, ...]) -> Iterator[Protector]:
    for entry in entries:
        if (entry.kind, entry.value) == (ENTRY_VMK, VALUE_VMK) and len(entry.data) >= 28:
            yield Protector(
                key_id=guid_words(entry.data[:16]),
                kind=int.from_bytes(entry.data[26:28], "little"),
                entries=tuple(entries_of(entry.data[28:])),
            )


def _description(entries: tuple[Entry, ...]) -> str | None:
    for entry in entries:
        if (entry.kind, entry.value) == (ENTRY_NAME, VALUE_TEXT):
            return entry.data.decode("utf-16-le", "replace").rstrip("\0") or None
    return None


def guid_words(raw: bytes) -> str:
    """As Windows writes one."""
    return str(uuid.UUID(bytes_le=raw)).upper()


def _filetime(ticks: int) -> datetime | None:
    """`None` for none, and for one beyond the calendar."""
    if not 0 < ticks < 2_500_000_000_000_000_000:
        return None
    return _FILETIME_EPOCH + timedelta(microseconds=ticks // 10)
