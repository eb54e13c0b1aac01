"""Which files a bundle has, by name: what writes them and what checks them share this and nothing else."""

from pathlib import Path

from reports import bag
from reports.bag import tag_manifest_name

# In data/, the payload
PDF_NAME = "report.pdf"
CUSTODY_NAME = "custody.jsonl"
COVERAGE_NAME = "coverage.json"
PAGE_NAME = "report.html"
WORKBOOK_NAME = "hits.xlsx"
CASE_NAME = "case.jsonld"
VICS_NAME = "vics.json"
ATTACHED = ("hits.csv", "coverage.csv", "bytes.csv", COVERAGE_NAME, CUSTODY_NAME)  # to the PDF
LARGEST_ATTACHMENT = 32 * 1024 * 1024  # bytes; a larger table stands beside the PDF only, and the PDF says so
PICTURE_ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}

# Around the payload
VERIFY_NAME = "VERIFY.txt"
CERTIFICATES = "certificates/"
SIGNED_NAME = tag_manifest_name("sha256")
STAMP_NAME = f"{SIGNED_NAME}.tsr"
STAMPED_PDF_NAME = "stamped/report.pdf"
MOST_SIGNATURES = 9  # over one bundle


def signature_ending(number: int) -> str:
    """`.p7s` of the first signature, `.2.p7s` and so on of counter-signatures."""
    return ".p7s" if number == 1 else f".{number}.p7s"


def signature_name(number: int) -> str:
    """Of a signature over the tag manifest."""
    return SIGNED_NAME + signature_ending(number)


MARKS = (bag.DECLARATION_NAME, bag.INFO_NAME, SIGNED_NAME, bag.PAYLOAD)
FORMER_MARKS = (bag.manifest_name("sha256"), PDF_NAME)  # of reports with their files at the top


def is_bundle(what: Path) -> bool:
    """Whether a folder looks like a bundle, or a part of one: any of its marks may have been taken away."""
    return any((what / name).exists() for name in (*MARKS, *FORMER_MARKS))
