"""Imports that are stopped, killed, or meet a full disk: the library stays as it was and the next import
works. A locked import writes no plain digest anywhere."""

import errno
import gzip
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from forensics.errors import Cancelled, HashSetRefused
from forensics.hashset import SetInfo, importing
from forensics.hashset.index import HashIndex
from forensics.hashset.library import index_path, list_sets
from forensics.hashset.vault import new_lock
from tests.hashset.builders import (
    a_file,
    a_plain_list,
    a_vics_file,
    an_rds_database,
    contents,
    digests_of,
    import_file,
    md5_hex,
    media,
    rds_row,
)
from tests.hashset.test_archives import zipped

ROOT = Path(__file__).parents[2]
PASSPHRASE = "seven small words on a card"


def state_of(library: Path) -> dict[str, bytes]:
    """Every file below the library, by name."""
    return {
        str(path.relative_to(library)): path.read_bytes() for path in library.rglob("*") if path.is_file()
    }


def a_library(folder: Path) -> tuple[Path, SetInfo]:
    library = folder / "library"
    return library, import_file(
        a_plain_list(folder, [md5_hex(b"kept")], name="kept.txt"), library, name="kept"
    )


def a_zipped_database(folder: Path) -> Path:
    database = an_rds_database(folder, [rds_row(content) for content in contents(500)])
    return a_file(folder, zipped([("rds.db", database.read_bytes())]), name="rds.zip")


SOURCES: dict[str, Callable[[Path], Path]] = {
    "plain": lambda folder: a_plain_list(folder, [md5_hex(c) for c in contents(500)]),
    "vics": lambda folder: a_vics_file(folder, [media(c) for c in contents(200)]),
    "rds": lambda folder: an_rds_database(folder, [rds_row(c) for c in contents(500)]),
    "gzip": lambda folder: a_file(folder, gzip.compress(b"%s\n" % md5_hex(b"a").encode()), name="a.gz"),
    "zipped database": a_zipped_database,
}


@pytest.mark.parametrize("form", SOURCES)
def test_an_import_stopped_at_any_moment_leaves_nothing(tmp_path: Path, form: str) -> None:
    library, kept = a_library(tmp_path)
    before = state_of(library)
    source = SOURCES[form](tmp_path)
    moments = 0
    while True:
        asked = 0

        def is_stopped(moment: int = moments) -> bool:
            nonlocal asked
            asked += 1
            return asked > moment

        try:
            info = import_file(source, library, name="new", cancelled=is_stopped)
            break
        except Cancelled:
            moments += 1
            assert state_of(library) == before
    assert moments >= 4, "it is asked while reading and while the index is made"
    assert list_sets(library) == (kept, info)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.72, 0.9, 1.0])
def test_trouble_of_our_own_leaves_nothing_either(tmp_path: Path, share: float) -> None:
    library, _kept = a_library(tmp_path)
    before = state_of(library)

    def fail(done: int, total: int) -> None:
        if done >= share * total:
            raise RuntimeError("a bug")

    with pytest.raises(RuntimeError):
        import_file(SOURCES["vics"](tmp_path), library, name="new", progress=fail)
    assert state_of(library) == before


# -- killed

IMPORT = """
import sys
from pathlib import Path
from tests.hashset.builders import import_file
print("begins", flush=True)
import_file(Path({source!r}), Path({library!r}), name="killed")
"""


def in_child(code: str, *before: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*before, sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.alone
@pytest.mark.parametrize("form", ["plain", "zipped database"])
def test_an_import_killed_at_any_moment_harms_nothing(tmp_path: Path, form: str) -> None:
    library, kept = a_library(tmp_path)
    before = state_of(library)
    digests = [md5_hex(content) for content in contents(150_000)]
    source = a_plain_list(tmp_path, digests)
    if form == "zipped database":
        rows = (rds_row(content) for content in contents(20_000))
        database = an_rds_database(tmp_path, rows).read_bytes()
        source = a_file(tmp_path, zipped([("rds.db", database)]), name="rds.zip")
    code = IMPORT.format(source=str(source), library=str(library))
    whole = _seconds(code)
    shutil.rmtree(library)
    library, kept = a_library(tmp_path)
    chance = random.Random(f"killed {form}")
    killed = 0
    for _attempt in range(12):
        child = in_child(code)
        assert child.stdout is not None
        assert child.stdout.readline() == "begins\n"
        time.sleep(chance.uniform(0, whole))
        child.kill()
        child.communicate()
        killed += child.returncode == -signal.SIGKILL
        names = {info.name for info in list_sets(library)}
        assert names <= {"kept", "killed"}
        if "killed" in names:  # it had finished but for what a set does not need
            shutil.rmtree(library)
            library, kept = a_library(tmp_path)
        files = state_of(library)
        assert {name: files[name] for name in before} == before
    assert killed >= 4
    info = import_file(source, library, name="killed")
    assert list_sets(library) == (kept, info)
    left = {path.name for path in library.iterdir()}
    assert left == {index_path(library, kept).name, index_path(library, info).name, "catalogue.json"}


def _seconds(code: str) -> float:
    """How long the whole import takes, counted from its first word."""
    child = in_child(code)
    assert child.stdout is not None
    assert child.stdout.readline() == "begins\n"
    begun = time.monotonic()
    assert child.wait(timeout=120) == 0
    seconds = time.monotonic() - begun
    child.communicate()
    return seconds


# -- a full disk


def a_tiny_disk(folder: Path, kilobytes: int, command: str) -> "subprocess.CompletedProcess[str]":
    """Run `command` where `folder` is a disk of its own of that size."""
    script = f"mount -t tmpfs -o size={kilobytes}k tmpfs {folder} && {command}"
    return subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    if shutil.which("unshare") is None or a_tiny_disk(folder, 100, "true").returncode:
        pytest.skip("no disk of a chosen size can be mounted here")
    return folder


@pytest.mark.parametrize(("kilobytes", "is_enough"), [(8, False), (60, False), (120, False), (2000, True)])
def test_a_disk_that_fills_up_is_one_sentence_and_nothing_is_left(
    tmp_path: Path, tiny_disk: Path, kilobytes: int, is_enough: bool
) -> None:
    source = a_plain_list(tmp_path, [md5_hex(content) for content in contents(6000)])
    code = IMPORT.format(source=str(source), library=str(tiny_disk / "library"))
    script = tmp_path / "import.py"
    script.write_text(code)
    done = a_tiny_disk(tiny_disk, kilobytes, f"PYTHONPATH=. {sys.executable} {script}; ls -A {tiny_disk}")
    listed = done.stdout.splitlines()
    assert listed[:1] == ["begins"]
    if done.stderr:
        told = done.stderr.splitlines()[-1]
        assert re.search(
            r"HashSetRefused: The .*library cannot be written.*; nothing of the set was kept\.$", told
        )
        assert listed == ["begins"], "nothing is left"
    else:
        assert listed == ["begins", "library"]
    assert bool(done.stderr) != is_enough


# -- locked


def files_with(folder: Path, needles: list[bytes]) -> set[Path]:
    return {
        path
        for path in folder.rglob("*")
        if path.is_file() and any(needle in path.read_bytes() for needle in needles)
    }


def test_no_plain_digest_of_a_locked_set_reaches_the_disk(tmp_path: Path) -> None:
    library = tmp_path / "library"
    source = a_vics_file(tmp_path, [media(content, PhotoDNA="A" * 192) for content in contents(300)])
    chosen = [digests_of(content) for content in contents(300)]
    # An index leaves out the first bytes of a digest, which its place tells.
    raw = [digest[4:12] for each in chosen for digest in (each.md5, each.sha1) if digest]
    needles = raw + [part.hex().encode() for part in raw] + [part.hex().upper().encode() for part in raw]
    seen: set[Path] = set()
    looks = 0

    def look(_done: int, _total: int) -> None:
        nonlocal looks
        looks += 1
        seen.update(files_with(library, needles))

    key = new_lock(PASSPHRASE)
    info = import_file(source, library, name="locked", key=key, progress=look)
    look(0, 0)
    assert looks > 5
    assert seen == set()
    assert info.is_locked
    plain = import_file(source, tmp_path / "open library")
    open_index = index_path(tmp_path / "open library", plain)
    assert files_with(tmp_path, needles) == {source, open_index}, "the search finds digests where they are"
    with HashIndex.open(index_path(library, info), key=key) as index:
        assert all(index.lookup(each) for each in chosen)


def test_a_set_to_be_locked_is_not_unpacked_to_the_disk(tmp_path: Path) -> None:
    source = a_zipped_database(tmp_path)
    with pytest.raises(HashSetRefused, match="a set to be locked is not unpacked on this disk"):
        import_file(source, tmp_path / "library", key=new_lock(PASSPHRASE))
    assert not (tmp_path / "library").exists()
    packed = a_file(tmp_path, gzip.compress(f"{md5_hex(b'a')}\n".encode()), name="a.gz")
    assert import_file(packed, tmp_path / "library", key=new_lock(PASSPHRASE)).is_locked


# -- versions


def test_versions_of_a_set_stand_side_by_side(tmp_path: Path) -> None:
    library = tmp_path / "library"
    source = a_plain_list(tmp_path, [md5_hex(b"a")])
    infos = [import_file(source, library, version=version) for version in (None, "1", "2")]
    assert {info.version for info in list_sets(library)} == {None, "1", "2"}
    assert len({index_path(library, info) for info in infos}) == 3
    with pytest.raises(HashSetRefused, match="A set called a set@2 is already in the library"):
        import_file(source, library, version=" 2 ")


def test_the_version_that_a_file_states_counts_unless_the_examiner_gives_one(tmp_path: Path) -> None:
    library = tmp_path / "library"
    source = an_rds_database(tmp_path, [rds_row(b"a")])
    assert import_file(source, library).version == "2099.03.1"
    assert import_file(source, library, version="mine").version == "mine"
    with pytest.raises(HashSetRefused, match=r"A set called a set@2099\.03\.1 is already in the library"):
        import_file(source, library)


def test_a_library_whose_catalogue_cannot_be_written_takes_no_set(tmp_path: Path) -> None:
    library, kept = a_library(tmp_path)
    (library / "catalogue.json").unlink()
    (library / "catalogue.json").mkdir()
    (library / "catalogue.json" / "in the way").touch()
    with pytest.raises(HashSetRefused, match=r"nothing of the set was kept\.$"):
        import_file(SOURCES["plain"](tmp_path), library, name="new")
    assert list_sets(library) == (kept,)
    assert {path.name for path in library.iterdir()} == {index_path(library, kept).name, "catalogue.json"}


def test_a_set_whose_coming_does_not_last_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk may refuse the very last step, making the new name of the index last."""
    library, kept = a_library(tmp_path)
    before = state_of(library)

    def publish(index: Path, *, to: Path) -> None:
        index.replace(to)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(importing, "publish", publish)
    with pytest.raises(HashSetRefused, match=r"cannot be written \(Input/output error\); nothing"):
        import_file(SOURCES["plain"](tmp_path), library, name="new")
    assert state_of(library) == before
    assert list_sets(library) == (kept,)
