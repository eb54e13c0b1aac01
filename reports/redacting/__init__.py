"""What a copy withholds, taken out of the data before any form sees it.

Three switches (`Redaction`): paths, names, set labels. What a person typed freely may hold a name as well as
a path and goes with either of them. Digests, sizes, times, counts, ids and terms of the forms stay. What
nobody supplied stays *not supplied*: that a thing is missing is no secret of anybody. An event that names
something withheld becomes a stub with its digest and that of the event before, so that the chain can still be
walked.

What was weighed, and what a digest alone still gives away, is in docs/decisions/redaction.md.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from msgspec import structs

from forensics.entries import Fault
from forensics.entry_line import EntryRow
from forensics.images import ImageInfo, Volume
from forensics.paths import EvidencePath
from reports.content import (
    Agency,
    Authority,
    CaseContent,
    CaseFacts,
    CheckpointContent,
    EntryRows,
    ExhibitContent,
    HitContent,
    MatchContent,
    MediaDigest,
    Person,
    Photograph,
    Redaction,
    ReviewContent,
    SetContent,
    TransferContent,
    VolumeContent,
)
from reports.redacting.events import HELD_BY_EVENTS, redacted_events
from reports.redacting.withheld import Withheld
from reports.wording import Wording

__all__ = ["HELD_BY_EVENTS", "redacted", "redacted_rows"]

_NAMELESS_TABLES = ("MBR", "none", "lost", "BSD", "Sun")


def redacted(content: CaseContent, *, words: Wording) -> CaseContent:
    """The content without what its `redaction` withholds; the same content where that is nothing."""
    if not content.redaction:
        return content
    withheld = Withheld.of(content.redaction, words)
    return replace(
        content,
        case=_case(content.case, withheld),
        exhibits=tuple(_exhibit(exhibit, withheld) for exhibit in content.exhibits),
        sets=tuple(_set(known_set, withheld) for known_set in content.sets),
        hits=tuple(_hit(hit, withheld) for hit in content.hits),
        events=tuple(redacted_events(content, withheld)),
        persons=tuple(_person(person, withheld) for person in content.persons),
        transfers=tuple(_transfer(transfer, withheld) for transfer in content.transfers),
        checkpoints=tuple(_checkpoint(checkpoint, withheld) for checkpoint in content.checkpoints),
        review=_review(content.review, withheld),
    )


def redacted_rows(rows: EntryRows, redaction: Redaction, *, words: Wording) -> EntryRows:
    """The same rows without what is withheld, one at a time."""
    if not redaction.paths:
        return rows
    return _RedactedRows(rows, Withheld.of(redaction, words))


class _RedactedRows:
    def __init__(self, rows: EntryRows, withheld: Withheld) -> None:
        self._rows = rows
        self._hidden = withheld.path

    def __iter__(self) -> Iterator[EntryRow]:
        hidden = self._hidden
        for row in self._rows:
            yield row._replace(
                path=hidden,
                name_raw_b64=None,
                stream=None if row.stream is None else hidden,
                raw_path=None,
                raw_stream=None,
                link_target=None,
            )


def _required(said: Callable[[str | None], str | None], value: str) -> str:
    return said(value) or ""


def _person(person: Person, withheld: Withheld) -> Person:
    """Ids, roles and standing stay: events refer to them."""
    return replace(
        person,
        name=_required(withheld.a_name, person.name),
        number=withheld.a_name(person.number),
        agency=withheld.a_name(person.agency),
    )


def _agency(agency: Agency, withheld: Withheld) -> Agency:
    if not withheld.kinds.names:
        return agency
    return Agency(name=withheld.name, address=withheld.a_name(agency.address), logo=None)


def _authority(authority: Authority, withheld: Withheld) -> Authority:
    return replace(
        authority, issued_by=withheld.a_name(authority.issued_by), scope=withheld.typed(authority.scope)
    )


def _case(case: CaseFacts, withheld: Withheld) -> CaseFacts:
    return replace(
        case,
        title=withheld.typed(case.title),
        examiner=_person(case.examiner, withheld),
        supervisor=None if case.supervisor is None else _person(case.supervisor, withheld),
        reviewer=None if case.reviewer is None else _person(case.reviewer, withheld),
        agency=None if case.agency is None else _agency(case.agency, withheld),
        authority=withheld.typed(case.authority),
        authority_parts=None if case.authority_parts is None else _authority(case.authority_parts, withheld),
        requester=withheld.typed(case.requester),
        request=withheld.typed(case.request),
        offense=withheld.typed(case.offense),
        laptop_clock=withheld.typed(case.laptop_clock),
    )


def _exhibit(exhibit: ExhibitContent, withheld: Withheld) -> ExhibitContent:
    return replace(
        exhibit,
        image=_image(exhibit.image, withheld),
        volumes=tuple(_volume(volume, withheld) for volume in exhibit.volumes),
        faults=tuple(_fault(fault, withheld) for fault in exhibit.faults),
        before=_media(exhibit.before, withheld),
        after=_media(exhibit.after, withheld),
        description=withheld.typed(exhibit.description),
        condition=withheld.typed(exhibit.condition),
        seized_where=withheld.typed(exhibit.seized_where),
        seized_from=withheld.typed(exhibit.seized_from),
        authority=withheld.typed(exhibit.authority),
        notes=withheld.typed(exhibit.notes),
        clock=withheld.typed(exhibit.clock),
        photographs=tuple(_photograph(picture, withheld) for picture in exhibit.photographs),
    )


def _image(image: ImageInfo, withheld: Withheld) -> ImageInfo:
    """The notes of the acquiring tool were typed by a person too."""
    return replace(
        image,
        segments=tuple(_required(withheld.a_path, segment) for segment in image.segments),
        acquisition_notes=tuple(
            (_required(withheld.typed, field), _required(withheld.typed, value))
            for field, value in image.acquisition_notes
        ),
        troubles=tuple(_required(withheld.reason, trouble) for trouble in image.troubles),
    )


def _volume(v: VolumeContent, withheld: Withheld) -> VolumeContent:
    """Partitions of most tables bear names that somebody gave; an MBR has only types. Of a layer, the words
    for its kind stay; the key by which it finds a volume again may be the name of that.
    """
    volume: Volume = v.volume
    is_named = volume.table not in _NAMELESS_TABLES
    described = _required(withheld.a_path, volume.description) if is_named else volume.description
    return replace(
        v,
        volume=replace(
            volume,
            description=described,
            label=withheld.a_path(volume.label),
            reason=withheld.reason(volume.reason),
            layer_key=withheld.a_path(volume.layer_key),
        ),
    )


def _fault(fault: Fault, withheld: Withheld) -> Fault:
    if not withheld.kinds.paths:
        return fault
    hidden = withheld.path.encode()
    reason = _required(withheld.reason, fault.reason)
    names = [] if fault.path is None else [fault.path.display().rsplit("/", 1)[-1]]
    if any(name and name in reason for name in names):
        reason = withheld.text
    return structs.replace(
        fault,
        reason=reason,
        path=None if fault.path is None else EvidencePath(hidden),
        stream=None if fault.stream is None else hidden,
    )


def _media(media: MediaDigest | None, withheld: Withheld) -> MediaDigest | None:
    return None if media is None else replace(media, reason=withheld.reason(media.reason))


def _photograph(picture: Photograph, withheld: Withheld) -> Photograph:
    """A picture of a device shows what is written on it: labels, names, the room. Its digest stays."""
    if not (withheld.kinds.names or withheld.kinds.paths):
        return picture
    return replace(
        picture,
        name=_required(withheld.typed, picture.name),
        caption=withheld.typed(picture.caption),
        content=None,
    )


def _set(known_set: SetContent, withheld: Withheld) -> SetContent:
    return replace(
        known_set,
        name=_required(withheld.a_label, known_set.name),
        version=withheld.a_label(known_set.version),
        origin=withheld.a_label(known_set.origin),
        source_name=_required(withheld.a_label, known_set.source_name),
        source_member=withheld.a_label(known_set.source_member),
        scheme=withheld.a_label(known_set.scheme),
        left_out=tuple((_required(withheld.a_label, what), n) for what, n in known_set.left_out),
        notes=tuple(_required(withheld.a_label, note) for note in known_set.notes),
    )


def _hit(hit: HitContent, withheld: Withheld) -> HitContent:
    entry = hit.entry
    if withheld.kinds.paths:
        hidden = withheld.path.encode()
        stream = None if entry.stream is None else hidden
        entry = replace(entry, path=EvidencePath(hidden), stream=stream)
    return replace(hit, entry=entry, matches=tuple(_match(match, withheld) for match in hit.matches))


def _match(match: MatchContent, withheld: Withheld) -> MatchContent:
    return replace(
        match,
        category=withheld.a_label(match.category),
        category_label=withheld.a_label(match.category_label),
        scheme=withheld.a_label(match.scheme),
    )


def _review(review: ReviewContent, withheld: Withheld) -> ReviewContent:
    """Counts stay; categories belong to the sets."""
    return replace(
        review,
        marked=tuple(
            replace(
                one,
                category=_required(withheld.a_label, one.category),
                scheme=withheld.a_label(one.scheme),
                label=withheld.a_label(one.label),
            )
            for one in review.marked
        ),
        looked_at=tuple(
            replace(one, person=_required(withheld.a_name, one.person)) for one in review.looked_at
        ),
    )


def _transfer(transfer: TransferContent, withheld: Withheld) -> TransferContent:
    return replace(
        transfer,
        released_by=_person(transfer.released_by, withheld),
        received_by=_person(transfer.received_by, withheld),
        purpose=withheld.typed(transfer.purpose),
        place=withheld.typed(transfer.place),
        comment=withheld.typed(transfer.comment),
    )


def _checkpoint(checkpoint: CheckpointContent, withheld: Withheld) -> CheckpointContent:
    """The statement stays; a signature names its signer."""
    if not withheld.kinds.names:
        return checkpoint
    signers = tuple(
        replace(signer, name=withheld.name, issuer=withheld.name) for signer in checkpoint.signers
    )
    return replace(checkpoint, signers=signers, signatures=())
