"""Checks a report folder of the former form, without a signature and with its files at the top: files against
the manifest, nothing added, the sums of both ledgers, the custody chain.

Checks by raising: BundleDiffers names the first file or event that is not as it was written. The manifest was
not signed, so this shows damage and careless change, not a change by someone who also rewrote
the manifest.
"""

import hashlib

from forensics.custody import CustodyEvent, verify_chain
from forensics.errors import ChainBroken
from reports import bag
from reports.checking.opening import LARGEST_TEXT, Bundle
from reports.checking.verdict import BundleDiffers
from reports.coverage_data import CoverageOpen, verify_coverage

MANIFEST = "manifest-sha256.txt"
CUSTODY = "custody.jsonl"
COVERAGE = "coverage.json"


def check_former(bundle: Bundle) -> str:
    """Check everything and say in one sentence what agrees; raise BundleDiffers."""
    if bundle.strange:
        raise BundleDiffers(bundle.strange[0])
    listed = _manifest(bundle)
    for name, digest in listed.items():
        if name not in bundle:
            raise BundleDiffers(f"{name} is listed in the manifest and is missing")
        if bundle.digests(name).sha256 != digest:
            raise BundleDiffers(f"{name} is not what was written: its SHA-256 differs from the manifest")
    added = sorted(set(bundle.files) - set(listed) - {MANIFEST})
    if added:
        raise BundleDiffers(f"{added[0]} is not listed in the manifest: it was added later")
    sums = _sums(bundle) if COVERAGE in listed else ""
    events = _events(bundle)
    try:
        head = verify_chain(events)
    except ChainBroken as broken:
        raise BundleDiffers(f"the custody chain in {CUSTODY} is broken: {broken}") from broken
    return (
        f"{len(listed)} files and {head.count} custody events agree with the manifest, which nobody signed: "
        "damage and careless change show, a change by someone who also wrote a new manifest does not. "
        f"{sums}Chain head {head.sha256}"
    )


def _sums(bundle: Bundle) -> str:
    """What the ledgers in the folder say of themselves, when every sum is what it is said to be."""
    try:
        left_open = verify_coverage(bundle.read(COVERAGE, most=LARGEST_TEXT))
    except CoverageOpen as trouble:
        raise BundleDiffers(f"{COVERAGE} does not hold: {trouble}") from trouble
    if not left_open:
        return "The ledgers of entries and bytes close. "
    return f"The byte ledger does not close for {', '.join(left_open)}, as the report says. "


def _manifest(bundle: Bundle) -> dict[str, str]:
    if MANIFEST not in bundle:
        raise BundleDiffers(f"{MANIFEST} is missing, so nothing in {bundle.folder} can be checked")
    try:
        return bag.read_manifest(bundle.read(MANIFEST, most=LARGEST_TEXT), "sha256")
    except bag.NotABag as trouble:
        raise BundleDiffers(f"{MANIFEST}: {trouble}") from trouble


def _events(bundle: Bundle) -> list[CustodyEvent]:
    """The events as lines; each line is the canonical form that was hashed."""
    lines = bundle.read(CUSTODY, most=LARGEST_TEXT).splitlines()
    return [
        CustodyEvent(sequence=number, canonical=line, sha256=hashlib.sha256(line).hexdigest())
        for number, line in enumerate(lines, start=1)
    ]


def event_digests(bundle: Bundle) -> tuple[str, ...]:
    """Of each event, from the first; raise BundleDiffers where the folder has no chain."""
    return tuple(event.sha256 for event in _events(bundle))
