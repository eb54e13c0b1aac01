"""What a file is told to be before it is imported: form, table columns, and 64 digits never guessed."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.answers import TroubleSentence
from app.workbench import Workbench
from forensics.hashset.columns import ColumnMap, Kind

MD5, LONG = "a1" * 16, "b2" * 32


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return Workbench(
        now=lambda: datetime(2026, 11, 22, tzinfo=UTC),
        settings_folder=tmp_path / "settings",
        library=tmp_path / "library",
    )


def a_file(folder: Path, text: str) -> str:
    file = folder / "list.csv"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_plain_list_is_told_by_its_form(bench: Workbench, tmp_path: Path) -> None:
    outlook = bench.look_into(a_file(tmp_path, f"{MD5}\n"))
    assert (outlook.form, outlook.trouble, outlook.columns) == ("plain hash list", None, ())


def test_a_list_of_64_digits_asks_what_they_are(bench: Workbench, tmp_path: Path) -> None:
    outlook = bench.look_into(a_file(tmp_path, f"{LONG}\n"))
    assert outlook.is_64_digits
    assert outlook.form is None


def test_a_table_is_proposed_column_by_column(bench: Workbench, tmp_path: Path) -> None:
    outlook = bench.look_into(a_file(tmp_path, f"Name;MD5;File Size\na.jpg;{MD5};12\n"))
    assert [(one.head, one.kind) for one in outlook.columns] == [
        ("Name", None),
        ("MD5", "md5"),
        ("File Size", "size"),
    ]
    assert outlook.columns[1].samples == (MD5,)
    assert (outlook.delimiter, outlook.has_head) == (";", True)


def test_an_unnamed_column_of_digests_is_offered_for_a_choice(bench: Workbench, tmp_path: Path) -> None:
    outlook = bench.look_into(a_file(tmp_path, f"Name,Pruefung\na.jpg,{LONG}\n"))
    assert outlook.form is None
    assert [one.kind for one in outlook.columns] == [None, None]
    spelled = bench.column_map(outlook, (None, "sha256"))
    assert dict(ColumnMap.parse(spelled).columns) == {Kind.SHA256: 2}
    with pytest.raises(TroubleSentence, match="no column of digests"):
        bench.column_map(outlook, ("category", None))


def test_text_that_is_no_set_offers_no_columns(bench: Workbench, tmp_path: Path) -> None:
    outlook = bench.look_into(a_file(tmp_path, "Dear colleague,\nplease find nothing here.\n"))
    assert outlook.trouble is not None
    assert outlook.columns == ()


def test_a_file_that_is_not_there_is_a_sentence(bench: Workbench, tmp_path: Path) -> None:
    outlook = bench.look_into(str(tmp_path / "gone.txt"))
    assert outlook.trouble is not None
    assert "cannot be opened" in outlook.trouble


def test_a_long_listing_shows_its_first_rows_and_counts_all(bench: Workbench, tmp_path: Path) -> None:
    file = tmp_path / "listing.csv"
    rows = [f"added,{number}" for number in range(1_500)] + ["removed,1"]
    file.write_text("\r\n".join(["change,record", *rows, ""]), encoding="utf-8")
    listed = bench.read_listing(str(file))
    assert (len(listed.rows), listed.total) == (1_000, 1_501)
    assert dict(listed.counts) == {"added": 1_500, "removed": 1}
    bench.save_listing(str(file), str(tmp_path / "kept.csv"))
    assert (tmp_path / "kept.csv").read_bytes() == file.read_bytes()
    with pytest.raises(TroubleSentence, match="cannot be written"):
        bench.save_listing(str(file), str(tmp_path / "no" / "kept.csv"))


def test_an_archive_of_several_sets_is_looked_into_by_member(bench: Workbench, tmp_path: Path) -> None:
    archive = tmp_path / "sets.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a.txt", f"{MD5}\n")
        packed.writestr("b.csv", f"MD5,Size\n{MD5},12\n")
    assert bench.look_into(str(archive)).asks_member
    outlook = bench.look_into(str(archive), member="b.csv")
    assert not outlook.asks_member
    assert [column.kind for column in outlook.columns] == ["md5", "size"]
