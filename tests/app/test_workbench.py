"""The face that the desktop talks to: rows as SQL has them, settings, and commands that run."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.answers import TroubleSentence
from app.open_case import OpenCase
from app.rows import EntryFilter, NewCase, SortOrder
from app.store.browse_tables import OUTCOME_ORDER
from app.workbench import Workbench
from forensics.entries import Outcome
from tests.app.builders import environment, listed
from tests.app.conftest import Media, Practice

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


@pytest.fixture
def bench(practice: Practice, tmp_path: Path) -> Workbench:
    return Workbench(
        now=lambda: NOW,
        settings_folder=tmp_path / "settings",
        library=practice.library,
        program=(sys.executable, "-m", "app"),
    )


@pytest.fixture
def case(bench: Workbench, finished_case: Path) -> Iterator[OpenCase]:
    with bench.open_case(str(finished_case)) as opened:
        yield opened


def test_the_summary_is_what_the_lists_say(case: OpenCase, finished_case: Path) -> None:
    summary = case.summary()
    assert (summary.number, summary.examiner, summary.practice) == ("2026-7", "K. Osei", False)
    assert summary.entries == len(listed(finished_case, "entries"))
    hits = [hit for hit in listed(finished_case, "hits") if hit["role"] == "notable"]
    assert summary.hits == len({(hit["set"], hit["set_version"], hit["record"]) for hit in hits})
    assert summary.hits == case.count_records(EntryFilter.having(role="notable"))
    assert summary.matched_files == 11
    assert summary.faults == len(listed(finished_case, "faults"))
    events = listed(finished_case, "custody")
    assert (summary.chain_count, summary.chain_head) == (len(events), events[-1]["sha256"])
    assert not summary.read_only
    assert not case.is_running()


def test_the_ledger_of_a_finished_scan_adds_up_to_the_image(case: OpenCase) -> None:
    (exhibit,), (ledger,) = case.exhibits(), case.ledgers()
    assert (ledger.exhibit, ledger.size_bytes) == ("E1", exhibit.size_bytes)
    assert sum(number for _kind, number in ledger.kinds) == exhibit.size_bytes
    assert dict(ledger.kinds)["locked"] == exhibit.volumes[1].length_bytes
    assert 0 < ledger.bytes_read < exhibit.size_bytes
    assert ledger.read_twice > 0


def test_an_exhibit_shows_its_state_and_the_sum_behind_its_share(case: OpenCase) -> None:
    (exhibit,) = case.exhibits()
    assert (exhibit.label, exhibit.container, exhibit.segments) == ("E1", "raw", 1)
    assert (exhibit.state, exhibit.verified) == ("done_part_unread", "agrees")
    assert dict(exhibit.compared_parts)["matched"] == 11
    assert exhibit.share_compared == 1.0
    assert [volume.state for volume in exhibit.volumes] == ["readable", "locked"]
    state = case.scan_state()
    assert (state.state, state.entries_listed, state.entries_done) == (
        "done",
        exhibit.entries,
        exhibit.entries,
    )
    assert state.sets == ("Practice known software", "Practice notable")


def test_rows_come_in_walk_order_and_say_what_the_lists_say(case: OpenCase, finished_case: Path) -> None:
    ids = case.entry_ids(EntryFilter(), None)
    assert list(ids) == sorted(ids)
    rows = case.entry_rows(ids)
    records = listed(finished_case, "entries")
    assert [row.id for row in rows] == list(ids)
    for row, record in zip(rows, records, strict=True):
        assert (row.path, row.size_bytes, row.outcome, row.sha256) == (
            record["path"],
            record["size"],
            record["outcome"],
            record["sha256"],
        )


def test_rows_are_given_in_the_order_asked_and_unknown_numbers_are_left_out(case: OpenCase) -> None:
    ids = list(case.entry_ids(EntryFilter(), None))[:5]
    asked = [ids[3], 999_999, ids[0], ids[3]]
    assert [row.id for row in case.entry_rows(asked)] == [ids[3], ids[0], ids[3]]


@pytest.mark.parametrize(
    ("where", "keeps"),
    [
        (EntryFilter.having(outcome="matched"), lambda row: row.outcome == "matched"),
        (EntryFilter.having(deleted="yes"), lambda row: not row.allocated),
        (EntryFilter.having(kind="dir"), lambda row: row.kind == "dir"),
        (EntryFilter.having(word="PRAC"), lambda row: "prac" in row.path.lower()),
        (EntryFilter.having(word="100%"), lambda row: "100%" in row.path),
        (EntryFilter.having(word="_"), lambda row: "_" in row.path),
        (EntryFilter.having(exhibit="E1"), lambda row: True),
        (EntryFilter.having(exhibit="E2"), lambda row: False),
        (EntryFilter.having(word="/", outcome="known", kind="file"), lambda row: row.outcome == "known"),
    ],
)
def test_a_filter_keeps_what_it_names_and_nothing_else(
    where: EntryFilter, keeps: object, case: OpenCase
) -> None:
    every = case.entry_rows(case.entry_ids(EntryFilter(), None))
    kept = case.entry_ids(where, None)
    assert list(kept) == [row.id for row in every if keeps(row)]  # type: ignore[operator]  # one of the lambdas above


@pytest.mark.parametrize(
    "column",
    ["id", "exhibit", "volume", "path", "size_bytes", "allocated", "kind", "outcome", "md5", "mtime"],
)
@pytest.mark.parametrize("descending", [False, True])
def test_entries_are_sorted_by_any_column_and_then_by_walk_order(
    column: str, descending: bool, case: OpenCase
) -> None:
    rows = case.entry_rows(case.entry_ids(EntryFilter(), SortOrder(column=column, descending=descending)))
    every = case.entry_rows(case.entry_ids(EntryFilter(), None))

    def key(row: object) -> tuple[bool, object]:
        value = getattr(row, column)
        if column == "outcome":
            value = OUTCOME_ORDER.index(value)
        elif column == "path":
            value = value.casefold()
        return (value is not None, value if value is not None else 0)

    assert [row.id for row in rows] == [row.id for row in sorted(every, key=key, reverse=descending)]


@pytest.mark.parametrize("column", ["path", "set_name", "role", "category", "algorithm", "record", "sha256"])
def test_hits_are_sorted_by_any_column(column: str, case: OpenCase) -> None:
    rows = case.hit_rows(case.hit_ids(EntryFilter(), SortOrder(column=column)))
    assert len(rows) == len(case.hit_ids(EntryFilter(), None))
    values = [getattr(row, column) for row in rows]
    present = [value.casefold() if column == "path" else value for value in values if value is not None]
    assert present == sorted(present)
    assert values[: len(values) - len(present)] == [None] * (len(values) - len(present)), (
        "unrecorded come first"
    )


def test_a_detail_tells_all_that_is_recorded_of_an_entry(case: OpenCase) -> None:
    (first, *_) = case.entry_ids(EntryFilter.having(outcome="matched"), None)
    detail = case.entry_detail(first)
    facts = dict(detail.facts)
    assert facts["SHA-256"] == detail.entry.sha256
    assert facts["Outcome"] == "matched"
    assert facts["Times"] == "local time, zone not recorded"
    assert facts["Metadata changed"] == "not recorded"
    assert detail.has_content
    assert {hit.entry_id for hit in detail.hits} == {first}


def test_coverage_and_custody_are_complete(case: OpenCase, finished_case: Path) -> None:
    coverage = case.coverage()
    assert [row.volume for row in coverage] == [0, 1]
    for row in coverage:
        assert sum(count for _, count in row.counts) == row.total
        assert [word for word, _ in row.counts][:-1] == [str(outcome) for outcome in Outcome]
    assert coverage[1].total == 0
    custody = case.custody()
    assert [row.sequence for row in custody] == list(range(1, len(custody) + 1))
    assert all(row.sentence.endswith((".", "…")) for row in custody)
    assert [row.reason for row in case.faults()] == [
        fault["reason"] for fault in listed(finished_case, "faults")
    ]


# Settings and recent cases


def test_recent_cases_are_remembered_newest_first_and_forgotten(
    bench: Workbench, finished_case: Path, tmp_path: Path
) -> None:
    other = str(tmp_path / "other.fieldcase")
    bench.create_case(
        NewCase(folder=other, number="2", examiner="K. Osei", title=None, agency=None, authority=None)
    ).close()
    for folder in (str(finished_case), other, str(finished_case)):
        bench.remember_case(folder)
    assert [(case.number, case.exists) for case in bench.recent_cases()] == [("2026-7", True), ("2", True)]
    assert "matched in" in bench.recent_cases()[0].verdict
    Path(other, "case.db").unlink()
    gone = bench.recent_cases()[1]
    assert (gone.exists, gone.verdict) == (False, "the folder is missing")
    bench.forget_case(other)
    assert [case.number for case in bench.recent_cases()] == ["2026-7"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'"text"',
        b"null",
        b'{"recent": 5}',
        b'{"recent": ["x", 7, {}]}',
        b'{"recent": [{"folder": 5}]}',
        b'{"recent": [{"folder": "/nowhere", "number": null}]}',
        b'{"recent": null}',
    ],
)
def test_damaged_settings_give_the_defaults_and_can_be_written_again(
    content: bytes, bench: Workbench, finished_case: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "settings" / "settings.json"
    settings.parent.mkdir()
    settings.write_bytes(content)
    assert bench.setting("theme", "dark") == "dark"
    assert all(isinstance(case.folder, str) for case in bench.recent_cases())
    bench.remember_case(str(finished_case))
    assert bench.recent_cases()[0].number == "2026-7"
    bench.set_setting("theme", "light")
    assert bench.setting("theme", "dark") == "light"
    assert json.loads(settings.read_text())["theme"] == "light"


def test_settings_that_cannot_be_written_do_not_stop_the_work(practice: Practice, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    bench = Workbench(now=lambda: NOW, settings_folder=tmp_path / "file", library=practice.library)
    bench.set_setting("theme", "light")
    assert bench.setting("theme", "dark") == "dark"


def test_trouble_is_one_sentence(bench: Workbench, tmp_path: Path) -> None:
    with pytest.raises(TroubleSentence, match="is not a Fieldcase case"):
        bench.open_case(str(tmp_path))
    form = NewCase(folder=str(tmp_path), number="1", examiner="K", title=None, agency=None, authority=None)
    (tmp_path / "something").touch()
    with pytest.raises(TroubleSentence, match="is not an empty folder"):
        bench.create_case(form)


def test_the_sets_are_those_of_the_library(bench: Workbench) -> None:
    assert [(row.name, row.role) for row in bench.sets()] == [
        ("Practice known software", "known"),
        ("Practice notable", "notable"),
    ]


# The commands it gives are run as they are


def _run(command: tuple[str, ...], folder: Path) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )


@pytest.mark.slow
def test_the_whole_job_by_the_given_commands_with_names_made_to_trip(media: Media, tmp_path: Path) -> None:
    bench = Workbench(
        now=lambda: NOW,
        settings_folder=tmp_path / "settings",
        library=tmp_path / "-library of sets",
        program=(sys.executable, "-m", "app"),
    )
    folder = tmp_path / "place with spaces"
    folder.mkdir()
    case, image, label = str(folder / "-a case; rm"), str(folder / "--image 'one'.raw"), "--label -x"
    Path(image).write_bytes(media.image.read_bytes())
    digests = folder / "-list of hashes.txt"
    digests.write_text("0" * 64)
    form = NewCase(folder=case, number="-7", examiner="--nobody", title="-", agency=None, authority="$(id)")
    bench.create_case(form).close()

    def done(command: tuple[str, ...]) -> bytes:
        ending = _run(command, folder)
        assert ending.returncode == 0, (command, ending.stderr)
        return ending.stdout

    done(bench.lines.add_evidence_command(case, image, label=label, description="-red"))
    done(
        bench.lines.import_set_command(
            str(digests), name="-set --name", role="notable", version="-1", form="sha256"
        )
    )
    done(bench.lines.verify_evidence_command(case, label))
    done(bench.lines.scan_command(case, exhibits=(label,)))
    done(bench.lines.scan_command(case, exhibits=(label,), sets=("-set --name",), anew=True))
    fewer = bench.lines.scan_command(
        case, exhibits=(label,), profile="standard", algorithms=("sha256",), time_box_min=30, at_once=1
    )
    done(fewer)
    with bench.open_case(case) as opened:
        state = opened.scan_state()
    assert (state.profile, state.algorithms, state.time_box_min) == ("standard", ("sha256",), 30)
    done(bench.custody.report_command(case, str(folder / "-report")))
    assert json.loads(done(bench.custody.verify_command(case)))["agrees"]
    with bench.open_case(case) as opened:
        assert [exhibit.label for exhibit in opened.exhibits()] == [label]
    done(bench.lines.remove_set_command("-set --name"))
    assert bench.sets() == ()


@pytest.mark.slow
def test_relative_names_that_begin_like_options_are_names(media: Media, tmp_path: Path) -> None:
    bench = Workbench(
        now=lambda: NOW,
        settings_folder=tmp_path / "settings",
        library=tmp_path / "library",
        program=(sys.executable, "-m", "app"),
    )
    (tmp_path / "-image.raw").write_bytes(media.image.read_bytes())
    (tmp_path / "-list.txt").write_text("0" * 64)
    made = _run(
        (sys.executable, "-m", "app", "case", "new", "--number=1", "--examiner=K", "--", "-case"), tmp_path
    )
    assert made.returncode == 0, made.stderr
    for command in (
        bench.lines.add_evidence_command("-case", "-image.raw", label=None, description=None),
        bench.lines.import_set_command("-list.txt", name="N", role="known", version=None),
        bench.lines.scan_command("-case"),
        bench.custody.report_command("-case", "-report"),
    ):
        ending = _run(command, tmp_path)
        assert ending.returncode in (0, 1), (command, ending.stderr)
        assert b"usage" not in ending.stderr
