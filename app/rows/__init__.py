"""Rows as the desktop and the command line show them: plain text and numbers, no evidence types, no database
types.
"""

from app.rows.cases import (
    CaseSummary,
    CustodyRow,
    ExhibitRow,
    NewCase,
    RecentCase,
    VolumeRow,
)
from app.rows.scans import (
    CensusRow,
    CoverageRow,
    EntryDetail,
    EntryFilter,
    EntryRow,
    FaultRow,
    HitRow,
    LedgerRow,
    PlanOutlook,
    ProfileRow,
    ScanState,
    SortOrder,
)
from app.rows.sets import (
    BrokenSetRow,
    FileOutlook,
    FoundDigests,
    FoundRow,
    LibraryRows,
    ListedTable,
    SetAlgorithmRow,
    SetCategoryRow,
    SetRow,
    TableColumnRow,
)

__all__ = [
    "BrokenSetRow",
    "CaseSummary",
    "CensusRow",
    "CoverageRow",
    "CustodyRow",
    "EntryDetail",
    "EntryFilter",
    "EntryRow",
    "ExhibitRow",
    "FaultRow",
    "FileOutlook",
    "FoundDigests",
    "FoundRow",
    "HitRow",
    "LedgerRow",
    "LibraryRows",
    "ListedTable",
    "NewCase",
    "PlanOutlook",
    "ProfileRow",
    "RecentCase",
    "ScanState",
    "SetAlgorithmRow",
    "SetCategoryRow",
    "SetRow",
    "SortOrder",
    "TableColumnRow",
    "VolumeRow",
]
