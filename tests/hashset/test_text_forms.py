"""Plain lists, checksum lists and hashdeep: what is in them, however they are written, and no guess at 64
digits."""

import codecs
import json
import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.digests import DigestSet
from forensics.errors import HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.formats import hashdeep, plain, sums
from forensics.hashset.index import HashIndex, RecordMatch
from forensics.hashset.library import index_path
from forensics.hashset.records import SetRecord
from forensics.hashset.sources import reading
from tests.hashset.builders import (
    a_file,
    a_plain_list,
    contents,
    digests_of,
    import_file,
    md5_hex,
    sha1_hex,
    sha256_hex,
)
from tests.hashset.reading import read_records, recognised

SAMPLES = Path(__file__).parents[3] / "shared" / "formats" / "hashsets"
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample sets are not beside the repository"
)
NAMES = "plain.txt", "two  blanks", "back\\slash", "new\nline", "(brackets) = x"


def matches(library: Path, info: SetInfo, digests: DigestSet) -> tuple[RecordMatch, ...]:
    with HashIndex.open(index_path(library, info)) as index:
        return index.lookup(digests)


def records(folder: Path, content: str | bytes, *, format_name: str | None = None) -> list[SetRecord]:
    return read_records(a_file(folder, content), format_name=format_name)[0]


def refused(folder: Path, content: str | bytes, *, format_name: str | None = None) -> str:
    with pytest.raises(HashSetRefused) as caught:
        records(folder, content, format_name=format_name)
    return str(caught.value)


def title(folder: Path, content: str) -> str:
    return recognised(a_file(folder, content))[1].title


# -- how text is written


def utf16_without_mark(text: str) -> bytes:
    return text.encode("utf-16-le")


def utf16_big_without_mark(text: str) -> bytes:
    return text.encode("utf-16-be")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["feed", "both", "return"])
@pytest.mark.parametrize(
    "encode",
    [
        str.encode,
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        utf16_without_mark,
        utf16_big_without_mark,
    ],
    ids=["utf-8", "utf-8 marked", "little marked", "big marked", "little", "big"],
)
def test_a_plain_list_is_read_however_its_text_is_written(tmp_path: Path, end: str, encode: object) -> None:
    lines = ["# a comment", md5_hex(b"a").upper(), "", f"  {sha1_hex(b'b')} ", md5_hex(b"c")]
    assert callable(encode)
    info = import_file(a_file(tmp_path, encode(end.join([*lines, ""]))), tmp_path / "library")
    assert (info.format, info.record_count, info.algorithms) == ("plain hash list", 3, ("md5", "sha1"))
    for record, content in enumerate((b"a", b"b", b"c")):
        assert [m.record for m in matches(tmp_path / "library", info, digests_of(content))] == [record]


def test_powershell_writes_a_checksum_list_with_half_a_surrogate_in_a_name(tmp_path: Path) -> None:
    text = f"{md5_hex(b'a')}  pict\ud83dure.jpg\r\n{md5_hex(b'b')}  b.jpg\r\n"
    content = codecs.BOM_UTF16_LE + text.encode("utf-16-le", "surrogatepass")
    assert [record.md5 for record in records(tmp_path, content)] == [
        digests_of(b"a").md5,
        digests_of(b"b").md5,
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_text_that_ends_inside_a_sign_is_refused(tmp_path: Path, encoding: str) -> None:
    whole = f"{md5_hex(b'a')}\n{md5_hex(b'b')}\n".encode(encoding)
    assert "its UTF-16 text is damaged or cut off" in refused(tmp_path, whole[:-1])


def test_a_few_bytes_with_zeros_among_them_are_not_taken_for_utf16(tmp_path: Path) -> None:
    assert "is not a known-hash set in a form Fieldcase reads" in refused(tmp_path, b"a\0b\0")


# -- plain lists


def test_a_mixed_list_may_end_in_a_length_that_has_come_before(tmp_path: Path) -> None:
    text = "\n".join((md5_hex(b"a"), sha1_hex(b"b"), md5_hex(b"c"), sha1_hex(b"d")))
    assert len(records(tmp_path, text)) == 4


@pytest.mark.parametrize("head", ["", "# SHA-256 of pictures\n", "# PDQ\n"])
@pytest.mark.parametrize("format_name", [None, "plain"])
def test_64_digits_are_not_guessed_to_be_sha256(tmp_path: Path, head: str, format_name: str | None) -> None:
    told = refused(tmp_path, head + f"{sha256_hex(b'a')}\n", format_name=format_name)
    assert "64 digits may be a SHA-256 or a PDQ picture fingerprint" in told
    assert "--format sha256 or --format pdq" in told
    assert told.endswith("nothing of the set was kept.")


@pytest.mark.parametrize("name", ["known.sha256.txt", "SHA-256 list.txt", "wanted_1.SHA256"])
def test_64_digits_are_sha256_where_the_list_is_called_so(tmp_path: Path, name: str) -> None:
    source = a_plain_list(tmp_path, [sha256_hex(b"a"), md5_hex(b"b")], name=name)
    info = import_file(source, tmp_path / "library")
    assert (info.format, info.algorithms) == ("plain SHA-256 list", ("md5", "sha256"))
    assert "because the name of the file says so" in " ".join(info.notes)


@pytest.mark.parametrize("name", ["pdq or sha256.txt", "mysha256list.txt", "sha2567.txt", "list.txt"])
def test_64_digits_are_not_sha256_where_the_name_leaves_a_doubt(tmp_path: Path, name: str) -> None:
    source = a_plain_list(tmp_path, [sha256_hex(b"a")], name=name)
    with pytest.raises(HashSetRefused, match="64 digits may be a SHA-256 or a PDQ"):
        import_file(source, tmp_path / "library")


def test_64_digits_in_a_mixed_list_are_not_guessed_either(tmp_path: Path) -> None:
    told = refused(tmp_path, f"{md5_hex(b'a')}\n\n{sha256_hex(b'b')}\n")
    assert "line 3: 64 digits may be a SHA-256 or a PDQ" in told


def test_the_examiner_says_that_64_digits_are_sha256(tmp_path: Path) -> None:
    source = a_plain_list(tmp_path, [sha256_hex(b"a"), md5_hex(b"b")], name="not_pdq.txt")
    info = import_file(source, tmp_path / "library", format_name="sha256")
    assert (info.format, info.algorithms) == ("plain SHA-256 list", ("md5", "sha256"))
    assert matches(tmp_path / "library", info, DigestSet(sha256=digests_of(b"a").sha256))[0].record == 0


def test_what_is_no_plain_list_is_no_sha256_list_because_somebody_says_so(tmp_path: Path) -> None:
    assert "does not have the form sha256" in refused(tmp_path, "hello\n", format_name="sha256")
    told = refused(tmp_path, f"{sha256_hex(b'a')}\nhello\n", format_name="sha256")
    assert "line 2: it is not a digest of 32, 40 or 64" in told


@pytest.mark.parametrize(
    ("head", "content"),
    [
        ("MD5", md5_hex(b"a")),
        ("md5", md5_hex(b"a")),
        ("SHA-1", sha1_hex(b"a")),
        ("SHA1", sha1_hex(b"a").upper()),
        ("SHA-256", sha256_hex(b"a")),
        ("SHA256", sha256_hex(b"a")),
        ("MD5\tName", f"{md5_hex(b'a')}\tpicture.jpg"),
        ("SHA-256\tName\tComment", f"{sha256_hex(b'a')}\tp.jpg\t"),
        ("SHA-1", f"{sha1_hex(b'a')}\tbehind a tab"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_x_ways_list_names_its_algorithm_in_the_first_line(
    tmp_path: Path, head: str, content: str, encoding: str
) -> None:
    text = f"{head}\r\n{content}\r\n"
    assert title(tmp_path, text) == "X-Ways text list"
    (record,) = records(tmp_path, text.encode(encoding))
    found = digests_of(b"a")
    kind = head.split("\t")[0].replace("-", "").lower()
    assert getattr(record, kind) == getattr(found, kind)
    assert sum(value is not None for value in record) == 1


def test_an_x_ways_list_holds_what_its_first_line_names(tmp_path: Path) -> None:
    told = refused(tmp_path, f"MD5\r\n{md5_hex(b'a')}\r\n{sha1_hex(b'a')}\r\n")
    assert "line 3: it is not a MD5 digest, which the first line names" in told


def test_a_table_with_a_second_column_of_digests_is_no_x_ways_list() -> None:
    assert plain.named_by(b"MD5\tSHA-1\tFile Size") is None
    assert plain.named_by(b"MD5\tName") == "md5"


# -- checksum lists


@pytest.mark.parametrize(
    ("tool", "title"),
    [("md5sum", "md5sum list"), ("sha1sum", "sha1sum list"), ("sha256sum", "sha256sum list")],
)
@pytest.mark.parametrize("option", ["--text", "--binary", "--tag"])
def test_what_the_checksum_tools_write_is_read(tmp_path: Path, tool: str, title: str, option: str) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    for number, name in enumerate(NAMES):
        (evidence / name).write_bytes(b"%d" % number)
    made = subprocess.run([tool, option, *NAMES], cwd=evidence, capture_output=True, check=True).stdout
    info = import_file(a_file(tmp_path, made), tmp_path / "library")
    assert (info.format, info.record_count) == ("BSD checksum list" if option == "--tag" else title, 5)
    for number in range(5):
        found = matches(tmp_path / "library", info, digests_of(b"%d" % number))
        assert [m.record for m in found] == [number]


def test_what_openssl_writes_is_read(tmp_path: Path) -> None:
    text = (
        f"SHA2-256(a.jpg)= {sha256_hex(b'a')}\nSHA1(b.jpg)= {sha1_hex(b'b')}\nMD5(c.jpg)= {md5_hex(b'c')}\n"
    )
    found = records(tmp_path, text)
    assert (found[0].sha256, found[1].sha1, found[2].md5) == (
        digests_of(b"a").sha256,
        digests_of(b"b").sha1,
        digests_of(b"c").md5,
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{md5_hex(b'a')}  a\n{md5_hex(b'b')}\n", "line 2: it is not a digest followed by a file name"),
        (f"{md5_hex(b'a')}  a\n{md5_hex(b'b')}  \n", "line 2: it is not a digest followed by a file name"),
        (f"MD5 (a) = {md5_hex(b'a')}\nMD5 (b) = {sha1_hex(b'b')}\n", "line 2: its MD5 value has 40 digits"),
        (f"{md5_hex(b'a')}  a\n{md5_hex(b'b')}  pict", "the last line: it has no end"),
        (f"MD5 (a) = {md5_hex(b'a')}", "the last line: it has no end"),
    ],
)
def test_a_checksum_list_out_of_shape_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    assert sentence in refused(tmp_path, text)


@pytest.mark.parametrize("length", range(1, 2 * len(f"{md5_hex(b'')}  some name\n")))
def test_a_checksum_list_is_whole_or_refused_wherever_it_is_cut(tmp_path: Path, length: int) -> None:
    whole = "".join(f"{md5_hex(content)}  some name\n" for content in contents(2))
    is_one_bare_digest = whole[:length].strip() == md5_hex(contents(1)[0])  # as good a plain list as any
    if length == len(whole) // 2 or is_one_bare_digest:
        assert len(records(tmp_path, whole[:length])) == 1
    else:
        assert refused(tmp_path, whole[:length])


# -- hashdeep


@pytest.mark.skipif(shutil.which("hashdeep") is None, reason="hashdeep is not installed")
@pytest.mark.parametrize("columns", ["md5", "sha1,sha256", "md5,sha1,sha256,tiger,whirlpool"])
def test_what_hashdeep_writes_is_read(tmp_path: Path, columns: str) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    for number in range(1, 5):
        (evidence / f"a, b {number}.jpg").write_bytes(b"x" * number)
    made = subprocess.run(
        ["hashdeep", "-c", columns, "-r", "-l", "evidence"], cwd=tmp_path, capture_output=True, check=True
    ).stdout
    info = import_file(a_file(tmp_path, made), tmp_path / "library")
    assert (info.format, info.record_count, info.sized_count) == ("hashdeep 1.0", 4, 4)
    assert info.algorithms == tuple(a for a in ("md5", "sha1", "sha256") if a in columns)
    assert dict(info.dropped) == ({"Tiger values": 4, "Whirlpool values": 4} if "tiger" in columns else {})
    for number in range(1, 5):
        (found,) = matches(tmp_path / "library", info, digests_of(b"x" * number))
        assert found.size_bytes == number


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["%%%% HASHDEEP-1.0", f"1,{md5_hex(b'a')},a"], "line 2: the line that names the columns is missing"),
        (["%%%% HASHDEEP-1.0", "%%%% size,md5,filename", f"1,{md5_hex(b'a')}"], "line 3: it has 2 of 3"),
        (
            ["%%%% HASHDEEP-1.0", "%%%% size,md5,filename", f"1,{sha1_hex(b'a')},a"],
            "line 3: its MD5 value has 40",
        ),
        (["%%%% HASHDEEP-1.0", "%%%% size,md5,filename", f"x,{md5_hex(b'a')},a"], "line 3: its size is not"),
        (
            ["%%%% HASHDEEP-1.0", "%%%% size,md5,filename", f"{1 << 63},{md5_hex(b'a')},a"],
            "line 3: no file has the size that it gives",
        ),
        (
            ["%%%% HASHDEEP-1.0", "%%%% size,md5,filename", f"{'9' * 5000},{md5_hex(b'a')},a"],
            "line 3: no file has the size that it gives",
        ),
        (["%%%% HASHDEEP-1.0", "%%%% size,tiger,filename", "1,00,a"], "line 2: the list has none of MD5"),
        (["%%%% HASHDEEP-1.0", "%%%% filename,size,md5", "a,1,00"], "line 2: it does not name the columns"),
    ],
)
def test_a_hashdeep_list_out_of_shape_is_refused(tmp_path: Path, lines: list[str], sentence: str) -> None:
    assert sentence in refused(tmp_path, "\n".join(lines) + "\n")


def test_a_hashdeep_list_without_a_last_line_end_was_cut_off(tmp_path: Path) -> None:
    text = f"%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n1,{md5_hex(b'a')},a\n2,{md5_hex(b'b')},pict"
    assert "the last line: it has no end" in refused(tmp_path, text)


def test_hashdeep_lists_put_together_are_read_with_the_columns_of_each(tmp_path: Path) -> None:
    text = (
        f"%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n1,{md5_hex(b'a')},a\n"
        f"%%%% HASHDEEP-1.0\n%%%% sha1,filename\n{sha1_hex(b'b')},b, c\n"
    )
    assert records(tmp_path, text) == [
        SetRecord(md5=digests_of(b"a").md5, size_bytes=1),
        SetRecord(sha1=digests_of(b"b").sha1),
    ]


# -- blocks


def test_a_line_that_never_ends_is_refused_with_its_number(tmp_path: Path) -> None:
    long = "x" * 70_000
    for text in (f"{md5_hex(b'a')}  {long}\n", f"{md5_hex(b'a')}  a\n{md5_hex(b'a')}  {long}"):
        assert f"line {text.count(md5_hex(b'a'))}: the line is far longer" in refused(tmp_path, text)


def test_the_longest_line_that_is_taken_has_one_byte_less(tmp_path: Path) -> None:
    begun = f"{md5_hex(b'a')}  "
    fits = begun + "x" * (reading.LONGEST_LINE_BYTES - 1 - len(begun)) + "\n"
    assert len(records(tmp_path, fits + fits)) == 2
    assert "line 2: the line is far longer" in refused(tmp_path, fits + "x" + fits[:-1] + "x\n")


DIGITS = st.sampled_from([md5_hex(b"a"), md5_hex(b"b").upper(), sha1_hex(b"a"), sha256_hex(b"a"), "0" * 31])
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "", "\n\n", " \n", "\r\r\n", "\x0b\n", "\x1c\n"])
ODD_LINES = st.sampled_from(["# note\n", "MD5\n", "SHA-256\tName\n", "\n", "word\n", "%%%% HASHDEEP-1.0\n"])
GNU_NAMES = st.text("ab \\\r\t\x0b#*", max_size=4)


def several(lines: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A text with stretches of one kind of line, as lists have them, and something odd now and then."""
    stretch = st.builds(lambda line, count: line * count, lines, st.integers(1, 9))
    return st.lists(st.one_of(stretch, stretch, ODD_LINES), min_size=1, max_size=6).map("".join)


PLAIN_TEXTS = several(st.builds(lambda digits, end: digits + end, DIGITS, ENDS))
SUM_TEXTS = several(
    st.builds(
        lambda mark, digits, gap, name, end: mark + digits + gap + name + end,
        st.sampled_from(["", "", "\\"]),
        DIGITS,
        st.sampled_from(["  ", " *", " "]),
        GNU_NAMES,
        ENDS,
    )
)
HASHDEEP_HEADS = st.sampled_from(
    [
        "size,md5,filename",
        "md5,filename",
        "size,sha1,tiger,filename",
        "tiger,sha256,md5,filename",
        "x,md5,filename",
    ]
)
HASHDEEP_TEXTS = st.builds(
    lambda head, lines: f"%%%% HASHDEEP-1.0\n%%%% {head}\n{lines}",
    HASHDEEP_HEADS,
    several(
        st.builds(
            lambda cells, name, end: ",".join([*cells, name]) + end,
            st.lists(st.one_of(DIGITS, st.sampled_from(["1", "#", "9" * 19, "x y"])), min_size=1, max_size=3),
            GNU_NAMES,
            ENDS,
        )
    ),
)


def outcome(folder: Path, text: str, format_name: str) -> tuple[list[SetRecord] | str, object]:
    """The records, or the sentence of the refusal, and what was left out."""
    try:
        return read_records(a_file(folder, text), format_name=format_name)
    except HashSetRefused as trouble:
        return str(trouble), None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("texts")


@given(
    st.one_of(
        st.tuples(st.sampled_from(["plain", "sha256"]), PLAIN_TEXTS),
        st.tuples(st.just("sums"), SUM_TEXTS),
        st.tuples(st.just("hashdeep"), HASHDEEP_TEXTS),
    ),
    st.sampled_from([1, 70, 170, 4 << 20]),
)
@settings(max_examples=300, derandomize=True, deadline=None)
def test_blocks_read_at_once_give_what_lines_read_one_by_one_give(
    folder: Path, form_and_text: tuple[str, str], block_bytes: int
) -> None:
    form, text = form_and_text
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_BLOCK_BYTES", block_bytes)
        at_once = outcome(folder, text, form)
        patch.setattr(plain, "bare_digests", lambda _block: None)
        patch.setattr(sums, "checksum_digests", lambda _block: None)
        patch.setattr(hashdeep, "line_count", lambda _block: -1)
        one_by_one = outcome(folder, text, form)
    assert at_once == one_by_one


@pytest.mark.parametrize(
    ("form", "line", "end"),
    [
        ("plain", "{md5}", "\n"),
        ("plain", "{md5}", "\r\n"),
        ("sums", "{md5}  a file", "\n"),
        ("sums", "\\{md5} *a file", "\r\n"),
        ("hashdeep", "12,{md5},a, b", "\n"),
    ],
)
def test_usual_lists_are_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, line: str, end: str
) -> None:
    """No more records come singly than stand in the block of the head lines."""
    singly: list[object] = []

    def counted(slow: Callable[..., SetRecord]) -> Callable[..., SetRecord]:
        def read_one(*given: object, **more: object) -> SetRecord:
            singly.append(given)
            return slow(*given, **more)

        return read_one

    for module, name in ((plain, "record_of_length"), (sums, "record_of_length"), (hashdeep, "_record")):
        monkeypatch.setattr(module, name, counted(getattr(module, name)))
    monkeypatch.setattr(reading, "_BLOCK_BYTES", 600)
    head = "%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n" if form == "hashdeep" else ""
    text = head + "".join(line.format(md5=md5_hex(content)) + end for content in contents(200))
    found, _dropped = read_records(a_file(tmp_path, text), format_name=form)
    assert [record.md5 for record in found] == [digests_of(content).md5 for content in contents(200)]
    assert len(singly) <= (600 // 40 if head else 0)


# -- forms that are not read


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"7z\xbc\xaf\x27\x1c" + bytes(20), "A 7-Zip archive"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(20), "A RAR archive"),
        (b"\xfd7zXZ\x00" + bytes(20), "An xz archive"),
        (b"BZh91AY&SY" + bytes(20), "A bzip2 archive"),
        (b"\x28\xb5\x2f\xfd" + bytes(20), "A Zstandard archive"),
        (b"set.txt".ljust(257, b"\0") + b"ustar\x0000" + bytes(300), "A tar archive"),
    ],
)
def test_an_archive_that_is_not_read_is_refused_by_name(tmp_path: Path, content: bytes, name: str) -> None:
    assert f"{name} is not supported yet; nothing was kept." in refused(tmp_path, content)


def test_a_database_of_another_program_is_refused_by_name(tmp_path: Path) -> None:
    for tables, name in (
        (("HASHES", "PROPERTIES", "HASHES_PROPERTIES"), "An IPED hash database"),
        (("messages",), "An SQLite database of another program"),
    ):
        path = tmp_path / f"{len(tables)}.db"
        with closing(sqlite3.connect(path)) as database:
            for table in tables:
                database.execute(f"CREATE TABLE {table} (id)")
        with pytest.raises(HashSetRefused, match=f"{name} is not supported yet"):
            recognised(path)


def test_json_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    assert "A JSON file that does not begin with" in refused(tmp_path, '{"some": "JSON"}')


# -- the samples with known truth


@needs_samples
@pytest.mark.parametrize(
    ("sample", "kind", "algorithms"),
    [
        ("synthetic.plain_md5.txt", "plain hash list", {"md5"}),
        ("xways_md5.txt", "X-Ways text list", {"md5"}),
        ("synthetic.md5sum", "md5sum list", {"md5"}),
        ("synthetic.md5.bsd", "BSD checksum list", {"md5"}),
        ("synthetic.sha1sum", "sha1sum list", {"sha1"}),
        ("synthetic.sha256sum", "sha256sum list", {"sha256"}),
        ("synthetic.hashdeep", "hashdeep 1.0", {"md5", "sha1", "sha256"}),
    ],
)
def test_a_sample_holds_what_the_truth_says(sample: str, kind: str, algorithms: set[str]) -> None:
    truth = json.loads((SAMPLES / "truth.json").read_text())
    assert recognised(SAMPLES / sample)[1].title == kind
    found, _dropped = read_records(SAMPLES / sample)
    for algorithm in ("md5", "sha1", "sha256"):
        expected = [bytes.fromhex(row[algorithm]) if algorithm in algorithms else None for row in truth]
        assert Counter(getattr(record, algorithm) for record in found) == Counter(expected)
