"""What the engine says to a reader."""

from msgspec import Struct

from forensics.digests import Algorithm
from forensics.entries import ByteRange
from forensics.examining.work import WorkItem
from forensics.images import Volume


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
    `in_all_free_space`: on FAT and exFAT, lost folders wherever they lie.
    """

    volume: int
    skip: int  # entries and faults of this volume that the store already has, in walk order
    at_once: bool = False
    live: int | None = None
    has_copies: bool = False
    with_index_names: bool = False
    in_all_free_space: bool = False


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
