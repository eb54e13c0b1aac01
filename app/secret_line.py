"""Words that must not be seen: one line of a file or of standard input, never of an argument or an
environment.
"""

import sys
from pathlib import Path
from typing import BinaryIO, Final

from forensics.errors import FieldcaseError

STANDARD_INPUT: Final = "-"
_LONGEST_BYTES: Final = 4096  # far more than anyone types


class NoPassphrase(FieldcaseError):
    """None was given: nobody can be asked, or nothing was typed."""


def first_line(source: str) -> str:
    """The first line of the file `source`, or with `-` the next line of standard input, whose rest stays
    unread. Raise NoPassphrase for an empty one, FieldcaseError where it cannot be read.
    """
    if source == STANDARD_INPUT:
        return _decoded(_line_of(sys.stdin.buffer), origin="The first line of standard input")
    path = Path(source)
    try:
        with path.open("rb") as file:
            return _decoded(_line_of(file), origin=f"The first line of {path.name}")
    except OSError as trouble:
        raise FieldcaseError(
            f"The passphrase file {path.name} cannot be read: {trouble.strerror}."
        ) from trouble


def _line_of(file: BinaryIO) -> bytes:
    return file.readline(_LONGEST_BYTES + 1)


def _decoded(line: bytes, *, origin: str) -> str:
    if len(line) > _LONGEST_BYTES:
        raise FieldcaseError(f"{origin} is too long for a passphrase.")
    try:
        words = line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8-sig")
    except UnicodeDecodeError:
        # Not chained to its cause, which carries the bytes.
        raise FieldcaseError(f"{origin} is not UTF-8 text; a passphrase must be.") from None
    return not_empty(words, origin=origin)


def not_empty(words: str, *, origin: str) -> str:
    if not words.strip():
        raise NoPassphrase(f"{origin} is empty; a passphrase is needed.")
    return words
