"""Media lists in JSON as CAID and its relatives hand them out: the records of VICS without the address of its
model.

Such a file is a list of records, or an object with the list under one of its keys, or with a list of cases
that each have one; keys are written in any letter case. It is taken for a media list only when its first
record has MD5 or SHA1, and Category or MediaID.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator

from forensics.hashset.formats.media import Media, records_of
from forensics.hashset.formats.media_columns import read_lists
from forensics.hashset.records import RecordBatch, batched
from forensics.hashset.sources import Opening, Recognised, SetSource

KEY = "caid"
_SCHEME = "CAID"
_VICS_ADDRESS = "ProjectVic/DataModels"  # a model that `vics` does not know is not guessed at
_LIST = re.compile(r"\[\s*(?=\{)")
_CLOSINGS = ("]", "]}", "]}]}")  # of a list of records, of one in an object, of one in a case in an object
_MOST_LISTS = 16  # that are looked at before the records begin
_FIELDS = {
    name.lower(): name
    for name in ("MD5", "SHA1", "SHA256", "MediaSize", "Category", "PhotoDNA", "AlternativeHashes")
} | {"filesize": "MediaSize", "size": "MediaSize"}
_ALTERNATIVE_FIELDS = {"hashname": "HashName", "hashvalue": "HashValue"}


def detect(opening: Opening) -> Recognised | None:
    if _path(opening) is None:
        return None
    return Recognised(title="CAID-style JSON", scheme=_SCHEME, is_notable_only=True)


def read(source: SetSource) -> Iterator[RecordBatch]:
    path = _path(source.opening)
    if path is None:
        raise source.refusal(None, "it does not begin as a list of media records")
    yield from read_lists(source, path=path, batches=_batches)


def _batches(piece: bytes, *, first: int, dropped: Counter[str]) -> Iterator[RecordBatch]:
    return batched(records_of(piece, first=first, dropped=dropped, as_media=_as_media))


def _path(opening: Opening) -> tuple[str, ...] | None:
    """The keys that lead to the list of records; `None` when the first bytes show no such list."""
    text = opening.text.lstrip()
    if text[:1] not in ("{", "[") or _VICS_ADDRESS.lower() in text.lower().replace("\\/", "/"):
        return None
    for number, begins in enumerate(_LIST.finditer(text)):
        if number == _MOST_LISTS:
            return None
        path = _path_to(text[: begins.end()])
        if path is not None and _is_media(text, begins.end()):
            return path
    return None


def _path_to(before: str) -> tuple[str, ...] | None:
    """The keys that lead to the list that begins at the end of `before`; `None` when it lies elsewhere."""
    for depth, closing in enumerate(_CLOSINGS):
        try:
            value = json.loads(before + closing)
        except (ValueError, RecursionError):  # the list lies deeper or shallower
            continue
        path: list[str] = []
        for _ in range(depth):
            if isinstance(value, list) and value:
                value = value[-1]
            if not isinstance(value, dict):
                return None
            path.append(list(value)[-1])
            value = value[path[-1]]
        return tuple(path) if value == [] else None
    return None


def _is_media(text: str, place: int) -> bool:
    try:
        record, _ = json.JSONDecoder().raw_decode(text, place)
    except (ValueError, RecursionError):  # it is cut by the end of the opening, or no JSON
        return False
    keys = {key.lower() for key in record}
    return bool(keys & {"md5", "sha1"}) and bool(keys & {"category", "mediaid"})


def _as_media(record: Media) -> Media:
    media = _respelled(record, _FIELDS)
    listed = media.get("AlternativeHashes")
    if isinstance(listed, list):
        media["AlternativeHashes"] = [
            _respelled(one, _ALTERNATIVE_FIELDS) if isinstance(one, dict) else one for one in listed
        ]
    return media


def _respelled(record: Media, names: dict[str, str]) -> dict[str, object]:
    media: dict[str, object] = {}
    for key, value in record.items():
        name = names.get(key.lower())
        if name is not None and media.setdefault(name, value) != value:
            raise ValueError(f"it gives two different {name} values")
    return media
