"""The order in which matched files are printed and numbered: exhibit, volume, then set and category, then
path.
"""

from collections.abc import Iterator

from reports.content import CaseContent, HitContent, MatchContent
from reports.reckoning import is_notable


def numbered_hits(content: CaseContent) -> Iterator[tuple[int, HitContent]]:
    """Every hit with its number, from 1; the same numbers stand on the pages and in hits.csv."""
    place = {exhibit.id: position for position, exhibit in enumerate(content.exhibits)}

    def order(hit: HitContent) -> tuple[object, ...]:
        first = notable_matches(content, hit)[0]
        entry = hit.entry
        group = (first.set_position, first.category is None, first.category or "")
        return (
            place[entry.exhibit],
            entry.volume,
            *group,
            entry.path.raw,
            entry.stream or b"",
            entry.meta_addr,
        )

    return enumerate(sorted(content.hits, key=order), 1)


def ordered_matches(content: CaseContent, hit: HitContent) -> tuple[MatchContent, ...]:
    """All matches of a hit, those in notable sets first."""
    return tuple(
        sorted(
            hit.matches,
            key=lambda m: (not is_notable(content, m.set_position), m.set_position, m.record, m.algorithm),
        )
    )


def notable_matches(content: CaseContent, hit: HitContent) -> tuple[MatchContent, ...]:
    """The matches in notable sets, at least one."""
    return tuple(m for m in ordered_matches(content, hit) if is_notable(content, m.set_position))
