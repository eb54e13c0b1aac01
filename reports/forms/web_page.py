"""report.html: the pages of the report as one file for a browser.

It draws the very blocks that the PDF is set from, so that both say the same. The file loads nothing, and a
policy inside it forbids it to; without scripts nothing is missing but the sorting of tables. No text of the
document is ever markup. What would mislead on a screen is a visible sign, as in the PDF.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import IO

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from reports import blocks
from reports.blocks import Block, Document, Rich, Span, Style
from reports.drawable import legible
from reports.pictures import is_printable, picture_name
from reports.typesetting import section_numbers
from reports.wording import Wording

TEMPLATE = "web_page.html"
MANY_COLUMNS = 7  # from here on a table may be wider than a screen, and scrolls by itself
FEWEST_SORTED = 3  # rows; shorter tables have nothing to sort
BLANK_WIDTHS = (40, 50, 60)  # millimetres that the style sheet has a class for
_ENGINE = re.compile(rb"Typst ([0-9]+(?:\.[0-9]+){1,3})")
_LONG = re.compile(r"(\S{25,})")
_AFTER_SLASH = Markup("/<wbr>")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_UNITS = {"": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}


def engine_version(pdf: bytes) -> str:
    """The version of the engine that set the PDF, as the file itself says; ValueError where it does not."""
    found = _ENGINE.search(pdf)
    if found is None:
        raise ValueError("the PDF does not say what set it")
    return found[1].decode("ascii")


def write_web_page(file: IO[str], document: Document, *, words: Wording, engine: str) -> None:
    """The page of `document`; `engine` is the version of the typesetting engine, as the PDF prints it."""
    page = _Page(document, words=words, engine=engine)
    environment = Environment(
        autoescape=True,
        loader=DictLoader({TEMPLATE: _resource(TEMPLATE)}),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "rich": page.rich,
        "plain": page.plain,
        "legible": legible,
        "kind": _kind,
        "percent": _percent,
        "thick": _thick,
    }
    style, script = _resource("web_page.css"), _resource("web_page.js")
    template = environment.get_template(TEMPLATE)
    for piece in template.generate(
        page=page,
        document=document,
        furniture=document.furniture,
        cover=document.cover,
        style=Markup(style),  # noqa: S704  a file of the program
        script=Markup(script),  # noqa: S704  a file of the program
        policy=_policy(style, script),
        say=_sayings(words),
    ):
        file.write(piece)


def _resource(name: str) -> str:
    return files("reports.forms").joinpath(name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """Content Security Policy: this style sheet, this script, pictures inside the file, and nothing else."""
    return (
        f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


def _sayings(words: Wording) -> dict[str, str]:
    """What the page says beyond the document."""
    return {
        "skip": words.text("web.skip"),
        "note": words.text("web.note"),
        "up": words.text("web.sorted_up", column="{column}"),
        "down": words.text("web.sorted_down", column="{column}"),
        "not": words.text("web.sorted_not", column="{column}"),
    }


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _percent(share: float) -> str:
    """A share of 0..1 as SVG writes lengths."""
    return f"{share * 100:.3f}%"


def _thick(share: float) -> float:
    """Never so thin that it is not seen."""
    return max(share, 0.003)


class _Page:
    """What the template asks of a document beside its blocks."""

    def __init__(self, document: Document, *, words: Wording, engine: str) -> None:
        self._words = words
        self._engine = engine
        self._thousands = words.number(1000)[1:-3]
        self._decimal = words.share(1, 1000)[1]
        self._units = _UNITS | {words.size(n).partition(" ")[2]: 1 for n in (1, 2)}
        self.numbers = dict(section_numbers(document.blocks))
        self.parts = tuple(_parts(document.blocks))
        self._captions = dict(self._captioned(document.blocks))

    def sections(self, part: "_PartView") -> Iterator[blocks.Heading | blocks.Question]:
        """What the contents list under a part."""
        for block in _flat(part.blocks):
            if isinstance(block, blocks.Heading | blocks.Question) and block.key:
                yield block

    def can_show(self, content: bytes) -> bool:
        """As the PDF judges it, before a decoder sees it."""
        return is_printable(content)

    def picture(self, content: bytes) -> str:
        """A PNG or JPEG file inside this one."""
        kind = "png" if picture_name(content).endswith(".png") else "jpeg"
        return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"

    def caption(self, ledger: blocks.Ledger) -> str:
        return self._captions[id(ledger)]

    def _captioned(self, parts: Sequence[Block]) -> Iterator[tuple[int, str]]:
        """A name for every table: the heading it stands under, counted where there are several."""
        title, count = "", 0
        for block in _flat(parts):
            if isinstance(block, blocks.Part | blocks.Heading | blocks.Question):
                title, count = self.plain(block.title), 0
            elif isinstance(block, blocks.Ledger):
                count += 1
                again = {"title": title, "number": str(count)}
                yield id(block), title if count == 1 else self._words.text("web.table_again", **again)

    def cannot_draw(self, block: Block) -> str:
        raise TypeError(f"the page for a browser cannot draw {type(block).__name__}")

    def is_wide(self, ledger: blocks.Ledger) -> bool:
        return len(ledger.columns) >= MANY_COLUMNS

    def takes_the_rest(self, ledger: blocks.Ledger, column: blocks.Column) -> bool:
        """Whether this column, and no other, grows with the page."""
        growing = [each for each in ledger.columns if "fr" in each.width]
        return len(growing) == 1 and growing[0] is column

    def is_sortable(self, ledger: blocks.Ledger) -> bool:
        """Rows of one shape, with sums only at the end."""
        body = self.body(ledger)
        return len(body) >= FEWEST_SORTED and not any(
            r.total or r.reach > 1 or r.first_reach > 1 for r in body
        )

    def body(self, ledger: blocks.Ledger) -> tuple[blocks.Row, ...]:
        return ledger.rows[: len(ledger.rows) - len(self.totals(ledger))]

    def totals(self, ledger: blocks.Ledger) -> tuple[blocks.Row, ...]:
        """The sums at the end of a table."""
        start = len(ledger.rows)
        while start and ledger.rows[start - 1].total:
            start -= 1
        return ledger.rows[start:]

    def says(self, cell: blocks.Cell) -> bool:
        """Whether words stand in the cell: one to write on is the head of nothing."""
        return any(span.text.strip() and span.style is not Style.BLANK for line in cell for span in line)

    def order(self, cell: blocks.Cell) -> str:
        """The number of a cell for sorting, a size in bytes; empty where the cell is words."""
        text = "".join(span.text for line in cell[:1] for span in line)
        number, _, unit = text.replace(self._thousands, "").replace(self._decimal, ".").partition(" ")
        worth = self._units.get(unit)
        if worth is None or not _NUMBER.fullmatch(number):
            return ""  # other words beside a number count other things, and sort as words
        return number if worth == 1 else f"{float(number) * worth:.0f}"

    def plain(self, rich: Rich) -> str:
        return "".join(self.numbers[s.text] if s.style is Style.SECTION else legible(s.text) for s in rich)

    def rich(self, rich: Rich) -> Markup:
        return Markup("").join(self._span(span) for span in rich)

    def _span(self, span: Span) -> Markup:
        text = escape(legible(span.text))
        match span.style:
            case Style.PLAIN:
                return _long_words(span.text)
            case Style.STRONG:
                return Markup("<strong>{}</strong>").format(_long_words(span.text))
            case Style.EMPHASIS:
                return Markup("<em>{}</em>").format(_long_words(span.text))
            case Style.GREY:
                return Markup('<span class="grey">{}</span>').format(_long_words(span.text))
            case Style.MONO:
                return Markup('<code translate="no">{}</code>').format(text)
            case Style.PATH:
                return Markup('<code class="path" translate="no">{}</code>').format(_may_break(text))
            case Style.DIGEST:
                return Markup('<code class="digest">{}</code>').format(_halves(span.text))
            case Style.GREY_DIGEST:
                return Markup('<code class="digest grey">{}</code>').format(text)
            case Style.SHORT:
                return Markup('<code class="short">{}</code>').format(_fours(span.text))
            case Style.SECTION | Style.PAGE:
                number = self.numbers[span.text]
                return Markup('<a href="#section-{}">{}</a>').format(span.text, number)
            case Style.BLANK:
                return Markup('<span class="blank {}" role="img" aria-label="{}"></span>').format(
                    _blank_width(span.text), self._words.text("web.blank")
                )
            case Style.TICK:
                return Markup('<span class="tick" role="img" aria-label="{}"></span>').format(
                    self._words.text("web.tick")
                )
            case Style.TYPESETTER:
                return escape(self._engine)


@dataclass(frozen=True, slots=True, kw_only=True)
class _PartView:
    """A part with all that follows up to the next; before the first part there is nothing."""

    key: str
    letter: str
    title: Rich
    blocks: tuple[Block, ...]


def _parts(document: Sequence[Block]) -> Iterator[_PartView]:
    starts = [at for at, block in enumerate(document) if isinstance(block, blocks.Part)]
    if starts[:1] != [0]:
        raise ValueError("a report begins with a part")
    for letter, start, end in zip("ABCDEFGH", starts, [*starts[1:], len(document)], strict=False):
        part = document[start]
        if isinstance(part, blocks.Part):
            inside = tuple(document[start + 1 : end])
            yield _PartView(key=f"part-{letter}", letter=letter, title=part.title, blocks=inside)


def _flat(parts: Sequence[Block]) -> Iterator[Block]:
    """Every block with those inside it, as they are read."""
    for block in parts:
        yield block
        match block:
            case blocks.Keep() | blocks.Question():
                yield from _flat(block.blocks)
            case blocks.Sheet():
                yield from _flat(block.questions)
            case blocks.Steps():
                for item in block.items:
                    yield from _flat(item)
            case _:
                pass


def _long_words(text: str) -> Markup:
    """A very long word may break anywhere; without that it would push a table off the page."""
    pieces = _LONG.split(legible(text))
    return Markup("").join(
        Markup('<span class="long">{}</span>').format(piece) if at % 2 else escape(piece)
        for at, piece in enumerate(pieces)
    )


def _may_break(path: Markup) -> Markup:
    return Markup(path.replace("/", _AFTER_SLASH))  # noqa: S704  escaped by the caller


def _halves(digits: str) -> Markup:
    """A SHA-256 may break in its middle; nothing comes between the halves when it is copied."""
    first, rest = (digits[:32], digits[32:]) if len(digits) == 64 else (digits, "")
    return Markup("{}<wbr>{}").format(first, rest) if rest else escape(first)


def _fours(digits: str) -> Markup:
    short = digits[:16]
    fours = (Markup("<span>{}</span>").format(short[at : at + 4]) for at in range(0, len(short), 4))
    return Markup("").join(fours)


def _blank_width(width: str) -> str:
    if width == "100%":
        return "whole"
    if not width:
        return "rest"
    wanted = int(width.removesuffix("mm"))
    return f"mm{next((known for known in BLANK_WIDTHS if known >= wanted), BLANK_WIDTHS[-1])}"
