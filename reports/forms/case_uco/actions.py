"""What was done, as investigative actions: each names the one before it on the same exhibit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from reports.content import CaseContent, ExhibitContent, MediaDigest, ScanContent, TransferContent
from reports.forms.case_uco.evidence import Evidence
from reports.forms.case_uco.nodes import Fields, Names, moment, reference, references
from reports.forms.case_uco.setting import Setting
from reports.forms.plain_text import plain_text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """An action before it has a predecessor. `start` is `None` where no moment in UTC was supplied."""

    name: str
    title: str
    start: datetime | None
    end: datetime | None = None
    performer: str | None = None
    participant: str | None = None
    by_program: bool = True
    objects: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    described: tuple[str, ...] = ()


class Actions:
    def __init__(self, content: CaseContent, names: Names, setting: Setting, evidence: Evidence) -> None:
        self._content = content
        self._names = names
        self._setting = setting
        self._evidence = evidence
        self._chains = [self._of(exhibit) for exhibit in content.exhibits]
        self._report = names.of("file", "report", content.report.id)

    def members(self) -> list[str]:
        listed = [act.name for chain in self._chains for act in chain]
        return [*listed, self._reporting().name]

    def nodes(self) -> Iterator[Fields]:
        for chain in self._chains:
            before: list[str] = []
            for act in chain:
                yield self._node(act, before)
                before = [act.name]
        yield {
            "@id": self._report,
            "@type": "uco-observable:File",
            "uco-core:name": f"report {plain_text(self._content.report.id)}",
        }
        yield self._node(self._reporting(), [chain[-1].name for chain in self._chains if chain])

    def _node(self, act: _Act, before: list[str]) -> Fields:
        node: Fields = {
            "@id": act.name,
            "@type": "case-investigation:InvestigativeAction",
            "uco-core:name": act.title,
        }
        if act.described:
            node["uco-core:description"] = list(act.described)
        for field, at in (("startTime", act.start), ("endTime", act.end)):
            if at is not None:
                node[f"uco-action:{field}"] = moment(at)
        if act.performer is not None:
            node["uco-action:performer"] = reference(act.performer)
        if act.participant is not None:
            node["uco-action:participant"] = reference(act.participant)
        if act.by_program:
            node["uco-action:instrument"] = reference(self._setting.tool)
        for field, names in (("object", act.objects), ("result", act.results)):
            if names:
                node[f"uco-action:{field}"] = references(names)
        if before:
            node["case-investigation:wasInformedBy"] = references(before)
        return node

    def _of(self, exhibit: ExhibitContent) -> list[_Act]:
        """All that was done to an exhibit, in the order of time; what has no moment comes first."""
        acts = [
            *self._seizure(exhibit),
            *self._adding(exhibit),
            *self._digesting(exhibit, exhibit.before, "before"),
            *self._scanning(exhibit, exhibit.scan),
            *self._digesting(exhibit, exhibit.after, "after"),
            *(self._transfer(t) for t in self._content.transfers if t.exhibit == exhibit.id),
        ]
        return sorted(
            acts, key=lambda act: (act.start is not None, act.start.timestamp() if act.start else 0)
        )

    def _seizure(self, exhibit: ExhibitContent) -> Iterator[_Act]:
        said = {
            "where": exhibit.seized_where,
            "when": exhibit.seized_when,
            "from": exhibit.seized_from,
            "seal": exhibit.seal_in,
        }
        described = tuple(f"{word}: {plain_text(text)}" for word, text in said.items() if text)
        if described or exhibit.seized_at is not None:
            yield _Act(
                name=self._names.of("investigative-action", "seizure", exhibit.id),
                title=f"seize {plain_text(exhibit.id)}",
                start=exhibit.seized_at,
                by_program=False,
                objects=(self._evidence.device(exhibit.id),),
                results=(self._evidence.record(exhibit.id, "device"),),
                described=described,
            )

    def _adding(self, exhibit: ExhibitContent) -> Iterator[_Act]:
        if exhibit.added_at is not None:
            blocker = exhibit.write_blocker
            yield _Act(
                name=self._names.of("investigative-action", "adding", exhibit.id),
                title=f"add {plain_text(exhibit.id)} to the case, read-only",
                start=exhibit.added_at,
                performer=self._setting.examiner,
                objects=(
                    self._evidence.record(exhibit.id, "device"),
                    self._evidence.device(exhibit.id),
                ),
                results=(self._evidence.record(exhibit.id, "image"), self._evidence.image(exhibit.id)),
                described=(f"write blocker: {plain_text(blocker)}",) if blocker else (),
            )

    def _digesting(self, exhibit: ExhibitContent, media: MediaDigest | None, when: str) -> Iterator[_Act]:
        if media is None:
            return
        described = [f"not completed: {plain_text(media.reason or '')}"] if media.digests is None else []
        if media.digests is not None:
            described += [f"{algorithm.value}: {raw.hex()}" for algorithm, raw in media.digests.present()]
        yield _Act(
            name=self._names.of("investigative-action", "digesting", exhibit.id, when),
            title=f"digest all bytes of {plain_text(exhibit.id)} {when} the scan",
            start=media.at,
            performer=self._setting.examiner,
            objects=(self._evidence.image(exhibit.id),),
            described=tuple(described),
        )

    def _scanning(self, exhibit: ExhibitContent, scan: ScanContent | None) -> Iterator[_Act]:
        if scan is None:
            return
        matches = self._evidence.files(exhibit.id)
        described = [f"profile {plain_text(scan.profile)}", f"end: {scan.end.value}"]
        if scan.entries_root is not None:
            described.append(f"Merkle root (RFC 9162) of all entry records: {scan.entries_root.hex()}")
        yield _Act(
            name=self._names.of("investigative-action", "scan", exhibit.id),
            title=f"list the entries of {plain_text(exhibit.id)} and compare their content",
            start=scan.started_at,
            end=scan.ended_at,
            performer=self._setting.examiner,
            objects=(
                self._evidence.record(exhibit.id, "image"),
                self._evidence.image(exhibit.id),
                *(self._evidence.known_set(position) for position in scan.sets),
            ),
            results=(self._evidence.record(exhibit.id, "matches"),) if matches else (),
            described=tuple(described),
        )

    def _transfer(self, transfer: TransferContent) -> _Act:
        said = {
            "purpose": transfer.purpose,
            "place": transfer.place,
            "seal out": transfer.seal_out,
            "seal in": transfer.seal_in,
            "at": transfer.at_local,
            "comment": transfer.comment,
        }
        described = [f"{word}: {plain_text(text)}" for word, text in said.items() if text]
        if transfer.rehashed is not None:
            described.append(f"digests checked again: {'yes' if transfer.rehashed else 'no'}")
        return _Act(
            name=self._names.of("investigative-action", "transfer", transfer.sequence),
            title=f"hand over {plain_text(transfer.exhibit)}",
            start=transfer.at,
            performer=self._setting.person(transfer.released_by),
            participant=self._setting.person(transfer.received_by),
            by_program=False,
            objects=(self._evidence.device(transfer.exhibit),),
            results=(self._evidence.record(transfer.exhibit, "device"),),
            described=tuple(described),
        )

    def _reporting(self) -> _Act:
        report = self._content.report
        records = [
            self._evidence.record(exhibit.id, "matches" if self._evidence.files(exhibit.id) else "image")
            for exhibit in self._content.exhibits
        ]
        return _Act(
            name=self._names.of("investigative-action", "report", report.id),
            title=f"make report {plain_text(report.id)}",
            start=report.made_at,
            end=report.made_at,
            performer=self._setting.examiner,
            objects=tuple(records),
            results=(self._report,),
        )
