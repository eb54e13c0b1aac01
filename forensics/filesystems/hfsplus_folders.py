"""Where the folders of an HFS+ volume stand: their paths, worked out from the number of the folder above.

A folder may rightly stand in several places (links to folders, as Time Machine makes them); a damaged or
hostile catalog may have folders in a circle, without a folder above, or deeper than any real one. Every
folder gets at least one place, the work is linear in their number, and what is odd or left out is told.
"""

from collections import defaultdict

from msgspec import Struct

ROOT = 2
MOST_PLACES = 16  # of one folder that are listed
DEEPEST = 1024
ORPHANS = b"/$OrphanFiles/"  # The Sleuth Kit's word for files whose folder is gone
_TOO_DEEP = f"Folders nested more than {DEEPEST} deep are listed below /$OrphanFiles, under a number."
_CIRCLE = "This folder contains itself; its contents are not listed again below itself."
_MOST_KEPT = 50_000  # places worked out and kept for the folders inside


class Places(Struct, frozen=True, kw_only=True, gc=False):
    """Where a folder's contents stand: paths that end in `/`, and what is wrong with them as a sentence."""

    prefixes: tuple[bytes, ...]
    depth: int
    trouble: str | None = None


_ROOT_PLACES = Places(prefixes=(b"/",), depth=0)


class Folders:
    """All folders of one volume by number."""

    def __init__(self) -> None:
        self._above: dict[int, tuple[int, bytes]] = {}
        self._links: defaultdict[int, list[tuple[int, bytes]]] = defaultdict(list)
        self._kept: dict[int, Places] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._above

    def add(self, number: int, *, parent: int, name: bytes) -> None:
        self._above[number] = (parent, name)

    def add_link(self, number: int, *, parent: int, name: bytes) -> None:
        """One more place of a folder."""
        self._links[number].append((parent, name))

    def places(self, number: int) -> Places:
        """Where the folder `number` stands; below `/$OrphanFiles/` where that cannot be told."""
        if len(self._kept) > _MOST_KEPT:
            self._kept.clear()
        way_up = [number]
        on_way = {number}
        while way_up:
            folder = way_up[-1]
            above = None if len(way_up) > DEEPEST else self._next_above(folder, on_way)
            if above is not None:
                way_up.append(above)
                on_way.add(above)
                continue
            self._kept[folder] = self._worked_out(folder, on_way)
            on_way.discard(way_up.pop())
        return self._of(number)

    def _of(self, number: int) -> Places:
        return _ROOT_PLACES if number == ROOT else self._kept[number]

    def _is_settled(self, number: int) -> bool:
        return number == ROOT or number in self._kept

    def _ways(self, number: int) -> list[tuple[int, bytes]]:
        own = [self._above[number]] if number in self._above else []
        return (own + self._links[number] if number in self._links else own)[: MOST_PLACES + 1]

    def _next_above(self, number: int, on_way: set[int]) -> int | None:
        """A folder above `number` whose places must be known first."""
        if self._is_settled(number):
            return None
        for parent, _ in self._ways(number):
            if parent in self._above and parent not in on_way and not self._is_settled(parent):
                return parent
        return None

    def _worked_out(self, number: int, on_way: set[int]) -> Places:
        """The places of a folder; the folders above it are settled, or on the way and so inside it."""
        if self._is_settled(number):
            return self._of(number)
        trouble = None
        prefixes: list[bytes] = []
        depth = 0
        for parent, name in self._ways(number):
            if self._is_settled(parent):
                above = self._of(parent)
                prefixes += (prefix + name + b"/" for prefix in above.prefixes)
                depth = max(depth, above.depth + 1)
            elif parent in on_way:
                trouble = _CIRCLE
                prefixes += (home + name + b"/" for home in self._home(parent))
            else:
                prefixes.append(ORPHANS + b"%d/" % parent + name + b"/")
                trouble = _TOO_DEEP if parent in self._above else None
        outermost = [each for each in prefixes if not _is_below(each, prefixes)]
        if len(outermost) < len(prefixes):
            prefixes, trouble = outermost, _CIRCLE
        if number not in self._above:
            trouble = f"The folder with the number {number} has no record, so its place is not known."
        if len(prefixes) > MOST_PLACES:
            trouble = f"This folder stands in more than {MOST_PLACES} places; the others are not listed."
        if depth > DEEPEST:
            trouble = _TOO_DEEP
        if not prefixes or depth > DEEPEST:
            return Places(prefixes=(ORPHANS + b"%d/" % number,), depth=1, trouble=trouble)
        return Places(prefixes=tuple(prefixes[:MOST_PLACES]), depth=depth, trouble=trouble)

    def _home(self, number: int) -> tuple[bytes, ...]:
        """The one place by the folders above alone, without links; `()` where these run in a circle."""
        names: list[bytes] = []
        while number != ROOT and number in self._above and len(names) <= DEEPEST:
            number, name = self._above[number]
            names.append(name + b"/")
        return (b"/" + b"".join(reversed(names)),) if number == ROOT else ()


def _is_below(prefix: bytes, others: list[bytes]) -> bool:
    return any(prefix != other and prefix.startswith(other) for other in others)
