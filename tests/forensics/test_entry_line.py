import json

import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.entry_line import ENTRY_FIELDS, LARGEST_EXACT, EntryRow, entry_line

texts = st.text(st.characters(exclude_categories=["Cs"]))
some = st.none() | texts.filter(bool)
numbers = st.integers(-LARGEST_EXACT, LARGEST_EXACT)


def a_row(**changed: str | int | bytes | None) -> EntryRow:
    row = EntryRow(
        exhibit="E1",
        volume=0,
        path="/Users/bo/a.jpg",
        name_raw_b64=None,
        meta_addr=5,
        stream=None,
        size=7,
        allocated=True,
        kind="file",
        outcome="compared",
        md5="00" * 16,
        sha1=None,
        sha256="ff" * 32,
        mtime="2026-01-02T03:04:05Z",
        atime=None,
        ctime=None,
        crtime=None,
    )
    return row._replace(**changed)  # type: ignore[arg-type]  # one of the fields' own types


rows = st.builds(
    EntryRow,
    exhibit=texts,
    volume=numbers,
    path=texts,
    name_raw_b64=some,
    meta_addr=numbers,
    stream=some,
    size=numbers,
    allocated=st.booleans(),
    kind=texts,
    outcome=texts,
    md5=some,
    sha1=some,
    sha256=some,
    mtime=some,
    atime=some,
    ctime=some,
    crtime=some,
    raw_path=st.none() | st.binary(),
    extents=st.none() | st.binary(),
)


@given(rows)
@settings(max_examples=400, derandomize=True, deadline=None)
def test_the_line_is_what_the_library_for_canonical_json_writes(row: EntryRow) -> None:
    assert entry_line(row) == rfc8785.dumps(dict(zip(ENTRY_FIELDS, row[:17], strict=True)))


def test_the_first_fields_of_a_row_are_the_fields_of_the_line() -> None:
    assert EntryRow._fields[: len(ENTRY_FIELDS)] == ENTRY_FIELDS
    assert sorted(json.loads(entry_line(a_row()))) == sorted(ENTRY_FIELDS)


def test_a_number_that_json_does_not_hold_exactly_stands_as_text() -> None:
    for number in (LARGEST_EXACT + 1, -LARGEST_EXACT - 1, 2**64):
        said = json.loads(entry_line(a_row(size=number, meta_addr=number)))
        assert said["size"] == said["meta_addr"] == str(number)
    assert json.loads(entry_line(a_row(size=LARGEST_EXACT)))["size"] == LARGEST_EXACT


def test_an_empty_stream_name_is_the_absent_one_as_in_csv() -> None:
    assert entry_line(a_row(stream="")) == entry_line(a_row(stream=None))


def test_what_the_line_does_not_hold_does_not_change_it() -> None:
    assert entry_line(a_row(raw_path=b"/\xff", extents=b"\x90")) == entry_line(a_row())
