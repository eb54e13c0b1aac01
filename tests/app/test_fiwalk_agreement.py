"""files.dfxml of images made outside the project, held against what fiwalk of The Sleuth Kit writes of them.

The images lie beside the repository and are not part of it; without them these tests are skipped.
"""

import lzma
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from app.case_content import CaseEntryRows, case_content
from app.store.case_file import CaseFile
from reports.data_files.dfxml import NAMESPACE
from reports.data_files.entry_files import write_entry_files
from tests.app.builders import a_case, said

IMAGES = Path(__file__).resolve().parents[3] / "shared" / "images" / "open" / "images"
SAME_OF_ALL = (
    *("dfvfs-ext2-rawgz", "dissect-fat16", "dftt-06-undel-fat", "hfsprs-small", "cdio-joliet-iso"),
    *("goexfat", "nps-2010-emails", "be-german-utf8"),
)
NTFS = "dftt-07-undel-ntfs"
# fiwalk does not look at the extended attributes of ext; here each is a stream of its file.
EXTENDED_ATTRIBUTES = {
    "dfvfs-ext2-rawgz": {
        "a_directory:security.selinux",
        "a_directory/a_file:security.selinux",
        "a_directory/a_file:user.myxattr",
        "a_directory/another_file:security.selinux",
        "a_link:security.selinux",
        "passwords.txt:security.selinux",
    }
}

Row = tuple[str, ...]


def _image(name: str, folder: Path) -> Path:
    if not IMAGES.exists():
        pytest.skip("the images made outside the project are not beside this repository")
    if shutil.which("fiwalk") is None:
        pytest.skip("fiwalk is not installed")
    (stored,) = [path for path in (IMAGES / name).iterdir() if path.suffix != ".json"]
    image = folder / stored.name.removesuffix(".xz")
    packed = stored.read_bytes()
    image.write_bytes(lzma.decompress(packed) if stored.suffix == ".xz" else packed)
    return image


def _ours(image: Path, folder: Path) -> Path:
    case_folder = a_case(folder / "case", image)
    assert said("scan", case_folder, "--profile", "thorough", "--library", folder / "none").status in (0, 3)
    with CaseFile.open(case_folder) as case:
        content = case_content(case, report_id="R", made_at=datetime(2026, 1, 1, tzinfo=UTC))
        write_entry_files(folder, CaseEntryRows(case), content=content)
    return folder / "files.dfxml"


def _theirs(image: Path, folder: Path) -> Path:
    out = folder / "fiwalk.xml"
    subprocess.run(
        ["fiwalk", "-X", out, image], capture_output=True, check=True, env={**os.environ, "TZ": "UTC"}
    )
    return out


def _files(document: Path) -> dict[Row, Row]:
    """Regular files: (path, inode, size, in use) to (MD5, SHA-1); empty where there is no digest."""
    found: dict[Row, Row] = {}
    for element in etree.parse(document).iter(f"{{{NAMESPACE}}}fileobject"):

        def said_of(name: str, element: etree._Element = element) -> str:
            return element.findtext(f"{{{NAMESPACE}}}{name}") or ""

        if said_of("name_type") != "r":
            continue
        in_use = said_of("alloc") or str(int(said_of("alloc_inode") == said_of("alloc_name") == "1"))
        digests = {each.get("type"): each.text for each in element.findall(f"{{{NAMESPACE}}}hashdigest")}
        key = (said_of("filename"), said_of("inode"), said_of("filesize"), in_use)
        found[key] = (digests.get("md5") or "", digests.get("sha1") or "")
    return found


@pytest.mark.parametrize("name", SAME_OF_ALL)
def test_paths_inodes_sizes_digests_and_allocation_are_those_of_fiwalk(name: str, tmp_path: Path) -> None:
    image = _image(name, tmp_path)
    ours, theirs = _files(_ours(image, tmp_path)), _files(_theirs(image, tmp_path))
    attributes = {key for key in ours if key[0] in EXTENDED_ATTRIBUTES.get(name, ())}
    assert len(attributes) == len(EXTENDED_ATTRIBUTES.get(name, ()))
    assert set(ours) - attributes == set(theirs)
    assert theirs
    for key, digests in ours.items():
        _path, _inode, size, in_use = key
        if not any(digests) and (size == "0" or in_use == "0"):
            continue  # empty, or deleted with its clusters in use again: nothing is digested here
        assert any(digests) if key in attributes else digests == theirs[key]


def test_of_ntfs_every_file_that_fiwalk_lists_is_there(tmp_path: Path) -> None:
    image = _image(NTFS, tmp_path)
    ours, theirs = _files(_ours(image, tmp_path)), _files(_theirs(image, tmp_path))
    # fiwalk gives the stream $SDS, the only content of $Secure, the name of the file.
    others = {key: digests for key, digests in theirs.items() if key[0] != "$Secure"}
    assert len(others) > 10
    assert {key: ours[key] for key in others} == others
