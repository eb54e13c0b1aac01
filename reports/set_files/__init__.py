"""Sets made from a case: contents of the case as a known-hash set that others can import.

The set and the file that says where it comes from are written into a hidden folder beside the wanted place,
read back, and only then renamed: both stand there whole, or neither. Nothing is ever written over.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from forensics.errors import FieldcaseError
from reports.set_files.content import CategoryDoubt, ContentRecord, ContentRecords, SetForm, SetOrigin
from reports.set_files.hashdeep import write_hashdeep
from reports.set_files.provenance import write_provenance
from reports.set_files.table import write_table
from reports.set_files.vics import write_vics
from reports.writing import WrittenFile, force_folder, write_text

PROVENANCE_ENDING = ".provenance.json"


class SetNotWritten(FieldcaseError):
    """The set could not be put where it was asked for; nothing half-made is left behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSet:
    """What stands at `path` and beside it, read back after writing."""

    path: Path
    set_file: WrittenFile
    provenance: WrittenFile
    contents: int
    places: int
    with_category: int
    doubts: tuple[tuple[CategoryDoubt, int], ...]

    def remove(self) -> None:
        """Take both files away again; for a caller who cannot vouch for them."""
        self.path.unlink(missing_ok=True)
        beside(self.path).unlink(missing_ok=True)


def beside(out: Path) -> Path:
    """The file that says where the set at `out` comes from."""
    return out.with_name(out.name + PROVENANCE_ENDING)


def write_set(
    out: Path, records: ContentRecords, *, form: SetForm, profile: str, origin: SetOrigin
) -> WrittenSet:
    """Write a set to `out` and its provenance beside it; `profile` is the country profile of VICS.

    Raise SetNotWritten where the place cannot take it, where something stands there, or where there is no
    record. `records` is read twice, one record at a time.
    """
    verify_free(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name[:80]}-"))
    except OSError as trouble:
        raise _not_written(out, trouble) from trouble
    try:
        return _written(work, out, records, form=form, profile=profile, origin=origin)
    except OSError as trouble:
        raise _not_written(out, trouble) from trouble
    finally:
        shutil.rmtree(work, ignore_errors=True)


def verify_free(out: Path) -> None:
    """Raise SetNotWritten where a file stands already."""
    for wanted in (out, beside(out)):
        if wanted.exists() or wanted.is_symlink():
            raise SetNotWritten(f"{wanted} exists already; nothing is written over: give another name")


def _written(
    work: Path, out: Path, records: ContentRecords, *, form: SetForm, profile: str, origin: SetOrigin
) -> WrittenSet:
    counted, again = _Counted(records), _Counted(records)

    def fill(file: IO[str]) -> None:
        if form is SetForm.VICS:
            write_vics(file, counted, origin=origin, profile=profile)
        elif form is SetForm.CSV:
            write_table(file, counted, origin=origin)
        else:
            write_hashdeep(file, counted, origin=origin)

    set_file = write_text(work / out.name, fill)
    if counted.contents == 0:
        raise _nothing_chosen(origin)
    provenance = write_text(
        work / beside(out).name,
        lambda file: write_provenance(file, again, origin=origin, form=form, written=set_file),
    )
    if (counted.contents, counted.places) != (again.contents, again.places):
        raise SetNotWritten("the case changed while the set was written; nothing was kept: try again")
    _put_in_place(work, out)
    return WrittenSet(
        path=out,
        set_file=set_file,
        provenance=provenance,
        contents=counted.contents,
        places=counted.places,
        with_category=counted.with_category,
        doubts=tuple(sorted(counted.doubts.items())),
    )


class _Counted:
    """The same records, counted as they pass."""

    def __init__(self, records: ContentRecords) -> None:
        self._records = records
        self.contents = self.places = self.with_category = 0
        self.doubts: Counter[CategoryDoubt] = Counter()

    def __iter__(self) -> Iterator[ContentRecord]:
        for record in self._records:
            self.contents += 1
            self.places += record.place_count
            self.with_category += record.category is not None
            if record.doubt is not None:
                self.doubts[record.doubt] += 1
            yield record


def _put_in_place(work: Path, out: Path) -> None:
    verify_free(out)
    placed: list[Path] = []
    try:
        for wanted in (beside(out), out):
            (work / wanted.name).rename(wanted)
            placed.append(wanted)
        force_folder(out.parent)
    except OSError:
        for path in placed:
            path.unlink(missing_ok=True)
        raise


def _nothing_chosen(origin: SetOrigin) -> SetNotWritten:
    left = "".join(f"; {count:,} left out {why}" for why, count in origin.left_out)
    return SetNotWritten(
        f"no content with all three digests was chosen ({origin.choice}){left}; nothing was written"
    )


def _not_written(out: Path, trouble: OSError) -> SetNotWritten:
    why = trouble.strerror or type(trouble).__name__
    return SetNotWritten(f"the set could not be written to {out}: {why}; nothing was kept")
