"""Key files of people who sign, made once a run, and the words that name one on a command line."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from reports.sealing.identity import Identity, identity_in, new_identity

PASSPHRASE = "correct horse battery"
_MADE_AT = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@cache
def _key_file(name: str) -> bytes:
    return new_identity(name, passphrase=PASSPHRASE, now=_MADE_AT)


@cache
def an_identity(name: str = "K. Osei") -> Identity:
    return identity_in(_key_file(name), PASSPHRASE, name="key.p12")


def signing(folder: Path, name: str = "K. Osei") -> tuple[str, ...]:
    """Options that sign with the key of `name`, whose file is put into `folder`."""
    file, words = folder / f"{name}.p12", folder / "passphrase.txt"
    if not file.exists():
        file.write_bytes(_key_file(name))
        words.write_text(f"{PASSPHRASE}\n")
    return ("--sign-with", str(file), "--key-passphrase-file", str(words))
