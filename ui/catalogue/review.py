"""Commands of the review of findings: categories by digit, notes, bookmarks, taking back, going on.

All equal files are marked with Ctrl, not with Shift: on many keyboards Shift and a digit is another sign (`/`
is Shift 7 in Spain and Germany), and in France the digits themselves need Shift.
"""

from typing import Final

from ui.catalogue.command import Command
from ui.language import marked

DIGITS: Final = "1234567890"
_ONE: Final = (
    marked("command", "Mark with category 1"),
    marked("command", "Mark with category 2"),
    marked("command", "Mark with category 3"),
    marked("command", "Mark with category 4"),
    marked("command", "Mark with category 5"),
    marked("command", "Mark with category 6"),
    marked("command", "Mark with category 7"),
    marked("command", "Mark with category 8"),
    marked("command", "Mark with category 9"),
    marked("command", "Take the mark away"),
)
_EQUAL: Final = (
    marked("command", "Mark all equal files with category 1"),
    marked("command", "Mark all equal files with category 2"),
    marked("command", "Mark all equal files with category 3"),
    marked("command", "Mark all equal files with category 4"),
    marked("command", "Mark all equal files with category 5"),
    marked("command", "Mark all equal files with category 6"),
    marked("command", "Mark all equal files with category 7"),
    marked("command", "Mark all equal files with category 8"),
    marked("command", "Mark all equal files with category 9"),
    marked("command", "Take the mark of all equal files away"),
)

REVIEW: Final = (
    *(
        Command(id=f"review.mark.{digit}", title=title, keys=digit, icon="tag", place="findings")
        for digit, title in zip(DIGITS, _ONE, strict=True)
    ),
    *(
        Command(
            id=f"review.mark_equal.{digit}", title=title, keys=f"Ctrl+{digit}", icon="tag", place="findings"
        )
        for digit, title in zip(DIGITS, _EQUAL, strict=True)
    ),
    Command(
        id="review.note",
        title=marked("command", "Write a note"),
        keys="N",
        icon="note-pencil",
        place="findings",
        menu="Work",
    ),
    Command(
        id="review.bookmark",
        title=marked("command", "Bookmark"),
        keys="B",
        icon="bookmark-simple",
        place="findings",
        menu="Work",
    ),
    Command(
        id="review.undo",
        title=marked("command", "Undo the last mark, note or bookmark"),
        keys="Ctrl+Z",
        icon="arrow-counter-clockwise",
        place="findings",
        menu="Work",
    ),
    Command(
        id="review.redo",
        title=marked("command", "Do again what was undone"),
        keys="Ctrl+Shift+Z",
        icon="arrow-clockwise",
        place="findings",
        menu="Work",
    ),
    Command(
        id="findings.next",
        title=marked("command", "Next file"),
        keys="J",
        icon="arrow-down",
        place="findings",
    ),
    Command(
        id="findings.previous",
        title=marked("command", "Previous file"),
        keys="K",
        icon="arrow-up",
        place="findings",
    ),
    Command(
        id="findings.table",
        title=marked("command", "Findings as a table"),
        keys="T",
        icon="rows",
        place="findings",
    ),
    Command(
        id="findings.grid",
        title=marked("command", "Findings as a grid of facts"),
        keys="G",
        icon="grid-four",
        place="findings",
    ),
    Command(
        id="findings.densest",
        title=marked("command", "Densest folders first"),
        keys="D",
        icon="sort-descending",
        place="findings",
    ),
    Command(
        id="findings.groups",
        title=marked("command", "Show or fold the groups"),
        keys="L",
        icon="tree-structure",
        place="findings",
    ),
)
