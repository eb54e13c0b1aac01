"""The tables beside the report: exact, complete, and harmless in a spreadsheet."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.digests import DigestSet
from forensics.entries import Outcome
from forensics.entry_line import ENTRY_FIELDS
from forensics.times import FsTime, MacTimes, ZoneKind
from reports.content import EntryRecord
from reports.data_files.entries_csv import HEAD, csv_line
from reports.tables import (
    BYTE_FIELDS,
    COVERAGE_FIELDS,
    HIT_FIELDS,
    entry_row,
    guarded,
    write_byte_lines,
    write_coverage,
    write_custody,
    write_faults,
    write_hits,
)
from tests.reports.builders import a_case, a_hostile_case, an_entry, some_events


def entry_rows(*entries: EntryRecord) -> list[dict[str, str]]:
    written = HEAD + "".join(csv_line(entry_row(entry)) for entry in entries)
    return list(csv.DictReader(io.StringIO(written, newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "'", "\t", "\r", "\n"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    assert guarded(start + "cmd|'/c calc'!A0") == "'" + start + "cmd|'/c calc'!A0"


@given(st.text())
def test_taking_one_apostrophe_away_gives_the_exact_text(text: str) -> None:
    written = str(guarded(text))
    assert (written[1:] if written.startswith("'") else written) == text
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_numbers_are_written_as_they_are_and_absent_is_empty() -> None:
    assert guarded(-1) == -1
    assert guarded(None) == ""


def test_an_entry_has_all_fields_of_the_list_command() -> None:
    (row,) = entry_rows(an_entry(1, path=b"/a/b.bin", stream=b"s\x01"))
    assert tuple(row) == ENTRY_FIELDS
    assert (row["path"], row["stream"], row["volume"]) == ("/a/b.bin", "s\\x01", "0")
    assert (row["allocated"], row["kind"], row["outcome"], row["name_raw_b64"]) == (
        "true",
        "file",
        "compared",
        "",
    )
    assert len(row["sha256"]) == 64
    assert row["mtime"].endswith("Z")


def test_local_times_have_no_z_and_absent_times_are_empty_not_1970() -> None:
    times = MacTimes(mtime=FsTime(0), zone=ZoneKind.LOCAL)
    (row,) = entry_rows(replace(an_entry(1), times=times, digests=DigestSet()))
    assert row["mtime"] == "1970-01-01T00:00:00"
    assert (row["atime"], row["md5"]) == ("", "")


def test_a_name_that_is_not_utf8_is_kept_as_bytes_too() -> None:
    (row,) = entry_rows(an_entry(1, path=b"/dir/\xff\xfe"))
    assert row["path"] == "/dir/\\xFF\\xFE"
    assert row["name_raw_b64"] == "//4="


def test_an_entry_without_outcome_is_waiting() -> None:
    (row,) = entry_rows(an_entry(1, outcome=None))
    assert row["outcome"] == "waiting"


def test_hits_have_a_row_for_each_match_and_the_numbers_of_the_pages() -> None:
    content = a_case().content
    file = io.StringIO(newline="")
    write_hits(file, content)
    rows = list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))
    assert tuple(rows[0]) == HIT_FIELDS
    assert len(rows) == sum(len(hit.matches) for hit in content.hits) == 10
    assert {int(row["no"]) for row in rows} == set(range(1, 9))
    assert {row["role"] for row in rows} == {"notable", "known"}
    assert {row["category"] for row in rows} == {"1", "2", ""}


def test_coverage_adds_up_to_the_capacity_and_counts_every_outcome() -> None:
    content = a_case().content
    file = io.StringIO(newline="")
    write_coverage(file, content)
    rows = list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))
    assert tuple(rows[0]) == COVERAGE_FIELDS
    for exhibit in content.exhibits:
        own = [row for row in rows if row["exhibit"] == exhibit.id]
        assert sum(int(row["length_bytes"]) for row in own) == exhibit.image.size_bytes
    counted = [row for row in rows if row["entries"]]
    assert all(
        int(row["entries"]) == sum(int(row[o.value]) for o in Outcome) + int(row["waiting"])
        for row in counted
    )
    locked = next(row for row in rows if row["state"] == "locked")
    assert (locked["entries"], locked["matched"]) == ("", "")


def test_the_byte_lines_of_an_exhibit_add_up_to_its_capacity() -> None:
    content = a_case().content
    file = io.StringIO(newline="")
    write_byte_lines(file, content)
    rows = list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))
    assert tuple(rows[0]) == BYTE_FIELDS
    for exhibit in content.exhibits:
        own = [row for row in rows if row["exhibit"] == exhibit.id]
        assert sum(int(row["length_bytes"]) for row in own) == exhibit.image.size_bytes
    first, outside = rows[0], next(row for row in rows if row["kind"] == "gap")
    assert tuple(first.values()) == ("E1", "0", "NTFS", "Windows", "allocated", "41942016")
    assert (outside["volume"], outside["file_system"], outside["label"]) == ("", "", "")


def test_every_fault_is_written_with_its_place() -> None:
    content = a_case().content
    file = io.StringIO(newline="")
    write_faults(file, content)
    rows = list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))
    assert len(rows) == 7
    assert {row["stage"] for row in rows} == {"read", "volume"}


def test_custody_lines_are_exactly_the_digested_ones() -> None:
    content = replace(a_case().content, events=some_events())
    file = io.StringIO(newline="")
    write_custody(file, content)
    assert file.getvalue().split("\n")[:-1] == [event.line for event in some_events()]


def test_hostile_names_never_break_the_table() -> None:
    built = a_hostile_case()
    rows = entry_rows(*built.rows)
    assert len(rows) == len(built.rows)
    assert all(row["sha256"] for row in rows)
    assert not [row for row in rows if any(ord(c) < 32 for value in row.values() for c in value)]
