"""files.dfxml of this program read again, as strictly as it was written.

Not a reader of DFXML in general: one element a line, in one order. What a general reader would take and this
one refuses was not written here. So nothing can hide between the elements, and a million are read in seconds
and in flat memory.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import NamedTuple

from forensics.entry_line import EntryRow
from reports.data_files.dfxml import (
    EXHIBIT_FOOT,
    FIRST_LINES,
    FOOT,
    NAME_TYPES,
    STEPS,
    TIMES,
    attribute,
    time_tag,
    xml_text,
)
from reports.data_files.lines import RowsDiffer, bounded_lines

_TIME = '(?:<{0}(?: prec="[0-9]{{1,6}}")?>([^<]*)</{0}>)?'
Form = Callable[[str], re.Match[str] | None]
_DIGEST = '(?:<hashdigest type="{0}">([^<]*)</hashdigest>)?'
_TOLD = "(?:<fieldcase:{0}>[^<]*</fieldcase:{0}>)?"
_OWN = "(?:<fieldcase:{0}>([^<]*)</fieldcase:{0}>)?"
_FILE_OBJECT = (
    "<fileobject><filename>([^<]*)</filename><partition>([0-9]{{1,10}})</partition><id>([0-9]{{1,19}})</id>"
    "<name_type>([^<])</name_type><filesize>(-?[0-9]{{1,20}})</filesize><alloc>([01])</alloc>"
    "(?:<orphan>1</orphan>)?<inode>(-?[0-9]{{1,20}})</inode><meta_type>([0-9]{{1,2}})</meta_type>"
    "{times}(?:<link_target>[^<]*</link_target>)?"
    '(?:<byte_runs(?: fieldcase:left_out="[0-9]+")?>(?:<byte_run [^<>]*/>)*</byte_runs>)?'
    "{digests}<fieldcase:outcome>([^<]*)</fieldcase:outcome>{own}{facts}</fileobject>"
)
_exhibit = re.compile('<diskimageobject fieldcase:exhibit="([^"<>]*)">').fullmatch
_media = re.compile(
    "<byte_runs><byte_run [^<>]*/></byte_runs>(?:<sector_size>[0-9]+</sector_size>)?"
).fullmatch
_volume = re.compile(
    '<volume offset="[0-9]+" fieldcase:index="([0-9]{1,9})"[^<>]*><partition_offset>[0-9]+</partition_offset>'
    "(?:<sector_size>[0-9]+</sector_size>)?(?:<block_size>[0-9]+</block_size>)?"
    "(?:<ftype_str>([^<>]*)</ftype_str>)?(?:<block_count>[0-9]+</block_count>)?"
).fullmatch
_volume_end = re.compile("(?:<error>[^<>]*</error>)?</volume>").fullmatch
_head_line = re.compile(" +(?:</?[a-z_:]+(?: [^<>]*)?>|<([a-z_:]+)(?: [^<>]*)?>[^<>]*</\\1>)").fullmatch


_FILE_SYSTEMS = {name.lower(): name for name in STEPS}


@lru_cache(32)
def _file_object(file_system: str) -> Form:
    """The form of an element in a volume of this kind, as `ftype_str` says it: steps of times follow it."""
    kind = _FILE_SYSTEMS.get(file_system)
    times = "".join(f"(?:{time_tag(name, kind)}([^<]*)</{name}>)?" for name in TIMES)
    return re.compile(
        _FILE_OBJECT.format(
            times=times,
            digests="".join(_DIGEST.format(name) for name in ("md5", "sha1", "sha256")),
            facts="".join(_TOLD.format(name) for name in ("remains", "flags", "times_flags")),
            own="".join(_OWN.format(name) for name in ("stream", "path_base64", "stream_base64")),
        )
    ).fullmatch


class Told(NamedTuple):
    """What an element says, in the very characters of the document; `None` where it says nothing."""

    exhibit: str
    volume: str
    filename: str
    name_type: str
    size: str
    allocated: str
    inode: str
    meta_type: str
    mtime: str | None
    ctime: str | None
    atime: str | None
    crtime: str | None
    md5: str | None
    sha1: str | None
    sha256: str | None
    outcome: str
    stream: str | None


_TYPES = {kind: (letter, str(number)) for kind, (letter, number) in NAME_TYPES.items()}


def told_by(row: EntryRow) -> Told:
    """What an element has to say of a row of entries.csv; raise KeyError on a kind that no entry has."""
    letter, number = _TYPES[row.kind]
    stream = xml_text(row.stream) if row.stream else None
    filename = xml_text(row.path.removeprefix("/"))
    return Told(
        attribute(row.exhibit),
        str(row.volume),
        filename if stream is None else f"{filename}:{stream}",
        letter,
        str(row.size),
        "1" if row.allocated else "0",
        str(row.meta_addr),
        number,
        row.mtime,
        row.ctime,
        row.atime,
        row.crtime,
        row.md5,
        row.sha1,
        row.sha256,
        row.outcome,
        stream,
    )


Element = tuple[Told, str | None, str | None]


def read_dfxml(path: Path) -> Iterator[Element]:
    """Each element in its order, with the raw path and the raw stream name in base64 where the text does not
    say them exactly. Raise RowsDiffer at the first line that is not as this program writes it.
    """
    lines = _Lines(path)
    lines.pass_the_head()
    elements = count(1)
    while lines.now + "\n" != FOOT:
        exhibit = lines.matched(_exhibit)[1]
        lines.matched(_media)
        while lines.now + "\n" != EXHIBIT_FOOT:
            volume, file_system = lines.matched(_volume).groups(default="")
            yield from lines.elements(exhibit, volume, elements, form=_file_object(file_system))
            lines.matched(_volume_end)
        lines.next()
    lines.end()


class _Lines:
    """The document line by line; `now` is the one that is looked at."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines = bounded_lines(path)
        self._number = 0
        self.now = ""
        self.next()

    def next(self) -> None:
        self.now = next(self._lines, "")
        self._number += 1

    def matched(self, form: Form) -> re.Match[str]:
        """The line, which must have this form; the next is looked at then."""
        found = form(self.now)
        if found is None:
            raise self._refusal()
        self.next()
        return found

    def _refusal(self) -> RowsDiffer:
        return RowsDiffer(f"{self._path.name}, line {self._number:,}: not what this program writes there")

    def pass_the_head(self) -> None:
        for expected in FIRST_LINES:
            if self.now != expected:
                raise self._refusal()
            self.next()
        while not self.now.startswith("<"):
            self.matched(_head_line)

    def elements(self, exhibit: str, volume: str, numbers: Iterator[int], *, form: Form) -> Iterator[Element]:
        """Those of one volume; they are numbered through the document."""
        partition, next_line = str(int(volume) + 1), self._lines
        found = form(self.now)
        while found is not None:
            filename, part, place, *rest, path_base64, stream_base64 = found.groups()
            if part != partition or place != str(next(numbers)):
                raise self._refusal()
            yield Told(exhibit, volume, filename, *rest), path_base64, stream_base64
            self.now = next(next_line, "")
            self._number += 1
            found = form(self.now)

    def end(self) -> None:
        self._number += 1
        if next(self._lines, None) is not None:
            raise self._refusal()
