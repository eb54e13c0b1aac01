"""What the report page says: the front page of the report, what it will miss, and what was written."""

from typing import Final

from ui.case_view import CaseView
from ui.programs import Ending
from ui.wording import count, counted, grouped

DIGEST_DIGITS: Final = 64  # of SHA-256, in hexadecimal


def front_page(view: CaseView) -> list[tuple[str, str]]:
    summary = view.summary
    hits = (
        f"{counted(summary.hits, 'record')} matched in {counted(summary.matched_files, 'file')}"
        if summary.hits
        else "Nothing found in the sets loaded"
    )
    return [
        ("Case", f"{summary.number}{', ' + summary.title if summary.title else ''}"),
        ("Examiner", f"{summary.examiner}{', ' + summary.agency if summary.agency else ''}"),
        ("Authority", authority_words(view) or "Not supplied"),
        ("Exhibits", f"{count(summary.exhibits)}; {counted(summary.entries, 'entry', 'entries')}"),
        ("Result", hits if summary.entries else "Nothing compared so far"),
        ("Could not be read", counted(summary.faults, "part")),
    ]


def gaps(view: CaseView) -> list[str]:
    """What the report will print as missing, in sentences."""
    summary, said, found = view.summary, dict(view.custody.case.values), list[str]()
    empty = [
        words
        for words, value in (
            ("title", said.get("title") or summary.title),
            ("agency", said.get("agency_name") or summary.agency),
            ("authority", authority_words(view)),
            ("requester", said.get("requester")),
            ("laptop clock", said.get("laptop_clock")),
        )
        if not value
    ]
    if empty:
        found.append(f"{counted(len(empty), 'field')} will print as Not supplied: {', '.join(empty)}.")
    bare = [row.label for row in view.exhibits if not view.custody.exhibit(row.label).values]
    if bare:
        found.append(f"Nothing said yet of the device: {', '.join(bare)}. Describe it on the board with E.")
    unscanned = [row.label for row in view.exhibits if row.state == "added"]
    if unscanned:
        found.append(f"Not scanned yet: {', '.join(unscanned)}.")
    if view.is_scanning or view.scan.state == "stopped":
        found.append("The scan has not ended; the report will say how far it came.")
    unverified = [row.label for row in view.exhibits if row.verified is None]
    if unverified:
        found.append(
            f"Not verified: {', '.join(unverified)}. The report will give no digest of the whole source "
            "for these."
        )
    return found


def authority_words(view: CaseView) -> str:
    """The legal authority as it will be printed, from its parts or as it was typed."""
    said = dict(view.custody.case.values)
    parts = [said.get(f"authority_{name}", "") for name in ("kind", "number", "issued_by", "issued_on")]
    return ", ".join(part for part in parts if part) or view.summary.authority or ""


def written_words(folder: str, ending: Ending) -> str:
    """What was written, and the digest of the zip, as `sha256sum` writes it."""
    words = ending.sentence or f"The report is in {folder}."
    for line_ in ending.output.decode("utf-8", "replace").splitlines():
        digest, _two_spaces, name = line_.partition("  ")
        if len(digest) == DIGEST_DIGITS and name:
            words += f" SHA-256 of {name.rpartition('/')[2]}: {grouped(digest)}."
    return words
