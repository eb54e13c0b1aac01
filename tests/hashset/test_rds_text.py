"""NSRL text sets of versions 1 and 2: what the csv module finds is what is read; hfind says the same."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.errors import HashSetRefused
from forensics.hashset.formats import rds
from forensics.hashset.records import SetRecord
from tests.hashset.builders import a_file, contents, digests_of, import_file, md5_hex, sha1_hex
from tests.hashset.hfind import hfind_finds, hfind_index, needs_hfind
from tests.hashset.reading import read_records, recognised

V2 = '"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"'
V1 = '"SHA-1","FileName","FileSize","ProductCode","OpSystemCode","MD4","MD5","CRC32","SpecialCode"'
SHARED = Path(__file__).parents[3] / "shared"


def row_2(content: bytes, *, name: str = "a.dll") -> str:
    sha1, md5 = sha1_hex(content).upper(), md5_hex(content).upper()
    return f'"{sha1}","{md5}","00000000","{name}",{len(content)},100,"358",""'


def row_1(content: bytes, *, name: str = "a.dll") -> str:
    sha1, md5 = sha1_hex(content).upper(), md5_hex(content).upper()
    return f'"{sha1}","{name}","{len(content)}","100","WIN","{md5}","{md5}","00000000","M"'


def a_text_set(folder: Path, rows: list[str], *, head: str = V2, name: str = "NSRLFile.txt") -> Path:
    return a_file(folder, "".join(f"{line}\r\n" for line in (head, *rows)).encode("latin-1"), name=name)


def record_of(content: bytes) -> SetRecord:
    digests = digests_of(content)
    return SetRecord(digests.md5, digests.sha1, None, len(content))


def refused(source: Path) -> str:
    with pytest.raises(HashSetRefused) as caught:
        read_records(source)
    return str(caught.value)


@pytest.mark.parametrize(("head", "row", "version"), [(V1, row_1, "1"), (V2, row_2, "2")])
@pytest.mark.parametrize(
    "name",
    ["a.dll", "é.dll", "a,b", 'say "yes".txt', 'say ""yes"".txt', '"', '""', '","', 'x",1,2', "", "\x00"],
)
def test_a_row_is_read_whatever_its_file_is_called(
    tmp_path: Path, head: str, row: Callable[..., str], version: str, name: str
) -> None:
    source = a_text_set(tmp_path, [row(b"one", name=name), row(b"four"), row(b"", name=name)], head=head)
    assert recognised(source)[1].title == f"NSRL RDSv{version} text"
    assert read_records(source)[0] == [record_of(b"one"), record_of(b"four"), record_of(b"")]


def test_a_text_set_is_known_and_not_harmless(tmp_path: Path) -> None:
    info = import_file(a_text_set(tmp_path, [row_2(b"a")]), tmp_path / "library", role="known")
    assert (info.format, info.algorithms, info.sized_count) == ("NSRL RDSv2 text", ("md5", "sha1"), 1)
    assert info.notes == (rds.NOTE,)


def test_several_texts_put_together_and_blank_lines_are_read(tmp_path: Path) -> None:
    rows = [row_2(b"a"), V2, "", row_2(b"b"), ""]
    assert read_records(a_text_set(tmp_path, rows))[0] == [record_of(b"a"), record_of(b"b")]


def test_values_that_are_absent_are_absent(tmp_path: Path) -> None:
    rows = [
        row_2(b"a").replace(sha1_hex(b"a").upper(), ""),
        row_2(b"b").replace(",1,", ",,"),
        row_2(b"c").replace(sha1_hex(b"c").upper(), "").replace(md5_hex(b"c").upper(), ""),
    ]
    records, dropped = read_records(a_text_set(tmp_path, rows))
    assert records == [
        record_of(b"a")._replace(sha1=None),
        record_of(b"b")._replace(size_bytes=None),
        SetRecord(size_bytes=1),
    ]
    assert dropped == {"records without MD5, SHA-1 and SHA-256": 1}


names = st.text(alphabet='ab,"é\\ ;', max_size=10)


@settings(max_examples=100, derandomize=True)
@given(made=st.lists(st.tuples(st.binary(max_size=5), names), min_size=1, max_size=8))
def test_what_the_csv_module_finds_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[bytes, str]]
) -> None:
    rows = [row_2(content, name=name.replace('"', '""')) for content, name in made]
    source = a_text_set(tmp_path_factory.mktemp("text"), rows)
    found = csv.DictReader(io.StringIO(source.read_bytes().decode("latin-1"), newline=""))
    expected = [
        SetRecord(bytes.fromhex(row["MD5"]), bytes.fromhex(row["SHA-1"]), None, int(row["FileSize"]))
        for row in found
    ]
    assert read_records(source)[0] == expected


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (row_2(b"b")[:-4], "line 3: it does not have the 8 columns that the first line names"),
        (
            row_2(b"b").replace('"' + sha1_hex(b"b").upper(), '"xyz'),
            "line 3: its SHA1 value is not hexadecimal",
        ),
        (row_2(b"b").replace(md5_hex(b"b").upper(), "z" * 32), "line 3: its MD5 value is not hexadecimal"),
        (row_2(b"b").replace(",1,", ",many,"), "line 3: its size is not a number"),
        (row_2(b"b").replace(",1,", ",-1,"), "line 3: its size is not a number"),
        (row_2(b"b").replace(",1,", f",{1 << 63},"), "line 3: no file has the size"),
        ("nothing", "line 3: it does not have the 8 columns"),
    ],
)
def test_an_unfit_row_is_refused_by_its_line(tmp_path: Path, row: str, sentence: str) -> None:
    assert sentence in refused(a_text_set(tmp_path, [row_2(b"a"), row, row_2(b"c")]))


def test_a_text_set_cut_within_a_line_is_refused(tmp_path: Path) -> None:
    whole = a_text_set(tmp_path, [row_2(c) for c in contents(3)]).read_bytes()
    ends = {place + 1 for place, byte in enumerate(whole) if byte == 0x0A}
    for length in range(len(V2) + len("\r\n"), len(whole)):
        if length not in ends:
            assert "nothing" in refused(a_file(tmp_path, whole[:length], name="cut.txt"))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("NSRLProd.txt", "list of products"),
        ("NSRLMfg.txt", "list of makers"),
        ("NSRLOS.txt", "operating systems"),
    ],
)
def test_the_companions_of_a_text_set_are_named(tmp_path: Path, name: str, told: str) -> None:
    heads = {
        "NSRLProd.txt": '"ProductCode","ProductName","ProductVersion","OpSystemCode","MfgCode","Language"',
        "NSRLMfg.txt": '"MfgCode","MfgName"',
        "NSRLOS.txt": '"OpSystemCode","OpSystemName","OpSystemVersion","MfgCode"',
    }
    source = a_text_set(tmp_path, ['1,"x"'], head=heads[name], name=name)
    sentence = refused(source)
    assert told in sentence
    assert "Give NSRLFile.txt" in sentence


@needs_hfind
@pytest.mark.parametrize("kind", ["nsrl-md5", "nsrl-sha1"])
def test_hfind_finds_what_is_read(tmp_path: Path, kind: str) -> None:
    source = a_text_set(tmp_path, [row_2(c, name="x, y") for c in contents(30)])
    hfind_index(source, kind)
    records, _ = read_records(source)
    digests = [record.md5 if kind == "nsrl-md5" else record.sha1 for record in records]
    absent = [digests_of(b"absent").md5 if kind == "nsrl-md5" else digests_of(b"absent").sha1]
    assert hfind_finds(source, [*digests, *absent]) == [True] * 30 + [False]
