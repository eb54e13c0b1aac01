"""NTFS with clusters of more than 128 sectors, which Windows makes since 2017 and The Sleuth Kit refuses."""

from pathlib import Path

from forensics.entries import FileEntry
from forensics.filesystems import open_file_system
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, content_of, run

CLUSTER = 256 << 10


def test_clusters_of_more_than_128_sectors_are_read(tmp_path: Path) -> None:
    target, notes = tmp_path / "large.dd", tmp_path / "notes"
    notes.write_bytes(b"meet at nine" * 9000)
    with target.open("wb") as file:
        file.truncate(48 << 20)
    run("mkntfs", "-Q", "-F", "-q", "-c", str(CLUSTER), target)
    run("ntfscp", "-q", target, notes, "notes.txt")
    image = MediaOfBytes(target.read_bytes())
    (volume,) = map_volumes(image).volumes
    file_system = open_file_system(image, volume)
    entries = {item.path.raw: item for item in file_system.entries() if isinstance(item, FileEntry)}
    assert (volume.file_system, volume.block_bytes) == ("NTFS", CLUSTER)
    assert content_of(file_system, entries[b"/notes.txt"]) == notes.read_bytes()
    boot = entries[b"/$Boot"]
    told = b"".join(file_system.reference_chunks(boot.address, boot.size_bytes, allocated=True))
    assert told == image.read(0, boot.size_bytes)
