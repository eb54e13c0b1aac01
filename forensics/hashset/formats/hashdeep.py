"""hashdeep and md5deep in their own form: the second line names the columns, the file name is the last of
them.

Source: the manual of hashdeep 4.4. The columns follow the -c option of whoever made the list, so they are
read, never assumed; Tiger and Whirlpool are counted and not compared. A list put together from several begins
anew with each head line.
"""

from collections.abc import Iterator

from forensics.digests import Algorithm
from forensics.hashset.hexdigests import raw_digest
from forensics.hashset.records import RecordBatch, SetRecord, batched
from forensics.hashset.sources import Opening, Recognised, SetSource

KEY = "hashdeep"
_MAGIC = b"%%%% HASHDEEP-"
_HEAD = b"%%%% "
_USABLE = {b"md5": Algorithm.MD5, b"sha1": Algorithm.SHA1, b"sha256": Algorithm.SHA256}
_COUNTED = {b"tiger": "Tiger values", b"whirlpool": "Whirlpool values"}


def detect(opening: Opening) -> Recognised | None:
    first = opening.first_line
    if not first.encode().startswith(_MAGIC):
        return None
    return Recognised(title=f"hashdeep {first[len(_MAGIC) : len(_MAGIC) + 8]}")


def read(source: SetSource) -> Iterator[RecordBatch]:
    return batched(_records(source))


def _records(source: SetSource) -> Iterator[SetRecord]:
    columns: tuple[bytes, ...] = ()
    for number, line in source.lines():
        place = f"line {number:,}"
        if line.startswith(_MAGIC):
            columns = ()
        elif line.startswith(_HEAD):
            columns = _columns(line[len(_HEAD) :], source=source, place=place)
        elif not columns:
            raise source.refusal(place, "the line that names the columns is missing above it")
        else:
            values = line.split(b",", len(columns) - 1)
            if len(values) != len(columns):
                raise source.refusal(place, f"it has {len(values)} of {len(columns)} columns")
            try:
                yield _record(dict(zip(columns, values, strict=True)), source)
            except ValueError as trouble:
                raise source.refusal(place, str(trouble)) from trouble


def _columns(line: bytes, *, source: SetSource, place: str) -> tuple[bytes, ...]:
    columns = tuple(name.strip().lower() for name in line.split(b","))
    if columns[-1] != b"filename" or len(set(columns)) != len(columns):
        raise source.refusal(place, "it does not name the columns as hashdeep does, with the file name last")
    if not set(columns) & set(_USABLE):
        raise source.refusal(place, "the list has none of MD5, SHA-1 and SHA-256")
    return columns


def _record(values: dict[bytes, bytes], source: SetSource) -> SetRecord:
    if not values.pop(b"filename"):
        raise ValueError("its file name is missing")
    size = values.get(b"size")
    if size is not None and not size.isdigit():
        raise ValueError("its size is not a number")
    for column, kind in _COUNTED.items():
        if column in values:
            source.dropped[kind] += 1
    digests = {
        algorithm.value: raw_digest(values[column], algorithm=algorithm)
        for column, algorithm in _USABLE.items()
        if column in values
    }
    return SetRecord(**digests, size_bytes=None if size is None else int(size))  # type: ignore[arg-type]  # keys are digests
