"""The graph conforms to CASE/UCO 1.5.0, hangs together, and lets no text of the case become an address."""

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reports.content import Authority, CaseContent, Person, Redaction, TransferContent
from reports.forms.case_uco import write_case_graph
from reports.redacting import redacted
from reports.wording import Wording
from tests.reports.builders import (
    START,
    BuiltCase,
    a_case,
    a_crowded_case,
    a_hostile_case,
    a_small_case,
    an_empty_case,
    case_facts,
)
from tests.reports.full_case import a_full_case, a_hostile_full_case

CASES = [
    *(a_case, a_small_case, an_empty_case, a_crowded_case, a_hostile_case),
    *(a_full_case, a_hostile_full_case),
]
ADDRESS = re.compile(r"kb:[a-z-]+-[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
WORD = re.compile(r"(?:uco-[a-z]+|case-investigation|xsd):[A-Za-z]+")

# Its libraries warn of each other.
OF_THE_VALIDATOR = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")

Node = dict[str, Any]


def written(content: CaseContent) -> str:
    file = io.StringIO()
    count = write_case_graph(file, content)
    text = file.getvalue()
    assert count == len(json.loads(text)["@graph"])
    return text


def graph(content: CaseContent) -> list[Node]:
    return list(json.loads(written(content))["@graph"])


def everything(value: object) -> Iterator[Node]:
    """Every object of the document, however deep."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from everything(part)
    elif isinstance(value, list):
        for part in value:
            yield from everything(part)


def of_kind(nodes: list[Node], kind: str) -> list[Node]:
    return [node for node in nodes if node["@type"] == kind]


def a_handed_over_case() -> BuiltCase:
    """With authority in parts, people by id, referrals, and a transfer of the first exhibit."""
    built = a_case()
    second = Person(id="P2", name="K. Sample", number="88", role="lab", standing="civilian", agency="Lab")
    transfer = TransferContent(
        sequence=11,
        exhibit="E1",
        at=START + timedelta(minutes=100),
        at_local="2099-02-01 11:11 (UTC-05:00)",
        released_by=built.content.case.examiner,
        received_by=second,
        purpose="examination",
        seal_out="B-220140",
        rehashed=True,
    )
    authority = Authority(kind="search warrant", number="99-SW-0142", issued_on="2099-01-30", scope="storage")
    case = case_facts(
        authority_parts=authority, referrals=("CyberTip 1",), offense="Example", reviewer=second
    )
    first = replace(built.content.exhibits[0], seized_at=START - timedelta(hours=1), item_number="7/2099")
    exhibits = (first, *built.content.exhibits[1:])
    content = replace(built.content, case=case, exhibits=exhibits, persons=(second,), transfers=(transfer,))
    return replace(built, content=content)


@pytest.mark.parametrize("build", [*CASES, a_handed_over_case])
def test_every_reference_is_to_a_node_and_every_id_is_used_once(build: Callable[[], BuiltCase]) -> None:
    nodes = graph(build().content)
    made = [each["@id"] for each in everything(nodes) if "@id" in each and len(each) > 1]
    assert len(made) == len(set(made))
    meant = {each["@id"] for each in everything(nodes) if "@id" in each and len(each) == 1}
    assert meant <= set(made)
    assert all(ADDRESS.fullmatch(name) for name in made)


@pytest.mark.parametrize("build", CASES)
def test_no_text_of_the_case_is_a_key_a_type_or_an_address(build: Callable[[], BuiltCase]) -> None:
    document = json.loads(written(build().content))
    for each in everything(document["@graph"]):
        assert all(key in ("@id", "@type", "@value") or WORD.fullmatch(key) for key in each)
        types = each.get("@type", [])
        assert all(WORD.fullmatch(kind) for kind in ([types] if isinstance(types, str) else types))
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}#", document["@context"]["kb"])
    used = set(re.findall(r'"((?:uco-[a-z]+|case-investigation|xsd)):', written(build().content)))
    assert used <= document["@context"].keys()


def test_each_matched_file_has_its_digests_its_volume_and_what_it_equals() -> None:
    content = a_case().content
    nodes = graph(content)
    files = [node for node in of_kind(nodes, "uco-observable:File") if "uco-core:tag" in node]
    assert len(files) == len(content.hits) == 8
    found = {
        (facet["uco-types:hashMethod"], facet["uco-types:hashValue"]["@value"])
        for each in files
        for facet in everything(each)
        if facet.get("@type") == "uco-types:Hash"
    }
    expected = {("SHA256", (hit.entry.digests.sha256 or b"").hex().upper()) for hit in content.hits}
    assert expected <= found
    assert len(found) == 3 * len(files)
    links = of_kind(nodes, "uco-observable:ObservableRelationship")
    kinds = [link["uco-core:kindOfRelationship"] for link in links]
    assert kinds.count("Related_To") == sum(len(hit.matches) for hit in content.hits)
    volumes = sum(len(exhibit.volumes) for exhibit in content.exhibits)
    assert kinds.count("Contained_Within") == len(files) + volumes
    assert len([link for link in links if "uco-core:hasFacet" in link]) == volumes


def test_local_time_has_no_zone_and_deleted_content_is_told() -> None:
    text = written(a_case().content)
    moments = re.findall(
        r'"uco-observable:modifiedTime": {"@type": "xsd:dateTime", "@value": "([^"]+)"', text
    )
    assert sum(not moment.endswith("Z") for moment in moments) == 2
    deleted = sum(not hit.entry.allocated for hit in a_case().content.hits)
    assert text.count('"uco-observable:allocationStatus": "unallocated"') == deleted
    assert text.count("RecoveredObjectFacet") == deleted


def test_the_actions_of_an_exhibit_follow_each_other_in_time() -> None:
    nodes = of_kind(graph(a_handed_over_case().content), "case-investigation:InvestigativeAction")
    by_name = {node["@id"]: node for node in nodes}
    chain = ["hand over E1"]
    node = next(node for node in nodes if node["uco-core:name"] == chain[0])
    while "case-investigation:wasInformedBy" in node:
        (before,) = node["case-investigation:wasInformedBy"]
        node = by_name[before["@id"]]
        chain.append(node["uco-core:name"])
    assert chain[::-1] == [
        "seize E1",
        "add E1 to the case, read-only",
        "digest all bytes of E1 before the scan",
        "list the entries of E1 and compare their content",
        "digest all bytes of E1 after the scan",
        "hand over E1",
    ]
    report = next(node for node in nodes if node["uco-core:name"].startswith("make report"))
    assert len(report["case-investigation:wasInformedBy"]) == 3


def test_people_and_authority_are_told_as_supplied_and_nothing_is_made_up() -> None:
    nodes = graph(a_handed_over_case().content)
    authority = of_kind(nodes, "case-investigation:Authorization")[0]
    assert authority["case-investigation:authorizationType"] == "search warrant"
    assert authority["uco-core:startTime"]["@value"] == "2099-01-30T00:00:00Z"
    assert {node["uco-core:name"] for node in of_kind(nodes, "uco-identity:Person")} == {
        "R. Sample",
        "K. Sample",
    }
    empty = graph(an_empty_case().content)
    assert of_kind(empty, "case-investigation:Authorization") == []
    assert "relevantAuthorization" not in json.dumps(empty)


def test_a_redacted_copy_has_the_same_files_and_actions_and_none_of_the_words() -> None:
    content = replace(
        a_handed_over_case().content, redaction=Redaction(paths=True, names=True, set_labels=True)
    )
    text = written(redacted(content, words=Wording()))
    words = (
        "Sample",
        "Downloads",
        "item_012",
        "neu.dat",
        "Example Notable",
        "laptop.E01",
        "Practice category",
    )
    assert not [word for word in words if word in text]
    for kind in ("uco-observable:File", "case-investigation:InvestigativeAction", "uco-identity:Person"):
        assert len(of_kind(json.loads(text)["@graph"], kind)) == len(of_kind(graph(content), kind))
    assert "withholds" in text


def test_the_same_content_gives_the_same_bytes() -> None:
    assert written(a_hostile_case().content) == written(a_hostile_case().content)
    written(a_hostile_case().content).encode("utf-8", "strict")


@pytest.mark.validate
@OF_THE_VALIDATOR
@pytest.mark.parametrize("build", [an_empty_case, a_hostile_case, a_hostile_full_case, a_handed_over_case])
def test_the_graph_conforms(build: Callable[[], BuiltCase], tmp_path: Path) -> None:
    result = _validated(written(build().content), tmp_path)
    assert result.conforms, result.text
    assert not result.undefined_concepts


@pytest.mark.validate
@OF_THE_VALIDATOR
def test_the_validator_bites(tmp_path: Path) -> None:
    text = written(a_case().content)
    damaged = re.sub(r'"uco-action:performer": {"@id": "[^"]+"}', '"uco-action:performer": "R. Sample"', text)
    assert damaged != text
    assert not _validated(damaged, tmp_path).conforms


def _validated(text: str, folder: Path) -> Any:  # noqa: ANN401  the library is not in every environment
    """The result of case_validate, or a skip where it is not installed."""
    validation = pytest.importorskip(
        "case_utils.case_validate", reason="case-utils (requirements-validate.lock) is not installed"
    )
    source = folder / "case.jsonld"
    source.write_text(text, encoding="utf-8")
    return validation.validate(str(source))
