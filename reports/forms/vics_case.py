"""vics.json: the matched contents as a case in VICS 2.0 JSON (`#Cases`), for the programs that grade media.

One Media record a content with every place it lies in. A content without MD5 and SHA-1 cannot stand in this
model; such files are counted, and the case says so. Category is carried over only where the set speaks the
scheme of this file and all notable records agree: absent is not 0. Fields that nobody stated are left out.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from forensics.paths import EvidencePath
from reports.content import CaseContent, EntryRecord, HitContent, MatchContent
from reports.findings_order import notable_matches, numbered_hits, ordered_matches
from reports.forms.identifiers import case_identifier
from reports.forms.plain_text import plain_text
from reports.set_files.content import MOST_PLACES, ContentRecord, MatchedRecord, Place, moment
from reports.set_files.vics import media_fields, model_address, remarks

DEFAULT_PROFILE = "Default"
_OWN_SCHEME = re.compile(r"VICS 2\.0 (?P<profile>[A-Za-z0-9_.-]{1,40})")
_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,3}")
_LONGEST_COMMENT = 4_000  # characters; a content may equal a great many records

Fields = dict[str, Any]  # JSON values
_Key = tuple[bytes, bytes, int]  # MD5, SHA-1, size


@dataclass(frozen=True, slots=True, kw_only=True)
class VicsCase:
    """What the file holds. `left_out` are matched files without MD5 or SHA-1."""

    contents: int
    files: int
    left_out: int
    with_category: int


def write_vics_case(file: IO[str], content: CaseContent) -> VicsCase:
    """The case as UTF-8 JSON, one line a content."""
    groups = _by_content(content)
    files = sum(len(members) for members in groups.values())
    profile = _profile(content)
    graded = 0
    head = {"@odata.context": model_address(profile, shape="Cases")}
    file.write(json.dumps(head, ensure_ascii=False)[:-1] + ',\n "value": [\n  ')
    fields = _case_fields(content, contents=len(groups), left_out=len(content.hits) - files)
    file.write(json.dumps(fields, ensure_ascii=False)[:-1] + ',\n   "Media": [')
    end = "\n    "
    for number, record in enumerate(_records(content, groups, scheme=f"VICS 2.0 {profile}"), 1):
        graded += record.category is not None
        media = {"MediaID": number, "DateUpdated": moment(content.report.made_at)}
        media |= media_fields(record, _comments(content, record))
        file.write(end + json.dumps(media, ensure_ascii=False))
        end = ",\n    "
    file.write("\n   ]}\n ]\n}\n")
    left_out = len(content.hits) - files
    return VicsCase(contents=len(groups), files=files, left_out=left_out, with_category=graded)


def _by_content(content: CaseContent) -> dict[_Key, list[HitContent]]:
    """The files of each content, in the order of the report."""
    groups: dict[_Key, list[HitContent]] = {}
    for _, hit in numbered_hits(content):
        digests = hit.entry.digests
        if digests.md5 is not None and digests.sha1 is not None:
            groups.setdefault((digests.md5, digests.sha1, hit.entry.size_bytes), []).append(hit)
    return groups


def _case_fields(content: CaseContent, *, contents: int, left_out: int) -> Fields:
    case, examiner = content.case, content.case.examiner
    agency = case.agency.name if case.agency else examiner.agency
    fields: Fields = {
        "CaseID": str(case_identifier(content)),
        "CaseNumber": plain_text(case.number),
        "ContactName": plain_text(examiner.name),
    }
    if examiner.role:
        fields["ContactTitle"] = plain_text(examiner.role)
    if agency:
        fields["ContactOrganization"] = plain_text(agency)
    return fields | {
        "SourceApplicationName": plain_text(content.program.name),
        "SourceApplicationVersion": plain_text(content.program.version),
        "TotalMediaFiles": contents,
        "Comments": "; ".join(_case_remarks(content, left_out)),
    }


def _case_remarks(content: CaseContent, left_out: int) -> Iterator[str]:
    yield f"report {plain_text(content.report.id)}"
    if content.practice:
        yield "practice data, not evidence"
    if content.redaction:
        yield "a copy that withholds names, paths or labels"
    if left_out:
        files = "1 matched file" if left_out == 1 else f"{left_out:,} matched files"
        yield f"{files} without MD5 and SHA-1 cannot stand in this model; hits.csv has every match"


def _comments(content: CaseContent, record: ContentRecord) -> str:
    said = "; ".join((["practice data, not evidence"] if content.practice else []) + remarks(record))
    return said if len(said) <= _LONGEST_COMMENT else said[: _LONGEST_COMMENT - 1] + "…"


def _records(
    content: CaseContent, groups: dict[_Key, list[HitContent]], *, scheme: str
) -> Iterator[ContentRecord]:
    for members in groups.values():
        first = members[0]
        category = _category(content, members, scheme=scheme)
        yield ContentRecord(
            digests=first.entry.digests,
            size_bytes=first.entry.size_bytes,
            places=tuple(_place(hit.entry) for hit in members[:MOST_PLACES]),
            place_count=len(members),
            matches=tuple(_matched(content, match) for match in ordered_matches(content, first)),
            category=category,
            scheme=None if category is None else scheme,
        )


def _place(entry: EntryRecord) -> Place:
    """A path that is withheld has no slash of its own."""
    path = entry.path if entry.path.raw.startswith(b"/") else EvidencePath(b"/" + entry.path.raw)
    return Place(
        exhibit=plain_text(entry.exhibit),
        volume=entry.volume,
        path=path,
        stream=entry.stream,
        meta_addr=entry.meta_addr,
        allocated=entry.allocated,
        times=entry.times,
        offset_bytes=None,
    )


def _matched(content: CaseContent, match: MatchContent) -> MatchedRecord:
    known_set = content.sets[match.set_position]
    return MatchedRecord(
        set_name=plain_text(known_set.name),
        set_version=None if known_set.version is None else plain_text(known_set.version),
        index_sha256="" if known_set.index_sha256 is None else known_set.index_sha256.hex(),
        role=known_set.role.value,
        record=match.record,
        algorithm=match.algorithm,
        category=None if match.category is None else plain_text(match.category),
        scheme=None if match.scheme is None else plain_text(match.scheme),
    )


def _profile(content: CaseContent) -> str:
    """The VICS 2.0 profile that all matched categories are of, else the default one."""
    schemes = {match.scheme for match in _graded(content, content.hits)}
    found = [_OWN_SCHEME.fullmatch(scheme or "") for scheme in schemes]
    return found[0]["profile"] if len(found) == 1 and found[0] else DEFAULT_PROFILE


def _category(content: CaseContent, members: Sequence[HitContent], *, scheme: str) -> str | None:
    """The code that all notable records of this content agree on, where this file speaks its scheme."""
    said = {(match.category, match.scheme) for match in _graded(content, members)}
    if len(said) != 1:
        return None
    category, spoken = said.pop()
    fits = spoken == scheme and category is not None and _WHOLE_NUMBER.fullmatch(category)
    return category if fits else None


def _graded(content: CaseContent, hits: Sequence[HitContent]) -> Iterator[MatchContent]:
    for hit in hits:
        yield from (match for match in notable_matches(content, hit) if match.category is not None)
