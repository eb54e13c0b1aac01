"""What engine and reader say to each other: frozen values in MessagePack frames, one kind byte each.

A frame is a little-endian 32-bit length, a kind byte, and the MessagePack body. MessagePack and not pickle,
because the reader has read hostile bytes: nothing it sends may become code in the engine.
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO, cast

import msgspec

from forensics.digests import Algorithm, DigestSet
from forensics.entries import Examination, Fault, FileEntry
from forensics.errors import FieldcaseError
from forensics.examining import WorkItem
from forensics.images import Gap, ImageInfo, Volume

MAX_FRAME_BYTES = 64 << 20  # a batch is far smaller; more than this is a reader gone wrong


class ReaderGone(FieldcaseError):
    """The other end of the pipe closed or spoke nonsense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEvidence:
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSets:
    index_paths: tuple[str, ...]
    roles: tuple[str, ...]  # "notable" or "known", one for each path
    algorithms: tuple[Algorithm, ...] = tuple(Algorithm)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVolume:
    """`at_once`: send each entry as it is found, because this listing ended a reader before."""

    volume: int
    skip: int  # entries and faults of this volume that the store already has, in walk order
    at_once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Examine:
    """`name_each`: say which item comes next before touching it, because one of them ended a reader."""

    items: tuple[WorkItem, ...]
    name_each: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMedia:
    """Hash all the media bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHead:
    item: WorkItem
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    image: ImageInfo
    volumes: tuple[Volume, ...]
    gaps: tuple[Gap, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The command could not be carried out; `sentence` is for the examiner."""

    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetsLoaded:
    sets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    volume: int
    entries: tuple[FileEntry, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeListed:
    volume: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Walking:
    """A sign of life between entries: reading has reached this byte of the media for the first time."""

    furthest_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """A sign of life from inside a long content: what is read, and how far."""

    entry_id: int
    bytes_done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """Results in the order of the items."""

    examinations: tuple[Examination, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaProgress:
    bytes_done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaDigested:
    """All of the media, or `None` with the fault that ended the reading."""

    digests: DigestSet | None
    fault: Fault | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    data: bytes


Command = OpenEvidence | LoadSets | ListVolume | Examine | DigestMedia | ReadHead
Reply = (
    Opened
    | Refused
    | SetsLoaded
    | Listed
    | VolumeListed
    | Walking
    | Working
    | Examined
    | MediaProgress
    | MediaDigested
    | Head
)
Message = Command | Reply

_KINDS: tuple[type[Message], ...] = (
    OpenEvidence,
    LoadSets,
    ListVolume,
    Examine,
    DigestMedia,
    ReadHead,
    Opened,
    Refused,
    SetsLoaded,
    Listed,
    VolumeListed,
    Walking,
    Working,
    Examined,
    MediaProgress,
    MediaDigested,
    Head,
)
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
