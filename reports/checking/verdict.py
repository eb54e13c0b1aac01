"""What a check of a bundle says, part by part: a small vocabulary that every form of it shares."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from forensics.errors import FieldcaseError


class PartState(StrEnum):
    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_PRESENT = "not_present"  # and nothing says that it should be
    NOT_CHECKED = "not_checked"  # there, and it cannot be held against anything


@dataclass(frozen=True, slots=True, kw_only=True)
class PartVerdict:
    part: str  # "Payload", "Custody chain": as printed
    state: PartState
    sentence: str  # ends without a full stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Every part was tried, also after a difference. `sentence` sums up in one line."""

    parts: tuple[PartVerdict, ...]
    closing: str = ""  # what an untouched bundle is known by: report, head

    @property
    def agrees(self) -> bool:
        return not any(part.state is PartState.DIFFERS for part in self.parts)

    @property
    def sentence(self) -> str:
        if len(self.parts) == 1:
            (only,) = self.parts
            return ". ".join(filter(None, (only.sentence, self.closing if self.agrees else "")))
        differing = [part for part in self.parts if part.state is PartState.DIFFERS]
        if not differing:
            checked = sum(part.state is PartState.AGREES for part in self.parts)
            return f"{checked} parts are as they were written. {self.closing}".rstrip()
        more = f", and {len(differing) - 1} more parts differ" if len(differing) > 2 else ""
        more = ", and 1 more part differs" if len(differing) == 2 else more
        return f"{differing[0].part}: {differing[0].sentence}{more}"


class BundleDiffers(FieldcaseError):
    """Something of the bundle is not as it was written; the sentence names it."""


class NotPresent(Exception):  # it ends a check and is no error
    """The part is not there, and need not be; `str()` says why."""


class NotChecked(Exception):  # it ends a check and is no error
    """The part is there and cannot be checked; `str()` says why."""


def tried(part: str, check: Callable[[], str]) -> PartVerdict:
    """The verdict on one part. `check` gives a sentence on what agrees, or raises; OSError is a difference
    too: what cannot be read does not agree.
    """
    try:
        return PartVerdict(part=part, state=PartState.AGREES, sentence=check())
    except NotPresent as absent:
        return PartVerdict(part=part, state=PartState.NOT_PRESENT, sentence=str(absent))
    except NotChecked as unchecked:
        return PartVerdict(part=part, state=PartState.NOT_CHECKED, sentence=str(unchecked))
    except FieldcaseError as difference:
        return PartVerdict(part=part, state=PartState.DIFFERS, sentence=str(difference).removesuffix("."))
    except OSError as trouble:
        why = trouble.strerror or type(trouble).__name__
        name = "" if trouble.filename is None else f"{trouble.filename}: "
        return PartVerdict(part=part, state=PartState.DIFFERS, sentence=f"{name}{why}")


MOST_NAMED = 3  # differences of one part


def named(differences: Iterable[str]) -> str:
    """The first differences of a part, and how many there are besides."""
    found = tuple(differences)
    more = f"; and {len(found) - MOST_NAMED:,} more" if len(found) > MOST_NAMED else ""
    return "; ".join(found[:MOST_NAMED]) + more


def agreeing(count: int, thing: str) -> str:
    return f"{count:,} {thing} agrees" if count == 1 else f"{count:,} {thing}s agree"
