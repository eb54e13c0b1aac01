"""Bundles altered on purpose: manifests written anew after a change, as someone without the key could do, and
the layout that reports had before they were bags.
"""

import hashlib
import shutil
from pathlib import Path

from reports import bag


def made_to_fit(folder: Path) -> None:
    """All four manifests and the payload's size, computed anew over what now lies in the folder."""
    files = {
        path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()
    }
    payload = {name: path for name, path in files.items() if name.startswith(bag.PAYLOAD)}
    for algorithm in bag.HEX_DIGITS:
        (folder / bag.manifest_name(algorithm)).write_bytes(bag.manifest(_digests(payload, algorithm)))
    info = folder / bag.INFO_NAME
    facts = [
        (
            label,
            bag.oxum(path.stat().st_size for path in payload.values()) if label == bag.OXUM_LABEL else value,
        )
        for label, value in bag.read_bag_info(info.read_bytes())
    ]
    info.write_bytes(bag.bag_info(facts))
    unlisted = ("tagmanifest-", "stamped/", bag.PAYLOAD)
    tags = {name: path for name, path in files.items() if not name.startswith(unlisted)}
    for algorithm in bag.HEX_DIGITS:
        (folder / bag.tag_manifest_name(algorithm)).write_bytes(bag.manifest(_digests(tags, algorithm)))


def _digests(files: dict[str, Path], algorithm: str) -> dict[str, str]:
    return {name: hashlib.new(algorithm, path.read_bytes()).hexdigest() for name, path in files.items()}


def in_former_layout(bundle: Path, target: Path) -> Path:
    """The payload of a bundle at the top of a folder, with the one manifest that reports used to have."""
    target.mkdir()
    for path in sorted((bundle / "data").iterdir()):
        if path.is_file():
            shutil.copy(path, target / path.name)
    lines = "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(target.iterdir())
    )
    (target / "manifest-sha256.txt").write_text(lines)
    return target
