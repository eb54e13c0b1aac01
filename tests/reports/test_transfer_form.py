"""The form of a hand-over: what the chain says of it, lines to sign on, and an empty one."""

from pathlib import Path

import pytest

from reports.content import CaseContent
from reports.errors import ReportRefused
from reports.transfer_form import transfer_form
from tests.reports.full_case import a_full_case
from tests.reports.reading import pdf_pages, poppler


def the_case() -> CaseContent:
    return a_full_case().content


def text_of(pdf: bytes, folder: Path) -> str:
    file = folder / "form.pdf"
    file.write_bytes(pdf)
    pages = pdf_pages(file)
    assert len(pages) == 1
    return " ".join(pages[0].split())


def test_the_form_names_both_persons_the_seals_and_the_event(tmp_path: Path) -> None:
    content = the_case()
    transfer = content.transfers[0]
    words = text_of(transfer_form(content, event=transfer.sequence, language="en", paper="a4"), tmp_path)
    for said in (transfer.released_by.name, transfer.received_by.name, transfer.exhibit, content.case.number):
        assert said in words
    assert f"event {transfer.sequence} of the custody chain" in words
    assert "Signature by hand" in words


def test_an_empty_form_says_that_nothing_in_it_was_recorded(tmp_path: Path) -> None:
    content = the_case()
    exhibit = content.transfers[0].exhibit
    words = text_of(transfer_form(content, exhibit=exhibit, language="es", paper="us-letter"), tmp_path)
    assert "Entrega de una evidencia" in words
    assert "no ha registrado nada" in words
    assert content.transfers[0].received_by.name not in words


def test_the_form_is_tagged_for_those_who_do_not_see_it(tmp_path: Path) -> None:
    content = the_case()
    file = tmp_path / "form.pdf"
    file.write_bytes(transfer_form(content, event=content.transfers[0].sequence, language="en", paper="a4"))
    assert "Tagged: yes" in " ".join(poppler("pdfinfo", file).split())


@pytest.mark.parametrize(
    ("asked", "words"),
    [({"event": 1}, "event 1 of the case is no hand-over"), ({"exhibit": "E99"}, "no exhibit E99")],
    ids=["another event", "unknown exhibit"],
)
def test_what_is_not_there_is_refused_in_a_sentence(asked: dict[str, int | str], words: str) -> None:
    event, exhibit = asked.get("event"), asked.get("exhibit")
    with pytest.raises(ReportRefused, match=words):
        transfer_form(
            the_case(),
            event=event if isinstance(event, int) else None,
            exhibit=exhibit if isinstance(exhibit, str) else None,
            language="en",
            paper="a4",
        )
