"""Contents of evidence files in a bundle: each stored under its digest, each in the index beside them."""

import csv
import io
import re

from reports import bag
from reports.checking.opening import Bundle
from reports.checking.verdict import BundleDiffers, NotPresent

FOLDER = bag.PAYLOAD + "files/"
INDEX = bag.PAYLOAD + "files.csv"
_PLACE = re.compile(re.escape(FOLDER) + "([0-9a-f]{2})/(\\1[0-9a-f]{62})")
_LARGEST_INDEX = 256 * 1024 * 1024  # bytes


def check_exported(bundle: Bundle) -> str:
    """Raise NotPresent where no contents were exported."""
    present = bundle.below(FOLDER)
    if INDEX not in bundle and not present:
        raise NotPresent("no contents of evidence files were exported")
    listed = _listed(bundle)
    for name in present:
        place = _PLACE.fullmatch(name)
        if place is None or bundle.digests(name).sha256 != place[2]:
            raise BundleDiffers(f"{name} is not the content whose digest it bears")
        if place[2] not in listed:
            raise BundleDiffers(f"{name} was added: {INDEX} does not list it")
    held = {name.rsplit("/", 1)[-1] for name in present}
    if missing := listed - held:
        raise BundleDiffers(f"{FOLDER} lacks the content {min(missing)}, which {INDEX} lists")
    return f"{len(present):,} contents are those of the index"


def _listed(bundle: Bundle) -> set[str]:
    raw = bundle.read(INDEX, most=_LARGEST_INDEX)
    try:
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline=""), strict=True))
        return {row["sha256"] for row in rows if row["sha256"]}
    except (csv.Error, UnicodeDecodeError, KeyError) as trouble:
        raise BundleDiffers(f"{INDEX} cannot be read as a table with the digests of contents") from trouble
