"""EWF images (EnCase `.E01 .E02 …`, also SMART `.s01`), through libewf.

Promises the media bytes, the digests and notes the acquiring tool stored, and a refusal that names a missing
segment. libewf hides damage: a chunk whose checksum fails reads as zeros without a word, so only
`verifying.digest_media` against the stored digest shows that the media are whole.

Source of the layout: libyal, "Expert Witness Compression Format", sections 2 (file header) and 3 (section
descriptor).
"""

import os
import re
import struct
from collections.abc import Sequence
from io import FileIO
from pathlib import Path

import pyewf

from forensics.containers.opening import open_read_only
from forensics.digests import DigestSet
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from forensics.images import ImageInfo

SIGNATURE = b"EVF\x09\x0d\x0a\xff\x00"
_SEGMENT_NUMBER = struct.Struct("<8xBH")
_SECTION = struct.Struct("<16sQQ")  # type, offset of the next section, size
_SECTION_DESCRIPTOR_BYTES = 76
_MOST_SECTIONS = 1_000_000
_NAME = re.compile(r"(?P<base>.+)\.(?P<letter>[A-Za-z])(?P<place>\d\d|[A-Za-z]{2})")


def detect(head: bytes) -> bool:
    return head.startswith(SIGNATURE)


def is_named_like(source: Path) -> bool:
    """Whether the name promises EWF: `.E01`, `.e01`, `.s01` and their followers."""
    return bool(re.fullmatch(r".+\.[EeSs]\d\d", source.name))


class EwfImage:
    """The media inside the segments; safe for one thread at a time."""

    def __init__(self, handle: pyewf.handle, info: ImageInfo, files: tuple[FileIO, ...]) -> None:
        self._handle = handle
        self._files = files
        self._for_threads: list[EwfImage] = []
        self._is_closed = False
        self.info = info

    def read(self, offset: int, length: int) -> bytes:
        wanted = max(0, min(length, self.info.size_bytes - offset))
        pieces = []
        while wanted > 0:
            piece = self._read_some(offset, wanted)
            pieces.append(piece)
            offset, wanted = offset + len(piece), wanted - len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _read_some(self, offset: int, length: int) -> bytes:
        try:
            piece: bytes = self._handle.read_buffer_at_offset(length, offset)
        except (OSError, ValueError) as trouble:
            raise EvidenceUnreadable(
                f"The EWF image cannot be read at byte {offset:,} of its media; it is damaged or cut off "
                "there."
            ) from trouble
        if not piece:
            raise EvidenceUnreadable(
                f"The EWF image gives no bytes at byte {offset:,} of its media; it is damaged or cut off "
                "there."
            )
        return piece

    def read_into(self, offset: int, view: memoryview) -> int:
        """libewf gives bytes of its own making only, so this is a copy."""
        piece = self.read(offset, len(view))
        view[: len(piece)] = piece
        return len(piece)

    def for_thread(self) -> "EwfImage":
        """libewf keeps one place and one cache a handle, so each thread has its own over the same files."""
        paths = tuple(Path(segment) for segment in self.info.segments)
        files = tuple(_SharedFile(file.fileno()) for file in self._files)
        another = EwfImage(_handle_over(paths[0], files), self.info, ())
        self._for_threads.append(another)
        return another

    def close(self) -> None:
        for another in self._for_threads:
            another.close()
        self._for_threads = []
        if not self._is_closed:
            self._is_closed = True
            self._handle.close()
        for file in self._files:
            file.close()


def open_source(source: Path) -> EwfImage:
    """Open the image whose first segment is `source`; raise SourceNotUsable where a segment is missing or
    libewf refuses.
    """
    paths = segments_of(source)
    files = tuple(FileIO(open_read_only(path), "rb") for path in paths)
    try:
        _check_last_segment(files[-1], paths[-1])
        handle = _handle_over(source, files)
        return EwfImage(handle, _info_of(source, handle, paths), files)
    except SourceNotUsable:
        for file in files:
            file.close()
        raise


class _SharedFile:
    """A place of its own in a file that another handle keeps open: a long series would otherwise use up the
    files a process may open. The names are those libewf calls.
    """

    def __init__(self, handle: int) -> None:
        self._handle, self._at, self._size_bytes = handle, 0, os.fstat(handle).st_size

    def read(self, length: int) -> bytes:
        piece = os.pread(self._handle, length, self._at)
        self._at += len(piece)
        return piece

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size_bytes}[whence]
        return self._at

    def tell(self) -> int:
        return self._at


def _handle_over(source: Path, files: Sequence[FileIO | _SharedFile]) -> pyewf.handle:
    handle = pyewf.handle()
    try:
        handle.open_file_objects(list(files))
    except (OSError, ValueError) as trouble:
        raise _damaged(source, "its structure cannot be read") from trouble
    return handle


def _info_of(source: Path, handle: pyewf.handle, paths: tuple[Path, ...]) -> ImageInfo:
    try:
        info = _info(handle, paths)
    except (OSError, ValueError) as trouble:
        raise _damaged(source, "its structure cannot be read") from trouble
    if not info.size_bytes:
        raise _damaged(source, "it holds no media")
    return info


def _damaged(source: Path, what: str) -> SourceNotUsable:
    return SourceNotUsable(f"{source} is a damaged EWF image: {what}.")


def segments_of(source: Path) -> tuple[Path, ...]:
    """All segment files in order, from their names and the numbers inside them."""
    match = _NAME.fullmatch(source.name)
    if match is None:
        return (source,)
    beside = _named_like(source, match)
    number = _number_inside(source)
    if number != 1:
        raise SourceNotUsable(
            f"{source} is segment {number} of an EWF image; open the first, "
            f"{match['base']}.{match['letter']}01."
        )
    last = max(beside, default=1)
    missing = [n for n in range(2, last) if n not in beside]
    if missing:
        name = f"{match['base']}.{extension_of(missing[0], like=match['letter'])}"
        raise SourceNotUsable(
            f"Segment {name} of the EWF image is missing beside {source}; without it the image cannot "
            "be read."
        )
    return (source, *(beside[n] for n in range(2, last + 1)))


def _named_like(source: Path, match: re.Match[str]) -> dict[int, Path]:
    """The other segment files of this image by their place, case of the extension as in `source`."""
    found = {}
    try:
        names = list(source.absolute().parent.iterdir())
    except OSError:  # a folder that may be entered but not listed: look for the followers by name
        names = []
    present = {path.name: path for path in names}
    for place in range(2, 14_972):  # .E02 … .ZZZ: libyal, EWF, section 1.2
        name = f"{match['base']}.{extension_of(place, like=match['letter'])}"
        if name in present:
            found[place] = present[name]
    return {place: path for place, path in found.items() if _has_signature(path)}


def extension_of(place: int, *, like: str) -> str:
    """E01 … E99, EAA … EZZ, FAA …, in the letter and case of the first segment."""
    if place <= 99:
        return f"{like}{place:02d}"
    first, rest = divmod(place - 100, 26 * 26)
    second, third = divmod(rest, 26)
    letters = chr(ord(like.upper()) + first) + chr(ord("A") + second) + chr(ord("A") + third)
    return letters if like.isupper() else letters.lower()


def _has_signature(path: Path) -> bool:
    with FileIO(open_read_only(path), "rb") as file:
        return file.read(len(SIGNATURE)) == SIGNATURE


def _number_inside(path: Path) -> int:
    with FileIO(open_read_only(path), "rb") as file:
        header = file.read(_SEGMENT_NUMBER.size)
    if len(header) < _SEGMENT_NUMBER.size:
        raise SourceNotUsable(f"{path} is a damaged EWF image: it ends inside its header.")
    return int(_SEGMENT_NUMBER.unpack(header)[1])


def _check_last_segment(file: FileIO, path: Path) -> None:
    """Refuse when the last segment found says that another follows. A chain that breaks off is left to
    libewf.
    """
    size_bytes = os.fstat(file.fileno()).st_size
    offset = 13
    for _ in range(_MOST_SECTIONS):
        raw = os.pread(file.fileno(), _SECTION_DESCRIPTOR_BYTES, offset)
        if len(raw) < _SECTION_DESCRIPTOR_BYTES:
            return
        kind, following, _ = _SECTION.unpack_from(raw)
        if kind.rstrip(b"\0") == b"next":
            raise SourceNotUsable(
                f"The EWF image goes on after {path.name}, but the segment that follows is missing beside it."
            )
        if following <= offset or following >= size_bytes:
            return
        offset = following


def _info(handle: pyewf.handle, paths: tuple[Path, ...]) -> ImageInfo:
    stored = {
        name.upper().replace("-", ""): value for name, value in (handle.get_hash_values() or {}).items()
    }
    notes = tuple(
        (str(field), str(value)) for field, value in (handle.get_header_values() or {}).items() if value
    )
    return ImageInfo(
        container="EWF-S01" if paths[0].suffix[1:2] in ("s", "S") else "EWF-E01",
        size_bytes=handle.get_media_size(),
        sector_bytes=handle.get_bytes_per_sector() or 512,
        segments=tuple(str(path.absolute()) for path in paths),
        stored_digests=DigestSet(md5=_digest(stored.get("MD5"), 16), sha1=_digest(stored.get("SHA1"), 20)),
        acquisition_notes=notes,
        is_compressed=True,
    )


def _digest(text: str | None, length: int) -> bytes | None:
    """The stored digest, `None` where the field is absent or is no digest (an all-zero field was never filled
    in).
    """
    try:
        raw = bytes.fromhex(text or "")
    except ValueError:
        return None
    return raw if len(raw) == length and any(raw) else None
