"""What reading a drive asks of Windows, and kernel32 giving it. Not run on Windows yet.

Source: Microsoft, fileapi.h (CreateFileW, ReadFile) and ioapiset.h (DeviceIoControl).
"""

import ctypes
import sys
from typing import Protocol


class Kernel(Protocol):
    """Everything raises OSError, with `winerror` on Windows."""

    def open(self, name: str) -> int:
        """A handle that only reads."""
        ...

    def control(self, handle: int, code: int, asked: bytes, *, most_bytes: int) -> bytes:
        """What the driver answers."""
        ...

    def read_at(self, handle: int, offset: int, length: int) -> bytes:
        """Whole sectors, fewer only at the end of the drive."""
        ...

    def close(self, handle: int) -> None: ...


if sys.platform == "win32":
    from ctypes import wintypes

    _GENERIC_READ, _SHARE_ALL, _OPEN_EXISTING = 0x80000000, 3, 3
    _NO_HANDLE = ctypes.c_void_p(-1).value

    class _Overlapped(ctypes.Structure):
        """OVERLAPPED; of a handle opened without that flag it gives only the place to read at."""

        _fields_ = (
            ("internal", ctypes.c_void_p),
            ("internal_high", ctypes.c_void_p),
            ("offset", wintypes.DWORD),
            ("offset_high", wintypes.DWORD),
            ("event", wintypes.HANDLE),
        )

    class _Windows:
        def __init__(self) -> None:
            self._library = ctypes.WinDLL("kernel32", use_last_error=True)
            self._library.CreateFileW.restype = wintypes.HANDLE
            self._library.CreateFileW.argtypes = (
                *(wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, ctypes.c_void_p),
                *(wintypes.DWORD, wintypes.DWORD, wintypes.HANDLE),
            )
            self._library.DeviceIoControl.argtypes = (
                *(wintypes.HANDLE, wintypes.DWORD, ctypes.c_void_p, wintypes.DWORD),
                *(ctypes.c_void_p, wintypes.DWORD, ctypes.POINTER(wintypes.DWORD), ctypes.c_void_p),
            )
            self._library.ReadFile.argtypes = (
                *(wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD),
                *(ctypes.POINTER(wintypes.DWORD), ctypes.POINTER(_Overlapped)),
            )
            self._library.CloseHandle.argtypes = (wintypes.HANDLE,)

        def open(self, name: str) -> int:
            handle = self._library.CreateFileW(name, _GENERIC_READ, _SHARE_ALL, None, _OPEN_EXISTING, 0, None)
            if handle is None or handle == _NO_HANDLE:
                raise ctypes.WinError(ctypes.get_last_error())
            return int(handle)

        def control(self, handle: int, code: int, asked: bytes, *, most_bytes: int) -> bytes:
            answer, got = ctypes.create_string_buffer(max(1, most_bytes)), wintypes.DWORD()
            if not self._library.DeviceIoControl(
                handle, code, asked or None, len(asked), answer, most_bytes, ctypes.byref(got), None
            ):
                raise ctypes.WinError(ctypes.get_last_error())
            return answer.raw[: got.value]

        def read_at(self, handle: int, offset: int, length: int) -> bytes:
            content, got = ctypes.create_string_buffer(length), wintypes.DWORD()
            place = _Overlapped(offset=offset & 0xFFFFFFFF, offset_high=offset >> 32)
            if not self._library.ReadFile(handle, content, length, ctypes.byref(got), ctypes.byref(place)):
                raise ctypes.WinError(ctypes.get_last_error())
            return content.raw[: got.value]

        def close(self, handle: int) -> None:
            self._library.CloseHandle(handle)


def system_kernel() -> Kernel | None:
    """`None` where this is not Windows."""
    if sys.platform == "win32":
        return _Windows()
    return None
