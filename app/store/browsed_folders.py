"""Questions about folders, a level at a time: what lies below one, and how much of it was found."""

from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from app.store.browse_filters import folder_text, is_below
from app.store.browse_tables import BROWSED, FOLDERS, KIND_CODES
from app.store.results import ENTRIES, EXHIBITS

_F = FOLDERS.c
_COUNTS: Final = (
    func.coalesce(func.sum(_F.files), 0).label("files_below"),
    func.coalesce(func.sum(_F.matched), 0).label("matched_below"),
)


def volumes_with_files(connection: Connection) -> list[Row[Any]]:
    """(exhibit, volume, files, files_below, matched_below, has_folders) of what was listed."""
    directly = func.sum(_F.files).filter(_F.path == "/").label("files")
    has_folders = ((func.count() > 1) | (func.sum(_F.folders) > 0)).label("has_folders")
    asked = (
        select(EXHIBITS.c.label.label("exhibit"), _F.volume, directly, *_COUNTS, has_folders)
        .join(EXHIBITS, EXHIBITS.c.id == _F.exhibit_id)
        .group_by(EXHIBITS.c.id, _F.volume)
        .order_by(EXHIBITS.c.id, _F.volume)
    )
    return list(connection.execute(asked))


def folders_with_files(connection: Connection, exhibit: str, *, volume: int, parent: str) -> list[Row[Any]]:
    """(name, files, files_below, matched_below, has_folders) of the folders in one, those with entries."""
    above = folder_text(parent)
    rest = func.substr(_F.path, len(above) + 1)
    name = func.substr(rest, 1, func.instr(rest, "/") - 1)
    is_itself = func.length(rest) == func.instr(rest, "/")
    asked = (
        select(
            name.label("name"),
            func.coalesce(func.sum(_F.files).filter(is_itself), 0).label("files"),
            *_COUNTS,
            ((func.count() > 1) | (func.sum(_F.folders) > 0)).label("has_folders"),
        )
        .join(EXHIBITS, EXHIBITS.c.id == _F.exhibit_id)
        .where(EXHIBITS.c.label == exhibit, _F.volume == volume, is_below(_F.path, above), _F.path != above)
        .group_by(name)
    )
    return list(connection.execute(asked))


def folder_entries(
    connection: Connection, exhibit: str, *, volume: int, parent: str
) -> list[tuple[str, bool]]:
    """(name, is deleted) of each folder listed in one, also of those with nothing in them."""
    asked = (
        select(func.substr(ENTRIES.c.shown_path, BROWSED.c.name_at), BROWSED.c.deleted)
        .select_from(BROWSED)
        .join(FOLDERS, FOLDERS.c.id == BROWSED.c.folder)
        .join(EXHIBITS, EXHIBITS.c.id == FOLDERS.c.exhibit_id)
        .join(ENTRIES, ENTRIES.c.id == BROWSED.c.id)
        .where(
            *(EXHIBITS.c.label == exhibit, _F.volume == volume, _F.path == folder_text(parent)),
            *(BROWSED.c.kind == KIND_CODES["dir"], BROWSED.c.stream.is_(None)),
        )
    )
    return [(row[0], bool(row[1])) for row in connection.execute(asked) if row[0]]
