"""HFS+ volumes whose journal was not emptied say so."""

import struct

from forensics.filesystems.hfsplus_journal import unclosed
from forensics.filesystems.hfsplus_volume import HfsVolume
from tests.evidence.hfsplus_builder import BLOCK, HfsBuilder

RECORD, JOURNAL = 600 * BLOCK, 604 * BLOCK


def told_of(*, start: int, end: int, order: str = "<", flags: int = 1, magic: int = 0x4A4E4C78) -> str | None:
    content = bytearray(HfsBuilder().image())
    struct.pack_into(">I4xI", content, 1024 + 4, 0x2100, RECORD // BLOCK)
    struct.pack_into(">I32xQQ", content, RECORD, flags, JOURNAL, 8 * BLOCK)
    struct.pack_into(f"{order}IIQQQ", content, JOURNAL, magic, 0x12345678, start, end, 8 * BLOCK)
    data = bytes(content)
    return unclosed(HfsVolume(lambda offset, length: data[offset : offset + length], length_bytes=len(data)))


def test_a_journal_that_was_not_emptied_is_told_whichever_machine_wrote_it() -> None:
    for order in "<>":
        assert told_of(start=512, end=512, order=order) is None
        words = told_of(start=512, end=1024, order=order)
        assert words is not None
        assert words.startswith(
            "The HFS+ volume was not closed, and what stands in its journal alone was not"
        )
    assert told_of(start=512, end=1024, flags=4) is None  # never used


def test_a_journal_that_cannot_be_read_is_not_taken_for_an_empty_one() -> None:
    damaged = told_of(start=512, end=512, magic=0)
    elsewhere = told_of(start=512, end=512, flags=2)
    assert damaged is not None
    assert damaged.endswith("Its head is damaged.")
    assert elsewhere is not None
    assert elsewhere.endswith("It lies on another disk.")
