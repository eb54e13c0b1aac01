"""What must be found on the disk of the self-test, as data that outside tools made."""

import json
from pathlib import Path

from msgspec import Struct, convert

_ANSWERS = Path(__file__).with_name("answers.json")


class ExpectedFile(Struct, frozen=True, kw_only=True):
    """A planted file; `path` has its stream behind a colon. Digests are hex."""

    volume: int
    path: str
    size_bytes: int
    deleted: bool
    md5: str
    sha1: str
    sha256: str


class ExpectedDisk(Struct, frozen=True, kw_only=True):
    container: str
    size_bytes: int
    md5: str
    sha1: str
    sha256: str


class Message(Struct, frozen=True, kw_only=True):
    """A message whose digest is printed in a standard; it is the content of the file at `path`."""

    path: str
    algorithm: str
    digest: str
    source: str


class ExpectedMatch(Struct, frozen=True, kw_only=True):
    """The one content of the disk that is in the set, and its record there."""

    path: str
    record: int
    category: str
    size_bytes: int
    index_sha256: str  # of the set's index, as its own description states


class Damage(Struct, frozen=True, kw_only=True):
    """A bit of the image file; with it changed, the content at `path` must not be given as sound."""

    at_byte: int
    bit: int
    path: str


class Answers(Struct, frozen=True, kw_only=True):
    disk: ExpectedDisk
    volumes: tuple[str, ...]  # file systems in the order of the disk
    files: tuple[ExpectedFile, ...]
    messages: tuple[Message, ...]
    notable: ExpectedMatch
    near_misses: tuple[str, ...]  # paths of contents that differ from the notable one in one bit
    damage: Damage


def known_answers() -> Answers:
    return convert(json.loads(_ANSWERS.read_text(encoding="utf-8")), Answers)
