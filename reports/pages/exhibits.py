"""B1: each exhibit with what was supplied of it, where its bytes came from, and its digests before and
after.
"""

from pathlib import PurePath

from forensics.digests import DigestSet
from reports.blocks import Block, Cell, Facts, Heading, Keep, Prose, Rich
from reports.content import ExhibitContent, MediaDigest, VolumeContent
from reports.pages.case_record import case_record
from reports.pages.photographs import PrintedPictures
from reports.pages.phrases import ALGORITHM_NAMES, Phrases, cell, digest, plain
from reports.pages.prosecutor import digest_verdict
from reports.wording import joined, typed

MOST_LINES = 24  # volumes, gaps or notes of one exhibit in print; every range stands in coverage.csv


def exhibits(phrases: Phrases) -> tuple[Block, ...]:
    words = phrases.words
    heading = Heading(title=words.say("exhibits.title"), key="exhibits")
    if not phrases.content.exhibits:
        return heading, *case_record(phrases), Prose(text=words.say("exhibits.none"))
    pictures = PrintedPictures(phrases)
    blocks: list[Block] = []
    for exhibit in phrases.content.exhibits:
        blocks += [_exhibit(phrases, exhibit), *pictures.of(exhibit)]
    return heading, *case_record(phrases), *blocks


def _exhibit(phrases: Phrases, exhibit: ExhibitContent) -> Block:
    words, given = phrases.words, phrases.given
    make = phrases.given_parts(exhibit.make, exhibit.model, exhibit.serial)
    if exhibit.seal_in or exhibit.seal_out:
        seal_in, seal_out = given(exhibit.seal_in), given(exhibit.seal_out)
        seals = words.say("exhibits.seals_value", seal_in=seal_in, seal_out=seal_out)
    else:
        seals = given(None)
    rows: list[tuple[str, Cell]] = [
        ("item", cell(_item(phrases, exhibit))),
        ("make", cell(make)),
        ("condition", cell(given(exhibit.condition))),
        ("seized", _seized(phrases, exhibit)),
        ("from", cell(given(exhibit.seized_from))),
        ("authority", cell(_authority(phrases, exhibit))),
        ("seals", cell(seals)),
        ("blocker", cell(given(exhibit.write_blocker))),
        ("clock", cell(given(exhibit.clock))),
        ("remarks", cell(given(exhibit.notes))),
        ("photographs", _photographs(phrases, exhibit)),
        ("capacity", cell(_capacity(phrases, exhibit))),
        ("source", cell(_source(phrases, exhibit))),
        *_stored(phrases, exhibit),
        *_acquisition(phrases, exhibit),
        ("volumes", _limited(phrases, [_volume(phrases, v) for v in exhibit.volumes])),
        ("gaps", _limited(phrases, _gaps(phrases, exhibit))),
        ("added", cell(plain(phrases.moment(exhibit.added_at)) if exhibit.added_at else given(None))),
        ("before", _digests_before(phrases, exhibit.before)),
        ("after", _digests_after(phrases, exhibit)),
    ]
    title = words.say("exhibits.heading", id=typed(exhibit.id), what=phrases.what(exhibit))
    facts = Facts(rows=tuple((words.say(f"exhibits.{key}"), value) for key, value in rows))
    return Keep(blocks=(Heading(title=title, level=3), facts))


def _item(phrases: Phrases, exhibit: ExhibitContent) -> Rich:
    if not (exhibit.item_number or exhibit.quantity):
        return phrases.given(None)
    item, quantity = phrases.given(exhibit.item_number), phrases.given(exhibit.quantity)
    return phrases.words.say("exhibits.item_value", item=item, quantity=quantity)


def _capacity(phrases: Phrases, exhibit: ExhibitContent) -> Rich:
    size = exhibit.image.size_bytes
    count = phrases.words.say("bytes", n=size)
    sector = exhibit.image.sector_bytes
    if size < 1000:
        return phrases.words.say("exhibits.capacity_value_small", bytes=count, sector=sector)
    return phrases.words.say(
        "exhibits.capacity_value", bytes=count, size=phrases.words.size(size), sector=sector
    )


def _source(phrases: Phrases, exhibit: ExhibitContent) -> Rich:
    image = exhibit.image
    # Only the file's name: the folder is the examiner's own and says nothing about the exhibit.
    names = [PurePath(segment).name for segment in image.segments] or [""]
    key = "exhibits.source_one" if len(names) == 1 else "exhibits.source_many"
    values = {"container": image.container, "name": names[0], "last": names[-1]}
    return phrases.words.say(key, segments=len(names), **values)


def _stored(phrases: Phrases, exhibit: ExhibitContent) -> list[tuple[str, Cell]]:
    """The digests the acquiring tool wrote into the container, held against those taken before the scan, or
    after it where none was taken before.
    """
    before = exhibit.before.digests if exhibit.before and exhibit.before.digests else DigestSet()
    after = exhibit.after.digests if exhibit.after and exhibit.after.digests else DigestSet()
    lines = []
    for algorithm, raw in exhibit.image.stored_digests.present():
        again = before.of(algorithm) or after.of(algorithm)
        key = "exhibits.stored_" + ("value" if again is None else "equal" if again == raw else "differs")
        if again is not None and before.of(algorithm) is None:
            key += "_after"
        name = ALGORITHM_NAMES[algorithm.value]
        lines.append(phrases.words.say(key, algorithm=name, digest=digest(raw)))
    return [("stored", tuple(lines))] if lines else []


def _acquisition(phrases: Phrases, exhibit: ExhibitContent) -> list[tuple[str, Cell]]:
    notes = [
        phrases.words.say("exhibits.note", name=typed(name), value=typed(value))
        for name, value in exhibit.image.acquisition_notes
    ]
    return [("notes", _limited(phrases, notes))] if notes else []


def _limited(phrases: Phrases, lines: list[Rich]) -> Cell:
    if not lines:
        return cell(phrases.words.say("none"))
    rest = len(lines) - MOST_LINES
    if rest <= 0:
        return tuple(lines)
    return (*lines[:MOST_LINES], phrases.words.say("exhibits.more_lines", n=rest))


def _volume(phrases: Phrases, v: VolumeContent) -> Rich:
    volume = v.volume
    what = phrases.file_system(volume) or plain(typed(phrases.words.recorded(volume.description)))
    if volume.label and typed(volume.label):
        what = phrases.words.say("volume.fs_label", fs=what, label=typed(volume.label))
    length = phrases.words.say("bytes", n=volume.length_bytes)
    if volume.within is not None:
        layer = typed(phrases.words.recorded(volume.layer or volume.description))
        return phrases.words.say(
            "exhibits.inner_volume",
            index=volume.index,
            what=what,
            layer=layer,
            holder=volume.within,
            length=length,
        )
    return phrases.words.say(
        "exhibits.volume", index=volume.index, what=what, offset=volume.offset_bytes, length=length
    )


def _gaps(phrases: Phrases, exhibit: ExhibitContent) -> list[Rich]:
    words = phrases.words
    return [
        words.say(
            "exhibits.gap",
            what=typed(words.recorded(gap.description)),
            offset=gap.offset_bytes,
            length=words.say("bytes", n=gap.length_bytes),
        )
        for gap in exhibit.gaps
    ]


def _seized(phrases: Phrases, exhibit: ExhibitContent) -> Cell:
    """Where and when, the time as supplied and in UTC."""
    where, at = exhibit.seized_where, exhibit.seized_at
    if not (where or exhibit.seized_when or at):
        return cell(phrases.given(None))
    when = phrases.given(exhibit.seized_when)
    if at is not None:
        local = exhibit.seized_when
        utc = phrases.moment(at)
        when = phrases.words.say("exhibits.seized_both", local=when, utc=utc) if local else plain(utc)
    place = phrases.words.say("exhibits.seized_place", where=phrases.given(where))
    return place, phrases.words.say("exhibits.seized_time", when=when)


def _authority(phrases: Phrases, exhibit: ExhibitContent) -> Rich:
    """The authority of this exhibit where it has one of its own, else that of the case where it has one."""
    case = phrases.content.case
    if exhibit.authority or not (case.authority or case.authority_parts):
        return phrases.given(exhibit.authority)
    return phrases.words.say("exhibits.same_authority")


def _photographs(phrases: Phrases, exhibit: ExhibitContent) -> Cell:
    if not exhibit.photographs:
        return cell(phrases.given(None))
    return cell(phrases.words.say("exhibits.photographs_value", n=len(exhibit.photographs)))


def _digests_before(phrases: Phrases, reading: MediaDigest | None) -> Cell:
    if reading is None:
        return cell(phrases.words.say("not_taken"))
    if reading.digests is None:
        return cell(_reason(phrases, reading))
    return (
        *digest_lines(reading.digests),
        phrases.words.say("exhibits.taken", at=phrases.moment(reading.at)),
    )


def _digests_after(phrases: Phrases, exhibit: ExhibitContent) -> Cell:
    reading = exhibit.after
    if reading is None:
        return cell(phrases.words.say("not_taken"))
    if reading.digests is None:
        return cell(_reason(phrases, reading))
    verdict, at = digest_verdict(exhibit), phrases.moment(reading.at)
    if verdict == "equal":
        return cell(phrases.words.say("exhibits.equal", at=at))
    key = "exhibits.differ" if verdict == "differs" else "exhibits.taken"
    return (*digest_lines(reading.digests), phrases.words.say(key, at=at))


def _reason(phrases: Phrases, reading: MediaDigest) -> Rich:
    if not reading.reason:
        return phrases.words.say("not_completed")
    return phrases.words.say("exhibits.reason", reason=typed(phrases.words.recorded(reading.reason)))


def digest_lines(digests: DigestSet) -> Cell:
    """One line for each digest: its name and its digits."""
    return tuple(
        joined([plain(ALGORITHM_NAMES[algorithm.value]), digest(raw)], " ")
        for algorithm, raw in digests.present()
    )
