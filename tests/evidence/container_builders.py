"""Disks in containers, made by qemu-img or by hand where it has no writer, and reading them against the
truth.

Sources of the layouts are named in the readers they are for.
"""

import hashlib
import random
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from forensics.containers import open_image
from forensics.crc32c import crc32c
from forensics.errors import EvidenceUnreadable, SourceNotUsable

KIB, MIB = 1024, 1024 * 1024
SECTOR = 512
STEP = 64 * KIB


def some_media(size: int = 2 * MIB, *, seed: int = 7) -> bytes:
    """Pieces of 64 KiB that are random, text, nearly empty or zeros."""
    dice = random.Random(seed)
    media = bytearray(size)
    for start in range(0, size, STEP):
        length = min(STEP, size - start)
        kind = (start // STEP) % 4
        if kind == 0:
            media[start : start + length] = dice.randbytes(length)
        elif kind == 1:
            media[start : start + length] = (f"statement {start:09d} ".encode() * 4000)[:length]
        elif kind == 2:
            media[start + 700 : start + 1900] = dice.randbytes(1200)
    return bytes(media[:size])


def qemu_img(*words: str | Path) -> None:
    if shutil.which("qemu-img") is None:
        pytest.skip("qemu-img (Debian package qemu-utils) is not installed")
    subprocess.run(["qemu-img", *map(str, words)], check=True, capture_output=True)


def converted(target: Path, media: bytes, *, form: str, options: str = "") -> Path:
    raw = target.with_name("source.raw")
    raw.write_bytes(media)
    qemu_img("convert", "-f", "raw", "-O", form, *(("-o", options) if options else ()), raw, target)
    raw.unlink()
    return target


class Reading(NamedTuple):
    right: int
    unreadable: int
    wrong: tuple[int, ...]  # places of pieces that are not what was put in
    reasons: frozenset[str]


def read_in_pieces(source: Path, media: bytes, *, step: int = STEP) -> Reading | str:
    """What comes of each piece of the media; the sentence where the image is refused."""
    try:
        image = open_image(source)
    except SourceNotUsable as refusal:
        return str(refusal)
    right, reasons, wrong = 0, [], []
    for start in range(0, len(media), step):
        view = memoryview(bytearray(min(step, len(media) - start)))
        try:
            got = image.read_into(start, view)
        except EvidenceUnreadable as trouble:
            reasons.append(str(trouble))
            continue
        if got == len(view) and view == media[start : start + step]:
            right += 1
        else:
            wrong.append(start)
    image.close()
    return Reading(right, len(reasons), tuple(wrong), frozenset(reasons))


def content_of(source: Path) -> bytes:
    image = open_image(source)
    content = image.read(0, image.info.size_bytes)
    image.close()
    return content


def notes_of(source: Path) -> dict[str, str]:
    image = open_image(source)
    image.close()
    return dict(image.info.acquisition_notes)


def troubles_of(source: Path) -> tuple[str, ...]:
    image = open_image(source)
    image.close()
    return image.info.troubles


# VMDK


def a_vmdk_extent(  # one extent as VMware's export streams it: tables behind the grains, each behind a marker
    media: bytes, *, text: str
) -> bytes:
    grain_bytes, table_entries = 64 * KIB, 512
    sectors = len(media) // SECTOR
    body = bytearray(_vmdk_header(sectors, directory=0xFFFF_FFFF_FFFF_FFFF))
    body += text.encode().ljust(20 * SECTOR, b"\0")
    body = body.ljust(128 * SECTOR, b"\0")
    table = []
    for start in range(0, len(media), grain_bytes):
        grain = media[start : start + grain_bytes].ljust(grain_bytes, b"\0")
        if not any(grain):
            table.append(0)
            continue
        table.append(len(body) // SECTOR)
        packed = zlib.compress(grain)
        body += struct.pack("<QI", start // SECTOR, len(packed)) + packed
        body += bytes(-len(body) % SECTOR)
    body += _vmdk_marker(4, 1)
    table_at = len(body) // SECTOR
    body += struct.pack(f"<{table_entries}I", *table, *[0] * (table_entries - len(table)))
    body += _vmdk_marker(1, 2)
    directory_at = len(body) // SECTOR
    body += struct.pack("<I", table_at).ljust(SECTOR, b"\0")
    body += _vmdk_marker(1, 3) + _vmdk_header(sectors, directory=directory_at) + bytes(SECTOR)
    return bytes(body)


def _vmdk_marker(length: int, kind: int) -> bytes:
    return struct.pack("<QII", length, 0, kind).ljust(SECTOR, b"\0")


def _vmdk_header(sectors: int, *, directory: int) -> bytes:
    fields = (b"KDMV", 3, 0x30001, sectors, 128, 1, 20, 512, 0, directory, 128, 0, b"\n \r\n", 1)
    return struct.pack("<4sIIQQQQIQQQB4sH", *fields).ljust(SECTOR, b"\0")


def a_vmdk_text(
    *extents: str, kind: str, cid: int = 0x11223344, parent: str = "ffffffff", hint: str = ""
) -> str:
    hint = f'parentFileNameHint="{hint}"\n' if hint else ""
    lines = "\n".join(extents)
    return (
        f'# Disk DescriptorFile\nversion=1\nCID={cid:08x}\nparentCID={parent}\ncreateType="{kind}"\n{hint}\n'
        f'# Extent description\n{lines}\n\nddb.adapterType = "ide"\n'
    )


def a_cowd_extent(media: bytes, *, grain_sectors: int = 16) -> bytes:
    grain_bytes = grain_sectors * SECTOR
    grains = [media[at : at + grain_bytes] for at in range(0, len(media), grain_bytes)]
    directory_at, table_at = 4, 5
    first = table_at + 4096 * 4 // SECTOR
    header = struct.pack("<4s7I", b"COWD", 1, 3, len(media) // SECTOR, grain_sectors, directory_at, 1, first)
    table, stored = [], bytearray()
    for grain in grains:
        table.append(first + len(stored) // SECTOR if any(grain) else 0)
        stored += grain if any(grain) else b""
    entries = struct.pack("<4096I", *table, *[0] * (4096 - len(table)))
    return (
        header.ljust(4 * SECTOR, b"\0") + struct.pack("<I", table_at).ljust(SECTOR, b"\0") + entries + stored
    )


def a_sesparse_extent(media: bytes) -> bytes:
    sectors = len(media) // SECTOR
    directory_at, tables_at, grains_at = 8, 16, 80
    places = [directory_at, 1, tables_at, 64, grains_at - 8, 0, grains_at - 4, 0, grains_at, sectors]
    volatile, journal = [1, 1], [2, 1, 3, 1]
    fixed = [0xCAFEBABE, 0x2_0000_0001, sectors, 8, 64, 0, 0, 0, 0, 0, *volatile, *journal, *places]
    body = bytearray(struct.pack(f"<{len(fixed)}Q", *fixed).ljust(SECTOR, b"\0"))
    body += struct.pack("<QQQQQQ?", 0xCAFECAFE, 0, 0, 0, 0, 0, False).ljust(SECTOR, b"\0")
    body = body.ljust(directory_at * SECTOR, b"\0") + struct.pack("<Q", 0x1000_0000_0000_0000).ljust(
        SECTOR, b"\0"
    )
    table, stored = [], bytearray()
    for start in range(0, len(media), 4096):
        grain = media[start : start + 4096]
        number = len(stored) // 4096
        is_there = any(grain)
        table.append(3 << 60 | (number & 0xFFF) << 48 | number >> 12 if is_there else 0)
        stored += grain if is_there else b""
    body = body.ljust(tables_at * SECTOR, b"\0")
    body += struct.pack("<4096Q", *table, *[0] * (4096 - len(table)))
    return bytes(body.ljust(grains_at * SECTOR, b"\0") + stored)


# VHD


def a_differencing_vhd(parent: Path, media: bytes, below: bytes, *, name: str) -> bytes:
    """What of `media` is not as in `below`, in blocks of 2 MiB."""
    block_bytes, bitmap_bytes = 2 * MIB, 512
    identity = parent.read_bytes()[-512:][68:84]
    footer = _vhd_footer(len(media))
    header = struct.pack(
        ">8sQQIIII16sII512s",
        b"cxsparse",
        2**64 - 1,
        1536,
        0x10000,
        -(-len(media) // block_bytes),
        block_bytes,
        0,
        identity,
        0,
        0,
        name.encode("utf-16-be"),
    ).ljust(1024, b"\0")
    header = _vhd_checked(header, 36)
    table, blocks = [], bytearray()
    for start in range(0, len(media), block_bytes):
        block = media[start : start + block_bytes].ljust(block_bytes, b"\0")
        under = below[start : start + block_bytes].ljust(block_bytes, b"\0")
        sectors = [block[at : at + SECTOR] != under[at : at + SECTOR] for at in range(0, block_bytes, SECTOR)]
        if not any(sectors):
            table.append(0xFFFF_FFFF)
            continue
        table.append((2048 + len(blocks)) // SECTOR)
        bits = int("".join("1" if each else "0" for each in sectors), 2).to_bytes(bitmap_bytes, "big")
        kept = (
            block[n * SECTOR : (n + 1) * SECTOR] if here else b"\xee" * SECTOR
            for n, here in enumerate(sectors)
        )
        blocks += bits + b"".join(kept)
    entries = struct.pack(f">{len(table)}I", *table).ljust(512, b"\xff")
    return footer + header + entries + bytes(blocks) + footer


def _vhd_footer(size: int) -> bytes:
    fields = (b"conectix", 2, 0x10000, 512, 0, b"win ", 0xA0000, b"Wi2k", size, size, 100, 4, 17, 4, 0)
    identity = hashlib.md5(b"child", usedforsecurity=False).digest()
    raw = struct.pack(">8sIIQI4sI4sQQHBBII16sB", *fields, identity, 0).ljust(512, b"\0")
    return _vhd_checked(raw, 64)


def _vhd_checked(raw: bytes, at: int) -> bytes:
    checksum = ~sum(raw) & 0xFFFF_FFFF
    return raw[:at] + checksum.to_bytes(4, "big") + raw[at + 4 :]


# VHDX, changed from what qemu-img wrote


def vhdx_region(content: bytes | bytearray, identity: str) -> tuple[int, int]:
    """Place and length of the region."""
    count = int.from_bytes(content[192 * KIB + 8 : 192 * KIB + 12], "little")
    for at in range(192 * KIB + 16, 192 * KIB + 16 + 32 * count, 32):
        raw, place, length, _ = struct.unpack_from("<16sQII", content, at)
        if UUID(bytes_le=raw) == UUID(identity):
            return place, length
    raise LookupError(identity)


VHDX_BLOCKS = "2dc27766-f623-4200-9d64-115e9bfd4a08"
VHDX_METADATA = "8b7ca206-4790-4b9a-b8fe-575f050f886e"


def with_a_log(content: bytes, pages: dict[int, bytes], *, zeros: tuple[tuple[int, int], ...] = ()) -> bytes:
    """The file as it is when these pages of 4,096 bytes stand in its log and not yet in their places."""
    changed = bytearray(content)
    identity = UUID(int=0x1234).bytes_le
    log_bytes, log_at = struct.unpack_from("<IQ", changed, 64 * KIB + 68)
    number = 9
    descriptors = [struct.pack("<4s4xQQQ", b"zero", length, place, number) for place, length in zeros]
    descriptors += [
        struct.pack("<4s4s8sQQ", b"desc", page[-4:], page[:8], place, number) for place, page in pages.items()
    ]
    sectors = [
        b"data" + struct.pack("<I", 0) + page[8:-4] + struct.pack("<I", number) for page in pages.values()
    ]
    described = -(-(64 + 32 * len(descriptors)) // 4096) * 4096
    length = described + 4096 * len(sectors)
    head = struct.pack(
        "<4sIIIQI4x16sQQ",
        b"loge",
        0,
        length,
        0,
        number,
        len(descriptors),
        identity,
        len(content),
        len(content),
    )
    entry = bytearray((head + b"".join(descriptors)).ljust(described, b"\0") + b"".join(sectors))
    entry[4:8] = struct.pack("<I", crc32c(bytes(entry)))
    assert length <= log_bytes
    changed[log_at : log_at + length] = entry
    for at in (64 * KIB, 128 * KIB):
        changed[at + 48 : at + 64] = identity
        _vhdx_checked(changed, at, 4096)
    return bytes(changed)


def a_differencing_vhdx(parent: Path, media: bytes, below: bytes) -> bytes:
    """The file of `parent`, made a difference to it: blocks of 1 MiB where `media` is not as `below`."""
    content = bytearray(parent.read_bytes())
    blocks_at = vhdx_region(content, VHDX_BLOCKS)[0]
    newest = max((64 * KIB, 128 * KIB), key=lambda at: int(struct.unpack_from("<Q", content, at + 8)[0]))
    linkage = UUID(bytes_le=bytes(content[newest + 32 : newest + 48]))  # who wrote the data last
    _make_metadata_a_childs(content, linkage, name=".\\" + parent.name)
    ratio = (1 << 23) * SECTOR // MIB
    end = -(-len(content) // MIB) * MIB
    content = content.ljust(end + MIB, b"\0")  # room for the bitmaps of the sectors
    bits = bytearray(MIB)
    for number, start in enumerate(range(0, len(media), MIB)):
        block, under = (
            media[start : start + MIB].ljust(MIB, b"\0"),
            below[start : start + MIB].ljust(MIB, b"\0"),
        )
        own = [n for n, each in enumerate(_sectors(block)) if each != under[n * SECTOR : (n + 1) * SECTOR]]
        entry = len(content) | 7 if own else 0
        content[blocks_at + 8 * number : blocks_at + 8 * number + 8] = entry.to_bytes(8, "little")
        for n in own:
            bits[number * MIB // SECTOR // 8 + n // 8] |= 1 << n % 8
        if own:
            kept = (each if n in own else b"\xee" * SECTOR for n, each in enumerate(_sectors(block)))
            content += b"".join(kept)
    content[end : end + MIB] = bits
    content[blocks_at + 8 * ratio : blocks_at + 8 * ratio + 8] = (end | 6).to_bytes(8, "little")
    for at in (64 * KIB, 128 * KIB):  # a writer of its own
        content[at + 16 : at + 48] = bytes(range(32))
        _vhdx_checked(content, at, 4096)
    return bytes(content)


def _sectors(block: bytes) -> list[bytes]:
    return [block[at : at + SECTOR] for at in range(0, len(block), SECTOR)]


def _make_metadata_a_childs(content: bytearray, linkage: UUID, *, name: str) -> None:
    at, _ = vhdx_region(content, VHDX_METADATA)
    count = int.from_bytes(content[at + 10 : at + 12], "little")
    for entry in range(at + 32, at + 32 + 32 * count, 32):
        identity, place = struct.unpack_from("<16sI", content, entry)
        if UUID(bytes_le=identity) == UUID("caa16737-fa36-4d43-b3b6-33f0aa44e76b"):
            content[at + place + 4] |= 2
    words = {"parent_linkage": "{" + str(linkage) + "}", "relative_path": name}
    kind = UUID("b04aefb7-d19e-4a81-b789-25b8e9445913").bytes_le
    locator = kind + struct.pack("<HH", 0, len(words))
    texts = b""
    for key, value in words.items():
        pair = key.encode("utf-16-le"), value.encode("utf-16-le")
        first = 20 + 12 * len(words) + len(texts)
        locator += struct.pack("<IIHH", first, first + len(pair[0]), len(pair[0]), len(pair[1]))
        texts += b"".join(pair)
    locator += texts
    item = UUID("a8d35f2d-b30b-454d-abf7-d3d84834ab0c").bytes_le
    content[at + 32 + 32 * count : at + 64 + 32 * count] = item + struct.pack(
        "<IIIxxxx", 512 * KIB, len(locator), 4
    )
    content[at + 10 : at + 12] = (count + 1).to_bytes(2, "little")
    content[at + 512 * KIB : at + 512 * KIB + len(locator)] = locator


def _vhdx_checked(content: bytearray, at: int, length: int) -> None:
    content[at + 4 : at + 8] = bytes(4)
    content[at + 4 : at + 8] = struct.pack("<I", crc32c(bytes(content[at : at + length])))


# damage


def flipped(content: bytes, places: range, *, times: int, seed: int) -> bytes:
    """With one bit changed at each of `times` places drawn from `places`."""
    dice = random.Random(seed)
    changed = bytearray(content)
    for _ in range(times):
        changed[dice.choice(places)] ^= 1 << dice.randrange(8)
    return bytes(changed)


def cut_at(content: bytes, *, pieces: int, seed: int = 5) -> list[bytes]:
    dice = random.Random(seed)
    return [content[: dice.randrange(1, len(content))] for _ in range(pieces)]


def assert_nothing_silent(
    target: Path,
    contents: list[bytes],
    media: bytes,
    *,
    keep: Callable[[str], bool],
) -> None:
    """Each damaged file is refused with a sentence that `keep` takes, or gives right pieces and reasons
    only; others only where it is told that the container is damaged.
    """
    for content in contents:
        target.write_bytes(content)
        reading = read_in_pieces(target, media)
        if isinstance(reading, str):
            assert keep(reading), reading
        else:
            assert not reading.wrong or troubles_of(target), reading
