"""Sets made from a case: what is chosen, what a record says, and what others find in the files."""

import csv
import io
import json
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.answers import TroubleSentence
from app.case_sets import CaseRecords
from app.case_sets.categories import CategoryRule
from app.store.case_file import CaseFile
from app.store.chosen_contents import Choice
from app.store.opening import DATABASE_NAME
from app.workbench import Workbench
from forensics.digests import DigestSet
from forensics.hashset.index import HashIndex
from reports.set_files import beside
from reports.set_files.content import CategoryDoubt, ContentRecord, MatchedRecord
from tests.app.builders import BEGINNING, Answer, a_case, copied, listed, said
from tests.app.conftest import Media, Practice
from tests.hashset.builders import digests_of

FORMS = ("vics", "csv", "hashdeep")


def exported(case: Path, out: Path, *words: str | Path) -> Answer:
    return said("hashset", "export", case, "--out", out, *words)


def provenance_of(out: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(beside(out).read_text("utf-8"))
    return told


def digests_in(out: Path) -> set[str]:
    return {record["sha256"] for record in provenance_of(out)["records"]}


def places_in(out: Path) -> set[str]:
    return {place["path"] for record in provenance_of(out)["records"] for place in record["places"]}


def hits_of(case: Path) -> list[dict[str, Any]]:
    return [hit for hit in listed(case, "hits") if hit["role"] == "notable"]


@pytest.fixture
def case(finished_case: Path, tmp_path: Path) -> Path:
    return copied(finished_case, tmp_path / "copy.fieldcase")


@pytest.fixture(scope="session")
def scanned_media(media: Media, tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = a_case(tmp_path_factory.mktemp("scanned") / "media.fieldcase", media.image)
    assert said("scan", case, "--library", media.library).status == 0
    return case


@pytest.fixture
def media_case(scanned_media: Path, tmp_path: Path) -> Path:
    return copied(scanned_media, tmp_path / "media.fieldcase")


@pytest.mark.parametrize("form", FORMS)
def test_every_hit_is_in_the_set_and_our_own_importer_finds_it(form: str, case: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / f"hits.{form}"
    assert exported(case, out, "--form", form).status == 0
    library = tmp_path / "library"
    imported = said("hashset", "import", out, "--name", "Made", "--role", "notable", "--library", library)
    assert imported.status == 0, imported.err
    hits = hits_of(case)
    assert digests_in(out) == {hit["sha256"] for hit in hits}
    (path,) = library.glob("*.hashset")
    with closing(HashIndex.open(path)) as index:
        assert index.info.record_count == len({hit["sha256"] for hit in hits})
        for hit in hits:
            for name in ("md5", "sha1", "sha256"):
                assert index.lookup(DigestSet(**{name: bytes.fromhex(hit[name])})), (name, hit["path"])


def test_a_vics_set_of_a_case_is_never_taken_as_known(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "hits.json"
    assert exported(case, out).status == 0
    refused = said(
        "hashset", "import", out, "--name", "N", "--role", "known", "--library", tmp_path / "library"
    )
    assert refused.status == 1


def test_categories_of_one_scheme_are_carried_over_and_none_stays_none(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "hits.json"
    assert exported(case, out).status == 0
    model = json.loads(out.read_text("utf-8"))
    assert "/2.0.xml/PRACTICE/$metadata#Media" in model["@odata.context"]
    wanted = {hit["md5"].upper(): hit["category"] for hit in hits_of(case)}
    assert None in wanted.values()
    assert {media["MD5"]: media["Category"] for media in model["value"]} == {
        md5: None if category is None else int(category) for md5, category in wanted.items()
    }


def test_a_category_of_another_scheme_is_not_carried_over_and_that_is_told(
    case: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out" / "hits.json"
    answer = exported(case, out, "--profile", "US")
    assert "0 with a category; 8 without because that of the records equalled is of another scheme" in (
        answer.sentence
    )
    assert {media["Category"] for media in json.loads(out.read_text("utf-8"))["value"]} == {None}
    assert "category 1 of VICS 2.0 PRACTICE" in out.read_text("utf-8")


def test_a_category_given_is_that_of_every_record(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "hits.json"
    assert exported(case, out, "--category", "2", "--profile", "UK").status == 0
    model = json.loads(out.read_text("utf-8"))
    assert "/2.0.xml/UK/" in model["@odata.context"]
    assert {media["Category"] for media in model["value"]} == {2}


def test_copies_of_a_content_are_one_record_with_all_its_places(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "hits.csv"
    assert exported(case, out, "--form", "csv").status == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hits = hits_of(case)
    assert len(rows) == len({hit["sha256"] for hit in hits}) < len({hit["path"] for hit in hits})
    assert sum(int(row["places"]) for row in rows) == len({hit["path"] for hit in hits})
    assert places_in(out) == {hit["path"] for hit in hits}


def test_hashdeep_itself_passes_the_contents_by_the_set(
    media_case: Path, media: Media, tmp_path: Path
) -> None:
    out = tmp_path / "out" / "all.hashdeep"
    answer = exported(media_case, out, "--of", "entries", "--form", "hashdeep")
    assert answer.status == 0
    tree = tmp_path / "tree"
    with_content = {path: content for path, content in media.files.items() if content}
    for path, content in with_content.items():
        target = tree / "E1" / "vol0" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    words = ["hashdeep", "-a", "-v", "-k", str(out), "-r", "-l", "E1"]
    audit = subprocess.run(words, cwd=tree, capture_output=True, text=True, check=False)
    assert audit.returncode == 0, audit.stdout
    assert f"Files matched: {len(with_content)}" in audit.stdout
    next(iter(sorted((tree / "E1" / "vol0").rglob("*.bin")))).write_bytes(b"another content")
    assert subprocess.run(words, cwd=tree, capture_output=True, check=False).returncode != 0


def test_what_has_no_content_is_left_out_and_counted(media_case: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "all.json"
    answer = exported(media_case, out, "--of", "entries")
    empty = [entry for entry in listed(media_case, "entries") if entry["outcome"] == "no_content"]
    assert f"{len(empty)} chosen entries left out without content" in answer.sentence
    assert provenance_of(out)["left_out"] == {"without content": len(empty)}


def test_contents_with_fewer_digests_are_left_out_and_counted(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    assert said("scan", case, "--library", media.library, "--algorithms", "sha256").status == 0
    out = tmp_path / "out" / "all.json"
    answer = exported(case, out, "--of", "entries")
    fewer = [entry for entry in listed(case, "entries") if entry["sha256"] and not entry["md5"]]
    assert fewer
    why = "left out without all three digests, because fewer algorithms were computed"
    assert f"{len(fewer)} chosen entries {why}" in answer.sentence
    assert digests_in(out) == {hit["sha256"] for hit in hits_of(case)}


def test_a_choice_that_comes_to_nothing_says_why(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    assert said("scan", case, "--library", media.library, "--algorithms", "sha256").status == 0
    answer = exported(case, tmp_path / "out" / "set", "--outcome", "compared")
    assert answer.status == 1
    assert "because fewer algorithms were computed; nothing was written" in answer.sentence
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("--of", "entries", "--under", "/folder 3"), lambda entry: entry["path"].startswith("/folder 3/")),
        (("--of", "entries", "--under", "/folder 3/"), lambda entry: entry["path"].startswith("/folder 3/")),
        (("--outcome", "compared"), lambda entry: entry["outcome"] == "compared"),
        (("--outcome", "matched", "compared"), lambda entry: entry["sha256"] is not None),
        (("--under", "/folder 3"), lambda entry: entry["path"].startswith("/folder 3/") and matched(entry)),
        (("--of", "entries", "--exhibit", "E1"), lambda entry: entry["sha256"] is not None),
        (("--of", "entries", "--volume", "0"), lambda entry: entry["sha256"] is not None),
        (("--entry", "E1:0:/folder 1/file 001.bin"), lambda entry: entry["path"].endswith("file 001.bin")),
    ],
)
def test_each_option_narrows_the_choice(
    words: tuple[str, ...], wanted: Callable[[dict[str, Any]], bool], media_case: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out" / "set"
    answer = exported(media_case, out, *words)
    assert answer.status == 0, answer.err
    entries = [entry for entry in listed(media_case, "entries") if entry["sha256"] and wanted(entry)]
    assert entries
    assert places_in(out) == {entry["path"] for entry in entries}


def matched(entry: dict[str, Any]) -> bool:
    return bool(entry["outcome"] == "matched")


def test_a_folder_is_not_a_prefix_of_other_names_nor_blind_to_capitals(
    media_case: Path, tmp_path: Path
) -> None:
    for under in ("/folder", "/FOLDER 3", "/folder_3"):
        assert exported(media_case, tmp_path / "out" / "set", "--of", "entries", "--under", under).status == 1


def chosen_paths(case: Path) -> list[str]:
    entries = [entry for entry in listed(case, "entries") if entry["sha256"]]
    return [entry["path"] for entry in entries[5:40:7]]


def test_entries_are_chosen_by_a_list_in_a_file(media_case: Path, tmp_path: Path) -> None:
    paths = chosen_paths(media_case)
    chosen = tmp_path / "chosen.txt"
    chosen.write_text("\ufeff" + "".join(f"E1:0:{path}\r\n" for path in paths) + "\n", encoding="utf-8")
    assert exported(media_case, tmp_path / "out" / "set", "--entries-file", chosen).status == 0
    assert places_in(tmp_path / "out" / "set") == set(paths)


def test_entries_are_chosen_on_standard_input_to_the_first_blank_line(
    media_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = chosen_paths(media_case)
    coming = "".join(f"E1:0:{path}\n" for path in paths) + "\nstop\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(coming))
    assert exported(media_case, tmp_path / "out" / "set", "--entries-file", "-").status == 0
    assert places_in(tmp_path / "out" / "set") == set(paths)


def test_entries_are_chosen_by_number_and_span(media_case: Path, tmp_path: Path) -> None:
    with CaseFile.open(media_case) as case:
        records = list(CaseRecords(case, Choice(only_hits=False), rule=CategoryRule()))
    assert len(records) > 20
    with closing(sqlite3.connect(media_case / DATABASE_NAME)) as database:
        numbers = database.execute("SELECT id, shown_path FROM entry ORDER BY id").fetchall()
    first, last = numbers[30][0], numbers[60][0]
    alone = numbers[100]
    answer = exported(media_case, tmp_path / "out" / "set", "--entry", f"{first}-{last},{alone[0]}")
    assert answer.status == 0, answer.err
    named = {path for number, path in numbers if first <= number <= last} | {alone[1]}
    kept = {entry["path"] for entry in listed(media_case, "entries") if entry["sha256"]}
    assert places_in(tmp_path / "out" / "set") == named & kept


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--entry", "E1:0:/nowhere"), "exhibit E1 has no entry /nowhere in volume 0"),
        (("--entry", "E1:0:/a", "E1:0:/b", "E1:1:/c"), "nor 2 others that were named"),
        (("--entry", "7"), "no entry number 7"),
        (("--entry", "9-3"), "9-3 is no span of entry numbers"),
        (("--entry", "1-99999999999"), "more than 1,000,000 entries are named one by one"),
        (("--entry", "1-700000", "800000-1200000"), "more than 1,000,000 entries are named one by one"),
        (("--entry", "E9:0:/a"), "with an exhibit of this case (E1)"),
        (("--entry", "nonsense"), "neither an entry number nor EXHIBIT:VOLUME:/PATH"),
        (("--exhibit", "E9"), "there is no exhibit E9"),
        (("--under", "DCIM"), "takes a path from the root of a volume"),
        (("--category", "A"), "a VICS category is a whole number, not A"),
        (("--category", "007"), "a VICS category is a whole number"),
        (("--form", "csv", "--category", " "), "the category must be plain text"),
        (("--profile", "US/../.."), "the profile is up to 40 letters"),
        (("--form", "hashdeep", "--category", "2"), "a hashdeep list has no categories"),
    ],
)
def test_a_choice_that_cannot_be_is_one_sentence_and_leaves_nothing(
    words: tuple[str, ...], sentence: str, media_case: Path, tmp_path: Path
) -> None:
    answer = exported(media_case, tmp_path / "out" / "set", *words)
    assert (answer.status, answer.out) == (1, "")
    assert sentence in answer.sentence
    assert not (tmp_path / "out").exists()
    assert "set.exported" not in {event["action"] for event in listed(media_case, "custody")}


def test_nothing_is_written_among_evidence_or_the_files_of_the_case(media: Media, tmp_path: Path) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    shutil.copyfile(media.image, evidence / "stick.raw")
    case = a_case(tmp_path / "case", evidence / "stick.raw")
    assert said("scan", case, "--library", media.library).status == 0
    (tmp_path / "way").symlink_to(evidence)
    for place, sentence in (
        (evidence / "set.json", "the evidence of E1"),
        (tmp_path / "way" / "set.json", "the evidence of E1"),
        (case / "case.db-journal", "among the case's own files"),
    ):
        answer = exported(case, place)
        assert answer.status == 1
        assert sentence in answer.sentence
    assert [path.name for path in evidence.iterdir()] == ["stick.raw"]
    assert not (case / "case.db-journal").exists()


def test_an_older_file_stays_as_it_is(media_case: Path, tmp_path: Path) -> None:
    out = tmp_path / "set.json"
    out.write_text("older")
    answer = exported(media_case, out)
    assert (answer.status, out.read_text()) == (1, "older")
    assert "exists already" in answer.sentence
    assert not beside(out).exists()


def test_the_export_is_an_event_with_the_digests_of_its_files_and_the_case_still_verifies(
    media_case: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out" / "hits.json"
    assert exported(media_case, out).status == 0
    event = listed(media_case, "custody")[-1]
    told = provenance_of(out)
    assert (event["action"], event["subject"]) == ("set.exported", "hits.json")
    assert event["payload"]["files"]["hits.json"] == told["file"]["sha256"]
    assert event["payload"]["contents"] == len(told["records"])
    assert event["previous_sha256"] == told["custody_chain"]["head_sha256"] == event["payload"]["chain_head"]
    finished = [each for each in listed(media_case, "custody") if each["action"] == "scan.finished"]
    assert told["scans"][0]["findings_sha256"] == finished[0]["payload"]["findings_sha256"]
    assert said("verify", media_case).status == 0


def test_a_set_that_cannot_be_recorded_is_not_left_behind(
    media_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(CaseFile, "log", refuse)
    assert exported(media_case, tmp_path / "out" / "set").status == 1
    assert list((tmp_path / "out").iterdir()) == []


def test_two_exports_of_one_case_are_the_same_but_for_their_time(media_case: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "set.csv", tmp_path / "b" / "set.csv"
    for out in (first, second):
        assert exported(media_case, out, "--form", "csv", "--of", "entries").status == 0
    assert first.read_bytes() == second.read_bytes()


def a_match(**changed: object) -> MatchedRecord:
    facts: dict[str, object] = {
        "set_name": "S",
        "set_version": None,
        "index_sha256": "00" * 32,
        "role": "notable",
        "record": 0,
        "algorithm": "md5",
        "category": "1",
        "scheme": "VICS 2.0 US",
    }
    return MatchedRecord(**(facts | changed))  # type: ignore[arg-type]  # the fields by name


US = CategoryRule(scheme="VICS 2.0 US", whole_numbers=True)


@pytest.mark.parametrize(
    ("rule", "matches", "expected"),
    [
        (US, [], (None, None, None)),
        (US, [a_match(category=None)], (None, None, None)),
        (US, [a_match(), a_match(record=9)], ("1", "VICS 2.0 US", None)),
        (US, [a_match(), a_match(category="2")], (None, None, CategoryDoubt.DISAGREEMENT)),
        (US, [a_match(), a_match(category="2", scheme="ICSE")], ("1", "VICS 2.0 US", None)),
        (US, [a_match(scheme="VICS 1.3 US", category="0")], (None, None, CategoryDoubt.OTHER_SCHEME)),
        (US, [a_match(category="A")], (None, None, CategoryDoubt.OTHER_SCHEME)),
        (US, [a_match(role="known")], (None, None, None)),
        (CategoryRule(), [a_match(category="A", scheme="X")], ("A", "X", None)),
        (CategoryRule(), [a_match(), a_match(scheme="X")], (None, None, CategoryDoubt.DISAGREEMENT)),
        (CategoryRule(given="7", scheme="S"), [a_match()], ("7", "S", None)),
    ],
)
def test_a_category_is_carried_over_only_where_it_means_the_same(
    rule: CategoryRule, matches: list[MatchedRecord], expected: tuple[Any, ...]
) -> None:
    assert rule.of(matches) == expected


def test_contents_are_grouped_and_matched_as_a_dictionary_does_it(media_case: Path) -> None:
    """Hundreds of places of a few contents, with records of two sets, planted in any order."""
    chance = random.Random(20261122)
    contents = [digests_of(b"planted %d" % number) for number in range(40)]
    expected: dict[bytes, tuple[set[str], set[tuple[str, int]]]] = {}
    with closing(sqlite3.connect(media_case / DATABASE_NAME)) as database:
        template = dict(_a_row(database, "entry", "content = 'present'"))
        loaded = dict(_a_row(database, "loaded_set", "1"))
        loaded |= {"id": 900, "position": 9, "name": "Another", "role": "known"}
        _insert(database, "loaded_set", loaded)
        for number in range(700):
            each, path = chance.choice(contents), f"/planted/{number}"
            entry = template | {"id": 1_500_000_000 + number, "path": path.encode(), "shown_path": path}
            _insert(database, "entry", entry)
            digests = {"md5": each.md5, "sha1": each.sha1, "sha256": each.sha256}
            examination = {"entry_id": entry["id"], "outcome": "matched", "bytes_read": 1, "read_twice": 0}
            _insert(database, "examination", examination | digests)
            assert each.sha256 is not None
            places, records = expected.setdefault(each.sha256, (set(), set()))
            places.add(path)
            for _ in range(chance.randrange(3)):
                set_id, record = chance.choice([(1, "Wanted"), (900, "Another")]), chance.randrange(4)
                hit = {"entry_id": entry["id"], "set_id": set_id[0], "algorithm": "md5", "record": record}
                _insert(database, "hit", hit)
                records.add((set_id[1], record))
        database.commit()
    with CaseFile.open(media_case) as case:
        chosen = Choice(only_hits=False, under="/planted")
        found = {record.digests.sha256: record for record in CaseRecords(case, chosen, rule=CategoryRule())}
    assert {sha256: (_paths(record), _records(record)) for sha256, record in found.items()} == expected


def test_a_content_in_more_places_than_are_told_is_counted_to_the_last(
    media_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.case_sets.MOST_PLACES", 3)
    with closing(sqlite3.connect(media_case / DATABASE_NAME)) as database:
        template = dict(_a_row(database, "entry", "content = 'present' AND id IN (SELECT entry_id FROM hit)"))
        examination = dict(_a_row(database, "examination", f"entry_id = {template['id']}"))
        for number in range(10):
            _insert(database, "entry", template | {"id": 1_500_000_000 + number})
            _insert(database, "examination", examination | {"entry_id": 1_500_000_000 + number})
        database.commit()
    with CaseFile.open(media_case) as case:
        chosen = list(CaseRecords(case, Choice(only_hits=False), rule=CategoryRule()))
    (many,) = [record for record in chosen if record.place_count > 1]
    assert (many.place_count, len(many.places), len(many.matches)) == (11, 3, 1)


def _a_row(database: sqlite3.Connection, table: str, where: str) -> list[tuple[str, Any]]:
    cursor = database.execute(f"SELECT * FROM {table} WHERE {where} LIMIT 1")  # noqa: S608  # written above
    return list(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))


def _insert(database: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    columns, marks = ", ".join(row), ", ".join("?" * len(row))
    database.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))  # noqa: S608


def _paths(record: ContentRecord) -> set[str]:
    return {place.path.display() for place in record.places}


def _records(record: ContentRecord) -> set[tuple[str, int]]:
    return {(match.set_name, match.record) for match in record.matches}


def test_a_stop_leaves_no_set(
    practice: Practice, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del practice
    monkeypatch.setattr("app.commands.desk.StopFlag.is_set", lambda _self: True)
    answer = exported(case, tmp_path / "out" / "set")
    assert answer.status == 130
    assert "nothing of the set was kept" in answer.sentence
    assert list((tmp_path / "out").iterdir()) == []


def a_workbench(tmp_path: Path) -> Workbench:
    return Workbench(
        now=lambda: BEGINNING, settings_folder=tmp_path / "settings", library=tmp_path, program=("fieldcase",)
    )


def test_the_command_of_the_desktop_writes_just_the_entries_chosen(
    media_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with closing(sqlite3.connect(media_case / DATABASE_NAME)) as database:
        rows = database.execute(
            "SELECT id, shown_path FROM entry JOIN examination ON entry_id = id WHERE sha256 IS NOT NULL"
        ).fetchall()
    chosen = rows[3:9] + rows[20:60:3]
    out = tmp_path / "out" / "set.csv"
    program, *words = a_workbench(tmp_path).lines.export_set_command(
        str(media_case),
        out=str(out),
        form="csv",
        of="entries",
        entries=[number for number, _ in chosen],
        category="A",
    )
    assert program == "fieldcase"
    answer = said(*words)
    assert answer.status == 0, answer.err
    assert places_in(out) == {path for _, path in chosen}
    assert {record["category"] for record in provenance_of(out)["records"]} == {"A"}


def test_no_command_of_the_desktop_is_longer_than_the_system_takes(tmp_path: Path) -> None:
    workbench = a_workbench(tmp_path)

    def command(entries: Sequence[int]) -> tuple[str, ...]:
        return workbench.lines.export_set_command(
            "case", out="set", form="vics", of="entries", entries=entries
        )

    words = command(range(1_000_000_000, 1_000_080_000, 2))
    assert max(map(len, words)) < 128 << 10
    assert sum(map(len, words)) < 1 << 20
    assert any(word == "--entry=1-900000" for word in command(range(1, 900_001)))
    with pytest.raises(TroubleSentence, match="too many at once"):
        command(range(0, 100_000, 2))
