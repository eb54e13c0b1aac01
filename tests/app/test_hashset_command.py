"""fieldcase hashset: what an examiner types at the desk, and what scripts rely on."""

import csv
import json
import shutil
import time
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest

from app.commands.desk import Desk
from app.commands.line import run_line
from forensics.hashset.index.blocks import FIRST_BYTE
from forensics.hashset.index.layout import BLOCK_BYTES
from forensics.hashset.library import path_for
from tests.app.builders import BEGINNING, Answer, ran, said
from tests.hashset.builders import (
    VICS_2,
    a_file,
    a_plain_list,
    a_vics_file,
    contents,
    md5_hex,
    media,
    sha1_hex,
    sha256_hex,
)

EMPTY_MD5 = md5_hex(b"")


def imported(source: Path, library: Path, *words: str, name: str = "x") -> Answer:
    answer = said("hashset", "import", source, "--name", name, "--library", library, *words)
    assert answer.status == 0, answer.err
    assert answer.out == ""
    return answer


def asked(act: str, library: Path, *words: str | Path) -> Answer:
    return said("hashset", act, "--library", library, *words)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """`Project list` in two versions, the second with one record more and one in another category, and a
    known set that lists one of its contents.
    """
    library = tmp_path / "library"
    a, b, c, d = contents(4)
    old = a_vics_file(tmp_path, [media(a), media(b, Category=2), media(d, Category=None)], name="old.json")
    new = a_vics_file(tmp_path, [media(b, Category=1), media(a), media(c)], name="new.json")
    imported(old, library, "--set-version", "1", name="Project list")
    imported(new, library, "--set-version", "2", name="Project list")
    imported(a_plain_list(tmp_path, [md5_hex(a)]), library, "--role", "known", name="NSRL")
    return library


def test_an_import_ends_with_a_plain_summary(tmp_path: Path) -> None:
    a, b, c = contents(3)
    records = [media(a), media(b, Category=None), media(c, MediaSize=None, MD5=None), media(b"")]
    answer = imported(a_vics_file(tmp_path, records), tmp_path / "library", name="Project list")
    lines = [line.strip() for line in answer.err.splitlines()]
    assert lines[0].startswith("Project list: 4 records, 3 different, as notable, from VICS 2.0")
    assert "2 digests of the empty file left out" in lines[0]
    assert "MD5: 2 records, 2 different" in lines
    assert "SHA-1: 3 records, 3 different" in lines
    assert "size: 2 with one, 1 without" in lines
    assert "no category: 1 record" in lines
    assert any(line.startswith("category 1 (Child Abuse Material (CAM)): 3 records") for line in lines)


def test_fingerprints_are_told_once_and_never_as_no_different_record(tmp_path: Path) -> None:
    source = tmp_path / "pictures.txt"
    source.write_text("".join(f"{number:064x}\n" for number in range(1, 4)))
    words = ("--name", "Likeness", "--format", "pdq", "--library", tmp_path / "library")
    told = said("hashset", "import", source, *words).err.splitlines()
    assert told[0] == "Likeness: 3 records, as notable, from PDQ list"
    assert [line.strip() for line in told if "PDQ fingerprints" in line] == [
        "PDQ fingerprints: 3. They are kept; pictures are not compared with them yet"
    ]


def test_progress_as_json_ends_with_the_sentence_that_a_person_reads(tmp_path: Path) -> None:
    source = a_plain_list(tmp_path, [md5_hex(b"a")])
    answer = ran(
        *("hashset", "import", source, "--name", "N", "--library", tmp_path / "l", "--progress", "json")
    )
    assert answer.status == 0
    assert answer.records()[-1] == {"phase": "finished", "status": 0, "sentence": answer.sentence}


def test_an_import_tells_conflicts_with_sets_of_the_other_role(tmp_path: Path) -> None:
    library = tmp_path / "library"
    digests = [md5_hex(content) for content in contents(5)]
    imported(a_plain_list(tmp_path, digests[:2]), library, name="wanted")
    answer = imported(a_plain_list(tmp_path, digests[1:]), library, "--role", "known", name="NSRL")
    assert "1 record of wanted (notable) also in NSRL (known, not harmless)" in answer.err
    other = imported(a_plain_list(tmp_path, digests[4:]), library, name="other")
    assert "1 record of other (notable) also in NSRL (known, not harmless)" in other.err


def test_the_list_keeps_its_first_columns_and_says_more_after_them(library: Path) -> None:
    lines = [line.split("\t") for line in asked("list", library).out.splitlines()]
    assert [line[:3] for line in lines] == [
        ["NSRL", "known", "1"],
        ["Project list 1", "notable", "3"],
        ["Project list 2", "notable", "3"],
    ]
    assert lines[1][3].startswith("VICS 2.0")
    assert len(lines[1][4]) == 64
    assert lines[1][5:] == ["3", "Project list@1", "open"]


def test_the_list_in_other_forms_gives_every_field(library: Path) -> None:
    told = asked("list", library, "--format", "jsonl").records()
    rows = list(csv.DictReader(StringIO(asked("list", library, "--format", "csv").out)))
    assert [record["spelled"] for record in told] == ["NSRL", "Project list@1", "Project list@2"]
    assert [list(record) for record in told] == [list(row) for row in rows]
    assert told[1]["index_file"] == path_for(library, "Project list", "1").name
    assert (told[0]["version"], rows[0]["version"]) == (None, "")


def test_info_tells_everything_recorded(library: Path) -> None:
    (told,) = asked("info", library, "Project list@1").records()
    assert (told["record_count"], told["role_meaning"]) == (3, "what an examiner looks for")
    assert {"category": "2", "label": "Child Exploitive (Non-CAM) Age Difficult", "records": 1} in told[
        "category_counts"
    ]
    assert {"category": None, "label": None, "records": 1} in told["category_counts"]
    assert "known, not harmless" in asked("info", library, "NSRL").records()[0]["role_meaning"]


def test_a_name_with_several_versions_is_refused_with_the_versions(library: Path) -> None:
    for act in ("info", "remove"):
        answer = asked(act, library, "Project list")
        assert answer.status == 1
        assert (
            "2 versions of the set Project list: Project list@1, Project list@2; name one" in answer.sentence
        )
    assert asked("remove", library, "Project list@1").status == 0
    assert asked("info", library, "Project list").records()[0]["version"] == "2"


def test_the_catalogue_follows_imports_and_removals(library: Path) -> None:
    told = json.loads((library / "catalogue.json").read_text("utf-8"))
    assert [(one["name"], one["version"]) for one in told["sets"]] == [
        ("NSRL", None),
        ("Project list", "1"),
        ("Project list", "2"),
    ]
    for name in ("NSRL", "Project list@1", "Project list@2"):
        assert asked("remove", library, name).status == 0
    assert list(library.iterdir()) == []


def test_verify_reads_every_byte(library: Path) -> None:
    answer = asked("verify", library)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out == "Agrees: every byte of 3 sets is as it was written.\n"
    path = path_for(library, "Project list", "2")
    whole = path.read_bytes()
    for place in range(0, len(whole), 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        for names in ((), ("Project list",), ("Project list@2", "NSRL")):
            answer = asked("verify", library, *names)
            assert answer.status == 4, place
            assert answer.out.startswith("Differs. "), place
            assert answer.out.count(path.name) == 1, place
    path.write_bytes(whole)
    assert asked("verify", library, "Project list", "NSRL").status == 0


def test_verify_says_what_the_catalogue_misses_and_does_not_know(library: Path) -> None:
    gone = path_for(library, "NSRL", None)
    gone.unlink()
    answer = asked("verify", library)
    assert answer.status == 4
    assert f"catalogue.json names the index {gone.name}, which is not in the library" in answer.out
    (library / "catalogue.json").unlink()
    answer = asked("verify", library)
    assert (answer.status, answer.sentence) == (
        0,
        "The library has sets and no catalogue.json. It is written again.",
    )
    assert (library / "catalogue.json").is_file()


def test_a_broken_file_is_told_and_hides_nothing(library: Path) -> None:
    broken = path_for(library, "Project list", "1")
    broken.write_bytes(b"not an index")
    shown = asked("list", library)
    assert shown.status == 3
    assert len(shown.out.splitlines()) == 2
    assert f"fieldcase hashset remove {broken.name}" in shown.sentence
    found = asked("find", library, md5_hex(contents(3)[2]))
    assert found.status == 3
    assert "Project list@2" in found.out
    assert f"not searched: {broken.name} (broken)" in found.err
    assert asked("verify", library).status == 4
    assert asked("remove", library, broken.name).status == 0
    assert asked("list", library).status == 0


def test_a_copied_library_and_one_that_cannot_be_written_work(library: Path, tmp_path: Path) -> None:
    copied = tmp_path / "other laptop"
    shutil.copytree(library, copied)
    before = {path.name: path.read_bytes() for path in copied.iterdir()}
    copied.chmod(0o555)
    try:
        for act, *words in (("list",), ("verify",), ("find", md5_hex(contents(1)[0])), ("info", "NSRL")):
            answer = ran("hashset", act, "--library", copied, *words, powerless=True)
            assert answer.status == 0, answer.err
        refused = ran("hashset", "remove", "--library", copied, "NSRL", powerless=True)
        assert refused.status == 1
        assert "the set NSRL cannot be removed: Permission denied" in refused.sentence
    finally:
        copied.chmod(0o755)
    assert {path.name: path.read_bytes() for path in copied.iterdir()} == before


def test_find_names_every_record_that_lists_a_digest(library: Path) -> None:
    first = contents(1)[0]
    answer = asked("find", library, md5_hex(first).upper(), sha256_hex(b"nowhere"), EMPTY_MD5)
    assert answer.status == 0
    lines = answer.out.splitlines()
    assert lines[0] == md5_hex(first)
    assert lines[1] == "  NSRL, known, not harmless, no category, MD5, record 0"
    assert lines[2] == (
        "  Project list@1, notable, category 1 (Child Abuse Material (CAM)), VICS 2.0 US, MD5, record 0, "
        f"{len(first)} bytes"
    )
    assert lines[3].startswith("  Project list@2, notable, category 1 ")
    assert lines[4:] == [
        sha256_hex(b"nowhere"),
        "  not found in the sets loaded",
        EMPTY_MD5,
        "  not found in the sets loaded (the digest of the empty file, which no set keeps)",
    ]
    assert "SHA-256 was not compared with all of NSRL: it holds no SHA-256" in answer.err
    assert "clean" not in answer.out + answer.err


def test_find_takes_any_spelling_and_lists_of_any_form(library: Path, tmp_path: Path) -> None:
    first, second = contents(2)
    spaced = ":".join(sha1_hex(first)[at : at + 2] for at in range(0, 40, 2))
    lines = f"\ufeff# of the van\n{spaced}\r\n\n{md5_hex(second)}  a file.jpg\n{sha256_hex(b'?')}\n"
    answer = asked("find", library, "--quiet", "--file", a_file(tmp_path, lines, name="asked"))
    assert (answer.status, answer.out.split()) == (0, ["1", "1", "0"])


def test_find_reads_standard_input(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = f"{md5_hex(contents(1)[0])}  m".encode() + b"\xf6we\n" + md5_hex(b"?").encode()
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(listed), encoding="utf-8"))
    assert asked("find", library, "-q", "--file", "-").out.split() == ["1", "0"]


def test_find_for_scripts(library: Path) -> None:
    words = (md5_hex(contents(2)[1]), md5_hex(b"?"))
    found, absent = asked("find", library, *words, "--format", "jsonl").records()
    assert (found["found"], absent) == (
        True,
        {"digest": words[1], "algorithm": "md5", "found": False, "matches": []},
    )
    assert [(one["set"], one["version"], one["category"], one["record"]) for one in found["matches"]] == [
        ("Project list", "1", "2", 1),
        ("Project list", "2", "1", 0),
    ]
    rows = list(csv.DictReader(StringIO(asked("find", library, *words, "--format", "csv").out)))
    assert [(row["digest"], row["found"], row["set"]) for row in rows] == [
        (words[0], "true", "Project list"),
        (words[0], "true", "Project list"),
        (words[1], "false", ""),
    ]


@pytest.mark.parametrize("form", ["text", "jsonl", "csv"])
def test_a_list_is_answered_as_each_of_its_digests_alone(form: str, library: Path, tmp_path: Path) -> None:
    words = [
        *(f(each) for each in (*contents(3), b"?", b"") for f in (md5_hex, sha1_hex, sha256_hex)),
        *(md5_hex(contents(1)[0]), EMPTY_MD5),  # asked for once more
    ]
    expected = "".join(asked("find", library, word, "--format", form).out for word in words)
    if form == "csv":
        head = expected.splitlines(keepends=True)[0]
        expected = head + expected.replace(head, "")
    listed = a_file(tmp_path, "\n".join(words), name="asked")
    assert asked("find", library, "--file", listed, "--format", form).out == expected
    signs = asked("find", library, "--file", listed, "--quiet").out.split()
    assert signs == [asked("find", library, word, "-q").out.strip() for word in words]


def test_find_in_chosen_sets(library: Path) -> None:
    answer = asked("find", library, md5_hex(contents(1)[0]), "--sets", "Project list@2")
    assert len(answer.out.splitlines()) == 2
    assert asked("find", library, EMPTY_MD5, "--sets", "Nowhere").status == 1


@pytest.mark.parametrize("written", ["abc", "z" * 32, "0" * 33, "", "\x1b[31m"])
def test_what_is_no_digest_is_one_sentence(written: str, library: Path, tmp_path: Path) -> None:
    answer = asked("find", library, written)
    assert answer.status == 1
    assert "is not a digest of 32, 40 or 64 hexadecimal digits" in answer.sentence
    listed = a_file(tmp_path, f"{EMPTY_MD5}\n{written}x\n", name="asked")
    assert "Line 2 of the list" in asked("find", library, "--file", listed).sentence


def test_find_without_a_digest_or_a_set_says_so(tmp_path: Path) -> None:
    assert asked("find", tmp_path).status == 1
    answer = asked("find", tmp_path / "none", EMPTY_MD5)
    assert answer.status == 0
    assert "nothing could be found" in answer.sentence


def test_diff_counts_and_lists_what_changed(library: Path) -> None:
    answer = asked("diff", library, "Project list@1", "Project list@2", "--list")
    assert answer.status == 4
    lines = answer.out.splitlines()
    assert lines[:2] == [
        "Project list@1: 3 different SHA-1 = 1 same + 1 re-categorised + 1 removed",
        "Project list@2: 3 different SHA-1 = 1 same + 1 re-categorised + 1 added",
    ]
    assert len(lines) == 5
    b = sha1_hex(contents(2)[1])
    assert f"re-categorised: SHA-1 {b}; old record 1, category 2; new record 0, category 1" in lines


def test_diff_for_scripts_begins_with_the_kind_of_change(library: Path) -> None:
    words = ("Project list@1", "Project list@2")
    told = asked("diff", library, *words, "--format", "jsonl")
    rows = list(csv.DictReader(StringIO(asked("diff", library, *words, "--format", "csv").out)))
    assert told.status == 4
    assert {record["change"] for record in told.records()} == {"added", "removed", "re-categorised"}
    assert [row["digest"] for row in rows] == [record["digest"] for record in told.records()]
    assert next(iter(rows[0])) == "change"
    removed = next(row for row in rows if row["change"] == "removed")
    assert (removed["old_record"], removed["old_categories"], removed["new_record"]) == ("2", "none", "")


def test_a_set_does_not_differ_from_itself(library: Path) -> None:
    assert asked("diff", library, "NSRL", "NSRL").status == 0


def test_conflicts_are_counted_and_listed(library: Path) -> None:
    answer = asked("conflicts", library)
    assert answer.status == 0
    assert answer.out.splitlines() == [
        "1 record of Project list@1 (notable) also in NSRL (known, not harmless)",
        "1 record of Project list@2 (notable) also in NSRL (known, not harmless)",
    ]
    told = asked("conflicts", library, "--format", "jsonl").records()
    assert [(one["notable_set"], one["notable_record"], one["category"]) for one in told] == [
        ("Project list@1", 0, "1"),
        ("Project list@2", 1, "1"),
    ]
    assert told[0]["digest"] == md5_hex(contents(1)[0])
    assert len(asked("conflicts", library, "--list").out.splitlines()) == 4


def test_sets_without_a_common_kind_of_digest_are_told_as_not_compared(tmp_path: Path) -> None:
    library = tmp_path / "library"
    imported(a_plain_list(tmp_path, [md5_hex(b"a")]), library, name="wanted")
    answer = imported(a_plain_list(tmp_path, [sha1_hex(b"a")]), library, "--role", "known", name="NSRL")
    assert "not compared with wanted, which holds no digest of the same kind" in answer.err
    assert asked("conflicts", library).out.strip().endswith("no digest of the same kind: not compared")
    refused = asked("diff", library, "wanted", "NSRL")
    assert refused.status == 1
    assert "cannot be compared: there is only MD5 in one, there is only SHA-1 in" in refused.sentence


def test_a_damaged_set_of_the_other_role_does_not_undo_an_import(tmp_path: Path) -> None:
    library = tmp_path / "library"
    imported(a_plain_list(tmp_path, map(md5_hex, contents(5_000))), library, "--role", "known", name="NSRL")
    path = path_for(library, "NSRL", None)
    whole = bytearray(path.read_bytes())
    for place in range(FIRST_BYTE, int.from_bytes(whole[48:56], "little"), BLOCK_BYTES):  # one in each block
        whole[place] ^= 1
    path.write_bytes(whole)
    answer = imported(a_plain_list(tmp_path, [md5_hex(contents(1)[0])]), library, name="wanted")
    assert "what it has in common with NSRL was not counted to the end: the index nsrl" in answer.err
    assert "wanted" in asked("list", library).out


@pytest.mark.parametrize("act", [("verify",), ("diff", "Project list@1", "Project list@2"), ("conflicts",)])
def test_a_stopped_comparison_or_check_is_status_130(act: tuple[str, ...], library: Path) -> None:
    desk = Desk(now=lambda: BEGINNING, monotonic=time.monotonic, out=StringIO(), err=StringIO())
    desk.stop.set()
    assert run_line(["hashset", *act, "--library", str(library)], desk) == 130
    assert isinstance(desk.err, StringIO)
    assert "stopped" in desk.err.getvalue()
    assert len(desk.err.getvalue().splitlines()) == 1


def test_the_desktop_follows_a_check_by_json_lines(library: Path) -> None:
    words = ("hashset", "verify", "--library", library, "--progress", "json")
    answer = ran(*words, "Project list@1")
    assert answer.records()[-1] == {
        "phase": "finished",
        "status": 0,
        "sentence": "Agrees: every byte of 1 set is as it was written.",
    }
    path_for(library, "Project list", "1").write_bytes(b"not an index")
    assert ran(*words).records()[-1]["status"] == 4


def test_a_set_of_notable_material_is_never_taken_as_known(tmp_path: Path) -> None:
    source = a_vics_file(tmp_path, [media(b"a")], address=VICS_2)
    answer = said("hashset", "import", source, "--name", "x", "--role", "known", "--library", tmp_path / "l")
    assert answer.status == 1
    assert "cannot be taken as known" in answer.sentence
    assert not (tmp_path / "l").exists()


def test_the_columns_of_a_table_are_proposed(tmp_path: Path) -> None:
    table = f"Name;MD5;File Size\na.jpg;{md5_hex(b'a')};1\n"
    source = a_file(tmp_path, table, name="list.csv")
    answer = said("hashset", "columns", source)
    assert answer.status == 0
    assert answer.out.splitlines()[1] == f"2\tMD5\t{md5_hex(b'a')}"
    assert "--columns 'md5=2,size=3,delimiter=;'" in answer.out
    (told,) = said("hashset", "columns", source, "--json").records()
    assert told["names"] == ["Name", "MD5", "File Size"]
    imported(source, tmp_path / "library", "--columns", told["likely"])
    assert asked("find", tmp_path / "library", "-q", md5_hex(b"a")).out == "1\n"


@pytest.mark.parametrize("indent", [None, 2])
def test_json_has_no_columns_to_propose(tmp_path: Path, indent: int | None) -> None:
    for content in ([media(b"a")], {"value": [media(b"a")]}):
        answer = said("hashset", "columns", a_file(tmp_path, json.dumps(content, indent=indent)))
        assert answer.status == 1
        assert "is JSON and no table" in answer.sentence


@pytest.mark.parametrize(
    "act", ["find", "verify", "diff", "conflicts", "columns", "export", "import", "list", "info", "remove"]
)
def test_every_act_explains_itself(act: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        said("hashset", act, "--help")
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert f"usage: fieldcase hashset {act}" in told
    assert max(map(len, told.splitlines())) <= 120
