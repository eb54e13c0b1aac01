"""Takes evidence into a case and reads it whole to verify it, both through a reader process."""

import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.engine.progress import ProgressMeter
from app.engine.reader_link import ReaderLink, ReaderRefused, ReaderSilent
from app.engine.session import EvidenceGone, ExhibitSource, ReaderSession
from app.engine.sources import look_at
from app.engine.watchdog import Patience
from app.moments import iso_utc
from app.store.case_file import CaseFile, CaseRow
from app.store.new_exhibit import NewExhibit
from app.store.opening import CaseTrouble
from forensics.digests import DigestSet
from forensics.entries import Fault, Stage
from forensics.reader.protocol import (
    DigestMedia,
    MediaDigested,
    MediaProgress,
    ReaderGone,
)

READING = Patience()


def add_exhibit(
    case: CaseFile,
    source: Path,
    *,
    label: str | None,
    description: str | None,
    start_reader: Callable[[], ReaderLink],
    now: Callable[[], datetime],
) -> NewExhibit:
    """Open a source once, record what it is, and return that; raise CaseTrouble on an unfit label."""
    if label is not None and (not label.strip() or not label.isprintable()):
        raise CaseTrouble("the exhibit's label must be plain text on one line, and not blank")
    opened = look_at(source, start_reader=start_reader)
    exhibit = NewExhibit(
        label=case.next_label() if label is None else label,
        description=description,
        source=str(source.absolute()),
        segments=tuple(_segment(path) for path in opened.image.segments),
        image=opened.image,
        volumes=opened.volumes,
        gaps=opened.gaps,
        faults=opened.faults,
    )
    case.add_exhibit(exhibit, utc=iso_utc(now()))
    return exhibit


def _segment(path: str) -> tuple[str, int, int]:
    status = Path(path).stat()
    return path, status.st_size, status.st_mtime_ns


def changed_segments(exhibit: CaseRow) -> list[str]:
    """Files of the source whose size or modification time is not what it was when the exhibit was added."""
    changed = []
    for path, size, mtime_ns in exhibit.segments:
        try:
            status = Path(path).stat()
        except OSError as trouble:
            changed.append(f"{path} cannot be found ({trouble.strerror}); attach it again, read-only")
            continue
        if stat.S_ISBLK(status.st_mode):
            continue  # of a device these are its node's, made when it was attached; its media are compared
        if status.st_size != size:
            changed.append(
                f"{path} holds {status.st_size:,} bytes and held {size:,} when it was added; it is not "
                "the same evidence"
            )
        elif status.st_mtime_ns != mtime_ns:
            changed.append(
                f"{path} has another modification time than when it was added; restore the file as it "
                "was, or add it again as another exhibit and verify both"
            )
    return changed


def gone_segment(exhibit: CaseRow) -> str | None:
    """Why the source is not there, of its first file that is not; `None` where all of them are."""
    for path, _size, _mtime_ns in exhibit.segments:
        try:
            Path(path).stat()
        except OSError as trouble:
            return f"{path} cannot be found ({trouble.strerror}); attach it again, read-only"
    return None


def verify_exhibit(
    case: CaseFile,
    exhibit: CaseRow,
    *,
    start_reader: Callable[[], ReaderLink],
    meter: ProgressMeter,
    cancelled: Callable[[], bool],
    now: Callable[[], datetime],
) -> tuple[str, str]:
    """Read all the media and record the digests. Returns the result word and a sentence.

    The result is `agrees` or `differs` against the digests stored in the container or recorded earlier,
    `recorded` where there is nothing to compare with, `unreadable` where the media cannot be read to the end.
    """
    source = ExhibitSource(label=exhibit.label, source=exhibit.source, size_bytes=exhibit.size_bytes)
    meter.start_phase("verifying", exhibit=exhibit.label, bytes_total=exhibit.size_bytes)
    with ReaderSession(source, start_reader=start_reader, cancelled=cancelled) as session:
        session.open()
        digested = _digest_media(session, meter)
    if digested.digests is None:
        reason = "no reason given" if digested.fault is None else digested.fault.reason
        result, sentence = "unreadable", f"{exhibit.label} could not be read to its end: {reason}"
        digests = DigestSet()
    else:
        digests = digested.digests
        reason = None
        result, sentence = _compared(exhibit.label, digests, _expected(case, exhibit))
        sentence += _other_checksums(digested.held)
    case.record_verification(exhibit, utc=iso_utc(now()), result=result, digests=digests, reason=reason)
    return result, sentence


def _other_checksums(held: tuple[str, ...]) -> str:
    """Of a container that stores others than digests; one that is wrong makes the media unreadable."""
    return f"; of the container's own checksums these are right: {', '.join(held)}" if held else ""


def _digest_media(session: ReaderSession, meter: ProgressMeter) -> MediaDigested:
    session.send(DigestMedia())
    try:
        while True:
            reply = session.receive(READING)
            match reply:
                case MediaProgress(bytes_done=done):
                    meter.set_bytes(done)
                case MediaDigested():
                    return reply
                case _:
                    raise EvidenceGone(f"the reader answered {type(reply).__name__} to a verification")
    except (ReaderGone, ReaderSilent, ReaderRefused) as trouble:
        return MediaDigested(digests=None, fault=Fault(stage=Stage.VERIFY, reason=str(trouble)))


Expected = list[tuple[str, str, bytes]]  # (where it stands, algorithm, digest)


def _expected(case: CaseFile, exhibit: CaseRow) -> Expected:
    """Every digest on record for the media: stored in the container, and from the first complete reading."""
    expected: Expected = []
    for algorithm in ("md5", "sha1", "sha256"):
        stored = getattr(exhibit, f"stored_{algorithm}")
        if stored is not None:
            expected.append(("stored in the container", algorithm, stored))
    for row in case.verifications(exhibit.id):
        if row.sha256 is not None:
            expected.append((f"recorded at {row.verified_at}", "sha256", row.sha256))
            break
    return expected


def _compared(label: str, digests: DigestSet, expected: Expected) -> tuple[str, str]:
    have = {algorithm.value: raw for algorithm, raw in digests.present()}
    for where, algorithm, raw in expected:
        if have[algorithm] != raw:
            return (
                "differs",
                f"{label} differs: its {algorithm.upper()} is {have[algorithm].hex()}, "
                f"the one {where} is {raw.hex()}",
            )
    if not expected:
        return (
            "recorded",
            f"{label}: SHA-256 {have['sha256'].hex()} recorded; the source stores no digest to compare with",
        )
    places = ", ".join(f"{algorithm.upper()} {where}" for where, algorithm, _ in expected)
    return "agrees", f"{label} agrees with {places}"
