"""The words of the desktop in the language of the examiner, through Qt Linguist.

`translate("board", "No exhibits yet.")` is what lupdate reads: a context (page or part) and the English text;
for counts `translate("board", "%n record(s) matched", "", n)`. Values are put in afterwards:
`translate("board", "in {files} files").format(files=…)`. Constants are `marked` and translated where they are
shown. `make translations` reads all of them into ui/translations.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

TRANSLATIONS: Final = Path(__file__).parent / "translations"
LANGUAGES: Final = ("en", "es")

translate: Final[Callable[..., str]] = QCoreApplication.translate  # ... : (context, text, comment="", n=-1)


def marked(context: str, text: str) -> str:
    """The text itself, made known to lupdate; to show it, give it to `translate` with the same context."""
    del context
    return text


class Languages:
    """Puts a language in force for the whole program; widgets made before keep their words."""

    def __init__(self, application: QCoreApplication) -> None:
        self._application = application
        self._installed: list[QTranslator] = []
        self.code = "en"

    def apply(self, choice: str) -> None:
        """`en`, `es` or `system`; a language there is no translation for is English."""
        code = QLocale.system().name()[:2] if choice == "system" else choice
        self.code = code if code in LANGUAGES else "en"
        for translator in self._installed:
            self._application.removeTranslator(translator)
        self._installed = []
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in (
            (f"qtbase_{self.code}", qt_folder),
            (f"fieldcase_{self.code}", str(TRANSLATIONS)),
        ):
            translator = QTranslator(self._application)
            if translator.load(name, folder):
                self._application.installTranslator(translator)
                self._installed.append(translator)
