"""Exhibits and views for tests of the board, made from the one that the fake case holds."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.rows import CoverageRow, ExhibitFormRow, ExhibitRow
from tests.ui.fakes import a_volume
from ui.board_cards import CardFacts
from ui.board_course import LiveExhibit
from ui.case_view import CaseView


def an_exhibit(**changed: Any) -> ExhibitRow:  # noqa: ANN401 any field of the row
    fields: dict[str, Any] = {
        "id": 1,
        "label": "HR-01",
        "description": "Desktop disk, under desk",
        "source": "disk.dd",
        "container": "raw",
        "size_bytes": 1 << 30,
        "sector_bytes": 512,
        "segments": 1,
        "stored_digests": (),
        "acquisition_notes": (),
        "verified": "agrees",
        "verified_at": None,
        "volumes": (a_volume(),),
        "state": "done",
        "entries": 100,
        "hits": 0,
        "faults": 0,
        "share_compared": 0.96,
        "compared_parts": (),
    }
    return ExhibitRow(**(fields | changed))


def facts_of_card(exhibit: ExhibitRow, parts: Mapping[str, int] | None = None, **more: Any) -> CardFacts:  # noqa: ANN401 any field
    form = more.pop("form", ExhibitFormRow(label=exhibit.label))
    return CardFacts(exhibit=exhibit, form=form, parts=parts or {}, **more)


def a_live(**changed: Any) -> LiveExhibit:  # noqa: ANN401 any field of the value
    fields: dict[str, Any] = {
        "phase": "examining",
        "share": 0.62,
        "entries_done": 301_877,
        "entries_total": 486_214,
        "eta_low_s": 300.0,
        "eta_high_s": 480.0,
        "hits": 14,
        "files": 12,
        "first_hit_s": 41.0,
        "last_hit_at": "03:11",
        "last_folder": "/Users/home/Pictures/Archive/2019",
    }
    return LiveExhibit(**(fields | changed))


def with_exhibits(view: CaseView, exhibits: tuple[ExhibitRow, ...], **counts: Mapping[str, int]) -> CaseView:
    """The view with these exhibits, and their entries by outcome as `HR_01={…}`."""
    coverage = tuple(
        CoverageRow(
            exhibit=exhibit.label,
            volume=0,
            file_system="NTFS",
            counts=tuple(counts.get(exhibit.label.replace("-", "_"), {}).items()),
            total=0,
        )
        for exhibit in exhibits
    )
    return replace(view, exhibits=exhibits, coverage=coverage)
