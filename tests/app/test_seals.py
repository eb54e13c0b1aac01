"""Signed checkpoints of a case: what is changed behind them, or cut off, is found; who signed is told."""

import base64
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.custody import custody_state
from app.custody.acts import close_case, countersign, sign_checkpoint
from app.custody.checking import check_seals
from app.custody.seen_heads import remember_head, seen_head
from app.engine.lock import engine_lock
from app.moments import from_iso
from app.store.case_file import CaseFile
from app.store.checking import CaseDiffers, check_case
from app.store.custody_log import custody_events
from app.store.opening import CaseTrouble, database_path
from forensics.custody import verify_checkpoints
from forensics.errors import ChainBroken, FieldcaseError
from reports.sealing.cms import sign_detached, verify_detached
from reports.sealing.errors import IdentityUnusable, SignatureDiffers
from tests.app.builders import a_case, behind_the_guards, copied, listed, said
from tests.app.conftest import Media
from tests.app.keys import an_identity, signing
from tests.app.test_custody import a_png, done, refused

UTC = "2026-11-22T05:30:00Z"


@pytest.fixture(scope="module")
def signed_case(media: Media, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scanned and signed by the examiner, counter-signed by P2, with a photograph, and an event more."""
    home = tmp_path_factory.mktemp("signed")
    case = a_case(home / "case", media.image)
    (home / "front.png").write_bytes(a_png())
    done("case", "person", case, "--name", "M. Adair", "--role", "supervisor")
    done("evidence", "photograph", case, "E1", home / "front.png")
    done("scan", case, "--library", media.library, *signing(home))
    done("countersign", case, "--by", "P2", *signing(home, "M. Adair"))
    done("case", "set", case, "--title", "Raid 12")
    return case


@pytest.fixture
def case(signed_case: Path, tmp_path: Path) -> Path:
    return copied(signed_case, tmp_path / "case")


def difference(case: Path) -> str:
    answer = said("verify", case)
    assert answer.status == 4, answer.out + answer.err
    (line,) = answer.out.splitlines()
    return line


def rewritten(case: Path, change: Callable[[dict[str, Any]], bool]) -> None:
    """The chain with some bodies changed and every link made to fit again. `change` says whether to keep."""
    previous, sequence = "0" * 64, 0
    with behind_the_guards(case) as connection:
        bodies = [json.loads(row[0]) for row in connection.execute("SELECT canonical FROM custody_event")]
        connection.execute("DELETE FROM custody_event")
        for body in bodies:
            if not change(body):
                continue
            sequence += 1
            canonical = rfc8785.dumps(body | {"sequence": sequence, "previous_sha256": previous})
            previous = hashlib.sha256(canonical).hexdigest()
            connection.execute("INSERT INTO custody_event VALUES (?, ?, ?)", (sequence, canonical, previous))


def test_the_end_of_a_scan_is_signed_with_the_root_of_its_entries(case: Path) -> None:
    events = listed(case, "custody")
    finished, signed = (events[[e["action"] for e in events].index("scan.finished") + at] for at in (0, 1))
    assert (signed["action"], signed["subject"]) == ("checkpoint.signed", "scan")
    statement = signed["payload"]["statement"]
    assert (statement["count"], statement["head_sha256"]) == (finished["sequence"], finished["sha256"])
    assert [root["root"] for root in statement["roots"]] == [finished["payload"]["entries_root"]]
    assert signed["payload"]["signer"] == "K. Osei"


def test_a_signed_case_agrees_and_says_by_whose_keys(case: Path) -> None:
    answer = said("verify", case)
    assert answer.status == 0, answer.out
    for name in ("K. Osei", "M. Adair"):
        assert f"{name}, certificate {an_identity(name).signer.certificate_sha256.hex()}" in answer.out


def test_an_unsigned_case_says_that_nothing_is_signed(tmp_path: Path) -> None:
    answer = said("verify", a_case(tmp_path / "case"))
    assert answer.status == 0
    assert "no checkpoint is signed" in answer.out


def test_openssl_accepts_the_signature_of_a_checkpoint(case: Path, tmp_path: Path) -> None:
    with CaseFile.open(case) as opened, opened.reading() as connection:
        (checkpoint,) = custody_state(connection).checkpoints
    (tmp_path / "statement").write_bytes(checkpoint.canonical)
    for number, signature in enumerate(checkpoint.signatures):
        (tmp_path / f"{number}.p7s").write_bytes(signature)
        words = ["-binary", "-inform", "DER", "-in", f"{number}.p7s", "-content", "statement", "-noverify"]
        verified = subprocess.run(
            ["openssl", "cms", "-verify", *words], cwd=tmp_path, capture_output=True, check=False
        )
        assert verified.returncode == 0, verified.stderr


def _said_otherwise(body: dict[str, Any]) -> bool:
    if body["action"] == "person.recorded":
        body["payload"]["name"] = "Somebody Else"
    return True


def _without_the_photograph(body: dict[str, Any]) -> bool:
    return bool(body["action"] != "exhibit.photographed")


def _signed_by_another_name(body: dict[str, Any]) -> bool:
    if body["action"] == "checkpoint.signed":
        body["payload"]["signer"] = "Somebody Else"
    return True


def _other_root(body: dict[str, Any]) -> bool:
    if body["action"] == "checkpoint.signed":
        statement = body["payload"]["statement"]
        statement["roots"][0]["root"] = "0" * 64
        body["payload"]["statement_sha256"] = hashlib.sha256(rfc8785.dumps(statement)).hexdigest()
    return True


def _without_signature(body: dict[str, Any]) -> bool:
    if body["action"] == "checkpoint.signed":
        body["payload"]["signature"] = base64.b64encode(b"no signature").decode()
    return True


def _without_countersignature_of(body: dict[str, Any]) -> bool:
    if body["action"] == "checkpoint.countersigned":
        body["subject"] = "3"
    return True


@pytest.mark.parametrize(
    "change",
    [
        _said_otherwise,
        _without_the_photograph,
        _signed_by_another_name,
        _other_root,
        _without_signature,
        _without_countersignature_of,
    ],
)
def test_a_chain_written_anew_with_every_link_fitting_is_found_by_its_checkpoints(
    change: Callable[[dict[str, Any]], bool], case: Path
) -> None:
    rewritten(case, change)
    assert difference(case).startswith("Differs. ")


def _other_root_with_the_key(body: dict[str, Any]) -> bool:
    if _other_root(body) and body["action"] == "checkpoint.signed":
        statement = rfc8785.dumps(body["payload"]["statement"])
        signature = sign_detached(an_identity(), statement, at=from_iso(body["utc"]))
        body["payload"]["signature"] = base64.b64encode(signature).decode()
    return bool(body["action"] != "checkpoint.countersigned")


def test_a_root_that_is_not_that_of_the_scan_is_found_even_where_the_key_signed_it(case: Path) -> None:
    rewritten(case, _other_root_with_the_key)
    assert "states other roots than the scans before it" in difference(case)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_flipped_bit_of_a_signature_is_found(data: st.DataObject, signed_case: Path) -> None:
    with CaseFile.open(signed_case) as opened, opened.reading() as connection:
        (checkpoint,) = custody_state(connection).checkpoints
    signature = bytearray(checkpoint.signatures[data.draw(st.integers(0, 1))])
    signature[data.draw(st.integers(0, len(signature) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SignatureDiffers):
        verify_detached(bytes(signature), checkpoint.canonical)


def test_a_changed_or_missing_attachment_is_named(case: Path) -> None:
    (attachment,) = (case / "attachments").iterdir()
    content = bytearray(attachment.read_bytes())
    content[5] ^= 1
    attachment.write_bytes(content)
    assert attachment.name in difference(case)
    attachment.unlink()
    assert attachment.name in difference(case)


def test_an_end_that_was_cut_off_after_this_laptop_saw_it_is_found(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDCASE_SEEN_HEADS", str(tmp_path / "seen.json"))
    done("verify", case)
    last = len(listed(case, "custody"))
    with behind_the_guards(case) as connection:
        connection.execute("DELETE FROM custody_event WHERE sequence = ?", (last,))
    assert f"this laptop saw {last} events" in difference(case)
    assert "its end was cut off, or this is an older copy" in difference(case)
    done("case", "set", case, "--title", "Another title")  # as many events as before, and another one
    assert "the chain was written anew" in difference(case)
    with CaseFile.open(case) as opened:
        remember_head(opened, utc=UTC)  # what does not hold stays in the register
    assert "the chain was written anew" in difference(case)


def test_another_copy_of_a_case_goes_its_own_way(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDCASE_SEEN_HEADS", str(tmp_path / "seen.json"))
    copy = copied(case, tmp_path / "copy")
    done("case", "set", case, "--title", "One")
    done("verify", case)
    done("case", "set", copy, "--title", "Other")
    done("verify", copy)


@pytest.mark.parametrize("content", ["", "[]", "{", "\x00" * 9], ids=["empty", "list", "cut off", "zeros"])
def test_a_damaged_register_stops_nothing_and_is_said_once(
    content: str, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDCASE_SEEN_HEADS", str(tmp_path / "seen.json"))
    (tmp_path / "seen.json").write_text(content)
    told = said("verify", case).out
    assert "not checked  Seen before: what this laptop saw of cases before" in told
    assert "an end of the chain that was cut off may not show" in told
    assert "Seen before" not in said("verify", case).out  # it was begun anew
    with CaseFile.open(case) as opened:
        assert seen_head(opened) is not None


def test_a_register_that_cannot_be_written_is_said_at_each_check(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").write_text("not a folder")
    monkeypatch.setenv("FIELDCASE_SEEN_HEADS", str(tmp_path / "a file" / "seen.json"))
    for _time in range(2):
        assert "what this laptop saw of this case cannot be kept in" in said("verify", case).out


def test_a_device_in_the_registers_place_stays_what_it_is(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever names /dev/null wants no register; for root a rename would take the device away."""
    device = tmp_path / "device"
    os.mkfifo(device)
    monkeypatch.setenv("FIELDCASE_SEEN_HEADS", str(device))
    done("verify", case)
    with CaseFile.open(case) as opened:
        assert seen_head(opened) is None
        remember_head(opened, utc=UTC)
    assert device.is_fifo()


def test_the_same_key_does_not_countersign_itself(case: Path, tmp_path: Path) -> None:
    assert "signed this checkpoint already" in refused("countersign", case, *signing(tmp_path))
    assert "no signed checkpoint" in refused("countersign", a_case(tmp_path / "new"), *signing(tmp_path))


def test_a_closing_that_cannot_be_signed_leaves_the_case_open(case: Path) -> None:
    identity = an_identity()
    with CaseFile.open(case, write=True) as opened:
        with pytest.raises(FieldcaseError):  # the certificate is not valid yet
            close_case(opened, identity, utc="2020-01-01T00:00:00Z")
        opened.verify_open()


def test_a_scan_whose_key_fails_at_its_end_keeps_what_it_found(media: Media, tmp_path: Path) -> None:
    """Between the end of a scan and its signature the case holds, and can be signed later."""
    case = a_case(tmp_path / "case", media.image)
    done("scan", case, "--library", media.library)
    assert said("verify", case).status == 0
    done("sign", case, *signing(tmp_path))
    (signed,) = (e for e in listed(case, "custody") if e["action"] == "checkpoint.signed")
    assert len(signed["payload"]["statement"]["roots"]) == 1
    assert said("verify", case).status == 0


def test_without_a_key_a_signature_is_refused_and_names_the_ways(tmp_path: Path) -> None:
    case = a_case(tmp_path / "case")
    assert "fieldcase examiner new" in refused("sign", case)
    assert "leave out --unsigned" in refused("sign", case, "--unsigned", *signing(tmp_path))


def test_the_passphrase_stands_nowhere_in_the_case(case: Path, tmp_path: Path) -> None:
    words = signing(tmp_path)
    done("sign", case, *words)
    secret = Path(words[3]).read_bytes().strip()
    for file in case.rglob("*"):
        assert not file.is_file() or secret not in file.read_bytes()


def test_two_checkpoints_hold_and_the_last_is_countersigned(case: Path) -> None:
    with CaseFile.open(case, write=True) as opened:
        sign_checkpoint(opened, an_identity(), occasion="request", utc=UTC)
        checkpoint = countersign(opened, an_identity("M. Adair"), utc=UTC)
        checked = check_seals(opened)
    assert len(checkpoint.signatures) == 2
    assert (checked.checkpoints, checked.signatures, checked.attachments) == (2, 4, 1)


def test_nothing_is_signed_in_a_case_that_is_only_read(case: Path) -> None:
    with CaseFile.open(case) as opened, pytest.raises(CaseTrouble):
        sign_checkpoint(opened, an_identity(), occasion="request", utc=UTC)


def test_a_case_whose_checkpoint_event_was_removed_with_all_behind_it_is_short_for_who_kept_it(
    case: Path,
) -> None:
    """The chain alone cannot show it: whoever kept the checkpoint can."""
    with CaseFile.open(case) as opened, opened.reading() as connection:
        kept = custody_state(connection).checkpoints
    shorter = case.with_name("shorter")
    shutil.copytree(case, shorter)
    with closing(sqlite3.connect(database_path(shorter))) as connection:
        connection.execute("DROP TRIGGER custody_event_no_delete")
        connection.execute("DELETE FROM custody_event WHERE sequence > 3")
        connection.commit()
    with CaseFile.open(shorter) as opened, opened.reading() as connection:
        events = list(custody_events(connection))
    with pytest.raises(ChainBroken, match="its end was cut off"):
        verify_checkpoints(events, kept)
    with CaseFile.open(shorter) as opened, pytest.raises(CaseDiffers):
        check_case(opened)


def test_a_bundle_is_countersigned_once_by_each_key_and_only_while_it_verifies(
    case: Path, tmp_path: Path
) -> None:
    bundle = tmp_path / "report"
    done("report", case, "--out", bundle, *signing(tmp_path))
    assert "signed" in refused("countersign", bundle, *signing(tmp_path))
    before = {path: path.read_bytes() for path in bundle.rglob("*") if path.is_file()}
    done("countersign", bundle, *signing(tmp_path, "M. Adair"))
    assert {path: path.read_bytes() for path in before} == before
    (added,) = {path for path in bundle.rglob("*") if path.is_file()} - before.keys()
    assert added.name == "tagmanifest-sha256.txt.2.p7s"
    answer = said("verify", bundle)
    assert answer.status == 0, answer.out
    assert "M. Adair" in answer.out
    assert "already" in refused("countersign", bundle, *signing(tmp_path, "M. Adair"))
    with (bundle / "data" / "custody.jsonl").open("ab") as file:
        file.write(b"\n")
    assert "is not counter-signed" in refused("countersign", bundle, *signing(tmp_path, "N. Third"))


def test_an_unsigned_bundle_is_not_countersigned(case: Path, tmp_path: Path) -> None:
    done("report", case, "--out", tmp_path / "report")
    assert "nobody signed" in refused("countersign", tmp_path / "report", *signing(tmp_path))


def test_each_of_several_scans_at_once_ends_with_its_signature(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image, media.image)
    done("scan", case, "--library", media.library, "--at-once", "2", *signing(tmp_path))
    actions = [event["action"] for event in listed(case, "custody")]
    assert (actions.count("scan.finished"), actions.count("checkpoint.signed")) == (2, 2)
    last = [e for e in listed(case, "custody") if e["action"] == "checkpoint.signed"][-1]
    assert [root["exhibit"] for root in last["payload"]["statement"]["roots"]] in (["E1", "E2"], ["E2", "E1"])
    assert said("verify", case).status == 0


class _PulledCard:
    """A key that opens and then signs no more."""

    def sign(self, _message: bytes) -> bytes:
        raise IdentityUnusable("The card was taken out.")

    def close(self) -> None: ...


def test_a_key_that_fails_at_the_end_of_a_scan_costs_the_signature_only(
    media: Media, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_case(tmp_path / "case", media.image)
    pulled = replace(an_identity(), key=_PulledCard())
    monkeypatch.setattr("app.commands.scan.identity_for", lambda *_, **__: pulled)
    answer = said("scan", case, "--library", media.library)
    assert answer.status == 0
    assert "the end of the scan of E1 is not signed (The card was taken out)" in answer.sentence
    assert [event["action"] for event in listed(case, "custody")][-1] == "scan.finished"
    assert said("verify", case).status == 0


def test_a_case_is_not_closed_while_it_is_scanned(case: Path) -> None:
    with engine_lock(case):
        assert "being worked on by another Fieldcase" in refused("case", "close", case)
