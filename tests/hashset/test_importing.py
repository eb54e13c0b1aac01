"""What every form owes: a set is taken whole or refused with one sentence, and nothing is left behind."""

import hashlib
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from forensics.errors import Cancelled, HashSetRefused
from forensics.hashset import Role
from forensics.hashset.index import HashIndex
from forensics.hashset.library import index_path, list_sets
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
    sha1_hex,
)

ROOT = Path(__file__).parents[2]
EMPTY_MD5 = md5_hex(b"")


def refusal(
    source: Path, library: Path, *, name: str = "x", role: str = "notable", format_name: str | None = None
) -> str:
    """The one sentence with which an import is refused; the library must be as untouched as before."""
    with pytest.raises(HashSetRefused) as caught:
        import_file(source, library, name=name, role=role, format_name=format_name)
    assert not library.exists()
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_imported_set_says_where_it_comes_from_and_what_was_kept(tmp_path: Path) -> None:
    source = a_plain_list(
        tmp_path, [sha1_hex(c) for c in contents(3)] + [sha1_hex(contents(1)[0]), sha1_hex(b"")]
    )
    info = import_file(source, tmp_path / "library", name="Agency list", version="2099-01")
    assert (info.name, info.role, info.version, info.source_name) == (
        "Agency list",
        "notable",
        "2099-01",
        "list.txt",
    )
    assert info.source_sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert (info.record_count, info.distinct_count, info.dropped_empty) == (5, 3, 1)
    assert (info.algorithms, info.digest_counts) == (("sha1",), (4,))
    assert (info.sized_count, info.unsized_count) == (0, 4)
    assert (info.imported_at, info.tool_version) == ("2099-01-02T03:04:05Z", "9.9")
    assert list_sets(tmp_path / "library") == (info,)


def test_the_library_holds_the_index_and_its_catalogue_and_nothing_else(tmp_path: Path) -> None:
    info = import_file(a_plain_list(tmp_path, [md5_hex(b"a")]), tmp_path / "library")
    index = index_path(tmp_path / "library", info)
    assert set((tmp_path / "library").iterdir()) == {index, tmp_path / "library" / "catalogue.json"}


def test_nothing_is_written_beside_the_source(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    sources = [a_plain_list(folder, [md5_hex(b"a")]), an_rds_database(folder, [rds_row(b"b")])]
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in sources}
    for number, source in enumerate(sources):
        import_file(source, tmp_path / "library", name=f"set {number}")
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\n\n# only a comment\n", "not a known-hash set in a form Fieldcase reads"),
        (bytes(range(256)) * 8, "not a known-hash set in a form Fieldcase reads"),
        (f"{md5_hex(b'a')}\nnothexnothexnothexnothexnothexno\n".encode(), "line 2"),
        (f"{md5_hex(b'a')}\n\n# note\n{md5_hex(b'b')[:-1]}".encode(), "line 4"),
        (
            f"{sha1_hex(b'a')}\n{sha1_hex(b'b')}\n{sha1_hex(b'c')[:32]}".encode(),
            "line 3: the last line",
        ),
        (f"{md5_hex(b'a')}\n".encode() + b"a" * 300_000, "line 2: the line is far longer"),
        (f"{EMPTY_MD5}\n{EMPTY_MD5}\n".encode(), "none of its records has a digest that can be compared"),
        (f"{md5_hex(b'a')}  name\n{md5_hex(b'b')[:20]}".encode(), "line 2"),
        (f"MD5 (a) = {sha1_hex(b'a')}\n".encode(), "line 1: its MD5 value has 40 digits"),
        (
            f"\ufeff{md5_hex(b'a')}\n{md5_hex(b'b')}".encode("utf-16-le")[:-1],
            "UTF-16 text is damaged or cut off",
        ),
    ],
)
def test_an_unfit_text_file_is_refused_with_its_place(tmp_path: Path, content: bytes, sentence: str) -> None:
    assert sentence in refusal(a_file(tmp_path, content), tmp_path / "library")


def test_a_missing_source_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "gone.txt", tmp_path / "library")
    assert "is a folder" in refusal(tmp_path, tmp_path / "library")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is not a file" in refusal(tmp_path / "pipe", tmp_path / "library")


def test_a_source_name_cannot_disturb_the_sentence(tmp_path: Path) -> None:
    source = a_file(tmp_path, "no set", name="new\nline\u202e.txt")
    assert refusal(source, tmp_path / "library").startswith(
        "new\\x0Aline\\u{202E}.txt is not a known-hash set"
    )


def test_the_role_is_notable_or_known(tmp_path: Path) -> None:
    assert "not harmless" in refusal(
        a_plain_list(tmp_path, [md5_hex(b"a")]), tmp_path / "library", role="harmless"
    )


def test_a_blank_name_is_refused(tmp_path: Path) -> None:
    assert "needs a name" in refusal(
        a_plain_list(tmp_path, [md5_hex(b"a")]), tmp_path / "library", name=" \t"
    )


def test_a_name_is_given_once(tmp_path: Path) -> None:
    library = tmp_path / "library"
    first = import_file(a_plain_list(tmp_path, [md5_hex(b"a")]), library, name="Caf\u00e9")
    with pytest.raises(HashSetRefused, match="already in the library; remove it first or give another name"):
        import_file(a_plain_list(tmp_path, [md5_hex(b"b")]), library, name="Cafe\u0301 ")
    assert list_sets(library) == (first,)


def test_a_demanded_form_that_the_file_does_not_have_is_refused(tmp_path: Path) -> None:
    source = a_plain_list(tmp_path, [md5_hex(b"a")])
    assert "does not have the form vics" in refusal(source, tmp_path / "library", format_name="vics")
    assert "no set form called excel" in refusal(source, tmp_path / "library", format_name="excel")


def test_a_cancelled_import_leaves_nothing(tmp_path: Path) -> None:
    source = a_plain_list(tmp_path, [md5_hex(c) for c in contents(5)])
    answers = iter([False, False, True])
    with pytest.raises(Cancelled):
        import_file(source, tmp_path / "library", cancelled=lambda: next(answers, True))
    assert not (tmp_path / "library").exists()


def test_an_import_cancelled_while_a_database_is_read_leaves_nothing(tmp_path: Path) -> None:
    source = an_rds_database(tmp_path, [rds_row(c) for c in contents(3000)])
    furthest: list[float] = [0.0]

    def progress(done: int, total: int) -> None:
        furthest[0] = done / total

    with pytest.raises(Cancelled):
        import_file(source, tmp_path / "library", progress=progress, cancelled=lambda: furthest[0] >= 0.34)
    assert not (tmp_path / "library").exists()


@pytest.mark.parametrize("form", ["plain", "utf-16", "vics", "rds"])
def test_progress_climbs_to_the_end(tmp_path: Path, form: str) -> None:
    lines = "".join(f"{md5_hex(c)}\n" for c in contents(50_000))
    source = {
        "plain": lambda: a_file(tmp_path, lines),
        "utf-16": lambda: a_file(tmp_path, lines.encode("utf-16")),
        "vics": lambda: a_vics_file(tmp_path, [media(c) for c in contents(5000)]),
        "rds": lambda: an_rds_database(tmp_path, [rds_row(c) for c in contents(60_000)]),
    }[form]()
    seen: list[tuple[int, int]] = []
    import_file(source, tmp_path / "library", progress=lambda done, total: seen.append((done, total)))
    assert len({total for _done, total in seen}) == 1
    assert [done for done, _total in seen] == sorted(done for done, _total in seen)
    assert seen[-1][0] >= 0.9 * seen[-1][1]


def test_a_library_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    a_file(tmp_path, "a file where the library should be", name="library")
    with pytest.raises(
        HashSetRefused, match=r"^The library cannot be written \(.+\); nothing of the set was kept\.$"
    ):
        import_file(a_plain_list(tmp_path, [md5_hex(b"a")]), tmp_path / "library" / "inner")


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    source = a_plain_list(tmp_path, [sha1_hex(c) for c in contents(5000)])
    done = in_child(
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        " resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))",
        source,
        tmp_path / "library",
    )
    assert re.search(
        r"HashSetRefused: The library cannot be written \(.+\); nothing of the set was kept\.", done
    )
    assert not (tmp_path / "library").exists()


def in_child(before: str, source: Path, library: Path) -> str:
    """Import in a process of its own after `before`; give what it wrote to standard error."""
    code = (
        f"{before}\nfrom pathlib import Path\nfrom tests.hashset.builders import import_file\n"
        f"import_file(Path({str(source)!r}), Path({str(library)!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    return done.stderr


KILLED_WHILE_READING = """
import os, signal
from pathlib import Path
from tests.hashset.builders import import_file

def progress(done, total):
    if done == total:
        os.kill(os.getpid(), signal.SIGKILL)

import_file(Path({source!r}), Path({library!r}), name="first", progress=progress)
"""


def test_what_a_killed_import_left_is_no_set_and_is_cleared_by_the_next(tmp_path: Path) -> None:
    library = tmp_path / "library"
    source = a_plain_list(tmp_path, [md5_hex(c) for c in contents(100)])
    code = KILLED_WHILE_READING.format(source=str(source), library=str(library))
    killed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert len(list(library.iterdir())) == 1
    assert list_sets(library) == ()
    info = import_file(source, library, name="first")
    assert set(library.iterdir()) == {index_path(library, info), library / "catalogue.json"}


def test_a_second_import_at_the_same_time_is_refused_and_harms_neither(tmp_path: Path) -> None:
    library, other = tmp_path / "library", a_plain_list(tmp_path, [md5_hex(b"other")], name="other.txt")
    refused: list[str] = []

    def import_another(_done: int, _total: int) -> None:
        with pytest.raises(HashSetRefused) as caught:
            import_file(other, library, name="other")
        refused.append(str(caught.value))

    first = import_file(
        a_plain_list(tmp_path, [md5_hex(b"a")]), library, name="first", progress=import_another
    )
    assert refused
    assert set(refused) == {"Another import into this library is under way; wait until it has finished."}
    assert list_sets(library) == (first,)


def test_the_index_of_the_same_source_is_the_same_to_the_byte(tmp_path: Path) -> None:
    source = a_vics_file(tmp_path, [media(c, Category=n % 3) for n, c in enumerate(contents(500))])
    infos = [import_file(source, tmp_path / library) for library in ("one", "two")]
    paths = [index_path(tmp_path / library, infos[0]) for library in ("one", "two")]
    assert infos[0] == infos[1]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_set_may_be_known_or_notable_when_its_form_does_not_say(tmp_path: Path) -> None:
    info = import_file(a_plain_list(tmp_path, [md5_hex(b"a")]), tmp_path / "library", role=Role.KNOWN)
    assert info.role == "known"


def test_a_size_of_zero_for_a_content_that_is_not_empty_is_no_size(tmp_path: Path) -> None:
    source = a_vics_file(tmp_path, [media(b"a", MediaSize=0), media(b"bb", MediaSize=2)])
    info = import_file(source, tmp_path / "library")
    assert (info.sized_count, info.unsized_count) == (1, 1)
    assert any(note.startswith("Records that give the size 0") and ": 1." in note for note in info.notes)
    with HashIndex.open(index_path(tmp_path / "library", info)) as index:
        assert [match.size_bytes for match in index.lookup(digests_of(b"a"))] == [None]


def test_a_size_that_no_file_has_is_refused(tmp_path: Path) -> None:
    for size in (-1, 1 << 63):
        source = a_vics_file(tmp_path, [media(b"a"), media(b"b", MediaSize=str(size) if size > 0 else size)])
        assert f"record 1 (counted from 0): no file has the size {size}" in refusal(
            source, tmp_path / "library"
        )
