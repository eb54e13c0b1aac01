"""Takes still frames of a small video with the built program, as its viewer does; prints how many came.

usage: shipping/look_at_a_video.py dist/fieldcase/fieldcase
"""

import json
import struct
import subprocess
import sys

WIDTH, HEIGHT, FRAMES, RATE = 64, 48, 20, 10


def chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def a_video() -> bytes:
    """Plain grey frames that get brighter, as an AVI without compression."""
    size = WIDTH * HEIGHT * 3
    frames = [chunk(b"00db", bytes([10 * n]) * size) for n in range(FRAMES)]
    index = b"".join(
        b"00db" + struct.pack("<III", 0x10, 4 + n * len(frame), size) for n, frame in enumerate(frames)
    )
    head = (1_000_000 // RATE, size * RATE, 0, 0x10, FRAMES, 0, 1, size, WIDTH, HEIGHT, 0, 0, 0, 0)
    stream = (0, 0, 0, 0, 1, RATE, 0, FRAMES, size, 0xFFFFFFFF, 0, 0, 0, WIDTH, HEIGHT)
    form = (40, WIDTH, HEIGHT, 1, 24, 0, size, 0, 0, 0, 0)
    strl = chunk(b"strh", b"vids" + bytes(4) + struct.pack("<IHHIIIIIIII4H", *stream))
    strl += chunk(b"strf", struct.pack("<IiiHHIIiiII", *form))
    hdrl = chunk(b"avih", struct.pack("<14I", *head)) + chunk(b"LIST", b"strl" + strl)
    parts = (
        chunk(b"LIST", b"hdrl" + hdrl) + chunk(b"LIST", b"movi" + b"".join(frames)) + chunk(b"idx1", index)
    )
    return chunk(b"RIFF", b"AVI " + parts)


def main(program: str) -> None:
    video = a_video()
    taker = subprocess.Popen([program, "frames"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    if taker.stdin is None or taker.stdout is None:
        raise RuntimeError("no pipes")
    taker.stdin.write(json.dumps({"size": len(video), "count": 6, "width": 32}).encode() + b"\n")
    taker.stdin.flush()
    for line in taker.stdout:
        said = json.loads(line)
        if "want" not in said:
            print(len(said["frames"]), "frames", said["sentence"] or "")
            taker.kill()
            return
        offset, length = said["want"]
        data = video[offset : offset + length]
        taker.stdin.write(struct.pack("<I", len(data)) + data)
        taker.stdin.flush()


main(sys.argv[1])
