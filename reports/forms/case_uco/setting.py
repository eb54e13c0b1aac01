"""Who, by which right and with what: investigation, authorization, people, agencies, program."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from reports.content import Authority, CaseContent, Person
from reports.forms.case_uco.nodes import Fields, Names, moment, reference, references
from reports.forms.plain_text import plain_text

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class Setting:
    def __init__(self, content: CaseContent, names: Names) -> None:
        self._content = content
        self._names = names
        case = content.case
        listed = [case.examiner, case.supervisor, case.reviewer, *content.persons]
        for transfer in content.transfers:
            listed += [transfer.released_by, transfer.received_by]
        # The same person once; the first mention has the role in this case.
        self._people: dict[str, Person] = {}
        for person in listed:
            if person is not None:
                self._people.setdefault(self.person(person), person)
        self.tool = names.of("configured-tool", content.program.version)

    def person(self, person: Person) -> str:
        """The id of a person: by the id in the case, else by name, number and role."""
        key = (person.id,) if person.id else (person.name, person.number or "", person.role or "")
        return self._names.of("person", *key)

    @property
    def examiner(self) -> str:
        return self.person(self._content.case.examiner)

    def organization(self, name: str) -> str:
        return self._names.of("organization", name)

    def members(self) -> list[str]:
        authorization = [self._authorization()] if self._has_authority() else []
        return [*authorization, *self._people, *map(self.organization, self._agencies()), self.tool]

    def investigation(self, members: list[str]) -> Fields:
        case, names = self._content.case, self._names
        node: Fields = {
            "@id": names.of("investigation"),
            "@type": "case-investigation:Investigation",
            "uco-core:name": plain_text(case.number),
            "case-investigation:investigationStatus": "Open" if case.closed_at is None else "Closed",
        }
        described = [plain_text(text) for text in (case.title, case.request) if text]
        if self._content.practice:
            described.append("PRACTICE CASE: invented material for training, not evidence")
        if self._content.redaction:
            described.append("a copy that withholds names, paths or labels")
        if described:
            node["uco-core:description"] = described
        if case.offense:
            node["case-investigation:focus"] = plain_text(case.offense)
        if case.opened_at is not None:
            node["uco-core:startTime"] = moment(case.opened_at)
        if case.closed_at is not None:
            node["uco-core:endTime"] = moment(case.closed_at)
        if self._has_authority():
            node["case-investigation:relevantAuthorization"] = reference(self._authorization())
        if case.referrals:
            node["uco-core:externalReference"] = [
                {
                    "@id": names.of("external-reference", "referral", number),
                    "@type": "uco-core:ExternalReference",
                    "uco-core:externalIdentifier": plain_text(referral),
                }
                for number, referral in enumerate(case.referrals)
            ]
        return node | {"uco-core:object": references(members)}

    def nodes(self) -> Iterator[Fields]:
        if self._has_authority():
            yield self._authority_node()
        for name, person in self._people.items():
            yield self._person_node(name, person)
        for agency in self._agencies():
            yield {
                "@id": self.organization(agency),
                "@type": "uco-identity:Organization",
                "uco-core:name": plain_text(agency),
            }
        yield from self._tools()

    def _has_authority(self) -> bool:
        return self._content.case.authority is not None or self._content.case.authority_parts is not None

    def _authorization(self) -> str:
        return self._names.of("authorization")

    def _authority_node(self) -> Fields:
        case = self._content.case
        parts = case.authority_parts or Authority()
        node: Fields = {"@id": self._authorization(), "@type": "case-investigation:Authorization"}
        if parts.kind:
            node["case-investigation:authorizationType"] = plain_text(parts.kind)
        if parts.number:
            node["case-investigation:authorizationIdentifier"] = plain_text(parts.number)
        said = [case.authority, parts.issued_by, parts.issued_on, parts.scope]
        described = [plain_text(text) for text in said if text]
        if described:
            node["uco-core:description"] = described
        issued = _day(parts.issued_on)
        return node if issued is None else node | {"uco-core:startTime": moment(issued)}

    def _person_node(self, name: str, person: Person) -> Fields:
        node: Fields = {"@id": name, "@type": "uco-identity:Person", "uco-core:name": plain_text(person.name)}
        described = [plain_text(text) for text in (person.role, person.standing) if text]
        if described:
            node["uco-core:description"] = described
        if person.number:
            identifier: Fields = {
                "@id": self._names.of("external-reference", name),
                "@type": "uco-core:ExternalReference",
                "uco-core:externalIdentifier": plain_text(person.number),
            }
            if person.agency:
                identifier["uco-core:definingContext"] = plain_text(person.agency)
            node["uco-core:externalReference"] = identifier
        return node

    def _agencies(self) -> list[str]:
        case = self._content.case
        named = [case.agency.name] if case.agency else []
        named += [person.agency for person in self._people.values() if person.agency]
        return list(dict.fromkeys(named))

    def _tools(self) -> Iterator[Fields]:
        """The program, and the program as it was built here."""
        program, names = self._content.program, self._names
        tool, configuration = names.of("tool"), names.of("configuration")
        about: Fields = {
            "uco-core:name": plain_text(program.name),
            "uco-tool:version": plain_text(program.version),
        }
        yield {"@id": tool, "@type": "uco-tool:AnalyticTool", "uco-tool:toolType": "Forensic triage"} | about
        yield {
            "@id": self.tool,
            "@type": ["uco-tool:AnalyticTool", "uco-tool:ConfiguredTool"],
            "uco-configuration:isConfigurationOf": reference(tool),
            "uco-configuration:usesConfiguration": reference(configuration),
        } | about
        parts = [(part.name, part.version) for part in program.parts]
        if program.sha256 is not None:
            parts.append(("SHA-256 of the program", program.sha256.hex()))
        node: Fields = {"@id": configuration, "@type": "uco-configuration:Configuration"}
        entries = [
            {
                "@id": names.of("configuration-entry", number),
                "@type": "uco-configuration:ConfigurationEntry",
                "uco-configuration:itemName": plain_text(name),
                "uco-configuration:itemValue": plain_text(version),
            }
            for number, (name, version) in enumerate(parts)
        ]
        yield node | ({"uco-configuration:configurationEntry": entries} if entries else {})


def _day(text: str | None) -> datetime | None:
    """The moment a day begins in UTC, where the text is a day; it is also told as it was typed."""
    found = _DAY.fullmatch((text or "").strip())
    if found is None:
        return None
    try:
        return datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
    except ValueError:  # such as the 31st of June: it stands as it was typed
        return None
