"""Project VIC's VICS JSON, models 1.1 to 1.3 and 2.0, hash sets (`#Media`) and cases (`#Cases`).

The model's address, as a rule under the first key, tells version, country profile and shape; `media` tells
what a record says. Flags and counts beside the records (IsPrecategorized, TotalMediaFiles) are known to be
unreliable and are not read. PhotoDNA values are kept and counted: comparing them is licensed.
"""

import re
from collections.abc import Iterator

from forensics.errors import HashSetRefused
from forensics.hashset.formats.media_columns import batches_of, read_lists
from forensics.hashset.records import RecordBatch
from forensics.hashset.sources import HEAD_BYTES, Opening, Recognised, SetSource

KEY = "vics"
_MODEL = (
    r'"(?:@odata\.context|odata\.metadata)"\s*:\s*"[^"]*/ProjectVic/DataModels/'
    r'(?P<model>1\.[123]|2\.0)\.xml(?:/(?P<profile>[\w .-]{1,40})/\$metadata)?#(?P<shape>Media|Cases)"'
)
_SINGLE_VALUE = r'"(?!value")[^"\\]{1,64}"\s*:\s*(?:"[^"\\]{0,200}"|[-+.\w]{1,40})'  # such as a count
_ADDRESS = re.compile(r"\s*\{\s*(?:" + _SINGLE_VALUE + r"\s*,\s*){0,16}" + _MODEL, re.IGNORECASE)
_VALUE_FIRST = re.compile(r'\s*\{\s*"value"\s*:\s*\[')
_ADDRESS_LAST = re.compile(r"\]\s*,\s*" + _MODEL + r"\s*\}\s*\Z", re.IGNORECASE)
_TAIL_BYTES = 4096
_PATHS = {"media": ("value",), "cases": ("value", "Media")}


def detect(opening: Opening) -> Recognised | None:
    found = _address(opening)
    if found is None:
        return None
    title = f"VICS {found['model']}"
    scheme = f"{title} {found['profile']}" if found["profile"] else title
    return Recognised(title=title, scheme=scheme, is_notable_only=True)


def _address(opening: Opening) -> re.Match[str] | None:
    """The model's address: at the beginning, or behind the records where keys are sorted."""
    found = _ADDRESS.match(_plain(opening.text))
    if found is None and _VALUE_FIRST.match(opening.text):
        return _ADDRESS_LAST.search(_plain(_end(opening)))
    return found


def _plain(text: str) -> str:
    """`text` with its slashes as they are meant: RFC 8259 lets a writer put a backslash before each."""
    return text.replace("\\/", "/")


def _end(opening: Opening) -> str:
    """The last characters of the file; of a file in an archive only when all of it is at hand."""
    if opening.layers:
        return opening.text if len(opening.head) < HEAD_BYTES else ""
    try:
        with opening.path.open("rb") as file:
            file.seek(max(0, opening.length_bytes - _TAIL_BYTES))
            return file.read(_TAIL_BYTES).decode(opening.encoding, errors="replace")
    except OSError as trouble:
        raise HashSetRefused(f"{opening.name} cannot be opened: {trouble.strerror}.") from trouble


def read(source: SetSource) -> Iterator[RecordBatch]:
    found = _address(source.opening)
    if found is None:
        raise source.refusal(None, "it does not give the address of a VICS model")
    yield from read_lists(source, path=_PATHS[found["shape"].lower()], batches=batches_of)
