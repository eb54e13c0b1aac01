"""Whose key signs this run: named on the command line, else the examiner's default, else nobody's.

The passphrase or PIN is typed at the terminal without being shown, or is the first line of a file or of
standard input; it stands in no argument and no environment. The default is a pointer to a key file or a card
in the user's data folder; the key itself is opened for one run and kept in memory only.
"""

import argparse
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import platformdirs

from app.secret_line import NoPassphrase, first_line, not_empty
from forensics.errors import FieldcaseError

if TYPE_CHECKING:
    from reports.sealing.identity import Identity

NAMED_BY: Final = "FIELDCASE_IDENTITY"
_POINTER: Final = "examiner.json"
_TRIES: Final = 3  # at a terminal, for a key file; a card counts wrong PINs itself and is asked for one once
_LARGEST_POINTER: Final = 65_536


class Asking(Protocol):
    """What is used of `app.commands.desk.Desk`."""

    @property
    def now(self) -> Callable[[], datetime]: ...

    @property
    def ask_hidden(self) -> Callable[[str], str]:
        """Raises FieldcaseError where nobody can be asked."""
        ...

    def note(self, sentence: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlace:
    """Where a key is: a PKCS#12 file, or a card behind its maker's module. `certificate` is a file, for a
    card that holds none or several.
    """

    file: str | None = None
    card: str | None = None
    card_label: str | None = None
    certificate: str | None = None

    def __str__(self) -> str:
        if self.file is not None:
            return Path(self.file).name
        return f"the card {self.card_label}" if self.card_label else "the card"


def add_signing_options(parser: argparse.ArgumentParser) -> None:
    """`--sign-with`, `--card` and its kin, `--key-passphrase-file`, `--unsigned`: see `identity_for`."""
    group = parser.add_argument_group("signing")
    add_key_options(group)
    group.add_argument("--unsigned", action="store_true", help="sign nothing, even where there is a key")


def add_key_options(group: argparse._ActionsContainer) -> None:
    """The options that name a key and where its passphrase comes from."""
    group.add_argument("--sign-with", metavar="FILE.p12", help="key file; default: the examiner's own")
    group.add_argument("--card", metavar="MODULE", help="a card, through its maker's PKCS #11 library")
    group.add_argument("--card-label", metavar="L", help="which card, where there are several")
    group.add_argument(
        "--card-certificate", metavar="FILE", help="its certificate, where it holds none or several"
    )
    group.add_argument(
        "--key-passphrase-file",
        metavar="F",
        help="file whose first line is the passphrase of the key or the PIN, - for standard input (read "
        "before any other); without it the terminal is asked",
    )


def identity_needed(args: argparse.Namespace, desk: Asking) -> "Identity":
    """The identity for an act that is a signature: as `identity_for`, and an error where that gives none."""
    if args.unsigned:
        raise FieldcaseError("This act is a signature; leave out --unsigned.")
    place = named_place(args) or default_place()
    if place is None:
        raise FieldcaseError(
            "There is no key to sign with; make one with fieldcase examiner new, or name one with "
            "--sign-with FILE.p12 or --card MODULE."
        )
    return opened(place, desk, passphrase_file=args.key_passphrase_file)


def identity_for(args: argparse.Namespace, desk: Asking, *, or_unsigned: bool = False) -> "Identity | None":
    """The identity that signs this run, opened and valid now; `None` with `--unsigned`, or where no key is
    named and there is no default.

    Where a passphrase is needed and nobody can be asked, raise NoPassphrase, naming the ways out; with
    `or_unsigned` the default key is left out with a remark instead. Call it before anything else reads
    standard input.
    """
    if args.unsigned:
        return None
    named = named_place(args)
    place = named or default_place()
    if place is None:
        return None
    try:
        return opened(place, desk, passphrase_file=args.key_passphrase_file)
    except NoPassphrase as trouble:
        if named is None and or_unsigned:
            desk.note(f"not signed: the passphrase of {place} was not given (--key-passphrase-file)")
            return None
        raise NoPassphrase(f"{trouble} Or go on without a signature with --unsigned.") from trouble


def opened(place: KeyPlace, desk: Asking, *, passphrase_file: str | None) -> "Identity":
    """The identity at `place`; its passphrase is the first line of `passphrase_file`, else asked for at the
    terminal. Raise FieldcaseError (see reports.sealing.errors), NoPassphrase where nobody can be asked.
    """
    # Imported here, as below: what signs takes longer to import than most commands need to run.
    from reports.sealing.certificates import verify_may_sign
    from reports.sealing.errors import WrongPassphrase

    if passphrase_file is not None:
        identity = _open(place, first_line(passphrase_file))
    else:
        for turn in range(_TRIES):
            try:
                identity = _open(place, _typed(place, desk))
                break
            except WrongPassphrase as trouble:
                if place.card is not None or turn == _TRIES - 1:
                    raise
                desk.note(f"{str(trouble).removesuffix('.')}; try again")
    verify_may_sign(identity.certificate, at=desk.now())
    return identity


def _typed(place: KeyPlace, desk: Asking) -> str:
    what = "PIN" if place.card is not None else "passphrase"
    try:
        words = desk.ask_hidden(f"{what[0].upper()}{what[1:]} of {place}: ")
    except FieldcaseError as trouble:
        raise NoPassphrase(
            f"The key is locked. {trouble} Give the {what} of {place} with "
            "--key-passphrase-file FILE, or - for standard input."
        ) from trouble
    return not_empty(words, origin=f"The {what}")


def _open(place: KeyPlace, passphrase: str) -> "Identity":
    if place.file is not None:
        from reports.sealing.identity import open_pkcs12

        return open_pkcs12(Path(place.file), passphrase)
    from reports.sealing.cards import open_card

    return open_card(
        Path(place.card or ""),
        label=place.card_label,
        pin=passphrase,
        certificate=None if place.certificate is None else _certificate(Path(place.certificate)),
    )


def _certificate(path: Path) -> bytes:
    from reports.sealing.trust import read_anchors

    found = read_anchors([path])
    if len(found) != 1:
        raise FieldcaseError(f"{path.name} holds {len(found)} certificates; one is needed.")
    return found[0]


def named_place(args: argparse.Namespace) -> KeyPlace | None:
    """What the command line names; raise FieldcaseError where it names two."""
    if args.sign_with and args.card:
        raise FieldcaseError("Name one key: --sign-with FILE.p12 or --card MODULE.")
    if args.card:
        return KeyPlace(card=args.card, card_label=args.card_label, certificate=args.card_certificate)
    if args.card_label or args.card_certificate:
        raise FieldcaseError("--card-label and --card-certificate go with --card MODULE.")
    return KeyPlace(file=args.sign_with) if args.sign_with else None


def key_folder() -> Path:
    """Where keys are kept whose place nobody names."""
    return Path(platformdirs.user_data_dir("fieldcase", appauthor=False))


def default_place() -> KeyPlace | None:
    """What `FIELDCASE_IDENTITY` names, else the key that was made the default, `None` without either.

    Raise FieldcaseError where the default is not readable: work goes on unsigned only on purpose.
    """
    if named := os.environ.get(NAMED_BY):
        return KeyPlace(file=named)
    pointer = key_folder() / _POINTER
    try:
        with pointer.open("rb") as file:
            told: Any = json.loads(file.read(_LARGEST_POINTER))  # Any: JSON
        return KeyPlace(**told)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, RecursionError) as trouble:
        raise FieldcaseError(
            f"The note of which key is yours ({pointer}) cannot be read; say it again with fieldcase "
            "examiner use FILE."
        ) from trouble


def set_default_place(place: KeyPlace) -> None:
    """Make `place` the key of every later run of this user."""
    pointer = key_folder() / _POINTER
    try:
        pointer.parent.mkdir(parents=True, exist_ok=True)
        fresh = pointer.with_suffix(".new")
        fresh.write_text(json.dumps({k: v for k, v in asdict(place).items() if v}), encoding="utf-8")
        fresh.replace(pointer)
    except OSError as trouble:
        with suppress(OSError):
            pointer.with_suffix(".new").unlink(missing_ok=True)
        raise FieldcaseError(f"It could not be noted which key is yours: {trouble.strerror}.") from trouble
