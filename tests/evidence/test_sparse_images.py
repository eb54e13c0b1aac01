"""Apple sparse disk images: bands in the order they were written; damage told with its place."""

import struct
from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.errors import SourceNotUsable
from tests.evidence.container_builders import (
    MIB,
    SECTOR,
    STEP,
    Reading,
    content_of,
    cut_at,
    read_in_pieces,
    some_media,
)

FIRST, MORE = 1008, 1010  # numbers in the header, and in each further node


def a_sparse_image(media: bytes, *, band_bytes: int = STEP) -> bytes:
    """The last band is written first; bands of zeros are not."""
    bands = [
        number for number in range(-(-len(media) // band_bytes)) if any(_band(media, number, band_bytes))
    ]
    bands.reverse()
    groups = [bands[:FIRST], *(bands[at : at + MORE] for at in range(FIRST, len(bands), MORE))]
    sectors, content = len(media) // SECTOR, b""
    for number, group in enumerate(groups):
        after = len(content) + 4096 + len(group) * band_bytes if number + 1 < len(groups) else 0
        head = struct.pack(">4sIIIIQQ", b"sprs", 3, band_bytes // SECTOR, 1, sectors, after, sectors).ljust(
            64, b"\0"
        )
        if number:
            head = struct.pack(">4sIIQ", b"sprs", number - 1, 1, after).ljust(56, b"\0")
        numbers = b"".join(struct.pack(">I", band + 1) for band in group)
        content += (head + numbers).ljust(4096, b"\0")
        content += b"".join(_band(media, band, band_bytes) for band in group)
    return content


def _band(media: bytes, number: int, band_bytes: int) -> bytes:
    return media[number * band_bytes : (number + 1) * band_bytes].ljust(band_bytes, b"\0")


@pytest.mark.parametrize("band_bytes", [STEP, SECTOR])  # the second needs further nodes
def test_bands_in_any_order_give_the_media(tmp_path: Path, band_bytes: int) -> None:
    media = some_media(MIB + 3 * SECTOR)
    (tmp_path / "a.sparseimage").write_bytes(a_sparse_image(media, band_bytes=band_bytes))
    assert content_of(tmp_path / "a.sparseimage") == media


def test_a_band_that_is_told_twice_makes_the_list_doubtful(tmp_path: Path) -> None:
    media = some_media(MIB)
    content = bytearray(a_sparse_image(media))
    content[64:68] = content[68:72]
    (tmp_path / "a.sparseimage").write_bytes(content)
    reading = read_in_pieces(tmp_path / "a.sparseimage", media)
    assert isinstance(reading, Reading)
    assert reading.wrong == ()
    assert {reason.partition(": ")[2].split(" ", 2)[0] for reason in reading.reasons} == {"band", "the"}


def test_a_cut_image_is_never_silent(tmp_path: Path) -> None:
    media = some_media(MIB)
    for content in cut_at(a_sparse_image(media), pieces=12):
        (tmp_path / "a.sparseimage").write_bytes(content)
        reading = read_in_pieces(tmp_path / "a.sparseimage", media)
        assert isinstance(reading, str) or (reading.unreadable and not reading.wrong)


def test_a_damaged_header_is_refused(tmp_path: Path) -> None:
    content = bytearray(a_sparse_image(some_media(MIB)))
    content[19] ^= 1
    (tmp_path / "a.sparseimage").write_bytes(content)
    with pytest.raises(SourceNotUsable, match="tells two sizes"):
        open_image(tmp_path / "a.sparseimage")


def test_a_sparse_bundle_is_refused_with_what_to_do(tmp_path: Path) -> None:
    bundle = tmp_path / "a.sparsebundle"
    (bundle / "bands").mkdir(parents=True)
    (bundle / "Info.plist").write_text("<plist/>")
    with pytest.raises(SourceNotUsable, match=r"Apple sparse bundle; .*hdiutil convert"):
        open_image(bundle)
