"""The one door to the typesetter: a composed document in, the bytes of a PDF/A-3a and PDF/UA-1 file out.

The same content and time give the same bytes. The work is done by a child process (`reports.typesetter`),
which takes its memory with it.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from reports.blocks import Document
from reports.errors import ReportNotWritten
from reports.pictures import is_printable, pictures_of
from reports.typesetting import Data, document_data

Paper = Literal["a4", "us-letter"]

NOT_SET = 3  # exit status of the child: the typesetter refused, and said why
TYPESETTER = "typesetter"  # the word by which the built program is told to be the child
LAST_LATIN = "\u017f"  # the end of Latin Extended-A, which every shipped font has
PUNCTUATION = "–—‘’“”…−"
TYPESETTER_VERSION = version("typst")


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
    data, pictures = template_data(document, attachments=attachments, paper=paper)
    made = int(made_at.timestamp())
    try:
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".typeset-") as name:
            work = Path(name)
            for picture, content in pictures.items():
                (work / picture).write_bytes(content)
            for attachment in attachments:
                _lend(folder / attachment.name, work / attachment.name)
            pdf = _set_or_in_latin(data, work, made=made)
    except OSError as trouble:
        raise ReportNotWritten(f"the report could not be typeset: {trouble.strerror}") from trouble
    # Later signatures are appended to the file and must not start right behind %%EOF (ISO 19005-3, 6.1.9).
    return pdf + b"\n"


def template_data(
    document: Document, *, attachments: Sequence[Attachment] = (), paper: Paper = "a4"
) -> tuple[dict[str, Data], dict[str, bytes]]:
    """What the template reads: its data, and the pictures by name. Raise ReportNotWritten for a logo that
    cannot be printed.
    """
    if document.cover.logo and not is_printable(document.cover.logo):
        raise ReportNotWritten(
            "the report could not be typeset: the agency's logo is no PNG or JPEG picture of a size that can "
            "be printed"
        )
    data = document_data(document)
    data["paper"] = paper
    data["attachments"] = [
        {"name": a.name, "mime": a.mime, "description": a.description} for a in attachments
    ]
    pictures = pictures_of(document)
    data["pictures"] = list(pictures)
    return data, pictures


def _lend(source: Path, target: Path) -> None:
    """The file under another path, without a copy where the disk can do that."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _set_or_in_latin(data: dict[str, Data], work: Path, *, made: int) -> bytes:
    try:
        return _set(data, work, made=made)
    except _Refused as trouble:
        if "could not be displayed" not in str(trouble):
            raise ReportNotWritten(f"the report could not be typeset: {trouble}") from trouble
        # Fonts have surprises in combinations of characters that each can be drawn; it prints all the same.
        return _set({key: _in_latin(part) for key, part in data.items()}, work, made=made)


class _Refused(ReportNotWritten):
    """What the typesetter itself says."""


def _set(data: dict[str, Data], work: Path, *, made: int) -> bytes:
    (work / "data.json").write_text(json.dumps(data, ensure_ascii=True), encoding="ascii")
    done = subprocess.run([*child_command(), str(work), str(made)], capture_output=True, check=False)
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode == NOT_SET:
        raise _Refused(said)
    if done.returncode != 0:
        last = said.splitlines()[-1] if said else "it said nothing"
        raise ReportNotWritten(f"the typesetter ended with status {done.returncode}: {last}")
    return done.stdout


def child_command() -> tuple[str, ...]:
    """How the child is started, from source or as built by PyInstaller."""
    if getattr(sys, "frozen", False):
        return (sys.executable, TYPESETTER)
    return (sys.executable, "-m", "reports.typesetter")


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
