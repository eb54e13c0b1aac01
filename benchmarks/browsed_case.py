"""A case of a million entries and twenty thousand hits, written as a scan writes it, without evidence.

Names, sizes, times and outcomes are drawn from one seed, so that two runs make the same case.
"""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, insert

from app.store.case_file import CaseFile, CaseForm
from app.store.scan_writing import insert_rows
from app.store.schema import (
    ENTRIES_OF_A_SCAN,
    EntryRecord,
    ExaminationRecord,
    ExhibitRecord,
    HitRecord,
    ListingEnd,
    LoadedSetRecord,
    ScanEnd,
    ScanRecord,
    VolumeRecord,
    table_of,
)

UTC_TEXT: Final = "2026-11-22T05:30:00Z"
_BATCH: Final = 20_000
_DAY_NS: Final = 86_400 * 10**9
_FIRST_DAY: Final = 16_000  # days from 1970: October 2013
_EXTENSIONS: Final = ("jpg", "JPG", "png", "docx", "txt", "dll", "sys", "mp4", "xml", "db", "pdf", "html")
_PEOPLE: Final = ("bo", "ana", "Public", "Jördis", "mateo")
_SETS: Final = (("Project list", "notable", "4"), ("National", "notable", "2"), ("NSRL", "known", "2026.3"))
_OUTCOMES: Final = ("compared",) * 55 + ("ruled_out_by_size",) * 30 + ("known",) * 8 + ("no_content",) * 5
_ENTRY_COLUMNS: Final = (
    *("id", "scan_id", "volume", "meta_addr", "attr_type", "attr_id", "path", "stream", "shown_path", "kind"),
    *("size_bytes", "allocated", "content", "mtime_ns", "atime_ns", "ctime_ns", "crtime_ns", "zone"),
    *("link_target", "extents", "links", "place_bytes", "priority"),
)
_EXAMINATION_COLUMNS: Final = (
    *("entry_id", "outcome", "md5", "sha1", "sha256", "reason", "bytes_read", "read_twice"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Rows of one exhibit, in the order of their columns."""

    entries: list[tuple[Any, ...]]
    examinations: list[tuple[Any, ...]]
    hits: list[dict[str, Any]]


def make_case(folder: Path, *, entries: int = 1_000_000, hits: int = 20_000, exhibits: int = 2) -> None:
    """Raise CaseTrouble where the folder is in use."""
    form = CaseForm(number="BENCH-1", examiner="benchmark")
    with CaseFile.create(folder, form, utc=UTC_TEXT, tool={}) as case:
        for number in range(1, exhibits + 1):
            with case.transaction() as connection:
                sets = _begin(connection, number)
            share = entries // exhibits
            for made in _batches(number, entries=share, hits=hits // exhibits, sets=sets):
                with case.transaction() as connection:
                    insert_rows(connection, table_of(EntryRecord), _ENTRY_COLUMNS, made.entries)
                    insert_rows(
                        connection, table_of(ExaminationRecord), _EXAMINATION_COLUMNS, made.examinations
                    )
                    if made.hits:
                        connection.execute(insert(table_of(HitRecord)), made.hits)
            with case.transaction() as connection:
                _end(connection, number, entries=share)


def _begin(connection: Connection, number: int) -> Sequence[int]:
    size = 1_000_000_000_000
    connection.execute(
        insert(table_of(ExhibitRecord)).values(
            id=number,
            label=f"HR-{number:02}",
            description="made for measuring",
            source=f"made-{number}.dd",
            container="raw",
            size_bytes=size,
            sector_bytes=512,
            segments=[[f"made-{number}.dd", size, 0]],
            acquisition_notes=[],
            added_at=UTC_TEXT,
        )
    )
    connection.execute(
        insert(table_of(VolumeRecord)).values(
            exhibit_id=number,
            position=0,
            offset_bytes=0,
            length_bytes=size,
            partition_table="none",
            description="NTFS",
            state="readable",
            file_system="NTFS",
            block_bytes=4096,
        )
    )
    connection.execute(
        insert(table_of(ScanRecord)).values(
            id=number, exhibit_id=number, profile="standard", started_at=UTC_TEXT, tool={}, plan=None
        )
    )
    return [_add_set(connection, number, position) for position in range(len(_SETS))]


def _add_set(connection: Connection, scan: int, position: int) -> int:
    name, role, version = _SETS[position]
    added = connection.execute(
        insert(table_of(LoadedSetRecord)).values(
            scan_id=scan,
            position=position,
            name=name,
            role=role,
            version=version,
            index_sha256=f"{position:02}" * 32,
            info={"name": name, "role": role, "version": version, "source_sha256": f"{position:02}" * 32},
        )
    )
    (number,) = added.inserted_primary_key or (0,)
    return int(number)


def _end(connection: Connection, number: int, *, entries: int) -> None:
    connection.execute(insert(table_of(ListingEnd)).values(scan_id=number, volume=0, entries=entries))
    connection.execute(
        insert(table_of(ScanEnd)).values(
            scan_id=number, finished_at=UTC_TEXT, entries=entries, faults=0, findings_sha256="00" * 32
        )
    )


def _batches(number: int, *, entries: int, hits: int, sets: Sequence[int]) -> Iterator[Made]:
    drawn = random.Random(number)
    every = max(1, entries // max(1, hits))
    for start in range(0, entries, _BATCH):
        made = Made(entries=[], examinations=[], hits=[])
        for place in range(start, min(start + _BATCH, entries)):
            _add_entry(made, drawn, number=number, place=place, is_hit=place % every == 7 % every, sets=sets)
        yield made


def _add_entry(
    made: Made, drawn: random.Random, *, number: int, place: int, is_hit: bool, sets: Sequence[int]
) -> None:
    entry = number * ENTRIES_OF_A_SCAN + place + 1
    path, stream, kind = _named(drawn, place)
    is_hit = is_hit and kind == "file"
    size = 0 if kind == "dir" else int(drawn.paretovariate(0.7) * 900)
    outcome = "matched" if is_hit else "no_content" if kind == "dir" else drawn.choice(_OUTCOMES)
    born = (_FIRST_DAY + drawn.randrange(4_500)) * _DAY_NS + drawn.randrange(_DAY_NS)
    at = place * 1_048_576
    raw = path.encode() + (b":" + stream if stream else b"")
    made.entries.append(
        (
            *(entry, number, 0, place + 64, 128, 1, path.encode(), stream, raw.decode(), kind, size),
            *(drawn.random() > 0.04, "present" if size else "none", born + _DAY_NS, born, born, born, "utc"),
            *(None, msgspec.msgpack.encode([[at, size]]), 1, at, 0),
        )
    )
    is_read = outcome in ("matched", "known", "compared")
    # Equal contents now and then, also on the other exhibit.
    content = f"copy {place % (5_000 if is_hit else 400_000)}".encode()
    sha256 = hashlib.sha256(content).digest() if is_read else None
    reason = "empty" if outcome == "no_content" and kind == "file" else None
    made.examinations.append(
        (
            *(entry, outcome, sha256 and sha256[:16], sha256 and sha256[:20], sha256, reason),
            *(size if is_read else 0, False),
        )
    )
    if is_hit:
        made.hits.extend(_hits(drawn, entry, place=place, sets=sets))
    elif outcome == "known":
        made.hits.append(_hit(entry, sets[2], place, category=None))


def _named(drawn: random.Random, place: int) -> tuple[str, bytes | None, str]:
    person, album = _PEOPLE[place % 5], place // 800
    if place % 800 == 0:
        return f"/Users/{person}/Pictures/Album {album:04}", None, "dir"
    if place % 20 == 1:
        return f"/$OrphanFiles/f{place:07}.{_EXTENSIONS[place % 12]}", None, "file"
    name = f"IMG_{drawn.randrange(10**6):06}.{_EXTENSIONS[drawn.randrange(12)]}"
    folder = f"/Users/{_PEOPLE[album % 5]}/Pictures/Album {album:04}"
    if album % 3 == 0:
        folder = f"/Windows/WinSxS/amd64_{album:05x}_{album * 7919 % 65_536:04x}"
    return f"{folder}/{name}", b"Zone.Identifier" if place % 97 == 0 else None, "file"


def _hits(drawn: random.Random, entry: int, *, place: int, sets: Sequence[int]) -> list[dict[str, Any]]:
    first = _hit(entry, sets[place % 2], place, category=str(drawn.randrange(1, 4)))
    return (
        [first, _hit(entry, sets[1], place, category="2")] if place % 10 == 7 and place % 2 == 0 else [first]
    )


def _hit(entry: int, set_id: int, place: int, *, category: str | None) -> dict[str, Any]:
    return {
        "entry_id": entry,
        "set_id": set_id,
        "algorithm": "sha256",
        "record": place % 50_000 + 1,
        "category": category,
        "scheme": None if category is None else "VICS 2.0",
    }
