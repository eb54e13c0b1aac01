"""A reader with one thing wrong, named by the variable `WRONG`: what a self-test has to notice."""

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.__main__ import main
from forensics.containers import ewf_chunks
from forensics.digests import DigestSet
from forensics.entries import EntryKind, Fault, FileEntry, SetMatch
from forensics.examining import examiner
from forensics.filesystems import FileSystem
from forensics.hashset.index import blocks
from forensics.hashset.index.loaded import LoadedSets
from forensics.planning import SizeGate
from forensics.reader import serving, walking


def finds_nothing() -> None:
    setattr(LoadedSets, "lookup", lambda _self, _digests: ())  # noqa: B010  a method is replaced on purpose


def matches_by_size_alone() -> None:
    honest = LoadedSets.lookup

    def lookup(self: LoadedSets, digests: DigestSet) -> tuple[SetMatch, ...]:
        return honest(self, digests) or (SetMatch(set_position=0, algorithm="md5", record=0),)

    setattr(LoadedSets, "lookup", lookup)  # noqa: B010  a method is replaced on purpose


def digests_a_byte_too_few() -> None:
    def all_but_one(_algorithms: object) -> object:
        def digests_of(content: bytes | memoryview) -> DigestSet:
            cut = bytes(content)[:-1]
            return DigestSet(
                md5=hashlib.md5(cut, usedforsecurity=False).digest(),
                sha1=hashlib.sha1(cut, usedforsecurity=False).digest(),
                sha256=hashlib.sha256(cut).digest(),
            )

        return digests_of

    vars(examiner)["whole_content_digester"] = all_but_one


def sees_no_deleted_files() -> None:
    honest = vars(walking)["bounded"]

    def bounded(file_system: FileSystem, **asked: bool) -> Iterator[FileEntry | Fault]:
        for found in honest(file_system, **asked):
            if getattr(found, "allocated", True) or getattr(found, "kind", None) != EntryKind.FILE:
                yield found

    vars(walking)["bounded"] = bounded


def keeps_the_gate_open() -> None:
    vars(serving)["SizeGate"] = lambda sizes, is_closed: SizeGate(sizes, is_closed=False)


def trusts_damaged_chunks() -> None:
    honest = vars(ewf_chunks)["_inflated"]

    def inflated(piece: memoryview, length: int, *, chunk_bytes: int) -> bytes:
        try:
            return bytes(honest(piece, length, chunk_bytes=chunk_bytes))
        except Exception:  # noqa: BLE001  whatever is said of damage
            return bytes(length)

    vars(ewf_chunks)["_inflated"] = inflated


def trusts_damaged_sets() -> None:
    vars(blocks)["_compare"] = lambda _content, **_places: None


def dies() -> None:
    os.abort()


if __name__ == "__main__":
    globals()[os.environ["WRONG"]]()
    sys.exit(main(sys.argv[1:]))
