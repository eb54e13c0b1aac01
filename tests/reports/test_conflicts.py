"""A file that a notable and a known set both list is notable, and the report tells the conflict."""

from dataclasses import replace

from reports.content import CaseContent, HitContent
from reports.pages.conflicts import PRINTED_RECORDS, conflicts
from reports.pages.findings import findings
from reports.pages.phrases import Phrases
from reports.wording import Wording
from tests.reports.builders import (
    a_case,
    a_fingerprint_set,
    a_large_case,
    a_match,
    a_notable_set,
    a_small_case,
)
from tests.reports.reading import lines_of, section, words_of


def with_known_records(content: CaseContent, *, count: int) -> CaseContent:
    """Every hit is in the known set too, as so many records."""
    known = tuple(a_match(position=2, record=n, category=None, algorithm="sha256") for n in range(count))
    hits = tuple(replace(hit, matches=(*known, *hit.matches)) for hit in content.hits)
    return replace(content, sets=a_case().content.sets, hits=hits)


def test_a_file_in_both_kinds_of_set_is_listed_with_the_records_of_both() -> None:
    told = section(a_case().content, "B5")
    _before, _title, after = told.partition("Also in known sets\n")
    assert after.startswith(
        "One of these files is also listed in a set of known software. A file in both kinds"
    )
    line = next(line for line in after.splitlines() if "/b/0001.dat" in line)
    assert "S1 record 9" in line
    assert "K1 record 12" in line


def test_the_prosecutor_reads_how_many_files_are_in_both_kinds_of_set() -> None:
    told = section(a_case().content, "A3")
    assert "One of the files is also listed in a set of known software, which does not mean harmless" in told
    assert "known software" not in section(a_large_case(1).content, "A3")


def test_nothing_is_said_of_conflicts_where_there_is_none() -> None:
    assert "Also in known sets" not in words_of(a_small_case().content)


def test_the_list_is_capped_and_says_so() -> None:
    content = with_known_records(a_large_case(7).content, count=1)
    phrases = Phrases(content, Wording())
    numbered = list(enumerate(content.hits, 1))
    blocks = list(conflicts(phrases, numbered, printed_rows=3))
    told = "\n".join(lines_of(blocks))
    assert "Seven of these files" in told
    assert told.count("K1 record 0") == 3
    assert "3 of 7 printed; all in hits.csv." in told


def test_a_file_that_a_known_set_lists_for_a_thousand_packages_takes_six_lines() -> None:
    content = with_known_records(a_large_case(1).content, count=1_000)
    (hit,) = content.hits
    assert isinstance(hit, HitContent)
    told = "\n".join(lines_of(list(conflicts(Phrases(content, Wording()), [(1, hit)]))))
    assert told.count("K1 record") == PRINTED_RECORDS
    assert "and 995 more" in told


def test_the_findings_end_with_the_conflicts() -> None:
    content = with_known_records(a_large_case(2).content, count=1)
    assert "Also in known sets" in "\n".join(lines_of(findings(Phrases(content, Wording()))))


def test_a_locked_set_and_its_index_are_told_as_they_were_used() -> None:
    content = a_small_case().content
    locked = a_notable_set(is_locked=True, index_sha256=b"\xab" * 32, index_version="0.2.0")
    told = words_of(replace(content, sets=(locked, *content.sets[1:])))
    assert "ab" * 32 in told
    assert "made by Fieldcase 0.2.0" in told
    assert "locked: it holds keyed digests (HMAC-SHA256), which only the passphrase opens" in told
    assert "locked: it holds" not in words_of(content)


def test_a_set_inside_an_archive_names_both_files() -> None:
    content = a_small_case().content
    told = words_of(replace(content, sets=(a_notable_set(source_member="list.json"), *content.sets[1:])))
    assert "the file list.json in it" in told


def test_a_set_of_picture_fingerprints_alone_is_said_to_compare_nothing() -> None:
    content = a_small_case().content
    pictures = a_fingerprint_set()
    told = words_of(replace(content, sets=(pictures, *content.sets[1:])))
    assert "only picture fingerprints; nothing was compared with this set" in told
