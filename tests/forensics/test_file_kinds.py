"""Pictures, video and archives are told by the ending of a name and by their first bytes."""

import gzip
import io
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.file_kinds import HEAD_BYTES, is_media_content, is_media_name


def _a_zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", b"a")
    return made.getvalue()


def _a_tar() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"), io.BytesIO())
    return made.getvalue()


@pytest.mark.parametrize(
    "name", [b"/a/b.jpg", b"b.tar.gz", b"clip.mp4", b"/x.y/z.heic", b"a.7z", b"disk.e01", b".png"]
)
def test_names_of_pictures_video_and_archives_are_known(name: bytes) -> None:
    assert is_media_name(name)


@pytest.mark.parametrize(
    "name", [b"/a/jpgs", b"a.txt", b"/photos.jpg/readme", b"a.jpg.exe", b"", b"noending"]
)
def test_other_names_are_not(name: bytes) -> None:
    assert not is_media_name(name)


_HEADS = {
    "JPEG": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "PNG": b"\x89PNG\r\n\x1a\n",
    "GIF": b"GIF89a",
    "WebP": b"RIFF\x10\0\0\0WEBPVP8 ",
    "HEIC": b"\0\0\0\x18ftypheic",
    "MP4": b"\0\0\0\x20ftypisom",
    "Matroska": b"\x1a\x45\xdf\xa3",
    "TIFF": b"II*\0",
    "gzip": gzip.compress(b"a"),
    "zip": _a_zip(),
    "tar": _a_tar()[:HEAD_BYTES],
    "RAR": b"Rar!\x1a\x07\x01",
}


@pytest.mark.parametrize("head", _HEADS.values(), ids=_HEADS)
def test_contents_of_pictures_video_and_archives_are_known_by_their_first_bytes(head: bytes) -> None:
    assert is_media_content(head)
    assert not is_media_content(b"#" + head[:200])


@pytest.mark.parametrize(
    "head", [b"", b"\x7fELF", b"MZ\x90\0", b"%PDF-1.7", b"RIFF\0\0\0\0WAVE", b"a text\n" * 80]
)
def test_other_contents_are_not(head: bytes) -> None:
    assert not is_media_content(head)


@given(st.binary(max_size=600))
def test_any_bytes_have_an_answer(head: bytes) -> None:
    assert is_media_content(head) in (True, False)
    assert is_media_name(head) in (True, False)
