"""What engine and reader say to each other: frozen values in MessagePack frames, one kind byte each.

A frame is a little-endian 32-bit length, a kind byte, and the MessagePack body. MessagePack and not pickle,
because the reader has read hostile bytes: nothing it sends may become code in the engine. The kind is the
place among all commands and replies: both ends are the same program.
"""

import struct
from typing import BinaryIO, Final, cast, get_args

import msgspec

from forensics.errors import FieldcaseError
from forensics.reader.protocol.commands import (
    Command,
    DigestMedia,
    Examine,
    FoundBefore,
    GoOn,
    Hold,
    ListFound,
    ListVolume,
    LoadSets,
    LookAtHeads,
    OpenEvidence,
    ReadContent,
    ReadMap,
    ReadRange,
    SearchLost,
    SetToLoad,
    SurveyVolume,
    TryReading,
    Unlock,
    Unlocking,
)
from forensics.reader.protocol.replies import (
    ContentEnd,
    ContentPiece,
    Examined,
    FoundListed,
    HeadsSeen,
    ListingBegins,
    LostFound,
    MapRead,
    MediaDigested,
    MediaProgress,
    Opened,
    RangeRead,
    Refused,
    Reply,
    SearchEnded,
    Searching,
    SetsLoaded,
    Unlocked,
    VolumeListed,
    Walking,
    Working,
)

__all__ = [
    "MAX_FRAME_BYTES",
    "Command",
    "ContentEnd",
    "ContentPiece",
    "DigestMedia",
    "Examine",
    "Examined",
    "FoundBefore",
    "FoundListed",
    "GoOn",
    "HeadsSeen",
    "Hold",
    "ListFound",
    "ListVolume",
    "ListingBegins",
    "LoadSets",
    "LookAtHeads",
    "LostFound",
    "MapRead",
    "MediaDigested",
    "MediaProgress",
    "Message",
    "OpenEvidence",
    "Opened",
    "RangeRead",
    "ReadContent",
    "ReadMap",
    "ReadRange",
    "ReaderGone",
    "Refused",
    "Reply",
    "SearchEnded",
    "SearchLost",
    "Searching",
    "SetToLoad",
    "SetsLoaded",
    "SurveyVolume",
    "TryReading",
    "Unlock",
    "Unlocked",
    "Unlocking",
    "VolumeListed",
    "Walking",
    "Working",
    "read_message",
    "write_message",
]

MAX_FRAME_BYTES: Final = 64 << 20  # a batch is far smaller; more than this is a reader gone wrong


class ReaderGone(FieldcaseError):
    """The other end of the pipe closed or spoke nonsense."""


Message = Command | Reply

_KINDS: Final[tuple[type[Message], ...]] = (*get_args(Command), *get_args(Reply))
_KIND_OF = {kind: number for number, kind in enumerate(_KINDS)}
_DECODERS = tuple(msgspec.msgpack.Decoder(kind) for kind in _KINDS)
_ENCODER = msgspec.msgpack.Encoder()
_FRAME_HEAD = struct.Struct("<IB")


def write_message(pipe: BinaryIO, message: Message) -> None:
    """Write one frame and flush; raise ReaderGone when nobody reads any more."""
    body = _ENCODER.encode(message)
    try:
        pipe.write(_FRAME_HEAD.pack(len(body), _KIND_OF[type(message)]) + body)
        pipe.flush()
    except (BrokenPipeError, ValueError) as trouble:
        raise ReaderGone("the other end of the pipe is gone") from trouble


def read_message(pipe: BinaryIO) -> Message | None:
    """The next message, `None` at an orderly end; raise ReaderGone on a cut or malformed frame."""
    head = _read_exactly(pipe, _FRAME_HEAD.size)
    if not head:
        return None
    length, kind = _FRAME_HEAD.unpack(head)
    if length > MAX_FRAME_BYTES or kind >= len(_KINDS):
        raise ReaderGone("a frame with an impossible length or kind arrived")
    body = _read_exactly(pipe, length)
    if len(body) != length:
        raise ReaderGone("the pipe ended inside a message")
    try:
        return cast("Message", _DECODERS[kind].decode(body))
    except msgspec.MsgspecError as trouble:
        raise ReaderGone(f"a message does not have the agreed form: {trouble}") from trouble


def _read_exactly(pipe: BinaryIO, length: int) -> bytes:
    data = b""
    while len(data) < length:
        piece = pipe.read(length - len(data))
        if not piece:
            if data:
                raise ReaderGone("the pipe ended inside a message")
            return b""
        data += piece
    return data
