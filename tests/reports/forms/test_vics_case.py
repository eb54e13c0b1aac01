"""The VICS case is read alike by a reader that is not ours and by our own importer of sets."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import ijson
import pytest

from forensics.digests import DigestSet
from forensics.paths import display_text
from reports.content import CaseContent, HitContent, Redaction
from reports.forms.vics_case import VicsCase, write_vics_case
from reports.redacting import redacted
from reports.wording import Wording
from tests.hashset.reading import read_records, recognised
from tests.reports.builders import (
    HOSTILE_NAMES,
    BuiltCase,
    a_case,
    a_hostile_case,
    a_large_case,
    a_match,
    an_empty_case,
    an_entry,
)
from tests.reports.full_case import a_hostile_full_case

SAMPLE = Path(__file__).parents[4] / "shared" / "formats" / "hashsets" / "vics_2.0_case.json"


def written(content: CaseContent) -> tuple[str, VicsCase]:
    file = io.StringIO()
    counts = write_vics_case(file, content)
    return file.getvalue(), counts


def read(text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The case and its media as another program streams them; the order of the first keys matters to it."""
    raw = text.encode()
    keys = [value for prefix, event, value in ijson.parse(raw) if (prefix, event) == ("", "map_key")]
    assert keys == ["@odata.context", "value"]
    assert next(ijson.items(raw, "@odata.context")).startswith(
        "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/"
    )
    cases = list(ijson.items(raw, "value.item"))
    assert len(cases) == 1
    return cases[0], list(ijson.items(raw, "value.item.Media.item"))


def of_vics(built: BuiltCase, *, scheme: str = "VICS 2.0 US") -> CaseContent:
    """The case with its categories in a scheme of VICS."""
    hits = tuple(
        replace(hit, matches=tuple(replace(m, scheme=scheme if m.category else None) for m in hit.matches))
        for hit in built.content.hits
    )
    return replace(built.content, hits=hits)


def test_another_reader_finds_every_content_with_its_digests_and_places() -> None:
    content = of_vics(a_case())
    case, media = read(written(content)[0])
    assert case["TotalMediaFiles"] == len(media) == 8
    assert [record["MediaID"] for record in media] == list(range(1, 9))
    found = {(m["MD5"], m["SHA1"], m["MediaSize"], m["MediaFiles"][0]["FileName"]) for m in media}
    assert found == {
        (
            (h.entry.digests.md5 or b"").hex().upper(),
            (h.entry.digests.sha1 or b"").hex().upper(),
            h.entry.size_bytes,
            display_text(h.entry.path.name) + (":stream2" if h.entry.stream else ""),
        )
        for h in content.hits
    }
    deleted = [m for m in media if m["MediaFiles"][0]["Deleted"] == "true"]
    assert len(deleted) == sum(not hit.entry.allocated for hit in content.hits)
    assert {m["AlternativeHashes"][0]["HashName"] for m in media} == {"SHA256"}


def test_the_case_names_who_and_with_what() -> None:
    case, _ = read(written(a_case().content)[0])
    assert case["CaseNumber"] == "2099-0142"
    assert case["ContactName"] == "R. Sample"
    assert case["ContactOrganization"] == "Example County Mobile Forensic Laboratory"
    assert case["SourceApplicationName"] == "Fieldcase"
    assert "practice data, not evidence" in case["Comments"]
    assert "ContactEmail" not in case


def test_the_sample_of_the_model_has_no_required_key_that_ours_lacks() -> None:
    if not SAMPLE.exists():
        pytest.skip("the samples of other tools are not here")
    theirs = json.loads(SAMPLE.read_text())["value"][0]
    ours, media = read(written(of_vics(a_case()))[0])
    not_known = {"ContactPhone", "ContactEmail", "ContactTitle"}
    assert theirs.keys() - not_known <= ours.keys()
    not_kept = {"MimeType", "RelativeFilePath", "VictimIdentified", "OffenderIdentified", "IsDistributed"}
    assert theirs["Media"][0].keys() - not_kept - {"IsSuspected"} <= media[0].keys()
    place = theirs["Media"][0]["MediaFiles"][0].keys() - {"Accessed", "Unallocated", "PhysicalLocation"}
    assert place <= media[0]["MediaFiles"][0].keys()


def test_our_own_importer_reads_it_as_a_case_of_the_model(tmp_path: Path) -> None:
    content = of_vics(a_case())
    source = tmp_path / "vics.json"
    source.write_text(written(content)[0], encoding="utf-8")
    assert recognised(source)[1].title == "VICS 2.0"
    records, dropped = read_records(source)
    assert sum(dropped.values()) == 0
    assert {(r.md5, r.sha1, r.sha256, r.size_bytes) for r in records} == {
        (h.entry.digests.md5, h.entry.digests.sha1, h.entry.digests.sha256, h.entry.size_bytes)
        for h in content.hits
    }
    assert sorted(r.category or "" for r in records) == ["1", "1", "1", "1", "2", "2", "2", "2"]


def test_a_content_in_two_places_is_one_record() -> None:
    base = a_case().content
    hit = base.hits[0]
    twin = replace(hit, entry=replace(hit.entry, path=type(hit.entry.path)(b"/copy"), meta_addr=999))
    _, media = read(written(replace(base, hits=(*base.hits, twin)))[0])
    assert len(media) == 8
    assert sorted(len(m["MediaFiles"]) for m in media) == [1] * 7 + [2]


def test_what_cannot_stand_in_the_model_is_counted_and_told() -> None:
    base = a_case().content
    hits = tuple(
        replace(hit, entry=replace(hit.entry, digests=DigestSet(sha256=hit.entry.digests.sha256)))
        for hit in base.hits[:3]
    )
    text, counts = written(replace(base, hits=(*hits, *base.hits[3:])))
    case, media = read(text)
    assert (counts.contents, counts.files, counts.left_out) == (5, 5, 3)
    assert len(media) == 5
    assert "3 matched files without MD5 and SHA-1" in case["Comments"]


@pytest.mark.parametrize(
    ("scheme", "categories", "given"),
    [
        ("VICS 2.0 US", ("1", "1"), 1),
        ("VICS 2.0 US", ("1", "2"), None),
        ("VICS 2.0 US", ("0", "0"), 0),
        ("VICS 2.0 US", ("0", None), 0),
        ("VICS 2.0 US", ("A1", "A1"), None),
        ("another scheme", ("1", "1"), None),
    ],
)
def test_a_category_is_carried_over_only_where_nothing_is_in_doubt(
    scheme: str, categories: tuple[str | None, ...], given: int | None
) -> None:
    matches = tuple(
        replace(a_match(record=n, category=c), scheme=scheme if c else None) for n, c in enumerate(categories)
    )
    hit = HitContent(entry=a_case().content.hits[0].entry, matches=matches)
    _, media = read(written(replace(a_case().content, hits=(hit,)))[0])
    assert media[0]["Category"] == given
    assert "equals record 0" in media[0]["Comments"]


@pytest.mark.parametrize("build", [a_hostile_case, a_hostile_full_case, an_empty_case])
def test_hostile_names_and_an_empty_case_make_readable_json(build: Callable[[], BuiltCase]) -> None:
    text, _ = written(build().content)
    _, media = read(text)
    names = {m["MediaFiles"][0]["FileName"] for m in media}
    assert len(media) == len(build().content.hits)
    assert not any("\u202e" in name or "\n" in name for name in names)
    text.encode("utf-8", "strict")
    if build is a_hostile_case:
        assert any(display_text(HOSTILE_NAMES[4]) in name for name in names)


def test_a_redacted_copy_says_so_and_names_nothing() -> None:
    content = replace(of_vics(a_case()), redaction=Redaction(paths=True, names=True, set_labels=True))
    text, _ = written(redacted(content, words=Wording()))
    case, media = read(text)
    assert "withholds" in case["Comments"]
    assert not [word for word in ("R. Sample", "Downloads", "item_012", "Notable") if word in text]
    assert {m["Category"] for m in media} == {None}
    assert {p["FilePath"] for m in media for p in m["MediaFiles"]} == {
        "/vol0/(path withheld)",
        "/vol0/(path withheld):(path withheld)",
    }


def test_the_same_content_gives_the_same_bytes_and_another_case_another_identifier() -> None:
    content = a_case().content
    assert written(content) == written(content)
    other = replace(content, events=content.events[:0])
    assert read(written(content)[0])[0]["CaseID"] != read(written(other)[0])[0]["CaseID"]


def test_a_content_in_very_many_places_lists_the_first_and_counts_all() -> None:
    entries = [an_entry(1, path=f"/{n:05d}".encode()) for n in range(1_500)]
    hits = tuple(HitContent(entry=entry, matches=(a_match(),)) for entry in entries)
    _, media = read(written(replace(a_large_case(1).content, hits=hits))[0])
    assert len(media) == 1
    assert len(media[0]["MediaFiles"]) == 1_000
    assert "1500 places, the first 1000 are listed" in media[0]["Comments"]
