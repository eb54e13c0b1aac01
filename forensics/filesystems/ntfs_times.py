"""Times of NTFS: four counts of 100 ns from 1601 ([MS-DTYP] FILETIME)."""

from forensics.times import NAMES, FsTime, MacTimes, TimeFlag, storable, utc_text

_UNIX_EPOCH = 116_444_736_000_000_000  # 1970
_LARGEST_FILETIME = 9 * 10**16 + _UNIX_EPOCH  # from here on 64 bits may not hold its nanoseconds


def times_of(stored: tuple[int, int, int, int], *, named: int = 0) -> MacTimes:
    """From born, written, record changed and read; a zero is no time. `named`: when the file was born by its
    name ($FILE_NAME), which no usual function of Windows sets; told where it is another moment.
    """
    born, written, changed, read = stored
    told = _told_by_name(named) if named and named != born else None
    if born and written and changed and read and max(stored) < _LARGEST_FILETIME:
        return MacTimes(
            mtime=FsTime((written - _UNIX_EPOCH) * 100),
            atime=FsTime((read - _UNIX_EPOCH) * 100),
            ctime=FsTime((changed - _UNIX_EPOCH) * 100),
            crtime=FsTime((born - _UNIX_EPOCH) * 100),
            flags=told,
        )
    given = dict(zip(NAMES, (written, read, changed, born), strict=True))
    moments = {name: (filetime - _UNIX_EPOCH) * 100 for name, filetime in given.items() if filetime}
    odd = [f"{name}:{TimeFlag.ZERO}" for name, filetime in given.items() if not filetime]
    odd += [f"{name}:{TimeFlag.BEYOND}=0x{given[name]:X}" for name in moments if not storable(moments[name])]
    odd += [told] if told else []
    kept = {name: FsTime(ns) for name, ns in moments.items() if storable(ns)}
    return MacTimes(
        mtime=kept.get("mtime"),
        atime=kept.get("atime"),
        ctime=kept.get("ctime"),
        crtime=kept.get("crtime"),
        flags=",".join(odd) or None,
    )


def _told_by_name(named: int) -> str | None:
    moment = (named - _UNIX_EPOCH) * 100
    words = utc_text(moment) if storable(moment) else None
    return f"crtime:{TimeFlag.NAME}={words or hex(named)}"
