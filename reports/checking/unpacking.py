"""A zipped bundle, unpacked into a folder of its own for the time of the check.

Only the one form that this program writes is taken: files stored as they are under one folder. So nothing can
swell, no name leads elsewhere, and the zip is held byte for byte against what its files give.
"""

import errno
import shutil
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reports import bag
from reports.checking.opening import CHUNK, MOST_FILES
from reports.checking.verdict import BundleDiffers
from reports.packing import PackedOtherwise, verify_packed

_ADVICE = (
    "it is not in the form in which a bundle is packed: changed, or packed again by another program; to "
    "check what is in it, unpack it and verify the folder"
)

# What the zip library raises on hostile files, and what a name that is both a file and a folder gives.
_NOT_OURS = (
    *(zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, struct.error, RuntimeError),
    *(PackedOtherwise, FileExistsError, NotADirectoryError, IsADirectoryError),
)


@contextmanager
def unpacked(source: Path, *, beside: Path | None = None) -> Iterator[Path]:
    """The folder with the files of the zip, in the folder `beside` or where the system keeps such things;
    raise BundleDiffers where the zip is not exactly as it was packed.
    """
    with tempfile.TemporaryDirectory(prefix="fieldcase-verify-", dir=beside) as place:
        folder = Path(place)
        try:
            top, names = _unpack(source, folder)
            verify_packed(source, folder, names, top=top)
        except _NOT_OURS as trouble:
            raise BundleDiffers(f"{source.name}: {_ADVICE}") from trouble
        except OSError as trouble:
            if trouble.errno != errno.EINVAL:  # the zip library seeks to a place before the file's first byte
                raise
            raise BundleDiffers(f"{source.name}: {_ADVICE}") from trouble
        yield folder


def _unpack(source: Path, folder: Path) -> tuple[str, list[str]]:
    with zipfile.ZipFile(source) as packed:
        members = packed.infolist()
        top = members[0].filename.partition("/")[0] if members else ""
        names = [member.filename.removeprefix(f"{top}/") for member in members]
        if len(set(names)) != len(names) or not 0 < len(names) <= MOST_FILES:
            raise PackedOtherwise
        if shutil.disk_usage(folder).free < source.stat().st_size:
            raise BundleDiffers(
                f"{source.name} cannot be unpacked here: there is no room; unpack it elsewhere"
            )
        for member, name in zip(members, names, strict=True):
            if (
                member.compress_type != zipfile.ZIP_STORED
                or member.flag_bits
                or member.file_size > source.stat().st_size
                or not bag.is_plain_name(name)
                or not bag.is_plain_name(top)
            ):
                raise PackedOtherwise
            _copy(packed, member, folder / name)
    return top, names


def _copy(packed: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(member) as content, target.open("xb") as file:
        shutil.copyfileobj(content, file, CHUNK)
