"""The two headers and the two region tables of a VHDX disk; of each pair the whole one counts.

Source: [MS-VHDX] 2.2.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from forensics.containers.stretches import Spoilt, StoredFile
from forensics.crc32c import crc32c

SIGNATURE = b"vhdxfile"
_HEADERS_AT, _HEADER_BYTES = (64 * 1024, 128 * 1024), 4096
_HEADER = struct.Struct("<4sIQ16s16s16sHHIQ")
_REGIONS_AT, _REGIONS_BYTES = (192 * 1024, 256 * 1024), 64 * 1024
_REGIONS = struct.Struct("<4sII4x")
_REGION = struct.Struct("<16sQII")
_MOST_REGIONS = 2047
_KNOWN = {
    UUID("2dc27766-f623-4200-9d64-115e9bfd4a08"): "blocks",
    UUID("8b7ca206-4790-4b9a-b8fe-575f050f886e"): "metadata",
}


class Parts(Protocol):
    def part(self, at: int, length: int) -> bytes:
        """Exactly `length` bytes; raise Spoilt."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    sequence: int
    data_identity: UUID
    log_identity: UUID
    log_at: int
    log_bytes: int

    @property
    def has_log(self) -> bool:
        return self.log_identity.int != 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    at: int
    length_bytes: int


def current_header(file: StoredFile) -> Header:
    """The whole one that was written last; raise Spoilt where none is whole."""
    headers = [header for at in _HEADERS_AT if (header := _header(file, at)) is not None]
    if not headers:
        raise Spoilt("neither of its two headers is whole")
    return max(headers, key=lambda header: header.sequence)


def _header(file: StoredFile, at: int) -> Header | None:
    if at + _HEADER_BYTES > file.length_bytes:
        return None
    raw = file.part(at, _HEADER_BYTES)
    (signature, checksum, sequence, _file_id, data_id, log_id, log_version, version, log_bytes, log_at) = (
        _HEADER.unpack_from(raw)
    )
    if signature != b"head" or checksum != crc32c(raw[:4] + bytes(4) + raw[8:]):
        return None
    if (version, log_version) != (1, 0):
        raise Spoilt(f"it is of version {version}.{log_version}, which is not known")
    return Header(
        sequence=sequence,
        data_identity=UUID(bytes_le=data_id),
        log_identity=UUID(bytes_le=log_id),
        log_at=log_at,
        log_bytes=log_bytes,
    )


def regions_of(stored: Parts) -> Mapping[str, Region]:
    """ "blocks" and "metadata"; raise Spoilt where neither table is whole or one lacks them."""
    for at in _REGIONS_AT:
        raw = stored.part(at, _REGIONS_BYTES)
        signature, checksum, count = _REGIONS.unpack_from(raw)
        if (
            signature == b"regi"
            and checksum == crc32c(raw[:4] + bytes(4) + raw[8:])
            and count <= _MOST_REGIONS
        ):
            return _regions(raw, count)
    raise Spoilt("neither of its two region tables is whole")


def _regions(raw: bytes, count: int) -> dict[str, Region]:
    regions = {}
    for number in range(count):
        identity, at, length, required = _REGION.unpack_from(raw, _REGIONS.size + number * _REGION.size)
        name = _KNOWN.get(UUID(bytes_le=identity))
        if name is None and required & 1:
            raise Spoilt(f"it has a required region {UUID(bytes_le=identity)}, which is not known")
        if name is not None:
            regions[name] = Region(at=at, length_bytes=length)
    if len(regions) < len(_KNOWN):
        raise Spoilt("its region table does not tell where blocks and metadata are")
    return regions
