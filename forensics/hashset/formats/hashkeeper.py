"""HashKeeper sets: the `.hsh` file, a table of quoted fields with an MD5 in its column "hash".

Source: tsk/hashdb/hashkeeper.cpp of The Sleuth Kit 4.12. The `.hke` file beside it describes the set and
holds no digests.
"""

from collections.abc import Iterator

from forensics.digests import Algorithm
from forensics.errors import HashSetRefused
from forensics.hashset.parsing.quoted_rows import Columns, head_names, read_rows
from forensics.hashset.records import RecordBatch
from forensics.hashset.sources import Opening, Recognised, SetSource

KEY = "hashkeeper"
_FIRST = ("file_id", "hashset_id", "file_name", "directory", "hash", "file_size")
_DESCRIPTION = ("hashset_id", "name", "vendor", "package", "version")
_COLUMNS = Columns(
    digests={"hash": Algorithm.MD5},
    size="file_size",
    texts=frozenset({"file_name", "directory", "comments"}),
)


def detect(opening: Opening) -> Recognised | None:
    names = head_names(opening.first_line)
    if names[: len(_FIRST)] == _FIRST:
        return Recognised(title="HashKeeper hash set")
    if names[: len(_DESCRIPTION)] == _DESCRIPTION:
        raise HashSetRefused(
            f"{opening.shown} describes a HashKeeper set (.hke) and has no digests; "
            "give the .hsh file beside it."
        )
    return None


def read(source: SetSource) -> Iterator[RecordBatch]:
    return read_rows(source, _COLUMNS)
