"""VICS sets of every model and shape give the records they hold, or are refused by place."""

import base64
import codecs
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.digests import DigestSet
from forensics.errors import HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.formats import media_columns
from forensics.hashset.formats.media import records_of
from forensics.hashset.formats.media_columns import batches_of
from forensics.hashset.index import HashIndex, RecordMatch
from forensics.hashset.library import index_path
from forensics.hashset.parsing.json_records import DamagedJson
from forensics.hashset.records import SetRecord, UnfitRecord
from tests.hashset.builders import (
    VICS_2,
    VICS_2_CASE,
    VICS_13,
    a_file,
    a_vics_file,
    contents,
    digests_of,
    import_file,
    md5_hex,
    media,
    sha256_hex,
)
from tests.hashset.reading import read_records, recognised, rows_of

SAMPLES = Path(__file__).parents[3] / "shared" / "formats" / "hashsets"
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample sets are not beside the repository"
)
PHOTODNA = bytes(range(144))
PHOTODNA_BASE64 = base64.b64encode(PHOTODNA).decode()
LONE_SURROGATE = "\ud83d"


def matches(library: Path, info: SetInfo, digests: DigestSet) -> tuple[RecordMatch, ...]:
    with HashIndex.open(index_path(library, info)) as index:
        return index.lookup(digests)


def refused(source: Path, library: Path, *, role: str = "notable") -> str:
    with pytest.raises(HashSetRefused) as caught:
        import_file(source, library, role=role)
    return str(caught.value)


# -- shape and text


@pytest.mark.parametrize(
    ("address", "title", "scheme"),
    [
        (VICS_2, "VICS 2.0", "VICS 2.0 US"),
        (VICS_2.replace("/US/", "/CUSTOM/"), "VICS 2.0", "VICS 2.0 CUSTOM"),
        (VICS_2.replace("/US/", "/Nowhere Yet/"), "VICS 2.0", "VICS 2.0 Nowhere Yet"),
        (VICS_13, "VICS 1.3", "VICS 1.3"),
        (VICS_13.replace("1.3", "1.2"), "VICS 1.2", "VICS 1.2"),
        (VICS_13.replace("1.3", "1.1"), "VICS 1.1", "VICS 1.1"),
        (VICS_13.replace("1.3.xml", "1.1.xml/UK/$metadata"), "VICS 1.1", "VICS 1.1 UK"),
    ],
)
def test_the_address_tells_model_and_scheme(tmp_path: Path, address: str, title: str, scheme: str) -> None:
    source = a_vics_file(tmp_path, [media(b"a")], address=address)
    form, found = recognised(source)
    assert (form.KEY, found.title, found.scheme, found.is_notable_only) == ("vics", title, scheme, True)
    assert read_records(source)[0][0].md5 == digests_of(b"a").md5


@pytest.mark.parametrize("address", [VICS_2.replace("2.0", "3.0"), VICS_13.replace("1.3", "1.4")])
def test_a_model_that_is_not_known_is_not_guessed_at(tmp_path: Path, address: str) -> None:
    source = a_vics_file(tmp_path, [media(b"a")], address=address)
    with pytest.raises(HashSetRefused, match="does not begin with the address of a VICS model"):
        recognised(source)


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("indent", [None, 1, "\t"])
def test_a_vics_set_keeps_category_scheme_and_size(tmp_path: Path, mark: bytes, indent: str | None) -> None:
    records = [
        media(b"one", Category=2, IsDistributed="true", IsPrecategorized="true", TotalMediaFiles=99),
        media(b"three", Category=None, MediaSize="5"),
        media(b"zero", Category=0, IsDistributed=False),
        media(b"letter", Category="A", MediaSize=None),
    ]
    whole = {"@odata.context": VICS_2, "value": records}
    source = a_file(tmp_path, mark + json.dumps(whole, indent=indent).encode(), name="v.json")
    info = import_file(source, tmp_path / "library")
    assert (info.format, info.scheme) == ("VICS 2.0", "VICS 2.0 US")
    assert (info.sized_count, info.unsized_count) == (3, 1)
    kept = [
        matches(tmp_path / "library", info, digests_of(c))[0] for c in (b"one", b"three", b"zero", b"letter")
    ]
    assert [(m.category, m.size_bytes) for m in kept] == [("2", 3), (None, 5), ("0", 4), ("A", None)]
    assert {m.scheme for m in kept} == {"VICS 2.0 US"}


@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
)
def test_a_vics_set_written_in_utf_16_is_read(tmp_path: Path, mark: bytes, encoding: str) -> None:
    whole = json.dumps({"@odata.context": VICS_2, "value": [media(b"a", Tags="é🚐")]}, ensure_ascii=False)
    records, _ = read_records(a_file(tmp_path, mark + whole.encode(encoding)))
    assert records[0].md5 == digests_of(b"a").md5


def test_keys_around_the_records_may_stand_in_any_order(tmp_path: Path) -> None:
    whole = {
        "@odata.context": VICS_2,
        "note": {"value": [7]},
        "list": [[]],
        "value": [media(b"a")],
        "count": 1,
    }
    assert len(read_records(a_file(tmp_path, json.dumps(whole)))[0]) == 1


def test_the_media_of_all_cases_of_a_vics_file_are_read(tmp_path: Path) -> None:
    cases = [
        {"CaseNumber": "1", "Media": [media(b"a"), media(b"b")]},
        {"Media": []},
        {"CaseNumber": "no media at all"},
        {"Media": None},
        {"Media": [media(b"c")], "TotalMediaFiles": 12},
    ]
    info = import_file(a_vics_file(tmp_path, cases, address=VICS_2_CASE), tmp_path / "library")
    assert info.record_count == 3
    assert [matches(tmp_path / "library", info, digests_of(c))[0].record for c in (b"a", b"b", b"c")] == [
        0,
        1,
        2,
    ]


@pytest.mark.parametrize("cases", [[5], [{"Media": 5}], [{"Media": {}}], {"Media": []}])
def test_cases_that_are_none_are_refused(tmp_path: Path, cases: list[object]) -> None:
    with pytest.raises(HashSetRefused, match="is not a"):
        read_records(a_vics_file(tmp_path, cases, address=VICS_2_CASE))


def test_a_vics_set_is_never_known_good(tmp_path: Path) -> None:
    source = a_vics_file(tmp_path, [media(b"a")], address=VICS_13)
    assert "VICS 1.3 set of notable material; it cannot be taken as known" in refused(
        source, tmp_path / "library", role="known"
    )


# -- damage


def test_a_vics_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    whole = a_vics_file(tmp_path, [media(c) for c in contents(3)]).read_bytes()
    for length in range(130, len(whole)):
        sentence = refused(a_file(tmp_path, whole[:length], name="cut.json"), tmp_path / "library")
        assert "damaged or cut off; nothing of the set was kept." in sentence
    assert not (tmp_path / "library").exists()


def test_a_vics_file_cut_in_its_address_is_refused(tmp_path: Path) -> None:
    whole = a_vics_file(tmp_path, [media(b"a")]).read_bytes()
    for length in range(1, 100):
        with pytest.raises(HashSetRefused, match="nothing was kept"):
            read_records(a_file(tmp_path, whole[:length], name="cut"))


@pytest.mark.parametrize(
    "harm", ['"x": NaN', '"x": tru', '"x": 01', '"x": "\\q"', '"x": "\n"', '"x": [1}', '"x"']
)
def test_damage_in_a_field_that_is_not_read_is_refused_too(tmp_path: Path, harm: str) -> None:
    text = json.dumps({"@odata.context": VICS_2, "value": [media(b"a"), media(b"b")]})
    with pytest.raises(HashSetRefused, match="after 0 records: the JSON is damaged or cut off"):
        read_records(a_file(tmp_path, text.replace('"MediaID": 1', harm)))


@pytest.mark.parametrize("field", ["MD5", "Tags"])
def test_bytes_that_are_not_utf_8_are_refused_wherever_they_are(tmp_path: Path, field: str) -> None:
    text = a_vics_file(tmp_path, [media(b"a", **{field: "HERE"})]).read_bytes()
    with pytest.raises(HashSetRefused, match="damaged or cut off"):
        read_records(a_file(tmp_path, text.replace(b"HERE", b"\xc3")))


def test_deep_nesting_is_refused_with_a_sentence(tmp_path: Path) -> None:
    deep = "[" * 50_000 + "]" * 50_000
    text = json.dumps({"@odata.context": VICS_2, "value": [media(b"a", Tags=1)]}).replace(
        '"Tags": 1', f'"T": {deep}'
    )
    with pytest.raises(HashSetRefused, match="nested deeper"):
        read_records(a_file(tmp_path, text))


# -- records


def test_sha256_of_a_vics_record_is_found_among_its_alternative_hashes(tmp_path: Path) -> None:
    alternatives = [
        {"HashName": "SHA-256", "HashValue": sha256_hex(b"a").upper()},
        {"HashName": "F1", "HashValue": "x"},
    ]
    records = [media(b"a", AlternativeHashes=alternatives), media(b"b", AlternativeHashes=[])]
    info = import_file(a_vics_file(tmp_path, records), tmp_path / "library")
    assert matches(tmp_path / "library", info, DigestSet(sha256=digests_of(b"a").sha256))[0].record == 0
    assert info.dropped == (("values of other kinds", 1),)


def test_photodna_is_kept_however_it_is_written_and_counted_when_it_cannot_be_read(tmp_path: Path) -> None:
    records = [
        media(b"a", PhotoDNA=PHOTODNA_BASE64),
        media(b"b", PhotoDNA=PHOTODNA.hex().upper()),
        media(b"c", AlternativeHashes=[{"HashName": "PhotoDNA", "HashValue": PHOTODNA_BASE64}]),
        media(b"d", PhotoDNA=None),
        media(b"e", PhotoDNA=""),
        media(b"i", PhotoDNA="  "),
        media(b"f", PhotoDNA="A" * 191 + "!"),
        media(b"g", PhotoDNA=[1, 2]),
        media(b"h", PhotoDNA=PHOTODNA_BASE64[:188]),
    ]
    found, dropped = read_records(a_vics_file(tmp_path, records))
    assert [record.photodna for record in found] == [PHOTODNA] * 3 + [None] * 6
    assert dropped == {"PhotoDNA values that cannot be read": 3}
    info = import_file(tmp_path / "v.json", tmp_path / "library")
    assert info.photodna_count == 3
    assert "PhotoDNA values: 3. They are kept; comparing them is licensed and not done here." in info.notes


def test_copies_of_a_record_are_not_read(tmp_path: Path) -> None:
    found, _ = read_records(a_vics_file(tmp_path, [media(b"a", MediaFiles=[{"MD5": md5_hex(b"b")}])]))
    assert [record.md5 for record in found] == [digests_of(b"a").md5]


def test_half_a_character_in_a_file_name_does_not_cost_the_set(tmp_path: Path) -> None:
    records = [media(b"a", MediaFiles=[{"FileName": f"holiday {LONE_SURROGATE}.jpg"}]), media(b"b")]
    assert len(read_records(a_vics_file(tmp_path, records))[0]) == 2
    with pytest.raises(HashSetRefused, match=r"record 0 .* its category is not written in Unicode"):
        read_records(a_vics_file(tmp_path, [media(b"a", Category=LONE_SURROGATE)]))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"MD5": "xyz"}, "its MD5 value is not hexadecimal"),
        ({"MD5": "00"}, "its MD5 value has 2 digits"),
        ({"SHA1": 5}, "its SHA1 value is not a text"),
        ({"MediaSize": "12 KB"}, "its MediaSize is not a number of bytes"),
        ({"MediaSize": "1,200"}, "its MediaSize is not a number of bytes"),
        ({"MediaSize": True}, "its MediaSize is not a number of bytes"),
        ({"MediaSize": 12.5}, "its MediaSize is not a number of bytes"),
        ({"MediaSize": -1}, "no file has the size -1"),
        ({"MediaSize": 1 << 63}, "no file has the size 9223372036854775808"),
        ({"Category": [1]}, "its Category is neither a number nor a text"),
        ({"Category": False}, "its Category is neither a number nor a text"),
        ({"Category": "x" * 257}, "its category has more than 256 characters"),
        ({"AlternativeHashes": "x"}, "its AlternativeHashes are not a list"),
        ({"AlternativeHashes": [1]}, "one of its AlternativeHashes is not an object"),
        (
            {"AlternativeHashes": [{"HashName": "MD5", "HashValue": "0" * 32}]},
            "it gives two different MD5 values",
        ),
    ],
)
def test_an_unfit_vics_record_is_refused_by_number(
    tmp_path: Path, fields: dict[str, object], sentence: str
) -> None:
    source = a_vics_file(tmp_path, [media(b"a"), media(b"b", **fields)])
    assert f"record 1 (counted from 0): {sentence}" in refused(source, tmp_path / "library")


def test_an_unfit_record_far_into_a_set_is_refused_by_its_own_number(tmp_path: Path) -> None:
    records = [media(b"%d" % number, Tags="x" * 2000) for number in range(2000)]
    records[1777]["MD5"] = "xyz"
    with pytest.raises(HashSetRefused, match=r"record 1,777 \(counted from 0\): its MD5 value"):
        read_records(a_vics_file(tmp_path, records))


def test_a_vics_record_that_is_no_object_is_refused(tmp_path: Path) -> None:
    assert "record 0 (counted from 0): it is not an object" in refused(
        a_vics_file(tmp_path, [7]), tmp_path / "library"
    )


def test_a_vics_record_with_nothing_to_compare_is_counted(tmp_path: Path) -> None:
    records = [media(b"a", MD5=None, SHA1=""), media(b"b")]
    info = import_file(a_vics_file(tmp_path, records), tmp_path / "library")
    assert (info.record_count, info.sized_count, info.unsized_count) == (2, 1, 0)
    assert info.dropped == (("records without MD5, SHA-1 and SHA-256", 1),)


@pytest.mark.parametrize("records", [[], None])
def test_a_vics_file_without_records_is_refused(tmp_path: Path, records: list[object] | None) -> None:
    source = a_file(tmp_path, json.dumps({"@odata.context": VICS_2, "value": records}))
    assert "there is no record in it" in refused(source, tmp_path / "library")


# -- many at a time and one by one are the same

digit_texts = st.sampled_from([md5_hex(b"a"), md5_hex(b"b").upper(), sha256_hex(b"a"), "", " ", "xyz", "00"])
odd: st.SearchStrategy[object] = st.sampled_from(
    [None, True, 1.5, [], {}, 7, -1, 1 << 63, 10**45, "5", " 5 ", "A", "", "\u00e9", PHOTODNA_BASE64]
)
usual_media = st.fixed_dictionaries(
    {},
    optional={
        "MD5": st.sampled_from([md5_hex(b"a"), md5_hex(b"b").upper(), None, ""]),
        "SHA1": st.none(),
        "MediaSize": st.none() | st.integers(0, 9) | st.sampled_from(["", "7"]),
        "Category": st.none() | st.integers(-1, 3) | st.sampled_from(["A", " B ", ""]),
        "PhotoDNA": st.sampled_from([None, "", PHOTODNA_BASE64, "x"]),
        "AlternativeHashes": st.lists(
            st.fixed_dictionaries(
                {
                    "HashName": st.sampled_from(["SHA256", "sha-256", "F1"]),
                    "HashValue": st.just(sha256_hex(b"a")),
                }
            ),
            max_size=2,
        ),
        "Tags": st.text(max_size=4),
    },
)
odd_media = st.dictionaries(
    st.sampled_from(["MD5", "SHA1", "SHA256", "MediaSize", "Category", "PhotoDNA", "AlternativeHashes"]),
    odd
    | digit_texts
    | st.lists(st.dictionaries(st.sampled_from(["HashName", "HashValue"]), odd | digit_texts), max_size=2),
    max_size=3,
)


def told_by(piece: bytes, *, is_fast: bool) -> tuple[list[SetRecord] | str, Mapping[str, int]]:
    dropped: Counter[str] = Counter()
    try:
        if is_fast:
            return list(rows_of(batches_of(piece, first=5, dropped=dropped))), dropped
        return list(records_of(piece, first=5, dropped=dropped)), dropped
    except UnfitRecord as trouble:
        return f"{trouble.row} {trouble}", {}
    except DamagedJson as trouble:
        return str(trouble), {}


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    st.lists(usual_media, min_size=1, max_size=4) | st.lists(usual_media | odd_media, min_size=1, max_size=4)
)
def test_records_read_many_at_a_time_are_those_read_one_by_one(records: list[dict[str, object]]) -> None:
    piece = json.dumps(records).encode()
    assert told_by(piece, is_fast=True) == told_by(piece, is_fast=False)


def test_usual_records_are_read_many_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(media_columns, "records_of")
    alternatives = [{"HashName": "SHA256", "HashValue": sha256_hex(b"a")}]
    records = [
        media(b"a", PhotoDNA=PHOTODNA_BASE64, AlternativeHashes=alternatives),
        media(b"b", MediaSize="5"),
    ]
    (batch,) = batches_of(json.dumps(records).encode(), first=0, dropped=Counter())
    assert batch.count == 2


@needs_samples
@pytest.mark.parametrize(
    ("sample", "title", "count", "algorithms"),
    [
        ("vics_1.2_nist_caid.json", "VICS 1.2", 3, {"md5", "sha1"}),
        ("vics_1.3_hashset.json", "VICS 1.3", 5, {"md5", "sha1"}),
        ("vics_2.0_hashset.json", "VICS 2.0", 5, {"md5", "sha1"}),
        ("vics_2.0_case.json", "VICS 2.0", 2, {"md5", "sha1", "sha256"}),
    ],
)
def test_a_sample_holds_what_the_truth_says(
    tmp_path: Path, sample: str, title: str, count: int, algorithms: set[str]
) -> None:
    truth = json.loads((SAMPLES / "truth.json").read_text())
    info = import_file(SAMPLES / sample, tmp_path / "library")
    assert (info.format, info.distinct_count, set(info.algorithms)) == (title, count, algorithms)
    with HashIndex.open(index_path(tmp_path / "library", info)) as index:
        for algorithm in algorithms:
            found = [
                bool(index.lookup(DigestSet(**{algorithm: bytes.fromhex(row[algorithm])}))) for row in truth
            ]
            assert sum(found) == count
