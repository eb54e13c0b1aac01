"""What the desktop calls things: numbers, sizes, times, states, outcomes and verdicts, in the exact words of
the style guide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from app.rows import ExhibitRow, VolumeRow

# Fixed order of outcomes in every bar and list.
OUTCOMES: Final[tuple[tuple[str, str], ...]] = (
    ("matched", "Matched"),
    ("known", "Known"),
    ("compared", "Compared"),
    ("ruled_out_by_size", "Ruled out by size"),
    ("no_content", "No content"),
    ("skipped_by_profile", "Skipped by profile"),
    ("unreadable", "Unreadable"),
    ("encrypted", "Encrypted"),
    ("waiting", "Waiting"),
)
OUTCOME_WORDS: Final = dict(OUTCOMES)
OUTCOME_MEANING: Final = {
    "matched": "hit",
    "known": "known",
    "compared": "compared",
    "ruled_out_by_size": "ruled",
    "no_content": "text2",
    "skipped_by_profile": "skipped",
    "unreadable": "unreadable",
    "encrypted": "locked",
    "waiting": "text3",
}

ALGORITHMS: Final = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256"}
LIMITS: Final = {
    "disk": "the disk is what limits",
    "processor": "the processor is what limits",
    "decompression": "unpacking the image is what limits",
}
BYTE_KINDS: Final = {
    "allocated": "In use, by the file system's own map",
    "unallocated": "Free, by the file system's own map; not searched",
    "in_files": "In files, by the places of their content",
    "outside_files": "Outside files: free space and the file system's own records",
    "undivided": "Readable volume; how its space is used was not measured",
    "locked": "Locked",
    "unsupported": "File system not supported in this version",
    "no_file_system": "No file system found",
    "unreadable": "Could not be read",
    "gap": "Partition tables and gaps",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A thing in words with its icon and its colour's meaning."""

    words: str
    icon: str
    meaning: str
    second: str = ""


def count(number: int) -> str:
    return f"{number:,}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 file`, `12,408 files`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def size(bytes_: float) -> str:
    """A size as a person says it, in binary units: `1,482 B`, `3.1 GiB`."""
    if bytes_ < 10_000:
        return f"{bytes_:,.0f} B"
    value, units = float(bytes_), iter(("KiB", "MiB", "GiB", "TiB", "PiB"))
    unit = "B"
    while value >= 1000 and unit != "PiB":
        value, unit = value / 1024, next(units)
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:,.1f} {unit}"


def share(part: float) -> str:
    """A share from 0 to 1 that never hides a small remainder: `< 0.1 %`, `99.9 %`, `all`."""
    if part <= 0:
        return "0 %"
    if part >= 1:
        return "all"
    if part < 0.001:
        return "< 0.1 %"
    percent = min(part * 100, 99.9)
    return f"{percent:.0f} %" if 10 <= percent < 99 else f"{percent:.1f} %"


def duration(seconds: float) -> str:
    """`0:07`, `19:58`, `2:04:11`."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def time_left(low_s: float | None, high_s: float | None) -> str:
    """The estimate as a range, coarse on purpose; empty while there is none."""
    if low_s is None or high_s is None:
        return ""
    if high_s < 60:
        return "less than 1 min left"
    low, high = _span(low_s), _span(high_s)
    if low == high:
        return f"about {high[0]} {high[1]} left"
    return f"{low[0]} {low[1] + ' ' if low[1] != high[1] else ''}to {high[0]} {high[1]} left"


def _span(seconds: float) -> tuple[int, str]:
    """Minutes, and hours from two of them on."""
    minutes = max(1, round(seconds / 60))
    return (round(seconds / 3600), "h") if minutes >= 120 else (minutes, "min")


def after(seconds: float) -> str:
    """The time since the start at which something was seen: `0.4 s`, `12 s`, `2:04`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 60 else duration(seconds)


def listed(words: Sequence[str]) -> str:
    """`one`, `one and two`, `one, two and three`."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def middle_left_out(words: str, most: int | None) -> str:
    """At most so many characters, beginning and end; all of them where no number is given."""
    if most is None or len(words) <= most:
        return words
    head = most // 2
    return f"{words[:head].rstrip()}…{words[len(words) - (most - head - 1) :].lstrip()}"


def algorithm_words(names: Sequence[str]) -> str:
    return listed([ALGORITHMS.get(name, name) for name in names])


def grouped(digest: str) -> str:
    """A digest in groups of four."""
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))


def moment(iso: str | None) -> str:
    """An ISO 8601 time as `19 Nov 2026 22:47`, in UTC; what does not read as a time is shown as written."""
    if not iso:
        return ""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{when.astimezone(UTC) if when.tzinfo else when:%-d %b %Y %H:%M}"


def clock(iso: str) -> str:
    """Only the time of day of an ISO 8601 time, to the second."""
    try:
        return f"{datetime.fromisoformat(iso):%H:%M:%S}"
    except ValueError:
        return iso


EXHIBIT_STATES: Final = {
    "added": Said(words="Added", icon="hard-drive", meaning="text2"),
    "verifying": Said(words="Verifying", icon="shield", meaning="accent"),
    "waiting": Said(words="Waiting", icon="clock", meaning="text2"),
    "scanning": Said(words="Scanning", icon="gauge", meaning="accent"),
    "stopped": Said(words="Stopped, can be resumed", icon="pause-circle", meaning="text2"),
    "done": Said(words="Done", icon="check", meaning="accent"),
    "done_part_unread": Said(words="Done, part unread", icon="warning", meaning="unreadable"),
    "unreadable": Said(words="Could not be read", icon="warning", meaning="unreadable"),
}
VERIFIED: Final = {
    None: Said(words="Not verified yet", icon="shield", meaning="text2"),
    "agrees": Said(words="Verified: digest agrees", icon="shield-check", meaning="verified"),
    "recorded": Said(words="Digest recorded", icon="shield-check", meaning="verified"),
    "differs": Said(words="Digest differs from the one on record", icon="warning-octagon", meaning="differs"),
    "unreadable": Said(words="Could not be read to its end", icon="warning", meaning="unreadable"),
}


def locked_scheme(volume: VolumeRow) -> str:
    return volume.file_system or volume.reason or "encrypted"


def verdict(exhibit: ExhibitRow, parts: dict[str, int]) -> Said:
    """What is known of an exhibit in one line, and its limit in the second; `parts` are its entries by
    outcome.
    """
    so_far = " so far" if exhibit.state in ("scanning", "stopped") else ""
    limit = _limit(exhibit, parts)
    if exhibit.hits:
        words = f"{counted(exhibit.hits, 'record')} matched{so_far}"
        files = parts.get("matched", 0)
        second = f"in {counted(files, 'file')}; {limit}" if files else limit
        return Said(words=words, icon="target", meaning="hit", second=second)
    if exhibit.state == "unreadable":
        return Said(words="Could not be read.", icon="warning", meaning="unreadable", second=_reason(exhibit))
    locked = [volume for volume in exhibit.volumes if volume.state == "locked"]
    if locked and all(volume.state == "locked" for volume in exhibit.volumes):
        words = f"Locked: {locked_scheme(locked[0])}"
        return Said(words=words, icon="lock-key", meaning="locked", second="nothing compared inside")
    if exhibit.share_compared is None and exhibit.state == "scanning":
        return Said(words="Listing entries", icon="gauge", meaning="accent", second="nothing compared so far")
    if exhibit.share_compared is None:
        return Said(
            words="Not scanned yet", icon="hard-drive", meaning="text2", second="nothing compared so far"
        )
    return Said(
        words=f"Nothing found in the sets loaded{so_far}",
        icon="magnifying-glass",
        meaning="compared",
        second=limit,
    )


def _limit(exhibit: ExhibitRow, parts: dict[str, int]) -> str:
    if exhibit.share_compared is None:
        return "nothing compared so far"
    with_content = sum(number for outcome, number in parts.items() if outcome != "no_content")
    part = share(exhibit.share_compared)
    said = [f"all {with_content:,} compared" if part == "all" else f"{part} compared"]
    for outcome, words in (
        ("unreadable", "could not be read"),
        ("encrypted", "locked"),
        ("skipped_by_profile", "skipped by profile"),
    ):
        if parts.get(outcome):
            said.append(f"{counted(parts[outcome], 'file')} {words}")
    for states, words in ((("locked",), "locked"), (("unsupported", "unreadable"), "not looked into")):
        volumes = sum(volume.state in states for volume in exhibit.volumes)
        if volumes:
            said.append(f"{counted(volumes, 'volume')} {words}")
    return "; ".join(said)


def _reason(exhibit: ExhibitRow) -> str:
    reasons = [volume.reason for volume in exhibit.volumes if volume.reason]
    return reasons[0] if reasons else f"{counted(exhibit.faults, 'fault')} recorded"


def share_sum(parts: dict[str, int]) -> str:
    """The sum behind *share compared*, as its tooltip prints it."""
    seen = [(word, parts.get(outcome, 0)) for outcome, word in OUTCOMES[:4]]
    with_content = sum(number for outcome, number in parts.items() if outcome != "no_content")
    terms = " + ".join(f"{word.lower()} {number:,}" for word, number in seen)
    return f"({terms}) of {with_content:,} entries that have content"
