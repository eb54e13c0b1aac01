"""Contents that are encrypted themselves are told by what their formats say."""

import os
import shutil
import struct
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from forensics.file_locks import HEAD_BYTES, TAIL_BYTES, lock_of_content, may_be_locked


def told(content: bytes) -> str | None:
    if not may_be_locked(content):
        return None
    return lock_of_content(content[:HEAD_BYTES], content[-TAIL_BYTES:], size_bytes=len(content))


def a_zip(*, flag: int = 0, method: int = 0) -> bytes:
    """Two members; the second has the flag and the method."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", b"plain")
        archive.writestr("b", b"other")
    content = bytearray(out.getvalue())
    second = content.rindex(b"PK\x01\x02")
    struct.pack_into("<HH", content, second + 8, flag, method)
    return bytes(content)


def a_compound_file(name: str, stream: bytes) -> bytes:
    """A folder of one stream, in the second sector."""
    head = bytearray(512)
    head[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    head[30:32] = struct.pack("<H", 9)
    entry = bytearray(128)
    raw = name.encode("utf-16-le") + b"\0\0"
    entry[: len(raw)] = raw
    entry[64:66] = struct.pack("<H", len(raw))
    entry[116:120] = struct.pack("<I", 1)
    return bytes(head) + bytes(entry).ljust(512, b"\0") + stream.ljust(512, b"\0")


def a_rar5(*headers: bytes) -> bytes:
    return b"Rar!\x1a\x07\x01\x00" + b"".join(bytes(4) + bytes([len(each)]) + each for each in headers)


def a_word_document(*, flags: int) -> bytes:
    return a_compound_file("WordDocument", b"\xec\xa5" + bytes(9) + bytes([flags]))


def a_workbook(*records: tuple[int, bytes]) -> bytes:
    return a_compound_file(
        "Workbook", b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)
    )


MAIN5, FILE5 = b"\x01\x00\x00", b"\x02\x03\x07" + bytes(10)
RAR4 = b"Rar!\x1a\x07\x00"
SESSION = bytes([0x8C, 13, 4, 9, 3, 8]) + bytes(8) + b"\x60"
CASES = [
    (a_zip(), None),
    (a_zip(flag=1), "ZIP, traditional encryption"),
    (a_zip(flag=1, method=99), "ZIP, AES"),
    (b"PK\x03\x04", None),
    (a_compound_file("EncryptedPackage", b""), "Office document"),
    (a_word_document(flags=0), None),
    (a_word_document(flags=1), "Word document, old form"),
    (a_workbook((0x809, bytes(16)), (0x2F, b"\0")), "Excel workbook, old form"),
    (a_workbook((0x809, bytes(16)), (0x42, b"\0\0")), None),
    (b"%PDF-1.7\n" + bytes(90_000) + b"trailer << /Root 1 0 R /Encrypt 9 0 R >>", "PDF"),
    (b"%PDF-1.7\n/EncryptMetadata true trailer << /Root 1 0 R >>", None),
    (RAR4 + struct.pack("<HBHH", 0, 0x73, 0x80, 13) + bytes(6), "RAR, names and content"),
    (
        RAR4 + struct.pack("<HBHH", 0, 0x73, 0, 13) + bytes(6) + struct.pack("<HBHH", 0, 0x74, 4, 32),
        "RAR, content",
    ),
    (RAR4 + struct.pack("<HBHH", 0, 0x73, 0, 13) + bytes(6) + struct.pack("<HBHH", 0, 0x74, 0, 32), None),
    (a_rar5(b"\x04\x00\x00"), "RAR, names and content"),
    (a_rar5(MAIN5, FILE5 + b"\x06\x01\x00\x00\x00\x00\x00"), "RAR, content"),
    (a_rar5(MAIN5, b"\x02\x02" + bytes(12)), None),
    (b"age-encryption.org/v1\n-> X25519", "age"),
    (b"-----BEGIN AGE ENCRYPTED FILE-----\n", "age"),
    (b"-----BEGIN PGP MESSAGE-----\n", "OpenPGP message"),
    (SESSION + b"\xd2\x40" + bytes(64), "OpenPGP message"),
    (SESSION + b"\x00\x40" + bytes(64), None),
    (b"\xff\xd8\xff\xe0 a picture", None),
    (b"", None),
]


@pytest.mark.parametrize(("content", "lock"), CASES)
def test_a_content_tells_how_it_is_encrypted(content: bytes, lock: str | None) -> None:
    assert told(content) == lock


@pytest.mark.parametrize(
    ("options", "lock"),
    [
        (["-p77"], "7z, content"),
        (["-p77", "-mhe=on"], "7z, names and content"),
        ([], None),
        (["-tzip", "-p77", "-mem=AES256"], "ZIP, AES"),
        (["-tzip", "-p77", "-mem=ZipCrypto"], "ZIP, traditional encryption"),
    ],
)
def test_archives_of_7_zip_are_told(tmp_path: Path, options: list[str], lock: str | None) -> None:
    if shutil.which("7z") is None:
        pytest.skip("7z is not installed")
    (tmp_path / "note").write_bytes(os.urandom(200_000))
    subprocess.run(["7z", "a", *options, "archive", "note"], cwd=tmp_path, check=True, capture_output=True)
    (archive,) = tmp_path.glob("archive*")
    assert told(archive.read_bytes()) == lock


def test_cut_and_bent_contents_end_in_an_answer() -> None:
    for content, _lock in CASES:
        for cut in range(0, len(content), max(1, len(content) // 40)):
            told(content[:cut])
            told(content[:cut] + b"\xff" * 40)


def test_random_bytes_are_told_as_nothing() -> None:
    assert not any(told(os.urandom(256)) for _number in range(20_000))
