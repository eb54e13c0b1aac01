"""Which certificates a verifier trusts, and whether a signer's leads to one of them (RFC 5280, section 6).

Without any, a verdict can only name the certificate by its SHA-256, to be compared with one got another way.
Offline: whether a certificate was withdrawn since is not asked, and the verdict must not say that it was.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError, ValidationError
from pyhanko_certvalidator.path import ValidationPath

from reports.sealing.certificates import (
    is_authority,
    is_for_signatures,
    read_certificate,
    read_certificates,
    shown_name,
)
from reports.sealing.errors import IdentityUnusable, NotTrusted
from reports.sealing.key_files import GARBAGE

_LARGEST_FILE = 1024 * 1024


def read_anchors(paths: Iterable[Path]) -> tuple[bytes, ...]:
    """The certificates (DER) in files, PEM or DER, that the verifier got by another way than with what is
    verified; raise IdentityUnusable for a file that holds none.
    """
    found: dict[bytes, None] = {}
    for path in paths:
        try:
            with path.open("rb") as file:
                raw = file.read(_LARGEST_FILE + 1)
        except OSError as trouble:
            raise IdentityUnusable(f"{path.name} cannot be read: {trouble.strerror}.") from trouble
        try:
            found.update(dict.fromkeys(read_certificates(raw)))
        except IdentityUnusable as trouble:
            raise IdentityUnusable(f"{path.name}: {trouble}") from trouble
    return tuple(found)


def verify_trusted(
    certificate: bytes, chain: Sequence[bytes], anchors: Sequence[bytes], *, at: datetime
) -> str:
    """The name of the one of `anchors` that `certificate` leads to at `at`, or is; `chain` are certificates
    that came with it. All are DER. A trusted examiner vouches for no other one, and a certificate that is
    not for signatures for none. Raise NotTrusted.
    """
    signer = read_certificate(certificate)
    name = shown_name(signer.subject)
    moment = at.astimezone(UTC)
    if not is_for_signatures(signer):  # building a path does not ask that
        raise NotTrusted(f"the certificate of {name} is not for signatures (its key usage says so)")
    if certificate in anchors:
        if not signer.not_valid_before_utc <= moment <= signer.not_valid_after_utc:
            raise NotTrusted(f"the certificate of {name} was not valid at {moment:%Y-%m-%d %H:%M} UTC")
        return name
    try:
        path = asyncio.run(_path(certificate, chain, anchors, at=moment))
        return shown_name(read_certificate(path.first.dump()).subject)
    except (PathBuildingError, PathValidationError, ValidationError) as trouble:
        raise NotTrusted(
            f"the certificate of {name} does not lead to a certificate you trust, or was not valid at "
            f"{moment:%Y-%m-%d %H:%M} UTC"
        ) from trouble
    except GARBAGE as trouble:
        raise NotTrusted(f"the certificates beside that of {name} cannot be read") from trouble


async def _path(
    certificate: bytes, chain: Sequence[bytes], anchors: Sequence[bytes], *, at: datetime
) -> ValidationPath:
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(der, strict=True) for der in anchors if is_authority(der)],
        other_certs=[x509.Certificate.load(der, strict=True) for der in chain],
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    validator = CertificateValidator(
        x509.Certificate.load(certificate, strict=True), validation_context=context
    )
    return await validator.async_validate_path()
