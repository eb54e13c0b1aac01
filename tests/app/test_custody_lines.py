"""The desktop's command lines on custody: the real commands know every option, and no secret is in one."""

import pytest

from app.commands.line import build_parser
from app.custody_lines import CustodyLines
from app.rows import PersonRow, SigningKey

LINES = CustodyLines(("fieldcase",))
FILE = SigningKey(file="-e.p12", passphrase="a secret")
CARD = SigningKey(module="card.so", card_label="Osei", passphrase="a secret")
CASE_FIELDS = (
    "title", "requester", "request", "offense", "authority_kind", "authority_number", "authority_issued_by",
    "authority_issued_on", "authority_scope", "agency_name", "agency_address", "supervisor", "reviewer",
    "laptop_clock", "logo",
)  # fmt: skip
EXHIBIT_FIELDS = (
    "item_number", "quantity", "seal_in", "seal_out", "make", "model", "serial", "condition", "description",
    "seized_where", "seized", "seized_from", "authority", "write_blocker_make", "write_blocker_model",
    "write_blocker_serial", "clock", "notes",
)  # fmt: skip
TRANSFER_FIELDS = (
    "released_by", "received_by", "at", "purpose", "place", "seal_out", "seal_in", "comment",
)  # fmt: skip
PERSON = PersonRow(id="P2", name="-Dana", number="7", role="lab", standing="sworn", agency="A")


@pytest.mark.parametrize(
    "line",
    [
        LINES.describe_case_command("-case", dict.fromkeys(CASE_FIELDS, "-x"), referrals=("-1", "2")),
        LINES.describe_case_command("-case", dict.fromkeys(CASE_FIELDS), referrals=()),
        LINES.person_command("-case", PERSON),
        LINES.person_command("-case", PersonRow(id="", name="N")),
        LINES.describe_exhibit_command("-case", "-E1", dict.fromkeys(EXHIBIT_FIELDS, "-x")),
        LINES.photograph_command("-case", "-E1", "-front.jpg", caption="-front"),
        LINES.transfer_command(
            "-case", "-E1", dict.fromkeys(TRANSFER_FIELDS, "-x"), rehashed=True, key=FILE
        ),
        LINES.transfer_command("-case", "E1", dict.fromkeys(TRANSFER_FIELDS, "x"), rehashed=False, key=None),
        LINES.sign_command("-case", key=CARD),
        LINES.countersign_command("-case", by="P2", key=FILE),
        LINES.close_command("-case", key=None),
        LINES.reopen_command("-case"),
        LINES.new_key_command("-N", out="-e.p12", number="-1", agency=None),
        LINES.show_key_command(FILE),
        LINES.show_key_command(CARD),
        LINES.self_test_command("-case"),
        LINES.self_test_command(None),
        LINES.report_command(
            "-case", "-out", key=FILE, language="en", paper="us-letter", redact=("paths", "set-labels"),
            as_zip=True, place="-Van",
        ),
        LINES.report_command("-case", "-out"),
        LINES.verify_command("-case"),
    ],
    ids=lambda line: " ".join(line[1:3]),
)  # fmt: skip
def test_the_real_command_takes_the_line_and_no_secret_is_in_it(line: tuple[str, ...]) -> None:
    _program, *words = line
    build_parser(words[0]).parse_args(words)  # a word that it does not know ends the test
    assert not any("a secret" in word for word in words)


def test_what_was_emptied_is_withdrawn_and_what_was_not_said_is_left_out() -> None:
    assert "--requester=" in LINES.describe_case_command("c", {"requester": None})
    assert LINES.describe_case_command("c", {"title": "T"}) == (
        "fieldcase", "case", "set", "--title=T", "--", "c",
    )  # fmt: skip
    assert "--referral=" in LINES.describe_case_command("c", {}, referrals=())


def test_without_a_key_nothing_is_signed_on_purpose() -> None:
    assert "--unsigned" in LINES.report_command("c", "out")
    assert "--unsigned" in LINES.close_command("c", key=None)
    assert "--unsigned" not in LINES.close_command("c", key=FILE)
