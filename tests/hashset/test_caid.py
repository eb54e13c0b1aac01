"""JSON lists of media records without the address of a VICS model are read; other JSON is not swallowed."""

import json
from pathlib import Path

import pytest

from forensics.errors import HashSetRefused
from tests.hashset.builders import (
    VICS_2,
    a_file,
    digests_of,
    import_file,
    md5_hex,
    media,
    sha1_hex,
    sha256_hex,
)
from tests.hashset.reading import read_records, recognised

RECORDS = [media(b"a", Category=2), media(b"b", Category=None, MediaSize="7")]


@pytest.mark.parametrize(
    "whole",
    [
        RECORDS,
        {"value": RECORDS},
        {"Media": RECORDS},
        {"Version": "1", "List": [[1], {"a": 2}], "Files": RECORDS, "Count": 2},
        {"value": [{"CaseNumber": "1", "Tags": [], "Media": RECORDS[:1]}, {"Media": RECORDS[1:]}]},
        [{key.lower(): value for key, value in record.items()} for record in RECORDS],
        [{key.upper(): value for key, value in record.items()} for record in RECORDS],
    ],
)
def test_a_list_of_media_is_read_wherever_it_stands(tmp_path: Path, whole: object) -> None:
    source = a_file(tmp_path, json.dumps(whole, indent=1))
    form, found = recognised(source)
    assert (form.KEY, found.title, found.scheme, found.is_notable_only) == (
        "caid",
        "CAID-style JSON",
        "CAID",
        True,
    )
    records, dropped = read_records(source)
    assert [(r.md5, r.sha1) for r in records] == [
        (digests_of(c).md5, digests_of(c).sha1) for c in (b"a", b"b")
    ]
    assert [(r.category, r.size_bytes) for r in records] == [("2", 1), (None, 7)]
    assert not dropped


def test_sha256_and_alternative_hashes_are_found_in_any_letter_case(tmp_path: Path) -> None:
    alternatives = [{"HASHNAME": "sha256", "hashvalue": sha256_hex(b"a")}]
    whole = [{"md5": md5_hex(b"a"), "category": 1, "alternativehashes": alternatives, "sha256": None}]
    assert read_records(a_file(tmp_path, json.dumps(whole)))[0][0].sha256 == digests_of(b"a").sha256


def test_such_a_list_is_never_known_good(tmp_path: Path) -> None:
    with pytest.raises(HashSetRefused, match="it cannot be taken as known"):
        import_file(a_file(tmp_path, json.dumps(RECORDS)), tmp_path / "library", role="known")


@pytest.mark.parametrize(
    "whole",
    [
        {},
        [],
        [1, 2],
        [[{"MD5": md5_hex(b"a"), "Category": 1}]],
        {"md5": md5_hex(b"a"), "category": 1},
        [{"md5": md5_hex(b"a")}],
        [{"category": 1, "name": "x"}],
        {"results": [{"name": "a"}]},
        {"packages": [{"name": "a", "sha1": sha1_hex(b"a")}]},
        {"a": {"b": RECORDS}},
        {"@odata.context": VICS_2.replace("2.0", "9.0"), "value": RECORDS},
    ],
)
def test_other_json_is_not_taken_for_media(tmp_path: Path, whole: object) -> None:
    with pytest.raises(HashSetRefused, match="is not read"):
        recognised(a_file(tmp_path, json.dumps(whole)))


def test_a_cut_list_is_refused_at_every_byte(tmp_path: Path) -> None:
    whole = json.dumps({"Media": RECORDS, "Count": 2})
    for length in range(1, len(whole)):
        with pytest.raises(HashSetRefused, match=r"nothing (of the set )?was kept|is not read"):
            read_records(a_file(tmp_path, whole[:length]))


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        ({"MD5": md5_hex(b"a"), "md5": md5_hex(b"b")}, "it gives two different MD5 values"),
        ({"MD5": "xyz"}, "its MD5 value is not hexadecimal"),
        (5, "it is not an object"),
    ],
)
def test_an_unfit_record_is_refused_by_number(tmp_path: Path, record: object, sentence: str) -> None:
    with pytest.raises(HashSetRefused, match=rf"record 2 \(counted from 0\): {sentence}"):
        read_records(a_file(tmp_path, json.dumps([*RECORDS, record])))
