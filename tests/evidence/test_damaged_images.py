"""Images of every kind, damaged from outside, held against what the whole image holds (`damage_bench`).

A few always, many with `make fuzz`, also over images that people outside the project made.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forensics.containers import open_image
from tests.evidence.builders import MIB, SECTOR
from tests.evidence.damage_bench import Told, expect_nothing_hidden, hold, told_of, zeros_in_place_of_bytes
from tests.evidence.damaged_kinds import ALL, CONTAINERS, Kind
from tests.evidence.damages import (
    Damage,
    files_missing,
    flips,
    flips_in_metadata,
    heads_zeroed,
    made_up_numbers,
    not_of,
    truncations,
)
from tests.evidence.test_third_party_images import WITH_FIRST, _unpacked
from tests.evidence.test_xfs import _small_volumes  # noqa: F401  (a fixture)

Damages = Callable[[list[bytes]], Iterator[Damage]]
CHECKSUMMED = [name for name, kind in ALL.items() if kind.is_checksummed]
OF_SEVERAL_FILES = [
    "split raw", "E01", "Ex01", "DMG", "split VMDK", "QCOW2 chain", "VHD chain", "Parallels bundle",
]  # fmt: skip
MORE_OF_SEVERAL_FILES = ["VMDK of ESX", "VMDK chain", "VHDX chain", "DMG LZFSE", "E01, packed"]


def _hold(folder: Path, name: str, *damages: Damages) -> None:
    kind = ALL[name]
    files = kind.made(folder)
    truth = told_of(files[0], kind.key)
    assert truth.contents, truth.sentences
    whole = [file.read_bytes() for file in files]
    for each in damages:
        hold(files, each(whole), truth, key=kind.key)


def _missing(kind: Kind) -> Damages:
    return lambda whole: files_missing(whole, tell_each_other_apart=kind.tells_files_apart)


def _cuts(kind: Kind) -> Damages:
    return lambda whole: truncations(whole, times=20, hides_nothing=kind.cuts_show)


# -- a few always


@pytest.mark.parametrize("name", ["ext4", "HFS+", "APFS", "LVM2", "E01", "DMG", "QCOW2"])
def test_a_cut_image_gives_true_content_or_none_and_tells(tmp_path: Path, name: str) -> None:
    _hold(tmp_path, name, lambda whole: truncations(whole, times=4))


@pytest.mark.parametrize("name", OF_SEVERAL_FILES)
def test_a_missing_file_of_a_split_image_is_told(tmp_path: Path, name: str) -> None:
    _hold(tmp_path, name, _missing(ALL[name]))


def test_flipped_bits_under_checksums_give_no_false_content(tmp_path: Path) -> None:
    _hold(tmp_path, "E01", lambda whole: flips(whole, seeds=range(3), each=2, hides_nothing=True))


def test_content_that_is_not_true_and_silence_are_noticed() -> None:
    truth = Told(contents=Counter({("/a", "11"): 1}), sentences=["As ever."])
    with pytest.raises(AssertionError, match="not true"):
        expect_nothing_hidden(Told(contents=Counter({("/a", "22"): 1})), truth, "x", is_exact=True)
    with pytest.raises(AssertionError, match="in silence"):
        expect_nothing_hidden(Told(sentences=["As ever."]), truth, "x", is_exact=True)
    with pytest.raises(AssertionError, match="no sentences"):
        expect_nothing_hidden(Told(sentences=["struct.error"]), truth, "x", is_exact=False)
    with pytest.raises(AssertionError, match="of memory"):
        expect_nothing_hidden(Told(grown_bytes=1 << 30), truth, "x", is_exact=False)
    with pytest.raises(AssertionError, match="zeros in place"):
        expect_nothing_hidden(Told(zeros=["/a from byte 64 on"]), truth, "x", is_exact=False)


def test_zeros_are_told_from_flipped_bits_and_from_true_zeros() -> None:
    true = bytes(range(1, 65)) * 2 + bytes(64)
    assert zeros_in_place_of_bytes(b"?" + true[1:64] + bytes(64) + true[128:], true) == 64
    assert zeros_in_place_of_bytes(b"?" + true[1:], true) is None
    assert zeros_in_place_of_bytes(true, true) is None


# -- many with make fuzz


@pytest.mark.fuzz
@pytest.mark.parametrize("name", MORE_OF_SEVERAL_FILES)
def test_a_missing_file_of_any_image_is_told(tmp_path: Path, name: str) -> None:
    _hold(tmp_path, name, _missing(ALL[name]))


@pytest.mark.fuzz
@pytest.mark.parametrize("name", ALL)
def test_images_cut_anywhere_or_without_their_heads_give_true_content_or_none_and_tell(
    tmp_path: Path, name: str
) -> None:
    kind = ALL[name]
    _hold(tmp_path, name, _cuts(kind), lambda whole: heads_zeroed(whole, hides_nothing=kind.heads_show))


@pytest.mark.fuzz
@pytest.mark.parametrize("name", CHECKSUMMED)
@pytest.mark.parametrize("each", [1, 1_000])
def test_many_flips_under_checksums_give_no_false_content(tmp_path: Path, name: str, each: int) -> None:
    _hold(tmp_path, name, lambda whole: flips(whole, seeds=range(20), each=each, hides_nothing=True))


@pytest.mark.fuzz
@pytest.mark.parametrize("name", ALL)
def test_flips_and_made_up_numbers_anywhere_end_in_sentences(tmp_path: Path, name: str) -> None:
    _hold(
        tmp_path,
        name,
        lambda whole: _as_it_shows(name, flips(whole, seeds=range(10), each=1_000, hides_nothing=False)),
        lambda whole: _as_it_shows(name, flips(whole, seeds=range(10, 20), each=5, hides_nothing=False)),
        lambda whole: _as_it_shows(name, made_up_numbers(whole, seeds=range(77, 107))),
    )


@pytest.mark.fuzz
@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("each", [1, 5, 1_000])
def test_flips_in_metadata_give_no_zeros_in_place_of_bytes_in_silence(
    tmp_path: Path, name: str, each: int
) -> None:
    kind = ALL[name]
    files = kind.made(tmp_path)
    truth = told_of(files[0], kind.key)
    media = b"".join(content + bytes(-len(content) % SECTOR) for content in truth.kept.values())
    if name in CONTAINERS:
        image = open_image(files[0])
        media = image.read(0, image.info.size_bytes)
        image.close()
    whole = [file.read_bytes() for file in files]
    places = not_of(media, whole, head_bytes=kind.head_bytes)
    damages = flips_in_metadata(whole, places=places, seeds=range(20), each=each)
    hold(files, _as_it_shows(name, damages), truth, key=kind.key)


def _as_it_shows(name: str, damages: Iterator[Damage]) -> Iterator[Damage]:
    return (replace(each, brings_zeros=not ALL[name].tables_show) for each in damages)


_MOST_UNPACKED = 24 * MIB  # each damage writes and reads all of it


@pytest.mark.fuzz
@pytest.mark.skipif(not WITH_FIRST, reason="no third-party images beside the repository")
@pytest.mark.parametrize("item", WITH_FIRST, ids=lambda item: str(item["id"]))
def test_damaged_images_of_other_people_hide_nothing(item: dict[str, Any], tmp_path: Path) -> None:
    paths = _unpacked(item, tmp_path)
    if sum(path.stat().st_size for path in paths) > _MOST_UNPACKED:
        pytest.skip("too large to be read some fifty times")
    first = tmp_path / item["first"]
    files = [first, *(path for path in paths if path != first)]
    whole, truth = [file.read_bytes() for file in files], told_of(first)
    hold(files, truncations(whole, times=20), truth)
    hold(files, heads_zeroed(whole), truth)
    hold(files, files_missing(whole, tell_each_other_apart=False), truth)
    hold(files, flips(whole, seeds=range(4), each=1_000, hides_nothing=False), truth)
    hold(files, made_up_numbers(whole, seeds=range(15)), truth)
