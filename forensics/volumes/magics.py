"""The signatures of file systems and of parts of other storage that have no reader here: name, places, bytes.

Sources: libblkid (util-linux) superblock probes for most places and values; each file system's kernel header;
for those that Linux does not know: HAMMER and HAMMER2, DragonFly BSD, sys/vfs; FATX, the Free60 project;
LittleFS, SPEC.md; Android, system/core, liblp and bootimg.h, and libavb; GELI, FreeBSD, sys/geom/eli.
"""

from dataclasses import dataclass

_PAGES = (4096, 8192, 16384, 32768, 65536)
_SWAP_PLACES = tuple(page - 10 for page in _PAGES)
_ZFS_PLACES = tuple(range(0x20000, 0x40000, 0x400))


@dataclass(frozen=True, slots=True, kw_only=True)
class Magic:
    name: str
    at: tuple[int, ...]
    value: bytes
    is_weak: bool = False  # short, or where others leave bytes: believed only where nothing opens


def _magic(name: str, value: bytes, *at: int) -> Magic:
    return Magic(name=name, at=at or (0,), value=value)


def _weak(name: str, value: bytes, *at: int) -> Magic:
    return Magic(name=name, at=at or (0,), value=value, is_weak=True)


MAGICS = (
    # File systems of Linux
    _magic("Btrfs", b"_BHRfS_M", 0x10040),
    _magic("F2FS", b"\x10\x20\xf5\xf2", 0x400, 0x1400),
    _magic("squashfs", b"hsqs"),
    _magic("squashfs", b"sqsh"),
    _magic("EROFS", b"\xe2\xe1\xf5\xe0", 0x400),
    _magic("cramfs", b"\x45\x3d\xcd\x28", 0, 0x200),
    _magic("cramfs", b"\x28\xcd\x3d\x45", 0, 0x200),
    _magic("romfs", b"-rom1fs-"),
    _magic("JFS", b"JFS1", 0x8000),
    _weak("NILFS2", b"\x34\x34", 0x406),
    _magic("bcachefs", bytes.fromhex("c68573f666ce90a9d96a60cf803df7ef"), 0x1018),
    _magic("bcache or bcachefs", bytes.fromhex("c68573f64e1a45ca8265f57f48ba6d81"), 0x1018),
    _magic("reiserfs", b"ReIsEr", 0x10034, 0x2034),
    _magic("Reiser4", b"ReIsEr4", 0x10000),
    _magic("OCFS2", b"OCFSV2", 0x400, 0x800, 0x1000, 0x2000),
    _magic("GFS2", b"\x01\x16\x19\x70", 0x10000),
    _weak("MINIX", b"\x7f\x13", 0x410),
    _weak("MINIX", b"\x8f\x13", 0x410),
    _weak("MINIX", b"\x68\x24", 0x410),
    _weak("MINIX", b"\x78\x24", 0x410),
    _weak("MINIX", b"\x5a\x4d", 0x418),
    _magic("UBI", b"UBI#\x01\x00\x00\x00"),
    _magic("UBIFS", b"\x31\x18\x10\x06"),
    _weak("JFFS2", b"\x85\x19\x03\x20"),
    _weak("JFFS2", b"\x85\x19\x01\xe0"),
    _weak("JFFS2", b"\x85\x19\x02\xe0"),
    _weak("JFFS2", b"\x19\x85\x20\x03"),
    _weak("JFFS2", b"\x19\x85\xe0\x01"),
    _weak("JFFS2", b"\x19\x85\xe0\x02"),
    _magic("LittleFS", b"littlefs", 8),
    # File systems of other systems
    _magic("APFS", b"NXSB", 0x20),
    _magic("ReFS", b"ReFS\0\0\0\0", 3),
    _magic("ZFS", b"\x0c\xb1\xba\0\0\0\0\0", *_ZFS_PLACES),
    _magic("ZFS", b"\0\0\0\0\0\xba\xb1\x0c", *_ZFS_PLACES),
    _magic("VMFS", b"\x0d\xd0\x01\xc0", 0x100000),
    _magic("VMFS", b"\x5e\xf1\xab\x2f", 0x200000),
    _magic("HPFS", b"\x49\xe8\x95\xf9\xc5\xe9\x53\xfa", 0x2000),
    _magic("BeFS", b"1SFBEGIB", 0x20, 0x220),
    _magic("BeFS", b"BFS1BIGE", 0x20, 0x220),
    _magic("AtheOS AFS", b"1SFAEGIB", 0x420),
    _magic("QNX6", b"\x22\x11\x19\x68", 0x2000),
    _magic("QNX6", b"\x68\x19\x11\x22", 0x2000),
    _magic("QNX4", b"QNX4FS", 4),
    _magic("VxFS", b"\xf5\xfc\x01\xa5", 0x400),
    _magic("VxFS", b"\xa5\x01\xfc\xf5", 0x2000),
    _magic("HAMMER2", b"\x11\x20\x17\x05\x32\x4d\x41\x48"),
    _magic("HAMMER", b"\x31\x30\x52\xc5\x4d\x4d\x41\xc8"),
    _magic("NetWare", b"HOTFIX00", 0, 0x4000),
    _magic("Novell NSS", b"SPB5", 0x1000),
    _weak("Macintosh MFS", b"\xd2\xd7", 0x400),
    *(_weak("Amiga file system", b"DOS" + bytes([kind])) for kind in range(8)),
    _weak("Amiga SFS", b"SFS\0"),
    _weak("Amiga PFS", b"PFS\x01"),
    _weak("FATX (Xbox)", b"FATX"),
    _weak("FATX (Xbox)", b"XTAF"),
    _magic("High Sierra", b"CDROM", 0x8009),
    # Swap, and memory put to sleep in it
    *(_magic("Linux swap", value, *_SWAP_PLACES) for value in (b"SWAPSPACE2", b"SWAP-SPACE")),
    *(
        _magic("Linux swap, with a hibernated system", value, *_SWAP_PLACES)
        for value in (b"S1SUSPEND\0", b"S2SUSPEND\0", b"ULSUSPEND\0", b"LINHIB0001")
    ),
    # Parts of a storage of several
    _magic("LVM2", b"LABELONE", 0, 0x200, 0x400, 0x600),
    _magic("LVM2", b" LVM2 x[5A%r0N*>", 0x1004),  # its metadata, where the label is gone
    _weak("LVM1", b"HM\x01\0"),
    _weak("LVM1", b"HM\x02\0"),
    _magic("Linux RAID", b"\xfc\x4e\x2b\xa9\x01\0\0\0", 0, 0x1000),
    _magic("Storage Spaces", b"SPACEDB "),
    _magic("Stratis", b"!Stra0tis\x86\xff\x02^\x41rh", 0x204, 0x1204),
    _magic("VDO", b"dmvdo001"),
    _magic("dm-verity", b"verity\0\0"),
    _magic("dm-integrity", b"integrt\0"),
    _magic("Ceph BlueStore", b"bluestore block device"),
    _magic("Android dynamic partitions", b"gDla", 0x1000),
    _magic("Android boot image", b"ANDROID!"),
    _magic("Android verified boot", b"AVB0\0\0\0\x01"),
    _magic("ChromeOS kernel", b"CHROMEOS"),
)


def at_end(length_bytes: int) -> tuple[Magic, ...]:
    """Signatures that stand at the end of a volume of that length, where its beginning may be anything."""
    last = length_bytes // 512 * 512
    md_090 = (
        length_bytes // 65536 * 65536 - 65536
    )  # Linux, drivers/md/md.c and Documentation/md: 64 KiB units
    md_10 = (length_bytes // 512 - 16) // 8 * 8 * 512
    places = (
        ("Linux RAID", b"\xfc\x4e\x2b\xa9", md_090),
        ("Linux RAID", b"\xa9\x2b\x4e\xfc", md_090),
        ("Linux RAID", b"\xfc\x4e\x2b\xa9\x01\0\0\0", md_10),
        ("Intel RAID", b"Intel Raid ISM Cfg Sig. ", last - 1024),
        ("DDF RAID", b"\xde\x11\xde\x11", last - 512),
        ("Apple RAID", b"AppleRAIDHeader\0", length_bytes // 4096 * 4096 - 4096),
    )
    return tuple(Magic(name=name, at=(at,), value=value) for name, value, at in places if at > 0)


GELI_AT_END = b"GEOM::ELI\0\0\0\0\0\0\0"  # in the last sector of an encrypted FreeBSD provider
