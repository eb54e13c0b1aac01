"""Opening a source: what kind of container it is is read from its bytes, and the kind's own file opens it
read-only.

Each kind has the two hooks of `kinds.Kind` and a line in the table below. Containers that are recognised
but have no reader here are refused by name, so that no container is ever walked as if its own bytes were the
media.
"""

import os
import stat
from functools import partial
from pathlib import Path

from forensics.containers import (
    devices,
    dmg,
    ewf,
    ewf2,
    parallels,
    parallels_bundle,
    qcow2,
    raw,
    sparse_image,
    vdi,
    vhd,
    vhdx,
    vmdk,
    windows_drives,
)
from forensics.containers.chains import Chain, is_there
from forensics.containers.foreign import foreign_container
from forensics.containers.kinds import Kind, Sniffed
from forensics.containers.opening import open_read_only, size_of
from forensics.containers.sectors import SMALLEST_SECTOR_BYTES
from forensics.errors import SourceNotUsable
from forensics.images import MOST_MEDIA_BYTES, EvidenceImage

SNIFF_BYTES = 64 * 1024

_KINDS = (
    Kind(lambda sniffed: ewf.detect(sniffed.head), lambda source, _below: ewf.open_source(source)),
    Kind(ewf2.detect, ewf2.open_source),
    Kind(qcow2.detect, qcow2.open_source),
    Kind(vdi.detect, vdi.open_source),
    Kind(parallels.detect, parallels_bundle.open_alone),
    Kind(parallels_bundle.detect, parallels_bundle.open_source),
    Kind(vmdk.detect, vmdk.open_source),
    Kind(vhdx.detect, vhdx.open_source),
    Kind(dmg.detect, dmg.open_source),
    Kind(vhd.detect, vhd.open_source),
    Kind(sparse_image.detect, sparse_image.open_source),
)
# Nobody names a raw image so: where the bytes are of no container, its beginning is damaged.
_NAMED = {".qcow2": "QCOW2 disk", ".vdi": "VDI disk", ".vhdx": "VHDX disk"}


def open_image(source: Path) -> EvidenceImage:
    """Open `source` read-only; raise SourceNotUsable with one sentence where that cannot be done."""
    image = _open(source, chain=Chain())
    if image.info.size_bytes > MOST_MEDIA_BYTES:
        image.close()
        raise SourceNotUsable(
            f"{source} holds {image.info.size_bytes:,} bytes by its own account, more than any disk; this "
            f"version reads up to {MOST_MEDIA_BYTES:,}."
        )
    return image


def _open(source: Path, *, chain: Chain) -> EvidenceImage:
    if windows_drives.is_named_like(source):
        return windows_drives.open_source(source)
    if devices.is_device(source):
        return devices.open_source(source)
    source = parallels_bundle.descriptor_in(source) or source
    sniffed = _sniff(source)
    for kind in _KINDS:
        if kind.detect(sniffed):
            return kind.open_source(source, partial(_open, chain=chain.with_one_more(source)))
    if foreign := foreign_container(sniffed.name, head=sniffed.head, tail=sniffed.tail):
        raise SourceNotUsable(
            f"{source} is {foreign.words}; this version has no reader for it. {foreign.advice}"
        )
    if named := _NAMED.get(source.suffix.lower()):
        raise SourceNotUsable(
            f"{source} is no {named} although its name says so; its beginning is damaged, or the name is "
            "wrong."
        )
    if source.name == parallels_bundle.DESCRIPTOR:
        raise SourceNotUsable(f"{source} is no description of a Parallels disk although its name says so.")
    if ewf.is_named_like(source):
        raise SourceNotUsable(f"{source} is not an EWF file although its name says so.")
    if sniffed.size_bytes < SMALLEST_SECTOR_BYTES and not raw.is_segment(source):
        raise SourceNotUsable(
            f"{source} holds {sniffed.size_bytes:,} bytes, less than one sector; it is no disk image."
        )
    return raw.open_source(source)


def _sniff(source: Path) -> Sniffed:
    """What stands at both ends of the file; SourceNotUsable where it cannot be read."""
    try:
        mode = source.stat().st_mode
    except FileNotFoundError as trouble:
        raise SourceNotUsable(f"{source} does not exist.") from trouble
    except (OSError, ValueError) as trouble:
        raise SourceNotUsable(f"{source} cannot be opened: {_words(trouble)}.") from trouble
    if stat.S_ISDIR(mode) and is_there(source / "Info.plist") and (source / "bands").is_dir():
        raise SourceNotUsable(
            f"{source} is an Apple sparse bundle; this version has no reader for it. Convert it on a Mac "
            "(hdiutil convert NAME -format UDTO -o OTHER) and add that."
        )
    if stat.S_ISDIR(mode):
        raise SourceNotUsable(
            f"{source} is a folder; give the image file (of a split image, its first segment)."
        )
    if not (stat.S_ISREG(mode) or stat.S_ISBLK(mode)):
        raise SourceNotUsable(f"{source} is neither a file nor a disk.")
    handle = open_read_only(source)
    try:
        size_bytes = size_of(handle)
        head = os.pread(handle, SNIFF_BYTES, 0)
        tail = os.pread(handle, 512, max(0, size_bytes - 512))
    except OSError as trouble:
        raise SourceNotUsable(f"{source} cannot be read: {_words(trouble)}.") from trouble
    finally:
        os.close(handle)
    if not size_bytes:
        raise SourceNotUsable(f"{source} is empty (0 bytes).")
    return Sniffed(name=source.name, head=head, tail=tail, size_bytes=size_bytes)


def _words(trouble: Exception) -> str:
    return getattr(trouble, "strerror", None) or str(trouble)
