"""The disk map of the fake case: the real reckoning over entries with places made by formula."""

from datetime import UTC, datetime

from app.answers import TroubleSentence
from app.rows.maps import DiskMap, FolderMap, MapChoice, MapStrip, TimeLine
from app.views.map_rows import ReadMap
from tests.app.placed_rows import PlacedRow, a_read_map, a_volume, placed_entries

MOST = 2_000  # entries that are placed, however many the case has
SIZE = 64 << 20
VOLUME_AT, VOLUME_LONG = 1 << 20, 60 << 20
DAY_NS = 86_400_000_000_000
BEGINNING_NS = int(datetime(2016, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000_000
OUTCOMES = ("compared", "known", "ruled_out_by_size")


def a_placed_row(number: int) -> PlacedRow:
    """Entry by entry through the volume, some with a hole behind them, ten days after one another."""
    length = 12_000 + number * 7919 % 9_000
    return PlacedRow(
        path=f"/Users/home/Pictures/{number // 100:04}/IMG_{number:07}.jpg".encode(),
        outcome="matched"
        if number % 300 == 7
        else "unreadable"
        if number % 300 == 13
        else OUTCOMES[number % 3],
        size=length,
        modified=BEGINNING_NS + number * DAY_NS * 10 // 8,
        runs=((VOLUME_AT + number * 24_000, length),),
    )


class FakeMaps:
    """What of an open case answers about maps; `state` tells how many entries are there."""

    maps_read = 0  # how often a map was read anew
    _last: tuple[object, ReadMap] | None = None

    def placed(self) -> int:
        """How many entries are placed."""
        raise NotImplementedError

    def _read(self, exhibit: str) -> ReadMap:
        state = (exhibit, self.placed())
        if self._last is None or self._last[0] != state:
            self.maps_read += 1
            entries = placed_entries(*(a_placed_row(n) for n in range(min(state[1], MOST))), at_once=500)
            volume = a_volume(VOLUME_AT, VOLUME_LONG)
            made = a_read_map(
                entries, size=SIZE, volumes=[volume], unreadable=[(SIZE // 2, 4096)], label=exhibit
            )
            self._last = (state, made)
        return self._last[1]

    def disk_map(self, exhibit: str) -> DiskMap:
        if exhibit == "gone":
            raise TroubleSentence("there is no exhibit gone in this case")
        return self._read(exhibit).disk_map()

    def map_strip(self, exhibit: str, start: int, end: int, *, columns: int) -> MapStrip:
        return self._read(exhibit).strip(start, end, columns=columns)

    def map_choice(self, exhibit: str, start: int, end: int) -> MapChoice:
        return self._read(exhibit).choice(start, end)

    def next_hit(self, exhibit: str, after: int, *, is_backwards: bool = False) -> int | None:
        return self._read(exhibit).next_hit(after, is_backwards=is_backwards)

    def time_line(self, exhibit: str, field: str, *, span: tuple[str, str] | None = None) -> TimeLine:
        return self._read(exhibit).time_line(field, seized_at="2020-01-01T00:00:00Z", span=span)

    def folder_map(self, exhibit: str, key: str | None, *, weigh: str) -> FolderMap:
        return self._read(exhibit).folders(key, weigh=weigh)
