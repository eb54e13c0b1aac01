"""The forms known-hash sets come in, recognised by content. The name of a file is asked in one case only:
whether a bare list of 64 digits is called after SHA-256.

A form is a module with the two hooks of `SetForm`. A new form is one new module and its place in `FORMS`;
what every form owes (taken whole or refused whole, empty-file digests dropped, source digested) is kept and
tested once, in `importing`.
"""

from collections.abc import Iterator
from typing import Protocol

from forensics.errors import HashSetRefused
from forensics.hashset.formats import (
    caid,
    encase,
    hashdeep,
    hashkeeper,
    hfind_index,
    icse,
    kdb,
    pdq,
    plain,
    plain_sha256,
    rds,
    rds_delta,
    rds_text,
    sums,
    tables,
    unsupported,
    vics,
)
from forensics.hashset.records import RecordBatch
from forensics.hashset.sources import Opening, Recognised, SetSource


class SetForm(Protocol):
    @property
    def KEY(self) -> str:
        """What an examiner writes to demand this form."""
        ...

    def detect(self, opening: Opening) -> Recognised | None:
        """What a source of this form says of itself, `None` for another form; read no record."""
        ...

    def read(self, source: SetSource) -> Iterator[RecordBatch]:
        """Every record in source order; raise HashSetRefused, with the place, at the first unfit one."""
        ...


FORMS: tuple[SetForm, ...] = (
    rds,
    kdb,
    encase,
    hfind_index,
    rds_text,
    rds_delta,
    hashkeeper,
    vics,
    caid,
    icse,
    pdq,
    hashdeep,
    sums,
    plain,
    plain_sha256,
    tables,
)
FORMAT_NAMES = tuple(form.KEY for form in FORMS)


def recognise(opening: Opening, *, format_name: str | None) -> tuple[SetForm, Recognised]:
    """The form of a source; with `format_name` that one or none. Raise HashSetRefused when no form fits."""
    found = fitting(opening, format_name=format_name)
    if found is None:
        raise HashSetRefused(_why_not(opening, format_name))
    return found


def fitting(opening: Opening, *, format_name: str | None) -> tuple[SetForm, Recognised] | None:
    """As `recognise`, `None` when no form fits.

    Raise HashSetRefused when `format_name` is no form or a form knows the source and cannot take it.
    """
    if format_name is not None and format_name not in FORMAT_NAMES:
        raise HashSetRefused(
            f"There is no set form called {format_name}; the forms are {', '.join(FORMAT_NAMES)}."
        )
    if opening.columns is not None and format_name not in (None, tables.KEY):
        raise HashSetRefused(f"A column map is for a table; leave it out to read the form {format_name}.")
    for form in FORMS if opening.columns is None else (tables,):
        if format_name is None or format_name == form.KEY:
            recognised = form.detect(opening)
            if recognised is not None:
                return form, recognised
    return None


def _why_not(opening: Opening, format_name: str | None) -> str:
    if format_name is not None:
        return f"{opening.shown} does not have the form {format_name}; nothing was kept."
    kind = unsupported.kind_of(opening)
    if kind is not None:
        return f"{opening.shown} is not read. {kind} is not supported yet; nothing was kept."
    return (
        f"{opening.shown} is not a known-hash set in a form Fieldcase reads (told from its content: "
        f"{', '.join(FORMAT_NAMES)}; a table can be read with a column map); nothing was kept."
    )
