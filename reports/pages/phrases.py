"""The phrases that many sections share: names, moments, exhibits, volumes, sets, what is not supplied."""

from datetime import UTC, datetime, timedelta

from forensics.entries import Outcome
from forensics.images import Volume, VolumeState
from forensics.paths import display_text
from reports.blocks import Cell, Rich, Span, Style
from reports.content import (
    CaseContent,
    EntryRecord,
    ExhibitContent,
    MatchContent,
    Person,
    ScanContent,
    ScanEnd,
)
from reports.drawable import drawable
from reports.reckoning import set_labels
from reports.wording import Wording, clipped, joined, typed

ALGORITHM_NAMES = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256"}
LABEL_LIMIT = 80  # characters of a name in a cell or a sentence that has to keep its form
PROSE_LIMIT = 320  # characters of typed text on the cover and in part A, which must keep its two pages


def plain(text: str) -> Rich:
    return (Span(text),)


def mono(text: str) -> Rich:
    return (Span(text, Style.MONO),)


def digest(raw: bytes) -> Rich:
    return (Span(raw.hex(), Style.DIGEST),)


def entry_name(entry: EntryRecord) -> Rich:
    """The path, with the stream where it is not the file's own content."""
    stream = "" if entry.stream is None else ":" + display_text(entry.stream)
    return (Span(entry.path.display() + stream, Style.PATH),)


def cell(rich: Rich) -> Cell:
    return (rich,)


class Phrases:
    """Phrases of one case in one language."""

    def __init__(self, content: CaseContent, words: Wording) -> None:
        self.content = content
        self.words = words
        self.labels = set_labels(content)

    def given(self, text: str | None) -> Rich:
        """What was supplied, or that it was not."""
        clean = typed(text) if text else ""
        return plain(clean) if clean else self.words.say("not_supplied")

    def given_parts(self, *texts: str | None) -> Rich:
        """Several facts of one kind, or once that none was supplied."""
        if not any(typed(text or "") for text in texts):
            return self.given(None)
        return joined([self.given(text) for text in texts], ", ")

    def given_short(self, text: str | None) -> Rich:
        """The same, cut where a long text would break the form of the page; the whole then stands in B2."""
        clean = drawable(typed(text or ""))
        if len(clean) <= PROSE_LIMIT:
            return self.given(text)
        return self.words.say("shortened", text=clean[:PROSE_LIMIT].rstrip())

    def moment(self, at: datetime) -> str:
        return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ")

    def moment_both(self, at: datetime) -> Rich:
        """UTC, with the local time before it where the laptop's offset is known."""
        offset = self.content.report.local_offset
        if offset is None or not offset:
            return self.words.say("cover.made_utc", utc=self.moment(at))
        return self.words.say("cover.made_local", local=local_time(at, offset), utc=self.moment(at))

    def person(self, person: Person | None) -> Rich:
        if person is None or not typed(person.name):
            return self.words.say("not_supplied")
        key = "cover.person" + ("_number" if person.number else "") + ("_role" if person.role else "")
        parts = {"name": person.name, "number": person.number or "", "role": person.role or ""}
        return self.words.say(key, **{name: clipped(text, LABEL_LIMIT) for name, text in parts.items()})

    def what(self, exhibit: ExhibitContent, *, limit: int = PROSE_LIMIT // 2) -> Rich:
        """What the exhibit is, in the words supplied, cut to `limit` characters."""
        clean = clipped(exhibit.description or "", limit)
        return plain(clean) if clean else self.words.say("exhibits.unnamed")

    def file_system(self, volume: Volume) -> Rich:
        """The file system, or the state that hides it."""
        fs = typed(volume.file_system or "")
        if volume.state == VolumeState.READABLE:
            return plain(fs) if fs else ()
        key = f"volume.{volume.state}"
        return (
            self.words.say(f"{key}_kind", fs=fs)
            if fs and key != "volume.no_file_system"
            else self.words.say(key)
        )

    def volume_place(self, exhibit: ExhibitContent, volume: Volume) -> Rich:
        label = clipped(volume.label or "", LABEL_LIMIT)
        names = {"exhibit": exhibit.id, "volume": str(volume.index)}
        if label:
            return self.words.say("unseen.volume_label", label=label, **names)
        return self.words.say("unseen.volume", **names)

    def set_version(self, position: int, *, limit: int = LABEL_LIMIT) -> Rich:
        known_set = self.content.sets[position]
        name = clipped(known_set.name, limit)
        if known_set.version:
            version = clipped(known_set.version, limit // 2)
            return self.words.say("found.set_version", name=name, version=version)
        return self.words.say("found.set_no_version", name=name)

    def category(self, match: MatchContent, *, limit: int = LABEL_LIMIT) -> Rich:
        """The set owner's code, with the owner's words where they are known."""
        if match.category is None:
            return self.words.say("not_given")
        code = clipped(match.category, limit)
        if match.category_label:
            label = clipped(match.category_label, limit)
            return self.words.say("found.category_label", code=code, label=label)
        return plain(code)

    def outcome(self, outcome: Outcome) -> Rich:
        return self.words.say(f"outcome.{outcome.value}")

    def scan_state(self, scan: ScanContent | None) -> Rich:
        if scan is None:
            return self.words.say("scan.none")
        if scan.end is ScanEnd.STOPPED and scan.time_box is not None:
            return self.words.say("scan.stopped_box")
        return self.words.say(f"scan.{scan.end.value}")

    def algorithms(self, names: tuple[str, ...]) -> str:
        return ", ".join(ALGORITHM_NAMES.get(name, name) for name in names)

    def bytes_and_size(self, count: int) -> Rich:
        return plain(self.words.size(count))


def local_time(at: datetime, offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"{(at.astimezone(UTC) + offset):%Y-%m-%d %H:%M} (UTC{sign}{hours:02d}:{rest:02d})"
