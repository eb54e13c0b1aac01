"""The pages of a report as blocks: cover, A for the prosecutor, B for examiner and laboratory, C for witness
and court.
"""

from datetime import UTC

from reports.blocks import Block, Document, Furniture, Part, Span, Style
from reports.content import CaseContent
from reports.pages.annex import annex
from reports.pages.cover import cover, running_head
from reports.pages.coverage import coverage
from reports.pages.custody import custody
from reports.pages.exhibits import exhibits
from reports.pages.faults import faults
from reports.pages.findings import findings
from reports.pages.method import hash_sets, method
from reports.pages.phrases import LABEL_LIMIT, Phrases
from reports.pages.prosecutor import prosecutor
from reports.pages.review import review
from reports.pages.signing import self_test, signatures
from reports.pages.transfers import transfers
from reports.wording import Wording, clipped, typed


def compose(
    content: CaseContent,
    *,
    words: Wording,
    typesetter: str,
    attached: tuple[str, ...],
    too_large: tuple[str, ...],
) -> Document:
    """The whole report. `attached` and `too_large` are the names of the tables inside the PDF and only
    beside it.
    """
    phrases = Phrases(content, words)
    blocks: tuple[Block, ...] = (
        *prosecutor(phrases),
        Part(title=words.say("part.examiner")),
        *exhibits(phrases),
        *method(phrases, typesetter=typesetter),
        *hash_sets(phrases),
        *coverage(phrases),
        *findings(phrases),
        *faults(phrases),
        *transfers(phrases),
        *custody(phrases),
        *review(phrases),
        *self_test(phrases),
        *signatures(phrases),
        *annex(phrases, attached=attached, too_large=too_large),
    )
    return Document(furniture=_furniture(phrases), cover=cover(phrases), blocks=blocks)


def _furniture(phrases: Phrases) -> Furniture:
    words, content = phrases.words, phrases.content
    head, second = running_head(phrases)
    number, report_id = (
        clipped(content.case.number, LABEL_LIMIT),
        clipped(content.report.id, LABEL_LIMIT // 2),
    )
    agency = content.case.agency
    made = content.report.made_at.astimezone(UTC)
    if content.events:
        chain = words.say(
            "foot_chain",
            head=(Span(content.events[-1].sha256.hex(), Style.SHORT),),
            events=words.say("events", n=len(content.events)),
        )
    else:
        chain = words.say("foot_no_chain")
    return Furniture(
        language=words.language,
        region=words.region,
        title=words.text("title_case", number=number),
        author=typed(agency.name) if agency else typed(content.case.examiner.name),
        description=words.text("description", id=report_id),
        keywords=(number, report_id),
        made=(made.year, made.month, made.day, made.hour, made.minute, made.second),
        head=head,
        second=second,
        foot_left=words.say("foot_report", id=report_id),
        foot_middle=chain,
        page_of=words.text("foot_page", page="{page}", pages="{pages}"),
    )
