"""What a command of the desktop is, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`title` is the English text, translated in the context `command`. `place`: `always`, `case` (a case is
    open), a page's name, `table` (a page with a table), `sheet` (a sheet is up; all others sleep) or
    `everywhere` (over sheets too).
    """

    id: str
    title: str
    keys: str = ""
    icon: str = ""
    place: str = "always"
    menu: str = ""
    hint: str = ""  # how the key is printed on a button; the key itself when empty
