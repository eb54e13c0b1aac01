"""An EvidenceImage as TSK sees it."""

import pytsk3

from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage

_SECTOR_BYTES = 512


class Media(pytsk3.Img_Info):  # type: ignore[misc]  # the binding ships no type information
    """Hands TSK's reads to the image. TSK turns a raised exception into its own error, so the last trouble is
    kept for the report.
    """

    def __init__(self, image: EvidenceImage) -> None:
        self._image = image
        self.trouble: EvidenceUnreadable | None = None
        self.gave_nothing = False  # an answer was empty for trouble; TSK may take that for zeros
        self._amended: dict[int, bytes] = {}
        super().__init__(url="", type=pytsk3.TSK_IMG_TYPE_EXTERNAL)

    def close(self) -> None:
        """The image is closed by whoever opened it."""

    def read(self, offset: int, size: int) -> bytes:
        try:
            piece = self._image.read(offset, size)
        except EvidenceUnreadable as trouble:
            self.trouble = trouble
            piece = self._up_to_the_trouble(offset, size)
            self.gave_nothing = self.gave_nothing or not piece
        for place, value in self._amended.items():
            if offset <= place and place + len(value) <= offset + len(piece):
                piece = piece[: place - offset] + value + piece[place - offset + len(value) :]
        return piece

    def _up_to_the_trouble(self, offset: int, size: int) -> bytes:
        """What can be read from `offset` on, sector by sector.

        TSK asks for 64 KiB at a time and tries again for less when that fails. An exception would stay behind
        in the binding and spoil the second try; a short answer is what TSK takes for a failure where the
        bytes are needed.
        """
        pieces = []
        for place in range(offset, offset + size, _SECTOR_BYTES):
            try:
                pieces.append(self._image.read(place, min(_SECTOR_BYTES, offset + size - place)))
            except EvidenceUnreadable:
                break
        return b"".join(pieces)

    def amend(self, place: int, value: bytes) -> None:
        """Let TSK, and only TSK, see `value` at byte `place` of the media; for fields an old format leaves
        out and TSK does not expect to be.
        """
        self._amended[place] = value

    def get_size(self) -> int:
        return self._image.info.size_bytes

    def take_trouble(self) -> EvidenceUnreadable | None:
        """The trouble of the image met since the last call: the reason behind TSK's own words."""
        trouble, self.trouble = self.trouble, None
        self.gave_nothing = False
        return trouble


TSK_TROUBLE = (OSError, RuntimeError)
"""What the binding raises: OSError for TSK's own errors and short reads, RuntimeError when `Media.read`
raised.
"""
