"""What a page is made of: styled words and the few kinds of blocks that the template knows how to draw.

Pages are composed here as values without any layout; `reports/typeset/report.typ` draws each kind. Text in a
`Span` is never markup.
"""

from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    PLAIN = ""
    STRONG = "b"
    EMPHASIS = "i"
    MONO = "m"
    PATH = "p"  # a name from evidence
    DIGEST = "d"  # hexadecimal; 64 digits become two lines of 32
    GREY_DIGEST = "e"  # a line of hexadecimal in grey, for tables
    SHORT = "s"  # the first 16 digits of a digest, in fours
    GREY = "g"
    SECTION = "ref"  # the key of a heading, printed as its number: B4
    PAGE = "page"  # the key of a heading, printed as its page
    BLANK = (
        "blank"  # a line to write on; the text is its width in millimetres, empty for the rest of the line
    )
    TICK = "tick"  # a box to tick
    TYPESETTER = "typst"  # printed as the version of the typesetting engine


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    style: Style = Style.PLAIN


Rich = tuple[Span, ...]
Cell = tuple[Rich, ...]  # lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A lettered part (A, B, C), on a new page."""

    title: Rich


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Level 2 is numbered (B4) and stands in the contents; level 3 is not. `key` is what references use."""

    title: Rich
    level: int = 2
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    text: Rich
    small: bool = False
    lead: bool = False  # the line over a table, kept on its page


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Label and value, two columns without a head."""

    rows: tuple[tuple[Rich, Cell], ...]
    label_mm: float = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    title: Rich
    width: str  # "auto", "1.5fr", "13mm"
    right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`reach` is how many columns the last cell covers; `total` is set in semibold. Rows that are `alike`
    have cells of as many lines as each other: the height of one is that of all, and is measured once.
    """

    cells: tuple[Cell, ...]
    reach: int = 1
    first_reach: int = 1
    total: bool = False
    alike: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    size_pt: float = 8.6
    tight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """`parts` are (fill, share of the full width 0..1); fills are `solid`, `open`, `lines`, `light`,
    `hatch`, `back`, `cross`, `dots`.
    """

    label: Rich
    parts: tuple[tuple[str, float], ...]
    note: Rich = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    bars: tuple[Bar, ...]
    key: tuple[tuple[str, Rich], ...]
    caption: Rich
    alt: str
    width_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG or JPEG file with what stands under it. `otherwise` is printed where it cannot be drawn."""

    content: bytes
    alt: str
    caption: Cell
    otherwise: Rich


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Pictures in two columns."""

    items: tuple[Picture, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Two headed lists side by side."""

    left: Rich
    left_items: tuple[Rich, ...]
    right: Rich
    right_items: tuple[Rich, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    items: tuple[tuple[Rich, Rich], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureLines:
    labels: tuple[Rich, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """A numbered list; an item is paragraphs and tables."""

    items: "tuple[tuple[Block, ...], ...]"
    open_lines: bool = False  # wide lines, to write on


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Blocks that stay on one page."""

    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question in the margin and its answer beside it."""

    title: Rich
    key: str
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Questions that together take one page at most: set smaller, in steps, where they would not fit."""

    questions: "tuple[Question, ...]"
    under_title: bool = False  # the title of a part stands above, on the same page


Block = (
    Part
    | Heading
    | Prose
    | Facts
    | Ledger
    | Chart
    | Pictures
    | Sides
    | Terms
    | SignatureLines
    | PageBreak
    | Steps
    | Keep
    | Question
    | Sheet
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The first page of a report; of a form, `is_form`, agency, logo and titles at the top of its page."""

    agency: Cell
    logo: bytes  # a PNG or JPEG file, empty for none
    logo_alt: str
    title: str
    subtitle: Rich
    facts: Facts
    result: Rich
    contents: str
    is_form: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What stands at the head and foot of every page, and the document's own properties."""

    language: str
    region: str
    title: str
    author: str
    description: str
    keywords: tuple[str, ...]
    made: tuple[int, int, int, int, int, int]  # UTC
    head: Rich
    second: Rich
    foot_left: Rich
    foot_middle: Rich
    page_of: str  # "Page {page} of {pages}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    furniture: Furniture
    cover: Cover
    blocks: tuple[Block, ...]
