"""The report of a bundle: its own signature, the tables inside it, its id, and the copy stamped later."""

from collections.abc import Sequence

from forensics.errors import FieldcaseError
from reports import bag
from reports.checking.files import facts_of, report_id_of, values_of
from reports.checking.opening import Bundle
from reports.checking.verdict import BundleDiffers, NotPresent
from reports.layout import ATTACHED, LARGEST_ATTACHMENT, PDF_NAME, STAMP_NAME, STAMPED_PDF_NAME

NAME = bag.PAYLOAD + PDF_NAME
LARGEST_PDF = 1 << 30  # bytes


def check_pdf_signature(bundle: Bundle, anchors: Sequence[bytes]) -> str:
    """The signature inside the PDF is by the one who signed the bundle, and covers the whole file."""
    from reports.sealing.pades import verify_pdf
    from reports.sealing.trust import verify_trusted

    raw = bundle.read(NAME, most=LARGEST_PDF)
    signers = values_of(facts_of(bundle), bag.SIGNER_LABEL)
    try:
        made = verify_pdf(raw)
        for signature in made if anchors else ():
            verify_trusted(signature.certificate, signature.chain, anchors, at=signature.at)
    except FieldcaseError as trouble:
        raise BundleDiffers(f"{NAME}: {trouble}".removesuffix(".")) from trouble
    found = tuple(signature.signer.certificate_sha256.hex() for signature in made)
    if found != signers[:1]:
        raise BundleDiffers(f"{NAME} is not signed by the one who signed the bundle")
    if not made:
        raise NotPresent("nobody signed it")
    stamp = made[0].stamp
    when = "" if stamp is None else f"; stamped {stamp.utc:%Y-%m-%dT%H:%M:%SZ} by {stamp.authority}"
    return f"the signature of {made[0].signer.name} covers the whole file, and nothing was appended{when}"


def check_pdf_content(bundle: Bundle) -> str:
    """The attachments are the tables beside the PDF, and it bears the id of this report."""
    from reports.sealing.attachments import inside_pdf

    raw = bundle.read(NAME, most=LARGEST_PDF)
    sizes = {name: bundle.files.get(bag.PAYLOAD + name, 0) for name in ATTACHED}
    due = {name for name, size in sizes.items() if 0 < size <= LARGEST_ATTACHMENT}
    try:
        inside = inside_pdf(raw, sizes={name: sizes[name] for name in due})
    except FieldcaseError as trouble:
        raise BundleDiffers(f"{NAME}: {trouble}".removesuffix(".")) from trouble
    for name in sorted(due):
        if name not in inside.files:
            raise BundleDiffers(f"{NAME} lacks the table {name}, which stands beside it")
        if inside.files[name] != bundle.read(bag.PAYLOAD + name, most=LARGEST_ATTACHMENT):
            raise BundleDiffers(f"{NAME} holds another {name} than stands beside it")
    report_id = report_id_of(bundle)
    if report_id.encode() not in inside.metadata:
        raise BundleDiffers(f"{NAME} does not bear the id of this report, {report_id}")
    return f"{len(due)} tables inside equal those beside it; report {report_id}"


def check_stamped_copy(bundle: Bundle) -> str:
    """It is the report with nothing but a time stamp added to its signature."""
    from reports.sealing.pades import same_but_stamp, verify_pdf

    if STAMPED_PDF_NAME not in bundle:
        if STAMP_NAME in bundle and _is_signed_without_stamp(bundle):
            raise BundleDiffers(f"{STAMPED_PDF_NAME} is missing: it was made together with {STAMP_NAME}")
        raise NotPresent("there is none")
    stamped = bundle.read(STAMPED_PDF_NAME, most=LARGEST_PDF)
    try:
        made = verify_pdf(stamped)
        is_same = same_but_stamp(bundle.read(NAME, most=LARGEST_PDF), stamped)
    except FieldcaseError as trouble:
        raise BundleDiffers(f"{STAMPED_PDF_NAME}: {trouble}".removesuffix(".")) from trouble
    stamp = made[0].stamp if made else None
    if not is_same or stamp is None:
        raise BundleDiffers(f"{STAMPED_PDF_NAME} is not {NAME} with a time stamp added")
    return f"it is {NAME} with a time stamp: {stamp.utc:%Y-%m-%dT%H:%M:%SZ}, {stamp.authority}"


def _is_signed_without_stamp(bundle: Bundle) -> bool:
    from reports.sealing.pades import verify_pdf

    try:
        made = verify_pdf(bundle.read(NAME, most=LARGEST_PDF))
    except FieldcaseError:  # the part on the report's signature says so
        return False
    return bool(made) and made[0].stamp is None
