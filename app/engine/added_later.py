"""Volumes that a person had added to an exhibit after its first opening, as the case has them on record: by
unlocking one, or by a search of the whole disk. Each later opening adds them again, in that order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.store.case_file import CaseFile, CaseRow
from app.store.custody_log import events_of
from app.store.later_volumes import SEARCHED, UNLOCKED
from forensics.entries import ByteRange
from forensics.images import Volume
from forensics.locks import CLEAR_KEY
from forensics.reader.protocol import FoundBefore, Unlocking

Secrets = Mapping[tuple[str, int], bytes]
"""By the exhibit's label and the index of the locked volume."""
NO_SECRETS: Final[Secrets] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRecord:
    """A volume that was unlocked, and what it opened as."""

    exhibit: str
    volume: int
    means: str
    lock: str
    rows: tuple[Volume, ...]

    @property
    def needs_secret(self) -> bool:
        return self.means != CLEAR_KEY


def added_later(
    case: CaseFile, exhibit: CaseRow, secrets: Secrets = NO_SECRETS
) -> tuple[Unlocking | FoundBefore, ...]:
    """What a reader of this exhibit is told to add again; without a secret it leaves a volume shut."""
    return tuple(
        each if isinstance(each, FoundBefore) else _unlocking(each, secrets)
        for each in _on_record(case, exhibit)
    )


def _unlocking(each: OnRecord, secrets: Secrets) -> Unlocking:
    secret = secrets.get((each.exhibit, each.volume))
    return Unlocking(volume=each.volume, means=each.means, secret=secret, rows=each.rows)


def unlocked_on_record(case: CaseFile, exhibit: CaseRow) -> tuple[OnRecord, ...]:
    """In the order in which they were unlocked."""
    return tuple(each for each in _on_record(case, exhibit) if isinstance(each, OnRecord))


def wants_secrets(case: CaseFile, exhibits: Sequence[CaseRow]) -> Iterator[OnRecord]:
    """The volumes of these exhibits that open again only with a secret."""
    for exhibit in exhibits:
        yield from (each for each in unlocked_on_record(case, exhibit) if each.needs_secret)


def last_search(case: CaseFile, exhibit: CaseRow) -> Mapping[str, Any] | None:
    """What the event of the newest search of the whole disk says."""
    told = [event["payload"] for event in _told(case, exhibit, SEARCHED)]
    return told[-1] if told else None


def _told(case: CaseFile, exhibit: CaseRow, *actions: str) -> list[Mapping[str, Any]]:
    with case.reading() as connection:
        return [event for event in events_of(connection, *actions) if event["subject"] == exhibit.label]


def _on_record(case: CaseFile, exhibit: CaseRow) -> Iterator[OnRecord | FoundBefore]:
    told = _told(case, exhibit, UNLOCKED, SEARCHED)
    volumes = {row.position: _volume(row) for row in case.volumes(exhibit.id)} if told else {}
    for event in told:
        payload = event["payload"]
        rows = tuple(volumes[each["position"]] for each in payload["volumes"])
        if event["action"] == UNLOCKED:
            yield OnRecord(
                exhibit=exhibit.label,
                volume=payload["volume"],
                means=payload["means"],
                lock=payload["lock"],
                rows=rows,
            )
        elif rows:  # a search that found nothing adds nothing
            yield FoundBefore(places=tuple(map(_place, payload["places"])), rows=rows)


def _place(said: Mapping[str, int]) -> ByteRange:
    return ByteRange(said["offset_bytes"], said["length_bytes"])


def _volume(row: CaseRow) -> Volume:
    return Volume(
        index=row.position,
        offset_bytes=row.offset_bytes,
        length_bytes=row.length_bytes,
        table=row.partition_table,
        description=row.description,
        state=row.state,
        file_system=row.file_system,
        label=row.label,
        block_bytes=row.block_bytes,
        reason=row.reason,
        within=row.within,
        layer=row.layer,
        layer_key=row.layer_key,
    )
