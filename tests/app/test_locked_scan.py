"""A scan with a locked set: found is what the open set finds, and the key is nowhere but in memory."""

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.engine.known_sets import KnownSets
from app.engine.plans import ScanRequest
from app.engine.progress import ProgressMeter, Silent
from app.engine.reader_link import ReaderLink
from app.engine.running import Workplace, nobody_to_ask, run_scan
from app.views.sentences import sentence_of
from forensics.errors import FieldcaseError
from forensics.hashset import SetInfo
from forensics.hashset.importing import import_set
from forensics.hashset.index import HashIndex
from forensics.hashset.library import index_path, spelled
from forensics.hashset.vault import VaultKey, new_lock, unlock
from forensics.reader.protocol import LoadSets
from tests.app.builders import (
    BEGINNING,
    TROUBLED_PROGRAM,
    Answer,
    a_case,
    answer_of,
    environment,
    examining,
    listed,
    ran,
    said,
)
from tests.app.conftest import Media

PASSPHRASE = "sieben graue Fischreiher"
OTHER = "a passphrase of somebody else"
KEY = new_lock(PASSPHRASE)


def a_locked_set(
    library: Path, media: Media, name: str = "Wanted", *, key: VaultKey = KEY, version: str | None = None
) -> SetInfo:
    """The wanted files of `media`, as a set that keeps keyed digests."""
    library.mkdir(parents=True, exist_ok=True)
    source = library.parent / f"{name} to lock.txt"
    digests = (hashlib.sha256(media.files[path]).hexdigest() for path in sorted(media.wanted))
    source.write_text("".join(f"{digest}\n" for digest in digests))
    info = import_set(
        source,
        library=library,
        name=name,
        role="notable",
        version=version,
        format_name="sha256",
        imported_at=BEGINNING,
        tool_version="test",
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
        key=key,
    )
    source.unlink()
    return info


@pytest.fixture(scope="module")
def library(media: Media, tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("locked") / "library"
    a_locked_set(library, media)
    return library


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase of this test"
    path.write_text(PASSPHRASE + "\n")
    return path


def scanned(case: Path, library: Path, *words: str | Path) -> Answer:
    return said("scan", case, "--library", library, *words)


def started_with_passphrase(case: Path, library: Path, trouble: dict[str, object]) -> "subprocess.Popen[str]":
    """A scan that is told the passphrase on standard input, as the desktop tells it."""
    words = ("scan", str(case), "--library", str(library), "--passphrase-file", "-", "--progress", "json")
    engine = subprocess.Popen(
        [sys.executable, TROUBLED_PROGRAM, *words],
        env=environment(TROUBLE=json.dumps(trouble)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert engine.stdin is not None
    engine.stdin.write(PASSPHRASE + "\n")
    engine.stdin.flush()
    return engine


def a_workplace(passphrase: Callable[[], str] = nobody_to_ask) -> Workplace:
    return Workplace(
        start_reader=ReaderLink,
        now=lambda: BEGINNING,
        meter=ProgressMeter(Silent(), monotonic=time.monotonic),
        cancelled=lambda: False,
        monotonic=time.monotonic,
        passphrase=passphrase,
    )


def test_a_locked_set_finds_what_the_open_one_finds(
    media: Media, library: Path, passphrase_file: Path, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", media.image)
    answer = scanned(case, library, "--passphrase-file", passphrase_file)
    assert (answer.status, answer.sentence) == (0, "done")
    assert {hit["path"] for hit in listed(case, "hits")} == {f"/{path}" for path in media.wanted}
    (began,) = (e["payload"] for e in listed(case, "custody") if e["action"] == "scan.started")
    (told,) = began["sets"]
    assert told["locked"] is True
    assert [sentence_of(e) for e in listed(case, "custody")][3].endswith("sets loaded: Wanted (locked).")
    assert said("verify", case).status == 0


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (OTHER, "the passphrase does not open Wanted"),
        (PASSPHRASE + " ", "the passphrase does not open Wanted"),
        ("", "empty"),
    ],
)
def test_a_wrong_passphrase_is_one_sentence_and_nothing_is_started(
    words: str, complaint: str, media: Media, library: Path, tmp_path: Path
) -> None:
    case, given = a_case(tmp_path / "case", media.image), tmp_path / "given"
    given.write_text(words + "\n")
    events = listed(case, "custody")
    answer = scanned(case, library, "--passphrase-file", given)
    assert answer.status == 1
    assert complaint in answer.sentence.replace("The passphrase", "the passphrase")
    assert listed(case, "custody") == events
    assert listed(case, "entries") == []


def test_without_a_terminal_and_without_a_file_nothing_is_started(
    media: Media, library: Path, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", media.image)
    answer = ran("scan", case, "--library", library)
    assert answer.status == 1
    assert "--passphrase-file" in answer.sentence
    told = ran("scan", case, "--library", library, "--progress", "json")
    assert told.records()[-1]["phase"] == "finished"
    assert told.records()[-1]["status"] == 1
    assert listed(case, "entries") == []


def test_nobody_is_asked_where_no_locked_set_is_used(media: Media, library: Path, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    assert scanned(case, media.library).status == 0
    both = tmp_path / "both" / "library"
    a_locked_set(both, media, "Locked")
    for path in media.library.glob("*.hashset"):
        (both / path.name).write_bytes(path.read_bytes())
    answer = scanned(case, both, "--anew", "--sets", "Wanted")
    assert (answer.status, answer.sentence) == (0, "done")


def test_a_finished_scan_is_left_as_it_is_without_asking(
    media: Media, library: Path, passphrase_file: Path, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", media.image)
    assert scanned(case, library, "--passphrase-file", passphrase_file).status == 0
    assert (scanned(case, library).status, len(listed(case, "custody"))) == (0, 5)


def test_going_on_with_a_scan_needs_the_passphrase_again(
    media: Media, library: Path, passphrase_file: Path, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", media.image)
    engine = examining(started_with_passphrase(case, library, {"reading_pause_s": 0.02}), entries_done=40)
    engine.kill()
    engine.communicate()
    assert len(listed(case, "hits")) < len(media.wanted)
    events = listed(case, "custody")
    assert scanned(case, library).status == 1
    assert listed(case, "custody") == events
    assert scanned(case, library, "--passphrase-file", passphrase_file).status == 0
    assert len(listed(case, "hits")) == len(media.wanted)
    actions = [event["action"] for event in listed(case, "custody")]
    assert actions[-2:] == ["scan.resumed", "scan.finished"]


def test_a_reader_that_dies_gets_the_key_again(media: Media, library: Path, tmp_path: Path) -> None:
    counter = tmp_path / "strikes"
    trouble: dict[str, object] = {
        "reading": "die",
        "reading_sizes": [700],
        "strikes": 1,
        "counter": str(counter),
    }
    case = a_case(tmp_path / "case", media.image)
    answer = answer_of(started_with_passphrase(case, library, trouble))
    assert answer.status == 0, answer.err
    assert counter.read_text().startswith("x")
    assert len(listed(case, "hits")) == len(media.wanted)


def test_passphrase_and_key_are_nowhere_outside_memory(media: Media, library: Path, tmp_path: Path) -> None:
    """Not in an argument, the environment or an open file of either process, and not in anything written."""
    secrets = secret_forms()
    home = tmp_path / "home"
    home.mkdir()
    case = a_case(home / "case", media.image)
    engine = examining(started_with_passphrase(case, library, {"reading_pause_s": 0.005}), entries_done=20)
    seen = {name: told for pid in processes(engine.pid) for name, told in surroundings(pid)}
    assert len({name.split()[0] for name in seen}) == 2, "engine and reader"
    answer = answer_of(engine)
    assert answer.status == 0, answer.err
    assert said("report", case, "--out", home / "report").status == 0
    seen |= {"out": answer.out.encode(), "err": answer.err.encode()}
    for folder in (home, library.parent):
        seen |= {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert any(name.endswith("case.db") for name in seen)
    assert [(name, form) for name, told in seen.items() for form in secrets if form in told] == []


def secret_forms() -> tuple[bytes, ...]:
    """The passphrase and the key as they would look in a file of any kind."""
    secret = KEY.revealed()
    return (
        PASSPHRASE.encode(),
        PASSPHRASE.encode("utf-16-le"),
        secret,
        secret.hex().encode(),
        repr(secret).encode(),
    )


def processes(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from processes(int(child))


def surroundings(pid: int) -> Iterator[tuple[str, bytes]]:
    """What anyone on the machine may see of a process, and the files it holds open."""
    for name in ("cmdline", "environ", "comm"):
        yield f"{pid} {name}", Path(f"/proc/{pid}/{name}").read_bytes()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        target = handle.readlink()
        if target.is_file() and target.stat().st_size < 1 << 25:
            yield f"{pid} {target}", target.read_bytes()


def test_no_trace_shows_the_key(media: Media, library: Path) -> None:
    (info,) = KnownSets(library, None).chosen
    sets = KnownSets(library, None)
    sets.make_ready(
        [info],
        passphrase=lambda: PASSPHRASE,
        meter=ProgressMeter(Silent(), monotonic=time.monotonic),
        cancelled=lambda: False,
    )
    loading = LoadSets(sets=sets.to_load([info]))
    assert loading.sets[0].key == KEY.revealed()
    shown = (repr(loading) + str(loading) + repr(loading.sets) + f"{loading.sets[0]}").encode()
    assert not [form for form in secret_forms() if form in shown]
    assert "is_locked=True" in repr(loading)


def test_one_passphrase_opens_several_locks_with_one_question(media: Media, tmp_path: Path) -> None:
    library = tmp_path / "library"
    a_locked_set(library, media, version="1")
    a_locked_set(library, media, version="2")
    a_locked_set(library, media, "Apart", key=new_lock(PASSPHRASE, memory_kib=64, passes=1))
    case, asked = a_case(tmp_path / "case", media.image), []

    def answering() -> str:
        asked.append(1)
        return PASSPHRASE

    ended = run_scan(case, ScanRequest(library=library), a_workplace(answering))
    assert (ended.finished, len(asked)) == (True, 1)
    sets = {(hit["set"], hit["set_version"]) for hit in listed(case, "hits")}
    assert sets == {("Apart", None), ("Wanted", "1"), ("Wanted", "2")}


def test_a_set_under_another_passphrase_is_named(media: Media, tmp_path: Path) -> None:
    library = tmp_path / "library"
    a_locked_set(library, media)
    a_locked_set(library, media, "Foreign", key=new_lock(OTHER, memory_kib=64, passes=1), version="3")
    case, given = a_case(tmp_path / "case", media.image), tmp_path / "given"
    given.write_text(PASSPHRASE)
    answer = scanned(case, library, "--passphrase-file", given)
    assert answer.status == 1
    assert "does not open Foreign@3; nothing was started" in answer.sentence
    assert scanned(case, library, "--passphrase-file", given, "--sets", "Wanted").status == 0


def test_an_engine_that_has_nobody_to_ask_says_so(media: Media, library: Path, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    with pytest.raises(FieldcaseError, match="nobody to ask"):
        run_scan(case, ScanRequest(library=library), a_workplace())


def test_the_index_gives_no_listed_digest_away(media: Media, library: Path) -> None:
    (path,) = library.glob("*.hashset")
    kept = path.read_bytes()
    for wanted in media.wanted:
        raw = hashlib.sha256(media.files[wanted]).digest()
        assert raw[4:20] not in kept
        assert raw.hex().encode() not in kept
    (info,) = KnownSets(library, None).chosen
    assert (spelled(info), info.is_locked) == ("Wanted", True)
    with HashIndex.open(index_path(library, info)) as index:
        assert index.lock is not None
        assert unlock(index.lock, PASSPHRASE).revealed() == KEY.revealed()
