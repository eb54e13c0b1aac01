"""CRC-32C: the values of its standard, and the same however the bytes are given."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.crc32c import crc32c, crc32c_from, crc32c_of_rows


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
        (b"123456789", 0xE3069283),
        (b"", 0),
    ],
)
def test_the_values_of_rfc_3720_are_found(data: bytes, value: int) -> None:
    assert crc32c(data) == value


def bit_by_bit(data: bytes) -> int:
    state = 0xFFFF_FFFF
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0x82F63B78 if state & 1 else 0)
    return state ^ 0xFFFF_FFFF


@given(data=st.binary(max_size=40), repeats=st.integers(1, 250), cut=st.integers(0, 40))
def test_any_length_is_as_bit_by_bit_and_as_in_two_parts(data: bytes, repeats: int, cut: int) -> None:
    whole = data * repeats
    assert crc32c(whole) == bit_by_bit(whole)
    assert crc32c_from(crc32c_from(0xFFFF_FFFF, whole[:cut]), whole[cut:]) ^ 0xFFFF_FFFF == crc32c(whole)


def test_rows_are_taken_each_by_itself() -> None:
    rows = np.frombuffer(bytes(range(251)) * 2, dtype=np.uint8).reshape(2, 251)
    assert crc32c_of_rows(rows).tolist() == [bit_by_bit(row.tobytes()) for row in rows]
