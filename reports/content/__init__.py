"""The border between the case and its report: everything a report prints, as frozen values.

`app` fills this tree from the store; `reports` turns it into pages and tables and never asks anybody else.
Everywhere below `None` means that nobody supplied the fact (printed as *Not supplied*) unless the field says
otherwise. Moments are aware datetimes in UTC. Text that a person typed is plain text and may hold any
character; names from evidence stay bytes (`EvidencePath`).
"""

from reports.content.case import CaseContent, EntryRows, Redaction
from reports.content.chain import CheckpointContent, EventContent, SelfTest, SelfTestCheck, StampContent
from reports.content.exhibits import (
    ExhibitContent,
    GateContent,
    GateState,
    MediaDigest,
    Photograph,
    ScanContent,
    ScanEnd,
    TransferContent,
    VolumeContent,
)
from reports.content.findings import (
    EntryRecord,
    HitContent,
    LookedAt,
    MarkedFiles,
    MatchContent,
    ReviewContent,
    SetContent,
    SetRole,
)
from reports.content.people import (
    Agency,
    Authority,
    CaseFacts,
    Person,
    ProgramFacts,
    ReportFacts,
    Signer,
    ToolPart,
)

__all__ = [
    "Agency",
    "Authority",
    "CaseContent",
    "CaseFacts",
    "CheckpointContent",
    "EntryRecord",
    "EntryRows",
    "EventContent",
    "ExhibitContent",
    "GateContent",
    "GateState",
    "HitContent",
    "LookedAt",
    "MarkedFiles",
    "MatchContent",
    "MediaDigest",
    "Person",
    "Photograph",
    "ProgramFacts",
    "Redaction",
    "ReportFacts",
    "ReviewContent",
    "ScanContent",
    "ScanEnd",
    "SelfTest",
    "SelfTestCheck",
    "SetContent",
    "SetRole",
    "Signer",
    "StampContent",
    "ToolPart",
    "TransferContent",
    "VolumeContent",
]
