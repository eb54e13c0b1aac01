"""Identifiers in the forms for other programs: the same for the same case, and never drawn by chance."""

from uuid import UUID, uuid5

from reports.content import CaseContent

NAMESPACE = UUID("7f0c5f2e-5d0b-5c54-9d1c-6b1f6f9d2f44")
"""Of Fieldcase's own identifiers (RFC 9562 section 5.5); it must never change."""


def case_identifier(content: CaseContent) -> UUID:
    """One of the case, told apart from another laboratory's case of this number by its first event."""
    first = content.events[0].sha256.hex() if content.events else ""
    number = content.case.number.encode("utf-8", "backslashreplace").decode()
    return uuid5(NAMESPACE, f"case\n{first}\n{number}")
