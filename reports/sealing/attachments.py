"""The files inside a PDF, and the words it says of itself, for holding them against the files beside it.

The PDF is hostile input: nothing is unpacked beyond the size that is expected of it.
"""

import io
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from reports.sealing.errors import SignatureDiffers
from reports.sealing.key_files import GARBAGE

_MOST_FILES = 100
_LARGEST_WORDS = 1 << 20  # bytes of the metadata


@dataclass(frozen=True, slots=True, kw_only=True)
class InsidePdf:
    """`metadata` is the XMP packet; `files` are the attachments by their names."""

    metadata: bytes
    files: Mapping[str, bytes]


def inside_pdf(pdf: bytes, *, sizes: Mapping[str, int]) -> InsidePdf:
    """What is inside. `sizes` says how many bytes an attachment of a name may have: raise SignatureDiffers
    for one that has more, for any other attachment, and for a file that cannot be read.
    """
    try:
        root = PdfFileReader(io.BytesIO(pdf), strict=True).root
        metadata = _content(root["/Metadata"], most=_LARGEST_WORDS)
        files = dict(_files(root, sizes))
    except (PdfError, zlib.error, RecursionError, *GARBAGE) as trouble:
        raise SignatureDiffers("what is inside the PDF cannot be read") from trouble
    return InsidePdf(metadata=metadata, files=files)


def _files(root: generic.DictionaryObject, sizes: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
    attached = root.get("/AF", ())
    if len(attached) > _MOST_FILES:
        raise SignatureDiffers(f"the PDF holds {len(attached):,} attachments, more than a report has")
    for position in range(len(attached)):
        specification = attached[position]
        name = str(specification["/UF"])
        if name not in sizes:
            raise SignatureDiffers("the PDF holds an attachment that is none of the tables of the report")
        stream = specification["/EF"]["/F"]
        yield name, _content(stream, most=sizes[name])


def _content(stream: generic.StreamObject, *, most: int) -> bytes:
    raw: bytes = stream.encoded_data
    if "/Filter" not in stream:
        return raw
    if stream["/Filter"] not in ("/FlateDecode", ["/FlateDecode"]):
        raise SignatureDiffers("a part of the PDF is packed in a way that reports are not")
    running = zlib.decompressobj()
    content = running.decompress(raw, most + 1)
    if len(content) > most or not running.eof:
        raise SignatureDiffers("an attachment of the PDF is not the table beside it: it has another size")
    return content
