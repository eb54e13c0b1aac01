"""What the report page says: the front page of the report, what it will miss, and what was written."""

from typing import Final

from ui.case_view import CaseView
from ui.language import translate
from ui.programs import Ending
from ui.wording import counted, grouped, size

# As docs/benchmarks.md has it of a million entries: written and read back in a minute. The bytes are those of
# the lists of the practice case.
LEAST_S: Final = 5.0
S_AN_ENTRY: Final = 60e-6
LEAST_BYTES: Final = 1_000_000
BYTES_AN_ENTRY: Final = 780
DIGEST_DIGITS: Final = 64  # of SHA-256, in hexadecimal


def gaps(view: CaseView) -> list[str]:
    """What the report will print as missing, in sentences."""
    summary, said, found = view.summary, dict(view.custody.case.values), list[str]()
    empty = [
        words
        for words, value in (
            (translate("report", "title"), said.get("title") or summary.title),
            (translate("report", "agency"), said.get("agency_name") or summary.agency),
            (translate("report", "authority"), authority_words(view)),
            (translate("report", "requester"), said.get("requester")),
            (translate("report", "laptop clock"), said.get("laptop_clock")),
        )
        if not value
    ]
    if empty:
        found.append(
            translate("report", "{fields} will print as Not supplied: {list}.").format(
                fields=counted(len(empty), "field"), list=", ".join(empty)
            )
        )
    bare = [row.label for row in view.exhibits if not view.custody.exhibit(row.label).values]
    if bare:
        found.append(
            translate(
                "report", "Nothing said yet of the device: {list}. Describe it on the board with E."
            ).format(list=", ".join(bare))
        )
    unscanned = [row.label for row in view.exhibits if row.state == "added"]
    if unscanned:
        found.append(translate("report", "Not scanned yet: {list}.").format(list=", ".join(unscanned)))
    if view.is_scanning or view.scan.state == "stopped":
        found.append(translate("report", "The scan has not ended; the report will say how far it came."))
    unverified = [row.label for row in view.exhibits if row.verified is None]
    if unverified:
        found.append(
            translate(
                "report",
                "Not verified: {list}. The report will give no digest of the whole source for these.",
            ).format(list=", ".join(unverified))
        )
    return found


def parts_words(pages: int, *, signed: bool) -> str:
    """What a bundle always holds."""
    counted_pages = translate("report", "%n page(s)", "", pages) if pages else ""
    how = translate("report", "signed") if signed else translate("report", "not signed")
    facts = ", ".join(filter(None, (counted_pages, how)))
    return translate(
        "report",
        "Report as PDF/A-3a ({facts}) and as one web page; lists as CSV, XLSX, DFXML and hashdeep; CASE/UCO "
        "and VICS 2.0 for exchange; the chain of custody.",
    ).format(facts=facts)


def files_warning(files: int) -> str:
    return translate(
        "report",
        "The contents of %n matched file(s) are copied out of the evidence into the bundle. Seal it for its "
        "recipients before it leaves.",
        "",
        files,
    )


def outlook_words(entries: int, *, with_files: bool) -> str:
    """About how long it takes to write and read back, and how large it gets."""
    seconds = LEAST_S + entries * S_AN_ENTRY
    about = (
        translate("report", "%n second(s)", "", max(5, round(seconds / 5) * 5))
        if seconds < 60
        else translate("report", "%n minute(s)", "", round(seconds / 60))
    )
    bytes_ = size(LEAST_BYTES + entries * BYTES_AN_ENTRY)
    words = (
        translate("report", "About {time}, {size} and the contents of the files.")
        if with_files
        else translate("report", "About {time}, {size}.")
    ).format(time=about, size=bytes_)
    checked = translate("report", "The bundle is read back and checked before this page says done.")
    return f"{words} {checked}"


def authority_words(view: CaseView) -> str:
    """The legal authority as it will be printed, from its parts or as it was typed."""
    said = dict(view.custody.case.values)
    parts = [said.get(f"authority_{name}", "") for name in ("kind", "number", "issued_by", "issued_on")]
    return ", ".join(part for part in parts if part) or view.summary.authority or ""


def written_words(folder: str, ending: Ending) -> str:
    """What was written, and the digest of the zip, as `sha256sum` writes it."""
    words = ending.sentence or translate("report", "The report is in {folder}.").format(folder=folder)
    for line_ in ending.output.decode("utf-8", "replace").splitlines():
        digest, _two_spaces, name = line_.partition("  ")
        if len(digest) == DIGEST_DIGITS and name:
            words += translate("report", " SHA-256 of {value}: {digest}.").format(
                value=name.rpartition("/")[2], digest=grouped(digest)
            )
    return words
