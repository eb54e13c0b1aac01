"""NSRL RDS versions 1 and 2: NSRLFile.txt, a table of quoted fields, one row a line.

Source: "Data Formats of the NSRL Reference Data Set (RDS) Distribution", NIST 2003 and 2006. File names are
in ISO 8859-1 or UTF-8, may hold commas and quotes (doubled in some releases, not in others) and are not
kept. NSRLProd.txt, NSRLMfg.txt and NSRLOS.txt beside it hold no digests.
"""

from collections.abc import Iterator

from forensics.digests import Algorithm
from forensics.errors import HashSetRefused
from forensics.hashset.formats.rds import NOTE, NOTE_IF_NOTABLE
from forensics.hashset.parsing.quoted_rows import Columns, head_names, read_rows
from forensics.hashset.records import RecordBatch
from forensics.hashset.sources import Opening, Recognised, SetSource

KEY = "nsrl-text"
_VERSIONS = {
    ("SHA-1", "MD5", "CRC32", "FileName", "FileSize", "ProductCode", "OpSystemCode", "SpecialCode"): "2",
    (
        "SHA-1",
        "FileName",
        "FileSize",
        "ProductCode",
        "OpSystemCode",
        "MD4",
        "MD5",
        "CRC32",
        "SpecialCode",
    ): "1",
}
_COMPANIONS = {
    "ProductCode": "the list of products of an NSRL set",
    "MfgCode": "the list of makers of an NSRL set",
    "OpSystemCode": "the list of operating systems of an NSRL set",
}
_COLUMNS = Columns(digests={"SHA-1": Algorithm.SHA1, "MD5": Algorithm.MD5}, size="FileSize", loose="FileName")


def detect(opening: Opening) -> Recognised | None:
    names = head_names(opening.first_line)
    if names in _VERSIONS:
        title = f"NSRL RDSv{_VERSIONS[names]} text"
        return Recognised(title=title, notes=(NOTE,), notes_if_notable=(NOTE_IF_NOTABLE,))
    if len(names) > 1 and names[0] in _COMPANIONS and "MfgCode" in names:
        raise HashSetRefused(
            f"{opening.shown} is {_COMPANIONS[names[0]]}; it has no digests. "
            "Give NSRLFile.txt, which lies beside it."
        )
    return None


def read(source: SetSource) -> Iterator[RecordBatch]:
    return read_rows(source, _COLUMNS)
