"""The face the desktop talks to: settings, cases, sets, and the command lines of what does the work.

The desktop asks and shows. Reading a case is a query here; everything that touches evidence, sets or reports
is a child program, whose argument list `lines` and `custody` give.

The window stands before anything here reads: database, arrays and sets are imported by the first question
that needs them, in its own thread.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from importlib import import_module
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app import listed_tables
from app.answers import TroubleSentence, answered
from app.custody_lines import CustodyLines
from app.errand_lines import ErrandLines
from app.moments import iso_utc
from app.rows import (
    FileOutlook,
    FoundDigests,
    KeptSelfTest,
    LaptopRow,
    LibraryRows,
    ListedTable,
    LookRow,
    LooksToday,
    NewCase,
    RecentCase,
    RecentFacts,
    SetRow,
    SigningKey,
    UndoneRow,
)
from app.settings import Settings
from app.tool import default_library, program_command, program_version, tool_versions
from app.views.kept import case_stamp, kept_self_test, self_test_words

if TYPE_CHECKING:
    from app.known_sets import OpenLocks
    from app.open_case import OpenCase
    from app.plan_table import PlanTable
    from app.review.desk import ReviewDesk

_OF_A_BUNDLE: Final = ("bagit.txt", "manifest-sha256.txt", "report.pdf")


class Workbench:
    """`now` is the clock; the other arguments are for tests and for people who keep things elsewhere."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        settings_folder: Path | None = None,
        library: Path | None = None,
        program: tuple[str, ...] | None = None,
    ) -> None:
        self._now = now
        self._settings = Settings(settings_folder)
        self._program = program or program_command()
        chosen = self._settings.value("library_folder", "")
        self._default_library = library or default_library()
        self.use_library(chosen if library is None else "")
        self.custody = CustodyLines(self._program)
        self.version = program_version()
        self._read_cases: dict[str, tuple[str, RecentFacts]] = {}  # by folder, with its state

    # Settings and recent cases

    def setting(self, name: str, default: str) -> str:
        return self._settings.value(name, default)

    def set_setting(self, name: str, value: str) -> None:
        self._settings.keep(name, value)

    def keep_setting(self, name: str, value: str | None) -> None:
        """Keep a choice, or with None go back to the default; raise TroubleSentence where nothing can be
        kept.
        """
        if value is None:
            self._settings.drop(name)
        else:
            self._settings.keep(name, value)
        if self._settings.value(name, "") != (value or ""):
            raise TroubleSentence(f"The setting could not be kept: {self._settings.file} cannot be written.")

    def use_library(self, folder: str) -> None:
        """Take the known-hash sets from this folder; empty: from where they lie by default."""
        self.library = Path(folder) if folder else self._default_library
        self.lines = ErrandLines(self._program, library=self.library)

    @staticmethod
    def check_folder(folder: str) -> None:
        """Raise TroubleSentence where a folder cannot hold what is to be kept in it."""
        place = Path(folder).expanduser()
        if not place.is_absolute():
            raise TroubleSentence("A folder is named by its whole path, from the root on.")
        if place.exists() and not place.is_dir():
            raise TroubleSentence(f"{place} is a file, not a folder.")
        above = next(one for one in (place, *place.parents) if one.is_dir())
        if not os.access(above, os.W_OK):
            raise TroubleSentence(f"Nothing can be written to {above}.")

    @staticmethod
    def check_logo(file: str) -> None:
        """Raise TroubleSentence where a report could not print this picture."""
        from app.custody.pictures import read_picture  # not needed before a picture is chosen

        if answered(read_picture, Path(file)).mime != "image/png":
            raise TroubleSentence("A logo is a PNG picture; this one is not.")

    @staticmethod
    def save_page(file: str, content: bytes) -> None:
        """Write a page to print; raise TroubleSentence where it cannot be written."""
        try:
            Path(file).write_bytes(content)
        except OSError as trouble:
            raise TroubleSentence(f"{file} cannot be written ({trouble.strerror}).") from trouble

    def recent_cases(self) -> tuple[RecentCase, ...]:
        from app.views import case_rows

        return tuple(case_rows.recent_case(item) for item in self._settings.recent())

    def read_recent(self, row: RecentCase) -> RecentCase:
        """A recent case with what its own folder says now; a trouble with it is told in the row."""
        stamp = case_stamp(row.folder)
        known = self._read_cases.get(row.folder)
        if known is not None and known[0] == stamp:
            return replace(row, facts=known[1])
        try:
            with self.open_case(row.folder) as case:
                facts = case.recent_facts()
        except TroubleSentence as trouble:
            return replace(row, trouble=str(trouble), exists=bool(stamp))
        self._read_cases[row.folder] = (stamp, facts)
        return replace(row, facts=facts)

    def remember_case(self, folder: str) -> None:
        """Put a case first among the recent ones, and record in its chain that the desktop opened it.

        A case that cannot be written to is shown all the same; its chain stays as it is.
        """
        from app.views import case_rows

        if os.access(folder, os.W_OK):
            answered(self._record_opening, folder)
        absolute = str(Path(folder).absolute())
        with self.open_case(absolute) as case:
            summary = case.summary()
        self._settings.put_first(
            {
                "folder": absolute,
                "number": summary.number,
                "title": summary.title or "",
                "opened_at": iso_utc(self._now()),
                "verdict": case_rows.verdict(summary),
            }
        )

    def _record_opening(self, folder: str) -> None:
        from app.store.case_file import CaseFile

        with CaseFile.open(Path(folder), write=True) as case:
            case.log(
                utc=iso_utc(self._now()),
                action="case.opened",
                subject=case.record().number,
                payload={"tool": {"Fieldcase": self.version}},
            )

    def forget_case(self, folder: str) -> None:
        self._settings.forget(str(Path(folder).absolute()))

    def default_case_folder(self) -> Path:
        """Where the setting says; else where the last new case was made, else in the home folder."""
        used = self.setting("case_folder", "") or str(Path.home() / "Fieldcase")
        return Path(self.setting("cases_folder", "") or used).expanduser()

    # The laptop and the program

    def laptop(self) -> LaptopRow:
        """Power, room for cases and clock, as they are now."""
        from app.laptop import laptop  # asked when the window stands

        return laptop(self.default_case_folder(), now=self._now())

    @staticmethod
    def program_digest() -> str:
        """SHA-256 of this program as hex digits; it reads all files of the program."""
        from app.program_digest import program_sha256  # asked when the window stands

        return program_sha256().hex()

    def kept_self_test(self) -> KeptSelfTest | None:
        """The last self-test of this laptop; None where there was none yet."""
        return kept_self_test(self.setting("self_test", ""))

    def keep_self_test(self, answer: Mapping[str, object]) -> None:
        """Keep what `self-test --json` said."""
        self.set_setting("self_test", self_test_words(answer, utc=self.utc()))

    # Things to verify, and the examiner's key

    @staticmethod
    def is_sealed(path: str) -> bool:
        """It looks like a report bundle, one in a zip, or a disclosure; `verify` says what it is."""
        place = Path(path)
        if place.is_dir():
            return any((place / name).is_file() for name in _OF_A_BUNDLE)
        return place.suffix.lower() in (".zip", ".json") and place.is_file()

    @staticmethod
    def folder_of(path: str) -> str:
        """The folder itself, or the one a file lies in."""
        return path if Path(path).is_dir() else str(Path(path).parent)

    def default_key(self) -> SigningKey | None:
        """The key this user signs with as a rule, without what opens it; None where there is none."""
        from app.signing import default_place  # the start page asks for it when it stands

        place = answered(default_place)
        if place is not None:
            return SigningKey(file=place.file, module=place.card, card_label=place.card_label, passphrase="")
        used = self.setting("key_file", "")
        return SigningKey(file=used, passphrase="") if used and Path(used).is_file() else None

    @staticmethod
    def report_languages() -> tuple[str, ...]:
        """Codes of the languages a report can be written in."""
        folder = files("reports").joinpath("languages")
        return tuple(sorted(file.name.removesuffix(".json") for file in folder.iterdir()))

    @staticmethod
    def report_folder(case: str) -> str:
        """Where the next report of a case can go: a folder in the case that is not there yet."""
        first = Path(case) / "report"
        others = (first.with_name(f"report-{number}") for number in count(2))
        return str(first if not first.exists() else next(one for one in others if not one.exists()))

    # Review: each act is one event of the chain, written when the method returns

    @cached_property
    def _reviews(self) -> "ReviewDesk":
        from app.review.desk import ReviewDesk

        return ReviewDesk()

    def mark(
        self, case_folder: str, entries: Sequence[int], *, category: str | None, scheme: str | None = None
    ) -> int:
        """Give entries a category, or with `None` take their marks away; returns the event's number. Raise
        TroubleSentence where the case is closed or cannot be written.
        """
        return answered(
            self._reviews.mark, case_folder, entries, category=category, scheme=scheme, now=self._now()
        )

    def note(self, case_folder: str, entries: Sequence[int], *, text: str | None) -> int:
        return answered(self._reviews.note, case_folder, entries, text=text, now=self._now())

    def bookmark(self, case_folder: str, entries: Sequence[int], *, on: bool) -> int:
        return answered(self._reviews.bookmark, case_folder, entries, is_on=on, now=self._now())

    def undo(self, case_folder: str) -> UndoneRow | None:
        """Take back the last mark, note or bookmark; None where there is none."""
        return answered(self._reviews.undo, case_folder, now=self._now())

    def redo(self, case_folder: str) -> UndoneRow | None:
        return answered(self._reviews.redo, case_folder, now=self._now())

    def begin_look(self, case_folder: str, entry: int, *, reason: str | None = None) -> LooksToday:
        """Record that content is going to be shown, before it is: no end of the program hides a look. Raise
        TroubleSentence where the limit of the day is reached, or a known match has no reason.
        """
        return answered(self._reviews.begin_look, case_folder, entry, reason=reason, now=self._now())

    def log_look(self, case_folder: str, look: LookRow) -> LooksToday:
        """Record a look that is over; its `begun` is that of `begin_look`."""
        return answered(self._reviews.log_look, case_folder, look, now=self._now())

    def end_review(self) -> None:
        """Let go of the case that was written to, if there is one."""
        if "_reviews" in vars(self):
            self._reviews.close()

    # Cases and sets

    def create_case(self, form: NewCase) -> "OpenCase":
        """Make a case and open it; raise TroubleSentence."""
        from app.store.case_file import CaseFile, CaseForm

        case_form = CaseForm(
            number=form.number,
            examiner=form.examiner,
            title=form.title,
            agency=form.agency,
            authority=form.authority,
        )
        made = answered(
            CaseFile.create, Path(form.folder), case_form, utc=iso_utc(self._now()), tool=tool_versions()
        )
        made.close()
        return self.open_case(form.folder)

    def open_case(self, folder: str) -> "OpenCase":
        """Open a case to read it; raise TroubleSentence."""
        from app.open_case import OpenCase
        from app.store.case_file import CaseFile

        return OpenCase(answered(CaseFile.open, Path(folder)), now=self._now)

    def sets(self) -> tuple[SetRow, ...]:
        """Every set of the library; raise TroubleSentence where a file of it cannot be used."""
        from app.views.set_rows import set_row
        from forensics.hashset.library import list_sets

        return answered(lambda: tuple(set_row(info) for info in list_sets(self.library)))

    @staticmethod
    def warm_up() -> None:
        """Import what reads cases and sets, once the window stands: the first case opens without waiting for
        it. In a worker thread, for it takes most of a second.
        """
        for module in ("app.open_case", "app.set_outlook", "app.views.custody_facts", "app.review.desk"):
            import_module(module)

    def library_rows(self) -> LibraryRows:
        """Every set of the library, and every file of it that cannot be used."""
        from app.views.set_rows import library_rows

        return answered(lambda: library_rows(self.library))

    def unlock(self, passphrase: str) -> "OpenLocks":
        """What a passphrase opens; raise TroubleSentence when it opens nothing."""
        from app.known_sets import open_locks

        return answered(lambda: open_locks(self.library, passphrase))

    def find_digests(self, text: str, locks: "OpenLocks | None") -> FoundDigests:
        """Where the digests in `text` are listed, in all sets that are open; raise TroubleSentence."""
        from app.known_sets import find_digests

        return answered(lambda: find_digests(self.library, text, locks=locks))

    def look_into(self, file: str, *, member: str | None = None) -> FileOutlook:
        """What a file seems to be before it is imported; nothing of it is kept."""
        from app.set_outlook import file_outlook

        return answered(lambda: file_outlook(Path(file), member=member))

    def column_map(self, outlook: FileOutlook, kinds: Sequence[str | None]) -> str:
        """What was chosen for each column of a table, as the import takes it; raise TroubleSentence."""
        from app.set_outlook import column_map

        return answered(lambda: column_map(outlook, kinds))

    def read_listing(self, file: str) -> ListedTable:
        """A table that `compare_sets_command` or `conflicts_command` wrote; raise TroubleSentence."""
        return answered(lambda: listed_tables.read_listing(Path(file)))

    def save_listing(self, file: str, to: str) -> None:
        answered(lambda: listed_tables.save_listing(Path(file), to=Path(to)))

    def utc(self) -> str:
        """Now, as it is recorded."""
        return iso_utc(self._now())

    def plan_table(self) -> "PlanTable":
        """The profiles and sets a scan can be planned with; raise TroubleSentence."""
        from app.plan_table import PlanTable
        from forensics.hashset.library import list_sets

        return PlanTable(answered(list_sets, self.library), at_once=os.cpu_count() or 1)
