"""What a plan comes to is told before the scan, as the engine plans it, and in the chain afterwards."""

from app.plan_table import PlanTable
from app.views.sentences import sentence_of
from forensics.hashset import SetInfo


def a_set(
    name: str, *, role: str = "notable", algorithms: tuple[str, ...] = ("md5", "sha1"), unsized: int = 0
) -> SetInfo:
    return SetInfo(
        name=name,
        role=role,
        version=None,
        format="plain list",
        source_name="list.txt",
        source_sha256="ab" * 32,
        record_count=10,
        distinct_count=10,
        dropped_empty=0,
        algorithms=algorithms,
        digest_counts=(10,) * len(algorithms),
        sized_count=10 - unsized,
        unsized_count=unsized,
        imported_at="2026-11-22T03:12:00Z",
        tool_version="0",
        index_sha256="cd" * 32,
    )


TABLE = PlanTable(
    [
        a_set("Sized"),
        a_set("Sizeless", unsized=3),
        a_set("Old list", algorithms=("md5",)),
        a_set("Software", role="known", algorithms=("sha1",), unsized=7),
    ],
    at_once=2,
)


def test_every_profile_is_offered_with_what_it_does_not_do_yet() -> None:
    assert [profile.name for profile in TABLE.profiles] == ["quick", "standard", "thorough"]
    assert [profile.takes_algorithms for profile in TABLE.profiles] == [False, True, True]
    assert [bool(profile.not_yet) for profile in TABLE.profiles] == [False, False, True]


def test_the_gate_closes_only_when_all_notable_records_carry_a_size() -> None:
    assert TABLE.outlook("quick", sets=["Sized", "Software"]).gate == "closed"
    opened = TABLE.outlook("quick", sets=["Sized", "Sizeless"])
    assert (opened.gate, opened.sizeless_records) == ("open", 3)
    assert TABLE.outlook("quick", sets=["Software"]).gate == "idle"
    assert TABLE.outlook("standard", sets=["Sized"]).gate == "unused"


def test_quick_computes_what_the_chosen_sets_can_match() -> None:
    assert TABLE.outlook("quick", sets=["Sized", "Software"]).algorithms == ("sha1",)
    assert TABLE.outlook("quick", sets=["Old list", "Software"]).algorithms == ("md5", "sha1")
    assert TABLE.outlook("standard", sets=["Sized"]).algorithms == ("md5", "sha1", "sha256")


def test_a_set_that_fewer_algorithms_cannot_match_is_named() -> None:
    outlook = TABLE.outlook("standard", sets=["Sized", "Old list"], algorithms=("sha1", "sha256"))
    assert outlook.algorithms == ("sha1", "sha256")
    assert outlook.out_of_reach == ("Old list",)
    assert TABLE.outlook("standard", sets=["Sized", "Old list"]).out_of_reach == ()


def test_the_chain_tells_the_plan_of_a_scan_and_is_silent_where_none_was_recorded() -> None:
    old = {"profile": "standard", "sets": [{"name": "Sized"}]}
    event = {"action": "scan.started", "subject": "E1", "payload": old}
    assert sentence_of(event) == "The scan of E1 began: profile standard, sets loaded: Sized."
    plan = {"profile": "quick", "algorithms": ["sha1"], "size_gate_closed": True, "time_box_min": 20.0}
    told = sentence_of(event | {"payload": old | plan})
    assert "profile quick, SHA-1, size gate closed, time box 20 min, sets loaded: Sized" in told
