"""Sizes that evidence claims may be more than 64 bits hold together: the scan ends, and says what it met."""

from pathlib import Path

import pytest

from tests.app.builders import a_case, listed, said
from tests.evidence.ntfs_builder import NtfsDisk, Runs

LARGEST = (1 << 63) - 1


@pytest.mark.parametrize("size", [1 << 62, (1 << 63) + 5, (1 << 64) - 4096])
def test_files_that_claim_more_than_can_be_counted_do_not_end_the_scan(tmp_path: Path, size: int) -> None:
    disk = NtfsDisk()
    for number in (30, 31, 32):
        disk.file(number, f"huge{number}", Runs(runs=[(None, 1)], size=size, flags=0x8000))
    (tmp_path / "a.dd").write_bytes(disk.image())
    case = a_case(tmp_path / "case", tmp_path / "a.dd")
    scan = said("scan", case, "--library", tmp_path / "library")
    assert scan.status == 3, scan.err
    huge = [entry for entry in listed(case, "entries") if "/huge" in entry["path"]]
    assert {(entry["size"], entry["outcome"]) for entry in huge} == {(min(size, LARGEST), "unreadable")}
    assert [volume["unreadable"] for volume in listed(case, "coverage") if volume["volume"] == 0] == [3]
