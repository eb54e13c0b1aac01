"""What a reader says to the engine: answers to its commands, and signs of life between them."""

from msgspec import Struct

from forensics.digests import DigestSet
from forensics.entries import ByteRange, Census, Examination, Fault
from forensics.images import Gap, ImageInfo, Volume
from forensics.reader.listing import Listed
from forensics.reader.rates import ReadingTested
from forensics.reader.surveying import Surveyed


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
