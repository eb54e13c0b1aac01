"""Lists of PDQ fingerprints are kept as fingerprints, never as SHA-256, and never guessed."""

from pathlib import Path

import pytest

from forensics.errors import HashSetRefused
from tests.hashset.builders import a_file, import_file, sha256_hex
from tests.hashset.reading import read_records, recognised

SAMPLES = Path(__file__).parents[3] / "shared" / "formats" / "hashsets"
ONE, TWO = sha256_hex(b"one"), sha256_hex(b"two").upper()


@pytest.mark.parametrize(
    ("text", "qualities"),
    [
        (f"hash,quality,label\n{ONE},100,x\n{TWO},0,y\n", [100, 0]),
        (f"label;quality;hash\nx;100;{ONE}\ny;;{TWO}\n", [100, None]),
        (f"# exported\npdq\n{ONE}\n\n{TWO}\n", [None, None]),
        (f"PDQ\tName\r\n{ONE}\ta\r\n{TWO}\tb\r\n", [None, None]),
    ],
)
def test_a_list_that_names_its_columns_is_read(
    tmp_path: Path, text: str, qualities: list[int | None]
) -> None:
    source = a_file(tmp_path, text)
    form, found = recognised(source)
    assert (form.KEY, found.title) == ("pdq", "PDQ list")
    records, _ = read_records(source)
    assert [r.pdq for r in records] == [bytes.fromhex(ONE), bytes.fromhex(TWO)]
    assert [r.pdq_quality for r in records] == qualities
    assert {r.sha256 for r in records} == {None}


@pytest.mark.parametrize("text", [f"{ONE}\n{TWO}\n", f"# PDQ\n{ONE}\n{TWO}\n", f"{ONE},88\n{TWO},99\n"])
def test_a_list_that_names_nothing_is_read_only_when_the_examiner_says_what_it_is(
    tmp_path: Path, text: str
) -> None:
    source = a_file(tmp_path, text, name="pdq.txt")
    with pytest.raises(HashSetRefused):
        recognised(source)
    records, _ = read_records(source, format_name="pdq")
    assert [r.pdq for r in records] == [bytes.fromhex(ONE), bytes.fromhex(TWO)]
    assert [r.pdq_quality for r in records] == ([88, 99] if "," in text else [None, None])


def test_a_column_that_is_only_called_hash_is_asked_about(tmp_path: Path) -> None:
    with pytest.raises(
        HashSetRefused, match="has values of 64 digits, which may be SHA-256 or PDQ; say which"
    ):
        recognised(a_file(tmp_path, f"hash\n{ONE}\n{TWO}\n", name="pdq.txt"))


@pytest.mark.parametrize("text", [f"sha256,quality\n{ONE},1\n", f"sha256\n{ONE}\n"])
def test_a_column_called_sha256_is_never_taken_for_pdq(tmp_path: Path, text: str) -> None:
    assert recognised(a_file(tmp_path, text))[0].KEY != "pdq"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (f"{ONE},101", "line 3: its quality '101' is not a number from 0 to 100"),
        (f"{ONE},-1", "line 3: its quality '-1' is not"),
        (f"{ONE},x", "line 3: its quality 'x' is not"),
        (f"{ONE[:-2]},5", "line 3: its PDQ value has 62 digits and not 64"),
        (f"{ONE[:-1]}x,5", "line 3: its PDQ value is not hexadecimal"),
    ],
)
def test_an_unfit_line_is_refused(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(HashSetRefused, match=sentence):
        read_records(a_file(tmp_path, f"pdq,quality\n{TWO},5\n{line}\n"), format_name="pdq")


def test_a_list_of_fingerprints_alone_is_a_set(tmp_path: Path) -> None:
    info = import_file(a_file(tmp_path, f"pdq,quality\n{ONE},5\n{TWO},6\n"), tmp_path / "library")
    assert (info.format, info.record_count, info.algorithms, info.pdq_count) == ("PDQ list", 2, (), 2)
    assert info.notes == ("PDQ fingerprints: 2. They are kept; pictures are not compared with them yet.",)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample sets are not beside the repository")
def test_the_sample_is_read() -> None:
    records, _ = read_records(SAMPLES / "pdq_list.csv")
    assert [r.pdq_quality for r in records] == [100, 100]
