"""`fieldcase verify BUNDLE`: whatever is changed, lost, added or exchanged in a bundle is found and named,
and a bundle that means harm is a sentence.
"""

import hashlib
import json
import os
import random
import shutil
import socket
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reports import bag
from reports.checking import files, seals
from reports.checking.opening import open_bundle
from reports.checking.verdict import PartState, tried
from tests.app.builders import said
from tests.reports.altered import in_former_layout, made_to_fit

Harm = Callable[[Path], None]
SMALL = 6_000  # bytes; of larger files a sample is flipped


@pytest.fixture
def copy(bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundle, tmp_path / "report"))


def _names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _difference(bundle: Path) -> str:
    answer = said("verify", bundle)
    assert answer.status == 4, answer.out + answer.err
    assert answer.out.startswith("Differs. ")
    return answer.out


def _flipped(path: Path, place: int, bit: int = 0) -> bytes:
    """Flip one bit of a file; gives what was there."""
    before = path.read_bytes()
    after = bytearray(before)
    after[place] ^= 1 << bit
    path.write_bytes(after)
    return before


def test_an_untouched_bundle_agrees_in_every_part(bundle: Path) -> None:
    answer = said("verify", bundle)
    assert (answer.status, answer.err) == (0, "")
    first, *parts = answer.out.splitlines()
    assert first.startswith("Agrees. ")
    told = {line[13:].partition(":")[0]: line[:11].strip() for line in parts}
    absent = {"Time stamp", "Report, stamped copy"}
    assert {part for part, state in told.items() if state != "agrees"} == absent
    assert len(told) == 22


def test_the_verdict_is_told_as_one_json_object_too(bundle: Path) -> None:
    said_so = json.loads(said("verify", bundle, "--json").out)
    assert said_so["agrees"] is True
    assert {part["state"] for part in said_so["parts"]} == {"agrees", "not_present"}


def test_a_copied_bundle_still_agrees(copy: Path) -> None:
    assert said("verify", copy).status == 0


def test_one_flipped_bit_of_any_file_is_found_and_the_file_named(copy: Path) -> None:
    places = random.Random(5)
    for name in _names(copy):
        path = copy / name
        before = _flipped(path, places.randrange(path.stat().st_size), places.randrange(8))
        assert name in _difference(copy), name
        path.write_bytes(before)
    assert said("verify", copy).status == 0


def test_any_lost_file_is_named(copy: Path) -> None:
    for name in _names(copy):
        path = copy / name
        kept = path.read_bytes()
        path.unlink()
        assert name in _difference(copy), name
        path.write_bytes(kept)


def test_any_two_files_exchanged_are_both_named(copy: Path) -> None:
    names = _names(copy)
    others = names[7:] + names[:7]
    for name, other in zip(names, others, strict=True):
        one, two = copy / name, copy / other
        first, second = one.read_bytes(), two.read_bytes()
        one.write_bytes(second)
        two.write_bytes(first)
        told = _difference(copy)
        assert name in told, (name, other)
        assert other in told, (name, other)
        one.write_bytes(first)
        two.write_bytes(second)


@pytest.mark.parametrize(
    "name",
    [
        *("one more page.pdf", "data/hits2.csv", "certificates/other.pem", "notes.txt", "stamped/other.pdf"),
        *("tagmanifest-sha256.txt.3.p7s", "tagmanifest-sha256.txt.tsr", "stamped/report.pdf", "CON.txt"),
        *("data/checkpoints/000099.json", "data/photographs/x.png", "data/files/00/x", "tagmanifest-md5.txt"),
    ],
)
def test_an_added_file_is_named(name: str, copy: Path) -> None:
    (copy / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(copy / "tagmanifest-sha256.txt.p7s", copy / name)
    assert name in _difference(copy)


def test_an_added_folder_is_named(copy: Path) -> None:
    (copy / "data" / "more").mkdir()
    assert "data/more was added: an empty folder" in _difference(copy)


def test_a_flipped_bit_anywhere_in_seals_and_manifests_is_found(copy: Path) -> None:
    """Seals and manifests all along; `tests.reports.sealing` flips every byte of a signature."""

    def differs() -> bool:
        bundle = open_bundle(copy)
        checks: tuple[Callable[[], str], ...] = (
            lambda: files.check_tag_files(bundle),
            lambda: seals.check_signatures(bundle, ()),
            lambda: seals.check_certificates(bundle),
        )
        return any(tried("part", check).state is PartState.DIFFERS for check in checks)

    assert not differs()
    missed = []
    for name in _names(copy):
        path = copy / name
        size = path.stat().st_size
        if name.startswith("data/") or size > SMALL:
            continue
        for place in range(0, size, 13 if name.endswith(".p7s") else 11):
            before = _flipped(path, place, place % 8)
            if not differs():
                missed.append((name, place))
            path.write_bytes(before)
    assert missed == []


def test_a_change_by_someone_who_wrote_new_manifests_too_breaks_the_signature(copy: Path) -> None:
    hits = copy / "data" / "hits.csv"
    hits.write_bytes(hits.read_bytes().replace(b"true", b"false", 1))
    made_to_fit(copy)
    told = _difference(copy)
    assert "DIFFERS      Signature: tagmanifest-sha256.txt.p7s over tagmanifest-sha256.txt" in told
    assert "DIFFERS      Hits: data/hits.csv has a file that is no matched entry" in told
    assert "DIFFERS      Report, content: data/report.pdf holds another hits.csv" in told


def test_a_signature_taken_away_is_missed(copy: Path) -> None:
    (copy / "tagmanifest-sha256.txt.p7s").unlink()
    (copy / "tagmanifest-sha256.txt.2.p7s").unlink()
    assert "tagmanifest-sha256.txt.p7s is missing: bag-info.txt says who signed" in _difference(copy)


@pytest.mark.parametrize(
    ("name", "old", "new", "part"),
    [
        ("entries.csv", b",compared,", b",known,", "Entries"),
        ("entries.csv", b".PNG", b".JPG", "Entries and chain"),
        ("files.dfxml", b"<filesize>1", b"<filesize>2", "DFXML and hashdeep"),
        ("hashdeep.txt", b"\n1", b"\n2", "DFXML and hashdeep"),
        ("coverage.json", b'"length_bytes": 9', b'"length_bytes": 8', "Ledgers"),
        ("custody.jsonl", b'"action":"scan.finished"', b'"action":"scan.stopped"', "Custody chain"),
        ("vics.json", b'"MediaSize": 2', b'"MediaSize": 3', "VICS case"),
        ("report.html", b"R-", b"X-", "Page"),
        ("files.csv", b"\r\n4225f0", b"\r\n4225f1", "Evidence files"),
    ],
)
def test_forms_that_no_longer_agree_are_found_though_all_manifests_fit(
    name: str, old: bytes, new: bytes, part: str, copy: Path
) -> None:
    path = copy / "data" / name
    before = path.read_bytes()
    assert old in before
    path.write_bytes(before.replace(old, new))
    made_to_fit(copy)
    told = _difference(copy)
    assert f"DIFFERS      {part}: " in told, told
    assert "agrees       Payload" in told


def test_bytes_behind_the_report_are_found_though_all_manifests_fit(copy: Path) -> None:
    with (copy / "data" / "report.pdf").open("ab") as file:
        file.write(b"\n%% one more page\n")
    made_to_fit(copy)
    assert "DIFFERS      Report, signature: data/report.pdf" in _difference(copy)


def test_a_checkpoint_exchanged_for_another_is_found_though_all_manifests_fit(copy: Path) -> None:
    (statement,) = (copy / "data" / "checkpoints").glob("*.json")
    statement.write_bytes(statement.read_bytes().replace(b'"export"', b'"close"'))
    made_to_fit(copy)
    assert "DIFFERS      Checkpoints: data/checkpoints/" in _difference(copy)


def test_a_zip_agrees_and_a_flipped_bit_anywhere_in_it_is_found(report_home: Path, tmp_path: Path) -> None:
    assert said("verify", report_home / "report.zip").status == 0
    raw = (report_home / "report.zip").read_bytes()
    places = random.Random(7)
    in_the_middle = places.sample(range(len(raw)), 12)
    end_record = [(len(raw) - 22 + place, bit) for place in range(22) for bit in (0, 7)]
    for place, bit in [*((place, 0) for place in (*range(12), *in_the_middle)), *end_record]:
        changed = bytearray(raw)
        changed[place] ^= 1 << bit
        (tmp_path / "x.zip").write_bytes(changed)
        assert "x.zip" in _difference(tmp_path / "x.zip"), (place, bit)


@pytest.mark.parametrize("directory_at", [1, 0x7FFFFFFF])
def test_a_zip_whose_directory_leads_before_its_beginning_differs(
    directory_at: int, report_home: Path, tmp_path: Path
) -> None:
    raw = (report_home / "report.zip").read_bytes()
    (at,) = struct.unpack("<L", raw[-6:-2])
    (tmp_path / "x.zip").write_bytes(raw[:-6] + struct.pack("<L", at + directory_at) + raw[-2:])
    assert "unpack it and verify the folder" in _difference(tmp_path / "x.zip")


def test_a_zip_packed_by_another_program_says_what_to_do(report_home: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for name in _names(report_home / "report"):
            packed.write(report_home / "report" / name, f"R/{name}")
    assert "unpack it and verify the folder" in _difference(tmp_path / "x.zip")


@pytest.mark.parametrize(
    "name", ["../outside.txt", "/etc/outside.txt", "R/../../outside.txt", "C:outside.txt"]
)
def test_a_zip_that_leads_outside_writes_nothing_there(name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as packed:
        packed.writestr("R/bagit.txt", bag.DECLARATION)
        packed.writestr(name, "outside")
    assert "x.zip" in _difference(tmp_path / "x.zip")
    assert not list(tmp_path.rglob("outside.txt"))


def test_a_zip_that_swells_is_refused_before_it_does(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("R/data/entries.csv", b"\0" * 50_000_000)
    assert "x.zip" in _difference(tmp_path / "x.zip")


def _a_link(copy: Path) -> None:
    (copy / "data" / "hits.csv").unlink()
    (copy / "data" / "hits.csv").symlink_to("/dev/zero")


def _a_link_to_a_folder(copy: Path) -> None:
    (copy / "data" / "more").symlink_to("/")


def _a_pipe(copy: Path) -> None:
    (copy / "data" / "hits.csv").unlink()
    os.mkfifo(copy / "data" / "hits.csv")


def _a_socket(copy: Path) -> None:
    here = os.open(copy / "data", os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(f"/proc/self/fd/{here}/hits2.csv")
    os.close(here)


def _a_name_that_leads_out(copy: Path) -> None:
    manifest = copy / "manifest-sha256.txt"
    manifest.write_bytes(manifest.read_bytes().replace(b"data/hits.csv", b"data/../../x.csv"))


def _an_absolute_name(copy: Path) -> None:
    manifest = copy / "manifest-sha256.txt"
    manifest.write_bytes(manifest.read_bytes().replace(b"data/hits.csv", b"/etc/passwd"))


def _an_escaped_name(copy: Path) -> None:
    manifest = copy / "manifest-sha256.txt"
    manifest.write_bytes(manifest.read_bytes().replace(b"data/hits.csv", b"data/hits%2Ecsv"))


def _a_line_of_a_manifest_without_end(copy: Path) -> None:
    (copy / "manifest-sha256.txt").write_bytes(b"0" * 3_000_000)


def _a_manifest_that_is_no_text(copy: Path) -> None:
    (copy / "manifest-sha512.txt").write_bytes(random.Random(1).randbytes(5_000))


def _a_chain_that_is_one_line(copy: Path) -> None:
    (copy / "data" / "custody.jsonl").write_bytes(b"[" * 200_000 + b"\n")


def _a_chain_of_numbers(copy: Path) -> None:
    (copy / "data" / "custody.jsonl").write_bytes(b"1\n[]\n")


def _entries_that_are_one_cell(copy: Path) -> None:
    (copy / "data" / "entries.csv").write_bytes(b'"' + b"x" * 3_000_000)


def _a_page_of_entities(copy: Path) -> None:
    (copy / "data" / "files.dfxml").write_bytes(
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    )


def _a_workbook_that_swells(copy: Path) -> None:
    with zipfile.ZipFile(copy / "data" / "hits.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"<worksheet>" + b"<row/>" * 2_000_000 + b"</worksheet>")


def _a_workbook_with_a_document_type(copy: Path) -> None:
    with zipfile.ZipFile(copy / "data" / "hits.xlsx", "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>')


def _a_deep_vics_case(copy: Path) -> None:
    (copy / "data" / "vics.json").write_bytes(b'{"value":' + b"[" * 100_000)


def _a_report_that_is_none(copy: Path) -> None:
    (copy / "data" / "report.pdf").write_bytes(b"%PDF-1.7\n" + b"(" * 100_000)


def _a_coverage_of_other_shape(copy: Path) -> None:
    (copy / "data" / "coverage.json").write_bytes(b'{"form": "Fieldcase coverage 1", "exhibits": [1e999]}')


_HARM_TO_LISTS: tuple[Harm, ...] = (
    *(_a_name_that_leads_out, _an_absolute_name, _an_escaped_name),
    *(_a_line_of_a_manifest_without_end, _a_manifest_that_is_no_text),
)
_HARM_TO_FILES: tuple[Harm, ...] = (
    *(_a_link, _a_link_to_a_folder, _a_pipe, _a_socket, _a_chain_that_is_one_line, _a_chain_of_numbers),
    *(_entries_that_are_one_cell, _a_page_of_entities, _a_workbook_that_swells),
    *(_a_workbook_with_a_document_type, _a_deep_vics_case, _a_report_that_is_none),
    _a_coverage_of_other_shape,
)


@pytest.mark.parametrize("harm", [*_HARM_TO_LISTS, *_HARM_TO_FILES])
def test_a_bundle_that_means_harm_is_a_sentence(harm: Harm, copy: Path) -> None:
    harm(copy)
    _is_a_sentence(copy)


@pytest.mark.parametrize("harm", _HARM_TO_FILES)
def test_a_bundle_that_means_harm_and_has_manifests_to_fit_is_a_sentence(harm: Harm, copy: Path) -> None:
    harm(copy)
    made_to_fit(copy)
    _is_a_sentence(copy)


def _is_a_sentence(bundle: Path) -> None:
    answer = said("verify", bundle)
    assert (answer.status, answer.err) == (4, "")
    assert "Traceback" not in answer.out
    assert max(map(len, answer.out.splitlines())) < 2_000


def test_each_part_is_tried_even_where_everything_else_is_gone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "bagit.txt").write_bytes(bag.DECLARATION)
    told = _difference(tmp_path)
    assert told.count("DIFFERS") > 10


def test_the_case_and_its_report_have_the_same_chain(report_home: Path, tmp_path: Path) -> None:
    answer = said("verify", report_home / "case.fieldcase", "--with", report_home / "report")
    assert answer.status == 0, answer.out
    assert "agrees       Chain of the report" in answer.out
    assert said("verify", report_home / "case.fieldcase", "--with", report_home / "report.zip").status == 0
    other = tmp_path / "other.fieldcase"
    assert said("case", "new", other, "--number", "another", "--examiner", "K. Osei").status == 0
    answer = said("verify", other, "--with", report_home / "report")
    assert answer.status == 4
    assert "event 1 of the case is another one than in the report" in answer.out


def test_a_signature_leads_to_a_certificate_that_is_trusted_or_differs(bundle: Path, tmp_path: Path) -> None:
    own, other = sorted((bundle / "certificates").glob("*.pem"))
    both = tmp_path / "both.pem"
    both.write_bytes(own.read_bytes() + other.read_bytes())
    answer = said("verify", bundle, "--trust", both)
    assert answer.status == 0, answer.out
    assert "whose certificate you trust" in answer.out
    answer = said("verify", bundle, "--trust", other)
    assert answer.status == 4
    assert "does not lead to a certificate you trust" in answer.out


def test_a_report_of_the_former_layout_is_checked_as_before(bundle: Path, tmp_path: Path) -> None:
    former = in_former_layout(bundle, tmp_path / "former")
    answer = said("verify", former)
    assert (answer.status, answer.err) == (0, ""), answer.out
    assert len(answer.out.splitlines()) == 1
    hits = former / "hits.csv"
    _flipped(hits, 100)
    assert "hits.csv is not what was written" in _difference(former)


def test_a_former_report_whose_chain_and_manifest_were_rewritten_breaks_at_its_event(
    bundle: Path, tmp_path: Path
) -> None:
    former = in_former_layout(bundle, tmp_path / "former")
    custody, manifest = former / "custody.jsonl", former / "manifest-sha256.txt"
    before = hashlib.sha256(custody.read_bytes()).hexdigest()
    custody.write_bytes(custody.read_bytes().replace(b"K. Osei", b"K. Otto", 1))
    after = hashlib.sha256(custody.read_bytes()).hexdigest()
    manifest.write_text(manifest.read_text().replace(before, after))
    assert "event 2" in _difference(former)


def test_what_is_neither_case_nor_bundle_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("nothing")
    (tmp_path / "empty").mkdir()
    for name in ("x.txt", "empty", "not there"):
        answer = said("verify", tmp_path / name)
        assert (answer.status, len(answer.err.splitlines())) == (1, 1)
