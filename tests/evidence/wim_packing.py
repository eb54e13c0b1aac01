"""Chunks packed as Windows packs system files, by wimlib: the reference for XPRESS Huffman and LZX."""

import ctypes
import ctypes.util

import pytest

XPRESS, LZX = 1, 2  # wimlib.h, enum wimlib_compression_type
FORMS = {0: (XPRESS, 4 << 10), 1: (LZX, 32 << 10), 2: (XPRESS, 8 << 10), 3: (XPRESS, 16 << 10)}
"""By the number in a reparse point: the packing, and the bytes of a chunk."""


class Packer:
    """Of one form."""

    def __init__(self, form: int) -> None:
        self._library = _library()
        packing, self.chunk_bytes = FORMS[form]
        self._compressor = ctypes.c_void_p()
        result = self._library.wimlib_create_compressor(
            packing, ctypes.c_size_t(self.chunk_bytes), 50, ctypes.byref(self._compressor)
        )
        assert result == 0

    def packed(self, chunk: bytes) -> bytes:
        """The chunk itself where packing does not make it smaller."""
        room = ctypes.create_string_buffer(len(chunk))
        length = self._library.wimlib_compress(
            chunk, ctypes.c_size_t(len(chunk)), room, ctypes.c_size_t(len(chunk) - 1), self._compressor
        )
        return room.raw[:length] if length else chunk

    def stream(self, content: bytes) -> bytes:
        """A whole WofCompressedData of a content below 4 GiB."""
        starts = range(0, len(content), self.chunk_bytes)
        chunks = [self.packed(content[start : start + self.chunk_bytes]) for start in starts]
        places = [sum(map(len, chunks[:number])) for number in range(1, len(chunks))]
        return b"".join([*(place.to_bytes(4, "little") for place in places), *chunks])


def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libwim.so.15")
    except OSError:
        pytest.skip("wimlib is not installed (libwim15)")
    library.wimlib_compress.restype = ctypes.c_size_t
    return library
