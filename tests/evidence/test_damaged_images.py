"""Images of every kind, damaged from outside, held against what the whole image holds.

Whatever the damage, opening and reading end within a deadline in sentences and faults. Where the damage takes
bytes away or a checksum shows it, a file has its true content or none; and where a file is missing, something
is told. A reader process that dies is one fault for the program, so it is no failure here.
"""

import multiprocessing
import random
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.entries import Content, EntryKind, Fault, FileEntry
from forensics.errors import EvidenceUnreadable, SourceNotUsable
from forensics.filesystems import FileSystem, open_file_system
from forensics.images import Volume, VolumeState
from forensics.layers import LayeredImage, space_of
from forensics.volumes import map_volumes
from forensics.volumes.layered import with_layers
from tests.evidence.apfs_builder import Planted, an_apfs_container
from tests.evidence.apple_builder import ZLIB, a_dmg
from tests.evidence.builders import (
    MIB,
    a_fat_image,
    an_ewf_image,
    an_ext_image,
    an_iso_image,
    an_ntfs_image,
    digests_of,
)
from tests.evidence.container_builders import converted, flipped
from tests.evidence.ewf2_builder import an_ex01
from tests.evidence.hfsplus_builder import HfsBuilder
from tests.evidence.lvm_builder import a_physical, a_text, fill, striped
from tests.evidence.test_xfs import VERSIONS, _small_volumes  # noqa: F401  (a fixture)
from tests.evidence.test_xfs import an_image as an_xfs_image

DEADLINE_S = 60.0  # for images of some mebibytes on a machine at work; reading one whole takes a second
_OPEN = (VolumeState.READABLE, VolumeState.HOLDS_VOLUMES)
_DICE = random.Random(9)
FILES = {
    "brief.txt": b"meet at nine",
    "picture.jpg": _DICE.randbytes(150_000),
    "notes.bin": _DICE.randbytes(5_000),
    "long.bin": _DICE.randbytes(700_000),
}

_OWN_FILES = "/$"  # NTFS lists its metadata as files: what is damaged there is their true content

Maker = Callable[[Path], list[Path]]
Found = tuple[str, str]  # path with stream, SHA-256


@dataclass(slots=True)
class Told:
    """What an image gave: allocated files with their digests, and all sentences about trouble."""

    contents: Counter[Found] = field(default_factory=Counter)
    sentences: list[str] = field(default_factory=list)


# -- images


def _ext(folder: Path) -> list[Path]:
    return [an_ext_image(folder / "a.raw", FILES, kind="ext4")]


def _fat(folder: Path) -> list[Path]:
    return [a_fat_image(folder / "a.raw", FILES)]


def _ntfs(folder: Path) -> list[Path]:
    return [an_ntfs_image(folder / "a.raw", FILES)]


def _iso(folder: Path) -> list[Path]:
    return [an_iso_image(folder / "a.raw", FILES)]


def _xfs(folder: Path) -> list[Path]:
    return [an_xfs_image(folder, *VERSIONS["version 5"])]


def _hfsplus(folder: Path) -> list[Path]:
    builder = HfsBuilder()
    for name, content in FILES.items():
        builder.file(name, content)
    (folder / "a.raw").write_bytes(builder.image())
    return [folder / "a.raw"]


def _apfs(folder: Path) -> list[Path]:
    (folder / "a.raw").write_bytes(
        an_apfs_container({name: Planted(content=content) for name, content in FILES.items()})
    )
    return [folder / "a.raw"]


def _lvm(folder: Path) -> list[Path]:
    disk = a_physical(a_text({"home": [striped(0, 4, ("pv0", 2))]}, seqno=9), extents=6)
    fill(disk, 2, _ext(folder)[0].read_bytes())
    (folder / "a.raw").write_bytes(disk)
    return [folder / "a.raw"]


def _split_raw(folder: Path) -> list[Path]:
    media = _ext(folder)[0].read_bytes()
    parts = [folder / f"s.{number + 1:03}" for number in range(4)]
    for number, part in enumerate(parts):
        part.write_bytes(media[number * MIB : (number + 1) * MIB])
    return parts


def _e01(folder: Path) -> list[Path]:
    first = an_ewf_image(_ext(folder)[0])
    return sorted(folder.glob(f"{first.stem}.E*"))


def _ex01(folder: Path) -> list[Path]:
    names = [folder / "x.Ex01", folder / "x.Ex02"]
    for name, content in zip(names, an_ex01(_ext(folder)[0].read_bytes(), segments=2), strict=True):
        name.write_bytes(content)
    return names


def _dmg(folder: Path) -> list[Path]:
    (folder / "a.dmg").write_bytes(a_dmg(_ext(folder)[0].read_bytes(), packing=ZLIB)[0])
    return [folder / "a.dmg"]


def _by_qemu(form: str, ending: str, options: str = "") -> Maker:
    def made(folder: Path) -> list[Path]:
        media = _ext(folder)[0].read_bytes()
        return [converted(folder / f"disk.{ending}", media, form=form, options=options)]

    return made


FILE_SYSTEMS: dict[str, Maker] = {
    "ext4": _ext, "FAT16": _fat, "NTFS": _ntfs, "ISO 9660": _iso, "XFS": _xfs, "HFS+": _hfsplus,
    "APFS": _apfs, "LVM2": _lvm,
}  # fmt: skip
CONTAINERS: dict[str, Maker] = {
    "split raw": _split_raw, "E01": _e01, "Ex01": _ex01, "DMG": _dmg,
    "QCOW2": _by_qemu("qcow2", "qcow2"), "VDI": _by_qemu("vdi", "vdi"), "VMDK": _by_qemu("vmdk", "vmdk"),
    "VHD": _by_qemu("vpc", "vhd", "force_size"),
    "VHDX": _by_qemu("vhdx", "vhdx", "block_size=1M,log_size=1M"),
}  # fmt: skip
ALL = FILE_SYSTEMS | CONTAINERS
CHECKSUMMED = ("E01", "Ex01", "DMG")  # each byte of the media lies under a checksum of the container
SEVERAL_FILES = ("split raw", "E01", "Ex01")


# -- reading


def _told(source: Path) -> Told:
    told = Told()
    try:
        image = LayeredImage(open_image(source))
    except SourceNotUsable as trouble:
        told.sentences.append(str(trouble))
        return told
    told.sentences += image.info.troubles
    try:
        mapped = with_layers(image, map_volumes(image))
    except EvidenceUnreadable as trouble:
        told.sentences.append(str(trouble))
        return told
    told.sentences += [fault.reason for fault in mapped.faults]
    for volume in mapped.volumes:
        _read_volume(image, volume, told)
    image.close()
    return told


def _read_volume(image: LayeredImage, volume: Volume, told: Told) -> None:
    if volume.state not in _OPEN:
        told.sentences.append(volume.reason or volume.state)
    if volume.state != VolumeState.READABLE:
        return
    try:
        file_system = open_file_system(space_of(image, volume.offset_bytes), volume)
        for item in list(file_system.entries()):
            _read_entry(file_system, item, told)
        census = file_system.census()
    except EvidenceUnreadable as trouble:
        told.sentences.append(str(trouble))
        return
    if census is not None and census.in_use != census.met:
        told.sentences.append(f"{census.in_use} in use, {census.met} met")


def _read_entry(file_system: FileSystem, item: FileEntry | Fault, told: Told) -> None:
    if isinstance(item, Fault):
        told.sentences.append(item.reason)
    elif not item.path.display().startswith(_OWN_FILES) and item.kind is EntryKind.FILE and item.allocated:
        _read_content(file_system, item, told)


def _read_content(file_system: FileSystem, item: FileEntry, told: Told) -> None:
    if item.size_bytes > 1 << 30:  # of holes, by a damaged size; the examiner has a bound of its own
        told.sentences.append(f"{item.size_bytes:,} bytes")
    elif item.content is Content.PRESENT:
        try:
            sha256 = digests_of(file_system, item).sha256 or b""
        except EvidenceUnreadable as trouble:
            told.sentences.append(str(trouble))
        else:
            told.contents[item.path.display() + repr(item.stream), sha256.hex()] += 1


def _in_a_process(source: Path) -> Told | None:
    """What the image gives; `None` when the process that reads it dies, as a reader may."""
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_send_told, args=(source, theirs))
    process.start()
    theirs.close()
    try:
        assert mine.poll(DEADLINE_S), f"{source.name} was still being read after {DEADLINE_S} s"
        told = mine.recv()
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()
    assert isinstance(told, Told), told
    return told


def _send_told(source: Path, pipe: Connection) -> None:
    try:
        pipe.send(_told(source))
    except BaseException as trouble:  # what is no sentence has to show in the test, whatever it is
        pipe.send(repr(trouble))
        raise


# -- damage


@dataclass(frozen=True, slots=True)
class Damage:
    words: str
    file: int
    content: bytes | None  # None: the file is gone
    hides_nothing: bool = True  # every content is true or absent, and what is absent is told


def _truncations(whole: list[bytes], *, times: int) -> Iterator[Damage]:
    last = len(whole) - 1
    for part in range(times):
        length = len(whole[last]) * part // times + (part % 3) * 77
        yield Damage(f"cut at {length}", last, whole[last][:length])


def _heads_zeroed(whole: list[bytes]) -> Iterator[Damage]:
    for place, length in ((0, 512), (0, 1024), (1024, 1024), (0, 4096), (32_768, 2048)):
        content = bytearray(whole[0])
        content[place : place + length] = bytes(len(content[place : place + length]))
        yield Damage(f"{length} zeros at {place}", 0, bytes(content))


def _missing(whole: list[bytes]) -> Iterator[Damage]:
    for number in range(1, len(whole)):
        yield Damage(f"file {number} missing", number, None)
        swapped = whole[0] if number > 1 else whole[-1]
        yield Damage(f"file {number} is another", number, swapped, hides_nothing=False)


def _flips(whole: list[bytes], *, times: int, each: int, hides_nothing: bool) -> Iterator[Damage]:
    for seed in range(times):
        victim = seed % len(whole)
        content = flipped(whole[victim], range(len(whole[victim])), times=each, seed=seed)
        yield Damage(f"{each} bits flipped, seed {seed}", victim, content, hides_nothing)


def _made_up_numbers(whole: list[bytes], *, times: int) -> Iterator[Damage]:
    """Numbers that point anywhere, in places that hold something, the first of them above all."""
    dice = random.Random(77)
    for seed in range(times):
        content = bytearray(whole[0])
        used = [at for at in range(0, len(content) - 512, 512) if any(content[at : at + 64])]
        for _ in range(dice.choice((1, 20, 1_000))):
            at = dice.choice(used[: dice.choice((4, 40, len(used)))]) + dice.randrange(0, 505)
            number = dice.choice((0, 1, 7, 0xFFFF, 0xFFFF_FFFF, (1 << 63) - 1, dice.randrange(1 << 20)))
            kind = dice.choice(("<Q", ">Q", "<I", ">I", "<H"))
            struct.pack_into(kind, content, at, number & ((1 << 8 * struct.calcsize(kind)) - 1))
        yield Damage(f"made-up numbers, round {seed}", 0, bytes(content), hides_nothing=False)


def _hold(folder: Path, kind: str, damages: Callable[[list[bytes]], Iterator[Damage]]) -> None:
    files = ALL[kind](folder)
    truth = _told(files[0])
    assert truth.contents, truth.sentences
    whole = [file.read_bytes() for file in files]
    for damage in damages(whole):
        for file, content in zip(files, whole, strict=True):
            file.write_bytes(content)
        if damage.content is None:
            files[damage.file].unlink()
        else:
            files[damage.file].write_bytes(damage.content)
        told = _in_a_process(files[0])
        if told is not None:
            _expect_nothing_hidden(told, truth, f"{kind}, {damage.words}", is_exact=damage.hides_nothing)


def _expect_nothing_hidden(told: Told, truth: Told, what: str, *, is_exact: bool) -> None:
    assert all(sentence.strip() for sentence in told.sentences), what
    if is_exact:
        false = told.contents - truth.contents
        assert not false, f"{what}: content that is not true of {list(false)[:4]}; told: {told.sentences[:6]}"
        assert told.contents == truth.contents or told.sentences, f"{what}: files are missing in silence"


# -- a few always


@pytest.mark.parametrize("kind", ["ext4", "HFS+", "APFS", "LVM2", "E01", "DMG", "QCOW2"])
def test_a_cut_image_gives_true_content_or_none_and_tells(tmp_path: Path, kind: str) -> None:
    _hold(tmp_path, kind, lambda whole: _truncations(whole, times=4))


@pytest.mark.parametrize("kind", SEVERAL_FILES)
def test_a_missing_file_of_a_split_image_is_told(tmp_path: Path, kind: str) -> None:
    _hold(tmp_path, kind, _missing)


def test_flipped_bits_under_checksums_give_no_false_content(tmp_path: Path) -> None:
    _hold(tmp_path, "E01", lambda whole: _flips(whole, times=3, each=2, hides_nothing=True))


def test_content_that_is_not_true_and_silence_are_noticed() -> None:
    truth = Told(contents=Counter({("/a", "11"): 1}))
    with pytest.raises(AssertionError, match="not true"):
        _expect_nothing_hidden(Told(contents=Counter({("/a", "22"): 1})), truth, "x", is_exact=True)
    with pytest.raises(AssertionError, match="in silence"):
        _expect_nothing_hidden(Told(), truth, "x", is_exact=True)


# -- many with make fuzz


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", ALL)
def test_images_cut_anywhere_give_true_content_or_none_and_tell(tmp_path: Path, kind: str) -> None:
    _hold(tmp_path, kind, lambda whole: _truncations(whole, times=20))


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", ALL)
def test_images_without_their_heads_give_true_content_or_none_and_tell(tmp_path: Path, kind: str) -> None:
    _hold(tmp_path, kind, _heads_zeroed)


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", CHECKSUMMED)
@pytest.mark.parametrize("each", [1, 1_000])
def test_many_flips_under_checksums_give_no_false_content(tmp_path: Path, kind: str, each: int) -> None:
    _hold(tmp_path, kind, lambda whole: _flips(whole, times=20, each=each, hides_nothing=True))


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", ALL)
def test_flips_and_made_up_numbers_anywhere_end_in_sentences(tmp_path: Path, kind: str) -> None:
    _hold(tmp_path, kind, lambda whole: _flips(whole, times=10, each=1_000, hides_nothing=False))
    _hold(tmp_path, kind, lambda whole: _made_up_numbers(whole, times=30))
