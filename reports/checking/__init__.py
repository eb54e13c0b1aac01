"""Checks a bundle by itself, on a computer that never saw the case: every part is tried, and each says in one
sentence what agrees, what differs, what is not there and what cannot be checked.

The bundle is hostile input. Nothing here asks a clock or a network; whom to trust is given.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Final

from forensics.custody import CustodyEvent
from forensics.errors import FieldcaseError
from reports import bag
from reports.checking import chain, exported, files, former, forms, report_file, seals, tables
from reports.checking.opening import Bundle, open_bundle
from reports.checking.unpacking import unpacked
from reports.checking.verdict import (
    BundleDiffers,
    PartState,
    PartVerdict,
    Verdict,
    tried,
)
from reports.layout import MARKS, SIGNED_NAME, STAMP_NAME, STAMPED_PDF_NAME

__all__ = [
    "MOST_PARTS",
    "BundleDiffers",
    "PartState",
    "PartVerdict",
    "Verdict",
    "check_bundle",
    "check_same_chain",
]

MOST_PARTS: Final = 22  # of a folder; a bundle that is damaged may have fewer


def check_bundle(
    what: Path, *, anchors: Sequence[bytes] = (), at_part: Callable[[str], None] = lambda _part: None
) -> Verdict:
    """The verdict on a bundle in a folder or a zip. `anchors` are certificates (DER) that the asker trusts;
    without them the verdict names keys. `at_part` is told of each part before it is tried. OSError where the
    folder itself cannot be read.
    """
    if what.is_dir():
        return _folder_verdict(what, anchors, at_part)
    at_part("Package")
    try:
        with unpacked(what) as folder:
            verdict = _folder_verdict(folder, anchors, at_part)
    except BundleDiffers as trouble:
        return Verdict(parts=(PartVerdict(part="Package", state=PartState.DIFFERS, sentence=str(trouble)),))
    packed = "it is the one zip that these files give, byte for byte"
    package = PartVerdict(part="Package", state=PartState.AGREES, sentence=packed)
    return Verdict(parts=(package, *verdict.parts), closing=verdict.closing)


def check_same_chain(what: Path, events: Iterable[CustodyEvent]) -> PartVerdict:
    """Whether the chain in a bundle is the beginning of the one that `events` are, which may have gone on."""
    return tried("Chain of the report", partial(_same_chain, what, events))


def _same_chain(what: Path, events: Iterable[CustodyEvent]) -> str:
    sealed, stamp = "", ""  # SHA-256 of the tag manifest and of the stamp beside it
    with nullcontext(what) if what.is_dir() else unpacked(what) as folder:
        bundle = open_bundle(folder)
        if (folder / bag.PAYLOAD).is_dir():
            digests = chain.read_chain(bundle).digests
            sealed = bundle.digests(SIGNED_NAME).sha256
            stamp = bundle.digests(STAMP_NAME).sha256 if STAMP_NAME in bundle else ""
        else:
            digests = former.event_digests(bundle)
    count, recorded = 0, set()
    for event in events:
        count = event.sequence
        recorded |= _stamp_on(event, sealed)
        if event.sequence <= len(digests) and event.sha256 != digests[event.sequence - 1]:
            raise BundleDiffers(f"event {event.sequence} of the case is another one than in the report")
    if count < len(digests):
        raise BundleDiffers(
            f"the case has {count:,} events and the report {len(digests):,}: the end of the case's chain was "
            "cut off, or this is an older copy"
        )
    held = f"the {len(digests):,} events of the report are the first of the {count:,} of the case"
    if recorded and stamp not in recorded:  # no difference: a copy from before the stamp is a good one
        held += "; the case has recorded a time stamp on this report that this copy does not have"
    return held


def _stamp_on(event: CustodyEvent, sealed: str) -> set[str]:
    """The SHA-256 of the stamp that `event` records on the report with the tag manifest `sealed`."""
    body = json.loads(event.canonical)
    if body["action"] != "stamp.added" or body["payload"].get("manifest_sha256") != sealed:
        return set()
    return {str(body["payload"].get("token_sha256"))}


def _folder_verdict(folder: Path, anchors: Sequence[bytes], at_part: Callable[[str], None]) -> Verdict:
    try:
        bundle = open_bundle(folder)
    except BundleDiffers as trouble:
        return Verdict(parts=(PartVerdict(part="Folder", state=PartState.DIFFERS, sentence=str(trouble)),))
    if not any((folder / name).exists() for name in MARKS):
        return Verdict(parts=(tried("Report folder", partial(former.check_former, bundle)),))
    parts = []
    for part, check in _checks(bundle, anchors):
        at_part(part)
        parts.append(tried(part, check))
    return Verdict(parts=tuple(parts), closing=_closing(bundle))


def _checks(bundle: Bundle, anchors: Sequence[bytes]) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "Folder", partial(files.check_folder, bundle)
    yield "Payload", partial(files.check_payload, bundle)
    yield "Tag files", partial(files.check_tag_files, bundle)
    yield "Signature", partial(seals.check_signatures, bundle, anchors)
    yield "Certificates", partial(seals.check_certificates, bundle)
    is_stamped = STAMPED_PDF_NAME in bundle
    yield "Time stamp", partial(seals.check_stamp, bundle, anchors, is_stamped_elsewhere=is_stamped)
    yield "Report, signature", partial(report_file.check_pdf_signature, bundle, anchors)
    yield "Report, content", partial(report_file.check_pdf_content, bundle)
    yield "Report, stamped copy", partial(report_file.check_stamped_copy, bundle)
    yield "Custody chain", partial(chain.check_chain, bundle)
    yield "Checkpoints", partial(chain.check_checkpoints, bundle, anchors)
    yield "Photographs", partial(chain.check_photographs, bundle)
    yield "Evidence files", partial(exported.check_exported, bundle)
    yield "Ledgers", partial(tables.check_ledgers, bundle)
    yield from _table_checks(bundle)
    yield from forms.checks(bundle)


def _table_checks(bundle: Bundle) -> Iterator[tuple[str, Callable[[], str]]]:
    """Four parts that share one pass over the entries."""
    try:
        totals = tables.read_totals(bundle)
    except (FieldcaseError, OSError) as trouble:
        yield "Entries", partial(_raised, trouble)
        return
    yield "Entries", partial(tables.check_entries, bundle, totals)
    yield "DFXML and hashdeep", partial(tables.check_beside, totals)
    yield "Entries and chain", partial(tables.check_roots, bundle, totals)
    yield "Hits", partial(tables.check_hits, bundle, totals)


def _raised(trouble: Exception) -> str:
    raise trouble


def _closing(bundle: Bundle) -> str:
    """What the report that was checked is called, for whoever compares it with paper."""
    try:
        facts = files.facts_of(bundle)
    except (BundleDiffers, OSError):  # one of the parts says so
        return ""
    report, head = files.values_of(facts, bag.REPORT_LABEL), files.values_of(facts, bag.HEAD_LABEL)
    if not report or not head:
        return ""
    nobody = "" if files.SIGNATURES[0] in bundle else "Nobody signed this bundle. "
    return f"{nobody}Report {report[0][:80]}. Chain head {head[0].partition(' ')[0][:64]}"
