"""Pages for the desktop and for paper: the preview of a report, the form of a hand-over."""

import base64
import json
from io import StringIO
from pathlib import Path

import pytest

from tests.app.builders import listed, said


@pytest.fixture(autouse=True)
def _quiet_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody says `stop`."""
    monkeypatch.setattr("sys.stdin", StringIO())


def test_a_preview_tells_how_many_pages_come_and_then_each(finished_case: Path) -> None:
    before = listed(finished_case, "custody")
    answer = said("preview", finished_case, "--json", "--ppi", "30")
    head, *pages = answer.records()
    assert head == {"pages": len(pages), "shortened": False}
    assert [one["page"] for one in pages] == list(range(1, len(pages) + 1))
    assert all(base64.b64decode(one["png"]).startswith(b"\x89PNG") for one in pages)
    assert listed(finished_case, "custody") == before


def test_a_preview_is_written_into_a_new_folder_only(finished_case: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    assert said("preview", finished_case, "--out", folder, "--ppi", "20").status == 0
    assert (folder / "page-001.png").read_bytes().startswith(b"\x89PNG")
    assert "is not empty" in said("preview", finished_case, "--out", folder).sentence


def test_a_signer_makes_another_first_page_and_one_that_is_none_is_refused(
    finished_case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signer = {
        "name": "K. Osei", "issuer": "K. Osei", "certificate_sha256": "ab" * 32, "self_issued": True,
        "not_after": "2030-01-01T00:00:00Z", "algorithm": "ECDSA P-256",
    }  # fmt: skip
    unsigned = said("preview", finished_case, "--json", "--ppi", "40").records()
    signed = said("preview", finished_case, "--json", "--ppi", "40", "--signer", json.dumps(signer)).records()
    assert signed[1]["png"] != unsigned[1]["png"]
    with pytest.raises(SystemExit):
        said("preview", finished_case, "--json", "--signer", '{"name": "K. Osei"}')
    assert "examiner show --json" in capsys.readouterr().err


def test_an_empty_form_is_written_once_and_no_event_records_it(finished_case: Path, tmp_path: Path) -> None:
    before, out = listed(finished_case, "custody"), tmp_path / "form.pdf"
    label = listed(finished_case, "exhibits")[0]["exhibit"]
    assert said("transfer-form", finished_case, "--exhibit", label, "--out", out).status == 0
    assert out.read_bytes().startswith(b"%PDF-1.7")
    assert "exists already" in said("transfer-form", finished_case, "--exhibit", label, "--out", out).sentence
    assert "no hand-over" in said("transfer-form", finished_case, "1", "--out", tmp_path / "b.pdf").sentence
    assert listed(finished_case, "custody") == before


def test_a_check_tells_each_part_before_its_verdict(bundle: Path) -> None:
    *steps, verdict = said("verify", bundle, "--json", "--progress", "json").records()
    parts = [one["part"] for one in verdict["parts"]]
    assert [one["current"] for one in steps] == parts
    assert [one["entries_done"] for one in steps] == list(range(len(parts)))
    assert {one["entries_total"] for one in steps} == {len(parts)}
