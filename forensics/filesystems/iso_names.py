"""Names and times of ISO 9660 as they stand in a folder's records.

Where there is no Rock Ridge, a name is shown as The Sleuth Kit shows it: Joliet's or the plain identifier,
without version and without the dot that stands for an empty extension. A time is the local one with its
offset from UTC: UTC here, and the offset beside it.

Source: ECMA-119, 7.5 and 9.1.5; Joliet Specification.
"""

from calendar import timegm
from functools import lru_cache

from forensics.filesystems.timekeeping import SECOND_NS
from forensics.times import FsTime, MacTimes, TimeFlag, ZoneKind, offset_words

LONGEST_TSK_NAME = 128  # bytes of UTF-8
NOT_RECORDED = bytes(7)
_QUARTERS = range(-48, 53)  # of an hour: all the offsets from UTC that there are (ECMA-119, 9.1.5)
_NO_TIMES = MacTimes(zone=ZoneKind.LOCAL)


def joliet_name(raw: bytes) -> tuple[bytes, bool]:
    """The name in UTF-8, and whether The Sleuth Kit can hold it."""
    if not raw[::2].strip(b"\0"):  # the usual case, three times as fast
        letters = raw[1::2]
        if letters.isascii() and len(letters) <= LONGEST_TSK_NAME and len(raw) == 2 * len(letters):
            return plain_name(letters)
    try:
        text = raw.decode("utf-16-be")
    except UnicodeDecodeError:
        text, is_whole = _mended(raw)
    else:
        is_whole = True
    name = text.encode()
    shown, is_tsk_name = plain_name(name)
    return shown, is_tsk_name and is_whole and len(name) <= LONGEST_TSK_NAME


def plain_name(raw: bytes) -> tuple[bytes, bool]:
    """The identifier's bytes, and whether The Sleuth Kit can hold it."""
    shown = raw.partition(b";")[0] if b";" in raw else raw
    if 0 in shown:
        shown = shown[: shown.index(0)]
    if shown[-1:] == b".":
        shown = shown[:-1]
    return (shown, True) if shown else (raw, False)


def _mended(raw: bytes) -> tuple[str, bool]:
    """Half surrogates become `^`, as in The Sleuth Kit; `False` where the name ends within a character."""
    units = [int.from_bytes(raw[place : place + 2], "big") for place in range(0, len(raw) - 1, 2)]
    letters: list[str] = []
    is_whole = not len(raw) % 2
    place = 0
    while place < len(units):
        unit, place = units[place], place + 1
        if 0xD800 <= unit < 0xDC00:
            if place == len(units):
                is_whole = False
                letters.append("^")
                break
            low, place = units[place], place + 1
            is_pair = 0xDC00 <= low < 0xE000
            letters.append(chr(0x10000 + ((unit - 0xD800) << 10) + low - 0xDC00) if is_pair else "^")
        else:
            letters.append("^" if 0xDC00 <= unit < 0xE000 else chr(unit))
    return "".join(letters), is_whole


@lru_cache(maxsize=1 << 16)
def times_of(stamp: bytes) -> MacTimes:
    """The recording time of seven bytes (ECMA-119, 9.1.5), shown as created; impossible fields carry over.

    Six zeros mean that none was recorded. With an offset that there cannot be, it stays local.
    """
    if stamp[:6] == NOT_RECORDED[:6]:
        return _NO_TIMES
    year, month, day, hour, minute, second = stamp[:6]
    years, months = divmod((1900 + year) * 12 + month - 1, 12)
    seconds = timegm((years, months + 1, day, hour, minute, second))
    quarters = stamp[6] - 256 if stamp[6] > 127 else stamp[6]
    if quarters not in _QUARTERS:
        local = FsTime(seconds * SECOND_NS)
        return MacTimes(crtime=local, zone=ZoneKind.LOCAL, flags=f"crtime:{TimeFlag.INVALID}")
    minutes = 15 * quarters
    return MacTimes(crtime=FsTime((seconds - 60 * minutes) * SECOND_NS), flags=offset_words(minutes))
