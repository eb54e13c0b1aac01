"""LUKS: headers, key slots, and the bytes that come out, against volumes that others made."""

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from forensics.errors import EvidenceUnreadable
from forensics.images import VolumeState
from forensics.layers.luks import open_luks
from forensics.locks import KEY_FILE, PASSWORD, Key, NotUnlocked
from forensics.locks.luks_keys import sectors_of
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes
from tests.evidence.luks_builder import DATA, SECRET, Changed, a_luks2_header, a_luks2_volume

KEY = Key(means=PASSWORD, secret=SECRET.encode())
PLAIN = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(2048))  # 64 KiB


def opened(volume: bytes, key: Key = KEY) -> bytes:
    layer, _lock, _slot = open_luks(MediaOfBytes(volume), key, offset_bytes=0, length_bytes=len(volume))
    return layer.read(0, layer.size_bytes)


@pytest.mark.parametrize("unit", [512, 4096])
def test_a_luks2_volume_opens_with_its_passphrase_or_a_key_file(unit: int) -> None:
    volume = a_luks2_volume(PLAIN, unit=unit)
    assert opened(volume) == PLAIN
    assert opened(volume, Key(means=KEY_FILE, secret=SECRET.encode())) == PLAIN
    with pytest.raises(NotUnlocked, match="does not open the LUKS2 volume"):
        opened(volume, Key(means=PASSWORD, secret=b"wrong"))


def test_it_tells_what_opens_it_and_the_second_header_stands_in() -> None:
    volume = bytearray(a_luks2_volume(PLAIN))
    volume[4100:4104] = b"XXXX"
    (told,) = map_volumes(MediaOfBytes(bytes(volume))).volumes
    assert (told.state, told.file_system) == (VolumeState.LOCKED, "LUKS2")
    assert told.reason == (
        "Encrypted with LUKS2 (aes-xts-plain64, UUID 00000000-1111-2222-3333-444444444444), key slots in use"
        ": 1 (argon2id); without its key nothing inside can be read."
    )
    assert opened(bytes(volume)) == PLAIN
    volume[0x4000 + 4100] ^= 1
    with pytest.raises(EvidenceUnreadable, match="Both copies"):
        opened(bytes(volume))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kdf": {"memory": 1 << 40}}, "KiB of memory"),
        ({"kdf": {"time": 1 << 40}}, "impossible amount"),
        ({"kdf": {"salt": ""}}, "salt"),
        ({"kdf": {"type": "scrypt"}}, "scrypt, which this version does not have"),
        ({"segment": {"integrity": {"type": "hmac(sha256)"}}}, "integrity tags"),
        ({"segment": {"encryption": "serpent-xts-plain64"}}, "cannot read the encryption serpent"),
        ({"segment": {"sector_size": 3}}, "cannot read the encryption"),
    ],
)
def test_what_it_asks_for_is_bounded_and_what_is_not_read_is_named(
    changed: dict[str, Changed], words: str
) -> None:
    with pytest.raises(NotUnlocked, match=words):
        opened(a_luks2_volume(PLAIN, changed=changed))


@pytest.mark.parametrize("broken", [{"keyslots": []}, [], {"keyslots": {"a": 1}}, 7])
def test_a_header_of_another_form_is_one_sentence(broken: Any) -> None:  # noqa: ANN401  # JSON of any form
    header = a_luks2_header(broken, place=0, magic=b"LUKS\xba\xbe")
    with pytest.raises(EvidenceUnreadable, match="form that it should have"):
        opened(header + bytes(DATA))


@pytest.mark.parametrize("mode", ["ecb", "cbc-plain", "cbc-plain64", "cbc-essiv:sha256"])
def test_older_modes_decrypt_what_the_plain_cipher_encrypts(mode: str) -> None:
    key = bytes(range(32))
    sectors = []
    for number in range(4):
        vector = number.to_bytes(16, "little")
        if "essiv" in mode:
            by = Cipher(algorithms.AES(hashlib.sha256(key).digest()), modes.ECB()).encryptor()  # noqa: S305
            vector = by.update(vector)
        how = modes.ECB() if mode == "ecb" else modes.CBC(vector)  # noqa: S305
        sectors.append(Cipher(algorithms.AES(key), how).encryptor().update(PLAIN[:512]))
    assert sectors_of(f"aes-{mode}", key).plain(b"".join(sectors), place=0) == PLAIN[:512] * 4


@pytest.mark.validate
def test_luks1_of_qemu_opens(tmp_path: Path) -> None:
    if shutil.which("qemu-img") is None:
        pytest.skip("qemu-img is not installed")
    (tmp_path / "plain").write_bytes(PLAIN)
    command = ["qemu-img", "convert", "--object", "secret,id=k,data=hunter2", "-O", "luks"]
    command += ["-o", "key-secret=k,iter-time=10", str(tmp_path / "plain"), str(tmp_path / "locked")]
    subprocess.run(command, check=True, capture_output=True)
    volume = (tmp_path / "locked").read_bytes()
    assert opened(volume, Key(means=PASSWORD, secret=b"hunter2")) == PLAIN
    (told,) = map_volumes(MediaOfBytes(volume)).volumes
    assert (told.state, told.file_system) == (VolumeState.LOCKED, "LUKS1")


@pytest.mark.validate
@pytest.mark.parametrize("unit", ["512", "4096"])
def test_luks2_of_cryptsetup_opens(tmp_path: Path, unit: str) -> None:
    if shutil.which("cryptsetup") is None:
        pytest.skip("cryptsetup is not installed")
    volume = tmp_path / "volume"
    volume.write_bytes(PLAIN.ljust(40 << 20, b"\0"))
    command = ["cryptsetup", "reencrypt", "--encrypt", "--type", "luks2", "--sector-size", unit, "-q"]
    command += ["--reduce-device-size", "32M", "--pbkdf-memory", "4096", "--pbkdf-force-iterations", "4"]
    subprocess.run(
        [*command, "--key-file", "-", str(volume)], check=True, input=SECRET.encode(), capture_output=True
    )
    assert opened(volume.read_bytes())[: len(PLAIN)] == PLAIN
