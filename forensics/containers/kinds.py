"""What a container kind is given to recognise a source by, and to open what its image lies upon.

A kind has two hooks: `detect(sniffed)` says whether the bytes are its own, `open_source(source, open_below)`
gives the `EvidenceImage`. `open_below(path)` opens a backing file or parent as any source is opened; a chain
that comes back to itself or never ends is refused there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from forensics.images import EvidenceImage

OpenBelow = Callable[[Path], EvidenceImage]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sniffed:
    name: str  # of the file, without its folders
    head: bytes  # the first 64 KiB
    tail: bytes  # the last 512 bytes
    size_bytes: int


class Kind(NamedTuple):
    detect: Callable[[Sniffed], bool]
    open_source: Callable[[Path, OpenBelow], EvidenceImage]
