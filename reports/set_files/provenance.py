"""The file beside a set that says where it and each of its records come from, as JSON.

It begins with the set file's own digest, so that the two belong together wherever they go.
"""

import json
from dataclasses import asdict
from typing import IO, Any

from forensics.paths import display_text
from reports.set_files.content import (
    ContentRecord,
    ContentRecords,
    MatchedRecord,
    Place,
    SetForm,
    SetOrigin,
    moment,
)
from reports.writing import WrittenFile

VERSION = 1

Fields = dict[str, Any]  # JSON values


def write_provenance(
    file: IO[str], records: ContentRecords, *, origin: SetOrigin, form: SetForm, written: WrittenFile
) -> None:
    head = {
        "fieldcase_set_provenance": VERSION,
        "file": {
            "name": written.name,
            "form": form.value,
            "size_bytes": written.size_bytes,
            "sha256": written.sha256.hex(),
        },
        "made_at": moment(origin.made_at),
        "tool": {"Fieldcase": origin.program_version},
        "case": {
            "number": origin.case_number,
            "title": origin.case_title,
            "examiner": origin.examiner,
            "agency": origin.agency,
            "authority": origin.authority,
            "practice": origin.is_practice,
        },
        "custody_chain": {"events": origin.chain_count, "head_sha256": origin.chain_sha256},
        "chosen": origin.choice,
        "left_out": dict(origin.left_out),
        "scans": [asdict(scan) for scan in origin.scans],
        "sets": [asdict(known) for known in origin.sets],
    }
    file.write(json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}"))
    file.write(',\n "records": [')
    end = "\n"
    for record in records:
        file.write(end + "  " + json.dumps(_record(record), ensure_ascii=False))
        end = ",\n"
    file.write("\n ]\n}\n")


def _record(record: ContentRecord) -> Fields:
    return {
        **{algorithm.value: raw.hex() for algorithm, raw in record.digests.present()},
        "size": record.size_bytes,
        "category": record.category,
        "scheme": record.scheme,
        "no_category_because": None if record.doubt is None else record.doubt.value,
        "place_count": record.place_count,
        "places": [_place(place) for place in record.places],
        "matches": [_match(match) for match in record.matches],
    }


def _place(place: Place) -> Fields:
    return {
        "exhibit": place.exhibit,
        "volume": place.volume,
        "path": place.path.display(),
        "stream": None if place.stream is None else display_text(place.stream),
        "meta_addr": place.meta_addr,
        "allocated": place.allocated,
    }


def _match(match: MatchedRecord) -> Fields:
    return {
        "set_name": match.set_name,
        "set_version": match.set_version,
        "index_sha256": match.index_sha256,
        "role": match.role,
        "record": match.record,
        "algorithm": match.algorithm,
        "category": match.category,
        "scheme": match.scheme,
    }
