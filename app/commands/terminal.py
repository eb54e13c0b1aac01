"""Asking the person at the terminal for words that must not be seen on it."""

import getpass
import sys
import warnings

from forensics.errors import FieldcaseError


class NoTerminal(FieldcaseError):
    """There is nobody who could be asked."""


def ask_hidden(prompt: str) -> str:
    """One line typed at the terminal without showing it; raise NoTerminal where there is none.

    Ask before a command takes Ctrl+C for itself: it would not end the question.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        raise NoTerminal("There is no terminal to ask at.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)  # it would show what is typed
            return getpass.getpass(prompt)
    except getpass.GetPassWarning as trouble:
        raise NoTerminal("The terminal cannot hide what is typed.") from trouble
    except EOFError as trouble:
        raise NoTerminal("The terminal was closed before anything was typed.") from trouble
