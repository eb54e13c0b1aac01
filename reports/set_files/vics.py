"""A set as VICS 2.0 JSON, `#Media`: the model's address first, then one record a content.

SHA-256 has no field of its own and stands among AlternativeHashes. Flags that nobody stated are left out:
absent is "not stated". So is Unallocated, which tells content carved out of unallocated space: every content
here has a name in its file system, and Deleted says whether that name is in use.
"""

import json
from typing import IO, Any

from forensics.times import FsTime, MacTimes
from reports.set_files.content import (
    ContentRecord,
    ContentRecords,
    Place,
    SetOrigin,
    match_sentence,
    moment,
    one_line,
)

Fields = dict[str, Any]  # JSON values


def model_address(profile: str, *, shape: str = "Media") -> str:
    """`shape` is Media of a set, Cases of a case."""
    return f"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/{profile}/$metadata#{shape}"


def write_vics(file: IO[str], records: ContentRecords, *, origin: SetOrigin, profile: str) -> None:
    """Categories of the records are whole numbers or `None`."""
    file.write('{\n "@odata.context": ' + json.dumps(model_address(profile)) + ',\n "value": [')
    end = "\n"
    updated = moment(origin.made_at)
    for number, record in enumerate(records, 1):
        media = {"MediaID": number, "DateUpdated": updated} | media_fields(record, _comments(record, origin))
        file.write(end + "  " + json.dumps(media, ensure_ascii=False))
        end = ",\n"
    file.write("\n ]\n}\n")


def media_fields(record: ContentRecord, comments: str) -> Fields:
    """What a set and a case say of a content alike; it has MD5 and SHA-1."""
    md5 = _upper(record.digests.md5)
    fields: Fields = {
        "Category": None if record.category is None else int(record.category),
        "MD5": md5,
        "SHA1": _upper(record.digests.sha1),
        "MediaSize": record.size_bytes,
        "Comments": comments,
    }
    if record.digests.sha256 is not None:
        sha256 = _upper(record.digests.sha256)
        fields["AlternativeHashes"] = [{"MD5": md5, "HashName": "SHA256", "HashValue": sha256}]
    return fields | {"MediaFiles": [_media_file(md5, place) for place in record.places]}


def _media_file(md5: str, place: Place) -> Fields:
    fields: Fields = {"MD5": md5, "FileName": place.file_name(), "FilePath": place.path_in_exhibit()}
    for name, at in _times(place.times):
        if at is not None:
            fields[name] = at.iso(place.times.zone)
    fields["Deleted"] = "false" if place.allocated else "true"
    fields["SourceID"] = place.exhibit
    if place.offset_bytes is not None:
        fields["PhysicalLocation"] = place.offset_bytes
    return fields


def _times(times: MacTimes) -> tuple[tuple[str, FsTime | None], ...]:
    return (("Created", times.crtime), ("Written", times.mtime), ("Accessed", times.atime))


def _comments(record: ContentRecord, origin: SetOrigin) -> str:
    who = f"case {origin.case_number}, examiner {origin.examiner}"
    if origin.agency:
        who += f", {origin.agency}"
    parts = [one_line(f"Fieldcase {origin.program_version}: {who}")]
    if origin.is_practice:
        parts.append("practice data, not evidence")
    return "; ".join([*parts, *remarks(record)])


def remarks(record: ContentRecord) -> list[str]:
    """What a record of the model has no field for."""
    said = [f"equals {match_sentence(match)}" for match in record.matches]
    if record.place_count > len(record.places):
        said.append(f"{record.place_count} places, the first {len(record.places)} are listed")
    return said


def _upper(raw: bytes | None) -> str:
    if raw is None:
        raise ValueError("a record of this model has MD5 and SHA-1")
    return raw.hex().upper()
