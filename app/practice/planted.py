"""What lies in the practice image, and what an examination with the practice sets must make of it."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Hiding(StrEnum):
    """How a file was planted."""

    IN_PLAIN_SIGHT = "in plain sight"
    RENAMED = "renamed, with another extension"
    COPIED = "copied to another folder"
    HOSTILE_NAME = "a name made to mislead"
    DELETED = "deleted, content still there"
    OVERWRITTEN = "deleted, its space used again"
    NEAR_MISS = "one byte changed, same size"
    EMPTY = "empty"
    KNOWN = "known software"
    ORDINARY = "nothing to find"


class Expected(StrEnum):
    MATCHED = "matched"
    KNOWN = "known"
    NOT_FOUND = "not found in the sets"
    NOT_LEFT = "no longer there"
    NO_CONTENT = "no content"

    def accepts(self, outcome: str) -> bool:
        """Whether an examination that ended in `outcome` has done what it must."""
        return outcome in _RIGHT_OUTCOMES[self]


_RIGHT_OUTCOMES = {
    Expected.MATCHED: frozenset({"matched"}),
    Expected.KNOWN: frozenset({"known"}),
    Expected.NOT_FOUND: frozenset({"compared", "ruled_out_by_size"}),
    Expected.NOT_LEFT: frozenset({"compared", "no_content", "ruled_out_by_size", "unreadable"}),
    Expected.NO_CONTENT: frozenset({"no_content"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One planted file. `path` is absolute in its volume, as bytes of UTF-8; digests are of the content that
    was planted.

    A deleted file under a short name has lost its first character; the path has `_` there, as readers show
    it. `OVERWRITTEN` gives the digests of what is no longer there: nothing in the image may match them.
    """

    path: bytes
    hiding: Hiding
    expected: Expected
    deleted: bool
    size_bytes: int
    md5: str
    sha1: str
    sha256: str
    category: str | None = None  # code in the PRACTICE scheme, where a matching record has one


def planted(
    path: str, content: bytes, *, hiding: Hiding, expected: Expected, deleted: bool, category: str | None
) -> Planted:
    return Planted(
        path=path.encode("utf-8", "surrogatepass"),
        hiding=hiding,
        expected=expected,
        deleted=deleted,
        size_bytes=len(content),
        md5=hashlib.md5(content, usedforsecurity=False).hexdigest(),
        sha1=hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        sha256=hashlib.sha256(content).hexdigest(),
        category=category,
    )
