"""The viewer of the fake workbench: speaks as `app.viewing.talking` does, over made-up contents.

The byte at place n of entry e is (n + e) modulo 251; every content has 4 MiB, and bytes 4,096 to 4,607 cannot
be read.
"""

import json
import sys
from typing import Any

SIZE = 4 << 20
LOST = (4_096, 512)
GIVEN: list[str] = []


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


def answer_ready(_request: dict[str, Any]) -> tuple[dict[str, object], bytes]:  # Any: JSON
    """What secrets it was given stands in the answer, for tests."""
    return {"given": GIVEN}, b""


def answer_look(request: dict[str, Any]) -> tuple[dict[str, object], bytes]:  # Any: JSON
    """A shape of so many pixels."""
    width = min(request["width"], 320)
    height = width * 3 // 4
    if request["step"] in ("lines", "grey"):
        form, picture = (
            "L",
            bytes(((x + y) % 16 == 0 and 255) or 40 for y in range(height) for x in range(width)),
        )
    else:
        form, picture = "RGB", bytes((70, 130, 160)) * (width * height)
    facts: dict[str, object] = {"kind": "JPEG", "pictures": [[width, height, form]], "is_cut_off": False}
    return facts, picture


def answer_strip(request: dict[str, Any]) -> tuple[dict[str, object], bytes]:  # Any: JSON
    facts, picture = answer_look(request)
    one: object = facts["pictures"][0]  # type: ignore[index]  # a list of one
    count = request["count"]
    length = {"at_ms": [1_000 * n for n in range(count)], "length_ms": 1_000 * count}
    return facts | length | {"kind": "MP4", "pictures": [one] * count}, picture * count


def answer_unlock(_request: dict[str, Any]) -> tuple[dict[str, object], bytes]:  # Any: JSON
    return {}, b""


ANSWERS = {"unlock": answer_unlock, "bytes": answer_bytes, "ready": answer_ready, "look": answer_look}


def say(head: dict[str, object], data: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps({"length": len(data), **head}).encode() + b"\n" + data)
    sys.stdout.buffer.flush()


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        if request["ask"] == "drop":
            continue
        if request["ask"] == "secret":
            GIVEN.append(request["secret"])
            continue
        if request["ask"] == "unlock" and request["secret"] == "wrong":
            say({"id": request["id"], "ok": False, "sentence": "this password does not open the APFS volume"})
            continue
        if request["ask"] == "look" and "trouble" in sys.argv:
            say({"id": request["id"], "ok": False, "sentence": "it has more than 210,000,000 pixels"})
            continue
        is_strip = request["ask"] == "look" and "video" in sys.argv
        facts, data = (answer_strip if is_strip else ANSWERS[request["ask"]])(request)
        say({"id": request["id"], "ok": True, **facts}, data)


if __name__ == "__main__":
    main()
