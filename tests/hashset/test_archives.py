"""Sets inside gzip and zip: the same records as outside, and no damage that goes unnoticed."""

import gzip
import hashlib
import io
import random
import shutil
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from forensics.errors import Cancelled, HashSetRefused
from forensics.hashset import SetInfo, choosing, sources
from forensics.hashset.choosing import find_set, look_into
from forensics.hashset.library import index_path, list_sets
from forensics.hashset.sources import zip_directory
from tests.hashset.builders import (
    a_file,
    a_vics_file,
    an_rds_database,
    contents,
    import_file,
    md5_hex,
    media,
    rds_row,
    sha1_hex,
    sha256_hex,
)

PLAIN = "".join(f"{md5_hex(content)}\n" for content in contents(40)).encode()
OTHER = b"Read me first.\r\n"


def a_zip(
    folder: Path,
    members: Sequence[tuple[str, bytes]],
    *,
    name: str = "set.zip",
    method: int = zipfile.ZIP_DEFLATED,
) -> Path:
    return a_file(folder, zipped(members, method=method), name=name)


def zipped(members: Sequence[tuple[str, bytes]], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for member, content in members:
            archive.writestr(zipfile.ZipInfo(member), content, method)
    return out.getvalue()


def streamed_zip(member: str, content: bytes) -> bytes:
    """As a pipe gets it: lengths and checksum follow the content in a data descriptor."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.raw = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.raw += bytes(data)  # type: ignore[call-overload]  # bytes-like
            return len(data)  # type: ignore[arg-type]  # as above

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)
    assert struct.unpack_from("<H", pipe.raw, 6)[0] & 0x08, "no data descriptor"
    return bytes(pipe.raw)


def zip64(member: str, content: bytes) -> bytes:
    """With every number that can stand in a zip64 field standing there."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(content) + packer.flush()
    name, crc, none = member.encode(), zlib.crc32(content), 0xFFFF_FFFF
    extra = struct.pack("<2H2Q", 1, 16, len(content), len(packed))
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 45, 0, 8, 0, 0, crc, none, none, len(name), len(extra))
    body = local + name + extra + packed
    extra = struct.pack("<2H3Q", 1, 24, len(content), len(packed), 0)
    fields = (45, 45, 0, 8, 0, 0, crc, none, none, len(name), len(extra), 0, 0, 0, 0, none)
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", *fields) + name + extra
    end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(entry), len(body))
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(body) + len(entry), 1)
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, none, none, 0)
    return body + entry + end + locator + tail


def refused(source: Path, library: Path, *, member: str | None = None) -> str:
    with pytest.raises(HashSetRefused) as caught:
        import_file(source, library, member=member)
    assert not library.exists(), "a refused import leaves nothing"
    told = str(caught.value)
    assert told.startswith(source.name)
    assert told.endswith(".")
    assert "\n" not in told
    return told


def same_index(tmp_path: Path, archive: Path, bare: Path, **more: object) -> SetInfo:
    """Import both; what is in the archive gives the records that the bare file gives."""
    inside = import_file(archive, tmp_path / "inside", **more)  # type: ignore[arg-type]  # of import_file
    outside = import_file(bare, tmp_path / "outside")
    assert inside.source_sha256 == hashlib.sha256(archive.read_bytes()).hexdigest()
    assert inside.source_name == archive.name
    assert inside.format == outside.format
    assert inside.record_count == outside.record_count
    assert inside.distinct_count == outside.distinct_count
    assert inside.category_counts == outside.category_counts
    return inside


FORMS: dict[str, Callable[[Path], Path]] = {
    "plain": lambda folder: a_file(folder, PLAIN, name="bare"),
    "utf-16": lambda folder: a_file(folder, PLAIN.decode().encode("utf-16"), name="bare"),
    "vics": lambda folder: a_vics_file(folder, [media(c) for c in contents(50)], name="bare"),
    "rds": lambda folder: an_rds_database(folder, [rds_row(c) for c in contents(300)], name="bare"),
}
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "gzip of several members": lambda raw: gzip.compress(raw[:100]) + gzip.compress(raw[100:]),
    "gzip with padding": lambda raw: gzip.compress(raw) + bytes(700),
    "zip": lambda raw: zipped([("a set", raw)]),
    "zip, stored": lambda raw: zipped([("a set", raw)], method=zipfile.ZIP_STORED),
    "zip with descriptors": lambda raw: streamed_zip("a set", raw),
    "zip64": lambda raw: zip64("a set", raw),
    "zip among others": lambda raw: zipped([("ReadMe.txt", OTHER), ("a set", raw), ("z/", b"")]),
    "gzip in zip": lambda raw: zipped([("a set", gzip.compress(raw)), ("ReadMe.txt", OTHER)]),
    "zip in gzip": lambda raw: gzip.compress(zipped([("a set", raw)])),
    "zip in zip": lambda raw: zipped([("in.zip", zipped([("x", OTHER), ("a set", raw)])), ("y", OTHER)]),
    "gzip in gzip": lambda raw: gzip.compress(gzip.compress(raw)),
}


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("form", FORMS)
def test_a_set_is_read_through_its_archive(tmp_path: Path, form: str, packing: str) -> None:
    bare = FORMS[form](tmp_path)
    archive = a_file(tmp_path, PACKINGS[packing](bare.read_bytes()), name="packed")
    info = same_index(tmp_path, archive, bare)
    if packing == "zip in zip":
        assert info.source_member == "in.zip/a set"
    else:
        assert info.source_member == ("a set" if "zip" in packing.replace("gzip", "") else None)
    index = index_path(tmp_path / "inside", info)
    assert set((tmp_path / "inside").iterdir()) == {index, tmp_path / "inside" / "catalogue.json"}


def test_what_the_gzip_program_writes_is_read(tmp_path: Path) -> None:
    bare = a_file(tmp_path, PLAIN, name="list.txt")
    subprocess.run(["gzip", "-k", bare], check=True)
    assert same_index(tmp_path, tmp_path / "list.txt.gz", bare).source_member is None


@pytest.mark.skipif(shutil.which("zip") is None, reason="zip is not installed")
def test_what_the_zip_program_writes_is_read(tmp_path: Path) -> None:
    bare = a_file(tmp_path, PLAIN, name="list.txt")
    subprocess.run(["zip", "-q", "set.zip", "list.txt"], cwd=tmp_path, check=True)
    assert same_index(tmp_path, tmp_path / "set.zip", bare).source_member == "list.txt"


# -- which file of a zip archive


def test_of_several_sets_the_examiner_says_which(tmp_path: Path) -> None:
    sets = [("one.txt", PLAIN), ("folder/two.txt", f"{sha1_hex(b'x')}\n".encode()), ("ReadMe", OTHER)]
    archive = a_zip(tmp_path, sets)
    told = refused(archive, tmp_path / "library")
    assert "more than one set (one.txt, folder/two.txt); say which one with --member one.txt" in told
    for spelled in ("folder/two.txt", "two.txt"):
        info = import_file(archive, tmp_path / spelled.replace("/", " "), member=spelled)
        assert (info.source_member, info.algorithms) == ("folder/two.txt", ("sha1",))


def test_a_file_that_is_not_in_the_archive_is_refused_with_those_that_are(tmp_path: Path) -> None:
    archive = a_zip(tmp_path, [("one.txt", PLAIN), ("two.txt", PLAIN)])
    told = refused(archive, tmp_path / "library", member="three.txt")
    assert "there is no file called three.txt in it, but one.txt, two.txt" in told
    assert "no file called three.txt" in refused(
        a_file(tmp_path, PLAIN, name="l"), tmp_path / "library", member="three.txt"
    )
    assert "no file called three.txt" in refused(
        a_zip(tmp_path, [("one.txt", PLAIN)], name="one.zip"), tmp_path / "library", member="three.txt"
    )


def test_a_file_of_an_archive_in_an_archive_can_be_named(tmp_path: Path) -> None:
    inner = zipped([("one.txt", PLAIN), ("two.txt", f"{sha1_hex(b'x')}\n".encode())])
    archive = a_zip(tmp_path, [("in.zip", inner), ("ReadMe", OTHER)])
    assert "set.zip (in.zip): the archive holds more than one set" in refused(archive, tmp_path / "library")
    for number, spelled in enumerate(("in.zip/two.txt", "two.txt")):
        info = import_file(archive, tmp_path / f"library {number}", member=spelled)
        assert (info.source_member, info.algorithms) == ("in.zip/two.txt", ("sha1",))


def test_an_archive_beside_the_set_is_not_in_its_way(tmp_path: Path) -> None:
    documents = zipped([("manual.txt", OTHER)])
    archive = a_zip(tmp_path, [("manual.zip", documents), ("list.txt", PLAIN)])
    assert import_file(archive, tmp_path / "library").source_member == "list.txt"


def test_two_files_of_one_name_are_not_chosen_between(tmp_path: Path) -> None:
    archive = a_zip(tmp_path, [("a/list.txt", PLAIN), ("b/list.txt", PLAIN)])
    told = refused(archive, tmp_path / "library", member="list.txt")
    assert "the archive holds 2 files called list.txt" in told


def test_an_archive_without_a_set_says_what_it_holds(tmp_path: Path) -> None:
    several = a_zip(tmp_path, [(f"{n}.txt", OTHER) for n in range(8)])
    assert "no file in it is a known-hash set that Fieldcase reads (0.txt, 1.txt" in refused(
        several, tmp_path / "library"
    )
    assert "and 2 more" in refused(several, tmp_path / "library")
    single = a_zip(tmp_path, [("ReadMe.txt", OTHER)], name="single.zip")
    assert "single.zip (ReadMe.txt) is not a known-hash set" in refused(single, tmp_path / "library")
    assert "there is no file in the archive" in refused(
        a_zip(tmp_path, [("folder/", b"")], name="f.zip"), tmp_path / "library"
    )
    assert "there is no file in the archive" in refused(
        a_zip(tmp_path, [], name="e.zip"), tmp_path / "library"
    )


def test_a_doubt_about_the_only_list_of_an_archive_is_told(tmp_path: Path) -> None:
    archive = a_zip(tmp_path, [("list.txt", f"{sha256_hex(b'a')}\n".encode()), ("ReadMe", OTHER)])
    assert "set.zip (list.txt): 64 digits may be a SHA-256" in refused(archive, tmp_path / "library")


def test_an_archive_of_too_many_files_asks_for_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "_MOST_LOOKED_AT", 5)
    archive = a_zip(tmp_path, [("list.txt", PLAIN), *((f"{n}.txt", OTHER) for n in range(5))])
    assert "holds 6 files; say which one with --member list.txt" in refused(archive, tmp_path / "library")
    assert import_file(archive, tmp_path / "library", member="list.txt").record_count == 40
    monkeypatch.setattr(zip_directory, "MOST_MEMBERS", 5)
    assert "more than 5 files" in refused(archive, tmp_path / "other", member="list.txt")


def test_a_hostile_name_is_shown_and_never_used(tmp_path: Path) -> None:
    archive = a_zip(tmp_path, [("../../\u202eevil\n.txt", PLAIN)])
    info = import_file(archive, tmp_path / "deep" / "library")
    assert info.source_member == "../../\\u{202E}evil\\x0A.txt"
    database = an_rds_database(tmp_path, [rds_row(b"a")]).read_bytes()
    hostile = a_zip(tmp_path, [("../../../evil.db", database)], name="db.zip")
    assert import_file(hostile, tmp_path / "deep" / "library", name="db").source_member == "../../../evil.db"
    assert {path.name for path in tmp_path.rglob("*evil*")} == set()
    assert len(list_sets(tmp_path / "deep" / "library")) == 2


def test_more_than_two_archives_around_a_set_are_refused(tmp_path: Path) -> None:
    thrice = a_file(tmp_path, gzip.compress(gzip.compress(gzip.compress(PLAIN))), name="a.gz")
    assert "it is packed more than twice" in refused(thrice, tmp_path / "library")


# -- what cannot be unpacked


def with_bytes(raw: bytes, place: int, new: bytes) -> bytes:
    return raw[:place] + new + raw[place + len(new) :]


def test_an_encrypted_archive_is_refused_by_its_reason(tmp_path: Path) -> None:
    raw = zipped([("list.txt", PLAIN)])
    entry = raw.rindex(b"PK\1\2")
    locked = with_bytes(with_bytes(raw, 6, b"\x01\x00"), entry + 8, b"\x01\x00")
    told = refused(a_file(tmp_path, locked, name="set.zip"), tmp_path / "library")
    assert "set.zip (list.txt): it is encrypted; unpack it with its password" in told


@pytest.mark.parametrize(
    ("method", "name"), [(9, "Deflate64"), (12, "bzip2"), (14, "LZMA"), (77, "method 77")]
)
def test_a_way_of_packing_that_is_not_read_is_named(tmp_path: Path, method: int, name: str) -> None:
    raw = zipped([("list.txt", PLAIN)])
    packed = struct.pack("<H", method)
    raw = with_bytes(with_bytes(raw, 8, packed), raw.rindex(b"PK\1\2") + 10, packed)
    told = refused(a_file(tmp_path, raw, name="set.zip"), tmp_path / "library")
    assert f"packed in a way that is not read here ({name}" in told


def test_one_part_of_a_split_archive_is_refused(tmp_path: Path) -> None:
    raw = zipped([("list.txt", PLAIN)])
    end = raw.rindex(b"PK\5\6")
    told = refused(
        a_file(tmp_path, with_bytes(raw, end + 4, b"\x02\x00"), name="s.zip"), tmp_path / "library"
    )
    assert "one part of an archive in several parts" in told


@pytest.mark.parametrize(
    "raw",
    [
        gzip.compress(PLAIN),
        gzip.compress(PLAIN[:330]) + gzip.compress(PLAIN[330:]),
        zipped([("list.txt", PLAIN), ("ReadMe", OTHER)]),
        zipped([("list.txt", PLAIN)], method=zipfile.ZIP_STORED),
        streamed_zip("list.txt", PLAIN),
        zip64("list.txt", PLAIN),
    ],
    ids=["gzip", "two members", "zip", "stored", "descriptor", "zip64"],
)
def test_an_archive_cut_anywhere_is_refused(tmp_path: Path, raw: bytes) -> None:
    between_members = len(gzip.compress(PLAIN[:330])) if raw.count(b"\x1f\x8b\x08") == 2 else None
    for length in (*range(1, 60), *range(60, len(raw), 7), len(raw) - 1):
        if length != between_members:  # a whole gzip file, of a list that ends there
            assert refused(a_file(tmp_path, raw[:length], name="cut"), tmp_path / "library")


@pytest.mark.parametrize("raw", [gzip.compress(PLAIN), zipped([("list.txt", PLAIN)])], ids=["gzip", "zip"])
def test_something_behind_an_archive_is_refused(tmp_path: Path, raw: bytes) -> None:
    for junk in (b"x", b"\0\0x", b"\x1f", b"\x1f\x8bx", PLAIN):
        assert refused(a_file(tmp_path, raw + junk, name="longer"), tmp_path / "library")


@pytest.mark.parametrize("packing", ["gzip", "zip", "zip, stored", "zip with descriptors", "zip64"])
def test_a_flipped_bit_is_refused_or_changes_nothing(tmp_path: Path, packing: str) -> None:
    """Times and attributes of a member are not under its checksum and not used."""
    raw = PACKINGS[packing](PLAIN)
    bare = find_records(a_file(tmp_path, PLAIN, name="bare"))
    chance = random.Random(4)
    refusals = 0
    for place in range(len(raw)):
        flipped = with_bytes(raw, place, bytes([raw[place] ^ 1 << chance.randrange(8)]))
        try:
            assert find_records(a_file(tmp_path, flipped, name="flipped")) == bare
        except HashSetRefused:
            refusals += 1
    assert refusals > len(PLAIN) // 2 or "stored" not in packing
    assert refusals > len(raw) // 3


def find_records(path: Path) -> bytes:
    """The digests in a file, as the library would take them; raise HashSetRefused."""
    found = find_set(path)
    source = sources.SetSource(found.opening, progress=lambda _d, _t: None, cancelled=lambda: False)
    raw = b"".join(
        values.raw.tobytes() for batch in found.form.read(source) for values in batch.digests.values()
    )
    assert source.whole_sha256() == hashlib.sha256(path.read_bytes()).hexdigest()
    return raw


def test_a_member_longer_than_the_archive_says_is_refused_where_it_says_it_ends(tmp_path: Path) -> None:
    raw = zipped([("list.txt", PLAIN)])
    shorter = struct.pack("<L", 33)
    raw = with_bytes(with_bytes(raw, 22, shorter), raw.rindex(b"PK\1\2") + 24, shorter)
    told = refused(a_file(tmp_path, raw, name="set.zip"), tmp_path / "library")
    assert "longer unpacked than the archive says" in told


def test_a_directory_full_of_far_places_is_refused(tmp_path: Path) -> None:
    raw = zip64("list.txt", PLAIN)
    locator = raw.rindex(b"PK\6\7")
    far = with_bytes(raw, locator + 8, struct.pack("<Q", (1 << 64) - 1))
    assert refused(a_file(tmp_path, far, name="far"), tmp_path / "library")
    end = raw.rindex(b"PK\6\6")
    for place in (24, 32, 40, 48):
        wild = with_bytes(raw, end + place, struct.pack("<Q", (1 << 63) + 5))
        assert refused(a_file(tmp_path, wild, name="wild"), tmp_path / "library")


# -- unpacking to the disk


def test_a_database_too_large_for_the_disk_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = an_rds_database(tmp_path, [rds_row(c) for c in contents(200)])
    archive = a_zip(tmp_path, [("rds.db", database.read_bytes())])
    usage = shutil.disk_usage(tmp_path)._replace(free=4096)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    told = refused(archive, tmp_path / "library")
    needed = f"takes {database.stat().st_size / 1e9:,.1f} GB; 0.0 GB are free"
    assert f"to be read it must be unpacked on the disk of the library, which {needed}" in told


def test_an_unpacking_can_be_stopped_at_any_moment(tmp_path: Path) -> None:
    database = an_rds_database(tmp_path, [rds_row(c) for c in contents(2000)])
    archive = a_zip(tmp_path, [("rds.db", database.read_bytes())], method=zipfile.ZIP_STORED)
    for moment in range(4):
        asked = 0

        def stop(moment: int = moment) -> bool:
            nonlocal asked
            asked += 1
            return asked > moment

        with pytest.raises(Cancelled):
            import_file(archive, tmp_path / "library", cancelled=stop)
        assert not (tmp_path / "library").exists()


def test_nothing_is_unpacked_for_a_look(tmp_path: Path) -> None:
    table = a_zip(tmp_path, [("table.csv", b"MD5,Size\n" + md5_hex(b"a").encode() + b",1\n")], name="t.zip")
    assert look_into(table).first_line == "MD5,Size"
    assert look_into(table).member == "table.csv"
    database = a_zip(tmp_path, [("rds.db", an_rds_database(tmp_path, [rds_row(b"a")]).read_bytes())])
    before = sorted(tmp_path.iterdir())
    with pytest.raises(HashSetRefused, match="can be looked into only while it is imported"):
        look_into(database)
    assert sorted(tmp_path.iterdir()) == before


def test_progress_of_a_packed_database_climbs_over_unpacking_reading_and_building(tmp_path: Path) -> None:
    database = an_rds_database(tmp_path, [rds_row(c) for c in contents(60_000)])
    archive = a_zip(tmp_path, [("rds.db", database.read_bytes())])
    seen: list[tuple[int, int]] = []
    import_file(archive, tmp_path / "library", progress=lambda done, total: seen.append((done, total)))
    assert {total for _done, total in seen} == {archive.stat().st_size}
    shares = [done / total for done, total in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    for begins, ends in ((0.01, 0.34), (0.36, 0.69), (0.71, 0.99)):
        assert any(begins < share < ends for share in shares)
