"""What stands around the payload of a bundle: declaration, facts, manifests, VERIFY.txt, certificates, and
the signatures over the tag manifest.

The tag manifest holds the digests of the manifests, which hold those of the payload: who signs it signs every
file of the bundle. The signatures themselves stand in no manifest.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reports import bag
from reports.content import CaseContent, Redaction, Signer
from reports.layout import CERTIFICATES, SIGNED_NAME, STAMP_NAME, VERIFY_NAME, signature_name
from reports.verify_text import verify_text
from reports.wording import Wording
from reports.writing import WrittenFile, write_bytes

if TYPE_CHECKING:
    from reports.sealing.identity import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Seals:
    """Who signs, first the one whose report it is, then who counter-signs; where, as the PDF says it.

    `stamp` asks a time-stamping authority (RFC 3161) to stamp the SHA-256 that it is given, and gives its
    token; `None` where nobody is asked.
    """

    identities: "tuple[Identity, ...]"
    place: str | None = None
    stamp: "Callable[[bytes], bytes] | None" = None

    def signed_pdf(self, pdf: bytes, *, at: datetime, reason: str) -> bytes:
        from reports.sealing.pades import sign_pdf

        return sign_pdf(pdf, self.identities[0], at=at, reason=reason, place=self.place, stamper=self.stamp)

    def signatures(self, content: bytes, *, at: datetime) -> tuple[bytes, ...]:
        from reports.sealing.cms import sign_detached

        return tuple(sign_detached(identity, content, at=at) for identity in self.identities)


def write_tag_files(
    folder: Path,
    content: CaseContent,
    payload: tuple[WrittenFile, ...],
    *,
    words: Wording,
    seals: Seals | None,
) -> tuple[WrittenFile, ...]:
    """Write them into the bundle's folder, which has its payload; the signatures come last."""
    pems = {} if seals is None else _pems(seals.identities)
    parts: dict[str, bytes] = {
        bag.DECLARATION_NAME: bag.DECLARATION,
        bag.INFO_NAME: bag.bag_info(_facts(content, payload, seals)),
        VERIFY_NAME: verify_text(content, payload, words=words, certificates=tuple(pems)).encode(
            "utf-8", "backslashreplace"
        ),
        **_manifests(payload, bag.manifest_name),
        **{name: pem.encode() for name, pem in pems.items()},
    }
    if pems:
        (folder / CERTIFICATES).mkdir()
    listed = [_written(folder, name, raw) for name, raw in sorted(parts.items())]
    tag_manifests = _manifests(listed, bag.tag_manifest_name)
    written = [*listed, *(_written(folder, name, raw) for name, raw in tag_manifests.items())]
    if seals is not None:
        made = seals.signatures(tag_manifests[SIGNED_NAME], at=content.report.made_at)
        written += [
            _written(folder, signature_name(number), signature)
            for number, signature in enumerate(made, start=1)
        ]
        if seals.stamp is not None:
            written.append(_written(folder, STAMP_NAME, seals.stamp(hashlib.sha256(made[0]).digest())))
    return tuple(written)


def _written(folder: Path, name: str, raw: bytes) -> WrittenFile:
    return replace(write_bytes(folder / name, raw), name=name)


def _manifests(files: Iterable[WrittenFile], name_of: Callable[[str], str]) -> dict[str, bytes]:
    files = tuple(files)
    return {
        name_of("sha256"): bag.manifest({file.name: file.sha256.hex() for file in files}),
        name_of("sha512"): bag.manifest({file.name: file.sha512.hex() for file in files}),
    }


def _facts(
    content: CaseContent, payload: tuple[WrittenFile, ...], seals: Seals | None
) -> Iterable[tuple[str, str]]:
    agency, program = content.case.agency, content.program
    if agency is not None:
        yield "Source-Organization", agency.name
    yield "External-Identifier", content.case.number
    yield bag.REPORT_LABEL, content.report.id
    yield "Bagging-Date", bag.bagging_date(content.report.made_at.astimezone(UTC))
    yield bag.OXUM_LABEL, bag.oxum(file.size_bytes for file in payload)
    yield "Bag-Software-Agent", f"{program.name} {program.version}"
    yield bag.FORM_LABEL, bag.FORM
    if content.events:
        yield bag.HEAD_LABEL, f"{content.events[-1].sha256.hex()} {len(content.events)}"
    if content.redaction:
        yield bag.WITHHELD_LABEL, ", ".join(withheld_words(content.redaction))
    for identity in () if seals is None else seals.identities:
        yield bag.SIGNER_LABEL, identity.signer.certificate_sha256.hex()
    if seals is not None and seals.stamp is not None:
        yield bag.STAMP_LABEL, STAMP_NAME


def withheld_words(redaction: Redaction) -> tuple[str, ...]:
    """What is withheld, as the command line and bag-info.txt name it."""
    kinds = {"paths": redaction.paths, "names": redaction.names, "set-labels": redaction.set_labels}
    return tuple(word for word, is_withheld in kinds.items() if is_withheld)


def _pems(identities: "tuple[Identity, ...]") -> Mapping[str, str]:
    """A file for each certificate, named after its holder with what the names of files can hold."""
    from reports.sealing.certificates import certificate_pem

    pems: dict[str, str] = {}
    for identity in identities:
        stem = name = file_stem(identity.signer)
        number = 1
        while f"{CERTIFICATES}{name}.pem" in pems:
            number += 1
            name = f"{stem}-{number}"
        pems[f"{CERTIFICATES}{name}.pem"] = certificate_pem(identity.certificate)
    return pems


def file_stem(signer: Signer) -> str:
    plain = unicodedata.normalize("NFKD", signer.name).encode("ascii", "ignore").decode()
    stem = "-".join(re.findall(r"[A-Za-z0-9]+", plain))[:60].strip("-")
    return f"{stem or 'certificate'}-{signer.certificate_sha256.hex()[:8]}"
