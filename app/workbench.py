"""The face the desktop talks to: cases, rows, and the command lines of the programs that do the work.

The desktop asks and shows. Reading a case is a query here; everything that touches evidence, sets or reports
is a child program whose argument list this module gives, the same program and the same commands as on the
command line.
"""

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Final

from app import listed_tables
from app.known_sets import OpenLocks, find_digests, open_locks
from app.moments import iso_utc
from app.open_case import OpenCase, TroubleSentence, answered
from app.plan_table import PlanTable
from app.rows import FileOutlook, FoundDigests, LibraryRows, ListedTable, NewCase, RecentCase, SetRow
from app.settings import Settings
from app.store.case_file import CaseFile, CaseForm
from app.tool import default_library, program_command, program_version, tool_versions
from app.views import case_rows
from app.views.set_rows import library_rows, set_row
from forensics.hashset.library import list_sets

MOST_SPANS: Final = 40_000
SPANS_IN_A_WORD: Final = 2_000
PASSPHRASE_COMES: Final = ("--passphrase-file", "-")  # on standard input: arguments can be read by others


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
        self.library = library or default_library()
        self.version = program_version()

    # Settings and recent cases

    def setting(self, name: str, default: str) -> str:
        return self._settings.value(name, default)

    def set_setting(self, name: str, value: str) -> None:
        self._settings.keep(name, value)

    def recent_cases(self) -> tuple[RecentCase, ...]:
        return tuple(case_rows.recent_case(item) for item in self._settings.recent())

    def remember_case(self, folder: str) -> None:
        """Put a case first among the recent ones, and record in its chain that the desktop opened it.

        A case that cannot be written to is shown all the same; its chain stays as it is.
        """
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
        return Path(self.setting("case_folder", str(Path.home() / "Fieldcase")))

    # Cases and sets

    def create_case(self, form: NewCase) -> OpenCase:
        """Make a case and open it; raise TroubleSentence."""
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

    def open_case(self, folder: str) -> OpenCase:
        """Open a case to read it; raise TroubleSentence."""
        return OpenCase(answered(CaseFile.open, Path(folder)))

    def sets(self) -> tuple[SetRow, ...]:
        """Every set of the library; raise TroubleSentence where a file of it cannot be used."""
        return answered(lambda: tuple(set_row(info) for info in list_sets(self.library)))

    @staticmethod
    def warm_up() -> None:
        """Import what the first page does not need, once the window stands; later it would hold it up."""
        import_module("app.set_outlook")

    def library_rows(self) -> LibraryRows:
        """Every set of the library, and every file of it that cannot be used."""
        return answered(lambda: library_rows(self.library))

    def unlock(self, passphrase: str) -> OpenLocks:
        """What a passphrase opens; raise TroubleSentence when it opens nothing."""
        return answered(lambda: open_locks(self.library, passphrase))

    def find_digests(self, text: str, locks: OpenLocks | None) -> FoundDigests:
        """Where the digests in `text` are listed, in all sets that are open; raise TroubleSentence."""
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

    def plan_table(self) -> PlanTable:
        """The profiles and sets a scan can be planned with; raise TroubleSentence."""
        return PlanTable(answered(list_sets, self.library), at_once=os.cpu_count() or 1)

    # Command lines of child programs

    def _command(self, *words: str) -> tuple[str, ...]:
        return (*self._program, *words)

    def practice_command(self, folder: Path) -> tuple[str, ...]:
        return self._command("demo", "--progress", "json", "--no-screenshots", "--", str(folder))

    def add_evidence_command(
        self, case: str, source: str, *, label: str | None, description: str | None
    ) -> tuple[str, ...]:
        words = ["evidence", "add", "--progress", "json"]
        if label:
            words.append(f"--exhibit={label}")
        if description:
            words.append(f"--description={description}")
        return self._command(*words, "--", case, source)

    def verify_evidence_command(self, case: str, label: str) -> tuple[str, ...]:
        return self._command("evidence", "verify", "--progress", "json", "--", case, label)

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
        """A locked import reads its passphrase from the first line of standard input."""
        words = ["hashset", "import", f"--name={name}", "--role", role, *self._library_option()]
        given = (("set-version", version), ("format", form), ("columns", columns), ("member", member))
        words += [f"--{option}={value}" for option, value in given if value]
        if is_locked:
            words += ["--locked", *PASSPHRASE_COMES]
        return self._command(*words, "--progress", "json", "--", file)

    def remove_set_command(self, name: str) -> tuple[str, ...]:
        return self._command("hashset", "remove", *self._library_option(), "--", name)

    def verify_set_command(self, name: str) -> tuple[str, ...]:
        return self._command("hashset", "verify", *self._library_option(), "--progress", "json", "--", name)

    def compare_sets_command(self, old: str, new: str, *, out: str, with_passphrase: bool) -> tuple[str, ...]:
        """Writes a table in CSV as `out`: what was added, removed and re-categorised."""
        words = ["hashset", "diff", *_as_table(out), *self._library_option()]
        return self._command(*words, *(PASSPHRASE_COMES if with_passphrase else ()), "--", old, new)

    def conflicts_command(self, *, out: str, with_passphrase: bool) -> tuple[str, ...]:
        """Writes a table in CSV as `out`: digests that notable and known sets list."""
        words = ["hashset", "conflicts", *_as_table(out), *self._library_option()]
        return self._command(*words, *(PASSPHRASE_COMES if with_passphrase else ()))

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
        """A set of hits or entries (`of`) as vics, csv or hashdeep; `entries` narrows it to these numbers.

        Raise TroubleSentence where so many are chosen here and there that no command line holds them.
        """
        words = ["hashset", "export", f"--out={out}", "--form", form, "--of", of]
        given = (("category", category), ("profile", profile))
        words += [f"--{option}={value}" for option, value in given if value]
        if entries is not None:
            words += _entry_options(entries)
        return self._command(*words, "--progress", "json", "--", case)

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
        with_passphrase: bool = False,
    ) -> tuple[str, ...]:
        """`None` keeps `profile`, `sets` and `algorithms` of an unfinished scan; a new one is standard, with
        all sets. No `time_box_min`: to the end; no `at_once`: as many exhibits as there are processors.
        """
        words = ["scan", *self._library_option(), "--progress", "json"]
        if profile is not None:
            words += ["--profile", profile]
        if sets is not None:
            words += [f"--sets={name}" for name in sets]
        if algorithms is not None:
            words += [f"--algorithms={name}" for name in algorithms]
        if time_box_min is not None:
            words += ["--time-box", f"{time_box_min:g}"]
        if at_once is not None:
            words += ["--at-once", str(at_once)]
        if anew:
            words.append("--anew")
        if with_passphrase:
            words += PASSPHRASE_COMES
        return self._command(*words, "--", case, *exhibits)

    def report_command(self, case: str, out: str) -> tuple[str, ...]:
        return self._command("report", f"--out={out}", "--progress", "json", "--", case)

    def verify_command(self, case: str) -> tuple[str, ...]:
        return self._command("verify", "--json", "--", case)

    def content_head_command(self, case: str, entry_id: int, length: int = 4096) -> tuple[str, ...]:
        return self._command("content", "--length", str(length), "--", case, str(entry_id))

    def info_command(self, source: str) -> tuple[str, ...]:
        return self._command("info", "--json", "--", source)

    def _library_option(self) -> tuple[str, str]:
        return ("--library", str(self.library))


def _as_table(out: str) -> tuple[str, ...]:
    return ("--format", "csv", f"--out={out}", "--progress", "json")


def _entry_options(numbers: Sequence[int]) -> list[str]:
    """Numbers of entries as spans, a few thousand in a word: Linux takes 128 KiB each, 2 MiB together."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    if len(spans) > MOST_SPANS:
        raise TroubleSentence(
            f"{len(numbers):,} entries chosen here and there are too many at once; choose fewer, or all of "
            "an outcome or folder with: fieldcase hashset export"
        )
    written = [f"{first}-{last}" for first, last in spans]
    return [
        f"--entry={','.join(written[start : start + SPANS_IN_A_WORD])}"
        for start in range(0, len(written), SPANS_IN_A_WORD)
    ]
