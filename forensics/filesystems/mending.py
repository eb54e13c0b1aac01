"""An image with damaged sectors of one volume replaced by the copies that its file system keeps of them."""

from collections.abc import Sequence

from forensics.images import EvidenceImage

Patches = Sequence[tuple[int, bytes]]
"""(byte of the image, what stands there)."""


class MendedImage:
    """Gives the patches where they lie and everything else as it is; never reads what a patch covers."""

    def __init__(self, image: EvidenceImage, patches: Patches) -> None:
        self._image = image
        self._patches = tuple(sorted(patches))
        self.info = image.info

    @property
    def below(self) -> EvidenceImage:
        """The evidence as it is."""
        return self._image

    def read(self, offset: int, length: int) -> bytes:
        pieces, place, end = [], offset, offset + length
        for start, value in self._patches:
            if start >= end or start + len(value) <= place:
                continue
            if start > place:
                pieces.append(self._image.read(place, start - place))
            cut = value[max(0, place - start) : end - start]
            pieces.append(cut)
            place = max(place, start) + len(cut)
        if place < end:
            pieces.append(self._image.read(place, end - place))
        return b"".join(pieces)

    def read_into(self, offset: int, view: memoryview) -> int:
        if not any(
            start < offset + len(view) and offset < start + len(value) for start, value in self._patches
        ):
            return self._image.read_into(offset, view)
        piece = self.read(offset, len(view))
        view[: len(piece)] = piece
        return len(piece)

    def for_thread(self) -> "MendedImage":
        return MendedImage(self._image.for_thread(), self._patches)

    def close(self) -> None:
        """The image is closed by whoever opened it."""
