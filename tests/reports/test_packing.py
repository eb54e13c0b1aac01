"""A zip of a bundle has one possible form: others read it, and no bit of it can be another."""

import zipfile
from pathlib import Path

import pytest

from reports import packing
from reports.packing import PackedOtherwise, verify_packed, write_packed

NAMES = ("bagit.txt", "data/hits.csv", "data/empty.csv")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bag" / "data").mkdir(parents=True)
    (tmp_path / "bag" / "bagit.txt").write_bytes(b"BagIt-Version: 1.0\n")
    (tmp_path / "bag" / "data" / "hits.csv").write_bytes(b"no,exhibit\r\n" * 30)
    (tmp_path / "bag" / "data" / "empty.csv").write_bytes(b"")
    return tmp_path / "bag"


def test_another_program_reads_the_same_files(folder: Path, tmp_path: Path) -> None:
    write_packed(tmp_path / "x.zip", folder, NAMES, top="R-1")
    with zipfile.ZipFile(tmp_path / "x.zip") as packed:
        assert packed.testzip() is None
        assert {name: packed.read(f"R-1/{name}") for name in NAMES} == {
            name: (folder / name).read_bytes() for name in NAMES
        }


def test_no_bit_of_it_can_be_another(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "x.zip"
    write_packed(source, folder, NAMES, top="R-1")
    raw = source.read_bytes()
    verify_packed(source, folder, NAMES, top="R-1")
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1 << place % 8
        source.write_bytes(changed)
        with pytest.raises(PackedOtherwise):
            verify_packed(source, folder, NAMES, top="R-1")


@pytest.mark.parametrize("change", [lambda raw: raw + b"\0", lambda raw: b"\0" + raw, lambda raw: raw[:-1]])
def test_nothing_stands_in_front_or_behind(change: "type[bytes]", folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "x.zip"
    write_packed(source, folder, NAMES, top="R-1")
    source.write_bytes(change(source.read_bytes()))
    with pytest.raises(PackedOtherwise):
        verify_packed(source, folder, NAMES, top="R-1")


def test_many_files_are_told_in_zip64_records_that_others_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "_LIMIT_16", 2)
    write_packed(tmp_path / "x.zip", folder, NAMES, top="R-1")
    assert b"PK\6\6" in (tmp_path / "x.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "x.zip") as packed:
        assert len(packed.namelist()) == len(NAMES)
        assert packed.testzip() is None


@pytest.mark.parametrize("size", [2**32 - 2, 2**32 - 1, 2**32, 2**40])
def test_a_file_of_four_gigabytes_has_its_size_where_others_look_for_it(size: int, tmp_path: Path) -> None:
    """The directory stands at a place beyond 4 GiB; the front of the file is a hole."""
    line = packing._directory_line(b"R/large.csv", size=size, crc=0, offset=size)
    with (tmp_path / "x.zip").open("wb") as file:
        file.seek(2 * size if size < 2**33 else 2**34)
        at = file.tell()
        file.write(line + packing._end(1, size=len(line), offset=at))
    with zipfile.ZipFile(tmp_path / "x.zip") as packed:
        (member,) = packed.infolist()
    assert (member.file_size, member.compress_size, member.header_offset) == (size, size, size)
