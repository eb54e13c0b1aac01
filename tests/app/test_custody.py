"""What people say and do is events of the chain: described, corrected, photographed, handed over, closed."""

import json
import shutil
import sqlite3
import struct
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.case_content import case_content
from app.custody import CustodyState, custody_state
from app.custody.pictures import LARGEST_BYTES, recognised
from app.store.case_file import CaseFile
from app.store.opening import database_path
from tests.app.builders import BEGINNING, a_case, listed, said
from tests.app.conftest import Media
from tests.app.keys import signing

OLDER_CASE = Path(__file__).with_name("older_cases") / "format_1_1.sql"
HOSTILE = "<script>=cmd|' /C calc'!A0\u202e`*_{x}"
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00"
    b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00\xff\xd9"
)


def a_png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(2) for _ in range(2)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def state_in(case: Path) -> CustodyState:
    with CaseFile.open(case) as opened, opened.reading() as connection:
        return custody_state(connection)


def done(*words: str | Path) -> None:
    answer = said(*words)
    assert answer.status == 0, answer.err


def refused(*words: str | Path) -> str:
    """The sentence; nothing was added to the chain."""
    answer = said(*words)
    assert answer.status == 1, answer.out + answer.err
    assert answer.sentence.startswith("fieldcase: ")
    return answer.sentence


@pytest.fixture(scope="module")
def exhibit_case(media: Media, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_case(tmp_path_factory.mktemp("custody") / "case", media.image)


@pytest.fixture
def case(exhibit_case: Path, tmp_path: Path) -> Path:
    """With exhibit E1, and P2 beside the examiner."""
    shutil.copytree(exhibit_case, tmp_path / "case")
    done("case", "person", tmp_path / "case", "--name", "M. Adair", "--role", "lab", "--standing", "civilian")
    return tmp_path / "case"


def test_each_event_names_who_acted_by_id_and_in_which_role(case: Path) -> None:
    done("evidence", "describe", case, "E1", "--make", "Kingston", "--by", "P2")
    by_examiner, by_lab = listed(case, "custody")[0], listed(case, "custody")[-1]
    assert (by_examiner["actor"], by_examiner["role"], by_examiner["standing"]) == ("P1", "examiner", None)
    assert (by_lab["actor"], by_lab["role"], by_lab["standing"]) == ("P2", "lab", "civilian")
    assert "M. Adair" not in json.dumps(by_lab)


def test_what_was_said_later_stands_field_by_field_and_an_empty_word_withdraws(case: Path) -> None:
    done("evidence", "describe", case, "E1", "--make", "Kingston", "--seal-in", "A1")
    done("evidence", "describe", case, "E1", "--seal-in", "A2", "--write-blocker-make", "Tableau")
    done("evidence", "describe", case, "E1", "--make", "", "--write-blocker-model", "T8u")
    told = state_in(case).exhibits["E1"]
    assert (told.make, told.seal_in) == (None, "A2")
    assert told.write_blocker is not None
    assert (told.write_blocker.make, told.write_blocker.model) == ("Tableau", "T8u")
    payloads = [e["payload"] for e in listed(case, "custody") if e["action"] == "exhibit.described"]
    assert payloads[0] == {"make": "Kingston", "seal_in": "A1"}
    assert payloads[2]["make"] is None


def test_saying_what_is_on_record_already_adds_no_event(case: Path) -> None:
    done("case", "set", case, "--requester", "District Attorney")
    before = listed(case, "custody")
    assert "on record already" in refused("case", "set", case, "--requester", "District Attorney")
    assert "on record already" in refused("case", "set", case, "--request", "")
    assert listed(case, "custody") == before


def test_a_time_of_seizure_is_kept_as_supplied_and_in_utc(case: Path) -> None:
    done("evidence", "describe", case, "E1", "--seized", "2026-11-22 06:10 +01:00")
    told = state_in(case).exhibits["E1"]
    assert (told.seized_at, told.seized_local) == ("2026-11-22T05:10:00Z", "2026-11-22 06:10 +01:00")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-22 06:10 +01:00", "2026-11-22T05:10:00Z"),
        ("2026-11-22T06:10:59-0530", "2026-11-22T11:40:59Z"),
        ("2026-11-22 6:10 Z", "2026-11-22T06:10:00Z"),
        ("2026-11-22 06:10 UTC", "2026-11-22T06:10:00Z"),
    ],
)
def test_a_time_with_its_zone_is_understood(text: str, utc: str, case: Path) -> None:
    done("evidence", "describe", case, "E1", "--seized", text)
    assert state_in(case).exhibits["E1"].seized_at == utc


@pytest.mark.parametrize(
    "text",
    [
        *("yesterday", "2026-11-22 06:10", "2026-02-30 06:10 Z", "2026-11-22 25:10 Z", "x" * 100_000),
        *("22.11.2026 06:10 +01:00", "0001-01-01 00:00 +05:00", "0001-01-01 00:00 Z", "1969-12-31 23:59 Z"),
        *("9999-12-31 23:59 -05:00", "2026-11-22 06:10 +99:00"),
    ],
)
def test_a_text_that_is_no_time_is_refused_with_an_example(text: str, case: Path) -> None:
    sentence = refused("evidence", "describe", case, "E1", "--seized", text)
    assert "2026-11-22 06:10 +01:00" in sentence
    assert len(sentence) < 300


@pytest.mark.parametrize(
    ("option", "text", "said_of_it"),
    [
        ("--seal-in", "A1\nA2", "must be plain text on one line"),
        ("--make", "\x07", "must be plain text on one line"),
        ("--write-blocker-serial", "1\u2028 2", "must be plain text on one line"),
        ("--notes", "a\x1b[31mb", "must be plain text, without control characters"),
        ("--make", "x" * 501, "has 501 characters; at most 500 are kept"),
        ("--notes", "x" * 20_001, "has 20,001 characters; at most 20,000 are kept"),
    ],
)
def test_text_that_cannot_be_kept_is_one_sentence(
    option: str, text: str, said_of_it: str, case: Path
) -> None:
    assert said_of_it in refused("evidence", "describe", case, "E1", option, text)


def test_hostile_words_are_kept_as_they_were_typed(case: Path) -> None:
    done("evidence", "describe", case, "E1", "--condition", f"{HOSTILE}\nsecond line", "--make", HOSTILE)
    told = state_in(case).exhibits["E1"]
    assert (told.condition, told.make) == (f"{HOSTILE}\nsecond line", HOSTILE)


def test_a_person_is_corrected_by_a_new_event_and_not_without_a_name(case: Path) -> None:
    done("case", "person", case, "--id", "P2", "--role", "reviewer")
    assert state_in(case).persons["P2"].role == "reviewer"
    assert state_in(case).persons["P2"].name == "M. Adair"
    assert "needs a name" in refused("case", "person", case, "--id", "P2", "--name", "")
    assert "needs a name" in refused("case", "person", case, "--name", " ")
    assert "no person 'P7'" in refused("case", "person", case, "--id", "P7", "--name", "Somebody")
    assert "one of examiner" in refused("case", "person", case, "--name", "N", "--role", "chief")
    assert said("case", "person", case, "--name", "N").out == "P3\n"


def test_who_is_not_of_the_case_cannot_act(case: Path) -> None:
    before = listed(case, "custody")
    for words in (
        ("case", "set", case, "--title", "x", "--by", "P9"),
        ("evidence", "describe", case, "E1", "--make", "x", "--by", "P9"),
        ("scan", case, "--by", "P9"),
    ):
        assert "there is no person P9 in this case (persons: P1 K. Osei, P2 M. Adair)" in refused(*words)
    assert listed(case, "custody") == before


def test_a_transfer_is_on_record_with_its_hands_time_and_seals(case: Path) -> None:
    words = ("--released-by", "P1", "--received-by", "M. Adair", "--at", "2026-11-22 07:00 +01:00")
    done("evidence", "transfer", case, "E1", *words, "--seal-out", "B1", "--rehashed", "--comment", "a\nb")
    (told,) = state_in(case).transfers
    assert (told.released_by, told.received_by, told.at) == ("P1", "P2", "2026-11-22T06:00:00Z")
    assert (told.seal_out, told.seal_in, told.rehashed, told.comment) == ("B1", None, True, "a\nb")


def test_a_transfer_by_somebody_who_did_not_hold_the_exhibit_is_recorded_and_remarked(case: Path) -> None:
    hands = ("--released-by", "P1", "--received-by", "P2")
    done("evidence", "transfer", case, "E1", *hands)
    answer = said("evidence", "transfer", case, "E1", *hands, "--no-rehashed")
    assert answer.err.splitlines()[-1].startswith("the transfer before this one gave E1 to M. Adair")
    assert [each.rehashed for each in state_in(case).transfers] == [None, False]


@pytest.mark.parametrize(
    ("exhibit", "released", "received", "named"),
    [
        ("E1", "P1", "P9", "no person 'P9'"),
        ("E1", "", "P2", "no person ''"),
        ("E1", "P1", "P1", "both are the same"),
        ("E9", "P1", "P2", "no exhibit E9"),
        ("", "P1", "P2", "no exhibit"),
    ],
)
def test_a_transfer_that_cannot_be_is_refused(
    exhibit: str, released: str, received: str, named: str, case: Path
) -> None:
    before = listed(case, "custody")
    hands = ("--released-by", released, "--received-by", received)
    assert named in refused("evidence", "transfer", case, exhibit, *hands)
    assert listed(case, "custody") == before


@pytest.mark.parametrize(("content", "mime"), [(a_png(), "image/png"), (JPEG, "image/jpeg")])
def test_a_photograph_is_known_by_its_content_and_kept_under_its_digest(
    content: bytes, mime: str, case: Path, tmp_path: Path
) -> None:
    file = tmp_path / "front.txt"
    file.write_bytes(content)
    done("evidence", "photograph", case, "E1", file, "--caption", HOSTILE)
    (told,) = state_in(case).photographs
    assert (told.mime, told.name, told.caption, told.size_bytes) == (mime, "front.txt", HOSTILE, len(content))
    assert (case / "attachments" / told.sha256).read_bytes() == content
    assert "attached to E1 already" in refused("evidence", "photograph", case, "E1", file)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        a_png()[:-1],
        a_png()[:40],
        a_png(0, 5),
        JPEG[:-2],
        JPEG[:9],
        b"\xff\xd8\xff" + b"\xff" * 99,
        a_png().replace(b"IDAT", b"IDAX"),
    ],
)
def test_what_is_no_whole_picture_is_refused(content: bytes, case: Path, tmp_path: Path) -> None:
    (tmp_path / "front.png").write_bytes(content)
    assert "not a whole PNG or JPEG" in refused("evidence", "photograph", case, "E1", tmp_path / "front.png")
    assert not (case / "attachments").exists()


def test_a_picture_that_would_be_vast_when_drawn_or_is_too_large_is_refused(
    case: Path, tmp_path: Path
) -> None:
    (tmp_path / "vast.png").write_bytes(a_png(60_000, 60_000))
    assert "points" in refused("evidence", "photograph", case, "E1", tmp_path / "vast.png")
    with (tmp_path / "large.png").open("wb") as file:
        file.write(a_png())
        file.truncate(LARGEST_BYTES + 1)
    assert "32 MiB" in refused("evidence", "photograph", case, "E1", tmp_path / "large.png")
    assert "not a file" in refused("evidence", "photograph", case, "E1", tmp_path)
    assert "not a file" in refused("evidence", "photograph", case, "E1", tmp_path / "no such")


def test_no_flipped_byte_of_a_picture_is_a_crash() -> None:
    for picture in (a_png(), JPEG):
        for place in range(len(picture)):
            changed = bytearray(picture)
            changed[place] ^= 0xFF
            recognised(bytes(changed))
        for length in range(len(picture)):
            assert recognised(picture[:length]) is None


def test_a_closed_case_takes_reports_and_transfers_and_nothing_else(case: Path, media: Media) -> None:
    done("case", "close", case)
    before = len(listed(case, "custody"))
    for words in (
        ("case", "close", case),
        ("case", "set", case, "--title", "x"),
        ("evidence", "describe", case, "E1", "--make", "x"),
        ("evidence", "add", case, media.image),
        ("scan", case, "--library", media.library),
    ):
        assert "the case was closed at 2026-11-22T05:30:00Z" in refused(*words)
    assert len(listed(case, "custody")) == before
    done("evidence", "transfer", case, "E1", "--released-by", "P1", "--received-by", "P2")
    done("case", "reopen", case, "--reason", "the laboratory asks")
    assert "only a closed case" in refused("case", "reopen", case)
    done("case", "set", case, "--title", "x")
    assert said("verify", case).status == 0


def test_a_case_is_shown_as_it_stands(case: Path) -> None:
    done(
        "case",
        "set",
        case,
        "--authority-kind",
        "warrant",
        "--authority-number",
        "26-MJ",
        "--supervisor",
        "P2",
    )
    done(
        "case",
        "set",
        case,
        "--referral",
        "CyberTip 1",
        "--referral",
        "Other 2",
        "--agency-address",
        "1 Main St",
    )
    shown = json.loads(said("case", "show", case, "--json").out)
    assert shown["case"]["authority"]["number"] == "26-MJ"
    assert shown["case"]["referrals"] == ["CyberTip 1", "Other 2"]
    assert shown["persons"]["P2"]["name"] == "M. Adair"
    assert "case authority kind\twarrant" in said("case", "show", case).out.splitlines()
    done("case", "set", case, "--referral", "")
    assert state_in(case).case.referrals is None


def test_everything_supplied_reaches_the_report(case: Path, tmp_path: Path) -> None:
    (tmp_path / "front.png").write_bytes(a_png())
    words = ("--requester", "DA", "--authority-kind", "warrant", "--reviewer", "P2", "--agency", "County lab")
    done("case", "set", case, *words, "--laptop-clock", "2 s slow", "--logo", tmp_path / "front.png")
    done("evidence", "describe", case, "E1", "--item-number", "7", "--write-blocker-make", "Tableau")
    done("evidence", "photograph", case, "E1", tmp_path / "front.png")
    hands = ("--released-by", "P1", "--received-by", "P2", *signing(tmp_path))
    done("evidence", "transfer", case, "E1", *hands)
    with CaseFile.open(case) as opened:
        content = case_content(opened, report_id="R-1", made_at=BEGINNING)
    facts, (exhibit,) = content.case, content.exhibits
    assert (facts.requester, facts.laptop_clock, facts.examiner.id) == ("DA", "2 s slow", "P1")
    assert facts.reviewer is not None
    assert facts.reviewer.name == "M. Adair"
    assert facts.agency is not None
    assert (facts.agency.name, facts.agency.logo) == ("County lab", a_png())
    assert (exhibit.item_number, exhibit.write_blocker) == ("7", "Tableau")
    assert [photograph.content for photograph in exhibit.photographs] == [a_png()]
    assert [told.received_by.name for told in content.transfers] == ["M. Adair"]
    (checkpoint,) = content.checkpoints
    assert (checkpoint.occasion, [each.name for each in checkpoint.signers]) == ("transfer", ["K. Osei"])
    assert {event.actor for event in content.events} == {"K. Osei"}


def test_a_new_case_takes_what_belongs_to_it(tmp_path: Path) -> None:
    words = (
        "--examiner-number",
        "4711",
        "--standing",
        "sworn",
        "--agency",
        "Lab",
        "--agency-address",
        "1 Main",
    )
    case = tmp_path / "case"
    done("case", "new", case, "--number", "7", "--examiner", "K. Osei", *words, "--referral", "CyberTip 1")
    state = state_in(case)
    examiner = state.persons["P1"]
    assert (examiner.name, examiner.number, examiner.standing) == ("K. Osei", "4711", "sworn")
    assert state.case.agency is not None
    assert (state.case.agency.name, state.case.agency.address) == ("Lab", "1 Main")
    assert said("verify", case).status == 0


# Cases of older versions


@pytest.fixture
def older(tmp_path: Path) -> Path:
    case = tmp_path / "older"
    case.mkdir()
    with closing(sqlite3.connect(database_path(case))) as connection:
        connection.executescript(OLDER_CASE.read_text())
    return case


def test_a_case_of_an_older_version_verifies_and_reads_as_it_did(older: Path) -> None:
    answer = said("verify", older)
    assert answer.status == 0, answer.out
    assert "6 custody events and the findings of 1 finished scan" in answer.out
    with CaseFile.open(older) as opened:
        content = case_content(opened, report_id="R-1", made_at=BEGINNING)
    assert [event.actor for event in content.events] == ["K. Osei"] * 6
    assert [event.actor_id for event in content.events] == [None] * 6
    assert content.case.examiner.name == "K. Osei"
    assert content.case.agency is not None
    assert content.events[0].sentence == "Case 2026-3 was opened with Fieldcase 0.1.0."


def test_work_goes_on_in_a_case_of_an_older_version(older: Path) -> None:
    done("case", "person", older, "--name", "M. Adair")
    done("evidence", "transfer", older, "E1", "--released-by", "P1", "--received-by", "P2")
    (told,) = state_in(older).transfers
    assert (told.released_by, told.received_by) == ("P1", "P2")
    assert listed(older, "custody")[-1]["actor"] == "K. Osei"
    assert said("verify", older).status == 0


# What only somebody who writes into the database can do


_ODD: tuple[dict[str, Any], ...] = (
    {"action": "person.recorded", "payload": {"name": 5}},
    {"action": "exhibit.described", "payload": {"make": ["x"]}},
    {"action": "case.described", "payload": {"authority": "warrant"}},
    {"action": "exhibit.transferred", "payload": {}},
    {"action": "checkpoint.signed", "payload": {}},
    {"action": "stamp.added", "payload": {"authority": None}},
)


@pytest.mark.parametrize("odd", _ODD, ids=lambda odd: odd["action"])
def test_an_event_that_is_not_as_this_program_writes_it_is_one_sentence(
    odd: dict[str, Any], case: Path
) -> None:
    with CaseFile.open(case, write=True) as opened:
        opened.log(utc="2026-11-22T05:30:00Z", action=odd["action"], subject="E1", payload=odd["payload"])
    assert "event 4" in refused("case", "show", case)
    answer = said("verify", case)
    assert (answer.status, len(answer.out.splitlines())) == (4, 1)
    assert "event 4" in answer.out
