"""Holds what a reader found on the disk of the self-test against the known answers."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from forensics.digests import ALGORITHM_NAMES, Algorithm, DigestSet
from forensics.entries import Examination, Outcome
from forensics.images import ImageInfo, Volume
from forensics.self_test import Check, Control
from forensics.self_test.answers import Answers, ExpectedFile


class FoundFile(Struct, frozen=True, kw_only=True):
    """A file with content as a reader listed it; `examination` is `None` where nothing was learnt of it."""

    volume: int
    path: str  # with its stream behind a colon
    size_bytes: int
    deleted: bool
    examination: Examination | None

    @property
    def outcome(self) -> str:
        return "not examined" if self.examination is None else str(self.examination.outcome)

    def digest(self, algorithm: Algorithm) -> str | None:
        digests = None if self.examination is None else self.examination.digests
        raw = None if digests is None else digests.of(algorithm)
        return None if raw is None else raw.hex()


def disk_checks(
    answers: Answers, *, image: ImageInfo, volumes: Sequence[Volume], digests: DigestSet | None
) -> Iterator[Check]:
    """The image as a whole: its bytes, what its container says of them, and its file systems."""
    disk = answers.disk
    whole = None if digests is None else digests.sha256
    stored = image.stored_digests.sha1
    yield Check(what="size of the disk in bytes", expected=str(disk.size_bytes), got=str(image.size_bytes))
    yield Check(what="SHA-256 of the whole disk", expected=disk.sha256, got=_hex(whole))
    yield Check(what="SHA-1 stored in the image's container", expected=disk.sha1, got=_hex(stored))
    yield Check(
        what="file systems",
        expected=", ".join(answers.volumes),
        got=", ".join(str(volume.file_system or volume.state) for volume in volumes),
    )


def file_checks(answers: Answers, found: Sequence[FoundFile]) -> Iterator[Check]:
    """Every planted file, and no other, by path, size, state and digests."""
    for number, name in enumerate(answers.volumes):
        expected = {file.path: file for file in answers.files if file.volume == number}
        there = {file.path: file for file in found if file.volume == number}
        yield Check(
            what=f"files of the {name} volume: paths, sizes, deleted or not, MD5, SHA-1, SHA-256",
            expected=f"{len(expected)} files as planted",
            got=_first_difference(expected, there) or f"{len(there)} files as planted",
        )


def _first_difference(expected: Mapping[str, ExpectedFile], there: Mapping[str, FoundFile]) -> str | None:
    for path in sorted(expected.keys() | there.keys()):
        file, seen = expected.get(path), there.get(path)
        if seen is None:
            return f"{path} was not found"
        if file is None:
            return f"{path} was found and is not there"
        if (file.size_bytes, file.deleted) != (seen.size_bytes, seen.deleted):
            return f"{path} has another size or state"
        for algorithm in Algorithm:
            if getattr(file, algorithm.value) != seen.digest(algorithm):
                return f"{path} has another {ALGORITHM_NAMES[algorithm]}"
    return None


def message_checks(answers: Answers, found: Sequence[FoundFile]) -> Iterator[Check]:
    """Digests printed in standards, of messages that are files on the disk."""
    by_path = {file.path: file for file in found}
    for message in answers.messages:
        algorithm, file = Algorithm(message.algorithm), by_path.get(message.path)
        got = None if file is None else file.digest(algorithm)
        yield Check(
            what=f"{ALGORITHM_NAMES[algorithm]} of a message: {message.source}",
            expected=message.digest,
            got=got or "none",
        )


def match_checks(answers: Answers, found: Sequence[FoundFile]) -> Iterator[Check]:
    """The one content that is in the set is found, and nothing else, least of all what differs in one bit."""
    notable = answers.notable
    by_path = {file.path: file for file in found}
    matched = [file for file in found if file.examination is not None and file.examination.matches]
    yield Check(
        what="a content of the set is found",
        expected=f"record {notable.record}, category {notable.category}, at {notable.path}",
        got="; ".join(_match(file) for file in matched if file.path == notable.path) or "not found",
    )
    for path in answers.near_misses:
        yield Check(
            what="a content that differs in one bit is not taken for the one in the set",
            expected=f"{Outcome.COMPARED} at {path}",
            got=f"{by_path[path].outcome} at {path}" if path in by_path else "not found",
            control=Control.NEGATIVE,
        )
    others = [file.path for file in matched if file.path != notable.path]
    yield Check(
        what="nothing else matches",
        expected="no other file",
        got=", ".join(others) or "no other file",
        control=Control.NEGATIVE,
    )


def _match(file: FoundFile) -> str:
    matches = () if file.examination is None else file.examination.matches
    return "; ".join(f"record {match.record}, category {match.category}, at {file.path}" for match in matches)


def reading_checks(answers: Answers, found: Sequence[FoundFile]) -> Iterator[Check]:
    """Each content that can be read straight from the disk was read by The Sleuth Kit too."""
    allocated = [file for file in found if not file.deleted]
    twice = [each for each in allocated if each.examination is not None and each.examination.was_read_twice]
    yield Check(
        what="contents read by The Sleuth Kit too, with the same digests",
        expected=f"{sum(not file.deleted for file in answers.files)} files",
        got=f"{len(twice)} files" if len(twice) == len(allocated) else _not_twice(allocated),
    )


def _not_twice(files: Sequence[FoundFile]) -> str:
    left = [file.path for file in files if file.examination is None or not file.examination.was_read_twice]
    return "not read twice: " + ", ".join(left)


def gate_check(answers: Answers, ruled_out: Sequence[str], left: Sequence[str]) -> Check:
    """With the size gate shut, content of a size that is in no record is left, and no other."""
    size = answers.notable.size_bytes
    wanted = sorted(file.path for file in answers.files if file.size_bytes != size)
    is_right = sorted(ruled_out) == wanted and answers.notable.path in left
    return Check(
        what="content of a size that no record has is ruled out by its size, and no other",
        expected=f"{len(wanted)} of {len(answers.files)} files",
        got=f"{len(ruled_out)} of {len(ruled_out) + len(left)} files" + ("" if is_right else ", not those"),
        control=Control.NEGATIVE,
    )


def damage_checks(answers: Answers, *, outcome: str, whole: str, index: str) -> Iterator[Check]:
    """A copy of the disk with one bit changed, and a copy of the set with one bit changed, must be told."""
    yield Check(
        what="a content in a damaged copy of the disk has no digest",
        expected=f"{Outcome.UNREADABLE}: {answers.damage.path}",
        got=f"{outcome}: {answers.damage.path}",
        control=Control.NEGATIVE,
    )
    yield Check(
        what="a damaged copy of the disk is not read to its end as if sound",
        expected="reported",
        got=whole,
        control=Control.NEGATIVE,
    )
    yield Check(
        what="a damaged copy of the set is refused", expected="refused", got=index, control=Control.NEGATIVE
    )


def _hex(raw: bytes | None) -> str:
    return "none" if raw is None else raw.hex()
