"""The mixed disk: 4 GiB of NTFS, written by the ntfs-3g driver as any computer would have written it.

Files come in a shuffled order, some are deleted on the way so that later ones take their clusters, and
videos grow while others are written, which leaves them in fragments. Needs mkntfs, ntfs-3g and FUSE; for the
E01, ewfacquire.
"""

import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from os import utime
from pathlib import Path

from benchmarks.mixed_files import Content, PlannedFile, mixed_files

SIZE_BYTES = 4 << 30
_FIRST_MOMENT = int(datetime(2025, 1, 6, tzinfo=UTC).timestamp())
_PIECES_AT_A_TIME = 24  # of a growing video, between two other files
_UNMOUNT_TRIES = 50
_MARK_OF_THE_WEB = b"[ZoneTransfer]\r\nZoneId=3\r\n"


def build_mixed_disk(image: Path) -> None:
    """Write the raw image to `image`, which comes into being only when it is whole."""
    growing = image.with_suffix(".part")
    with growing.open("wb") as stream:
        stream.truncate(SIZE_BYTES)
    subprocess.run(
        ["mkntfs", "-q", "-F", "-f", "-T", "-c", "4096", "-L", "MIXED", growing],
        check=True,
        capture_output=True,
    )
    with _mounted(growing, image.with_suffix(".mount")) as root:
        _fill(root, mixed_files())
    growing.rename(image)


def acquire_e01(image: Path, target: Path) -> None:
    """Acquire `image` as one E01 with fast compression at `target`, which ends in .E01."""
    growing = target.with_name(f"{target.stem}-part")
    subprocess.run(
        ["ewfacquire", "-u", "-q", "-c", "fast", "-f", "encase6", "-S", "8GiB", "-t", growing, image],
        check=True,
        capture_output=True,
    )
    growing.with_name(f"{growing.name}.E01").rename(target)


@contextmanager
def _mounted(image: Path, place: Path) -> Iterator[Path]:
    place.mkdir(exist_ok=True)
    options = "big_writes,streams_interface=windows,noatime"
    subprocess.run(["ntfs-3g", "-o", options, image, place], check=True, capture_output=True)
    try:
        yield place
    finally:
        _unmount(place)
        place.rmdir()


def _unmount(place: Path) -> None:
    for _ in range(_UNMOUNT_TRIES):
        if subprocess.run(["fusermount", "-u", place], check=False, capture_output=True).returncode == 0:
            return
        time.sleep(0.2)
    raise RuntimeError(f"{place} could not be unmounted")


def _fill(root: Path, planned: Sequence[PlannedFile]) -> None:
    ordinary = [file for file in planned if file.content is not Content.VIDEO]
    videos = iter([file for file in planned if file.content is Content.VIDEO])
    two_thirds = len(ordinary) * 2 // 3
    growing = _growing(root, videos)
    for number, file in enumerate(ordinary):
        _write(root, file)
        if number % 40 == 0:
            next(growing, None)
        if number == two_thirds:
            _delete(root, (gone for gone in ordinary[:two_thirds] if gone.is_deleted and not gone.is_notable))
    for _ in growing:
        pass
    rest = (file for file in ordinary if file.is_deleted and (root / file.path).exists())
    _delete(root, rest)
    _date(root, planned)


def _growing(root: Path, videos: Iterable[PlannedFile]) -> Iterator[None]:
    """Write the videos one after another; each step writes a little more of the current one."""
    for video in videos:
        with ExitStack() as stack:
            stream = stack.enter_context(_made(root, video).open("wb"))
            for number, piece in enumerate(video.pieces()):
                stream.write(piece)
                if number % _PIECES_AT_A_TIME == 0:
                    stream.flush()
                    yield


def _write(root: Path, file: PlannedFile) -> None:
    target = _made(root, file)
    with target.open("wb") as stream:
        stream.writelines(file.pieces())
    if "/Downloads/" in file.path:
        target.with_name(f"{target.name}:Zone.Identifier").write_bytes(_MARK_OF_THE_WEB)


def _made(root: Path, file: PlannedFile) -> Path:
    target = root / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _delete(root: Path, files: Iterable[PlannedFile]) -> None:
    for file in files:
        (root / file.path).unlink()


def _date(root: Path, planned: Iterable[PlannedFile]) -> None:
    for number, file in enumerate(planned):
        target = root / file.path
        if target.exists():
            moment = _FIRST_MOMENT + number * 5407
            utime(target, (moment, moment))
