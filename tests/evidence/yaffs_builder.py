"""YAFFS2 images page by page, as mkyaffs2image writes them and as a device leaves them behind.

Layout by the project's utils/mkyaffs2image.c and yaffs_guts.h: a page, then its spare bytes with the tags,
and behind these the code over them.
"""

import struct
from dataclasses import dataclass, field

FILE, LINK, FOLDER, HARD_LINK, SPECIAL = range(1, 6)
ROOT, LOST_FOUND, UNLINKED, DELETED = range(1, 5)
FIRST_SEQUENCE = 0x1000
FIRST_NUMBER = 257
_MODES = {FILE: 0o100644, LINK: 0o120777, FOLDER: 0o040755, SPECIAL: 0o010644, HARD_LINK: 0xFFFFFFFF}
UNUSED = 0xFFFFFFFF


def parity(value: int) -> int:
    return value.bit_count() & 1


def code_of(tags: bytes, order: str) -> bytes:
    """Six parities of columns, then of the numbers of odd bytes, and of these inverted."""
    columns = 0
    for byte in tags:
        for bit, mask in enumerate((0x55, 0xAA, 0x33, 0xCC, 0x0F, 0xF0)):
            columns ^= parity(byte & mask) << bit
    lines = inverted = 0
    for place, byte in enumerate(tags):
        if parity(byte):
            lines ^= place
            inverted ^= ~place & 0xFFFFFFFF
    return struct.pack(order + "B3xII", columns, lines, inverted)


@dataclass
class YaffsBuilder:
    page_bytes: int = 2048
    spare_bytes: int = 64
    tags_place: int = 0
    order: str = "<"
    says_twice: bool = False  # tags of headers repeat parent and kind, as a device writes them
    sequence: int = FIRST_SEQUENCE
    pages: list[bytes] = field(default_factory=list)
    next_number: int = FIRST_NUMBER

    def page(self, data: bytes, number: int, chunk: int, length: int) -> None:
        tags = struct.pack(self.order + "4I", self.sequence, number, chunk, length)
        spare = b"\xff" * self.tags_place + tags + code_of(tags, self.order)
        self.pages.append(data.ljust(self.page_bytes, b"\xff") + spare.ljust(self.spare_bytes, b"\xff"))

    def header(
        self, number: int, kind: int, parent: int, name: bytes, *, size: int = UNUSED, same_as: int = 0,
        target: bytes = b"", replaces: int = UNUSED, is_cut: bool = False,
        times: tuple[int, int, int] = (1, 2, 3),
    ) -> int:  # fmt: skip
        """`times`: accessed, modified, changed."""
        raw = struct.pack(
            self.order + "IIH256s2xI8x3III160s36xI4xII",
            kind, parent, 0xFFFF, name, _MODES[kind], *times, size, same_as, target, UNUSED, replaces,
            int(is_cut) if is_cut or self.says_twice else UNUSED,
        )  # fmt: skip
        if self.says_twice:
            length = {FILE: size, HARD_LINK: same_as}.get(kind, 0)
            self.page(raw, number | kind << 28, 0x80000000 | parent | is_cut << 30, length)
        else:
            self.page(raw, number, 0, 0xFFFF)
        return number

    def new(self) -> int:
        self.next_number += 1
        return self.next_number - 1

    def content(self, number: int, content: bytes, *, skip: tuple[int, ...] = ()) -> None:
        for place in range(0, len(content), self.page_bytes):
            chunk = place // self.page_bytes + 1
            piece = content[place : place + self.page_bytes]
            if chunk not in skip:
                self.page(piece, number, chunk, len(piece))

    def root(self) -> None:
        self.header(ROOT, FOLDER, ROOT, b"")

    def folder(self, name: bytes, parent: int = ROOT) -> int:
        return self.header(self.new(), FOLDER, parent, name)

    def file(self, name: bytes, content: bytes, parent: int = ROOT, *, skip: tuple[int, ...] = ()) -> int:
        """mkyaffs2image writes the header first; a device, when the file is closed."""
        number = self.new()
        if not self.says_twice:
            self.header(number, FILE, parent, name, size=len(content))
        self.content(number, content, skip=skip)
        if self.says_twice:
            self.header(number, FILE, parent, name, size=len(content))
        return number

    def delete(self, number: int, kind: int = FILE) -> None:
        self.header(number, kind, UNLINKED, b"unlinked", size=0)
        self.header(number, kind, DELETED, b"deleted", size=0)

    def next_block(self, pages: int = 64) -> None:
        """The rest of the block stays erased."""
        left = -len(self.pages) % pages
        self.pages += [b"\xff" * (self.page_bytes + self.spare_bytes)] * left
        self.sequence += 1

    def image(self) -> bytes:
        return b"".join(self.pages)
