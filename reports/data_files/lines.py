"""Lines of a table that came with a bundle: hostile until they are read, so none may be endless."""

from collections.abc import Iterator
from pathlib import Path

from forensics.errors import FieldcaseError

LONGEST_LINE = 64 * 1024 * 1024  # bytes; a file in 200,000 pieces takes 16 MB
_CHUNK = 1024 * 1024


class RowsDiffer(FieldcaseError):
    """A table is not in the form this program writes, or says another thing than the table beside it."""


def bounded_lines(path: Path) -> Iterator[str]:
    """The lines without their LF; raise RowsDiffer on one without end, or on what is not UTF-8."""
    held = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            whole, line_end, rest = chunk.rpartition(b"\n")
            if not line_end:
                held += chunk
                if len(held) > LONGEST_LINE:
                    raise RowsDiffer(f"{path.name} has a line longer than any this program writes")
                continue
            yield from _text(held + whole, path).split("\n")
            held = rest
    if held:
        raise RowsDiffer(f"{path.name} ends in the middle of a line")


def _text(raw: bytes, path: Path) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as trouble:
        raise RowsDiffer(f"{path.name} is not UTF-8 text throughout") from trouble
