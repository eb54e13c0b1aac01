"""`DiskDescriptor.xml` of a Parallels bundle: the parts of the disk, their files, and the order of snapshots.

The text is evidence: its length is bounded, and one that declares entities is refused, so that reading it
costs no more than its size.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from forensics.containers.stretches import Spoilt, StoredFile
from forensics.errors import SourceNotUsable

MARK = b"<Parallels_disk_image"
MOST_FILES = 1024
_MOST_BYTES = 4 * 1024 * 1024
# The present state, where nothing else says which it is (libparallels, and QEMU's documentation).
_PRESENT = "{5fbaabe3-6958-40ff-92a7-860e329aab41}"
_NONE = "{00000000-0000-0000-0000-000000000000}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One file of one part, at one snapshot."""

    name: str
    is_plain: bool  # the bytes of the part as they are; else a file that grows


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A range of the media, with what it is made of, the newest first."""

    start_sector: int
    end_sector: int  # the one behind
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor:
    sectors: int
    parts: tuple[Part, ...]  # in order, without holes
    snapshots: int  # states older than the present one


def read_descriptor(file: StoredFile) -> Descriptor:
    """Raise SourceNotUsable."""
    try:
        return _descriptor(file)
    except (Spoilt, ValueError, ElementTree.ParseError) as trouble:
        raise SourceNotUsable(
            f"{file.path} is a damaged description of a Parallels disk: {trouble}."
        ) from trouble


def _descriptor(file: StoredFile) -> Descriptor:
    root = _parsed(file)
    engine = _text(root, "Disk_Parameters/Encryption/Engine") or _NONE
    if engine.lower() != _NONE:
        raise SourceNotUsable(
            f"{file.path} describes an encrypted Parallels disk; without its password nothing inside can be "
            "read. Remove the encryption in Parallels on a copy, and add that."
        )
    states = _states(root)
    order = _order_of(states, root)
    storages = root.findall("StorageData/Storage")
    parts = sorted((_part(each, order, states) for each in storages), key=_start)
    sectors = _number(root, "Disk_Parameters/Disk_size")
    _verify(parts, sectors)
    return Descriptor(sectors=sectors, parts=tuple(parts), snapshots=max(0, len(order) - 1))


def _start(part: Part) -> int:
    return part.start_sector


def _parsed(file: StoredFile) -> ElementTree.Element:
    if file.length_bytes > _MOST_BYTES:
        raise Spoilt(f"it has {file.length_bytes:,} bytes")
    text = file.part(0, file.length_bytes)
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", text, re.IGNORECASE) or b"\0" in text:
        raise Spoilt("it declares entities, or is not in UTF-8")
    return ElementTree.fromstring(text)  # noqa: S314  # without entities it cannot grow


def _part(storage: ElementTree.Element, order: tuple[str, ...], states: Mapping[str, str]) -> Part:
    files = {}
    for image in storage.findall("Image")[:MOST_FILES]:
        guid, name = _text(image, "GUID"), _text(image, "File")
        if not name:
            raise ValueError("it does not name the file of a part")
        kind = _text(image, "Type").lower()
        if kind not in ("plain", "compressed"):
            raise ValueError(f"a file of it is of the kind “{kind[:40]}”, which is not known here")
        files[guid.lower()] = Layer(name=name, is_plain=kind == "plain")
    layers = tuple(_layers(files, order, states))
    start, end = _number(storage, "Start"), _number(storage, "End")
    return Part(start_sector=start, end_sector=end, layers=layers)


def _layers(files: Mapping[str, Layer], order: tuple[str, ...], states: Mapping[str, str]) -> Iterator[Layer]:
    """Of one part, from the present state down to one that is there as a whole."""
    if not states and len(files) == 1:
        yield from files.values()
        return
    if not states:
        raise ValueError("it does not tell which of the files of a part belongs to the present state")
    if any(guid not in states for guid in files):
        raise ValueError("a file of it belongs to no state that it tells of")
    for guid in order:
        if guid not in files:
            raise ValueError("a part has no file of a state that the present one lies upon")
        yield files[guid]
        if files[guid].is_plain:
            return
    if not order:
        raise ValueError("no file of a part belongs to the present state")


def _states(root: ElementTree.Element) -> dict[str, str]:
    """Each state and what it lies upon; empty where the bundle tells of none."""
    return {
        _text(shot, "GUID").lower(): _text(shot, "ParentGUID").lower()
        for shot in root.findall("Snapshots/Shot")
    }


def _order_of(older: Mapping[str, str], root: ElementTree.Element) -> tuple[str, ...]:
    """From the present state to the first; raise ValueError where one between them is not told."""
    order: list[str] = []
    state = (_text(root, "Snapshots/TopGUID") or _PRESENT).lower()
    while state in older:
        if state in order:
            raise ValueError("its snapshots lie upon each other in a ring")
        order.append(state)
        state = older[state]
    if order and state != _NONE:
        raise ValueError("a state that another lies upon is not told")
    return tuple(order)


def _verify(parts: list[Part], sectors: int) -> None:
    if not parts:
        raise ValueError("it names no part of the disk")
    reached = 0
    for part in parts:
        if part.start_sector != reached or part.end_sector <= reached:
            raise ValueError(f"its parts leave out sector {reached:,}, or tell of it twice")
        reached = part.end_sector
    if reached != sectors:
        raise ValueError(f"its parts have {reached:,} sectors, and the disk {sectors:,}")


def _text(element: ElementTree.Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _number(element: ElementTree.Element, path: str) -> int:
    text = _text(element, path)
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise ValueError(f"it does not tell {Path(path).name} as a number")
    return int(text)
