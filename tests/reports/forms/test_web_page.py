"""The page for a browser says what the PDF says, runs nothing that a name holds, and can be read by ear."""

import base64
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import get_args

import pytest

from reports import blocks
from reports.blocks import Block, Document, Rich, Span
from reports.content import Agency
from reports.drawable import legible
from reports.forms.web_page import _flat, engine_version, write_web_page
from reports.typesetting import section_numbers
from reports.wording import Wording
from tests.reports.builders import (
    HOSTILE_NAMES,
    BuiltCase,
    a_case,
    a_crowded_case,
    a_hostile_case,
    a_large_case,
    a_small_case,
    an_empty_case,
    case_facts,
)
from tests.reports.full_case import a_full_case, a_hostile_full_case
from tests.reports.reading import _lines, _unpacked, composed

WORDS = Wording()
CASES = [
    *(a_case, a_small_case, an_empty_case, a_crowded_case, a_hostile_case),
    *(a_full_case, a_hostile_full_case),
]
VOID = {"meta", "br", "wbr", "img", "rect", "path", "circle"}
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parents: tuple[str, ...]
    text: str = ""


@dataclass
class Read(HTMLParser):
    """The page as a program reads it that knows nothing of ours; fails where tags do not pair."""

    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice"
        parents = tuple(e.tag for e in self.open)
        element = Element(tag, {name: value or "" for name, value in attrs}, parents)
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def all(self, *tags: str) -> list[Element]:
        return [e for e in self.elements if e.tag in tags]


def page_of(document: Document) -> str:
    file = io.StringIO()
    write_web_page(file, document, words=WORDS, engine="0.0.7")
    return file.getvalue()


def read(html: str) -> Read:
    page = Read()
    page.feed(html)
    page.close()
    assert page.open == []
    return page


def a_document(*parts: Block) -> Document:
    title = blocks.Part(title=(Span("Part"),))
    return replace(composed(an_empty_case().content), blocks=(title, *parts))


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _printed(rich: Rich, numbers: dict[str, str]) -> str:
    """What stands on the page for a line, without white space."""
    style = blocks.Style
    said = {style.BLANK: "", style.TICK: "", style.TYPESETTER: "0.0.7"}
    parts = []
    for span in rich:
        if span.style in (style.SECTION, style.PAGE):
            parts.append(numbers[span.text])
        elif span.style is style.SHORT:
            parts.append(span.text[:16])
        elif span.text.strip() != "|":  # between the cells of a row
            parts.append(said.get(span.style, legible(span.text)))
    return _bare("".join(parts))


@pytest.mark.parametrize("build", CASES)
def test_every_line_of_the_report_stands_on_the_page_in_its_order(
    build: Callable[[], BuiltCase],
) -> None:
    document = composed(build().content)
    numbers = dict(section_numbers(document.blocks))
    body = _bare(read(page_of(document)).all("main")[0].text)
    place = 0
    lines = [line for block in _unpacked(document.blocks) for line in _lines(block)]
    assert len(lines) > 60
    alternatives = [block.alt for block in _flat(document.blocks) if isinstance(block, blocks.Chart)]
    for line in lines:
        said = _printed(line, numbers)
        if "".join(span.text for span in line) in alternatives:
            continue
        found = body.find(said, place)
        assert found >= 0, said
        place = found + len(said)


@pytest.mark.parametrize("build", CASES)
def test_headings_landmarks_and_tables_can_be_read_by_ear(build: Callable[[], BuiltCase]) -> None:
    page = read(page_of(composed(build().content)))
    levels = [int(e.tag[1]) for e in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [len(page.all(tag)) for tag in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert page.all("html")[0].attributes["lang"] == "en"
    assert page.all("a")[0].attributes == {"class": "skip", "href": "#report"}
    assert all(e.attributes["scope"] in ("col", "row") for e in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(e.text.strip() for e in page.all("caption", "th", "h1", "h2", "h3", "h4", "title"))
    assert all(e.attributes["aria-label"].strip() for e in page.elements if e.attributes.get("role") == "img")


@pytest.mark.parametrize("build", CASES)
def test_every_reference_lands_on_one_place(build: Callable[[], BuiltCase]) -> None:
    page = read(page_of(composed(build().content)))
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    links = {e.attributes["href"] for e in page.all("a")}
    assert len(links) > 15
    assert links <= {"#" + name for name in ids}
    assert {
        e.attributes["aria-labelledby"] for e in page.elements if "aria-labelledby" in e.attributes
    } <= set(ids)


@pytest.mark.parametrize("build", CASES)
def test_nothing_is_loaded_and_nothing_of_the_content_runs(build: Callable[[], BuiltCase]) -> None:
    html = page_of(composed(build().content))
    page = read(html)
    attributes = {name for e in page.elements for name in e.attributes}
    assert not [name for name in attributes if name.startswith("on") or name in ("style", "srcset", "action")]
    assert [len(page.all(tag)) for tag in ("script", "style", "link", "iframe", "object", "form")] == [
        1,
        1,
        0,
        0,
        0,
        0,
    ]
    assert not [e for e in page.elements if not e.attributes.get("src", "data:").startswith("data:")]
    assert re.findall(r"url\((?!#)", page.all("style")[0].text) == []
    assert "@import" not in page.all("style")[0].text


def test_the_policy_admits_this_style_and_this_script_alone() -> None:
    page = read(page_of(composed(a_hostile_case().content)))
    policy = next(e for e in page.all("meta") if "http-equiv" in e.attributes).attributes["content"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        digest = hashlib.sha256(page.all(tag)[0].text.encode()).digest()
        assert rules[rule] == f"'sha256-{base64.b64encode(digest).decode()}'"


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_is_text_with_visible_signs(name: bytes) -> None:
    said = name.decode("utf-8", "surrogateescape")
    page = read(page_of(a_document(blocks.Prose(text=(Span(said), Span(said, blocks.Style.PATH))))))
    paragraph = next(e for e in page.all("p") if "main" in e.parents)
    assert paragraph.text == legible(said) * 2
    assert "\u202e" not in paragraph.text


def test_letters_that_only_a_screen_has_are_shown_and_direction_is_not_changed() -> None:
    assert legible("漢字 \u202egpj \u05e9") == "漢字 \\u{202E}gpj \\u{05E9}"


def test_every_kind_of_block_is_drawn() -> None:
    rich, column = (Span("word"),), blocks.Column(title=(Span("head"),), width="1fr")
    row = blocks.Row(cells=((rich,),))
    drawn: dict[type, Block] = {
        blocks.Part: blocks.Part(title=rich),
        blocks.Heading: blocks.Heading(title=rich, key="k"),
        blocks.Prose: blocks.Prose(text=rich),
        blocks.Facts: blocks.Facts(rows=((rich, (rich,)),)),
        blocks.Ledger: blocks.Ledger(columns=(column,), rows=(row,)),
        blocks.Chart: blocks.Chart(
            bars=(blocks.Bar(label=rich, parts=(("solid", 0.5), ("dots", 0.5))),),
            key=(("solid", rich),),
            caption=rich,
            alt="word",
            width_mm=0,
        ),
        blocks.Pictures: blocks.Pictures(
            items=(blocks.Picture(content=PNG, alt="seen", caption=(rich,), otherwise=()),)
        ),
        blocks.Sides: blocks.Sides(left=rich, left_items=(rich,), right=rich, right_items=(rich,)),
        blocks.Terms: blocks.Terms(items=((rich, rich),)),
        blocks.SignatureLines: blocks.SignatureLines(labels=(rich,)),
        blocks.Steps: blocks.Steps(items=((blocks.Prose(text=rich),),)),
        blocks.Keep: blocks.Keep(blocks=(blocks.Prose(text=rich),)),
        blocks.Question: blocks.Question(title=rich, key="q", blocks=(blocks.Prose(text=rich),)),
        blocks.Sheet: blocks.Sheet(questions=(blocks.Question(title=rich, key="q", blocks=()),)),
    }
    assert {*drawn, blocks.PageBreak} == set(get_args(Block))
    for kind, block in drawn.items():
        assert "word" in read(page_of(a_document(block))).all("main")[0].text, kind


def test_a_block_that_cannot_be_drawn_is_never_left_out_in_silence() -> None:
    @dataclass(frozen=True)
    class Poster:
        pass

    with pytest.raises(TypeError, match="Poster"):
        page_of(a_document(Poster()))  # type: ignore[arg-type]  # that is the point


def test_styles_print_what_they_stand_for() -> None:
    digits = "0123456789abcdef" * 4
    style = blocks.Style
    text = (
        Span(digits, style.DIGEST),
        Span(digits, style.SHORT),
        Span("", style.TYPESETTER),
        Span("k", style.SECTION),
        Span("", style.TICK),
        Span("40mm", style.BLANK),
    )
    html = page_of(a_document(blocks.Heading(title=(Span("t"),), key="k"), blocks.Prose(text=text)))
    paragraph = next(e for e in read(html).all("p") if "main" in e.parents)
    assert paragraph.text == digits + "0123456789abcdef" + "0.0.7" + "A1"
    assert '<span class="blank mm40" role="img" aria-label="line to write on">' in html


def test_the_engine_is_the_one_that_the_pdf_names() -> None:
    assert engine_version(b"%PDF-1.7 ... /Creator (Typst 0.15.1) ...") == "0.15.1"
    with pytest.raises(ValueError, match="does not say"):
        engine_version(b"%PDF-1.7")


def test_a_logo_stands_inside_the_file() -> None:
    content = replace(an_empty_case().content, case=case_facts(agency=Agency(name="Office <b>", logo=PNG)))
    picture = read(page_of(composed(content))).all("img")[0]
    assert base64.b64decode(picture.attributes["src"].removeprefix("data:image/png;base64,")) == PNG
    assert "Office <b>" in picture.attributes["alt"]


def test_a_picture_that_cannot_be_shown_is_said_to_be_there() -> None:
    bomb = PNG[:16] + (2**31 - 1).to_bytes(4) * 2 + PNG[24:]
    caption, words = ((Span("caption"),),), (Span("not drawn"),)
    items = tuple(
        blocks.Picture(content=content, alt="<alt>", caption=caption, otherwise=words)
        for content in (PNG, bomb, b"<svg onload=x>")
    )
    page = read(page_of(a_document(blocks.Pictures(items=items))))
    assert [(e.attributes["alt"], e.attributes["src"][:22]) for e in page.all("img")] == [
        ("<alt>", "data:image/png;base64,")
    ]
    assert page.all("main")[0].text.count("not drawn") == 2
    assert page.all("main")[0].text.count("caption") == 3


def test_numbers_carry_their_order_and_sums_stay_at_the_foot() -> None:
    def row(*cells: str, total: bool = False) -> blocks.Row:
        return blocks.Row(cells=tuple(((Span(cell),),) for cell in cells), total=total)

    columns = (
        blocks.Column(title=(Span("what"),), width="auto"),
        blocks.Column(title=(Span("how much"),), width="auto", right=True),
    )
    rows = (
        row("a", "1,204"),
        row("b", "2.5 kB"),
        row("c", "none"),
        row("d", "7 files"),
        row("sum", "9", total=True),
    )
    page = read(page_of(a_document(blocks.Ledger(columns=columns, rows=rows))))
    cells = [e for e in page.all("td") if "tbody" in e.parents]
    assert [e.attributes.get("data-order") for e in cells] == ["1204", "2500", None, None]
    assert [e.text for e in page.all("tfoot")] == ["\nsum9\n"]
    assert "data-sortable" in page.all("table")[0].attributes


def test_a_table_with_a_row_of_words_is_not_sorted() -> None:
    page = read(page_of(composed(a_case().content)))
    mixed = [e for e in page.all("table") if "Locked: entries cannot be listed" in e.text]
    assert len(mixed) == 1
    assert "data-sortable" not in mixed[0].attributes


def test_the_same_document_gives_the_same_bytes() -> None:
    content = a_hostile_case().content
    assert page_of(composed(content)) == page_of(composed(content))


def test_a_large_case_is_cut_as_in_the_pdf_and_says_so() -> None:
    html = page_of(composed(a_large_case(5_200).content))
    assert html.count('<code class="path"') == 5_000
    assert "5,000" in html
    assert "hits.csv" in html
