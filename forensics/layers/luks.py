"""LUKS1 and LUKS2 volumes, opened with a passphrase or a key file."""

from typing import Final

from forensics.images import EvidenceImage
from forensics.layers.decrypted import DecryptedLayer, Stretch
from forensics.locks import KEY_FILE, PASSWORD, Key, NotUnlocked
from forensics.locks.luks import Luks, Segment, read_luks
from forensics.locks.luks_keys import sectors_of, volume_key

LAYER: Final = "LUKS, unlocked"


def open_luks(
    image: EvidenceImage, key: Key, *, offset_bytes: int, length_bytes: int
) -> tuple[DecryptedLayer, Luks, int]:
    """The plain volume, what its header tells, and the number of the key slot that opened it. Raise
    NotUnlocked where `key` opens none, EvidenceUnreadable where the header cannot be read.
    """

    def read(offset: int, length: int) -> bytes:
        return image.read(offset_bytes + offset, max(0, min(length, length_bytes - offset)))

    if key.means not in (PASSWORD, KEY_FILE):
        raise NotUnlocked(f"LUKS does not open with a {key.means.replace('-', ' ')}.")
    lock = read_luks(read)
    segment = _the_segment(lock)
    key_of_volume, slot = volume_key(lock, key.secret, read)
    sectors = sectors_of(
        segment.cipher, key_of_volume, unit_bytes=segment.sector_bytes, first_number=segment.first_number
    )
    layer = DecryptedLayer(
        image,
        sectors,
        base=offset_bytes,
        stretches=(_stretch(segment, length_bytes),),
        counts_from=segment.place,
    )
    return layer, lock, slot


def _the_segment(lock: Luks) -> Segment:
    if len(lock.segments) != 1 or not lock.segments[0].is_plainly_encrypted:
        raise NotUnlocked(
            "This LUKS2 volume has integrity tags, or its re-encryption was under way; this version cannot "
            "open it."
        )
    return lock.segments[0]


def _stretch(segment: Segment, length_bytes: int) -> Stretch:
    left = max(0, length_bytes - segment.place)
    size = left if segment.length_bytes is None else segment.length_bytes
    return Stretch(start=0, length_bytes=size - size % segment.sector_bytes, place=segment.place)
