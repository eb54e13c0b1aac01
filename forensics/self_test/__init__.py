"""The self-test: a small disk, a set of two records, and what must be found, so that a program shows before a
scan that it finds what it should and nothing else.

`disk.E01` is an E01 image of 8 MiB with a FAT16, an NTFS and an ext4 volume, `notable.bin` the index of a
set, `answers.json` what outside tools say of them; `shipping/make_self_test.py` makes all three. `answers`
reads them, `judging` holds against them what a reader found. Nothing here opens an image: a reader process
does, on the way that a scan takes.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

DISK = Path(__file__).with_name("disk.E01")
NOTABLE_SET = Path(__file__).with_name("notable.bin")


class Control(StrEnum):
    POSITIVE = "positive"  # something had to be found, or be equal
    NEGATIVE = "negative"  # something had to be told apart, or refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question with a known answer. `expected` and `got` are plain text."""

    what: str
    expected: str
    got: str
    control: Control = Control.POSITIVE

    @property
    def passed(self) -> bool:
        return self.got == self.expected
