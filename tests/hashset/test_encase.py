"""EnCase sets: whole sets give their MD5s, and one byte more or less refuses them; hfind says the same."""

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.errors import HashSetRefused
from forensics.hashset.formats import encase
from forensics.hashset.records import SetRecord
from tests.hashset.builders import a_file, contents, digests_of, import_file
from tests.hashset.hfind import hfind_finds, hfind_index, needs_hfind
from tests.hashset.reading import read_records, recognised

MAGIC = bytes.fromhex("48415348 0d0aff00 02000000 01000000")


def an_encase_set(
    folder: Path, md5s: list[bytes], *, count: int | None = None, name: str = "A set", kind: str = "Notable"
) -> Path:
    head = MAGIC + struct.pack("<I", len(md5s) if count is None else count) + bytes(1012)
    head += name.encode("utf-16-le").ljust(80, b"\0") + kind.encode("utf-16-le").ljust(40, b"\0")
    assert len(head) == 1152
    return a_file(folder, head + b"".join(md5 + b"\x01\x02" for md5 in md5s), name="set.hash")


def md5s_of(count: int) -> list[bytes]:
    return [digests_of(content).md5 or b"" for content in contents(count)]


def refused(source: Path) -> str:
    with pytest.raises(HashSetRefused) as caught:
        read_records(source)
    return str(caught.value)


def test_a_set_tells_its_own_name_and_type(tmp_path: Path) -> None:
    source = an_encase_set(tmp_path, md5s_of(5), name="Fälle\u202e", kind="Known")
    info = import_file(source, tmp_path / "library")
    assert (info.format, info.record_count, info.algorithms) == ("EnCase hash set", 5, ("md5",))
    assert info.notes == ("The set gives itself the name “Fälle\\u{202E}” and the type “Known”.",)


def test_a_set_without_a_name_tells_none(tmp_path: Path) -> None:
    assert recognised(an_encase_set(tmp_path, md5s_of(1), name="", kind=""))[1].notes == ()


@settings(max_examples=40, derandomize=True)
@given(
    md5s=st.lists(st.binary(min_size=16, max_size=16), min_size=1, max_size=12),
    at_once=st.integers(min_value=1, max_value=5),
)
def test_every_record_is_read_in_order(
    tmp_path_factory: pytest.TempPathFactory, md5s: list[bytes], at_once: int
) -> None:
    source = an_encase_set(tmp_path_factory.mktemp("encase"), md5s)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encase, "_RECORDS_AT_ONCE", at_once)
        assert read_records(source)[0] == [SetRecord(md5=md5) for md5 in md5s]


def test_a_set_cut_anywhere_is_refused(tmp_path: Path) -> None:
    whole = an_encase_set(tmp_path, md5s_of(4)).read_bytes()
    for length in (*range(1, 40), *range(1000, len(whole))):
        assert "nothing" in refused(a_file(tmp_path, whole[:length], name="cut.hash"))


@pytest.mark.parametrize("count", [0, 4, 6, 0xFFFF_FFFF])
def test_a_head_that_counts_otherwise_refuses_the_set(tmp_path: Path, count: int) -> None:
    told = refused(an_encase_set(tmp_path, md5s_of(5), count=count))
    assert f"its head says {count:,} records and there are 5" in told


def test_bytes_behind_the_last_record_refuse_the_set(tmp_path: Path) -> None:
    whole = an_encase_set(tmp_path, md5s_of(5)).read_bytes()
    assert "record 5 (counted from 0): it is cut off" in refused(a_file(tmp_path, whole + b"\0"))


@needs_hfind
def test_hfind_finds_what_is_read(tmp_path: Path) -> None:
    source = an_encase_set(tmp_path, sorted(md5s_of(30)))
    hfind_index(source, "encase")
    digests = [record.md5 for record in read_records(source)[0]]
    assert hfind_finds(source, [*digests, digests_of(b"absent").md5]) == [True] * 30 + [False]
