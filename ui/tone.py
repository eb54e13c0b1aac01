"""One sound, made by recipe: two rising notes, loud enough for another room, over in a second and a half.

Sound is Qt's, loaded when it is first needed and played by a thread of its own: opening a sound device can
take as long as the system likes.
"""

import math
from array import array
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLoggingCategory, QObject, QThread, Signal

RATE_HZ: Final = 44_100
NOTES: Final = ((880.0, 0.0), (1_174.7, 0.28), (1_760.0, 0.56))  # A5, D6, A6: carry through a closed door
NOTE_S: Final = 0.9
LOUDNESS: Final = 0.85
# What Qt finds missing is told in our own words.
_QUIET: Final = "qt.multimedia*=false\nqt.multimedia.*=false"


def samples() -> "array[int]":
    """The sound as 16-bit numbers of one channel."""
    length = int(RATE_HZ * (NOTES[-1][1] + NOTE_S))
    sums = [0.0] * length
    for frequency, begin_s in NOTES:
        first = int(begin_s * RATE_HZ)
        for step in range(int(NOTE_S * RATE_HZ)):
            at_s = step / RATE_HZ
            swell = min(1.0, at_s / 0.008) * math.exp(-4.0 * at_s)
            turn = 2 * math.pi * frequency * at_s
            sums[first + step] += swell * (math.sin(turn) + 0.35 * math.sin(2 * turn))
    loudest = max(abs(value) for value in sums)
    return array("h", (int(LOUDNESS * 32_767 * value / loudest) for value in sums))


class Tone(QObject):
    """`failed` where there is no device, or it refuses."""

    failed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player: _Player | None = None

    def play(self) -> None:
        """Play from the beginning; while it plays, a second wish is the same wish."""
        if self._player is None or self._player.isFinished():
            self._player = _Player(self)
            self._player.refused.connect(self.failed)
            self._player.start()

    def stop(self) -> None:
        if self._player is not None:
            self._player.quit()

    def close(self) -> None:
        """Stop, and wait for the thread."""
        if self._player is not None:
            self._player.quit()
            self._player.wait()
            self._player = None


class _Player(QThread):
    """Plays once and ends."""

    refused = Signal()

    def run(self) -> None:
        QLoggingCategory.setFilterRules(_QUIET)
        from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices, QtAudio

        device = QMediaDevices.defaultAudioOutput()
        form = QAudioFormat()
        form.setSampleRate(RATE_HZ)
        form.setChannelCount(1)
        form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        if device.isNull() or not device.isFormatSupported(form):
            self.refused.emit()
            return
        buffer = QBuffer()
        buffer.setData(QByteArray(samples().tobytes()))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        sink = QAudioSink(device, form)
        over = (QtAudio.State.IdleState, QtAudio.State.StoppedState)
        sink.stateChanged.connect(lambda state: self.quit() if state in over else None)
        sink.start(buffer)
        if sink.state() == QtAudio.State.StoppedState:
            self.refused.emit()
        else:
            self.exec()
        sink.stop()
