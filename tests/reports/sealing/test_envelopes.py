"""An envelope opens for its recipients whole and unchanged, or not at all; `age` of Debian agrees."""

import resource
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.sealing.envelopes import (
    new_recipient,
    open_envelope,
    read_key_file,
    seal_pieces,
    verify_recipient,
)
from reports.sealing.errors import EnvelopeUnusable
from tests.reports.sealing.builders import outside_tool

SECRET, PUBLIC = new_recipient()
CONTENT = bytes(range(256)) * 1024  # four chunks of age


@pytest.fixture(name="sealed")
def _sealed(tmp_path: Path) -> Path:
    pieces = (CONTENT[place : place + 1000] for place in range(0, len(CONTENT), 1000))
    seal_pieces(pieces, tmp_path / "sealed.age", [PUBLIC])
    return tmp_path / "sealed.age"


def test_a_recipient_opens_what_was_sealed(sealed: Path, tmp_path: Path) -> None:
    open_envelope(sealed, tmp_path / "out", SECRET)
    assert (tmp_path / "out").read_bytes() == CONTENT
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o600
    assert CONTENT[:64] not in sealed.read_bytes()


def test_each_of_several_recipients_opens_it(tmp_path: Path) -> None:
    other_secret, other_public = new_recipient()
    seal_pieces([b"a", b"", b"bc"], tmp_path / "s", [PUBLIC, other_public])
    for number, secret in enumerate((SECRET, other_secret)):
        open_envelope(tmp_path / "s", tmp_path / str(number), f"# a comment\n{secret}\n")
        assert (tmp_path / str(number)).read_bytes() == b"abc"


def test_age_opens_what_is_sealed_here(sealed: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRET + "\n")
    told = subprocess.run(
        [outside_tool("age"), "-d", "-i", tmp_path / "key", sealed], capture_output=True, check=True
    )
    assert told.stdout == CONTENT


def test_what_age_sealed_opens_here(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(CONTENT)
    subprocess.run([outside_tool("age-keygen"), "-o", tmp_path / "key"], check=True, capture_output=True)
    text = read_key_file(tmp_path / "key")
    public = text.partition("public key: ")[2].split()[0]
    for form in ([], ["-a"]):
        words = [*form, "-r", public, "-o", str(tmp_path / "s.age"), str(tmp_path / "plain")]
        subprocess.run([outside_tool("age"), *words], check=True)
        if not form:
            open_envelope(tmp_path / "s.age", tmp_path / "out", text)
            assert (tmp_path / "out").read_bytes() == CONTENT
        else:
            with pytest.raises(EnvelopeUnusable, match="no sealed file"):
                open_envelope(tmp_path / "s.age", tmp_path / "armoured", text)


def test_another_key_does_not_open_it_and_leaves_nothing(sealed: Path, tmp_path: Path) -> None:
    with pytest.raises(EnvelopeUnusable, match=r"sealed\.age is not sealed to this key"):
        open_envelope(sealed, tmp_path / "out", new_recipient()[0])
    assert not (tmp_path / "out").exists()


@settings(max_examples=120, derandomize=True, database=None)
@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_changed_envelope_leaves_nothing(
    place: int, bit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("e")
    damaged = bytearray(_ENVELOPE[0] if _ENVELOPE else _made(folder))
    damaged[place % len(damaged)] ^= 1 << bit
    (folder / "s.age").write_bytes(damaged)
    with pytest.raises(EnvelopeUnusable) as found:
        open_envelope(folder / "s.age", folder / "out", SECRET)
    assert "\n" not in str(found.value)
    assert not (folder / "out").exists()


_ENVELOPE: list[bytes] = []


def _made(folder: Path) -> bytes:
    seal_pieces([CONTENT[:500]], folder / "made", [PUBLIC])
    _ENVELOPE.append((folder / "made").read_bytes())
    return _ENVELOPE[0]


@pytest.mark.parametrize("cut", [0, 10, 100, 70_000, -1])
def test_a_cut_envelope_leaves_nothing(sealed: Path, tmp_path: Path, cut: int) -> None:
    (tmp_path / "cut.age").write_bytes(sealed.read_bytes()[:cut])
    with pytest.raises(EnvelopeUnusable, match=r"cut\.age is (damaged|no sealed file)"):
        open_envelope(tmp_path / "cut.age", tmp_path / "out", SECRET)
    assert not (tmp_path / "out").exists()


def test_bytes_behind_an_envelope_are_found(sealed: Path, tmp_path: Path) -> None:
    sealed.write_bytes(sealed.read_bytes() + b"x")
    with pytest.raises(EnvelopeUnusable, match="changed"):
        open_envelope(sealed, tmp_path / "out", SECRET)


def test_a_head_without_an_end_is_not_read_into_memory(tmp_path: Path) -> None:
    (tmp_path / "s.age").write_bytes(b"age-encryption.org/v1\n" + b"-> X25519 a\nb\n" * 10_000)
    with pytest.raises(EnvelopeUnusable, match="no end"):
        open_envelope(tmp_path / "s.age", tmp_path / "out", SECRET)


@pytest.mark.parametrize(
    "key",
    ["", "age1", "age1" + "q" * 58, PUBLIC[:-1], "ssh-ed25519 AAAA", "\ud800"],
    ids=["nothing", "prefix", "zeros", "cut", "of ssh", "surrogate"],
)
def test_what_is_no_recipient_is_one_sentence(key: str) -> None:
    with pytest.raises(EnvelopeUnusable, match="no recipient's key"):
        verify_recipient(key)


@pytest.mark.parametrize(
    "text",
    ["", "nothing", PUBLIC, "AGE-SECRET-KEY-1QQQQ", SECRET.lower()],
    ids=["empty", "a word", "public", "cut", "in small letters"],
)
def test_what_holds_no_secret_key_is_one_sentence(sealed: Path, tmp_path: Path, text: str) -> None:
    with pytest.raises(EnvelopeUnusable, match="key file"):
        open_envelope(sealed, tmp_path / "out", text)


def test_nothing_is_overwritten(sealed: Path, tmp_path: Path) -> None:
    before = sealed.read_bytes()
    with pytest.raises(FileExistsError):
        seal_pieces([b"x"], sealed, [PUBLIC])
    with pytest.raises(FileExistsError):
        open_envelope(sealed, sealed, SECRET)
    assert sealed.read_bytes() == before


def test_trouble_of_the_content_comes_as_it_is_and_leaves_nothing(tmp_path: Path) -> None:
    def pieces() -> "list[bytes]":
        raise PermissionError(13, "Permission denied")

    with pytest.raises(PermissionError):
        seal_pieces((piece for _ in range(2) for piece in pieces()), tmp_path / "s", [PUBLIC])
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(name="little_room")
def _little_room() -> Iterator[None]:
    """No file can grow beyond a kilobyte: the system says so as it does of a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_without_room_is_told_as_such(sealed: Path, tmp_path: Path, little_room: None) -> None:
    with pytest.raises(OSError, match="File too large"):
        open_envelope(sealed, tmp_path / "out", SECRET)
    with pytest.raises(OSError, match="File too large"):
        seal_pieces([CONTENT], tmp_path / "out", [PUBLIC])
    assert not (tmp_path / "out").exists()


def test_a_secret_key_is_not_shown_where_a_public_one_was_due() -> None:
    with pytest.raises(EnvelopeUnusable, match="That is a secret key") as found:
        verify_recipient(SECRET)
    assert SECRET[15:30] not in str(found.value)
