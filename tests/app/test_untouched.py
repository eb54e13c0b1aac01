"""The evidence is read and nothing else; and no part of the job opens a network socket."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.rows import EntryFilter
from app.store.browse_index import BrowseIndex
from app.store.browsing import entry_ids
from tests.app.builders import FIELDCASE, MIB, a_set, environment, ran
from tests.app.conftest import Media
from tests.evidence.builders import an_ewf_image, an_ext_image
from tests.evidence.container_builders import converted
from tests.evidence.lvm_builder import a_physical, a_text, fill, striped

_CALLS = (
    "open,openat,creat,socket,connect,unlink,unlinkat,rename,renameat,renameat2,truncate,ftruncate,utimensat,"
    "chmod,fchmod,fchmodat"
)
_SET_TEXT = "0" * 40
_OPEN = re.compile(r'open(?:at)?\((?:[^,]*, )?"(?P<path>[^"]*)", (?P<flags>[A-Z_|0-9a-z]+)')
_WRITING = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND")


@pytest.fixture(params=["raw", "split raw", "E01"])
def source(request: pytest.FixtureRequest, media: Media, tmp_path: Path) -> Iterator[Path]:
    """The first file of an image in a folder of its own; nobody may write to either."""
    folder = tmp_path / "evidence"
    folder.mkdir()
    raw = folder / "stick.raw"
    shutil.copyfile(media.image, raw)
    first = raw
    if request.param == "split raw":
        content = raw.read_bytes()
        raw.unlink()
        for number in range(4):
            (folder / f"stick.{number + 1:03}").write_bytes(
                content[number * 4 * MIB : (number + 1) * 4 * MIB]
            )
        first = folder / "stick.001"
    elif request.param == "E01":
        first = an_ewf_image(raw)
        raw.unlink()
    for path in folder.iterdir():
        os.utime(path, ns=(1_600_000_000_000_000_001, 1_600_000_000_000_000_001))
        path.chmod(0o444)
    folder.chmod(0o555)
    yield first
    folder.chmod(0o755)


def _state(folder: Path) -> dict[str, tuple[object, ...]]:
    state: dict[str, tuple[object, ...]] = {}
    for path in (folder, *folder.iterdir()):
        status = path.stat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        state[path.name] = (content, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_mode)
    return state


def _the_whole_job(source: Path, home: Path, media: Media) -> list[tuple[str | Path, ...]]:
    case = home / "job.fieldcase"
    digests = home / "list.txt"
    digests.write_text(_SET_TEXT)
    return [
        ("info", source),
        ("case", "new", case, "--number", "1", "--examiner", "K. Osei"),
        ("evidence", "add", case, source),
        ("evidence", "verify", case),
        ("hashset", "import", digests, "--name", "More", "--library", home / "library"),
        ("scan", case, "--library", home / "library"),
        ("list", case, "entries"),
        ("report", case, "--out", home / "report"),
        ("verify", case),
        ("verify", home / "report"),
        ("compare", case, case),
    ]


def _an_entry_with_content(case: Path) -> str:
    index = BrowseIndex(case, keeps=False)
    with index.reading() as connection:
        found = entry_ids(connection, EntryFilter.having(outcome="compared"), None)
    index.close()
    return str(found[0])


_NO_SOCKETS = """
import sys

def forbid(event, arguments):
    if event == "socket.__new__" or event.startswith("socket."):
        family = arguments[1] if event == "socket.__new__" else None
        if family is None or int(family) != 1:  # AF_UNIX
            sys.stderr.write(f"NETWORK: {event} {arguments!r}\\n")
            sys.stderr.flush()
            raise RuntimeError("the network was used")

sys.addaudithook(forbid)
"""


@pytest.fixture
def no_sockets(tmp_path: Path) -> dict[str, str]:
    """An environment in which any socket but a local one is refused and told."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(_NO_SOCKETS)
    plain = environment()
    return plain | {"PYTHONPATH": f"{tmp_path / 'guard'}{os.pathsep}{plain['PYTHONPATH']}"}


def test_the_guard_against_sockets_works(no_sockets: dict[str, str]) -> None:
    import sys

    done = subprocess.run(
        [sys.executable, "-c", "import socket; socket.socket(socket.AF_INET)"],
        env=no_sockets,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "NETWORK" in done.stderr


@pytest.mark.slow
def test_the_whole_job_changes_nothing_about_the_evidence_needs_no_right_to_and_opens_no_socket(
    media: Media, tmp_path: Path, no_sockets: dict[str, str]
) -> None:
    before = _state(media.image.parent)
    for words in _the_whole_job(media.image, tmp_path, media):
        told = ran(*words, env=no_sockets, powerless=True)
        assert told.status == 0, told.err
        assert "NETWORK" not in told.err
    assert _state(media.image.parent) == before


def _traced(words: tuple[str | Path, ...], log: Path) -> list[str]:
    trace = ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={_CALLS}"]
    done = subprocess.run(
        [*trace, *FIELDCASE, *map(str, words)],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if b"ptrace" in done.stderr and b"not permitted" in done.stderr:
        pytest.skip("tracing programs is not permitted here")
    assert done.returncode == 0, done.stderr
    return log.read_text(errors="replace").splitlines()


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_kernel_sees_evidence_opened_for_reading_only_and_no_network(
    source: Path, media: Media, tmp_path: Path
) -> None:
    library = a_set(tmp_path / "library", "Wanted", [_SET_TEXT])
    case = tmp_path / "job.fieldcase"
    before = _state(source.parent)
    assert ran("case", "new", case, "--number", "1", "--examiner", "K. Osei").status == 0
    lines = []
    for number, words in enumerate(
        (
            ("evidence", "add", case, source),
            ("evidence", "verify", case),
            ("scan", case, "--library", library),
            ("report", case, "--out", tmp_path / "report"),
        )
    ):
        lines += _traced(words, tmp_path / f"trace {number}")
    lines += _traced(("content", case, _an_entry_with_content(case)), tmp_path / "trace of content")
    folder = str(source.parent)
    touching = [line for line in lines if f'"{folder}' in line]
    opened = [match for line in touching if (match := _OPEN.search(line))]
    assert len(opened) >= 5 * len([path for path in source.parent.iterdir() if path.name != "stick.raw"])
    assert len(opened) == len(touching), [line for line in touching if not _OPEN.search(line)]
    assert not [match[0] for match in opened if any(flag in match["flags"] for flag in _WRITING)]
    assert _state(source.parent) == before
    sockets = [line for line in lines if "socket(" in line or "connect(" in line]
    assert not [line for line in sockets if "AF_UNIX" not in line and "SOCK" in line]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_virtual_disks_and_volumes_inside_others_are_opened_for_reading_only(tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    folder.mkdir()
    inner = an_ext_image(tmp_path / "inner.raw", {"brief.txt": b"meet at nine"}).read_bytes()
    sources = [converted(folder / f"a.{form}", inner, form=form) for form in ("qcow2", "vhdx")]
    disk = a_physical(a_text({"home": [striped(0, 4, ("pv0", 0))]}), extents=4)
    fill(disk, 0, inner)
    (folder / "lvm.raw").write_bytes(disk)
    before = _state(folder)
    for source in (*sources, folder / "lvm.raw"):
        lines = _traced(("info", source), tmp_path / "trace")
        opened = [match for line in lines if f'"{source}"' in line and (match := _OPEN.search(line))]
        assert opened, source
        assert not [match[0] for match in opened if any(flag in match["flags"] for flag in _WRITING)]
    assert _state(folder) == before
