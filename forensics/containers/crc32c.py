"""CRC-32C, the checksum with Castagnoli's polynomial: of VHDX and of several file systems.

Source: RFC 3720, appendix B.4.
"""

_POLYNOMIAL = 0x82F63B78  # bits reversed


def _table() -> list[int]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        table.append(value)
    return table


_TABLE = _table()


def crc32c(content: bytes) -> int:
    checksum = 0xFFFF_FFFF
    for byte in content:
        checksum = checksum >> 8 ^ _TABLE[(checksum ^ byte) & 0xFF]
    return checksum ^ 0xFFFF_FFFF
