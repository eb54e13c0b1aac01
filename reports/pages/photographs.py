"""B1: the photographs of the exhibits, scaled, each with its digest, as many as a report can carry."""

from collections.abc import Iterator

from reports.blocks import Block, Picture, Pictures, Prose, Rich, Span, Style
from reports.content import ExhibitContent, Photograph
from reports.pages.phrases import LABEL_LIMIT, Phrases, plain
from reports.pictures import MOST_TOTAL_BYTES, MOST_UNPACKED_BYTES, is_printable, unpacked_bytes
from reports.wording import capital, clipped

MOST_PHOTOGRAPHS = 12  # of one exhibit in print; all stand in photographs/


class PrintedPictures:
    """The photographs of one report, exhibit by exhibit, until the report is full."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._left_bytes = MOST_TOTAL_BYTES
        self._left_unpacked = MOST_UNPACKED_BYTES

    def of(self, exhibit: ExhibitContent) -> Iterator[Block]:
        """The photographs that are printed, and a line for each that is not."""
        printed: list[Picture] = []
        rest: list[Rich] = []
        for number, photograph in enumerate(exhibit.photographs, 1):
            content = photograph.content
            if content is not None and len(printed) < MOST_PHOTOGRAPHS and self._has_room(content):
                printed.append(self._picture(exhibit, photograph, number, content))
            else:
                rest.append(self._not_printed(exhibit, photograph, number))
        if printed:
            yield Pictures(items=tuple(printed))
        for line in rest[:MOST_PHOTOGRAPHS]:
            yield Prose(text=line, small=True)
        if len(rest) > MOST_PHOTOGRAPHS:
            more = self._phrases.words.say("photographs.more", n=len(rest) - MOST_PHOTOGRAPHS)
            yield Prose(text=capital(more), small=True)

    def _has_room(self, content: bytes) -> bool:
        if len(content) > self._left_bytes or not is_printable(content):
            return False
        unpacked = unpacked_bytes(content)
        if unpacked > self._left_unpacked:
            return False
        self._left_bytes -= len(content)
        self._left_unpacked -= unpacked
        return True

    def _picture(
        self, exhibit: ExhibitContent, photograph: Photograph, number: int, content: bytes
    ) -> Picture:
        words = self._phrases.words
        caption = self._caption(exhibit, photograph, number)
        size = words.say("photographs.file", size=words.size(photograph.size_bytes))
        digits = photograph.sha256.hex()
        lines = tuple((Span(half, Style.GREY_DIGEST),) for half in (digits[:32], digits[32:]))
        return Picture(
            content=content,
            alt=words.text("photographs.alt", exhibit=exhibit.id, what=self._what(photograph)),
            caption=(caption, size, *lines),
            otherwise=words.say("photographs.broken"),
        )

    def _caption(self, exhibit: ExhibitContent, photograph: Photograph, number: int) -> Rich:
        what = self._what(photograph)
        return self._phrases.words.say("photographs.caption", exhibit=exhibit.id, number=number, what=what)

    def _what(self, photograph: Photograph) -> Rich:
        text = clipped(photograph.caption or "", 2 * LABEL_LIMIT)
        return plain(text) if text else self._phrases.words.say("photographs.no_caption")

    def _not_printed(self, exhibit: ExhibitContent, photograph: Photograph, number: int) -> Rich:
        words = self._phrases.words
        digest = (Span(photograph.sha256.hex(), Style.MONO),)
        key = "photographs.withheld" if photograph.content is None else "photographs.not_printed"
        caption = self._caption(exhibit, photograph, number)
        return words.say("photographs.line", caption=caption, rest=words.say(key, digest=digest))
