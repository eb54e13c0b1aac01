"""Whether the other forms of a bundle say the same as its tables."""

from collections.abc import Callable, Iterator

from reports.checking.opening import Bundle


def checks(bundle: Bundle) -> Iterator[tuple[str, Callable[[], str]]]:
    yield from ()
