"""Lists as other tools really write them, with what their manuals do not say: odd first lines, odd line ends,
odd numbers."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from forensics.errors import HashSetRefused
from forensics.hashset.columns import ColumnMap
from forensics.hashset.proposing import propose
from forensics.hashset.sources import open_source
from tests.hashset.builders import a_file, md5_hex, sha1_hex, sha256_hex
from tests.hashset.reading import read_records, recognised

MODEL = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"
HEXED = {"MD5": md5_hex, "SHA1": sha1_hex, "SHA256": sha256_hex}
TYPE_LINE = "#TYPE Microsoft.PowerShell.Commands.FileHashInfo\r\n"


def refused(path: Path, *, columns: str | None = None) -> str:
    given = None if columns is None else ColumnMap.parse(columns)
    with pytest.raises(HashSetRefused) as trouble:
        read_records(path, columns=given)
    return str(trouble.value)


def digests(path: Path, *, format_name: str | None = None) -> list[str]:
    """The one digest of each record."""
    records, _ = read_records(path, format_name=format_name)
    return [(record.md5 or record.sha1 or record.sha256 or b"").hex() for record in records]


# -- checksum lists


@pytest.mark.skipif(shutil.which("md5sum") is None, reason="md5sum is not installed")
@pytest.mark.parametrize("options", [[], ["-b"], ["--tag"], ["-z"], ["-z", "--tag"]])
def test_hostile_file_names_do_not_cost_a_checksum_list_its_digests(
    tmp_path: Path, options: list[str]
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    names = ["a", "b b", " ", "new\nline", "back\\slash", "#c", "(x) = 0", "*s", "end ", "ret\r"]
    for name in names:
        (folder / name).write_bytes(name.encode())
    command = ["md5sum", *options, "--", *names]
    written = subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout
    assert digests(a_file(tmp_path, written)) == [md5_hex(name.encode()) for name in names]


def test_a_list_with_zeros_for_line_ends_is_whole_or_refused(tmp_path: Path) -> None:
    whole = b"".join(f"{md5_hex(name)}  {name.decode()}".encode() + b"\0" for name in (b"a", b"b\nc"))
    assert digests(a_file(tmp_path, whole)) == [md5_hex(b"a"), md5_hex(b"b\nc")]
    assert "the file seems cut off" in refused(a_file(tmp_path, whole[:-1]))
    assert "line 2: it is not a digest followed" in refused(a_file(tmp_path, whole[:40] + b"\0"))


# -- tables


@pytest.mark.parametrize("first", ["", TYPE_LINE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    ("algorithm", "hexed"), [("MD5", md5_hex), ("SHA1", sha1_hex), ("SHA256", sha256_hex)]
)
def test_what_get_file_hash_exports_is_read(
    tmp_path: Path, first: str, encoding: str, algorithm: str, hexed: Callable[[bytes], str]
) -> None:
    rows = [f'"{algorithm}","{hexed(name).upper()}","C:\\{name!r}"\r\n' for name in (b"a", b"b")]
    text = first + '"Algorithm","Hash","Path"\r\n' + "".join(rows)
    assert digests(a_file(tmp_path, text.encode(encoding))) == [hexed(b"a"), hexed(b"b")]


def test_rows_that_state_another_algorithm_than_the_first_are_refused(tmp_path: Path) -> None:
    rows = [f"SHA256,{sha256_hex(bytes([number]))}\n" for number in range(60)]
    text = "Algorithm,Hash\n" + "".join(rows) + f"PDQ,{sha256_hex(b'p')}\n"
    assert "line 62: its algorithm is 'PDQ' and not SHA256 as above" in refused(
        a_file(tmp_path, text.encode())
    )


def test_64_digits_of_an_algorithm_that_is_not_sha256_are_not_guessed(tmp_path: Path) -> None:
    text = f"Algorithm,Hash\nPDQ,{sha256_hex(b'p')}\n"
    assert "may be SHA-256 or PDQ" in refused(a_file(tmp_path, text.encode()))


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "\ufeffsep=;"])
def test_excels_line_about_the_delimiter_is_no_row(tmp_path: Path, first: str) -> None:
    text = f"{first}\r\nName;MD5;Size\r\nx;{md5_hex(b'a')};12\r\ny;{md5_hex(b'b')};x\r\n"
    assert "line 4: its size 'x'" in refused(a_file(tmp_path, text.encode()))
    whole = a_file(tmp_path, text.replace(";x\r\n", ";13\r\n").encode())
    assert digests(whole) == [md5_hex(b"a"), md5_hex(b"b")]


def test_a_map_does_not_take_the_first_digests_for_names(tmp_path: Path) -> None:
    path = a_file(tmp_path, f"{md5_hex(b'a')},1\n{md5_hex(b'b')},2\n".encode())
    assert "add header=no" in refused(path, columns="md5=1,size=2")
    records, _ = read_records(path, columns=ColumnMap.parse("md5=1,size=2,header=no"))
    assert len(records) == 2


def test_x_ways_calls_its_hash_column_by_number_and_algorithm(tmp_path: Path) -> None:
    text = f"Name\tHash1 (MD5)\r\na\t{md5_hex(b'a')}\r\n"
    assert digests(a_file(tmp_path, text.encode("utf-16"))) == [md5_hex(b"a")]


def test_a_size_in_words_is_refused_with_the_way_round_it(tmp_path: Path) -> None:
    text = f"MD5,Size\n{md5_hex(b'a')},1.2 KB\n"
    assert "a column map without the size leaves it out" in refused(a_file(tmp_path, text.encode()))


def test_rows_longer_than_their_head_line_are_refused_and_not_taken_for_names(tmp_path: Path) -> None:
    text = f"Algorithm,Hash\nSHA256,{sha256_hex(b'a')},{sha256_hex(b'b')}\n"
    assert "it has 3 cells where the first line has 2" in refused(a_file(tmp_path, text.encode()))


@pytest.mark.parametrize("cell", ["a\rb", "a\r", '"a\rb"', "\r"])
def test_a_return_within_a_cell_ends_no_line(tmp_path: Path, cell: str) -> None:
    text = f"MD5,Name\n{md5_hex(b'a')},{cell}\n{md5_hex(b'b')},x\n"
    assert digests(a_file(tmp_path, text.encode())) == [md5_hex(b"a"), md5_hex(b"b")]
    assert "line 3: its MD5 value" in refused(a_file(tmp_path, text.replace(md5_hex(b"b"), "b").encode()))


def test_a_doubt_is_told_once(tmp_path: Path) -> None:
    path = a_file(tmp_path, f"{md5_hex(b'a')},{sha1_hex(b'a')}\n".encode())
    found = propose(open_source(path, is_forced=False))
    assert found is not None
    assert found.doubts == ("There is no line that names the columns.",)


# -- PDQ


def test_md5_beside_pdq_is_not_lost(tmp_path: Path) -> None:
    text = f"MD5,PDQ,Quality\n{md5_hex(b'a')},{sha256_hex(b'p')},50\n"
    records, _ = read_records(a_file(tmp_path, text.encode()))
    assert records[0].md5 == bytes.fromhex(md5_hex(b"a"))
    assert (records[0].pdq, records[0].pdq_quality) == (bytes.fromhex(sha256_hex(b"p")), 50)


def test_the_quality_between_fingerprint_and_file_name_is_kept(tmp_path: Path) -> None:
    text = "".join(f"{sha256_hex(name)},{len(name)},a.jpg\n" for name in (b"a", b"bb"))
    records, _ = read_records(a_file(tmp_path, text.encode()), format_name="pdq")
    assert [record.pdq_quality for record in records] == [1, 2]


# -- VICS


def a_vics_text(*members: str, records: list[dict[str, object]]) -> str:
    address = f'"@odata.context":"{MODEL}"'
    return "{" + ",".join([*members, address, f'"value":{json.dumps(records)}']) + "}"


def test_a_model_is_known_behind_counts_and_with_escaped_slashes(tmp_path: Path) -> None:
    records: list[dict[str, object]] = [{"MD5": md5_hex(b"a"), "Category": 1}]
    for text in (
        a_vics_text('"@odata.count":1', '"@odata.type":"#set"', records=records),
        a_vics_text(records=records).replace("/", "\\/"),
    ):
        _, known = recognised(a_file(tmp_path, text.encode()))
        assert (known.title, known.scheme) == ("VICS 2.0", "VICS 2.0 US")


@pytest.mark.parametrize("count", [1, 2000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_model_is_known_when_its_address_follows_the_records(
    tmp_path: Path, count: int, encoding: str
) -> None:
    records = [{"Category": 1, "MD5": md5_hex(bytes([number % 256]))} for number in range(count)]
    text = json.dumps({"value": records, "@odata.context": MODEL}, indent=1)
    path = a_file(tmp_path, text.encode(encoding))
    _, known = recognised(path)
    assert (known.title, known.scheme) == ("VICS 2.0", "VICS 2.0 US")
    assert len(read_records(path)[0]) == count


def test_numbers_written_with_a_fraction_of_zero_are_whole(tmp_path: Path) -> None:
    records: list[dict[str, object]] = [
        {"MD5": md5_hex(b"a"), "Category": 2.0, "MediaSize": 7.0},
        {"MD5": md5_hex(b"b"), "Category": 2},
    ]
    found, _ = read_records(a_file(tmp_path, a_vics_text(records=records).encode()))
    assert [(record.category, record.size_bytes) for record in found] == [("2", 7), ("2", None)]


@pytest.mark.parametrize("number", [1.5, 1e300])
def test_a_category_that_is_no_whole_number_is_refused(tmp_path: Path, number: float) -> None:
    text = a_vics_text(records=[{"MD5": md5_hex(b"a"), "Category": number}])
    assert "its Category is neither a number nor a text" in refused(a_file(tmp_path, text.encode()))


# -- NSRL deltas


def test_inserts_without_a_transaction_are_refused_with_the_way_to_write_them(tmp_path: Path) -> None:
    text = f"INSERT INTO FILE(sha256,sha1,md5) VALUES('{sha256_hex(b'a')}','','');\n"
    assert "sqldiff --transaction" in refused(a_file(tmp_path, text.encode()))
    dump = f"BEGIN TRANSACTION;\nCREATE TABLE FILE(md5);\n{text}COMMIT;\n"
    assert "import the database itself" in refused(a_file(tmp_path, dump.encode()))
