"""Containers that are recognised by their bytes and have no reader here, each with its name.

Sources of the signatures: libyal's format documentation (QCOW, VHD, VHDX, VMDK, VDI, DMG, EWF), AFFLIB's
afflib.h, the AFF4 standard.
"""

_AT_START = (
    (b"EVF2\x0d\x0a\x81\x00", "an EnCase 7 image (Ex01)"),
    (b"LEF2\x0d\x0a\x81\x00", "an EnCase 7 logical evidence file (Lx01)"),
    (b"LVF\x09\x0d\x0a\xff\x00", "an EnCase logical evidence file (L01)"),
    (b"QED\x00", "a QED disk (QEMU)"),
    (b"sprs", "an Apple sparse disk image"),
    (b"encrcdsa", "an encrypted Apple disk image (DMG)"),
    (b"AFF10\x0d\x0a\x00", "an AFF image"),
    (b"AFF11\x0d\x0a\x00", "an AFF image"),
    (b"ADSEGMENTEDFILE", "an AD1 logical image (FTK)"),
    (b"ADCRYPT", "an encrypted FTK image (AD encryption)"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
)
_AFF4_SIGNS = (b"container.description", b"information.turtle", b"aff4://", b"aff4%3A")


def foreign_container(name: str, *, head: bytes, tail: bytes) -> str | None:
    """The container's name with its article, or `None` when no signature of this table is there."""
    for signature, words in _AT_START:
        if head.startswith(signature):
            return words
    if head.startswith(b"PK\x03\x04"):
        is_aff4 = name.lower().endswith(".aff4") or any(sign in head for sign in _AFF4_SIGNS)
        return "an AFF4 image" if is_aff4 else "a ZIP archive"
    return None
