"""EWF images of the second version (EnCase 7 and later, `.Ex01 .Ex02 …`), read chunk by chunk.

Promises the media bytes, the stored digests and the words of the acquiring tool, a refusal that names a
missing or foreign segment, and that a chunk whose checksum fails is unreadable. Sections are found from the
end of each segment, so one that is cut off is refused. Encrypted images are refused by name.

Source: libyal, "Expert Witness Compression Format, version 2", on file header, section descriptor, device
information, sector table and hash sections.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from forensics.containers.ewf2_chunks import ChunkMap
from forensics.containers.ewf2_sections import (
    CASE,
    DEVICE,
    MD5,
    NEXT,
    SHA1,
    SIGNATURE,
    Segment,
    segment_of,
    values_of,
)
from forensics.containers.kinds import OpenBelow, Sniffed
from forensics.containers.stretches import Spoilt, SpreadImage, StoredFile
from forensics.digests import DigestSet
from forensics.errors import SourceNotUsable
from forensics.images import EvidenceImage, ImageInfo

_NAME = re.compile(r"(?P<base>.+)\.(?P<first>[Ee])(?P<second>[Xx])01")
_MOST_SEGMENTS = 14_971  # .Ex01 … .EzZZ and beyond
_MOST_CHUNK_BYTES = 32_768 * 4096
_MOST_SECTORS = 1 << 53
_WORDS = {  # of the case data, in the words of the examiner
    "nm": "description",
    "cn": "case_number",
    "en": "evidence_number",
    "ex": "examiner_name",
    "nt": "notes",
    "av": "acquiry_software_version",
    "os": "acquiry_operating_system",
    "at": "acquiry_date",
    "tt": "system_date",
}
_TIMES = ("at", "tt")
_DIGESTS = {MD5: "MD5", SHA1: "SHA-1"}
_DEVICE_WORDS = {"sn": "serial_number", "md": "model", "lb": "label"}


def detect(sniffed: Sniffed) -> bool:
    return sniffed.head.startswith(SIGNATURE)


def open_source(source: Path, _open_below: OpenBelow) -> EvidenceImage:
    """Open the image whose first segment is `source`; raise SourceNotUsable."""
    files: list[StoredFile] = []
    try:
        segments = _segments(source, files)
        return _opened(segments, files)
    except Spoilt as trouble:
        _close(files)
        raise SourceNotUsable(f"{source} is a damaged EWF image: {trouble}.") from trouble
    except SourceNotUsable:
        _close(files)
        raise


def _close(files: Sequence[StoredFile]) -> None:
    for file in files:
        file.close()


def _segments(source: Path, files: list[StoredFile]) -> list[Segment]:
    """All segments, the files of which are added to `files`. Raise Spoilt, SourceNotUsable."""
    first = _read(source, files)
    if first.number != 1:
        raise SourceNotUsable(
            f"{source} is segment {first.number} of an EWF image; open the first, NAME.Ex01."
        )
    segments = [first]
    while segments[-1].has(NEXT):
        number = len(segments) + 1
        path = _segment_path(source, number)
        segment = _read(path, files)
        if (segment.identity, segment.number) != (first.identity, number):
            raise SourceNotUsable(f"{path} is not segment {number} of {source}; it belongs to another image.")
        segments.append(segment)
    return segments


def _read(path: Path, files: list[StoredFile]) -> Segment:
    file = StoredFile(path)
    files.append(file)
    return segment_of(file)


def _segment_path(source: Path, number: int) -> Path:
    """`.Ex02 … .Ex99 .ExAA …` beside `source`; raise SourceNotUsable where it is missing."""
    match = _NAME.fullmatch(source.name)
    if match is None or number > _MOST_SEGMENTS:
        raise SourceNotUsable(f"{source} goes on in another file, but its own name does not end in .Ex01.")
    name = f"{match['base']}.{match['first']}{_ending(number, like=match['second'])}"
    path = source.with_name(name)
    if not path.is_file():
        raise SourceNotUsable(
            f"Segment {name} of the EWF image is missing beside {source}; without it the image cannot be "
            "read."
        )
    return path


def _ending(number: int, *, like: str) -> str:
    if number <= 99:
        return f"{like}{number:02d}"
    first, rest = divmod(number - 100, 26 * 26)
    second, third = divmod(rest, 26)
    letters = chr(ord("X") + first) + chr(ord("A") + second) + chr(ord("A") + third)
    return like + letters[1:] if not first else letters if like.isupper() else letters.lower()


def _opened(segments: Sequence[Segment], files: Sequence[StoredFile]) -> EvidenceImage:
    device, case = _first(segments, DEVICE), _first(segments, CASE)
    sectors, sector_bytes = _number(device, "ts"), _number(device, "bp")
    chunk_bytes = _number(case, "sb") * sector_bytes
    if not (0 < sectors <= _MOST_SECTORS and 0 < chunk_bytes <= _MOST_CHUNK_BYTES):
        raise Spoilt(f"it tells {sectors:,} sectors of {sector_bytes:,} bytes in chunks of {chunk_bytes:,}")
    damaged: list[tuple[str, str]] = []
    md5 = _digest(segments, MD5, 16, damaged=damaged)
    sha1 = _digest(segments, SHA1, 20, damaged=damaged)
    info = ImageInfo(
        container="EWF-Ex01",
        size_bytes=sectors * sector_bytes,
        sector_bytes=sector_bytes,
        segments=tuple(str(file.path.absolute()) for file in files),
        stored_digests=DigestSet(md5=md5, sha1=sha1),
        acquisition_notes=(*_notes(case, _WORDS), *_notes(device, _DEVICE_WORDS), *damaged),
        is_compressed=any(segment.packing for segment in segments),
    )
    chunks = ChunkMap(segments, size_bytes=info.size_bytes, chunk_bytes=chunk_bytes)
    return SpreadImage(chunks, info, files=files)


def _first(segments: Sequence[Segment], kind: int) -> Mapping[str, str]:
    """The values of the first section of that kind; raise Spoilt where there is none."""
    for segment in segments:
        for section in segment.of_kind(kind):
            return values_of(segment.content(section))
    raise Spoilt("the section that tells its size is missing")


def _number(values: Mapping[str, str], key: str) -> int:
    text = values.get(key, "")
    if not re.fullmatch(r"\d{1,19}", text):
        raise Spoilt("the section that tells its size is damaged")
    return int(text)


def _digest(
    segments: Sequence[Segment], kind: int, length: int, *, damaged: list[tuple[str, str]]
) -> bytes | None:
    """`None` where none is stored or it is damaged, which is noted; one of zeros was never filled in."""
    for segment in segments:
        for section in segment.of_kind(kind):
            try:
                raw = segment.checked(section, length)
            except Spoilt as trouble:
                damaged.append(("stored_digest", f"{_DIGESTS[kind]}: {trouble}"))
                return None
            return raw if any(raw) else None
    return None


def _notes(values: Mapping[str, str], words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((word, _told(key, values[key])) for key, word in words.items() if values.get(key))


def _told(key: str, value: str) -> str:
    """Times stand as seconds since 1970."""
    if key not in _TIMES or not re.fullmatch(r"\d{1,11}", value):
        return value
    return f"{datetime.fromtimestamp(int(value), UTC):%Y-%m-%d %H:%M:%S} UTC"
