"""Trouble: one sentence, the right status, nothing lost, never a traceback."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.engine.reader_link import ReaderLink
from app.store.opening import DATABASE_NAME
from tests.app.builders import (
    MIB,
    a_case,
    a_set,
    an_engine,
    answer_of,
    copied,
    examining,
    findings,
    held,
    listed,
    ran,
    said,
)
from tests.app.conftest import Media
from tests.evidence.builders import a_fat_image, an_ewf_image, an_ext_image, an_mbr

_SLOW = {"reading_pause_s": 0.01}
is_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount a small disk")


def _bytes_of(folder: Path) -> bytes:
    return (folder / DATABASE_NAME).read_bytes()


def _missing(place: Path) -> Path:
    return place / "missing.dd"


def _folder(place: Path) -> Path:
    (place / "folder.raw").mkdir()
    return place / "folder.raw"


def _empty(place: Path) -> Path:
    (place / "empty.raw").touch()
    return place / "empty.raw"


def _eleven_bytes(place: Path) -> Path:
    (place / "eleven.raw").write_bytes(b"hello world")
    return place / "eleven.raw"


def _text_as_e01(place: Path) -> Path:
    (place / "text.E01").write_text("a shopping list\n" * 100)
    return place / "text.E01"


def _fifo(place: Path) -> Path:
    os.mkfifo(place / "fifo.raw")
    return place / "fifo.raw"


def _cut_e01_header(place: Path) -> Path:
    raw = place / "image.raw"
    raw.write_bytes(os.urandom(2 * MIB))
    first = an_ewf_image(raw, segment_bytes=8 * MIB)
    first.write_bytes(first.read_bytes()[:700])
    return first


def _middle_segment_missing(place: Path) -> Path:
    raw = place / "image.raw"
    raw.write_bytes(os.urandom(4 * MIB))
    first = an_ewf_image(raw)
    first.with_suffix(".E02").unlink()
    return first


def _middle_raw_segment_missing(place: Path) -> Path:
    for number in (1, 2, 4):
        (place / f"split.{number:03}").write_bytes(bytes(MIB))
    return place / "split.001"


_SOURCES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (_missing, "does not exist"),
    "a folder": (_folder, "is a folder"),
    "empty": (_empty, "is empty"),
    "eleven bytes": (_eleven_bytes, "less than one sector"),
    "text named .E01": (_text_as_e01, "is not an EWF file although its name says so"),
    "a pipe": (_fifo, "neither a file nor a disk"),
    "an E01 cut inside its header": (_cut_e01_header, ".E01"),
    "an E01 without its second segment": (_middle_segment_missing, "missing"),
    "a split raw without its third segment": (_middle_raw_segment_missing, "split.003"),
}


@pytest.mark.parametrize("kind", _SOURCES)
def test_a_source_that_cannot_be_used_is_named_and_nothing_is_recorded(kind: str, tmp_path: Path) -> None:
    make, expected = _SOURCES[kind]
    case = a_case(tmp_path / "case")
    source = make(tmp_path)
    before = listed(case, "custody")
    for words in (("evidence", "add", case, source), ("info", source), ("info", "--json", source)):
        answer = said(*words)
        assert answer.status == 1, answer.out
        assert answer.out == ""
        assert answer.sentence.startswith("fieldcase: ")
        assert expected in answer.sentence
        assert not answer.sentence.endswith(".")
    assert listed(case, "custody") == before
    assert listed(case, "exhibits") == []


def test_a_raw_image_cut_off_is_scanned_as_far_as_it_goes(tmp_path: Path) -> None:
    files = {f"file {number:02}.bin": bytes([number]) * 300_000 for number in range(40)}
    whole = a_fat_image(tmp_path / "whole.raw", files)
    cut = tmp_path / "cut.raw"
    cut.write_bytes(whole.read_bytes()[: 5 * MIB + 77])
    case = a_case(tmp_path / "case", cut)
    answer = said("scan", case, "--library", tmp_path)
    assert answer.status == 3
    outcomes = {e["path"]: e["outcome"] for e in listed(case, "entries") if e["path"][1:] in files}
    assert len(outcomes) == len(files), "every name is still in the list"
    assert set(outcomes.values()) == {"compared", "unreadable"}
    unread = {fault["path"] for fault in listed(case, "faults") if fault["stage"] == "read"}
    assert unread == {path for path, outcome in outcomes.items() if outcome == "unreadable"}
    assert said("verify", case).status == 0


def test_an_e01_cut_off_is_told_and_never_read_as_whole(tmp_path: Path) -> None:
    raw = tmp_path / "image.raw"
    image = an_ext_image(
        tmp_path / "source.raw", {f"{n}.bin": os.urandom(200_000) for n in range(10)}, size="4M"
    )
    raw.write_bytes(image.read_bytes())
    first = an_ewf_image(raw, segment_bytes=8 * MIB)
    first.write_bytes(first.read_bytes()[: first.stat().st_size * 6 // 10])
    case = a_case(tmp_path / "case")
    added = said("evidence", "add", case, first)
    if added.status == 1:
        assert "E01" in added.sentence
        return
    verified = said("evidence", "verify", case)
    assert verified.status in (3, 4)
    assert "Traceback" not in verified.err
    scanned = said("scan", case, "--library", tmp_path)
    assert scanned.status == 3
    assert listed(case, "faults")


def test_a_partition_whose_superblock_was_wiped_is_a_fault_with_its_place(tmp_path: Path) -> None:
    inner = an_ext_image(tmp_path / "inner.raw", {"a.txt": b"a" * 9_000}).read_bytes()
    disk = tmp_path / "disk.raw"
    wiped = bytes(8192) + inner[8192:]
    disk.write_bytes(an_mbr((2048, len(wiped) // 512, 0x83)).ljust(MIB, b"\0") + wiped)
    told = said("info", disk)
    assert told.status == 3
    assert "nothing of it was listed or read. (volume 0, byte 1,048,576 of the image)" in told.out
    (place,) = said("info", disk, "--json").records()[0]["fault_places"]
    assert place == {"volume": 0, "offset": MIB, "length": len(wiped)}
    case = a_case(tmp_path / "case", disk)
    assert said("scan", case, "--library", tmp_path / "none").status == 3
    (fault,) = listed(case, "faults")
    assert (fault["volume"], fault["offset"]) == (0, MIB)


@pytest.mark.parametrize("change", ["longer", "shorter", "touched", "gone"])
def test_a_source_changed_after_it_was_added_is_not_scanned(
    change: str, media: Media, tmp_path: Path
) -> None:
    image = tmp_path / "image.raw"
    shutil.copyfile(media.image, image)
    case = a_case(tmp_path / "case", image)
    if change == "gone":
        image.unlink()
    elif change == "touched":
        os.utime(image, (1, 1))
    else:
        os.truncate(image, image.stat().st_size + (4096 if change == "longer" else -4096))
    answer = said("scan", case, "--library", media.library)
    assert answer.status == 1
    assert "E1" in answer.sentence
    assert str(image) in answer.sentence
    assert listed(case, "entries") == []
    if change == "touched":
        assert "restore the file as it was" in answer.sentence, "what to do about it is said"


def test_a_source_that_changes_during_a_scan_is_a_fault_that_stays(tmp_path: Path) -> None:
    image = an_ext_image(tmp_path / "image.raw", {"a.txt": b"a" * 9_000})
    case = a_case(tmp_path / "case", image)

    def touch_and_start() -> ReaderLink:
        os.utime(image, (1, 1))
        return ReaderLink()

    scan = said("scan", case, "--library", tmp_path / "none", start_reader=touch_and_start)
    assert scan.status == 1
    assert "E1 changed while it was scanned" in scan.sentence
    (fault,) = listed(case, "faults")
    assert fault["reason"].startswith("The source changed while it was scanned; what was read may be of")
    assert said("scan", case, "--library", tmp_path / "none").status == 3


def test_content_changed_under_an_old_time_stamp_shows_in_the_verification(tmp_path: Path) -> None:
    image = an_ext_image(tmp_path / "image.raw", {"a.txt": b"a" * 9_000})
    case = a_case(tmp_path / "case", image)
    assert said("evidence", "verify", case).status == 0
    stamp = image.stat()
    with image.open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\xff")
    os.utime(image, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    answer = said("evidence", "verify", case)
    assert answer.status == 4
    assert "E1 differs" in answer.sentence
    assert listed(case, "custody")[-1]["payload"]["result"] == "differs"


def test_names_that_are_not_there_or_there_already_are_named(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    told = {
        ("evidence", "add", case, media.image, "--exhibit", "E1"): "exhibit E1 is in this case already",
        ("evidence", "verify", case, "E7"): "there is no exhibit E7 in this case (exhibits: E1)",
        ("scan", case, "E7", "--library", media.library): "there is no exhibit E7",
        ("scan", case, "--library", media.library, "--sets", "Nowhere"): "set called Nowhere",
        ("hashset", "info", "Nowhere", "--library", media.library): "set called Nowhere",
        ("hashset", "remove", "Nowhere", "--library", tmp_path / "none"): "set called Nowhere",
        ("verify", tmp_path / "nowhere"): "is not a Fieldcase case",
        ("compare", case, tmp_path / "nowhere"): "is not a Fieldcase case",
        ("report", case, "--out", case): "is not empty",
    }
    for words, expected in told.items():
        answer = said(*words)
        assert (answer.status, answer.out) == (1, ""), words
        assert expected in answer.sentence
    assert said("scan", a_case(tmp_path / "bare"), "--library", media.library).status == 1


def test_a_set_that_ends_mid_record_is_refused_whole(tmp_path: Path) -> None:
    library = a_set(tmp_path / "library", "Good", ["0" * 32])
    before = sorted(path.name for path in library.iterdir())
    cut = tmp_path / "cut.txt"
    cut.write_text(f"{'1' * 64}\n{'2' * 64}\n{'3' * 30}")
    answer = said("hashset", "import", cut, "--name", "Cut", "--library", library)
    assert answer.status == 1
    assert "cut.txt" in answer.sentence
    assert sorted(path.name for path in library.iterdir()) == before


def test_a_folder_named_like_the_words_of_an_error_is_not_taken_for_one(tmp_path: Path) -> None:
    file = tmp_path / "full and locked, malformed"
    file.write_text("x")
    answer = said("case", "new", file / "case", "--number", "1", "--examiner", "K. Osei")
    assert answer.status == 1
    assert "make room" not in answer.sentence
    assert "Not a directory" in answer.sentence


# A disk without room


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def _fill(place: Path, *, leave_bytes: int) -> Path:
    ballast = place / "ballast"
    free = os.statvfs(place)
    ballast.write_bytes(bytes(max(0, free.f_bavail * free.f_frsize - leave_bytes)))
    return ballast


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An image of 3,000 names, so that its entries need more than a megabyte of case."""
    home = tmp_path_factory.mktemp("many")
    files = {f"d{n % 9}/a rather long name for a small file {n:05}.txt": b"%d" % n for n in range(3_000)}
    return an_ext_image(home / "many.raw", files, size="32M")


@is_root
@pytest.mark.parametrize("leave_bytes", [70_000, 300_000, 700_000])
def test_a_full_disk_during_a_scan_loses_nothing(
    leave_bytes: int, many: Path, small_disk: Path, tmp_path: Path
) -> None:
    case = a_case(small_disk / "case", many)
    ballast = _fill(small_disk, leave_bytes=leave_bytes)
    answer = said("scan", case, "--library", tmp_path)
    assert answer.status == 1
    assert (
        "is full; what was recorded so far is kept: make room and run the same command again"
        in answer.sentence
    )
    assert said("verify", case).status == 0
    ballast.unlink()
    assert said("scan", case, "--library", tmp_path).status == 0
    whole = a_case(tmp_path / "whole", many)
    assert said("scan", whole, "--library", tmp_path).status == 0
    assert findings(case) == findings(whole)


@is_root
def test_a_full_disk_during_a_report_leaves_no_half_of_one(
    small_disk: Path, media: Media, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", media.image)
    assert said("scan", case, "--library", media.library).status == 0
    _fill(small_disk, leave_bytes=50_000)
    answer = said("report", case, "--out", small_disk / "report")
    assert answer.status == 1
    assert "nothing was kept" in answer.sentence
    assert [path.name for path in small_disk.iterdir()] == ["ballast"]
    assert "report.exported" not in {event["action"] for event in listed(case, "custody")}
    assert said("report", case, "--out", tmp_path / "report").status == 0


@is_root
def test_a_case_is_not_half_made_on_a_full_disk(small_disk: Path) -> None:
    ballast = _fill(small_disk, leave_bytes=20_000)
    answer = said("case", "new", small_disk / "case", "--number", "1", "--examiner", "K. Osei")
    assert answer.status == 1
    assert "is full" in answer.sentence
    ballast.unlink()
    again = said("case", "new", small_disk / "case", "--number", "1", "--examiner", "K. Osei")
    assert again.status == 0 or "never finished being made" in said("verify", small_disk / "case").sentence


# Places that may not be written to or are taken away


def _closed(place: Path, *, mode: int) -> None:
    """The folder and all in it may be used as `mode` says, by their owner too."""
    for path in sorted((place, *place.rglob("*")), reverse=True):
        path.chmod(mode if path.is_dir() else mode & 0o666)


def test_a_case_that_may_not_be_written_to_can_be_read_and_says_so(
    finished_case: Path, media: Media, tmp_path: Path
) -> None:
    case = copied(finished_case, tmp_path / "case")
    _closed(case, mode=0o555)
    for words in (
        ("list", case, "hits"),
        ("verify", case),
        ("list", case, "custody"),
        ("compare", case, case),
    ):
        told = ran(*words, powerless=True)
        assert told.status == 0, told.err
    for acting in (
        ("scan", case, "--library", media.library),
        ("evidence", "add", case, media.image),
        ("evidence", "verify", case),
        ("report", case, "--out", tmp_path / "report"),
    ):
        told = ran(*acting, powerless=True)
        assert told.status == 1
        assert f"the case folder {case} cannot be written to" in told.sentence
    _closed(case, mode=0o755)
    assert sorted(path.name for path in case.iterdir()) == sorted(
        path.name for path in finished_case.iterdir()
    )


def test_a_case_that_may_not_even_be_read_is_one_sentence(finished_case: Path, tmp_path: Path) -> None:
    case = copied(finished_case, tmp_path / "case")
    _closed(case, mode=0o000)
    for words in (
        ("list", case, "hits"),
        ("verify", case),
        ("compare", case, case),
        ("scan", case),
        ("case", "new", case, "--number", "1", "--examiner", "K. Osei"),
        ("report", case, "--out", tmp_path / "r"),
    ):
        told = ran(*words, powerless=True)
        assert told.status == 1
        assert str(case) in told.sentence
        assert "Permission denied" in told.sentence
    _closed(case, mode=0o755)


def test_a_library_that_may_not_be_written_to_is_one_sentence(media: Media, tmp_path: Path) -> None:
    library = copied(media.library, tmp_path / "library")
    _closed(library, mode=0o555)
    source = tmp_path / "list.txt"
    source.write_text("0" * 32)
    told = ran("hashset", "import", source, "--name", "N", "--library", library, powerless=True)
    _closed(library, mode=0o755)
    assert told.status == 1
    assert "Permission denied" in told.sentence


def test_a_case_folder_taken_away_during_a_scan_is_told(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    engine = examining(an_engine(case, media.library, _SLOW, "--progress", "json"))
    with held(engine):
        case.rename(tmp_path / "elsewhere")
    answer = answer_of(engine)
    assert answer.status == 1
    assert str(case) in answer.sentence
    assert not case.exists()
    assert said("verify", tmp_path / "elsewhere").status == 0
    (tmp_path / "elsewhere").rename(case)
    assert said("scan", case, "--library", media.library).status == 0


def test_a_case_removed_during_a_scan_is_told(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    engine = examining(an_engine(case, media.library, _SLOW, "--progress", "json"))
    with held(engine):
        shutil.rmtree(case)
    answer = answer_of(engine)
    assert answer.status == 1, "a scan whose results are gone is never done"
    assert str(case) in answer.sentence


def test_evidence_taken_away_during_a_scan_is_told_and_the_scan_can_go_on(
    media: Media, tmp_path: Path
) -> None:
    """A stick pulled out: what is read from now on is a fault or ends the scan, and nothing is invented."""
    image = tmp_path / "image.raw"
    shutil.copyfile(media.image, image)
    case = a_case(tmp_path / "case", image)
    engine = examining(an_engine(case, media.library, _SLOW, "--progress", "json"))
    with held(engine):
        image.rename(tmp_path / "away.raw")
    time.sleep(0.2)
    answer = answer_of(engine)
    assert answer.status == 1
    assert str(image) in answer.sentence
    (tmp_path / "away.raw").rename(image)
    assert said("scan", case, "--library", media.library).status == 0
