"""Rock Ridge: discs made on Unix show their files as they were named there."""

from pathlib import Path

import pytest

from forensics.entries import EntryKind, Fault, FileEntry
from forensics.filesystems.iso import IsoFileSystem
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, content_of, run

LONG = "a long name with spaces and ünïcode " * 5
DEEP = "/".join(f"level {number}" for number in range(10))
FILES = {
    LONG: b"long",
    ".hidden": b"h",
    f"{DEEP}/far down": b"deep" * 900,
    "same.txt": b"1",
    "SAME.TXT": b"2",
}
MAKERS = {
    "genisoimage": ("genisoimage", "-quiet", "-R"),
    "xorriso": ("xorriso", "-as", "mkisofs", "-quiet", "-R"),
}


def a_disc(folder: Path, maker: str) -> bytes:
    tree = folder / "tree"
    for name, content in FILES.items():
        place = tree / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    (tree / "link").symlink_to("../" * 3 + "x" * 240 + "/there")
    (tree / "to the root").symlink_to("/etc/passwd")
    run(*MAKERS[maker], "-o", folder / "disc.iso", tree)
    return (folder / "disc.iso").read_bytes()


def listed(content: bytes) -> tuple[dict[str, FileEntry], list[str], IsoFileSystem]:
    image = MediaOfBytes(content)
    file_system = IsoFileSystem(image, map_volumes(image).volumes[0])
    items = list(file_system.entries())
    entries = {item.path.raw.decode(): item for item in items if isinstance(item, FileEntry)}
    return entries, [item.reason for item in items if isinstance(item, Fault)], file_system


@pytest.mark.parametrize("maker", MAKERS)
def test_names_folders_and_links_are_as_they_were(tmp_path: Path, maker: str) -> None:
    entries, faults, file_system = listed(a_disc(tmp_path, maker))
    for name, content in FILES.items():
        assert content_of(file_system, entries[f"/{name}"]) == content
    targets = [entries[name].link_target for name in ("/link", "/to the root")]
    assert [each and each.raw for each in targets] == [
        b"../" * 3 + b"x" * 240 + b"/there",
        b"/etc/passwd",
    ]
    assert entries["/link"].kind is EntryKind.SYMLINK
    assert entries[f"/{DEEP}"].kind is EntryKind.DIRECTORY
    assert entries["/.hidden"].times.mtime is not None
    census = file_system.census()
    assert census is not None
    assert census.in_use == census.met
    assert faults == []


def test_a_record_whose_further_fields_are_gone_keeps_its_plain_name(tmp_path: Path) -> None:
    content = a_disc(tmp_path, "genisoimage").replace(b"CE\x1c\x01", b"CE\x1c\x02\xff\xff\xff\xff")
    entries, _, _ = listed(content[: 300 << 10])
    assert "/.hidden" in entries
    assert not any(name.endswith("there") for name in entries)
