"""The plan of the practice card: which files, where, how hidden, and what must be found. Fixed names,
contents and times.

`plan()` is the single truth: the image is written from it, the practice sets are made from it, and a
demonstration compares its findings with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.practice.disk import CARD_SECTORS, CARD_START_SECTOR
from app.practice.fat32 import Fat32Volume
from app.practice.pictures import picture, text
from app.practice.planted import Expected, Hiding, Planted, planted

FIRST_MOMENT = datetime(2026, 3, 14, 9, 26, 52)  # noqa: DTZ001  FAT keeps local time without a zone
NOTABLE_PICTURES = {1: 1, 2: 1, 3: 2, 4: 2, 5: None, 6: 1, 7: 2, 8: 1, 9: None, 10: 2}
"""Number of the picture -> category code in the notable set; `None`: the record has no category."""
KNOWN_SOFTWARE = range(1, 13)
KNOWN_AND_NOTABLE = 3  # this picture is a record of both sets

_FOLDERS = (
    "/DCIM", "/DCIM/100FIELD", "/DCIM/101FIELD", "/MISC", "/Documents", "/Documents/Letters",
    "/Downloads", "/Downloads/Old trip", "/Music", "/Software", "/Software/Practice Suite 1.0",
    "/Zeichnungen und Pläne 図面",
)  # fmt: skip
# Each is a trap for a table, a shell, a spreadsheet, a typesetter or a font.
_AWKWARD_NAMES = (
    "Müller – Übersicht.txt", "写真の説明.txt", "Résumé 😀.txt", "=1+1.txt", "@SUM(1+1).csv", "#import.typ",
    "-rf.txt", "trailing \u200b zero width.txt", f"a very{' very' * 32} long name.txt",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plant:
    path: str
    content: bytes
    hiding: Hiding = Hiding.ORDINARY
    expected: Expected = Expected.NOT_FOUND
    category: int | None = None
    deleted: bool = False
    over: str | None = None  # path of the deleted file whose first clusters this one takes


def plan() -> tuple[Planted, ...]:
    """Every planted file, in the order of planting."""
    return tuple(_planted(plant) for plant in _plants())


def practice_card() -> Fat32Volume:
    """The card with everything planted on it."""
    card = Fat32Volume(
        sectors=CARD_SECTORS,
        hidden_sectors=CARD_START_SECTOR,
        label="PRACTICE",
        serial=0x2026_0314,
        made_at=FIRST_MOMENT,
    )
    moment = FIRST_MOMENT
    for folder in _FOLDERS:
        card.make_folder(folder, made_at=moment)
    for plant in _plants():
        moment += timedelta(minutes=11, seconds=7)
        card.write_file(plant.path, plant.content, made_at=moment, over=plant.over)
        if plant.deleted:
            card.delete(plant.path)
    card.delete("/Downloads/Old trip")
    return card


def known_software(number: int) -> bytes:
    return text(f"component {number} of Practice Suite 1.0", lines=40 * number)


def _planted(plant: _Plant) -> Planted:
    path = plant.path
    if plant.deleted and _is_short(path):
        folder, _, name = path.rpartition("/")
        path = f"{folder}/_{name[1:]}"
    return planted(
        path,
        plant.content,
        hiding=plant.hiding,
        expected=plant.expected,
        deleted=plant.deleted,
        category=None if plant.category is None else str(plant.category),
    )


def _is_short(path: str) -> bool:
    """Whether the card keeps the name without a long-name entry: the camera's own names."""
    return path.startswith("/DCIM/")


def _plants() -> Iterator[_Plant]:
    yield from _camera_pictures()
    yield from _hidden_pictures()
    yield from _deleted_pictures()
    yield from _documents()
    yield from _software()


def _notable(path: str, number: int, hiding: Hiding, *, deleted: bool = False) -> _Plant:
    return _Plant(
        path=path,
        content=picture(number),
        hiding=hiding,
        expected=Expected.MATCHED,
        category=NOTABLE_PICTURES[number],
        deleted=deleted,
    )


def _camera_pictures() -> Iterator[_Plant]:
    in_plain_sight = {7: 1, 12: 2, 13: 3}  # frame on the card -> number of the notable picture
    for frame in range(1, 25):
        path = f"/DCIM/100FIELD/PRAC{frame:04d}.PNG"
        if frame in in_plain_sight:
            yield _notable(path, in_plain_sight[frame], Hiding.IN_PLAIN_SIGHT)
        else:
            yield _Plant(path=path, content=picture(1000 + frame))
    for frame in range(25, 33):
        yield _Plant(path=f"/DCIM/101FIELD/PRAC{frame:04d}.PNG", content=picture(1000 + frame))


def _hidden_pictures() -> Iterator[_Plant]:
    yield _notable("/Music/track 04.mp3", 4, Hiding.RENAMED)
    yield _notable("/Documents/Letters/minutes of the meeting.docx", 5, Hiding.RENAMED)
    yield _notable("/Downloads/PRAC0007 (copy).png", 1, Hiding.COPIED)
    yield _notable(
        "/Documents/invoice\u202egnp.exe", 6, Hiding.HOSTILE_NAME
    )  # shows as invoiceexe.png where obeyed
    yield _notable("/Downloads/<script>alert(1)<script>.png", 2, Hiding.HOSTILE_NAME)
    near = bytearray(picture(1))
    near[-100] ^= 0x01
    yield _Plant(path="/Downloads/PRAC0007 (edited).png", content=bytes(near), hiding=Hiding.NEAR_MISS)
    near = bytearray(picture(4))
    near[5000] ^= 0x80
    yield _Plant(path="/Music/track 05.mp3", content=bytes(near), hiding=Hiding.NEAR_MISS)


def _deleted_pictures() -> Iterator[_Plant]:
    yield _notable("/DCIM/101FIELD/PRAC0033.PNG", 7, Hiding.DELETED, deleted=True)
    yield _notable("/Downloads/a long name that was deleted.png", 8, Hiding.DELETED, deleted=True)
    yield _notable("/Downloads/Old trip/view from the window.png", 10, Hiding.DELETED, deleted=True)
    gone = "/DCIM/101FIELD/PRAC0034.PNG"
    yield _Plant(
        path=gone,
        content=picture(9),
        hiding=Hiding.OVERWRITTEN,
        expected=Expected.NOT_LEFT,
        deleted=True,
    )
    yield _Plant(path="/MISC/AUTPRINT.MRK", content=text("print order", lines=120), over=gone)
    yield _Plant(path="/DCIM/101FIELD/PRAC0035.PNG", content=picture(1035), deleted=True)


def _documents() -> Iterator[_Plant]:
    for path in ("/Documents/empty.txt", "/Downloads/interrupted download.png.part"):
        yield _Plant(path=path, content=b"", hiding=Hiding.EMPTY, expected=Expected.NO_CONTENT)
    for number in range(1, 16):
        yield _Plant(
            path=f"/Documents/note {number:02d}.txt", content=text(f"note {number}", lines=number * 3)
        )
    for name in _AWKWARD_NAMES:
        yield _Plant(
            path=f"/Zeichnungen und Pläne 図面/{name}", content=text(f"drawing {name[:20]}", lines=9)
        )


def _software() -> Iterator[_Plant]:
    for number in KNOWN_SOFTWARE:
        yield _Plant(
            path=f"/Software/Practice Suite 1.0/component{number:02d}.dll",
            content=known_software(number),
            hiding=Hiding.KNOWN,
            expected=Expected.KNOWN,
        )
    yield _Plant(path="/Software/my own macro.txt", content=text("a macro", lines=31))
