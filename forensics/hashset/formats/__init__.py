"""The forms known-hash sets come in, recognised by content and never by the name of the file.

A form is a module with the two hooks of `SetForm`. A new form is one new module and its place in `FORMS`; what every form owes
(refused whole or taken whole, empty-file digests dropped, source digested) is kept and tested once, in `importing`.
"""

from collections.abc import Iterator
from typing import Protocol

from forensics.errors import HashSetRefused
from forensics.hashset import SetRecord
from forensics.hashset.formats import plain, sums
from forensics.hashset.sources import Opening, Recognised, SetSource


class SetForm(Protocol):
    @property
    def KEY(self) -> str:  # noqa: N802  # a constant of a module
        """What an examiner writes to force this form."""
        ...

    def detect(self, opening: Opening) -> Recognised | None:
        """What is known of a source that has this form, `None` when it has another; read no record, trust no name."""
        ...

    def read(self, source: SetSource) -> Iterator[SetRecord]:
        """Every record in source order; raise HashSetRefused, with the place, at the first that is not as the form demands."""
        ...


FORMS: tuple[SetForm, ...] = (sums, plain)
FORMAT_NAMES = tuple(form.KEY for form in FORMS)


def recognise(opening: Opening, *, format_name: str | None) -> tuple[SetForm, Recognised]:
    """The form of a source, or of those the one that `format_name` demands; raise HashSetRefused when it is none."""
    if format_name is not None:
        return _demanded(opening, format_name)
    for form in FORMS:
        recognised = form.detect(opening)
        if recognised is not None:
            return form, recognised
    raise HashSetRefused(
        f"{opening.name} is not a known-hash set in a form Fieldcase reads ({', '.join(FORMAT_NAMES)}); nothing was kept."
    )


def _demanded(opening: Opening, format_name: str) -> tuple[SetForm, Recognised]:
    for form in FORMS:
        if form.KEY == format_name:
            recognised = form.detect(opening)
            if recognised is None:
                raise HashSetRefused(f"{opening.name} does not have the form {format_name}; nothing was kept.")
            return form, recognised
    raise HashSetRefused(f"There is no set form called {format_name}; the forms are {', '.join(FORMAT_NAMES)}.")
