"""What a walk finds and what an examination makes of it: entries, outcomes, faults.

Every entry of every volume ends in exactly one `Outcome`. Values are frozen; a later stage wraps an earlier
one. They are msgspec structs and not dataclasses: a million entries are made, sent and stored in a scan, and
a frozen dataclass takes nine times as long to make.
"""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from forensics.digests import DigestSet
from forensics.paths import EvidencePath
from forensics.times import MacTimes


class EntryKind(StrEnum):
    FILE = "file"
    DIRECTORY = "dir"
    SYMLINK = "symlink"
    CHARACTER_DEVICE = "chardev"
    BLOCK_DEVICE = "blockdev"
    FIFO = "fifo"
    SOCKET = "socket"
    VIRTUAL = "virtual"  # made by the reader, not on the disk: $OrphanFiles, $MBR, $FAT1
    OTHER = "other"


class Content(StrEnum):
    """Whether there are bytes to read behind an entry."""

    PRESENT = "present"
    EMPTY = "empty"
    NOT_A_FILE = "not_a_file"  # directory, link, device node
    NOT_LEFT = "not_left"  # deleted, and its metadata is gone or describes another file now
    ENCRYPTED = "encrypted"  # an EFS file: its clusters are cipher text

    @staticmethod
    def of_size(size_bytes: int) -> "Content":
        """Of a file whose bytes can be read, as far as is known."""
        return Content.PRESENT if size_bytes else Content.EMPTY


class Remains(StrEnum):
    """What is left of the content of a deleted entry, by the map of what is in use now.

    Free clusters may have served a file since that is deleted too: no map tells that.
    """

    RECOVERED = "recovered"  # all of where it lay is free now
    PARTLY_OVERWRITTEN = "partly_overwritten"  # some of where it lay belongs to others now
    RESIDENT = "resident"  # in the metadata record itself, which is free and not used again
    NO_CONTENT_LEFT = "no_content_left"
    UNPROVEN = "unproven"  # where it lay is a guess, or no map tells whether it is free


class EntryFlag(StrEnum):
    """What the metadata says of an entry beside its times, in the order in which it is printed."""

    HIDDEN = "hidden"
    SYSTEM = "system"
    IMMUTABLE = "immutable"
    APPEND_ONLY = "append_only"
    EFS = "efs"  # NTFS Encrypting File System
    ENCRYPTED = "encrypted"  # by ext4 or another file system, folder by folder
    COMPRESSED = "compressed"
    SPARSE = "sparse"
    INLINE = "inline"  # the content lies in the inode
    SYMLINK = "symlink"  # the kinds of reparse points of NTFS
    JUNCTION = "junction"
    CLOUD = "cloud"  # a placeholder; what is not on the disk lies with the service
    DEDUPLICATED = "deduplicated"  # the content lies in the volume's chunk store
    SYSTEM_COMPRESSED = "system_compressed"  # Windows Overlay Filter: packed into a stream of its own
    REPARSE = "reparse"  # any other
    JOLIET = "joliet"  # of discs with several trees: stands so only in that of Joliet, which Windows shows
    ROCK_RIDGE = "rock_ridge"  # stands only in that of Rock Ridge, which Windows does not show
    UDF = "udf"  # stands so only in that of UDF
    EARLIER_SESSION = "earlier_session"  # of a disc written in steps: no longer there in the last of them


def flag_words(flags: Iterable[EntryFlag]) -> str | None:
    """As an entry carries them: each once, in their order, with commas between; `None` for none."""
    given = frozenset(flags)
    return ",".join(flag for flag in EntryFlag if flag in given) or None


class Outcome(StrEnum):
    MATCHED = "matched"
    KNOWN = "known"
    COMPARED = "compared"
    RULED_OUT_BY_SIZE = "ruled_out_by_size"
    SKIPPED_BY_PROFILE = "skipped_by_profile"
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    NO_CONTENT = "no_content"


class EntryAddress(Struct, frozen=True, kw_only=True, gc=False):
    """A content's identity within one image: volume, metadata address, and the attribute with the bytes.

    `attr_type` and `attr_id` are TSK's (NTFS $DATA is 128); `None` where the file system has only one content
    a file.
    """

    volume: int
    meta_addr: int
    attr_type: int | None = None
    attr_id: int | None = None


class Extent(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A run of content: `offset_bytes` from the start of the image, `None` for a hole that reads as zeros.

    As MessagePack it is an array of the two.
    """

    offset_bytes: int | None
    length_bytes: int


class ByteRange(Struct, frozen=True, order=True, gc=False):
    """Bytes of an image."""

    offset_bytes: int
    length_bytes: int

    @property
    def end_bytes(self) -> int:
        return self.offset_bytes + self.length_bytes


class Census(Struct, frozen=True, kw_only=True, gc=False):
    """Two counts of the same thing: metadata records in use by the file system's own map, and records met."""

    source: str  # the map's name, as a reader of the report knows it: "$MFT bitmap", "inode bitmaps"
    in_use: int
    met: int


class FileEntry(Struct, frozen=True, kw_only=True, gc=False):
    """One name in one volume. `stream` is the name of an alternate data stream or fork, `None` for the file
    itself.
    """

    address: EntryAddress
    path: EvidencePath
    stream: bytes | None = None
    kind: EntryKind
    size_bytes: int
    allocated: bool  # the name and the metadata behind it are both in use
    content: Content
    times: MacTimes = MacTimes()
    link_target: EvidencePath | None = None
    extents: tuple[Extent, ...] | None = None  # None: resident, compressed or otherwise not plain runs
    links: int = 1  # names that share this content (hard links), as the metadata counts them
    place_bytes: int | None = None  # of the image, where reading begins; None: at the first extent or unknown
    remains: Remains | None = None  # of a deleted entry with content; None: in use, empty, or not a file
    parent_known: bool = True  # False: where it lay is not proven, and its path begins at `/$OrphanFiles`
    flags: str | None = None  # `flag_words`


class Stage(StrEnum):
    """Where trouble was met."""

    OPEN = "open"
    VOLUME = "volume"
    LIST = "list"
    READ = "read"
    VERIFY = "verify"
    READER = "reader"
    PROGRAM = "program"  # a fault of this program: a sum that does not close


class Fault(Struct, frozen=True, kw_only=True, gc=False):
    """A part of the evidence that could not be read: place and reason, in words for the report."""

    stage: Stage
    reason: str
    volume: int | None = None
    path: EvidencePath | None = None
    stream: bytes | None = None
    meta_addr: int | None = None
    offset_bytes: int | None = None
    length_bytes: int | None = None


class SetMatch(Struct, frozen=True, kw_only=True, gc=False):
    """A record of a known-hash set equals a content digest.

    `set_position` is the set's place in the list of sets the examination was given. `category` is the set
    owner's code as written (`None`: none given), with the scheme it belongs to; labels are looked up by
    whoever prints.
    """

    set_position: int
    algorithm: str
    record: int  # number of the record in its set, from 0, in the order of the source file
    category: str | None = None
    scheme: str | None = None


class Examination(Struct, frozen=True, kw_only=True, gc=False):
    """What was learnt of one entry. `digests` cover all the bytes or are `None`; `reason` then says why.

    Faults come without path and stream: whoever stores them has the entry. `was_read_twice`: the content was
    read through the reference reader too, and agreed.
    """

    entry_id: int
    outcome: Outcome
    digests: DigestSet | None = None
    matches: tuple[SetMatch, ...] = ()
    reason: str | None = None
    bytes_read: int = 0
    faults: tuple[Fault, ...] = ()
    was_read_twice: bool = False
