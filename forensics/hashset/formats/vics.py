"""Project VIC's VICS JSON, models 1.1 to 1.3 and 2.0, hash sets (`#Media`) and cases (`#Cases`).

The model's address under the first key tells version, country profile and shape; `media` tells what a record
says. Flags and counts beside the records (IsPrecategorized, TotalMediaFiles) are known to be unreliable and
are not read. PhotoDNA values are kept and counted: comparing them is licensed.
"""

import re
from collections.abc import Iterator

from forensics.hashset.formats.media_columns import batches_of, read_lists
from forensics.hashset.records import RecordBatch
from forensics.hashset.sources import Opening, Recognised, SetSource

KEY = "vics"
# Before the address there may be members of one value each; "/" may be written with a backslash (RFC 8259).
_ADDRESS = re.compile(
    r'\s*\{\s*(?:"(?!value")[^"\\]{1,64}"\s*:\s*(?:"[^"\\]{0,200}"|[-+.\w]{1,40})\s*,\s*){0,16}"(?:@odata\.context|odata\.metadata)"\s*:\s*"[^"]*/ProjectVic/DataModels/'
    r'(?P<model>1\.[123]|2\.0)\.xml(?:/(?P<profile>[\w .-]{1,40})/\$metadata)?#(?P<shape>Media|Cases)"',
    re.IGNORECASE,
)
_PATHS = {"media": ("value",), "cases": ("value", "Media")}


def detect(opening: Opening) -> Recognised | None:
    found = _address(opening)
    if found is None:
        return None
    title = f"VICS {found['model']}"
    scheme = f"{title} {found['profile']}" if found["profile"] else title
    return Recognised(title=title, scheme=scheme, is_notable_only=True)


def _address(opening: Opening) -> re.Match[str] | None:
    return _ADDRESS.match(opening.text.replace("\\/", "/"))


def read(source: SetSource) -> Iterator[RecordBatch]:
    found = _address(source.opening)
    if found is None:
        raise source.refusal(None, "it does not begin with the address of a VICS model")
    yield from read_lists(source, path=_PATHS[found["shape"].lower()], batches=batches_of)
