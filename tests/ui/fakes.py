"""A workbench and a case with the same face as the real ones, over a small JSON file, with any number of rows
made by formula.
"""

import hashlib
import json
import sys
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.answers import TroubleSentence
from app.known_sets import OpenLocks, digests_in
from app.plan_table import PlanTable
from app.rows import (
    BrokenSetRow,
    CaseSummary,
    CensusRow,
    CoverageRow,
    CustodyFacts,
    CustodyRow,
    EntryDetail,
    EntryFacts,
    EntryFilter,
    EntryRow,
    ExhibitRow,
    ExtentRow,
    FaultRow,
    FileOutlook,
    FirstRows,
    FolderRow,
    FoundDigests,
    FoundRow,
    GroupRow,
    HitRow,
    KeptSelfTest,
    LaptopRow,
    LedgerRow,
    LibraryRows,
    ListedTable,
    LooksToday,
    NameRow,
    NamesRow,
    NewCase,
    PhotographRow,
    RecentCase,
    RecentFacts,
    ScanState,
    SecretRow,
    SetRow,
    SharedRow,
    SigningKey,
    SortOrder,
    StackRow,
    TimeRow,
    VolumeRow,
)
from forensics.hashset import SetInfo
from tests.ui.fake_custody import FakeCustodyLines, facts_of
from tests.ui.fake_findings import groups_of, ordered, stacks_of
from tests.ui.fake_maps import FakeMaps
from tests.ui.fake_review import FakeReview
from ui.planning import ScanPlan

PROGRAM = (sys.executable, str(Path(__file__).with_name("fake_program.py")))
NOW = "2026-11-22T03:12:00Z"
PASSPHRASE = "harbour row twelve"
OUTCOMES = ("compared", "known", "matched", "no_content", "unreadable")


FIRST_ENTRY = 7_000_000_000  # entries of the seventh scan: more than fits 32 bits


def outcome_of(number: int) -> str:
    if number % 1000 == 7:
        return "matched"
    if number % 1000 == 13:
        return "unreadable"
    return ("compared", "known", "no_content")[number % 3]


def an_entry(number: int) -> EntryRow:
    return EntryRow(
        id=FIRST_ENTRY + number,
        exhibit="E1",
        volume=0,
        path=f"/Users/home/Pictures/{number // 1000:04}/IMG_{number:07}.jpg",
        size_bytes=(number * 7919) % 9_000_000,
        allocated=number % 11 != 0,
        kind="file",
        outcome=outcome_of(number),
        md5=None,
        sha1=hashlib.sha1(str(number).encode(), usedforsecurity=False).hexdigest(),
        sha256=None,
        mtime="2019-08-14T10:20:30Z",
        crtime=None,
    )


def a_hit(number: int) -> HitRow:
    entry = an_entry(number)
    return HitRow(
        id=number,
        entry_id=FIRST_ENTRY + number,
        exhibit="E1",
        volume=0,
        path=entry.path,
        size_bytes=entry.size_bytes,
        allocated=entry.allocated,
        set_name="Practice list",
        role="notable",
        category=str(1 + number % 2),
        scheme="Practice",
        category_label=None,
        algorithm="sha1",
        record=number % 97,
        sha256=None,
    )


def a_volume(**changed: Any) -> VolumeRow:  # noqa: ANN401 any field of the row
    fields = {
        "index": 0,
        "offset_bytes": 1 << 20,
        "length_bytes": 60 << 20,
        "table": "dos",
        "description": "NTFS",
        "state": "readable",
        "file_system": "NTFS",
        "label": "BACKUP",
        "reason": None,
    }
    return VolumeRow(**{**fields, **changed})


class FakeWorkbench:
    """`entries` is how many entries a scan of its cases finds; `scan_seconds` how long that takes."""

    def __init__(self, folder: Path, *, entries: int = 4_000, scan_seconds: float = 0.3) -> None:
        self._folder = folder
        self.entries, self.scan_seconds = entries, scan_seconds
        self.version = "0.0.0"
        self.library = folder / "library"
        self.library.mkdir(parents=True, exist_ok=True)
        (self.library / "sets.json").write_text("[]", encoding="utf-8")
        self.custody = FakeCustodyLines()
        self.settings: dict[str, str] = {}
        self.recent: list[str] = []
        self.recent_facts: dict[str, RecentFacts] = {}
        self.self_test: KeptSelfTest | None = None
        self.power = LaptopRow(
            battery=None, is_on_mains=None, folder=str(folder / "cases"), free_bytes=412 << 30, utc=NOW
        )
        self.opened: list[FakeCase] = []
        self.plans_asked: list[ScanPlan] = []
        self.imports_asked: list[tuple[object, ...]] = []
        self.exports_asked: list[tuple[object, ...]] = []
        self.outlooks: dict[str, FileOutlook] = {}
        self.broken: tuple[BrokenSetRow, ...] = ()
        self.reviews = FakeReview()
        self.mark, self.note, self.bookmark = self.reviews.mark, self.reviews.note, self.reviews.bookmark
        self.undo, self.redo = self.reviews.undo, self.reviews.redo
        self.begin_look, self.log_look = self.reviews.begin_look, self.reviews.log_look
        self.end_review = self.reviews.end_review

    @property
    def lines(self) -> "FakeWorkbench":
        return self

    def is_sealed(self, path: str) -> bool:
        return path.endswith((".zip", ".json")) or (Path(path) / "bagit.txt").is_file()

    def folder_of(self, path: str) -> str:
        return path if Path(path).is_dir() else str(Path(path).parent)

    def default_key(self) -> SigningKey | None:
        file = self.settings.get("key_file", "")
        return SigningKey(file=file, passphrase="") if file else None

    def report_languages(self) -> tuple[str, ...]:
        return ("en", "es")

    def report_folder(self, case: str) -> str:
        return f"{case}/report"

    def setting(self, name: str, default: str) -> str:
        return self.settings.get(name, default)

    def set_setting(self, name: str, value: str) -> None:
        self.settings[name] = value

    def keep_setting(self, name: str, value: str | None) -> None:
        self.settings.pop(name, None)
        if value is not None:
            self.settings[name] = value

    def use_library(self, folder: str) -> None:
        self.library = Path(folder) if folder else self._folder / "library"

    def check_folder(self, folder: str) -> None:
        if not folder.startswith("/"):
            raise TroubleSentence("A folder is named by its whole path, from the root on.")

    def check_logo(self, file: str) -> None:
        if not file.endswith(".png"):
            raise TroubleSentence("A logo is a PNG picture; this one is not.")

    def save_page(self, file: str, content: bytes) -> None:
        Path(file).write_bytes(content)

    def recent_cases(self) -> tuple[RecentCase, ...]:
        return tuple(
            RecentCase(
                folder=folder,
                number=Path(folder).stem,
                title="",
                opened_at=NOW,
                verdict="not scanned yet",
                exists=True,
            )
            for folder in self.recent
        )

    def read_recent(self, row: RecentCase) -> RecentCase:
        """With the facts that a test put into `recent_facts`, by folder."""
        facts = self.recent_facts.get(row.folder)
        return row if facts is None else replace(row, facts=facts)

    def laptop(self) -> LaptopRow:
        return self.power

    def program_digest(self) -> str:
        return "b41f07d293ce" + "0" * 52

    def kept_self_test(self) -> KeptSelfTest | None:
        return self.self_test

    def keep_self_test(self, answer: Mapping[str, object]) -> None:
        checks = answer.get("checks")
        self.self_test = KeptSelfTest(
            passed=bool(answer.get("passed")),
            utc=NOW,
            checks=len(checks) if isinstance(checks, list) else 0,
            has_controls=True,
            program_sha256=self.program_digest(),
        )

    def remember_case(self, folder: str) -> None:
        self.recent = [folder, *(one for one in self.recent if one != folder)]

    def forget_case(self, folder: str) -> None:
        self.recent = [one for one in self.recent if one != folder]

    def default_case_folder(self) -> Path:
        return self._folder / "cases"

    def create_case(self, form: NewCase) -> "FakeCase":
        folder = Path(form.folder)
        if folder.exists():
            raise TroubleSentence(f"the case folder {folder} exists already; open it, or name another number")
        folder.mkdir(parents=True)
        state = {
            "number": form.number,
            "title": form.title,
            "examiner": form.examiner,
            "exhibits": [],
            "scan": "none",
            "steps_done": 0,
            "entries": self.entries,
            "done": 0,
            "hits": len(range(7, self.entries, 1000)),
            "faults": len(range(13, self.entries, 1000)),
            "events": [["case.created", form.number, "The case was opened."]],
        }
        (folder / "state.json").write_text(json.dumps(state), encoding="utf-8")
        return self.open_case(form.folder)

    def open_case(self, folder: str) -> "FakeCase":
        if not (Path(folder) / "state.json").is_file():
            raise TroubleSentence(f"{folder} is not a case folder")
        case = FakeCase(Path(folder), self.reviews)
        self.opened.append(case)
        return case

    def sets(self) -> tuple[SetRow, ...]:
        return tuple(set_row(one) for one in self._listed())

    def _listed(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = json.loads((self.library / "sets.json").read_text(encoding="utf-8"))
        return listed

    def library_rows(self) -> LibraryRows:
        return LibraryRows(sets=self.sets(), broken=self.broken)

    def unlock(self, passphrase: str) -> OpenLocks:
        locked = [row.spelled for row in self.sets() if row.is_locked]
        if passphrase != PASSPHRASE:
            raise TroubleSentence("This passphrase opens none of the locked sets. Nothing was unlocked.")
        other = tuple(name for name in locked if name.startswith("Other"))
        opened = tuple(name for name in locked if name not in other)
        return OpenLocks(passphrase, {}, opened=opened, still_locked=other)

    def find_digests(self, text: str, locks: OpenLocks | None) -> FoundDigests:
        """Every set that is open lists digests that begin with `a`."""
        digests, unread = digests_in(text)
        if not digests:
            raise TroubleSentence("There is no digest of 32, 40 or 64 hexadecimal digits in this text.")
        opened = () if locks is None else locks.opened
        searched = [row for row in self.sets() if not row.is_locked or row.spelled in opened]
        return FoundDigests(
            found=tuple(
                a_found(digest, row) for digest in digests if digest.startswith("a") for row in searched
            ),
            absent=tuple(digest for digest in digests if not digest.startswith("a")),
            unread=unread,
            searched=len(searched),
            not_searched=tuple((row.spelled, "it is locked") for row in self.sets() if row not in searched),
        )

    def warm_up(self) -> None:
        """Nothing is imported late here."""

    def look_into(self, file: str, *, member: str | None = None) -> FileOutlook:
        """What a test put into `outlooks` for the file's name, else a plain list."""
        return self.outlooks.get(member or Path(file).name, an_outlook(form="plain hash list"))

    def column_map(self, outlook: FileOutlook, kinds: Sequence[str | None]) -> str:
        return ",".join(f"{kind}={number}" for number, kind in enumerate(kinds, start=1) if kind)

    def read_listing(self, file: str) -> ListedTable:
        heads, *rows = (line.split(",") for line in Path(file).read_text(encoding="utf-8").splitlines())
        counts = Counter(row[0] for row in rows)
        return ListedTable(
            heads=tuple(heads),
            rows=tuple(tuple(row) for row in rows),
            total=len(rows),
            counts=tuple(counts.items()),
        )

    def save_listing(self, file: str, to: str) -> None:
        Path(to).write_bytes(Path(file).read_bytes())

    def utc(self) -> str:
        return NOW

    def _command(self, action: str, where: object, **words: object) -> tuple[str, ...]:
        return (*PROGRAM, action, str(where), *(f"{name}={value or ''}" for name, value in words.items()))

    def practice_command(self, folder: Path) -> tuple[str, ...]:
        return self._command("babble", folder)

    def add_evidence_command(
        self, case: str, source: str, *, label: str | None, description: str | None
    ) -> tuple[str, ...]:
        return self._command("add", case, source=source, label=label, description=description)

    def unlock_command(self, case: str, label: str, *, volume: int, means: str) -> tuple[str, ...]:
        return self._command("unlock", case, label=label, volume=volume, means=means)

    def search_lost_command(self, case: str, label: str) -> tuple[str, ...]:
        return self._command("search-lost", case, label=label)

    def verify_evidence_command(self, case: str, label: str) -> tuple[str, ...]:
        return self._command("verify-exhibit", case, label=label)

    def import_set_command(
        self,
        file: str,
        *,
        name: str,
        role: str,
        version: str | None,
        form: str | None = None,
        columns: str | None = None,
        member: str | None = None,
        is_locked: bool = False,
    ) -> tuple[str, ...]:
        self.imports_asked.append((file, name, role, version, form, columns, is_locked, member))
        return self._command(
            "import-set",
            self.library,
            file=file,
            name=name,
            role=role,
            version=version,
            locked="yes" if is_locked else "",
        )

    def verify_set_command(self, name: str) -> tuple[str, ...]:
        return self._command("verify-set", self.library, name=name)

    def compare_sets_command(self, old: str, new: str, *, out: str, with_passphrase: bool) -> tuple[str, ...]:
        return self._command("compare-sets", self.library, out=out)

    def conflicts_command(self, *, out: str, with_passphrase: bool) -> tuple[str, ...]:
        return self._command("compare-sets", self.library, out=out)

    def export_set_command(
        self,
        case: str,
        *,
        out: str,
        form: str,
        of: str,
        entries: Sequence[int] | None = None,
        category: str | None = None,
        profile: str | None = None,
    ) -> tuple[str, ...]:
        self.exports_asked.append((out, form, of, entries, category))
        return self._command("report", case, out=out)

    def remove_set_command(self, name: str) -> tuple[str, ...]:
        return self._command("remove-set", self.library, name=name)

    def plan_table(self) -> PlanTable:
        return PlanTable(
            [set_info(one) for one in json.loads((self.library / "sets.json").read_text(encoding="utf-8"))],
            at_once=2,
        )

    def scan_command(
        self,
        case: str,
        *,
        exhibits: tuple[str, ...] = (),
        profile: str | None = None,
        sets: tuple[str, ...] | None = None,
        anew: bool = False,
        algorithms: tuple[str, ...] | None = None,
        time_box_min: float | None = None,
        at_once: int | None = None,
        stops_after_first_hit: bool = False,
        with_passphrase: bool = False,
        with_secrets: bool = False,
        key: SigningKey | None = None,
    ) -> tuple[str, ...]:
        self.plans_asked.append(
            ScanPlan(
                exhibits=exhibits,
                profile=profile,
                sets=sets,
                anew=anew,
                algorithms=algorithms,
                time_box_min=time_box_min,
                at_once=at_once,
                stops_after_first_hit=stops_after_first_hit,
            )
        )
        return self._command(
            "scan",
            case,
            seconds=self.scan_seconds,
            exhibits=",".join(exhibits),
            sets=",".join(sets or ()),
            locked="yes" if with_passphrase else "",
            key="yes" if key is not None else "",
        )

    def plan_command(self, case: str, exhibits: tuple[str, ...]) -> tuple[str, ...]:
        return self._command("plan", case, exhibits=",".join(exhibits))

    def viewer_command(self, case: str) -> tuple[str, ...]:
        return (sys.executable, str(Path(__file__).with_name("fake_viewer.py")), case)


class FakeCase(FakeMaps):
    """Reads its JSON file for each answer, as the real one reads its store."""

    def __init__(self, folder: Path, reviews: FakeReview | None = None) -> None:
        self.folder = str(folder)
        self._file = folder / "state.json"
        self.is_closed = False
        self.secrets: tuple[SecretRow, ...] = ()
        self.reviews = reviews or FakeReview()
        self.review, self.categories = self.reviews.review, self.reviews.categories
        self.history = self.reviews.history

    def looks(self) -> LooksToday:
        return self.reviews.today

    def secrets_needed(self, exhibits: Sequence[str]) -> tuple[SecretRow, ...]:
        return tuple(row for row in self.secrets if not exhibits or row.exhibit in exhibits)

    def placed(self) -> int:
        return int(self._state()["done"])

    def _state(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
        return loaded

    def _counts(self, state: dict[str, Any]) -> dict[str, int]:
        done = state["done"]
        counts = dict.fromkeys(OUTCOMES, 0)
        if not done:
            return counts
        counts["matched"], counts["unreadable"] = len(range(7, done, 1000)), len(range(13, done, 1000))
        rest = done - counts["matched"] - counts["unreadable"]
        counts["known"], counts["no_content"] = rest // 3, rest // 3
        counts["compared"] = rest - 2 * (rest // 3)
        counts["waiting"] = state["entries"] - done
        return counts

    def summary(self) -> CaseSummary:
        state = self._state()
        done = state["done"]
        return CaseSummary(
            folder=self.folder,
            number=state["number"],
            title=state["title"],
            examiner=state["examiner"],
            agency=None,
            authority=None,
            created_at=NOW,
            practice=False,
            read_only=False,
            exhibits=len(state["exhibits"]),
            entries=state["entries"] if done else 0,
            hits=len(range(7, done, 1000)),
            matched_files=len(range(7, done, 1000)),
            faults=len(range(13, done, 1000)),
            chain_count=len(state["events"]),
            chain_head=hashlib.sha256(str(len(state["events"])).encode()).hexdigest(),
        )

    def exhibits(self) -> tuple[ExhibitRow, ...]:
        state = self._state()
        return tuple(
            self._exhibit(number, one, state) for number, one in enumerate(state["exhibits"], start=1)
        )

    def _exhibit(self, number: int, one: dict[str, Any], state: dict[str, Any]) -> ExhibitRow:
        is_scanned = bool(state["done"]) and number == 1
        counts = self._counts(state) if is_scanned else {}
        return ExhibitRow(
            id=number,
            label=one["label"],
            description=one["description"] or None,
            source=one["source"],
            container=one["container"],
            size_bytes=one["size_bytes"],
            sector_bytes=512,
            segments=1,
            stored_digests=(),
            acquisition_notes=(),
            verified=one["verified"],
            verified_at=None,
            volumes=(a_volume(),),
            state=_state_word(state, one),
            entries=state["entries"] if is_scanned else 0,
            hits=counts.get("matched", 0),
            faults=counts.get("unreadable", 0),
            share_compared=0.96 if is_scanned else None,
            compared_parts=tuple(counts.items()),
        )

    def shared(self) -> tuple[SharedRow, ...]:
        return ()

    def photograph(self, row: PhotographRow) -> bytes:
        return Path(row.file).read_bytes()

    def scan_state(self) -> ScanState:
        state = self._state()
        done = state["done"]
        return ScanState(
            state=state["scan"],
            profile=None if state["scan"] == "none" else "standard",
            started_at=None if state["scan"] == "none" else NOW,
            finished_at=NOW if state["scan"] == "done" else None,
            sets=("Practice list",),
            entries_listed=state["entries"] if done else 0,
            entries_done=done,
            hits=len(range(7, done, 1000)),
            faults=0,
        )

    def entry_ids(self, where: EntryFilter, order: SortOrder | None) -> "array[int]":
        found = array("q", range(FIRST_ENTRY, FIRST_ENTRY + self._state()["done"]))
        if where != EntryFilter():
            found = array("q", (entry for entry in found if _fits(entry - FIRST_ENTRY, where)))
        if order is not None and order.descending:
            found.reverse()
        return found

    def first_entries(self, where: EntryFilter, order: SortOrder | None, *, limit: int = 400) -> FirstRows:
        found = self.entry_ids(where, order)
        return FirstRows(ids=found[:limit], is_all=len(found) <= limit)

    is_prepared = True
    prepared_share = 1.0

    def listed_ids(self) -> "array[int]":
        return self.entry_ids(EntryFilter(), None)

    def prepare_tables(self) -> None:
        """A fake has none."""

    def volumes_with_files(self) -> tuple[FolderRow, ...]:
        state = self._state()
        files = state["done"]
        row = FolderRow(
            exhibit="E1",
            volume=0,
            path=None,
            name="0",
            has_folders=True,
            files=0,
            files_below=files,
            matched_below=len(range(7, files, 1000)),
        )
        return (row,) if files else ()

    def folders(self, exhibit: str, volume: int, parent: str = "/") -> tuple[FolderRow, ...]:
        if parent != "/":
            return ()
        row = FolderRow(
            exhibit=exhibit,
            volume=volume,
            path="/Users",
            name="Users",
            has_folders=False,
            files=self._state()["done"],
            files_below=self._state()["done"],
            matched_below=0,
        )
        return (row,)

    def entry_rows(self, ids: Sequence[int]) -> list[EntryRow]:
        return [an_entry(entry - FIRST_ENTRY) for entry in ids]

    def hit_ids(self, where: EntryFilter, order: SortOrder | None) -> "array[int]":
        found = array(
            "q", (number for number in range(7, self._state()["done"], 1000) if _fits(number, where))
        )
        if order is not None and order.descending:
            found.reverse()
        return found

    def hit_rows(self, ids: Sequence[int]) -> list[HitRow]:
        return [a_hit(number) for number in ids]

    def _findings(self, where: EntryFilter) -> list[EntryRow]:
        return [an_entry(number) for number in self.hit_ids(where, None)]

    def finding_stacks(self, where: EntryFilter, order: SortOrder | None) -> tuple[StackRow, ...]:
        return stacks_of(ordered(self._findings(where), order))

    def count_records(self, where: EntryFilter) -> int:
        return sum(stack.records for stack in self.finding_stacks(where, None))

    def finding_groups(self, where: EntryFilter) -> tuple[GroupRow, ...]:
        return groups_of(self._findings(where))

    def entry_detail(self, entry_id: int) -> EntryDetail:
        entry = an_entry(entry_id - FIRST_ENTRY)
        hits = (a_hit(entry_id - FIRST_ENTRY),) if entry.outcome == "matched" else ()
        return EntryDetail(
            entry=entry, facts=(("Kind", "file"), ("Modified", "2019-08-14")), hits=hits, has_content=True
        )

    def entry_facts(self, entry_id: int) -> EntryFacts:
        entry = an_entry(entry_id - FIRST_ENTRY)
        return EntryFacts(
            times=(
                TimeRow(kind="modified", at="2019-08-14T10:22:31.1234567Z"),
                TimeRow(kind="accessed", at=None),
                TimeRow(kind="changed", at="2019-08-14T10:22:31Z"),
                TimeRow(kind="created", at="2019-08-14T10:22:30Z"),
            ),
            zone_known=True,
            file_system="NTFS",
            meta_address=entry_id % 10_000,
            extents=(ExtentRow(offset=0, length=entry.size_bytes, image_offset=1 << 20),),
            slack=0,
            links=1,
        )

    def names(self, entry_id: int) -> NamesRow:
        entry = an_entry(entry_id - FIRST_ENTRY)
        name = NameRow(
            entry=entry_id,
            path=entry.path,
            stream=None,
            size_bytes=entry.size_bytes,
            allocated=entry.allocated,
            outcome=entry.outcome,
        )
        return NamesRow(names=(name,), total=1, links=1)

    def faults(self) -> tuple[FaultRow, ...]:
        numbers = range(13, self._state()["done"], 1000)
        return tuple(
            FaultRow(
                id=number,
                exhibit="E1",
                stage="read",
                volume=0,
                path=an_entry(number).path,
                reason="bad sectors at 4,096",
            )
            for number in numbers
        )

    def custody_facts(self) -> CustodyFacts:
        return facts_of(self._state())

    def coverage(self) -> tuple[CoverageRow, ...]:
        state = self._state()
        counts = self._counts(state)
        return (
            CoverageRow(
                exhibit="E1",
                volume=0,
                file_system="NTFS",
                counts=tuple(counts.items()),
                total=sum(counts.values()),
            ),
        )

    def ledgers(self) -> tuple[LedgerRow, ...]:
        state = self._state()
        if state["scan"] != "done":
            return ()
        size = state["exhibits"][0]["size_bytes"]
        return (
            LedgerRow(
                exhibit="E1",
                size_bytes=size,
                kinds=(("allocated", size // 2), ("unallocated", size // 4), ("gap", size - 3 * (size // 4))),
                censuses=(CensusRow(volume=0, source="$MFT bitmap", in_use=4_000, met=4_000),),
                bytes_read=size // 3,
                read_twice=50,
            ),
        )

    def custody(self, language: str = "en") -> tuple[CustodyRow, ...]:
        return tuple(
            CustodyRow(
                sequence=number,
                utc=NOW,
                actor="Examiner E-114",
                action=action,
                subject=subject,
                sentence=sentence if language == "en" else f"({language}) {sentence}",
                event_json=json.dumps({"action": action, "seq": number}),
                sha256=hashlib.sha256(str(number).encode()).hexdigest(),
            )
            for number, (action, subject, sentence) in enumerate(self._state()["events"], start=1)
        )

    def close(self) -> None:
        self.is_closed = True


def _state_word(state: dict[str, Any], one: dict[str, Any]) -> str:
    running = "paused" if state.get("paused") else "scanning"
    return str({"running": running, "stopped": "stopped"}.get(state["scan"], one["state"]))


def _fits(number: int, where: EntryFilter) -> bool:
    entry = an_entry(number)
    return (
        (where.value_of("word") or "").lower() in entry.path.lower()
        and where.value_of("exhibit") in (None, entry.exhibit)
        and where.value_of("outcome") in (None, entry.outcome)
        and not (where.value_of("deleted") == "yes" and entry.allocated)
        and entry.path.startswith(where.value_of("under") or "")
    )


def set_info(one: dict[str, Any]) -> SetInfo:
    """`unsized` of its 251 records carry no size; `algorithms` are SHA-1 alone where none are given."""
    algorithms, unsized = tuple(one.get("algorithms", ("sha1",))), int(one.get("unsized", 251))
    return SetInfo(
        name=one["name"],
        role=one["role"],
        version=one.get("version") or None,
        format="plain list",
        source_name=one["source"],
        source_sha256="ab" * 32,
        record_count=251,
        distinct_count=251,
        dropped_empty=0,
        algorithms=algorithms,
        digest_counts=(251,) * len(algorithms),
        sized_count=251 - unsized,
        unsized_count=unsized,
        imported_at=NOW,
        tool_version="0",
        index_sha256="cd" * 32,
        scheme=one.get("scheme"),
        category_counts=tuple((code, number) for code, number in one.get("categories", ())),
        dropped=tuple((why, number) for why, number in one.get("dropped", ())),
        pdq_count=one.get("pdq", 0),
        is_locked=bool(one.get("locked")),
    )


def set_row(one: dict[str, Any]) -> SetRow:
    return PlanTable([set_info(one)], at_once=1).sets[0]


def a_found(digest: str, row: SetRow) -> FoundRow:
    return FoundRow(
        digest=digest,
        set_name=row.name,
        version=row.version,
        role=row.role,
        category="1",
        category_label=None,
        scheme=None,
        algorithm="md5",
        record=7,
        size_bytes=None,
    )


def an_outlook(**changed: Any) -> FileOutlook:  # noqa: ANN401 any field of the row
    fields = {
        "form": None,
        "version": None,
        "is_notable_only": False,
        "likely_role": None,
        "trouble": None,
        "columns": (),
        "delimiter": "",
        "has_head": False,
        "doubts": (),
        "is_64_digits": False,
    }
    return FileOutlook(**{**fields, **changed})


class FakeChooser:
    """Answers every question with what the test put there, and remembers what was asked."""

    def __init__(self) -> None:
        self.path, self.answer = "", True
        self.paths: list[str] = []
        self.asked: list[str] = []

    def files(self, _parent: object, *, title: str, folder: str, kinds: str) -> list[str]:
        self.asked.append(title)
        return self.paths

    def new_file(self, _parent: object, *, title: str, file: str, kinds: str) -> str:
        self.asked.append(title)
        return self.path

    def file(self, _parent: object, *, title: str, folder: str, kinds: str) -> str:
        self.asked.append(title)
        return self.path

    def folder(self, _parent: object, *, title: str, folder: str) -> str:
        self.asked.append(title)
        return self.path

    def confirm(self, _parent: object, *, title: str, words: str, button: str) -> bool:
        self.asked.append(title)
        return self.answer
