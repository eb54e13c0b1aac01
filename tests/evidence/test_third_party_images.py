"""Images made by people outside the project, held against what other tools found in them.

They lie beside the repository and are not part of it; without them these tests are skipped.
"""

import gzip
import json
import lzma
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import pytest

from forensics.containers import open_image
from forensics.digests import EMPTY_CONTENT, DigestSet
from forensics.entries import Content, EntryKind, FileEntry
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from forensics.filesystems import open_file_system
from forensics.images import VolumeState
from forensics.paths import display_text
from forensics.volumes import map_volumes
from tests.evidence.builders import digests_of

IMAGES = Path(__file__).resolve().parents[3] / "shared" / "images" / "open"
READ_HERE = {"ntfs", "fat", "exfat", "ext", "hfs", "iso9660", "ufs"}
# 7-Zip has a name of its own for the private folder of hard links, whose name begins with four NULs.
RENAMED = {"/[HFS+ Private Data]/": "/^^^^HFS+ Private Data/"}
ORPHANS = "/$OrphanFiles/"

Row = tuple[str, int, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    allocated: Counter[Row]
    deleted: Counter[Row]
    not_left: set[str]  # paths of deleted files whose clusters are in use again; TSK gives the new content


def _manifest() -> list[dict[str, Any]]:  # JSON of other people's making
    if not (IMAGES / "MANIFEST.json").exists():
        return []
    loaded: list[dict[str, Any]] = json.loads((IMAGES / "MANIFEST.json").read_text())["images"]
    return loaded


def _truth(item: dict[str, Any]) -> dict[str, Any]:
    path = IMAGES / item["truth"]
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rb") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded


def _unpacked(item: dict[str, Any], folder: Path) -> list[Path]:
    """The image's files, sparse where they are zeros."""
    paths = []
    for stored in item["files"]:
        source = IMAGES / stored["stored"]
        out = folder / (stored.get("name") or source.name.removesuffix(".gz").removesuffix(".xz"))
        packed = source.suffix if source.suffix != out.suffix else ""
        with _opened(source, packed) as read, out.open("wb") as written:
            while block := read.read(1 << 20):
                if block.count(0) == len(block):
                    written.seek(len(block), os.SEEK_CUR)
                else:
                    written.write(block)
            written.truncate()
        paths.append(out)
    return paths


def _opened(source: Path, packed: str) -> IO[bytes]:
    if packed == ".xz":
        return lzma.open(source, "rb")
    if packed == ".gz":
        return cast("IO[bytes]", gzip.open(source, "rb"))
    return source.open("rb")


def _expected(truth: dict[str, Any]) -> Listing:
    volumes = {v.get("partition") for v in truth.get("volumes") or [] if v.get("fs") in READ_HERE}
    found = Listing(allocated=Counter(), deleted=Counter(), not_left=set())
    for f in truth.get("files") or []:
        no_content = f["type"] != "file" or "sha256" not in f or f.get("icat_rc")
        index = "-144-" in f.get("inode", "") or (f.get("size") == 0 and ":" in f["path"])
        if no_content or index or f["partition"] not in volumes:
            continue
        row = ("/" + f["path"].lstrip("/"), f["size"], f["md5"], f["sha1"], f["sha256"])
        (found.allocated if f["allocated"] else found.deleted)[row] += 1
    return found


def _rows(first: Path, not_left: set[str]) -> Iterator[tuple[bool, Row]]:
    image = open_image(first)
    for volume in map_volumes(image).volumes:
        if volume.state != VolumeState.READABLE:
            continue
        file_system = open_file_system(image, volume)
        for entry in list(file_system.entries()):
            if not isinstance(entry, FileEntry) or entry.kind is not EntryKind.FILE:
                continue
            stream = "" if entry.stream is None else ":" + display_text(entry.stream)
            digests = EMPTY_CONTENT
            if entry.content is Content.NOT_LEFT:
                not_left.add(entry.path.display() + stream)
            if entry.content is Content.PRESENT:
                try:
                    digests = digests_of(file_system, entry)
                except EvidenceUnreadable:  # shows as a missing row below
                    digests = DigestSet(md5=b"", sha1=b"", sha256=b"")
            hexes = [(digest or b"").hex() for digest in (digests.md5, digests.sha1, digests.sha256)]
            yield (
                entry.allocated,
                (entry.path.display() + stream, entry.size_bytes, hexes[0], hexes[1], hexes[2]),
            )
        file_system.close()
    image.close()


def _listed(first: Path) -> Listing:
    found = Listing(allocated=Counter(), deleted=Counter(), not_left=set())
    for allocated, row in _rows(first, found.not_left):
        (found.allocated if allocated else found.deleted)[row] += 1
    return found


def _renamed(row: Row) -> Row:
    path = row[0]
    for theirs, ours in RENAMED.items():
        path = path.replace(theirs, ours)
    return (path, *row[1:])


WITH_FIRST = [item for item in _manifest() if item.get("first")]
DAMAGED = [item for item in _manifest() if not item.get("first")]


@pytest.mark.skipif(not WITH_FIRST, reason="no third-party images beside the repository")
@pytest.mark.parametrize("item", WITH_FIRST, ids=lambda item: str(item["id"]))
def test_allocated_and_deleted_files_equal_the_ground_truth(item: dict[str, Any], tmp_path: Path) -> None:
    _unpacked(item, tmp_path)
    expected = _expected(_truth(item))
    listed, refusal = None, ""
    try:
        listed = _listed(tmp_path / item["first"])
    except SourceNotUsable as refused:
        refusal = str(refused)
    if listed is None:
        assert not {"raw", "split raw"} & set(item["container"])
        assert ("ewf" not in item["container"]) or item["expect"] == "error"
        assert "\n" not in refusal
        return
    missing = expected.allocated - listed.allocated
    assert {row[0] for row in missing if _renamed(row) not in listed.allocated} == set()
    lost = expected.deleted - listed.deleted - listed.allocated
    if lost:  # TSK has short names of files whose folder is gone, and none of Rock Ridge beside Joliet
        contents = {row[1:] for row in listed.deleted if row[0].startswith(ORPHANS)}
        contents |= {row[1:] for row in listed.allocated} if "iso9660" in item["fs"] else set()
        lost = Counter({row: 1 for row in lost if not (row[0].startswith(ORPHANS) and row[1:] in contents)})
    assert {row[0] for row in lost} <= listed.not_left


@pytest.mark.skipif(not DAMAGED, reason="no third-party images beside the repository")
@pytest.mark.parametrize("item", DAMAGED, ids=lambda item: str(item["id"]))
def test_damaged_images_end_without_a_trace(item: dict[str, Any], tmp_path: Path) -> None:
    for path in _unpacked(item, tmp_path):
        try:
            listed = _listed(path)
        except SourceNotUsable:
            continue
        assert listed.allocated.total() < 10_000
