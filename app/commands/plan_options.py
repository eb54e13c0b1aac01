"""Options that say what a scan is to be: the same for the scan, and for the question what it would do."""

import argparse

from app.engine.profiles import PROFILES
from forensics.digests import Algorithm


def add_plan_options(parser: argparse.ArgumentParser, *, profile: str | None, profile_help: str) -> None:
    """`profile` is the default."""
    parser.add_argument(
        "exhibits", nargs="*", default=[], metavar="EXHIBIT", help="labels of exhibits; default: all"
    )
    parser.add_argument("--profile", choices=tuple(PROFILES), default=profile, help=profile_help)
    parser.add_argument(
        "--sets",
        action="extend",
        nargs="+",
        metavar="NAME",
        help="known-hash sets, as NAME (all its versions) or NAME@VERSION; default: every set of the library",
    )
    parser.add_argument("--library", metavar="DIR", help="folder of known-hash sets")
    parser.add_argument(
        "--algorithms",
        action="extend",
        nargs="+",
        choices=tuple(algorithm.value for algorithm in Algorithm),
        metavar="NAME",
        help="compute just these (md5, sha1, sha256) in the profile standard; a hit gets all three",
    )
