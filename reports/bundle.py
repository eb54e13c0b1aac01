"""The report on disk: one BagIt folder with the pages, the data behind them, manifests and seals, all of it
or none of it.

Everything is written into a hidden folder beside the wanted one, read back and held against the digests of
what was meant to be written, and only then renamed. Whatever goes wrong leaves no half a report. The same
content, time and keys give the same bytes.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reports.bag import PAYLOAD, tag_manifest_name
from reports.closing import verify_content
from reports.content import CaseContent, EntryRows
from reports.errors import ReportNotWritten
from reports.layout import PDF_NAME
from reports.packing import CHUNK, write_packed
from reports.payload import Payload, write_payload
from reports.pdf import Paper
from reports.redacting import redacted, redacted_rows
from reports.tag_files import Seals, write_tag_files
from reports.wording import Wording
from reports.writing import WrittenFile, force_folder

# A step of the work is about to begin: "data", "pages", "seals", "zip". It may raise to end the work.
AtStep = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReport:
    """What stands in `folder`, read back after writing. The names of `files` are relative to it. The digest
    is that of tagmanifest-sha256.txt, by which all other files are known.
    """

    folder: Path
    pdf: Path
    files: tuple[WrittenFile, ...]
    manifest_sha256: bytes
    entries: int  # rows of entries.csv
    zip: Path | None = None
    zip_sha256: bytes | None = None


def write_report(
    content: CaseContent,
    out: Path,
    *,
    rows: EntryRows,
    paper: Paper = "a4",
    language: str = "en",
    seals: Seals | None = None,
    fill_files: Callable[[Path], None] | None = None,
    with_zip: bool = False,
    at_step: AtStep = lambda _step: None,
) -> WrittenReport:
    """Write the bundle into `out`, a folder that is new or empty, and with `with_zip` the same as `out`.zip.

    `content` is whole: what its `redaction` withholds is taken out here, of the rows too. Without `seals`
    nobody signs. `fill_files` puts contents of evidence files into the folder it is given. Raise
    ReportRefused (or ChainBroken) where the content contradicts itself or the rows, ReportNotWritten where
    the place cannot take it. `rows` is read once, one row at a time.
    """
    verify_content(content)
    packed = out.with_name(f"{out.name}.zip") if with_zip else None
    _verify_places(out, packed)
    words = Wording(language)
    shown = redacted(content, words=words)
    rows = redacted_rows(rows, content.redaction, words=words)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}-"))
    except OSError as trouble:
        raise _not_written(out, trouble) from trouble
    try:
        bag = work / "bag"
        bag.mkdir()
        payload, files = _fill(
            bag, shown, rows, words=words, paper=paper, seals=seals, fill_files=fill_files, at_step=at_step
        )
        if packed is not None:
            at_step("zip")
            write_packed(work / "zip", bag, [file.name for file in files], top=content.report.id)
        _put_in_place(work, out, packed)
        zip_sha256 = None if packed is None else _sha256(packed)
    except OSError as trouble:
        raise _not_written(out, trouble) from trouble
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return WrittenReport(
        folder=out,
        pdf=out / PAYLOAD / PDF_NAME,
        files=files,
        manifest_sha256=next(f.sha256 for f in files if f.name == tag_manifest_name("sha256")),
        entries=payload.entries,
        zip=packed,
        zip_sha256=zip_sha256,
    )


def _verify_places(out: Path, packed: Path | None) -> None:
    if out.is_dir():
        if any(out.iterdir()):
            raise ReportNotWritten(f"{out} is not empty; give a new or an empty folder for the report")
    elif out.exists() or out.is_symlink():
        raise ReportNotWritten(f"{out} is not a folder; give a new or an empty folder for the report")
    if packed is not None and (packed.exists() or packed.is_symlink()):
        raise ReportNotWritten(f"{packed} exists already; move it away or give another folder")


def _not_written(out: Path, trouble: OSError) -> ReportNotWritten:
    why = trouble.strerror or type(trouble).__name__
    return ReportNotWritten(f"the report could not be written to {out}: {why}; nothing was kept")


def _fill(
    bag: Path,
    content: CaseContent,
    rows: EntryRows,
    *,
    words: Wording,
    paper: Paper,
    seals: Seals | None,
    fill_files: Callable[[Path], None] | None,
    at_step: AtStep,
) -> tuple[Payload, tuple[WrittenFile, ...]]:
    payload = write_payload(
        bag / PAYLOAD,
        content,
        rows,
        words=words,
        paper=paper,
        seals=seals,
        fill_files=fill_files,
        at_step=at_step,
    )
    at_step("seals")
    tags = write_tag_files(bag, content, payload.files, words=words, seals=seals)
    for folder in sorted({(bag / file.name).parent for file in (*payload.files, *tags)}):
        folder.chmod(0o755)
        force_folder(folder)
    return payload, tuple(sorted((*payload.files, *tags), key=lambda file: file.name))


def _put_in_place(work: Path, out: Path, packed: Path | None) -> None:
    if out.is_dir():
        out.rmdir()  # empty, as verified; a rename onto a folder is not possible everywhere
    (work / "bag").rename(out)
    if packed is not None:
        try:
            (work / "zip").rename(packed)
        except OSError:
            with suppress(OSError):
                out.rename(work / "bag")
            raise
    force_folder(out.parent)


def _sha256(path: Path) -> bytes:
    running = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            running.update(chunk)
    return running.digest()
