"""Finding the known-hash set in the file an examiner gave: the file itself, or one file inside an archive.

gzip and zip are looked through, at most two deep. A zip archive is asked for the one file in it that is a
set; which one is the examiner's to say when there are several. Lists are read inside the archive while it
flows by; a database, and an archive inside an archive, must lie unpacked on the disk and go into the working
folder of the import.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from forensics.errors import HashSetRefused
from forensics.hashset.formats import SetForm, fitting, recognise
from forensics.hashset.parsing.databases import MAGIC as DATABASE_MAGIC
from forensics.hashset.sources import ExaminersColumns, Opening, Recognised, SetSource, open_source
from forensics.hashset.sources.archives import GZIP_MAGIC, ZIP_MAGICS, GzipLayer, Unpackable, ZipLayer
from forensics.hashset.sources.zip_directory import ZipMember, content_place, members_of

_DEEPEST = 2
_MOST_LOOKED_AT = 500  # files of an archive that are opened to find the set
_MOST_NAMED = 6
_COPY_BYTES = 1 << 20
_ONLY_IMPORTED = "it can be looked into only while it is imported"


class MemberUnsaid(HashSetRefused):
    """An archive holds several files; which of them is the set is the examiner's to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where an archive may be unpacked to, and who is told of it."""

    folder: Path
    progress: Callable[[int, int], None]
    cancelled: Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSet:
    opening: Opening
    form: SetForm
    recognised: Recognised


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What the examiner said about the set looked for."""

    format_name: str | None
    member: str | None
    room: Room | None
    refuses_room: str  # why nothing is unpacked where `room` is None


def find_set(
    path: Path,
    *,
    format_name: str | None = None,
    columns: ExaminersColumns | None = None,
    member: str | None = None,
    room: Room | None = None,
    refuses_room: str = _ONLY_IMPORTED,
) -> FoundSet:
    """The set in `path` and its form; raise HashSetRefused when there is none, or more than one.

    `member` names the file inside an archive. Without `room` nothing is unpacked to the disk.
    """
    wish = _Wish(format_name=format_name, member=member, room=room, refuses_room=refuses_room)
    opening = _descend(_first_opening(path, wish, columns), wish)
    form, recognised = recognise(opening, format_name=format_name)
    return FoundSet(opening=opening, form=form, recognised=recognised)


def look_into(path: Path, *, columns: ExaminersColumns | None = None, member: str | None = None) -> Opening:
    """The opening of the file or of the one file inside it, of whatever form; nothing is unpacked."""
    wish = _Wish(format_name=None, member=member, room=None, refuses_room=_ONLY_IMPORTED)
    return _descend(_first_opening(path, wish, columns), wish)


def _first_opening(path: Path, wish: _Wish, columns: ExaminersColumns | None) -> Opening:
    return open_source(path, is_forced=wish.format_name is not None, columns=columns)


def _descend(opening: Opening, wish: _Wish) -> Opening:
    """Through the archives to what is none."""
    depth = 0
    while _is_archive(opening):
        depth += 1
        if depth > _DEEPEST:
            raise opening.refusal("it is packed more than twice; unpack it and import what is in it")
        if opening.head.startswith(GZIP_MAGIC):
            opening = opening.behind(GzipLayer())
        else:
            opening, wish = _through_zip(_on_disk(opening, wish), wish)
    if wish.member is not None:
        raise opening.refusal(f"there is no file called {wish.member} in it")
    return _on_disk(opening, wish) if opening.head.startswith(DATABASE_MAGIC) else opening


def _is_archive(opening: Opening) -> bool:
    return opening.head.startswith((GZIP_MAGIC, *ZIP_MAGICS))


def _through_zip(opening: Opening, wish: _Wish) -> tuple[Opening, _Wish]:
    """The opening of the chosen member, and what is still wished for inside it."""
    members = tuple(member for member in _listed(opening) if not member.is_folder)
    if not members:
        raise opening.refusal("there is no file in the archive")
    wanted, deeper = _named(members, wish.member)
    if wanted is None:
        chosen = _only_set(opening, members, wish)
    elif len(wanted) > 1:
        raise opening.refusal(f"the archive holds {len(wanted)} files called {wish.member}")
    else:
        chosen = _behind(opening, wanted[0])
    return chosen, replace(wish, member=deeper)


def _listed(opening: Opening) -> tuple[ZipMember, ...]:
    try:
        with opening.path.open("rb") as file:
            return members_of(file)
    except Unpackable as trouble:
        raise opening.refusal(str(trouble)) from trouble
    except OSError as trouble:
        raise opening.refusal(f"it cannot be read ({trouble.strerror})") from trouble


def _named(members: Sequence[ZipMember], name: str | None) -> tuple[tuple[ZipMember, ...] | None, str | None]:
    """The members that `name` means, `None` when it does not choose here; and the name to look for inside."""
    if name is None:
        return None, None
    exact = tuple(member for member in members if member.name == name)
    if exact:
        return exact, None
    for member in members:
        if name.startswith(f"{member.name}/"):
            return (member,), name[len(member.name) + 1 :]
    short = tuple(member for member in members if member.name.rsplit("/", 1)[-1] == name)
    return (short, None) if short else (None, name)


def _behind(opening: Opening, member: ZipMember) -> Opening:
    shown = member.name if opening.member is None else f"{opening.member}/{member.name}"
    here = replace(opening, member=shown)
    obstacle = member.obstacle()
    if obstacle is not None:
        raise here.refusal(obstacle)
    try:
        with opening.path.open("rb") as file:
            place = content_place(file, member)
    except Unpackable as trouble:
        raise here.refusal(str(trouble)) from trouble
    except OSError as trouble:
        raise here.refusal(f"it cannot be read ({trouble.strerror})") from trouble
    return here.behind(ZipLayer(member=member, content_at=place), member=shown)


def _only_set(opening: Opening, members: Sequence[ZipMember], wish: _Wish) -> Opening:
    """The one member that is a set; a single file is taken for it, whatever it is."""
    if len(members) == 1:
        return _behind(opening, members[0])
    if len(members) > _MOST_LOOKED_AT:
        raise _member_unsaid(opening, f"{len(members):,} files", example=members[0])
    looked_at = [_Look.into(opening, member, wish) for member in members]
    archives = [look for look in looked_at if look.is_archive]
    sets = [look for look in looked_at if look.is_set] or archives
    if wish.member is not None:  # not a name of this archive: of one inside it
        sets = archives
    if len(sets) == 1 and sets[0].opening is not None:
        return sets[0].opening
    if sets:
        names = _names(look.member for look in sets)
        raise _member_unsaid(opening, f"more than one set ({names})", example=sets[0].member)
    if wish.member is not None:
        raise opening.refusal(f"there is no file called {wish.member} in it, but {_names(members)}")
    for look in looked_at:
        if look.trouble is not None:
            raise look.trouble
    raise opening.refusal(f"no file in it is a known-hash set that Fieldcase reads ({_names(members)})")


def _member_unsaid(opening: Opening, held: str, *, example: ZipMember) -> MemberUnsaid:
    trouble = f"the archive holds {held}; say which one with --member {example.name}"
    return MemberUnsaid(str(opening.refusal(trouble)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What one member of an archive turned out to be."""

    member: ZipMember
    opening: Opening | None
    is_set: bool
    is_archive: bool  # which may hold the set
    trouble: HashSetRefused | None  # why it cannot be taken, for when nothing else can

    @classmethod
    def into(cls, archive: Opening, member: ZipMember, wish: _Wish) -> "_Look":
        try:
            opening = _behind(archive, member)
            inner = opening.behind(GzipLayer()) if opening.head.startswith(GZIP_MAGIC) else opening
            is_archive = _is_archive(inner)
            is_set = not is_archive and (
                inner.head.startswith(DATABASE_MAGIC)
                or fitting(inner, format_name=wish.format_name) is not None
            )
        except HashSetRefused as trouble:
            return cls(member=member, opening=None, is_set=False, is_archive=False, trouble=trouble)
        return cls(member=member, opening=opening, is_set=is_set, is_archive=is_archive, trouble=None)


def _names(members: Iterator[ZipMember] | Sequence[ZipMember]) -> str:
    names = [member.name for member in members]
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def _on_disk(opening: Opening, wish: _Wish) -> Opening:
    """The same content as a file of its own: itself, or unpacked into the working folder."""
    if not opening.layers:
        return opening
    if wish.room is None:
        raise opening.refusal(wish.refuses_room)
    source = SetSource(opening, progress=wish.room.progress, cancelled=wish.room.cancelled)
    target = wish.room.folder / f"unpacked-{len(opening.layers)}-{opening.path.name[-40:]}"
    _check_room(opening, wish.room)
    with source.content() as content, target.open("xb") as out:
        while piece := content.read(_COPY_BYTES):
            out.write(piece)
    if opening.path.parent == wish.room.folder:
        opening.path.unlink()
    facts = replace(
        opening,
        path=target,
        length_bytes=target.stat().st_size,
        layers=(),
        given_sha256=source.whole_sha256(),
    )
    return facts.with_head()


def _check_room(opening: Opening, room: Room) -> None:
    """A zip archive says how much it unpacks to; gzip does not."""
    last = opening.layers[-1]
    needed = last.member.unpacked_bytes if isinstance(last, ZipLayer) else opening.length_bytes
    free = shutil.disk_usage(room.folder).free
    if needed > free:
        raise opening.refusal(
            f"to be read it must be unpacked on the disk of the library, which takes {_gigabytes(needed)}; "
            f"{_gigabytes(free)} are free there",
        )


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:,.1f} GB"
