"""An ICSE export gives its digests, PhotoDNA values and the Baseline flag, and is notable only."""

import base64
from pathlib import Path

import pytest

from forensics.errors import HashSetRefused
from tests.hashset.builders import a_file, digests_of, import_file, md5_hex, sha1_hex
from tests.hashset.reading import read_records, recognised

SAMPLES = Path(__file__).parents[3] / "shared" / "formats" / "hashsets"
HEAD = (
    "MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;"
    "Number of submissions;File Available;Media Type;Baseline"
)
PHOTODNA = bytes(range(144))


def a_row(content: bytes, *, photodna: str = "", baseline: str = "N", series: str = "SYN") -> str:
    digests = f"{md5_hex(content).upper()};{sha1_hex(content).upper()}"
    return f"{digests};{photodna};3000;Y;N;N;{series};1;N;Image;{baseline}"


def an_export(folder: Path, *rows: str, end: str = "\r\n", encoding: str = "utf-8-sig") -> Path:
    return a_file(folder, "".join(f"{row}{end}" for row in (HEAD, *rows)).encode(encoding), name="icse.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_export_gives_digests_photodna_and_baseline(tmp_path: Path, encoding: str, end: str) -> None:
    rows = (
        a_row(b"a", photodna=base64.b64encode(PHOTODNA).decode(), baseline="Y"),
        a_row(b"b", photodna="broken", series='"a; b"'),
        a_row(b"c", baseline=""),
    )
    source = an_export(tmp_path, *rows, end=end, encoding=encoding)
    form, found = recognised(source)
    assert (form.KEY, found.title, found.scheme, found.is_notable_only) == (
        "icse",
        "ICSE export",
        "ICSE",
        True,
    )
    records, dropped = read_records(source)
    assert [r.md5 for r in records] == [digests_of(c).md5 for c in (b"a", b"b", b"c")]
    assert [r.sha1 for r in records] == [digests_of(c).sha1 for c in (b"a", b"b", b"c")]
    assert [r.category for r in records] == ["Baseline", None, None]
    assert [r.photodna for r in records] == [PHOTODNA, None, None]
    assert dropped == {"PhotoDNA values that cannot be read": 1}


def test_an_export_is_never_known_good(tmp_path: Path) -> None:
    with pytest.raises(
        HashSetRefused, match="ICSE export set of notable material; it cannot be taken as known"
    ):
        import_file(an_export(tmp_path, a_row(b"a")), tmp_path / "library", role="known")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (a_row(b"b", baseline="maybe"), "line 3: its Baseline flag is neither Y nor N"),
        (a_row(b"b").replace(";Image;N", ""), "line 3: it has 10 cells where the first line has 12"),
        (a_row(b"b")[1:], "line 3: its MD5 value"),
    ],
)
def test_an_unfit_row_is_refused_by_line(tmp_path: Path, row: str, sentence: str) -> None:
    with pytest.raises(HashSetRefused, match=sentence):
        read_records(an_export(tmp_path, a_row(b"a"), row))


def test_an_export_cut_in_a_row_is_refused(tmp_path: Path) -> None:
    whole = an_export(tmp_path, a_row(b"a"), a_row(b"b", baseline="Y")).read_bytes()
    second = whole.index(b"\r\n", whole.index(b"\r\n") + 2) + 2
    for length in range(second + 1, len(whole) - 2):  # the last flag is whole without its line end
        with pytest.raises(HashSetRefused, match="nothing of the set was kept"):
            read_records(a_file(tmp_path, whole[:length]))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample sets are not beside the repository")
def test_the_sample_is_imported(tmp_path: Path) -> None:
    info = import_file(SAMPLES / "icse.csv", tmp_path / "library")
    assert (info.format, info.record_count, info.algorithms) == ("ICSE export", 5, ("md5", "sha1"))
