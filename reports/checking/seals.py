"""The seals of a bundle: signatures and counter-signatures over the tag manifest, the certificates beside
them, and the time stamp.

What was signed when the bundle was made stands in bag-info.txt, which the tag manifest covers: a signature
that was taken away is missed.
"""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from forensics.errors import FieldcaseError
from reports import bag
from reports.checking.files import SIGNATURES, facts_of, values_of
from reports.checking.opening import Bundle
from reports.checking.verdict import BundleDiffers, NotPresent
from reports.content import Signer
from reports.layout import CERTIFICATES, SIGNED_NAME, STAMP_NAME
from reports.sealing.errors import NotTrusted

if TYPE_CHECKING:
    from reports.sealing.stamps import Stamp

_LARGEST = 1 << 20  # bytes of a signature, a stamp or a certificate


def check_signatures(bundle: Bundle, anchors: Sequence[bytes]) -> str:
    """Who signed the tag manifest. Raise NotPresent where nobody did and nothing says that somebody had."""
    wanted = values_of(facts_of(bundle), bag.SIGNER_LABEL)
    present = [name for name in SIGNATURES if name in bundle]
    expected = list(SIGNATURES[: max(len(present), len(wanted))])
    if missing := [name for name in expected if name not in present]:
        raise BundleDiffers(f"{missing[0]} is missing: {bag.INFO_NAME} says who signed")
    if not present:
        raise NotPresent(
            "nobody signed this bundle: damage and careless change show, a change by someone who also wrote "
            "new manifests does not"
        )
    signers = [signer_over(bundle, name, SIGNED_NAME, anchors) for name in present]
    found = [signer.certificate_sha256.hex() for signer in signers]
    for name, digest, which in zip(wanted, found, present, strict=False):
        if name != digest:
            raise BundleDiffers(f"{which} is by another key than the one that {bag.INFO_NAME} names")
    for number, which in enumerate(present):
        if found[number] in found[:number]:
            raise BundleDiffers(f"{which} was added: it is by a key that signed already")
    later = f"; {len(found) - len(wanted)} of them later" if len(found) > len(wanted) else ""
    return "; ".join(described(signer, anchors) for signer in signers) + later


def signer_over(bundle: Bundle, signature: str, content: str, anchors: Sequence[bytes]) -> Signer:
    """Who signed the file `content`; raise BundleDiffers naming the signature that does not hold."""
    from reports.sealing.cms import verify_digest
    from reports.sealing.trust import verify_trusted

    raw = bundle.read(signature, most=_LARGEST)
    digest = bytes.fromhex(bundle.digests(content).sha256)
    try:
        made = verify_digest(raw, digest)
        if anchors and made.at is not None:
            verify_trusted(made.certificate, made.chain, anchors, at=made.at)
    except FieldcaseError as trouble:
        raise BundleDiffers(f"{signature} over {content}: {trouble}".removesuffix(".")) from trouble
    return made.signer


def described(signer: Signer, anchors: Sequence[bytes]) -> str:
    digest = signer.certificate_sha256.hex()
    if anchors:
        return f"signed by {signer.name}, whose certificate you trust (SHA-256 {digest})"
    own = "a certificate its holder issued" if signer.self_issued else f"a certificate by {signer.issuer}"
    return (
        f"signed with the key of {own}, which names {signer.name}; SHA-256 {digest}: compare it with the one "
        "the laboratory gives you"
    )


def check_certificates(bundle: Bundle) -> str:
    """Each certificate beside the bundle is that of a signer, and each signer's is there."""
    wanted = values_of(facts_of(bundle), bag.SIGNER_LABEL)
    present = bundle.below(CERTIFICATES)
    found = [_certificate_sha256(bundle, name) for name in present]
    for name, digest in zip(present, found, strict=True):
        if digest not in wanted:
            raise BundleDiffers(f"{name} is the certificate of nobody who signed this bundle")
    if set(wanted) - set(found):
        raise BundleDiffers(f"{CERTIFICATES} lacks the certificate of a signer that {bag.INFO_NAME} names")
    if not present:
        raise NotPresent("there is none, as nobody signed")
    return f"{len(present)} of those who signed"


def _certificate_sha256(bundle: Bundle, name: str) -> str:
    from reports.sealing.certificates import read_certificates

    try:
        ders: Sequence[bytes] = read_certificates(bundle.read(name, most=_LARGEST))
    except FieldcaseError as trouble:
        raise BundleDiffers(f"{name}: {trouble}".removesuffix(".")) from trouble
    if len(ders) != 1:
        raise BundleDiffers(f"{name} holds {len(ders)} certificates in place of one")
    return hashlib.sha256(ders[0]).hexdigest()


def check_stamp(bundle: Bundle, anchors: Sequence[bytes], *, is_stamped_elsewhere: bool) -> str:
    """The time stamp on the first signature, or on the tag manifest of a bundle that nobody signed. Whoever
    trusts a laboratory need not know the authority: a stamp that leads elsewhere is one to compare.
    """
    from reports.sealing.stamps import verify_stamp

    is_due = is_stamped_elsewhere or bool(values_of(facts_of(bundle), bag.STAMP_LABEL))
    if STAMP_NAME not in bundle:
        if is_due:
            raise BundleDiffers(f"{STAMP_NAME} is missing: other parts of the bundle say that it was stamped")
        raise NotPresent("no time-stamping authority vouches for the time; it is the clock of the laptop")
    content = SIGNATURES[0] if SIGNATURES[0] in bundle else SIGNED_NAME
    try:
        digest = bytes.fromhex(bundle.digests(content).sha256)
        stamp = verify_stamp(bundle.read(STAMP_NAME, most=_LARGEST), digest)
    except FieldcaseError as trouble:
        raise BundleDiffers(f"{STAMP_NAME} on {content}: {trouble}".removesuffix(".")) from trouble
    utc = stamp.utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f"{content} existed at {utc}, says {stamp.authority}; SHA-256 of its certificate "
        f"{stamp.certificate_sha256.hex()}{_trust_in(stamp, anchors)}"
    )


def _trust_in(stamp: "Stamp", anchors: Sequence[bytes]) -> str:
    from reports.sealing.trust import verify_trusted

    try:
        if anchors:
            verify_trusted(stamp.certificate, stamp.chain, anchors, at=stamp.utc)
            return ", which you trust"
    except NotTrusted:
        pass  # told as one to compare
    return ": compare it with the one the authority publishes"
