"""Blocks that a container keeps and no table leads to any more: told where nobody gave them back."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.errors import SourceNotUsable
from tests.evidence.container_builders import (
    SECTOR,
    VHDX_BLOCKS,
    a_cowd_extent,
    a_sesparse_extent,
    a_vmdk_text,
    converted,
    some_media,
    troubles_of,
    vhdx_region,
)
from tests.evidence.test_parallels import BLOCK, a_bundle_with_a_snapshot, growing
from tests.evidence.test_sparse_images import a_sparse_image

MEDIA = some_media()
Made = tuple[Path, Path, int, bytes]  # the disk, the file of its table, an entry, what it says of nothing
Maker = Callable[[Path], Made]


def _parallels(folder: Path) -> Made:
    disk = growing(folder / "a.hds", [MEDIA[at : at + BLOCK] for at in range(0, 10 * BLOCK, BLOCK)])
    return disk, disk, 64 + 4 * 3, bytes(4)


def _vhd(folder: Path) -> Made:
    disk = converted(folder / "a.vhd", MEDIA * 2, form="vpc", options="force_size")
    return disk, disk, 1536, b"\xff" * 4


def _vhdx(folder: Path) -> Made:
    disk = converted(folder / "a.vhdx", MEDIA, form="vhdx", options="block_size=1M,log_size=1M")
    return disk, disk, vhdx_region(disk.read_bytes(), VHDX_BLOCKS)[0], bytes(8)


def _esx(kind: str, content: bytes, entry: int, length: int) -> Maker:
    def made(folder: Path) -> Made:
        (folder / "x.vmdk").write_bytes(content)
        text = a_vmdk_text(f'RW {len(MEDIA) // SECTOR} {kind.upper()} "x.vmdk"', kind=kind)
        (folder / "a.vmdk").write_text(text)
        return folder / "a.vmdk", folder / "x.vmdk", entry, bytes(length)

    return made


def _sparse_image(folder: Path) -> Made:
    """An entry that tells nothing ends the list."""
    (folder / "a.sparseimage").write_bytes(a_sparse_image(MEDIA))
    return folder / "a.sparseimage", folder / "a.sparseimage", 64 + 4 * 5, bytes(4)


_TABLE, _SPACE_TABLE = 5 * SECTOR, 16 * SECTOR
MAKERS: dict[str, Maker] = {
    "Parallels": _parallels,
    "VHD": _vhd,
    "VHDX": _vhdx,
    "COWD": _esx("vmfsSparse", a_cowd_extent(MEDIA), _TABLE, 4),
    "SESPARSE": _esx("seSparse", a_sesparse_extent(MEDIA), _SPACE_TABLE, 8),
    "sparse DMG": _sparse_image,
}


@pytest.mark.parametrize("kind", MAKERS)
def test_an_entry_that_turned_to_nothing_is_told(tmp_path: Path, kind: str) -> None:
    disk, table, entry, nothing = MAKERS[kind](tmp_path)
    assert not troubles_of(disk)
    content = bytearray(table.read_bytes())
    content[entry : entry + len(nothing)] = nothing
    table.write_bytes(content)
    (told,) = troubles_of(disk)
    assert told.startswith(f"{table.name}: the bytes from ")
    assert told.endswith("What reads as zeros may be missing.")


@pytest.mark.parametrize("kind", ["Parallels", "sparse DMG"])
def test_a_file_that_ends_before_its_last_block_is_told_when_it_is_opened(tmp_path: Path, kind: str) -> None:
    disk, table, _, _ = MAKERS[kind](tmp_path)
    table.write_bytes(table.read_bytes()[: -len(MEDIA) // 2 if kind == "sparse DMG" else -2 * BLOCK])
    assert any("it is cut off, or what tells its size is damaged." in told for told in troubles_of(disk))


def test_a_flat_extent_that_is_cut_is_told_when_it_is_opened(tmp_path: Path) -> None:
    lines = f'RW {len(MEDIA) // SECTOR} FLAT "a-flat.vmdk" 0'
    (tmp_path / "a.vmdk").write_text(a_vmdk_text(lines, kind="monolithicFlat"))
    (tmp_path / "a-flat.vmdk").write_bytes(MEDIA)
    assert not troubles_of(tmp_path / "a.vmdk")
    (tmp_path / "a-flat.vmdk").write_bytes(MEDIA[:-SECTOR])
    (told,) = troubles_of(tmp_path / "a.vmdk")
    assert told.startswith("a-flat.vmdk holds ")


def test_a_bundle_with_a_short_part_or_an_emptied_description_is_told(tmp_path: Path) -> None:
    made = a_bundle_with_a_snapshot(tmp_path)
    assert not troubles_of(made)
    (made / "plain").write_bytes(b"#" * (BLOCK - SECTOR))
    assert "plain holds 3,072 bytes and should hold 3,584" in troubles_of(made)[0]
    (made / "DiskDescriptor.xml").write_bytes(bytes(900))
    with pytest.raises(SourceNotUsable, match="no description of a Parallels disk"):
        open_image(made)


@pytest.mark.parametrize(("kind", "state"), [("VHDX", 3), ("SESPARSE", 1 << 60)])
def test_what_the_guest_gave_back_is_no_trouble(tmp_path: Path, kind: str, state: int) -> None:
    disk, table, entry, _ = MAKERS[kind](tmp_path)
    content = bytearray(table.read_bytes())
    content[entry : entry + 8] = struct.pack("<Q", state)
    table.write_bytes(content)
    assert not troubles_of(disk)
