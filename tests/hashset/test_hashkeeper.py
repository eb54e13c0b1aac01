"""HashKeeper sets: what the csv module finds is what is read; hfind says the same."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.errors import HashSetRefused
from forensics.hashset.records import SetRecord
from tests.hashset.builders import a_file, contents, digests_of, import_file, md5_hex
from tests.hashset.hfind import hfind_finds, hfind_index, needs_hfind
from tests.hashset.reading import read_records

HEAD = (
    '"file_id","hashset_id","file_name","directory","hash","file_size","date_modified","time_modified",'
    '"time_zone","comments","date_accessed","time_accessed"'
)


def quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))


def row(content: bytes, *, name: str = "a.dll", folder: str = "C:\\SYN\\", comment: str = "") -> str:
    middle = f'"{md5_hex(content).upper()}",{len(content)},"","",""'
    return f'1,1,{quoted(name)},{quoted(folder)},{middle},{quoted(comment)},"",""'


def a_hashkeeper_set(folder: Path, rows: list[str]) -> Path:
    return a_file(folder, "".join(f"{line}\r\n" for line in (HEAD, *rows)), name="set.hsh")


def record_of(content: bytes) -> SetRecord:
    return SetRecord(md5=digests_of(content).md5, size_bytes=len(content))


def refused(source: Path) -> str:
    with pytest.raises(HashSetRefused) as caught:
        read_records(source)
    return str(caught.value)


def test_a_set_has_md5_and_size(tmp_path: Path) -> None:
    source = a_hashkeeper_set(tmp_path, [row(c) for c in contents(5)])
    info = import_file(source, tmp_path / "library")
    assert (info.format, info.record_count, info.algorithms, info.sized_count) == (
        "HashKeeper hash set",
        5,
        ("md5",),
        5,
    )
    assert read_records(source)[0] == [record_of(c) for c in contents(5)]


def test_a_size_may_be_absent_or_quoted_and_a_quote_not_doubled(tmp_path: Path) -> None:
    rows = [row(b"a").replace(",1,", ",,"), row(b"b").replace(',1,""', ',"1",""'), row(b"c", name="x")]
    rows[2] = rows[2].replace('"x"', '"say "yes" now"')
    assert read_records(a_hashkeeper_set(tmp_path, rows))[0] == [
        record_of(b"a")._replace(size_bytes=None),
        record_of(b"b"),
        record_of(b"c"),
    ]


texts = st.text(alphabet='ab,"é\\ ;', max_size=8)


@settings(max_examples=100, derandomize=True)
@given(made=st.lists(st.tuples(st.binary(max_size=5), texts, texts, texts), min_size=1, max_size=8))
def test_what_the_csv_module_finds_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[bytes, str, str, str]]
) -> None:
    rows = [row(content, name=name, folder=place, comment=said) for content, name, place, said in made]
    source = a_hashkeeper_set(tmp_path_factory.mktemp("hsh"), rows)
    found = csv.DictReader(io.StringIO(source.read_bytes().decode(), newline=""))
    expected = [SetRecord(bytes.fromhex(r["hash"]), size_bytes=int(r["file_size"])) for r in found]
    assert read_records(source)[0] == expected


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (lambda text: text[:-3], "line 3: it does not have the 12 columns that the first line names"),
        (lambda text: text + ',"more"', "line 3: it does not have the 12 columns"),
        (lambda text: text.replace(md5_hex(b"b").upper(), "A" * 40), "line 3: its MD5 value has 40 digits"),
        (lambda text: text.replace(',1,"', ',1 KB,"'), "line 3: its size is not a number"),
    ],
)
def test_an_unfit_row_is_refused_by_its_line(tmp_path: Path, changed: object, sentence: str) -> None:
    assert callable(changed)
    assert sentence in refused(a_hashkeeper_set(tmp_path, [row(b"a"), changed(row(b"b")), row(b"c")]))


def test_a_set_cut_within_a_line_is_refused(tmp_path: Path) -> None:
    whole = a_hashkeeper_set(tmp_path, [row(c) for c in contents(3)]).read_bytes()
    ends = {place + 1 for place, byte in enumerate(whole) if byte == 0x0A}
    for length in range(len(HEAD) + len("\r\n"), len(whole)):
        if length not in ends:
            assert "nothing" in refused(a_file(tmp_path, whole[:length], name="cut.hsh"))


def test_the_description_of_a_set_is_not_taken_for_it(tmp_path: Path) -> None:
    source = a_file(
        tmp_path, '"hashset_id","name","vendor","package","version","notes"\r\n1,"x","","","",""\r\n'
    )
    assert "describes a HashKeeper set (.hke) and has no digests" in refused(source)


@needs_hfind
def test_hfind_finds_what_is_read(tmp_path: Path) -> None:
    source = a_hashkeeper_set(tmp_path, [row(c, name="x, y") for c in contents(30)])
    hfind_index(source, "hk")
    digests = [record.md5 for record in read_records(source)[0]]
    assert hfind_finds(source, [*digests, digests_of(b"absent").md5]) == [True] * 30 + [False]
