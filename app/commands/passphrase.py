"""The passphrase of locked known-hash sets: asked for once a run, never in an argument, an environment or a
log.

It is typed at the terminal without being shown, or is the first line of a file, or with `-` the first line of
standard input; the rest of standard input then is what it always was (the word stop of the desktop, a list).
"""

import argparse
from collections.abc import Callable

from app.commands.desk import Desk
from app.commands.terminal import NoTerminal
from app.secret_line import NoPassphrase, first_line, not_empty
from forensics.errors import FieldcaseError


class Passphrase:
    """Asked for at the first need and kept in memory for the rest of the run."""

    def __init__(self, ask: Callable[[], str]) -> None:
        self._ask = ask
        self._answer: str | None = None

    def get(self) -> str:
        """The same words at every call; raise NoPassphrase when there are none to be had."""
        if self._answer is None:
            self._answer = self._ask()
        return self._answer

    def __repr__(self) -> str:
        return "Passphrase(not shown)"


def add_passphrase_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file",
        metavar="F",
        help="file whose first line is the passphrase of locked sets, - for standard input; "
        "without it the terminal is asked",
    )


def passphrases(args: argparse.Namespace, desk: Desk) -> Passphrase:
    """The passphrase that opens locked sets; the terminal is asked only when `get` is called.

    Call it before anything else reads standard input: a named file or `-` is read here. Call `get` before
    `desk.stop.on_signals`, or Ctrl+C would not end the question.
    """
    if args.passphrase_file is not None:
        return _given(first_line(args.passphrase_file))
    return Passphrase(lambda: _typed(desk, "Passphrase of the locked sets: "))


def new_passphrase(args: argparse.Namespace, desk: Desk) -> str:
    """The passphrase to lock a set with: at the terminal it is asked for twice."""
    if args.passphrase_file is not None:
        return first_line(args.passphrase_file)
    first = _typed(desk, "Passphrase to lock the set with: ")
    if _typed(desk, "The same passphrase again: ") != first:
        raise FieldcaseError("The two passphrases are not the same; nothing was kept.")
    return first


def _given(words: str) -> Passphrase:
    return Passphrase(lambda: words)


def _typed(desk: Desk, prompt: str) -> str:
    try:
        return not_empty(desk.ask_hidden(prompt), origin="The passphrase")
    except NoTerminal as trouble:
        raise NoPassphrase(
            f"A passphrase is needed. {trouble} Give it with --passphrase-file FILE, or - for standard input."
        ) from trouble
