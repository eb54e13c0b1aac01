"""Python's cycle collector, kept to the GUI thread.

The collector runs in whichever thread happens to allocate. When that is the thread that asks the case, it may
take away the Python side of a widget while Qt uses it, and the program ends without a word. So it is switched
off, and run here by a timer.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

TICK_MS: Final = 500


class GuiThreadCollector(QObject):
    """In force from its making until `close`; what is alive when it is made is not looked at again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.collect()
        gc.freeze()
        gc.disable()
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self.collect)
        self._tick.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due, as Python itself would."""
        counts, limits = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if counts[generation] > limits[generation]]
        if due:
            gc.collect(max(due))

    def close(self) -> None:
        """Give the collector back to Python. What was set aside stays so: looking at all of it again takes
        longer than it frees.
        """
        self._tick.stop()
        gc.enable()
