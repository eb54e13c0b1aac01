"""Makes the disk of the self-test and what must be found on it: make_self_test.py FOLDER

Files are planted by the tools of each file system (dosfstools, mtools, ntfs-3g, e2fsprogs), the image is
taken by ewf-tools. What must be found is written down from what was planted, by md5sum, sha1sum and
sha256sum, and held against what fiwalk and icat of The Sleuth Kit see: none of the code that is tested has a
say in it, but for the form of the set's index, which only this program reads and writes.

The digests of messages are those printed in RFC 1321 (A.5) and with FIPS 180 (examples of NIST); this script
refuses to go on where md5sum, sha1sum or sha256sum say otherwise. Two runs give different images (the tools
put the time of day into them), each with its own answers.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zlib
from pathlib import Path
from typing import Any

SECTOR = 512
CHUNK_BYTES = 64 * SECTOR
MIB = 1 << 20
FAT_AT, FAT_BYTES = 1 * MIB, 3 * MIB
NTFS_AT, NTFS_BYTES = 4 * MIB, 2 * MIB
EXT_AT, EXT_BYTES = 6 * MIB, 1 * MIB
DISK_BYTES = 8 * MIB  # the last MiB is in no partition
TOOLS = "/usr/sbin:/sbin"
TWO_BLOCKS = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
DIGITS = b"1234567890" * 8
NOISE = hashlib.shake_256(b"Fieldcase self-test: a picture that is not one").digest(6_000)
NEAR = bytes([*NOISE[:3_000], NOISE[3_000] ^ 0x01, *NOISE[3_001:]])
OTHER = hashlib.shake_256(b"Fieldcase self-test: a document that is not one").digest(2_500)
GONE = hashlib.shake_256(b"Fieldcase self-test: deleted").digest(3_333)
TEXT = b"The quick brown fox jumps over the lazy dog.\n" * 100

VECTORS = (  # path, algorithm, digest as printed, where
    ("/abc.txt", "md5", "900150983cd24fb0d6963f7d28e17f72", 'RFC 1321 A.5, "abc"'),
    ("/abc.txt", "sha1", "a9993e364706816aba3e25717850c26c9cd0d89d", 'FIPS 180, "abc"'),
    (
        "/abc.txt",
        "sha256",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        'FIPS 180, "abc"',
    ),
    ("/digits.txt", "md5", "57edf4a22be3c955ac49da2e2107b67a", "RFC 1321 A.5, 80 digits"),
    ("/two blocks.txt", "sha1", "84983e441c3bd26ebaae4aa1f95129e5e54670f1", "FIPS 180, 448 bits"),
    (
        "/two blocks.txt",
        "sha256",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        "FIPS 180, 448 bits",
    ),
    ("/a million a.txt", "sha1", "34aa973cd4c4daa4f61eeb2bdbad27316534016f", "FIPS 180, a million times a"),
    (
        "/a million a.txt",
        "sha256",
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        "FIPS 180, a million times a",
    ),
)
FAT_FILES = {
    "abc.txt": b"abc",
    "digits.txt": DIGITS,
    "two blocks.txt": TWO_BLOCKS,
    "a million a.txt": b"a" * 1_000_000,
    "DCIM/edited picture.jpg": NEAR,
    "DCIM/a picture that was deleted.jpg": GONE,
}
DELETED = "DCIM/a picture that was deleted.jpg"
NTFS_FILES = {"report.docx": OTHER, "notes.txt": TEXT, "notes.txt:hidden.jpg": GONE[:2_000]}
EXT_FILES = {
    "home/letters/minutes of the meeting.txt": NOISE,  # the one content of the notable set
    "home/letters/minutes (copy).txt": NEAR,
    "home/fox.txt": TEXT,
}
WANTED = "/home/letters/minutes of the meeting.txt"
CATEGORY = "2"


def main(out: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        disk = make_disk(work)
        held = acquired(disk, work)
        answers = what_must_be_found(disk, held, work)
        make_set(work, out / "notable.bin")
        own_digest = (out / "notable.bin").read_bytes()[8:40]  # as the form of an index has it
        answers["notable"]["index_sha256"] = own_digest.hex()
        shutil.copyfile(held, out / "disk.E01")
        (out / "answers.json").write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")


def run(*command: str | Path, given: str | None = None) -> str:
    program = shutil.which(str(command[0]), path=os.environ["PATH"] + ":" + TOOLS) or sys.exit(
        f"{command[0]} is missing"
    )
    environment = os.environ | {"TZ": "UTC"}
    done = subprocess.run(
        [program, *map(str, command[1:])],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        input=given,
    )
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr}")
    return done.stdout


def planted(work: Path, name: str, content: bytes) -> Path:
    path = work / "tree" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def blank(work: Path, name: str, size: int) -> Path:
    path = work / name
    path.write_bytes(b"")
    os.truncate(path, size)
    return path


def make_disk(work: Path) -> Path:
    disk = blank(work, "disk.raw", DISK_BYTES)
    slots = ((FAT_AT, FAT_BYTES, "e"), (NTFS_AT, NTFS_BYTES, "7"), (EXT_AT, EXT_BYTES, "83"))
    table = "".join(f"start={at // SECTOR}, size={size // SECTOR}, type={kind}\n" for at, size, kind in slots)
    run("sfdisk", "--quiet", disk, given="label: dos\nlabel-id: 0x5e1f7e57\n" + table)
    with disk.open("r+b") as whole:
        for at, make in ((FAT_AT, make_fat), (NTFS_AT, make_ntfs), (EXT_AT, make_ext)):
            whole.seek(at)
            whole.write(make(work).read_bytes())
    return disk


def make_fat(work: Path) -> Path:
    fat = blank(work, "fat", FAT_BYTES)
    run("mkfs.fat", "-F", "16", "-s", "1", "-n", "SELFTEST", "-i", "5e1f7e57", fat)
    run("mmd", "-i", fat, "::/DCIM")
    for name, content in FAT_FILES.items():
        run("mcopy", "-i", fat, planted(work, "fat/" + name, content), "::/" + name)
    run("mdel", "-i", fat, "::/" + DELETED)
    return fat


def make_ntfs(work: Path) -> Path:
    ntfs = blank(work, "ntfs", NTFS_BYTES)
    run("mkntfs", "-q", "-F", "-L", "Self-test", "-c", "512", "-s", "512", "-p", str(NTFS_AT // SECTOR), ntfs)
    for number, (name, content) in enumerate(NTFS_FILES.items()):
        plain, _, stream = name.partition(":")
        source = planted(work, f"ntfs/{number}", content)
        run("ntfscp", "-f", *(("-N", stream) if stream else ()), ntfs, source, plain)
    return ntfs


def make_ext(work: Path) -> Path:
    for name, content in EXT_FILES.items():
        planted(work, "ext/" + name, content)
    ext = blank(work, "ext", EXT_BYTES)
    uuid = "5e1f7e57-0000-4000-8000-5e1f7e575e1f"
    run("mkfs.ext4", "-q", "-F", "-O", "^has_journal", "-U", uuid, "-d", work / "tree" / "ext", ext)
    return ext


def acquired(disk: Path, work: Path) -> Path:
    notes = ("-C", "self-test", "-D", "self-test", "-E", "0", "-e", "nobody", "-N", "made by a recipe")
    form = ("-f", "encase6", "-c", "deflate:best", "-S", "2GiB", "-b", "64", "-d", "sha1")
    run("ewfacquire", "-u", "-q", *notes, *form, "-m", "fixed", "-M", "physical", "-t", work / "disk", disk)
    return work / "disk.E01"


def what_must_be_found(disk: Path, held: Path, work: Path) -> dict[str, Any]:
    files = [
        expected_file(0, "/" + name, content, work, deleted=name == DELETED)
        for name, content in FAT_FILES.items()
    ]
    files += [expected_file(1, "/" + name, content, work) for name, content in NTFS_FILES.items()]
    files += [expected_file(2, "/" + name, content, work) for name, content in EXT_FILES.items()]
    check_against_fiwalk(files, disk)
    by_path = {file["path"]: file for file in files}
    for path, algorithm, digest, source in VECTORS:
        if by_path[path][algorithm] != digest:
            sys.exit(f"{algorithm}sum does not give what {source} prints for {path}")
    return {
        "disk": {"container": "EWF", "size_bytes": DISK_BYTES, **sums(disk)},
        "volumes": ["FAT16", "NTFS", "ext4"],
        "files": files,
        "messages": [
            {"path": path, "algorithm": algorithm, "digest": digest, "source": source}
            for path, algorithm, digest, source in VECTORS
        ],
        "notable": {"path": WANTED, "record": 1, "category": CATEGORY, "size_bytes": len(NOISE)},
        "near_misses": [
            path for path, file in by_path.items() if file["sha256"] == hashlib.sha256(NEAR).hexdigest()
        ],
        "damage": {"at_byte": among_the_a(held.read_bytes()), "bit": 1, "path": "/a million a.txt"},
    }


def among_the_a(held: bytes) -> int:
    """Where in the E01 file a deflated chunk of nothing but a lies, in the midst of the million."""
    deflated = zlib.compress(b"a" * CHUNK_BYTES, 9)
    places = [match.start() for match in re.finditer(re.escape(deflated), held)]
    if len(places) < 10:
        sys.exit("the content to be damaged is not found in the image")
    return places[len(places) // 2] + len(deflated) // 2


def expected_file(
    volume: int, path: str, content: bytes, work: Path, *, deleted: bool = False
) -> dict[str, object]:
    return {
        "volume": volume,
        "path": path,
        "size_bytes": len(content),
        "deleted": deleted,
        **sums(planted(work, "content", content)),
    }


def sums(path: Path) -> dict[str, str]:
    return {algorithm: run(f"{algorithm}sum", path).split()[0] for algorithm in ("md5", "sha1", "sha256")}


def check_against_fiwalk(files: list[dict[str, object]], disk: Path) -> None:
    """Every planted file is seen by fiwalk, with its size and SHA-1, deleted or not as it should be; a stream
    by icat.
    """
    seen = set()
    report = disk.with_suffix(".xml")
    run("fiwalk", "-X", report, disk)
    for found in ElementTree.parse(report).findall(".//{*}fileobject"):  # noqa: S314  of our own disk
        name, size = found.findtext("{*}filename"), found.findtext("{*}filesize")
        sha1 = next(
            (each.text for each in found.findall("{*}hashdigest") if each.get("type") == "sha1"), None
        )
        seen.add((name, size, sha1, found.find("{*}alloc") is None))
    for file in files:
        wanted = (str(file["path"])[1:], str(file["size_bytes"]), file["sha1"], file["deleted"])
        if ":" in wanted[0]:
            check_stream(file, disk)
        elif wanted not in seen:
            sys.exit(f"fiwalk does not see {wanted}")


def check_stream(file: dict[str, object], disk: Path) -> None:
    sector = str(NTFS_AT // SECTOR)
    lines = run("fls", "-r", "-o", sector, disk).splitlines()
    address = next(
        line.split()[1].strip(":") for line in lines if line.endswith("\t" + str(file["path"])[1:])
    )
    content = disk.with_suffix(".stream")
    with content.open("wb") as out:
        subprocess.run(["/usr/bin/icat", "-o", sector, disk, address], stdout=out, check=True)
    if sums(content)["sha256"] != file["sha256"]:
        sys.exit(f"icat does not give the content of {file['path']}")


def make_set(work: Path, target: Path) -> None:
    """Two records: one of a content that is not on the disk, one of the content that must be found."""
    absent = NOISE[::-1]
    media = [
        {
            "MediaID": number,
            "Category": int(CATEGORY),
            "MD5": digests["md5"].upper(),
            "SHA1": digests["sha1"].upper(),
            "MediaSize": len(content),
            "AlternativeHashes": [{"HashName": "SHA256", "HashValue": digests["sha256"].upper()}],
        }
        for number, content in enumerate((absent[:5_001], NOISE), start=1)
        for digests in [sums(planted(work, "content", content))]
    ]
    model = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/SELFTEST/$metadata#Media"
    source = work / "self-test.json"
    source.write_text(json.dumps({"@odata.context": model, "value": media}), encoding="utf-8")
    library = work / "library"
    # The index's form is this program's own: only it can write one.
    command = [sys.executable, "-m", "app", "hashset", "import", str(source), "--library", str(library)]
    subprocess.run([*command, "--name", "Self-test", "--role", "notable"], check=True)
    (index,) = (path for path in library.iterdir() if path.suffix not in (".json", ".lock"))
    shutil.copyfile(index, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
