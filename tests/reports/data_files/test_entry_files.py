"""entries.csv, files.dfxml and hashdeep.txt: exact, valid, the same, and read back as strictly as written."""

import base64
import csv
import io
import shutil
import subprocess
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from forensics.entries import EntryKind, Outcome
from forensics.entry_line import ENTRY_FIELDS, EntryRow, entry_line
from forensics.filesystems.timekeeping import TIMEKEEPING
from forensics.paths import display_text
from reports.content import CaseContent
from reports.data_files import dfxml, entries_csv, hashdeep
from reports.data_files.agreement import EntriesBeside
from reports.data_files.dfxml_reading import read_dfxml
from reports.data_files.entries_csv import csv_line, read_entries_csv
from reports.data_files.entry_files import write_entry_files
from reports.data_files.lines import RowsDiffer
from reports.errors import ReportRefused
from reports.tables import cells_of, guarded
from tests.reports.builders import BuiltCase, a_case, a_hostile_case, an_empty_case

SCHEMA = Path(__file__).parents[4] / "shared" / "formats" / "dfxml-schema" / "dfxml.xsd"
NAMES = ("entries.csv", "files.dfxml", "hashdeep.txt")
DFXML = f"{{{dfxml.NAMESPACE}}}"
OWN = f"{{{dfxml.OWN}}}"


def a_row(**changed: Any) -> EntryRow:  # noqa: ANN401  # the fields have different types
    row = EntryRow(
        exhibit="E1",
        volume=0,
        path="/folder/a.bin",
        name_raw_b64=None,
        meta_addr=5,
        stream=None,
        size=7,
        allocated=True,
        kind="file",
        outcome="compared",
        md5="0" * 32,
        sha1="1" * 40,
        sha256="2" * 64,
        mtime="2026-01-02T03:04:05Z",
        atime=None,
        ctime=None,
        crtime=None,
    )
    return row._replace(**changed)


def written(folder: Path, built: BuiltCase, rows: list[EntryRow] | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    write_entry_files(folder, built if rows is None else rows, content=built.content)
    return folder


def agreed(folder: Path) -> str:
    beside = EntriesBeside(folder / "files.dfxml", folder / "hashdeep.txt")
    beside.add(read_entries_csv(folder / "entries.csv"))
    return beside.finish()


typed = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
raw_names = st.binary(min_size=1, max_size=40).map(lambda raw: b"/" + raw.replace(b"/", b"_"))


@st.composite
def rows_of_any_name(draw: st.DrawFn) -> EntryRow:
    """As the store gives them, whatever the disk holds."""
    raw = draw(raw_names | st.text(st.characters(exclude_categories=["Cs"])).map(lambda t: b"/" + t.encode()))
    stream = draw(st.none() | st.binary(min_size=1, max_size=20))
    name = raw.rsplit(b"/", 1)[-1]
    shown = display_text(raw)
    return a_row(
        path=shown,
        raw_path=None if shown.encode() == raw else raw,
        name_raw_b64=None if _is_utf8(name) else base64.b64encode(name).decode(),
        stream=None if stream is None else display_text(stream),
        raw_stream=None if stream is None or display_text(stream).encode() == stream else stream,
        size=draw(st.integers(0, 2**62)),
        meta_addr=draw(st.integers(0, 2**62)),
        allocated=draw(st.booleans()),
        kind=draw(st.sampled_from(EntryKind)).value,
        outcome=draw(st.sampled_from(Outcome)).value,
        md5=draw(st.sampled_from([None, "a" * 32])),
        mtime=draw(st.sampled_from([None, "2026-01-02T03:04:05.1234567Z", "0001-01-01T00:00:00"])),
        link_target=draw(st.none() | st.binary(max_size=20)),
        extents=draw(
            st.none()
            | st.lists(st.tuples(st.none() | st.integers(0, 2**40), st.integers(0, 2**40)), max_size=4).map(
                msgspec.msgpack.encode
            )
        ),
    )


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def a_bare_case() -> CaseContent:
    """One exhibit with one volume, 0."""
    content = a_case().content
    exhibit = content.exhibits[1]
    return replace(content, exhibits=(replace(exhibit, id="E1"),))


def by_the_library(row: EntryRow) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerow([guarded(cell) for cell in cells_of(row)])
    return file.getvalue()


@given(rows_of_any_name(), typed)
@settings(max_examples=300, derandomize=True, deadline=None)
def test_a_line_of_csv_is_what_the_library_for_csv_writes(row: EntryRow, exhibit: str) -> None:
    row = row._replace(exhibit=exhibit, path=row.path.removeprefix("/"))  # withheld paths have no slash
    assert csv_line(row) == by_the_library(row)


@given(
    st.lists(rows_of_any_name(), max_size=5), st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)
@settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_the_names_hold_the_rows_are_read_back_and_all_files_agree(
    tmp_path: Path, rows: list[EntryRow], exhibit: str
) -> None:
    shutil.rmtree(tmp_path / "out", ignore_errors=True)
    content = a_bare_case()
    content = replace(content, exhibits=(replace(content.exhibits[0], id=exhibit),))
    rows = [row._replace(exhibit=exhibit) for row in rows]
    folder = written(tmp_path / "out", BuiltCase(content=content, rows=()), rows)
    read = list(read_entries_csv(folder / "entries.csv"))
    assert [row[: len(ENTRY_FIELDS)] for row in read] == [row[: len(ENTRY_FIELDS)] for row in rows]
    assert list(map(entry_line, read)) == list(map(entry_line, rows))
    assert f"tell the same of {len(rows)} entr" in agreed(folder)
    elements = list(etree.parse(folder / "files.dfxml").iter(f"{DFXML}fileobject"))
    for row, element in zip(rows, elements, strict=True):
        name = element.findtext(f"{DFXML}filename")
        assert name == row.path[1:] + (f":{row.stream}" if row.stream else "")
        raw = element.findtext(f"{OWN}path_base64")
        assert (row.path.encode() if raw is None else base64.b64decode(raw)) == (
            row.path.encode() if row.raw_path is None else row.raw_path
        )


@pytest.mark.parametrize(
    "built", [a_case(), a_hostile_case(), an_empty_case()], ids=["full", "hostile", "none"]
)
def test_the_document_holds_to_the_schema_of_dfxml(built: BuiltCase, tmp_path: Path) -> None:
    if not SCHEMA.exists():
        pytest.skip("the schema of DFXML is not beside this repository")
    schema = etree.XMLSchema(etree.parse(SCHEMA, etree.XMLParser(no_network=True)))
    schema.assertValid(etree.parse(written(tmp_path / "out", built) / "files.dfxml"))


def test_every_exhibit_and_volume_stands_in_the_document_with_or_without_entries(tmp_path: Path) -> None:
    built = a_case()
    document = etree.parse(written(tmp_path / "out", built) / "files.dfxml")
    told = [
        (image.get(f"{OWN}exhibit"), [int(v.get(f"{OWN}index")) for v in image.iter(f"{DFXML}volume")])
        for image in document.iter(f"{DFXML}diskimageobject")
    ]
    assert told == [(e.id, [v.volume.index for v in e.volumes]) for e in built.content.exhibits]
    errors = [error.text for error in document.iter(f"{DFXML}error")]
    assert errors == [
        v.volume.reason for e in built.content.exhibits for v in e.volumes if v.volume.reason is not None
    ]


def test_local_times_have_no_zone_and_steps_of_whole_seconds_are_told(tmp_path: Path) -> None:
    content = a_bare_case()
    assert content.exhibits[0].volumes[0].volume.file_system == "FAT32"
    row = a_row(mtime="2026-01-02T03:04:04", atime="2026-01-02T00:00:00", crtime="2026-01-02T03:04:05.12")
    folder = written(tmp_path / "out", BuiltCase(content=content, rows=()), [row])
    (element,) = etree.parse(folder / "files.dfxml").iter(f"{DFXML}fileobject")
    times = {
        name: (element.find(DFXML + name).text, element.find(DFXML + name).get("prec"))
        for name in ("mtime", "atime", "crtime")
    }
    assert times == {
        "mtime": ("2026-01-02T03:04:04", "2"),
        "atime": ("2026-01-02T00:00:00", "86400"),
        "crtime": ("2026-01-02T03:04:05.12", None),
    }
    assert element.find(f"{DFXML}ctime") is None


def test_the_steps_told_are_those_the_file_systems_keep() -> None:
    kept = {
        system: {
            name: step.step_ns // 1_000_000_000
            for name in ("mtime", "ctime", "atime", "crtime")
            if (step := getattr(keeping, name)) is not None and step.step_ns % 1_000_000_000 == 0
        }
        for system, keeping in TIMEKEEPING.items()
    }
    assert {system: dict(steps) for system, steps in dfxml.STEPS.items()} == {
        system: steps for system, steps in kept.items() if steps
    }


def test_holes_and_runs_have_their_places(tmp_path: Path) -> None:
    content = a_bare_case()
    start = content.exhibits[0].volumes[0].volume.offset_bytes
    extents = msgspec.msgpack.encode([(start + 4096, 8192), (None, 4096), (start + 65536, 512)])
    folder = written(tmp_path / "out", BuiltCase(content=content, rows=()), [a_row(extents=extents)])
    runs = [dict(run.attrib) for run in etree.parse(folder / "files.dfxml").iter(f"{DFXML}byte_run")][1:]
    assert runs == [
        {"file_offset": "0", "fs_offset": "4096", "img_offset": str(start + 4096), "len": "8192"},
        {"file_offset": "8192", "fill": "0", "len": "4096"},
        {"file_offset": "12288", "fs_offset": "65536", "img_offset": str(start + 65536), "len": "512"},
    ]


def test_runs_beyond_the_most_are_counted_and_not_left_out_in_silence(tmp_path: Path) -> None:
    extents = msgspec.msgpack.encode([(n * 1024, 512) for n in range(dfxml.MOST_RUNS + 3)])
    folder = written(tmp_path / "out", BuiltCase(content=a_bare_case(), rows=()), [a_row(extents=extents)])
    assert b'<byte_runs fieldcase:left_out="3">' in (folder / "files.dfxml").read_bytes()
    assert "1 entry" in agreed(folder)


def test_a_digest_that_no_scan_computed_has_no_column_in_hashdeep(tmp_path: Path) -> None:
    content = a_bare_case()
    scan = content.exhibits[0].scan
    assert scan is not None
    exhibit = replace(content.exhibits[0], scan=replace(scan, algorithms=("sha1", "md5")))
    rows = [a_row(sha256=None), a_row(sha1=None), a_row(stream="ads", sha256=None)]
    built = BuiltCase(content=replace(content, exhibits=(exhibit,)), rows=())
    lines = (written(tmp_path / "out", built, rows) / "hashdeep.txt").read_text().splitlines()
    assert lines[1] == "%%%% size,md5,sha1,filename"
    assert lines[4:] == [
        f"7,{'0' * 32},{'1' * 40},E1/0/folder/a.bin",
        f"7,{'0' * 32},{'1' * 40},E1/0/folder/a.bin:ads",
    ]


def test_an_audit_by_hashdeep_passes_and_finds_a_changed_file(tmp_path: Path) -> None:
    if shutil.which("hashdeep") is None:
        pytest.skip("hashdeep is not installed")
    files, rows = tmp_path / "files", []
    for name in ("one, two.txt", "plain.bin", 'quote".txt'):
        path = files / "E1" / "0" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 100)
        digests = subprocess.run(
            ["hashdeep", "-c", "md5,sha1,sha256", path], capture_output=True, text=True, check=True
        ).stdout.splitlines()[-1]
        size, md5, sha1, sha256, _ = digests.split(",", 4)
        rows.append(a_row(path=f"/{name}", size=int(size), md5=md5, sha1=sha1, sha256=sha256))
    known = written(tmp_path / "out", BuiltCase(content=a_bare_case(), rows=()), rows) / "hashdeep.txt"

    def audit() -> str:
        words = ["hashdeep", "-a", "-l", "-r", "-k", str(known), "E1"]
        told = subprocess.run(words, cwd=files, capture_output=True, text=True, check=False)
        return told.stdout + told.stderr

    assert "Audit passed" in audit()
    (files / "E1" / "0" / "plain.bin").write_bytes(b"changed")
    assert "Audit failed" in audit()


def test_any_changed_line_of_any_file_is_a_difference(tmp_path: Path) -> None:
    folder = written(tmp_path / "out", a_case())
    for name in NAMES:
        whole = (folder / name).read_bytes()
        lines = whole.splitlines(keepends=True)
        for number, line in enumerate(lines):
            if name == "files.dfxml" and b"<fileobject" not in line:
                continue  # what is said of exhibits and volumes stands in no other of the three
            before, after = lines[:number], lines[number + 1 :]
            changed = line.replace(b"0", b"7", 1) if b"0" in line else b"x" + line
            for others in ([], [line, line], [changed]):
                (folder / name).write_bytes(b"".join([*before, *others, *after]))
                with pytest.raises(RowsDiffer):
                    agreed(folder)
        (folder / name).write_bytes(whole)
    assert "tell the same" in agreed(folder)


@pytest.mark.parametrize(
    "hidden",
    [
        b"<!-- <fileobject> -->\n",
        b"<!DOCTYPE dfxml>\n",
        b"\n",
        b"<fileobject></fileobject>\n",
        b"<![CDATA[<fileobject>]]>\n",
        b"text\n",
    ],
)
def test_nothing_can_hide_between_the_elements(hidden: bytes, tmp_path: Path) -> None:
    path = written(tmp_path / "out", a_case()) / "files.dfxml"
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for number in range(len(lines) + 1):
        path.write_bytes(b"".join([*lines[:number], hidden, *lines[number:]]))
        with pytest.raises(RowsDiffer):
            list(read_dfxml(path))


def test_every_flipped_byte_of_the_rows_is_a_difference(tmp_path: Path) -> None:
    rows = [a_row(), a_row(path="/b", stream="s", allocated=False, md5=None)]
    folder = written(tmp_path / "out", BuiltCase(content=a_bare_case(), rows=()), rows)
    for name in NAMES:
        whole = (folder / name).read_bytes()
        start = whole.index(b"<fileobject") if name == "files.dfxml" else 0
        end = whole.rindex(b"</fileobject>") if name == "files.dfxml" else len(whole)
        for place in range(start, end):
            (folder / name).write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises(RowsDiffer):
                agreed(folder)
        (folder / name).write_bytes(whole)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\n", b"a" * 100, b"\n" * 50, b'"' * 999 + b"\r\n", b"<" * 999 + b"\n"]
)
def test_what_is_no_such_file_is_told_in_a_sentence(name: str, content: bytes, tmp_path: Path) -> None:
    folder = written(tmp_path / "out", a_case())
    (folder / name).write_bytes(content)
    with pytest.raises(RowsDiffer, match=name):
        agreed(folder)


def test_a_line_without_end_is_not_held_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.data_files.lines.LONGEST_LINE", 3_000_000)
    path = tmp_path / "entries.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    tracemalloc.start()
    with pytest.raises(RowsDiffer, match="longer than any"):
        list(read_entries_csv(path))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


def test_rows_out_of_the_order_of_the_case_are_refused(tmp_path: Path) -> None:
    built = a_case()
    rows = list(built)
    with pytest.raises(ReportRefused, match="not in the place where the case has this volume"):
        written(tmp_path / "out", built, [*rows[1:], rows[0]])


def test_a_million_rows_would_not_be_held(tmp_path: Path) -> None:
    built = BuiltCase(content=a_bare_case(), rows=())

    class Rows:
        def __init__(self, count: int) -> None:
            self._count = count

        def __iter__(self) -> Iterator[EntryRow]:
            return (a_row(path=f"/folder/file-{n}", meta_addr=n) for n in range(self._count))

    def peak(count: int) -> int:
        folder = tmp_path / f"of {count}"
        folder.mkdir()
        tracemalloc.start()
        write_entry_files(folder, Rows(count), content=built.content)
        agreed(folder)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(30_000) < peak(6_000) + 4_000_000


def test_names_of_the_files_are_those_of_the_bundle() -> None:
    assert (entries_csv.NAME, dfxml.NAME, hashdeep.NAME) == NAMES


@pytest.mark.parametrize(
    ("written_as", "instead"),
    [
        ("E1,0,", '"E1",0,'),
        ("E1,0,", "E1,00,"),
        ("E1,0,", "E1, 0,"),
        ("E1,0,", "'E1,0,"),
        (",true,", ",True,"),
        (",'=run,", ",=run,"),
        ("\r\n", "\n"),
        ("\r\n", ",\r\n"),
        (",7,", ",+7,"),
        (",7,", ",7_0,"),
        (",7,", f",{'9' * 5_000},"),
    ],
)
def test_a_row_in_another_form_of_csv_is_refused(written_as: str, instead: str, tmp_path: Path) -> None:
    path = tmp_path / "entries.csv"
    line = csv_line(a_row(stream="=run"))
    changed = line.replace(written_as, instead)
    assert changed != line
    path.write_text(entries_csv.HEAD + line, encoding="utf-8", newline="")
    assert len(list(read_entries_csv(path))) == 1
    path.write_text(entries_csv.HEAD + changed, encoding="utf-8", newline="")
    with pytest.raises(RowsDiffer, match=r"entries\.csv"):
        list(read_entries_csv(path))


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.replace(_tag("path", b"/a\xff"), _tag("path", b"/a\xfe")),
        lambda raw: raw.replace(_tag("path", b"/a\xff"), _tag("path", b"/a\\xFF")),
        lambda raw: raw.replace(_tag("path", b"/a\xff"), b""),
        lambda raw: raw.replace(_tag("path", b"/a\xff"), b"<fieldcase:path_base64>?</fieldcase:path_base64>"),
        lambda raw: raw.replace(_tag("stream", b"s\x01"), _tag("stream", b"s\x02")),
    ],
)
def test_raw_names_that_are_not_those_shown_are_a_difference(
    change: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    row = a_row(path="/a\\xFF", name_raw_b64="Yf8=", raw_path=b"/a\xff", stream="s\\x01", raw_stream=b"s\x01")
    folder = written(tmp_path / "out", BuiltCase(content=a_bare_case(), rows=()), [row])
    assert "1 entry" in agreed(folder)
    before = (folder / "files.dfxml").read_bytes()
    (folder / "files.dfxml").write_bytes(change(before))
    assert change(before) != before
    with pytest.raises(RowsDiffer, match=r"files\.dfxml"):
        agreed(folder)


def _tag(name: str, raw: bytes) -> bytes:
    tag = f"fieldcase:{name}_base64"
    return f"<{tag}>{base64.b64encode(raw).decode()}</{tag}>".encode()
