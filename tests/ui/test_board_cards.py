"""What a card says: the state in its exact words, a verdict with its limit, and the next steps."""

from dataclasses import replace

import pytest

from app.rows import ExhibitFormRow, SharedRow
from tests.ui.board_builders import a_live, an_exhibit, facts_of_card
from tests.ui.fakes import a_volume
from ui.board_cards import card_said, short_folder
from ui.parts.advice import advice
from ui.parts.device import device_kind
from ui.wording import Said

LOCKED = a_volume(state="locked", file_system="BitLocker", length_bytes=900 << 20)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("added", "Added"),
        ("scanning", "Scanning"),
        ("paused", "Paused"),
        ("stopped", "Stopped, can be resumed"),
        ("done", "Done"),
        ("done_part_unread", "Done, part unread"),
        ("unreadable", "Could not be read"),
    ],
)
def test_a_state_has_its_exact_words(state: str, words: str) -> None:
    assert card_said(facts_of_card(an_exhibit(state=state))).state.words == words


def test_an_exhibit_of_the_plan_that_the_scan_has_not_come_to_waits() -> None:
    facts = facts_of_card(an_exhibit(state="added"), is_scanning=True, is_ours=True, is_planned=True)
    assert card_said(facts).state.words == "Waiting"
    assert card_said(replace(facts, is_planned=False)).state.words == "Added"


def test_what_works_on_an_exhibit_stands_in_its_state_and_can_be_stopped() -> None:
    task = Said(words="Verifying, 12 %", icon="shield", meaning="accent")
    said = card_said(facts_of_card(an_exhibit(), task=task))
    assert (said.state, said.buttons, said.edge) == (task, ("stop",), "accent")


def test_a_card_names_seal_make_and_model_of_the_form() -> None:
    values = (("seal_in", "A-0048213"), ("make", "Norvik"), ("model", "NX1000"))
    form = ExhibitFormRow(label="HR-01", values=values)
    said = card_said(facts_of_card(an_exhibit(), form=form))
    assert said.seal == "seal A-0048213"
    assert said.what == "Desktop disk, under desk, Norvik NX1000"
    assert card_said(facts_of_card(an_exhibit(segments=3))).seal == "raw, 3 segments"


def test_nothing_found_stands_beside_the_share_compared_and_has_no_edge() -> None:
    parts = {"compared": 60, "known": 30, "no_content": 4, "skipped_by_profile": 6}
    said = card_said(facts_of_card(an_exhibit(), parts))
    assert said.verdict.words == "Nothing found in the sets loaded"
    assert said.limit.words == "96 % compared; 6 files skipped by profile"
    assert (said.share, said.share_word, said.edge) == (0.96, "compared", "text2")
    assert said.sums == "Known 30 %, compared 60 %, no content 4.0 %, skipped by profile 6.0 %"
    assert said.buttons == ("coverage", "rest")


def test_unread_files_are_a_warning_beside_the_hits() -> None:
    parts = {"matched": 3, "compared": 80, "unreadable": 7}
    exhibit = an_exhibit(hits=3, state="done_part_unread", faults=7, share_compared=0.92)
    said = card_said(facts_of_card(exhibit, parts))
    assert said.verdict.words == "3 records matched"
    assert said.limit == Said(
        words="in 3 files; 7 files could not be read; 92 % compared", icon="warning", meaning="unreadable"
    )
    assert (said.edge, said.buttons) == ("hit", ("findings", "unread"))


def test_a_medium_that_is_mostly_locked_says_so_and_what_is_outside() -> None:
    exhibit = an_exhibit(volumes=(a_volume(), LOCKED), share_compared=None)
    said = card_said(facts_of_card(exhibit))
    assert said.state.words == said.verdict.words == "Locked: BitLocker"
    assert said.limit.words == "900 MiB, nothing compared inside; 12 % of the medium is outside the lock"
    assert said.has_advice
    assert "advice" in said.buttons


def test_a_small_locked_volume_leaves_the_verdict_of_the_rest() -> None:
    small = replace(LOCKED, length_bytes=10 << 20)
    said = card_said(
        facts_of_card(an_exhibit(volumes=(a_volume(), small)), {"compared": 96, "unreadable": 0})
    )
    assert said.state.words == "Done"
    assert said.limit.words == "96 % compared; 1 volume locked"
    assert not said.has_advice
    assert "advice" in said.buttons


def test_a_running_scan_tells_hits_first_and_last_and_what_is_left() -> None:
    exhibit = an_exhibit(state="scanning", hits=2, share_compared=0.1)
    facts = facts_of_card(exhibit, {"compared": 10}, live=a_live(), is_scanning=True, is_ours=True)
    said = card_said(facts)
    assert said.verdict.words == "14 records matched so far"
    assert said.limit.words == "in 12 files; first hit after 41 s; last 03:11 in /Users/…/Archive/2019"
    assert (said.share, said.share_word, said.tone) == (0.62, "scanned", "accent")
    assert said.count == "301,877 of 486,214 entries; 5 to 8 min left"
    assert said.buttons == ("findings", "pause", "watch")
    paused = card_said(replace(facts, is_paused=True))
    assert (paused.state.words, paused.buttons[1]) == ("Paused", "go_on")


def test_a_scan_that_goes_on_counts_no_record_twice() -> None:
    facts = facts_of_card(
        an_exhibit(state="scanning", hits=20), {"compared": 10}, live=a_live(), is_scanning=True, is_ours=True
    )
    assert card_said(facts).verdict.words == "20 records matched so far"


def test_the_same_file_on_another_exhibit_is_counted_with_its_name() -> None:
    shared = (
        SharedRow(exhibits=("HR-01", "HR-04"), files=2),
        SharedRow(exhibits=("HR-02", "HR-03"), files=5),
    )
    said = card_said(facts_of_card(an_exhibit(hits=2), {"matched": 2, "compared": 98}, shared=shared))
    assert said.count == "100 entries; 2 files also on HR-04"


@pytest.mark.parametrize(
    ("state", "verified", "buttons"),
    [
        ("added", None, ("scan", "verify")),
        ("added", "agrees", ("scan",)),
        ("stopped", "agrees", ("resume",)),
        ("paused", "agrees", ("resume",)),
        ("unreadable", None, ("faults", "verify")),
    ],
)
def test_next_steps_follow_from_the_state(state: str, verified: str | None, buttons: tuple[str, ...]) -> None:
    exhibit = an_exhibit(state=state, verified=verified, share_compared=None)
    assert card_said(facts_of_card(exhibit)).buttons == buttons


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Desktop disk, Norvik", "disk"),
        ("USB stick 64 GB", "stick"),
        ("External USB disk 2 TB", "box"),
        ("Laptop disk 512 GB", "ssd"),
        ("Laptop, silver", "laptop"),
        ("microSD in a camera", "card"),
        ("", "disk"),
    ],
)
def test_the_drawing_follows_the_words(words: str, kind: str) -> None:
    assert device_kind(words) == kind


def test_only_a_bitlocker_volume_is_told_of_a_recovery_key() -> None:
    assert "48-digit" in advice("BitLocker")[1][1]
    assert "48-digit" not in advice("LUKS1")[1][1]


def test_a_folder_keeps_its_beginning_and_its_end() -> None:
    assert short_folder("/a/b/c/d/e") == "/a/…/d/e"
    assert short_folder("/a/b") == "/a/b"
