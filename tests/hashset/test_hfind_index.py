"""Indexes of hfind as sets: they give what hfind finds with nothing but the index."""

from pathlib import Path

import pytest

from forensics.errors import HashSetRefused
from forensics.hashset.formats import rds
from forensics.hashset.records import SetRecord
from tests.hashset.builders import a_file, contents, digests_of, import_file, md5_hex, sha1_hex
from tests.hashset.hfind import hfind_finds, hfind_index, needs_hfind
from tests.hashset.reading import read_records, recognised

KIND, NAME = "0" * 41 + "|{}\n", "0" * 40 + "1|{}\n"


def an_index(folder: Path, digests: list[str], *, kind: str = "md5sum", name: str = "list.md5") -> Path:
    lines = "".join(f"{digest.upper()}|{place:016d}\n" for place, digest in enumerate(sorted(digests)))
    return a_file(folder, KIND.format(kind) + NAME.format(name) + lines, name="list-md5.idx")


def refused(source: Path) -> str:
    with pytest.raises(HashSetRefused) as caught:
        read_records(source)
    return str(caught.value)


def test_an_index_is_a_set_and_says_what_it_was_made_of(tmp_path: Path) -> None:
    digests = sorted(md5_hex(c) for c in contents(5))
    info = import_file(an_index(tmp_path, digests), tmp_path / "library")
    assert (info.format, info.record_count, info.algorithms) == ("hfind index", 5, ("md5",))
    assert info.notes == (
        "It was made of a list of the kind “md5sum” called “list.md5”; sizes and names are not in it.",
    )
    assert [r.md5 for r in read_records(an_index(tmp_path, digests))[0]] == [*map(bytes.fromhex, digests)]


def test_an_index_of_sha1_and_one_of_nsrl_are_told(tmp_path: Path) -> None:
    source = an_index(tmp_path, [sha1_hex(b"a")], kind="nsrl", name="NSRLFile.txt")
    assert read_records(source)[0] == [SetRecord(sha1=digests_of(b"a").sha1)]
    assert rds.NOTE in recognised(source)[1].notes


def test_an_index_of_many_blocks_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forensics.hashset.sources.reading._BLOCK_BYTES", 1000)
    digests = sorted(md5_hex(c) for c in contents(300))
    assert [r.md5 for r in read_records(an_index(tmp_path, digests))[0]] == [*map(bytes.fromhex, digests)]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (lambda line: line[1:], "line 4: it is not a digest of the index's length"),
        (lambda line: line.replace("|", " "), "line 4: it is not a digest of the index's length"),
        (lambda line: line[:-1] + "x", "line 4: it is not a digest of the index's length"),
        (lambda line: "Z" + line[1:], "line 4: its MD5 value is not hexadecimal"),
        (lambda line: "0" * 32 + line[32:], "line 4: it is not in ascending order"),
    ],
)
def test_a_line_out_of_shape_or_order_is_refused(tmp_path: Path, changed: object, sentence: str) -> None:
    assert callable(changed)
    whole = an_index(tmp_path, [md5_hex(b"a"), md5_hex(b"b")]).read_text().splitlines()
    text = "\n".join([*whole[:3], changed(whole[3]), ""])
    assert sentence in refused(a_file(tmp_path, text))


def test_order_is_looked_at_over_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forensics.hashset.sources.reading._BLOCK_BYTES", 25)  # no block has two lines
    whole = an_index(tmp_path, [md5_hex(c) for c in contents(30)]).read_text().splitlines(keepends=True)
    turned = [*whole[:2], *whole[17:], *whole[2:17]]
    assert "line 18: it is not in ascending order" in refused(a_file(tmp_path, "".join(turned)))


def test_an_index_cut_within_a_line_is_refused(tmp_path: Path) -> None:
    whole = an_index(tmp_path, [md5_hex(c) for c in contents(3)]).read_bytes()
    ends = {place + 1 for place, byte in enumerate(whole) if byte == 0x0A}
    for length in range(len("0" * 41 + "|"), len(whole)):
        if length not in ends:
            with pytest.raises(HashSetRefused, match="nothing"):
                import_file(a_file(tmp_path, whole[:length], name="cut.idx"), tmp_path / "library")
    assert not (tmp_path / "library").exists()


@needs_hfind
@pytest.mark.parametrize("kind", ["md5sum", "nsrl-sha1"])
def test_hfind_finds_what_is_read_with_nothing_but_the_index(tmp_path: Path, kind: str) -> None:
    made = contents(20)
    if kind == "md5sum":
        text, wanted = "".join(f"{md5_hex(c)}  x\n" for c in made), [digests_of(c).md5 for c in made]
    else:
        head = '"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"\r\n'
        rows = (f'"{sha1_hex(c).upper()}","{md5_hex(c).upper()}","00000000","x",1,1,"1",""\r\n' for c in made)
        text, wanted = head + "".join(rows), [digests_of(c).sha1 for c in made]
    source = a_file(tmp_path, text, name="list")
    hfind_index(source, kind)
    source.unlink()
    (index,) = tmp_path.glob("*.idx")
    records, _ = read_records(index)
    assert {record.md5 or record.sha1 for record in records} == set(wanted)
    assert hfind_finds(index, wanted) == [True] * 20
