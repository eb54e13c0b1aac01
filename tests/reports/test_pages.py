"""What the pages say follows from the content: counted, plain, and never more than what happened."""

from dataclasses import replace
from datetime import timedelta

import pytest

from forensics.digests import DigestSet
from forensics.entries import ByteRange, Census, Outcome
from forensics.images import VolumeState
from forensics.ledger import ByteKind, ByteLedger, ByteLine, VolumeUse, byte_ledger
from forensics.ranges import RangeSet
from reports.content import (
    CaseContent,
    GateContent,
    GateState,
    MediaDigest,
    ScanEnd,
    SelfTest,
    SelfTestCheck,
    SetContent,
    VolumeContent,
)
from reports.pages.findings import allotted, findings
from reports.pages.phrases import Phrases
from reports.wording import Wording
from tests.reports.builders import (
    MIB,
    START,
    BuiltCase,
    a_case,
    a_digest_set,
    a_fingerprint_set,
    a_large_case,
    a_notable_set,
    a_small_case,
    a_volume,
    an_empty_case,
    case_facts,
    scan_of,
    with_byte_ledger,
)
from tests.reports.reading import composed, section, words_of

SMALL = 8 * MIB  # the size of the small case's one image


def test_the_cover_says_what_was_found_and_what_was_not_compared() -> None:
    words = words_of(a_case().content)
    assert "Eight files on two exhibits equal records of the notable sets loaded." in words
    assert "Nine files and two whole volumes could not be compared" in words
    assert "One exhibit was not scanned." in words
    assert "This is a triage on scene, not a full examination." in words


def test_none_found_is_none_found_in_the_sets_loaded() -> None:
    words = words_of(a_small_case().content)
    assert "No file was found that equals a record of the notable sets loaded." in words
    assert "That is no statement about files that no record describes" in words


@pytest.mark.parametrize("built", [a_case(), a_small_case(), an_empty_case()])
def test_no_word_judges_and_nothing_that_did_not_happen_is_claimed(built: BuiltCase) -> None:
    words = words_of(built.content).casefold()
    for word in (" clean", " safe", "contraband", "suspicious", "unmistakably"):
        assert word not in words
    assert "signed electronically" not in words
    assert "signed checkpoints" not in words
    assert "counter-signed" not in words
    assert "the signature over this pdf" not in words
    assert "a time stamp shows" not in words
    assert "issued by" not in words


def test_a_case_without_exhibits_says_so_everywhere() -> None:
    content = an_empty_case().content
    words = words_of(content)
    assert "Nothing was compared: no exhibit was added to this case." in words
    assert section(content, "A5").count("\n") == 4
    assert "nothing about any file: none was compared." in section(content, "A5")
    assert "No custody event is recorded." in section(content, "B8")


def test_a_case_that_was_never_scanned_claims_no_comparison() -> None:
    content = a_case().content
    unscanned = replace(content, exhibits=content.exhibits[2:], hits=())
    assert "Nothing was compared: no exhibit was scanned." in words_of(unscanned)
    assert "No scan was made." in section(unscanned, "A2")


def with_sets(content: CaseContent, sets: tuple[SetContent, ...]) -> CaseContent:
    """The one exhibit, scanned with these sets."""
    scan = scan_of(content)
    exhibit = replace(content.exhibits[0], scan=replace(scan, sets=tuple(range(len(sets)))))
    return replace(content, sets=sets, exhibits=(exhibit,))


def test_a_scan_without_a_notable_set_is_not_called_none_found() -> None:
    words = words_of(with_sets(a_small_case().content, ()))
    assert "Nothing was compared with a notable set: none was loaded." in words
    assert "No file was found that equals a record" not in words


def test_a_result_without_a_notable_set_shows_nothing_about_notable_files() -> None:
    told = section(with_sets(a_small_case().content, ()), "A5")
    assert "no file was compared with a notable set" in told
    assert "none of the files that were compared equals" not in told


def test_fingerprints_alone_are_never_called_none_found() -> None:
    words = words_of(with_sets(a_small_case().content, (a_fingerprint_set(),)))
    assert "Nothing was compared with a notable set: those loaded hold picture fingerprints only." in words
    assert "No file was found that equals a record" not in words
    assert "none of the files that were compared equals" not in words
    assert "was left uncompared" not in words
    assert "Of 5 entries listed, none was compared with a notable set." in words
    assert "Every file that was listed" not in words


def test_fingerprints_beside_a_list_of_digests_are_told_on_the_cover_in_the_findings_and_in_the_limits() -> (
    None
):
    content = with_sets(a_small_case().content, (a_notable_set(), a_fingerprint_set()))
    assert "One notable set holds picture fingerprints only: nothing was compared with it." in words_of(
        content
    )
    assert "One notable set holds picture fingerprints only, and nothing was compared" in section(
        content, "A3"
    )
    limits = section(content, "C5")
    assert "Set S2 holds picture fingerprints only." in limits
    assert "Set S1 holds no SHA-256." in limits


def test_an_exhibit_of_which_nothing_could_be_compared_is_not_called_none_found() -> None:
    content = a_case().content
    stick = content.exhibits[1]
    locked = a_volume(0, offset=0, length=32 * MIB, state=VolumeState.LOCKED, file_system="BitLocker")
    closed = replace(stick, volumes=(VolumeContent(volume=locked, entries=None),), gaps=())
    hits = tuple(hit for hit in content.hits if hit.entry.exhibit != stick.id)
    content = replace(content, exhibits=(content.exhibits[0], closed), hits=hits)
    assert "E2: nothing could be compared" in section(content, "B5")
    assert "6 on E1 and nothing compared on E2." in section(content, "A3")
    assert "E2: none found" not in words_of(content)


def test_what_was_left_out_of_a_set_is_told_with_its_reason() -> None:
    known_set = a_notable_set(left_out=(("records without MD5, SHA-1 and SHA-256", 1_031),))
    told = section(with_sets(a_small_case().content, (known_set,)), "B3")
    assert "Left out\nrecords without MD5, SHA-1 and SHA-256: 1,031" in told
    assert "Left out" not in section(a_case().content, "B3")


def test_unchanged_is_said_only_of_exhibits_with_equal_digests_before_and_after() -> None:
    words = section(a_case().content, "A1")
    assert (
        "For E1 the digest (a fingerprint of all bytes) was taken before and after the scan and was equal"
        in words
    )
    assert "That nothing changed is not shown for E2 and E3" in words


def test_a_changed_exhibit_is_said_to_differ_with_both_digests() -> None:
    content = a_small_case().content
    after = MediaDigest(at=START, digests=a_digest_set("other"))
    content = replace(content, exhibits=(replace(content.exhibits[0], after=after),))
    assert "For E1 the digest after the scan differs" in section(content, "A1")
    exhibits = section(content, "B1")
    assert a_digest_set("media").sha256.hex() in exhibits  # type: ignore[union-attr]  # the builder fills all three
    assert a_digest_set("other").sha256.hex() in exhibits  # type: ignore[union-attr]  # the builder fills all three
    assert "Differs from the digests before" in exhibits


def test_digests_of_different_algorithms_show_nothing() -> None:
    content = a_small_case().content
    only_md5 = MediaDigest(at=START, digests=DigestSet(md5=a_digest_set("media").md5))
    only_sha1 = MediaDigest(at=START, digests=DigestSet(sha1=a_digest_set("media").sha1))
    exhibit = replace(content.exhibits[0], before=only_md5, after=only_sha1)
    assert "not shown for E1" in section(replace(content, exhibits=(exhibit,)), "A1")


def test_a_stored_digest_that_differs_from_the_reading_is_said_to_differ() -> None:
    content = a_small_case().content
    image = replace(content.exhibits[0].image, stored_digests=DigestSet(md5=bytes(16)))
    content = replace(content, exhibits=(replace(content.exhibits[0], image=image),))
    assert "differs from the digest taken before the scan" in section(content, "B1")
    assert "The digest that the image of E1 carries differs" in section(content, "A1")
    read_after = replace(content.exhibits[0], before=None)
    content = replace(content, exhibits=(read_after,))
    assert "differs from the digest taken after the scan" in section(content, "B1")
    assert "The digest that the image of E1 carries differs" in section(content, "A1")
    unread = replace(read_after, after=None)
    content = replace(content, exhibits=(unread,))
    assert "not compared with the data" in section(content, "B1")
    assert "carries differs" not in section(content, "A1")


def test_a_write_blocker_is_claimed_only_where_one_was_supplied() -> None:
    assert "A write blocker was used for E1; for the others this is Not supplied" not in section(
        a_case().content, "A1"
    )
    assert "A write blocker was used for E1; for the others this is not supplied" in section(
        a_case().content, "A1"
    )
    assert "Whether a write blocker was used is not supplied" in section(a_small_case().content, "A1")


def test_the_ledger_prints_its_addition() -> None:
    words = section(a_case().content, "B4")
    assert "Check: 8 + 40 + 38 + 12 + 0 + 6 + 3 + 1 = 108." in words
    assert "E1.1 | Data BitLocker, locked | Locked: entries cannot be listed or counted." in words
    assert "XFS is recognised but cannot be read by this version." in words


def test_an_unfinished_scan_shows_what_waits() -> None:
    content = a_small_case().content
    exhibit = content.exhibits[0]
    assert exhibit.scan is not None
    volume = replace(exhibit.volumes[0], outcomes={Outcome.COMPARED: 3}, waiting=2)
    scan = replace(exhibit.scan, end=ScanEnd.STOPPED, time_box=timedelta(minutes=45), resumed=1)
    content = replace(content, exhibits=(replace(exhibit, volumes=(volume,), scan=scan),))
    words = words_of(content)
    assert "Check: 0 + 0 + 3 + 0 + 0 + 0 + 0 + 0 + 2 = 5." in words
    assert "Two files could not be compared or were left out" in words
    assert "The scan of one exhibit did not come to its end." in words
    assert "Stopped by the time box; resumed once" in section(content, "B2")
    assert "Files not reached | 2 files" in section(content, "A4")
    assert "%" not in section(content, "A4")


def test_every_byte_stands_in_a_line_and_the_addition_is_printed() -> None:
    words = section(a_case().content, "B4")
    assert "E1.0 | Windows, NTFS | in use, by the file system's own map | 41,942,016 |" in words
    assert "E1.0 | Windows, NTFS | free, by the file system's own map | 23,068,160 |" in words
    assert "E1.0 | Windows, NTFS | could not be read | 1,536 |" in words
    assert "E1.1 | Data, BitLocker | locked | 41,942,528 |" in words
    assert "E1 | outside every volume | partition tables and gaps | 2,096,640 |" in words
    check = "41,942,016 + 23,068,160 + 41,942,528 + 2,560 + 2,096,640 = 109,051,904, the capacity."
    assert f"Check E1, by kind: {check}" in words


def test_an_exhibit_without_a_scan_counts_whole_volumes() -> None:
    words = section(a_case().content, "B4")
    assert "E3.0 | backup, ext4 | not scanned | 6,291,456 |" in words
    assert (
        "E3.1 | NTFS / exFAT (0x07), XFS | file system not supported in this version | 3,145,728 |" in words
    )
    assert "Check E3, by kind: 6,291,456 + 3,145,728 + 1,048,576 = 10,485,760, the capacity." in words


def test_space_that_is_known_by_its_files_alone_is_not_called_free() -> None:
    content = a_small_case().content
    volume = content.exhibits[0].volumes[0].volume
    use = VolumeUse(volume=volume, in_files=RangeSet.of([ByteRange(0, 1000)]))
    known_by_files = with_byte_ledger(content, byte_ledger(size_bytes=SMALL, volumes=[use], gaps=()))
    words = section(known_by_files, "B4")
    assert "in files, by the places of their content | 1,000 |" in words
    assert "outside files: free space and the file system's own records | 8,387,608 |" in words
    assert "Free space inside the volumes | at most 8.4 MB | Not searched." in section(known_by_files, "A4")
    assert "map | 1,000" not in words


def test_a_byte_ledger_that_does_not_close_is_shown_as_a_fault_of_the_program() -> None:
    lines = (ByteLine(volume=0, kind=ByteKind.ALLOCATED, length_bytes=SMALL - 7),)
    content = with_byte_ledger(a_small_case().content, ByteLedger(size_bytes=SMALL, lines=lines))
    words = section(content, "B4")
    assert (
        "= 8,388,601; the capacity is 8,388,608. The difference of 7 bytes is a fault of the program" in words
    )
    assert "Check E1" not in words


def test_many_byte_lines_are_cut_in_print_with_their_sum() -> None:
    content = a_small_case().content
    exhibit = content.exhibits[0]
    parts = [replace(a_volume(n, offset=n * 8192, length=8192), label=None) for n in range(1024)]
    volumes = tuple(VolumeContent(volume=volume, entries=None) for volume in parts)
    content = replace(content, exhibits=(replace(exhibit, volumes=volumes),))
    words = section(content, "B4")
    assert "and 424 more lines, 3,473,408 bytes; they stand in bytes.csv" in words
    assert "E1, all lines | 8,388,608 |" in words


def test_a_second_count_is_printed_beside_what_was_met() -> None:
    words = section(a_case().content, "B4")
    assert "E1.0 | $MFT bitmap | 12,345 | 12,345 | 0 |" in words
    assert "For 1 other listed volume no second count could be made." in words
    assert "Difference from a second count" not in section(a_case().content, "A4")
    assert "No second count by other means could be made" in section(a_small_case().content, "B4")


def test_a_second_count_that_differs_is_printed_and_explained() -> None:
    content = a_small_case().content
    census = Census(source="inode bitmaps", in_use=8, met=5)
    volume = replace(content.exhibits[0].volumes[0], census=census)
    content = replace(content, exhibits=(replace(content.exhibits[0], volumes=(volume,)),))
    assert "E1.0 | inode bitmaps | 8 | 5 | 3 |" in section(content, "B4")
    assert "Difference from a second count | 3 |" in section(content, "A4")


def test_free_space_is_measured_where_a_map_was_read_and_said_to_be_a_part_where_not() -> None:
    content = a_case().content
    assert "Free space inside the volumes | at least 23.1 MB | Not searched." in section(content, "A4")
    computer = replace(content, exhibits=content.exhibits[:1], hits=content.hits[:6])
    assert "Free space inside the volumes | 23.1 MB | Not searched." in section(computer, "A4")
    assert "Free space inside the volumes | not measured |" in section(a_small_case().content, "A4")


def test_each_place_that_could_not_be_read_is_listed_with_offset_and_length() -> None:
    content = a_case().content
    words = section(content, "B6")
    assert "E1 | volume 0 | 2,097,152 | 1,024 |" in words
    assert "E1 | volume 1 and the space outside every volume | 108,002,816 | 1,024 |" in words
    assert "E1, 3 places | 2,560 |" in words
    assert "Places that could not be read | 2.6 kB | Reading failed at 3 places" in section(content, "A4")
    assert "Places that could not be read" not in section(a_small_case().content, "B6")


def test_very_many_unreadable_places_are_cut_in_print_and_all_are_summed() -> None:
    content = a_small_case().content
    places = tuple(ByteRange(n * 2048, 512) for n in range(1_000))
    exhibit = replace(content.exhibits[0], scan=replace(scan_of(content), unreadable=places))
    words = section(replace(content, exhibits=(exhibit,)), "B6")
    assert words.count("| volume 0 |") == 200
    assert "E1, 1,000 places | 512,000 |" in words
    assert "800 more places stand in coverage.json." in words


@pytest.mark.parametrize(
    ("gate", "words"),
    [
        (
            GateContent(state=GateState.SHUT, sizes=912_004),
            "in use: content of any size but the 912,004 of the notable records was not read",
        ),
        (
            GateContent(state=GateState.SHUT),
            "in use: content of a size that no notable record has was not read",
        ),
        (
            GateContent(state=GateState.OPENED, sizeless_records=48_220),
            "not possible: 48,220 notable records have no size, so nothing was ruled out",
        ),
        (
            GateContent(state=GateState.OPENED, sizeless_records=1),
            "not possible: 1 notable record has no size, so nothing was ruled out",
        ),
        (GateContent(state=GateState.NO_SETS), "not possible without a notable set"),
        (GateContent(state=GateState.NOT_USED), "not used by this profile"),
        (None, "Not recorded"),
    ],
)
def test_the_plan_says_why_content_was_or_was_not_ruled_out(gate: GateContent | None, words: str) -> None:
    content = a_small_case().content
    exhibit = replace(content.exhibits[0], scan=replace(scan_of(content), gate=gate))
    assert f"E1 | Standard | {words} |" in section(replace(content, exhibits=(exhibit,)), "B2")


def test_the_plan_names_profile_digests_and_how_many_contents_were_read_twice() -> None:
    words = section(a_case().content, "B2")
    assert "| SHA-1, SHA-256; of each match MD5, SHA-1, SHA-256 | 50 |" in words
    assert "| MD5, SHA-1, SHA-256 | None |" in words
    assert (
        "As recorded with the scan: Reads only content whose size is in a record of the notable sets."
        in words
    )
    assert "Quick. Every entry is listed. Where each notable record carries a size" in words
    assert "Standard. Every entry is listed, and all content is read" in words
    assert "a sample of the contents, drawn by chance, is read a second time" in words
    assert "drawn by chance" not in section(a_small_case().content, "B2")


def test_a_profile_of_a_later_version_is_told_in_its_own_words() -> None:
    content = a_small_case().content
    scan = replace(scan_of(content), profile="deep", profile_rule="reads archives too", algorithms=())
    words = section(replace(content, exhibits=(replace(content.exhibits[0], scan=scan),)), "B2")
    assert "E1 | deep | not used by this profile | Not recorded | None |" in words
    assert "deep. As recorded with the scan: Reads archives too." in words


def test_a_time_box_says_exactly_what_was_compared_and_what_was_left() -> None:
    content = a_small_case().content
    volume = content.exhibits[0].volumes[0]
    outcomes = {Outcome.COMPARED: 1, Outcome.RULED_OUT_BY_SIZE: 1, Outcome.SKIPPED_BY_PROFILE: 2}
    cut = replace(
        volume,
        outcomes={**outcomes, Outcome.UNREADABLE: 1},
        content_bytes={Outcome.COMPARED: 4096, Outcome.SKIPPED_BY_PROFILE: 9_001},
    )
    scan = replace(scan_of(content), time_box=timedelta(minutes=20))
    exhibit = replace(content.exhibits[0], volumes=(cut,), scan=scan)
    words = section(replace(content, exhibits=(exhibit,)), "B4")
    assert (
        "E1, time box of 20 minutes. Entries that have content: 5. Read in full and compared: 1; ruled out "
        "by size: 1; left: 2 (9,001 bytes of content); not readable or locked: 1." in words
    )
    assert "The order of reading was chosen, likely places first, and not drawn by chance" in words
    whole = replace(content, exhibits=(replace(content.exhibits[0], scan=scan),))
    assert "On E1 the time box left nothing" in section(whole, "B4")
    assert "not drawn by chance" not in section(whole, "B4")
    assert "time box" not in section(content, "B4")


def test_what_still_waits_behind_a_time_box_has_no_size_that_was_not_counted() -> None:
    content = a_small_case().content
    volume = replace(content.exhibits[0].volumes[0], outcomes={Outcome.COMPARED: 3}, waiting=2)
    scan = replace(scan_of(content), time_box=timedelta(minutes=1), end=ScanEnd.STOPPED)
    exhibit = replace(content.exhibits[0], volumes=(volume,), scan=scan)
    words = section(replace(content, exhibits=(exhibit,)), "B4")
    assert "E1, time box of 1 minute. Entries that have content: 5." in words
    assert "left: 2; not readable or locked: 0." in words


def test_where_counts_differ_the_sum_that_joins_them_is_printed() -> None:
    words = section(a_case().content, "A3")
    assert "6 on E1, 2 on E2 and nothing compared on E3." in words
    assert "Six stood in folders as ordinary files. Two had been deleted" in words
    assert "8 + 1 = 9" in words
    assert "E3: 0 ordinary and 0 deleted" in words


def test_each_hit_is_printed_with_path_size_digests_set_and_category() -> None:
    content = a_case().content
    words = section(content, "B5")
    assert "8 files, 9 matches with records of notable sets." in words
    assert "One further match is with a set of known software." in words
    first = content.hits[0].entry
    assert first.digests.sha256 is not None
    assert first.digests.sha1 is not None
    assert first.digests.sha256.hex()[:32] in words
    assert first.digests.sha1.hex() in words
    assert "/Users/user1/Downloads/a0017.bin" in words
    group = "S1, Example Notable Files, version 2099.02, by SHA-1; category 1: Practice category one: 3 files"
    assert group in words
    assert "S1 record 310,000 |" in words
    assert "S2 record 1,311 by SHA-256; category none given" in words
    assert "K1 record 12 by SHA-256; a known set" in words
    assert "/Users/user1/Desktop/neu.dat:stream2" in words


def test_category_zero_is_not_none_given() -> None:
    content = a_case().content
    match = replace(content.hits[0].matches[0], category="0", category_label=None)
    content = replace(content, hits=(replace(content.hits[0], matches=(match,)), *content.hits[1:]))
    assert "; category 0: 1 file" in section(content, "B5")


def test_faults_of_one_reason_share_a_row_and_are_all_counted() -> None:
    words = section(a_case().content, "B6")
    assert "Seven faults" in words
    assert "E1, 0 | 6 | /folder/file-00300.bin" in words
    assert "and 2 more" in words
    assert "whole volume (BitLocker) | 41,943,040 | cannot be known |" in words


def test_events_stand_in_order_and_the_chain_is_said_to_be_unsigned() -> None:
    content = a_case().content
    words = section(content, "B8")
    assert words.index("The case 2099-0142 was opened.") < words.index("Exhibit E1 was added, read-only.")
    assert content.events[-1].sha256.hex() in words
    assert "No checkpoint of this chain was signed" in words
    assert "Neither this report nor a checkpoint of its chain is signed." in section(content, "C4")


def test_a_self_test_is_told_only_when_one_ran() -> None:
    content = a_small_case().content
    assert "None was run for this report" in section(content, "B2")
    assert "None was run for this report." in section(content, "B9")
    assert "self-test in B9 gave" not in section(content, "C1")
    checks = (SelfTestCheck(what="Digest of nothing", expected="published value", got="published value"),)
    tested = replace(content, self_test=SelfTest(at=START, checks=checks))
    assert "The result of the 1 check was as expected." in section(tested, "B9")
    assert "the self-test in B9 gave the expected result in 1 of 1 check." in section(tested, "C1")
    failed = replace(checks[0], got="another value", passed=False)
    content = replace(content, self_test=SelfTest(at=START, checks=(failed,), passed=False))
    assert "1 of 1 result was not as expected." in section(content, "B9")
    assert "gave the expected result in 0 of 1 check" in section(content, "C1")


def test_the_certificate_is_never_filled_in() -> None:
    words = section(a_case().content, "C1")
    assert "My name is 58mm" in words  # a line of 58 mm to write on
    assert "R. Sample" in words  # as the examiner of the record, not as the certifier
    assert "I  have   have not  confirmed" in words


def test_sets_without_sha256_carry_their_limit() -> None:
    assert "Set S1 holds no SHA-256. Different files with the same MD5 or SHA-1" in section(
        a_case().content, "C5"
    )
    content = a_small_case().content
    strong = replace(content, sets=(a_notable_set(algorithms=("sha1", "sha256")),))
    assert "no SHA-256" not in section(strong, "C5")


def test_long_typed_texts_are_cut_on_the_cover_and_whole_in_the_case_record() -> None:
    authority = "Search warrant. " + "word " * 200
    content = replace(a_small_case().content, case=case_facts(authority=authority))
    assert "(shortened; whole in B1)" in section(content, "A2")
    assert authority.strip() in section(content, "B1")


def test_what_nobody_supplied_is_not_supplied() -> None:
    words = section(a_case().content, "B1")
    assert "E2: description not supplied" in words
    assert "Make, model, serial\nNot supplied\n" in words
    assert "Not completed: the drive does not read to its end" in words


def test_a_practice_case_says_so_on_the_cover_and_a_real_one_does_not() -> None:
    practice, real = composed(a_case().content), composed(a_case(practice=False).content)
    assert "PRACTICE CASE" in practice.furniture.second[0].text
    assert real.furniture.second == ()


def test_many_exhibits_shorten_the_tables_not_the_questions() -> None:
    content = a_small_case().content
    exhibits = tuple(replace(content.exhibits[0], id=f"E{n}") for n in range(1, 20))
    words = words_of(replace(content, exhibits=exhibits))
    assert "And 14 more exhibits; see B1." in words
    assert "E1, E2, E3, E4, E5, E6, E7, E8, E9, E10, E11, E12 and seven more" in words


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({0: 3, 1: 4}, {0: 3, 1: 4}),
        ({0: 100, 1: 2}, {0: 8, 1: 2}),
        ({0: 100, 1: 100}, {0: 5, 1: 5}),
        ({0: 100, 1: 100, 2: 1}, {0: 4, 1: 5, 2: 1}),
    ],
)
def test_rows_in_print_are_shared_evenly_and_never_more_than_the_cap(
    counts: dict[int, int], shown: dict[int, int]
) -> None:
    places = {("E1", volume): count for volume, count in counts.items()}
    assert allotted(places, rows=10) == {("E1", volume): count for volume, count in shown.items()}


def test_a_capped_table_says_how_many_of_how_many() -> None:
    content = a_large_case(60, volumes=2).content
    phrases = Phrases(content, Wording())
    blocks = findings(phrases, printed_rows=20)
    said = "".join(span.text for block in blocks for span in getattr(block, "text", ()))
    assert "20 of 60 files are printed; all stand in hits.csv." in said
    assert "10 of 30 printed; all in hits.csv." in said


def test_a_volume_without_file_system_or_support_has_words_not_zeros() -> None:
    content = a_small_case().content
    size = content.exhibits[0].image.size_bytes
    for state, words in (
        (VolumeState.NO_FILE_SYSTEM, "No file system found: there are no entries to list."),
        (VolumeState.UNREADABLE, "It could not be read."),
        (VolumeState.LOCKED, "Locked: entries cannot be listed or counted."),
    ):
        volume = a_volume(0, offset=0, length=size, state=state, file_system=None, label=None)
        exhibit = replace(content.exhibits[0], volumes=(VolumeContent(volume=volume, entries=None),))
        assert words in section(replace(content, exhibits=(exhibit,)), "B4")
