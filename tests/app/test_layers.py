"""Scans of volumes inside others: every file is found, a killed scan goes on, and bytes are counted once."""

import json
import random
from pathlib import Path

import pytest

from app.commands.desk import DIFFERS, PART_UNREAD
from app.store.case_file import CaseFile
from app.store.results import all_entries
from app.views.detail_rows import entry_facts
from app.views.map_rows import MapRoom
from tests.app.builders import a_case, behind_the_guards, copied, findings, listed, said
from tests.app.warm_readers import warm_troubled_reader
from tests.evidence.builders import an_ext_image, an_mbr
from tests.evidence.lvm_builder import EXTENT, a_physical, a_text, fill, of_kind, striped

FILES = {f"d{n % 3}/f{n}.bin": random.Random(n).randbytes(3_000 + n * 700) for n in range(20)}


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A partition of LVM2 with an ext4 in two segments and a thin volume, behind it a plain ext2."""
    home = tmp_path_factory.mktemp("lvm")
    inner = an_ext_image(home / "inner.raw", FILES, size="4M").read_bytes()
    plain = an_ext_image(home / "plain.raw", {"plain.txt": b"plain"}, kind="ext2", size="1M").read_bytes()
    text = a_text(
        {"home": [striped(0, 2, ("pv0", 1)), striped(2, 2, ("pv0", 5))], "thin": [of_kind("thin", 3)]}
    )
    physical = a_physical(text, extents=8)
    fill(physical, 1, inner[: 2 * EXTENT])
    fill(physical, 5, inner[2 * EXTENT :])
    sectors = len(physical) // 512
    table = an_mbr((2048, sectors, 0x8E), (2048 + sectors, 2048, 0x83)).ljust(EXTENT, b"\0")
    (home / "disk.raw").write_bytes(table + physical + plain)
    return home / "disk.raw"


@pytest.fixture(scope="module")
def scanned(disk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = a_case(tmp_path_factory.mktemp("case") / "case", disk)
    answer = said("scan", case, "--library", case)
    assert answer.status == PART_UNREAD, answer.err
    return case


def test_files_in_a_logical_volume_are_listed_and_digested_like_any_other(scanned: Path) -> None:
    found = {each["path"]: each for each in listed(scanned, "entries") if each["volume"] == 2}
    assert {path: found["/" + path]["size"] for path in FILES} == {p: len(c) for p, c in FILES.items()}
    assert all(found["/" + path]["sha256"] for path in FILES)
    (volumes,) = [each["volumes"] for each in listed(scanned, "exhibits")]
    assert [(each["state"], each["within"]) for each in volumes] == [
        ("holds_volumes", None),
        ("readable", None),
        ("readable", 0),
        ("unsupported", 0),
    ]


def test_the_runs_of_a_file_in_a_logical_volume_are_places_of_that_volume(scanned: Path) -> None:
    with CaseFile.open(scanned) as case:
        with case.reading() as connection:
            entry = next(row.id for row in all_entries(connection) if row.path == b"/d0/f0.bin")
        runs = entry_facts(case, entry).extents
    assert runs
    assert all(run.volume == 2 and run.image_offset is not None for run in runs)
    assert all(0 < (run.image_offset or 0) < 4 * EXTENT for run in runs)


def test_the_bytes_of_a_disk_with_volumes_inside_others_are_counted_once(scanned: Path, disk: Path) -> None:
    kinds = {each["volume"]: each["bytes"] for each in listed(scanned, "coverage")}
    assert kinds[0] == {"holds_volumes": 9 * EXTENT}
    assert kinds[2] == kinds[3] == {}
    assert sum(sum(each.values()) for each in kinds.values()) == disk.stat().st_size


def test_the_disk_map_shows_what_a_volume_holds_and_adds_up(scanned: Path, disk: Path) -> None:
    with CaseFile.open(scanned) as case:
        shown = MapRoom().read(case, "E1").disk_map()
    kinds = dict(shown.kinds)
    assert kinds["holds_volumes"] == 9 * EXTENT
    assert sum(kinds.values()) == disk.stat().st_size
    assert shown.placeless_files == len(FILES)


def test_a_reader_that_dies_in_a_logical_volume_costs_no_finding(
    scanned: Path, disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_case(tmp_path / "case", disk)
    trouble = {"listing": "die", "listing_at": 15, "strikes": 1, "counter": str(tmp_path / "strikes")}
    monkeypatch.setenv("TROUBLE", json.dumps(trouble))
    answer = said("scan", case, "--library", tmp_path, start_reader=warm_troubled_reader)
    assert answer.status == PART_UNREAD, answer.err
    assert len((tmp_path / "strikes").read_text()) == 2
    assert findings(case) == findings(scanned)


def test_a_volume_that_somebody_put_behind_the_others_shows(scanned: Path, tmp_path: Path) -> None:
    case = copied(scanned, tmp_path / "case")
    assert said("verify", case).status == 0
    with behind_the_guards(case) as connection:
        connection.execute(
            "INSERT INTO volume (exhibit_id, position, offset_bytes, length_bytes, partition_table, "
            "description, state) VALUES (1, 4, 0, 1, 'none', 'x', 'readable')"
        )
    answer = said("verify", case)
    assert answer.status == DIFFERS
    assert "volumes of E1" in answer.out + answer.err


def test_info_shows_a_volume_below_the_one_that_holds_it(disk: Path) -> None:
    lines = said("info", disk).out.splitlines()
    volumes = [line.split()[1] for line in lines if line.startswith("volume")]
    assert volumes == ["0", "2", "3", "1"]
    assert any("LVM2 logical volume in volume 0" in line for line in lines)
