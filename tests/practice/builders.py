"""The practice image in other forms, and what outside readers see in it."""

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.practice.disk import CARD_SECTORS, CARD_START_SECTOR
from app.practice.fat32 import SECTOR_BYTES

_ROOT = Path(__file__).parents[2]


def run_tool(*arguments: str | Path) -> bytes:
    """Standard output of an outside tool; skips the test where the tool is not installed."""
    if shutil.which(str(arguments[0])) is None:
        pytest.skip(f"{arguments[0]} is not installed")
    return subprocess.run(arguments, check=True, capture_output=True).stdout


def build_e01(image: Path, folder: Path) -> Path:
    """Acquire `image` as a compressed E01 into `folder`, with ewfacquire; the path of the first segment."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / image.stem
    if shutil.which("ewfacquire") is None:
        pytest.skip("ewfacquire is not installed")
    run_tool(_ROOT / "shipping" / "acquire", image, target)
    return target.with_suffix(".E01")


def cut_out_card(image: Path, folder: Path) -> Path:
    """The camera card's volume alone, for tools that know no partition tables."""
    card = folder / "card.fat"
    with image.open("rb") as stream:
        stream.seek(CARD_START_SECTOR * SECTOR_BYTES)
        card.write_bytes(stream.read(CARD_SECTORS * SECTOR_BYTES))
    return card


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenByTsk:
    deleted: bool
    sha256: str


def seen_by_tsk(image: Path) -> dict[bytes, SeenByTsk]:
    """Path -> what fls and icat make of each file on the card, deleted ones recovered."""
    seen = {}
    offset = str(CARD_START_SECTOR)
    for line in run_tool("fls", "-o", offset, "-r", "-p", image).splitlines():
        head, _, path = line.partition(b"\t")
        if not head.startswith(b"r/r") or path.endswith(b"(Volume Label Entry)"):
            continue
        address = head.rstrip(b":").split()[-1].decode()
        content = run_tool("icat", "-r", "-o", offset, image, address)
        seen[b"/" + path] = SeenByTsk(deleted=b" * " in head, sha256=hashlib.sha256(content).hexdigest())
    return seen
