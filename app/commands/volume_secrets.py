"""The secrets of locked volumes: asked for at the terminal without being shown, or one line of standard
input each, never in an argument, an environment or a log.
"""

import argparse

from app.commands.desk import Desk
from app.commands.terminal import NoTerminal
from app.engine.given_secrets import secret_of
from app.secret_line import STANDARD_INPUT, NoPassphrase, first_line, not_empty
from forensics.locks import CLEAR_KEY, KEY_FILE, MEANS, PASSWORD, Key

_WORDS = {PASSWORD: "Password", "recovery-key": "Recovery key", KEY_FILE: "Path of the key file"}


def add_means_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--with",
        dest="means",
        choices=MEANS,
        default=PASSWORD,
        help="what is known: it is asked for at the terminal, or read as one line from standard input, which "
        "for key-file is the path of the file; a clear-key needs nothing; default: %(default)s",
    )


def key_for(means: str, *, what: str, desk: Desk) -> Key:
    """The key that a person gives for `what`, asked for now; raise FieldcaseError where there is none."""
    if means == CLEAR_KEY:
        return Key(means=means)
    words = _line(f"{_WORDS[means]} of {what}: ", desk)
    return Key(means=means, secret=secret_of(means, words))


def _line(prompt: str, desk: Desk) -> str:
    try:
        return not_empty(desk.ask_hidden(prompt), origin="The secret")
    except NoTerminal:
        try:
            return first_line(STANDARD_INPUT)
        except NoPassphrase as trouble:
            raise NoPassphrase(
                f"{prompt.removesuffix(': ')} is needed on standard input. {trouble}"
            ) from None
