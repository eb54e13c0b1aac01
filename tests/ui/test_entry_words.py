"""Words on what is left of a deleted file, its flags and its times: every one that there is has its own."""

from typing import Any

import pytest

from app.rows import EntryFacts
from app.views.entry_rows import REMAINS_WORDS
from forensics.entries import EntryFlag, Remains
from ui.entry_words import FLAGS, REMAINS, SHORT_REMAINS, odd_times


def facts(*words: str) -> EntryFacts:
    known: dict[str, Any] = dict.fromkeys(("file_system", "extents"))
    return EntryFacts(times=(), zone_known=True, meta_address=5, slack=0, links=1, times_flags=words, **known)


def test_every_word_of_the_store_has_words_for_a_person() -> None:
    assert set(FLAGS) == {flag.value for flag in EntryFlag}
    assert set(REMAINS) == set(SHORT_REMAINS) == {each.value for each in Remains}
    assert {each: REMAINS[each] for each in REMAINS} == dict(REMAINS_WORDS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), {}),
        (("crtime:zero",), {"created": "a zero is stored"}),
        (("utc+02:00", "mtime:far_future"), {"all": "stored with UTC+02:00", "modified": "in 2040 or later"}),
        (
            ("atime:beyond=0x7FFF", "atime:utc-03:30"),
            {"accessed": "beyond what can be shown; stored as 0x7FFF, stored with UTC-03:30"},
        ),
        (("crtime:name=2026-11-20T10:00:00Z",), {"created": "$FILE_NAME: 2026-11-20T10:00:00Z"}),
        (("ctime:of a later version",), {"changed": "of a later version"}),
    ],
)
def test_odd_times_are_said_beside_the_time_they_are_of(words: tuple[str, ...], said: dict[str, str]) -> None:
    assert odd_times(facts(*words)) == said
