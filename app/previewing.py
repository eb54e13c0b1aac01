"""The pages of a report before it is written, as the case stands now; nothing of it is recorded."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.case_content import case_content
from app.moments import from_iso
from app.store.case_file import CaseFile
from forensics.errors import Cancelled, FieldcaseError
from reports.content import Redaction, Signer
from reports.pdf import Paper
from reports.previewing import PREVIEW_ID, PagePictures, page_pictures


def preview_report(
    case: CaseFile,
    *,
    now: datetime,
    language: str,
    paper: Paper,
    redaction: Redaction,
    signers: tuple[Signer, ...],
    ppi: float,
    cancelled: Callable[[], bool] = lambda: False,
) -> PagePictures:
    """Pictures of the pages of the report that would be written now; raise Cancelled where that ended it."""
    made_at = now.astimezone().replace(microsecond=0)
    content = case_content(case, report_id=PREVIEW_ID, made_at=made_at, language=language)
    if cancelled():
        raise Cancelled("the preview was stopped")
    content = replace(content, report=replace(content.report, signers=signers), redaction=redaction)
    return page_pictures(content, language=language, paper=paper, ppi=ppi)


def signer_from(fields: Mapping[str, Any]) -> Signer:  # Any: JSON
    """Whoever will sign, as `examiner show --json` tells of a key; raise FieldcaseError."""
    try:
        return Signer(
            name=str(fields["name"]),
            issuer=str(fields["issuer"]),
            certificate_sha256=bytes.fromhex(fields["certificate_sha256"]),
            self_issued=bool(fields["self_issued"]),
            not_after=from_iso(fields["not_after"]),
            algorithm=str(fields["algorithm"]),
        )
    except (KeyError, TypeError, ValueError) as trouble:
        raise FieldcaseError("the signer is to be what `examiner show --json` says of a key") from trouble
