"""Whether the files of a bundle are those of its lists: both algorithms, nothing lost, added, changed or
exchanged, and nothing strange beside them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from reports import bag
from reports.checking.opening import LARGEST_TEXT, Bundle
from reports.checking.verdict import BundleDiffers, named
from reports.layout import (
    CERTIFICATES,
    MOST_SIGNATURES,
    STAMP_NAME,
    STAMPED_PDF_NAME,
    VERIFY_NAME,
    signature_name,
)

Facts = tuple[tuple[str, str], ...]
ALGORITHMS = tuple(bag.HEX_DIGITS)
_MANIFESTS = tuple(bag.manifest_name(algorithm) for algorithm in ALGORITHMS)
_TAG_MANIFESTS = tuple(bag.tag_manifest_name(algorithm) for algorithm in ALGORITHMS)
_REQUIRED = {bag.DECLARATION_NAME, bag.INFO_NAME, VERIFY_NAME, *_MANIFESTS}
# They are made after the tag manifests, and stand in none.
SIGNATURES = tuple(signature_name(number) for number in range(1, MOST_SIGNATURES + 1))
_UNLISTED = {*_TAG_MANIFESTS, *SIGNATURES, STAMP_NAME, STAMPED_PDF_NAME}


def check_payload(bundle: Bundle) -> str:
    """Raise BundleDiffers naming each file of data/ that is not as listed."""
    lists = _lists(bundle, _MANIFESTS)
    present = set(bundle.below(bag.PAYLOAD))
    _raise(_differences(bundle, lists, present))
    count, size = len(present), sum(bundle.files[name] for name in present)
    return f"{count:,} files with {size:,} bytes equal both manifests, and nothing was added"


def check_tag_files(bundle: Bundle) -> str:
    """The files around the payload against the tag manifests, and the declaration word for word."""
    lists = _lists(bundle, _TAG_MANIFESTS)
    present = {name for name in bundle.files if not name.startswith(bag.PAYLOAD)} - _UNLISTED
    _raise(_differences(bundle, lists, present | _REQUIRED))
    if bundle.read(bag.DECLARATION_NAME, most=1024) != bag.DECLARATION:
        raise BundleDiffers(f"{bag.DECLARATION_NAME} is not the declaration of a BagIt 1.0 folder")
    _check_oxum(bundle, facts_of(bundle))
    return f"{len(present):,} files equal both tag manifests"


def check_folder(bundle: Bundle) -> str:
    _raise(bundle.strange)
    allowed = (bag.PAYLOAD, CERTIFICATES)
    top = {name for name in bundle.files if "/" not in name}
    known = _REQUIRED | _UNLISTED
    added = [name for name in bundle.files if name not in known and not name.startswith(allowed)]
    _raise(f"{name} was added: it is no file of a bundle" for name in sorted(added))
    return f"{len(bundle.files):,} files, {len(top):,} of them around the payload; no links, nothing strange"


def facts_of(bundle: Bundle) -> Facts:
    """bag-info.txt; raise BundleDiffers."""
    raw = bundle.read(bag.INFO_NAME, most=bag.LONGEST_INFO)
    try:
        return bag.read_bag_info(raw)
    except bag.NotABag as trouble:
        raise BundleDiffers(f"{bag.INFO_NAME}: {trouble}") from trouble


def values_of(facts: Facts, label: str) -> tuple[str, ...]:
    return tuple(value for name, value in facts if name == label)


def report_id_of(bundle: Bundle) -> str:
    """The one id that bag-info.txt gives the report; raise BundleDiffers where there is none, or several."""
    found = values_of(facts_of(bundle), bag.REPORT_LABEL)
    if len(found) != 1 or not found[0]:
        raise BundleDiffers(f"{bag.INFO_NAME} gives the report {len(found)} ids in place of one")
    return found[0]


def _raise(differences: Iterable[str]) -> None:
    sentence = named(differences)
    if sentence:
        raise BundleDiffers(sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lists:
    """The lists of one kind by their names, and a sentence for each that cannot be read."""

    held: dict[str, dict[str, str]]
    troubles: tuple[str, ...]


def _lists(bundle: Bundle, names: Iterable[str]) -> _Lists:
    held, troubles = {}, []
    for name, algorithm in zip(names, ALGORITHMS, strict=True):
        try:
            held[name] = bag.read_manifest(bundle.read(name, most=LARGEST_TEXT), algorithm)
        except bag.NotABag as trouble:
            troubles.append(f"{name} was changed: {trouble}")
        except BundleDiffers as trouble:
            troubles.append(str(trouble))
    return _Lists(held=held, troubles=tuple(troubles))


def _differences(bundle: Bundle, read: _Lists, present: set[str]) -> Iterator[str]:
    yield from read.troubles
    lists = read.held
    if not lists:
        return
    everything = present.union(*lists.values())
    for name in sorted(everything):
        listing = [of for of, listed in lists.items() if name in listed]
        if name not in bundle:
            yield f"{name} is missing" if listing else f"{name} is missing, and no list names it"
        elif not listing:
            yield f"{name} was added: no list names it"
        else:
            yield from (f"{of} was changed: it leaves out {name}" for of in lists if of not in listing)
            yield from _difference(bundle, {of: lists[of][name] for of in listing}, name)


def _difference(bundle: Bundle, expected: Mapping[str, str], name: str) -> Iterator[str]:
    found = bundle.digests(name)
    wrong = [of for of, digest in expected.items() if digest != found.of(_algorithm(of))]
    if not wrong:
        return
    if len(wrong) < len(expected):
        yield f"{wrong[0]} was changed: its digest of {name} is another one, and the other list agrees"
    else:
        yield f"{name} is not what was written: its digests differ from those listed"


def _algorithm(list_name: str) -> str:
    return next(algorithm for algorithm in ALGORITHMS if list_name.endswith(f"-{algorithm}.txt"))


def _check_oxum(bundle: Bundle, facts: Facts) -> None:
    payload = bundle.below(bag.PAYLOAD)
    expected = (bag.oxum(bundle.files[name] for name in payload),)
    if values_of(facts, bag.OXUM_LABEL) != expected:
        raise BundleDiffers(f"{bag.INFO_NAME} gives another {bag.OXUM_LABEL} than the payload: {expected[0]}")
    if values_of(facts, bag.FORM_LABEL) != (bag.FORM,):
        raise BundleDiffers(f"{bag.INFO_NAME} does not say that this is of the form “{bag.FORM}”")
