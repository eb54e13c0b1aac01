"""The text that describes a VMDK disk: its extents in order, its content identity, and what it differs from.

Source: VMware, "Virtual Disk Format 5.0", on the descriptor file; libyal, "VMware Virtual Disk Format".
"""

import re
from dataclasses import dataclass
from enum import StrEnum

SIGNATURE = b"# Disk DescriptorFile"
MOST_BYTES = 4 * 1024 * 1024  # 62 TB in extents of 2 GB take about 2 MB
NO_PARENT = 0xFFFF_FFFF
MOST_EXTENTS = 32_768
MOST_SECTORS = 1 << 53  # beyond it, bytes no longer fit the numbers of the operating system

_EXTENT = re.compile(
    r"(?P<access>RW|RDONLY|NOACCESS)\s+(?P<sectors>\d{1,19})\s+(?P<kind>[A-Z]+)"
    r'(?:\s+"(?P<name>[^"]*)"(?:\s+(?P<start>\d{1,19}))?)?'
)
_VALUE = re.compile(r'(?P<key>[A-Za-z][\w.]*)\s*=\s*"?(?P<value>[^"]*)"?\s*')
_ENCODINGS = {
    "windows-1252": "cp1252",
    "windows-1251": "cp1251",
    "windows-1250": "cp1250",
    "shift_jis": "shift_jis",
    "gbk": "gbk",
    "big5": "big5",
    "euc-kr": "euc_kr",
}


class ExtentKind(StrEnum):
    FLAT = "FLAT"
    SPARSE = "SPARSE"
    ZERO = "ZERO"
    VMFS = "VMFS"
    VMFS_SPARSE = "VMFSSPARSE"
    SE_SPARSE = "SESPARSE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    sectors: int
    kind: str  # an ExtentKind, or what this reader does not know
    name: str | None
    start_sector: int  # of a flat extent, in its file
    is_accessible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor:
    kind: str  # createType: "monolithicSparse", "twoGbMaxExtentFlat", ...
    content_id: int | None
    parent_id: int  # NO_PARENT where the disk stands alone
    parent_name: str | None
    extents: tuple[Extent, ...]
    disk_facts: tuple[tuple[str, str], ...]  # the ddb lines
    is_encrypted: bool


def descriptor_of(raw: bytes) -> Descriptor | None:
    """`None` where the bytes are no descriptor."""
    raw = raw.partition(b"\0")[0]
    if not raw.lstrip().startswith(SIGNATURE):
        return None
    lines = [line.strip() for line in _text_of(raw).splitlines()]
    values = {match["key"]: match["value"] for line in lines if (match := _VALUE.fullmatch(line))}
    return Descriptor(
        kind=values.get("createType", ""),
        content_id=_hex(values.get("CID")),
        parent_id=_parent_id(values),
        parent_name=values.get("parentFileNameHint") or None,
        extents=_extents(lines),
        disk_facts=tuple((key, value) for key, value in values.items() if key.startswith("ddb.") and value),
        is_encrypted=any(key.startswith("encryption") for key in values),
    )


def _parent_id(values: dict[str, str]) -> int:
    parent_id = _hex(values.get("parentCID"))
    return NO_PARENT if parent_id is None else parent_id


def _extents(lines: list[str]) -> tuple[Extent, ...]:
    matches = [match for line in lines if (match := _EXTENT.match(line))]
    return tuple(
        Extent(
            sectors=int(match["sectors"]),
            kind=match["kind"],
            name=match["name"],
            start_sector=int(match["start"] or 0),
            is_accessible=match["access"] != "NOACCESS",
        )
        for match in matches[:MOST_EXTENTS]
    )


def _text_of(raw: bytes) -> str:
    """In the encoding it names; file names in it lead nowhere but to files beside it."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        named = re.search(rb'encoding\s*=\s*"?([\w-]{1,40})', raw)
        encoding = _ENCODINGS.get(named[1].decode("ascii", "replace").lower() if named else "", "cp1252")
        return raw.decode(encoding, "replace")


def _hex(digits: str | None) -> int | None:
    return int(digits, 16) if digits and re.fullmatch(r"[0-9A-Fa-f]{1,8}", digits.strip()) else None
