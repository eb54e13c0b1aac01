"""What can be wrong with a key, a signature, a stamp or an envelope, as sentences for the examiner."""

from forensics.errors import FieldcaseError


class WrongPassphrase(FieldcaseError):
    """The passphrase or PIN does not open the key."""


class IdentityUnusable(FieldcaseError):
    """A key file, a card or a certificate that nobody can sign with."""


class SignatureDiffers(FieldcaseError):
    """A signature does not hold for what it should: the content, the key or the form is another."""


class NotTrusted(SignatureDiffers):
    """The signature holds, and its certificate does not lead to one the verifier trusts."""


class StampRefused(FieldcaseError):
    """A time-stamping authority gave no stamp, or one that does not fit what was sent."""


class EnvelopeUnusable(FieldcaseError):
    """A sealed file cannot be opened with this key, is damaged, or a recipient's key is none."""
