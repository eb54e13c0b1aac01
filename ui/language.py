"""The words of the desktop in the language of the examiner, through Qt Linguist.

`translate("board", "No exhibits yet.")` is what lupdate reads: a context (page or part) and the English text;
for counts `translate("board", "%n record(s) matched", "", n)`. Values are put in afterwards:
`translate("board", "in {files} files").format(files=…)`. Constants are `marked` and translated where they are
shown; `SpokenMapping` and `SpokenPairs` do so for tables of them. `make translations` reads all of them into
ui/translations.

A count is written with the separators of the language. English needs no translation for its plurals:
`file(s)` and `entr(y/ies)` are resolved here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, overload

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

TRANSLATIONS: Final = Path(__file__).parent / "translations"
LANGUAGES: Final = ("en", "es")

# Stands for the number while Qt chooses the plural: its last two digits are the number's, which is all that
# any language asks for, and it is too long to stand in a text by chance.
_CARRIER: Final = 1_987_654_300
_PLURAL: Final = re.compile(r"(?<=[a-z])\((?:(?P<one>[a-z ]*)/)?(?P<many>[a-z ]*)\)")


def translate(context: str, text: str, comment: str = "", n: int = -1) -> str:
    """`text` in the language in force; with a count `n` its plural, and `%n` written out."""
    if n < 0:
        return QCoreApplication.translate(context, text, comment)
    carrier = n if n < 1000 else _CARRIER + n % 100
    said = QCoreApplication.translate(context, text, comment, carrier)
    if n >= 1000:
        said = said.replace(str(carrier), figures(f"{n:,}"))
    return _PLURAL.sub(lambda found: (found["one"] or "") if n == 1 else found["many"], said)


def figures(number: str) -> str:
    """A number written the English way, `12,408.5`, with the separators of the language in force."""
    return number.translate(
        {
            ord(","): QCoreApplication.translate("words", ",", "between thousands"),
            ord("."): QCoreApplication.translate("words", ".", "before decimals"),
        }
    )


def marked(context: str, text: str) -> str:
    """The text itself, made known to lupdate; to show it, give it to `translate` with the same context."""
    del context
    return text


def language_in_force() -> str:
    """The code of the language that `Languages` put in force; English before that."""
    code = QLocale().name()[:2]
    return code if code in LANGUAGES else "en"


class SpokenMapping(Mapping[str, str]):
    """A table of `marked` texts that answers in the language in force when it is asked."""

    def __init__(self, context: str, texts: Mapping[str, str]) -> None:
        self._context, self._texts = context, dict(texts)

    def __getitem__(self, key: str) -> str:
        return translate(self._context, self._texts[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class SpokenPairs(Sequence[tuple[str, str]]):
    """A row of (name, `marked` text) that answers in the language in force when it is asked."""

    def __init__(self, context: str, pairs: Sequence[tuple[str, str]]) -> None:
        self._context, self._pairs = context, tuple(pairs)

    @overload
    def __getitem__(self, index: int) -> tuple[str, str]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[str, str]]: ...

    def __getitem__(self, index: int | slice) -> tuple[str, str] | Sequence[tuple[str, str]]:
        if isinstance(index, slice):
            return SpokenPairs(self._context, self._pairs[index])
        name, text = self._pairs[index]
        return name, translate(self._context, text)

    def __len__(self) -> int:
        return len(self._pairs)

    @property
    def as_marked(self) -> tuple[tuple[str, str], ...]:
        """The pairs as they stand in the program, in English."""
        return self._pairs


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
        QLocale.setDefault(QLocale(self.code))
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
