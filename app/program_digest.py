"""The digest of this program: SHA-256 over a list of its files, which a stranger can make again.

The list has one line a file, `SHA-256  path` as sha256sum writes it, in the order of the paths' bytes. Of the
built program these are the executable, which holds all Python code, the data of our packages, and the
extension files that open, read, digest and compare. From source they are the files of our packages, and a
line `library NAME VERSION` for each library follows. docs/custody.md says how to make the list without this
program.
"""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from app.tool import tool_versions

_PACKAGES = ("app", "forensics", "reports", "ui")
# Of the built program, beside our packages: what opens, reads, digests, compares and stores.
_FOLDERS = ("cryptography", "deflate", "msgspec", "numpy")
_BEGINNINGS = (
    "_cffi_backend",
    "libcrypto.",
    "libpython3",
    "libsqlite3.",
    "libz.",
    "pyewf",
    "pytsk3",
    "python3",
)
_NOT_LIBRARIES = ("Fieldcase", "operating system")


def program_files() -> str:
    """The list whose SHA-256 is the program's digest, with a newline behind each line."""
    root = _root()
    lines = [f"{_digest(root / name)}  {name}\n" for name in sorted(_names(root), key=str.encode)]
    if not _is_built():
        versions = sorted(tool_versions().items())
        lines += [f"library {name} {version}\n" for name, version in versions if name not in _NOT_LIBRARIES]
    return "".join(lines)


def program_sha256() -> bytes:
    return hashlib.sha256(program_files().encode()).digest()


def _is_built() -> bool:
    return bool(getattr(sys, "frozen", False))


def _root() -> Path:
    return Path(sys.executable).parent if _is_built() else Path(__file__).parents[1]


def _names(root: Path) -> Iterator[str]:
    if _is_built():
        yield Path(sys.executable).name
        parts = Path(__file__).parents[1].relative_to(root)
        beside = [path.name for path in (root / parts).iterdir() if path.name.startswith(_BEGINNINGS)]
        places = [parts / name for name in (*_PACKAGES, *_FOLDERS, *beside)]
    else:
        places = [Path(package) for package in _PACKAGES]
    for place in places:
        if (root / place).is_file():
            yield place.as_posix()
        for path in (root / place).rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                yield path.relative_to(root).as_posix()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
