"""What the engine says of images, of tables and volumes, and of locks; used by `ui/sentences.py`."""

from typing import Final

from ui.language import marked

_REFUSED: Final = (
    marked("sentences", "{file} does not exist."),
    marked("sentences", "{file} is empty (0 bytes)."),
    marked("sentences", "{file} is neither a file nor a disk."),
    marked("sentences", "{file} is a folder; give the image file (of a split image, its first segment)."),
    marked("sentences", "{file} holds {number} bytes, less than one sector; it is no disk image."),
    marked("sentences", "{file} is not an EWF file although its name says so."),
    marked(
        "sentences",
        "{file} is no {form} although its name says so; its beginning is damaged, or the name is wrong.",
    ),
    marked(
        "sentences",
        "{file} is an Apple sparse bundle; this version has no reader for it. Convert it on a Mac "
        "(hdiutil convert NAME -format UDTO -o OTHER) and add that.",
    ),
    marked("sentences", "{file} is {part}; this version has no reader for it. {advice}"),
    marked(
        "sentences",
        "{file} is an encrypted QCOW2 disk ({scheme}); without its key nothing inside can be read. With the "
        "key, convert it to raw by qemu-img convert.",
    ),
    marked("sentences", "Unpack it and add the image inside."),
    marked(
        "sentences",
        "It holds single files and no disk: open it with the tool that made it, and add the image of the "
        "disk they come from, or an image made of the exported files.",
    ),
    marked(
        "sentences",
        "Open it on a Mac with its password, convert it without encryption (hdiutil convert NAME -format "
        "UDTO -o OTHER) and add that.",
    ),
    marked("sentences", "Convert it with AFFLIB (affconvert -r -e raw NAME) and add that."),
    marked(
        "sentences",
        "Convert it to raw or E01 with the tool that made it (Evimetry, X-Ways, aff4imager) and add that.",
    ),
    marked("sentences", "Convert it with QEMU (qemu-img convert -O raw NAME OTHER) and add that."),
    marked("sentences", "Decrypt it with FTK Imager and add the result."),
    marked("sentences", "Convert it with Android's simg2img (simg2img NAME OTHER) and add that."),
    marked(
        "sentences", "Restore it to an empty disk or image file with the tool that made it, and add that."
    ),
    marked("sentences", "An EnCase 7 logical evidence file (Lx01)."),
    marked("sentences", "An EnCase logical evidence file (L01)."),
    marked("sentences", "A QED disk (QEMU)."),
    marked("sentences", "An encrypted Apple disk image (DMG)."),
    marked("sentences", "An AFF image."),
    marked("sentences", "An AFF4 image."),
    marked("sentences", "An AD1 logical image (FTK)."),
    marked("sentences", "An encrypted FTK image (AD encryption)."),
    marked("sentences", "A Bochs disk."),
    marked("sentences", "A compressed loop image (cloop)."),
    marked("sentences", "An Android sparse image."),
    marked("sentences", "A Windows image file (WIM)."),
    marked("sentences", "A Norton Ghost image."),
    marked("sentences", "An Acronis backup (TIB)."),
    marked("sentences", "A Zstandard archive."),
    marked("sentences", "An LZ4 archive."),
    marked("sentences", "A tar archive."),
    marked("sentences", "A gzip archive."),
    marked("sentences", "An xz archive."),
    marked("sentences", "A bzip2 archive."),
    marked("sentences", "A 7-Zip archive."),
    marked("sentences", "A RAR archive."),
    marked("sentences", "A ZIP archive."),
)
_DAMAGED: Final = (
    marked("sentences", "{file} is a damaged EWF image: {trouble}."),
    marked("sentences", "{file} is a damaged QCOW2 disk: {trouble}."),
    marked("sentences", "{file} is a damaged VDI disk: {trouble}."),
    marked("sentences", "{file} is a damaged VHD disk: {trouble}."),
    marked("sentences", "{file} is a damaged VHDX disk: {trouble}."),
    marked("sentences", "{file} is a damaged VMDK disk: {trouble}."),
    marked("sentences", "{file} is a damaged Parallels disk: {trouble}."),
    marked("sentences", "{file} is a damaged Apple disk image: {trouble}."),
    marked("sentences", "{file} is a damaged Apple sparse disk image: {trouble}."),
    marked("sentences", "Content cannot be read from byte {start} on: {trouble}."),
    marked("sentences", "{file} cannot be opened: {trouble}."),
    marked("sentences", "{file} cannot be read: {trouble}."),
)
_PARTS: Final = (
    marked(
        "sentences",
        "Segment {segment} of the split image is missing beside {file}; without it nothing can be read.",
    ),
    marked(
        "sentences",
        "Segment {segment} of the EWF image is missing beside {file}; without it the image cannot be read.",
    ),
    marked(
        "sentences",
        "Segment {segment} of the Apple disk image is missing beside {file}; without it the image cannot be "
        "read.",
    ),
    marked(
        "sentences",
        "The EWF image goes on after {file}, but the segment that follows is missing beside it.",
    ),
    marked("sentences", "{file} is a later segment of a split image; open the first, {first}."),
    marked(
        "sentences",
        "Segment {segment} holds {size} bytes and the first {number}; segments are alike up to the last, so "
        "one of them may be cut off or wrong, and what lies behind it may be read from the wrong place.",
    ),
    marked(
        "sentences",
        "{file}: the bytes from {number} on are not empty, and no entry of its tables leads to them; entries "
        "are lost, or a crash left them so. What reads as zeros may be missing.",
    ),
    marked(
        "sentences",
        "{file}: {number} blocks were written by its header, and its table leads to {size}; it was not "
        "closed as it should be, or is damaged. What reads as zeros may be missing.",
    ),
    marked(
        "sentences",
        "{file}: {number} entries of its table of blocks are damaged; that the others are right cannot be "
        "shown.",
    ),
    marked(
        "sentences",
        "{file} holds {number} bytes and should hold {size}; it is cut off, or what tells its size is "
        "damaged.",
    ),
    marked("sentences", "{file} is no description of a Parallels disk although its name says so."),
    marked("sentences", "{file} is segment {segment} of an EWF image; open the first, {name}.{letter}01."),
    marked("sentences", "{file} is segment {segment} of an EWF image; open the first, NAME.Ex01."),
    marked("sentences", "{file} is not segment {segment} of {first}; it belongs to another image."),
    marked(
        "sentences",
        "{file} needs its {part} “{name}”, which is not beside it; put the file into the same folder.",
    ),
    marked(
        "sentences",
        "{file} needs its {part} “{name}”, which is not beside it, and several files there could be it: "
        "{files}. Give the right one that name.",
    ),
    marked("sentences", "{file} cannot be read without its {part}: {trouble}"),
    marked("sentences", "{file} lies upon itself: its chain of images comes back to it."),
    marked("sentences", "Backing file."),
    marked("sentences", "Data file."),
    marked("sentences", "Parent disk."),
    marked("sentences", "Disk file."),
    marked("sentences", "Extent."),
)
_TABLES: Final = (
    marked("sentences", "The partition table cannot be read: {trouble}"),
    marked("sentences", "The first sector holds no protective MBR; the GPT was used without."),
    marked(
        "sentences",
        "The MBR announces a GPT, but neither the GPT nor its copy at the end of the disk is there.",
    ),
    marked(
        "sentences",
        "{number} of the volumes that this version finds are not on record, as an earlier one added the "
        "exhibit; they were not scanned. To have them scanned, add the image again as another exhibit "
        "(fieldcase evidence add).",
    ),
    marked(
        "sentences",
        "{label}: volume {volume} is not where it was when the exhibit was added: it is not the same "
        "evidence, or this version of the program reads the disk another way; add the image again as another "
        "exhibit and scan that.",
    ),
    marked(
        "sentences",
        "{label}: this version of the program finds {number} more volumes than the one that added the "
        "exhibit; add the image again as another exhibit.",
    ),
    marked(
        "sentences",
        "Whether a lost volume begins at byte {start} could not be found out, because that ended the reader "
        "({trouble}).",
    ),
    marked(
        "sentences",
        "At {number} of the places where lost volumes were looked for nothing could be read; whether one "
        "begins there is not known.",
    ),
    marked(
        "sentences",
        "File system signatures found at byte {start}: {scheme}, {size} bytes. No partition table lists this "
        "volume.",
    ),
)
_PARTS_OF_MORE: Final = (
    marked(
        "sentences",
        "By its partition type it is part of a {scheme}, which this version does not put together; it was "
        "not read as a whole.",
    ),
    marked(
        "sentences",
        "By its partition type it is part of a {scheme}, which this version does not put together; more of "
        "it may lie elsewhere.",
    ),
    marked("sentences", "A partition table of the kind {scheme} is there, which this version does not read."),
    marked(
        "sentences",
        "It is one part of a {scheme} of {number} disks, which this version cannot put together; nothing "
        "inside was looked at.",
    ),
    marked(
        "sentences",
        "It is a spare disk of a {scheme} of {number} disks, which this version cannot put together; "
        "nothing inside was looked at.",
    ),
    marked(
        "sentences",
        "It is one of {number} disks of a mirror ({scheme}) and was read by itself; what the others hold may "
        "differ.",
    ),
)
_LAYERS: Final = (
    marked("sentences", "The shadow copies of the volume cannot be listed: {trouble}."),
    marked("sentences", "What this shadow copy saved lies on another volume."),
    marked("sentences", "The shadow copy cannot be opened: {trouble}."),
    marked("sentences", "The shadow copy cannot be read at its byte {start}: {trouble}."),
    marked(
        "sentences", "The shadow copy did not keep its bytes {start} to {left}: its bitmap calls them unused."
    ),
    marked("sentences", "The APFS container cannot be read: {trouble}"),
    marked("sentences", "The APFS container has no volumes."),
    marked(
        "sentences",
        "This APFS container is one half of a Fusion drive: its volumes spread over two disks, which this "
        "version cannot put together; nothing inside was looked at.",
    ),
    marked("sentences", "The LVM2 metadata cannot be read: {trouble}"),
    marked("sentences", "{name} is of the kind {scheme}, which this version does not read."),
    marked("sentences", "{name} lies in part on another disk: {trouble}."),
    marked("sentences", "The physical volume {volume} is not here."),
)
_LOCKS: Final = (
    marked("sentences", "Encrypted with {scheme}, and no key slot is in use: no passphrase opens it."),
    marked(
        "sentences",
        "Encrypted with APFS encryption (FileVault); without the password of a user or the recovery key "
        "nothing inside can be read.",
    ),
    marked(
        "sentences",
        "Encrypted with APFS encryption by keys that never leave the security chip of its Mac (T2 or Apple "
        "silicon): nothing but that Mac can read it.",
    ),
    marked(
        "sentences",
        "Encrypted with APFS encryption, each file by a key of its own; this version cannot open such a "
        "volume.",
    ),
    marked(
        "sentences",
        "Encrypted with APFS encryption, which was being turned on or off; this version cannot open a volume "
        "in that state.",
    ),
    marked(
        "sentences",
        "Encrypted with APFS encryption and sealed; this version cannot open a volume that is both.",
    ),
    marked("sentences", "The APFS volume was unlocked, but its files cannot be listed: {trouble}"),
    marked(
        "sentences", "Encrypted with GELI (FreeBSD), which this version cannot open; nothing inside was read."
    ),
    marked("sentences", "This {part} does not open the BitLocker volume."),
    marked("sentences", "This BitLocker volume does not open with a {part}; {trouble}."),
    marked("sentences", "It opens with: {openers}."),
    marked("sentences", "It names nothing that opens it."),
    marked("sentences", "A BitLocker recovery key has eight groups of six digits."),
    marked("sentences", "Group {number} of the recovery key is mistyped: no key has it."),
    marked("sentences", "The key file is not a BitLocker startup key (.BEK)."),
    marked("sentences", "This secret does not open the LUKS{version} volume."),
    marked("sentences", "This LUKS volume has no key slot in use: no passphrase opens it."),
    marked("sentences", "LUKS does not open with a {part}."),
    marked("sentences", "CoreStorage does not open with a {part}."),
    marked("sentences", "This {part} opens no logical volume of the CoreStorage group."),
    marked("sentences", "The logical volumes are encrypted: a password or a recovery key is needed."),
    marked("sentences", "APFS encryption does not open with a {part}."),
    marked("sentences", "This APFS volume does not open with a {part}; {trouble}."),
    marked("sentences", "This {part} does not open the APFS volume."),
    marked("sentences", "A FileVault recovery key has six groups of four letters and digits."),
    marked("sentences", "The container keeps no key of this APFS volume."),
    marked("sentences", "The keys of this APFS volume ask for an impossible amount of work."),
    marked("sentences", "The secret is not UTF-8 text."),
    marked("sentences", "Volume {volume} is not locked."),
    marked("sentences", "This version recognises {scheme}, but cannot open it."),
    marked("sentences", "Password."),
    marked("sentences", "Recovery key."),
    marked("sentences", "Key file."),
    marked("sentences", "Clear key."),
)
IMAGE_SENTENCES: Final = (*_REFUSED, *_DAMAGED, *_PARTS, *_TABLES, *_PARTS_OF_MORE, *_LAYERS, *_LOCKS)
