"""The small text files of a bag (BagIt 1.0, RFC 8493), written and read in one form only.

Every file of a bundle bears a plain name (letters, digits, `.`, `-`, `_`, `/`), so nothing in a manifest
needs an escape, and a manifest that is not byte for byte what would be written from its own lines is refused:
a changed capital, order or line end is found even where the values still agree.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from forensics.paths import display_text

DECLARATION_NAME = "bagit.txt"
INFO_NAME = "bag-info.txt"
PAYLOAD = "data/"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
HEX_DIGITS = {"sha256": 64, "sha512": 128}  # the algorithms of the manifests
FORM = "Fieldcase bundle 1"
FORM_LABEL = "Fieldcase-Form"
SIGNER_LABEL = "Fieldcase-Signer-Certificate-SHA256"  # once for each signature made with the bundle
HEAD_LABEL = "Fieldcase-Chain-Head"
WITHHELD_LABEL = "Fieldcase-Withheld"
STAMP_LABEL = "Fieldcase-Time-Stamp"
REPORT_LABEL = "Internal-Sender-Identifier"
OXUM_LABEL = "Payload-Oxum"

LONGEST_NAME = 200
LONGEST_INFO = 64 * 1024  # bytes of bag-info.txt
_PART = r"[A-Za-z0-9_-][A-Za-z0-9._-]*"
_NAME = re.compile(rf"{_PART}(?:/{_PART}){{0,5}}")
_RESERVED = re.compile(
    r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE
)  # device names of Windows


class NotABag(ValueError):
    """A text file of the bag is not of the form that this program writes; `str()` says which line and why."""


def is_plain_name(name: str) -> bool:
    """Whether a file of a bundle may bear it: nothing that leads out of the folder, on any system."""
    return (
        len(name) <= LONGEST_NAME
        and _NAME.fullmatch(name) is not None
        and not any(_RESERVED.fullmatch(part) or part.endswith(".") for part in name.split("/"))
    )


def manifest_name(algorithm: str) -> str:
    return f"manifest-{algorithm}.txt"


def tag_manifest_name(algorithm: str) -> str:
    return f"tagmanifest-{algorithm}.txt"


def manifest(digests: Mapping[str, str]) -> bytes:
    """The manifest of `digests` (name to lower-case hex), in the form that `sha256sum -c` reads."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


def read_manifest(raw: bytes, algorithm: str) -> dict[str, str]:
    """Name to digest; raise NotABag naming the line."""
    line_form = re.compile(rf"([0-9a-f]{{{HEX_DIGITS[algorithm]}}})  (.+)")
    listed: dict[str, str] = {}
    for number, line in enumerate(raw.decode("utf-8", "replace").split("\n")[:-1], start=1):
        parts = line_form.fullmatch(line)
        if parts is None or not is_plain_name(parts[2]):
            raise NotABag(
                f"line {number:,} is not a {algorithm.upper()} digest and a file name of this folder"
            )
        if parts[2] in listed:
            raise NotABag(f"line {number:,} lists {parts[2]} a second time")
        listed[parts[2]] = parts[1]
    if manifest(listed) != raw:
        raise NotABag("its lines are not in the order, or the last one not ended, as they were written")
    return listed


def oxum(sizes: Iterable[int]) -> str:
    """The payload's bytes and number of files, as bag-info.txt gives them."""
    held = tuple(sizes)
    return f"{sum(held)}.{len(held)}"


def bagging_date(at: datetime) -> str:
    return at.date().isoformat()


def bag_info(facts: Iterable[tuple[str, str]]) -> bytes:
    """`facts` as labelled lines; whatever a value holds, it stays on its line."""
    return "".join(f"{label}: {_one_line(value)}\n" for label, value in facts).encode()


def read_bag_info(raw: bytes) -> tuple[tuple[str, str], ...]:
    """Labels and values in their order; raise NotABag."""
    if len(raw) > LONGEST_INFO:
        raise NotABag(f"it is longer than {LONGEST_INFO:,} bytes")
    facts = []
    for number, line in enumerate(raw.decode("utf-8", "replace").split("\n")[:-1], start=1):
        label, colon, value = line.partition(": ")
        if not colon or not re.fullmatch(r"[A-Za-z0-9-]+", label):
            raise NotABag(f"line {number:,} is not a label and a value")
        facts.append((label, value))
    if bag_info(facts) != raw:
        raise NotABag("it is not in the form in which it was written")
    return tuple(facts)


def _one_line(value: str) -> str:
    return " ".join(display_text(value.encode("utf-8", "surrogatepass")).split())
