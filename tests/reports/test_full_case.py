"""What people, keys and tests add to a case stands on paper, and what they did not add is not claimed."""

import re
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from reports import blocks
from reports.bundle import write_report
from reports.content import CaseContent, Redaction
from reports.pictures import MOST_BYTES, is_printable
from tests.reports.builders import a_case, a_chain, a_large_case, a_small_case
from tests.reports.full_case import (
    JPEG,
    a_full_case,
    a_hostile_full_case,
    a_photograph,
    a_png,
    a_signer,
    some_transfers,
)
from tests.reports.reading import composed, pdf_pages, poppler, section, words_of

FULL = a_full_case().content


def with_photographs(*contents: bytes | None) -> CaseContent:
    content = a_small_case().content
    photographs = tuple(a_photograph(raw, name=f"{n}.png") for n, raw in enumerate(contents))
    return replace(content, exhibits=(replace(content.exhibits[0], photographs=photographs),))


def test_the_authority_stands_in_its_parts_on_the_cover_in_a2_and_in_b1() -> None:
    authority = "Search warrant 99-SW-0142, Example County Court, issued 2099-01-30"
    for words in (words_of(FULL), section(FULL, "A2"), section(FULL, "B1")):
        assert authority in words
    assert "Scope: Storage media found at the address." in section(FULL, "A2")
    assert "CyberTip 123456789\nReferral 7" in section(FULL, "B1")
    assert "Clock of the laptop\n0.4 s behind a trusted clock" in section(FULL, "B1")
    assert "Case closed\n2099-02-01 18:31:00Z" in section(FULL, "B1")


def test_what_of_the_case_nobody_supplied_is_not_supplied() -> None:
    words = section(a_small_case().content, "B1")
    for label in ("Offence", "Referral numbers", "Clock of the laptop", "Item number, quantity", "From whom"):
        assert f"{label}\nNot supplied" in words
    assert "Case closed\nNot closed when this report was made" in words


def test_an_exhibit_has_its_whole_form() -> None:
    words = section(FULL, "B1")
    assert "Item number, quantity\nnumber 17, quantity 1\n" in words
    assert "2099-02-01 08:41 (UTC−05:00), which is 2099-02-01 13:41:00Z" in words
    assert "Authority\nSearch warrant 99-SW-0142, item 3\n" in words
    assert "Authority\nThat of the case\n" in words
    assert "Remarks\nFound under the desk\n" in words


def test_photographs_are_printed_with_caption_digest_and_words_for_those_who_cannot_see_them() -> None:
    pictures = [block for block in composed(FULL).blocks if isinstance(block, blocks.Pictures)]
    (front, back) = pictures[0].items
    assert front.alt == "Photograph of exhibit E1: Front, with the seal"
    assert back.alt == "Photograph of exhibit E1: caption not supplied"
    digest = FULL.exhibits[0].photographs[0].sha256.hex()
    assert "".join(span.text for line in front.caption[2:] for span in line) == digest
    assert "E1, photograph 3: Left side. Not in this report." in section(FULL, "B1")


def with_profile(profile: bytes) -> bytes:
    """A picture with this colour profile, which a file can hold much smaller than it is."""
    body = b"iCCPx\0\0" + zlib.compress(profile)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return a_png()[:33] + chunk + a_png()[33:]


@pytest.mark.parametrize(
    ("content", "printable"),
    [
        (a_png(), True),
        (JPEG, True),
        (b"", False),
        (b"GIF89a" + bytes(100), False),
        (a_png()[:20], False),
        (JPEG[:8], False),
        (b"\xff\xd8\xff" + b"\xff" * 100, False),
        (b"\xff\xd8\xff\xe0\x00\x00" + bytes(100), False),
        (b"\xff\xd8" + b"\xff\xe0\x00\x02" * 10_000, False),
        (a_png()[:16] + b"\xff\xff\xff\xff" * 2 + a_png()[24:], False),
        (a_png() + bytes(MOST_BYTES), False),
        (with_profile(bytes(560)), True),
        (with_profile(bytes(5 << 20)), False),
        (JPEG.replace(b"\x00\x10\x00\x18\x01", b"\x00\x10\x00\x18\x04"), False),  # four inks
    ],
)
def test_only_pictures_of_a_known_form_and_size_reach_the_typesetter(content: bytes, printable: bool) -> None:
    assert is_printable(content) is printable


def test_pictures_are_printed_while_there_is_memory_to_unpack_them() -> None:
    large = [a_png()[:16] + struct.pack(">II", 7_700, 7_700 - n) + a_png()[24:] for n in range(4)]
    content = with_photographs(*large, JPEG)
    printed = [b for b in composed(content).blocks if isinstance(b, blocks.Pictures)]
    assert [item.content for item in printed[0].items] == [*large[:2], JPEG]
    assert section(content, "B1").count("for want of room") == 2


def test_a_photograph_that_is_no_picture_is_told_with_its_digest() -> None:
    words = section(with_photographs(b"GIF89a"), "B1")
    assert (
        "Not printed, for its size, its form or for want of room; its file stands in photographs/. SHA-256: "
        in words
    )


def test_very_many_photographs_are_cut_in_print_and_counted() -> None:
    content = with_photographs(*(a_png(width=8 + n, height=8) for n in range(30)))
    printed = [b for b in composed(content).blocks if isinstance(b, blocks.Pictures)]
    assert sum(len(block.items) for block in printed) == 12
    assert "Six more photographs stand in photographs/." in section(content, "B1")


def test_persons_stand_with_role_and_standing() -> None:
    words = section(FULL, "B7")
    assert "P1 | R. Sample | 0417 | examiner | sworn | Example County |" in words
    assert (
        "P3 | L. Invented | Not supplied | document examiner, retired | Not supplied | Not supplied |"
        in words
    )


def test_transfers_are_the_form_of_the_field_with_lines_for_signatures() -> None:
    words = section(FULL, "B7")
    assert "Seizing officer, ID 2207 100% |" in words  # a line to sign on
    assert "Street outside the address" in words
    assert "Seal on arrival: B-220117, unbroken Digest checked again: Not supplied" in words
    assert "Digest checked again: yes" in words
    assert "Digest checked again: no " in words
    assert "No transfer of an exhibit between persons was recorded" in section(a_small_case().content, "B7")


def test_events_tell_who_acted_in_which_role() -> None:
    assert "| R. Sample (P1) examiner, sworn |" in section(FULL, "B8")
    assert "| R. Sample |" in section(a_case().content, "B8")  # a case of an older version


def test_checkpoints_tell_count_head_and_signers() -> None:
    words = section(FULL, "B8")
    head = FULL.events[7].sha256.hex()
    assert f"| end of a scan | 8 | {head} | R. Sample, " in words
    assert "counter-signed by T. Placeholder, " in words
    assert a_signer().certificate_sha256.hex() in words
    assert "issued by its holder" in words
    assert "issued by Example County Certificate Office" in words


def test_the_root_of_a_scan_is_printed_with_what_it_is_good_for() -> None:
    words = section(FULL, "B8")
    assert "Root of E1\n" in words
    assert "over the records of 86 entries, taken when its scan ended" in words
    assert "without showing any other record" in words
    assert "Root of" not in section(a_small_case().content, "B8")


def test_the_self_test_tells_its_controls_and_the_program() -> None:
    words = section(FULL, "B9")
    assert "File one bit away from a record | negative | no match | no match |" in words
    assert "All 3 results were as expected." in words
    assert FULL.self_test is not None
    assert FULL.self_test.program_sha256 is not None
    assert FULL.self_test.program_sha256.hex() in words


def test_a_signed_report_says_who_signed_and_how_to_check_it() -> None:
    assert "This PDF is signed electronically by R. Sample." in section(FULL, "B10")
    assert "Electronic signature\nR. Sample, certificate" in words_of(FULL)
    assert "pdfsig -nocert data/report.pdf" in section(FULL, "C3")
    assert "tagmanifest-sha256.txt.p7s" in section(FULL, "C3")


def test_an_unsigned_report_claims_no_signature() -> None:
    content = a_small_case().content
    assert "This PDF carries no electronic signature" in section(content, "B10")
    assert "Electronic signature\nNone: this report is not signed" in words_of(content)
    assert "p7s" not in section(content, "C3")
    assert "This report is not signed" in section(content, "A6")


def test_what_the_seals_prove_follows_from_the_seals() -> None:
    whole = section(FULL, "C4")
    assert "somebody who holds the key can rewrite everything before a checkpoint" in whole
    assert "A certificate that its holder issued" in whole
    assert "A time stamp shows" in whole
    chain_only = replace(FULL, report=replace(FULL.report, signers=()), stamps=())
    told = section(chain_only, "C4")
    assert "This report itself is not signed" in told
    assert "A time stamp shows" not in told
    assert "The signature over this PDF" not in told
    by_office = replace(
        FULL, checkpoints=(), report=replace(FULL.report, signers=(a_signer("X", self_issued=False),))
    )
    assert "A certificate that its holder issued" not in section(by_office, "C4")
    assert "A withheld event" not in whole
    assert "A withheld event" in section(replace(FULL, redaction=Redaction(names=True)), "C4")


def test_a_redacted_copy_says_on_the_cover_and_on_every_page_what_it_withholds(tmp_path: Path) -> None:
    built = a_full_case(redaction=Redaction(paths=True, set_labels=True))
    withheld = "paths of files and labels of hash sets"
    assert f"Withheld in this copy\n{withheld}" in words_of(built.content)
    pages = pdf_pages(write_report(built.content, tmp_path / "out", rows=built).pdf)
    for page in pages:
        assert f"Withheld in this copy: {withheld}." in page
    assert "a0017.bin" not in "".join(pages)


def test_everything_at_once_keeps_two_pages_for_the_prosecutor_and_the_order_of_reading(
    tmp_path: Path,
) -> None:
    built = a_full_case()
    pdf = write_report(built.content, tmp_path / "out", rows=built).pdf
    pages = pdf_pages(pdf)
    assert "B For the examiner and the laboratory\n" in re.sub(r" +", " ", pages[3])
    tree = poppler("pdfinfo", "-struct-text", pdf)
    order = [
        "The case",
        "E1: Solid-state drive",
        "E1, photograph 1",
        "E2: description",
        "Persons of this case",
    ]
    order += [
        "Transfers of the exhibits",
        "Transfers after this report",
        "Signed checkpoints",
        "Seals of this",
    ]
    places = [tree.index(f'"{words}') for words in order]
    assert places == sorted(places)
    assert len(re.findall(r"image", poppler("pdfimages", "-list", pdf))) >= 3


def test_hostile_texts_and_broken_pictures_do_not_stop_the_report(tmp_path: Path) -> None:
    built = a_hostile_full_case()
    text = "".join(pdf_pages(write_report(built.content, tmp_path / "out", rows=built).pdf))
    assert "This photograph cannot be drawn." in text
    assert "<script>alert(1)</script>" in text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u0590-\u06ff]", text)


def test_very_many_transfers_are_cut_in_print() -> None:
    content = replace(FULL, transfers=some_transfers() * 300)
    assert "500 of 900 events printed" in section(content, "B7")


def test_very_many_events_print_the_first_and_the_last_and_count_those_between() -> None:
    content = a_large_case(4_900).content
    events = a_chain([("content.shown", "E1", f"Content {n} was shown.") for n in range(1, 703)])
    words = section(replace(content, events=events), "B8")
    assert "Content 250 was shown." in words
    assert "Content 251 was shown." not in words
    assert "202 events between these are not printed" in words
    assert "Content 453 was shown." in words
    assert "Content 702 was shown." in words
    assert "500 of 702 events printed; all in custody.jsonl." in words
