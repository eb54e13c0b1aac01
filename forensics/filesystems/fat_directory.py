"""What a directory entry of FAT or exFAT says, before anything is made of it."""

from typing import Protocol

from msgspec import Struct

from forensics.times import MacTimes


class Named(Struct, frozen=True, gc=False):
    """One name in a directory, with what its metadata says."""

    address: int  # TSK's metadata address
    name: bytes
    is_directory: bool
    in_use: bool  # the entry, and the cluster it stands in
    first_cluster: int
    size_bytes: int
    valid_bytes: int  # how much was ever written; behind it are zeros (exFAT)
    has_chain: bool  # False: its clusters follow each other without a chain in the FAT (exFAT)
    times: MacTimes
    flags: str | None = None  # `forensics.entries.flag_words`


class Piece(Struct, frozen=True, gc=False):
    """Bytes of a directory that lie in one place."""

    offset_bytes: int  # of the volume
    content: bytes
    in_use: bool  # the volume's map says so of the clusters


class DirectoryParser(Protocol):
    """Reads one directory, piece by piece, in order."""

    odd: int  # entries in use that are not well-formed, and were not listed
    doubtful: int  # entries in use that were listed though their checksum is wrong

    def parse(self, piece: Piece) -> list[Named]: ...

    def finish(self) -> list[Named]: ...
