"""A library is a folder of indexes: listed, found, copied, removed."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.errors import HashSetRefused
from forensics.hashset.index import HashIndex
from forensics.hashset.labels import label_of
from forensics.hashset.library import (
    find_set,
    find_sets,
    index_path,
    list_sets,
    path_for,
    remove_set,
    spelled,
    survey,
    survey_called,
    verify_set,
)
from tests.hashset.builders import a_file, a_plain_list, digests_of, import_file, md5_hex


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
    assert list_sets(library) == ()
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


@given(name=st.text(min_size=1).filter(str.strip), version=st.none() | st.text())
def test_any_name_and_version_is_a_safe_file_name(name: str, version: str | None) -> None:
    path = path_for(Path("library"), name, version)
    assert path.parent == Path("library")
    assert path.name.isascii()
    assert len(path.name) < 80


def two_versions(folder: Path) -> Path:
    """A library with the set `x` without a version and in the versions 1 and 2, and a set `y`."""
    library = folder / "library"
    for number, (name, version) in enumerate((("x", "2"), ("x", None), ("y", "1"), ("x", "1"))):
        source = a_plain_list(folder, [md5_hex(b"%d" % number)], name=f"{number}.txt")
        import_file(source, library, name=name, version=version)
    return library


def test_versions_of_a_set_stand_side_by_side(tmp_path: Path) -> None:
    library = two_versions(tmp_path)
    assert [spelled(info) for info in list_sets(library)] == ["x", "x@1", "x@2", "y@1"]
    assert [spelled(info) for info in find_sets(library, "x")] == ["x", "x@1", "x@2"]
    assert [spelled(info) for info in find_sets(library, " x@2")] == ["x@2"]
    assert [find_set(library, spelled(info)) for info in list_sets(library)] == list(list_sets(library))
    assert find_set(library, "y").version == "1"
    assert remove_set(library, "x") == "x"
    with pytest.raises(HashSetRefused, match=r"^There are 2 versions of the set x: x@1, x@2; name one\.$"):
        remove_set(library, "x")
    assert remove_set(library, "x@1") == "x@1"
    assert [spelled(info) for info in list_sets(library)] == ["x@2", "y@1"]


def test_a_version_can_be_imported_once(tmp_path: Path) -> None:
    library = two_versions(tmp_path)
    with pytest.raises(HashSetRefused, match="already in the library"):
        import_file(a_plain_list(tmp_path, [md5_hex(b"z")]), library, name="x", version=" 2 ")


def test_two_sets_cannot_be_spelled_alike(tmp_path: Path) -> None:
    library, source = tmp_path / "library", a_plain_list(tmp_path, [md5_hex(b"a")])
    import_file(source, library, name="a@b")
    with pytest.raises(HashSetRefused, match="already in the library"):
        import_file(source, library, name="a", version="b")
    import_file(source, library, name="a", version="c@d")
    import_file(source, library, name="a@b", version="c")
    assert find_set(library, "a@b").version is None
    assert find_set(library, "a@b@c").version == "c"
    assert find_set(library, "a").version == "c@d"


@given(pairs=st.sets(st.tuples(st.sampled_from(["a", "a@b", "b"]), st.sampled_from([None, "1", "b", "b@1"]))))
def test_sets_of_one_spelling_share_one_file_and_no_others_do(pairs: set[tuple[str, str | None]]) -> None:
    spellings = {name if version is None else f"{name}@{version}" for name, version in pairs}
    assert len({path_for(Path(), *pair) for pair in pairs}) == len(spellings)


def test_one_broken_file_does_not_hide_the_library_but_stops_what_needs_all_sets(tmp_path: Path) -> None:
    library = two_versions(tmp_path)
    index_path(library, find_set(library, "x@1")).write_bytes(b"not an index")
    (library / "stranger.hashset").write_bytes(b"FCHASHES" + bytes(32) + bytes([77, 0, 0, 0]) + bytes(20))
    (library / "note.txt").write_text("of no concern")
    found = survey(library)
    assert [spelled(info) for info in found.sets] == ["x", "x@2", "y@1"]
    assert [broken.file_name for broken in found.broken] == [
        "stranger.hashset",
        path_for(library, "x", "1").name,
    ]
    assert all(broken.file_name in broken.sentence for broken in found.broken)
    assert "import the set again" in found.broken[0].sentence
    assert find_set(library, "x@2").version == "2"
    with pytest.raises(HashSetRefused, match="also has 2 files that cannot be read"):
        find_set(library, "z")
    with pytest.raises(HashSetRefused, match=r"index stranger\.hashset"):
        list_sets(library)
    remove_set(library, "stranger.hashset")
    remove_set(library, "x@1")
    assert survey(library).broken == ()


def test_a_broken_version_is_not_left_out_where_all_versions_are_wanted(tmp_path: Path) -> None:
    library = two_versions(tmp_path)
    at = path_for(library, "x", "1")
    at.write_bytes(b"not an index")
    may_be = (
        rf"{at.name} .* damaged .* It may be a version of x; to leave it out, name one as NAME@VERSION\.$"
    )
    with pytest.raises(HashSetRefused, match=may_be):
        find_sets(library, "x")
    with pytest.raises(HashSetRefused, match=rf"{at.name} .* damaged .* import it again\.$"):
        find_sets(library, "x@1")
    found = survey_called(library, "x")
    assert [spelled(info) for info in found.sets] == ["x", "x@2"]
    assert [broken.file_name for broken in found.broken] == [at.name]
    assert [spelled(info) for info in find_sets(library, "x@2")] == ["x@2"]
    assert [spelled(info) for info in find_sets(library, "y")] == ["y@1"]
    assert find_set(library, "x").version is None


@pytest.mark.parametrize("name", ["Ä", "x", "a long name " * 8])
@pytest.mark.parametrize("version", [None, "1", "Ö"])
def test_a_broken_file_is_told_for_the_set_it_was_whatever_its_name(
    tmp_path: Path, name: str, version: str | None
) -> None:
    path_for(tmp_path, name, version).write_bytes(b"not an index")
    with pytest.raises(HashSetRefused, match="damaged"):
        find_sets(tmp_path, name)


def test_an_index_under_another_name_is_told_with_its_own(tmp_path: Path) -> None:
    library = two_versions(tmp_path)
    at = path_for(library, "y", "1")
    at.rename(library / "copy.hashset")
    with pytest.raises(HashSetRefused, match=rf"copy\.hashset holds .* y@1, whose file is called {at.name}"):
        list_sets(library)
    (library / "copy.hashset").rename(at)
    assert len(list_sets(library)) == 4


def test_a_set_that_was_replaced_is_not_verified_for_the_old_one(tmp_path: Path) -> None:
    library = two_versions(tmp_path)
    old = find_set(library, "y")
    remove_set(library, "y")
    import_file(a_plain_list(tmp_path, [md5_hex(b"other")]), library, name="y", version="1")
    with pytest.raises(HashSetRefused, match="y@1 has been replaced"):
        verify_set(library, old)
    assert verify_set(library, "y").index_sha256 != old.index_sha256


def test_a_library_that_is_not_a_folder_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(HashSetRefused, match="cannot be read: Not a directory"):
        list_sets(a_file(tmp_path, "x", name="library"))


def test_a_label_belongs_to_a_code_of_a_scheme() -> None:
    assert label_of("VICS 2.0 US", "1") == "Child Abuse Material (CAM)"
    assert label_of("VICS 2.0 US", "0") == "Non-Pertinent"
    assert label_of("VICS 1.3", "0") is None  # it has meant two things
    assert label_of("VICS 2.0 UK", "1") is None
    assert label_of("VICS 2.0 US", None) is None
    assert label_of(None, "1") is None
