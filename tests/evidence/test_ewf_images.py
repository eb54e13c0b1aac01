"""EWF sources made by ewfacquire: media, stored digests, notes, missing segments, damage."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from forensics.containers import open_image
from forensics.containers.ewf_segments import extension_of
from forensics.containers.verifying import verify_media
from forensics.errors import Cancelled, EvidenceUnreadable, SourceNotUsable
from forensics.images import EvidenceImage
from tests.evidence.builders import MIB, MediaOfBytes, an_ewf_image


def never() -> bool:
    return False


def unheard(_: int) -> None:
    """Progress that nobody follows."""


@pytest.fixture
def media() -> bytes:
    return b"".join(hashlib.sha256(str(n).encode()).digest() for n in range(5 * MIB // 2 // 32))


@pytest.fixture
def first(tmp_path: Path, media: bytes) -> Path:
    raw = tmp_path / "stick.raw"
    raw.write_bytes(media)
    made = an_ewf_image(raw)
    raw.unlink()
    return made


def test_segments_are_found_from_the_first_and_give_the_media(first: Path, media: bytes) -> None:
    image = open_image(first)
    assert image.info.container == "EWF-E01"
    assert [Path(segment).suffix for segment in image.info.segments] == [".E01", ".E02", ".E03"]
    assert (image.info.size_bytes, image.info.sector_bytes) == (len(media), 512)
    assert image.read(MIB - 100, 1000) == media[MIB - 100 : MIB + 900]
    image.close()


def test_several_threads_read_at_once_each_with_its_own_handle(first: Path, media: bytes) -> None:
    image = open_image(first)
    handles = [image.for_thread() for _ in range(3)]
    pieces = [(place, 40_000) for place in range(0, len(media) - 40_000, 30_011)]

    def read_all(handle: EvidenceImage) -> bool:
        view = memoryview(bytearray(40_000))
        return all(
            handle.read_into(offset, view) == length and view == media[offset : offset + length]
            for offset, length in pieces
        )

    with ThreadPoolExecutor(max_workers=3) as threads:
        assert list(threads.map(read_all, handles)) == [True] * 3
    open_files = set(Path("/proc/self/fd").iterdir())
    image.for_thread()
    assert set(Path("/proc/self/fd").iterdir()) == open_files  # a long series does not use up the files
    image.close()


def test_stored_digests_and_notes_are_told(first: Path, media: bytes) -> None:
    image = open_image(first)
    assert image.info.stored_digests.md5 == hashlib.md5(media, usedforsecurity=False).digest()
    assert image.info.stored_digests.sha1 == hashlib.sha1(media, usedforsecurity=False).digest()
    notes = dict(image.info.acquisition_notes)
    assert (notes["case_number"], notes["examiner_name"]) == ("case 7", "A. Examiner")
    image.close()


def test_verifying_digests_all_the_media_and_tells_progress(first: Path, media: bytes) -> None:
    image = open_image(first)
    heard: list[int] = []
    digests = verify_media(image, cancelled=never, progress=heard.append).digests
    assert digests.sha256 == hashlib.sha256(media).digest()
    assert digests.md5 == image.info.stored_digests.md5
    assert heard[-1] == len(media)
    image.close()


def test_lower_case_segments_belong_together(first: Path, media: bytes) -> None:
    for path in sorted(first.parent.iterdir()):
        path.rename(path.with_suffix(path.suffix.lower()))
    image = open_image(first.with_suffix(".e01"))
    assert image.read(0, len(media)) == media
    image.close()


def test_a_missing_middle_segment_is_named(first: Path) -> None:
    first.with_suffix(".E02").unlink()
    with pytest.raises(SourceNotUsable, match=r"stick\.E02"):
        open_image(first)


def test_a_missing_last_segment_is_noticed(first: Path) -> None:
    first.with_suffix(".E03").unlink()
    with pytest.raises(SourceNotUsable, match=r"goes on after stick\.E02"):
        open_image(first)


def test_a_segment_of_another_image_is_named(first: Path, tmp_path: Path, media: bytes) -> None:
    (tmp_path / "other").mkdir()
    raw = tmp_path / "other" / "stick.raw"
    raw.write_bytes(media + bytes(MIB))
    an_ewf_image(raw).with_suffix(".E02").replace(first.with_suffix(".E02"))
    with pytest.raises(SourceNotUsable, match=r"stick\.E02 is a segment of another image"):
        open_image(first)


def test_a_later_segment_is_not_taken_for_the_image(first: Path) -> None:
    with pytest.raises(SourceNotUsable, match=r"segment 2 .* open the first, stick\.E01"):
        open_image(first.with_suffix(".E02"))


@pytest.mark.parametrize("name", ["a.E01", "a.s01", "a.Ex01", "a.L01", "a.Lx01"])
def test_a_text_file_named_e01_is_called_what_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("a shopping list\n" * 60)
    with pytest.raises(SourceNotUsable, match="not an EWF file although its name says so"):
        open_image(tmp_path / name)


def test_a_header_alone_is_a_damaged_image(tmp_path: Path) -> None:
    (tmp_path / "a.E01").write_bytes(b"EVF\x09\x0d\x0a\xff\x00\x01\x01\x00\x00\x00" + bytes(300))
    with pytest.raises(SourceNotUsable, match="damaged EWF image"):
        open_image(tmp_path / "a.E01")


def test_a_truncated_image_is_refused_or_unreadable_but_never_digested(first: Path) -> None:
    content = first.read_bytes()
    for path in first.parent.glob("*.E0[23]"):
        path.unlink()
    first.write_bytes(content[: len(content) * 6 // 10])
    image = open_image(first)
    with pytest.raises(EvidenceUnreadable, match="damaged or cut off"):
        verify_media(image, cancelled=never, progress=unheard)
    image.close()


def test_a_flipped_byte_stops_a_verification_and_spoils_only_its_chunk(first: Path, media: bytes) -> None:
    second = first.with_suffix(".E02")
    content = bytearray(second.read_bytes())
    content[len(content) // 2] ^= 0xFF
    second.write_bytes(content)
    image = open_image(first)
    with pytest.raises(EvidenceUnreadable, match=r"Bytes 1,507,328 to 1,540,095 of the media"):
        verify_media(image, cancelled=never, progress=unheard)
    assert image.read(0, 1_507_328) + image.read(1_540_096, len(media)) == (
        media[:1_507_328] + media[1_540_096:]
    )
    image.close()


def test_a_cancelled_verification_has_no_digest() -> None:
    with pytest.raises(Cancelled, match="no digest is recorded"):
        verify_media(MediaOfBytes(bytes(4096)), cancelled=lambda: True, progress=unheard)


def test_a_bad_sector_stops_a_verification() -> None:
    with pytest.raises(EvidenceUnreadable, match="bad sector"):
        verify_media(MediaOfBytes(bytes(4096), bad=range(1000, 1001)), cancelled=never, progress=unheard)


@pytest.mark.parametrize(
    ("place", "name"), [(2, "E02"), (99, "E99"), (100, "EAA"), (125, "EAZ"), (126, "EBA"), (776, "FAA")]
)
def test_segment_names_go_on_after_e99(place: int, name: str) -> None:
    assert extension_of(place, like="E") == name
    assert extension_of(place, like="e") == name.lower()
