"""What partition types are called, and what they promise: the type numbers of an MBR, the type GUIDs of a
GPT, the names of an Apple map.

Sources: Linux, fdisk's lists of MBR types and GPT types (names only); [UEFI] 5.3.3; Microsoft,
PARTITION_INFORMATION_GPT; Apple TN2166; GPT fdisk, the list of types that makers of telephones use (numbers
only).
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A partition type. What is not known promises files: it is not held to be empty unseen."""

    words: str = ""
    is_raw: bool = False  # data by design: boot code, firmware, swap; no file system is promised
    part_of: str | None = None  # storage over several partitions or disks, with no reader here


ANY_KIND: Final = Kind()
_DYNAMIC, _LINUX_RAID = "Windows dynamic disk", "Linux RAID"
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


_MBR_RAW = frozenset(
    {0x0A, 0x41, 0x82, 0x84, 0x88, 0xA0, 0xA2, 0xB8, 0xDA, 0xF0, 0xFC}
)  # boot managers and their code, swap, memory put to sleep, "no file system"
_MBR_PARTS = {0x42: _DYNAMIC, 0x86: "NTFS volume set", 0x87: "NTFS volume set", 0xFD: _LINUX_RAID}
_GPT_PARTS = {
    "af9b60a0-1431-4f62-bc68-3311714a69ad": _DYNAMIC,
    "e75caf8f-f680-4cee-afa3-b001e56efc2d": "Storage Spaces",
    "a19d880f-05fc-4d3b-a006-743f0f84911e": _LINUX_RAID,
    "52414944-0000-11aa-aa11-00306543ecac": "Apple RAID",
    "52414944-5f4f-11aa-aa11-00306543ecac": "Apple RAID",
    "fa709c7e-65b1-4593-bfd5-e71d61de9b02": "Apple SoftRAID",
    "516e7cb8-6ecf-11d6-8ff8-00022d09712b": "FreeBSD Vinum",
    "49f48daa-b10e-11dc-b99b-0019d1879648": "NetBSD RAID",
    "2db519c4-b10f-11dc-b99b-0019d1879648": "NetBSD concatenated disk",
    "558d43c5-a1ac-43c0-aac8-d1472b2923d1": "Windows Storage Replica",
}
_GPT_RAW = frozenset(
    {
        # Computers: boot code, reserved room, metadata beside the data, swap, memory put to sleep
        "21686148-6449-6e6f-744e-656564454649",  # BIOS boot
        "e3c9e316-0b5c-4db8-817d-f92df00215ae",  # Microsoft reserved
        "5808c8aa-7e8f-42e0-85d2-e1e90434cfb3",  # Windows dynamic disk, metadata
        "9e1a2d38-c612-4316-aa26-8b49521e5a8b",  # PowerPC PReP boot
        "f4019732-066e-4e12-8273-346c5641494f",  # Sony boot
        "bfbfafe7-a34f-448a-9a5b-6213eb736c22",  # Lenovo boot
        "d3bfe2de-3daf-11df-ba40-e3a556d89593",  # Intel Rapid Start
        "3de21764-95bd-54bd-a5c3-4abe786f38a8",  # U-Boot environment
        "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f",  # Linux swap
        "8da63339-0007-60c0-c436-083ac8230908",  # Linux reserved
        "83bd6b9d-7f41-11dc-be0b-001560b84f0f",  # FreeBSD boot
        "516e7cb5-6ecf-11d6-8ff8-00022d09712b",  # FreeBSD swap
        "49f48d32-b10e-11dc-b99b-0019d1879648",  # NetBSD swap
        "6a87c46f-1dd2-11b2-99a6-080020736631",  # Solaris swap
        "6a945a3b-1dd2-11b2-99a6-080020736631",  # Solaris reserved
        "4c616265-6c00-11aa-aa11-00306543ecac",  # Apple label
        "b6fa30da-92d2-4a9a-96f1-871ec6486200",  # Apple SoftRAID, status
        "9d275380-40ad-11db-bf97-000c2911d1b8",  # VMware diagnostics
        "9198effc-31c0-11db-8f78-000c2911d1b8",  # VMware reserved
        "fe3a2a5d-4f32-41a7-b725-accc3285a309",  # ChromeOS kernel
        "2e0a753d-9e48-43b0-8337-b15192cb1b5e",  # ChromeOS reserved
        "cab6e88e-abf3-4102-a07a-d4bb9be3c1d3",  # ChromeOS firmware
        "09845860-705f-4bb5-b16c-8a8a099caf52",  # ChromeOS mini-OS
        "3f0f8318-f146-4e6b-8222-c28c8f02e0d5",  # ChromeOS hibernate
        # Telephones: boot loaders, radio, keys and calibration, as their makers number them
        "2568845d-2332-4675-bc39-8fa5a4748d15", "114eaffe-1552-4022-b26e-9b053604cf84",
        "49a4d17f-93a3-45c1-a0de-f50b2ebe2599", "20117f86-e985-4357-b9ee-374bc1d8487d",
        "4177c722-9e92-4aab-8644-43502bfd5506", "9d72d4e4-9958-42da-ac26-bea7a90b0434",
        "ef32a33b-a409-486c-9141-9ffb711f6266", "82acc91f-357c-4a68-9c8f-689e1b1a23a1",
        "e2802d54-0545-e8a1-a1e8-c7a3e245acd4", "767941d0-2085-11e3-ad3b-6cfdb94711e9",
        "bd59408b-4514-490d-bf12-9878d963f378", "dea0ba2c-cbdd-4805-b4f9-f428251c3e98",
        "8c6b52ad-8a9e-4398-ad09-ae916e53ae2d", "05e044df-92f1-4325-b69e-374a82e97d6e",
        "400ffdcd-22e0-47e7-9a23-f16ed9382388", "a053aa7f-40b8-4b1c-ba08-2f68ac71a4f4",
        "e1a6a689-0c8d-4cc6-b4e8-55a4320fbd8a", "098df793-d712-413d-9d4e-89d711772228",
        "d4e0d938-b7fa-48c1-9d21-bc5ed5c4b203", "20a0c19c-286a-42fa-9ce7-f64c3226a794",
        "a19f205f-ccd8-4b6d-8f1e-2d9bc24cffb1", "66c9b323-f7fc-48b6-bf96-6f32e335a428",
        "303e6ac3-af15-4c54-9e9b-d9a8fbecf401", "c00eef24-7709-43d6-9799-dd2b411e7a3c",
        "65addcf4-0c5c-4d9a-ac2d-d90b5cbfcd03", "e6e98da2-e22a-4d12-ab33-169e7deaa507",
        "ed9e8101-05fa-46b7-82aa-8d58770d200b", "11406f35-1173-4869-807b-27df71802812",
        "ebbeadaf-22c9-e33b-8f5d-0e81686a68cb", "0a288b1f-22c9-e33b-8f5d-0e81686a68cb",
        "57b90a16-22c9-e33b-8f5d-0e81686a68cb", "638ff8e2-22c9-e33b-8f5d-0e81686a68cb",
        "2013373e-1ac4-4131-bfd8-b6a7ac638772", "2c86e742-745e-4fdd-bfd8-b6a7ac638772",
        "de7d4029-0f5b-41c8-ae7e-f6c023a02b33", "323ef595-af7a-4afa-8060-97be72841bb9",
        "45864011-cf89-46e6-a445-85262e065604", "8ed8ae95-597f-4c8a-a5bd-a7ff8e4dfaa9",
        "4627ae27-cfef-48a1-88fe-99c3509ade26", "86a7cb80-84e1-408c-99ab-694f1a410fc7",
        "98523ec6-90fe-4c67-b50a-0fc59ed6f56d", "7696d5b6-43fd-4664-a228-c563c4a1e8cc",
        "10a0c19c-516a-5444-5ce3-664c3226a794",
    }
)  # fmt: skip
# Inside Macintosh: Devices, chapter 3: drivers and patches of the disk; their kinds differ in what follows.
_APPLE_RAW = (b"Apple_Driver", b"Apple_FWDriver", b"Apple_Patch", b"Apple_Extra", b"Apple_Loader")


def mbr_kind(number: int) -> Kind:
    return Kind(
        words=f"{_MBR.get(number, 'unknown type')} (0x{number:02X})",
        is_raw=number in _MBR_RAW,
        part_of=_MBR_PARTS.get(number),
    )


def gpt_kind(number: UUID) -> Kind:
    text = str(number)
    words = _GPT.get(text, f"type {text}")
    return Kind(words=words, is_raw=text in _GPT_RAW, part_of=_GPT_PARTS.get(text))


def apple_kind(name: bytes) -> Kind:
    return Kind(is_raw=name.startswith(_APPLE_RAW))
