"""Rows on known-hash sets for the desktop: what a set is, and what one of its records says."""

from pathlib import Path

from app.rows import BrokenSetRow, LibraryRows, SetAlgorithmRow, SetCategoryRow, SetRow
from forensics.hashset import SetInfo
from forensics.hashset.labels import label_of
from forensics.hashset.library import spelled, survey


def library_rows(library: Path) -> LibraryRows:
    """Every set, and every file of the library that cannot be used with what is wrong with it."""
    found = survey(library)
    return LibraryRows(
        sets=tuple(set_row(info) for info in found.sets),
        broken=tuple(BrokenSetRow(file_name=one.file_name, sentence=one.sentence) for one in found.broken),
    )


def set_row(info: SetInfo) -> SetRow:
    return SetRow(
        name=info.name,
        role=str(info.role),
        version=info.version,
        spelled=spelled(info),
        format=info.format,
        records=info.record_count,
        distinct=info.distinct_count,
        dropped_empty=info.dropped_empty,
        sized=info.sized_count,
        unsized=info.unsized_count,
        source_name=info.source_name,
        source_sha256=info.source_sha256,
        source_member=info.source_member,
        imported_at=info.imported_at,
        tool_version=info.tool_version,
        index_sha256=info.index_sha256,
        scheme=info.scheme,
        algorithms=_algorithms(info),
        categories=tuple(
            SetCategoryRow(code=code, label=label_of(info.scheme, code), records=records)
            for code, records in info.category_counts
        ),
        dropped=info.dropped,
        pdq=info.pdq_count,
        photodna=info.photodna_count,
        is_locked=info.is_locked,
        notes=info.notes,
    )


def _algorithms(info: SetInfo) -> tuple[SetAlgorithmRow, ...]:
    """In the order of the set; the counts of different digests are there from form 2 of the index on."""
    return tuple(
        SetAlgorithmRow(name=name, records=records, distinct=distinct)
        for name, records, distinct in zip(
            info.algorithms, info.digest_counts, info.distinct_counts or info.digest_counts, strict=True
        )
    )
