"""What the desktop calls things: numbers, sizes, lengths of time, states, outcomes and verdicts, in the exact
words of the style guide.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.rows import ExhibitRow, VolumeRow
from ui.counting import NOUNS
from ui.language import SpokenMapping, SpokenPairs, figures, marked, translate
from ui.sentences import spoken

# Fixed order of outcomes in every bar and list.
OUTCOMES: Final = SpokenPairs(
    "words",
    (
        ("matched", marked("words", "Matched")),
        ("known", marked("words", "Known")),
        ("compared", marked("words", "Compared")),
        ("ruled_out_by_size", marked("words", "Ruled out by size")),
        ("no_content", marked("words", "No content")),
        ("skipped_by_profile", marked("words", "Skipped by profile")),
        ("unreadable", marked("words", "Unreadable")),
        ("encrypted", marked("words", "Encrypted")),
        ("waiting", marked("words", "Waiting")),
    ),
)
OUTCOME_WORDS: Final = SpokenMapping("words", dict(OUTCOMES.as_marked))
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
LIMITS: Final = SpokenMapping(
    "words",
    {
        "disk": marked("words", "the disk is what limits"),
        "processor": marked("words", "the processor is what limits"),
        "decompression": marked("words", "unpacking the image is what limits"),
    },
)
BYTE_KINDS: Final = SpokenMapping(
    "words",
    {
        "allocated": marked("words", "In use, by the file system's own map"),
        "unallocated": marked("words", "Free, by the file system's own map; not searched"),
        "in_files": marked("words", "In files, by the places of their content"),
        "outside_files": marked("words", "Outside files: free space and the file system's own records"),
        "undivided": marked("words", "Readable volume; how its space is used was not measured"),
        "locked": marked("words", "Locked"),
        "unsupported": marked("words", "File system not supported in this version"),
        "no_file_system": marked("words", "No file system found"),
        "holds_volumes": marked("words", "Of the volumes inside, whose entries are counted"),
        "unreadable": marked("words", "Could not be read"),
        "gap": marked("words", "Partition tables and gaps"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A thing in words with its icon and its colour's meaning."""

    words: str
    icon: str
    meaning: str
    second: str = ""


class SaidTable(Mapping[str | None, Said]):
    """Things by name, said in the language in force when they are asked for."""

    def __init__(self, table: Mapping[str | None, Said]) -> None:
        self._table = dict(table)

    def __getitem__(self, key: str | None) -> Said:
        said = self._table[key]
        return replace(said, words=translate("words", said.words))

    def __iter__(self) -> Iterator[str | None]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


def count(number: int) -> str:
    return figures(f"{number:,}")


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 file`, `12,408 files`, in the language in force for the nouns of `ui.counting`."""
    if one in NOUNS:
        return NOUNS[one](number)
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def size(bytes_: float) -> str:
    """A size as a person says it, in binary units: `1,482 B`, `3.1 GiB`."""
    if bytes_ < 10_000:
        return f"{figures(f'{bytes_:,.0f}')} B"
    value, units = float(bytes_), iter(("KiB", "MiB", "GiB", "TiB", "PiB"))
    unit = "B"
    while value >= 1000 and unit != "PiB":
        value, unit = value / 1024, next(units)
    return f"{figures(f'{value:,.0f}' if value >= 100 else f'{value:,.1f}')} {unit}"


def share(part: float) -> str:
    """A share from 0 to 1 that never hides a small remainder: `< 0.1 %`, `99.9 %`, `all`."""
    if part <= 0:
        return "0 %"
    if part >= 1:
        return translate("words", "all")
    if part < 0.001:
        return f"< {figures('0.1')} %"
    percent = min(part * 100, 99.9)
    return f"{percent:.0f} %" if 10 <= percent < 99 else f"{figures(f'{percent:.1f}')} %"


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
        return translate("words", "less than 1 min left")
    low, high = _span(low_s), _span(high_s)
    if low == high:
        return translate("words", "about {number} {unit} left").format(number=high[0], unit=high[1])
    first = f"{low[0]} {low[1]}" if low[1] != high[1] else str(low[0])
    return translate("words", "{low} to {high} left").format(low=first, high=f"{high[0]} {high[1]}")


def _span(seconds: float) -> tuple[int, str]:
    """Minutes, and hours from two of them on."""
    minutes = max(1, round(seconds / 60))
    return (round(seconds / 3600), "h") if minutes >= 120 else (minutes, "min")


def after(seconds: float) -> str:
    """The time since the start at which something was seen: `0.4 s`, `12 s`, `2:04`."""
    if seconds < 10:
        return f"{figures(f'{seconds:.1f}')} s"
    return f"{seconds:.0f} s" if seconds < 60 else duration(seconds)


def listed(words: Sequence[str]) -> str:
    """`one`, `one and two`, `one, two and three`."""
    if len(words) < 2:
        return "".join(words)
    return translate("words", "{first} and {last}").format(first=", ".join(words[:-1]), last=words[-1])


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


EXHIBIT_STATES: Final = SaidTable(
    {
        "added": Said(words=marked("words", "Added"), icon="hard-drive", meaning="text2"),
        "verifying": Said(words=marked("words", "Verifying"), icon="shield", meaning="accent"),
        "waiting": Said(words=marked("words", "Waiting"), icon="clock", meaning="text2"),
        "scanning": Said(words=marked("words", "Scanning"), icon="gauge", meaning="accent"),
        "paused": Said(words=marked("words", "Paused"), icon="pause-circle", meaning="text2"),
        "stopped": Said(
            words=marked("words", "Stopped, can be resumed"), icon="pause-circle", meaning="text2"
        ),
        "done": Said(words=marked("words", "Done"), icon="check", meaning="accent"),
        "done_part_unread": Said(
            words=marked("words", "Done, part unread"), icon="warning", meaning="unreadable"
        ),
        "unreadable": Said(words=marked("words", "Could not be read"), icon="warning", meaning="unreadable"),
    }
)
VERIFIED: Final = SaidTable(
    {
        None: Said(words=marked("words", "Not verified yet"), icon="shield", meaning="text2"),
        "agrees": Said(
            words=marked("words", "Verified: digest agrees"), icon="shield-check", meaning="verified"
        ),
        "recorded": Said(words=marked("words", "Digest recorded"), icon="shield-check", meaning="verified"),
        "differs": Said(
            words=marked("words", "Digest differs from the one on record"),
            icon="warning-octagon",
            meaning="differs",
        ),
        "unreadable": Said(
            words=marked("words", "Could not be read to its end"), icon="warning", meaning="unreadable"
        ),
    }
)


def locked_scheme(volume: VolumeRow) -> str:
    return volume.file_system or volume.reason or translate("words", "encrypted")


def locked_said(volume: VolumeRow) -> Said:
    """`Locked: BitLocker`, and what that means."""
    words = translate("words", "Locked: {scheme}").format(scheme=locked_scheme(volume))
    second = translate("words", "nothing compared inside")
    return Said(words=words, icon="lock-key", meaning="locked", second=second)


def verdict(exhibit: ExhibitRow, parts: dict[str, int]) -> Said:
    """What is known of an exhibit in one line, and its limit in the second; `parts` are its entries by
    outcome.
    """
    so_far = exhibit.state in ("scanning", "stopped", "paused")
    limit = _limit(exhibit, parts)
    nothing = translate("words", "nothing compared so far")
    if exhibit.hits:
        return Said(
            words=matched_words(exhibit.hits, so_far=so_far),
            icon="target",
            meaning="hit",
            second=_in_files(parts.get("matched", 0), limit),
        )
    if exhibit.state == "unreadable" or _ended_without_a_volume(exhibit):
        words = translate("words", "Could not be read.")
        return Said(words=words, icon="warning", meaning="unreadable", second=_reason(exhibit))
    locked = [volume for volume in exhibit.volumes if volume.state == "locked"]
    if locked and all(volume.state == "locked" for volume in exhibit.volumes):
        return locked_said(locked[0])
    if exhibit.share_compared is None and exhibit.state == "scanning":
        words = translate("words", "Listing entries")
        return Said(words=words, icon="gauge", meaning="accent", second=nothing)
    if exhibit.share_compared is None and not is_scanned(exhibit):
        words = translate("words", "Not scanned yet")
        return Said(words=words, icon="hard-drive", meaning="text2", second=nothing)
    return Said(
        words=nothing_found_words(so_far=so_far), icon="magnifying-glass", meaning="compared", second=limit
    )


def is_scanned(exhibit: ExhibitRow) -> bool:
    """Whether a scan of it ended, also one that met no content."""
    return exhibit.state.startswith("done")


def _ended_without_a_volume(exhibit: ExhibitRow) -> bool:
    """A scan ended and there was nothing it could look into: what was unlocked may be unreadable."""
    states = {volume.state for volume in exhibit.volumes}
    return is_scanned(exhibit) and "unreadable" in states and not states & {"readable", "no_file_system"}


def matched_words(records: int, *, so_far: bool = False) -> str:
    """`4 records matched`, `4 records matched so far`."""
    if so_far:
        return translate("words", "%n record(s) matched so far", "", records)
    return translate("words", "%n record(s) matched", "", records)


def nothing_found_words(*, so_far: bool = False) -> str:
    if so_far:
        return translate("words", "Nothing found in the sets loaded so far")
    return translate("words", "Nothing found in the sets loaded")


def compared_words(part: float, with_content: int) -> str:
    """`all 12,408 compared`, `96 % compared`."""
    if part >= 1:
        return translate("words", "all {number} compared").format(number=count(with_content))
    return translate("words", "{share} compared").format(share=share(part))


def _in_files(files: int, limit: str) -> str:
    words = translate("words", "in %n file(s)", "", files)
    return f"{words}; {limit}" if files else limit


def _limit(exhibit: ExhibitRow, parts: dict[str, int]) -> str:
    if exhibit.share_compared is None:
        return translate("words", "nothing compared so far")
    with_content = sum(number for outcome, number in parts.items() if outcome != "no_content")
    volumes = [volume.state for volume in exhibit.volumes]
    unread, encrypted, skipped, locked, other = (
        parts.get("unreadable", 0),
        parts.get("encrypted", 0),
        parts.get("skipped_by_profile", 0),
        volumes.count("locked"),
        volumes.count("unsupported") + volumes.count("unreadable"),
    )
    said = (
        (with_content or 1, compared_words(exhibit.share_compared, with_content)),
        (unread, translate("words", "%n file(s) could not be read", "", unread)),
        (encrypted, translate("words", "%n file(s) locked", "", encrypted)),
        (
            exhibit.encrypted_contents,
            translate("words", "%n file(s) encrypted in themselves", "", exhibit.encrypted_contents),
        ),
        (skipped, translate("words", "%n file(s) skipped by profile", "", skipped)),
        (locked, translate("words", "%n volume(s) locked", "", locked)),
        (other, translate("words", "%n volume(s) not looked into", "", other)),
    )
    return "; ".join(words for number, words in said if number)


def _reason(exhibit: ExhibitRow) -> str:
    unlocked = {volume.within for volume in exhibit.volumes}
    reasons = [each.reason for each in exhibit.volumes if each.reason and each.index not in unlocked]
    if reasons:
        return spoken(reasons[0])
    return translate("words", "%n fault(s) recorded", "", exhibit.faults)


def share_sum(parts: dict[str, int]) -> str:
    """The sum behind *share compared*, as its tooltip prints it."""
    seen = [(word, parts.get(outcome, 0)) for outcome, word in OUTCOMES[:4]]
    with_content = sum(number for outcome, number in parts.items() if outcome != "no_content")
    terms = " + ".join(f"{word.lower()} {count(number)}" for word, number in seen)
    whole = count(with_content)
    return translate("words", "({terms}) of {whole} entries that have content").format(
        terms=terms, whole=whole
    )
