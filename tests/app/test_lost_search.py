"""Lost volumes that only a search of the whole disk finds: on record, scanned, the same at each opening."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from msgspec import structs

from app.commands.desk import DONE, FAILED, PART_UNREAD, STOPPED, StopFlag
from app.engine.added_later import added_later, last_search
from app.engine.lost_search import COMPLETE, GAVE_UP, Search, run_search
from app.engine.lost_search import STOPPED as STOPPED_EARLY
from app.engine.progress import ProgressMeter, Silent
from app.engine.recorded_search import search_exhibit
from app.engine.session import ExhibitSource, ReaderSession
from app.engine.sources import look_at
from app.engine.watchdog import Patience
from app.store.case_file import CaseFile
from app.store.new_exhibit import NewExhibit
from forensics.entries import ByteRange
from forensics.images import ImageInfo
from forensics.reader.protocol import (
    Command,
    FoundBefore,
    LostFound,
    Opened,
    ReaderGone,
    Reply,
    SearchEnded,
    Searching,
    SearchLost,
    SetsLoaded,
)
from tests.app.builders import BEGINNING, Answer, a_case, behind_the_guards, copied, listed, said
from tests.app.warm_readers import warm_reader
from tests.evidence.builders import MIB, SECTOR, a_fat_image, an_mbr

if TYPE_CHECKING:
    from app.engine.reader_link import ReaderLink

CYLINDER = 255 * 63 * SECTOR
OLD, FAR = 270 * CYLINDER, 2140 * MIB  # both behind what an opening looks at


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A listed volume, and two lost ones: where old tables had one begin, and at a whole mebibyte."""
    home = tmp_path_factory.mktemp("lost")
    volumes = {
        MIB: a_fat_image(home / "a.dd", {"LISTED.TXT": b"listed"}, bits=12).read_bytes(),
        OLD: a_fat_image(home / "b.dd", {"OLD.TXT": b"old"}, bits=12).read_bytes(),
        FAR: a_fat_image(home / "c.dd", {"FAR.TXT": b"far"}, bits=12).read_bytes(),
    }
    with (home / "disk.raw").open("wb") as image:
        image.truncate(FAR + 40 * MIB)
        image.write(an_mbr((2048, len(volumes[MIB]) // SECTOR, 1)))
        for place, content in volumes.items():
            image.seek(place)
            image.write(content)
    return home / "disk.raw"


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory, disk: Path) -> Path:
    return a_case(tmp_path_factory.mktemp("added") / "a.fieldcase", disk)


@pytest.fixture
def case(tmp_path: Path, added: Path) -> Path:
    return copied(added, tmp_path / "a.fieldcase")


def scanned(case: Path) -> Answer:
    words = ("--library", case.parent / "none", "--progress", "none")
    return said("scan", case, *words, start_reader=lambda: warm_reader())  # not the one that is tested first


def files(case: Path) -> list[tuple[int, str]]:
    return [
        (each["volume"], each["path"]) for each in listed(case, "entries") if each["path"].endswith(".TXT")
    ]


def actions(case: Path) -> list[str]:
    return [event["action"] for event in listed(case, "custody")]


def test_what_a_search_finds_is_scanned_by_a_case_that_was_scanned_before(case: Path) -> None:
    scanned(case)
    assert files(case) == [(0, "/LISTED.TXT")]
    answer = said("evidence", "search-lost", case, "E1")
    assert answer.status == DONE, answer.err
    assert [row.split("\t")[:3] for row in answer.out.splitlines()] == [
        ["volume 1", "FAT12", f"byte {OLD:,}"],
        ["volume 2", "FAT12", f"byte {FAR:,}"],
    ]
    assert answer.sentence == (
        "E1: the whole disk was searched for lost volumes; 2 volumes were found that no table lists"
    )
    assert scanned(case).status == PART_UNREAD  # that no table lists them is a fault each
    assert files(case) == [(0, "/LISTED.TXT"), (1, "/OLD.TXT"), (2, "/FAR.TXT")]
    told = [fault["reason"] for fault in listed(case, "faults")]
    assert len(told) == 2
    assert all("No partition table lists this volume" in reason for reason in told)
    (exhibit,) = listed(case, "exhibits")
    assert [(v["table"], v["offset"]) for v in exhibit["volumes"]] == [
        ("MBR", MIB),
        ("lost", OLD),
        ("lost", FAR),
    ]
    before = len(actions(case))
    scanned(case)
    again = said("evidence", "search-lost", case, "E1")
    assert (again.status, again.sentence) == (DONE, "E1: all of it was searched for lost volumes before")
    assert len(actions(case)) == before
    assert said("verify", case).status == DONE


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory, disk: Path) -> Path:
    case = a_case(tmp_path_factory.mktemp("searched") / "a.fieldcase")
    answer = said("evidence", "add", case, disk, "--search-lost")
    assert answer.status == DONE, answer.err
    return case


def test_the_event_of_a_search_says_how_and_how_far(searched: Path, disk: Path) -> None:
    (event,) = [each for each in listed(searched, "custody") if each["action"] == "volumes.searched"]
    told = event["payload"]
    assert told["places"] == [{"offset_bytes": at, "length_bytes": MIB} for at in (OLD, FAR)]
    assert (told["searched_until"], told["ended"]) == (disk.stat().st_size, "complete")
    assert "each mebibyte" in told["method"]


def test_what_was_found_is_no_longer_between_volumes(searched: Path, disk: Path) -> None:
    with CaseFile.open(searched) as case:
        gaps = [(gap.offset_bytes, gap.length_bytes) for gap in case.gaps(case.exhibit("E1").id)]
    size = disk.stat().st_size
    assert gaps == [
        (0, MIB), (2 * MIB, OLD - 2 * MIB), (OLD + MIB, FAR - OLD - MIB), (FAR + MIB, size - FAR - MIB)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE volume SET offset_bytes = offset_bytes + 512 WHERE position = 2",
        "UPDATE fault SET reason = 'nothing' WHERE id = 1",
        "INSERT INTO fault (exhibit_id, stage, reason) VALUES (1, 'volume', 'made up')",
    ],
)
def test_rows_that_a_search_added_are_vouched_for(searched: Path, tmp_path: Path, change: str) -> None:
    case = copied(searched, tmp_path / "copy.fieldcase")
    with behind_the_guards(case) as database:
        assert database.execute(change).rowcount == 1
    assert "custody chain vouches for" in said("verify", case).out


class Script:
    """A reader that says what stands in a list, then ends; what it was sent is kept."""

    def __init__(self, *says: Reply | Exception, sent: list[Command]) -> None:
        self._says = iter((AN_OPENING, SetsLoaded(sets=0), *says))
        self._sent = sent

    def send(self, command: Command) -> None:
        self._sent.append(command)

    def receive(self, _patience: Patience, *, cancelled: Callable[[], bool]) -> Reply | None:
        if cancelled():
            return None
        said = next(self._says, ReaderGone("it ended"))
        if isinstance(said, Exception):
            raise said
        return said

    def end(self) -> None:
        """There is no process."""


AN_OPENING = Opened(
    image=ImageInfo(container="raw", size_bytes=100 * MIB, sector_bytes=512, segments=()),
    volumes=(),
    gaps=(),
    faults=(),
)


def run(search: Search, *readers: Script, cancelled: Callable[[], bool] = lambda: False) -> None:
    left = iter(readers)
    with ReaderSession(
        ExhibitSource(label="E1", source="disk"),
        start_reader=lambda: cast("ReaderLink", next(left)),
        cancelled=cancelled,
    ) as session:
        run_search(search, session, session.open(), on_reached=lambda _reached: None)


def test_a_place_that_ends_the_reader_is_told_and_left_out() -> None:
    sent: list[Command] = []
    found = LostFound(place=ByteRange(MIB, MIB))
    search = Search()
    run(
        search,
        Script(found, Searching(reached=5 * MIB, unread=2, is_risky=True), sent=sent),
        Script(Searching(reached=6 * MIB, unread=1), ReaderGone("killed"), sent=sent),
        Script(SearchEnded(unread=1), sent=sent),
    )
    assert [each.first_place for each in sent if isinstance(each, SearchLost)] == [
        0,
        5 * MIB + SECTOR,
        6 * MIB,
    ]
    assert (search.ended, search.reached, search.unread) == (COMPLETE, 100 * MIB, 4)
    assert search.places == [found.place]
    (fault,) = search.faults
    assert "a lost volume begins at byte 5,242,880 could not be found out" in fault.reason


def test_a_search_that_ends_every_reader_is_given_up_and_keeps_what_it_found() -> None:
    search, sent = Search(), list[Command]()
    run(
        search,
        Script(LostFound(place=ByteRange(MIB, MIB)), sent=sent),
        *(Script(sent=sent) for _ in range(30)),
    )
    assert (search.ended, len(search.places)) == (GAVE_UP, 1)


class StopsAtTheFirst:
    """A real reader; `found` is filled as it finds something."""

    def __init__(self, found: list[LostFound]) -> None:
        self._link, self._found = warm_reader(), found
        self.send, self.end = self._link.send, self._link.end

    def receive(self, patience: Patience, *, cancelled: Callable[[], bool]) -> Reply | None:
        reply = self._link.receive(patience, cancelled=cancelled)
        if isinstance(reply, LostFound):
            self._found.append(reply)
        return reply


def test_a_search_that_is_stopped_keeps_what_it_found_and_goes_on_from_there(case: Path) -> None:
    found: list[LostFound] = []
    with CaseFile.open(case, write=True) as opened:
        stopped = search_exhibit(
            opened,
            opened.exhibit("E1"),
            start_reader=lambda: cast("ReaderLink", StopsAtTheFirst(found)),
            meter=ProgressMeter(Silent(), monotonic=lambda: 0.0),
            cancelled=lambda: bool(found),
            now=lambda: BEGINNING,
        )
        assert stopped is not None
        assert (stopped.ended, [v.offset_bytes for v in stopped.volumes]) == (STOPPED_EARLY, [OLD])
        assert OLD <= stopped.reached < FAR
    gone_on = said("evidence", "search-lost", case, "E1", start_reader=lambda: warm_reader())
    assert (gone_on.status, gone_on.out.split("\t")[:2]) == (DONE, ["volume 2", "FAT12"])
    assert said("verify", case).status == DONE
    with CaseFile.open(case) as opened:
        exhibit = opened.exhibit("E1")
        told, later = last_search(opened, exhibit), added_later(opened, exhibit)
    assert told is not None
    assert told["searched_from"] == stopped.reached
    places = [each.places for each in later if isinstance(each, FoundBefore)]
    assert places == [(ByteRange(OLD, MIB),), (ByteRange(FAR, MIB),)]


def test_stopping_is_no_failure_and_says_how_to_go_on(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StopFlag, "is_set", lambda _self: True)
    answer = said("evidence", "search-lost", case, "E1")
    assert (answer.status, answer.sentence) == (STOPPED, "E1: stopped before the search began")


def as_an_earlier_version_would(folder: Path, image: Path, change: Callable[[Opened], Opened]) -> Path:
    """A case with `image`, of which another version saw what `change` leaves."""
    case = a_case(folder)
    opened = change(look_at(image, start_reader=warm_reader))
    with CaseFile.open(case, write=True) as written:
        written.add_exhibit(
            NewExhibit(
                label="E1",
                description=None,
                source=str(image),
                segments=((str(image), image.stat().st_size, image.stat().st_mtime_ns),),
                image=opened.image,
                volumes=opened.volumes,
                gaps=opened.gaps,
                faults=(),
            ),
            utc="2026-11-22T05:30:00Z",
        )
    return case


@pytest.fixture(scope="module")
def two_volumes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that a table lists, and one that it does not."""
    home = tmp_path_factory.mktemp("two")
    fat = a_fat_image(home / "a.dd", {"LISTED.TXT": b"listed"}, bits=12).read_bytes()
    table = an_mbr((2048, len(fat) // SECTOR, 1)).ljust(MIB, b"\0")
    (home / "two.raw").write_bytes(table + fat + fat)
    return home / "two.raw"


def test_volumes_that_an_earlier_version_did_not_see_are_a_fault_that_says_what_to_do(
    tmp_path: Path, two_volumes: Path
) -> None:
    case = as_an_earlier_version_would(
        tmp_path / "a.fieldcase", two_volumes, lambda seen: structs.replace(seen, volumes=seen.volumes[:1])
    )
    assert scanned(case).status == PART_UNREAD
    assert files(case) == [(0, "/LISTED.TXT")]
    (fault,) = listed(case, "faults")
    assert "1 of the volumes that this version finds are not on record" in fault["reason"]
    assert "add the image again as another exhibit (fieldcase evidence add)" in fault["reason"]
    refused = said("evidence", "search-lost", case, "E1", start_reader=lambda: warm_reader())
    assert "E1: this version of the program finds 1 more volumes than the one that added" in refused.sentence


def test_volumes_at_other_places_than_an_earlier_version_saw_are_not_scanned_under_its_numbers(
    tmp_path: Path, two_volumes: Path
) -> None:
    def moved(seen: Opened) -> Opened:
        return structs.replace(seen, volumes=(replace(seen.volumes[0], offset_bytes=0),))

    case = as_an_earlier_version_would(tmp_path / "a.fieldcase", two_volumes, moved)
    answer = scanned(case)
    assert answer.status == FAILED
    assert "E1: volume 0 is not where it was when the exhibit was added" in answer.err
    assert files(case) == []
