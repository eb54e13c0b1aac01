"""The names that Joliet gives to what is in one folder, beside those of Rock Ridge."""

from array import array
from collections.abc import Iterable, Iterator, Sequence

from forensics.filesystems.iso_records import FOLDER, INTERLEAVED, NOT_LAST, Damage, Record

Numbered = tuple[int | None, Record]
"""A record with the address that The Sleuth Kit gives it, if any."""

_NO_NUMBER = -1
_MOST_NAMES = 2_000_000  # of one folder, which take half a gigabyte; those behind are listed from both trees
_MATTER = FOLDER | NOT_LAST | INTERLEAVED


class Beside:
    """The records of one folder in Joliet; those that Rock Ridge has too are taken out one by one."""

    def __init__(self, records: Iterable[Numbered | Damage]) -> None:
        self._position: dict[bytes, int] = {}
        self._numbers, self._places = array("q"), array("Q")
        self._sizes, self._flags, self._is_taken = array("Q"), array("B"), bytearray()
        for each in records:
            if isinstance(each, Damage):  # told where those that are left are listed
                continue
            if len(self._places) == _MOST_NAMES:
                break
            number, record = each
            self._position.setdefault(record.name, len(self._places))
            self._numbers.append(_NO_NUMBER if number is None else number)
            self._places.append(record.place)
            self._sizes.append(record.size_bytes)
            self._flags.append(record.flags & _MATTER)
            self._is_taken.append(0)

    def folder(self, name: bytes) -> tuple[int | None, int] | None:
        """Address and place of the folder of that name, taken out; `None` where there is none."""
        position = self._position.get(name)
        if position is None or not self._flags[position] & FOLDER:
            return None
        self._is_taken[position] = 1
        return self._number(position), self._places[position]

    def file(self, parts: Sequence[Record]) -> tuple[int | None, int] | None:
        """The same of the file of that name and of the same content."""
        first = self._position.get(parts[0].name)
        if first is None or first + len(parts) > len(self._places):
            return None
        if not all(self._is_same(first + step, part) for step, part in enumerate(parts)):
            return None
        numbers = [self._number(first + step) for step in range(len(parts))]
        self._is_taken[first : first + len(parts)] = b"\1" * len(parts)
        return None if None in numbers else numbers[0], self._places[first]

    def left(self, records: Iterable[Numbered | Damage]) -> Iterator[Numbered | Damage]:
        """Of the same records once more, those that were not taken out."""
        position = 0
        for each in records:
            if isinstance(each, Damage):
                yield each
                continue
            if position >= len(self._is_taken) or not self._is_taken[position]:
                yield each
            position += 1

    def _number(self, position: int) -> int | None:
        number = self._numbers[position]
        return None if number == _NO_NUMBER else number

    def _is_same(self, position: int, record: Record) -> bool:
        size_bytes = self._sizes[position]
        return (
            size_bytes == record.size_bytes
            and (not size_bytes or self._places[position] == record.place)
            and self._flags[position] == record.flags & _MATTER
        )
