"""`fieldcase list`: the fields that scripts rely on, and nothing from the evidence reaches a terminal raw."""

import base64
import csv
import io
import json
import re
import struct
from pathlib import Path

import pytest

from tests.app.builders import a_case, a_set, listed, said
from tests.app.conftest import Media
from tests.evidence.builders import an_ext_image, run

ENTRY_FIELDS = [
    "exhibit",
    "volume",
    "path",
    "meta_addr",
    "stream",
    "size",
    "allocated",
    "kind",
    "outcome",
    "md5",
    "sha1",
    "sha256",
    "mtime",
    "atime",
    "ctime",
    "crtime",
    "remains",
    "parent_known",
    "flags",
    "times_flags",
]
HIT_FIELDS = ["set", "role", "category", "scheme", "algorithm", "evidence"]
_HOSTILE = {
    "two\nlines.txt": r"/two\x0Alines.txt",
    "\x1b[2Jclear.txt": r"/\x1B[2Jclear.txt",
    "gpj\u202e.exe": r"/gpj\u{202E}.exe",
    "tab\there": r"/tab\x09here",
    "=cmd|' '!A0": "/=cmd|' '!A0",
    "<script>alert(1)</script".replace("/", "-"): "/<script>alert(1)<-script",
    'quote",comma': '/quote",comma',
    "東京.txt": "/東京.txt",
}
_NOT_UTF8 = b"caf\xe9.txt"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of an image whose names try to disturb whoever shows them; all contents are in a set."""
    home = tmp_path_factory.mktemp("hostile")
    tree = home / "image.tree"
    tree.mkdir()
    for name in _HOSTILE:
        (tree / name).write_bytes(b"wanted")
    (Path(str(tree)) / _NOT_UTF8.decode("utf-8", "surrogateescape")).write_bytes(b"wanted")
    image = an_ext_image(home / "image.raw", {}, size="4M")
    library = a_set(home / "library", "Wanted", ["b8180ad5c2e6e3e3cb41fbd5f8a3d7ff", _md5(b"wanted")])
    case = a_case(home / "case", image)
    assert said("scan", case, "--library", library).status == 0
    return case


def _md5(content: bytes) -> str:
    import hashlib

    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def test_an_entry_has_the_fields_of_the_contract_in_their_order(finished_case: Path) -> None:
    entries = listed(finished_case, "entries")
    assert len(entries) > 100
    for entry in entries:
        assert list(entry) == ENTRY_FIELDS
        assert isinstance(entry["exhibit"], str)
        assert isinstance(entry["path"], str)
        assert entry["path"].startswith("/")
        assert isinstance(entry["allocated"], bool)
        for number in ("volume", "meta_addr", "size"):
            assert type(entry[number]) is int
        for name, length in (("md5", 32), ("sha1", 40), ("sha256", 64)):
            assert entry[name] is None or re.fullmatch(f"[0-9a-f]{{{length}}}", entry[name])


def test_a_hit_has_the_fields_of_its_entry_and_those_of_its_record(finished_case: Path) -> None:
    entries = {(entry["path"], entry["allocated"]): entry for entry in listed(finished_case, "entries")}
    hits = listed(finished_case, "hits")
    assert len(hits) > 11
    for hit in hits:
        assert [name for name in hit if name in ENTRY_FIELDS + HIT_FIELDS] == ENTRY_FIELDS + HIT_FIELDS
        assert set(hit) - set(ENTRY_FIELDS + HIT_FIELDS) == {
            *("category_label", "record", "set_version", "shadow_copy")
        }
        assert {name: hit[name] for name in ENTRY_FIELDS} == entries[hit["path"], hit["allocated"]]
        assert hit["role"] in ("notable", "known")
        assert hit["evidence"] == "content"
        assert hit["algorithm"] in ("md5", "sha1", "sha256")
    assert {(hit["category"], hit["scheme"]) for hit in hits if hit["role"] == "notable"} > {
        ("1", "VICS 2.0 PRACTICE")
    }


def test_times_carry_z_only_where_the_file_system_keeps_utc(finished_case: Path, hostile: Path) -> None:
    local = [entry for entry in listed(finished_case, "entries") if entry["mtime"] is not None]
    assert local
    assert not any(entry["mtime"].endswith("Z") for entry in local)
    assert all(entry["ctime"] is None for entry in listed(finished_case, "entries")), "FAT keeps no such time"
    utc = [entry for entry in listed(hostile, "entries") if entry["kind"] == "file"]
    assert all(entry[name].endswith("Z") for entry in utc for name in ("mtime", "atime", "ctime", "crtime"))


def test_a_time_of_zero_is_null_where_the_file_system_means_none(tmp_path: Path) -> None:
    image = an_ext_image(tmp_path / "image.raw", {"old.txt": b"x"}, kind="ext2", options=("-I", "128"))
    run("debugfs", "-w", "-R", "set_inode_field old.txt mtime 0", image)
    case = a_case(tmp_path / "case", image)
    assert said("scan", case, "--library", tmp_path).status == 0
    (entry,) = (entry for entry in listed(case, "entries") if entry["path"] == "/old.txt")
    assert entry["mtime"] == "1970-01-01T00:00:00Z"
    assert entry["crtime"] is None


@pytest.mark.parametrize("filetime", [0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 3_000_000_000_000_000_000, 1])
def test_times_beyond_all_reason_do_not_end_a_scan(filetime: int, tmp_path: Path) -> None:
    from tests.evidence.builders import an_ntfs_image

    image = an_ntfs_image(tmp_path / "image.raw", {"strange.txt": b"strange"})
    content = bytearray(image.read_bytes())
    place = content.find(b"FILE0", content.rfind("strange.txt".encode("utf-16-le"), 0) - 1024)
    assert place > 0
    while content[place + 56 : place + 60] != b"\x10\0\0\0":
        place = content.find(b"FILE0", place + 1)
    body = place + 56 + 24
    content[body : body + 32] = struct.pack("<4Q", *[filetime] * 4)
    image.write_bytes(content)
    case = a_case(tmp_path / "case", image)
    scanned = said("scan", case, "--library", tmp_path)
    assert scanned.status in (0, 3), scanned.err
    assert "/strange.txt" in {entry["path"] for entry in listed(case, "entries")}
    assert not [entry for entry in listed(case, "entries") if entry["outcome"] == "waiting"]


def test_extents_come_only_when_asked_for_and_cover_the_content(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    assert said("scan", case, "--library", media.library).status == 0
    assert all("extents" not in entry for entry in listed(case, "entries"))
    image = media.image.read_bytes()
    seen = 0
    for entry in listed(case, "entries", "--with", "extents"):
        assert list(entry) == [*ENTRY_FIELDS, "extents"]
        content = media.files.get(entry["path"][1:])
        if content and entry["extents"]:
            pieces = (image[offset : offset + length] for offset, length in entry["extents"])
            assert b"".join(pieces)[: len(content)] == content
            seen += 1
    assert seen > 100


def test_hostile_names_are_shown_as_signs(hostile: Path) -> None:
    paths = {entry["path"]: entry for entry in listed(hostile, "entries")}
    assert set(_HOSTILE.values()) <= set(paths)
    entry = paths[r"/caf\xE9.txt"]
    assert list(entry) == [*ENTRY_FIELDS[:3], "name_raw_b64", *ENTRY_FIELDS[3:]]
    assert base64.b64decode(entry["name_raw_b64"]) == _NOT_UTF8
    assert sum("name_raw_b64" in entry for entry in paths.values()) == 1


@pytest.mark.parametrize("form", ["table", "jsonl", "csv"])
@pytest.mark.parametrize(
    "what", ["entries", "hits", "conflicts", "faults", "coverage", "custody", "exhibits"]
)
def test_nothing_that_disturbs_a_terminal_is_ever_written(what: str, form: str, hostile: Path) -> None:
    answer = said("list", hostile, what, "--format", form)
    assert answer.status == 0
    assert not set(re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", answer.out)) - {
        "\r"
    }
    assert answer.out == "" or answer.out.endswith("\n")


@pytest.mark.parametrize("what", ["entries", "hits", "coverage", "custody", "exhibits"])
def test_csv_says_the_same_as_json_lines(what: str, hostile: Path) -> None:
    rows = list(csv.reader(io.StringIO(said("list", hostile, what, "--format", "csv").out)))
    header, *body = rows
    assert {len(row) for row in body} == {len(header)}
    records = listed(hostile, what)
    assert len(body) == len(records)
    for row, record in zip(body, records, strict=True):
        told = dict(zip(header, row, strict=True))
        for name, value in record.items():
            cell = told[name].removeprefix("'")
            if isinstance(value, (dict, list, bool)):
                assert json.loads(cell) == value
            else:
                assert cell == ("" if value is None else str(value))


def test_csv_cells_never_begin_like_a_formula(hostile: Path) -> None:
    for row in csv.reader(io.StringIO(said("list", hostile, "hits", "--format", "csv").out)):
        assert not any(cell[:1] in ("=", "+", "-", "@") for cell in row)


@pytest.mark.parametrize("what", ["entries", "hits", "conflicts", "faults"])
def test_csv_without_rows_still_has_its_header(what: str, media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    header = said("list", case, what, "--format", "csv").out.strip().split(",")
    assert "path" in header
    assert said("list", case, what, "--format", "jsonl").out == ""
    empty = said("list", case, what)
    assert (empty.status, empty.out, empty.err) == (0, "", "nothing to list\n")


def test_a_table_shows_every_entry_in_words(hostile: Path) -> None:
    table = said("list", hostile, "entries").out
    for shown in (*_HOSTILE.values(), r"/caf\xE9.txt"):
        assert shown in table
    assert table.splitlines()[0].split()[:3] == ["exhibit", "volume", "path"]


def test_a_table_of_hits_names_the_version_and_the_role_of_each_set(tmp_path: Path) -> None:
    source = tmp_path / "list.txt"
    source.write_text(f"{_md5(b'wanted')}\n")
    library = a_set(tmp_path / "library", "Software", [_md5(b"wanted")], role="known")
    words = ("--name", "Wanted", "--library", library)
    for version in ("v1", "v2"):
        assert said("hashset", "import", source, *words, "--set-version", version).status == 0
    case = a_case(tmp_path / "case", an_ext_image(tmp_path / "image.raw", {"file": b"wanted"}))
    assert said("scan", case, "--library", library).status == 0
    head, *rows = said("list", case, "hits").out.splitlines()
    told = [row[head.index("set") : head.index("category")].split() for row in rows]
    assert told == [["Software", "known"], ["Wanted", "v1", "notable"], ["Wanted", "v2", "notable"]]


def test_notes_of_the_acquiring_tool_are_shown_as_signs(tmp_path: Path) -> None:
    raw = tmp_path / "stick.raw"
    raw.write_bytes(an_ext_image(tmp_path / "image.raw", {"a": b"a"}).read_bytes())
    target = tmp_path / "stick"
    run(
        "ewfacquire",
        "-u",
        "-q",
        "-t",
        target,
        "-C",
        "case\x1b[31m7",
        "-D",
        "a\u202estick",
        "-e",
        "E",
        "-E",
        "1",
        "-N",
        "x",
        "-f",
        "encase6",
        raw,
    )
    told = said("info", target.with_suffix(".E01")).out
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert r"case\x1B[31m7" in told


def test_lost_volumes_far_behind_the_start_are_found_on_request(tmp_path: Path) -> None:
    disk = tmp_path / "wiped.dd"
    with disk.open("wb") as file:
        file.seek(2060 << 20)
        file.write(b"LUKS\xba\xbe\x00\x02")
        file.truncate(2064 << 20)
    assert "LUKS2" in said("info", disk, "--search-lost").out
