"""Each form gives the records its file holds; look-alikes and forms that are not read are refused by name."""

import codecs
import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from forensics.digests import DigestSet
from forensics.errors import HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.index import HashIndex, RecordMatch
from forensics.hashset.library import index_path
from tests.hashset.builders import (
    a_file,
    a_plain_list,
    an_rds_database,
    contents,
    digests_of,
    import_file,
    md5_hex,
    rds_row,
    sha1_hex,
    sha256_hex,
)

SHARED = Path(__file__).parents[3] / "shared"
SAMPLES = SHARED / "formats" / "hashsets"
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample sets are not beside the repository"
)


def matches(library: Path, info: SetInfo, digests: DigestSet) -> tuple[RecordMatch, ...]:
    with HashIndex.open(index_path(library, info)) as index:
        return index.lookup(digests)


def refused(source: Path, library: Path, *, role: str = "notable", format_name: str | None = None) -> str:
    with pytest.raises(HashSetRefused) as caught:
        import_file(source, library, role=role, format_name=format_name)
    return str(caught.value)


# -- plain lists


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "encode",
    [
        str.encode,
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16 little", "utf-16 big"],
)
def test_a_plain_list_is_read_however_its_text_is_written(tmp_path: Path, end: str, encode: object) -> None:
    lines = ["# a comment", md5_hex(b"a").upper(), "", f"  {sha1_hex(b'b')} ", sha256_hex(b"c")]
    assert callable(encode)
    info = import_file(a_file(tmp_path, encode(end.join([*lines, ""]))), tmp_path / "library")
    assert (info.format, info.record_count, info.algorithms) == (
        "plain hash list",
        3,
        ("md5", "sha1", "sha256"),
    )
    for record, content in enumerate((b"a", b"b", b"c")):
        assert [m.record for m in matches(tmp_path / "library", info, digests_of(content))] == [record]


def test_a_mixed_list_may_end_in_a_length_that_has_come_before(tmp_path: Path) -> None:
    text = "\n".join((md5_hex(b"a"), sha1_hex(b"b"), md5_hex(b"c"), sha1_hex(b"d")))
    assert import_file(a_file(tmp_path, text), tmp_path / "library").record_count == 4


def test_an_x_ways_list_holds_what_its_first_line_names(tmp_path: Path) -> None:
    info = import_file(a_file(tmp_path, f"SHA-1\r\n{sha1_hex(b'a')}\r\n"), tmp_path / "library")
    assert (info.format, info.record_count, info.algorithms) == ("X-Ways text list", 1, ("sha1",))
    wrong = a_file(tmp_path, f"MD5\r\n{md5_hex(b'a')}\r\n{sha1_hex(b'a')}\r\n")
    assert "line 3: it is not a MD5 digest, which the first line names" in refused(wrong, tmp_path / "second")


@pytest.mark.parametrize(
    ("name", "head"),
    [("list.txt", "# PDQ fingerprints\n"), ("pdq.txt", ""), ("list.csv", "hash,quality,label\n")],
)
def test_a_list_that_speaks_of_pdq_is_not_taken_for_sha256(tmp_path: Path, name: str, head: str) -> None:
    source = a_file(tmp_path, head + f"{sha256_hex(b'a')}\n", name=name)
    assert "PDQ picture fingerprints is not supported yet" in refused(source, tmp_path / "library")


def test_the_examiner_may_say_that_a_doubtful_list_is_plain(tmp_path: Path) -> None:
    source = a_plain_list(tmp_path, [sha256_hex(b"a")], name="not_pdq.txt")
    assert import_file(source, tmp_path / "library", format_name="plain").algorithms == ("sha256",)


# -- checksum lists


@pytest.mark.parametrize(
    ("tool", "title"),
    [("md5sum", "md5sum list"), ("sha1sum", "sha1sum list"), ("sha256sum", "sha256sum list")],
)
@pytest.mark.parametrize("option", ["--text", "--binary", "--tag"])
def test_what_the_checksum_tools_write_is_read(tmp_path: Path, tool: str, title: str, option: str) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    names = ["plain.txt", "two  blanks", "back\\slash", "new\nline", "(brackets) = x"]
    for number, name in enumerate(names):
        (evidence / name).write_bytes(b"%d" % number)
    made = subprocess.run([tool, option, *names], cwd=evidence, capture_output=True, check=True).stdout
    info = import_file(a_file(tmp_path, made), tmp_path / "library")
    assert (info.format, info.record_count) == ("BSD checksum list" if option == "--tag" else title, 5)
    for number in range(5):
        found = matches(tmp_path / "library", info, digests_of(b"%d" % number))
        assert [m.record for m in found] == [number]


def test_what_openssl_writes_is_read(tmp_path: Path) -> None:
    text = (
        f"SHA2-256(a.jpg)= {sha256_hex(b'a')}\nSHA1(b.jpg)= {sha1_hex(b'b')}\nMD5(c.jpg)= {md5_hex(b'c')}\n"
    )
    assert import_file(a_file(tmp_path, text), tmp_path / "library").algorithms == ("md5", "sha1", "sha256")


# -- hashdeep


@pytest.mark.skipif(shutil.which("hashdeep") is None, reason="hashdeep is not installed")
@pytest.mark.parametrize("columns", ["md5", "sha1,sha256", "md5,sha1,sha256,tiger,whirlpool"])
def test_what_hashdeep_writes_is_read(tmp_path: Path, columns: str) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    for number in range(1, 5):
        (evidence / f"a, b {number}.jpg").write_bytes(b"x" * number)
    made = subprocess.run(
        ["hashdeep", "-c", columns, "-r", "-l", "evidence"], cwd=tmp_path, capture_output=True, check=True
    ).stdout
    info = import_file(a_file(tmp_path, made), tmp_path / "library")
    assert (info.format, info.record_count, info.sized_count) == ("hashdeep 1.0", 4, 4)
    assert info.algorithms == tuple(a for a in ("md5", "sha1", "sha256") if a in columns)
    assert len(info.notes) == (2 if "tiger" in columns else 0)
    for number in range(1, 5):
        (found,) = matches(tmp_path / "library", info, digests_of(b"x" * number))
        assert found.size_bytes == number


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["%%%% HASHDEEP-1.0", f"1,{md5_hex(b'a')},a"], "line 2: the line that names the columns is missing"),
        (
            ["%%%% HASHDEEP-1.0", "%%%% size,md5,filename", f"1,{md5_hex(b'a')}"],
            "line 3: it has 2 of 3 columns",
        ),
        (
            ["%%%% HASHDEEP-1.0", "%%%% size,md5,filename", f"1,{sha1_hex(b'a')},a"],
            "line 3: its MD5 value has 40",
        ),
        (["%%%% HASHDEEP-1.0", "%%%% size,md5,filename", f"x,{md5_hex(b'a')},a"], "line 3: its size is not"),
        (["%%%% HASHDEEP-1.0", "%%%% size,tiger,filename", "1,00,a"], "line 2: the list has none of MD5"),
        (["%%%% HASHDEEP-1.0", "%%%% filename,size,md5", "a,1,00"], "line 2: it does not name the columns"),
        (["%%%% HASHDEEP-1.0", "%%%% size,md5,filename"], "there is no record in it"),
    ],
)
def test_a_hashdeep_list_out_of_shape_is_refused(tmp_path: Path, lines: list[str], sentence: str) -> None:
    assert sentence in refused(a_file(tmp_path, "\n".join(lines) + "\n"), tmp_path / "library")


# -- NSRL RDSv3


def test_an_rds_set_gives_its_version_and_repeats_no_file(tmp_path: Path) -> None:
    rows = [rds_row(c, package=package) for package in (1, 2, 3) for c in contents(4)]
    info = import_file(an_rds_database(tmp_path, rows), tmp_path / "library", role="known")
    assert (info.format, info.version) == ("NSRL RDSv3 minimal", "2099.03.1")
    assert (info.record_count, info.distinct_count, info.digest_counts) == (12, 4, (12, 12, 12))
    assert any("Known is not harmless" in note for note in info.notes)
    for record, content in enumerate(contents(4)):
        (found,) = matches(tmp_path / "library", info, digests_of(content))
        assert (found.record, found.algorithm, found.size_bytes) == (record, "sha256", len(content))


def test_a_full_rds_set_is_read_through_its_view(tmp_path: Path) -> None:
    path = an_rds_database(tmp_path, [])
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "DROP TABLE FILE;"
            "CREATE TABLE METADATA (sha256, sha1, md5, file_name, extension, bytes, package_id);"
            "CREATE VIEW FILE AS SELECT UPPER(sha256) AS sha256, UPPER(sha1) AS sha1, UPPER(md5) AS md5,"
            " file_name || '.' || extension AS file_name, bytes AS file_size, package_id FROM METADATA;"
        )
        row = (sha256_hex(b"a"), sha1_hex(b"a"), md5_hex(b"a"), "a", "dll", 1, 1)
        database.execute("INSERT INTO METADATA VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        database.commit()
    info = import_file(path, tmp_path / "library", role="known")
    assert (info.format, info.record_count) == ("NSRL RDSv3 full", 1)
    assert matches(tmp_path / "library", info, digests_of(b"a"))[0].size_bytes == 1


def test_an_rds_set_agrees_with_sqlite_on_every_digest(tmp_path: Path) -> None:
    path = an_rds_database(tmp_path, [rds_row(c) for c in contents(500)])
    info = import_file(path, tmp_path / "library", role="known")
    with (
        closing(sqlite3.connect(path)) as database,
        HashIndex.open(index_path(tmp_path / "library", info)) as index,
    ):
        for (sha1,) in database.execute("SELECT sha1 FROM FILE"):
            assert index.lookup(DigestSet(sha1=bytes.fromhex(sha1)))


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        (0, "XYZ", "its SHA256 value is not hexadecimal"),
        (1, "00", "its SHA1 value has 2 digits"),
        (2, 5.5, "its MD5 value"),
        (5, "big", "its file_size is not a number"),
        (5, -3, "no file has the size -3"),
    ],
)
def test_an_unfit_rds_row_is_refused_by_number(
    tmp_path: Path, place: int, value: object, sentence: str
) -> None:
    row = list(rds_row(b"b"))
    row[place] = value
    told = refused(an_rds_database(tmp_path, [rds_row(b"a"), row]), tmp_path / "library")
    assert sentence in told
    assert "1" in told.split(":")[0]


def test_a_cut_or_damaged_rds_set_is_refused(tmp_path: Path) -> None:
    whole = an_rds_database(tmp_path, [rds_row(c) for c in contents(2000)]).read_bytes()
    assert "is cut off" in refused(a_file(tmp_path, whole[:-4096], name="cut.db"), tmp_path / "library")
    last_of_other_tables = 7  # MFG, OS, PKG and VERSION: only the version is read
    for page in (1, 2, *range(last_of_other_tables + 1, len(whole) // 4096, 11)):
        torn = bytearray(whole)
        torn[page * 4096 : (page + 1) * 4096] = b"\xff" * 4096
        told = refused(a_file(tmp_path, bytes(torn), name="torn.db"), tmp_path / "library")
        assert "nothing" in told
    assert not (tmp_path / "library").exists()


def test_an_rds_set_that_is_still_being_written_is_refused(tmp_path: Path) -> None:
    path = an_rds_database(tmp_path, [rds_row(b"a")])
    a_file(tmp_path, b"unfinished", name="rds.db-wal")
    assert "has an unfinished change beside it" in refused(path, tmp_path / "library")


# -- forms that are not read


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"HASH\r\n\xff\x00\x02\x00\x00\x00\x01\x00\x00\x00" + bytes(1200), "An EnCase .hash set"),
        (b"\x1f\x8b\x08" + bytes(20), "A gzip archive"),
        (b"PK\x03\x04" + bytes(20), "A zip archive"),
        (b'"SHA-1","MD5","CRC32","FileName","FileSize"\r\n', "An NSRL RDS version 2 text set"),
        (b'"file_id","hashset_id","file_name","directory","hash"\r\n', "A HashKeeper .hsh set"),
        (b'{"some": "JSON"}', "A JSON file that does not begin with the address of a VICS model"),
        (b"BEGIN TRANSACTION;\nINSERT INTO FILE VALUES('x');\n", "An NSRL RDS version 3 delta"),
        (b"SQLite format 3\x00" + bytes(200), "the SQLite database is damaged"),
    ],
)
def test_a_form_that_is_not_read_is_refused_by_name(tmp_path: Path, content: bytes, name: str) -> None:
    assert name in refused(a_file(tmp_path, content), tmp_path / "library")


# -- the samples with known truth


@needs_samples
@pytest.mark.parametrize(
    ("sample", "title", "count", "algorithms"),
    [
        ("synthetic.plain_md5.txt", "plain hash list", 5, {"md5"}),
        ("xways_md5.txt", "X-Ways text list", 5, {"md5"}),
        ("synthetic.md5sum", "md5sum list", 5, {"md5"}),
        ("synthetic.md5.bsd", "BSD checksum list", 5, {"md5"}),
        ("synthetic.sha1sum", "sha1sum list", 5, {"sha1"}),
        ("synthetic.sha256sum", "sha256sum list", 5, {"sha256"}),
        ("synthetic.hashdeep", "hashdeep 1.0", 5, {"md5", "sha1", "sha256"}),
        ("RDS_2099.03.1_synthetic_minimal.db", "NSRL RDSv3 minimal", 3, {"md5", "sha1", "sha256"}),
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


@needs_samples
@pytest.mark.parametrize(
    "sample",
    ["NSRLFile.txt", "synthetic.hsh", "synthetic.kdb", "synthetic_encase.hash"],
)
def test_a_sample_of_a_form_that_is_not_read_is_refused_by_name(tmp_path: Path, sample: str) -> None:
    assert "is not supported yet" in refused(SAMPLES / sample, tmp_path / "library")
