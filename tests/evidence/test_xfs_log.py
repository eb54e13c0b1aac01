"""XFS volumes that were not closed: what stands in the log alone is seen, as Linux would show it."""

import hashlib
import os
import random
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from forensics.entries import Content, Fault, FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems import open_file_system
from forensics.volumes import map_volumes
from tests.evidence import xfs_log_builder as log
from tests.evidence.builders import MediaOfBytes, content_of, run

BLOCK = 4096
PLAYED = "were read from the log, as Linux does when it mounts a volume."
LARGE = bytes(range(256)) * 64
NAMES = 40
Told = dict[tuple[bytes, bytes | None], tuple[object, ...]]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A volume before anything was written to it, and after."""
    folder = tmp_path_factory.mktemp("xfs")
    return _a_volume(folder, ()), _a_volume(folder, _plan(folder))


@pytest.fixture(scope="module")
def listed(both: tuple[bytes, bytes]) -> Told:
    """What there is after."""
    return _told(both[1])[0]


def _plan(folder: Path) -> tuple[str, ...]:
    (folder / "large").write_bytes(LARGE)
    (folder / "hello").write_bytes(b"meet at nine")
    inside = [f"a_file_with_the_number_{number} ---600 0 0 {folder / 'hello'}" for number in range(NAMES)]
    return (f"large ---644 7 8 {folder / 'large'}", "link l--777 0 0 large", "many d--755 0 0", *inside, "$")


def _a_volume(folder: Path, plan: tuple[str, ...]) -> bytes:
    target, script = folder / "xfs.dd", folder / "plan"
    script.write_text("\n".join(["/none", "0 0", "d--755 0 0", *plan, "$", ""]))
    uuid = "uuid=01234567-89ab-4def-8123-456789abcdef"
    size = f"name={target},size=32m,agcount=2,file=1"
    with pytest.MonkeyPatch.context() as patch:
        for name in ("TEST_DIR", "TEST_DEV", "QA_CHECK_FS"):  # which lets mkfs.xfs make small ones
            patch.setenv(name, "1")
        run("mkfs.xfs", "-q", "-f", "-m", uuid, "-d", size, "-l", "size=1368b", "-p", script)
    content = target.read_bytes()
    target.unlink()
    return content


def _base(before: bytes, after: bytes) -> bytearray:
    """`after` with its contents in place, and all else as it was before."""
    out = bytearray(after)
    heads, blocks, inodes = log.metadata_that_differs(before, after)
    for places, size in ((heads, log.SECTOR), (blocks, BLOCK), (inodes, 512)):
        for at in places:
            out[at : at + size] = before[at : at + size]
    start, sectors = log.log_of(before)
    out[start : start + sectors * log.SECTOR] = before[start : start + sectors * log.SECTOR]
    return out


def _changes(before: bytes, after: bytes) -> list[list[bytes]]:
    """Items of all that `after` has otherwise."""
    heads, blocks, inodes = log.metadata_that_differs(before, after)
    xfs = log.the_volume(after)
    first = {at - at % BLOCK for at in inodes}
    items = [
        log.new_inodes(*divmod(at // BLOCK, xfs.superblock.group_blocks), BLOCK // 512, 512, 1)
        for at in sorted(first)
        if before[at : at + 2] != b"IN"
    ]
    items += [log.a_buffer(at, before[at : at + 512], after[at : at + 512]) for at in heads]
    items += [log.a_buffer(at, before[at : at + BLOCK], after[at : at + BLOCK]) for at in blocks]
    for at in inodes:
        raw = after[at : at + 512]
        if raw[2:4] != bytes(2):
            items.append(log.an_inode(int.from_bytes(raw[152:160], "big"), raw))
    return items


def _in_records(operations: list[bytes]) -> list[list[bytes]]:
    """As many as needed; the operation that goes beyond the end of one goes on in the next."""
    records: list[list[bytes]] = [[]]
    for operation in operations:
        if sum(map(len, records[-1])) + len(operation) > 20_000 and len(operation) > 100:
            head, rest = log.cut_in_two(operation)
            records[-1].append(head)
            records.append([rest])
        else:
            records[-1].append(operation)
    return records


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _told(data: bytes) -> tuple[Told, list[str]]:
    media = MediaOfBytes(bytes(data))
    file_system = open_file_system(media, map_volumes(media).volumes[0])
    items = list(file_system.entries())
    entries: Told = {
        (item.path.raw, item.stream): (
            item.kind, item.size_bytes, item.times, item.link_target, item.links, item.extents,
            _digest(content_of(file_system, item)) if item.content is Content.PRESENT else "",
        )
        for item in items if isinstance(item, FileEntry)
    }  # fmt: skip
    return entries, [item.reason for item in items if isinstance(item, Fault)]


def test_a_volume_that_was_not_closed_is_listed_as_linux_would_show_it(
    both: tuple[bytes, bytes], listed: Told
) -> None:
    before, after = both
    data = _base(before, after)
    assert len(_told(bytes(data))[0]) < 5
    log.put_records(data, _in_records(log.a_transaction(_changes(before, after))))
    entries, faults = _told(bytes(data))

    assert len(entries) > NAMES
    assert entries == listed
    assert len(faults) == 1
    assert PLAYED in faults[0]


def test_the_records_may_go_round_the_end_of_the_log(both: tuple[bytes, bytes], listed: Told) -> None:
    before, after = both
    data = _base(before, after)
    start, sectors = log.log_of(bytes(data))
    for at in range(start, start + sectors * log.SECTOR, log.SECTOR):
        data[at : at + log.SECTOR] = b"\0\0\0\1".ljust(log.SECTOR, b"\0")
    records = _in_records(log.a_transaction(_changes(before, after)))
    assert len(records) > 1
    log.put_records(data, records, at=sectors - 30)

    assert _told(bytes(data))[0] == listed


def test_a_transaction_that_was_not_completed_does_not_count(both: tuple[bytes, bytes]) -> None:
    before, after = both
    data = _base(before, after)
    plain, _ = _told(bytes(data))
    log.put_records(data, _in_records(log.a_transaction(_changes(before, after), is_committed=False)))
    entries, faults = _told(bytes(data))
    assert entries == plain
    assert faults == []


def test_what_is_newer_on_the_disk_stays_as_it_is(both: tuple[bytes, bytes], listed: Told) -> None:
    """The log holds the volume as it was before; each block on the disk says that it was written later."""
    before, after = both
    _, blocks, _ = log.metadata_that_differs(before, after)
    data = bytearray(after)
    for at in blocks:
        log.say_written_later(data, at, BLOCK)
    items = [log.a_buffer(at, after[at : at + BLOCK], before[at : at + BLOCK]) for at in blocks]
    assert items
    log.put_records(data, _in_records(log.a_transaction(items)))
    assert _told(bytes(data))[0] == listed


def test_what_was_given_up_later_is_not_changed(both: tuple[bytes, bytes], listed: Told) -> None:
    before, after = both
    _, blocks, _ = log.metadata_that_differs(before, after)
    at = next(at for at in blocks if after[at : at + 4] == b"XDB3")  # the folder of many names
    wrong = after[at : at + 200] + bytes(BLOCK - 200)
    data = bytearray(after)
    first = log.a_transaction([log.a_buffer(at, after[at : at + BLOCK], wrong)])
    second = log.a_transaction([log.given_up(at, BLOCK)], number=10)
    damaged = bytearray(after)
    log.put_records(damaged, [first])
    log.put_records(data, [first, second])

    assert _told(bytes(damaged))[0] != listed
    assert _told(bytes(data))[0] == listed


def test_a_damaged_record_is_told_and_what_follows_it_is_left(both: tuple[bytes, bytes]) -> None:
    before, after = both
    data = _base(before, after)
    records = _in_records(log.a_transaction(_changes(before, after)))
    log.put_records(data, [*records, *[[] for _ in range(3)]])
    start, _ = log.log_of(bytes(data))
    data[start + (log.FIRST_FREE + 9) * log.SECTOR] ^= 0x40  # in the first of them
    entries, faults = _told(bytes(data))

    assert len(entries) < 5
    assert len(faults) == 1
    assert "its log was not played back" in faults[0]
    assert any(
        f"record at sector {log.FIRST_FREE} of its log fails its checksum" in fault for fault in faults
    )


def test_a_log_that_cannot_be_read_at_all_is_told(both: tuple[bytes, bytes]) -> None:
    data = bytearray(both[0])
    start, _ = log.log_of(both[0])
    data[start + 20] ^= 1  # its only record is damaged
    data[start + log.SECTOR + 9] = 0  # and is not the mark of a closed volume
    assert _told(bytes(data))[1] == [
        "The XFS volume was not closed, and its log was not played back; what was written last may be "
        "missing or be listed as it was before. Its log has no whole record at its end."
    ]


def test_an_inode_that_does_not_fit_its_place_is_told_and_the_rest_is_played(
    both: tuple[bytes, bytes],
) -> None:
    before, after = both
    data = _base(before, after)
    items = _changes(before, after)
    broken = next(item for item in items if item[0][:2] == b"\x3b\x12" and len(item) == 3)
    broken[1] = b"XX" + broken[1][2:]
    log.put_records(data, _in_records(log.a_transaction(items)))
    entries, faults = _told(bytes(data))

    assert len(entries) > NAMES
    assert any("of its log is damaged, or its place is" in fault for fault in faults)


@pytest.mark.fuzz
def test_a_damaged_log_ends_in_sentences(both: tuple[bytes, bytes]) -> None:
    before, after = both
    whole = _base(before, after)
    records = _in_records(log.a_transaction(_changes(before, after)))
    log.put_records(whole, records)
    start, _ = log.log_of(bytes(whole))
    length = sum(-(-len(b"".join(record)) // 512) + 1 for record in records) * 512
    chance = random.Random(5)
    for number in range(60):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            data[start + 1024 + chance.randrange(length)] = chance.choice((0, 1, 0x7F, 0xFF))
        if number % 2:  # as after an attack: the checksums hold
            log.seal_records(data)
        with suppress(EvidenceUnreadable):  # of a content
            _told(bytes(data))


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser may mount")
@pytest.mark.fuzz
def test_what_is_played_back_is_what_linux_mounts(tmp_path: Path) -> None:
    """A volume that was copied while Linux wrote to it, against a second copy that Linux mounts."""
    target, shelf, copy = tmp_path / "a.dd", tmp_path / "shelf", tmp_path / "copy.dd"
    target.write_bytes(_a_volume(tmp_path, ()))
    shelf.mkdir()
    if subprocess.run(["mount", "-t", "xfs", "-o", "loop", target, shelf], capture_output=True).returncode:
        pytest.skip("this machine mounts no XFS")
    try:
        for number in range(150):
            (shelf / f"name {number}").write_bytes(b"%d" % number * 500)
        for number in range(0, 150, 3):
            (shelf / f"name {number}").unlink()
        (shelf / "name 1").rename(shelf / "another name")
        os.sync()
        copy.write_bytes(target.read_bytes())
    finally:
        subprocess.run(["umount", shelf], check=True)
    entries, faults = _told(copy.read_bytes())
    subprocess.run(["mount", "-t", "xfs", "-o", "loop", copy, shelf], check=True)
    try:
        mounted = {b"/" + os.fsencode(path.name): path.read_bytes() for path in shelf.iterdir()}
    finally:
        subprocess.run(["umount", shelf], check=True)
    files = {
        path: facts for (path, _), facts in entries.items() if not path.startswith(b"/$") and path != b"/"
    }

    assert any(PLAYED in fault for fault in faults)
    assert {path: facts[-1] for path, facts in files.items()} == {
        path: _digest(content) for path, content in mounted.items()
    }


def test_a_log_that_would_take_the_volume_away_is_not_played(both: tuple[bytes, bytes], listed: Told) -> None:
    after = both[1]
    data = bytearray(after)
    root = log.the_volume(after).superblock.root * 512
    items = [log.a_buffer(root // BLOCK * BLOCK, after[root // BLOCK * BLOCK :][:BLOCK], bytes(BLOCK))]
    log.put_records(data, [log.a_transaction(items)])
    entries, faults = _told(bytes(data))

    assert entries == listed
    assert len(faults) == 1
    assert "its log was not played back" in faults[0]
