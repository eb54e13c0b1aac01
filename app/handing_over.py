"""The printed form of a hand-over, from the case as it stands; printing is no event of the chain."""

from datetime import datetime

from app.case_content import case_content
from app.store.case_file import CaseFile
from reports.pdf import Paper
from reports.transfer_form import transfer_form


def form_of_transfer(
    case: CaseFile,
    *,
    now: datetime,
    event: int | None,
    exhibit: str | None,
    language: str,
    paper: Paper,
) -> bytes:
    """PDF of the hand-over that `event` records, or of one to come of `exhibit`; raise FieldcaseError."""
    made_at = now.astimezone().replace(microsecond=0)
    content = case_content(case, report_id="", made_at=made_at, language=language)
    return transfer_form(content, event=event, exhibit=exhibit, language=language, paper=paper)
