"""Extended attributes of ext are streams of their files, wherever they are kept."""

from pathlib import Path

import pytest

from forensics.entries import Fault, FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext import ExtFileSystem
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, an_ext_image, content_of, run

BLOCK = 1024
SMALL, MIDDLE, LARGE = b"in the inode", bytes(range(250)) * 2, bytes(range(256))[:225] * 4
KINDS = {
    "beside each other": ("-I", "256", "-O", "ea_inode,metadata_csum"),
    "old inodes": ("-I", "128", "-O", "^metadata_csum"),
}


def an_image(folder: Path, *, kind: str = "beside each other", **values: bytes) -> bytes:
    target = folder / "a.dd"
    an_ext_image(
        target,
        {"a.txt": b"meet at nine", "b.txt": b"", "c/d.txt": b"x"},
        options=("-b", "1024", *KINDS[kind]),
    )
    script = folder / "script"
    lines = []
    for name, value in values.items():
        (folder / name).write_bytes(value)
        lines.append(f"ea_set -f {folder / name} /a.txt user.{name}")
    lines += [f"ea_set -f {folder / next(iter(values))} /c trusted.of_the_folder"]
    script.write_text("\n".join([*lines, ""]))
    run("debugfs", "-w", "-f", script, target)
    return target.read_bytes()


def listed(data: bytes) -> tuple[dict[tuple[bytes, bytes], FileEntry], list[str], ExtFileSystem]:
    image = MediaOfBytes(data)
    file_system = ExtFileSystem(image, map_volumes(image).volumes[0])
    items = list(file_system.entries())
    streams = {
        (item.path.raw, item.stream): item
        for item in items
        if isinstance(item, FileEntry) and item.stream is not None
    }
    return streams, [item.reason for item in items if isinstance(item, Fault)], file_system


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_listed_and_read_wherever_it_is_kept(tmp_path: Path, kind: str) -> None:
    values = {"small": SMALL, "middle": MIDDLE}
    if kind == "beside each other":
        values["large"] = LARGE  # in an inode of its own
    streams, faults, file_system = listed(an_image(tmp_path, kind=kind, **values))

    assert not faults
    expected = {(b"/a.txt", b"user." + name.encode()): value for name, value in values.items()}
    expected[b"/c", b"trusted.of_the_folder"] = SMALL
    assert {name: content_of(file_system, entry) for name, entry in streams.items()} == expected
    assert all(entry.allocated and entry.extents is None for entry in streams.values())


def test_a_block_of_them_that_fails_its_checksum_is_a_fault_of_the_file(tmp_path: Path) -> None:
    data = bytearray(an_image(tmp_path, small=SMALL, middle=MIDDLE))
    data[data.index(MIDDLE[:200]) + 7] ^= 1
    streams, faults, _ = listed(bytes(data))

    assert (b"/c", b"trusted.of_the_folder") in streams
    assert [reason for reason in faults if "extended attributes of the file cannot be read" in reason]


def test_an_inode_that_is_no_attribute_gives_no_value(tmp_path: Path) -> None:
    """The inode a value is kept in loses its mark, on a volume without checksums."""
    data = bytearray(an_image(tmp_path, kind="old inodes", small=SMALL, middle=MIDDLE))
    at = data.index(b"small") - 16
    data[at + 4 : at + 8] = (12).to_bytes(4, "little")  # the value is said to lie in the inode of a.txt
    streams, _, file_system = listed(bytes(data))
    with pytest.raises(EvidenceUnreadable, match="does not hold the extended attribute"):
        content_of(file_system, streams[b"/a.txt", b"user.small"])


def test_entries_that_run_out_of_their_block_are_told(tmp_path: Path) -> None:
    data = bytearray(an_image(tmp_path, kind="old inodes", small=SMALL, middle=MIDDLE))
    at = data.index(b"small") - 16
    data[at + 8 : at + 12] = (1 << 20).to_bytes(4, "little")
    assert any("they are damaged" in reason for reason in listed(bytes(data))[1])
