"""Marks and looks in the report: counted, told by person, without what a copy withholds."""

from dataclasses import replace

import pytest

from reports.content import CaseContent, Redaction
from reports.pages import compose
from reports.redacting import redacted
from reports.wording import Wording
from tests.reports.builders import a_case
from tests.reports.full_case import some_review
from tests.reports.reading import lines_of, words_of


def reviewed(*, redaction: Redaction | None = None) -> CaseContent:
    content = replace(a_case().content, review=some_review(), redaction=redaction or Redaction())
    return redacted(content, words=Wording())


def test_marks_are_counted_by_category_and_looks_by_person() -> None:
    text = words_of(reviewed())
    assert "Review: marks, and looks at content" in text
    assert "1,204 files have a mark." in text
    assert "1 has a note. None is bookmarked." in text
    assert "2, second of four" in text
    assert "National 2024" in text
    assert "K. Osei" in text
    assert "7.2" in text


def test_a_case_that_nobody_reviewed_has_no_such_section() -> None:
    assert "Review: marks" not in words_of(a_case().content)


@pytest.mark.parametrize(
    ("redaction", "hidden"),
    [
        (Redaction(set_labels=True), ("second of four", "National 2024")),
        (Redaction(names=True), ("K. Osei",)),
    ],
    ids=["set labels", "names"],
)
def test_what_a_copy_withholds_is_not_told_by_marks_and_looks(
    redaction: Redaction, hidden: tuple[str, ...]
) -> None:
    text = words_of(reviewed(redaction=redaction))
    assert [word for word in hidden if word in text] == []
    assert "1,204 files have a mark." in text


def test_the_section_is_told_in_spanish() -> None:
    document = compose(reviewed(), words=Wording("es"), typesetter="1", attached=(), too_large=())
    lines = lines_of(document.blocks)
    assert "Revisión: marcas y contenidos mirados" in lines
    assert any("204 archivos tienen una marca." in line for line in lines)
