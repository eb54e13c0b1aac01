"""An agency's card or token through its own PKCS #11 module (OASIS PKCS #11 2.40): the key never leaves it.

The digest is made here and the card signs it. What a card signs with ECDSA is different each time, unless the
card does otherwise: bundles signed so are not the same byte for byte.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NoReturn, Protocol

import pkcs11
from asn1crypto import algos, core
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from pkcs11 import Attribute, Mechanism, ObjectClass, SignMixin, TokenFlag
from pkcs11.exceptions import (
    MultipleTokensReturned,
    NoSuchToken,
    PinExpired,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
)

from reports.sealing.certificates import MOST_CERTIFICATES, public_key_of, read_certificate, signer_of
from reports.sealing.errors import IdentityUnusable, WrongPassphrase
from reports.sealing.identity import Identity

_MOST_OBJECTS: Final = 64


class _Session(Protocol):
    """What is used of pkcs11.Session, whose type information leaves out what it returns."""

    def close(self) -> None: ...


class _CardKey:
    """A key on a card, in a session that stays open until it is closed or the program ends."""

    __slots__ = ("_certificate", "_key", "_pin", "_session")

    def __init__(self, session: _Session, key: SignMixin, *, certificate: bytes, pin: str | None) -> None:
        self._session, self._key, self._certificate, self._pin = session, key, certificate, pin

    def sign(self, message: bytes) -> bytes:
        """The signature, verified with the certificate's key before it is given away."""
        digest = hashlib.sha256(message).digest()
        public = public_key_of(self._certificate)
        try:
            if isinstance(public, RSAPublicKey):
                value = self._signed(_digest_info(digest), Mechanism.RSA_PKCS)
                public.verify(value, message, padding.PKCS1v15(), SHA256())
            else:
                value = _as_der(self._signed(digest, Mechanism.ECDSA))
                public.verify(value, message, ec.ECDSA(SHA256()))
        except InvalidSignature as trouble:
            raise IdentityUnusable("The key on the card is not that of its certificate.") from trouble
        except PKCS11Error as trouble:
            raise _trouble("The card did not sign", trouble) from trouble
        return value

    def _signed(self, content: bytes, mechanism: Mechanism) -> bytes:
        # Some cards ask for the PIN at each signature (CKA_ALWAYS_AUTHENTICATE).
        again = {} if self._pin is None else {"pin": self._pin}
        value: bytes = self._key.sign(content, mechanism=mechanism, **again)
        return value

    def close(self) -> None:
        self._pin = None
        self._session.close()

    def __repr__(self) -> str:
        return "SigningKey(on a card)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signing key is never written")


def open_card(module: Path, *, label: str | None, pin: str, certificate: bytes | None = None) -> Identity:
    """The identity on the card that `module` (the maker's PKCS #11 library) reaches. `label` names the card
    where there are several. `certificate` (DER) is needed where the card holds none, or several with a key.

    Raise WrongPassphrase for a wrong PIN, IdentityUnusable for all else.
    """
    try:
        token = pkcs11.lib(str(module)).get_token(token_label=label, token_flags=TokenFlag.TOKEN_INITIALIZED)
    except (NoSuchToken, MultipleTokensReturned) as trouble:
        raise IdentityUnusable(
            _which_card(label, several=isinstance(trouble, MultipleTokensReturned))
        ) from trouble
    except (PKCS11Error, OSError, RuntimeError) as trouble:
        raise IdentityUnusable(
            f"The card module {module.name} cannot be used: {_words(trouble)}."
        ) from trouble
    session = _logged_in(token, pin)
    try:
        return _identity(session, certificate, pin=pin)
    except PKCS11Error as trouble:
        session.close()
        raise _trouble("The card cannot be read", trouble) from trouble
    except IdentityUnusable:
        session.close()
        raise


def _logged_in(token: pkcs11.Token, pin: str) -> pkcs11.Session:
    try:
        return token.open(user_pin=pin)
    except (PinIncorrect, PinInvalid, PinLenRange) as trouble:
        raise WrongPassphrase(
            f"The PIN does not open the card {token.label.strip()}; after a few wrong ones it locks itself."
        ) from trouble
    except PinLocked as trouble:
        raise IdentityUnusable(
            f"The card {token.label.strip()} is locked after too many wrong PINs."
        ) from trouble
    except PinExpired as trouble:
        raise IdentityUnusable(
            f"The PIN of the card {token.label.strip()} has run out; set a new one."
        ) from trouble
    except PKCS11Error as trouble:
        raise _trouble("The card cannot be opened", trouble) from trouble


def _identity(session: pkcs11.Session, certificate: bytes | None, *, pin: str) -> Identity:
    held = dict(_certificates(session))  # DER: CKA_ID
    own, key = _pair(session, held, certificate)
    return Identity(
        signer=signer_of(own),
        certificate=own,
        chain=tuple(sorted(_above(own, held))),
        key=_CardKey(session, key, certificate=own, pin=pin if _asks_each_time(key) else None),
    )


def _certificates(session: pkcs11.Session) -> Iterator[tuple[bytes, bytes]]:
    found = session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
    for number, item in enumerate(found):
        if number == _MOST_OBJECTS:
            raise IdentityUnusable(f"The card holds more than {_MOST_OBJECTS} certificates.")
        yield bytes(item[Attribute.VALUE]), bytes(item[Attribute.ID])


def _pair(
    session: pkcs11.Session, held: dict[bytes, bytes], certificate: bytes | None
) -> tuple[bytes, SignMixin]:
    """The certificate that signs and its key, which has the same identifier on the card."""
    keys = {
        bytes(key[Attribute.ID]): key
        for key in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})
        if isinstance(key, SignMixin)
    }
    if certificate is not None and certificate not in held:
        if len(keys) != 1:
            raise IdentityUnusable("The card holds no certificate, and not exactly one key.")
        return certificate, next(iter(keys.values()))
    pairs = [(der, keys[name]) for der, name in held.items() if name in keys and certificate in (None, der)]
    if not pairs:
        raise IdentityUnusable("The card holds no certificate with a key; give the certificate as a file.")
    if len(pairs) > 1:
        raise IdentityUnusable(
            f"The card holds {len(pairs)} certificates with a key; give the one to sign with as a file."
        )
    return pairs[0]


def _above(own: bytes, held: dict[bytes, bytes]) -> Iterator[bytes]:
    """Certificates on the card that stand above the signer's; others of the holder stay on it."""
    names = {read_certificate(own).issuer}
    for _ in range(MOST_CERTIFICATES - 1):
        found = [der for der in held if der != own and read_certificate(der).subject in names]
        above = {read_certificate(der).issuer for der in found} | names
        if above == names:
            return (yield from found[: MOST_CERTIFICATES - 1])
        names = above


def _asks_each_time(key: SignMixin) -> bool:
    try:
        return bool(key[Attribute.ALWAYS_AUTHENTICATE])
    except PKCS11Error:  # a module that does not know the attribute never asks
        return False


def _digest_info(digest: bytes) -> bytes:
    """RFC 8017, 9.2: what PKCS #1 v1.5 signs."""
    raw: bytes = algos.DigestInfo(
        {"digest_algorithm": {"algorithm": "sha256", "parameters": core.Null()}, "digest": digest}
    ).dump()
    return raw


def _as_der(value: bytes) -> bytes:
    """PKCS #11 gives r and s side by side (2.3.1); CMS has them as a SEQUENCE."""
    half = len(value) // 2
    return encode_dss_signature(int.from_bytes(value[:half]), int.from_bytes(value[half:]))


def _which_card(label: str | None, *, several: bool) -> str:
    if several:
        return (
            "There are several cards of that label."
            if label
            else "There are several cards; name one by its label."
        )
    return f"There is no card with the label {label}." if label else "There is no card in the reader."


def _trouble(what: str, trouble: Exception) -> IdentityUnusable:
    return IdentityUnusable(f"{what}: {_words(trouble)}.")


def _words(trouble: Exception) -> str:
    return str(trouble).strip().removesuffix(".") or type(trouble).__name__
