"""Envelopes for transport: a file that only its recipients open (age v1, X25519; age-encryption.org/v1).

The Debian tool `age` opens what is sealed here and the other way round. An envelope hides and protects what
is in it; who sealed it, it does not say: that is what the signatures inside are for. Both ways the content
passes in small pieces, and nothing but a whole and unchanged content is left behind.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

import pyrage

from reports.sealing.errors import EnvelopeUnusable

_FIRST_LINE = b"age-encryption.org/v1\n"
_LONGEST_HEAD = 64 * 1024  # bytes; a recipient takes about 100
_MOST_KEYS = 64
_LARGEST_KEY_FILE = 64 * 1024
_SECRET = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+")


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Pieces:
    """An iterable of bytes, read as a file is."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)
        self._left = b""
        self.trouble: BaseException | None = None

    def read(self, size: int = -1, /) -> bytes:
        try:
            while not self._left and (piece := next(self._pieces, None)) is not None:
                self._left = piece
        except BaseException as trouble:  # kept, because the library passes on no more than its text
            self.trouble = trouble
            raise
        size = len(self._left) if size < 0 else size
        taken, self._left = self._left[:size], self._left[size:]
        return taken


def new_recipient() -> tuple[str, str]:
    """A secret key (`AGE-SECRET-KEY-1…`) and the public one (`age1…`) that things are sealed to."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def verify_recipient(public: str) -> None:
    """Raise EnvelopeUnusable unless `public` is a key that things can be sealed to."""
    _recipients((public,))


def seal_pieces(pieces: Iterable[bytes], target: Path, recipients: Sequence[str]) -> None:
    """Seal the content that `pieces` are into the new file `target`, forced to the disk.

    Raise EnvelopeUnusable for a key that is none, FileExistsError, and what `pieces` or the disk raise; then
    no target is left.
    """
    keys = _recipients(recipients)
    source = Pieces(pieces)
    _written(target, lambda file: pyrage.encrypt_io(source, file, keys), mode=0o644, source=source)


def open_envelope(source: Path, target: Path, identity_text: str) -> None:
    """Open `source` into the new file `target` (mode 0600) with the secret key in `identity_text`, as
    `age-keygen` and `new_recipient` write it.

    Raise EnvelopeUnusable for a wrong key or a damaged envelope, and OSError as it comes; then no target is
    left.
    """
    keys = _identities(identity_text)
    with source.open("rb") as file:
        _verify_head(file, name=source.name)

        def opened(plain: "_Target") -> None:
            try:
                pyrage.decrypt_io(file, plain, keys)
            except (pyrage.DecryptError, OSError) as trouble:
                if plain.trouble is None:
                    raise _not_opened(source.name, trouble) from trouble
                raise

        _written(target, opened, mode=0o600, source=None)


def read_key_file(path: Path) -> str:
    """The text of a recipient's key file; raise EnvelopeUnusable."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST_KEY_FILE + 1)
    except OSError as trouble:
        raise EnvelopeUnusable(f"The key file {path.name} cannot be read: {trouble.strerror}.") from trouble
    if len(raw) > _LARGEST_KEY_FILE:
        raise EnvelopeUnusable(f"{path.name} is larger than a key file can be.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise EnvelopeUnusable(
            f"{path.name} is no key file: it is not text."
        ) from None  # it carries the bytes


class _Target:
    """The new file, which keeps the trouble it met: the library passes on no more than its text."""

    def __init__(self, descriptor: int) -> None:
        self.file = os.fdopen(descriptor, "wb")
        self.trouble: OSError | None = None

    def write(self, chunk: bytes) -> int:
        try:
            return self.file.write(chunk)
        except OSError as trouble:
            self.trouble = trouble
            raise

    def flush(self) -> None:
        self.file.flush()


def _written(target: Path, fill: Callable[[_Target], None], *, mode: int, source: Pieces | None) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    whole = False
    plain = _Target(descriptor)
    try:
        with plain.file:
            fill(plain)
            plain.flush()
            os.fsync(descriptor)
        whole = True
    except (pyrage.EncryptError, pyrage.DecryptError, OSError) as trouble:
        cause = plain.trouble or (source.trouble if source else None)
        if cause is None:
            raise
        raise cause from trouble
    finally:
        if not whole:
            target.unlink(missing_ok=True)


def _recipients(given: Sequence[str]) -> "list[pyrage.x25519.Recipient]":
    if not 0 < len(given) <= _MOST_KEYS:
        raise EnvelopeUnusable(f"An envelope has 1 to {_MOST_KEYS} recipients.")
    return [_recipient(public.strip()) for public in given]


def _recipient(public: str) -> "pyrage.x25519.Recipient":
    if public.upper().startswith("AGE-SECRET-KEY-"):
        raise EnvelopeUnusable("That is a secret key; seal to the public one (age1...) that belongs to it.")
    try:
        return pyrage.x25519.Recipient.from_str(public)
    except (pyrage.RecipientError, UnicodeEncodeError) as trouble:
        raise EnvelopeUnusable(
            f"{public[:80]!a} is no recipient's key; it begins with age1 and is written in one word."
        ) from trouble


def _identities(text: str) -> "list[pyrage.x25519.Identity]":
    lines = [line.strip() for line in text.splitlines()]
    secrets = [line for line in lines if _SECRET.fullmatch(line)]
    if not 0 < len(secrets) <= _MOST_KEYS:
        raise EnvelopeUnusable(
            "The key file holds no secret key of a recipient (a line that begins with AGE-SECRET-KEY-1)."
        )
    try:
        return [pyrage.x25519.Identity.from_str(secret) for secret in secrets]
    except pyrage.IdentityError:
        raise EnvelopeUnusable("The secret key in the key file is damaged.") from None  # it may carry the key


def _verify_head(file: BinaryIO, *, name: str) -> None:
    """The library reads a head of any length into memory."""
    head = file.read(_LONGEST_HEAD)
    if not head.startswith(_FIRST_LINE):
        raise EnvelopeUnusable(f"{name} is no sealed file (age).")
    if b"\n--- " not in head:
        raise EnvelopeUnusable(f"{name} is damaged: the list of its recipients has no end.")
    file.seek(0)


def _not_opened(name: str, trouble: Exception) -> EnvelopeUnusable:
    if "matching keys" in str(trouble):
        return EnvelopeUnusable(f"{name} is not sealed to this key.")
    return EnvelopeUnusable(f"{name} is damaged or was changed: it does not open as it was sealed.")
