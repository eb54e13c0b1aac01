"""The command lines of the child programs that write and check custody, as the desktop starts them: what is
said of case and exhibits, who took part, hand-overs, signatures, reports, verdicts.

A passphrase never stands in a line: it is the first line of the child's standard input.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from app.errand_lines import KEY_PASSPHRASE_COMES, signing_words
from app.rows import IdentityRow, PersonRow, SigningKey


class CustodyLines:
    """`program` is how Fieldcase is started again."""

    def __init__(self, program: tuple[str, ...]) -> None:
        self._program = program

    def _command(self, *words: str) -> tuple[str, ...]:
        return (*self._program, *words)

    # what is said of a case and its exhibits

    def describe_case_command(
        self, case: str, values: Mapping[str, str | None], *, referrals: Sequence[str] | None = None
    ) -> tuple[str, ...]:
        """Only what is named is written; None withdraws a field. `referrals` replaces all of them."""
        words = _options(values)
        if referrals is not None:
            words += [f"--referral={one}" for one in referrals or ("",)]
        return self._command("case", "set", *words, "--", case)

    def person_command(self, case: str, person: PersonRow) -> tuple[str, ...]:
        """An empty id records a new person; another one corrects that person, whose empty fields are
        withdrawn.
        """
        given = {
            "name": person.name,
            "number": person.number,
            "role": person.role,
            "standing": person.standing,
            "agency": person.agency,
        }
        if person.id:
            return self._command("case", "person", f"--id={person.id}", *_options(given), "--", case)
        words = _options({name: value for name, value in given.items() if value})
        return self._command("case", "person", *words, "--", case)

    def describe_exhibit_command(
        self, case: str, label: str, values: Mapping[str, str | None]
    ) -> tuple[str, ...]:
        return self._command("evidence", "describe", *_options(values), "--", case, label)

    def photograph_command(
        self, case: str, label: str, file: str, *, caption: str | None = None
    ) -> tuple[str, ...]:
        words = [f"--caption={caption}"] if caption else []
        return self._command("evidence", "photograph", *words, "--", case, label, file)

    def transfer_command(
        self, case: str, label: str, values: Mapping[str, str], *, rehashed: bool, key: SigningKey | None
    ) -> tuple[str, ...]:
        checked = "--rehashed" if rehashed else "--no-rehashed"
        words = [*_options(values), checked, *signing_words(key)]
        return self._command("evidence", "transfer", *words, "--", case, label)

    # signatures

    def sign_command(self, case: str, *, key: SigningKey) -> tuple[str, ...]:
        return self._command("sign", *signing_words(key), "--", case)

    def countersign_command(self, what: str, *, by: str | None, key: SigningKey) -> tuple[str, ...]:
        """`what` is a case, whose last checkpoint is signed again by the person `by`, or a bundle."""
        person = [f"--by={by}"] if by else []
        return self._command("countersign", *person, *signing_words(key), "--", what)

    def close_command(self, case: str, *, key: SigningKey | None) -> tuple[str, ...]:
        return self._command("case", "close", *signing_words(key), "--", case)

    def reopen_command(self, case: str) -> tuple[str, ...]:
        return self._command("case", "reopen", "--", case)

    def new_key_command(
        self, name: str, *, out: str, number: str | None, agency: str | None
    ) -> tuple[str, ...]:
        given = {"name": name, "number": number, "agency": agency}
        words = _options({name: value for name, value in given.items() if value})
        return self._command("examiner", "new", *words, f"--out={out}", *KEY_PASSPHRASE_COMES)

    def show_key_command(self, key: SigningKey) -> tuple[str, ...]:
        return self._command("examiner", "show", "--json", *signing_words(key))

    # self-test, report and check

    def self_test_command(self, case: str | None) -> tuple[str, ...]:
        return self._command("self-test", "--json", *([f"--case={case}"] if case else []))

    def report_command(
        self,
        case: str,
        out: str,
        *,
        key: SigningKey | None = None,
        language: str | None = None,
        paper: str | None = None,
        redact: Sequence[str] = (),
        as_zip: bool = False,
        place: str | None = None,
        files: Sequence[str] = (),
    ) -> tuple[str, ...]:
        """`files` names the entries whose contents go along, as the command takes them."""
        words = [f"--out={out}", "--progress", "json", *signing_words(key)]
        given = (("language", language), ("paper", paper), ("place", place), ("redact", ",".join(redact)))
        words += [f"--{option}={value}" for option, value in given if value]
        words += ["--files", *files] if files else []
        return self._command("report", *words, *(["--zip"] if as_zip else []), "--", case)

    def preview_command(
        self,
        case: str,
        *,
        signer: IdentityRow | None = None,
        language: str | None = None,
        paper: str | None = None,
        redact: Sequence[str] = (),
        ppi: int = 110,
    ) -> tuple[str, ...]:
        """The pages of the report as it stands, as JSON lines; `signer` is who will sign it."""
        said = None if signer is None else json.dumps(asdict(signer))
        given = (("language", language), ("paper", paper), ("redact", ",".join(redact)), ("signer", said))
        words = [f"--ppi={ppi}", *(f"--{option}={value}" for option, value in given if value)]
        return self._command("preview", "--json", *words, "--", case)

    def transfer_form_command(
        self, case: str, *, event: int | None = None, exhibit: str | None = None, out: str, language: str
    ) -> tuple[str, ...]:
        """The form of the hand-over that an event records, or an empty one of an exhibit."""
        words = [f"--out={out}", f"--language={language}"]
        if event is None:
            return self._command("transfer-form", *words, f"--exhibit={exhibit}", "--", case)
        return self._command("transfer-form", *words, "--", case, str(event))

    def verify_command(self, what: str) -> tuple[str, ...]:
        return self._command("verify", "--json", "--progress", "json", "--", what)


def _options(values: Mapping[str, str | None]) -> list[str]:
    """`seal_in` as `--seal-in=…`; None, which withdraws a field, as an empty word."""
    return [f"--{name.replace('_', '-')}={value or ''}" for name, value in values.items()]
