"""BitLocker: what a volume tells without a key, what opens it, and the bytes that come out."""

import hashlib
import io
import json
import lzma
import random
import struct
from contextlib import suppress
from pathlib import Path

import pytest

from forensics.errors import EvidenceUnreadable
from forensics.images import VolumeState
from forensics.layers import LayeredImage
from forensics.layers.bitlocker import open_bitlocker
from forensics.layers.decrypted import DecryptedLayer
from forensics.locks import (
    CLEAR_KEY,
    KEY_FILE,
    PASSWORD,
    RECOVERY_KEY,
    Key,
    NotUnlocked,
    bitlocker,
    bitlocker_keys,
)
from forensics.reader.protocol import OpenEvidence, Unlock, Unlocking
from forensics.volumes import map_volumes
from forensics.volumes.unlocking import left_shut, unlock, unlock_again
from tests.evidence import bitlocker_builder as built
from tests.evidence.builders import MediaOfBytes

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "images" / "open" / "images"
METHODS = sorted(built.KEY_BYTES)
SALT = bytes(range(16))
ROUNDS = 64  # a real volume has a million


def opened(volume: bytes, key: Key) -> DecryptedLayer:
    layer, _lock, _by = open_bitlocker(MediaOfBytes(volume), key, offset_bytes=0, length_bytes=len(volume))
    return layer


def stretched(first: bytes) -> bytes:
    digest = bytes(32)
    for number in range(ROUNDS):
        digest = hashlib.sha256(digest + first + SALT + struct.pack("<Q", number)).digest()
    return digest


@pytest.mark.parametrize("method", METHODS, ids=hex)
def test_every_method_gives_the_plain_sectors(method: int) -> None:
    layer, plain = opened(built.a_bitlocker_volume(method), Key(means=CLEAR_KEY)), built.the_plain_volume()
    for number in built.SECTORS_USED:
        at = number * built.SECTOR
        assert layer.read(at, built.SECTOR) == plain[at : at + built.SECTOR]
    assert layer.read(5, 20) == plain[5:25]
    assert layer.read(built.METADATA[0], built.METADATA_BYTES) == bytes(built.METADATA_BYTES)


@pytest.mark.parametrize("method", METHODS, ids=hex)
def test_libbde_reads_the_same_bytes(method: int) -> None:
    pybde = pytest.importorskip("pybde", reason="libbde is the second opinion on BitLocker")
    volume = built.a_bitlocker_volume(method)
    reference = pybde.volume()
    reference.open_file_object(io.BytesIO(volume))
    reference.unlock()
    assert opened(volume, Key(means=CLEAR_KEY)).read(0, len(volume)) == reference.read_buffer_at_offset(
        len(volume), 0
    )


def test_a_password_a_recovery_key_and_a_startup_key_open_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bitlocker_keys, "_STRETCHES", ROUNDS)
    words = "-".join(f"{number * 11:06}" for number in range(1000, 9000, 1000))
    of_words = hashlib.sha256(struct.pack("<8H", *range(1000, 9000, 1000))).digest()
    of_password = hashlib.sha256(hashlib.sha256("Möwe".encode("utf-16-le")).digest()).digest()
    external = bytes(range(7, 39))
    volume = built.a_bitlocker_volume(
        0x8004,
        protectors=(
            built.a_protector(0x2000, stretched(of_password), salt=SALT),
            built.a_protector(0x800, stretched(of_words), salt=SALT),
            built.a_protector(0x200, external),
        ),
    )
    for key in (
        Key(means=PASSWORD, secret="Möwe".encode()),
        Key(means=RECOVERY_KEY, secret=words.encode()),
        Key(means=RECOVERY_KEY, secret=words.replace("-", "").encode()),
        Key(means=KEY_FILE, secret=built.a_startup_key_file(external)),
    ):
        assert opened(volume, key).read(3, 8) == b"NTFS    "
    for wrong, words_of_it in (
        (Key(means=PASSWORD, secret=b"Moewe"), "does not open"),
        (Key(means=RECOVERY_KEY, secret=words.replace("011000", "022000").encode()), "does not open"),
        (Key(means=RECOVERY_KEY, secret=words.replace("022000", "022001").encode()), "Group 2"),
        (Key(means=RECOVERY_KEY, secret=b"1-2"), "eight groups"),
        (Key(means=KEY_FILE, secret=b"not a key"), "startup key"),
        (Key(means=CLEAR_KEY), "opens with: password, recovery key"),
    ):
        with pytest.raises(NotUnlocked, match=words_of_it):
            opened(volume, wrong)


def test_a_volume_tells_what_opens_it() -> None:
    volume = built.a_bitlocker_volume(
        0x8005, protectors=(built.a_protector(0x2000, bytes(32)), built.a_protector(0x800, bytes(32)))
    )
    (told,) = map_volumes(MediaOfBytes(volume)).volumes
    assert (told.state, told.file_system) == (VolumeState.LOCKED, "BitLocker")
    assert told.reason == (
        "Encrypted with BitLocker (XTS-AES 256), which opens with: password, "
        "recovery key (ID 00000000-0000-0000-0000-000000000000); without its key nothing inside can be read."
    )


def test_suspended_protection_is_told() -> None:
    (told,) = map_volumes(MediaOfBytes(built.a_bitlocker_volume(0x8002))).volumes
    assert "protection is suspended: it opens with its clear key" in str(told.reason)


def test_what_was_not_encrypted_yet_is_read_as_it_lies() -> None:
    volume = built.a_bitlocker_volume(0x8002, encrypted_bytes=600 * built.SECTOR, state=2)
    layer, plain = opened(volume, Key(means=CLEAR_KEY)), built.the_plain_volume()
    for number in (200, 700, 1023):
        at = number * built.SECTOR
        assert layer.read(at, built.SECTOR) == plain[at : at + built.SECTOR]


def test_one_copy_of_the_metadata_is_enough_and_none_is_said() -> None:
    volume = bytearray(built.a_bitlocker_volume(0x8004))
    for place in built.METADATA[:2]:
        volume[place : place + 512] = bytes(512)
    assert opened(bytes(volume), Key(means=CLEAR_KEY)).read(3, 4) == b"NTFS"
    volume[built.METADATA[2] : built.METADATA[2] + 512] = bytes(512)
    with pytest.raises(EvidenceUnreadable, match="None of the three copies"):
        opened(bytes(volume), Key(means=CLEAR_KEY))
    (told,) = map_volumes(MediaOfBytes(bytes(volume))).volumes
    assert told.state == VolumeState.LOCKED
    assert "metadata are damaged" in str(told.reason)


def test_a_volume_that_is_cut_off_is_no_zeros() -> None:
    volume = built.a_bitlocker_volume(0x8004)[: built.METADATA[2]]
    layer = opened(volume, Key(means=CLEAR_KEY))
    with pytest.raises(EvidenceUnreadable, match="cut off"):
        layer.read(1023 * built.SECTOR, built.SECTOR)


def test_a_bad_sector_below_is_the_trouble_of_its_bytes_alone() -> None:
    volume = built.a_bitlocker_volume(0x8004)
    bad = range(200 * built.SECTOR, 201 * built.SECTOR)
    layer, _lock, _by = open_bitlocker(
        MediaOfBytes(volume, bad=bad), Key(means=CLEAR_KEY), offset_bytes=0, length_bytes=len(volume)
    )
    with pytest.raises(EvidenceUnreadable, match="bad sector"):
        layer.read(199 * built.SECTOR, 1024)
    assert layer.read(40 * built.SECTOR, 11) == b"sector    4"


@pytest.mark.fuzz
def test_flipped_metadata_end_in_a_sentence() -> None:
    chance = random.Random(7)
    sound = built.a_bitlocker_volume(0x8004)
    for _trial in range(2_000):
        volume = bytearray(sound)
        for _flip in range(chance.randint(1, 8)):
            place = chance.choice((0xA0, *built.METADATA)) + chance.randrange(300)
            volume[place] = chance.randrange(256)
        map_volumes(MediaOfBytes(bytes(volume)))
        with suppress(NotUnlocked, EvidenceUnreadable):
            opened(bytes(volume), Key(means=CLEAR_KEY)).read(0, 4096)


def test_what_opens_stands_behind_all_volumes_and_again_in_the_same_place() -> None:
    image = LayeredImage(MediaOfBytes(built.a_bitlocker_volume(0x8004)))
    before = map_volumes(image)
    after, opened_by = unlock(image, before, 0, Key(means=CLEAR_KEY))
    new = after.volumes[1]
    assert after.volumes[0] == before.volumes[0]
    assert (new.index, new.within, new.layer) == (1, 0, "BitLocker, unlocked")
    assert opened_by == "00000000-0000-0000-0000-000000000000"
    assert image.read(new.offset_bytes + 3, 8) == b"NTFS    "
    again = unlock_again(image, before, 0, Key(means=CLEAR_KEY), rows=(new,))
    assert again.volumes == after.volumes


def test_a_volume_that_is_not_unlocked_again_keeps_its_place() -> None:
    image = LayeredImage(MediaOfBytes(built.a_bitlocker_volume(0x8004)))
    before = map_volumes(image)
    after, _by = unlock(image, before, 0, Key(means=CLEAR_KEY))
    shut = left_shut(before, after.volumes[1:]).volumes[1]
    assert (shut.index, shut.offset_bytes) == (1, after.volumes[1].offset_bytes)
    assert shut.state == VolumeState.LOCKED
    assert "secret was not given again" in str(shut.reason)


def test_secrets_stand_in_no_trace() -> None:
    key = Key(means=PASSWORD, secret=b"hunter2")
    asked = Unlock(volume=0, means=PASSWORD, secret=b"hunter2")
    again = OpenEvidence(
        source="/e", added_later=(Unlocking(volume=0, means=PASSWORD, secret=b"hunter2", rows=()),)
    )
    assert "hunter2" not in f"{key!r} {asked!r} {again!r} {key} {asked} {again}"


@pytest.mark.validate
def test_a_published_volume_gives_its_published_digest() -> None:
    stored = SAMPLES / "cs-bitlk-togo-cbc"
    if not stored.is_dir():
        pytest.skip("the third-party images are not beside the project")
    (file,) = stored.glob("*.img.xz")
    published = json.loads((stored / "GROUND_TRUTH.json").read_text())["containers"][0]["published_conf"]
    layer = opened(lzma.decompress(file.read_bytes()), Key(means=PASSWORD, secret=published["PW"].encode()))
    digest = hashlib.sha256()
    for at in range(0, layer.size_bytes, 1 << 20):
        digest.update(layer.read(at, 1 << 20))
    assert digest.hexdigest() == published["SHA256SUM"]


def a_volume_to_go(*, guid: bool = False) -> bytes:
    """Its first sectors are those of the FAT32 that it shows to others, the copy of the boot sector too."""
    volume = bytearray(built.a_bitlocker_volume(0x8004))
    boot = bytearray(built.SECTOR)
    boot[11:36] = struct.pack("<HBHBHHBHHHII", 512, 1, 32, 1, 0, 0, 0xF8, 0, 63, 255, 0, 1024)[:25]
    boot[36:52] = struct.pack("<IHHIHH", 8, 0, 0, 2, 1, 6)
    boot[67:71], boot[0x52:0x5A], boot[510:] = b"SERI", b"FAT32   ", b"\x55\xaa"
    copy = bytes(boot[:0x1A8] + b"x" * 72 + boot[0x1A8 + 72 :])
    if guid:
        boot[0x1A8:0x1D0] = volume[0xA0:0xC8]
    volume[: built.SECTOR], volume[6 * built.SECTOR : 7 * built.SECTOR] = boot, copy
    return bytes(volume)


@pytest.mark.parametrize("head", [bytes(512), b"\xf1" * 512, a_volume_to_go()[:512]])
def test_to_go_without_its_first_sector_is_locked_and_still_opens(head: bytes) -> None:
    whole = a_volume_to_go(guid=True)
    (before,) = map_volumes(MediaOfBytes(whole)).volumes
    content = head + whole[512:]
    (told,) = map_volumes(MediaOfBytes(content)).volumes
    assert (before.state, told.state, told.file_system) == (
        VolumeState.LOCKED,
        VolumeState.LOCKED,
        "BitLocker",
    )
    assert before.reason is not None
    assert told.reason == before.reason.replace("XTS-AES 128", "XTS-AES 128, first sector damaged")
    assert opened(content, Key(means=CLEAR_KEY)).read(0, 512) == built.the_plain_volume()[:512]


def test_to_go_of_which_no_metadata_are_here_is_locked_too() -> None:
    (told,) = map_volumes(MediaOfBytes(bytes(512) + a_volume_to_go()[512:0x20000])).volumes
    assert (told.state, told.file_system) == (VolumeState.LOCKED, "BitLocker")
    assert "To Go, whose first sector is damaged (no copy of the metadata was found)" in str(told.reason)


def test_a_copy_that_is_left_over_from_to_go_makes_no_lock() -> None:
    content = bytearray(a_volume_to_go())
    content[67:71] = b"ELSE"  # formatted since
    (told,) = map_volumes(MediaOfBytes(bytes(content))).volumes
    assert told.state != VolumeState.LOCKED


def test_a_fixed_volume_without_its_first_sector_is_known_by_its_metadata(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bitlocker, "_USUAL_PLACES", (0, built.VOLUME_BYTES))  # of a larger one: at 33 MiB
    content = bytes(512) + built.a_bitlocker_volume(0x8004)[512:]
    (told,) = map_volumes(MediaOfBytes(content)).volumes
    assert (told.state, told.file_system) == (VolumeState.LOCKED, "BitLocker")
    assert opened(content, Key(means=CLEAR_KEY)).read(0, 512) == built.the_plain_volume()[:512]
