"""Digests asked for together: the same answer as looking each up by itself."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics.digests import Algorithm, DigestSet
from forensics.hashset.asking import AskedDigest, asked_together
from forensics.hashset.finding import ListedIn, by_place, find_all, not_compared
from forensics.hashset.index import HashIndex
from forensics.hashset.library import index_path, list_sets
from tests.hashset.builders import (
    a_plain_list,
    a_set_info,
    a_vics_file,
    contents,
    digests_of,
    import_file,
    md5_hex,
    media,
    sha256_hex,
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finding")
    some = contents(60)
    records = [media(each, Category=number % 3, MediaSize=number) for number, each in enumerate(some[:40])]
    repeated = [media(each, Category=5) for each in some[::7]]  # one digest in several records
    import_file(a_vics_file(folder, records + repeated), folder / "library", name="vics")
    listed = a_plain_list(folder, [*map(sha256_hex, some[30:]), *map(md5_hex, some[::2])])
    import_file(listed, folder / "library", name="plain", format_name="sha256")
    return folder / "library"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chosen=st.lists(st.tuples(st.integers(0, 70), st.sampled_from(list(Algorithm))), max_size=30),
)
def test_many_at_once_are_found_as_each_by_itself(chosen: list[tuple[int, Algorithm]], library: Path) -> None:
    some = contents(71)
    raws = [digests_of(some[number]).of(algorithm) or b"" for number, algorithm in chosen]
    asked = [AskedDigest(algorithm, raw) for (_number, algorithm), raw in zip(chosen, raws, strict=True)]
    indexes = [HashIndex.open(index_path(library, info)) for info in list_sets(library)]
    try:
        singly = [
            tuple(
                ListedIn(info=index.info, match=match)
                for index in indexes
                for match in index.lookup(_only(each))
            )
            for each in asked
        ]
        found = by_place(find_all(indexes, asked_together(asked)))
        assert [tuple(found.get(place, ())) for place in range(len(asked))] == singly
    finally:
        for index in indexes:
            index.close()


def _only(asked: AskedDigest) -> DigestSet:
    return DigestSet(**{asked.algorithm.value: asked.raw})


def test_what_a_digest_was_not_compared_with_is_told() -> None:
    info = a_set_info()
    assert not_compared(info, Algorithm.SHA1) is None
    assert not_compared(info, Algorithm.MD5) == "it holds no MD5"


def test_records_without_the_kind_of_digest_are_counted(library: Path) -> None:
    plain = next(info for info in list_sets(library) if info.name == "plain")
    assert not_compared(plain, Algorithm.MD5) == "30 of its 60 records have no MD5"
