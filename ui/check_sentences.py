"""What `verify` says of the parts of a bundle or a case, in the language of the examiner.

A part may have several sentences, parted by semicolons: of each signer, of each file that differs. One that
does not stand here is shown as it is written.
"""

import re
from functools import cache
from typing import Final

from ui.language import figures, marked, translate

MOST_PIECES: Final = 3  # of one sentence
_AGREES: Final = (
    marked("checks", "{number} files, {left} of them around the payload; no links, nothing strange"),
    marked("checks", "{number} files with {size} bytes equal both manifests, and nothing was added"),
    marked("checks", "{number} files equal both tag manifests"),
    marked(
        "checks",
        "signed with the key of a certificate its holder issued, which names {name}; SHA-256 {digest}: "
        "compare it with the one the laboratory gives you",
    ),
    marked(
        "checks",
        "signed with the key of a certificate by {issuer}, which names {name}; SHA-256 {digest}: compare it "
        "with the one the laboratory gives you",
    ),
    marked("checks", "signed by {name}, whose certificate you trust (SHA-256 {digest})"),
    marked("checks", "{number} of them later"),
    marked("checks", "{number} of those who signed"),
    marked("checks", "the signature of {name} covers the whole file, and nothing was appended"),
    marked("checks", "{number} tables inside equal those beside it; report {report}"),
    marked("checks", "{number} events follow one another; head {digest}"),
    marked(
        "checks", "{number} events follow one another, {left} of them withheld in this copy; head {digest}"
    ),
    marked(
        "checks", "1 signed statement agrees with the chain; signed by {name} (certificate SHA-256 {digest})"
    ),
    marked(
        "checks",
        "{number} signed statements agree with the chain; signed by {name} (certificate SHA-256 {digest})",
    ),
    marked("checks", "{name} (certificate SHA-256 {digest})"),
    marked("checks", "1 picture is the one that the custody chain names"),
    marked("checks", "{number} pictures are those that the custody chain names"),
    marked("checks", "{number} contents are those of the index"),
    marked("checks", "the sums of entries and bytes close"),
    marked("checks", "{number} entries of entries.csv are those that the ledger counts"),
    marked("checks", "entries.csv, files.dfxml and hashdeep.txt tell the same of {number} entries"),
    marked("checks", "the entries of {label} are exactly those of the finished scans in the chain"),
    marked("checks", "{number} matched files are those that entries.csv has as matched"),
    marked("checks", "{number} rows have the numbers and digests of hits.csv"),
    marked("checks", "the {number} matched contents of hits.csv are in it"),
    marked("checks", "its {number} contents are those of hits.csv"),
    marked("checks", "it bears the id of this report, {report}"),
    marked("checks", "the {number} events of the report are the first of the {left} of the case"),
    marked("checks", "1 custody event and the findings of {scans} are as they were written"),
    marked("checks", "{number} custody events and the findings of {scans} are as they were written"),
    marked("checks", "{number} finished scans"),
    marked("checks", "1 finished scan"),
    marked(
        "checks",
        "1 signed checkpoint, 1 signature holds, by the key of {name}, certificate {digest}",
    ),
    marked(
        "checks",
        "{number} signed checkpoints, {left} signatures hold, by the key of {name}, certificate {digest}",
    ),
    marked("checks", "{name}, certificate {digest}"),
    marked("checks", "{number} parts are as they were written"),
)
_NOT_THERE: Final = (
    marked("checks", "no time-stamping authority vouches for the time; it is the clock of the laptop"),
    marked("checks", "there is none"),
    marked("checks", "there is none, as nobody signed"),
    marked("checks", "nobody signed it"),
    marked(
        "checks",
        "nobody signed this bundle: damage and careless change show, a change by someone who also wrote new "
        "manifests does not",
    ),
    marked("checks", "no contents of evidence files were exported"),
    marked("checks", "no finished scan of this case has one"),
    marked("checks", "no checkpoint was signed: whoever holds the case could have written the chain anew"),
    marked("checks", "no checkpoint is signed: whoever can write to the case could write its chain anew"),
    marked("checks", "the digest over all entries is of entries with their paths, which this copy withholds"),
    marked("checks", "the events that name the pictures are withheld"),
)
_DIFFERS: Final = (
    marked("checks", "{file} is not what was written: its digests differ from those listed"),
    marked("checks", "{file} was added: no list names it"),
    marked("checks", "{file} was added: it is no file of a bundle"),
    marked("checks", "{file} is missing, and no list names it"),
    marked("checks", "{file} is missing: bag-info.txt says who signed"),
    marked("checks", "{file} is missing"),
    marked("checks", "{number} more"),
    marked("checks", "and {number} more"),
    marked("checks", "bag-info.txt gives another Payload-Oxum than the payload: {value}"),
    marked("checks", "{file}: event {number} is not readable"),
    marked("checks", "{file}: event {number} is not in canonical form"),
    marked(
        "checks", "{file}: the custody chain is broken at event {number}: it does not follow event {left}"
    ),
    marked("checks", "{file} does not end with the event that bag-info.txt records as its head"),
    marked("checks", "{file} is not the statement of event {number}"),
    marked("checks", "{file} vouches for another chain: event {number} has another digest there"),
    marked("checks", "{file} is not the signature in the custody chain"),
    marked("checks", "{file} is not the picture whose digest it bears"),
    marked("checks", "{file} is not the content whose digest it bears"),
    marked("checks", "{file} does not bear the id of this report, {report}"),
    marked("checks", "{file} is not signed by the one who signed the bundle"),
)
_CLOSING: Final = (
    marked("checks", "Nobody signed this bundle"),
    marked("checks", "Report {report}"),
    marked("checks", "Chain head {digest}"),
)
CHECKS: Final = (*_AGREES, *_NOT_THERE, *_DIFFERS, *_CLOSING)


_COUNTED: Final = ("number", "left", "size")
_GAP: Final = re.compile(r"\\\{(\w+)\\\}")  # a name in braces, as re.escape writes it


def said_of_part(sentence: str) -> str:
    """Its sentences one by one: the shortest beginning that stands here is said, then what follows it."""
    pieces, said = sentence.split("; "), list[str]()
    while pieces:
        used, words = _beginning(pieces)
        said.append(words)
        del pieces[:used]
    return "; ".join(said)


def said_of_whole(sentence: str) -> str:
    """The verdict in one line: `19 parts are as they were written. Report R-E8. Chain head 3d54`."""
    return ". ".join(said_of_part(part) for part in sentence.split(". "))


def _beginning(pieces: list[str]) -> tuple[int, str]:
    for used in range(1, min(len(pieces), MOST_PIECES) + 1):
        if (words := _said("; ".join(pieces[:used]))) is not None:
            return used, words
    return 1, pieces[0]


def _said(sentence: str) -> str | None:
    for text, pattern in _patterns():
        if found := pattern.fullmatch(sentence):
            values = {name: _value(name, value) for name, value in found.groupdict().items()}
            return translate("checks", text).format(**values)
    return None


def _value(name: str, value: str) -> str:
    """Names of files and persons stay as they are, whatever they say."""
    if name == "scans":
        return _said(value) or value
    return figures(value) if name in _COUNTED else value


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    made = [(text, _GAP.sub(_gap, re.escape(text))) for text in CHECKS]
    return tuple((text, re.compile(pattern, re.DOTALL)) for text, pattern in made)


def _gap(found: re.Match[str]) -> str:
    name = found[1]
    return f"(?P<{name}>{r'[0-9][0-9,.]*' if name in _COUNTED else '(?:(?!; ).)+?'})"
