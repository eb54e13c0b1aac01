"""The one door to the typesetter: a composed document in, the bytes of a PDF/A-3a and PDF/UA-1 file out.

The same content and time give the same bytes. The typesetter reads nothing but the template, the shipped
fonts and the files to attach; fonts of the computer are ignored.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Literal

import typst

from reports.blocks import Document
from reports.errors import ReportNotWritten
from reports.typesetting import Data, document_data

Paper = Literal["a4", "us-letter"]

LAST_LATIN = "\u017f"  # the end of Latin Extended-A, which every shipped font has
PUNCTUATION = "–—‘’“”…−"
TYPESETTER_VERSION = str(vars(typst)["__version__"])  # its type stub leaves it out


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of the folder that goes into the PDF under its own name."""

    name: str
    mime: str
    description: str


def typeset(
    document: Document,
    *,
    folder: Path,
    attachments: Sequence[Attachment],
    made_at: datetime,
    paper: Paper = "a4",
) -> bytes:
    """The PDF of `document`; `attachments` are read from `folder`. Raise ReportNotWritten where it cannot be
    set.
    """
    data = document_data(document)
    data["paper"] = paper
    data["attachments"] = [
        {"name": a.name, "mime": a.mime, "description": a.description} for a in attachments
    ]
    try:
        pdf = _compiled(data, folder=folder, made_at=made_at)
    except typst.TypstError as trouble:
        if "could not be displayed" not in trouble.message:
            raise ReportNotWritten(f"the report could not be typeset: {trouble.message}") from trouble
        # Fonts have surprises in combinations of characters that each can be drawn; it prints all the same.
        latin = {key: _in_latin(part) for key, part in data.items()}
        pdf = _compiled(latin, folder=folder, made_at=made_at)
    # Later signatures are appended to the file and must not start right behind %%EOF (ISO 19005-3, 6.1.9).
    return pdf + b"\n"


def _compiled(data: dict[str, Data], *, folder: Path, made_at: datetime) -> bytes:
    package = files("reports")
    # The stub wants one type for template, root and font folder; the binding takes each by itself.
    pdf: bytes = typst.compile(  # type: ignore[call-overload]
        package.joinpath("typeset", "report.typ").read_bytes(),
        root=folder,
        format="pdf",
        font_paths=[Path(str(package.joinpath("fonts")))],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=True)},
        pdf_standards=["a-3a", "ua-1"],
        timestamp=int(made_at.timestamp()),
    )
    return pdf


def _in_latin(data: Data) -> Data:
    """The same data with every letter outside Latin as its sign."""
    if isinstance(data, str):
        return "".join(c if c <= LAST_LATIN or c in PUNCTUATION else f"\\u{{{ord(c):04X}}}" for c in data)
    if isinstance(data, list):
        return [_in_latin(part) for part in data]
    if isinstance(data, dict):
        return {key: _in_latin(part) for key, part in data.items()}
    return data


def verify_pdf(raw: bytes) -> None:
    """Raise ReportNotWritten unless `raw` is a whole PDF: header, end mark, and a cross-reference table
    where it says.
    """
    end = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*\Z", raw[-64:])
    if not raw.startswith(b"%PDF-1.7") or end is None:
        raise ReportNotWritten("the PDF read back from the disk is not whole; nothing was kept")
    start = int(end.group(1))
    if not (raw[start : start + 4] == b"xref" or re.match(rb"\d+ 0 obj", raw[start : start + 20])):
        raise ReportNotWritten("the PDF read back from the disk has no table of contents; nothing was kept")
