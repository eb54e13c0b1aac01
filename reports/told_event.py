"""A custody event on its way into a sentence: its payload, and the words of the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.blocks import Span
from reports.wording import Wording

Event = Mapping[str, Any]  # Any: JSON values


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event with what its sentence is made of: the words of a language, and the names of persons by id."""

    words: Wording
    names: Mapping[str, str]
    subject: str
    payload: Event

    def say(self, key: str, **values: str | int) -> str:
        return self.words.text(f"event.{key}", subject=self.subject, **values)

    def listing(self, items: Iterable[str]) -> str:
        """With the words of the language between them."""
        return "".join(span.text for span in self.words.listing([(Span(item),) for item in items]))

    def name(self, person: str) -> str:
        return self.names.get(person, person)

    def fields(self, given: Iterable[str]) -> str:
        """Names of fields; one that this version does not know stands as it was written."""
        return self.listing(
            self.words.text(f"event.field.{name}") if self.words.has(f"event.field.{name}") else name
            for name in given
        )
