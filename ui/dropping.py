"""What is dropped on the window: cases, images, sets, photographs, and things to verify."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QMimeData

from ui.language import translate
from ui.window import Window

CASE_SUFFIX: Final = ".fieldcase"


def dropped_paths(data: QMimeData) -> list[str]:
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


class Dropping:
    """Sends what is dropped on a window where it belongs."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def take_paths(self, paths: Sequence[str]) -> None:
        """On the page of sets files are sets to import, on an exhibit's form they are photographs; elsewhere
        the first one is a case, an image, or something to verify.
        """
        window = self._window
        if window.sheets.sheet is not None and window.acts.take_photographs(paths):
            return
        if window.page == "sets" and paths and not paths[0].rstrip("/").endswith(CASE_SUFFIX):
            window.scan_errands.import_sets(paths)
        elif paths:
            self.take_path(paths[0])

    def take_path(self, path: str) -> None:
        """A bundle or a disclosure is verified, a case folder opened, and verified where that page is in
        front; with a case open, anything else is taken for an image to add.
        """
        window = self._window
        is_case = path.rstrip("/").endswith(CASE_SUFFIX)
        if window.page == "verify" or (not is_case and window.desk.workbench.is_sealed(path)):
            window.verifying.check(path)
        elif is_case:
            window.desk.open(path.rstrip("/"))
        elif window.desk.case is not None and path:
            window.show_page("board")
            window.errands.add_exhibit(path)
        elif path:
            window.say_trouble(
                translate(
                    "verify",
                    "Open or make a case first, then drop the image into it. Bundles, their zips and "
                    "disclosures can be dropped at any time, to be verified.",
                )
            )
