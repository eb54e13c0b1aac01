"""The viewer program: ranges of contents and small pictures over pipes, whatever is broken or killed."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from tests.app.viewing_case import a_viewer, a_viewing_case, files_to_look_at, numbers

STEPS = ("lines", "grey", "blurred", "plain")
_OPEN = re.compile(r'open(?:at)?\((?:[^,]*, )?"(?P<path>[^"]*)", (?P<flags>[A-Z_|0-9a-z]+)')


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_viewing_case(tmp_path_factory.mktemp("viewing"))


@pytest.fixture(scope="module")
def entry(case: Path) -> dict[str, int]:
    return numbers(case)


def _children(pid: int, word: str) -> list[psutil.Process]:
    return [each for each in psutil.Process(pid).children() if each.cmdline()[-1:] == [word]]


def test_any_range_of_a_content_is_given_as_it_is(case: Path, entry: dict[str, int]) -> None:
    content = files_to_look_at()["letter.txt"]
    with a_viewer(case) as viewer:
        for offset, length in ((0, 64), (1_000, 4_096), (len(content) - 5, 100), (len(content), 10), (7, 1)):
            head, data = viewer.ask(ask="bytes", entry=entry["letter.txt"], offset=offset, length=length)
            assert head["ok"]
            assert data == content[offset : offset + length]


def test_an_entry_without_content_is_one_sentence(case: Path, entry: dict[str, int]) -> None:
    with a_viewer(case) as viewer:
        for number, words in ((entry["empty.jpg"], "has no content to show"), (987_654, "no entry number")):
            head, data = viewer.ask(ask="bytes", entry=number, offset=0, length=10)
            assert not head["ok"]
            assert words in head["sentence"]
            assert data == b""


@pytest.mark.parametrize("step", STEPS)
def test_a_picture_comes_small_in_each_step(case: Path, entry: dict[str, int], step: str) -> None:
    with a_viewer(case) as viewer:
        head, data = viewer.look(entry["field.jpg"], step=step)
    assert (head["ok"], head["kind"]) == (True, "JPEG")
    form = "L" if step in ("lines", "grey") else "RGB"
    assert head["pictures"] == [[128, 96, form]]
    assert len(data) == 128 * 96 * (1 if form == "L" else 3)


def test_a_picture_is_told_by_its_content_and_not_by_its_name(case: Path, entry: dict[str, int]) -> None:
    with a_viewer(case) as viewer:
        assert viewer.look(entry["named wrongly.txt"])[0]["kind"] == "WebP"


def test_what_is_cut_off_says_so(case: Path, entry: dict[str, int]) -> None:
    with a_viewer(case) as viewer:
        assert viewer.look(entry["cut off.jpg"])[0]["is_cut_off"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty.jpg", "has no content to show"),
        ("bomb.png", "210,000,000 pixels"),
        ("broken.mp4", "it cannot be decoded"),
        ("letter.txt", "no picture or video"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence_and_the_next_look_goes_on(
    case: Path, entry: dict[str, int], name: str, words: str
) -> None:
    with a_viewer(case) as viewer:
        head, data = viewer.look(entry[name])
        assert not head["ok"]
        assert words in head["sentence"]
        assert "\n" not in head["sentence"]
        assert data == b""
        assert viewer.look(entry["field.png"])[0]["ok"]


@pytest.mark.parametrize("word", ["decoder", "reader"])
def test_a_child_that_is_killed_costs_one_look_at_most(case: Path, entry: dict[str, int], word: str) -> None:
    with a_viewer(case) as viewer:
        assert viewer.look(entry["field.jpg"])[0]["ok"]
        (former,) = _children(viewer.process.pid, word)
        former.kill()
        head, _data = viewer.look(entry["field.png"])
        if not head["ok"]:
            assert "killed by signal 9" in head["sentence"]
            head, _data = viewer.look(entry["field.png"])
        assert head["ok"]
        (latter,) = _children(viewer.process.pid, word)
        assert latter.pid != former.pid


def test_the_decoder_can_open_no_file_and_write_none(case: Path, entry: dict[str, int]) -> None:
    with a_viewer(case) as viewer:
        assert viewer.look(entry["field.jpg"])[0]["ok"]
        (decoder,) = _children(viewer.process.pid, "decoder")
        limits = {what: decoder.rlimit(what)[1] for what in (psutil.RLIMIT_NOFILE, psutil.RLIMIT_FSIZE)}
        assert set(limits.values()) == {0}
        assert decoder.rlimit(psutil.RLIMIT_AS)[1] == 1_536 << 20
        assert decoder.rlimit(psutil.RLIMIT_CORE)[1] == 0


def test_a_fault_of_the_viewer_or_its_reader_leaves_no_copy_of_their_memory(
    case: Path, entry: dict[str, int]
) -> None:
    with a_viewer(case) as viewer:
        assert viewer.look(entry["field.jpg"])[0]["ok"]
        (reader,) = _children(viewer.process.pid, "reader")
        for pid in (viewer.process.pid, reader.pid):
            assert psutil.Process(pid).rlimit(psutil.RLIMIT_CORE)[0] == 0


def test_a_decoder_at_its_memory_limit_is_one_sentence(case: Path, entry: dict[str, int]) -> None:
    with a_viewer(case) as viewer:
        assert viewer.look(entry["field.jpg"])[0]["ok"]
        (decoder,) = _children(viewer.process.pid, "decoder")
        decoder.rlimit(psutil.RLIMIT_AS, (1 << 20, 1 << 20))  # far less than it has: not a byte more
        head, _data = viewer.look(entry["large.png"], width=2_048)
        assert not head["ok"]
        assert "memory" in head["sentence"] or "ended over it" in head["sentence"]
        assert viewer.look(entry["field.jpg"])[0]["ok"]


@pytest.mark.parametrize("step", STEPS)
def test_a_video_is_a_strip_of_still_frames_over_its_length(
    case: Path, entry: dict[str, int], step: str
) -> None:
    with a_viewer(case) as viewer:
        head, data = viewer.look(entry["harbour.avi"], step=step)
        assert (head["ok"], head["kind"], head["length_ms"]) == (True, "AVI", 3_000)
        assert not _children(viewer.process.pid, "frames")  # it ended with its video
    form, depth = ("L", 1) if step in ("lines", "grey") else ("RGB", 3)
    assert head["pictures"] == [[128, 96, form]] * 6
    assert [at // 500 for at in head["at_ms"]] == [0, 1, 2, 3, 4, 5]
    frame = 128 * 96 * depth
    means = [sum(data[n * frame : (n + 1) * frame]) / frame for n in range(6)]
    if step != "lines":
        assert means == sorted(means)  # each frame of the film is brighter than the one before
        assert means[-1] - means[0] > 60


def test_a_video_that_is_cut_off_shows_the_frames_there_are(case: Path, entry: dict[str, int]) -> None:
    with a_viewer(case) as viewer:
        head, _data = viewer.look(entry["cut off.avi"])
        assert head["ok"]
        assert 1 <= len(head["pictures"]) <= 6


def test_questions_that_were_taken_back_are_not_answered(case: Path, entry: dict[str, int]) -> None:
    with a_viewer(case) as viewer:
        assert viewer.look(entry["field.jpg"])[0]["ok"]
        asked = [
            viewer.send(ask="look", entry=entry["field.png"], step="plain", width=2_000) for _n in range(400)
        ]
        viewer.drop(*asked[:-1])
        last, given = 0, 0
        while last != asked[-1]:
            last, given = viewer.answer()[0]["id"], given + 1
        assert given < 200


def test_a_viewer_whose_window_is_killed_ends_with_all_its_children(
    case: Path, entry: dict[str, int]
) -> None:
    with a_viewer(case) as viewer:
        assert viewer.look(entry["field.jpg"])[0]["ok"]
        left = psutil.Process(viewer.process.pid).children(recursive=True)
        assert {each.cmdline()[-1] for each in left} == {"decoder", "reader"}
        assert viewer.process.stdin is not None
        viewer.process.stdin.close()  # as the kernel does for a window that was killed
        assert viewer.process.wait(timeout=90) == 0
        deadline = time.monotonic() + 60
        while any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in left):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_a_viewer_that_is_killed_leaves_no_child_behind(case: Path, entry: dict[str, int]) -> None:
    with a_viewer(case, status=-signal.SIGKILL) as viewer:
        assert viewer.look(entry["field.jpg"])[0]["ok"]
        left = psutil.Process(viewer.process.pid).children(recursive=True)
        os.kill(viewer.process.pid, signal.SIGKILL)
    gone, alive = psutil.wait_procs(left, timeout=90)
    assert not alive
    assert len(gone) == 2


def test_a_case_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    from tests.app.builders import ran

    told = ran("viewer", tmp_path / "none.fieldcase")
    assert told.status == 1
    assert "none.fieldcase" in told.sentence


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_kernel_sees_nothing_written_while_pictures_are_looked_at(
    case: Path, entry: dict[str, int], tmp_path: Path
) -> None:
    log = tmp_path / "trace"
    calls = "open,openat,creat,memfd_create,socket,rename,renameat,renameat2,mkdir,mkdirat,link,linkat,mknod"
    strace = ("strace", "-f", "-qq", "-o", str(log), "-e", f"trace={calls}")
    probe = subprocess.run([*strace, "true"], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip("tracing programs is not permitted here")
    with a_viewer(case, before=strace) as viewer:
        for name in ("field.jpg", "cut off.jpg", "bomb.png", "broken.mp4", "harbour.avi"):
            for step in STEPS:
                viewer.look(entry[name], step=step)
    lines = log.read_text(errors="replace").splitlines()
    opened = [match for line in lines if (match := _OPEN.search(line))]
    assert any(str(case.parent / "disk.dd") in match["path"] for match in opened)
    writing = [
        match["path"]
        for match in opened
        if any(flag in match["flags"] for flag in ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_TMPFILE"))
    ]
    allowed = (os.devnull, f"{case}/case.db-shm", f"{case}/case.db-wal")  # SQLite's, also to read
    assert not [path for path in writing if path not in allowed and not path.startswith("/dev/dri")]
    others = [line for line in lines if re.search(r"\b(rename|mkdir|link|linkat|mknod|creat)\w*\(", line)]
    assert not others
    assert not [line for line in lines if "AF_INET" in line]
