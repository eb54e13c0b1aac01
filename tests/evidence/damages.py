"""What is done to the files of an image: cut, zeroed, flipped, swapped, filled with made-up numbers."""

import random
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.evidence.container_builders import flipped


@dataclass(frozen=True, slots=True)
class Damage:
    words: str
    files: Mapping[int, bytes | None]  # number of the file -> what it holds now; None: it is gone
    hides_nothing: bool = True  # every content is true or absent, and what is absent is told
    brings_zeros: bool = False  # of its own, in the place of content


def truncations(whole: Sequence[bytes], *, times: int, hides_nothing: bool = True) -> Iterator[Damage]:
    """Of the last file at as many places, of the others at some."""
    last = len(whole) - 1
    for number, content in enumerate(whole):
        for part in range(times if number == last else min(times, 3)):
            length = len(content) * part // times + (part % 3) * 77
            words = f"file {number} cut at {length}"
            yield Damage(words, {number: content[:length]}, hides_nothing)


def heads_zeroed(whole: Sequence[bytes], *, hides_nothing: bool = True) -> Iterator[Damage]:
    """Where boot sectors and superblocks lie."""
    for place, length in ((0, 512), (0, 1024), (512, 512), (1024, 1024), (0, 4096), (32_768, 2048)):
        content = bytearray(whole[0])
        content[place : place + length] = bytes(len(content[place : place + length]))
        # At 32,768 lies the superblock of ISO 9660 and UDF; of others it may be the content of a file.
        may_be_content = place >= 32_768
        yield Damage(
            f"{length} zeros at {place}",
            {0: bytes(content)},
            hides_nothing=hides_nothing and not may_be_content,
            brings_zeros=may_be_content,
        )


def files_missing(whole: Sequence[bytes], *, tell_each_other_apart: bool) -> Iterator[Damage]:
    """One is gone, is another, or has changed places with the next."""
    for number in range(1, len(whole)):
        yield Damage(f"file {number} missing", {number: None})
        other = {number: whole[number - 1]}
        words = f"file {number} is another"
        yield Damage(words, other, tell_each_other_apart, brings_zeros=not tell_each_other_apart)
    for number in range(1, len(whole) - 1):
        swapped = {number: whole[number + 1], number + 1: whole[number]}
        words = f"files {number}, {number + 1} swapped"
        yield Damage(words, swapped, tell_each_other_apart, brings_zeros=not tell_each_other_apart)


def flips(whole: Sequence[bytes], *, seeds: range, each: int, hides_nothing: bool) -> Iterator[Damage]:
    for seed in seeds:
        victim = seed % len(whole)
        content = flipped(whole[victim], range(len(whole[victim])), times=each, seed=seed)
        yield Damage(f"{each} bits flipped, seed {seed}", {victim: content}, hides_nothing)


def flips_in_metadata(
    whole: Sequence[bytes], *, places: Sequence[tuple[int, int]], seeds: range, each: int
) -> Iterator[Damage]:
    """In the sectors at `places` (number of the file, byte)."""
    for seed in seeds if places else ():
        dice = random.Random(seed)
        changed = {number: bytearray(content) for number, content in enumerate(whole)}
        for _ in range(each):
            number, at = dice.choice(places)
            changed[number][min(at + dice.randrange(512), len(whole[number]) - 1)] ^= 1 << dice.randrange(8)
        files = {number: bytes(content) for number, content in changed.items() if content != whole[number]}
        yield Damage(f"{each} bits of its metadata flipped, seed {seed}", files, hides_nothing=False)


def not_of(media: bytes, whole: Sequence[bytes], *, head_bytes: int | None) -> list[tuple[int, int]]:
    """The sectors of the files that hold something, as (number of the file, byte): those of the head of the
    first, where it is told how long that is; else all that are no sector of the `media`.
    """
    if head_bytes is not None:
        media, whole = b"", [whole[0][:head_bytes]]
    sectors = {media[at : at + 512] for at in range(0, len(media), 512)} | {bytes(512)}
    return [
        (number, at)
        for number, content in enumerate(whole)
        for at in range(0, len(content), 512)
        if content[at : at + 512] not in sectors
    ]


def made_up_numbers(whole: Sequence[bytes], *, seeds: range) -> Iterator[Damage]:
    """Numbers that point anywhere, in places that hold something, the first of them above all."""
    blank = bytes(64)
    used = [at for at in range(0, len(whole[0]) - 512, 512) if whole[0][at : at + 64] != blank] or [0]
    for seed in seeds if len(whole[0]) > 1024 else ():
        dice = random.Random(seed)
        content = bytearray(whole[0])
        for _ in range(dice.choice((1, 1, 4, 20, 1_000))):
            at = dice.choice(used[: dice.choice((4, 40, len(used)))]) + dice.randrange(0, 505)
            number = dice.choice((0, 1, 7, 0xFFFF, 0xFFFF_FFFF, (1 << 63) - 1, dice.randrange(1 << 20)))
            kind = dice.choice(("<Q", ">Q", "<I", ">I", "<H"))
            struct.pack_into(kind, content, at, number & ((1 << 8 * struct.calcsize(kind)) - 1))
        yield Damage(f"made-up numbers, seed {seed}", {0: bytes(content)}, hides_nothing=False)
