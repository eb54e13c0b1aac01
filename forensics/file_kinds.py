"""Telling pictures, video and archives: by the ending of a name, and by the leading bytes of a content.

The order of reading depends on it, and which decoder is asked for a look; never a verdict. Leading
bytes are those of the formats' own specifications; a container of the RIFF, ISO media (`ftyp`) or Matroska
kind is video or a picture whatever its brand.
"""

import re
from dataclasses import dataclass

HEAD_BYTES = 512
"""How much of a content is looked at here; a tar archive is told at byte 257."""

_PICTURES = (
    b"jpg jpeg jpe jfif png gif bmp dib tif tiff webp heic heif avif jp2 jxl psd ico svg"
    b" dng cr2 cr3 nef arw orf rw2"
)
_VIDEO = (
    b"mp4 m4v mov qt avi mkv webm wmv asf flv f4v mpg mpeg mpe m2v m2ts mts ts vob 3gp 3g2 ogv divx rm rmvb"
)
_ARCHIVES = b"zip rar 7z tar gz tgz bz2 tbz2 xz txz zst lz4 cab iso img dmg vhd vhdx vmdk qcow2 e01"
_ENDINGS = frozenset((_PICTURES + b" " + _VIDEO + b" " + _ARCHIVES).split())

_BEGINNINGS = re.compile(
    rb"\xff\xd8\xff"  # JPEG
    rb"|\x89PNG\r\n\x1a\n"
    rb"|GIF8[79]a"
    rb"|BM.{4}\x00{4}"
    rb"|II\*\x00|MM\x00\*"  # TIFF, and most raw camera files
    rb"|8BPS"
    rb"|\x00{3}\x0cjP  |\xff\x4f\xff\x51|\x00{3}\x0cJXL |\xff\x0a"  # JPEG 2000, JPEG XL
    rb"|RIFF.{4}(?:WEBP|AVI )"
    rb"|.{4}(?:ftyp|moov|mdat|wide)"  # ISO base media: MP4, MOV, HEIC, AVIF, 3GP
    rb"|\x1a\x45\xdf\xa3"  # Matroska, WebM
    rb"|\x00\x00\x01[\xb3\xba]"  # MPEG
    rb"|\x30\x26\xb2\x75\x8e\x66\xcf\x11"  # ASF, WMV
    rb"|FLV\x01|OggS|\.RMF"
    rb"|PK(?:\x03\x04|\x05\x06|\x07\x08)|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x1f\x8b\x08|BZh[1-9]|\xfd7zXZ\x00"
    rb"|\x28\xb5\x2f\xfd|MSCF|.{257}ustar",
    re.DOTALL,
)


def is_media_name(name: bytes) -> bool:
    """Whether a file's name, in small letters, ends like a picture, video or archive."""
    return name[name.rfind(b".") + 1 :] in _ENDINGS


def is_media_content(head: bytes) -> bool:
    """Whether a content with these first bytes is a picture, video or archive, whatever its name says."""
    return _BEGINNINGS.match(head) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKind:
    """A kind of content that can be looked at; `name` as an examiner knows it."""

    name: str
    is_video: bool = False


_SHOWN: tuple[tuple[re.Pattern[bytes], ShownKind], ...] = tuple(
    (re.compile(pattern, re.DOTALL), ShownKind(name=name, is_video=is_video))
    for pattern, name, is_video in (
        (rb"\xff\xd8\xff", "JPEG", False),
        (rb"\x89PNG\r\n\x1a\n", "PNG", False),
        (rb"GIF8[79]a", "GIF", False),
        (rb"RIFF.{4}WEBP", "WebP", False),
        (rb"BM.{4}\x00{4}", "BMP", False),
        (rb"II\*\x00|MM\x00\*", "TIFF", False),
        (rb"\x00{3}\x0cjP  |\xff\x4f\xff\x51", "JPEG 2000", False),
        (rb"\x00\x00\x01\x00[\x01-\xff]\x00.{2}[\x00-\xff]\x00", "ICO", False),
        (rb".{4}ftyp(?:avif|avis|(?:mif1|miaf).{4}(?:.{4})*?avif)", "AVIF", False),
        (rb".{4}ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)", "HEIF", False),
        (rb".{4}ftypqt  |.{4}(?:moov|mdat|wide|free|skip|pnot)", "MOV", True),
        (rb".{4}ftyp3g", "3GP", True),
        (rb".{4}ftyp", "MP4", True),
        (rb"\x1a\x45\xdf\xa3.{0,64}webm", "WebM", True),
        (rb"\x1a\x45\xdf\xa3", "Matroska", True),
        (rb"RIFF.{4}AVI ", "AVI", True),
        (rb"\x00\x00\x01[\xb3\xba]", "MPEG", True),
        (rb"\x47.{187}\x47.{187}\x47", "MPEG-TS", True),
        (rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMV", True),
        (rb"FLV\x01", "FLV", True),
        (rb"OggS", "Ogg", True),
    )
)


def shown_kind(head: bytes) -> ShownKind | None:
    """What a content with these first `HEAD_BYTES` would be shown as, whatever its name says; `None` where
    nothing here shows it.
    """
    return next((kind for pattern, kind in _SHOWN if pattern.match(head)), None)
