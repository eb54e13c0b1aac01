"""The practice case: a small disk image and two known-hash sets, built on the spot, with the truth about
them.

For first steps, training and self-test. Everything is synthetic and harmless, and the same bytes come out on
every machine.
"""

from dataclasses import dataclass
from pathlib import Path

from app.practice.disk import write_disk
from app.practice.planted import Planted
from app.practice.recipe import plan, practice_card
from app.practice.sets import SET_VERSION, write_known_set, write_notable_set
from forensics.errors import FieldcaseError


class PracticeNotBuilt(FieldcaseError):
    """The practice image or a set could not be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeKit:
    """What was built. `set_version` is the version to give when the sets are imported."""

    image: Path
    notable_set: Path
    known_set: Path
    set_version: str
    planted: tuple[Planted, ...]


def build_practice(folder: Path) -> PracticeKit:
    """Build image and sets in `folder`, which is made if missing; files that stand there already are never
    replaced.
    """
    kit = PracticeKit(
        image=folder / "practice-card.img",
        notable_set=folder / "practice-notable.vics.json",
        known_set=folder / "practice-known.rds.db",
        set_version=SET_VERSION,
        planted=plan(),
    )
    for path in (kit.image, kit.notable_set, kit.known_set):
        if path.exists():
            raise PracticeNotBuilt(f"{path} exists already; name an empty folder for the practice case.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_disk(kit.image, card=practice_card())
        write_notable_set(kit.notable_set)
        write_known_set(kit.known_set)
    except OSError as trouble:
        raise PracticeNotBuilt(
            f"The practice case cannot be written in {folder}: {trouble.strerror}."
        ) from trouble
    return kit
