"""Volumes that a person had added behind those of the first opening: by unlocking one, or by a search of the
whole disk. At each later opening they come again in the same order, or the exhibit is refused.
"""

from collections.abc import Sequence

from forensics.entries import ByteRange
from forensics.errors import SourceNotUsable
from forensics.images import Volume
from forensics.layers import LayeredImage
from forensics.volumes import VolumeMap
from forensics.volumes.layered import with_found


def found_again(
    image: LayeredImage, mapped: VolumeMap, places: Sequence[ByteRange], *, rows: Sequence[Volume]
) -> VolumeMap:
    """`mapped` and, behind it, what lies at `places`, where `rows` are on record as that. Raise
    SourceNotUsable where it is something else now.
    """
    expect_to_follow(mapped, rows)
    listed = with_found(image, mapped, places)
    if not are_those(listed.volumes[len(mapped.volumes) :], rows):
        raise SourceNotUsable(
            "The places that a search for lost volumes found hold other volumes than when they were found."
        )
    return listed


def expect_to_follow(mapped: VolumeMap, rows: Sequence[Volume]) -> None:
    """Raise SourceNotUsable where `rows`, on record, do not begin behind the volumes that are known."""
    if rows and rows[0].index != len(mapped.volumes):
        raise SourceNotUsable(
            f"The image shows {len(mapped.volumes)} volumes now and showed {rows[0].index} when more were "
            "unlocked or found: it is not the same evidence, or another version of this program looked at it."
        )


def are_those(volumes: Sequence[Volume], rows: Sequence[Volume]) -> bool:
    """Whether these are the volumes on record: by what stays the same at each opening."""
    return [_identity(volume) for volume in volumes] == [_identity(row) for row in rows]


def _identity(volume: Volume) -> tuple[int, int, int, str | None]:
    return volume.index, volume.offset_bytes, volume.length_bytes, volume.layer_key
