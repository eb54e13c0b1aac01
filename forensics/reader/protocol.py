"""What engine and reader say to each other: frozen values in MessagePack frames, one kind byte each.

A frame is a little-endian 32-bit length, a kind byte, and the MessagePack body. MessagePack and not pickle,
because the reader has read hostile bytes: nothing it sends may become code in the engine.
"""

import struct
from typing import BinaryIO, cast

import msgspec
from msgspec import Struct

from forensics.digests import Algorithm, DigestSet
from forensics.entries import ByteRange, Census, Examination, Fault
from forensics.errors import FieldcaseError
from forensics.examining.work import WorkItem
from forensics.images import Gap, ImageInfo, Volume
from forensics.reader.listing import Listed
from forensics.reader.rates import ReadingTested
from forensics.reader.surveying import Surveyed

MAX_FRAME_BYTES = 64 << 20  # a batch is far smaller; more than this is a reader gone wrong


class ReaderGone(FieldcaseError):
    """The other end of the pipe closed or spoke nonsense."""


class Unlocking(Struct, frozen=True, kw_only=True, tag="unlocking"):
    """A volume that was unlocked before, and the volumes on record that it opened as. Without a secret (bytes
    of words or of a key file, through this pipe and nowhere else) they stay shut, unless it is a clear key.
    """

    volume: int
    means: str  # of forensics.locks
    secret: bytes | None
    rows: tuple[Volume, ...]

    def __repr__(self) -> str:
        """Without the secret: a trace may show it."""
        return f"Unlocking({self.volume}, {self.means!r}, has_secret={self.secret is not None})"


class FoundBefore(Struct, frozen=True, kw_only=True, tag="found"):
    """Places where a search of the whole disk found lost volumes, and the volumes on record there."""

    places: tuple[ByteRange, ...]
    rows: tuple[Volume, ...]


class OpenEvidence(Struct, frozen=True, kw_only=True):
    source: str
    added_later: tuple[Unlocking | FoundBefore, ...] = ()  # in the order in which it was first done


class SearchLost(Struct, frozen=True, kw_only=True):
    """Look for lost volumes wherever they may begin, from a byte of the media on. Nothing is listed yet."""

    first_place: int = 0


class ListFound(Struct, frozen=True, kw_only=True):
    """List what lies at the places that a search found, behind all volumes that are known."""

    places: tuple[ByteRange, ...]


class Unlock(Struct, frozen=True, kw_only=True):
    """Open a locked volume of the evidence that is open."""

    volume: int
    means: str
    secret: bytes

    def __repr__(self) -> str:
        """Without the secret: a trace may show it."""
        return f"Unlock({self.volume}, {self.means!r})"


class SetToLoad(Struct, frozen=True, kw_only=True):
    """An index that was checked. `key` opens a locked one: it goes through this pipe and nowhere else."""

    index_path: str
    role: str  # "notable" or "known"
    index_sha256: str  # hex
    key: bytes | None = None

    def __repr__(self) -> str:
        """Without the key: a trace may show it."""
        return f"SetToLoad({self.index_path!r}, {self.role!r}, is_locked={self.key is not None})"


class LoadSets(Struct, frozen=True, kw_only=True):
    """`algorithms` are computed for every content; a hit is read again for all three. `is_gated`: content of
    a size that no notable record has is ruled out when it is listed, if every notable record has a size.
    """

    sets: tuple[SetToLoad, ...] = ()
    algorithms: tuple[Algorithm, ...] = tuple(Algorithm)
    is_gated: bool = False


class ListVolume(Struct, frozen=True, kw_only=True):
    """`at_once`: send each entry as it is found, because this listing ended a reader before. `live`: the
    volume is a shadow copy of that one, and what both share is left out. `has_copies`: such listings follow.
    `with_index_names`: names that are left only in the indexes of folders, and what names say of times, too.
    """

    volume: int
    skip: int  # entries and faults of this volume that the store already has, in walk order
    at_once: bool = False
    live: int | None = None
    has_copies: bool = False
    with_index_names: bool = False


class Examine(Struct, frozen=True, kw_only=True):
    """Work for the reader; more may follow before it is done. `serially`: one content after the other, each
    named before it is touched, because one of them ended a reader.
    """

    items: tuple[WorkItem, ...]
    serially: bool = False


class LookAtHeads(Struct, frozen=True, kw_only=True):
    """Which of these begin like a picture, video or archive?"""

    items: tuple[WorkItem, ...]


class ReadMap(Struct, frozen=True, kw_only=True):
    """What does the volume's own map mark as in use?"""

    volume: int


class SurveyVolume(Struct, frozen=True, kw_only=True):
    """Walk a volume and only count, from its beginning."""

    volume: int


class TryReading(Struct, frozen=True, kw_only=True):
    """How fast does this source give its bytes? For so many seconds at most."""

    seconds: float


class Hold(Struct, frozen=True, kw_only=True):
    """Rest between two pieces of whatever is in work. It is heard at once, whatever else waits."""


class GoOn(Struct, frozen=True, kw_only=True):
    """The end of a rest."""


class DigestMedia(Struct, frozen=True, kw_only=True):
    """Hash all the media bytes."""


class ReadContent(Struct, frozen=True, kw_only=True):
    """All of a content, in pieces. Only an export that a person asked for takes content out of evidence."""

    item: WorkItem


class ReadRange(Struct, frozen=True, kw_only=True):
    """A part of a content, for somebody who looks into it; `content_ranges` says how much at once."""

    item: WorkItem
    offset: int
    length: int


class Opened(Struct, frozen=True, kw_only=True):
    image: ImageInfo
    volumes: tuple[Volume, ...]
    gaps: tuple[Gap, ...]
    faults: tuple[Fault, ...]
    unlocked: tuple[int, ...] = ()  # volumes that lie in one that was unlocked before, and is now
    shut: tuple[int, ...] = ()  # those of one that is not now


class Unlocked(Struct, frozen=True, kw_only=True):
    """What a volume opened as. `opened_by`: the lock's own name of the key: an ID, a slot."""

    volumes: tuple[Volume, ...]
    faults: tuple[Fault, ...]
    opened_by: str | None


class Searching(Struct, frozen=True, kw_only=True):
    """Every place before `reached` was looked at, but for so many that could not be read. `is_risky`: what
    seems to begin there is opened now. `faults` are new.
    """

    reached: int
    unread: int = 0
    is_risky: bool = False
    faults: tuple[Fault, ...] = ()


class LostFound(Struct, frozen=True, kw_only=True):
    """One place of a lost volume."""

    place: ByteRange


class SearchEnded(Struct, frozen=True, kw_only=True):
    """The search came to the end of the media."""

    unread: int  # places that could not be read


class FoundListed(Struct, frozen=True, kw_only=True):
    volumes: tuple[Volume, ...]
    faults: tuple[Fault, ...]


class Refused(Struct, frozen=True, kw_only=True):
    """The command could not be carried out; `sentence` is for the examiner. `is_of_sets`: it is a known-hash
    set that cannot be used, whatever the evidence is like.
    """

    sentence: str
    is_of_sets: bool = False


class SetsLoaded(Struct, frozen=True, kw_only=True):
    sets: int


class ListingBegins(Struct, frozen=True, kw_only=True):
    """`expected`: metadata records in use by the file system's own count; `None` where it keeps none."""

    volume: int
    expected: int | None


class VolumeListed(Struct, frozen=True, kw_only=True):
    """`left_out`: contents of a shadow copy that its live volume lists too; `None`: not looked for."""

    volume: int
    census: Census | None = None
    left_out: int | None = None


class Walking(Struct, frozen=True, kw_only=True):
    """A sign of life between entries: reading has reached this byte of the media for the first time."""

    furthest_bytes: int


class Working(Struct, frozen=True, kw_only=True):
    """A sign of life from inside the work: what is in hand (bytes done by entry), and what holds it up."""

    in_hand: dict[int, int]
    bottleneck: str | None = None


class Examined(Struct, frozen=True, kw_only=True):
    """Results in the order they were finished."""

    examinations: tuple[Examination, ...]


class HeadsSeen(Struct, frozen=True, kw_only=True):
    """Those that begin like a picture, video or archive."""

    entry_ids: tuple[int, ...]


class MapRead(Struct, frozen=True, kw_only=True):
    """`ranges`: (offset, length) pairs in bytes of the image as little-endian 64-bit integers; `None` where
    the file system keeps no map that is read here.
    """

    volume: int
    ranges: bytes | None


class MediaProgress(Struct, frozen=True, kw_only=True):
    bytes_done: int


class MediaDigested(Struct, frozen=True, kw_only=True):
    """All of the media, or `None` with the fault that ended the reading."""

    digests: DigestSet | None
    fault: Fault | None
    held: tuple[str, ...] = ()  # what other checksums the container stores that are right, in words


class ContentPiece(Struct, frozen=True, kw_only=True):
    """The next bytes of a content."""

    data: bytes


class RangeRead(Struct, frozen=True, kw_only=True):
    """As many bytes as were asked for, or up to the end of the content. `unreadable` are ranges of `data`,
    zeros in it, and `reason` says why the first of them could not be read.
    """

    data: bytes
    unreadable: tuple[ByteRange, ...] = ()
    reason: str | None = None


class ContentEnd(Struct, frozen=True, kw_only=True):
    """No more pieces come; `fault` is why there are not all of them."""

    fault: str | None = None


Command = (
    OpenEvidence
    | Unlock
    | SearchLost
    | ListFound
    | LoadSets
    | ListVolume
    | Examine
    | LookAtHeads
    | ReadMap
    | SurveyVolume
    | TryReading
    | Hold
    | GoOn
    | DigestMedia
    | ReadContent
    | ReadRange
)
Reply = (
    Opened
    | Unlocked
    | Searching
    | LostFound
    | SearchEnded
    | FoundListed
    | Surveyed
    | ReadingTested
    | Refused
    | SetsLoaded
    | ListingBegins
    | Listed
    | VolumeListed
    | Walking
    | Working
    | Examined
    | HeadsSeen
    | MapRead
    | MediaProgress
    | MediaDigested
    | ContentPiece
    | ContentEnd
    | RangeRead
)
Message = Command | Reply

_KINDS: tuple[type[Message], ...] = (
    OpenEvidence,
    LoadSets,
    ListVolume,
    Examine,
    LookAtHeads,
    ReadMap,
    SurveyVolume,
    TryReading,
    Unlock,
    Unlocked,
    SearchLost,
    Searching,
    LostFound,
    SearchEnded,
    ListFound,
    FoundListed,
    Surveyed,
    ReadingTested,
    Hold,
    GoOn,
    DigestMedia,
    ReadContent,
    ReadRange,
    Opened,
    Refused,
    SetsLoaded,
    ListingBegins,
    Listed,
    VolumeListed,
    Walking,
    Working,
    Examined,
    HeadsSeen,
    MapRead,
    MediaProgress,
    MediaDigested,
    ContentPiece,
    ContentEnd,
    RangeRead,
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
