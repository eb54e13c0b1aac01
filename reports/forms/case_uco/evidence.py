"""The exhibits as devices and images with their volumes, the known-hash sets, and the matched files."""

from collections.abc import Iterator, Sequence

from forensics.digests import DigestSet
from forensics.entries import Remains
from forensics.paths import display_text
from reports.content import CaseContent, EntryRecord, ExhibitContent, HitContent, SetContent, VolumeContent
from reports.findings_order import ordered_matches
from reports.forms.case_uco.nodes import (
    Fields,
    Names,
    content_facet,
    file_times,
    reference,
    references,
    relationship,
    whole_number,
)
from reports.forms.plain_text import plain_text
from reports.reckoning import set_labels

Numbered = tuple[int, HitContent]


class Evidence:
    def __init__(self, content: CaseContent, names: Names, hits: Sequence[Numbered]) -> None:
        self._content = content
        self._names = names
        self._hits = hits
        self._labels = set_labels(content)
        self._files: dict[str, list[str]] = {exhibit.id: [] for exhibit in content.exhibits}
        for no, hit in hits:
            self._files[hit.entry.exhibit].append(self.file(no))

    def device(self, exhibit: str) -> str:
        return self._names.of("device", exhibit)

    def image(self, exhibit: str) -> str:
        return self._names.of("image", exhibit)

    def file(self, no: int) -> str:
        """The id of a matched file, by its number in this report."""
        return self._names.of("file", self._content.report.id, no)

    def files(self, exhibit: str) -> list[str]:
        return self._files[exhibit]

    def known_set(self, position: int) -> str:
        return self._names.of("hash-set", self._labels[position])

    def record(self, exhibit: str, part: str) -> str:
        """The provenance record of an exhibit's device, image or matched files."""
        return self._names.of("provenance-record", exhibit, part)

    def members(self) -> list[str]:
        """What the investigation lists; the matched files hang on their provenance records."""
        listed: list[str] = []
        for exhibit in self._content.exhibits:
            listed += [self.device(exhibit.id), self.image(exhibit.id)]
            listed += [self.record(exhibit.id, part) for part in self._parts(exhibit)]
        return [*listed, *(self.known_set(at) for at in range(len(self._content.sets)))]

    def _parts(self, exhibit: ExhibitContent) -> tuple[str, ...]:
        return ("device", "image", "matches") if self._files[exhibit.id] else ("device", "image")

    def nodes(self) -> Iterator[Fields]:
        makers = [exhibit.make for exhibit in self._content.exhibits if exhibit.make]
        for make in dict.fromkeys(makers):
            yield {
                "@id": self._maker(make),
                "@type": "uco-identity:Organization",
                "uco-core:name": plain_text(make),
            }
        for exhibit in self._content.exhibits:
            yield self._device_node(exhibit)
            yield self._image_node(exhibit)
            for v in exhibit.volumes:
                yield from self._volume_nodes(exhibit, v)
            yield from self._provenance(exhibit)
        for position, known_set in enumerate(self._content.sets):
            yield self._set_node(position, known_set)
        for no, hit in self._hits:
            yield from self._file_nodes(no, hit)

    def _maker(self, make: str) -> str:
        return self._names.of("organization", "maker", make)

    def _device_node(self, exhibit: ExhibitContent) -> Fields:
        facet: Fields = {
            "@id": self._names.of("device-facet", exhibit.id),
            "@type": "uco-observable:DeviceFacet",
        }
        if exhibit.make:
            facet["uco-observable:manufacturer"] = reference(self._maker(exhibit.make))
        for field, text in (
            ("deviceType", exhibit.description),
            ("model", exhibit.model),
            ("serialNumber", exhibit.serial),
        ):
            if text:
                facet[f"uco-observable:{field}"] = plain_text(text)
        return {
            "@id": self.device(exhibit.id),
            "@type": "uco-observable:Device",
            "uco-core:name": plain_text(exhibit.id),
            "uco-core:hasFacet": [facet],
        }

    def _image_node(self, exhibit: ExhibitContent) -> Fields:
        """Size and digests are those of the media inside the container."""
        names, image = self._names, exhibit.image
        taken = exhibit.before.digests if exhibit.before and exhibit.before.digests else DigestSet()
        facets: list[Fields] = [
            {
                "@id": names.of("image-facet", exhibit.id),
                "@type": "uco-observable:ImageFacet",
                "uco-observable:imageType": plain_text(image.container),
            },
            {
                "@id": names.of("file-facet", "image", exhibit.id),
                "@type": "uco-observable:FileFacet",
                "uco-observable:fileName": [plain_text(_last(segment)) for segment in image.segments],
            },
            content_facet(names, taken, image.size_bytes, "image", exhibit.id),
        ]
        return {
            "@id": self.image(exhibit.id),
            "@type": "uco-observable:Image",
            "uco-core:name": f"data of {plain_text(exhibit.id)}",
            "uco-core:hasFacet": facets,
        }

    def _volume_nodes(self, exhibit: ExhibitContent, v: VolumeContent) -> Iterator[Fields]:
        names, volume = self._names, v.volume
        key = (exhibit.id, volume.index)
        facets: list[Fields] = [
            {
                "@id": names.of("disk-partition-facet", *key),
                "@type": "uco-observable:DiskPartitionFacet",
                "uco-observable:partitionID": f"vol{volume.index}",
                "uco-observable:diskPartitionType": plain_text(volume.description),
                "uco-observable:partitionOffset": whole_number(volume.offset_bytes),
                "uco-observable:partitionLength": whole_number(volume.length_bytes),
            }
        ]
        if volume.file_system:
            facet: Fields = {
                "@id": names.of("file-system-facet", *key),
                "@type": "uco-observable:FileSystemFacet",
                "uco-observable:fileSystemType": plain_text(volume.file_system),
            }
            if volume.block_bytes is not None:
                facet["uco-observable:clusterSize"] = volume.block_bytes
            facets.append(facet)
        node: Fields = {
            "@id": self._volume(exhibit.id, volume.index),
            "@type": "uco-observable:DiskPartition",
            "uco-core:description": [text for text in (volume.state, _shown(volume.reason)) if text],
            "uco-core:hasFacet": facets,
        }
        if volume.label:
            node["uco-core:name"] = plain_text(volume.label)
        yield node
        place = self._contained(node["@id"], self.image(exhibit.id))
        yield place | {
            "uco-core:hasFacet": [
                {
                    "@id": names.of("data-range-facet", *key),
                    "@type": "uco-observable:DataRangeFacet",
                    "uco-observable:rangeOffset": whole_number(volume.offset_bytes),
                    "uco-observable:rangeSize": whole_number(volume.length_bytes),
                }
            ]
        }

    def _volume(self, exhibit: str, index: int) -> str:
        return self._names.of("disk-partition", exhibit, index)

    def _contained(self, inner: str, outer: str) -> Fields:
        return relationship(self._names, "Contained_Within", source=inner, target=outer)

    def _provenance(self, exhibit: ExhibitContent) -> Iterator[Fields]:
        objects = {"device": [self.device(exhibit.id)], "image": [self.image(exhibit.id)]}
        objects["matches"] = self._files[exhibit.id]
        numbers = {"device": exhibit.id, "image": f"{exhibit.id}-image", "matches": f"{exhibit.id}-matches"}
        said: dict[str, list[str | None]] = {
            "device": [exhibit.description, exhibit.condition, exhibit.notes],
            "image": ["the data of the exhibit as they were read"],
            "matches": ["files whose content equals a record of a notable set"],
        }
        for part in self._parts(exhibit):
            described = [plain_text(text) for text in said[part] if text]
            node: Fields = {
                "@id": self.record(exhibit.id, part),
                "@type": "case-investigation:ProvenanceRecord",
                "case-investigation:exhibitNumber": plain_text(numbers[part]),
                "uco-core:object": references(objects[part]),
            }
            if part != "device":
                node["case-investigation:rootExhibitNumber"] = plain_text(exhibit.id)
            elif exhibit.item_number:
                node["uco-core:externalReference"] = {
                    "@id": self._names.of("external-reference", "item", exhibit.id),
                    "@type": "uco-core:ExternalReference",
                    "uco-core:externalIdentifier": plain_text(exhibit.item_number),
                    "uco-core:definingContext": "item number of the property record",
                }
            yield node | ({"uco-core:description": described} if described else {})

    def _set_node(self, position: int, known_set: SetContent) -> Fields:
        names, label = self._names, self._labels[position]
        version = f", version {plain_text(known_set.version)}" if known_set.version else ""
        file: Fields = {
            "@id": names.of("file-facet", "set", label),
            "@type": "uco-observable:FileFacet",
            "uco-observable:fileName": plain_text(known_set.source_name),
        }
        source = DigestSet(sha256=known_set.source_sha256)
        return {
            "@id": self.known_set(position),
            "@type": "uco-observable:File",
            "uco-core:name": f"known-hash set {plain_text(known_set.name)}{version}",
            "uco-core:description": f"{label}, {known_set.role.value}, {known_set.records} records",
            "uco-core:hasFacet": [file, content_facet(names, source, None, "set", label)],
        }

    def _file_nodes(self, no: int, hit: HitContent) -> Iterator[Fields]:
        entry, name = hit.entry, self.file(no)
        facets = [
            self._file_facet(no, entry),
            content_facet(self._names, entry.digests, entry.size_bytes, "hit", name),
        ]
        if not entry.allocated:
            facets.append(self._recovered(name, entry))
        yield {
            "@id": name,
            "@type": "uco-observable:File",
            "uco-core:tag": f"match {no}",
            "uco-core:hasFacet": facets,
        }
        yield self._contained(name, self._volume(entry.exhibit, entry.volume))
        for number, match in enumerate(ordered_matches(self._content, hit)):
            target = self.known_set(match.set_position)
            algorithm = match.algorithm
            said = [f"the content equals record {match.record} of the set by {algorithm}"]
            if match.category is not None:
                scheme = f" of {plain_text(match.scheme)}" if match.scheme else ""
                said.append(f"category {plain_text(match.category)}{scheme}")
            equal = relationship(self._names, "Related_To", source=name, target=target, number=number)
            yield equal | {"uco-core:description": said}

    def _file_facet(self, no: int, entry: EntryRecord) -> Fields:
        stream = "" if entry.stream is None else ":" + display_text(entry.stream)
        shown = display_text(entry.path.name)
        facet: Fields = {
            "@id": self._names.of("file-facet", "hit", self.file(no)),
            "@type": "uco-observable:FileFacet",
            "uco-observable:fileName": shown + stream,
            "uco-observable:filePath": entry.path.display() + stream,
            "uco-observable:isDirectory": False,
            "uco-observable:allocationStatus": "allocated" if entry.allocated else "unallocated",
            "uco-observable:sizeInBytes": whole_number(entry.size_bytes),
        }
        stem, dot, extension = shown.rpartition(".")
        if stem and dot and extension and not stream and not self._content.redaction.paths:
            facet["uco-observable:extension"] = extension
        return facet | file_times(entry.times)

    def _recovered(self, name: str, entry: EntryRecord) -> Fields:
        """All the content is proven by its digest, unless part of where it lay belongs to others now; of name
        and metadata nothing is claimed.
        """
        is_whole = entry.remains is not Remains.PARTLY_OVERWRITTEN
        return {
            "@id": self._names.of("recovered-object-facet", name),
            "@type": "uco-observable:RecoveredObjectFacet",
            "uco-observable:nameRecoveredStatus": "unknown",
            "uco-observable:metadataRecoveredStatus": "unknown",
            "uco-observable:contentRecoveredStatus": "recovered" if is_whole else "unknown",
        }


def _last(path: str) -> str:
    """The file's name: where it lay on the laptop is nobody's business."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def _shown(text: str | None) -> str | None:
    return None if text is None else plain_text(text)
