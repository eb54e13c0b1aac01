"""Things that are counted, each with its plural in the language of the examiner: `1 file`, `12,408 files`."""

from collections.abc import Callable, Mapping
from typing import Final

from ui.language import translate

NOUNS: Final[Mapping[str, Callable[[int], str]]] = {
    "byte": lambda n: translate("words", "%n byte(s)", "", n),
    "check": lambda n: translate("words", "%n check(s)", "", n),
    "chosen entry": lambda n: translate("words", "%n chosen entr(y/ies)", "", n),
    "content": lambda n: translate("words", "%n content(s)", "", n),
    "digest": lambda n: translate("words", "%n digest(s)", "", n),
    "entry": lambda n: translate("words", "%n entr(y/ies)", "", n),
    "event": lambda n: translate("words", "%n event(s)", "", n),
    "exhibit": lambda n: translate("words", "%n exhibit(s)", "", n),
    "fault": lambda n: translate("words", "%n fault(s)", "", n),
    "field": lambda n: translate("words", "%n field(s)", "", n),
    "file": lambda n: translate("words", "%n file(s)", "", n),
    "finding": lambda n: translate("words", "%n finding(s)", "", n),
    "folder": lambda n: translate("words", "%n folder(s)", "", n),
    "known": lambda n: translate("words", "%n known", "", n),
    "line": lambda n: translate("words", "%n line(s)", "", n),
    "matched file": lambda n: translate("words", "%n matched file(s)", "", n),
    "notable": lambda n: translate("words", "%n notable", "", n),
    "notable record has": lambda n: translate("words", "%n notable( record has/ records have)", "", n),
    "part": lambda n: translate("words", "%n part(s)", "", n),
    "record": lambda n: translate("words", "%n record(s)", "", n),
    "segment": lambda n: translate("words", "%n segment(s)", "", n),
    "set": lambda n: translate("words", "%n set(s)", "", n),
    "stamp": lambda n: translate("words", "%n stamp(s)", "", n),
    "volume": lambda n: translate("words", "%n volume(s)", "", n),
}
