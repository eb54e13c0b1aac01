"""The form of a hand-over as PDF/A-3a and PDF/UA-1, in the style of the report and by the same typesetter."""

import tempfile
from pathlib import Path

from reports.content import CaseContent
from reports.errors import ReportRefused
from reports.pages.hand_over import hand_over
from reports.pages.phrases import Phrases
from reports.pdf import Paper, typeset, verify_pdf
from reports.wording import Wording


def transfer_form(
    content: CaseContent, *, event: int | None = None, exhibit: str | None = None, language: str, paper: Paper
) -> bytes:
    """The form of the hand-over that the event records; of an exhibit, an empty one to be filled in by hand.
    Raise ReportRefused where there is no such hand-over or exhibit, ReportNotWritten where it cannot be set.
    """
    transfer = next((one for one in content.transfers if one.sequence == event), None)
    if event is not None and transfer is None:
        raise ReportRefused(f"event {event} of the case is no hand-over of an exhibit")
    label = exhibit if transfer is None else transfer.exhibit
    found = next((one for one in content.exhibits if one.id == label), None)
    if found is None:
        raise ReportRefused(f"the case has no exhibit {label}")
    document = hand_over(Phrases(content, Wording(language)), found, transfer)
    with tempfile.TemporaryDirectory(prefix="fieldcase-form-") as name:
        folder = Path(name) / "form"  # the typesetter works beside it
        folder.mkdir()
        pdf = typeset(document, folder=folder, attachments=(), made_at=content.report.made_at, paper=paper)
    verify_pdf(pdf)
    return pdf
