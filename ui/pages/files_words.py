"""What the files page says: places in the tree, sums, and why nothing is listed."""

from app.rows import ExhibitRow, VolumeRow
from ui.case_view import CaseView
from ui.language import translate
from ui.wording import count, counted, is_scanned

ORPHANS = "$OrphanFiles"


def volume_words(volume: VolumeRow) -> str:
    """`Volume 2, NTFS`."""
    said = translate("files", "Volume {number}").format(number=volume.index)
    return f"{said}, {volume.file_system}" if volume.file_system else said


def volume_state(volume: VolumeRow) -> str:
    """Why nothing of a volume is listed; nothing where it could be read."""
    words = {
        "locked": translate("files", "locked"),
        "unreadable": translate("files", "could not be read"),
        "unsupported": translate("files", "file system not supported"),
        "no_file_system": translate("files", "no file system"),
        "holds_volumes": translate("files", "holds other volumes"),
    }
    return words.get(volume.state, "")


def folder_words(name: str, *, is_deleted: bool) -> tuple[str, str]:
    """A folder's name and what is said beside it."""
    if name == ORPHANS:
        return translate("files", "Without a folder"), name
    return name, translate("files", "deleted") if is_deleted else ""


def sum_words(number: int, *, place: str, is_filtered: bool, total: int | None) -> str:
    """`12,408 entries`, `62 of 12,408 entries, filtered`; `place` is the folder that is chosen."""
    words = counted(number, "entry", "entries")
    if is_filtered and total is not None and total != number:
        words = translate("files", "{number} of {entries}").format(
            number=count(number), entries=counted(total, "entry", "entries")
        )
    if place:
        words = translate("files", "{entries} in {place}").format(entries=words, place=place)
    return translate("files", "{entries}, filtered").format(entries=words) if is_filtered else words


def slow_words(number: int, *, is_sorted: bool) -> str:
    """While a list of so many entries is still to come."""
    words = translate("files", "Listing {entries}…")
    if is_sorted:
        words = translate("files", "Sorting {entries}…")
    return words.format(entries=counted(number, "entry", "entries"))


def nothing_listed(view: CaseView, *, place: str) -> str:
    if place and view.summary.entries:
        return translate("files", "Nothing lies in {place}.").format(place=place)
    if view.is_scanning:
        return translate("files", "Nothing listed so far. The scan is running.")
    return translate("files", "No entries listed yet. Start a scan on the board.")


def filtered_to_none(filters: int) -> str:
    return translate("files", "No file fits these %n filter(s).", "", filters)


def exhibit_quiet(exhibit: ExhibitRow) -> str:
    if exhibit.state.startswith("locked") or (
        exhibit.volumes and all(volume.state == "locked" for volume in exhibit.volumes)
    ):
        return translate("files", "locked")
    if not exhibit.entries and not is_scanned(exhibit):
        return translate("files", "not scanned yet")
    return exhibit.description or ""
