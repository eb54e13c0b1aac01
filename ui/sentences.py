"""Sentences that are not the desktop's own, said in the language of the examiner.

Reasons are recorded with a case in English, and the programs that work on it answer in English. What is met
often stands here as it is written there, with names for what differs; every other sentence is shown as it is.
"""

import re
from functools import cache
from typing import Final

from ui.fat_sentences import FAT_SENTENCES
from ui.image_sentences import IMAGE_SENTENCES
from ui.journal_sentences import JOURNAL_SENTENCES
from ui.language import figures, marked, translate
from ui.ntfs_sentences import NTFS_SENTENCES

MOST: Final = 2_000  # characters; a longer one holds more than a sentence that stands here
_NUMBER: Final = re.compile(r"\d{1,3}(?:,\d{3})*")
_COUNTED: Final = ("number", "size", "left", "start", "minutes", "seconds")
_SPOKEN: Final = ("trouble", "part", "advice")  # sentences and words that stand here themselves
_PLACE: Final = re.compile(r"byte ([\d,]+) of (?:the image|volume (\d+))")
_GAP: Final = re.compile(r"\\{(\w+)\\}")  # a name in braces, as re.escape writes it

_REASONS: Final = (
    marked("sentences", "Empty."),
    marked("sentences", "Not a file."),
    marked("sentences", "No notable record has its size."),
    marked("sentences", "Encrypted by its file system."),
    marked("sentences", "Encrypted by the file system."),
    marked("sentences", "Not read yet."),
    marked("sentences", "In a volume that was unlocked before, and not for this run; not read."),
    marked("sentences", "Encrypted content: {scheme}."),
    marked("sentences", "No record of the notable sets has this size; not read."),
    marked("sentences", "Deleted; no content is left that can be shown to be its own."),
    marked("sentences", "Deleted; {left} of its {size} bytes are left, the rest was used again."),
    marked("sentences", "{number} of {size} bytes cannot be read; no digest is recorded."),
    marked("sentences", "Content gave {number} of {size} bytes; no digest is recorded."),
    marked("sentences", "Left when the time box of {minutes} minutes was over; not read."),
    marked("sentences", "Left when the first match was found; not read."),
    marked("sentences", "Reading it stopped the reader ({trouble}); it was left and the scan went on."),
    marked("sentences", "Reading it took more than {seconds} seconds."),
    marked("sentences", "This volume ended too many readers, and the rest of it was not read."),
)
_PLACES: Final = (
    marked("sentences", "Encrypted with {scheme}; without its key nothing inside can be read."),
    marked(
        "sentences", "Encrypted with {scheme}, but its protection is suspended: it opens with its clear key."
    ),
    marked(
        "sentences", "{scheme} was turned off here and nothing is encrypted: it opens with its clear key."
    ),
    marked(
        "sentences",
        "No file system found: no known signature, uniform bytes. An encrypted container looks so, and so do "
        "random bytes.",
    ),
    marked(
        "sentences",
        "It was unlocked before, but its secret was not given again; nothing inside can be read now.",
    ),
    marked(
        "sentences",
        "Volume {volume} of {label} is locked: unlock it to look at it (on the board with U, on the command "
        "line with --unlock).",
    ),
    marked(
        "sentences",
        "{scheme} is recognised, but this version has no reader for it; nothing inside was looked at.",
    ),
    marked("sentences", "No file system found; the first {number} bytes are zeros."),
    marked("sentences", "No file system found: no signature known here is in its place."),
    marked(
        "sentences",
        "No file system found: a partition table is there that lists no partition, and nothing else.",
    ),
    marked(
        "sentences",
        "The volume holds data, but no file system was found in it: nothing of it was listed or read.",
    ),
    marked(
        "sentences",
        "The source changed while it was scanned; what was read may be of either state: {trouble}.",
    ),
    marked(
        "sentences",
        "The volume carries the signature of {scheme}, but it is damaged, cut off or of a kind not read "
        "here: {trouble}.",
    ),
    marked("sentences", "The start of the volume cannot be read: {trouble}"),
    marked(
        "sentences",
        "The {scheme} file system is {size} bytes long by its own account, but only {number} are here.",
    ),
    marked(
        "sentences",
        "{number} bytes of the content, at {place}, cannot be read: {trouble}.",
    ),
    marked("sentences", "The content was not read to its end: {trouble}."),
    marked("sentences", "The image ends at byte {number}."),
    marked("sentences", "After {number} unreadable sectors the rest was not tried."),
    marked("sentences", "This directory cannot be listed: {trouble}."),
    marked("sentences", "The ext superblock fails its checksum; what it tells of the volume may be wrong."),
    marked("sentences", "Its inode fails its checksum; its size, times and content may not be as they were."),
    marked("sentences", "Its inode fails its checksum, so it does not say where the content lies."),
    marked("sentences", "A block of the extent tree fails its checksum."),
    marked("sentences", "The name is in use, but its inode {number} cannot be read: {trouble}"),
    marked("sentences", "Entries of this directory that are damaged and could not be listed: {number}."),
)
_EXHIBITS: Final = (
    marked("sentences", "{file} cannot be found ({trouble}); attach it again, read-only."),
    marked(
        "sentences",
        "{file} holds {number} bytes and held {size} when it was added; it is not the same evidence.",
    ),
    marked(
        "sentences",
        "The source of {label} was taken away while it was read: {trouble}; then go on with the scan.",
    ),
    marked("sentences", "Exhibit {label} is in this case already; choose another label."),
    marked("sentences", "{label}: all of it was searched for lost volumes before."),
    marked("sentences", "{label}: stopped before the search began."),
    marked("sentences", "{label}: the whole disk was searched for lost volumes; {advice}."),
    marked(
        "sentences",
        "{label}: the search was stopped at byte {start} of {size}; search again to go on from there; "
        "{advice}.",
    ),
    marked(
        "sentences",
        "{label}: the search ended at byte {start} of {size}, as it found as many as one search lists; "
        "search again to go on; {advice}.",
    ),
    marked(
        "sentences",
        "{label}: the search was given up at byte {start} of {size}, as the evidence ended the reader too "
        "often; {advice}.",
    ),
    marked("sentences", "None was found."),
    marked("sentences", "1 volume was found that no table lists."),
    marked("sentences", "{number} volumes were found that no table lists."),
)
_CASES: Final = (
    marked("sentences", "{folder} exists already and is not an empty folder; choose another name."),
    marked("sentences", "{folder} is not a Fieldcase case: it has no {file}."),
    marked("sentences", "{file} is an SQLite file, but not a Fieldcase case."),
    marked(
        "sentences", "{folder} is being worked on by another Fieldcase; wait for it to finish or stop it."
    ),
    marked("sentences", "{folder} is being written by another Fieldcase; wait for it to finish or close it."),
    marked("sentences", "The case folder {folder} cannot be written to ({trouble})."),
    marked(
        "sentences",
        "The case folder {folder} cannot be written to; copy the case to a writable place first.",
    ),
    marked(
        "sentences",
        "The database of {folder} is damaged ({trouble}); take a copy before doing anything else.",
    ),
    marked("sentences", "There is no entry {number} in this case."),
    marked("sentences", "The folder is missing."),
    marked("sentences", "The setting could not be kept: {file} cannot be written."),
    marked("sentences", "A folder is named by its whole path, from the root on."),
    marked("sentences", "{file} is a file, not a folder."),
    marked("sentences", "Nothing can be written to {folder}."),
    marked("sentences", "A logo is a PNG picture; this one is not."),
    marked("sentences", "{file} cannot be written ({trouble})."),
    marked("sentences", "{folder} is not empty; give a new or an empty folder for the report."),
    marked("sentences", "The report could not be written to {folder}: {trouble}; nothing was kept."),
)
_SETS: Final = (
    marked(
        "sentences",
        "NSRL lists software that is known. Known is not harmless: hacking tools are listed too.",
    ),
    marked("sentences", "Records without MD5, SHA-1 and SHA-256."),
    marked("sentences", "Rows that the delta deletes from its full set."),
    marked("sentences", "Values of other kinds."),
    marked("sentences", "Lines of 64 digits were taken as SHA-256 because the name of the file says so."),
)
_ACTS: Final = (
    marked("sentences", "The passphrase does not open {name}."),
    marked("sentences", "A passphrase has at least {number} characters."),
    marked("sentences", "This passphrase opens none of the locked sets. Nothing was unlocked."),
    marked("sentences", "No set of this library is locked."),
    marked(
        "sentences",
        "The index {file} has form {version}, Fieldcase reads form {own}; import the set again.",
    ),
    marked("sentences", "There is no digest of 32, 40 or 64 hexadecimal digits in this text."),
    marked(
        "sentences",
        "A set called {name} is already in the library; remove it first or give another name.",
    ),
    marked("sentences", "This file is a known match; looking at it needs a reason."),
    marked(
        "sentences",
        "A supervisor allows looks at {number} files a day, and they were looked at today; the verdict does "
        "not need a picture.",
    ),
    marked("sentences", "An exhibit is handed from one person to another; both are the same here."),
    marked("sentences", "Nothing was said that is not on record already."),
    marked("sentences", "{file} is attached to {label} already."),
    marked("sentences", "{file} is not a whole PNG or JPEG picture."),
    marked("sentences", "The content is empty."),
    marked("sentences", "No picture of a form that is shown here."),
    marked("sentences", "Decoding it takes more memory than is given to it."),
    marked("sentences", "Permission denied."),
    marked("sentences", "No such file or directory."),
    marked("sentences", "No space left on device."),
)
SENTENCES: Final = (
    *_REASONS,
    *_PLACES,
    *IMAGE_SENTENCES,
    *NTFS_SENTENCES,
    *FAT_SENTENCES,
    *JOURNAL_SENTENCES,
    *_EXHIBITS,
    *_CASES,
    *_SETS,
    *_ACTS,
)


def spoken(sentence: str) -> str:
    """`sentence` in the language in force, where it is one of those that stand here; else as it is."""
    whole = _whole(sentence)
    if len(whole) > MOST:
        return sentence
    for text, pattern in _patterns():
        if found := pattern.fullmatch(whole):
            values = {name: _value(name, value) for name, value in found.groupdict().items()}
            return _as_given(translate("sentences", text).format(**values), sentence)
    return sentence


def _whole(sentence: str) -> str:
    """With a capital and an end, as a line of a program is shown."""
    return sentence[:1].upper() + sentence[1:] + ("" if sentence.endswith(".") else ".")


def _as_given(said: str, sentence: str) -> str:
    """With an end only where the sentence had one, and small at the beginning where it was."""
    said = said.removesuffix(".") + ("." if sentence.endswith(".") else "")
    return said[:1].lower() + said[1:] if sentence[:1].islower() else said


def _value(name: str, value: str) -> str:
    """Numbers, places and what went wrong; names of files and sets stay as they are, whatever they say."""
    if name in _COUNTED and _NUMBER.fullmatch(value):
        return figures(value)
    if name == "place":
        return _place(value)
    return spoken(value) if name in _SPOKEN else value


def _place(value: str) -> str:
    found = _PLACE.fullmatch(value)
    if found is None:
        return value
    start = figures(found[1])
    if found[2] is None:
        return translate("sentences", "byte {start} of the image").format(start=start)
    words = translate("sentences", "byte {start} of volume {volume}")
    return words.format(start=start, volume=found[2])


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    made = [(text, _GAP.sub(r"(?P<\1>.+?)", re.escape(_whole(text)))) for text in SENTENCES]
    return tuple((text, re.compile(pattern, re.DOTALL)) for text, pattern in made)
