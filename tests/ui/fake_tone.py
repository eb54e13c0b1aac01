"""A sound that is counted, not heard."""

from PySide6.QtCore import QObject, Signal


class FakeTone(QObject):
    """`is_mute`: as on a laptop without any device."""

    failed = Signal()

    def __init__(self, *, is_mute: bool = False) -> None:
        super().__init__()
        self.is_mute = is_mute
        self.played = 0
        self.stopped = 0

    def play(self) -> None:
        self.played += 1
        if self.is_mute:
            self.failed.emit()

    def stop(self) -> None:
        self.stopped += 1

    def close(self) -> None:
        """Nothing runs."""
