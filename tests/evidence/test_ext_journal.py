"""ext volumes that were not closed: what stands in the journal alone is seen, as Linux would show it."""

import os
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from forensics.entries import Fault, FileEntry
from forensics.filesystems.ext import ExtFileSystem
from forensics.volumes import map_volumes
from tests.evidence.builders import MediaOfBytes, content_of, planted, run

NEW = b"written just before the plug was pulled" * 60
JOURNAL_MAGIC = b"\xc0\x3b\x39\x98"
SUMS = {"checksums of today": ("jo -c",), "older checksums": ("jo -c -v 2",), "no checksums": ("jo",)}


def volume_with(folder: Path, *commands: str, options: tuple[str, ...] = ()) -> Path:
    target = folder / "a.dd"
    tree = planted(folder / "a.tree", {"old.txt": b"old", "stays.txt": b"stays"})
    run("mke2fs", "-q", "-F", "-t", "ext4", *options, "-d", tree, target, "8M")
    return edited(target, *commands)


def edited(target: Path, *commands: str) -> Path:
    script = target.with_suffix(".debugfs")
    script.write_text("\n".join(commands) + "\n")
    run("debugfs", "-w", "-f", script, target)
    return target


def place_in_journal(target: Path, block: int) -> int:
    program = shutil.which("debugfs", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") or "debugfs"
    command = [program, "-R", f"bmap <8> {block}", str(target)]
    told = subprocess.run(command, capture_output=True, check=True, text=True)
    return int(told.stdout) * 1024


def changed_volume(target: Path, folder: Path) -> bytes:
    """The same volume after a file was written, another deleted, and the change reached its place."""
    (folder / "new").write_bytes(NEW)
    later = folder / "later.dd"
    later.write_bytes(target.read_bytes())
    edited(later, f"write {folder / 'new'} new.txt", "rm old.txt")
    return later.read_bytes()


def journalled(target: Path, later: bytes, *, opened: str = "jo -c", more: tuple[str, ...] = ()) -> Path:
    """`target` with the difference to `later` in its journal, and not in place."""
    before, size = target.read_bytes(), 1024
    blocks = [
        at // size for at in range(0, len(later), size) if before[at : at + size] != later[at : at + size]
    ]
    content = target.with_suffix(".blocks")
    content.write_bytes(b"".join(later[block * size : (block + 1) * size] for block in blocks))
    return edited(target, opened, f"jw -b {','.join(map(str, blocks))} {content}", *more, "jc")


def listed(content: bytes) -> tuple[dict[bytes, FileEntry], list[str], ExtFileSystem]:
    image = MediaOfBytes(content)
    file_system = ExtFileSystem(image, map_volumes(image).volumes[0])
    items = list(file_system.entries())
    entries = {item.path.raw: item for item in items if isinstance(item, FileEntry)}
    return entries, [item.reason for item in items if isinstance(item, Fault)], file_system


def told_of(entries: dict[bytes, FileEntry]) -> set[tuple[object, ...]]:
    return {
        (path, entry.kind, entry.size_bytes, entry.allocated, entry.times) for path, entry in entries.items()
    }


@pytest.mark.parametrize("opened", [names[0] for names in SUMS.values()], ids=SUMS.keys())
def test_a_volume_that_was_not_closed_is_listed_as_linux_would_show_it(tmp_path: Path, opened: str) -> None:
    target = volume_with(tmp_path)
    later = changed_volume(target, tmp_path)
    journalled(target, later, opened=opened)
    entries, faults, file_system = listed(target.read_bytes())
    expected, _, _ = listed(later)
    assert told_of(entries) == told_of(expected)
    assert content_of(file_system, entries[b"/new.txt"]) == NEW
    assert entries[b"/new.txt"].extents is None  # its bytes lie in the journal, not in its place
    assert not entries[b"/old.txt"].allocated
    (fault,) = faults
    assert fault.startswith("The volume was not closed: its journal holds ")


def test_a_block_that_looks_like_the_journals_own_is_given_as_it_was(tmp_path: Path) -> None:
    target = volume_with(tmp_path)
    (tmp_path / "new").write_bytes(b"x" * 1024)
    edited(target, f"write {tmp_path / 'new'} odd.txt")
    content = target.read_bytes()
    at = content.index(b"x" * 1024)
    odd = JOURNAL_MAGIC + b"o" * 1020
    journalled(target, content[:at] + odd + content[at + 1024 :])
    entries, _, file_system = listed(target.read_bytes())
    assert content_of(file_system, entries[b"/odd.txt"]) == odd


def test_what_was_taken_back_is_not_played(tmp_path: Path) -> None:
    target = volume_with(tmp_path)
    place = target.read_bytes().index(b"stays") // 1024
    (tmp_path / "block").write_bytes(b"wrong" * 200 + bytes(24))
    edited(target, "jo -c", f"jw -b {place} {tmp_path / 'block'}", f"jw -r {place}", "jc")
    entries, faults, file_system = listed(target.read_bytes())
    assert content_of(file_system, entries[b"/stays.txt"]) == b"stays"
    assert faults == []


def test_a_transaction_that_was_not_completed_does_not_count(tmp_path: Path) -> None:
    target = volume_with(tmp_path)
    later = changed_volume(target, tmp_path)
    content = bytearray(journalled(target, later).read_bytes())
    commit = content.rindex(JOURNAL_MAGIC + struct.pack(">I", 2))
    content[commit : commit + 1024] = bytes(1024)
    entries, faults, _ = listed(bytes(content))
    assert b"/new.txt" not in entries
    assert entries[b"/old.txt"].allocated
    assert faults == []


def test_a_damaged_block_of_the_journal_is_left_out_and_named(tmp_path: Path) -> None:
    target = volume_with(tmp_path)
    later = changed_volume(target, tmp_path)
    content = bytearray(journalled(target, later).read_bytes())
    at = content.index(NEW[:1024])
    content[at + 500] ^= 1
    place = later.index(NEW[:1024]) // 1024
    _, faults, _ = listed(bytes(content))
    assert f"What it holds of block {place:,} fails its checksum and was left out." in faults[1]


def test_a_journal_that_cannot_be_played_back_is_told(tmp_path: Path) -> None:
    target = volume_with(tmp_path)
    later = changed_volume(target, tmp_path)
    content = bytearray(journalled(target, later).read_bytes())
    head = content.index(JOURNAL_MAGIC + struct.pack(">I", 4))
    content[head] ^= 1
    entries, (fault, *_), _ = listed(bytes(content))
    assert b"/new.txt" not in entries
    assert fault == (
        "The volume was not closed, and its journal was not played back; what was written last may be "
        "missing or be listed as it was before. Its first block is damaged."
    )


def test_what_the_bitmaps_do_not_know_yet_is_in_use_as_linux_shows_it(tmp_path: Path) -> None:
    """ext2 has no journal: names and inodes may stand on the disk before the bitmaps do."""
    target = tmp_path / "a.dd"
    tree = planted(tmp_path / "a.tree", {"made last/new.txt": NEW, "stays.txt": b"stays"})
    run("mke2fs", "-q", "-F", "-t", "ext2", "-d", tree, target, "8M")
    expected, _, _ = listed(target.read_bytes())
    edited(target, 'freei "/made last/new.txt"', 'freei "/made last"')
    entries, (fault,), file_system = listed(target.read_bytes())
    assert told_of(entries) == told_of(expected)
    new = entries[b"/made last/new.txt"]
    assert content_of(file_system, new) == NEW
    assert new.extents == expected[b"/made last/new.txt"].extents
    assert fault.startswith(
        "By the inode bitmaps 2 files and directories are free, but names lead to them and they were never"
    )
    census = file_system.census()
    assert census is not None
    assert census.met - census.in_use == 2


def test_a_journal_that_would_take_the_volume_away_is_not_played(tmp_path: Path) -> None:
    target = volume_with(tmp_path)
    (tmp_path / "block").write_bytes(b"x" * 1024)
    edited(target, "jo -c", f"jw -b 1 {tmp_path / 'block'}", "jc")
    entries, faults, _ = listed(target.read_bytes())
    assert entries[b"/stays.txt"].allocated
    assert "its journal was not played back" in faults[0]


def test_fast_commits_are_told_where_linux_would_play_them_back(tmp_path: Path) -> None:
    target = volume_with(tmp_path)
    journalled(target, changed_volume(target, tmp_path))
    content = bytearray(target.read_bytes())
    head = content.index(JOURNAL_MAGIC + struct.pack(">I", 4))
    blocks, _, number = struct.unpack_from(">III", content, head + 16)
    content[head + 0x2B] |= 0x20  # has fast commits
    at = place_in_journal(target, blocks - 256 + 1)
    for transaction, is_told in ((number + 1, True), (number, False)):  # one stands in the log
        content[at : at + 12] = struct.pack("<HHII", 9, 8, 0, transaction)
        entries, faults, _ = listed(bytes(content))
        assert b"/new.txt" in entries
        assert any("fast commits" in fault for fault in faults) == is_told
