"""fieldcase examiner: the key that an examiner signs with."""

import argparse
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.desk import DONE, Desk
from app.commands.terminal import NoTerminal
from app.secret_line import NoPassphrase, first_line, not_empty
from app.signing import (
    KeyPlace,
    add_key_options,
    default_place,
    key_folder,
    named_place,
    opened,
    set_default_place,
)
from forensics.errors import FieldcaseError

if TYPE_CHECKING:
    from reports.content import Signer

DESCRIPTION = """\
The key that signs checkpoints and reports, and its certificate: made here, or the agency's own.
It lies in a file that a passphrase opens (PKCS#12), or on a card. Whoever checks a signature compares the
SHA-256 of the certificate with one got from the examiner or the laboratory."""
EXAMPLES = """\
examples:
  fieldcase examiner new --name "K. Osei" --number 4711 --agency "Example Police"
  fieldcase examiner use agency-key.p12
  fieldcase examiner use --card /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so --card-label "K. Osei"
  fieldcase examiner show"""


def register(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    new = acts.add_parser("new", help="make a key and a certificate; it becomes your default")
    new.add_argument("--name", required=True, metavar="N", help="as it stands in the certificate")
    new.add_argument("--number", metavar="X", help="the agency's number for that person")
    new.add_argument("--agency", metavar="A")
    new.add_argument("--out", type=Path, metavar="FILE.p12", help="default: in your data folder")
    new.add_argument(
        "--key-passphrase-file",
        metavar="F",
        help="file whose first line is the new passphrase, - for standard input; "
        "without it the terminal is asked",
    )
    use = acts.add_parser("use", help="make a key file or a card your default")
    use.add_argument("file", nargs="?", metavar="FILE.p12")
    show = acts.add_parser("show", help="whose key it is; its passphrase is asked for")
    show.add_argument("file", nargs="?", metavar="FILE.p12", help="default: yours")
    show.add_argument("--json", action="store_true", help="one JSON object")
    for act in (use, show):
        add_key_options(act)


def run(args: argparse.Namespace, desk: Desk) -> int:
    {"new": _new, "use": _use, "show": _show}[args.act](args, desk)
    return DONE


def _new(args: argparse.Namespace, desk: Desk) -> None:
    # Imported here, as below: what signs takes longer to import than a help text may wait.
    from reports.sealing.certificates import certificate_pem
    from reports.sealing.identity import identity_in, new_identity, write_secret

    out: Path = args.out or _free_place(args.name)
    certificate = out.with_suffix(".pem")
    for path in (out, certificate):
        if path.exists() or path.is_symlink():
            raise FieldcaseError(f"{path} exists; a key is never overwritten. Give another --out.")
    passphrase = _new_passphrase(args.key_passphrase_file, desk)
    raw = new_identity(
        args.name, number=args.number, agency=args.agency, passphrase=passphrase, now=desk.now()
    )
    identity = identity_in(raw, passphrase, name=out.name)  # read back: it opens before anybody relies on it
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_secret(out, raw)
        certificate.write_text(certificate_pem(identity.certificate), encoding="ascii")
    except OSError as trouble:
        raise FieldcaseError(f"The key could not be written to {out}: {trouble.strerror}.") from trouble
    set_default_place(KeyPlace(file=str(out.absolute())))
    _say(identity.signer, desk)
    desk.say(f"key file: {out}")
    desk.say(f"certificate: {certificate} (give it to whoever checks your reports)")
    desk.note("it is your default key now; without its passphrase nobody can sign with it, nor can you")


def _free_place(name: str) -> Path:
    """In the data folder, under what the name has of plain letters."""
    plain = "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:48]
    return key_folder() / "examiners" / f"{plain or 'examiner'}.p12"


def _new_passphrase(source: str | None, desk: Desk) -> str:
    if source is not None:
        return first_line(source)
    try:
        first = not_empty(desk.ask_hidden("Passphrase for the new key: "), origin="The passphrase")
        second = desk.ask_hidden("The same passphrase again: ")
    except NoTerminal as trouble:
        raise NoPassphrase(
            f"A passphrase is needed. {trouble} Give it with --key-passphrase-file FILE, or - for standard "
            "input."
        ) from trouble
    if second != first:
        raise FieldcaseError("The two passphrases are not the same; nothing was made.")
    return first


def _use(args: argparse.Namespace, desk: Desk) -> None:
    place = _place(args)
    if place is None:
        raise FieldcaseError("Name the key: fieldcase examiner use FILE.p12, or --card MODULE.")
    place = _absolute(place)
    for path in (place.file, place.card, place.certificate):
        if path is not None and not Path(path).is_file():
            raise FieldcaseError(f"{path} is not a file.")
    set_default_place(place)
    desk.note(f"{place} is your default key now; fieldcase examiner show opens it")


def _show(args: argparse.Namespace, desk: Desk) -> None:
    place = _place(args) or default_place()
    if place is None:
        raise FieldcaseError("There is no default key; make one with fieldcase examiner new.")
    identity = opened(place, desk, passphrase_file=args.key_passphrase_file)
    identity.key.close()
    if args.json:
        desk.say_json(_as_json(identity.signer, place))
    else:
        _say(identity.signer, desk)
        desk.say(f"key: {place.file or place}")


def _place(args: argparse.Namespace) -> KeyPlace | None:
    named = named_place(args)
    if args.file and named:
        raise FieldcaseError("Name one key, not two.")
    return KeyPlace(file=args.file) if args.file else named


def _absolute(place: KeyPlace) -> KeyPlace:
    """It is used from other folders later."""
    paths = {name: getattr(place, name) for name in ("file", "card", "certificate")}
    return replace(place, **{name: str(Path(path).absolute()) for name, path in paths.items() if path})


def _say(signer: "Signer", desk: Desk) -> None:
    own = " (issued to itself)" if signer.self_issued else f", issued by {signer.issuer}"
    desk.say(f"{signer.name}{own}")
    desk.say(f"{signer.algorithm}, valid until {signer.not_after:%Y-%m-%d}")
    desk.say(f"SHA-256 of the certificate: {signer.certificate_sha256.hex()}")


def _as_json(signer: "Signer", place: KeyPlace) -> dict[str, object]:
    return {
        "name": signer.name,
        "issuer": signer.issuer,
        "self_issued": signer.self_issued,
        "algorithm": signer.algorithm,
        "not_after": signer.not_after.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "certificate_sha256": signer.certificate_sha256.hex(),
        "file": place.file,
        "card": place.card,
        "card_label": place.card_label,
    }
