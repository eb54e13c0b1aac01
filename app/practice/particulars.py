"""What is said of the practice case, so that its report shows every form filled in. Nobody in it exists."""

from collections.abc import Mapping
from typing import Any, Final

Said = Mapping[str, Any]  # Any: JSON values, as the acts of custody take them

EXAMINER: Final = "Practice Examiner"
AGENCY: Final = "Practice Laboratory"
KEY_PASSPHRASE: Final = "for practice only"  # noqa: S105  # printed beside the key: it protects nothing

CASE: Final[Said] = {
    "requester": "Practice Prosecutor",
    "request": "Find out whether the exhibit holds content of the practice set; say what was not read.",
    "authority": {
        "kind": "practice order",
        "number": "PRACTICE-0001",
        "issued_by": "Practice Court",
        "scope": "the one exhibit; all of its volumes; comparison with known-hash sets",
    },
    "referrals": ["Practice referral 0000001"],
    "laptop_clock": "not compared with a trusted clock (practice)",
    "agency": {"name": AGENCY, "address": "1 Example Street, Example Town"},
}

EXHIBIT: Final[Said] = {
    "item_number": "1",
    "quantity": "1",
    "make": "Fieldcase",
    "model": "practice memory card",
    "serial": "PRACTICE-HR-01",
    "condition": "made by the program; no marks",
    "seal_in": "PS-000101",
    "seal_out": "PS-000102",
    "seized_where": "nowhere: it was built on this computer",
    "seized_from": "nobody",
    "write_blocker": {"make": "Practice", "model": "invented write blocker", "serial": "0000"},
    "clock": "does not apply: a memory card has no clock",
}

SUPERVISOR: Final[Said] = {
    "name": "Practice Supervisor",
    "number": "0002",
    "role": "supervisor",
    "standing": "sworn",
    "agency": AGENCY,
}

LABORATORY: Final[Said] = {
    "name": "Practice Evidence Clerk",
    "number": "0003",
    "role": "lab",
    "standing": "civilian",
    "agency": AGENCY,
}

TRANSFER: Final[Said] = {
    "purpose": "practice: storage after triage",
    "place": "Practice Laboratory, evidence room",
    "seal_out": "PS-000102",
    "seal_in": "PS-000102",
    "rehashed": True,
}

PHOTOGRAPH_CAPTION: Final = "The practice memory card, front (drawn by the program)"
