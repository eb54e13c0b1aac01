"""A disk that fails in places, or ends early: what is lost is told exactly, nothing else suffers, and all
sums close.
"""

import json
import os
import struct
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.app.builders import Answer, a_case, findings, listed, said
from tests.app.conftest import MixedMedia
from tests.app.mixed_disk import EXT_START, NTFS_START, SMALL_START
from tests.app.warm_readers import warm_troubled_reader
from tests.evidence.builders import MIB, SECTOR
from tests.evidence.ntfs_builder import RECORD, NtfsDisk

Place = tuple[int, int]  # first byte and the one behind the last
Entry = dict[str, Any]  # Any: JSON values


@pytest.fixture(scope="module")
def whole(mixed: MixedMedia, tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = a_case(tmp_path_factory.mktemp("whole") / "case", mixed.image)
    assert said("scan", case, "--library", mixed.library).status == 0
    return case


def _scanned(
    case: Path, mixed: MixedMedia, bad: Sequence[Place], monkeypatch: pytest.MonkeyPatch, *words: str
) -> Answer:
    monkeypatch.setenv("TROUBLE", json.dumps({"reads_directly": True, "bad": bad}))
    answer = said("scan", case, "--library", mixed.library, *words, start_reader=warm_troubled_reader)
    assert "Traceback" not in answer.err
    return answer


def _entries(case: Path) -> dict[tuple[object, ...], Entry]:
    found: dict[tuple[object, ...], Entry] = {
        (e["volume"], e["path"], e["stream"], e["meta_addr"], e["allocated"]): e
        for e in listed(case, "entries", "--with", "extents")
    }
    assert len(found) == len(listed(case, "entries"))
    return found


def _assert_sums_close(case: Path, image: Path) -> None:
    """By what the program counts, and counted here again from its lists."""
    assert not [fault for fault in listed(case, "faults") if fault["stage"] == "program"]
    coverage = listed(case, "coverage")
    outcomes = Counter((e["volume"], e["outcome"]) for e in listed(case, "entries"))
    assert "waiting" not in {outcome for _volume, outcome in outcomes}
    for volume in coverage:
        told = {(volume["volume"], outcome): volume[outcome] for outcome in _OUTCOMES if volume[outcome]}
        counted = {key: n for key, n in outcomes.items() if key[0] == volume["volume"]}
        if volume["volume"] is not None:
            assert told == counted
            assert sum(told.values()) == volume["entries"]
    assert sum(sum(volume["bytes"].values()) for volume in coverage) == image.stat().st_size
    assert said("verify", case).status == 0


_OUTCOMES = (
    "matched",
    "known",
    "compared",
    "ruled_out_by_size",
    "skipped_by_profile",
    "unreadable",
    "encrypted",
    "no_content",
)


def _shown(entry: Entry) -> str:
    """As a fault tells it."""
    return str(entry["path"]) + ("" if entry["stream"] is None else f":{entry['stream']}")


def _unreadable_bytes(case: Path) -> int:
    return sum(int(volume["bytes"].get("unreadable", 0)) for volume in listed(case, "coverage"))


def _touched(entry: Entry, bad: Sequence[Place]) -> list[Place]:
    """The parts of an entry's content that cannot be read, in whole sectors of the image, joined."""
    sectors: set[int] = set()
    for start, length in entry["extents"] or ():
        for first, end in bad:
            lost = range(max(start, first - first % SECTOR), min(start + length, end + -end % SECTOR))
            sectors.update(range(lost.start // SECTOR, -(-lost.stop // SECTOR)) if lost else ())
    parts: list[Place] = []
    for sector in sorted(sectors):
        first, end = sector * SECTOR, (sector + 1) * SECTOR
        if parts and parts[-1][1] == first:
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((first, end))
    return parts


def test_bad_sectors_cost_the_contents_in_them_and_are_told_to_the_byte(
    mixed: MixedMedia, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_one = mixed.places[0]
    bad = [(place + 1_000, place + 1_001) for place in mixed.places[1:]]
    bad += [(long_one + MIB, long_one + MIB + 5_000), (long_one + 4 * MIB + 1, long_one + 4 * MIB + 600)]
    case = a_case(tmp_path / "case", mixed.image)
    assert _scanned(case, mixed, bad, monkeypatch).status == 3
    before, after = _entries(whole), _entries(case)
    assert before.keys() == after.keys()
    lost = {key: parts for key, entry in after.items() if (parts := _touched(entry, bad))}
    assert len(lost) > len(mixed.places), "hard links are lost under each of their names"
    for key, entry in after.items():
        if key not in lost:
            assert entry == before[key]
        elif entry["allocated"]:
            assert entry["outcome"] == "unreadable"
            assert entry["md5"] is entry["sha1"] is entry["sha256"] is None
            told = [
                (fault["offset"], fault["offset"] + fault["length"])
                for fault in listed(case, "faults")
                if (fault["volume"], fault["path"], fault["meta_addr"]) == (key[0], _shown(entry), key[3])
            ]
            assert told == lost[key]
    sectors = {part for key, parts in lost.items() if after[key]["allocated"] for part in parts}
    assert _unreadable_bytes(case) == sum(end - first for first, end in sectors)
    _assert_sums_close(case, mixed.image)


def test_a_disk_that_recovers_is_scanned_anew_to_the_findings_of_a_whole_one(
    mixed: MixedMedia, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_case(tmp_path / "case", mixed.image)
    assert _scanned(case, mixed, [(mixed.places[1], mixed.places[1] + 1)], monkeypatch).status == 3
    assert _scanned(case, mixed, [], monkeypatch, "--anew").status == 0
    assert findings(case)[1:] == findings(whole)


# Structures of the file systems


def _mft(disk: bytes) -> Place:
    """Records 40 to 60 of the $MFT."""
    sectors, clusters = struct.unpack_from("<HB", disk, NTFS_START + 11)
    (at,) = struct.unpack_from("<Q", disk, NTFS_START + 0x30)
    start = NTFS_START + at * sectors * clusters
    return start + 70 * RECORD, start + 90 * RECORD


def _mft_by_hand(_disk: bytes) -> Place:
    """Two sectors in the middle of the $MFT, neither of them a whole record."""
    start = SMALL_START + NtfsDisk().place_of(40)
    return start + SECTOR, start + 3 * SECTOR


def _first_mft_record(_disk: bytes) -> Place:
    return SMALL_START + NtfsDisk().place_of(0), SMALL_START + NtfsDisk().place_of(0) + RECORD


def _ntfs_boot_sector(_disk: bytes) -> Place:
    return NTFS_START, NTFS_START + SECTOR


def _ext_block_bytes(disk: bytes) -> int:
    return 1024 << int(struct.unpack_from("<I", disk, EXT_START + 1024 + 24)[0])


def _inode_table(disk: bytes) -> Place:
    """Of the first block group, inodes 17 to 32."""
    block = _ext_block_bytes(disk)
    descriptors = EXT_START + (2 if block == 1024 else 1) * block
    (table,) = struct.unpack_from("<I", disk, descriptors + 8)
    (inode_bytes,) = struct.unpack_from("<H", disk, EXT_START + 1024 + 88)
    start = EXT_START + table * block
    return start + 16 * inode_bytes, start + 32 * inode_bytes


def _directory_block(disk: bytes) -> Place:
    """Of `/var/log`, found by a name in it."""
    at = disk.find(b".log", EXT_START, NTFS_START)
    return at - at % 1024, at - at % 1024 + 1024


def _group_descriptors(disk: bytes) -> Place:
    start = EXT_START + (2 if _ext_block_bytes(disk) == 1024 else 1) * _ext_block_bytes(disk)
    return start, start + SECTOR


def _superblock(_disk: bytes) -> Place:
    return EXT_START + 1024, EXT_START + 2048


_STRUCTURES: dict[str, tuple[Callable[[bytes], Place], int]] = {
    "$MFT": (_mft, 1),
    "middle of the $MFT": (_mft_by_hand, 2),
    "first record of the $MFT": (_first_mft_record, 2),
    "boot sector of NTFS": (_ntfs_boot_sector, 1),
    "inode table": (_inode_table, 0),
    "directory of ext4": (_directory_block, 0),
    "group descriptors": (_group_descriptors, 0),
    "superblock": (_superblock, 0),
}


@pytest.mark.parametrize("structure", _STRUCTURES)
def test_bad_sectors_in_the_structures_of_a_volume_are_faults_and_other_volumes_do_not_suffer(
    structure: str, mixed: MixedMedia, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find, volume = _STRUCTURES[structure]
    place = find(mixed.image.read_bytes())
    monkeypatch.setenv("TROUBLE", json.dumps({"reads_directly": True, "bad": [place]}))
    case = a_case(tmp_path / "case")
    added = said("evidence", "add", case, mixed.image, start_reader=warm_troubled_reader)
    assert added.status in (0, 3), added.err
    answer = _scanned(case, mixed, [place], monkeypatch)
    assert answer.status == 3
    faults = listed(case, "faults")
    assert faults
    assert {fault["volume"] for fault in faults} <= {volume, None}, faults
    for other in {0, 1, 2} - {volume}:
        kept = {key: entry for key, entry in _entries(case).items() if key[0] == other}
        assert kept == {key: entry for key, entry in _entries(whole).items() if key[0] == other}
        assert kept
    _assert_sums_close(case, mixed.image)


@pytest.mark.parametrize("content", [4, 6, -3])
def test_an_image_cut_off_is_scanned_as_far_as_it_goes_and_its_sums_close(
    content: int, mixed: MixedMedia, whole: Path, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.raw"
    cut.write_bytes(mixed.image.read_bytes())
    os.truncate(cut, mixed.places[content] + 1_077)
    case = a_case(tmp_path / "case", cut)
    assert said("scan", case, "--library", mixed.library).status == 3
    before, after = _entries(whole), _entries(case)
    whole_ones = [entry for entry in after.values() if entry["outcome"] in ("matched", "compared")]
    assert whole_ones
    for key, entry in after.items():
        if entry["outcome"] in ("matched", "compared"):
            assert entry == before[key], "a digest of less than the whole"
    lost = [e for e in after.values() if e["outcome"] == "unreadable" and e["size"]]
    assert lost
    faults = listed(case, "faults")
    assert {_shown(entry) for entry in lost} <= {fault["path"] for fault in faults}
    _assert_sums_close(case, cut)
