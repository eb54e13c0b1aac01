"""The times of an exFAT entry: local, with the offset from UTC beside each where the writer knew it.

Where every recorded time has its offset, the times are UTC. Where one has none, all stay as the clock on the
wall showed them: an entry's times are in one zone. The offsets are told in both cases.

Source: [EXFAT] Microsoft, "exFAT file system specification", 7.4.8 (Timestamp), 7.4.9 (10msIncrement) and
7.4.10 (UtcOffset).
"""

from functools import lru_cache

from forensics.filesystems.fat_names import invalid_dates, moment
from forensics.times import FsTime, MacTimes, ZoneKind, offset_words

_TEN_MS, _TWO_SECONDS = 10_000_000, 2_000_000_000
_OFFSET_VALID = 0x80
_QUARTER_MINUTES = 15
_MINUTE_NS = 60_000_000_000


@lru_cache(maxsize=1 << 12)
def times_of(fields: tuple[int, ...]) -> MacTimes:
    """Of the fields of a file entry from CreateTimestamp to LastAccessedUtcOffset, time before date."""
    ctime, cdate, mtime, mdate, atime, adate, c_units, m_units, *offset_bytes = fields
    found = {
        "mtime": moment(mdate, mtime, m_units, _TEN_MS),
        "atime": moment(adate, atime, 0, _TWO_SECONDS),
        "crtime": moment(cdate, ctime, c_units, _TEN_MS),
    }
    given = dict(zip(("crtime", "mtime", "atime"), map(_minutes, offset_bytes), strict=True))
    kept = {name: at for name, at in found.items() if at is not None}
    offsets = {name: minutes for name in kept if (minutes := given[name]) is not None}
    words = [each for each in (_told(offsets, kept), invalid_dates(mdate, adate, cdate)) if each]
    is_utc = bool(kept) and len(offsets) == len(kept)
    if is_utc:
        kept = {name: FsTime(at.ns - offsets[name] * _MINUTE_NS) for name, at in kept.items()}
    zone = ZoneKind.UTC if is_utc else ZoneKind.LOCAL
    return MacTimes(
        mtime=kept.get("mtime"),
        atime=kept.get("atime"),
        crtime=kept.get("crtime"),
        zone=zone,
        flags=",".join(words) or None,
    )


def _minutes(offset: int) -> int | None:
    """Minutes east of UTC of an offset byte, seven bits with a sign; `None` where it says it is not valid."""
    if not offset & _OFFSET_VALID:
        return None
    quarters = offset & 0x7F
    return (quarters - 0x80 if quarters & 0x40 else quarters) * _QUARTER_MINUTES


def _told(offsets: dict[str, int], kept: dict[str, FsTime]) -> str | None:
    """The offsets in words: one for all times, or one a time where they differ or some have none."""
    if len(offsets) == len(kept) and len(set(offsets.values())) == 1:
        return offset_words(next(iter(offsets.values())))
    return ",".join(f"{name}:{offset_words(minutes)}" for name, minutes in offsets.items()) or None
