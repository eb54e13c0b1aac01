"""Which program this is: its version and those of the libraries its results depend on."""

import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version

_LIBRARIES = (
    ("pytsk3", "pytsk3"),
    ("libewf-python", "libewf-python"),
    ("NumPy", "numpy"),
    ("SQLAlchemy", "SQLAlchemy"),
    ("ijson", "ijson"),
    ("msgspec", "msgspec"),
    ("rfc8785", "rfc8785"),
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
