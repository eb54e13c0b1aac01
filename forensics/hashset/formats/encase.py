"""EnCase hash sets of versions 4 to 6: a head of 1,152 bytes and 18 bytes for each MD5.

    0    16  signature
    16    4  number of records, little-endian
    20 1012  zero
    1032 80  name of the set, UTF-16 little-endian
    1112 40  type of the set, "Known" or "Notable" as its maker chose, UTF-16 little-endian
    1152     records: MD5, then two bytes that EnCase keeps for itself

Source: tsk/hashdb/encase.cpp of The Sleuth Kit 4.12 and EncaseHashSetParser of Autopsy 4.21.
"""

import struct
from collections.abc import Iterator

import numpy as np

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset.records import RecordBatch, Values, every_place
from forensics.hashset.sources import Opening, Recognised, SetSource
from forensics.paths import display_text

KEY = "encase"
_MAGIC = bytes.fromhex("48415348 0d0aff00 02000000 01000000")
_COUNT_AT, _NAME_AT, _TYPE_AT, _HEAD_BYTES = 16, 1032, 1112, 1152
_RECORD_BYTES = 18
_RECORDS_AT_ONCE = 50_000
_MD5_BYTES = DIGEST_BYTES[Algorithm.MD5]


def detect(opening: Opening) -> Recognised | None:
    if not opening.head.startswith(_MAGIC):
        return None
    name, kind = _text(opening.head[_NAME_AT:_TYPE_AT]), _text(opening.head[_TYPE_AT:_HEAD_BYTES])
    told = [f"the name “{name}”"] if name else []
    told += [f"the type “{kind}”"] if kind else []
    notes = (f"The set gives itself {' and '.join(told)}.",) if told else ()
    return Recognised(title="EnCase hash set", notes=notes)


def _text(raw: bytes) -> str:
    text = raw.decode("utf-16-le", errors="replace").partition("\0")[0].strip()
    return display_text(text.encode())


def read(source: SetSource) -> Iterator[RecordBatch]:
    with source.stream() as stream:
        head = stream.read(_HEAD_BYTES)
        if len(head) < _HEAD_BYTES:
            raise source.refusal(None, "it is cut off within its head")
        (expected,) = struct.unpack_from("<I", head, _COUNT_AT)
        count = 0
        while raw := stream.read(_RECORD_BYTES * _RECORDS_AT_ONCE):
            whole, rest = divmod(len(raw), _RECORD_BYTES)
            count += whole
            if rest:
                raise source.refusal(f"record {count:,} (counted from 0)", "it is cut off")
            yield _batch(raw, count=whole)
    if count != expected:
        raise source.refusal(None, f"its head says {expected:,} records and there are {count:,}")


def _batch(raw: bytes, *, count: int) -> RecordBatch:
    records = np.frombuffer(raw, dtype=np.uint8).reshape(count, _RECORD_BYTES)
    md5 = np.ascontiguousarray(records[:, :_MD5_BYTES])
    return RecordBatch(count=count, digests={Algorithm.MD5: Values(raw=md5, places=every_place(count))})
