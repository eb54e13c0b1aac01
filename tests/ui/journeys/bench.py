"""Four disks on the bench, built by recipe: FAT, ext4, NTFS and a disc, with pictures and a video drawn for
this, and a list of some of their digests.
"""

import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.app.builders import a_case, a_set, said
from tests.app.viewing_case import files_to_look_at
from tests.evidence.builders import a_fat_image, an_ext_image, an_iso_image, an_ntfs_image
from tests.forensics.decoding_samples import a_file, a_landscape

NOTABLE = "Harbour series"
TROUBLED = {"bomb.png", "broken.mp4", "letter.txt"}
"""Findings that cannot be shown."""
LOOKED_AT = TROUBLED | {"field.jpg", "harbour.avi", "cut off.jpg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """`images` in the order of the exhibits; `wanted` counts, the files of each whose content is listed."""

    images: tuple[Path, ...]
    listed: Path
    wanted: Mapping[str, int]

    def library(self, folder: Path) -> Path:
        """A library with the list in it, for journeys that begin behind the import."""
        return a_set(folder, NOTABLE, self.listed.read_text(encoding="ascii").split())

    def case(self, folder: Path, *labels: str) -> Path:
        """A case over these exhibits; over all of them where none is named."""
        places = [int(label[1:]) - 1 for label in labels] or range(len(self.images))
        return a_case(folder, *(self.images[place] for place in places))

    def scanned(self, folder: Path, library: Path, *labels: str) -> Path:
        case = self.case(folder, *labels)
        answer = said("scan", case, "--library", library)
        assert answer.status in (0, 3), answer.err
        return case


def build_bench(folder: Path, *, seed: int = 11) -> Bench:
    chance = random.Random(seed)
    pictures = [a_file("JPEG", picture=a_landscape(320 + 8 * number, 240)) for number in range(6)]
    contents = (
        {f"PIC{number}.JPG": picture for number, picture in enumerate(pictures[:4])}
        | {f"N{number}.TXT": chance.randbytes(3_000) for number in range(30)},
        dict(files_to_look_at())
        | {"home/copy of a picture.jpg": pictures[0]}
        | {f"var/{number}.bin": chance.randbytes(20_000) for number in range(120)},
        {"series.jpg": pictures[1], "series.jpg:hidden": pictures[4]}
        | {f"paper {number}.pdf": chance.randbytes(5_000) for number in range(20)},
        {"disc.jpg": pictures[5]} | {f"track{number}.raw": chance.randbytes(9_000) for number in range(20)},
    )
    makers = (a_fat_image, _an_ext_disk, an_ntfs_image, an_iso_image)
    images = tuple(
        make(folder / f"disk {number}.dd", files)
        for number, (make, files) in enumerate(zip(makers, contents, strict=True), 1)
    )
    look_at = files_to_look_at()
    notable = {pictures[0], pictures[1], pictures[4], *(look_at[name] for name in LOOKED_AT)}
    listed = folder / "harbour.txt"
    listed.write_text("".join(f"{hashlib.md5(one).hexdigest()}\n" for one in sorted(notable)))  # noqa: S324
    wanted = {f"E{n}": sum(one in notable for one in files.values()) for n, files in enumerate(contents, 1)}
    return Bench(images=images, listed=listed, wanted=wanted)


def _an_ext_disk(target: Path, files: Mapping[str, bytes]) -> Path:
    return an_ext_image(target, files, size="24M")
