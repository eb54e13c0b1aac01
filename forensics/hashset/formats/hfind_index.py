"""Indexes that hfind of The Sleuth Kit makes (`…-md5.idx`, `…-sha1.idx`): sets in their own right.

Source: tsk/hashdb/binsrch_index.cpp of The Sleuth Kit 4.12. Two head lines name the kind and the name of the
list that was indexed; each line after them is a digest and the place of its record in that list, in ascending
order.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset.formats.rds import NOTE, NOTE_IF_NOTABLE
from forensics.hashset.parsing.hexcolumns import digest_column
from forensics.hashset.records import RecordBatch, UnfitRecord
from forensics.hashset.sources import Opening, Recognised, SetSource
from forensics.paths import display_text

KEY = "hfind"
_KIND, _NAME = "0" * 41 + "|", "0" * 40 + "1|"
_LINE = re.compile(rb"([0-9A-Fa-f]{40}|[0-9A-Fa-f]{32})\|[0-9]{16}")
_PLACE_DIGITS = 16
_MOST_SHOWN = 200  # characters of a name
_BY_DIGITS = {2 * DIGEST_BYTES[algorithm]: algorithm for algorithm in (Algorithm.MD5, Algorithm.SHA1)}


def detect(opening: Opening) -> Recognised | None:
    first, *others = opening.text.split("\n", 2)
    if not first.startswith(_KIND):
        return None
    kind = _shown(first[len(_KIND) :])
    second = others[0] if others else ""
    name = _shown(second[len(_NAME) :])
    told = f" called “{name}”" if second.startswith(_NAME) and name else ""
    note = f"It was made of a list of the kind “{kind}”{told}; sizes and names are not in it."
    if kind.startswith("nsrl"):
        return Recognised(title="hfind index", notes=(note, NOTE), notes_if_notable=(NOTE_IF_NOTABLE,))
    return Recognised(title="hfind index", notes=(note,))


def _shown(text: str) -> str:
    return display_text(text.strip()[:_MOST_SHOWN].encode(errors="replace"))


def read(source: SetSource) -> Iterator[RecordBatch]:
    before, width = b"", 0
    for first, block in source.blocks():
        number, lines = first, block.split(b"\n")
        if not lines[-1]:
            lines.pop()
        while lines and number <= 2 and lines[0].startswith((_KIND.encode(), _NAME.encode())):
            lines.pop(0)
            number += 1
        if not lines:
            continue
        lines = [line.removesuffix(b"\r") for line in lines]
        width = width or len(lines[0])
        yield _batch(source, lines, number=number, width=width, before=before)
        before = lines[-1]
    source.expect_last_line_end()


def _batch(source: SetSource, lines: list[bytes], *, number: int, width: int, before: bytes) -> RecordBatch:
    digits = width - _PLACE_DIGITS - 1
    is_even = set(map(len, lines)) == {width} and digits in _BY_DIGITS
    if not is_even or not _has_bars(lines, width=width, digits=digits):
        raise _unfit_line(source, lines, number=number, width=width)
    for offset, (earlier, later) in enumerate(pairwise([before, *lines])):
        if later < earlier:
            reason = "it is not in ascending order, as the lines of an index are"
            raise source.refusal(f"line {number + offset:,}", reason)
    algorithm = _BY_DIGITS[digits]
    try:
        values = digest_column([line[:digits] for line in lines], algorithm=algorithm)
    except UnfitRecord as trouble:
        raise source.refusal(f"line {number + trouble.row:,}", str(trouble)) from trouble
    return RecordBatch(count=len(lines), digests={} if values is None else {algorithm: values})


def _has_bars(lines: list[bytes], *, width: int, digits: int) -> bool:
    text = np.frombuffer(b"".join(lines), dtype=np.uint8).reshape(-1, width)
    places = text[:, digits + 1 :]
    return bool((text[:, digits] == 0x7C).all() and ((places >= 0x30) & (places <= 0x39)).all())


def _unfit_line(source: SetSource, lines: list[bytes], *, number: int, width: int) -> Exception:
    for offset, line in enumerate(lines):
        if len(line) != width or _LINE.fullmatch(line) is None:
            reason = (
                "it is not a digest of the index's length and a place of 16 digits with a bar between them"
            )
            return source.refusal(f"line {number + offset:,}", reason)
    return source.refusal(f"line {number:,}", "its digest has a length that no index has")
