"""fieldcase hashset: its acts, each in a module of its own, and one parser for all of them."""

import argparse

from app.commands import (
    hashset_columns,
    hashset_compare,
    hashset_export,
    hashset_find,
    hashset_import,
    hashset_library,
)
from app.commands.desk import Desk

DESCRIPTION = """\
Known-hash sets: imported once at the desk, looked up in place by every scan.
A set is called NAME, or NAME@VERSION where it has a version; several versions stand side by side.
notable: what an examiner looks for. known: known software and the like; known, not harmless."""
EXAMPLES = """\
examples:
  fieldcase hashset import list.json --name "Project list" --role notable --set-version 2026-10
  fieldcase hashset import RDS_2026.09.1_modern_minimal.db --name NSRL --role known
  fieldcase hashset list
  fieldcase hashset find 900150983cd24fb0d6963f7d28e17f72
  fieldcase hashset diff "Project list@2026-07" "Project list@2026-10"
  fieldcase hashset verify

fieldcase hashset ACT --help explains each act"""

_ACTS = (
    hashset_import,
    hashset_library,
    hashset_find,
    hashset_compare,
    hashset_columns,
    hashset_export,
)


def register(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    for module in _ACTS:
        before = set(acts.choices)
        module.register(acts)
        for name in set(acts.choices) - before:
            acts.choices[name].set_defaults(carry_out=module.run)


def run(args: argparse.Namespace, desk: Desk) -> int:
    return int(args.carry_out(args, desk))
