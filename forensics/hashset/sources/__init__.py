"""The file a set comes in: opened read-only, read once, digested while it is read.

A form (`formats/`) asks a `SetSource` for bytes, lines or blocks of lines and gets UTF-8 whatever the file
was written in and whatever it was packed in. What it finds wrong it says with `refusal`, which names the file
and the place.
"""

from forensics.hashset.sources.opening import HEAD_BYTES, ExaminersColumns, Opening, Recognised, open_source
from forensics.hashset.sources.reading import SetSource, lines_of

__all__ = ["HEAD_BYTES", "ExaminersColumns", "Opening", "Recognised", "SetSource", "lines_of", "open_source"]
