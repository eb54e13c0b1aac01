"""What is told of an entry beside its outcome: what is left of a deleted file, its flags, odd times."""

from typing import Final

from app.rows import EntryFacts, EntryRow
from ui.language import SpokenMapping, marked, translate

REMAINS: Final = SpokenMapping(
    "detail",
    {
        "recovered": marked("detail", "recovered: all of where it lay is free now"),
        "partly_overwritten": marked(
            "detail",
            "partly overwritten: some of where it lay belongs to other files now, and the digest is of what "
            "lies there now",
        ),
        "resident": marked("detail", "recovered: it lies in its metadata record, which no other file uses"),
        "no_content_left": marked(
            "detail", "no content left: where it lay is not recorded, or belongs to others now"
        ),
        "unproven": marked(
            "detail", "unproven: where it lay is a guess, or whether that is free is not recorded"
        ),
    },
)
SHORT_REMAINS: Final = SpokenMapping(
    "files",
    {
        "recovered": marked("files", "recovered"),
        "partly_overwritten": marked("files", "partly overwritten"),
        "resident": marked("files", "recovered"),
        "no_content_left": marked("files", "no content left"),
        "unproven": marked("files", "unproven"),
    },
)
FLAGS: Final = SpokenMapping(
    "files",
    {
        "hidden": marked("files", "hidden"),
        "system": marked("files", "system file"),
        "immutable": marked("files", "cannot be changed"),
        "append_only": marked("files", "can only be added to"),
        "efs": marked("files", "encrypted by Windows (EFS)"),
        "encrypted": marked("files", "encrypted by its file system"),
        "compressed": marked("files", "compressed"),
        "sparse": marked("files", "with holes"),
        "inline": marked("files", "content in its inode"),
        "symlink": marked("files", "symbolic link"),
        "junction": marked("files", "junction"),
        "cloud": marked("files", "cloud placeholder"),
        "deduplicated": marked("files", "deduplicated by Windows"),
        "system_compressed": marked("files", "packed by Windows"),
        "reparse": marked("files", "reparse point"),
        "joliet": marked("files", "so named only in Joliet"),
        "rock_ridge": marked("files", "only in Rock Ridge, not shown by Windows"),
        "udf": marked("files", "so named only in UDF"),
        "earlier_session": marked("files", "only in an earlier session"),
    },
)
_ODD_TIMES: Final = SpokenMapping(
    "detail",
    {
        "zero": marked("detail", "a zero is stored"),
        "before_format": marked("detail", "before this file system or its computers existed"),
        "far_future": marked("detail", "in 2040 or later"),
        "invalid": marked("detail", "what is stored is no date"),
        "beyond": marked("detail", "beyond what can be shown; stored as {number}"),
        "utc": marked("detail", "stored with {offset}"),
    },
)


def flag_words(row: EntryRow) -> str:
    """The flags of an entry as a person reads them."""
    return ", ".join(FLAGS.get(flag, flag) for flag in row.flags)


def remains_words(row: EntryRow) -> str:
    return "" if row.remains is None else SHORT_REMAINS.get(row.remains, row.remains)


def odd_times(facts: EntryFacts) -> dict[str, str]:
    """What is odd about each time, or stands beside it, by the kind of the time: `modified` and the others;
    by `all` what is said of all of them.
    """
    said: dict[str, list[str]] = {}
    for word in facts.times_flags:
        name, colon, told = word.partition(":")
        kind, told = (_KINDS[name], told) if colon and name in _KINDS else ("all", word)
        said.setdefault(kind, []).append(_odd_words(told))
    return {kind: ", ".join(words) for kind, words in said.items()}


_KINDS: Final = {"mtime": "modified", "atime": "accessed", "ctime": "changed", "crtime": "created"}


def _odd_words(told: str) -> str:
    if told.startswith("utc"):
        return _ODD_TIMES["utc"].format(offset=told.upper())
    word, _, number = told.partition("=")
    if word == "name":  # the same in every language
        return f"$FILE_NAME: {number}"
    return _ODD_TIMES[word].format(number=number) if word in _ODD_TIMES else told


def parent_words() -> str:
    return translate(
        "detail",
        "not known: the record of its folder serves another file now or is gone, so where it lay is not "
        "proven",
    )
