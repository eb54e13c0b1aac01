"""The catalogue says what should be in a library; the indexes are the truth."""

import json
import shutil
import threading
from pathlib import Path

import pytest

from forensics.errors import HashSetRefused
from forensics.hashset.library import find_set, index_path, list_sets, remove_set
from forensics.hashset.library.catalogue import FILE_NAME, CatalogueUnusable, differences, refresh
from tests.hashset.builders import a_plain_list, import_file, md5_hex


def a_library(folder: Path, *spellings: tuple[str, str | None]) -> Path:
    library = folder / "library"
    for number, (name, version) in enumerate(spellings):
        source = a_plain_list(folder, [md5_hex(b"%d" % number)], name=f"{number}.txt")
        import_file(source, library, name=name, version=version)
    return library


def test_the_catalogue_lists_every_set_in_order(tmp_path: Path) -> None:
    library = a_library(tmp_path, ("ß", None), ("a", "2"), ("a", "1"))
    refresh(library)
    told = json.loads((library / FILE_NAME).read_text("utf-8"))
    infos = list_sets(library)
    assert told["schema"] == 1
    assert [(line["name"], line["version"]) for line in told["sets"]] == [("a", "1"), ("a", "2"), ("ß", None)]
    assert [line["index_sha256"] for line in told["sets"]] == [info.index_sha256 for info in infos]
    assert all((library / line["index"]).is_file() for line in told["sets"])
    assert "ß" in (library / FILE_NAME).read_text("utf-8")
    assert differences(library) == ()


def test_the_catalogue_of_the_same_sets_is_the_same_file(tmp_path: Path) -> None:
    library = a_library(tmp_path, ("a", None), ("b", None))
    refresh(library)
    before = (library / FILE_NAME).read_bytes()
    refresh(library)
    assert (library / FILE_NAME).read_bytes() == before
    assert sorted(path.name for path in library.iterdir() if path.suffix != ".hashset") == [FILE_NAME]


def test_an_empty_library_has_no_catalogue(tmp_path: Path) -> None:
    library = a_library(tmp_path, ("a", None))
    refresh(library)
    remove_set(library, "a")
    refresh(library)
    assert list(library.iterdir()) == []
    assert differences(library) == ()
    refresh(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_what_the_catalogue_and_the_indexes_disagree_on_is_told(tmp_path: Path) -> None:
    library = a_library(tmp_path, ("gone", None), ("changed", None))
    refresh(library)
    gone = index_path(library, find_set(library, "gone"))
    gone.unlink()
    elsewhere = tmp_path / "elsewhere"
    for name in ("changed", "new"):
        info = import_file(a_plain_list(tmp_path, [md5_hex(b"other")]), elsewhere, name=name)
        shutil.copy(index_path(elsewhere, info), library)
    assert differences(library) == (
        f"catalogue.json names the index {gone.name}, which is not in the library.",
        "The set new is not in catalogue.json.",
        "The index of the set changed is not the one that catalogue.json names.",
    )
    refresh(library)
    assert differences(library) == ()


def test_a_broken_index_is_told_by_the_survey_and_not_here(tmp_path: Path) -> None:
    library = a_library(tmp_path, ("a", None), ("b", None))
    refresh(library)
    index_path(library, find_set(library, "a")).write_bytes(b"not an index")
    assert differences(library) == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[" * 100_000,
        b"{}",
        b'{"schema": 2, "sets": []}',
        b'{"schema": 1, "sets": [1]}',
        b'{"schema": 1, "sets": [{"index": 1, "index_sha256": "a"}]}',
        b"\xff",
    ],
)
def test_a_damaged_catalogue_stops_nothing_and_is_written_again(content: bytes, tmp_path: Path) -> None:
    library = a_library(tmp_path, ("a", None))
    (library / FILE_NAME).write_bytes(content)
    assert len(list_sets(library)) == 1
    with pytest.raises(CatalogueUnusable, match=r"catalogue\.json cannot be read"):
        differences(library)
    refresh(library)
    assert differences(library) == ()


def test_a_missing_catalogue_is_told_where_there_are_sets(tmp_path: Path) -> None:
    assert differences(tmp_path) == ()
    library = a_library(tmp_path, ("a", None))
    (library / FILE_NAME).unlink()
    with pytest.raises(CatalogueUnusable, match=r"has sets and no catalogue\.json"):
        differences(library)


def test_a_catalogue_that_cannot_be_written_says_that_the_sets_are_in_order(tmp_path: Path) -> None:
    library = a_library(tmp_path, ("a", None))
    (library / FILE_NAME).unlink()
    (library / FILE_NAME).mkdir()
    with pytest.raises(HashSetRefused, match=r"sets are in the library, but its catalogue cannot be written"):
        refresh(library)


def test_refreshes_at_the_same_time_leave_a_whole_catalogue(tmp_path: Path) -> None:
    library = a_library(tmp_path, ("a", None), ("b", None), ("c", None))
    threads = [threading.Thread(target=refresh, args=(library,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert differences(library) == ()
    assert not list(library.glob(".catalogue*"))
