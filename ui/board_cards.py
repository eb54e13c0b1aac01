"""What the card of an exhibit says, put together from the case, the custody chain and the scan at work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.rows import ExhibitFormRow, ExhibitRow, SharedRow, VolumeRow
from ui.board_course import LiveExhibit
from ui.language import translate
from ui.parts.device import device_kind
from ui.wording import (
    EXHIBIT_STATES,
    OUTCOMES,
    VERIFIED,
    Said,
    after,
    compared_words,
    count,
    listed,
    locked_said,
    share,
    size,
    time_left,
    verdict,
)

MOSTLY = 0.5  # of a medium that is locked: then the lock is what its card speaks of


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSaid:
    """All that one card shows; an equal value is the same card."""

    label: str
    seal: str  # the number on its seal, else how the image is kept
    has_seal: bool
    state: Said
    what: str
    source: str
    kind: str
    size: str
    volumes: tuple[VolumeRow, ...]
    size_bytes: int
    verdict: Said
    limit: Said
    parts: tuple[tuple[str, int], ...]
    sums: str
    share: float | None
    share_word: str
    tone: str
    count: str
    verified: Said
    buttons: tuple[str, ...]
    has_advice: bool
    edge: str  # the meaning of the left edge

    def spoken(self) -> str:
        """The card in one line, for whoever cannot see it."""
        said = translate("board", "Exhibit {label}: {state}. {verdict}, {limit}").format(
            label=self.label, state=self.state.words, verdict=self.verdict.words, limit=self.limit.words
        )
        return f"{said}. {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What is known of an exhibit now. `task` is the piece of work at hand on it; `is_ours`: the scan that
    runs is of this window; `is_planned`: it is in the plan of that scan; `is_paused`: it rests there.
    """

    exhibit: ExhibitRow
    form: ExhibitFormRow
    parts: Mapping[str, int]
    shared: Sequence[SharedRow] = ()
    live: LiveExhibit | None = None
    task: Said | None = None
    is_scanning: bool = False
    is_ours: bool = False
    is_planned: bool = False
    is_paused: bool = False


def card_said(facts: CardFacts) -> CardSaid:
    exhibit, form = facts.exhibit, dict(facts.form.values)
    seal = form.get("seal_in", "")
    state, said = _state(facts), _verdict(facts)
    share_known = facts.live.share if facts.live is not None else exhibit.share_compared
    return CardSaid(
        label=exhibit.label,
        seal=translate("board", "seal {number}").format(number=seal) if seal else _container(exhibit),
        has_seal=bool(seal),
        state=facts.task or state,
        what=_what(exhibit, form),
        source=exhibit.source,
        kind=device_kind(form.get("description"), exhibit.description, form.get("make"), exhibit.container),
        size=size(exhibit.size_bytes),
        volumes=exhibit.volumes,
        size_bytes=exhibit.size_bytes,
        verdict=said,
        limit=_limit(facts, said),
        parts=tuple((outcome, number) for outcome, number in facts.parts.items() if number),
        sums=sums_words(facts.parts),
        share=share_known,
        share_word=_share_word(facts),
        tone=_tone(facts),
        count=_count(facts),
        verified=VERIFIED.get(exhibit.verified, VERIFIED[None]),
        buttons=_buttons(facts),
        has_advice=_is_mostly_locked(exhibit) and not exhibit.hits and facts.live is None,
        edge=_edge(facts, said),
    )


def _edge(facts: CardFacts, said: Said) -> str:
    """What was found stands before what is being done; what is done and quiet has no colour."""
    if said.meaning in ("hit", "locked", "unreadable"):
        return said.meaning
    if facts.exhibit.verified == "differs":
        return "differs"
    return "accent" if facts.live is not None or facts.task is not None else "text2"


def sums_words(parts: Mapping[str, int]) -> str:
    """`Known 25 %, compared 52 %`, without what matched: the verdict above tells that."""
    total = sum(parts.values())
    said = [
        f"{word.lower()} {share(number / total)}"
        for outcome, word in OUTCOMES
        if (number := parts.get(outcome, 0)) and outcome != "matched"
    ]
    words = ", ".join(said)
    return words[:1].upper() + words[1:]


def locked_volumes(exhibit: ExhibitRow) -> list[VolumeRow]:
    """Those that nobody has unlocked: what opened lies within them."""
    opened = {volume.within for volume in exhibit.volumes}
    return [one for one in exhibit.volumes if one.state == "locked" and one.index not in opened]


def _is_mostly_locked(exhibit: ExhibitRow) -> bool:
    locked = locked_volumes(exhibit)
    whole = sum(volume.length_bytes for volume in locked)
    return bool(locked) and (len(locked) == len(exhibit.volumes) or whole > MOSTLY * exhibit.size_bytes)


def _container(exhibit: ExhibitRow) -> str:
    if exhibit.segments < 2:
        return exhibit.container
    segments = translate("board", "%n segment(s)", "", exhibit.segments)
    return f"{exhibit.container}, {segments}"


def _what(exhibit: ExhibitRow, form: Mapping[str, str]) -> str:
    made = " ".join(filter(None, (form.get("make"), form.get("model"))))
    said = form.get("description") or exhibit.description or ""
    if made and made.lower() not in said.lower():
        said = ", ".join(filter(None, (said, made)))
    return said or translate("board", "No description")


def _state(facts: CardFacts) -> Said:
    exhibit = facts.exhibit
    if exhibit.state == "paused":
        return EXHIBIT_STATES["paused"]
    if facts.live is not None:
        return EXHIBIT_STATES["paused" if facts.is_paused else "scanning"]
    if facts.is_ours and facts.is_planned and exhibit.state in ("added", "scanning", "stopped"):
        return EXHIBIT_STATES["waiting"]
    if _is_mostly_locked(exhibit) and not exhibit.hits and exhibit.state not in ("scanning", "paused"):
        return replace(locked_said(locked_volumes(exhibit)[0]), second="")
    unknown = Said(words=exhibit.state, icon="hard-drive", meaning="text2")
    return EXHIBIT_STATES.get(exhibit.state, unknown)


def _verdict(facts: CardFacts) -> Said:
    exhibit, live = facts.exhibit, facts.live
    if live is not None:
        # A scan that goes on meets records again that the case has: their sum would count them twice.
        hits = max(exhibit.hits, live.hits)
        said = verdict(replace(exhibit, state="scanning", hits=hits), dict(facts.parts))
        return replace(said, second=_live_hits(live)) if live.hits else said
    if _is_mostly_locked(exhibit) and not exhibit.hits:
        return replace(locked_said(locked_volumes(exhibit)[0]), second=_locked_second(facts))
    return verdict(exhibit, dict(facts.parts))


def _live_hits(live: LiveExhibit) -> str:
    """`in 23 files; first hit after 41 s; last 03:11 in /Users/…`"""
    said = [translate("board", "in %n file(s)", "", live.files)]
    if live.first_hit_s is not None:
        said.append(translate("board", "first hit after {time}").format(time=after(live.first_hit_s)))
    where = translate("board", "last {time} in {folder}")
    said.append(where.format(time=live.last_hit_at, folder=short_folder(live.last_folder)))
    return "; ".join(said)


def short_folder(path: str) -> str:
    """`/Users/…/Archive/2019`: where it begins, and its end."""
    names = path.strip("/").split("/")
    return path if len(names) < 4 else f"/{names[0]}/…/{'/'.join(names[-2:])}"


def _locked_second(facts: CardFacts) -> str:
    """How much is behind the lock, and what was seen of the rest."""
    exhibit = facts.exhibit
    locked = sum(volume.length_bytes for volume in locked_volumes(exhibit))
    outside = max(0.0, 1 - locked / max(1, exhibit.size_bytes))
    said = translate("board", "{size}, nothing compared inside; {share} of the medium is outside the lock")
    words = said.format(size=size(locked), share=share(outside))
    if exhibit.share_compared is None:
        return words
    found = translate("board", "there nothing was found, {share} compared")
    return f"{words}; {found.format(share=share(exhibit.share_compared))}"


def _limit(facts: CardFacts, said: Said) -> Said:
    """The second line of the verdict, as a warning where something could not be read."""
    is_unread = bool(facts.parts.get("unreadable")) or facts.exhibit.state == "done_part_unread"
    if is_unread and said.meaning not in ("locked", "unreadable") and facts.live is None:
        return Said(words=_unread_second(facts) or said.second, icon="warning", meaning="unreadable")
    return Said(words=said.second, icon="", meaning="text2")


def _unread_second(facts: CardFacts) -> str:
    """What could not be read first: it is the limit that can still be worked on."""
    unread, part = facts.parts.get("unreadable", 0), facts.exhibit.share_compared
    if not unread or part is None:
        return ""
    matched = facts.parts.get("matched", 0)
    with_content = sum(number for outcome, number in facts.parts.items() if outcome != "no_content")
    said = [translate("board", "in %n file(s)", "", matched)] if matched else []
    said.append(translate("board", "%n file(s) could not be read", "", unread))
    return "; ".join([*said, compared_words(part, with_content)])


def _share_word(facts: CardFacts) -> str:
    if facts.live is None:
        return translate("board", "compared")
    return translate("board", "listed") if facts.live.is_listing else translate("board", "scanned")


def _tone(facts: CardFacts) -> str:
    if facts.live is not None or facts.exhibit.state == "scanning":
        return "accent"
    return "unreadable" if facts.exhibit.state == "done_part_unread" else "compared"


def _count(facts: CardFacts) -> str:
    said = [_entries(facts)]
    if facts.live is not None:
        said.append(time_left(facts.live.eta_low_s, facts.live.eta_high_s))
    others = [row for row in facts.shared if facts.exhibit.label in row.exhibits]
    if others and facts.live is None:
        labels = {label for row in others for label in row.exhibits} - {facts.exhibit.label}
        also = translate("board", "%n file(s) also on {labels}", "", sum(row.files for row in others))
        said.append(also.format(labels=listed(sorted(labels))))
    return "; ".join(filter(None, said))


def _entries(facts: CardFacts) -> str:
    live = facts.live
    if live is not None:
        done, total = count(live.entries_done), live.entries_total
        if not total:
            return translate("board", "{done} entries").format(done=done)
        words = (
            translate("board", "{done} of about {total} entries")
            if live.is_listing
            else translate("board", "{done} of {total} entries")
        )
        return words.format(done=done, total=count(total))
    entries = sum(facts.parts.values())
    return translate("board", "%n entr(y/ies)", "", entries) if entries else ""


def _buttons(facts: CardFacts) -> tuple[str, ...]:
    """The next steps, the likeliest first; the rest is in the menu of the card."""
    exhibit = facts.exhibit
    if facts.task is not None:
        return ("stop",)
    hits = ("findings",) if exhibit.hits or (facts.live is not None and facts.live.hits) else ()
    if facts.live is not None:
        return (*hits, "go_on" if facts.is_paused else "pause", "watch")
    if facts.is_scanning and exhibit.state in ("added", "scanning", "stopped", "paused"):
        return (*hits, "watch") if exhibit.state == "scanning" else hits
    if exhibit.state in ("stopped", "paused"):
        return (*hits, "resume")
    if exhibit.state == "added":
        advice = ("advice",) if locked_volumes(exhibit) else ()
        return (*advice, "scan", *(("verify",) if exhibit.verified is None else ()))[:3]
    if exhibit.state == "unreadable":
        return ("faults", "verify") if exhibit.verified is None else ("faults",)
    return _steps_when_done(facts, hits)


def _steps_when_done(facts: CardFacts, hits: tuple[str, ...]) -> tuple[str, ...]:
    steps = [*hits] or ["coverage"]
    if locked_volumes(facts.exhibit):
        steps.append("advice")
    if facts.parts.get("unreadable"):
        steps.append("unread")
    elif facts.exhibit.faults:
        steps.append("faults")
    if facts.parts.get("skipped_by_profile"):
        steps.append("rest")
    return tuple(steps[:3])
