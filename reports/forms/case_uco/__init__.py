"""case.jsonld: the case as a graph of CASE 1.5.0 / UCO 1.5.0, for programs that join evidence of many tools.

It holds the investigation with its authority and people, the exhibits with their provenance, what was done to
them in its order, and the matched files with what they equal. All other entries stand in files.dfxml and
entries.csv: a graph of everything could not be loaded by anybody. A fact that nobody supplied is left out.
"""

import json
from collections.abc import Iterator
from typing import IO

from reports.content import CaseContent
from reports.findings_order import numbered_hits
from reports.forms.case_uco.actions import Actions
from reports.forms.case_uco.evidence import Evidence
from reports.forms.case_uco.nodes import CONTEXT, Fields, Names
from reports.forms.case_uco.setting import Setting


def write_case_graph(file: IO[str], content: CaseContent) -> int:
    """The graph as JSON-LD, one node a line; gives how many nodes it has. Ids depend on the case alone."""
    names = Names(content)
    file.write(
        '{"@context": ' + json.dumps(CONTEXT | {"kb": names.prefix}, sort_keys=True) + ',\n"@graph": ['
    )
    count, end = 0, "\n"
    for node in _nodes(content, names):
        file.write(end + json.dumps(node, ensure_ascii=False))
        count, end = count + 1, ",\n"
    file.write("\n]}\n")
    return count


def _nodes(content: CaseContent, names: Names) -> Iterator[Fields]:
    hits = tuple(numbered_hits(content))
    setting, evidence = Setting(content, names), Evidence(content, names, hits)
    actions = Actions(content, names, setting, evidence)
    members = [*setting.members(), *evidence.members(), *actions.members()]
    yield setting.investigation(members)
    yield from setting.nodes()
    yield from evidence.nodes()
    yield from actions.nodes()
