"""The secret of a locked volume, from what a person types for it: words, or the path of a key file."""

from pathlib import Path

from forensics.errors import FieldcaseError
from forensics.locks import KEY_FILE, LARGEST_KEY_FILE_BYTES


def secret_of(means: str, words: str) -> bytes:
    """Raise FieldcaseError where a key file cannot be read."""
    return _file(Path(words)) if means == KEY_FILE else words.encode("utf-8")


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            secret = file.read(LARGEST_KEY_FILE_BYTES + 1)
    except OSError as trouble:
        raise FieldcaseError(f"the key file {path.name} cannot be read: {trouble.strerror}") from trouble
    if not 0 < len(secret) <= LARGEST_KEY_FILE_BYTES:
        raise FieldcaseError(f"the key file {path.name} is empty, or too large to be one")
    return secret
