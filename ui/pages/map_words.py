"""What the disk map says in words: places, sums, times, folders."""

from collections.abc import Sequence
from typing import Final

from app.rows.maps import FREE, DiskMap, FolderCell, MapChoice, TimeBar, TimeLine
from ui.language import SpokenMapping, figures, marked, translate
from ui.parts.map_fills import kind_words, volume_title
from ui.parts.time_ticks import when_words
from ui.wording import OUTCOME_WORDS, count, share, size

UNITS: Final = (("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1))
# What is shown with nothing in it: the absence of a hit or of a fault is a result.
ALWAYS_LISTED: Final = ("matched", "known", "compared", "ruled_out_by_size", "unreadable", "waiting", FREE)
FIELD_WORDS: Final = SpokenMapping(
    "map",
    {
        "modified": marked("map", "Modified"),
        "created": marked("map", "Created"),
        "accessed": marked("map", "Accessed"),
    },
)
WEIGHT_WORDS: Final = SpokenMapping(
    "map", {"bytes": marked("map", "By bytes"), "files": marked("map", "By files")}
)


def unit_of(whole: int) -> tuple[str, int]:
    """The unit all numbers of a whole are given in: its own size is ten or more of it."""
    return next((unit for unit in UNITS if whole >= 10 * unit[1]), UNITS[-1])


def in_tenths(parts: Sequence[int], unit: tuple[str, int]) -> list[str]:
    """Each part in tenths of a unit, rounded so that the printed numbers add up to the printed sum."""
    name, length = unit
    if length == 1:
        return [f"{count(part)} {name}" for part in parts]
    exact = [part * 10 / length for part in parts]
    tenths = [int(one) for one in exact]
    lacking = round(sum(parts) * 10 / length) - sum(tenths)
    for number in sorted(range(len(parts)), key=lambda one: tenths[one] - exact[one])[: max(lacking, 0)]:
        tenths[number] += 1
    return [
        f"{_tenths(ten) if ten or not part else '< ' + figures('0.1')} {name}"
        for part, ten in zip(parts, tenths, strict=True)
    ]


def _tenths(number: int) -> str:
    return figures(f"{number / 10:,.1f}") if number else "0"


def byte_rows(disk: DiskMap) -> list[tuple[str, str, str]]:
    """(kind, words, size) of each line of the sum that is shown."""
    kept = [(kind, number) for kind, number in disk.kinds if number or kind in ALWAYS_LISTED]
    sizes = in_tenths([number for _kind, number in kept], unit_of(disk.size_bytes))
    return [(kind, kind_words(kind), said) for (kind, _number), said in zip(kept, sizes, strict=True)]


def sum_words(disk: DiskMap) -> str:
    return in_tenths([sum(number for _kind, number in disk.kinds)], unit_of(disk.size_bytes))[0]


def bytes_notes(disk: DiskMap) -> str:
    """What stands under the sum."""
    total = sum(number for _kind, number in disk.kinds)
    said = [
        translate("map", "The sum equals the size of the image.")
        if total == disk.size_bytes
        else translate(
            "map", "The sum is {sum} bytes, the image has {size}: a fault of this program."
        ).format(sum=count(total), size=count(disk.size_bytes)),
        _unreadable(disk),
        _free(disk),
        _placeless(disk),
    ]
    if disk.shared_bytes:
        said.append(
            translate("map", "{size} belong to several files and are counted once.").format(
                size=size(disk.shared_bytes)
            )
        )
    said.append(translate("map", "Close hits share a mark; thin slices of hits and faults are drawn wider."))
    return " ".join(filter(None, said))


def _unreadable(disk: DiskMap) -> str:
    if disk.largest_unreadable is None:
        return ""
    offset, length = disk.largest_unreadable
    areas = translate("map", "%n area(s) could not be read", "", disk.unreadable_areas)
    return translate("map", "{areas}; the largest, {size}, begins at {place}.").format(
        areas=areas, size=size(length), place=size(offset)
    )


def _free(disk: DiskMap) -> str:
    if disk.free_by_map is None:
        return ""
    return translate("map", "{size} are free by the file systems' own maps.").format(
        size=size(disk.free_by_map)
    )


def _placeless(disk: DiskMap) -> str:
    if not disk.placeless_files:
        return ""
    files = translate("map", "%n file(s)", "", disk.placeless_files)
    said = translate(
        "map",
        "{files} ({size}) have no stretch of their own: their content is compressed, or lies in the file "
        "system's records.",
    ).format(files=files, size=size(disk.placeless_bytes))
    if disk.placeless_matched:
        lost = translate("map", "%n matched file(s) cannot be shown on the disk.", "", disk.placeless_matched)
        return f"{said} {lost}"
    return said


def stretch_words(start: int, end: int) -> str:
    """`289.1 to 315.2 GiB`, as finely as tells the two ends apart."""
    name, length = next((unit for unit in UNITS if end >= unit[1]), UNITS[-1])
    for decimals in (1, 2, 3):
        first, last = (figures(f"{place / length:,.{decimals}f}") for place in (start, end))
        if first != last and length > 1 and (end - start) * 10**decimals >= length:
            return translate("map", "{first} to {last} {unit}").format(first=first, last=last, unit=name)
    return translate("map", "bytes {first} to {last}").format(first=count(start), last=count(end - 1))


def choice_place(choice: MapChoice, disk: DiskMap) -> str:
    """`Volume 2, 289.1 to 315.2 GiB`."""
    stretch = stretch_words(choice.start_bytes, choice.end_bytes)
    if len(choice.volumes) == 1:
        return translate("map", "Volume {number}, {stretch}").format(
            number=choice.volumes[0], stretch=stretch
        )
    if not choice.volumes:
        return translate("map", "Outside volumes, {stretch}").format(stretch=stretch)
    numbers = ", ".join(map(str, choice.volumes))
    return translate("map", "Volumes {numbers}, {stretch}").format(numbers=numbers, stretch=stretch)


def choice_files(choice: MapChoice) -> str:
    """`1,906 files, mostly /Users/home`."""
    if not choice.files:
        return translate("map", "no file lies here")
    files = translate("map", "%n file(s)", "", choice.files)
    if choice.folder_files == choice.files:
        return translate("map", "{files}, all in {folder}").format(files=files, folder=choice.folder)
    if choice.folder_files * 2 > choice.files:
        return translate("map", "{files}, mostly {folder}").format(files=files, folder=choice.folder)
    if choice.folder_files == 1:
        return translate("map", "{files}, each in a folder of its own").format(files=files)
    return translate("map", "{files}, {number} of them in {folder}").format(
        files=files, number=count(choice.folder_files), folder=choice.folder
    )


def matched_words(number: int) -> str:
    return translate("map", "%n file(s) matched", "", number)


def time_notes(line: TimeLine, *, outside: int) -> str:
    """What stands under the times; every file that is in no bar is counted here."""
    said = [
        translate("map", "Circles: files matched in that month.")
        if line.unit == "month"
        else translate("map", "Circles: files matched on that day.")
    ]
    if line.without_time:
        said.append(translate("map", "%n file( has/s have) no time kept here.", "", line.without_time))
    if line.beyond:
        said.append(translate("map", "%n file( has/s have) a year that cannot be.", "", line.beyond))
    if outside + line.outside_span:
        said.append(
            translate("map", "%n file( lies/s lie) outside of what is seen.", "", outside + line.outside_span)
        )
    said.append(_after_seizure(line))
    if line.without_zone:
        local = line.without_zone
        said.append(
            translate("map", "%n file( has/s have) local time, without a zone on the disk.", "", local)
        )
    return " ".join([*said, translate("map", "Shown in UTC.")])


def _after_seizure(line: TimeLine) -> str:
    if line.after_seizure is None:
        return translate("map", "The time of the seizure is not on record.")
    if not line.after_seizure:
        return translate("map", "No file lies after the seizure.")
    return translate("map", "%n file( lies/s lie) after the seizure.", "", line.after_seizure)


def bar_words(bar: TimeBar) -> str:
    files = translate("map", "%n file(s)", "", bar.files)
    return f"{when_words(bar.when)}: {files}"


def most_words(line: TimeLine) -> tuple[str, str]:
    """When most files matched, and where they lie; empty without a hit."""
    if line.most_matched is None:
        return "", ""
    where = line.most_matched_folder
    said = translate("map", "all in {folder}").format(folder=where) if where else ""
    return f"{when_words(line.most_matched.when)}:", said


def cell_name(cell: FolderCell, disk: DiskMap | None) -> str:
    """What a cell of the folders is called: a folder, a volume, the files of a folder itself, the rest."""
    if not cell.path:
        return translate("map", "smaller folders")
    if cell.is_direct:
        return translate("map", "files in the folder itself")
    if cell.name:
        return cell.name
    volumes = disk.volumes if disk is not None else ()
    volume = next((one for one in volumes if one.index == cell.volume), None)
    return volume_title(volume) if volume is not None else str(cell.volume)


def cell_words(cell: FolderCell, *, with_hits: bool = True) -> str:
    """`7 files matched, 120,311 files, 31.2 GiB, known 81 %`: the last is what became of most."""
    most, number = max(cell.outcomes, key=lambda one: one[1])
    said = [matched_words(cell.matched)] if cell.matched and with_hits else []
    said += [translate("map", "%n file(s)", "", cell.files), size(cell.size_bytes)]
    return ", ".join([*said, f"{OUTCOME_WORDS[most].lower()} {share(number / cell.files)}"])
