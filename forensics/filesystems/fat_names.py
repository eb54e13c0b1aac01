"""Names and times as FAT and exFAT write them.

What cannot be shown is shown as The Sleuth Kit shows it: `_` for the lost first character of a deleted short
name, `^` for a byte that is not ASCII (its code page is not on the disk) and for half a surrogate pair.

Sources: [FAT] Microsoft, "FAT32 File System Specification" 1.03, "FAT Directory Structure" and "Date and Time
Formats"; [EXFAT] Microsoft, "exFAT file system specification", 7.4.8 and 7.4.9.
"""

import struct
from datetime import UTC, datetime
from functools import lru_cache

from forensics.entries import EntryFlag, flag_words
from forensics.times import FsTime, MacTimes, TimeFlag, ZoneKind

DELETED = 0xE5
_SKIPPED = b"\x00\x20\xff"
_BASE_LOWER, _EXTENSION_LOWER = 0x08, 0x10  # Windows NT: this part of the name was typed in lower case
_SECOND_NS = 1_000_000_000
_FORBIDDEN = frozenset(
    [*range(0x20), 0x22, *range(0x2A, 0x2D), 0x2E, 0x2F, *range(0x3A, 0x40), *range(0x5B, 0x5E)]
)
_FORBIDDEN_OR_BAR = _FORBIDDEN | {0x7C}
_ASCII = bytes(byte if byte <= 0x7E else ord("^") for byte in range(256))
_LOWER = _ASCII.translate(bytes(range(65)) + bytes(range(97, 123)) + bytes(range(91, 256)))
_LABEL = bytes(byte if 0x20 <= byte < 0xFF else ord("^") for byte in range(256))

# The shape of a short name: what each of its bytes may be, so that few shapes stand for all names.
NORMAL, SPACE, DOT, KANJI, WRONG = b"nsdkx"
SHAPES = bytes(
    DOT if byte == 0x2E
    else SPACE if byte == 0x20
    else KANJI if byte == 0x05  # stands for 0xE5 as the first byte [FAT]
    else WRONG if byte in _FORBIDDEN_OR_BAR
    else NORMAL
    for byte in range(256)
)  # fmt: skip


@lru_cache(maxsize=4096)
def is_short_name(shape: bytes, *, is_label: bool) -> bool:
    """Whether a name of this shape is one that TSK believes: allowed characters, and no blank before others
    but in a label.
    """
    first, second, rest = shape[0], shape[1], shape[2:]
    if first in (SPACE, WRONG) or any(each not in (NORMAL, SPACE) for each in rest):
        return False
    if second not in (NORMAL, SPACE) and not (second == DOT and first == DOT):
        return False
    return is_label or not _has_inner_blank(shape)


def _has_inner_blank(shape: bytes) -> bool:
    base, extension = shape[1:8], shape[9:11]
    return any(part.rstrip(b"s").count(b"s") for part in (base, extension))


@lru_cache(maxsize=4096)
def has_inner_blank_only(shape: bytes) -> bool:
    """Whether blanks inside are all that is against a name of this shape: allowed by the standard, and "EA
    DATA. SF" of OS/2 is one.
    """
    return is_short_name(shape, is_label=True) and _has_inner_blank(shape)


def short_name(raw: bytes, case: int) -> bytes:
    """The eleven bytes of a short name as a person reads it."""
    base = raw[:8].translate(_LOWER if case & _BASE_LOWER else _ASCII, _SKIPPED)
    if raw[0] == DELETED:
        base = b"_" + base[1:]
    extension = raw[8:].translate(_LOWER if case & _EXTENSION_LOWER else _ASCII, _SKIPPED)
    return base + b"." + extension if raw[8] not in _SKIPPED else base + extension


def short_name_with_blanks(raw: bytes, case: int) -> bytes:
    """As `short_name`, of a name with blanks inside: they are part of it."""
    base = raw[:8].rstrip(b" ").translate(_LOWER if case & _BASE_LOWER else _ASCII)
    extension = raw[8:].rstrip(b" ").translate(_LOWER if case & _EXTENSION_LOWER else _ASCII)
    return base + b"." + extension if extension else base


def label_entry(raw: bytes) -> bytes:
    return raw.translate(_LABEL) + b" (Volume Label Entry)"


def long_name(units: bytes) -> bytes:
    """UTF-16 as UTF-8, up to the zero that ends it."""
    try:
        text = units.decode("utf-16-le")
    except UnicodeDecodeError:
        text = _with_broken_pairs(units)
    end = text.find("\0")
    return (text if end < 0 else text[:end]).encode()


def _with_broken_pairs(units: bytes) -> str:
    """Half a pair is `^`; the unit behind a first half that is alone goes with it."""
    numbers = struct.unpack(f"<{len(units) // 2}H", units[: len(units) // 2 * 2])
    text: list[str] = []
    place = 0
    while place < len(numbers) and numbers[place]:
        unit = numbers[place]
        place += 1
        if 0xD800 <= unit < 0xDC00:
            second = numbers[place] if place < len(numbers) else 0
            place += 1
            is_pair = 0xDC00 <= second < 0xE000
            text.append(chr(0x10000 + (unit - 0xD800 << 10) + second - 0xDC00) if is_pair else "^")
        else:
            text.append("^" if 0xDC00 <= unit < 0xE000 else chr(unit))
    return "".join(text)


def is_date(date: int) -> bool:
    """Whether a day and a month are given; all years are possible."""
    return bool(date & 0x1F) and 1 <= date >> 5 & 0x0F <= 12


def is_time(time: int) -> bool:
    return time & 0x1F <= 30 and time >> 5 & 0x3F <= 59 and time >> 11 <= 23


@lru_cache(maxsize=1 << 16)
def moment(date: int, time: int = 0, hundredths: int = 0, step_ns: int = 1) -> FsTime | None:
    """The wall clock at a DOS date and time and the 10 ms units beside them; `None` where no date is
    recorded.
    """
    if not is_date(date):
        return None
    second = (time & 0x1F) * 2
    second = second if second <= 60 else 0
    minute, hour = time >> 5 & 0x3F, time >> 11
    seconds = second + (60 * minute if minute <= 59 else 0) + (3600 * hour if hour <= 23 else 0)
    ns = (_midnight(date) + seconds + (hundredths >= 100)) * _SECOND_NS + hundredths % 100 * 10_000_000
    return FsTime(ns - ns % step_ns)


@lru_cache(maxsize=1 << 14)
def _midnight(date: int) -> int:
    """Seconds since 1970; the 30th of February is the second of March, or the first."""
    first = datetime(1980 + (date >> 9), date >> 5 & 0x0F, 1, tzinfo=UTC)
    return int(first.timestamp()) + ((date & 0x1F) - 1) * 86_400


@lru_cache(maxsize=256)
def attribute_words(attributes: int) -> str | None:
    """The flags of an entry by its attributes [FAT] [EXFAT]."""
    told = ((0x02, EntryFlag.HIDDEN), (0x04, EntryFlag.SYSTEM))
    return flag_words(flag for bit, flag in told if attributes & bit)


@lru_cache(maxsize=1 << 12)
def invalid_dates(mdate: int, adate: int, cdate: int) -> str | None:
    """A word for each stored date that is none."""
    dates = (("mtime", mdate), ("atime", adate), ("crtime", cdate))
    wrong = [f"{name}:{TimeFlag.INVALID}" for name, date in dates if date and not is_date(date)]
    return ",".join(wrong) or None


NO_TIMES = MacTimes(zone=ZoneKind.LOCAL)  # FAT's clocks are local, and the zone is not on the disk


def short_sum(raw: bytes) -> int:
    """Of the eleven bytes of a short name, as the pieces of its long name keep it. [FAT] "ChkSum"""
    total = 0
    for byte in raw:
        total = ((total & 1) << 7) + (total >> 1) + byte & 0xFF
    return total
