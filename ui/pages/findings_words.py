"""What the findings page says: categories, places, kinds of files, and why nothing is listed."""

from typing import Final

from app.rows import HitRow, StackRow
from ui.case_view import CaseView
from ui.entry_words import SHORT_REMAINS
from ui.language import translate
from ui.wording import count, listed, share

_ENDINGS: Final = {  # by icon
    "image": "jpg jpeg png gif bmp tif tiff webp heic heif avif jp2 ico jfif svg psd raw dng cr2 nef arw",
    "film-strip": "mp4 mov m4v mkv webm avi mpg mpeg 3gp 3g2 wmv flv mts m2ts vob",
    "music-note": "mp3 wav flac m4a aac ogg opus wma amr",
    "archive": "zip rar 7z gz bz2 xz tar iso cab",
    "file-text": "txt pdf doc docx odt rtf htm html xls xlsx csv ppt pptx eml msg",
}
_ICONS: Final = {ending: icon for icon, endings in _ENDINGS.items() for ending in endings.split()}
_SPELLED: Final = {"jpg": "JPEG", "jpeg": "JPEG", "jfif": "JPEG", "tif": "TIFF", "heic": "HEIC"}
_TOLD_REMAINS: Final = ("partly_overwritten", "unproven")
_LOOKED: Final = ("matched", "known", "compared", "ruled_out_by_size")


def name_of(row: HitRow) -> str:
    return row.path.rpartition("/")[2] or row.path


def folder_of(row: HitRow) -> str:
    return row.path.rpartition("/")[0] or "/"


def _ending(row: HitRow) -> str:
    stem, dot, ending = name_of(row).rpartition(".")
    return ending.lower() if dot and stem and len(ending) <= 5 and ending.isalnum() else ""


def kind_words(row: HitRow) -> str:
    """What the name says a file is: `JPEG`, `MP4`; its content may be another thing."""
    ending = _ending(row)
    return _SPELLED.get(ending, ending.upper()) or translate("findings", "File")


def kind_icon(row: HitRow) -> str:
    return _ICONS.get(_ending(row), "file")


def category_words(stack: StackRow) -> str:
    """`Category 2`; `Listed` in a notable set without categories; `Known`."""
    if stack.role != "notable":
        return translate("words", "Known")
    if stack.category:
        return translate("findings", "Category {category}").format(category=stack.category)
    return translate("findings", "Listed")


def category_meaning(stack: StackRow) -> str:
    return "hit" if stack.role == "notable" else "known"


def short_digest(stack: StackRow) -> str:
    digest = stack.digest or ""
    return f"{digest[:4]} {digest[4:6]}…" if digest else ""


def head_words(stack: StackRow) -> str:
    """What follows the digest in the head of a stack."""
    return translate("findings", "%n equal file(s)", "", len(stack.entries))


def state_words(row: HitRow, stack: StackRow, *, names_exhibit: bool = True) -> str:
    """The column Also: where else the content lies, and that the file was deleted."""
    said: list[str] = []
    if names_exhibit and len(stack.exhibits) > 1:
        said.append(row.exhibit)
    elif elsewhere := [one for one in row.also_on if one not in stack.exhibits or not names_exhibit]:
        said.append(translate("findings", "also on {exhibits}").format(exhibits=listed(elsewhere)))
    if row.remains in _TOLD_REMAINS:
        said.append(translate("findings", "deleted, {left}").format(left=SHORT_REMAINS[row.remains]))
    elif not row.allocated:
        said.append(translate("findings", "deleted"))
    return ", ".join(said)


def day(iso: str | None) -> str:
    """The date of a time, as it was recorded."""
    return (iso or "")[:10]


def sum_words(files: int, *, records: int, exhibits: int) -> str:
    """`26 files, 16 records, 2 exhibits`."""
    said = (
        translate("findings", "%n file(s)", "", files),
        translate("findings", "%n record(s)", "", records),
        translate("findings", "%n exhibit(s)", "", exhibits),
    )
    return ", ".join(said)


def nothing_found(view: CaseView) -> str:
    """Why the page is empty, with the share compared and what is locked."""
    if view.summary.entries == 0:
        return translate("findings", "Nothing scanned yet. Start a scan on the board.")
    is_so_far = view.is_scanning or view.scan.state == "stopped"
    first = (
        translate("findings", "Nothing found in the sets loaded so far.")
        if is_so_far
        else translate("findings", "Nothing found in the sets loaded.")
    )
    limits = [*_compared(view), *_locked(view), *_unread(view)]
    return f"{first} {'; '.join(limits)}." if limits else first


def _compared(view: CaseView) -> list[str]:
    counts = view.counts()
    with_content = sum(counts.values()) - counts.get("no_content", 0)
    if not with_content:
        return []
    part = share(sum(counts.get(outcome, 0) for outcome in _LOOKED) / with_content)
    if part == share(1):
        return [translate("findings", "All {number} compared").format(number=count(with_content))]
    return [translate("findings", "{share} compared").format(share=part)]


def _locked(view: CaseView) -> list[str]:
    labels = [
        exhibit.label
        for exhibit in view.exhibits
        if any(volume.state == "locked" for volume in exhibit.volumes)
    ]
    if not labels:
        return []
    if len(labels) == 1:
        return [translate("findings", "{exhibit} is locked").format(exhibit=labels[0])]
    return [translate("findings", "{exhibits} are locked").format(exhibits=listed(labels))]


def _unread(view: CaseView) -> list[str]:
    unread = view.counts().get("unreadable", 0)
    return [translate("findings", "%n file(s) could not be read", "", unread)] if unread else []


def filtered_to_none(filters: int) -> str:
    return translate("findings", "No file fits th(is/ese) %n filter(s).", "", filters)
