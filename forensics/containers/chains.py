"""Images that lie upon others: backing files, parents, data files kept apart. What lies below is named by the
evidence, so it is looked for beside it and nowhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from forensics.errors import SourceNotUsable
from forensics.images import EvidenceImage, ImageInfo
from forensics.paths import display_text

MOST_IMAGES = 64  # of one chain: the longest backups keep a month of days; each image costs an open file


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The files opened on the way down, the top first, each as device and number."""

    above: tuple[tuple[int, int], ...] = ()

    def with_one_more(self, source: Path) -> "Chain":
        """Raise SourceNotUsable where `source` is in the chain already, or the chain is too long."""
        try:
            status = source.stat()
        except OSError as trouble:
            raise SourceNotUsable(f"{source} cannot be opened: {trouble.strerror}.") from trouble
        identity = (status.st_dev, status.st_ino)
        if identity in self.above:
            raise SourceNotUsable(f"{source} lies upon itself: its chain of images comes back to it.")
        if len(self.above) == MOST_IMAGES:
            raise SourceNotUsable(
                f"{source} is more than {MOST_IMAGES} images below the one that was asked for; the chain is "
                "not followed further."
            )
        return Chain(above=(*self.above, identity))


def beside(source: Path, name: str, *, what: str) -> Path:
    """The file that `source` calls `name`, which may be a path of another machine: a relative place below the
    folder of `source`, else the last part of `name` in that folder. Raise SourceNotUsable naming it where it
    is not there.
    """
    written = PureWindowsPath(name) if "\\" in name or name[1:2] == ":" else PurePosixPath(name)
    folder = source.absolute().parent
    places = [folder / written.name] if written.name not in ("", "..") else []
    if not written.is_absolute() and not written.drive and ".." not in written.parts:
        places.insert(0, folder.joinpath(*written.parts))
    for place in places:
        if is_there(place):
            return place
    shown = display_text(name.encode("utf-8", "surrogateescape"))
    raise SourceNotUsable(
        f"{source} needs its {what} “{shown}”, which is not beside it; put the file into the same folder."
    )


def is_there(place: Path) -> bool:
    """Whether a file can be seen at `place`. `Path.is_file` raises for a folder that is shut, and for a name
    that is too long.
    """
    try:
        return place.is_file()
    except (OSError, ValueError):
        return False


def opened_below(
    source: Path, below: Path, *, what: str, open_below: Callable[[Path], EvidenceImage]
) -> EvidenceImage:
    """`below` opened; SourceNotUsable says for whom it was needed."""
    try:
        return open_below(below)
    except SourceNotUsable as trouble:
        raise SourceNotUsable(f"{source} cannot be read without its {what}: {trouble}") from trouble


def notes_below(info: ImageInfo, *, what: str) -> tuple[tuple[str, str], ...]:
    """The image below in the notes of the one above, and all that lies below that."""
    name = Path(info.segments[0]).name
    words = f"{name} ({info.container}, {info.size_bytes:,} bytes)"
    notes = (
        (field if ": " in field else f"{name}: {field}", value) for field, value in info.acquisition_notes
    )
    return ((what, words), *notes)


def with_troubles_below(info: ImageInfo, below: EvidenceImage | None) -> ImageInfo:
    """What is damaged of the images below is damaged of this one."""
    return info if below is None else replace(info, troubles=(*info.troubles, *below.info.troubles))
