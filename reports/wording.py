"""Every sentence of the report, by key, from one data file a language; numbers and lists as that language
writes them.

A sentence in `languages/NAME.json` is text with `*strong*`, `_emphasis_`, `` `mono` ``, `{value}`,
`{value:digits}` and `{#section}` (the number of a section) or `{page#section}` (its page). Plural forms are
an object of CLDR categories, chosen by the value `n`. Only the sentence is parsed: a value put into it is
never markup, whatever it holds.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files

from reports.blocks import Rich, Span, Style
from reports.drawable import drawable
from reports.recorded import RecordedPhrases

Value = str | int | Rich

# CLDR plural rules, by the name a language file gives.
PLURAL_RULES: Mapping[str, Callable[[int], str]] = {
    "one_other": lambda n: "one" if n == 1 else "other",
    "one_many_other": lambda n: "one" if n == 1 else "many" if n and n % 1_000_000 == 0 else "other",
}
# The forms that a sentence in the plural must have; "zero" is a sentence of its own where there is one.
PLURAL_FORMS: Mapping[str, frozenset[str]] = {
    "one_other": frozenset({"one", "other"}),
    "one_many_other": frozenset({"one", "many", "other"}),
}
_PIECES = re.compile(r"`([^`]*)`|([*_])|\{([^{}]*)\}|([^`*_{]+)")
# A word that begins with the sound of i, but not with a diphthong: "Isabel", "Hita", "Ypres", not "hierro".
_SOUND_OF_I = re.compile(r"h?[ií](?![aáeéoóuú])|y(?=[b-df-hj-np-tv-z])", re.IGNORECASE)
_UNITS = (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3))


class Wording:
    """The sentences of one language."""

    def __init__(self, language: str = "en") -> None:
        source = json.loads(files("reports").joinpath("languages", f"{language}.json").read_text("utf-8"))
        self._glossary: list[list[str]] = source.pop("glossary")
        recorded: dict[str, str] = source.pop("recorded")
        self._entries: dict[str, str | dict[str, str]] = source
        self.language = language
        self.region = str(self._entries["_region"])
        self._plural = PLURAL_RULES[str(self._entries["_plural"])]
        self._small_numbers = str(self._entries["_small_numbers"]).split(" ")
        self._thousands = str(self._entries["_thousands"])
        self._decimal = str(self._entries["_decimal"])
        self._recorded = RecordedPhrases(recorded, number=self.number)

    def say(self, key: str, **values: Value) -> Rich:
        """The sentence of `key` with its values put in."""
        return tuple(self._spans(self._template(key, values), values))

    def text(self, key: str, **values: Value) -> str:
        """The same as `say`, without styles: for properties, alternative texts and plain files."""
        return "".join(span.text for span in self.say(key, **values))

    def glossary(self) -> tuple[tuple[Rich, Rich], ...]:
        """Terms and their meanings, in the language's alphabetical order."""
        return tuple(
            (tuple(self._spans(term, {})), tuple(self._spans(meaning, {})))
            for term, meaning in self._glossary
        )

    def has(self, key: str) -> bool:
        return key in self._entries

    def recorded(self, text: str) -> str:
        """A phrase that the program itself recorded with the case, in this language where it is a known one;
        any other text as it was recorded.
        """
        return self._recorded.told(text)

    def enumeration(self, items: Sequence[Rich]) -> Rich:
        """`a, b, c`, without a last word."""
        return joined(items, str(self._entries["_list_comma"]))

    def number(self, value: int) -> str:
        return f"{value:,}".replace(",", self._thousands)

    def small_number(self, value: int) -> str:
        """One to nine (and none) in words, as in prose."""
        return self._small_numbers[value] if value < len(self._small_numbers) else self.number(value)

    def size(self, value: int) -> str:
        """Bytes in decimal units with one digit: 164.6 GB."""
        for unit, worth in _UNITS:
            if value >= worth:
                tenths = round(value * 10 / worth)
                return f"{self.number(tenths // 10)}{self._decimal}{tenths % 10} {unit}"
        return self.text("bytes", n=value)

    def tenths(self, value: float) -> str:
        """A number with one digit behind the point: 2.5."""
        whole, rest = divmod(round(value * 10), 10)
        return f"{self.number(whole)}{self._decimal}{rest}"

    def share(self, part: int, whole: int) -> str:
        """A percentage with one digit, rounded down: 99.96 % is never printed as 100."""
        permille = part * 1000 // whole
        return f"{permille // 10}{self._decimal}{permille % 10}"

    def listing(self, items: Sequence[Rich]) -> Rich:
        """`a`, `a and b`, `a, b and c`; the last word may be another before the sound of i (`Ana e Inés`)."""
        if len(items) < 2:
            return items[0] if items else ()
        head = joined(items[:-1], str(self._entries["_list_comma"]))
        before_i = _SOUND_OF_I.match("".join(span.text for span in items[-1]))
        last = self._entries["_list_last_before_i" if before_i else "_list_last"]
        return (*head, Span(str(last)), *items[-1])

    def _template(self, key: str, values: Mapping[str, Value]) -> str:
        entry = self._entries[key]
        if isinstance(entry, str):
            return entry
        count = values["n"]
        if not isinstance(count, int):
            raise TypeError(f"the plural of {key} needs a number")
        return entry["zero"] if count == 0 and "zero" in entry else entry[self._plural(count)]

    def _spans(self, template: str, values: Mapping[str, Value]) -> Iterable[Span]:
        style = Style.PLAIN
        for mono, toggle, place, words in _PIECES.findall(template):
            if toggle:
                wanted = Style.STRONG if toggle == "*" else Style.EMPHASIS
                style = Style.PLAIN if style is wanted else wanted
            elif mono:
                yield Span(mono, Style.MONO)
            elif place:
                yield from self._placed(place, values, style)
            elif words:
                yield Span(words, style)

    def _placed(self, place: str, values: Mapping[str, Value], style: Style) -> Iterable[Span]:
        if place.startswith("#"):
            yield Span(place[1:], Style.SECTION)
        elif place.startswith("page#"):
            yield Span(place[5:], Style.PAGE)
        else:
            name, _, form = place.partition(":")
            value = values[name]
            if isinstance(value, tuple):
                yield from (s if s.style else Span(s.text, style) for s in value)
            elif isinstance(value, str):
                yield Span(value, style)
            else:
                yield Span(self.number(value) if form == "digits" else self.small_number(value), style)


def joined(items: Iterable[Rich], between: str) -> Rich:
    """The items one after the other, with `between` between them."""
    spans: list[Span] = []
    for item in items:
        if spans and between:
            spans.append(Span(between))
        spans.extend(item)
    return tuple(spans)


def typed(text: str) -> str:
    """What a person typed, on one line: runs of white space become one space."""
    return " ".join(text.split())


def clipped(text: str, length: int) -> str:
    """`typed` text that prints in at most `length` characters, with a sign where some are left out."""
    clean = drawable(typed(text))
    return clean if len(clean) <= length else clean[: length - 1].rstrip() + "…"


def capital(rich: Rich) -> Rich:
    """The same with its first letter in upper case, for the start of a sentence."""
    for at, span in enumerate(rich):
        if span.text:
            return (*rich[:at], Span(span.text[:1].upper() + span.text[1:], span.style), *rich[at + 1 :])
    return rich
