"""Every command of the desktop, by area: menus, toolbars, the palette and the key sheet are fed from here."""

from typing import Final

from ui.catalogue.board import BOARD
from ui.catalogue.case import CASE
from ui.catalogue.command import Command
from ui.catalogue.content import CONTENT
from ui.catalogue.custody import CUSTODY
from ui.catalogue.desk import DESK
from ui.catalogue.going import GOING
from ui.catalogue.maps import MAPS
from ui.catalogue.review import REVIEW
from ui.catalogue.scan import SCAN
from ui.catalogue.sets import SETS
from ui.catalogue.tables import TABLES

CATALOGUE: Final[tuple[Command, ...]] = (
    *CASE,
    *GOING,
    *BOARD,
    *SCAN,
    *TABLES,
    *CONTENT,
    *REVIEW,
    *MAPS,
    *SETS,
    *CUSTODY,
    *DESK,
)

__all__ = ["CATALOGUE", "Command"]
