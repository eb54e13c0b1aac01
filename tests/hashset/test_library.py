"""A library is a folder of indexes: listed, found, copied, removed."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.errors import HashSetRefused
from forensics.hashset.index import HashIndex
from forensics.hashset.labels import label_of
from forensics.hashset.library import find_set, index_path, list_sets, path_for, remove_set, verify_set
from tests.hashset.builders import a_plain_list, digests_of, import_file, md5_hex


def test_sets_are_listed_by_name_and_found_by_it(tmp_path: Path) -> None:
    source, library = a_plain_list(tmp_path, [md5_hex(b"a")]), tmp_path / "library"
    infos = {name: import_file(source, library, name=name) for name in ("b", "a/../../x", "Ä", "a")}
    assert [info.name for info in list_sets(library)] == ["a", "a/../../x", "b", "Ä"]
    assert find_set(library, " a/../../x ") == infos["a/../../x"]
    assert all(index_path(library, info).parent == library for info in infos.values())


def test_a_library_that_is_not_there_has_no_sets(tmp_path: Path) -> None:
    assert list_sets(tmp_path / "library") == ()
    assert not (tmp_path / "library").exists()


def test_a_removed_set_is_gone_and_its_name_is_free(tmp_path: Path) -> None:
    source, library = a_plain_list(tmp_path, [md5_hex(b"a")]), tmp_path / "library"
    import_file(source, library, name="x")
    remove_set(library, "x")
    assert list(library.iterdir()) == []
    with pytest.raises(HashSetRefused, match=r"^There is no known-hash set called x in the library\.$"):
        remove_set(library, "x")
    assert import_file(source, library, name="x").name == "x"


def test_a_damaged_set_can_be_removed(tmp_path: Path) -> None:
    library = tmp_path / "library"
    info = import_file(a_plain_list(tmp_path, [md5_hex(b"a")]), library, name="x")
    index_path(library, info).write_bytes(b"not an index")
    with pytest.raises(HashSetRefused, match="damaged"):
        list_sets(library)
    remove_set(library, "x")
    assert list_sets(library) == ()


def test_a_copied_library_works(tmp_path: Path) -> None:
    info = import_file(a_plain_list(tmp_path, [md5_hex(b"a")]), tmp_path / "library")
    shutil.copytree(tmp_path / "library", tmp_path / "other laptop")
    assert verify_set(tmp_path / "other laptop", info.name) == info
    with HashIndex.open(index_path(tmp_path / "other laptop", info)) as index:
        assert index.lookup(digests_of(b"a"))


def test_a_set_is_verified_with_progress(tmp_path: Path) -> None:
    library, told = tmp_path / "library", list[int]()
    info = import_file(a_plain_list(tmp_path, [md5_hex(b"a")]), library)
    verify_set(library, info.name, progress=told.append)
    assert told[-1] == index_path(library, info).stat().st_size


@given(name=st.text(min_size=1).filter(str.strip))
def test_any_name_is_a_safe_file_name(name: str) -> None:
    path = path_for(Path("library"), name)
    assert path.parent == Path("library")
    assert path.name.isascii()
    assert len(path.name) < 80


def test_a_label_belongs_to_a_code_of_a_scheme() -> None:
    assert label_of("VICS 2.0 US", "1") == "Child Abuse Material (CAM)"
    assert label_of("VICS 2.0 US", "0") == "Non-Pertinent"
    assert label_of("VICS 1.3", "0") is None  # it has meant two things
    assert label_of("VICS 2.0 UK", "1") is None
    assert label_of("VICS 2.0 US", None) is None
    assert label_of(None, "1") is None
