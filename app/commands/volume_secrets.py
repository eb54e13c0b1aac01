"""The secrets of locked volumes: asked for at the terminal without being shown, or one line of standard
input each, never in an argument, an environment or a log.
"""

import argparse
from collections.abc import Sequence
from contextlib import suppress

from app.commands.desk import Desk
from app.commands.terminal import NoTerminal
from app.engine.added_later import OnRecord
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


def add_again_option(
    parser: argparse.ArgumentParser,
    *,
    otherwise: str = "such volumes stay shut, and that is a fault",
) -> None:
    parser.add_argument(
        "--unlock",
        action="store_true",
        help="ask again for the secret of each volume that was unlocked: at the terminal, or one line each "
        f"from standard input; without this option {otherwise}",
    )


def key_for(means: str, *, what: str, desk: Desk) -> Key:
    """The key that a person gives for `what`, asked for now; raise FieldcaseError where there is none."""
    if means == CLEAR_KEY:
        return Key(means=means)
    words = _line(f"{_WORDS[means]} of {what}: ", desk)
    return Key(means=means, secret=secret_of(means, words))


def secrets_again(asked: Sequence[OnRecord], desk: Desk) -> dict[tuple[str, int], bytes]:
    """The secrets of volumes that were unlocked before, in their order; an empty line leaves one shut."""
    secrets: dict[tuple[str, int], bytes] = {}
    for each in asked:
        what = f"{_place(each)}, empty to leave it shut"
        with suppress(NoPassphrase):
            secrets[each.exhibit, each.volume] = key_for(each.means, what=what, desk=desk).secret
    return secrets


def _place(each: OnRecord) -> str:
    return f"{each.exhibit}, volume {each.volume} ({each.lock})"


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
