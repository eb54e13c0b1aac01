"""The records of the $MFT counted twice: by the $MFT's own bitmap, and as they are met."""

from forensics.entries import Census
from forensics.filesystems.ntfs_mft import Window
from forensics.filesystems.ntfs_records import FLAGS_AT, IN_USE

SOURCE = "$MFT bitmap"
RESERVED = range(12, 24)  # NTFS keeps these for itself: marked in use from the start, whatever they hold
_NAMED = 5  # record numbers that a fault gives; the rest is counted
_EXPANDED = tuple(bytes(byte >> bit & 1 for bit in range(8)) for byte in range(256))
_IN_USE = bytes(flags & IN_USE for flags in range(256))


class RecordCount:
    """Takes the windows of one walk; tells the two counts and where they differ."""

    def __init__(self, bits: bytes, *, records: int) -> None:
        """`bits`: the bitmap; `records`: how many of its bits stand for a record."""
        self._bits = bits
        full, rest = divmod(records, 8)
        last = bits[full : full + 1]
        whole = int.from_bytes(bits[:full], "little") | (
            (last[0] & ((1 << rest) - 1)) << 8 * full if last else 0
        )
        self._in_use = whole.bit_count() - sum(self.is_marked(number) for number in RESERVED)
        self._met = 0
        self._unmarked = 0
        self._first_unmarked: list[int] = []
        self._first_missed: list[int] = []

    def is_marked(self, number: int) -> bool:
        byte = self._bits[number >> 3 : (number >> 3) + 1]
        return bool(byte and byte[0] >> (number & 7) & 1)

    def add(self, window: Window, record_bytes: int) -> None:
        column = window.records[FLAGS_AT : window.count * record_bytes : record_bytes]
        met = bytearray(column.translate(_IN_USE))
        for position in window.troubles:
            met[position] = 0
        marked = bytearray(self._marked(window.first, window.count))
        for number in RESERVED:
            if window.first <= number < window.first + window.count:
                met[number - window.first] = marked[number - window.first] = 0
        self._met += met.count(1)
        if met != marked:
            self._compare(window.first, met, marked)

    def _marked(self, first: int, count: int) -> bytes:
        """One byte a record, 1 where it is marked."""
        start = first >> 3
        end = (first + count + 7) >> 3
        bits = self._bits[start:end].ljust(end - start, b"\0")
        skipped = first - 8 * start
        return b"".join([_EXPANDED[byte] for byte in bits])[skipped : skipped + count]

    def _compare(self, first: int, met: bytearray, marked: bytearray) -> None:
        for position, (one, other) in enumerate(zip(met, marked, strict=True)):
            if one == other:
                continue
            if one:
                self._unmarked += 1
            numbers = self._first_unmarked if one else self._first_missed
            if len(numbers) < _NAMED:
                numbers.append(first + position)

    def census(self) -> Census:
        return Census(source=SOURCE, in_use=self._in_use, met=self._met)

    def difference(self) -> str | None:
        """A sentence where the counts do not agree record by record."""
        missed = self._in_use - (self._met - self._unmarked)
        if not missed and not self._unmarked:
            return None
        return (
            f"The bitmap of the $MFT marks {self._in_use:,} file records as in use and {self._met:,} were "
            f"met: {missed:,} marked ones were not met{_listed(self._first_missed)}, and "
            f"{self._unmarked:,} that were met are not marked{_listed(self._first_unmarked)}."
        )


def _listed(numbers: list[int]) -> str:
    return f" (first: {', '.join(map(str, numbers))})" if numbers else ""
