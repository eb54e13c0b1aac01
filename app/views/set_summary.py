"""What an import came to, in plain lines: what was read, what is kept, what was left out and why."""

from collections.abc import Iterator

from app.views.sentences import counted
from forensics.digests import ALGORITHM_NAMES, Algorithm
from forensics.hashset import Role, SetInfo
from forensics.hashset.labels import label_of
from forensics.hashset.library import spelled


def headline(info: SetInfo) -> str:
    """The import in one sentence, without a full stop."""
    counts = counted(info.record_count, "record", "records")
    if info.algorithms:  # fingerprints alone are not told apart
        counts = f"{counts}, {info.distinct_count:,} different"
    role = "known, not harmless" if info.role == Role.KNOWN else info.role
    parts = [f"{spelled(info)}: {counts}, as {role}, from {info.format}"]
    if info.is_locked:
        parts.append("locked")
    if info.dropped_empty:
        digests = counted(info.dropped_empty, "digest", "digests")
        parts.append(f"{digests} of the empty file left out")
    return "; ".join(parts)


def summary_lines(info: SetInfo) -> tuple[str, ...]:
    return tuple(_lines(info))


def _lines(info: SetInfo) -> Iterator[str]:
    distinct = info.distinct_counts or (None,) * len(info.algorithms)
    for name, count, different in zip(info.algorithms, info.digest_counts, distinct, strict=True):
        more = "" if different is None else f", {different:,} different"
        yield f"{ALGORITHM_NAMES[Algorithm(name)]}: {counted(count, 'record', 'records')}{more}"
    if info.sized_count + info.unsized_count:
        yield f"size: {info.sized_count:,} with one, {info.unsized_count:,} without"
    yield from _categories(info)
    for why, count in info.dropped:
        yield f"left out, {why}: {count:,}"
    for note in info.notes:  # fingerprints among them
        yield note.rstrip(".")


def _categories(info: SetInfo) -> Iterator[str]:
    if all(code is None for code, _count in info.category_counts):
        return
    for code, count in info.category_counts:
        label = label_of(info.scheme, code)
        name = "no category" if code is None else f"category {code}" + (f" ({label})" if label else "")
        yield f"{name}: {counted(count, 'record', 'records')}"
