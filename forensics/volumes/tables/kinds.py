"""What partition types are called: the type numbers of an MBR, the type GUIDs of a GPT.

Sources: Linux, fdisk's lists of MBR types and GPT types (names only); [UEFI] 5.3.3; Microsoft,
PARTITION_INFORMATION_GPT; Apple TN2166.
"""

from uuid import UUID

_MBR = {
    0x01: "FAT12", 0x04: "FAT16 up to 32 MiB", 0x06: "FAT16", 0x07: "NTFS / exFAT",
    0x08: "AIX", 0x0A: "OS/2 boot manager", 0x0B: "FAT32", 0x0C: "FAT32, LBA", 0x0E: "FAT16, LBA",
    0x05: "Extended", 0x0F: "Extended, LBA", 0x85: "Linux extended",
    0x11: "hidden FAT12", 0x12: "Recovery", 0x14: "hidden FAT16 up to 32 MiB", 0x15: "hidden extended",
    0x16: "hidden FAT16", 0x17: "hidden NTFS / exFAT", 0x1B: "hidden FAT32", 0x1C: "hidden FAT32, LBA",
    0x1E: "hidden FAT16, LBA", 0x1F: "hidden extended, LBA", 0x27: "Windows recovery", 0x39: "Plan 9",
    0x42: "Windows dynamic disk", 0x4D: "QNX", 0x4E: "QNX", 0x4F: "QNX", 0x63: "UNIX System V",
    0x64: "Novell NetWare", 0x65: "Novell NetWare", 0x80: "MINIX", 0x81: "MINIX",
    0x82: "Linux swap / Solaris", 0x83: "Linux", 0x84: "hibernation", 0x86: "NTFS volume set",
    0x87: "NTFS volume set", 0x8E: "Linux LVM", 0x9F: "BSDI", 0xA0: "hibernation", 0xA5: "FreeBSD",
    0xA6: "OpenBSD", 0xA8: "Apple UFS", 0xA9: "NetBSD", 0xAB: "Apple boot", 0xAF: "Apple HFS",
    0xAC: "Apple APFS", 0xB7: "BSDI", 0xB8: "BSDI swap", 0xBE: "Solaris boot", 0xBF: "Solaris",
    0xDA: "no file system", 0xDB: "CP/M", 0xDE: "Dell utility", 0xEB: "BeOS", 0xEE: "GPT protective",
    0xEF: "EFI system", 0xFB: "VMware VMFS", 0xFC: "VMware swap", 0xFD: "Linux RAID",
}  # fmt: skip
_GPT = {
    "c12a7328-f81f-11d2-ba4b-00a0c93ec93b": "EFI system",
    "21686148-6449-6e6f-744e-656564454649": "BIOS boot",
    "e3c9e316-0b5c-4db8-817d-f92df00215ae": "Microsoft reserved",
    "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7": "Microsoft basic data",
    "5808c8aa-7e8f-42e0-85d2-e1e90434cfb3": "Windows dynamic disk, metadata",
    "af9b60a0-1431-4f62-bc68-3311714a69ad": "Windows dynamic disk, data",
    "de94bba4-06d1-4d40-a16a-bfd50179d6ac": "Windows recovery",
    "e75caf8f-f680-4cee-afa3-b001e56efc2d": "Windows Storage Spaces",
    "0fc63daf-8483-4772-8e79-3d69d8477de4": "Linux",
    "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f": "Linux swap",
    "a19d880f-05fc-4d3b-a006-743f0f84911e": "Linux RAID",
    "e6d6d379-f507-44c2-a23c-238f2a3df928": "Linux LVM",
    "ca7d7ccb-63ed-4c53-861c-1742536059cc": "Linux LUKS",
    "bc13c2ff-59e6-4262-a352-b275fd6f7172": "Linux boot",
    "4f68bce3-e8cd-4db1-96e7-fbcaf984b709": "Linux root",
    "44479540-f297-41b2-9af7-d131d5f0458a": "Linux root",
    "933ac7e1-2eb4-4f13-b844-0e14e2aef915": "Linux home",
    "48465300-0000-11aa-aa11-00306543ecac": "Apple HFS+",
    "7c3457ef-0000-11aa-aa11-00306543ecac": "Apple APFS",
    "53746f72-6167-11aa-aa11-00306543ecac": "Apple CoreStorage",
    "426f6f74-0000-11aa-aa11-00306543ecac": "Apple boot",
    "52414944-0000-11aa-aa11-00306543ecac": "Apple RAID",
    "55465300-0000-11aa-aa11-00306543ecac": "Apple UFS",
    "516e7cb4-6ecf-11d6-8ff8-00022d09712b": "FreeBSD",
    "516e7cb6-6ecf-11d6-8ff8-00022d09712b": "FreeBSD UFS",
    "516e7cb5-6ecf-11d6-8ff8-00022d09712b": "FreeBSD swap",
    "516e7cba-6ecf-11d6-8ff8-00022d09712b": "FreeBSD ZFS",
    "6a898cc3-1dd2-11b2-99a6-080020736631": "Solaris /usr or Apple ZFS",
    "aa31e02a-400f-11db-9590-000c2911d1b8": "VMware VMFS",
    "fe3a2a5d-4f32-41a7-b725-accc3285a309": "ChromeOS kernel",
    "3cb8e202-3b7e-47dd-8a3c-7ff2a13cfcec": "ChromeOS root",
}


def mbr_words(kind: int) -> str:
    return f"{_MBR.get(kind, 'unknown type')} (0x{kind:02X})"


def gpt_words(kind: UUID) -> str:
    return _GPT.get(str(kind), f"type {kind}")
