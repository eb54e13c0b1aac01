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
from reports.wording import Wording, clipped, typed

ALGORITHM_NAMES = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256"}
MOST_TYPED = 20_000  # characters of a typed text that is printed whole
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
        return self.words.enumeration([self.given(text) for text in texts])

    def given_short(self, text: str | None) -> Rich:
        """The same, cut where a long text would break the form of the page; the whole then stands in B2."""
        clean = drawable(typed(text or ""))
        if len(clean) <= PROSE_LIMIT:
            return self.given(text)
        return self.words.say("shortened", text=clean[:PROSE_LIMIT].rstrip())

    def moment(self, at: datetime) -> str:
        utc = at.astimezone(UTC)
        return self.words.text("moment.utc", date=f"{utc:%Y-%m-%d}", time=f"{utc:%H:%M:%S}")

    def local(self, at: datetime, offset: timedelta) -> str:
        """Local time with its offset beside it."""
        minutes = int(offset.total_seconds()) // 60
        hours, rest = divmod(abs(minutes), 60)
        local = at.astimezone(UTC) + offset
        return self.words.text(
            "moment.local",
            date=f"{local:%Y-%m-%d}",
            time=f"{local:%H:%M}",
            offset=f"{'−' if minutes < 0 else '+'}{hours:02d}:{rest:02d}",
        )

    def moment_both(self, at: datetime) -> Rich:
        """UTC, with the local time before it where the laptop's offset is known."""
        offset = self.content.report.local_offset
        if offset is None or not offset:
            return self.words.say("cover.made_utc", utc=self.moment(at))
        return self.words.say("cover.made_local", local=self.local(at, offset), utc=self.moment(at))

    def person(self, person: Person | None) -> Rich:
        if person is None or not typed(person.name):
            return self.words.say("not_supplied")
        roles = [self.role(person.role)] if person.role else []
        roles += [self.standing(person.standing)] if person.standing else []
        key = "cover.person" + ("_number" if person.number else "") + ("_role" if roles else "")
        parts = {"name": person.name, "number": person.number or ""}
        texts = {name: clipped(text, LABEL_LIMIT) for name, text in parts.items()}
        return self.words.say(key, role=self.words.enumeration(roles), **texts)

    def role(self, role: str | None) -> Rich:
        """A role of the record in this language; any other as it was typed."""
        return self._known(f"role.{role}", role)

    def standing(self, standing: str | None) -> Rich:
        return self._known(f"standing.{standing}", standing)

    def _known(self, key: str, text: str | None) -> Rich:
        clean = clipped(text or "", LABEL_LIMIT)
        if not clean:
            return self.words.say("not_supplied")
        return self.words.say(key) if self.words.has(key) else plain(clean)

    def authority(self, *, limit: int | None = PROSE_LIMIT) -> Rich:
        """The legal authority: its parts where it was given in parts, else as it was typed."""
        case = self.content.case
        parts = case.authority_parts
        if parts is None:
            return self.given(case.authority) if limit is None else self.given_short(case.authority)
        label = LABEL_LIMIT if limit else MOST_TYPED
        kind = clipped(" ".join(typed(t) for t in (parts.kind, parts.number) if t), label)
        told = [plain(kind)] if kind else []
        if parts.issued_by:
            told.append(plain(clipped(parts.issued_by, label)))
        if parts.issued_on:
            told.append(self.words.say("authority.issued_on", day=clipped(parts.issued_on, LABEL_LIMIT)))
        return self.words.enumeration(told) if told else self.words.say("not_supplied")

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
