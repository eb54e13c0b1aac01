"""The samples with known truth: databases and tables of hashes, made by other hands than the tests' own."""

import json
from pathlib import Path

import pytest

from forensics.digests import DigestSet
from forensics.hashset.index import HashIndex
from forensics.hashset.library import index_path
from tests.hashset.builders import import_file

SAMPLES = Path(__file__).parents[3] / "shared" / "formats" / "hashsets"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample sets are not beside the repository")
@pytest.mark.parametrize(
    ("sample", "title", "count", "sized", "algorithms"),
    [
        ("RDS_2099.03.1_synthetic_minimal.db", "NSRL RDSv3 minimal", 3, 6, {"md5", "sha1", "sha256"}),
        ("NSRLFile.txt", "NSRL RDSv2 text", 3, 3, {"md5", "sha1"}),
        ("synthetic.kdb", "Autopsy hash set", 5, 0, {"md5"}),
        ("synthetic_encase.hash", "EnCase hash set", 5, 0, {"md5"}),
        ("synthetic.hsh", "HashKeeper hash set", 5, 5, {"md5"}),
    ],
)
def test_a_sample_holds_what_the_truth_says(
    tmp_path: Path, sample: str, title: str, count: int, sized: int, algorithms: set[str]
) -> None:
    truth = json.loads((SAMPLES / "truth.json").read_text())
    info = import_file(SAMPLES / sample, tmp_path / "library")
    assert (info.format, info.distinct_count, info.sized_count) == (title, count, sized)
    assert set(info.algorithms) == algorithms
    with HashIndex.open(index_path(tmp_path / "library", info)) as index:
        for algorithm in algorithms:
            digests = [DigestSet(**{algorithm: bytes.fromhex(row[algorithm])}) for row in truth]
            assert [bool(index.lookup(digest)) for digest in digests] == [
                number < count for number in range(len(truth))
            ]
