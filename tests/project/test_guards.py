"""The guards that stand around every test bite."""

import socket
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOBODY = ("127.0.0.1", 9)


def test_a_connection_fails_a_test() -> None:
    with socket.socket() as line, pytest.raises(AssertionError, match="opened the network"):
        line.connect(NOBODY)


def test_a_listening_port_fails_a_test() -> None:
    with socket.socket() as line, pytest.raises(AssertionError, match="opened the network"):
        line.bind(NOBODY)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("logging.getLogger('x').warning('loud')", "unexpected log records"),
        ("threading.Thread(target=threading.Event().wait, daemon=True).start()", "threads outlive the test"),
    ],
)
def test_what_a_test_leaves_behind_fails_it(pytester: pytest.Pytester, body: str, complaint: str) -> None:
    pytester.makeconftest((ROOT / "tests" / "conftest.py").read_text())
    pytester.makepyfile(f"import logging, threading\ndef test_untidy(): {body}\n")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:qt")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines([f"*{complaint}*"])
