"""`fieldcase verify BUNDLE`: somebody without the examiner's key changes a thing and then writes all lists
anew, so that none of them shows it. The part that it belongs to does.
"""

import hashlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reports import bag
from reports.sealing.cms import sign_detached
from tests.app.builders import said
from tests.app.keys import an_identity
from tests.reports.altered import made_to_fit

MOMENT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
SEALED = "tagmanifest-sha256.txt"


@pytest.fixture
def copy(bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundle, tmp_path / "report"))


def _told(bundle: Path) -> dict[str, str]:
    """What differs, by part."""
    answer = said("verify", bundle)
    assert (answer.status, answer.err) == (4, "")
    lines = (line[13:].partition(": ") for line in answer.out.splitlines() if line.startswith("DIFFERS"))
    return {part: sentence for part, _, sentence in lines}


def test_the_key_of_another_is_not_taken_for_the_one_that_was_announced(copy: Path) -> None:
    signature = sign_detached(an_identity("O. Other"), (copy / SEALED).read_bytes(), at=MOMENT)
    (copy / f"{SEALED}.p7s").write_bytes(signature)
    named = f"{SEALED}.p7s is by another key than the one that bag-info.txt names"
    assert _told(copy) == {"Signature": named}


def test_a_chain_whose_end_was_cut_off_is_not_the_one_that_was_announced(copy: Path) -> None:
    custody = copy / "data" / "custody.jsonl"
    *events, _last = custody.read_bytes().splitlines(keepends=True)
    custody.write_bytes(b"".join(events))
    made_to_fit(copy)
    told = _told(copy)
    assert told["Custody chain"].endswith("does not end with the event that bag-info.txt records as its head")
    assert "Payload" not in told


def test_the_certificate_of_a_signer_is_missed(copy: Path) -> None:
    next((copy / "certificates").iterdir()).unlink()
    made_to_fit(copy)
    assert _told(copy)["Certificates"].startswith("certificates/ lacks the certificate of a signer")


def test_a_photograph_that_the_chain_names_is_missed(copy: Path) -> None:
    (picture,) = (copy / "data" / "photographs").iterdir()
    picture.unlink()
    made_to_fit(copy)
    named = f"data/photographs/ lacks the picture {picture.stem} that the custody chain names"
    assert _told(copy)["Photographs"] == named


def test_a_photograph_that_no_event_names_is_no_part_of_the_bundle(copy: Path) -> None:
    digest = hashlib.sha256(b"another").hexdigest()
    (copy / "data" / "photographs" / f"{digest}.png").write_bytes(b"another")
    made_to_fit(copy)
    assert "was added: no event of the custody chain names it" in _told(copy)["Photographs"]


def test_a_signature_beside_a_checkpoint_is_the_one_in_the_chain(copy: Path) -> None:
    (signature,) = (copy / "data" / "checkpoints").glob("*.p7s")
    shutil.copy(copy / f"{SEALED}.p7s", signature)
    made_to_fit(copy)
    named = f"data/checkpoints/{signature.name} is not the signature in the custody chain"
    assert _told(copy)["Checkpoints"] == named


def test_a_bundle_of_another_form_is_not_taken_for_this_one(copy: Path) -> None:
    info = copy / "bag-info.txt"
    facts = bag.read_bag_info(info.read_bytes())
    info.write_bytes(
        bag.bag_info((name, "Another 1" if name == bag.FORM_LABEL else value) for name, value in facts)
    )
    made_to_fit(copy)
    assert "does not say that this is of the form" in _told(copy)["Tag files"]


@pytest.mark.parametrize("algorithm", bag.HEX_DIGITS)
def test_a_file_that_one_of_two_lists_leaves_out_is_named(algorithm: str, copy: Path) -> None:
    name = bag.manifest_name(algorithm)
    lines = (copy / name).read_bytes().splitlines(keepends=True)
    (copy / name).write_bytes(b"".join(line for line in lines if not line.endswith(b"data/hits.csv\n")))
    assert _told(copy)["Payload"] == f"{name} was changed: it leaves out data/hits.csv"


def test_a_statement_whose_event_is_withheld_still_has_to_fit_the_chain(
    report_home: Path, tmp_path: Path
) -> None:
    case = shutil.copytree(report_home / "case.fieldcase", tmp_path / "case")
    made = said("report", case, "--out", tmp_path / "report", "--redact", "names", "--unsigned")
    assert made.status == 0, made.err
    agreed = said("verify", tmp_path / "report")
    assert agreed.status == 0, agreed.out
    (statement,) = (tmp_path / "report" / "data" / "checkpoints").glob("*.json")
    changed = json.loads(statement.read_bytes()) | {"head_sha256": "0" * 64}
    statement.write_bytes(json.dumps(changed, separators=(",", ":"), sort_keys=True).encode())
    made_to_fit(tmp_path / "report")
    assert "vouches for another chain" in _told(tmp_path / "report")["Checkpoints"]
