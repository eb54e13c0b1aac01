"""Command lines on custody for the fake workbench, and what its cases say of custody."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.rows import (
    CaseFormRow,
    CheckpointRow,
    CustodyFacts,
    ExhibitFormRow,
    PersonRow,
    PhotographRow,
    SelfTestRow,
    SigningKey,
    TransferRow,
)

PROGRAM = (sys.executable, str(Path(__file__).with_name("fake_program.py")))
NOW = "2026-11-22T03:12:00Z"
KEY_PASSPHRASE = "seven quiet harbours"


class FakeCustodyLines:
    """`asked` holds each command as (name, what was said)."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []

    def _record(
        self,
        name: str,
        where: str,
        *,
        key: SigningKey | None = None,
        **said: Any,  # noqa: ANN401 any act
    ) -> tuple[str, ...]:
        self.asked.append((name, said | {"key": None if key is None else key.file or key.module}))
        words = {"act": json.dumps({"name": name, **said}), "key": "yes" if key is not None else ""}
        return (*PROGRAM, "record", where, *(f"{word}={value}" for word, value in words.items()))

    def describe_case_command(
        self, case: str, values: Mapping[str, str | None], *, referrals: Sequence[str] | None = None
    ) -> tuple[str, ...]:
        return self._record("case", case, values=dict(values), referrals=referrals)

    def person_command(self, case: str, person: PersonRow) -> tuple[str, ...]:
        return self._record("person", case, person=asdict(person))

    def describe_exhibit_command(
        self, case: str, label: str, values: Mapping[str, str | None]
    ) -> tuple[str, ...]:
        return self._record("exhibit", case, label=label, values=dict(values))

    def photograph_command(
        self, case: str, label: str, file: str, *, caption: str | None = None
    ) -> tuple[str, ...]:
        return self._record("photograph", case, label=label, file=file, caption=caption)

    def transfer_command(
        self, case: str, label: str, values: Mapping[str, str], *, rehashed: bool, key: SigningKey | None
    ) -> tuple[str, ...]:
        return self._record("transfer", case, key=key, label=label, values=dict(values), rehashed=rehashed)

    def sign_command(self, case: str, *, key: SigningKey) -> tuple[str, ...]:
        return self._record("sign", case, key=key)

    def countersign_command(self, what: str, *, by: str | None, key: SigningKey) -> tuple[str, ...]:
        return self._record("countersign", what, key=key, by=by)

    def close_command(self, case: str, *, key: SigningKey | None) -> tuple[str, ...]:
        return self._record("close", case, key=key)

    def reopen_command(self, case: str) -> tuple[str, ...]:
        return self._record("reopen", case)

    def new_key_command(
        self, name: str, *, out: str, number: str | None, agency: str | None
    ) -> tuple[str, ...]:
        self.asked.append(("new_key", (name, out, number, agency)))
        return (*PROGRAM, "new-key", out, f"name={name}")

    def show_key_command(self, key: SigningKey) -> tuple[str, ...]:
        self.asked.append(("show_key", key.file or key.module))
        return (*PROGRAM, "show-key", str(key.file or key.module))

    def self_test_command(self, case: str | None) -> tuple[str, ...]:
        return self._record("self_test", case or "")

    def report_command(
        self,
        case: str,
        out: str,
        *,
        key: SigningKey | None = None,
        **chosen: Any,  # noqa: ANN401
    ) -> tuple[str, ...]:
        self.asked.append(("report", chosen | {"key": None if key is None else key.file}))
        return (
            *PROGRAM,
            "report",
            case,
            f"out={out}",
            f"key={'yes' if key else ''}",
            f"zip={'yes' if chosen.get('as_zip') else ''}",
        )

    def preview_command(self, case: str, **chosen: Any) -> tuple[str, ...]:  # noqa: ANN401
        self.asked.append(("preview", chosen))
        return (*PROGRAM, "preview", case, f"language={chosen.get('language')}")

    def transfer_form_command(self, case: str, **said: Any) -> tuple[str, ...]:  # noqa: ANN401
        self.asked.append(("transfer_form", said))
        return (*PROGRAM, "form", case, f"out={said['out']}")

    def verify_command(self, what: str) -> tuple[str, ...]:
        self.asked.append(("verify", what))
        return (*PROGRAM, "check", what)


def facts_of(state: dict[str, Any]) -> CustodyFacts:
    """What `record` of the fake program left in the case's state."""
    said = state.get("said", {})
    test = said.get("self_test")
    return CustodyFacts(
        persons=tuple(PersonRow(**one) for one in said.get("persons", [_examiner(state)])),
        case=CaseFormRow(
            values=tuple(said.get("case", {}).items()), referrals=tuple(said.get("referrals", ()))
        ),
        exhibits=tuple(
            ExhibitFormRow(
                label=label,
                values=tuple(form["values"].items()),
                photographs=tuple(PhotographRow(exhibit=label, **one) for one in form["photographs"]),
            )
            for label, form in said.get("exhibits", {}).items()
        ),
        transfers=tuple(TransferRow(**one) for one in said.get("transfers", ())),
        self_test=SelfTestRow(passed=test, utc=NOW, program_sha256="ab" * 32, checks=9)
        if test is not None
        else None,
        checkpoints=tuple(
            CheckpointRow(**{**one, "signers": tuple(one["signers"])}) for one in said.get("checkpoints", ())
        ),
        closed_at=said.get("closed_at"),
    )


def _examiner(state: dict[str, Any]) -> dict[str, Any]:
    return {"id": "P1", "name": state["examiner"], "role": "examiner", "standing": "sworn"}
