"""A small disk with what a scan meets: ext4 and NTFS side by side, hard links, deleted files, alternate
streams, one long file, empty ones.
"""

import hashlib
import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.evidence.builders import MIB, SECTOR, an_mbr, planted, run
from tests.evidence.ntfs_builder import CLUSTER, FREE_CLUSTER, NtfsDisk, Runs, data, named

EXT_START, EXT_BYTES = MIB, 48 * MIB
NTFS_START, NTFS_BYTES = EXT_START + EXT_BYTES, 10 * MIB
SMALL_START, SMALL_BYTES = NTFS_START + NTFS_BYTES, MIB
LINUX, WINDOWS = 0x83, 0x07
LONG_BYTES = 30 * MIB
LONG_NAME = "home/a long film.mkv"
_SIZES = (0, 9, 700, 5_000, 40_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedDisk:
    image: Path
    wanted: Mapping[str, bytes]  # what stands in the set that belongs to it, by its SHA-256
    places: tuple[int, ...]  # of the image, where some contents begin; the first is the long one


def build_mixed_disk(image: Path, *, seed: int = 7) -> MixedDisk:
    """Three volumes in one image; the parts are left beside it."""
    chance = random.Random(seed)
    parts = [
        _an_ext_part(image.with_suffix(".ext4"), chance),
        _an_ntfs_part(image.with_suffix(".ntfs"), chance),
        _a_part_by_hand(image.with_suffix(".hand"), chance),
    ]
    slots = [
        (EXT_START, EXT_BYTES, LINUX),
        (NTFS_START, NTFS_BYTES, WINDOWS),
        (SMALL_START, SMALL_BYTES, WINDOWS),
    ]
    with image.open("wb") as disk:
        disk.write(an_mbr(*[(start // SECTOR, length // SECTOR, kind) for start, length, kind in slots]))
        for (start, _length, _kind), (part, _contents) in zip(slots, parts, strict=True):
            disk.seek(start)
            disk.write(part.read_bytes())
        disk.truncate(SMALL_START + SMALL_BYTES)
    contents = [content for _part, some in parts for content in some.values() if content]
    wanted = {hashlib.sha256(content).hexdigest(): content for content in contents[::9]}
    return MixedDisk(image=image, wanted=wanted, places=_places_of(contents, image.read_bytes()))


def _a_size(chance: random.Random) -> int:
    """Some sizes occur often, some once."""
    size = chance.choice(_SIZES)
    return size + chance.randrange(60) if size > 9 else size


def _places_of(contents: Sequence[bytes], disk: bytes) -> tuple[int, ...]:
    found = [disk.find(content[:4_096]) for content in contents if len(content) >= 5_000]
    return tuple(place for place in found[::12] if place >= 0)


def _an_ext_part(target: Path, chance: random.Random) -> tuple[Path, Mapping[str, bytes]]:
    files = {LONG_NAME: chance.randbytes(LONG_BYTES)} | {
        f"{folder}/file {number:03}.{ending}": chance.randbytes(_a_size(chance))
        for number in range(260)
        for folder, ending in [chance.choice((("home", "jpg"), ("usr/lib", "so"), ("var", "log")))]
    }
    tree = planted(target.with_suffix(".tree"), files)
    linked = [name for name in files if files[name]][1:120:3]
    for number, name in enumerate(linked):
        for again in range(1 + number % 3):
            other = tree / f"home/links/{number} {again}.lnk"
            other.parent.mkdir(exist_ok=True)
            os.link(tree / name, other)
    run("mke2fs", "-q", "-F", "-t", "ext4", "-d", tree, target, str(EXT_BYTES // 1024))
    single = [name for name in files if name not in linked]
    script = target.with_suffix(".remove")
    script.write_text("".join(f'rm "/{name}"\n' for name in single[20:200:8]))
    run("debugfs", "-w", "-f", script, target)
    return target, files


def _an_ntfs_part(target: Path, chance: random.Random) -> tuple[Path, Mapping[str, bytes]]:
    """All in the root, some with an alternate stream."""
    target.write_bytes(b"")
    os.truncate(target, NTFS_BYTES)
    run("mkntfs", "-q", "-F", target)
    files: dict[str, bytes] = {}
    for number in range(60):
        files[f"paper {number:02}.pdf"] = chance.randbytes(_a_size(chance))
        if number % 4 == 0:
            files[f"paper {number:02}.pdf:Zone.Identifier"] = chance.randbytes(chance.choice((30, 9_000)))
    source = target.with_suffix(".source")
    for name, content in files.items():
        source.write_bytes(content)
        plain, _, stream = name.partition(":")
        run("ntfscp", "-f", *(("-N", stream) if stream else ()), target, source, plain)
    return target, files


def _a_part_by_hand(target: Path, chance: random.Random) -> tuple[Path, Mapping[str, bytes]]:
    """Hard links and deleted records on NTFS, which no tool makes without mounting."""
    disk = NtfsDisk()
    folder = disk.folder(24, "other")
    contents: dict[str, bytes] = {}
    for number in range(30, 60):
        size = chance.choice((300, 5_000)) if number % 2 else 60
        content = contents[f"record {number}"] = chance.randbytes(size)
        kept: bytes | Runs = content
        if size > 300:
            cluster = FREE_CLUSTER + 2 * number
            disk.contents[cluster] = content
            disk.used_clusters.update({cluster, cluster + 1})
            kept = Runs(runs=[(cluster, -(-size // CLUSTER))], size=size)
        if number % 3 == 0:
            names = [
                named(f"one {number}.jpg", number=1),
                named(f"two {number}.jpg", number=3, parent=folder),
            ]
            disk.add(number, *names, data(kept, number=2))
        else:
            disk.file(number, f"sole {number}.txt", kept, flags=0 if number % 5 == 0 else 1)
    target.write_bytes(disk.image())
    return target, contents
