"""What the header of an Apple CoreStorage volume tells: FileVault 2 encrypts such volumes, a Fusion Drive
joins two of them.

Source: [FVDE] libfvde, "FileVault Drive Encryption (FVDE) format", "Volume header".
"""

import uuid
from dataclasses import dataclass
from typing import Final

NAME: Final = "Apple CoreStorage"
HEADER_BYTES: Final = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreStorage:
    volume_uuid: str
    group_uuid: str


def is_corestorage(head: bytes) -> bool:
    """The signature alone is two bytes: version 1 and block type 0x10 stand before it."""
    return head[0x58:0x5A] == b"CS" and head[8:12] == b"\x01\x00\x10\x00"


def read_corestorage(head: bytes) -> CoreStorage:
    """Of the first `HEADER_BYTES` of a volume that is one."""
    volume, group = (str(uuid.UUID(bytes=head[at : at + 16].ljust(16, b"\0"))).upper() for at in (304, 320))
    return CoreStorage(volume_uuid=volume, group_uuid=group)
