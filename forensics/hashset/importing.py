"""Bringing a known-hash set into the library: taken whole, or refused with one sentence and nothing left
behind."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from forensics.errors import HashSetRefused
from forensics.hashset import Provenance, Role, SetInfo
from forensics.hashset.building import Counts, IndexBuilder
from forensics.hashset.formats import SetForm, recognise
from forensics.hashset.library import path_for, spelling, tidy_name, tidy_version
from forensics.hashset.records import UnfitRecord
from forensics.hashset.sources import SetSource, open_source
from forensics.hashset.workroom import publish, workroom


def import_set(
    source: Path,
    *,
    library: Path,
    name: str,
    role: str,
    version: str | None,
    format_name: str | None,
    imported_at: datetime,
    tool_version: str,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> SetInfo:
    """Import `source` as the set `name`; its form is found by content unless `format_name` demands one.

    `progress` is told (done, total) in bytes. Raise HashSetRefused, naming file and place, when the source,
    the role or the name will not do or the library cannot be written, and Cancelled when `cancelled` says so;
    the library is then as it was before.
    """
    if role not in tuple(Role):
        raise HashSetRefused(f"A known-hash set is either notable or known, not {role}.")
    opening = open_source(source, is_forced=format_name is not None)
    form, recognised = recognise(opening, format_name=format_name)
    if recognised.is_notable_only and role != Role.NOTABLE:
        raise HashSetRefused(
            f"{opening.name} is a {recognised.title} set of notable material; it cannot be taken as {role}."
        )
    version = tidy_version(version if version is not None else recognised.version)
    tidy, target = tidy_name(name), path_for(library, name, version)
    try:
        with workroom(library) as folder:
            if target.exists():
                raise HashSetRefused(
                    f"A set called {spelling(tidy, version)} is already in the library; "
                    "remove it first or give another name."
                )
            reading = SetSource(opening, progress=progress, cancelled=cancelled)
            with IndexBuilder(folder) as builder:
                _take(reading, form=form, builder=builder)
                provenance = Provenance(
                    name=tidy,
                    role=str(role),
                    version=version,
                    format=recognised.title,
                    source_name=opening.name,
                    source_sha256=reading.whole_sha256(),
                    source_member=None,
                    imported_at=imported_at.astimezone(UTC)
                    .isoformat(timespec="seconds")
                    .replace("+00:00", "Z"),
                    tool_version=tool_version,
                    scheme=recognised.scheme,
                    notes=(*recognised.notes, *_notes(reading, builder.counts)),
                    dropped=(),
                )
                info = builder.build(folder / "index", provenance=provenance, cancelled=cancelled)
            publish(folder / "index", to=target)
            return info
    except OSError as trouble:
        raise HashSetRefused(
            f"The library cannot be written ({trouble.strerror or trouble}); nothing of the set was kept."
        ) from trouble


def _take(reading: SetSource, *, form: SetForm, builder: IndexBuilder) -> None:
    try:
        builder.add_all(form.read(reading))
    except UnfitRecord as trouble:
        raise reading.refusal(f"record {trouble.row:,} (counted from 0)", str(trouble)) from trouble
    if builder.counts.records == 0:
        raise reading.refusal(None, "there is no record in it")
    if builder.counts.kept == 0:
        raise reading.refusal(
            None, "none of its records has a digest that can be compared (the empty file's do not count)"
        )


def _notes(reading: SetSource, counts: Counts) -> Iterator[str]:
    for kind, count in sorted(reading.unusable.items()):
        yield f"{kind[0].upper()}{kind[1:]}: {count:,}. They were counted and cannot be compared."
    if counts.zero_sized:
        yield (
            f"Records that give the size 0 for a content that is not empty: {counts.zero_sized:,}. "
            "They are kept as records without a size."
        )
