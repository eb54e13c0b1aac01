"""Still frames of one video, made in a process of its own: no sound, no window, no file, no network.

The content comes in ranges over the pipes, as the decoder of Qt asks for them: `{"want": [offset, length]}`
is answered by a length (four bytes, little end first) and that many bytes. At the end stands one line,
`{"frames": [[width, height, at_ms], …], "length_ms": n, "sentence": null}`, and the RGB pixels of all frames.

Nothing imports this module but the start-up of its process: videos are decoded nowhere else.
"""

import json
import os
import struct
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final

from PySide6.QtCore import QIODevice, QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame, QVideoSink

OPENING_PATIENCE_MS: Final = 6_000
FRAME_PATIENCE_MS: Final = 2_000  # for one frame; what does not come in it is left out
MOST_MISSED: Final = 2  # one after the other: the content has nothing more to give
MOST_SIDE: Final = 512
_BLOCK: Final = 256 * 1024
_MOST_BLOCKS: Final = 128
_LENGTH: Final = struct.Struct("<I")
_Status = QMediaPlayer.MediaStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`size` bytes of content; `count` frames over its length, at most `width` on their longer side."""

    size: int
    count: int
    width: int


class AskedContent(QIODevice):
    """The content as a device to read and seek in; blocks are asked for once and a few are kept.

    Qt reads from a thread of its own; the pipes belong to whoever reads.
    """

    def __init__(self, questions: BinaryIO, answers: BinaryIO, *, size: int) -> None:
        super().__init__()
        self._questions, self._answers, self._size = questions, answers, size
        self._blocks: dict[int, bytes] = {}
        self._lock = threading.Lock()
        self.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)

    def isSequential(self) -> bool:
        return False

    def size(self) -> int:
        return self._size

    def bytesAvailable(self) -> int:
        return max(0, self._size - self.pos())

    def readData(self, most: int) -> bytes:  # PySide takes bytes where C++ fills a buffer
        at = self.pos()
        number, start = divmod(at, _BLOCK)
        if at >= self._size:
            return b""
        return self._block(number)[start : start + most]

    def writeData(self, data: bytes | bytearray | memoryview, length: int) -> int:
        del data, length
        return -1

    def _block(self, number: int) -> bytes:
        with self._lock:
            if number not in self._blocks:
                if len(self._blocks) >= _MOST_BLOCKS:
                    self._blocks.pop(next(iter(self._blocks)))
                offset = number * _BLOCK
                self._blocks[number] = self._asked(offset, min(_BLOCK, self._size - offset))
            return self._blocks[number]

    def _asked(self, offset: int, length: int) -> bytes:
        self._questions.write(json.dumps({"want": [offset, length]}).encode() + b"\n")
        self._questions.flush()
        head = self._answers.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            os._exit(1)  # the viewer is gone; there is nobody left to work for
        return self._answers.read(_LENGTH.unpack(head)[0])


class FrameTaker(QObject):
    """Takes frames one after the other, then calls `done`; what fails ends it with what there is so far."""

    def __init__(self, content: AskedContent, wanted: Wanted, done: Callable[[], object]) -> None:
        super().__init__()
        self._wanted, self._done = wanted, done
        self.frames: list[tuple[QImage, int]] = []
        self.sentence: str | None = None
        self.length_ms = 0
        self._places: list[int] = []
        self._missed = 0
        self._is_over = False
        self._sink = QVideoSink(self)
        self._player = QMediaPlayer(self)
        self._patience = QTimer(self, singleShot=True, interval=OPENING_PATIENCE_MS)
        self._patience.timeout.connect(self._on_late)
        self._player.mediaStatusChanged.connect(self._on_status)
        self._player.errorOccurred.connect(self._on_error)
        self._sink.videoFrameChanged.connect(self._on_frame)
        self._player.setVideoSink(self._sink)  # and no audio output: nothing can sound
        self._player.setSourceDevice(content, QUrl())
        self._patience.start()

    def _on_status(self, status: _Status) -> None:
        if status == _Status.LoadedMedia and not self._places and not self._is_over:
            if not self._player.hasVideo():
                self._end("it holds no moving picture that can be decoded")
                return
            self.length_ms = max(0, self._player.duration())
            count = max(1, self._wanted.count) if self.length_ms else 1
            self._places = [self.length_ms * (2 * n + 1) // (2 * count) for n in range(count)]
            self._player.pause()
            self._seek()
        elif status == _Status.InvalidMedia:
            self._end("it is no video that can be decoded, or it is damaged")

    def _seek(self) -> None:
        self._patience.start(FRAME_PATIENCE_MS)
        self._player.setPosition(self._places[0])

    def _on_frame(self, frame: QVideoFrame) -> None:
        if self._is_over or not self._places or not frame.isValid():
            return
        at_ms = frame.startTime() // 1_000
        if self.length_ms and at_ms + 1_000 < self._places[0]:
            return  # on the way from the frame before; what comes too early is not what was asked for
        image = frame.toImage()
        if not image.isNull():
            self.frames.append((_small(image, self._wanted.width), max(0, at_ms)))
            self._missed = 0
        self._next()

    def _next(self) -> None:
        self._places.pop(0)
        if self._places:
            self._seek()
        else:
            self._end(None)

    def _on_late(self) -> None:
        if not self._places:
            self._end("its beginning could not be decoded in time")
            return
        self._missed += 1
        if self._missed >= MOST_MISSED:
            self._end(None)
        else:
            self._next()

    def _on_error(self, _error: QMediaPlayer.Error, words: str) -> None:
        self._end(f"it cannot be decoded: {words.strip().rstrip('.') or 'no reason given'}")

    def _end(self, sentence: str | None) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._patience.stop()
        if not self.frames:
            self.sentence = sentence or "no frame of it can be decoded"
        self._done()


def _small(image: QImage, width: int) -> QImage:
    side = max(1, min(width, MOST_SIDE))
    if max(image.width(), image.height()) > side:
        image = image.scaled(
            side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    return image.convertToFormat(QImage.Format.Format_RGB888)


def _pixels(image: QImage) -> bytes:
    """Rows without the gaps that Qt leaves between them."""
    row, width = image.bytesPerLine(), image.width() * 3
    data = bytes(image.constBits())
    return b"".join(data[at * row : at * row + width] for at in range(image.height()))


def take_frames(questions: BinaryIO, answers: BinaryIO) -> None:
    """Read what is wanted from `answers`, and give the frames to `questions`; one video, then it is over."""
    line = answers.readline()
    if not line:
        return
    wanted = Wanted(**json.loads(line))
    os.environ |= {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_FFMPEG_DECODING_HW_DEVICE_TYPES": ",",  # none: drivers are not confined as this process is
    }
    application = QGuiApplication(sys.argv[:1])
    content = AskedContent(questions, answers, size=wanted.size)
    taker = FrameTaker(content, wanted, application.quit)
    application.exec()
    head = {
        "frames": [[image.width(), image.height(), at_ms] for image, at_ms in taker.frames],
        "length_ms": taker.length_ms,
        "sentence": taker.sentence,
    }
    questions.write(json.dumps(head).encode() + b"\n")
    for image, _at_ms in taker.frames:
        questions.write(_pixels(image))
    questions.flush()
