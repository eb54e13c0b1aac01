"""What is left of deleted content, flags and odd names: from the scan to lists, filters and the report."""

import base64
import hashlib
import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest

from tests.app.builders import a_case, a_set, listed, said
from tests.evidence.ntfs_builder import CLUSTER, NtfsDisk, Runs, a_record, data, named, reference, resident

SURROGATE = "half \ud83d.txt"
OVERLAY_TAG = 0x80000017
OVERWRITTEN = bytes(range(256)) * (2 * CLUSTER // 256)


def an_image(target: Path) -> Path:
    """Deleted files in part and wholly overwritten, one whose folder is gone, and a packed system file."""
    disk = NtfsDisk(used_clusters={121}, contents={120: OVERWRITTEN})
    disk.file(30, "part.jpg", Runs(runs=[(120, 2)], size=2 * CLUSTER), flags=0)
    disk.file(31, "none.jpg", Runs(runs=[(121, 1)], size=CLUSTER), flags=0)
    disk.file(32, "lost.txt", b"small", parent=reference(50, 9), flags=0)
    disk.file(33, SURROGATE, b"half a pair")
    times = struct.pack("<QQQQI12x", *(116_444_736_000_000_001,) * 4, 0x400 | 0x2)
    packed = data(Runs(runs=[(None, 1)], size=CLUSTER, flags=0x8000))
    point = resident(0xC0, struct.pack("<IHHI", OVERLAY_TAG, 4, 0, 1))
    disk.records[34] = a_record(34, resident(0x10, times), named("packed.dll"), packed, point)
    disk.marked.add(34)
    target.write_bytes(disk.image())
    return target


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("remains")
    library = a_set(folder / "library", "listed", [hashlib.sha256(OVERWRITTEN).hexdigest()])
    case = a_case(folder / "case", an_image(folder / "a.dd"))
    assert said("scan", case, "--library", library).status == 3  # the packed file cannot be read
    return case


def by_path(records: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {record["path"]: record for record in records}


def test_the_list_tells_what_is_left_and_where_that_is_not_proven(case: Path) -> None:
    entries = by_path(listed(case, "entries"))
    told = {path: (entries[path]["remains"], entries[path]["outcome"]) for path in ("/part.jpg", "/none.jpg")}
    assert told == {
        "/part.jpg": ("partly_overwritten", "matched"),
        "/none.jpg": ("no_content_left", "no_content"),
    }
    lost = entries["/$OrphanFiles/lost.txt"]
    assert (lost["remains"], lost["parent_known"], lost["outcome"]) == ("resident", False, "compared")
    packed = entries["/packed.dll"]
    assert (packed["outcome"], packed["flags"]) == ("unreadable", "hidden,sparse,system_compressed")
    assert packed["times_flags"] == ",".join(
        f"{name}:before_format" for name in ("mtime", "atime", "ctime", "crtime")
    )
    (fault,) = [fault for fault in listed(case, "faults") if fault["path"] == "/packed.dll"]
    assert "WofCompressedData" in fault["reason"]


def test_half_a_surrogate_pair_in_a_name_survives_into_every_list(case: Path) -> None:
    raw = SURROGATE.encode("utf-8", "surrogatepass")
    (entry,) = [each for each in listed(case, "entries") if each.get("name_raw_b64")]
    assert base64.b64decode(entry["name_raw_b64"]) == raw
    assert entry["path"] == r"/half \xED\xA0\xBD.txt"
    assert entry["sha256"] == hashlib.sha256(b"half a pair").hexdigest()


def test_a_hit_in_overwritten_space_says_so(case: Path) -> None:
    (hit,) = listed(case, "hits")
    assert (hit["path"], hit["allocated"], hit["remains"]) == ("/part.jpg", False, "partly_overwritten")


@pytest.mark.parametrize(
    ("where", "paths"),
    [
        ("remains:partly_overwritten", {"/part.jpg"}),
        ('remains:"no content left"', {"/none.jpg"}),
        ("remains:resident or recovered", {"/$OrphanFiles/lost.txt"}),
        ("flag:system_compressed", {"/packed.dll"}),
        ("flag:hidden flag:efs -flag:sparse", set()),
        ("-remains:resident deleted:yes", {"/part.jpg", "/none.jpg"}),
    ],
)
def test_entries_are_chosen_by_what_is_left_and_by_flag(case: Path, where: str, paths: set[str]) -> None:
    assert set(by_path(listed(case, "entries", "--where", where))) == paths


def test_the_report_says_in_words_what_the_digest_is_of(case: Path, tmp_path: Path) -> None:
    assert said("report", case, "--out", tmp_path / "out").status == 0
    (page,) = (tmp_path / "out").rglob("report.html")
    text = re.sub(r"<[^>]+>|\s+", " ", page.read_text("utf-8"))
    assert "partly overwritten, and the digest is of what lies there now" in re.sub(" +", " ", text)
    (dfxml,) = (tmp_path / "out").rglob("files.dfxml")
    lines = dfxml.read_text("utf-8").splitlines()
    (part,) = [line for line in lines if "<filename>part.jpg<" in line]
    assert "<fieldcase:remains>partly_overwritten</fieldcase:remains>" in part
    (lost,) = [line for line in lines if "lost.txt<" in line]
    assert "<alloc>0</alloc><orphan>1</orphan>" in lost
    assert base64.b64encode(b"/" + SURROGATE.encode("utf-8", "surrogatepass")).decode() in "".join(lines)
    (linked,) = (tmp_path / "out").rglob("case.jsonld")
    statuses = re.findall(r'contentRecoveredStatus": ?"(\w+)"', json.dumps(json.loads(linked.read_text())))
    assert statuses == ["unknown"]
    verified = said("verify", linked.parent.parent)
    assert verified.status == 0, verified.out
