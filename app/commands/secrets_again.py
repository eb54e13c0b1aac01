"""The secrets of volumes that were unlocked before, asked for again: they are kept nowhere."""

import argparse
from collections.abc import Sequence
from contextlib import suppress

from app.commands.desk import Desk
from app.commands.volume_secrets import key_for
from app.engine.added_later import OnRecord
from app.secret_line import NoPassphrase


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
