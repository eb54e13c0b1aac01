"""The practice image holds what its plan says, as readers see it that share no code with it."""

import hashlib
import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from app.practice import PracticeKit, PracticeNotBuilt, build_practice
from app.practice.planted import Expected, Hiding, Planted
from tests.practice.builders import SeenByTsk, build_e01, cut_out_card, run_tool, seen_by_tsk

IMAGE_SHA256 = "232d04661f293ab883b45699a71ec0b47a989acf5eb166790ea31c7d7146916f"
NOTABLE_SET_SHA256 = "6e2f8cdf6dc19209591d898cede17349c9dbc20809e4d2759cf19127ce70c9af"


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> PracticeKit:
    return build_practice(tmp_path_factory.mktemp("practice"))


@pytest.fixture(scope="module")
def seen(kit: PracticeKit) -> dict[bytes, SeenByTsk]:
    return seen_by_tsk(kit.image)


def _sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def test_the_image_is_the_same_bytes_on_every_machine(kit: PracticeKit) -> None:
    assert _sha256_of(kit.image) == IMAGE_SHA256
    assert _sha256_of(kit.notable_set) == NOTABLE_SET_SHA256


def test_a_second_build_gives_the_same_sets(kit: PracticeKit, tmp_path: Path) -> None:
    again = build_practice(tmp_path / "new folder")
    assert again.known_set.read_bytes() == kit.known_set.read_bytes()
    assert again.planted == kit.planted


def test_sleuthkit_sees_exactly_the_planted_names(kit: PracticeKit, seen: dict[bytes, SeenByTsk]) -> None:
    assert {(path, file.deleted) for path, file in seen.items()} == {(p.path, p.deleted) for p in kit.planted}


def test_sleuthkit_reads_the_planted_content(kit: PracticeKit, seen: dict[bytes, SeenByTsk]) -> None:
    readable = [p for p in kit.planted if p.hiding is not Hiding.OVERWRITTEN]
    assert {p.path: seen[p.path].sha256 for p in readable} == {p.path: p.sha256 for p in readable}


def test_what_was_overwritten_is_nowhere_on_the_card(kit: PracticeKit, seen: dict[bytes, SeenByTsk]) -> None:
    gone = [p for p in kit.planted if p.hiding is Hiding.OVERWRITTEN]
    assert gone
    assert {p.sha256 for p in gone}.isdisjoint(file.sha256 for file in seen.values())


def test_every_way_of_hiding_is_planted(kit: PracticeKit) -> None:
    assert {p.hiding for p in kit.planted} == set(Hiding)


def test_the_card_has_no_errors_for_fsck(kit: PracticeKit, tmp_path: Path) -> None:
    run_tool("fsck.fat", "-n", cut_out_card(kit.image, tmp_path))


def test_mtools_reads_a_file_under_its_long_name(kit: PracticeKit, tmp_path: Path) -> None:
    card = cut_out_card(kit.image, tmp_path)
    content = run_tool("mtype", "-i", card, "::/Downloads/PRAC0007 (copy).png")
    assert hashlib.sha256(content).hexdigest() == _one(kit, Hiding.COPIED).sha256


def test_the_second_partition_is_recognised_as_locked(kit: PracticeKit) -> None:
    slots = run_tool("mmls", kit.image).decode()
    assert "Win95 FAT32" in slots
    assert b'TYPE="crypto_LUKS"' in run_tool("blkid", "-p", "-O", str(86016 * 512), kit.image)


def test_the_notable_set_lists_what_must_match_and_only_that(kit: PracticeKit) -> None:
    records = json.loads(kit.notable_set.read_text())["value"]
    listed = {(r["MD5"].lower(), r["SHA1"].lower(), r["MediaSize"]): r["Category"] for r in records}
    assert len(listed) == len(records)
    for p in kit.planted:
        category = listed.get((p.md5, p.sha1, p.size_bytes), "not listed")
        if p.expected is Expected.MATCHED:
            assert category == (None if p.category is None else int(p.category)), p
        elif p.hiding not in (Hiding.OVERWRITTEN, Hiding.EMPTY):
            assert category == "not listed", p


def test_the_known_set_lists_the_software(kit: PracticeKit) -> None:
    with closing(sqlite3.connect(f"file:{kit.known_set}?mode=ro", uri=True)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        listed = {row[0].lower() for row in database.execute("SELECT sha256 FROM FILE")}
    software = {p.sha256 for p in kit.planted if p.expected is Expected.KNOWN}
    assert software
    assert software <= listed
    assert listed & {p.sha256 for p in kit.planted if p.expected is Expected.NOT_FOUND} == set()


def test_an_e01_of_the_image_verifies(kit: PracticeKit, tmp_path: Path) -> None:
    first_segment = build_e01(kit.image, tmp_path / "e01")
    assert b"SUCCESS" in run_tool("ewfverify", first_segment)
    assert first_segment.stat().st_size < kit.image.stat().st_size


def test_a_file_that_stands_there_is_never_replaced(tmp_path: Path) -> None:
    notes = tmp_path / "practice-known.rds.db"
    notes.write_text("my notes")
    with pytest.raises(PracticeNotBuilt, match="exists already"):
        build_practice(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == [notes.name]
    assert notes.read_text() == "my notes"


def test_a_folder_that_cannot_be_made_gives_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(PracticeNotBuilt, match="cannot be written"):
        build_practice(tmp_path / "file" / "practice")


def test_the_builders_notice_a_card_that_is_damaged(kit: PracticeKit, tmp_path: Path) -> None:
    card = cut_out_card(kit.image, tmp_path)
    with card.open("r+b") as stream:
        stream.seek(32 * 512 + 4 * 40)
        stream.write(b"\xff\xff\x00\x00")  # a cluster chain that leads astray
    with pytest.raises(subprocess.CalledProcessError):
        run_tool("fsck.fat", "-n", card)


def _one(kit: PracticeKit, hiding: Hiding) -> Planted:
    return next(p for p in kit.planted if p.hiding is hiding)
