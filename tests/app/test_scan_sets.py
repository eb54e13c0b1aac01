"""Which sets a scan uses: by name and version, all of the library, whole and unchanged, or none of them."""

import hashlib
import json
import time
from pathlib import Path

import pytest

from app.engine.known_sets import KnownSets
from app.engine.profiles import PROFILES, can_match, gate_is_closed, needed_algorithms, sizeless_records
from app.engine.progress import ProgressLine, ProgressMeter
from forensics.errors import Cancelled, HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.library import list_sets, path_for, spelled
from forensics.reader.loading import load_sets
from tests.app.builders import a_case, a_set, an_engine, answer_of, copied, examining, findings, listed, said
from tests.app.conftest import Media

SHA256 = ("--format", "sha256")


class Shown:
    """Every line of progress."""

    def __init__(self) -> None:
        self.lines: list[ProgressLine] = []

    def show(self, line: ProgressLine) -> None:
        self.lines.append(line)


def a_version(
    library: Path, name: str, version: str, contents: list[bytes], *, role: str = "notable"
) -> None:
    library.mkdir(parents=True, exist_ok=True)
    source = library.parent / f"{name} {version}.txt"
    source.write_text("".join(hashlib.sha256(content).hexdigest() + "\n" for content in contents))
    words = ("--name", name, "--role", role, "--set-version", version, "--library", library, *SHA256)
    imported = said("hashset", "import", source, *words)
    assert imported.status == 0, imported.err


def picture_list(library: Path, name: str) -> None:
    """A set of PDQ fingerprints alone."""
    library.mkdir(parents=True, exist_ok=True)
    source = library.parent / f"{name}.csv"
    source.write_text("hash,quality\n" + "".join(f"{number:064x},100\n" for number in range(1, 9)))
    words = ("--name", name, "--columns", "pdq=hash,quality=quality", "--library", library)
    imported = said("hashset", "import", source, *words)
    assert imported.status == 0, imported.err


@pytest.fixture(scope="module")
def versions(media: Media, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions of a notable set, the second one file longer, and a known set of the first's files."""
    library = tmp_path_factory.mktemp("versions") / "library"
    contents = [media.files[path] for path in sorted(media.wanted)]
    a_version(library, "Wanted", "1", contents[:3])
    a_version(library, "Wanted", "2", contents[:4])
    a_version(library, "Software", "9", contents[1:3], role="known")
    return library


def sets_used(case: Path) -> list[tuple[str, str | None]]:
    began = [event["payload"] for event in listed(case, "custody") if event["action"] == "scan.started"]
    return [(told["name"], told["version"]) for told in began[-1]["sets"]]


@pytest.mark.parametrize(
    ("asked", "used"),
    [
        ([], [("Software", "9"), ("Wanted", "1"), ("Wanted", "2")]),
        (["--sets", "Wanted"], [("Wanted", "1"), ("Wanted", "2")]),
        (["--sets", "Wanted@2"], [("Wanted", "2")]),
        (["--sets", "Wanted@2", "Software", "Wanted"], [("Wanted", "2"), ("Software", "9"), ("Wanted", "1")]),
    ],
)
def test_sets_are_named_with_or_without_their_version(
    asked: list[str], used: list[tuple[str, str]], media: Media, versions: Path, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", media.image)
    assert said("scan", case, "--library", versions, *asked).status == 0
    assert sets_used(case) == used
    assert {(hit["set"], hit["set_version"]) for hit in listed(case, "hits")} == set(used)


def test_a_version_that_is_not_there_starts_nothing(media: Media, versions: Path, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    answer = said("scan", case, "--library", versions, "--sets", "Wanted@3")
    assert answer.status == 1
    assert "Wanted@3" in answer.sentence
    assert listed(case, "entries") == []


def test_a_content_in_both_roles_is_notable_and_listed_as_a_conflict(
    media: Media, versions: Path, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", media.image)
    scanned = said("scan", case, "--library", versions, "--sets", "Wanted@1", "Software")
    assert scanned.sentence == (
        "done; 2 notable contents are also in known sets, listed by: fieldcase list CASE conflicts"
    )
    outcomes = {entry["path"]: entry["outcome"] for entry in listed(case, "entries")}
    conflicts = listed(case, "conflicts")
    wanted = sorted(media.wanted)
    assert {c["path"] for c in conflicts} == {f"/{path}" for path in wanted[1:3]}
    assert {outcomes[c["path"]] for c in conflicts} == {"matched"}
    for conflict in conflicts:
        hits = [hit for hit in listed(case, "hits") if hit["path"] == conflict["path"]]
        told = {(hit["role"], hit["set"], hit["set_version"], hit["record"]) for hit in hits}
        assert told == {
            ("notable", conflict["notable_set"], conflict["notable_version"], conflict["notable_record"]),
            ("known", conflict["known_set"], conflict["known_version"], conflict["known_record"]),
        }
    assert "Software" in said("list", case, "conflicts").out
    head, *rows = said("list", case, "conflicts", "--format", "csv").out.splitlines()
    assert (head.split(",")[-2:], len(rows)) == (["known_record", "known_algorithm"], 2)


def test_without_a_conflict_none_is_listed(media: Media, versions: Path, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    assert said("scan", case, "--library", versions, "--sets", "Wanted").sentence == "done"
    assert listed(case, "conflicts") == []


def test_a_file_that_is_no_set_refuses_the_scan_with_the_remedy(
    media: Media, versions: Path, tmp_path: Path
) -> None:
    library = copied(versions, tmp_path / "library")
    case = a_case(tmp_path / "case", media.image)
    broken = library / "broken.hashset"
    broken.write_bytes(b"not a set")
    answer = said("scan", case, "--library", library)
    assert answer.status == 1
    assert "broken.hashset" in answer.sentence
    assert "remove" in answer.sentence
    assert listed(case, "entries") == []
    assert said("scan", case, "--library", library, "--sets", "Wanted@1").status == 0


@pytest.mark.parametrize("place", [0.2, 0.6, 0.999])
def test_a_changed_byte_in_any_set_is_found_before_a_scan_begins(
    place: float, media: Media, versions: Path, tmp_path: Path
) -> None:
    library = copied(versions, tmp_path / "library")
    case = a_case(tmp_path / "case", media.image)
    path = sorted(library.glob("*.hashset"))[1]
    changed = bytearray(path.read_bytes())
    changed[int(len(changed) * place)] ^= 1
    path.write_bytes(changed)
    answer = said("scan", case, "--library", library)
    assert answer.status == 1
    assert "damaged" in answer.sentence
    assert path.name in answer.sentence
    assert listed(case, "entries") == []


def test_an_unfinished_scan_goes_on_with_the_very_sets_it_began_with(
    media: Media, versions: Path, tmp_path: Path
) -> None:
    library = copied(versions, tmp_path / "library")
    case = a_case(tmp_path / "case", media.image)
    words = ("--sets", "Wanted@1", "--progress", "json")
    engine = examining(an_engine(case, library, {"reading_pause_s": 0.02}, *words), entries_done=20)
    engine.kill()
    engine.communicate()
    other = said("scan", case, "--library", library, "--sets", "Wanted")
    assert "began with Wanted@1; finish it without --sets" in other.sentence
    kept = {path: path.read_bytes() for path in library.iterdir()}
    assert said("hashset", "remove", "Wanted@1", "--library", library).status == 0
    contents = [media.files[path] for path in sorted(media.wanted)][:2]
    a_version(library, "Wanted", "1", contents)
    gone = said("scan", case, "--library", library)
    assert gone.status == 1
    assert "the set Wanted@1 that the unfinished scan began with is not in the library" in gone.sentence
    assert "put its index file back" in gone.sentence  # what was just imported again is not it
    (library / "broken.hashset").write_bytes(b"a file beside them does not matter")
    for path, content in kept.items():
        path.write_bytes(content)
    assert said("scan", case, "--library", library, "--sets", "Wanted@1").status == 0
    assert sets_used(case) == [("Wanted", "1")]
    assert len(listed(case, "hits")) == 3


def test_the_checking_of_sets_is_told_and_can_be_stopped(versions: Path) -> None:
    shown, sets = Shown(), KnownSets(versions, None)
    meter = ProgressMeter(shown, monotonic=time.monotonic)
    sets.make_ready(sets.chosen, passphrase=str, meter=meter, cancelled=lambda: False)
    last = shown.lines[-1]
    whole = sum(path.stat().st_size for path in versions.glob("*.hashset"))
    assert (last["phase"], last["bytes_done"], last["bytes_total"]) == ("checking", whole, whole)
    fresh = KnownSets(versions, None)
    with pytest.raises(Cancelled):
        fresh.make_ready(fresh.chosen, passphrase=str, meter=meter, cancelled=lambda: True)


def test_a_scan_stopped_while_its_sets_are_checked_can_be_begun_again(
    media: Media, versions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_case(tmp_path / "case", media.image)

    def stopped(*_asked: object, **_named: object) -> None:
        raise Cancelled("The check of the known-hash set was stopped.")

    with monkeypatch.context() as patched:
        patched.setattr("app.engine.known_sets.verify_set", stopped)
        answer = said("scan", case, "--library", versions)
    assert (answer.status, answer.sentence[:7]) == (130, "stopped")
    assert listed(case, "entries") == []
    assert said("scan", case, "--library", versions).status == 0


def test_a_reader_refuses_a_set_that_was_replaced_after_the_check(
    media: Media, versions: Path, tmp_path: Path
) -> None:
    library = copied(versions, tmp_path / "library")
    sets = KnownSets(library, ["Wanted@1"])
    sets.make_ready(
        sets.chosen, passphrase=str, meter=ProgressMeter(Shown(), monotonic=time.monotonic), cancelled=bool
    )
    asked = sets.to_load(sets.chosen)
    load_sets(asked).close()
    assert said("hashset", "remove", "Wanted@1", "--library", library).status == 0
    a_version(library, "Wanted", "1", [b"something else"])
    with pytest.raises(HashSetRefused, match="was replaced while it was used"):
        load_sets(asked)


def test_a_set_that_is_damaged_while_it_is_used_ends_the_scan_and_blames_no_content(
    media: Media, versions: Path, tmp_path: Path
) -> None:
    library = copied(versions, tmp_path / "library")
    case = a_case(tmp_path / "case", media.image)
    engine = an_engine(case, library, {"listing_pause_s": 0.01}, "--sets", "Wanted@2", "--progress", "json")
    assert engine.stdout is not None
    while json.loads(engine.stdout.readline()).get("phase") != "listing":
        pass
    path = path_for(library, "Wanted", "2")
    kept = path.read_bytes()
    with path.open("r+b") as file:  # in place, as a failing disk or a hand would change it
        file.seek(len(kept) // 4)
        file.write(bytes(byte ^ 0xFF for byte in kept[len(kept) // 4 :][:16]))
    answer = answer_of(engine)
    assert answer.status == 1
    assert path.name in answer.sentence
    assert "damaged" in answer.sentence
    assert listed(case, "faults") == []
    assert listed(case, "hits") == []
    path.write_bytes(kept)
    assert said("scan", case, "--library", library).status == 0
    assert len(listed(case, "hits")) == 4


# Sets of picture fingerprints


def a_picture_set(**changes: object) -> SetInfo:
    return SetInfo(**{**_FACTS, **changes})  # type: ignore[arg-type]  # the tests name fields of the set


_FACTS: dict[str, object] = {
    "name": "Pictures",
    "role": "notable",
    "version": None,
    "format": "PDQ list",
    "source_name": "pictures.csv",
    "source_sha256": "00" * 32,
    "record_count": 8,
    "distinct_count": 0,
    "dropped_empty": 0,
    "algorithms": (),
    "digest_counts": (),
    "sized_count": 0,
    "unsized_count": 0,
    "imported_at": "2026-11-22T00:00:00Z",
    "tool_version": "test",
    "index_sha256": "11" * 32,
    "pdq_count": 8,
}


def test_a_set_of_fingerprints_alone_neither_closes_the_size_gate_nor_opens_it() -> None:
    pictures = a_picture_set()
    sized = a_picture_set(algorithms=("md5",), digest_counts=(5,), sized_count=5, name="Sized")
    quick = PROFILES["quick"]
    assert not can_match(pictures)
    assert not gate_is_closed(quick, [pictures])
    assert gate_is_closed(quick, [pictures, sized])
    assert sizeless_records([a_picture_set(unsized_count=8), sized]) == 0
    assert gate_is_closed(quick, [a_picture_set(unsized_count=8), sized])
    assert needed_algorithms([pictures, sized]) == ("md5",)


@pytest.mark.parametrize("profile", ["quick", "standard"])
def test_a_scan_says_that_fingerprints_are_compared_with_nothing(
    profile: str, media: Media, tmp_path: Path
) -> None:
    library = tmp_path / "lists" / "library"
    picture_list(library, "Pictures")
    case = a_case(tmp_path / "case", media.image)
    answer = said("scan", case, "--library", library, "--profile", profile)
    assert answer.status == 0
    assert (
        "1 set holds only picture fingerprints (Pictures); nothing is compared with them" in answer.sentence
    )
    outcomes = {entry["outcome"] for entry in listed(case, "entries")}
    assert "ruled_out_by_size" not in outcomes
    assert "compared" in outcomes


def test_findings_do_not_depend_on_how_a_set_is_kept(media: Media, tmp_path: Path) -> None:
    """The same records, imported at another time and place: the same digest over findings."""
    case, again = (a_case(tmp_path / name, media.image) for name in ("case", "again"))
    assert said("scan", case, "--library", media.library).status == 0
    library = a_set(tmp_path / "copy" / "library", "Wanted", digests_of(media))
    assert said("scan", again, "--library", library).status == 0
    assert findings(case) == findings(again)


def digests_of(media: Media) -> list[str]:
    return [hashlib.sha256(media.files[path]).hexdigest() for path in sorted(media.wanted)]


def test_sets_are_told_in_the_order_of_name_and_version(versions: Path) -> None:
    assert [spelled(info) for info in list_sets(versions)] == ["Software@9", "Wanted@1", "Wanted@2"]
