"""The options of the forms of a case and of an exhibit, and what they say, as `app.custody.acts` takes it.

An option that is left out says nothing; an empty word withdraws what was said.
"""

import argparse
from collections.abc import Mapping
from typing import Any, Final

from app.custody.supplied import ROLES, STANDINGS

Said = dict[str, Any]  # Any: JSON values

WITHDRAWS: Final = "An empty word ('') withdraws what was said; what was never said prints as Not supplied."
TIME_FORM: Final = "'2026-11-22 06:10 +01:00'"

# (where it belongs, option, what it means)
_CASE: Final = (
    ("requester", "--requester", "who asked for the examination"),
    ("request", "--request", "what was asked for"),
    ("offense", "--offense", "offence that is looked into"),
    ("laptop_clock", "--laptop-clock", "this laptop's clock against a trusted one, in words"),
    ("authority.kind", "--authority-kind", "search warrant, consent, ..."),
    ("authority.number", "--authority-number", "its number"),
    ("authority.issued_by", "--authority-issued-by", "court or person"),
    ("authority.issued_on", "--authority-issued-on", "day"),
    ("authority.scope", "--authority-scope", "what it covers"),
    ("agency.address", "--agency-address", "for the report's head"),
)
_CASE_LATER: Final = (
    ("title", ("--title",), "title or place"),
    ("agency.name", ("--agency-name", "--agency"), "who issues the report"),
    ("supervisor", ("--supervisor",), "a person of the case, by id"),
    ("reviewer", ("--reviewer",), "a person of the case, by id"),
)
_EXHIBIT: Final = (
    ("item_number", "--item-number", "on the property record"),
    ("quantity", "--quantity", "how many"),
    ("description", "--description", "what it is, in words"),
    ("make", "--make", ""),
    ("model", "--model", ""),
    ("serial", "--serial", "serial number"),
    ("condition", "--condition", "damage, power, state on arrival"),
    ("seal_in", "--seal-in", "seal as it arrived"),
    ("seal_out", "--seal-out", "seal as it leaves"),
    ("seized", "--seized", f"local time with its zone: {TIME_FORM}"),
    ("seized_where", "--seized-where", "place"),
    ("seized_from", "--seized-from", "person or place it was taken from"),
    ("authority", "--authority", "of this exhibit, where it differs from the case's"),
    ("write_blocker.make", "--write-blocker-make", ""),
    ("write_blocker.model", "--write-blocker-model", ""),
    ("write_blocker.serial", "--write-blocker-serial", ""),
    ("clock", "--clock", "the examined machine's clock against a trusted one, in words"),
    ("notes", "--notes", ""),
)
_TRANSFER: Final = (
    ("at", "--at", f"local time with its zone: {TIME_FORM}; default: now"),
    ("purpose", "--purpose", "why"),
    ("place", "--place", "where"),
    ("seal_out", "--seal-out", "seal as it was released"),
    ("seal_in", "--seal-in", "seal as it was received"),
    ("comment", "--comment", ""),
)
_PERSON: Final = (
    ("number", "--number", "the agency's number of that person"),
    ("agency", "--agency", ""),
    ("certificate_sha256", "--certificate-sha256", "of the certificate that person signs with"),
)


def add_by_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", metavar="ID", help="person of the case who acts; default: P1, its examiner")


def add_case_options(parser: argparse.ArgumentParser, *, later: bool) -> None:
    """`later`: also what can be said only of a case that is there, or is said when it is made."""
    group = parser.add_argument_group("what is said of the case")
    if later:
        for place, options, meaning in _CASE_LATER:
            group.add_argument(*options, dest=_dest(place), metavar="TEXT", help=meaning)
    _add(group, _CASE)
    group.add_argument(
        "--referral",
        dest="said_referrals",
        action="append",
        metavar="TEXT",
        help="CyberTip or other referral with its number; may stand more than once, all together replace "
        "those on record",
    )


def add_exhibit_options(parser: argparse.ArgumentParser) -> None:
    _add(parser.add_argument_group("what is said of the exhibit"), _EXHIBIT)


def add_transfer_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--released-by", dest="said_released_by", required=True, metavar="ID")
    parser.add_argument("--received-by", dest="said_received_by", required=True, metavar="ID")
    _add(parser, _TRANSFER)
    parser.add_argument(
        "--rehashed",
        dest="said_rehashed",
        action=argparse.BooleanOptionalAction,
        help="whether its digest was checked again at the transfer",
    )


def add_person_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", dest="said_name", metavar="NAME")
    parser.add_argument("--role", dest="said_role", metavar="ROLE", help=", ".join(ROLES))
    parser.add_argument("--standing", dest="said_standing", metavar="WORD", help=" or ".join(STANDINGS))
    _add(parser, _PERSON)


def _add(group: argparse._ActionsContainer, options: tuple[tuple[str, str, str], ...]) -> None:
    for place, option, meaning in options:
        group.add_argument(option, dest=_dest(place), metavar="TEXT", help=meaning or None)


def _dest(place: str) -> str:
    return "said_" + place


def said(args: argparse.Namespace) -> Said:
    """What the options of a form say, by field; parts of a field (`authority.kind`) in a mapping of it."""
    told: Said = {}
    for name, value in vars(args).items():
        if not name.startswith("said_") or value is None:
            continue
        field, _, part = name.removeprefix("said_").partition(".")
        if part:
            told.setdefault(field, {})[part] = value
        else:
            told[field] = value
    return told


def shown(told: Mapping[str, Any], *, before: str = "") -> list[tuple[str, str]]:  # Any: nested fields
    """Fields with their text, as people read them; what nobody supplied is left out."""
    lines: list[tuple[str, str]] = []
    for name, value in told.items():
        label = f"{before}{name.replace('_', ' ')}"
        if isinstance(value, Mapping):
            lines += shown(value, before=f"{label} ")
        elif isinstance(value, list | tuple):
            lines += [(label, str(each)) for each in value]
        elif value is not None:
            lines.append((label, str(value)))
    return lines
