"""Media records as VICS and its relatives write them: what one of them says.

Writers differ: sizes are numbers or texts, an absent value is missing, `null` or empty, SHA-256 has no field
of its own and stands among AlternativeHashes, as does PhotoDNA in some sets. Only Category decides the
category; a missing or `null` one is none, never 0, for 0 has meant different things. Copies (MediaFiles) are
not read: what they repeat is the record's own.
"""

import re
from binascii import a2b_base64, unhexlify
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from forensics.digests import Algorithm
from forensics.hashset.parsing.hexdigests import raw_digest
from forensics.hashset.parsing.json_records import DamagedJson, decoded
from forensics.hashset.records import (
    LARGEST_SIZE,
    PHOTODNA_BYTES,
    WITHOUT_DIGEST,
    SetRecord,
    UnfitRecord,
    Values,
    values_of,
)

OTHER_KINDS = "values of other kinds"
BAD_PHOTODNA = "PhotoDNA values that cannot be read"
_FIELDS = ((Algorithm.MD5, "MD5"), (Algorithm.SHA1, "SHA1"), (Algorithm.SHA256, "SHA256"))
ALTERNATIVES = {"MD5": Algorithm.MD5, "SHA1": Algorithm.SHA1, "SHA256": Algorithm.SHA256}
PHOTODNA = "PHOTODNA"
_MOST_SIZE_DIGITS = 30
_EXACT_FLOATS = 1 << 53  # IEEE 754 binary64: whole numbers below it are exact
_LONGEST_CATEGORY = 256  # real ones have one to some dozens; each is kept in memory once
_DIGITS = re.compile(r"\s*[0-9]+\s*")

Media = Mapping[str, Any]  # JSON: any value may stand under any key; each is checked where it is used


def records_of(
    piece: bytes,
    *,
    first: int,
    dropped: Counter[str],
    as_media: Callable[[Media], Media] = lambda record: record,
) -> Iterator[SetRecord]:
    """As `batches_of`, one by one; `as_media` gives a record the field names of VICS."""
    media = decoded(piece)
    if not isinstance(media, list):
        raise DamagedJson
    for row, one in enumerate(media, start=first):
        if not isinstance(one, dict):
            raise UnfitRecord(row, "it is not an object")
        try:
            yield record_of(as_media(one), dropped)
        except ValueError as trouble:
            raise UnfitRecord(row, str(trouble)) from trouble


def record_of(media: Media, dropped: Counter[str]) -> SetRecord:
    """One record; raise ValueError, with the reason as a clause, when it cannot be."""
    digests: dict[Algorithm, bytes] = {}
    for algorithm, field in _FIELDS:
        _keep(digests, algorithm, media.get(field))
    photodna = photodna_of(media.get("PhotoDNA"), dropped)
    for alternative in _listed(media):
        name = bare_name(alternative.get("HashName"))
        if name in ALTERNATIVES:
            _keep(digests, ALTERNATIVES[name], alternative.get("HashValue"))
        elif name == PHOTODNA:
            alternative_value = photodna_of(alternative.get("HashValue"), dropped)
            photodna = photodna or alternative_value
        else:
            dropped[OTHER_KINDS] += 1
    if not digests:
        dropped[WITHOUT_DIGEST] += 1
    return SetRecord(
        md5=digests.get(Algorithm.MD5),
        sha1=digests.get(Algorithm.SHA1),
        sha256=digests.get(Algorithm.SHA256),
        size_bytes=size_of(media.get("MediaSize")),
        category=category_of(media.get("Category")),
        photodna=photodna,
    )


def _keep(digests: dict[Algorithm, bytes], algorithm: Algorithm, written: object) -> None:
    if written is None or written == "":
        return
    if not isinstance(written, str):
        raise ValueError(f"its {algorithm.upper()} value is not a text")  # noqa: TRY004  # the record is at fault
    raw = raw_digest(written.strip(), algorithm=algorithm)
    if digests.setdefault(algorithm, raw) != raw:
        raise ValueError(f"it gives two different {algorithm.upper()} values")


def _listed(media: Media) -> Iterator[Media]:
    listed = media.get("AlternativeHashes")
    if listed is None:
        return
    if not isinstance(listed, list):
        raise ValueError("its AlternativeHashes are not a list")  # noqa: TRY004  # the record is at fault
    for alternative in listed:
        if not isinstance(alternative, dict):
            raise ValueError("one of its AlternativeHashes is not an object")  # noqa: TRY004  # as above
        yield alternative


def bare_name(name: object) -> str:
    return str(name or "").upper().replace("-", "").replace("_", "")


def photodna_of(written: object, dropped: Counter[str]) -> bytes | None:
    """144 bytes out of 192 characters of base64 or 288 hexadecimal digits; what is neither is counted."""
    if written is None or (isinstance(written, str) and not written.strip()):
        return None
    try:
        if not isinstance(written, str):
            raise ValueError("not a text")  # noqa: TRY004, TRY301  # all that cannot be read is counted alike
        text = written.strip()
        raw = unhexlify(text) if len(text) == 2 * PHOTODNA_BYTES else a2b_base64(text, strict_mode=True)
        if len(raw) != PHOTODNA_BYTES:
            raise ValueError("not of the length of a PhotoDNA value")  # noqa: TRY301  # as above
    except ValueError:
        dropped[BAD_PHOTODNA] += 1
        return None
    return raw


def photodna_column(written: Sequence[str | None], dropped: Counter[str]) -> Values | None:
    """`photodna_of` each; `None` where none is one."""
    return values_of([photodna_of(text, dropped) for text in written], width=PHOTODNA_BYTES)


def size_of(written: object) -> int | None:
    if written is None or written == "":
        return None
    size: int | None = None
    written = _whole(written)
    if isinstance(written, int) and not isinstance(written, bool):
        size = written
    elif isinstance(written, str) and len(written) < _MOST_SIZE_DIGITS and _DIGITS.fullmatch(written):
        size = int(written)
    if size is None:
        raise ValueError("its MediaSize is not a number of bytes")
    if not 0 <= size <= LARGEST_SIZE:
        raise ValueError(f"no file has the size {size}")
    return size


def category_of(written: object) -> str | None:
    if written is None:
        return None
    if isinstance(written, str):
        return checked_category(written)
    written = _whole(written)
    if isinstance(written, int) and not isinstance(written, bool):
        return str(written)
    raise ValueError("its Category is neither a number nor a text")


def _whole(written: object) -> object:
    """1 for 1.0, as writers put it whose numbers all have a fraction; anything else as it is."""
    is_whole = isinstance(written, float) and written.is_integer() and abs(written) < _EXACT_FLOATS
    return int(written) if isinstance(written, float) and is_whole else written


def checked_category(written: str) -> str | None:
    """A category as its owner writes it; raise ValueError for what cannot be one."""
    category = written.strip()
    if len(category) > _LONGEST_CATEGORY:
        raise ValueError(f"its category has more than {_LONGEST_CATEGORY} characters")
    if any("\ud800" <= character <= "\udfff" for character in category):
        raise ValueError("its category is not written in Unicode")
    return category or None
