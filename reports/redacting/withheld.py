"""The switches of a redaction, and the words that stand in place of what they take out."""

import re
from dataclasses import dataclass
from typing import Final

from reports.content import Redaction
from reports.wording import Wording

_PLAIN_REASON: Final = re.compile(r"[^/\\“”\"'<>|]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """The switches, and the words that stand in place of what they take out."""

    kinds: Redaction
    path: str
    name: str
    set_label: str
    text: str
    event: str

    @classmethod
    def of(cls, kinds: Redaction, words: Wording) -> "Withheld":
        return cls(
            kinds=kinds,
            path=words.text("withheld.path"),
            name=words.text("withheld.name"),
            set_label=words.text("withheld.set"),
            text=words.text("withheld.text"),
            event=words.text("withheld.event"),
        )

    def a_path(self, value: str | None) -> str | None:
        return self.path if self.kinds.paths and value is not None else value

    def a_name(self, value: str | None) -> str | None:
        return self.name if self.kinds.names and value is not None else value

    def a_label(self, value: str | None) -> str | None:
        return self.set_label if self.kinds.set_labels and value is not None else value

    def typed(self, value: str | None) -> str | None:
        """What a person typed, which may be anything."""
        return self.text if (self.kinds.paths or self.kinds.names) and value is not None else value

    def reason(self, value: str | None) -> str | None:
        """A sentence of the program. It stays where nothing in it can be a quoted name or a path."""
        if value is None or not self.kinds.paths or _PLAIN_REASON.fullmatch(value):
            return value
        return self.text
