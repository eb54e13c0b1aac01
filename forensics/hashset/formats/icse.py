"""Interpol's ICSE export: a table with a fixed head line, `;` between the cells, flags Y or N.

Whether an image is of the Baseline is the one classification it states; it is kept as the category
"Baseline", and an image that is not has none.
"""

from collections.abc import Iterator

from forensics.hashset.columns import Kind
from forensics.hashset.formats.table_rows import Layout, batches_of
from forensics.hashset.proposing import Proposal, propose
from forensics.hashset.records import RecordBatch
from forensics.hashset.sources import Opening, Recognised, SetSource

KEY = "icse"
_SCHEME = "ICSE"
_BASELINE = "Baseline"
_ALWAYS = {"md5", "sha1", "photodna", "image id", "baseline"}
_KINDS = {
    "md5": Kind.MD5,
    "sha1": Kind.SHA1,
    "photodna": Kind.PHOTODNA,
    "baseline": Kind.CATEGORY,
}


def detect(opening: Opening) -> Recognised | None:
    if _proposal(opening) is None:
        return None
    return Recognised(title="ICSE export", scheme=_SCHEME, is_notable_only=True)


def read(source: SetSource) -> Iterator[RecordBatch]:
    proposal = _proposal(source.opening)
    if proposal is None:
        raise source.refusal(None, "it does not begin with the head line of an ICSE export")
    names = [name.lower() for name in proposal.names]
    layout = Layout(
        places={kind: names.index(name) for name, kind in _KINDS.items()},
        width=len(names),
        delimiter=proposal.delimiter,
        has_header=True,
        has_flags=True,
        category_of=_baseline,
    )
    yield from batches_of(source, layout)


def _proposal(opening: Opening) -> Proposal | None:
    proposal = propose(opening)
    if proposal is None or not proposal.has_header:
        return None
    return proposal if {name.lower() for name in proposal.names} >= _ALWAYS else None


def _baseline(flag: str) -> str | None:
    stated = flag.strip().upper()
    if stated not in ("Y", "N", ""):
        raise ValueError("its Baseline flag is neither Y nor N")
    return _BASELINE if stated == "Y" else None
