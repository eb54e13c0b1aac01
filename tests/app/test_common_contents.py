"""Contents that lie on several exhibits, from the digests of their files."""

import sqlite3
from contextlib import closing

import pytest

from app.store.common_contents import CommonContents, common_contents

A, B, C = (letter * 32 for letter in (b"a", b"b", b"c"))


@pytest.mark.parametrize(
    ("rows", "places", "entries"),
    [
        ([], {}, []),
        ([(1, 1, A)], {}, []),
        ([(1, 1, A), (2, 1, A), (3, 2, B)], {}, []),
        ([(4, 2, A), (1, 1, A), (3, 2, B)], {(1, 2): 1}, [(1, 1), (1, 4)]),
        (
            [(1, 1, A), (2, 2, A), (3, 3, A), (4, 1, B), (5, 3, B), (6, 2, C)],
            {(1, 2, 3): 1, (1, 3): 2},
            [(1, 1), (1, 2), (1, 3), (2, 4), (2, 5)],
        ),
    ],
    ids=["none yet", "one file", "twice on one exhibit", "on two", "on three and on two"],
)
def test_files_whose_content_is_on_several_exhibits_are_numbered_by_these(
    rows: list[tuple[int, int, bytes]], places: dict[tuple[int, ...], int], entries: list[tuple[int, int]]
) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE digest (entry INTEGER, scan INTEGER, sha256 BLOB)")
        connection.executemany("INSERT INTO digest VALUES (?, ?, ?)", rows)
        found = common_contents(connection.execute("SELECT * FROM digest"))
    assert found == CommonContents(places=places, entries=entries)
