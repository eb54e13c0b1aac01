"""Tables are read by their head line or by the examiner's map; what may be PDQ is never taken for SHA-256."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics.errors import HashSetRefused
from forensics.hashset.columns import ColumnMap, Kind
from forensics.hashset.proposing import Proposal, propose
from forensics.hashset.records import SetRecord
from forensics.hashset.sources import open_source
from tests.hashset.builders import a_file, contents, digests_of, md5_hex, sha1_hex, sha256_hex
from tests.hashset.reading import read_records, recognised


def a_table(rows: Iterable[Sequence[object]], *, delimiter: str = ",", end: str = "\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


def proposal_of(path: Path) -> Proposal:
    found = propose(open_source(path, is_forced=False))
    assert found is not None
    return found


# -- the map


@pytest.mark.parametrize(
    "text",
    [
        "md5=Hash",
        "md5=Hash,sha1=3,size=File Size,category=Cat,delimiter=;",
        "md5=1,sha1=2,sha256=3,size=4,category=5,pdq=6,quality=7,photodna=8,delimiter=tab,header=no",
        "sha256=a,b,size=c=d",
        "md5=1,delimiter=,,header=no",
        "md5=1,delimiter=,",
        "pdq=hash,delimiter=|",
    ],
)
def test_a_map_is_spelled_as_it_was_written(text: str) -> None:
    assert ColumnMap.parse(text).spelled() == text


def test_a_map_says_what_it_was_told() -> None:
    found = ColumnMap.parse(" MD5 = Hash value ,size=File, compressed,delimiter=TAB,header=yes")
    assert found == ColumnMap(
        columns=((Kind.MD5, "Hash value"), (Kind.SIZE, "File, compressed")), delimiter="\t"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not of the form kind=column"),
        ("md5", "is not of the form kind=column"),
        ("md5=", "is not of the form kind=column"),
        ("crc=1", "there is no kind called crc"),
        ("md5=1,md5=2", "md5 is given twice"),
        ("size=1,category=2", "it names no column of digests"),
        ("md5=1,quality=2", "a quality belongs to a PDQ column"),
        ("md5=1,sha1=1", "it names one column twice"),
        ("md5=0", "columns are counted from 1"),
        ("md5=Hash,header=no", "without a header line columns are given by number"),
        ("md5=1,header=maybe", "header is yes or no"),
        ("md5=1,delimiter=ab", "ab cannot divide columns"),
        ("md5=1,delimiter=x", "x cannot divide columns"),
        ('md5=1,delimiter="', "cannot divide columns"),
    ],
)
def test_a_map_that_cannot_be_used_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(HashSetRefused, match=reason):
        ColumnMap.parse(text)


# -- by the head line


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_table_that_names_its_digests_is_read(
    tmp_path: Path, delimiter: str, end: str, encoding: str
) -> None:
    name = f'é "quoted"{delimiter} name'
    rows: list[list[object]] = [
        ["Name", "MD5", "SHA-1", "SHA_256", "File Size", "Category"],
        [name, md5_hex(b"a"), sha1_hex(b"a").upper(), sha256_hex(b"a"), 5, " bad "],
        ["", "", "", "", "", ""],
        [name, "", sha1_hex(b"b"), f" {sha256_hex(b'b')} ", "", ""],
    ]
    source = a_file(tmp_path, a_table(rows, delimiter=delimiter, end=end).encode(encoding))
    form, found = recognised(source)
    assert (form.KEY, found.title, found.is_notable_only) == ("table", "table", False)
    assert "Columns taken: md5=2,sha1=3,sha256=4,size=5,category=6" in found.notes[0]
    records, dropped = read_records(source)
    one, two = digests_of(b"a"), digests_of(b"b")
    assert records == [
        SetRecord(one.md5, one.sha1, one.sha256, 5, "bad"),
        SetRecord(None, two.sha1, two.sha256),
    ]
    assert not dropped


@pytest.mark.parametrize("head", ["hash", "Hash value", "DIGEST", "value"])
@pytest.mark.parametrize(("written", "kind"), [(md5_hex, "MD5"), (sha1_hex, "SHA1")])
def test_a_hash_column_is_taken_for_what_its_digits_say_and_the_note_tells_so(
    tmp_path: Path, head: str, written: object, kind: str
) -> None:
    assert callable(written)
    source = a_file(tmp_path, a_table([["nr", head], [1, written(b"a")], [2, written(b"b")]]))
    _, found = recognised(source)
    assert found.notes[1].startswith(f"The column “{head}” was taken for {kind}, because its values have")
    assert len(read_records(source)[0]) == 2


def test_64_digits_that_are_not_called_sha256_are_never_taken(tmp_path: Path) -> None:
    alone = a_file(tmp_path, a_table([["nr", "hash"], [1, sha256_hex(b"a")]]))
    with pytest.raises(
        HashSetRefused, match=r"“hash” has values of 64 digits, which may be SHA-256 or PDQ; say which"
    ):
        recognised(alone)
    beside = a_file(tmp_path, a_table([["md5", "hash"], [md5_hex(b"a"), sha256_hex(b"a")]]))
    assert (
        "“hash” has values of 64 digits and is not called SHA-256; it was not taken."
        in recognised(beside)[1].notes[1]
    )
    assert read_records(beside)[0] == [SetRecord(digests_of(b"a").md5)]


def test_two_columns_of_one_name_need_a_map(tmp_path: Path) -> None:
    source = a_file(tmp_path, a_table([["md5", "md5"], [md5_hex(b"a"), md5_hex(b"b")]]))
    with pytest.raises(HashSetRefused, match="Two columns are called MD5; say which column holds what"):
        recognised(source)


def test_a_table_without_a_head_line_needs_a_map(tmp_path: Path) -> None:
    source = a_file(tmp_path, a_table([[1, md5_hex(b"a"), 7], [2, md5_hex(b"b"), 8]]))
    with pytest.raises(HashSetRefused, match="no line that names the columns; say which column holds what"):
        recognised(source)
    columns = ColumnMap.parse("md5=2,size=3,header=no")
    assert [r.size_bytes for r in read_records(source, columns=columns)[0]] == [7, 8]


@pytest.mark.parametrize(
    "text",
    [
        "name,size\na,5\n",
        "just a letter, with commas\nand lines, of text\n",
        '{"md5": 1, "sha1": 2}\n',
        "md5,sha1\n",
    ],
)
def test_a_text_without_digests_is_not_taken_for_a_table(tmp_path: Path, text: str) -> None:
    with pytest.raises(HashSetRefused, match="is not"):
        recognised(a_file(tmp_path, text))


# -- by the examiner's map


def test_a_map_by_name_and_number_is_followed(tmp_path: Path) -> None:
    rows = [["Picture", "Fingerprint", "Grade", "Check"], ["x", sha256_hex(b"p"), "88", sha256_hex(b"a")]]
    source = a_file(tmp_path, a_table(rows, delimiter=";"))
    columns = ColumnMap.parse("sha256=check,pdq=2,quality=GRADE")
    (record,), _ = read_records(source, columns=columns)
    assert record == SetRecord(
        sha256=digests_of(b"a").sha256, pdq=bytes.fromhex(sha256_hex(b"p")), pdq_quality=88
    )
    assert recognised(source, columns=columns)[1].notes == (
        "Columns taken: sha256=check,pdq=2,quality=GRADE.",
    )


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ("md5=Hash", "no column is called Hash"),
        ("md5=9", "there is no column 9; the first line has 3"),
        ("md5=a", "two columns are called a"),
    ],
)
def test_a_map_that_does_not_fit_is_refused(tmp_path: Path, columns: str, reason: str) -> None:
    source = a_file(tmp_path, a_table([["md5", "a", "a"], [md5_hex(b"a"), 1, 2]]))
    with pytest.raises(HashSetRefused, match=reason):
        recognised(source, columns=ColumnMap.parse(columns))


def test_a_map_belongs_to_a_table_and_no_other_form(tmp_path: Path) -> None:
    source = a_file(tmp_path, f"{md5_hex(b'a')}\n")
    with pytest.raises(
        HashSetRefused, match="A column map is for a table; leave it out to read the form plain"
    ):
        recognised(source, format_name="plain", columns=ColumnMap.parse("md5=1"))
    assert recognised(source, columns=ColumnMap.parse("md5=1,header=no"))[0].KEY == "table"


# -- rows that cannot be


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([md5_hex(b"b")[:-1], "", ""], "its MD5 value"),
        ([sha1_hex(b"b"), "", ""], "its MD5 value has 40 digits"),
        ([md5_hex(b"b")[:-2] + "xy", "", ""], "its MD5 value is not hexadecimal"),
        (["é" * 32, "", ""], "its MD5 value is not hexadecimal"),
        ([md5_hex(b"b"), "1,200", ""], "its size '1,200' is not a number of bytes in plain digits"),
        ([md5_hex(b"b"), "1 200", ""], "its size '1 200' is not"),
        ([md5_hex(b"b"), "-1", ""], "its size '-1' is not"),
        ([md5_hex(b"b"), "1_000", ""], "its size '1_000' is not"),
        ([md5_hex(b"b"), "²", ""], "its size '\\xb2' is not a number of bytes"),
        ([md5_hex(b"b"), "1" * 5000, ""], "no file has the size that it gives"),
        ([md5_hex(b"b"), str(1 << 63), ""], "no file has the size that it gives"),
        ([md5_hex(b"b"), "", "x" * 257], "its category has more than 256 characters"),
        ([md5_hex(b"b"), ""], "it has 2 cells where the first line has 3"),
        ([md5_hex(b"b"), "", "", "x"], "it has 4 cells where the first line has 3"),
    ],
)
@pytest.mark.parametrize("before", [1, 30_000])
def test_an_unfit_row_is_refused_by_line(
    tmp_path: Path, cells: list[str], sentence: str, before: int
) -> None:
    rows = [
        ["MD5", "size", "category"],
        *[[md5_hex(b"a"), "1", "x"]] * before,
        cells,
        [md5_hex(b"a"), "1", "x"],
    ]
    with pytest.raises(HashSetRefused) as caught:
        read_records(a_file(tmp_path, a_table(rows)))
    assert f"line {before + 2:,}: {sentence}" in str(caught.value)


@pytest.mark.parametrize("tail", ['"open', '"a"b,1,2\n'])
def test_a_row_with_broken_quotes_is_refused(tmp_path: Path, tail: str) -> None:
    text = a_table([["md5", "size", "name"], [md5_hex(b"a"), 1, "x"]], end="\n") + tail
    with pytest.raises(HashSetRefused, match="line 3: it is not a row of a table"):
        read_records(a_file(tmp_path, text))


def test_a_table_cut_anywhere_in_its_last_row_is_refused(tmp_path: Path) -> None:
    whole = a_table([["md5", "size"], [md5_hex(b"a"), 1000], [md5_hex(b"b"), 1000]], end="\n")
    last = whole.index(md5_hex(b"b"))
    for length in range(last + 1, len(whole)):
        with pytest.raises(HashSetRefused, match="nothing of the set was kept"):
            read_records(a_file(tmp_path, whole[:length]))


def test_a_whole_last_row_needs_no_line_end_when_its_last_cell_is_whole(tmp_path: Path) -> None:
    whole = a_table([["size", "md5"], [1000, md5_hex(b"a")], [1000, md5_hex(b"b")]], end="\n")
    assert len(read_records(a_file(tmp_path, whole.rstrip()))[0]) == 2


def test_records_without_a_digest_are_counted(tmp_path: Path) -> None:
    rows: list[list[object]] = [["md5", "size"], ["", 5], [md5_hex(b"a"), ""]]
    assert read_records(a_file(tmp_path, a_table(rows)))[1] == {"records without MD5, SHA-1 and SHA-256": 1}


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=6)


@settings(
    derandomize=True,
    deadline=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(
        st.tuples(
            cells,
            st.sampled_from([*map(md5_hex, contents(3)), ""]),
            st.none() | st.integers(0, 1 << 62),
            cells,
        ),
        min_size=1,
        max_size=5,
    ),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_a_table_holds_is_read_whatever_its_other_cells_say(
    tmp_path: Path, rows: list[tuple[str, str, int | None, str]], delimiter: str
) -> None:
    text = a_table([("Note", "MD5", "Size", "Category"), *rows], delimiter=delimiter, end="\n")
    columns = ColumnMap(
        columns=((Kind.MD5, 2), (Kind.SIZE, 3), (Kind.CATEGORY, 4)), delimiter=delimiter, has_header=True
    )
    kept = [row for row in rows if any(cell is not None and str(cell).strip() for cell in row)]
    expected = [
        SetRecord(bytes.fromhex(md5) or None, None, None, size, category.strip() or None)
        for _, md5, size, category in kept
    ]
    assert read_records(a_file(tmp_path, text.encode()), columns=columns)[0] == expected


# -- what is proposed


def test_a_proposal_shows_the_table_and_its_likely_map(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Name", "MD5 hash", "Bytes"],
        *[[f"file {number}", md5_hex(b"%d" % number), number] for number in range(60)],
    ]
    found = proposal_of(a_file(tmp_path, a_table(rows, delimiter=";")))
    assert (found.names, found.delimiter, found.has_header, found.doubts) == (
        ("Name", "MD5 hash", "Bytes"),
        ";",
        True,
        (),
    )
    assert len(found.rows) == 10
    assert found.rows[0] == ("file 0", md5_hex(b"0"), "0")
    assert found.likely == ColumnMap(columns=((Kind.MD5, 2), (Kind.SIZE, 3)), delimiter=";")


def test_without_a_head_line_columns_are_numbered_and_the_examiner_is_asked(tmp_path: Path) -> None:
    found = proposal_of(a_file(tmp_path, a_table([["x", sha1_hex(b"a")], ["y", sha1_hex(b"b")]])))
    assert (found.names, found.has_header) == (("column 1", "column 2"), False)
    assert found.likely == ColumnMap(columns=((Kind.SHA1, 2),), delimiter=",", has_header=False)
    assert "There is no line that names the columns" in found.doubts[0]


def test_a_proposal_takes_no_notice_of_a_line_the_opening_cuts(tmp_path: Path) -> None:
    rows = [["Name", "MD5"], *[["n" * 2000, md5_hex(b"a")]] * 60]
    found = proposal_of(a_file(tmp_path, a_table(rows)))
    assert found.doubts == ()
    assert found.likely is not None


def test_what_a_proposal_shows_is_safe_to_show(tmp_path: Path) -> None:
    found = proposal_of(a_file(tmp_path, a_table([["a\x1b[31m", "MD5"], ["\u202e", md5_hex(b"a")]])))
    assert found.names[0] == "a\\x1B[31m"
    assert found.rows[0][0] == "\\u{202E}"


def test_a_file_that_is_no_text_has_no_proposal(tmp_path: Path) -> None:
    assert propose(open_source(a_file(tmp_path, b"SQLite\0\x01,\x02"), is_forced=False)) is None
