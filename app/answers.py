"""How the desktop is answered: with what was asked for, or with one sentence that says why not."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from forensics.errors import FieldcaseError

_Words = ParamSpec("_Words")
_Answer = TypeVar("_Answer")


class TroubleSentence(Exception):  # it is named for what it carries
    """`str()` of it is one sentence to show as it is."""


def answered(question: Callable[_Words, _Answer], *words: _Words.args, **named: _Words.kwargs) -> _Answer:
    """The answer to a question; raise TroubleSentence where there is none."""
    try:
        return question(*words, **named)
    except FieldcaseError as trouble:
        raise TroubleSentence(str(trouble)) from trouble
