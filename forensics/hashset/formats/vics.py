"""Project VIC's VICS JSON, models 1.1 to 1.3 and 2.0, hash sets (`#Media`) and cases (`#Cases`), streamed
record by record.

The model's address under the first key tells version, country profile and shape. Writers differ: sizes are
numbers or texts, flags are booleans or "true", SHA-256 has no field of its own and stands among
AlternativeHashes. Only Category decides the category; a missing or `null` one is none, never 0, for 0 has
meant different things. PhotoDNA values are counted: comparing them is licensed.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import ijson

from forensics.digests import Algorithm
from forensics.hashset.hexdigests import raw_digest
from forensics.hashset.records import RecordBatch, SetRecord, batched
from forensics.hashset.sources import Opening, Recognised, SetSource

KEY = "vics"
_ADDRESS = re.compile(
    r'\s*\{\s*"(?:@odata\.context|odata\.metadata)"\s*:\s*"[^"]*/ProjectVic/DataModels/'
    r'(?P<model>1\.[123]|2\.0)\.xml(?:/(?P<profile>[\w .-]{1,40})/\$metadata)?#(?P<shape>Media|Cases)"',
    re.IGNORECASE,
)
_PREFIX = {"media": "value.item", "cases": "value.item.Media.item"}
_FIELDS = ((Algorithm.MD5, "MD5"), (Algorithm.SHA1, "SHA1"))
_ALTERNATIVES = {"MD5": Algorithm.MD5, "SHA1": Algorithm.SHA1, "SHA256": Algorithm.SHA256}
_LARGEST_RECORD_BYTES = (
    64 << 20
)  # a picture's record is a few hundred bytes, with all its copies a few megabytes

Media = Mapping[str, Any]  # JSON: any value may stand under any key; each is checked where it is used


def detect(opening: Opening) -> Recognised | None:
    found = _ADDRESS.match(opening.text)
    if found is None:
        return None
    title = f"VICS {found['model']}"
    scheme = f"{title} {found['profile']}" if found["profile"] else title
    return Recognised(title=title, scheme=scheme, is_notable_only=True)


def read(source: SetSource) -> Iterator[RecordBatch]:
    return batched(_records(source))


def _records(source: SetSource) -> Iterator[SetRecord]:
    found = _ADDRESS.match(source.opening.text)
    if found is None:
        raise source.refusal(None, "it does not begin with the address of a VICS model")
    for number, media in enumerate(_objects(source, prefix=_PREFIX[found["shape"].lower()])):
        place = f"record {number:,} (counted from 0)"
        if not isinstance(media, dict):
            raise source.refusal(place, "it is not an object")
        try:
            yield _record(media, source)
        except ValueError as trouble:
            raise source.refusal(place, str(trouble)) from trouble


def _objects(source: SetSource, *, prefix: str) -> Iterator[object]:
    count = 0
    source.limit_record(_LARGEST_RECORD_BYTES)
    with source.stream() as stream:
        found = ijson.items(stream, prefix, use_float=True)
        while True:
            try:
                media = next(found)
            except StopIteration:
                return
            except (ijson.JSONError, ValueError) as trouble:
                raise source.refusal(
                    f"after {count:,} records", "the JSON is damaged or cut off"
                ) from trouble
            count += 1
            source.limit_record(_LARGEST_RECORD_BYTES)
            yield media


def _record(media: Media, source: SetSource) -> SetRecord:
    digests: dict[Algorithm, bytes] = {}
    for algorithm, field in _FIELDS:
        _keep(digests, algorithm, media.get(field))
    if media.get("PhotoDNA"):
        source.unusable["PhotoDNA values"] += 1
    for alternative in _alternatives(media):
        name = str(alternative.get("HashName", "")).upper().replace("-", "").replace("_", "")
        if name in _ALTERNATIVES:
            _keep(digests, _ALTERNATIVES[name], alternative.get("HashValue"))
        else:
            source.unusable["PhotoDNA values" if name == "PHOTODNA" else "values of other kinds"] += 1
    if not digests:
        source.unusable["records without MD5, SHA-1 and SHA-256"] += 1
    return SetRecord(
        md5=digests.get(Algorithm.MD5),
        sha1=digests.get(Algorithm.SHA1),
        sha256=digests.get(Algorithm.SHA256),
        size_bytes=_size(media.get("MediaSize")),
        category=_category(media.get("Category")),
    )


def _keep(digests: dict[Algorithm, bytes], algorithm: Algorithm, written: object) -> None:
    if written is None or written == "":
        return
    if not isinstance(written, str):
        raise ValueError(f"its {algorithm.upper()} value is not a text")  # noqa: TRY004  # the record is at fault
    raw = raw_digest(written.strip(), algorithm=algorithm)
    if digests.setdefault(algorithm, raw) != raw:
        raise ValueError(f"it gives two different {algorithm.upper()} values")


def _alternatives(media: Media) -> Iterator[Media]:
    listed = media.get("AlternativeHashes")
    if listed is None:
        return
    if not isinstance(listed, list):
        raise ValueError("its AlternativeHashes are not a list")  # noqa: TRY004  # the record is at fault
    for alternative in listed:
        if not isinstance(alternative, dict):
            raise ValueError("one of its AlternativeHashes is not an object")  # noqa: TRY004  # as above
        yield alternative


def _size(written: object) -> int | None:
    if written is None or written == "":
        return None
    if (
        isinstance(written, str)
        and written.strip().isascii()
        and written.strip().isdigit()
        and len(written) < 30
    ):
        return int(written)
    if isinstance(written, int) and not isinstance(written, bool):
        return written
    raise ValueError("its MediaSize is not a number of bytes")


def _category(written: object) -> str | None:
    if written is None:
        return None
    if isinstance(written, str):
        return written.strip() or None
    if isinstance(written, int) and not isinstance(written, bool):
        return str(written)
    raise ValueError("its Category is neither a number nor a text")
