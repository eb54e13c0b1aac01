"""files.dfxml: one element for each entry, in Digital Forensics XML 2.0.0-beta.0, one line each.

Source: the schema of the DFXML working group (public domain), which also fixes the order of the elements.
What it has no element for (outcome, stream, raw bytes of odd names, what is left of deleted content, flags)
stands in a namespace of ours. Paths are
those that fiwalk writes: from the volume's root, without the first slash.

No value can end the document early or hide in it: names come as display text, without control characters, and
`xml_text` escapes the rest.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from forensics.entries import EntryKind
from forensics.entry_line import EntryRow
from forensics.images import Volume
from forensics.paths import display_text
from reports.content import CaseContent, ExhibitContent

NAME: Final = "files.dfxml"
NAMESPACE: Final = "http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML"
OWN: Final = "urn:fieldcase:dfxml:1"
FIRST_LINES: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>',
    f'<dfxml xmlns="{NAMESPACE}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    f'xmlns:fieldcase="{OWN}" version="2.0.0-beta.0">',
)
MOST_RUNS: Final = 100_000  # of one entry; the rest are counted
# name_type of the schema, meta_type of The Sleuth Kit (tsk_fs.h, TSK_FS_META_TYPE_ENUM)
NAME_TYPES: Final = {
    EntryKind.FILE.value: ("r", 1),
    EntryKind.DIRECTORY.value: ("d", 2),
    EntryKind.FIFO.value: ("p", 3),
    EntryKind.CHARACTER_DEVICE.value: ("c", 4),
    EntryKind.BLOCK_DEVICE.value: ("b", 5),
    EntryKind.SYMLINK.value: ("l", 6),
    EntryKind.SOCKET.value: ("s", 8),
    EntryKind.VIRTUAL.value: ("v", 10),
    EntryKind.OTHER.value: ("-", 0),
}
TIMES = ("mtime", "ctime", "atime", "crtime")
# In whole seconds, which alone the schema has a form for. A test holds this to
# forensics.filesystems.timekeeping, which is not imported because it comes with the readers of evidence.
STEPS: Final[Mapping[str, Mapping[str, int]]] = {
    **{name: {"mtime": 2, "atime": 86_400} for name in ("FAT12", "FAT16", "FAT32")},
    "exFAT": {"atime": 2},
    "HFS": {"mtime": 1, "crtime": 1},
    **{name: dict.fromkeys(TIMES, 1) for name in ("HFS+", "HFSX", "ISO 9660")},
    "YAFFS2": {"mtime": 1, "ctime": 1, "atime": 1},
}
_IN_USE, _DELETED = "<alloc>1</alloc>", "<alloc>0</alloc>"
_ORPHAN = "<orphan>1</orphan>"
_MD5, _SHA1, _SHA256 = (f'<hashdigest type="{name}">' for name in ("md5", "sha1", "sha256"))
_must_escape = re.compile("[&<>]").search
_decode = msgspec.msgpack.Decoder(list[tuple[int | None, int]]).decode


def xml_text(text: str) -> str:
    """Display text as character data."""
    if _must_escape(text):
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def shown(text: str) -> str:
    """What a person typed, for XML, which cannot hold every character."""
    return display_text(text.encode("utf-8", "backslashreplace"))


def attribute(text: str) -> str:
    return xml_text(shown(text)).replace('"', "&quot;")


def head(content: CaseContent) -> str:
    """Everything before the first exhibit."""
    program, made_at = content.program, content.report.made_at
    libraries = "".join(
        f'    <library name="{attribute(part.name)}" version="{attribute(part.version)}"/>\n'
        for part in program.parts
    )
    sources = "".join(
        f"    <image_filename>{xml_text(shown(_file_name(path)))}</image_filename>\n"
        for exhibit in content.exhibits
        for path in exhibit.image.segments
    )
    return (
        "".join(line + "\n" for line in FIRST_LINES) + "  <metadata>\n    <dc:type>Disk Image</dc:type>\n"
        f"    <dc:identifier>{xml_text(shown(content.case.number))}</dc:identifier>\n  </metadata>\n"
        f"  <creator>\n    <program>{xml_text(shown(program.name))}</program>\n"
        f"    <version>{xml_text(shown(program.version))}</version>\n"
        "    <execution_environment>\n"
        f"      <start_time>{made_at:%Y-%m-%dT%H:%M:%SZ}</start_time>\n    </execution_environment>\n"
        f"{libraries}  </creator>\n"
        f"  <source>\n{sources}  </source>\n"
    )


FOOT: Final = "</dfxml>\n"


def _file_name(path: str) -> str:
    return re.split(r"[/\\]", path)[-1] or path


def exhibit_head(exhibit: ExhibitContent) -> str:
    info = exhibit.image
    return (
        f'<diskimageobject fieldcase:exhibit="{attribute(exhibit.id)}">\n'
        f'<byte_runs><byte_run img_offset="0" len="{info.size_bytes}"/></byte_runs>'
        + (f"<sector_size>{info.sector_bytes}</sector_size>\n" if info.sector_bytes > 0 else "\n")
    )


EXHIBIT_FOOT: Final = "</diskimageobject>\n"


def volume_head(volume: Volume, *, sector_bytes: int) -> str:
    block = volume.block_bytes or 0
    parts = [f'<volume offset="{volume.offset_bytes}" fieldcase:index="{volume.index}" ']
    parts.append(f'fieldcase:state="{attribute(volume.state)}"')
    if volume.label is not None:
        parts.append(f' fieldcase:label="{attribute(volume.label)}"')
    parts.append(f"><partition_offset>{volume.offset_bytes}</partition_offset>")
    if sector_bytes > 0:
        parts.append(f"<sector_size>{sector_bytes}</sector_size>")
    if block > 0:
        parts.append(f"<block_size>{block}</block_size>")
    if volume.file_system is not None:
        parts.append(f"<ftype_str>{xml_text(shown(volume.file_system.lower()))}</ftype_str>")
    if block > 0:
        parts.append(f"<block_count>{volume.length_bytes // block}</block_count>")
    return "".join((*parts, "\n"))


def volume_foot(volume: Volume) -> str:
    error = "" if volume.reason is None else f"<error>{xml_text(shown(volume.reason))}</error>"
    return f"{error}</volume>\n"


class FileObjects:
    """The elements of the entries of one volume. `numbers` go through the whole document, from 1."""

    def __init__(self, volume: Volume, numbers: Iterator[int]) -> None:
        self._numbers = numbers
        self._offset_bytes = volume.offset_bytes
        self._partition = f"<partition>{volume.index + 1}</partition><id>"
        self._mtime, self._ctime, self._atime, self._crtime = (
            time_tag(name, volume.file_system) for name in TIMES
        )
        self._types = {
            kind: (f"</id><name_type>{letter}</name_type><filesize>", f"<meta_type>{number}</meta_type>")
            for kind, (letter, number) in NAME_TYPES.items()
        }

    def element(self, row: EntryRow) -> str:
        """One line."""
        # fmt: off
        (
            _exhibit, _volume, path, _name, meta_addr, stream, size, allocated, kind, outcome,
            md5, sha1, sha256, mtime, atime, ctime, crtime, raw_path, raw_stream, link_target, extents,
            remains, parent_known, flags, times_flags,
        ) = row
        # fmt: on
        name_type, meta_type = self._types[kind]
        filename = path[1:] if path[:1] == "/" else path
        if _must_escape(filename):
            filename = xml_text(filename)
        own = f"<fieldcase:outcome>{outcome}</fieldcase:outcome>"
        if stream:
            stream = xml_text(stream)
            filename = f"{filename}:{stream}"
            own += f"<fieldcase:stream>{stream}</fieldcase:stream>"
        if raw_path is not None:
            own += f"<fieldcase:path_base64>{_base64(raw_path)}</fieldcase:path_base64>"
        if raw_stream is not None:
            own += f"<fieldcase:stream_base64>{_base64(raw_stream)}</fieldcase:stream_base64>"
        if remains or flags or times_flags:
            own += _told("remains", remains) + _told("flags", flags) + _told("times_flags", times_flags)
        state = _IN_USE if allocated else _DELETED
        if not parent_known:
            state += _ORPHAN
        return (
            f"<fileobject><filename>{filename}</filename>{self._partition}{next(self._numbers)}{name_type}"
            f"{size}</filesize>{state}<inode>{meta_addr}</inode>{meta_type}"
            f"{f'{self._mtime}{mtime}</mtime>' if mtime else ''}"
            f"{f'{self._ctime}{ctime}</ctime>' if ctime else ''}"
            f"{f'{self._atime}{atime}</atime>' if atime else ''}"
            f"{f'{self._crtime}{crtime}</crtime>' if crtime else ''}"
            f"{_link(link_target) if link_target is not None else ''}"
            f"{self._runs(extents) if extents is not None else ''}"
            f"{f'{_MD5}{md5}</hashdigest>' if md5 else ''}{f'{_SHA1}{sha1}</hashdigest>' if sha1 else ''}"
            f"{f'{_SHA256}{sha256}</hashdigest>' if sha256 else ''}"
            f"{own}</fileobject>\n"
        )

    def _runs(self, extents: bytes) -> str:
        runs = _decode(extents)
        if not runs:
            return ""
        left_out = f' fieldcase:left_out="{len(runs) - MOST_RUNS}"' if len(runs) > MOST_RUNS else ""
        place, parts = 0, []
        for offset, length in runs[:MOST_RUNS]:
            where = ' fill="0"' if offset is None else self._where(offset)
            parts.append(f'<byte_run file_offset="{place}"{where} len="{length}"/>')
            place += length
        return f"<byte_runs{left_out}>{''.join(parts)}</byte_runs>"

    def _where(self, offset: int) -> str:
        in_volume = offset - self._offset_bytes
        return (
            f' fs_offset="{in_volume}" img_offset="{offset}"' if in_volume >= 0 else f' img_offset="{offset}"'
        )


def time_tag(name: str, file_system: str | None) -> str:
    """With its step where that is told."""
    step = STEPS.get(file_system or "", {}).get(name)
    return f"<{name}>" if step is None else f'<{name} prec="{step}">'


def _told(name: str, words: str | None) -> str:
    return f"<fieldcase:{name}>{xml_text(words)}</fieldcase:{name}>" if words else ""


def _link(target: bytes) -> str:
    return f"<link_target>{xml_text(display_text(target))}</link_target>"


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
