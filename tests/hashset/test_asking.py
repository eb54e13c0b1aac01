"""Digests asked for by a person: any spelling, any making of a list, read by blocks as by lines."""

import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.digests import Algorithm
from forensics.errors import HashSetRefused
from forensics.hashset import asking
from forensics.hashset.asking import AskedDigest, AskedDigests, asked_digest, asked_in, asked_together
from tests.hashset.builders import contents, md5_hex, sha1_hex, sha256_hex

DIGESTS = {
    Algorithm.MD5: md5_hex(b"a"),
    Algorithm.SHA1: sha1_hex(b"a"),
    Algorithm.SHA256: sha256_hex(b"a"),
}
MD5S = [md5_hex(each) for each in contents(40)]


@pytest.mark.parametrize("algorithm", Algorithm)
def test_any_spelling_of_a_digest_is_understood(algorithm: Algorithm) -> None:
    plain = DIGESTS[algorithm]
    pairs = [plain[at : at + 2] for at in range(0, len(plain), 2)]
    for written in (
        plain,
        plain.upper(),
        f"  {plain}\t",
        " ".join(pairs),
        ":".join(pairs).upper(),
        "-".join(pairs),
        f"{plain}  /home/a file",
        f"{plain} *a file",
        f"\\{plain}  a\\nfile",
    ):
        assert asked_digest(written) == AskedDigest(algorithm, bytes.fromhex(plain)), written


@pytest.mark.parametrize("name", ["deadbeef", "  00000001", " *" + "a" * 32, "de ad be ef"])
def test_a_file_name_of_hexadecimal_digits_is_no_part_of_the_digest(name: str) -> None:
    assert asked_digest(f"{DIGESTS[Algorithm.MD5]} {name}").raw.hex() == DIGESTS[Algorithm.MD5]


@pytest.mark.parametrize("written", ["", " ", "a" * 31, "g" * 32, "a" * 41, "ａ" * 32, "file abc", "٣" * 32])
def test_nothing_else_is_taken_for_a_digest(written: str) -> None:
    with pytest.raises(HashSetRefused, match="is not a digest of 32, 40 or 64 hexadecimal digits"):
        asked_digest(written)


@given(raw=st.binary(min_size=16, max_size=16), noise=st.text(" :.-_\t", min_size=33, max_size=33))
def test_what_stands_between_the_digits_does_not_matter(raw: bytes, noise: str) -> None:
    digits = raw.hex()
    written = "".join(between + digit for between, digit in zip(noise, digits + " ", strict=True))
    assert asked_digest(written) == AskedDigest(Algorithm.MD5, raw)


def the_list(text: str | bytes) -> list[str]:
    """The digests of a list as they are read, in hexadecimal."""
    raw = text if isinstance(text, bytes) else text.encode()
    return [digits for asked in asked_in(io.BytesIO(raw)) for digits in asked.written()]


def test_digests_of_all_kinds_keep_their_places() -> None:
    written = [MD5S[0], DIGESTS[Algorithm.SHA256], MD5S[1], DIGESTS[Algorithm.SHA1], MD5S[2]]
    asked = asked_together([asked_digest(each) for each in written])
    assert asked.written() == written
    places = {algorithm: values.places.tolist() for algorithm, values in asked.columns.items()}
    assert places == {Algorithm.MD5: [0, 2, 4], Algorithm.SHA256: [1], Algorithm.SHA1: [3]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("tail", ["", "  a name.jpg", " *möwe"])
def test_a_list_is_understood_as_every_program_writes_it(encoding: str, line_end: str, tail: str) -> None:
    for end in (line_end, ""):  # the last line may have no end
        text = line_end.join(digest + tail for digest in MD5S) + end
        assert the_list(text.encode(encoding)) == MD5S


def test_names_that_are_no_utf_8_do_not_matter() -> None:
    assert the_list(b"".join(digest.encode() + b"  \xff\xfe.jpg\n" for digest in MD5S)) == MD5S


def test_lines_that_end_with_a_return_alone_are_lines() -> None:
    assert the_list("\r".join(MD5S)) == MD5S
    named = f"{MD5S[0]}  a name\r{MD5S[1]}  another\n"  # to the pattern of a block one line
    assert the_list(named) == MD5S[:2]


LINES = st.sampled_from(
    [
        *(MD5S[0], MD5S[1].upper(), DIGESTS[Algorithm.SHA1], DIGESTS[Algorithm.SHA256], "", "# a note"),
        *(f"{MD5S[2]}  deadbeef", f"\\{MD5S[3]} *a\\nb", f" {MD5S[4]} ", ":".join(MD5S[5])),
    ]
)


@settings(derandomize=True, deadline=None)
@given(
    lines=st.lists(st.one_of(LINES, st.just(MD5S[6]), st.just(f"{MD5S[7]}  n")), max_size=30),
    line_end=st.sampled_from(["\n", "\r\n"]),
    block_bytes=st.integers(100, 700),
)
def test_a_list_read_by_blocks_says_what_its_lines_say(
    lines: Sequence[str], line_end: str, block_bytes: int
) -> None:
    expected = [
        asked_digest(line.strip()).raw.hex() for line in lines if line.strip() and not line.startswith("#")
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "_BLOCK_BYTES", block_bytes)
        assert the_list("".join(line + line_end for line in lines)) == expected


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("odd_at", [0, 1, 17, 39])
def test_the_line_that_is_no_digest_is_named(
    odd_at: int, line_end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_BLOCK_BYTES", 40 * 33 if line_end == "\r" else 150)
    lines = [*MD5S[:odd_at], "no digest", *MD5S[odd_at + 1 :]]
    with pytest.raises(HashSetRefused, match=f"^Line {odd_at + 1} of the list: “no digest” is not a digest"):
        the_list(line_end.join(lines) + line_end)


def test_a_file_without_lines_is_refused_before_it_is_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_BLOCK_BYTES", 1_000)
    stream = io.BytesIO(b"a" * 1_000_000)
    with pytest.raises(HashSetRefused, match="is longer than 4 MB"):
        list(asked_in(stream))
    assert stream.tell() < 5_000


def test_lists_that_are_made_alike_are_not_read_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_slow(_written: str) -> AskedDigest:
        raise AssertionError("a call for each line")

    monkeypatch.setattr(asking, "asked_digest", too_slow)
    for tail in ("", "  a name"):
        assert the_list("".join(f"{digest}{tail}\r\n" for digest in MD5S)) == MD5S


def test_an_empty_list_asks_for_nothing() -> None:
    asked: list[AskedDigests] = [*asked_in(io.BytesIO(b"")), *asked_in(io.BytesIO(b"\n# nothing\n"))]
    assert asked == []
