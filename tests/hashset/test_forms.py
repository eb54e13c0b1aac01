"""Each form gives the records its file holds; look-alikes and forms that are not read are refused by name."""

import json
import sqlite3
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


# -- the samples with known truth


@needs_samples
@pytest.mark.parametrize(
    ("sample", "title", "count", "algorithms"),
    [
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
