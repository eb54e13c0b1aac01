"""EWF images (EnCase `.E01 .E02 …`, also SMART `.s01`), opened by libewf and read chunk by chunk.

Promises the media bytes, the digests and notes the acquiring tool stored, a refusal that names a missing
segment, and that a damaged chunk is unreadable: libewf gives zeros for it without a word, so it reads only
what `ewf_sections` does not understand. `verifying.verify_media` against the stored digest then is all that
shows whether the media are whole.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from io import FileIO
from pathlib import Path

import pyewf

from forensics.containers.ewf_chunks import ChunkedImage
from forensics.containers.ewf_sections import (
    Layout,
    NotUnderstood,
    Segment,
    foreign_segment,
    goes_on_elsewhere,
    layout_of,
)
from forensics.containers.ewf_segments import SIGNATURE, segments_of
from forensics.containers.ewf_tables import ChunkTables
from forensics.containers.opening import open_read_only, size_of
from forensics.digests import DigestSet
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from forensics.images import EvidenceImage, ImageInfo

# In the notes of the exhibit, where the report has it too.
_HIDES = (
    "reading",
    "the structure of this image is unusual or damaged, so libewf reads it, which gives zeros for a damaged "
    "chunk without saying so: only “evidence verify” against a stored digest shows whether the media are "
    "whole",
)


def detect(head: bytes) -> bool:
    return head.startswith(SIGNATURE)


def is_named_like(source: Path) -> bool:
    """Whether the name promises EWF: `.E01`, `.e01`, `.s01`, `.Ex01`, `.L01` and their followers."""
    return bool(re.fullmatch(r".+\.([EeSsLl]|[EeLl][Xx])\d\d", source.name))


def open_source(source: Path) -> EvidenceImage:
    """Open the image whose first segment is `source`; raise SourceNotUsable where a segment is missing or
    libewf refuses.
    """
    paths = segments_of(source)
    files = tuple(FileIO(open_read_only(path), "rb") for path in paths)
    try:
        return _opened(source, paths, files)
    except SourceNotUsable:
        for file in files:
            file.close()
        raise


def _opened(source: Path, paths: tuple[Path, ...], files: tuple[FileIO, ...]) -> EvidenceImage:
    segments = [
        Segment(handle=file.fileno(), path=path, length_bytes=size_of(file.fileno()))
        for file, path in zip(files, paths, strict=True)
    ]
    if goes_on_elsewhere(segments[-1]):
        raise SourceNotUsable(
            f"The EWF image goes on after {paths[-1].name}, but the segment that follows is missing "
            "beside it."
        )
    try:
        handle = _handle_over(source, files)
    except SourceNotUsable as refusal:
        raise _of_another_image(source, segments) or refusal from refusal
    info = _info_of(source, handle, paths)
    layout = _layout_of(segments, info)
    if layout is None:
        return LibewfImage(handle, replace(info, acquisition_notes=(*info.acquisition_notes, _HIDES)), files)
    handle.close()
    return ChunkedImage(ChunkTables(layout), info, files=files)


def _of_another_image(source: Path, segments: Sequence[Segment]) -> SourceNotUsable | None:
    segment = foreign_segment(segments)
    if segment is None:
        return None
    return SourceNotUsable(f"{segment.path} is a segment of another image than {source}, whose name it has.")


def _layout_of(segments: Sequence[Segment], info: ImageInfo) -> Layout | None:
    """`None` where libewf is to read: the form is not understood, or it sees other media in it than we do."""
    try:
        layout = layout_of(segments)
    except (NotUnderstood, OSError):
        return None
    media = (layout.geometry.media_bytes, layout.geometry.sector_bytes)
    return layout if media == (info.size_bytes, info.sector_bytes) else None


class LibewfImage:
    """The media as libewf gives them; safe for one thread at a time."""

    def __init__(self, handle: pyewf.handle, info: ImageInfo, files: tuple[FileIO, ...]) -> None:
        self._handle = handle
        self._files = files
        self._for_threads: list[LibewfImage] = []
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

    def for_thread(self) -> "LibewfImage":
        """libewf keeps one place and one cache a handle, so each thread has its own over the same files."""
        paths = tuple(Path(segment) for segment in self.info.segments)
        files = tuple(_SharedFile(file.fileno()) for file in self._files)
        another = LibewfImage(_handle_over(paths[0], files), self.info, ())
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
