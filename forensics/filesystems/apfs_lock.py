"""What a container keeps of the keys of one encrypted volume, read without a secret.

Source: Apple, "Apple File System Reference" (2020-06-22), "Encryption" and "nx_superblock_t".
"""

from collections.abc import Sequence

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.apfs_blocks import checksum
from forensics.filesystems.apfs_container import Container
from forensics.filesystems.apfs_volume import ApfsVolume
from forensics.locks.apfs import (
    CONTAINER_BAG,
    HINT,
    UNLOCK_RECORD,
    VOLUME_BAG,
    VOLUME_KEY,
    ApfsLock,
    BagEntry,
    Opener,
    bag_entries,
    opener_of,
    place_of_bag,
    plain_bag,
    unpacked_key,
)
from forensics.paths import display_text

_MOST_BAG_BLOCKS = 256  # of 4 KiB: macOS uses one
_LONGEST_HINT = 100
_BOUND_TO_CHIP = (
    "Encrypted with APFS encryption by keys that never leave the security chip of its Mac (T2 or Apple "
    "silicon): nothing but that Mac can read it."
)
_KEY_A_FILE = (
    "Encrypted with APFS encryption, each file by a key of its own; this version cannot open such a volume."
)
_CHANGING = (
    "Encrypted with APFS encryption, which was being turned on or off; this version cannot open a volume in "
    "that state."
)
_SEALED = "Encrypted with APFS encryption and sealed; this version cannot open a volume that is both."


def lock_of(container: Container, volume: ApfsVolume) -> ApfsLock:
    """Raise EvidenceUnreadable where the keys are damaged or cannot be read."""
    bound = _bound_words(container, volume)
    if bound is not None:
        return ApfsLock(bound_words=bound)
    first, blocks = container.keys_place()
    if not blocks:
        return ApfsLock()
    in_container = _bag(container, first, blocks, uuid=container.uuid, kind=CONTAINER_BAG)
    of_volume = {each.tag: each for each in in_container if each.uuid == volume.uuid}
    if VOLUME_KEY not in of_volume or UNLOCK_RECORD not in of_volume:
        return ApfsLock()
    place = place_of_bag(of_volume[UNLOCK_RECORD])
    records = _bag(container, *place, uuid=volume.uuid, kind=VOLUME_BAG)
    openers, damaged = _openers(records, volume.uuid)
    volume_key = unpacked_key(of_volume[VOLUME_KEY].data)
    if volume_key.is_bound or (openers and all(opener.key.is_bound for opener in openers)):
        return ApfsLock(bound_words=_BOUND_TO_CHIP)
    return ApfsLock(volume_key=volume_key, openers=openers, damaged=damaged)


def _bound_words(container: Container, volume: ApfsVolume) -> str | None:
    """Why no secret opens the volume here."""
    if not volume.has_one_key:
        return _KEY_A_FILE
    if not container.encrypts_in_software:
        return _BOUND_TO_CHIP
    if volume.is_rolling:
        return _CHANGING
    return _SEALED if volume.is_sealed else None


def _bag(container: Container, first: int, blocks: int, *, uuid: bytes, kind: int) -> tuple[BagEntry, ...]:
    if blocks > _MOST_BAG_BLOCKS:
        raise EvidenceUnreadable("The bag of keys is impossibly large.")
    sealed = container.blocks.raw(first, blocks)
    bag = plain_bag(sealed, uuid, place=first * container.blocks.block_bytes)
    if int.from_bytes(bag[:8], "little") != checksum(bag):
        raise EvidenceUnreadable("The bag of keys fails its checksum.")
    return bag_entries(bag, kind=kind)


def _openers(records: Sequence[BagEntry], volume: bytes) -> tuple[tuple[Opener, ...], int]:
    """What opens the volume, and how many records are damaged."""
    found: list[Opener] = []
    damaged = 0
    for entry in records:
        if entry.tag == UNLOCK_RECORD:
            try:
                found.append(opener_of(entry, volume=volume, hint=_hint(records, entry.uuid)))
            except EvidenceUnreadable:
                damaged += 1
    return tuple(found), damaged


def _hint(records: Sequence[BagEntry], uuid: bytes) -> str | None:
    """What a person wrote to remember the password by."""
    raw = next((each.data for each in records if each.tag == HINT and each.uuid == uuid), b"")
    return display_text(raw.partition(b"\0")[0][:_LONGEST_HINT]) or None
