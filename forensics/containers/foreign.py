"""Containers that are recognised by their bytes and have no reader here, each with its name and what to do.

Sources of the signatures: libyal's format documentation (EWF, DMG, QED), AFFLIB's afflib.h, the AFF4
standard, QEMU's block/bochs.c and block/cloop.c, AOSP's sparse_format.h, wimlib's format notes, POSIX (tar).
"""

from typing import NamedTuple


class Foreign(NamedTuple):
    words: str  # with its article
    advice: str  # a whole sentence


_UNPACK = "Unpack it and add the image inside."
_SINGLE_FILES = (
    "It holds single files and no disk: open it with the tool that made it, and add the image of the "
    "disk they come from, or an image made of the exported files."
)
_DECRYPT = (
    "Open it on a Mac with its password, convert it without encryption (hdiutil convert NAME -format UDTO "
    "-o OTHER) and add that."
)
_AFF = "Convert it with AFFLIB (affconvert -r -e raw NAME) and add that."
_AFF4 = "Convert it to raw or E01 with the tool that made it (Evimetry, X-Ways, aff4imager) and add that."
_BY_QEMU = "Convert it with QEMU (qemu-img convert -O raw NAME OTHER) and add that."
_SIMG = "Convert it with Android's simg2img (simg2img NAME OTHER) and add that."
_BACKUP = "Restore it to an empty disk or image file with the tool that made it, and add that."

_AT_START = (
    (b"LEF2\x0d\x0a\x81\x00", "an EnCase 7 logical evidence file (Lx01)", _SINGLE_FILES),
    (b"LVF\x09\x0d\x0a\xff\x00", "an EnCase logical evidence file (L01)", _SINGLE_FILES),
    (b"QED\x00", "a QED disk (QEMU)", _BY_QEMU),
    (b"encrcdsa", "an encrypted Apple disk image (DMG)", _DECRYPT),
    (b"AFF10\x0d\x0a\x00", "an AFF image", _AFF),
    (b"AFF11\x0d\x0a\x00", "an AFF image", _AFF),
    (b"ADSEGMENTEDFILE", "an AD1 logical image (FTK)", _SINGLE_FILES),
    (b"ADCRYPT", "an encrypted FTK image (AD encryption)", "Decrypt it with FTK Imager and add the result."),
    (b"Bochs Virtual HD Image\0", "a Bochs disk", _BY_QEMU),
    (b"#!/bin/sh\n#V2.0 Format\nmodprobe cloop", "a compressed loop image (cloop)", _BY_QEMU),
    (b"\x3a\xff\x26\xed\x01\x00", "an Android sparse image", _SIMG),
    (b"MSWIM\0\0\0", "a Windows image file (WIM)", _SINGLE_FILES),
    (b"WLPWM\0\0\0", "a Windows image file (WIM)", _SINGLE_FILES),
    (b"\xfe\xef\x01", "a Norton Ghost image", _BACKUP),
    (b"\xce\x24\xb9\xa2", "an Acronis backup (TIB)", _BACKUP),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", _UNPACK),
    (b"\x04\x22\x4d\x18", "an LZ4 archive", _UNPACK),
    (b"\x1f\x8b\x08", "a gzip archive", _UNPACK),
    (b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (b"BZh91AY&SY", "a bzip2 archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
)
_AFF4_SIGNS = (b"container.description", b"information.turtle", b"aff4://", b"aff4%3A")
_TAR_SIGN = slice(257, 262)


def foreign_container(name: str, *, head: bytes, tail: bytes) -> Foreign | None:
    """What it is, or `None` when no signature of this table is there."""
    for signature, words, advice in _AT_START:
        if head.startswith(signature):
            return Foreign(words, advice)
    if tail.endswith(b"cdsaencr"):  # the first version of the form keeps its head at the end
        return Foreign("an encrypted Apple disk image (DMG)", _DECRYPT)
    if head[_TAR_SIGN].startswith(b"ustar"):
        return Foreign("a tar archive", _UNPACK)
    if head.startswith(b"PK\x03\x04"):
        is_aff4 = name.lower().endswith(".aff4") or any(sign in head for sign in _AFF4_SIGNS)
        return Foreign("an AFF4 image", _AFF4) if is_aff4 else Foreign("a ZIP archive", _UNPACK)
    return None
