"""Whether the other forms of a bundle tell of the same matched files as hits.csv: the workbook, the CASE
graph, the VICS case, and the page, which bears the report's id.

What is compared are numbers and digests, which every form writes alike; words are each form's own.
"""

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, zip_longest
from typing import IO, Any
from xml.parsers import expat

from reports import bag
from reports.checking.files import report_id_of
from reports.checking.opening import CHUNK, Bundle
from reports.checking.tables import HITS, hit_rows
from reports.checking.verdict import BundleDiffers
from reports.layout import CASE_NAME, PAGE_NAME, VICS_NAME, WORKBOOK_NAME
from reports.tables import HIT_FIELDS

WORKBOOK = bag.PAYLOAD + WORKBOOK_NAME
GRAPH = bag.PAYLOAD + CASE_NAME
VICS = bag.PAYLOAD + VICS_NAME
PAGE = bag.PAYLOAD + PAGE_NAME
MOST_SHEET_ROWS = 1_048_575  # below the head; a workbook has no more and says so
_SHEET = "xl/worksheets/sheet1.xml"
_LARGEST_SHEET = 8 << 30  # bytes, unpacked; read in pieces
_LARGEST_JSON = 1 << 30
_COMPARED = ("no", "volume", "meta_addr", "size", "md5", "sha1", "sha256", "record")
_PLACES = tuple(HIT_FIELDS.index(name) for name in _COMPARED)
_ALGORITHMS = tuple(HIT_FIELDS.index(name) for name in ("sha256", "sha1", "md5"))
_DIGITS = re.compile(rb"[0-9A-Fa-f]{32,}")
_CELL = re.compile("([A-Z]{1,3})[0-9]+")


def checks(bundle: Bundle) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "Workbook", partial(check_workbook, bundle)
    yield "CASE graph", partial(check_graph, bundle)
    yield "VICS case", partial(check_vics, bundle)
    yield "Page", partial(check_page, bundle)


def check_workbook(bundle: Bundle) -> str:
    """Row by row against hits.csv: numbers and digests."""
    count = 0
    with bundle.open(WORKBOOK) as raw:
        try:
            sheet_rows = _sheet_rows(raw)
            table_rows = (tuple(row[place] for place in _PLACES) for row in hit_rows(bundle))
            for found, expected in zip_longest(sheet_rows, islice(table_rows, MOST_SHEET_ROWS)):
                count += 1
                if found != expected:
                    raise BundleDiffers(f"{WORKBOOK} has another row {count:,} than {HITS}")
        except _UNREADABLE as trouble:
            raise BundleDiffers(f"{WORKBOOK} cannot be read as the workbook of a report") from trouble
    return f"{count:,} rows have the numbers and digests of hits.csv"


_UNREADABLE = (
    *(zipfile.BadZipFile, expat.ExpatError, KeyError, ValueError, EOFError, NotImplementedError),
    *(RuntimeError, zipfile.LargeZipFile),
)


def _sheet_rows(raw: IO[bytes]) -> Iterator[tuple[str, ...]]:
    with zipfile.ZipFile(raw) as book:
        member = book.getinfo(_SHEET)
        if member.file_size > _LARGEST_SHEET:
            raise ValueError(member.file_size)
        with book.open(member) as sheet:
            rows = _SheetRows()
            while chunk := sheet.read(CHUNK):
                yield from rows.fed(chunk)
    if not rows.has_head:
        raise ValueError("a sheet without a head")


class _SheetRows:
    """The compared cells of the sheet's rows, as its XML comes in; the head is left out."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._columns = {_letters(place): at for at, place in enumerate(_PLACES)}
        self._cells = [""] * len(_PLACES)
        self._at: int | None = None
        self._rows: list[tuple[str, ...]] = []
        self.has_head = False

    def fed(self, chunk: bytes) -> list[tuple[str, ...]]:
        self._parser.Parse(chunk, False)
        rows, self._rows = self._rows, []
        return rows

    def _refuse(self, *_: object) -> None:
        raise ValueError("a sheet with a document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._cells = [""] * len(_PLACES)
        elif name == "c":
            place = _CELL.fullmatch(attributes.get("r", ""))
            self._at = self._columns.get(place[1]) if place else None

    def _text(self, text: str) -> None:
        if self._at is not None and len(self._cells[self._at]) < 200:
            self._cells[self._at] += text

    def _end(self, name: str) -> None:
        if name == "c":
            self._at = None
        elif name == "row":
            if self.has_head:
                self._rows.append(tuple(self._cells))
            self.has_head = True


def _letters(place: int) -> str:
    """The name of a column: A, Z, AA."""
    head, last = divmod(place, 26)
    return (_letters(head - 1) if head else "") + chr(ord("A") + last)


def _strongest(bundle: Bundle) -> set[str]:
    """The strongest digest of each matched file, lower-case hexadecimal."""
    found = (next((row[place] for place in _ALGORITHMS if row[place]), "") for row in hit_rows(bundle))
    return {digest for digest in found if digest}


def check_graph(bundle: Bundle) -> str:
    """The graph names the content of each matched file by its digest."""
    missing = _strongest(bundle)
    count = len(missing)
    with bundle.open(GRAPH) as file:
        for line in _pieces(file):
            missing.difference_update(digits.decode().lower() for digits in _DIGITS.findall(line))
    if missing:
        raise BundleDiffers(f"{GRAPH} does not have the matched content {min(missing)}")
    return f"the {count:,} matched contents of hits.csv are in it"


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Pieces that overlap by more than a digest is long, so that none is cut in two."""
    rest = b""
    while chunk := file.read(CHUNK):
        yield rest + chunk
        rest = chunk[-128:]


def check_vics(bundle: Bundle) -> str:
    """Its contents are those of the matched files that have what the model asks for: MD5 and SHA-1."""
    md5, sha1, size = (HIT_FIELDS.index(name) for name in ("md5", "sha1", "size"))
    expected = {(row[md5], row[sha1], row[size]) for row in hit_rows(bundle) if row[md5] and row[sha1]}
    try:
        document = json.loads(bundle.read(VICS, most=_LARGEST_JSON))
        found = {_content(media) for media in document["value"][0]["Media"]}
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as trouble:
        raise BundleDiffers(f"{VICS} cannot be read as a VICS case") from trouble
    if found != expected:
        raise BundleDiffers(
            f"{VICS} has {len(found):,} contents, and {HITS} has {len(expected):,} that it can hold; "
            f"{len(found ^ expected):,} are in one of them only"
        )
    return f"its {len(found):,} contents are those of hits.csv"


def _content(media: dict[str, Any]) -> tuple[str, str, str]:  # Any: JSON values
    return media["MD5"].lower(), media["SHA1"].lower(), str(media["MediaSize"])


def check_page(bundle: Bundle) -> str:
    report = report_id_of(bundle)
    wanted = report.encode()
    with bundle.open(PAGE) as file:
        if any(wanted in piece for piece in _pieces(file)):
            return f"it bears the id of this report, {report}"
    raise BundleDiffers(f"{PAGE} does not bear the id of this report, {report}")
