"""Picture fingerprints of a set, PDQ and PhotoDNA: kept in source order; none is compared here."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import numpy.typing as npt

from forensics.hashset.building.writing import NumberFile
from forensics.hashset.records import RecordBatch

NO_QUALITY = -1


class FingerprintFiles:
    """The columns of both kinds in working files of the import."""

    def __init__(self, folder: Path) -> None:
        self._open_files = ExitStack()
        names = (
            "pdq.values",
            "pdq.qualities",
            "pdq.records",
            "pdq.categories",
            "photodna.values",
            "photodna.records",
        )
        self._files = {name: NumberFile(folder / name) for name in names}
        for file in self._files.values():
            self._open_files.callback(file.close)

    def add_pdq(self, batch: RecordBatch, *, first: int, categories: npt.NDArray[np.uint16] | None) -> int:
        """Keep the PDQ values of a batch whose first record is the source's `first`; give their number."""
        if batch.pdq is None:
            return 0
        places, count = batch.pdq.places, len(batch.pdq.places)
        qualities = np.full(count, NO_QUALITY) if batch.pdq_qualities is None else batch.pdq_qualities
        codes = np.zeros(count) if categories is None else categories[places]
        self._files["pdq.values"].add(batch.pdq.raw)
        self._files["pdq.qualities"].add(qualities.astype("<i2"))
        self._files["pdq.records"].add((places + np.uint32(first)).astype("<u4"))
        self._files["pdq.categories"].add(codes.astype("<u2"))
        return count

    def add_photodna(self, batch: RecordBatch, *, first: int) -> int:
        """Keep the PhotoDNA values of a batch; give their number."""
        if batch.photodna is None:
            return 0
        self._files["photodna.values"].add(batch.photodna.raw)
        self._files["photodna.records"].add((batch.photodna.places + np.uint32(first)).astype("<u4"))
        return len(batch.photodna.places)

    def sections(self, *, with_categories: bool) -> Iterator[tuple[str, NumberFile]]:
        for name, file in self._files.items():
            if with_categories or name != "pdq.categories":
                yield name, file

    def close(self) -> None:
        self._open_files.close()
