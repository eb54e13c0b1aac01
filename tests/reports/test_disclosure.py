"""A disclosure proves what it says, and nothing else can be made of it."""

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from forensics.custody import ChainHead, Checkpoint, checkpoint_of, statement_of
from forensics.entry_line import EntryRow, entry_line
from forensics.errors import FieldcaseError
from forensics.merkle import InclusionPaths
from reports.disclosure import (
    DisclosedRecord,
    DisclosedScan,
    DisclosureDiffers,
    verify_disclosure,
    write_disclosure,
)
from reports.errors import ReportNotWritten
from reports.sealing.cms import sign_detached
from reports.sealing.errors import SignatureDiffers
from reports.tables import entry_row
from tests.reports.builders import HOSTILE_NAMES, an_entry
from tests.reports.sealing.builders import AT, an_identity

Body = dict[str, Any]  # Any: JSON values


def some_rows(count: int = 5) -> list[EntryRow]:
    return [entry_row(an_entry(n)) for n in range(count)]


def proven(rows: list[EntryRow], *places: int) -> tuple[DisclosedScan, list[DisclosedRecord]]:
    paths = InclusionPaths(places)
    for row in rows:
        paths.add(entry_line(row))
    root, proofs = paths.finish()
    scan = DisclosedScan(scan=1, exhibit="E1", entries=len(rows), root=root)
    return scan, [DisclosedRecord(scan=1, place=p, row=rows[p], path=proofs[p]) for p in places]


def a_checkpoint(*scans: DisclosedScan, case: str = "2099-0142") -> Checkpoint:
    statement = statement_of(
        ChainHead(count=11, sha256="ab" * 32),
        case=case,
        occasion="scan",
        utc="2099-02-01T15:00:00Z",
        roots=[scan.as_data() for scan in scans],
    )
    signature = sign_detached(an_identity(), statement, at=AT)
    return checkpoint_of(statement, sequence=12, signatures=(signature,))


def a_disclosure(
    folder: Path, *places: int, rows: list[EntryRow] | None = None, is_signed: bool = True
) -> Path:
    scan, records = proven(some_rows() if rows is None else rows, *(places or (2,)))
    file = folder / "records.json"
    write_disclosure(
        file,
        case="2099-0142",
        scans=[scan],
        records=records,
        checkpoint=a_checkpoint(scan) if is_signed else None,
    )
    return file


def rewritten(file: Path, change: Callable[[Body], object]) -> Path:
    """As someone would who knows the form: the digest over the contents fits again."""
    body = json.loads(file.read_bytes())
    change(body)
    del body["contents_sha256"]
    body["contents_sha256"] = hashlib.sha256(rfc8785.dumps(body)).hexdigest()
    file.write_bytes(rfc8785.dumps(body) + b"\n")
    return file


def test_a_record_is_proven_to_belong_to_the_signed_scan(tmp_path: Path) -> None:
    said = verify_disclosure(a_disclosure(tmp_path))
    assert said.startswith("1 record belongs to the scan of E1 (5 entries, Merkle root ")
    assert "The checkpoint of custody event 12 of case 2099-0142, signed by K. Osei (certificate" in said
    assert an_identity().signer.certificate_sha256.hex() in said


def test_without_a_signature_the_sentence_says_that_the_root_must_be_compared(tmp_path: Path) -> None:
    said = verify_disclosure(a_disclosure(tmp_path, 0, 4, is_signed=False))
    assert said.startswith("2 records belong to the scan of E1")
    assert "No signed checkpoint of case 2099-0142 is with it: compare the root" in said


def test_with_a_trusted_certificate_only_its_holder_s_signature_counts(tmp_path: Path) -> None:
    file = a_disclosure(tmp_path)
    assert "signed by K. Osei" in verify_disclosure(file, anchors=[an_identity().certificate])
    with pytest.raises(FieldcaseError, match="does not lead to a certificate you trust"):
        verify_disclosure(file, anchors=[an_identity("O. Other").certificate])
    (tmp_path / "unsigned").mkdir()
    with pytest.raises(DisclosureDiffers, match="nobody signed"):
        verify_disclosure(
            a_disclosure(tmp_path / "unsigned", is_signed=False), anchors=[an_identity().certificate]
        )


def test_nothing_of_the_other_entries_is_shown(tmp_path: Path) -> None:
    rows = some_rows()
    content = a_disclosure(tmp_path, 2, rows=rows).read_text()
    assert rows[2].path in content
    assert not any(row.path in content or str(row.md5) in content for row in (*rows[:2], *rows[3:]))


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_whatever_a_name_holds_its_record_is_proven(name: bytes, tmp_path: Path) -> None:
    rows = [entry_row(an_entry(0, path=b"/" + name, stream=name)), *some_rows(3)]
    assert "1 record belongs" in verify_disclosure(a_disclosure(tmp_path, 0, rows=rows))


def test_an_only_entry_is_its_own_root(tmp_path: Path) -> None:
    assert "(1 entry, Merkle root" in verify_disclosure(a_disclosure(tmp_path, 0, rows=some_rows(1)))


@pytest.mark.parametrize("is_signed", [True, False])
def test_every_flipped_byte_is_found(is_signed: bool, tmp_path: Path) -> None:
    file = a_disclosure(tmp_path, rows=some_rows(3), is_signed=is_signed)
    whole = file.read_bytes()
    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises((DisclosureDiffers, SignatureDiffers)):
            verify_disclosure(file)


def test_every_cut_end_and_every_added_byte_is_found(tmp_path: Path) -> None:
    file = a_disclosure(tmp_path, rows=some_rows(3))
    whole = file.read_bytes()
    for changed in (*(whole[:end] for end in range(0, len(whole), 7)), whole + b"\n", b" " + whole):
        file.write_bytes(changed)
        with pytest.raises(DisclosureDiffers):
            verify_disclosure(file)


def _of_record(name: str, value: object) -> Callable[[Body], object]:
    return lambda body: body["records"][0].update({name: value})


def _of_entry(name: str, value: object) -> Callable[[Body], object]:
    return lambda body: body["records"][0]["entry"].update({name: value})


def _of_scan(name: str, value: object) -> Callable[[Body], object]:
    return lambda body: body["scans"][0].update({name: value})


@pytest.mark.parametrize(
    "change",
    [
        _of_entry("path", "/another"),
        _of_entry("allocated", False),
        _of_entry("size", 4123),
        _of_entry("exhibit", "E2"),
        _of_entry("more", 1),
        _of_record("place", 1),
        _of_record("place", 2**70 % 2**53),
        _of_record("place", -1),
        _of_record("place", True),
        _of_record("place", "2"),
        _of_record("scan", 2),
        _of_record("path", []),
        _of_record("path", ["00" * 32] * 64),
        _of_record("path", ["zz" * 32]),
        _of_record("path", "00"),
        _of_scan("exhibit", "E2"),
        _of_scan("entries", 6),
        _of_scan("entries", 0),
        _of_scan("root", "00" * 32),
        _of_scan("scan", 7),
        lambda body: body.update(case="another"),
        lambda body: body.update(records=[]),
        lambda body: body.update(records=[1]),
        lambda body: body.update(scans=[]),
        lambda body: body.update(scans=body["scans"] * 2),
        lambda body: body.update(fieldcase_disclosure=2),
        lambda body: body.update(more=1),
        lambda body: body["checkpoint"].update(sequence=13),
        lambda body: body["checkpoint"].update(signatures=[]),
        lambda body: body["checkpoint"].update(signatures=["????"]),
        lambda body: body["checkpoint"].update(signatures=[base64.b64encode(b"x" * 99).decode()]),
        lambda body: body["checkpoint"].update(statement=[]),
        lambda body: body["checkpoint"]["statement"].update(utc="2000-01-01T00:00:00Z"),
        lambda body: body["checkpoint"]["statement"].update(roots=[]),
        lambda body: body["checkpoint"]["statement"]["roots"][0].update(root="00" * 32),
        lambda body: body.update(checkpoint={"statement": {}}),
    ],
)
def test_no_change_holds_even_of_someone_who_knows_the_form(
    change: Callable[[Body], object], tmp_path: Path
) -> None:
    file = rewritten(a_disclosure(tmp_path), change)
    with pytest.raises((DisclosureDiffers, SignatureDiffers)):
        verify_disclosure(file)


def test_a_scan_told_as_that_of_another_exhibit_is_found_though_nobody_signed(tmp_path: Path) -> None:
    """The root does not name the exhibit; the records do."""
    file = rewritten(a_disclosure(tmp_path, is_signed=False), _of_scan("exhibit", "E2"))
    with pytest.raises(DisclosureDiffers, match="record 1 is of another exhibit than its scan"):
        verify_disclosure(file)


def test_a_forged_scan_does_not_fit_the_signed_statement(tmp_path: Path) -> None:
    """Someone makes a tree of other entries, with proofs that hold, and takes a real signature to it."""
    real, _ = proven(some_rows(), 0)
    forged, records = proven([entry_row(an_entry(n + 50)) for n in range(5)], 0)
    with pytest.raises(DisclosureDiffers, match="does not hold the Merkle root of the scan of E1"):
        write_disclosure(
            tmp_path / "forged.json",
            case="2099-0142",
            scans=[forged],
            records=records,
            checkpoint=a_checkpoint(real),
        )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]\n",
        b"null\n",
        b"\xff",
        b'{"a":NaN}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"9" * 10_000,
        b'{"fieldcase_disclosure":1e400}',
    ],
)
def test_what_is_no_disclosure_is_told_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "hostile.json"
    file.write_bytes(content)
    with pytest.raises(DisclosureDiffers, match=r"hostile\.json"):
        verify_disclosure(file)


def test_a_file_too_large_to_be_one_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as sparse:
        sparse.truncate(1 << 40)
    with pytest.raises(DisclosureDiffers, match="larger than any"):
        verify_disclosure(file)


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    file = a_disclosure(tmp_path)
    before = file.read_bytes()
    with pytest.raises(ReportNotWritten, match="is there already"):
        a_disclosure(tmp_path, 0)
    assert file.read_bytes() == before
    assert issubclass(ReportNotWritten, FieldcaseError)
