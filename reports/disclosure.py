"""A disclosure: the records of single entries, with the proof that they belong to a scan, without the others.

One JSON file in canonical form (RFC 8785, one LF behind it). Each record leads through its path of hashes
(RFC 9162) to the Merkle root of its scan, the root stands in a checkpoint's statement, and the statement is
signed. Without a signed checkpoint the root has to be compared with one from elsewhere, and the sentence says
so. `contents_sha256` finds damage to what no signature covers.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import rfc8785

from forensics.custody import Checkpoint, checkpoint_of
from forensics.entry_line import ENTRY_FIELDS, EntryRow, entry_line
from forensics.errors import ChainBroken, FieldcaseError
from forensics.merkle import DIGEST_BYTES, LONGEST_PATH, ProofFails, verify_inclusion
from forensics.paths import display_text
from reports.errors import ReportNotWritten
from reports.writing import WrittenFile, write_bytes

VERSION: Final = 1
LARGEST_FILE: Final = 64 * 1024 * 1024  # bytes
_MOST_SIGNATURES = 100
_FIELDS = frozenset({"fieldcase_disclosure", "case", "scans", "records", "checkpoint", "contents_sha256"})
_SCAN_FIELDS = frozenset({"scan", "exhibit", "entries", "root"})
_RECORD_FIELDS = frozenset({"scan", "place", "entry", "path"})

Json = Mapping[str, Any]  # Any: JSON values


class DisclosureDiffers(FieldcaseError):
    """A disclosure is not as it was written, or does not prove what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosedScan:
    """The scan that records are of, as its end in the custody chain says it."""

    scan: int
    exhibit: str
    entries: int
    root: bytes

    def as_data(self) -> dict[str, Any]:
        return {
            "scan": self.scan,
            "exhibit": self.exhibit,
            "entries": self.entries,
            "root": self.root.hex(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosedRecord:
    """An entry, its place in the walk from 0, and its path of hashes."""

    scan: int
    place: int
    row: EntryRow
    path: tuple[bytes, ...]

    def as_data(self) -> dict[str, Any]:
        return {
            "scan": self.scan,
            "place": self.place,
            "entry": json.loads(entry_line(self.row)),
            "path": [each.hex() for each in self.path],
        }


def write_disclosure(
    file: Path,
    *,
    case: str,
    scans: Sequence[DisclosedScan],
    records: Sequence[DisclosedRecord],
    checkpoint: Checkpoint | None,
) -> WrittenFile:
    """A new file, read back and proven before this returns; raise ReportNotWritten where the place cannot
    take it.
    """
    body: dict[str, Any] = {
        "fieldcase_disclosure": VERSION,
        "case": case,
        "scans": [scan.as_data() for scan in scans],
        "records": [record.as_data() for record in records],
        "checkpoint": None if checkpoint is None else _checkpoint_data(checkpoint),
    }
    body["contents_sha256"] = _digest(body)
    content = rfc8785.dumps(body) + b"\n"
    if len(content) > LARGEST_FILE:
        raise ReportNotWritten("so many records do not fit into one disclosure; disclose them in parts")
    try:
        written = write_bytes(file, content)
    except FileExistsError as trouble:
        raise ReportNotWritten(f"{file} is there already; give the disclosure another name") from trouble
    except OSError as trouble:
        why = trouble.strerror or type(trouble).__name__
        raise ReportNotWritten(f"the disclosure could not be written to {file}: {why}") from trouble
    verify_disclosure(file)
    return written


def _checkpoint_data(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "sequence": checkpoint.sequence,
        "statement": dict(checkpoint.statement),
        "signatures": [base64.b64encode(each).decode("ascii") for each in checkpoint.signatures],
    }


def _digest(body: Json) -> str:
    return hashlib.sha256(
        rfc8785.dumps({name: value for name, value in body.items() if name != "contents_sha256"})
    ).hexdigest()


def verify_disclosure(file: Path, *, anchors: Sequence[bytes] = ()) -> str:
    """Say in one sentence what is proven; raise DisclosureDiffers (or SignatureDiffers) at the first thing
    that does not hold. `anchors` are certificates (DER) that the asker trusts: with them every signature
    must lead to one, and a disclosure that nobody signed differs.
    """
    body = _body(file)
    scans = {scan.scan: scan for scan in _scans(body["scans"])}
    if len(scans) != len(body["scans"]):
        raise DisclosureDiffers("two scans of the disclosure bear the same number")
    records = body["records"]
    if not isinstance(records, list) or not records:
        raise DisclosureDiffers("the disclosure holds no record")
    for number, record in enumerate(records, start=1):
        _verify_record(record, scans, number=number)
    what = f"{len(records):,} {'record belongs' if len(records) == 1 else 'records belong'} to {_told(scans)}"
    if body["checkpoint"] is None:
        if anchors:
            raise DisclosureDiffers("nobody signed the disclosure, so it does not lead to whom you trust")
        return (
            f"{what}. No signed checkpoint of case {_shown(body['case'])} is with it: compare the root with "
            "the one in the report or in the custody chain"
        )
    return f"{what}. {_verify_checkpoint(body, scans, anchors)}"


def _told(scans: Mapping[int, DisclosedScan]) -> str:
    return "; ".join(
        f"the scan of {_shown(scan.exhibit)} ({scan.entries:,} "
        f"{'entry' if scan.entries == 1 else 'entries'}, Merkle root {scan.root.hex()})"
        for scan in scans.values()
    )


def _body(file: Path) -> dict[str, Any]:
    if file.stat().st_size > LARGEST_FILE:
        raise DisclosureDiffers(f"{file.name} is larger than any disclosure this program writes")
    raw = file.read_bytes()
    try:
        body = json.loads(raw)
        canonical = rfc8785.dumps(body) + b"\n"
        if not isinstance(body, dict) or frozenset(body) != _FIELDS or canonical != raw:
            raise DisclosureDiffers(f"{file.name} is no disclosure in the form that this program writes")
        digest = _digest(body)
    except (ValueError, RecursionError, rfc8785.CanonicalizationError) as trouble:
        raise DisclosureDiffers(f"{file.name} is no disclosure: it is not readable as JSON") from trouble
    if body["fieldcase_disclosure"] != VERSION or body["contents_sha256"] != digest:
        raise DisclosureDiffers(f"{file.name} was changed: its contents do not give the SHA-256 it names")
    return body


def _scans(said: object) -> list[DisclosedScan]:
    if not isinstance(said, list) or not said:
        raise DisclosureDiffers("the disclosure names no scan")
    return [_scan(each) for each in said]


def _scan(said: object) -> DisclosedScan:
    if not isinstance(said, dict) or frozenset(said) != _SCAN_FIELDS or not isinstance(said["exhibit"], str):
        raise DisclosureDiffers("a scan in the disclosure is not as this program writes it")
    return DisclosedScan(
        scan=_whole(said["scan"]),
        exhibit=said["exhibit"],
        entries=_whole(said["entries"]),
        root=_hash(said["root"]),
    )


def _whole(said: object) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or said < 0:
        raise DisclosureDiffers("the disclosure has another thing where a whole number belongs")
    return said


def _hash(said: object) -> bytes:
    if isinstance(said, str) and len(said) == 2 * DIGEST_BYTES:
        try:
            return bytes.fromhex(said)
        except ValueError:
            pass  # told below, as every other thing that is no hash
    raise DisclosureDiffers("the disclosure has another thing where a SHA-256 belongs")


def _verify_record(said: object, scans: Mapping[int, DisclosedScan], *, number: int) -> None:
    if not isinstance(said, dict) or frozenset(said) != _RECORD_FIELDS:
        raise DisclosureDiffers(f"record {number} is not as this program writes it")
    scan, entry, path = scans.get(_whole(said["scan"])), said["entry"], said["path"]
    if scan is None:
        raise DisclosureDiffers(f"record {number} is of a scan that the disclosure does not name")
    if not isinstance(entry, dict) or frozenset(entry) != frozenset(ENTRY_FIELDS):
        raise DisclosureDiffers(f"record {number} does not have the fields of an entry")
    if entry["exhibit"] != scan.exhibit:
        raise DisclosureDiffers(f"record {number} is of another exhibit than its scan")
    if not isinstance(path, list) or len(path) > LONGEST_PATH:
        raise DisclosureDiffers(f"record {number} has no path of hashes")
    try:
        verify_inclusion(
            rfc8785.dumps(entry),
            index=_whole(said["place"]),
            count=scan.entries,
            path=[_hash(each) for each in path],
            root=scan.root,
        )
    except ProofFails as trouble:
        raise DisclosureDiffers(f"record {number} does not belong to its scan: {trouble}") from trouble


def _verify_checkpoint(body: Json, scans: Mapping[int, DisclosedScan], anchors: Sequence[bytes]) -> str:
    """Every root in the statement, the statement under each signature; say who signed."""
    # They load libraries that a disclosure may not need.
    from reports.sealing.cms import verify_digest
    from reports.sealing.trust import verify_trusted

    checkpoint = _checkpoint(body["checkpoint"])
    statement = checkpoint.statement
    if statement.get("case") != body["case"]:
        raise DisclosureDiffers("the signed checkpoint is of another case")
    roots = statement.get("roots")
    for scan in scans.values():
        if not isinstance(roots, list) or scan.as_data() not in roots:
            raise DisclosureDiffers(
                f"the signed checkpoint does not hold the Merkle root of the scan of {_shown(scan.exhibit)}"
            )
    digest = hashlib.sha256(checkpoint.canonical).digest()
    signed = [verify_digest(signature, digest) for signature in checkpoint.signatures]
    for made in signed if anchors else ():
        verify_trusted(made.certificate, made.chain, anchors, at=made.at)
    by = " and ".join(
        f"{_shown(made.signer.name)} (certificate SHA-256 {made.signer.certificate_sha256.hex()})"
        for made in signed
    )
    return (
        f"The checkpoint of custody event {checkpoint.sequence} of case {_shown(body['case'])}, "
        f"signed by {by}, states {'this root' if len(scans) == 1 else 'these roots'}"
    )


def _checkpoint(said: object) -> Checkpoint:
    if not isinstance(said, dict) or frozenset(said) != {"sequence", "statement", "signatures"}:
        raise DisclosureDiffers("the checkpoint in the disclosure is not as this program writes it")
    signatures = said["signatures"]
    if not isinstance(signatures, list) or not 0 < len(signatures) <= _MOST_SIGNATURES:
        raise DisclosureDiffers("the checkpoint in the disclosure is not signed")
    try:
        checkpoint = checkpoint_of(
            rfc8785.dumps(said["statement"]),
            sequence=_whole(said["sequence"]),
            signatures=tuple(base64.b64decode(each, validate=True) for each in signatures),
        )
    except (ChainBroken, ValueError, TypeError) as trouble:
        raise DisclosureDiffers(
            "the checkpoint in the disclosure is not as this program writes it"
        ) from trouble
    if checkpoint.head.count != checkpoint.sequence - 1:
        raise DisclosureDiffers("the checkpoint in the disclosure stands at another event than it counts")
    return checkpoint


def _shown(text: object) -> str:
    return display_text(str(text).encode("utf-8", "backslashreplace"))
