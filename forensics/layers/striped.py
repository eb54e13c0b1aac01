"""A volume whose bytes lie on others by turns, each of which is a layer itself: RAID 0."""

from collections.abc import Sequence

from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage
from forensics.layers import Layer


class StripedLayer:
    """`stripe_bytes` on one of `columns` before the next follows."""

    def __init__(self, columns: Sequence[Layer], *, stripe_bytes: int, size_bytes: int) -> None:
        self._columns = tuple(columns)
        self._stripe_bytes = stripe_bytes
        self.size_bytes = size_bytes

    def read(self, offset: int, length: int) -> bytes:
        data = bytearray(max(0, min(length, self.size_bytes - offset)))
        self.read_into(offset, memoryview(data))
        return bytes(data)

    def read_into(self, offset: int, view: memoryview) -> int:
        wanted = max(0, min(len(view), self.size_bytes - offset))
        done = 0
        while done < wanted:
            number, within = divmod(offset + done, self._stripe_bytes)
            row, column = divmod(number, len(self._columns))
            part = view[done : done + min(wanted - done, self._stripe_bytes - within)]
            place = row * self._stripe_bytes + within
            if self._columns[column].read_into(place, part) != len(part):
                raise EvidenceUnreadable(f"Part {column} of the volume ends before its byte {place:,}.")
            done += len(part)
        return done

    def for_thread(self, image: EvidenceImage) -> "StripedLayer":
        columns = [column.for_thread(image) for column in self._columns]
        return StripedLayer(columns, stripe_bytes=self._stripe_bytes, size_bytes=self.size_bytes)

    def close(self) -> None:
        for column in self._columns:
            column.close()
