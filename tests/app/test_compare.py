"""`fieldcase compare`: a laboratory's run against the one made on scene."""

import hashlib
from pathlib import Path

import pytest

from tests.app.builders import Answer, a_case, a_set, said
from tests.app.conftest import Media
from tests.evidence.builders import an_ewf_image, an_ext_image


@pytest.fixture(scope="module")
def scene(media: Media, tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = a_case(tmp_path_factory.mktemp("scene") / "scene.fieldcase", media.image)
    assert said("scan", case, "--library", media.library).status == 0
    return case


def _assert_totals_close(answer: Answer) -> dict[str, dict[str, int]]:
    tallies = {r["what"]: r for r in answer.records() if "first" in r}
    assert set(tallies) == {"entry", "hit"}
    for tally in tallies.values():
        assert tally["first"] == tally["same"] + tally["different"] + tally["only_first"]
        assert tally["second"] == tally["same"] + tally["different"] + tally["only_second"]
    return tallies


def test_a_case_agrees_with_itself(scene: Path) -> None:
    answer = said("compare", scene, scene)
    assert answer.status == 0
    assert answer.out.splitlines()[-1] == "The two cases agree."


def test_the_same_media_from_raw_and_from_e01_agree(scene: Path, media: Media, tmp_path: Path) -> None:
    raw = tmp_path / "copy.raw"
    raw.write_bytes(media.image.read_bytes())
    lab = a_case(tmp_path / "lab", an_ewf_image(raw))
    assert said("scan", lab, "--library", media.library).status == 0
    answer = said("compare", scene, lab, "--json")
    assert answer.status == 0
    tallies = _assert_totals_close(answer)
    assert len(answer.records()) == 2, "there is no difference to tell"
    assert tallies["entry"]["same"] == tallies["entry"]["first"] > 300
    assert tallies["hit"]["same"] == len(media.wanted)


def test_another_set_is_a_difference_of_hits_and_outcomes(scene: Path, media: Media, tmp_path: Path) -> None:
    some = sorted(media.wanted)[1:]
    content = media.files["folder 4/file 004.bin"] or b"nothing"
    digests = [hashlib.sha256(media.files[path]).hexdigest() for path in some]
    library = a_set(tmp_path / "library", "Wanted", [*digests, hashlib.sha256(content).hexdigest()])
    lab = a_case(tmp_path / "lab", media.image)
    assert said("scan", lab, "--library", library).status == 0
    answer = said("compare", scene, lab, "--json")
    assert answer.status == 4
    tallies = _assert_totals_close(answer)
    assert tallies["entry"]["only_first"] == tallies["entry"]["only_second"] == 0
    missing = f"/{sorted(media.wanted)[0]}"
    assert missing in {
        r["path"] for r in answer.records() if r.get("side") == "different" and r["what"] == "entry"
    }
    assert missing in {
        r["path"] for r in answer.records() if r.get("side") == "only in the first" and r["what"] == "hit"
    }


def test_scans_of_another_profile_are_told_beside_the_differences_they_make(
    scene: Path, media: Media, tmp_path: Path
) -> None:
    lab = a_case(tmp_path / "lab", media.image)
    assert said("scan", lab, "--library", media.library, "--profile", "quick").status == 0
    answer = said("compare", scene, lab, "--json")
    assert answer.status == 4
    assert _assert_totals_close(answer)["entry"]["different"] > 0
    told = "the first case was scanned as standard (MD5, SHA-1, SHA-256), the second as quick (SHA-256);"
    assert told in answer.err
    assert said("compare", scene, scene).err == ""


def test_another_image_is_told_entry_by_entry(scene: Path, media: Media, tmp_path: Path) -> None:
    files = dict(media.files) | {"added.txt": b"added", "folder 0/file 000.bin": b"changed"}
    del files["folder 1/file 001.bin"]
    lab = a_case(tmp_path / "lab", an_ext_image(tmp_path / "image.raw", files, size="16M"))
    assert said("scan", lab, "--library", media.library).status == 0
    answer = said("compare", scene, lab, "--json", "--limit", "10000")
    assert answer.status == 4
    tallies = _assert_totals_close(answer)
    assert tallies["entry"]["second"] == tallies["entry"]["first"]
    told = {(r["side"], r["path"]) for r in answer.records() if "side" in r and r["what"] == "entry"}
    assert ("only in the second", "/added.txt") in told
    assert ("only in the first", "/folder 1/file 001.bin") in told
    words = said("compare", scene, lab, "--limit", "3")
    assert words.status == 4
    assert words.out.splitlines()[-1] == "The two cases differ."
    assert "more differences" in words.out + words.err, "what is left out is counted"


def test_a_case_whose_scan_is_not_finished_cannot_be_compared(
    scene: Path, media: Media, tmp_path: Path
) -> None:
    lab = a_case(tmp_path / "lab", media.image)
    for pair in ((scene, lab), (lab, scene)):
        answer = said("compare", *pair)
        assert answer.status == 1
        assert "the scan of E1 has not reached its end; finish it first" in answer.sentence


def test_a_report_folder_is_not_compared_and_says_what_to_do(scene: Path, tmp_path: Path) -> None:
    from tests.app.builders import copied

    case = copied(scene, tmp_path / "case")
    assert said("report", case, "--out", tmp_path / "report").status == 0
    answer = said("compare", case, tmp_path / "report")
    assert answer.status == 1
    assert "is a report folder" in answer.sentence
