"""Whether the volumes that an opening finds are those that a case has on record: entries name them by number.

Another version of the program may read a disk another way than the one that added the exhibit: it may find
more volumes, which have no number then, or others in their place.
"""

from collections.abc import Sequence

from app.engine.session import EvidenceGone
from app.store.case_file import CaseRow
from forensics.reader.protocol import Opened


class OtherVolumes(EvidenceGone):
    """What opens are not the volumes on record; the sentence says what to do."""


def expect_on_record(label: str, rows: Sequence[CaseRow], opened: Opened) -> None:
    """Raise OtherVolumes where a volume on record is not there, or at another place; more may follow them."""
    now = {volume.index: (volume.offset_bytes, volume.length_bytes) for volume in opened.volumes}
    for row in rows:
        if now.get(row.position) != (row.offset_bytes, row.length_bytes):
            raise OtherVolumes(
                f"{label}: volume {row.position} is not where it was when the exhibit was added: it is not "
                "the same evidence, or this version of the program reads the disk another way; add the image "
                "again as another exhibit and scan that"
            )


def expect_all_on_record(label: str, rows: Sequence[CaseRow], opened: Opened) -> None:
    """The same, and raise where more follow."""
    expect_on_record(label, rows, opened)
    more = len(opened.volumes) - len(rows)
    if more:
        raise OtherVolumes(
            f"{label}: this version of the program finds {more:,} more volumes than the one that added the "
            "exhibit; add the image again as another exhibit"
        )
