"""Contents that are encrypted themselves, told from their first and last bytes while they are read.

Told is what the format says of itself, never a guess by how random bytes look: a content without such a sign
may be encrypted too.

Sources: [APPNOTE] PKWARE APPNOTE 6.3.10; [7z] 7zFormat.txt and Methods.txt of the LZMA SDK; [RAR] RARLAB,
"RAR 5.0 archive format", and technote.txt of RAR 4; [CFB] MS-CFB; [OFFCRYPTO] MS-OFFCRYPTO; [DOC] MS-DOC
2.5.2; [XLS] MS-XLS 2.4.117; [PDF] ISO 32000-1, 7.5.5 and 7.6; [PGP] RFC 9580; [age] age-encryption.org/v1.
"""

import re
import struct
from collections.abc import Callable
from typing import Final

ENCRYPTED_CONTENT: Final = "encrypted content: "
"""How the reason of an entry begins whose content was read and is encrypted itself."""
HEAD_BYTES: Final = 64 << 10
TAIL_BYTES: Final = 64 << 10

_BEGINS: Final = re.compile(
    rb"PK\x03\x04|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|%PDF-|age-encryption\.org/"
    rb"|-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED)|[\x84\x85\x8c\xc1\xc3]"
)
_SECTOR_SHIFTS: Final = (9, 12)  # [CFB] 2.2: 512 or 4,096 bytes
_FREE_SECTORS: Final = 0xFFFFFFFA  # [CFB] 2.1: this and above are no sectors
_AES_OF_7Z: Final = b"\x06\xf1\x07\x01"  # [7z] Methods.txt: 7zAES


def reason_of(lock: str) -> str:
    """What stands beside the digests of a content that is encrypted as `lock`."""
    return f"encrypted content: {lock}"


def may_be_locked(begin: bytes | memoryview) -> bool:
    """Whether a content with these first bytes can be of a kind told here: the rest say no at once."""
    return _BEGINS.match(begin) is not None


def lock_of_content(head: bytes, tail: bytes, *, size_bytes: int) -> str | None:
    """What a content is encrypted as, in the words of its kind; `None` where nothing says that it is.

    `head` and `tail` are its first and last bytes, `HEAD_BYTES` and `TAIL_BYTES` of them or all.
    """
    for beginning, look in _KINDS:
        if head.startswith(beginning):
            return look(head, tail, size_bytes)
    return _pgp(head)


# Archives


def _zip(head: bytes, tail: bytes, _size: int) -> str | None:
    """Of the first members: bit 0 of their flags, and method 99 for AES; [APPNOTE] 4.3.7, 4.3.12, 4.4.4."""
    flags = [_zip_flags(head, 0, at=6)]
    place = tail.find(b"PK\x01\x02")
    while place >= 0 and len(flags) < _MOST_MEMBERS:
        flags.append(_zip_flags(tail, place, at=8))
        place = tail.find(b"PK\x01\x02", place + 4)
    locked = [method for flag, method in flags if flag & 1]
    if not locked:
        return None
    return "ZIP, AES" if 99 in locked else "ZIP, traditional encryption"


_MOST_MEMBERS: Final = 1_000


def _zip_flags(data: bytes, place: int, *, at: int) -> tuple[int, int]:
    if place + at + 4 > len(data):
        return 0, 0
    flags, method = struct.unpack_from("<HH", data, place + at)
    return flags, method


def _seven_zip(head: bytes, tail: bytes, size: int) -> str | None:
    """The header of the archive stands at its end; [7z] says which coders it or the content need."""
    if len(head) < 32:
        return None
    place, length = struct.unpack_from("<QQ", head, 12)
    start = 32 + place - (size - len(tail))
    if not 0 <= start <= len(tail):
        return None
    header = tail[start : start + min(length, TAIL_BYTES)]
    if _AES_OF_7Z not in header:
        return None
    return "7z, names and content" if header[:1] == b"\x17" else "7z, content"


def _rar(head: bytes, _tail: bytes, _size: int) -> str | None:
    if head[6:8] == b"\x01\x00":
        return _rar5(head)
    if len(head) < 14:
        return None
    # [RAR] 4: the archive's own header (0x73), then one a file (0x74); bit 0x80 of the first: headers too
    kind, flags, size = struct.unpack_from("<xxBHH", head, 7)
    if kind == 0x73 and flags & 0x80:
        return "RAR, names and content"
    file_at = 7 + size
    if kind != 0x73 or file_at + 7 > len(head):
        return None
    kind, flags = struct.unpack_from("<xxBH", head, file_at)
    return "RAR, content" if kind == 0x74 and flags & 0x04 else None


def _rar5(head: bytes) -> str | None:
    """[RAR] 5: a header of type 4 says that all headers are encrypted; the extra record 1 of a file's header,
    that its content is.
    """
    at = 8
    for _header in range(2):
        size, after = _number(head, at + 4)
        kind, place = _number(head, after)
        if kind == 4:
            return "RAR, names and content"
        if kind == 2:
            return "RAR, content" if _has_rar5_lock(head, place, after + size) else None
        at = after + size
    return None


def _has_rar5_lock(head: bytes, place: int, end: int) -> bool:
    flags, place = _number(head, place)
    if not flags & 1:  # no extra area
        return False
    extra, _place = _number(head, place)
    at = end - extra
    while 0 < at < min(end, len(head)):
        size, kind_at = _number(head, at)
        kind, _place = _number(head, kind_at)
        if kind == 1:
            return True
        at = kind_at + size
        if not size:
            return False
    return False


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of variable length, and where the next begins; 0 behind the end of `data`."""
    value = 0
    for step in range(10):
        if at + step >= len(data):
            return 0, at + step
        byte = data[at + step]
        value |= (byte & 0x7F) << (7 * step)
        if not byte & 0x80:
            return value, at + step + 1
    return 0, at + 10


# Documents


def _office(head: bytes, tail: bytes, _size: int) -> str | None:
    """[CFB] the streams of the file, by the folder of them where it lies in `head` or `tail`."""
    names = head + tail
    if "EncryptedPackage".encode("utf-16-le") in names:  # [OFFCRYPTO] 2.3.4.4
        return "Office document"
    shift = int.from_bytes(head[30:32], "little")
    if shift not in _SECTOR_SHIFTS:
        return None
    for entry in _entries(head, shift):
        name = entry[: max(0, int.from_bytes(entry[64:66], "little") - 2)].decode("utf-16-le", "replace")
        start = int.from_bytes(entry[116:120], "little")
        if start >= _FREE_SECTORS:
            continue
        stream = head[(start + 1) << shift :][:512]
        if name == "WordDocument" and stream[:2] == b"\xec\xa5" and len(stream) > 11 and stream[11] & 1:
            return "Word document, old form"  # [DOC] 2.5.2: fEncrypted
        if name in ("Workbook", "Book") and _has_file_pass(stream):
            return "Excel workbook, old form"
    return None


def _entries(head: bytes, shift: int) -> list[bytes]:
    """The entries of the folder's first sector, [CFB] 2.6.1."""
    first = int.from_bytes(head[48:52], "little")
    if first >= _FREE_SECTORS:
        return []
    sector = head[(first + 1) << shift :][: 1 << shift]
    return [sector[at : at + 128] for at in range(0, len(sector) - 127, 128)]


def _has_file_pass(stream: bytes) -> bool:
    """[XLS] 2.1.7.20.3: FilePass (0x2F) follows the first record but for WriteProtect (0x86)."""
    at = 0
    for _record in range(3):
        if at + 4 > len(stream):
            return False
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == 0x2F:
            return True
        at += 4 + size
    return False


_ENCRYPT: Final = re.compile(rb"/Encrypt(?:\s+\d+\s+\d+\s+R|\s*<<)")


def _pdf(head: bytes, tail: bytes, _size: int) -> str | None:
    """[PDF] 7.5.5: the trailer, or the stream that stands for it, names the encryption; at the end, or at the
    beginning of a linearised file.
    """
    return "PDF" if _ENCRYPT.search(tail) or _ENCRYPT.search(head[:4096]) else None


# Messages


def _age(_head: bytes, _tail: bytes, _size: int) -> str | None:
    return "age"


def _armoured(head: bytes, _tail: bytes, _size: int) -> str | None:
    return "age" if head.startswith(b"-----BEGIN AGE") else "OpenPGP message"


def _pgp(head: bytes) -> str | None:
    """[PGP] 4.2: a session key (packet 1 or 3) of a version that exists, alone told by its first bytes."""
    if len(head) < 16:
        return None
    tag, length, body = _packet(head)
    if tag == 1 and body[:1] == b"\x03" and len(body) > 9 and body[9] in (1, 2, 16, 18):
        return "OpenPGP message" if 30 < length < 2048 and _is_packet(head, length) else None
    if tag == 3 and body[:1] in (b"\x04", b"\x05") and body[1:2] in _SYMMETRIC and body[2:3] in _STRETCHING:
        return "OpenPGP message" if 3 < length < 128 and _is_packet(head, length) else None
    return None


_SYMMETRIC: Final = tuple(bytes([number]) for number in (1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 13))
_STRETCHING: Final = (b"\x00", b"\x01", b"\x03", b"\x04")
_FOLLOWING: Final = (1, 3, 9, 18, 20)  # another session key, or encrypted data


def _packet(data: bytes) -> tuple[int, int, bytes]:
    """(tag, length of the packet with its head, its body) of the packet that `data` begins with."""
    first = data[0]
    if first & 0x40:  # the new form
        size = data[1]
        if size < 192:
            return first & 0x3F, 2 + size, data[2 : 2 + size]
        if size < 224:
            size = ((size - 192) << 8) + data[2] + 192
            return first & 0x3F, 3 + size, data[3 : 3 + size]
        return 0, 0, b""
    octets = (1, 2, 4, 0)[first & 3]
    size = int.from_bytes(data[1 : 1 + octets], "big")
    return (first >> 2) & 0xF, 1 + octets + size, data[1 + octets : 1 + octets + size]


def _is_packet(head: bytes, at: int) -> bool:
    """Whether a packet that may follow a session key begins there: chance begins like one now and then."""
    if at >= len(head) or not head[at] & 0x80:
        return False
    tag = head[at] & 0x3F if head[at] & 0x40 else (head[at] >> 2) & 0xF
    return tag in _FOLLOWING


_KINDS: Final[tuple[tuple[bytes, Callable[[bytes, bytes, int], str | None]], ...]] = (
    (b"PK\x03\x04", _zip),
    (b"7z\xbc\xaf\x27\x1c", _seven_zip),
    (b"Rar!\x1a\x07", _rar),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _office),
    (b"%PDF-", _pdf),
    (b"age-encryption.org/", _age),
    (b"-----BEGIN ", _armoured),
)
