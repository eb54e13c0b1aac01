"""A set as a hashdeep list: `size,md5,sha1,sha256,filename`, one line a content, comments in front.

The name is that of the first place, as `E1/vol2/DCIM/x.jpg`; it is the last column and is not quoted, as
hashdeep writes and reads it. A line end in a name, on which hashdeep's own lists break, shows as `\\x0A`.
"""

from typing import IO

from reports.set_files.content import ContentRecord, ContentRecords, SetOrigin, moment, one_line


def write_hashdeep(file: IO[str], records: ContentRecords, *, origin: SetOrigin) -> None:
    file.write("%%%% HASHDEEP-1.0\n%%%% size,md5,sha1,sha256,filename\n")
    file.writelines(f"## {one_line(sentence)}\n" for sentence in _sentences(origin))
    file.write("## \n")
    file.writelines(_line(record) for record in records)


def _line(record: ContentRecord) -> str:
    place = record.places[0]
    digests = ",".join(raw.hex() for _, raw in record.digests.present())
    return f"{record.size_bytes},{digests},{one_line(place.exhibit)}{place.path_in_exhibit()}\n"


def _sentences(origin: SetOrigin) -> list[str]:
    practice = ["Practice data, not evidence."] if origin.is_practice else []
    agency = f", {origin.agency}" if origin.agency else ""
    return [
        f"Written by Fieldcase {origin.program_version} on {moment(origin.made_at)}",
        f"Case {origin.case_number}, examiner {origin.examiner}{agency}",
        *practice,
        f"Chosen: {origin.choice}",
        *(
            f"Exhibit {scan.exhibit}: {scan.profile} scan, findings {scan.findings_sha256 or 'not complete'}"
            for scan in origin.scans
        ),
    ]
