"""The report on disk: one folder with the PDF, its tables and a manifest, all of it or none of it.

Everything is written into a hidden folder beside the wanted one, read back and held against the digests of
what was meant to be written, and only then renamed. Whatever goes wrong leaves no half a report.
"""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from reports import tables
from reports.closing import RowLedger, verify_content
from reports.content import CaseContent, EntryRows
from reports.coverage_data import coverage_json
from reports.errors import ReportNotWritten
from reports.pages import compose
from reports.pdf import TYPESETTER_VERSION, Attachment, Paper, typeset, verify_pdf
from reports.wording import Wording
from reports.writing import WrittenFile, force_folder, write_bytes, write_text

PDF_NAME = "report.pdf"
MANIFEST_NAME = "manifest-sha256.txt"
ATTACHED = ("hits.csv", "coverage.csv", "bytes.csv", "coverage.json", "custody.jsonl")
MIME_TYPES = {".csv": "text/csv", ".json": "application/json", ".jsonl": "application/jsonl"}
LARGEST_ATTACHMENT = 32 * 1024 * 1024  # bytes; a larger table stands beside the PDF only, and the PDF says so


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReport:
    """What stands in `folder`, read back after writing: the files of the manifest, and the manifest's own
    digest.
    """

    folder: Path
    pdf: Path
    files: tuple[WrittenFile, ...]
    manifest_sha256: bytes
    entries: int  # rows of entries.csv


def write_report(
    content: CaseContent, out: Path, *, rows: EntryRows, paper: Paper = "a4", language: str = "en"
) -> WrittenReport:
    """Write the report into `out`, a folder that is new or empty.

    Raise ReportRefused (or ChainBroken) where the content contradicts itself or the rows, ReportNotWritten
    where the place cannot take it. `rows` is read once, one row at a time.
    """
    verify_content(content)
    _verify_place(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}-"))
    except OSError as trouble:
        raise _not_written(out, trouble) from trouble
    try:
        written, entries = _fill(work, content, rows, paper=paper, language=language)
        manifest_sha256 = _write_manifest(work, written)
        _put_in_place(work, out)
    except OSError as trouble:
        raise _not_written(out, trouble) from trouble
    finally:
        shutil.rmtree(work, ignore_errors=True)  # already renamed when all went well
    return WrittenReport(
        folder=out,
        pdf=out / PDF_NAME,
        files=tuple(written),
        manifest_sha256=manifest_sha256,
        entries=entries,
    )


def _verify_place(out: Path) -> None:
    if out.is_dir():
        if any(out.iterdir()):
            raise ReportNotWritten(f"{out} is not empty; give a new or an empty folder for the report")
    elif out.exists() or out.is_symlink():
        raise ReportNotWritten(f"{out} is not a folder; give a new or an empty folder for the report")


def _not_written(out: Path, trouble: OSError) -> ReportNotWritten:
    why = trouble.strerror or type(trouble).__name__
    return ReportNotWritten(f"the report could not be written to {out}: {why}; nothing was kept")


def _fill(
    work: Path, content: CaseContent, rows: EntryRows, *, paper: Paper, language: str
) -> tuple[list[WrittenFile], int]:
    ledger = RowLedger()
    written = [
        write_text(work / "hits.csv", lambda file: tables.write_hits(file, content)),
        write_text(work / "coverage.csv", lambda file: tables.write_coverage(file, content)),
        write_text(work / "bytes.csv", lambda file: tables.write_byte_lines(file, content)),
        write_text(work / "coverage.json", lambda file: _write_whole(file, coverage_json(content))),
        write_text(work / "faults.csv", lambda file: tables.write_faults(file, content)),
        write_text(work / "custody.jsonl", lambda file: tables.write_custody(file, content)),
        write_text(work / "entries.csv", lambda file: tables.write_entries(file, rows, ledger=ledger)),
    ]
    ledger.verify_against(content)
    sizes = {file.name: file.size_bytes for file in written}
    words = Wording(language)
    attached = tuple(name for name in ATTACHED if 0 < sizes[name] <= LARGEST_ATTACHMENT)
    too_large = tuple(name for name in ATTACHED if sizes[name] > LARGEST_ATTACHMENT)
    document = compose(
        content, words=words, typesetter=TYPESETTER_VERSION, attached=attached, too_large=too_large
    )
    pdf = typeset(
        document,
        folder=work,
        attachments=[_attachment(words, name) for name in attached],
        made_at=content.report.made_at,
        paper=paper,
    )
    written.append(write_bytes(work / PDF_NAME, pdf))
    verify_pdf((work / PDF_NAME).read_bytes())
    return sorted(written, key=lambda file: file.name), ledger.entries


def _write_whole(file: IO[str], text: str) -> None:
    file.write(text)


def _attachment(words: Wording, name: str) -> Attachment:
    mime = MIME_TYPES[Path(name).suffix]
    return Attachment(name=name, mime=mime, description=words.text(f"attachment.{name}"))


def _write_manifest(work: Path, written: Sequence[WrittenFile]) -> bytes:
    """The manifest in the form `sha256sum -c` reads; gives its own digest."""
    lines = "".join(f"{file.sha256.hex()}  {file.name}\n" for file in written)
    return write_bytes(work / MANIFEST_NAME, lines.encode()).sha256


def _put_in_place(work: Path, out: Path) -> None:
    work.chmod(0o755)  # mkdtemp makes it private; the report is for others to read
    if out.is_dir():
        out.rmdir()  # empty, as verified; a rename onto a folder is not possible everywhere
    work.rename(out)
    force_folder(out.parent)
