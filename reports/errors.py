"""The two ways a report can fail, as sentences for the examiner."""

from forensics.errors import FieldcaseError


class ReportRefused(FieldcaseError):
    """The case content contradicts itself (a sum does not close): nothing is printed rather than something
    wrong.
    """


class ReportNotWritten(FieldcaseError):
    """The report could not be put where it was asked for; nothing half-made is left behind."""
