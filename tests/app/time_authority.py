"""A time-stamping authority on this machine alone: openssl behind a loopback HTTP server.

Run as a script with a folder: makes the authority's key and certificate there (`authority.pem`), prints its
port, and answers until it is ended. What it answers depends on the path that is asked.
"""

import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_CONFIGURATION = """
[req]
distinguished_name = name
prompt = no
x509_extensions = tsa_extensions
[name]
CN = Fieldcase test authority
[tsa_extensions]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
[tsa]
default_tsa = authority
[authority]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/authority.pem
certs = {folder}/authority.pem
signer_key = {folder}/authority.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = {digests}
accuracy = secs:1
ess_cert_id_alg = sha256
"""


def make_authority(folder: Path) -> None:
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(_CONFIGURATION.format(folder=folder, digests="sha256"))
    (folder / "refusing.cnf").write_text(_CONFIGURATION.format(folder=folder, digests="sha512"))
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    files = ("-keyout", folder / "authority.key", "-out", folder / "authority.pem")
    _openssl("req", "-x509", *key, "-days", "30", "-config", folder / "tsa.cnf", *files)


def _openssl(*words: str | Path, given: bytes = b"") -> bytes:
    done = subprocess.run(["openssl", *map(str, words)], input=given, capture_output=True, check=False)
    return done.stdout


class _Answers(BaseHTTPRequestHandler):
    folder: Path

    def do_POST(self) -> None:
        query = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        (self.folder / "asked").open("ab").write(self.path.encode() + b" " + query.hex().encode() + b"\n")
        match self.path:
            case "/tsr":
                self._reply(self._stamped(query, "tsa.cnf"))
            case "/refusing":
                self._reply(self._stamped(query, "refusing.cnf"))
            case "/of-something-else":
                other = bytearray(query)
                at = query.index(bytes.fromhex("0420")) + 2  # the digest: OCTET STRING of 32 bytes
                other[at] ^= 1
                self._reply(self._stamped(bytes(other), "tsa.cnf"))
            case "/replayed":
                old = self.folder / "old"
                if not old.exists():
                    old.write_bytes(self._stamped(query, "tsa.cnf"))
                self._reply(old.read_bytes())
            case "/moved":
                self._go_to("/tsr", 307)
            case "/moved-for-good":
                self._go_to("/tsr", 301)
            case "/to-a-page":
                self._go_to("/tsr", 303)
            case "/to-a-file":
                self._go_to("file:///etc/hostname", 307)
            case "/in-circles":
                self._go_to("/in-circles", 307)
            case "/large":
                self._reply(b"\x30" * (4 << 20))
            case "/page":
                self._reply(b"<html>Welcome</html>")
            case "/closes":
                self.close_connection = True
            case "/stuck":
                time.sleep(180)
            case _:
                self.send_error(503, "out of\x1b[31m order")

    def _stamped(self, query: bytes, configuration: str) -> bytes:
        asked = self.folder / "query"
        asked.write_bytes(query)
        return _openssl("ts", "-reply", "-config", self.folder / configuration, "-queryfile", asked)

    def _reply(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            return  # who asked has seen enough

    def _go_to(self, place: str, code: int) -> None:
        self.send_response(code)
        self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Quiet."""


def main(folder: Path) -> None:
    make_authority(folder)
    _Answers.folder = folder
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
