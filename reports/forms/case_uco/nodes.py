"""The pieces that nodes of a CASE/UCO graph are made of, each in the one shape that the ontology accepts.

Since UCO 1.4 words of a vocabulary are plain strings. Every node has an id that ends in a UUID (RFC 9562
version 5), made of the case and the thing's own name, so that no text of the case is ever part of an address.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

from forensics.digests import ALGORITHM_NAMES, DigestSet
from forensics.entry_line import LARGEST_EXACT
from forensics.times import FsTime, MacTimes
from reports.content import CaseContent
from reports.forms.identifiers import case_identifier

Fields = dict[str, Any]  # JSON values

UCO = ("action", "configuration", "core", "identity", "location", "observable", "tool", "types")
CONTEXT: Fields = {
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
} | {f"uco-{name}": f"https://ontology.unifiedcyberontology.org/uco/{name}/" for name in UCO}


class Names:
    """The ids of the things of one case."""

    def __init__(self, content: CaseContent) -> None:
        self._case = case_identifier(content)
        self.prefix = f"urn:uuid:{self._case}#"

    def of(self, kind: str, *key: str | int) -> str:
        """The id of the thing of this kind and key; the same each time it is asked."""
        text = "\n".join([kind, *map(str, key)]).encode("utf-8", "backslashreplace").decode()
        return f"kb:{kind}-{uuid5(self._case, text)}"


def reference(name: str) -> Fields:
    return {"@id": name}


def references(names: Iterable[str]) -> list[Fields]:
    return [reference(name) for name in names]


def moment(at: datetime) -> Fields:
    return {"@type": "xsd:dateTime", "@value": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}


def whole_number(value: int) -> int | Fields:
    """Numbers that a reader of JSON would round are written as text with their type."""
    if abs(value) <= LARGEST_EXACT:
        return value
    return {"@type": "xsd:integer", "@value": str(value)}


def hashes(names: Names, digests: DigestSet, *key: str | int) -> list[Fields]:
    return [
        {
            "@id": names.of("hash", *key, algorithm.value),
            "@type": "uco-types:Hash",
            "uco-types:hashMethod": ALGORITHM_NAMES[algorithm].replace("-", ""),
            "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": raw.hex().upper()},
        }
        for algorithm, raw in digests.present()
    ]


def content_facet(names: Names, digests: DigestSet, size_bytes: int | None, *key: str | int) -> Fields:
    facet: Fields = {
        "@id": names.of("content-data-facet", *key),
        "@type": "uco-observable:ContentDataFacet",
    }
    if size_bytes is not None:
        facet["uco-observable:sizeInBytes"] = whole_number(size_bytes)
    found = hashes(names, digests, *key)
    return facet | ({"uco-observable:hash": found} if found else {})


def file_times(times: MacTimes) -> Fields:
    """The times that the file system recorded; one of local time has no zone."""
    fields = (
        ("modifiedTime", times.mtime),
        ("accessedTime", times.atime),
        ("metadataChangeTime", times.ctime),
        ("observableCreatedTime", times.crtime),
    )
    said = ((name, _iso(at, times)) for name, at in fields)
    return {
        f"uco-observable:{name}": {"@type": "xsd:dateTime", "@value": text} for name, text in said if text
    }


def _iso(at: FsTime | None, times: MacTimes) -> str | None:
    return None if at is None else at.iso(times.zone)


def relationship(names: Names, kind: str, *, source: str, target: str, number: int = 0) -> Fields:
    """`kind` is a word of ObservableObjectRelationshipVocab."""
    return {
        "@id": names.of("relationship", kind, source, target, number),
        "@type": "uco-observable:ObservableRelationship",
        "uco-core:source": reference(source),
        "uco-core:target": reference(target),
        "uco-core:kindOfRelationship": kind,
        "uco-core:isDirectional": True,
    }
