"""The practice image and its finished case, made once; tests that change a case work on a copy."""

import hashlib
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.practice import PracticeKit, build_practice
from tests.app.builders import a_case, a_set, copied, said
from tests.app.mixed_disk import build_mixed_disk
from tests.evidence.builders import an_ext_image
from tests.reports.full_case import a_png
from tests.reports.sealing.builders import PASSPHRASE, a_key_file_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    kit: PracticeKit
    library: Path


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    home = tmp_path_factory.mktemp("practice")
    kit = build_practice(home / "evidence")
    for source, name, role in (
        (kit.notable_set, "Practice notable", "notable"),
        (kit.known_set, "Practice known software", "known"),
    ):
        imported = said(
            "hashset", "import", source, "--name", name, "--role", role, "--library", home / "library"
        )
        assert imported.status == 0, imported.err
    return Practice(kit=kit, library=home / "library")


@pytest.fixture(scope="session")
def finished_case(practice: Practice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice image, verified, scanned to the end, and verified again. Copy it before changing it."""
    case = a_case(tmp_path_factory.mktemp("finished") / "finished.fieldcase", practice.kit.image)
    assert said("evidence", "verify", case).status == 0
    scanned = said("scan", case, "--library", practice.library)
    assert scanned.status == 3, scanned.err  # the second partition is locked
    assert said("evidence", "verify", case).status == 0
    return case


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A small image, the files planted in it (path to content), and a library with a set of some of them."""

    image: Path
    files: Mapping[str, bytes]
    wanted: frozenset[str]
    library: Path


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    """An ext4 image of some 300 files between 0 and 100 kB, a tenth of them in a notable set."""
    home = tmp_path_factory.mktemp("media")
    chance = random.Random(20261122)
    sizes = (0, 9, 700, 5_000, 100_000)
    files = {
        f"folder {number % 7}/file {number:03}.bin": chance.randbytes(chance.choice(sizes))
        for number in range(300)
    }
    wanted = frozenset(path for number, path in enumerate(files) if number % 10 == 3 and files[path])
    digests = [hashlib.sha256(files[path]).hexdigest() for path in sorted(wanted)]
    library = a_set(home / "library", "Wanted", digests)
    image = an_ext_image(home / "media.raw", files, size="16M")
    return Media(image=image, files=files, wanted=wanted, library=library)


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedMedia:
    image: Path
    library: Path
    wanted: tuple[bytes, ...]  # contents that stand in the set
    places: tuple[int, ...]  # where some contents begin, the long one first


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> MixedMedia:
    """The disk of `mixed_disk`, and a set of some of its contents."""
    home = tmp_path_factory.mktemp("mixed")
    disk = build_mixed_disk(home / "mixed.raw")
    library = a_set(home / "library", "Wanted", sorted(disk.wanted))
    wanted = tuple(disk.wanted.values())
    return MixedMedia(image=disk.image, library=library, wanted=wanted, places=disk.places)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two key files and their passphrase."""
    home = tmp_path_factory.mktemp("keys")
    for name in ("K. Osei", "B. Brandt"):
        (home / f"{name[:1]}.p12").write_bytes(a_key_file_of(name))
    (home / "words").write_text(PASSPHRASE + "\n", encoding="utf-8")
    return home


@pytest.fixture(scope="session")
def report_home(finished_case: Path, keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with a photograph, its signed and counter-signed report as a folder and a zip."""
    home = tmp_path_factory.mktemp("bundle")
    case = copied(finished_case, home / "case.fieldcase")
    (home / "front.png").write_bytes(a_png())
    exhibit = json.loads(said("list", case, "exhibits", "--format", "jsonl").out.splitlines()[0])["exhibit"]
    assert said("evidence", "photograph", case, exhibit, home / "front.png").status == 0
    made = said(
        *("report", case, "--out", home / "report", "--zip", "--sign-with", keys / "K.p12"),
        *("--key-passphrase-file", keys / "words", "--countersign-with", keys / "B.p12"),
        *("--countersign-passphrase-file", keys / "words", "--files", "hits"),
    )
    assert made.status == 0, made.err
    return home


@pytest.fixture(scope="session")
def bundle(report_home: Path) -> Path:
    return report_home / "report"
