"""What a person types, checked before it goes into the chain: text, roles, times with their zone.

Nothing typed is changed but for the white space around it. What cannot be kept as it is is refused with a
sentence.
"""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Final

from app.store.opening import CaseTrouble

LONGEST_LINE: Final = 500  # characters
LONGEST_TEXT: Final = 20_000
ROLES: Final = ("examiner", "supervisor", "lab", "reviewer")
STANDINGS: Final = ("sworn", "civilian")
_MOMENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ]+(\d{1,2}:\d{2}(?::\d{2})?) *(Z|UTC|[+-]\d{2}:?\d{2})", re.ASCII
)
_EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)  # no disk is older
_DIGEST: Final = re.compile(r"[0-9a-fA-F]{64}")


def line_of_text(what: str, text: str) -> str:
    """Text on one line, not blank."""
    return _checked(what, text, longest=LONGEST_LINE, allowed="")


def free_text(what: str, text: str) -> str:
    """Text that may have several lines, not blank."""
    return _checked(what, text.replace("\r\n", "\n"), longest=LONGEST_TEXT, allowed="\n\t")


def _checked(what: str, text: str, *, longest: int, allowed: str) -> str:
    stripped = text.strip()
    if not stripped:
        raise CaseTrouble(f"the {what} is blank; leave it out where it is not known")
    if len(stripped) > longest:
        raise CaseTrouble(f"the {what} has {len(stripped):,} characters; at most {longest:,} are kept")
    for sign in stripped:
        # Controls, lone surrogates, and the two signs that only break lines.
        if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") and sign not in allowed:
            lines = " on one line" if not allowed else ""
            raise CaseTrouble(f"the {what} must be plain text{lines}, without control characters")
    return stripped


def one_of(what: str, word: str, choices: tuple[str, ...]) -> str:
    if word not in choices:
        raise CaseTrouble(f"the {what} is one of {', '.join(choices)}, and not {word!r}")
    return word


def digest_text(what: str, text: str) -> str:
    """64 hexadecimal digits, in small letters; colons and spaces between them are left out."""
    digits = re.sub(r"[:\s]", "", text)
    if not _DIGEST.fullmatch(digits):
        raise CaseTrouble(f"the {what} must be a SHA-256 of 64 hexadecimal digits")
    return digits.lower()


def moment_of(what: str, text: str) -> datetime:
    """A local time with its zone, in UTC; raise CaseTrouble on anything else."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise _no_moment(what, text)
    day, time, zone = found.groups()
    offset = "+00:00" if zone in ("Z", "UTC") else zone
    hours = time.zfill(5 if time.count(":") == 1 else 8)
    try:
        moment = datetime.fromisoformat(f"{day}T{hours}{offset}").astimezone(UTC)
    except (ValueError, OverflowError) as trouble:
        raise _no_moment(what, text) from trouble
    if moment < _EARLIEST:
        raise _no_moment(what, text)
    return moment


def _no_moment(what: str, text: str) -> CaseTrouble:
    shown = text if len(text) <= 40 else text[:40] + "…"
    return CaseTrouble(
        f"the {what} {shown!r} is no time with its zone; write it like 2026-11-22 06:10 +01:00"
    )


def local_text(moment: datetime) -> str:
    """A moment in the laptop's zone, as `moment_of` reads it."""
    local = moment.astimezone()
    zone = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M:%S} {zone[:3]}:{zone[3:5]}"
