"""An exhibit as it is added to a case: its rows, and what its event says."""

from dataclasses import dataclass
from typing import Any

from forensics.entries import Fault
from forensics.images import Gap, ImageInfo, Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExhibit:
    """What was found when a source was opened for the first time."""

    label: str
    description: str | None
    source: str
    segments: tuple[tuple[str, int, int], ...]  # path, size in bytes, modification time in ns
    image: ImageInfo
    volumes: tuple[Volume, ...]
    gaps: tuple[Gap, ...]
    faults: tuple[Fault, ...]


def exhibit_values(exhibit_id: int, new: NewExhibit, utc: str) -> dict[str, Any]:
    image = new.image
    return {
        "id": exhibit_id,
        "label": new.label,
        "description": new.description,
        "source": new.source,
        "container": image.container,
        "size_bytes": image.size_bytes,
        "sector_bytes": image.sector_bytes,
        "segments": [list(segment) for segment in new.segments],
        "stored_md5": image.stored_digests.md5,
        "stored_sha1": image.stored_digests.sha1,
        "stored_sha256": image.stored_digests.sha256,
        "acquisition_notes": [list(note) for note in image.acquisition_notes],
        "added_at": utc,
    }


def volume_values(exhibit_id: int, volume: Volume) -> dict[str, Any]:
    return {
        "exhibit_id": exhibit_id,
        "position": volume.index,
        "offset_bytes": volume.offset_bytes,
        "length_bytes": volume.length_bytes,
        "partition_table": volume.table,
        "description": volume.description,
        "state": volume.state,
        "file_system": volume.file_system,
        "label": volume.label,
        "block_bytes": volume.block_bytes,
        "reason": volume.reason,
        "within": volume.within,
        "layer": volume.layer,
        "layer_key": volume.layer_key,
    }


def exhibit_payload(new: NewExhibit) -> dict[str, Any]:
    return {
        "description": new.description,
        "source": new.source,
        "container": new.image.container,
        "size_bytes": new.image.size_bytes,
        "sector_bytes": new.image.sector_bytes,
        "segments": [{"path": path, "size_bytes": size} for path, size, _ in new.segments],
        "stored": {algorithm.value: raw.hex() for algorithm, raw in new.image.stored_digests.present()},
        "volumes": [volume_payload(volume) for volume in new.volumes],
        "faults": len(new.faults),
    }


def volume_payload(volume: Volume) -> dict[str, Any]:
    """What an event says of a volume. Where it lies is said only of one inside another: events of earlier
    versions know nothing of that.
    """
    told = {
        "position": volume.index,
        "offset_bytes": volume.offset_bytes,
        "length_bytes": volume.length_bytes,
        "state": str(volume.state),
        "file_system": volume.file_system,
    }
    if volume.within is None:
        return told
    return told | {"within": volume.within, "layer": volume.layer, "layer_key": volume.layer_key}
