"""One entry as every form prints it, and its canonical line: what the Merkle root of a scan is made of.

The line is RFC 8785 JSON of exactly the fields of `ENTRY_FIELDS`, in the text forms of entries.csv. The same
entry gives the same bytes from the case at the scan's end and from a row of entries.csv years later, so that
a stranger can compute the root again.
"""

from typing import NamedTuple

from msgspec import Struct
from msgspec.json import Encoder

ENTRY_FIELDS = (
    *("exhibit", "volume", "path", "name_raw_b64", "meta_addr", "stream", "size", "allocated", "kind"),
    *("outcome", "md5", "sha1", "sha256", "mtime", "atime", "ctime", "crtime"),
)
WAITING = "waiting"  # in the place of an outcome
LARGEST_EXACT = 2**53 - 1  # RFC 8785 section 3.2.2.3, RFC 7493 section 2.2


class EntryRow(NamedTuple):
    """The printed text of an entry: the fields of `ENTRY_FIELDS` in their order, then what only some forms
    give.

    `path` and `stream` are display text; `name_raw_b64` is the last name where it is not UTF-8. Digests are
    lowercase hexadecimal, times ISO 8601 (Z only where the file system keeps UTC). `outcome` is `WAITING`
    before there is one. The raw bytes are `None` where the display text says them exactly. `extents` is a
    MessagePack array of [offset in the image or nil, length], `None` where content is not in plain runs.
    `remains` and the two kinds of flags are words as `forensics.entries` and `forensics.times` have them.
    """

    exhibit: str
    volume: int
    path: str
    name_raw_b64: str | None
    meta_addr: int
    stream: str | None
    size: int
    allocated: bool
    kind: str
    outcome: str
    md5: str | None
    sha1: str | None
    sha256: str | None
    mtime: str | None
    atime: str | None
    ctime: str | None
    crtime: str | None
    raw_path: bytes | None = None
    raw_stream: bytes | None = None
    link_target: bytes | None = None
    extents: bytes | None = None
    remains: str | None = None
    parent_known: bool = True
    flags: str | None = None
    times_flags: str | None = None


class _Line(Struct, gc=False):
    """The fields as RFC 8785 sorts them; msgspec writes a struct in the order of its fields."""

    allocated: bool
    atime: str | None
    crtime: str | None
    ctime: str | None
    exhibit: str
    kind: str
    md5: str | None
    meta_addr: int | str
    mtime: str | None
    name_raw_b64: str | None
    outcome: str
    path: str
    sha1: str | None
    sha256: str | None
    size: int | str
    stream: str | None
    volume: int


_encode = Encoder().encode


def entry_line(row: EntryRow) -> bytes:
    """The canonical line, UTF-8 without a line end.

    An integer that JSON numbers do not hold exactly stands as a string of its digits (RFC 8785 section 3.1,
    RFC 7493), and an empty text as null, as CSV knows no difference.
    """
    # fmt: off
    (
        exhibit, volume, path, name_raw_b64, meta_addr, stream, size, allocated, kind, outcome,
        md5, sha1, sha256, mtime, atime, ctime, crtime, *_others,
    ) = row
    # fmt: on
    return _encode(
        _Line(
            allocated,
            atime,
            crtime,
            ctime,
            exhibit,
            kind,
            md5,
            meta_addr if -LARGEST_EXACT <= meta_addr <= LARGEST_EXACT else str(meta_addr),
            mtime,
            name_raw_b64,
            outcome,
            path,
            sha1,
            sha256,
            size if -LARGEST_EXACT <= size <= LARGEST_EXACT else str(size),
            stream or None,
            volume,
        )
    )
