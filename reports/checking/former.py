"""Checks a report folder of the former form, without a signature and with its files at the top: files against
the manifest, nothing added, the sums of both ledgers, the custody chain.

Checks by raising: BundleDiffers names the first file or event that is not as it was written. The manifest was
not signed, so this shows damage and careless change, not a change by someone who also rewrote
the manifest.
"""

import hashlib
from pathlib import Path

from forensics.custody import CustodyEvent, verify_chain
from forensics.errors import ChainBroken
from reports.checking.verdict import BundleDiffers
from reports.coverage_data import CoverageOpen, verify_coverage

MANIFEST = "manifest-sha256.txt"
CUSTODY = "custody.jsonl"
COVERAGE = "coverage.json"
_CHUNK = 1 << 20


def check_former(folder: Path) -> str:
    """Check everything and say in one sentence what agrees; raise BundleDiffers."""
    listed = _manifest(folder)
    for name, digest in listed.items():
        path = folder / name
        if not path.is_file():
            raise BundleDiffers(f"{name} is listed in the manifest and is missing")
        if _sha256(path) != digest:
            raise BundleDiffers(f"{name} is not what was written: its SHA-256 differs from the manifest")
    present = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    added = sorted(present - set(listed) - {MANIFEST})
    if added:
        raise BundleDiffers(f"{added[0]} is not listed in the manifest: it was added later")
    sums = _sums(folder / COVERAGE) if COVERAGE in listed else ""
    events = _events(folder / CUSTODY)
    try:
        head = verify_chain(events)
    except ChainBroken as broken:
        raise BundleDiffers(f"the custody chain in {CUSTODY} is broken: {broken}") from broken
    counts = f"{len(listed)} files and {head.count} custody events"
    return f"{counts} are as they were written. {sums}Chain head {head.sha256}"


def _sums(path: Path) -> str:
    """What the ledgers in the folder say of themselves, when every sum is what it is said to be."""
    try:
        left_open = verify_coverage(path.read_bytes())
    except CoverageOpen as trouble:
        raise BundleDiffers(f"{COVERAGE} does not hold: {trouble}") from trouble
    if not left_open:
        return "The ledgers of entries and bytes close. "
    return f"The byte ledger does not close for {', '.join(left_open)}, as the report says. "


def _manifest(folder: Path) -> dict[str, str]:
    path = folder / MANIFEST
    if not path.is_file():
        raise BundleDiffers(f"{MANIFEST} is missing, so nothing in {folder} can be checked")
    listed = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        digest, separator, name = line.partition("  ")
        inside = not Path(name).is_absolute() and ".." not in Path(name).parts
        if len(digest) != 64 or not separator or not name or not inside:
            raise BundleDiffers(f"{MANIFEST} line {number} is not a SHA-256 and a file name of this folder")
        listed[name] = digest
    return listed


def _events(path: Path) -> list[CustodyEvent]:
    """The events as lines; each line is the canonical form that was hashed."""
    if not path.is_file():
        raise BundleDiffers(f"{CUSTODY} is missing")
    lines = path.read_bytes().splitlines()
    return [
        CustodyEvent(sequence=number, canonical=line, sha256=hashlib.sha256(line).hexdigest())
        for number, line in enumerate(lines, start=1)
    ]


def event_digests(folder: Path) -> tuple[str, ...]:
    """Of each event, from the first; raise BundleDiffers where the folder has no chain."""
    return tuple(event.sha256 for event in _events(folder / CUSTODY))


def _sha256(path: Path) -> str:
    running = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            running.update(chunk)
    return running.hexdigest()
