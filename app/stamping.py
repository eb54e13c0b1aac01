"""Asks a time-stamping authority (RFC 3161) over the network: the only code of this program that opens a
connection, and only for `fieldcase stamp` and `fieldcase report --tsa`.

What is sent is a SHA-256 digest and a random number. Proxies of the environment are used. The answer is
bounded in size and time and must be a stamp on exactly what was sent.
"""

import http.client
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

from forensics.errors import FieldcaseError
from forensics.paths import display_text

LONGEST_WAIT_S = 30.0  # for one answer of the other end
LONGEST_EXCHANGE_S = 90.0
MOST_REDIRECTS = 3
_PIECE_BYTES = 16 * 1024
_SCHEMES = ("https", "http")
_QUERY = "application/timestamp-query"  # RFC 3161, 3.4
_REPLY = "application/timestamp-reply"


class StampNotFetched(FieldcaseError):
    """The authority could not be reached, or did not answer as an authority does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A time-stamping authority by its address. `tell` is given one sentence before each connection."""

    url: str
    tell: Callable[[str], None]
    monotonic: Callable[[], float]

    def stamp(self, digest: bytes) -> bytes:
        """A time-stamp token (DER) on content whose SHA-256 is `digest`, verified.

        Raise StampNotFetched where no answer came, StampRefused where it is no such stamp.
        """
        from reports.sealing.stamps import read_stamp, stamp_request, verify_stamp

        nonce = secrets.randbits(63)
        token = read_stamp(self._asked(stamp_request(digest, nonce)))
        verify_stamp(token, digest, nonce=nonce)
        return token

    def _asked(self, query: bytes) -> bytes:
        verify_address(self.url)
        self.tell(
            f"connecting to {self.url}: a SHA-256 digest and a random number are sent, and nothing else of "
            "the case"
        )
        try:
            return self._exchanged(query)
        except urllib.error.HTTPError as refusal:
            refusal.close()
            raise StampNotFetched(
                f"{self.url} answered {refusal.code} ({_words(refusal)}); no time stamp was added"
            ) from refusal
        except (OSError, http.client.HTTPException, ValueError) as trouble:
            raise StampNotFetched(
                f"{self.url} gave no time stamp: {_words(trouble)}; nothing was added"
            ) from trouble

    def _exchanged(self, query: bytes) -> bytes:
        from reports.sealing.stamps import LARGEST_STAMP

        headers = {"Content-Type": _QUERY, "Accept": _REPLY, "User-Agent": "Fieldcase"}
        request = urllib.request.Request(self.url, data=query, headers=headers, method="POST")  # noqa: S310  checked
        until = self.monotonic() + LONGEST_EXCHANGE_S
        reply = b""
        with _opener().open(request, timeout=LONGEST_WAIT_S) as answer:
            while piece := answer.read1(_PIECE_BYTES):
                reply += piece
                if len(reply) > LARGEST_STAMP:
                    raise StampNotFetched(
                        f"{self.url} sent more than {LARGEST_STAMP:,} bytes, which no time stamp has; "
                        "nothing was added"
                    )
                if self.monotonic() > until:
                    raise TimeoutError(f"it took more than {LONGEST_EXCHANGE_S:.0f} seconds")
        return reply


def verify_address(url: str) -> None:
    """Raise StampNotFetched where `url` is no plain http or https address."""
    try:
        parts = urlsplit(url)
        is_fit = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_fit = False
    if not is_fit or not url.isascii() or not url.isprintable() or " " in url:
        raise StampNotFetched(
            f"{display_text(url.encode('utf-8', 'surrogateescape'))} is no address of an authority; give one "
            "that begins with https:// or http://"
        )
    if parts.username or parts.password:
        raise StampNotFetched(
            "an address with a name or password in it would be shown and recorded; leave them out"
        )


class _Redirects(urllib.request.HTTPRedirectHandler):
    """The same question again, where the other end says; never from https to anything else."""

    max_redirections = MOST_REDIRECTS

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request:
        verify_address(newurl)
        if req.type == "https" and urlsplit(newurl).scheme != "https":
            raise StampNotFetched(
                f"{req.full_url} sends the question on to {newurl}, which is not encrypted; nothing was added"
            )
        if code == http.client.SEE_OTHER:
            raise StampNotFetched(f"{req.full_url} answered with a page and no time stamp; nothing was added")
        kept = {
            name: value
            for name, value in req.header_items()
            if name.lower() not in ("host", "content-length")
        }
        return urllib.request.Request(newurl, data=req.data, headers=kept, method="POST")  # noqa: S310  checked


def _opener() -> urllib.request.OpenerDirector:
    """Without the library's ways to open files, ftp and data addresses."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    return opener


def _words(trouble: Exception) -> str:
    reason = getattr(trouble, "reason", trouble)
    said = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return display_text(str(said).partition("\n")[0].encode("utf-8", "surrogateescape"))
