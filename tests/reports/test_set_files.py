"""Sets made from a case: what their files say, what others read in them, and that nothing is half-made."""

import csv
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.paths import EvidencePath, display_text
from forensics.times import FsTime, MacTimes, ZoneKind
from reports.set_files import SetNotWritten, WrittenSet, beside, write_set
from reports.set_files.content import (
    CategoryDoubt,
    ContentRecord,
    ContentRecords,
    MatchedRecord,
    Place,
    ScanOrigin,
    SetForm,
    SetOrigin,
)
from tests.reports.builders import HOSTILE_NAMES, START, a_digest_set

PRESENT = SetForm.VICS, SetForm.CSV, SetForm.HASHDEEP


def a_place(name: bytes = b"a.jpg", **changed: object) -> Place:
    facts: dict[str, object] = {
        "exhibit": "E1",
        "volume": 2,
        "path": EvidencePath(b"/DCIM/" + name),
        "stream": None,
        "meta_addr": 40,
        "allocated": True,
        "times": MacTimes(mtime=FsTime(0)),
        "offset_bytes": 4096,
    }
    return Place(**(facts | changed))  # type: ignore[arg-type]  # the fields by name


def a_match(**changed: object) -> MatchedRecord:
    facts: dict[str, object] = {
        "set_name": "Project list",
        "set_version": "2026-10",
        "index_sha256": "ab" * 32,
        "role": "notable",
        "record": 17,
        "algorithm": "md5",
        "category": "2",
        "scheme": "VICS 2.0 US",
    }
    return MatchedRecord(**(facts | changed))  # type: ignore[arg-type]  # as above


def a_record(seed: object = 0, *, places: Sequence[Place] = (a_place(),), **changed: object) -> ContentRecord:
    facts: dict[str, object] = {
        "digests": a_digest_set(seed),
        "size_bytes": 12,
        "places": tuple(places),
        "place_count": len(places),
        "matches": (a_match(),),
        "category": "2",
        "scheme": "VICS 2.0 US",
    }
    return ContentRecord(**(facts | changed))  # type: ignore[arg-type]  # as above


def an_origin(**changed: object) -> SetOrigin:
    facts: dict[str, object] = {
        "case_number": "2026-7",
        "case_title": None,
        "examiner": "K. Osei",
        "agency": "Field Laboratory",
        "authority": None,
        "is_practice": False,
        "made_at": START,
        "program_version": "0.1.0",
        "chain_count": 5,
        "chain_sha256": "cd" * 32,
        "choice": "entries",
        "left_out": (("without content", 3),),
        "scans": (
            ScanOrigin(
                exhibit="E1",
                profile="quick",
                started_at="2099-01-01T00:00:00Z",
                finished_at=None,
                findings_sha256=None,
            ),
        ),
        "sets": (),
    }
    return SetOrigin(**(facts | changed))  # type: ignore[arg-type]  # as above


def put(
    out: Path, records: ContentRecords, *, form: SetForm = SetForm.VICS, origin: SetOrigin | None = None
) -> WrittenSet:
    return write_set(out, records, form=form, profile="US", origin=origin or an_origin())


def media_of(out: Path) -> list[dict[str, Any]]:  # Any: JSON values
    value: list[dict[str, Any]] = json.loads(out.read_text("utf-8"))["value"]
    return value


def test_a_vics_set_begins_with_the_address_of_its_model_and_then_its_value(tmp_path: Path) -> None:
    put(tmp_path / "set.json", [a_record()])
    model = json.loads((tmp_path / "set.json").read_text("utf-8"))
    assert list(model) == ["@odata.context", "value"]
    assert (
        model["@odata.context"]
        == "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"
    )


def test_a_vics_record_has_numbers_as_numbers_flags_as_texts_and_digests_in_capitals(tmp_path: Path) -> None:
    put(tmp_path / "set.json", [a_record()])
    (media,) = media_of(tmp_path / "set.json")
    digests = {algorithm.value: raw.hex().upper() for algorithm, raw in a_digest_set(0).present()}
    assert media["MediaID"] == 1
    assert media["Category"] == 2
    assert media["MediaSize"] == 12
    assert (media["MD5"], media["SHA1"]) == (digests["md5"], digests["sha1"])
    assert media["AlternativeHashes"] == [
        {"MD5": digests["md5"], "HashName": "SHA256", "HashValue": digests["sha256"]}
    ]
    assert media["MediaFiles"] == [
        {
            "MD5": digests["md5"],
            "FileName": "a.jpg",
            "FilePath": "/vol2/DCIM/a.jpg",
            "Written": "1970-01-01T00:00:00Z",
            "Deleted": "false",
            "SourceID": "E1",
            "PhysicalLocation": 4096,
        }
    ]
    assert media["Comments"] == (
        "Fieldcase 0.1.0: case 2026-7, examiner K. Osei, Field Laboratory; "
        'equals record 17 of "Project list" 2026-10 (notable) by MD5, category 2 of VICS 2.0 US'
    )
    assert not {"VictimIdentified", "OffenderIdentified", "IsDistributed", "Series"} & set(media)


def test_no_category_is_null_and_zero_is_zero(tmp_path: Path) -> None:
    put(tmp_path / "set.json", [a_record(1, category=None, scheme=None), a_record(2, category="0")])
    assert [media["Category"] for media in media_of(tmp_path / "set.json")] == [None, 0]


def test_local_time_has_no_z_and_a_deleted_name_says_so(tmp_path: Path) -> None:
    times = MacTimes(mtime=FsTime(2_000_000_000), crtime=FsTime(0), zone=ZoneKind.LOCAL)
    place = a_place(times=times, allocated=False, offset_bytes=None)
    put(tmp_path / "set.json", [a_record(places=[place])])
    (file,) = media_of(tmp_path / "set.json")[0]["MediaFiles"]
    assert (file["Created"], file["Written"]) == ("1970-01-01T00:00:00", "1970-01-01T00:00:02")
    assert file["Deleted"] == "true"
    assert not {"Accessed", "PhysicalLocation"} & set(file)


def test_a_content_with_more_places_than_are_listed_says_how_many(tmp_path: Path) -> None:
    put(tmp_path / "set.json", [a_record(place_count=70_000)])
    (media,) = media_of(tmp_path / "set.json")
    assert str(media["Comments"]).endswith("70000 places, the first 1 are listed")
    (record,) = json.loads(beside(tmp_path / "set.json").read_text("utf-8"))["records"]
    assert (record["place_count"], len(record["places"])) == (70_000, 1)


def test_practice_data_is_called_that_in_the_list_itself(tmp_path: Path) -> None:
    practice = an_origin(is_practice=True)
    put(tmp_path / "set.json", [a_record()], origin=practice)
    put(tmp_path / "set.hashdeep", [a_record()], form=SetForm.HASHDEEP, origin=practice)
    assert "practice data, not evidence" in str(media_of(tmp_path / "set.json")[0]["Comments"])
    assert "## Practice data, not evidence." in (tmp_path / "set.hashdeep").read_text("utf-8").splitlines()


@pytest.mark.parametrize("form", PRESENT)
@pytest.mark.parametrize("name", [name.replace(b"/", b"-") for name in HOSTILE_NAMES])
def test_a_hostile_name_stays_in_its_place(form: SetForm, name: bytes, tmp_path: Path) -> None:
    out = tmp_path / "set"
    put(out, [a_record(places=[a_place(name)])], form=form)
    shown = display_text(b"/DCIM/" + name)
    if form is SetForm.VICS:
        (file,) = media_of(out)[0]["MediaFiles"]
        assert (file["FileName"], file["FilePath"]) == (display_text(name), f"/vol2{shown}")
    elif form is SetForm.CSV:
        with out.open(encoding="utf-8", newline="") as file:
            (row,) = csv.DictReader(file)
        assert row["path"] == shown
    else:
        last = out.read_bytes().removesuffix(b"\n").split(b"\n")[-1]
        assert last.split(b",", 4)[4].decode() == f"E1/vol2{shown}"


def test_a_cell_of_the_table_is_never_a_formula(tmp_path: Path) -> None:
    record = a_record(category="=2+3", scheme=None)
    put(tmp_path / "set.csv", [record], form=SetForm.CSV, origin=an_origin(case_number="@SUM(A1)"))
    with (tmp_path / "set.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["category"], row["case_number"]) == ("'=2+3", "'@SUM(A1)")


def test_a_table_ends_its_lines_as_the_rfc_says(tmp_path: Path) -> None:
    put(tmp_path / "set.csv", [a_record(1), a_record(2)], form=SetForm.CSV)
    raw = (tmp_path / "set.csv").read_bytes()
    assert raw.startswith(b"md5,sha1,sha256,size,category,")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 3


def test_what_a_person_typed_cannot_add_a_line_to_a_hashdeep_list(tmp_path: Path) -> None:
    origin = an_origin(agency="Field\n12,aa,bb,cc,x", choice="entries, under /\n%%%% size,md5")
    put(tmp_path / "set", [a_record()], form=SetForm.HASHDEEP, origin=origin)
    lines = (tmp_path / "set").read_text("utf-8").splitlines()
    assert [line[:2] for line in lines] == ["%%", "%%", *["##"] * 5, "12"]


@pytest.mark.parametrize("form", PRESENT)
def test_the_file_beside_names_the_digest_of_the_set_and_each_record(form: SetForm, tmp_path: Path) -> None:
    out = tmp_path / "set"
    written = put(out, [a_record(1), a_record(2, doubt=CategoryDoubt.DISAGREEMENT, category=None)], form=form)
    told = json.loads(beside(out).read_text("utf-8"))
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    assert told["file"] == {
        "name": "set",
        "form": form.value,
        "size_bytes": out.stat().st_size,
        "sha256": digest,
    }
    assert written.set_file.sha256.hex() == digest
    assert written.provenance.sha256 == hashlib.sha256(beside(out).read_bytes()).digest()
    assert told["scans"][0]["findings_sha256"] is None
    assert told["left_out"] == {"without content": 3}
    assert [record["no_category_because"] for record in told["records"]] == [None, "disagreement"]
    assert told["records"][0]["matches"][0]["record"] == 17
    assert (written.contents, written.places, written.with_category) == (2, 2, 1)
    assert written.doubts == ((CategoryDoubt.DISAGREEMENT, 1),)


@pytest.mark.parametrize("taken", ["set", "set.provenance.json"])
def test_nothing_is_written_over(taken: str, tmp_path: Path) -> None:
    (tmp_path / taken).write_text("older")
    with pytest.raises(SetNotWritten, match="exists already"):
        put(tmp_path / "set", [a_record()])
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(taken, "older")]


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "set").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SetNotWritten, match="exists already"):
        put(tmp_path / "set", [a_record()])
    assert not (tmp_path / "elsewhere").exists()


def test_a_set_of_nothing_is_not_written_and_says_what_was_left_out(tmp_path: Path) -> None:
    with pytest.raises(SetNotWritten, match="3 left out without content"):
        put(tmp_path / "set", [])
    assert list(tmp_path.iterdir()) == []


class _Failing:
    """Records that end in trouble, at the first or the second reading."""

    def __init__(self, *, reading: int, trouble: Exception) -> None:
        self._left = reading
        self._trouble = trouble

    def __iter__(self) -> Iterator[ContentRecord]:
        self._left -= 1
        yield a_record(1)
        if self._left == 0:
            raise self._trouble
        yield a_record(2)


@pytest.mark.parametrize("reading", [1, 2])
@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), RuntimeError("stopped")])
def test_trouble_leaves_neither_file(reading: int, trouble: Exception, tmp_path: Path) -> None:
    expected = SetNotWritten if isinstance(trouble, OSError) else RuntimeError
    with pytest.raises(expected):
        put(tmp_path / "set", _Failing(reading=reading, trouble=trouble))
    assert list(tmp_path.iterdir()) == []


class _Changing:
    def __init__(self) -> None:
        self._count = 0

    def __iter__(self) -> Iterator[ContentRecord]:
        self._count += 1
        return iter([a_record(number) for number in range(self._count)])


def test_a_case_that_changes_meanwhile_gives_no_set(tmp_path: Path) -> None:
    with pytest.raises(SetNotWritten, match="the case changed"):
        put(tmp_path / "set", _Changing())
    assert list(tmp_path.iterdir()) == []


def test_a_rename_that_fails_takes_the_other_file_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, renamed = os.rename, []

    def rename(source: Path, target: Path) -> None:
        renamed.append(target)
        if len(renamed) == 2:
            raise OSError(5, "Input/output error")
        real(source, target)

    monkeypatch.setattr("pathlib.os.rename", rename)
    with pytest.raises(SetNotWritten, match="Input/output error; nothing was kept"):
        put(tmp_path / "set", [a_record()])
    assert len(renamed) == 2
    assert list(tmp_path.iterdir()) == []


@given(
    st.lists(st.binary(min_size=1, max_size=40).filter(lambda raw: b"/" not in raw), max_size=5), st.text()
)
def test_whatever_names_and_words_there_are_each_file_reads_back(names: list[bytes], words: str) -> None:
    records = [a_record(number, places=[a_place(name)]) for number, name in enumerate(names)] or [a_record()]
    origin = an_origin(agency=words, choice=words)
    folder = Path(os.environ["HOME"])
    for form in SetForm:
        out = folder / f"set.{form}"
        written = put(out, records, form=form, origin=origin)
        try:
            assert len(json.loads(beside(out).read_text("utf-8"))["records"]) == len(records)
            if form is SetForm.VICS:
                assert len(media_of(out)) == len(records)
            elif form is SetForm.CSV:
                with out.open(encoding="utf-8", newline="") as file:
                    assert len(list(csv.DictReader(file, strict=True))) == len(records)
            else:
                lines = out.read_bytes().removesuffix(b"\n").split(b"\n")
                assert len([line for line in lines if line[:2] not in (b"%%", b"##")]) == len(records)
        finally:
            written.remove()
