"""BitLocker volumes, opened with a password, a recovery key, a startup key file or their own clear key.

Sources: [BDE] libbde, "BitLocker Drive Encryption (BDE) format": "Key protection", "Stretch key", "AES-CCM
encrypted key", "External key file (.BEK)", and "Decrypting data".
"""

from collections.abc import Iterator
from typing import Final

from forensics.images import EvidenceImage
from forensics.layers.decrypted import DecryptedLayer, Stretch
from forensics.locks import CLEAR_KEY, Key, NotUnlocked
from forensics.locks import bitlocker as metadata
from forensics.locks.bitlocker import BitLocker, read_bitlocker
from forensics.locks.bitlocker_keys import volume_key
from forensics.locks.sectors import CbcSectors, DiffusedSectors, Numbering, PlainSectors, Sectors, XtsSectors

LAYER: Final = "BitLocker, unlocked"
_METADATA_BYTES: Final = {1: 0x4000, 2: 0x10000}  # kept for each copy, by version
_VISTA_PLAIN_BYTES: Final = 0x2000  # the first 16 sectors are not encrypted


def open_bitlocker(
    image: EvidenceImage, key: Key, *, offset_bytes: int, length_bytes: int
) -> tuple[DecryptedLayer, BitLocker, str]:
    """The plain volume, what its metadata tell, and the ID of the protector that opened it. Raise NotUnlocked
    where `key` does not open it, EvidenceUnreadable where the metadata cannot be read.
    """

    def read(offset: int, length: int) -> bytes:
        return image.read(offset_bytes + offset, max(0, min(length, length_bytes - offset)))

    lock = read_bitlocker(read)
    sectors, key_id = _unlocked(lock, key)
    layer = DecryptedLayer(
        image,
        sectors,
        base=offset_bytes,
        stretches=tuple(_stretches(lock, length_bytes)),
        head=_shown_head(lock, read),
    )
    return layer, lock, key_id


def _unlocked(lock: BitLocker, key: Key) -> tuple[Sectors, str]:
    if lock.states == metadata.DECRYPTED and key.means == CLEAR_KEY:
        return PlainSectors(), ""
    key_of_volume, protector = volume_key(lock, key)
    return _sectors(lock, key_of_volume), protector.key_id


def _sectors(lock: BitLocker, key: bytes) -> Sectors:
    if lock.method not in metadata.METHODS:
        raise NotUnlocked(f"This version cannot read BitLocker's encryption {lock.method_words}.")
    _name, key_bytes = metadata.METHODS[lock.method]
    if len(key) < (64 if lock.method in (0x8000, 0x8001) else key_bytes):
        raise NotUnlocked("The key in the metadata of this BitLocker volume is too short for its encryption.")
    unit = lock.sector_bytes
    if lock.method in (0x8004, 0x8005):
        return XtsSectors(key[:key_bytes], unit_bytes=unit, numbered_by=unit)
    if lock.method in (0x8002, 0x8003):
        numbering = Numbering(key[:key_bytes], numbered_by=1)
        return CbcSectors(key[:key_bytes], numbering=numbering, unit_bytes=unit)
    return DiffusedSectors(key[:key_bytes], key[32 : 32 + key_bytes], unit_bytes=unit)


def _stretches(lock: BitLocker, length_bytes: int) -> Iterator[Stretch]:
    """The plain volume: its first sectors from where they were moved, zeros where the metadata lie, the rest
    in its own place.
    """
    size = length_bytes - length_bytes % lock.sector_bytes
    if lock.volume_bytes is not None and lock.volume_bytes > size:
        size = lock.volume_bytes  # cut off: what is missing is told when it is read
    encrypted = _encrypted_bytes(lock, size)
    start = 0
    if lock.version == 1:
        start = min(_VISTA_PLAIN_BYTES, size)
        yield Stretch(start=0, length_bytes=start, place=0, is_encrypted=False)
    elif lock.header_bytes:
        start = min(_aligned(lock.header_bytes, lock), size)
        is_encrypted = lock.header_place < encrypted
        yield Stretch(start=0, length_bytes=start, place=lock.header_place, is_encrypted=is_encrypted)
    for place, length in _hidden(lock, size):
        if place > start:
            yield from _in_place(start, place, encrypted)
        if place + length > start:
            hidden_from = max(place, start)
            yield Stretch(start=hidden_from, length_bytes=place + length - hidden_from, place=None)
            start = place + length
    yield from _in_place(start, size, encrypted)


def _aligned(length: int, lock: BitLocker) -> int:
    return -(-length // lock.sector_bytes) * lock.sector_bytes


def _encrypted_bytes(lock: BitLocker, size: int) -> int:
    """How far encryption has come; raise NotUnlocked where that cannot be told."""
    if lock.is_used_space_only and lock.states not in (metadata.ENCRYPTED, metadata.DECRYPTED):
        raise NotUnlocked(
            "This BitLocker volume was being encrypted or decrypted, used space only; this version cannot "
            "tell which of its sectors are encrypted."
        )
    if lock.states == metadata.DECRYPTED:
        return 0
    return size if lock.volume_bytes is None else lock.volume_bytes


def _hidden(lock: BitLocker, size: int) -> Iterator[tuple[int, int]]:
    """(place, length) of what the lock keeps for itself, in order, inside the volume."""
    kept = [(place, _METADATA_BYTES[lock.version]) for place in lock.metadata_places]
    if lock.header_bytes:
        kept.append((lock.header_place, _aligned(lock.header_bytes, lock)))
    for place, length in sorted(kept):
        if 0 < place < size and place % lock.sector_bytes == 0:
            yield place, min(length, size - place)


def _in_place(start: int, end: int, encrypted: int) -> Iterator[Stretch]:
    middle = min(max(start, encrypted), end)
    if start < middle:
        yield Stretch(start=start, length_bytes=middle - start, place=start)
    if middle < end:
        yield Stretch(start=middle, length_bytes=end - middle, place=middle, is_encrypted=False)


def _shown_head(lock: BitLocker, read: metadata.Read) -> bytes:
    """What stands first in the plain volume: Windows Vista wrote over two fields of the boot sector."""
    if lock.version != 1:
        return b""
    head = read(0, lock.sector_bytes)
    return head[:3] + b"NTFS    " + head[11:0x38] + lock.mirror_cluster.to_bytes(8, "little") + head[0x40:]
