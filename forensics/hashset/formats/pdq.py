"""Lists of PDQ picture fingerprints: 64 hexadecimal digits each, with a quality from 0 to 100 where given.

Such a list is known by a head line that names PDQ, or a hash and a quality; without one the examiner has to
name the form, for SHA-256 has 64 digits too.
"""

import re
from collections.abc import Iterator, Sequence

from forensics.hashset.columns import Kind
from forensics.hashset.formats.table_rows import Layout, batches_of
from forensics.hashset.proposing import Proposal, is_vague, plain_kind, propose
from forensics.hashset.records import RecordBatch
from forensics.hashset.sources import Opening, Recognised, SetSource

KEY = "pdq"
_QUALITY = re.compile(r"[0-9]{1,2}|100|")
_FINGERPRINT = re.compile(r"[0-9A-Fa-f]{64}")


def detect(opening: Opening) -> Recognised | None:
    if _layout(opening) is None:
        return None
    return Recognised(title="PDQ list")


def read(source: SetSource) -> Iterator[RecordBatch]:
    layout = _layout(source.opening)
    if layout is None:
        raise source.refusal(None, "it is not a list of PDQ fingerprints")
    yield from batches_of(source, layout)


def _layout(opening: Opening) -> Layout | None:
    proposal = propose(opening, skips_comments=True)
    if proposal is None or (_has_digests(proposal) and not opening.is_forced):
        return None
    kinds = [plain_kind(name) for name in proposal.names]
    place = _fingerprints(proposal)
    quality = kinds.index(Kind.QUALITY) if Kind.QUALITY in kinds else None
    if place is None or not (opening.is_forced or kinds[place] is Kind.PDQ or quality is not None):
        return None
    is_next = len(kinds) == place + 2 or _has_qualities(proposal.rows, place + 1)
    if quality is None and not proposal.has_header and is_next:
        quality = place + 1  # as pdq-photo-hasher writes it: hash, quality, file name
    places = {Kind.PDQ: place} | ({} if quality is None else {Kind.QUALITY: quality})
    return Layout(
        places=places,
        width=len(kinds),
        delimiter=proposal.delimiter,
        has_header=proposal.has_header,
        skips_comments=True,
    )


def _fingerprints(proposal: Proposal) -> int | None:
    """The column of the fingerprints; `None` when none has a value of 64 digits and a name that fits."""
    names = proposal.names
    filled = [place for place in range(len(names)) if _has_fingerprints(proposal.rows, place)]
    if not proposal.has_header:
        return next(iter(filled), None)
    named = [place for place in filled if plain_kind(names[place]) is Kind.PDQ]
    vague = [place for place in filled if is_vague(names[place])]
    return next(iter(named or vague), None)


def _has_digests(proposal: Proposal) -> bool:
    """Whether a column is called by the name of a digest: then the list is a table with more than PDQ."""
    columns = proposal.likely.columns if proposal.likely is not None else ()
    return proposal.has_header and any(kind in (Kind.MD5, Kind.SHA1, Kind.SHA256) for kind, _ in columns)


def _has_qualities(rows: Sequence[Sequence[str]], place: int) -> bool:
    return all(place < len(row) and _QUALITY.fullmatch(row[place].strip()) for row in rows)


def _has_fingerprints(rows: Sequence[Sequence[str]], place: int) -> bool:
    return any(place < len(row) and _FINGERPRINT.fullmatch(row[place].strip()) for row in rows)
