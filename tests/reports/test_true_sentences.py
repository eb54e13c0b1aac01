"""No sentence of the pages says more, or of more, than the case before it."""

from dataclasses import replace
from datetime import timedelta

from forensics.digests import DigestSet
from forensics.entries import Outcome
from forensics.images import VolumeState
from reports.content import CaseContent, ExhibitContent, VolumeContent
from reports.event_words import event_sentence
from reports.wording import Wording
from tests.reports.builders import MIB, a_case, a_small_case, a_volume, an_empty_case
from tests.reports.full_case import a_full_case, a_self_test, a_signer
from tests.reports.reading import section, words_of

FULL = a_full_case().content


def with_exhibit(content: CaseContent, **changes: object) -> CaseContent:
    """The case with its first exhibit alone, and that one changed."""
    exhibit = replace(content.exhibits[0], **changes)  # type: ignore[arg-type]  # fields of the exhibit
    return replace(content, exhibits=(exhibit,), hits=())


def closed(state: str, reason: str | None = None) -> tuple[VolumeContent, ...]:
    volume = a_volume(0, offset=0, length=64 * MIB, state=state, file_system="NTFS", reason=reason)
    return (VolumeContent(volume=volume, entries=None),)


def test_one_device_is_not_several() -> None:
    one = with_exhibit(a_small_case().content, write_blocker="Tableau T8u")
    assert "As recorded, the device was read through a write blocker" in section(one, "A1")
    second = replace(one.exhibits[0], id="E2")
    both = replace(one, exhibits=(*one.exhibits, second))
    assert "As recorded, the devices were read through a write blocker" in section(both, "A1")


def test_a_case_in_which_nothing_could_be_read_is_not_called_none_found() -> None:
    content = with_exhibit(a_small_case().content, volumes=closed(VolumeState.LOCKED), gaps=())
    assert "Completed; no file could be listed" in section(content, "A1")
    for page in (words_of(content), section(content, "A3"), section(content, "B5")):
        assert "Nothing was compared with the notable sets loaded" in page
        assert "No file was found" not in page
        assert "No file that equals" not in page


def test_what_a_library_said_of_a_volume_is_kept_from_the_prosecutor_and_told_to_the_laboratory() -> None:
    reason = "The file system is damaged: library_open (block 4118) missing."
    content = with_exhibit(a_small_case().content, volumes=closed(VolumeState.UNREADABLE, reason), gaps=())
    assert "The file system is damaged. How many files it holds is not known." in section(content, "A4")
    assert "library_open" in section(content, "B4")


def test_a_deleted_file_whose_space_was_used_again_is_not_passed_over() -> None:
    content = a_small_case().content
    assert "used again |" not in section(content, "A4")
    volume = replace(content.exhibits[0].volumes[0], gone=2)
    told = section(with_exhibit(content, volumes=(volume, *content.exhibits[0].volumes[1:])), "A4")
    assert "Deleted files whose space was used again | 2 files | The content is gone" in told


def test_shadow_copies_that_the_profile_left_are_told() -> None:
    content = a_small_case().content
    live, copy = content.exhibits[0].volumes[0], a_volume(1, offset=2 << 46, length=8 * MIB)
    for entries in (None, 3):
        volume = replace(copy, layer="shadow copy", within=0, table="VSS")
        kept = VolumeContent(volume=volume, entries=entries, outcomes={Outcome.NO_CONTENT: entries or 0})
        page = section(with_exhibit(content, volumes=(live, kept)), "A4")
        assert ("Shadow copies | 1 | The profile of the scan does not look into them" in page) is (
            not entries
        )


def test_what_the_time_box_left_is_not_put_down_to_the_profile() -> None:
    content = a_small_case().content
    exhibit = content.exhibits[0]
    left = {Outcome.SKIPPED_BY_PROFILE: 3}
    volume = replace(exhibit.volumes[0], outcomes=left, entries=3, waiting=0)
    assert exhibit.scan is not None
    for time_box, told, untold in (
        (timedelta(minutes=45), "Files that the time box left", "Files left out by the chosen profile"),
        (None, "Files left out by the chosen profile", "Files that the time box left"),
    ):
        scan = replace(exhibit.scan, time_box=time_box)
        page = section(with_exhibit(content, scan=scan, volumes=(volume,)), "A4")
        assert f"{told} | 3 files" in page
        assert untold not in page


def test_the_pdf_is_signed_by_the_first_and_the_list_by_all() -> None:
    signers = (a_signer("R. Sample"), a_signer("M. Adair"))
    content = replace(FULL, report=replace(FULL.report, signers=signers))
    told = section(content, "B10")
    assert "This PDF is signed electronically by R. Sample; the list of all files" in told
    assert "is signed by R. Sample and M. Adair." in told
    assert "M. Adair, certificate" in words_of(content)
    assert "(list of all files only)" in words_of(content)


def test_a_digest_that_was_taken_after_the_scan_alone_is_told_where_it_counts() -> None:
    exhibit = a_small_case().content.exhibits[0]
    assert exhibit.after is not None
    taken = exhibit.after.digests
    assert taken is not None
    assert taken.sha256 is not None
    stored = replace(exhibit.image, stored_digests=DigestSet(md5=taken.md5))
    content = with_exhibit(a_small_case().content, before=None, image=stored)
    assert "equals the digest taken after the scan" in section(content, "B1")
    assert taken.sha256.hex() in section(content, "C1")
    assert "Not completed" not in section(content, "C1")


def test_only_what_was_done_is_named_as_done_to_find_errors() -> None:
    nothing = section(an_empty_case().content, "C5")
    assert "No self-test, second count or second reading was made." in nothing
    assert "Only the sets in B3" not in nothing
    tested = replace(an_empty_case().content, self_test=a_self_test())
    assert "What was done to find errors: the self-test in B9." in section(tested, "C5")


def test_a_program_with_a_digest_is_not_said_to_have_none() -> None:
    program = replace(FULL.program, sha256=None)
    assert "its SHA-256 is in B9" in section(replace(FULL, program=program), "B2")
    untested = replace(FULL, program=program, self_test=None)
    assert "its SHA-256" not in section(untested, "B2")


def test_the_authority_of_the_case_is_named_for_an_exhibit_only_where_there_is_one() -> None:
    content = with_exhibit(a_small_case().content, authority=None)
    bare = replace(content, case=replace(content.case, authority=None, authority_parts=None))
    assert "That of the case" not in section(bare, "B1")
    given = replace(content, case=replace(content.case, authority="Consent of the owner"))
    assert "That of the case" in section(given, "B1")


def test_exhibits_without_a_match_are_not_named_where_others_are_left_out() -> None:
    content = a_case().content
    first, *rest = content.exhibits
    spare: tuple[ExhibitContent, ...] = tuple(replace(rest[-1], id=f"X{n}") for n in range(6))
    told = section(replace(content, exhibits=(first, *rest, *spare)), "A3")
    assert "and none on the other exhibits" in told
    assert "X0" not in told


def test_a_scan_without_a_fault_of_its_own_is_not_said_to_have_counted_none_of_the_exhibit() -> None:
    event = {
        "action": "scan.finished",
        "subject": "E1",
        "payload": {"entries": 3, "outcomes": {}, "faults": 0},
    }
    assert "no fault while scanning" in event_sentence(Wording(), event, {})


def test_a_chain_is_not_said_to_show_what_was_rewritten_as_a_whole() -> None:
    assert "unless everything after it was rewritten too" in section(FULL, "C4")
    assert "unless all that follows is rewritten too" in section(FULL, "B8")
