"""The viewer of the fake workbench: speaks as `app.viewing.talking` does, over made-up contents.

The byte at place n of entry e is (n + e) modulo 251; every content has 4 MiB, and bytes 4,096 to 4,607 cannot
be read.
"""

import json
import sys
from typing import Any

SIZE = 4 << 20
LOST = (4_096, 512)


def content(entry: int, offset: int, length: int) -> bytes:
    end = min(SIZE, offset + length)
    return bytes((place + entry) % 251 for place in range(min(offset, end), end))


def answer_bytes(request: dict[str, Any]) -> tuple[dict[str, object], bytes]:  # Any: JSON
    offset, length = request["offset"], request["length"]
    data = bytearray(content(request["entry"], offset, length))
    first, last = max(LOST[0], offset), min(sum(LOST), offset + len(data))
    if first >= last:
        return {"unreadable": [], "reason": None}, bytes(data)
    data[first - offset : last - offset] = bytes(last - first)
    return {"unreadable": [[first - offset, last - first]], "reason": "bad sector"}, bytes(data)


ANSWERS = {"bytes": answer_bytes}


def say(head: dict[str, object], data: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps({"length": len(data), **head}).encode() + b"\n" + data)
    sys.stdout.buffer.flush()


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        if request["ask"] == "drop":
            continue
        facts, data = ANSWERS[request["ask"]](request)
        say({"id": request["id"], "ok": True, **facts}, data)


if __name__ == "__main__":
    main()
