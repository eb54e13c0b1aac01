"""Which program this is: its version and those of the libraries its results depend on, how it is started
again, and where it keeps its sets.

The desktop asks this at its start: nothing here waits for a reader's libraries.
"""

import os
import platform
import sqlite3
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import platformdirs

_LIBRARIES = (
    ("pytsk3", "pytsk3"),
    ("libewf-python", "libewf-python"),
    ("NumPy", "numpy"),
    ("SQLAlchemy", "SQLAlchemy"),
    ("msgspec", "msgspec"),
    ("libdeflate", "deflate"),
    ("rfc8785", "rfc8785"),
    ("cryptography", "cryptography"),
)


def program_version() -> str:
    return version("fieldcase")


def tool_versions() -> dict[str, str]:
    """Component to version, for the custody chain and the report's method section."""
    versions = {
        "Fieldcase": program_version(),
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "operating system": platform.platform(terse=True),
    }
    for shown, package in _LIBRARIES:
        try:
            versions[shown] = version(package)
        except PackageNotFoundError:
            versions[shown] = "version not recorded"
    return versions


def program_command() -> tuple[str, ...]:
    """How to start this program again, from source or as built by PyInstaller."""
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    return (sys.executable, "-m", "app")


def default_library() -> Path:
    """`FIELDCASE_LIBRARY`, else the user's data folder."""
    named = os.environ.get("FIELDCASE_LIBRARY")
    return (
        Path(named) if named else Path(platformdirs.user_data_dir("fieldcase", appauthor=False)) / "library"
    )
