"""One content, read once: what comes of it is a digest with its matches, or a fault."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from forensics.digests import Algorithm, DigestSet
from forensics.entries import EntryAddress, Examination, Outcome, SetMatch, Stage
from forensics.errors import EvidenceUnreadable
from forensics.examining import NOTABLE, WorkItem, examine_content, outcome_of
from forensics.paths import EvidencePath

_KNOWN = "known"


@dataclass
class Contents:
    """A source of content that may break off after `breaks_after` chunks."""

    chunks_given: Sequence[bytes]
    breaks_after: int | None = None

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        for number, chunk in enumerate(self.chunks_given):
            if number == self.breaks_after:
                raise EvidenceUnreadable("bad sector at byte 4,096")
            yield chunk


@dataclass
class OneRecord:
    """A set of one SHA-256."""

    sha256: bytes

    def lookup(self, digests: DigestSet) -> tuple[SetMatch, ...]:
        if digests.sha256 != self.sha256:
            return ()
        return (SetMatch(set_position=0, algorithm="sha256", record=0),)


def an_item(size_bytes: int, *, allocated: bool = True) -> WorkItem:
    return WorkItem(
        entry_id=7,
        address=EntryAddress(volume=2, meta_addr=33),
        path=EvidencePath(b"/a/b.jpg"),
        stream=b"ads",
        size_bytes=size_bytes,
        allocated=allocated,
    )


def examined(
    contents: Contents, size_bytes: int, *, record: bytes = b"", role: str = NOTABLE
) -> tuple[Examination, list[int]]:
    said: list[int] = []
    examination = examine_content(
        an_item(size_bytes),
        contents,
        sets=OneRecord(record),
        roles=[role],
        algorithms=tuple(Algorithm),
        alive=said.append,
    )
    return examination, said


def test_content_that_is_read_whole_has_digests_and_an_outcome() -> None:
    examination, said = examined(Contents([b"abc", b"def"]), 6)
    assert examination.outcome is Outcome.COMPARED
    assert examination.digests is not None
    assert examination.digests.sha256 == hashlib.sha256(b"abcdef").digest()
    assert (examination.bytes_read, examination.faults, said) == (6, (), [3, 6])


@pytest.mark.parametrize(("role", "outcome"), [(NOTABLE, Outcome.MATCHED), (_KNOWN, Outcome.KNOWN)])
def test_a_record_of_a_set_decides_the_outcome_by_the_sets_role(role: str, outcome: Outcome) -> None:
    examination, _ = examined(Contents([b"abc"]), 3, record=hashlib.sha256(b"abc").digest(), role=role)
    assert examination.outcome is outcome
    assert len(examination.matches) == 1


@pytest.mark.parametrize("contents", [Contents([b"only 7!"]), Contents([b"much longer than ten bytes"])])
def test_a_file_that_ends_early_or_runs_over_is_a_fault_not_a_digest(contents: Contents) -> None:
    examination, _ = examined(contents, 10)
    assert (examination.outcome, examination.digests, examination.matches) == (Outcome.UNREADABLE, None, ())
    assert examination.faults
    assert "of 10 bytes" in examination.faults[0].reason


def test_a_deleted_file_whose_rest_was_used_again_is_no_fault_and_has_no_digest() -> None:
    examination = examine_content(
        an_item(10, allocated=False),
        Contents([b"only 7!"]),
        sets=OneRecord(hashlib.sha256(b"only 7!").digest()),
        roles=[NOTABLE],
        algorithms=tuple(Algorithm),
        alive=lambda _: None,
    )
    assert (examination.outcome, examination.digests, examination.matches) == (Outcome.NO_CONTENT, None, ())
    assert not examination.faults
    assert "7 of its 10 bytes are left" in (examination.reason or "")


def test_a_bad_sector_is_a_fault_with_its_place() -> None:
    examination, _ = examined(Contents([b"abc", b"def"], breaks_after=1), 6)
    (fault,) = examination.faults
    assert fault is not None
    assert (examination.outcome, examination.digests, examination.bytes_read) == (Outcome.UNREADABLE, None, 3)
    assert (fault.stage, fault.volume, fault.meta_addr, fault.stream) == (Stage.READ, 2, 33, b"ads")
    assert (fault.path, fault.reason) == (EvidencePath(b"/a/b.jpg"), "bad sector at byte 4,096")


def test_a_digest_in_both_kinds_of_set_is_notable() -> None:
    matches = [SetMatch(set_position=place, algorithm="md5", record=0) for place in (0, 1)]
    assert outcome_of(matches, [_KNOWN, NOTABLE]) is Outcome.MATCHED
    assert outcome_of(matches[:1], [_KNOWN, NOTABLE]) is Outcome.KNOWN
    assert outcome_of([], [_KNOWN, NOTABLE]) is Outcome.COMPARED
