"""Encrypted APFS volumes: what they tell without a secret, what opens them, and the files that come out."""

import io
import random
import struct

import pyfsapfs
import pytest

from forensics.entries import Content, Fault, FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import open_file_system
from forensics.filesystems.apfs import ApfsFileSystem
from forensics.images import Volume, VolumeState
from forensics.layers import LayeredImage, place_of, space_of
from forensics.locks import KEY_FILE, PASSWORD, RECOVERY_KEY, Key, NotUnlocked, apfs_keys
from forensics.locks.sectors import XtsSectors
from forensics.paths import EvidencePath
from forensics.volumes import VolumeMap, map_volumes
from forensics.volumes.layered import with_layers
from forensics.volumes.unlocking import left_shut, unlock, unlock_again
from tests.evidence import apfs_locked_builder as built
from tests.evidence.apfs_builder import BLOCK, VOLUME_UUID, Planted, an_apfs_container, resealed
from tests.evidence.builders import MediaOfBytes
from tests.evidence.test_apfs import CONTENT, FILES, compressed

KEY = Key(means=PASSWORD, secret=built.PASSWORD.encode())
KEYS = (
    KEY,
    Key(means=PASSWORD, secret=built.USER_PASSWORD.encode()),
    Key(means=RECOVERY_KEY, secret=built.RECOVERY_KEY.lower().replace("-", " ").encode()),
)
FEW = {"hello.txt": FILES["hello.txt"], "deep/er/picture.jpg": FILES["deep/er/picture.jpg"]}


def looked_at(data: bytes) -> tuple[LayeredImage, VolumeMap]:
    image = LayeredImage(MediaOfBytes(data))
    return image, with_layers(image, map_volumes(image))


def opened(data: bytes, key: Key = KEY) -> tuple[ApfsFileSystem, LayeredImage, Volume]:
    image, mapped = looked_at(data)
    volume = unlock(image, mapped, 1, key)[0].volumes[2]
    file_system = open_file_system(space_of(image, volume.offset_bytes), volume)
    assert isinstance(file_system, ApfsFileSystem)
    return file_system, image, volume


def walked(file_system: ApfsFileSystem) -> dict[tuple[bytes, bytes | None], FileEntry]:
    found = list(file_system.entries())
    assert not [each for each in found if isinstance(each, Fault)]
    return {(each.path.raw, each.stream): each for each in found if isinstance(each, FileEntry)}


def content_of(file_system: ApfsFileSystem, entry: FileEntry) -> bytes:
    return b"".join(file_system.chunks(entry.address, entry.size_bytes, allocated=True))


def test_a_locked_volume_says_what_opens_it() -> None:
    _image, mapped = looked_at(built.a_locked_container(FEW))
    locked = mapped.volumes[1]
    assert (locked.state, locked.file_system) == (VolumeState.LOCKED, "APFS encryption")
    assert locked.reason == (
        "Encrypted with APFS encryption (FileVault), which opens with: password of the disk "
        '(hint: "the bird"), password of a user, personal recovery key; without its key nothing inside can '
        "be read."
    )
    assert [fault.reason for fault in mapped.faults] == [locked.reason]


def test_a_long_key_that_a_short_one_wraps_opens_too() -> None:
    file_system, _image, _volume = opened(built.a_locked_container(FEW, keys=built.Keys(is_mixed=True)))
    assert content_of(file_system, walked(file_system)[b"/hello.txt", None]) == b"meet at nine"


@pytest.mark.parametrize("key", KEYS, ids=["disk", "user", "recovery key"])
@pytest.mark.parametrize("is_short", [False, True], ids=["256 bits", "from CoreStorage"])
def test_passwords_and_the_recovery_key_open_it(key: Key, is_short: bool) -> None:
    image, mapped = looked_at(built.a_locked_container(FEW, keys=built.Keys(is_short=is_short)))
    after, opened_by = unlock(image, mapped, 1, key)
    volume = after.volumes[2]
    assert after.volumes[:2] == mapped.volumes
    assert (volume.state, volume.file_system, volume.label) == (VolumeState.READABLE, "APFS", "Evidence")
    assert (volume.within, volume.layer, volume.layer_key) == (1, "APFS volume, unlocked", VOLUME_UUID.hex())
    assert opened_by is not None
    assert len(opened_by) == 36


@pytest.mark.parametrize("moved", [0, 5], ids=["in their places", "moved since"])
@pytest.mark.parametrize("is_short", [False, True], ids=["256 bits", "from CoreStorage"])
def test_all_files_are_those_that_libfsapfs_reads(moved: int, is_short: bool) -> None:
    data = built.a_locked_container(
        {**FILES, "packed": compressed()["deflate fork"]}, keys=built.Keys(is_short=is_short), moved=moved
    )
    file_system, image, _volume = opened(data)
    entries = walked(file_system)
    container = pyfsapfs.container()
    container.open_file_object(io.BytesIO(data))
    reference = container.get_volume(0)
    reference.set_recovery_password(built.RECOVERY_KEY)
    assert reference.unlock()

    compared = 0
    for entry in entries.values():
        if entry.content is Content.PRESENT and entry.stream is None:
            theirs = reference.get_file_entry_by_identifier(entry.address.meta_addr)
            assert theirs.size == entry.size_bytes
            assert content_of(file_system, entry) == theirs.read_buffer_at_offset(entry.size_bytes, 0)
            compared += 1
    assert compared > 200
    assert content_of(file_system, entries[b"/hello.txt", b"user.long"]) == b"z" * 9_000
    _hold_extents(image, entries[b"/deep/er/picture.jpg", None], moved)
    census = file_system.census()
    assert census is not None
    assert census.in_use == census.met


def _hold_extents(image: LayeredImage, entry: FileEntry, moved: int) -> None:
    """Where a content lies in its place, its bytes can be read there in plain, by other threads too."""
    if moved:
        assert entry.extents is None
        return
    assert entry.extents is not None
    (extent,) = entry.extents
    assert extent.offset_bytes is not None
    assert place_of(extent.offset_bytes)[0] == 2
    for each in (image, image.for_thread()):
        assert each.read(extent.offset_bytes, len(CONTENT)) == CONTENT


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (Key(means=PASSWORD, secret=b"wrong"), "This password does not open the APFS volume."),
        (Key(means=PASSWORD, secret=built.RECOVERY_KEY.encode()), "This password does not open"),
        (Key(means=RECOVERY_KEY, secret=b"AAAA-" * 5 + b"AAAA"), "This recovery key does not open"),
        (Key(means=RECOVERY_KEY, secret=b"AAAA-BBBB"), "six groups of four letters and digits"),
        (Key(means=KEY_FILE, secret=b"x"), "does not open with a key file"),
    ],
)
def test_a_wrong_secret_is_one_sentence(key: Key, told: str) -> None:
    image, mapped = looked_at(built.a_locked_container(FEW))
    with pytest.raises(NotUnlocked, match=told):
        unlock(image, mapped, 1, key)


def test_what_opened_once_opens_again_as_the_same_volume_or_stays_shut() -> None:
    data = built.a_locked_container(FEW)
    image, mapped = looked_at(data)
    rows = unlock(image, mapped, 1, KEY)[0].volumes[2:]
    image, mapped = looked_at(data)
    assert unlock_again(image, mapped, 1, KEYS[2], rows=rows).volumes[2:] == rows
    assert left_shut(mapped, rows).volumes[2].state == VolumeState.LOCKED


def _patched(data: bytes, *, place: int, form: str, value: int, blocks: tuple[int, ...]) -> bytes:
    changed = bytearray(data)
    for block in blocks:
        struct.pack_into(form, changed, block * BLOCK + place, value)
        resealed(changed, block)
    return bytes(changed)


def _superblock_of_volume(data: bytes) -> int:
    return next(at // BLOCK for at in range(0, len(data), BLOCK) if data[at + 32 : at + 36] == b"APSB")


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [(264, 0, "each file by a key of its own"), (976, 77, "turned on or off"), (56, 0x22, "sealed")],
    ids=["a key a file", "rolling", "sealed"],
)
def test_what_no_secret_opens_here_is_named(place: int, value: int, told: str) -> None:
    data = built.a_locked_container(FEW)
    data = _patched(data, place=place, form="<Q", value=value, blocks=(_superblock_of_volume(data),))
    image, mapped = looked_at(data)
    assert mapped.volumes[1].state == VolumeState.LOCKED
    assert told in (mapped.volumes[1].reason or "")
    with pytest.raises(NotUnlocked, match=told):
        unlock(image, mapped, 1, KEY)


def test_a_volume_of_a_macs_own_chip_is_named_where_it_is_locked_and_read_where_the_mac_opened_it() -> None:
    locked = _patched(built.a_locked_container(FEW), place=1264, form="<Q", value=0, blocks=built.SUPERBLOCKS)
    volume = looked_at(locked)[1].volumes[1]
    assert volume.state == VolumeState.LOCKED
    assert "security chip" in (volume.reason or "")
    plain = an_apfs_container(FEW, is_encrypted=True)
    plain = _patched(plain, place=1264, form="<Q", value=0, blocks=built.SUPERBLOCKS)
    image, mapped = looked_at(plain)
    assert mapped.volumes[1].state == VolumeState.READABLE
    file_system = open_file_system(image, mapped.volumes[1])
    assert isinstance(file_system, ApfsFileSystem)
    assert content_of(file_system, walked(file_system)[b"/hello.txt", None]) == b"meet at nine"


@pytest.mark.parametrize("is_of_volume", [True, False], ids=["volume key", "unlock record"])
def test_keys_that_a_chip_has_a_part_in_are_named_and_not_tried(is_of_volume: bool) -> None:
    bound = built.Keys(is_bound=True)
    record = built.a_record(VOLUME_UUID, built.PASSWORD, bound)
    keys = bound if is_of_volume else built.Keys()
    image, mapped = looked_at(
        built.a_locked_container(FEW, keys=keys, openers=() if is_of_volume else [record])
    )
    assert "security chip" in (mapped.volumes[1].reason or "")
    with pytest.raises(NotUnlocked, match="security chip"):
        unlock(image, mapped, 1, KEY)


def test_a_key_bag_that_is_damaged_is_told_and_tried_no_further() -> None:
    data = bytearray(built.a_locked_container(FEW))
    data[-BLOCK + 100] ^= 1
    image, mapped = looked_at(bytes(data))
    assert "whose keys cannot be read" in (mapped.volumes[1].reason or "")
    with pytest.raises(EvidenceUnreadable, match="checksum"):
        unlock(image, mapped, 1, KEY)


def test_keys_that_ask_for_too_much_work_are_refused() -> None:
    keys = built.Keys()
    heavy = built.a_record(VOLUME_UUID, built.PASSWORD, keys, rounds=apfs_keys.MOST_ROUNDS + 1)
    image, mapped = looked_at(built.a_locked_container(FEW, openers=[heavy]))
    with pytest.raises(NotUnlocked, match="impossible amount of work"):
        unlock(image, mapped, 1, KEY)


def test_a_volume_without_a_recovery_key_says_what_opens_it() -> None:
    keys = built.Keys()
    image, mapped = looked_at(
        built.a_locked_container(FEW, openers=[built.a_record(built.INSTITUTION_UUID, "x", keys)])
    )
    with pytest.raises(NotUnlocked, match="it opens with: recovery key of an institution"):
        unlock(image, mapped, 1, KEY)


def test_a_content_whose_record_names_no_first_place_is_a_fault_and_never_other_bytes() -> None:
    file_system, _image, volume = opened(
        built.a_locked_container({"a": Planted(content=b"a" * 100)}, moved=-1)
    )
    del volume
    entry = walked(file_system)[b"/a", None]
    assert content_of(file_system, entry) == b"a" * 100
    data = built.a_locked_container({"a": Planted(content=b"a" * 100)}, moved=-17)
    found = list(opened(data)[0].entries())
    assert any(
        isinstance(each, Fault) and each.path == EvidencePath(b"/a") and "how it is encrypted" in each.reason
        for each in found
    )


def test_damage_of_the_keys_ends_in_sentences() -> None:
    """Changed bags have the right checksum, so that what they say is looked at."""
    whole, chance = built.a_locked_container(FEW), random.Random(3)
    place = len(whole) // BLOCK - 1
    for block, uuid in ((place - 1, built.CONTAINER_UUID), (place, VOLUME_UUID)):
        for _ in range(20):
            data = bytearray(whole)
            built.damage_bag(data, block, uuid=uuid, chance=chance)
            image, mapped = looked_at(bytes(data))
            try:
                unlock(image, mapped, 1, KEY)
            except (NotUnlocked, EvidenceUnreadable):
                continue


def test_an_unlock_record_that_is_damaged_is_counted_and_not_tried() -> None:
    keys = built.Keys()
    damaged = bytearray(built.a_record(VOLUME_UUID, built.PASSWORD, keys))
    damaged[-10] ^= 1  # of the salt: only the checksum of the packed key tells
    other = built.a_record(built.USER, built.USER_PASSWORD, keys)
    for openers in ([bytes(damaged)], [bytes(damaged), other]):
        image, mapped = looked_at(built.a_locked_container(FEW, openers=openers))
        with pytest.raises(NotUnlocked, match="damaged and could not be tried: 1"):
            unlock(image, mapped, 1, KEY)


def test_few_sectors_and_many_are_decrypted_alike() -> None:
    sectors, data = XtsSectors(bytes(range(64)), first_number=3), random.Random(5).randbytes(40 * 512)
    many = sectors.plain(data, place=7 * 512)
    few = [sectors.plain(data[at : at + 1024], place=7 * 512 + at) for at in range(0, len(data), 1024)]
    assert b"".join(few) == many


def test_of_many_openers_some_are_told() -> None:
    keys = built.Keys()
    entries = [
        entry
        for number in range(1, 13)
        for entry in (
            built.a_record(bytes([number] * 16), "x", keys),
            built.an_entry(bytes([number] * 16), 4, b"hint %d" % number),
        )
    ]
    reason = looked_at(built.a_locked_container(FEW, openers=entries))[1].volumes[1].reason or ""
    assert 'password of a user (hint: "hint 8"), 4 more; without' in reason
