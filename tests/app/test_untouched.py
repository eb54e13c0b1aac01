"""The evidence is read and nothing else; and no part of the job opens a network socket."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.rows import EntryFilter
from app.store.browse_index import BrowseIndex
from app.store.browsing import entry_ids
from tests.app.builders import FIELDCASE, MIB, a_set, environment, ran
from tests.app.conftest import Media
from tests.app.viewing_case import a_viewer, numbers
from tests.evidence.apple_builder import LZFSE, ZLIB, a_dmg
from tests.evidence.builders import an_ewf_image, an_ext_image
from tests.evidence.container_builders import (
    a_differencing_vhd,
    a_sesparse_extent,
    a_vmdk_text,
    converted,
    qemu_img,
)
from tests.evidence.ewf2_builder import an_ex01
from tests.evidence.luks_builder import SECRET, a_luks2_volume
from tests.evidence.lvm_builder import a_physical, a_text, fill, striped
from tests.evidence.test_parallels import a_bundle_with_a_snapshot, growing
from tests.evidence.test_sparse_images import a_sparse_image

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


def _states(folder: Path) -> list[dict[str, tuple[object, ...]]]:
    """Of the folder, and of those inside that are images."""
    return [_state(each) for each in (folder, *(path for path in folder.iterdir() if path.is_dir()))]


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


def _strace(log: Path) -> tuple[str, ...]:
    """Only the calls that are asked for stop the program (seccomp), so that it is hardly slower."""
    return ("strace", "-f", "--seccomp-bpf", "-qq", "-o", str(log), "-e", f"trace={_CALLS}")


def _traced(words: tuple[str | Path, ...], log: Path, *, program: tuple[str, ...] = FIELDCASE) -> list[str]:
    done = subprocess.run(
        [*_strace(log), *program, *map(str, words)],
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


_JOB = """
import io, json, sys
from pathlib import Path
from app.evidence_files import chosen_files, export_files
from app.store.case_file import CaseFile
from forensics.containers import open_image
from tests.app.builders import said
from tests.app.warm_readers import warm_reader
sources, commands, case, folder, secret = json.loads(sys.argv[1])
for source in sources:
    image = open_image(Path(source))
    image.for_thread().read(0, image.info.size_bytes)
    image.close()
for words in commands:
    sys.stdin = io.TextIOWrapper(io.BytesIO(f"{secret}\\n".encode()))
    answer = said(*words, start_reader=lambda: warm_reader())
    assert answer.status in ((0, 3) if words[0] == "evidence" else (0,)), (words, answer)
with CaseFile.open(Path(case)) as opened:
    choice, secrets = chosen_files(opened, ["E1:1:/brief.txt"]), {("E1", 0): secret.encode()}
    done = export_files(opened, choice, Path(folder), start_reader=warm_reader, secrets=secrets)
assert (done.contents, done.faults) == (1, 0), done
"""


def _disks_of_several_files(folder: Path, inner: bytes) -> list[Path]:
    """One of each kind; beside each first file lie its extents, parents, backing files and segments."""
    sparse = converted(folder / "a.vmdk", inner, form="vmdk", options="subformat=twoGbMaxExtentSparse")
    parent = converted(folder / "parent.vhd", inner, form="vpc", options="force_size")
    child = folder / "child.vhd"
    child.write_bytes(a_differencing_vhd(parent, b"x" + inner[1:], inner, name="parent.vhd"))
    base = folder / "base.raw"
    base.write_bytes(inner)
    qemu_img("create", "-f", "qcow2", "-b", "base.raw", "-F", "raw", folder / "a.qcow2")
    for number, content in enumerate(a_dmg(inner, packing=ZLIB, segments=3), start=1):
        (folder / ("a.dmg" if number == 1 else f"a.{number:03}.dmgpart")).write_bytes(content)
    for number, content in enumerate(an_ex01(inner, segments=2), start=1):
        (folder / f"a.Ex0{number}").write_bytes(content)
    disk = a_physical(a_text({"home": [striped(0, 4, ("pv0", 0))]}), extents=4)
    fill(disk, 0, inner)
    (folder / "lvm.raw").write_bytes(disk)
    vhdx = converted(folder / "a.vhdx", inner, form="vhdx")
    rest = [folder / "a.qcow2", folder / "a.dmg", folder / "a.Ex01", vhdx, folder / "lvm.raw"]
    return [sparse, child, *rest, *_disks_of_other_makers(folder, inner)]


def _disks_of_other_makers(folder: Path, inner: bytes) -> list[Path]:
    (folder / "a.sparseimage").write_bytes(a_sparse_image(inner))
    (folder / "x.esx").write_bytes(a_sesparse_extent(inner))
    (folder / "esx.vmdk").write_text(a_vmdk_text(f'RW {len(inner) // 512} SESPARSE "x.esx"', kind="seSparse"))
    for number, content in enumerate(a_dmg(inner, packing=LZFSE, segments=2), start=1):
        (folder / ("z.dmg" if number == 1 else f"z.{number:03}.dmgpart")).write_bytes(content)
    vdi = converted(folder / "a.vdi", inner, form="vdi")
    alone = growing(folder / "alone.hds", [b"one", None, b"three"])
    made = [a_bundle_with_a_snapshot(folder), folder / "a.sparseimage", folder / "esx.vmdk"]
    return [*made, folder / "z.dmg", vdi, alone]


def _commands(case: Path, locked: Path, other: Path) -> list[list[str]]:
    return [
        ["case", "new", str(case), "--number", "1", "--examiner", "K. Osei"],
        ["evidence", "add", str(case), str(locked)],
        ["evidence", "add", str(case), str(other)],
        ["unlock", str(case), "E1"],
        ["scan", str(case), "--library", str(case / "none"), "--unlock"],
    ]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_every_file_of_a_disk_and_what_was_unlocked_are_opened_for_reading_only(tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    folder.mkdir()
    inner = an_ext_image(tmp_path / "inner.raw", {"brief.txt": b"meet at nine"}).read_bytes()
    sources = _disks_of_several_files(folder, inner)
    locked = folder / "locked.raw"
    locked.write_bytes(a_luks2_volume(inner))
    before = _states(folder)
    case, exported = tmp_path / "job.fieldcase", tmp_path / "exported"
    exported.mkdir()
    commands = _commands(case, locked, sources[0])
    job = json.dumps([[str(each) for each in sources], commands, str(case), str(exported), SECRET])
    lines = _traced((job,), tmp_path / "trace", program=(sys.executable, "-c", _JOB))
    with a_viewer(case, before=_strace(tmp_path / "viewer")) as viewer:
        head, data = viewer.ask(ask="bytes", entry=numbers(case)["brief.txt"], offset=0, length=64)
    assert (head["ok"], data) == (True, b"meet at nine")  # of the second exhibit
    lines += (tmp_path / "viewer").read_text(errors="replace").splitlines()
    opened = [match for line in lines if f'"{folder}/' in line and (match := _OPEN.search(line))]
    assert {match["path"] for match in opened} >= {str(path) for path in folder.rglob("*") if path.is_file()}
    assert not [match[0] for match in opened if any(flag in match["flags"] for flag in _WRITING)]
    assert _states(folder) == before
