"""Custody: what persons say and do, kept as events of the chain and nowhere else, and what they add up to.

`state` folds the events, `forms` and `supplied` check what is typed, `pictures` takes photographs in, `acts`
writes the events, `checking` holds them against their signatures and files.
"""

from app.custody.particulars import (
    AgencyParts,
    CaseParticulars,
    CasePerson,
    ExhibitParticulars,
    Logo,
    PhotographRecord,
    SelfTestRecord,
    StampRecord,
    TransferRecord,
    WriteBlocker,
)
from app.custody.state import CustodyState, custody_state, state_of

__all__ = [
    "AgencyParts",
    "CaseParticulars",
    "CasePerson",
    "CustodyState",
    "ExhibitParticulars",
    "Logo",
    "PhotographRecord",
    "SelfTestRecord",
    "StampRecord",
    "TransferRecord",
    "WriteBlocker",
    "custody_state",
    "state_of",
]
