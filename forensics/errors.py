"""The trouble Fieldcase can meet, as sentences an examiner can act on.

Two kinds are kept apart: `EvidenceUnreadable` and its kin are the world's fault and become a `Fault` in the
report; anything that is not a `FieldcaseError` is our own bug and may end the process with a trace.
"""


class FieldcaseError(Exception):
    """One sentence for the person at the screen: what happened, and what to do where that is known."""


class SourceNotUsable(FieldcaseError):
    """The evidence source as a whole cannot be opened: missing, empty, a folder, a broken container."""


class EvidenceUnreadable(FieldcaseError):
    """A part of the evidence cannot be read; the rest goes on."""


class ShortRead(EvidenceUnreadable):
    """Content ended before its recorded size: no digest is given for it."""


class HashSetRefused(FieldcaseError):
    """A known-hash set is malformed, cut off, of an unknown form or in an unfit role: nothing was kept."""


class ChainBroken(FieldcaseError):
    """The custody chain does not hold; the message names the first event at fault."""


class Cancelled(FieldcaseError):
    """The examiner asked to stop; what is recorded so far stands and the work can be resumed."""
