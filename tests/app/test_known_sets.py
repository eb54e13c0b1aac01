"""The desktop's questions to the library: digests in any spelling, all open sets at once, locked ones too."""

import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.answers import TroubleSentence
from app.known_sets import OpenLocks, digests_in
from app.workbench import Workbench
from forensics.hashset.importing import import_set
from forensics.hashset.vault import new_lock

NOW = datetime(2026, 11, 22, 3, 12, tzinfo=UTC)
PASSPHRASE = "harbour row twelve"
FIRST, SECOND, OTHER = "a1" * 16, "b2" * 16, "c3" * 16


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return Workbench(now=lambda: NOW, settings_folder=tmp_path / "settings", library=tmp_path / "library")


def put_in(bench: Workbench, name: str, *digests: str, **more: str | bool | None) -> None:
    """A plain list as a set of the library; `locked` takes the passphrase."""
    source = bench.library.parent / f"{name}.txt"
    source.write_text("".join(f"{digest}\n" for digest in digests), encoding="utf-8")
    key = new_lock(PASSPHRASE, memory_kib=64, passes=1) if more.get("locked") else None
    version = more.get("version")
    import_set(
        source,
        library=bench.library,
        name=name,
        role=str(more.get("role", "notable")),
        version=version if isinstance(version, str) else None,
        format_name=None,
        imported_at=NOW,
        tool_version="0",
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
        key=key,
    )


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        FIRST.upper(),
        f"0x{FIRST}",
        " ".join(FIRST[at : at + 4] for at in range(0, 32, 4)),
        ":".join(FIRST[at : at + 2] for at in range(0, 32, 2)),
        f"{FIRST}  photo of {FIRST[:8]}.jpg",
        f"MD5 (a.jpg) = {FIRST}",
        f'"{FIRST}","a.jpg"',
    ],
)
def test_a_digest_is_read_in_any_spelling(text: str) -> None:
    assert digests_in(text) == ((FIRST,), ())


def test_lines_without_a_digest_are_told_and_a_digest_counts_once() -> None:
    text = f"{FIRST}\n\nno digest\n{SECOND} {FIRST}\n{FIRST}a\n"
    assert digests_in(text) == ((FIRST, SECOND), ("no digest", f"{FIRST}a"))


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from((16, 20, 32)).flatmap(lambda n: st.binary(min_size=n, max_size=n)), max_size=8)
)
def test_every_digest_of_a_list_is_found_in_its_order(raws: list[bytes]) -> None:
    wanted = tuple(dict.fromkeys(raw.hex() for raw in raws))
    assert digests_in("\n".join(raw.hex() for raw in raws)) == (wanted, ())


def test_all_sets_are_asked_at_once_and_absence_is_said_by_digest(bench: Workbench) -> None:
    put_in(bench, "Ours", FIRST, SECOND, version="1")
    put_in(bench, "Software", "d4" * 16, FIRST, role="known")
    answer = bench.find_digests(f"{FIRST}\n{OTHER}", None)
    found = [(row.set_name, row.version, row.role, row.algorithm, row.record) for row in answer.found]
    assert found == [("Ours", "1", "notable", "md5", 0), ("Software", None, "known", "md5", 1)]
    assert (answer.absent, answer.searched, answer.not_searched) == ((OTHER,), 2, ())


def test_a_locked_set_is_named_until_its_passphrase_opens_it(bench: Workbench) -> None:
    put_in(bench, "Open", SECOND)
    put_in(bench, "Harbour", FIRST, locked=True)
    assert bench.find_digests(FIRST, None).not_searched == (("Harbour", "it is locked"),)
    with pytest.raises(TroubleSentence, match="opens none of the locked sets"):
        bench.unlock("some other words")
    locks = bench.unlock(PASSPHRASE)
    assert (locks.opened, locks.still_locked) == (("Harbour",), ())
    answer = bench.find_digests(FIRST, locks)
    assert [row.set_name for row in answer.found] == ["Harbour"]
    assert answer.searched == 2


def test_a_passphrase_in_memory_shows_itself_to_nobody() -> None:
    locks = OpenLocks(PASSPHRASE, {}, opened=(), still_locked=())
    assert PASSPHRASE not in repr(locks)
    with pytest.raises(TypeError):
        pickle.dumps(locks)


def test_a_broken_file_is_named_and_the_others_are_searched(bench: Workbench) -> None:
    put_in(bench, "Ours", FIRST)
    (bench.library / "bent.hashset").write_bytes(b"not an index")
    rows = bench.library_rows()
    assert [row.spelled for row in rows.sets] == ["Ours"]
    assert [row.file_name for row in rows.broken] == ["bent.hashset"]
    answer = bench.find_digests(FIRST, None)
    assert len(answer.found) == 1
    assert [name for name, _why in answer.not_searched] == ["bent.hashset"]


def test_a_text_without_any_digest_is_refused(bench: Workbench) -> None:
    with pytest.raises(TroubleSentence, match="no digest of 32, 40 or 64"):
        bench.find_digests("nothing", None)
    with pytest.raises(TroubleSentence, match="up to 100,000 are looked up here"):
        bench.find_digests("\n".join(f"{number:032x}" for number in range(100_001)), None)


def test_no_passphrase_stands_in_a_command_line(bench: Workbench) -> None:
    words = bench.lines.import_set_command("x.txt", name="X", role="notable", version="1", is_locked=True)
    assert words[words.index("--passphrase-file") + 1] == "-"
    assert "--locked" in words
    assert "--passphrase-file" not in bench.lines.import_set_command(
        "x", name="X", role="known", version=None
    )
    assert bench.lines.scan_command("c", with_passphrase=True)[-4:] == ("--passphrase-file", "-", "--", "c")
