"""Bringing a known-hash set into the library: taken whole, or refused with one sentence and nothing left
behind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from forensics.errors import HashSetRefused
from forensics.hashset import Provenance, Role, SetInfo
from forensics.hashset.building import Counts, IndexBuilder
from forensics.hashset.choosing import FoundSet, Room, find_set
from forensics.hashset.library import path_for, spelling, tidy_name, tidy_version
from forensics.hashset.library.catalogue import refresh
from forensics.hashset.library.workroom import publish, workroom
from forensics.hashset.records import UnfitRecord
from forensics.hashset.sources import ExaminersColumns, Recognised, SetSource, open_source
from forensics.hashset.vault import VaultKey

_UNPACKED = 0.35  # share of the whole work that is done when an archive lies unpacked on the disk
_READ = 0.7  # when the records are read; the rest is the making of the index


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
    columns: ExaminersColumns | None = None,
    member: str | None = None,
    key: VaultKey | None = None,
) -> SetInfo:
    """Import `source` as the set `name`; its form is found by content unless `format_name` demands one.

    `version` goes before the version that the file itself states. `columns` says what stands where in a
    table, `member` which file of an archive is the set. With `key` only keyed digests reach the disk.
    `progress` is told (done, total) in bytes of `source`; reading is the larger part, making the index the
    rest. Raise HashSetRefused, naming file and place, when the source, the role or the name will not do or
    the library cannot be written, and Cancelled when `cancelled` says so; the library is then as it was
    before.
    """
    if role not in tuple(Role):
        raise HashSetRefused(f"A known-hash set is either notable or known, not {role}.")
    tidy_name(name)
    bar = _Bar(total=open_source(source, is_forced=False).length_bytes, tell=progress)
    try:
        with workroom(library) as folder:
            found = find_set(
                source,
                format_name=format_name,
                columns=columns,
                member=member,
                room=None
                if key is not None
                else Room(folder=folder, progress=bar.stage(0, _UNPACKED), cancelled=cancelled),
                refuses_room="a set to be locked is not unpacked on this disk; give the unpacked file",
            )
            _check_role(found, role)
            identity = _Identity(
                name=tidy_name(name),
                version=tidy_version(version if version is not None else found.recognised.version),
                role=role,
                imported_at=imported_at,
                tool_version=tool_version,
            )
            target = path_for(library, identity.name, identity.version)
            _check_free(target, identity)
            begun = _UNPACKED if found.opening.path != source else 0.0
            reading = SetSource(found.opening, progress=bar.stage(begun, _READ), cancelled=cancelled)
            with IndexBuilder(folder, key=key) as builder:
                _take(reading, found=found, builder=builder)
                info = builder.build(
                    folder / "index",
                    provenance=_provenance(identity, found=found, reading=reading, counts=builder.counts),
                    cancelled=cancelled,
                    progress=bar.share(_READ, 1),
                )
            bar.finish()
            _admit(folder / "index", library=library, target=target)
    except OSError as trouble:
        raise HashSetRefused(
            f"The library cannot be written ({trouble.strerror or trouble}); nothing of the set was kept."
        ) from trouble
    return info


@dataclass(frozen=True, slots=True, kw_only=True)
class _Identity:
    """What the set is to be in the library."""

    name: str
    version: str | None
    role: str
    imported_at: datetime
    tool_version: str


class _Bar:
    """One progress out of several stages; it never goes back."""

    def __init__(self, *, total: int, tell: Callable[[int, int], None]) -> None:
        self._total, self._tell, self._done = total, tell, 0

    def stage(self, begins: float, ends: float) -> Callable[[int, int], None]:
        """A progress (done, total) of its own that fills the bar from one share of it to another."""
        share = self.share(begins, ends)
        return lambda done, total: share(done / max(total, 1))

    def share(self, begins: float, ends: float) -> Callable[[float], None]:
        """As `stage`, told in shares from 0 to 1."""
        return lambda share: self._reach(begins + (ends - begins) * share)

    def finish(self) -> None:
        self._reach(1.0)

    def _reach(self, share: float) -> None:
        self._done = max(self._done, int(self._total * share))
        self._tell(self._done, self._total)


def _admit(index: Path, *, library: Path, target: Path) -> None:
    """Make the finished index a set of the library, entered in its catalogue, or leave nothing of it."""
    try:
        publish(index, to=target)
        refresh(library)
    except OSError:
        target.unlink(missing_ok=True)
        raise
    except HashSetRefused as trouble:
        target.unlink()
        raise HashSetRefused(
            "The catalogue of the library cannot be written; nothing of the set was kept."
        ) from trouble


def _check_role(found: FoundSet, role: str) -> None:
    if found.recognised.is_notable_only and role != Role.NOTABLE:
        raise HashSetRefused(
            f"{found.opening.shown} is a {found.recognised.title} set of notable material; "
            f"it cannot be taken as {role}."
        )


def _check_free(target: Path, identity: _Identity) -> None:
    if target.exists():
        raise HashSetRefused(
            f"A set called {spelling(identity.name, identity.version)} is already in the library; "
            "remove it first or give another name."
        )


def _take(reading: SetSource, *, found: FoundSet, builder: IndexBuilder) -> None:
    try:
        builder.add_all(found.form.read(reading))
    except UnfitRecord as trouble:
        raise reading.refusal(f"record {trouble.row:,} (counted from 0)", str(trouble)) from trouble
    counts = builder.counts
    if counts.records == 0:
        raise reading.refusal(None, "there is no record in it")
    if not (counts.kept or counts.pdq or counts.photodna):
        raise reading.refusal(
            None, "none of its records has a digest that can be compared (the empty file's do not count)"
        )


def _provenance(identity: _Identity, *, found: FoundSet, reading: SetSource, counts: Counts) -> Provenance:
    recognised = found.recognised
    at = identity.imported_at.astimezone(UTC).isoformat(timespec="seconds")
    return Provenance(
        name=identity.name,
        role=identity.role,
        version=identity.version,
        format=recognised.title,
        source_name=found.opening.name,
        source_sha256=reading.whole_sha256(),
        source_member=found.opening.member,
        imported_at=at.replace("+00:00", "Z"),
        tool_version=identity.tool_version,
        scheme=recognised.scheme,
        notes=(*_notes_of_form(recognised, role=identity.role), *_notes(counts)),
        dropped=tuple(sorted((reason, count) for reason, count in reading.dropped.items() if count)),
    )


def _notes_of_form(recognised: Recognised, *, role: str) -> tuple[str, ...]:
    return (*recognised.notes, *(recognised.notes_if_notable if role == Role.NOTABLE else ()))


def _notes(counts: Counts) -> Iterator[str]:
    if counts.pdq:
        yield f"PDQ fingerprints: {counts.pdq:,}. They are kept; pictures are not compared with them yet."
    if counts.photodna:
        yield (
            f"PhotoDNA values: {counts.photodna:,}. "
            "They are kept; comparing them is licensed and not done here."
        )
    if counts.zero_sized:
        yield (
            f"Records that give the size 0 for a content that is not empty: {counts.zero_sized:,}. "
            "They are kept as records without a size."
        )
