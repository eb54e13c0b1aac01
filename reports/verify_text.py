"""VERIFY.txt: how a stranger checks a bundle with programs that are not ours, step by step, in the report's
language.

A command stands on a line of its own behind four spaces and `$ `; it is run in the bundle's folder by bash.
The names in the commands are names of files of the bundle, which hold nothing that a shell would take amiss.
"""

import textwrap
from collections.abc import Iterator
from datetime import UTC

from reports import bag
from reports.content import CaseContent
from reports.layout import SIGNED_NAME, STAMP_NAME, signature_name
from reports.wording import Wording, typed
from reports.writing import WrittenFile

WIDTH = 100
COMMAND = "    $ "
_CMS = "openssl cms -verify -binary -inform DER"
_ATTACHMENTS = (
    'A=$(mktemp -d); pdfdetach -saveall -o "$A" data/report.pdf; '
    'for f in "$A"/*; do cmp "$f" "data/$(basename "$f")" && echo "$(basename "$f"): OK"; done'
)
_NOTHING_ADDED = "diff <(find data -type f | LC_ALL=C sort) <(cut -c67- manifest-sha256.txt) && echo OK"
_ZEROS = "$(printf '0%.0s' $(seq 64))"
_WITHHELD = (
    """case $line in *'"withheld":true}') """
    """p=$(printf '%s' "$line" | sed 's/.*"sha256":"\\([0-9a-f]*\\)".*/\\1/');; """
    """*) p=$(printf '%s' "$line" | sha256sum | cut -c1-64);; esac"""
)
_CHAIN = (
    f"p={_ZEROS}; while IFS= read -r line; do "
    """printf '%s' "$line" | grep -qF "\\"previous_sha256\\":\\"$p\\"" || echo BROKEN; """
    f"{_WITHHELD}; done < data/custody.jsonl; echo $p"
)
_CHECKPOINTS = (
    "for s in data/checkpoints/*.p7s; do echo $s; "
    f"{_CMS} -noverify -in $s -content ${{s%%.*}}.json -out /dev/null; "
    "openssl pkcs7 -inform DER -in $s -print_certs | openssl x509 -noout -subject -fingerprint -sha256; done"
)


def verify_text(
    content: CaseContent, payload: tuple[WrittenFile, ...], *, words: Wording, certificates: tuple[str, ...]
) -> str:
    """The whole file. `certificates` are the names of the signers' files, in the order of the signatures."""
    paragraphs = [
        *_opening(content, words),
        *_step(
            words,
            "files",
            commands=(
                "sha256sum --strict --quiet -c tagmanifest-sha256.txt && echo OK",
                "sha256sum --strict --quiet -c manifest-sha256.txt && echo OK",
                _NOTHING_ADDED,
            ),
        ),
        *_step(words, "bagit", commands=("bagit.py --validate .",)),
        *_signature(words, certificates),
        *_pages(words, is_signed=bool(certificates)),
        *_chain(content, words),
        *_entries(payload, words),
        *_step(words, "fieldcase", commands=("fieldcase verify .",)),
        *(textwrap.fill(words.text(f"verify.limit_{n}"), WIDTH) for n in (1, 2, 3)),
    ]
    return "\n\n".join(_numbered(paragraphs, words)) + "\n"


def _opening(content: CaseContent, words: Wording) -> Iterator[str]:
    made = content.report.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    number, report = typed(content.case.number), typed(content.report.id)
    yield words.text("verify.title").upper()
    yield textwrap.fill(words.text("verify.what", report=report, number=number, made=made), WIDTH)
    if content.redaction:
        yield textwrap.fill(words.text("verify.withheld"), WIDTH)
    yield textwrap.fill(words.text("verify.how"), WIDTH)


def _step(words: Wording, key: str, *, commands: tuple[str, ...]) -> Iterator[str]:
    """A step: its heading, what to do, and what that proves and does not."""
    yield "#" + words.text(f"verify.{key}.title")
    yield textwrap.fill(words.text(f"verify.{key}.do"), WIDTH)
    yield "\n".join(COMMAND + command for command in commands)
    yield textwrap.fill(words.text(f"verify.{key}.proves"), WIDTH)


def _signature(words: Wording, certificates: tuple[str, ...]) -> Iterator[str]:
    if not certificates:
        yield "#" + words.text("verify.signature.title")
        yield textwrap.fill(words.text("verify.unsigned"), WIDTH)
        yield from _stamp(words, SIGNED_NAME)
        return
    commands = []
    for number, name in enumerate(certificates, start=1):
        signature = signature_name(number)
        commands += [
            f"openssl x509 -in {name} -noout -subject -fingerprint -sha256",
            f"{_CMS} -in {signature} -content {SIGNED_NAME} -CAfile {name} -partial_chain -no_check_time "
            "-purpose any -out /dev/null",
        ]
    yield from _step(words, "signature", commands=tuple(commands))
    yield from _stamp(words, signature_name(1))


def _stamp(words: Wording, stamped: str) -> Iterator[str]:
    """Said in every bundle: a stamp can come later. Its command needs a file that is not here."""
    yield textwrap.fill(words.text("verify.stamp", stamp=STAMP_NAME, stamped=stamped), WIDTH)
    yield f"    openssl ts -verify -token_in -in {STAMP_NAME} -data {stamped} -CAfile AUTHORITY.pem"
    yield textwrap.fill(words.text("verify.stamp.proves"), WIDTH)


def _pages(words: Wording, *, is_signed: bool) -> Iterator[str]:
    if is_signed:
        yield from _step(words, "pages", commands=("pdfsig -nocert data/report.pdf",))
    yield from _step(words, "attached", commands=(_ATTACHMENTS,))


def _chain(content: CaseContent, words: Wording) -> Iterator[str]:
    yield from _step(words, "chain", commands=(_CHAIN, f"grep {bag.HEAD_LABEL} {bag.INFO_NAME}"))
    if any(checkpoint.signatures for checkpoint in content.checkpoints):
        yield from _step(words, "checkpoints", commands=(_CHECKPOINTS,))


def _entries(payload: tuple[WrittenFile, ...], words: Wording) -> Iterator[str]:
    names = {file.name for file in payload}
    if "data/files.dfxml" in names:
        # The root of the file's hash list has one line for each content; both forms count the same entries.
        yield from _step(
            words,
            "entries",
            commands=("grep -c '<fileobject' data/files.dfxml", "grep -c . data/entries.csv"),
        )


def _numbered(paragraphs: list[str], words: Wording) -> Iterator[str]:
    number = 0
    for paragraph in paragraphs:
        if paragraph.startswith("#"):
            number += 1
            heading = words.text("verify.step", number=str(number), title=paragraph[1:])
            yield f"{heading}\n{'-' * len(heading)}"
        else:
            yield paragraph
