"""Phrases that the program recorded with a case, told in the language of the report.

A known phrase may hold values: `Encrypted with {name}; without its key nothing inside can be read.` A value
is told as it was recorded, unless it is a known phrase itself; `{n:digits}` stands for a whole number only,
which the language groups its own way. What fits no known phrase is told as it was recorded. A text is gone
through once for each phrase, so that a hostile name in it costs no more than its length.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_PLACE = re.compile(r"\{([a-z_]+(?::digits)?)\}")
_NUMBER = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3}){1,6}|-?[0-9]{1,19}")
_MOST_NESTED = 3  # known phrases within known phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A phrase with values: the text around them, their names, and how the language says it."""

    literals: tuple[str, ...]  # one more than names
    names: tuple[str, ...]
    said: str

    def values(self, text: str) -> dict[str, str] | None:
        """The values with which the phrase is exactly `text`; none where it is not."""
        first, *between, last = self.literals
        at, end = len(first), len(text) - len(last)
        if end <= at or not text.startswith(first) or not text.endswith(last):
            return None
        found: dict[str, str] = {}
        for name, literal in zip(self.names, (*between, None), strict=True):
            stop = end if literal is None else text.find(literal, at, end)
            if stop <= at or (name.endswith(":digits") and not _NUMBER.fullmatch(text, at, stop)):
                return None
            found[name] = text[at:stop]
            at = stop + len(literal or "")
        return found


class RecordedPhrases:
    """What a language says for each known phrase; `number` writes a whole number in that language."""

    def __init__(self, said: Mapping[str, str], *, number: Callable[[int], str]) -> None:
        self._number = number
        self._plain = {phrase: words for phrase, words in said.items() if not _PLACE.search(phrase)}
        forms = [_form(phrase, words) for phrase, words in said.items() if phrase != words]
        self._forms = sorted(
            (form for form in forms if form.names), key=lambda form: -sum(map(len, form.literals))
        )

    def told(self, text: str, *, depth: int = 0) -> str:
        """The phrase in this language where it is a known one; any other text as it was recorded."""
        if text in self._plain or depth > _MOST_NESTED:
            return self._plain.get(text, text)
        for form in self._forms:
            values = form.values(text)
            if values is not None:
                return self._filled(form.said, values, depth=depth)
        return text

    def _filled(self, said: str, values: Mapping[str, str], *, depth: int) -> str:
        told = {name: self._value(name, value, depth=depth) for name, value in values.items()}
        return _PLACE.sub(lambda place: told[place[1]], said)

    def _value(self, name: str, value: str, *, depth: int) -> str:
        if name.endswith(":digits"):
            return self._number(int(value.replace(",", "")))
        return self.told(value, depth=depth + 1)


def _form(phrase: str, said: str) -> _Form:
    pieces = _PLACE.split(phrase)
    return _Form(literals=tuple(pieces[::2]), names=tuple(pieces[1::2]), said=said)
