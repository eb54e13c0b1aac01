"""The payload of a bundle: pages, tables, custody, checkpoints and pictures, each file written, read back and
digested.

What is written here was redacted before; nothing below asks what to withhold.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from reports import tables
from reports.bag import PAYLOAD
from reports.content import CaseContent, CheckpointContent, EntryRows
from reports.coverage_data import coverage_json
from reports.data_files.entry_files import write_entry_files
from reports.errors import ReportNotWritten
from reports.forms.case_uco import write_case_graph
from reports.forms.vics_case import write_vics_case
from reports.forms.web_page import engine_version, write_web_page
from reports.forms.workbook import workbook
from reports.layout import (
    ATTACHED,
    CASE_NAME,
    COVERAGE_NAME,
    CUSTODY_NAME,
    LARGEST_ATTACHMENT,
    PAGE_NAME,
    PDF_NAME,
    PICTURE_ENDINGS,
    VICS_NAME,
    WORKBOOK_NAME,
    signature_ending,
)
from reports.pages import compose
from reports.pdf import TYPESETTER_VERSION, Attachment, Paper, typeset, verify_pdf
from reports.tag_files import Seals
from reports.wording import Wording, typed
from reports.writing import WrittenFile, write_bytes, write_text

MIME_TYPES = {".csv": "text/csv", ".json": "application/json", ".jsonl": "application/jsonl"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    files: tuple[WrittenFile, ...]  # named from the bundle's folder: "data/hits.csv"
    entries: int  # rows of entries.csv


def write_payload(
    folder: Path,
    content: CaseContent,
    rows: EntryRows,
    *,
    words: Wording,
    paper: Paper,
    seals: Seals | None,
    fill_files: Callable[[Path], None] | None,
    at_step: Callable[[str], None],
) -> Payload:
    """Fill the new folder `folder`. Raise ReportRefused where the rows do not give the printed ledger."""
    folder.mkdir()
    at_step("data")
    entries = write_entry_files(folder, rows, content=content)
    entries.ledger.verify_against(content)
    written = [
        *entries.files,
        *_tables(folder, content),
        *_checkpoints(folder / "checkpoints", content),
        *_photographs(folder / "photographs", content),
    ]
    if fill_files is not None:
        at_step("files")
        fill_files(folder)
        written += _found_in(folder / "files")
        written += [digested(folder / "files.csv")]
    at_step("forms")
    written += _forms(folder, content, words=words)
    at_step("pages")
    written += _pages(folder, content, written, words=words, paper=paper, seals=seals)
    files = (replace(file, name=PAYLOAD + file.name) for file in written)
    return Payload(files=tuple(sorted(files, key=lambda file: file.name)), entries=entries.ledger.entries)


def _tables(folder: Path, content: CaseContent) -> list[WrittenFile]:
    return [
        write_text(folder / "hits.csv", lambda file: tables.write_hits(file, content)),
        write_text(folder / "coverage.csv", lambda file: tables.write_coverage(file, content)),
        write_text(folder / "bytes.csv", lambda file: tables.write_byte_lines(file, content)),
        write_text(folder / COVERAGE_NAME, lambda file: _write_whole(file, coverage_json(content))),
        write_text(folder / "faults.csv", lambda file: tables.write_faults(file, content)),
        write_text(folder / CUSTODY_NAME, lambda file: tables.write_custody(file, content)),
    ]


def _forms(folder: Path, content: CaseContent, *, words: Wording) -> list[WrittenFile]:
    return [
        write_bytes(folder / WORKBOOK_NAME, workbook(content, words=words, scratch=folder)),
        write_text(folder / CASE_NAME, lambda file: _filled(write_case_graph(file, content))),
        write_text(folder / VICS_NAME, lambda file: _filled(write_vics_case(file, content))),
    ]


def _filled(_counts: object) -> None:
    """What a form counted stands in the form itself."""


def _write_whole(file: IO[str], text: str) -> None:
    file.write(text)


def _checkpoints(folder: Path, content: CaseContent) -> list[WrittenFile]:
    if content.checkpoints:
        folder.mkdir()
    return [file for checkpoint in content.checkpoints for file in _checkpoint(folder, checkpoint)]


def _checkpoint(folder: Path, checkpoint: CheckpointContent) -> list[WrittenFile]:
    """What was signed and each signature over it, named after the event that holds them."""
    stem = f"{checkpoint.sequence:06d}"
    parts = {f"{stem}.json": checkpoint.statement} | {
        f"{stem}{signature_ending(number)}": signature
        for number, signature in enumerate(checkpoint.signatures, start=1)
    }
    return [_within("checkpoints", write_bytes(folder / name, part)) for name, part in parts.items()]


def _photographs(folder: Path, content: CaseContent) -> list[WrittenFile]:
    pictures = {
        f"{picture.sha256.hex()}.{PICTURE_ENDINGS[picture.mime]}": picture
        for exhibit in content.exhibits
        for picture in exhibit.photographs
        if picture.content is not None
    }
    if pictures:
        folder.mkdir()
    written = []
    for name, picture in sorted(pictures.items()):
        file = write_bytes(folder / name, picture.content or b"")
        if file.sha256 != picture.sha256:
            raise ReportNotWritten(
                f"the photograph {picture.name} is not the one that the custody chain names: its SHA-256 "
                "differs; the report was not written"
            )
        written.append(_within("photographs", file))
    return written


def _found_in(folder: Path) -> list[WrittenFile]:
    if not folder.is_dir():
        return []
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [replace(digested(path), name=path.relative_to(folder.parent).as_posix()) for path in paths]


def digested(path: Path) -> WrittenFile:
    """A file that another part of the program wrote and read back."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").digest()
        file.seek(0)
        sha512 = hashlib.file_digest(file, "sha512").digest()
        return WrittenFile(name=path.name, size_bytes=file.tell(), sha256=sha256, sha512=sha512)


def _within(folder: str, file: WrittenFile) -> WrittenFile:
    return replace(file, name=f"{folder}/{file.name}")


def _pages(
    folder: Path,
    content: CaseContent,
    written: list[WrittenFile],
    *,
    words: Wording,
    paper: Paper,
    seals: Seals | None,
) -> list[WrittenFile]:
    """The same document as a page for a browser and as PDF."""
    sizes = {file.name: file.size_bytes for file in written}
    attached = tuple(name for name in ATTACHED if 0 < sizes[name] <= LARGEST_ATTACHMENT)
    too_large = tuple(name for name in ATTACHED if sizes[name] > LARGEST_ATTACHMENT)
    document = compose(
        content, words=words, typesetter=TYPESETTER_VERSION, attached=attached, too_large=too_large
    )
    pdf = typeset(
        document,
        folder=folder,
        attachments=[_attachment(words, name) for name in attached],
        made_at=content.report.made_at,
        paper=paper,
    )
    verify_pdf(pdf)
    engine = engine_version(pdf)
    page = write_text(
        folder / PAGE_NAME, lambda file: write_web_page(file, document, words=words, engine=engine)
    )
    if seals is not None:
        reason = words.text("seal.reason", report=content.report.id, number=typed(content.case.number))
        pdf = seals.signed_pdf(pdf, at=content.report.made_at, reason=reason)
    return [page, write_bytes(folder / PDF_NAME, pdf)]


def _attachment(words: Wording, name: str) -> Attachment:
    mime = MIME_TYPES[Path(name).suffix]
    return Attachment(name=name, mime=mime, description=words.text(f"attachment.{name}"))
