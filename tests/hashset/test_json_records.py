"""A JSON file taken in pieces holds what it holds taken at once, and is refused when it is none."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager

import ijson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forensics.hashset.parsing import json_records
from forensics.hashset.parsing.json_records import DamagedJson, RecordLists, decoded

AWKWARD = '"\\{}[],:\u00e9\u2028\U0001f600\x7f \nauvle'
texts = st.text(alphabet=AWKWARD, max_size=8) | st.text(max_size=5)
keys = texts | st.sampled_from(["value", "Media", "MD5"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)
records = st.lists(values, max_size=6)
spacings = st.sampled_from([(",", ":"), (", ", ": "), (" ,\r\n", "\t: ")])


class Trickle(io.BytesIO):
    """A stream that gives at most so many bytes at once."""

    def __init__(self, content: bytes, *, at_once: int) -> None:
        super().__init__(content)
        self._at_once = at_once

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self._at_once if size is None or size < 0 else min(size, self._at_once))


@contextmanager
def looked_at_in_stretches(length: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_records, "_STRETCH_BYTES", length)
        yield


def taken(
    text: bytes, *, path: tuple[str, ...] = ("value",), at_once: int = 7, stretch: int = 5
) -> list[object]:
    with looked_at_in_stretches(stretch):
        found: list[object] = []
        for piece in RecordLists(Trickle(text, at_once=at_once), path=path).pieces():
            records = decoded(piece)
            assert isinstance(records, list)
            found += records
        return found


def strictly(text: bytes) -> object:
    """The referee: the standard library, which takes no NaN here either."""

    def refuse(written: str) -> float:
        raise ValueError(written)

    return json.loads(text.decode("utf-8"), parse_constant=refuse)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    before=st.dictionaries(keys.filter(lambda key: key != "value"), values, max_size=3),
    inside=records,
    after=st.dictionaries(keys.filter(lambda key: key != "value"), values, max_size=2),
    spacing=spacings,
    is_ascii=st.booleans(),
    at_once=st.integers(1, 40),
    stretch=st.integers(1, 30),
)
def test_the_pieces_of_any_text_hold_its_records_wherever_it_is_cut(
    before: dict[str, object],
    inside: list[object],
    after: dict[str, object],
    spacing: tuple[str, str],
    is_ascii: bool,
    at_once: int,
    stretch: int,
) -> None:
    whole = {"first": 1, **before, "value": inside, **after}
    text = json.dumps(whole, separators=spacing, ensure_ascii=is_ascii).encode("utf-8", errors="replace")
    expected = strictly(text)
    assert isinstance(expected, dict)
    if expected.get("value") == inside:
        assert taken(text, at_once=at_once, stretch=stretch) == inside


@settings(derandomize=True, deadline=None, max_examples=80)
@given(
    cases=st.lists(
        st.fixed_dictionaries({"Nr": values}, optional={"Media": records | st.none(), "Tags": values}),
        max_size=4,
    ),
    at_once=st.integers(1, 60),
)
@example(cases=[{"Nr": [{"Media": [1, 2]}], "Media": [3]}, {"Nr": {"value": [{"Media": [9]}]}}], at_once=3)
def test_the_media_of_any_cases_are_taken_and_no_others(cases: list[dict[str, object]], at_once: int) -> None:
    text = json.dumps({"other": [{"Media": [0]}], "value": cases}).encode("utf-8", errors="replace")
    expected = [one for case in cases for one in case.get("Media") or []]  # type: ignore[attr-defined]  # a list
    assert taken(text, path=("value", "Media"), at_once=at_once) == json.loads(json.dumps(expected))


@settings(derandomize=True, deadline=None, max_examples=60)
@given(inside=records, at_once=st.integers(1, 30))
def test_a_text_that_is_one_list_is_taken(inside: list[object], at_once: int) -> None:
    text = json.dumps(inside).encode()
    assert taken(text, path=(), at_once=at_once) == json.loads(text)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    inside=records,
    place=st.integers(0, 10_000),
    change=st.sampled_from(["cut", "drop", "put"]),
    byte=st.sampled_from(list(b'"\\{}[],: 0aeN\n\x00\xff')),
    at_once=st.integers(1, 40),
)
def test_a_text_with_a_changed_byte_is_read_as_the_referee_reads_it_or_refused(
    inside: list[object], place: int, change: str, byte: int, at_once: int
) -> None:
    text = bytearray(json.dumps({"@": "a", "value": inside, "z": [1, "}"]}).encode())
    place %= len(text)
    if change == "cut":
        del text[place:]
    elif change == "drop":
        del text[place]
    else:
        text.insert(place, byte)
    try:
        expected = strictly(bytes(text))
    except ValueError:
        with pytest.raises(DamagedJson):
            taken(bytes(text), at_once=at_once)
        return
    try:
        found = taken(bytes(text), at_once=at_once)
    except DamagedJson:
        # Sound, but no longer an object with one list under "value".
        assert not isinstance(expected, dict) or text.count(b'value"') != 1
    else:
        assert isinstance(expected, dict)
        assert found == (expected.get("value") or [])


@settings(derandomize=True, deadline=None, max_examples=60)
@given(inside=st.lists(st.dictionaries(keys, st.text(alphabet=AWKWARD) | st.integers(0, 9)), max_size=5))
def test_the_records_are_those_that_another_reader_finds(inside: list[dict[str, object]]) -> None:
    text = json.dumps({"@": 1, "value": inside}).encode()
    assert taken(text) == list(ijson.items(text, "value.item", use_float=True))


@pytest.mark.parametrize(
    "text",
    [
        b'{"value": [{}, ]}',
        b'{"value": [, {}]}',
        b'{"value": [{},, {}]}',
        b'{"value": [,]}',
        b'{"value": [{}}}',
        b'{"value": [{}]]',
        b'{"value": [{}]} {}',
        b'{"value": [{}]}x',
        b'{"value": [{}]}"',
        b'{"value": [{}]} "x',
        b'{"value": [{}]',
        b'{"value": [{}], "a"}',
        b'{"value": [{}] "a": 1}',
        b'{"value": [NaN]}',
        b'{"value": [-Infinity]}',
        b'{"value": [{"a": "\xff"}]}',
        b'{"value": [{"a": "\x01"}]}',
        b'{"value": [{"a": "\\x"}]}',
        b'{"value": [{"a": 01}]}',
        b'{"value": [1], "value": [2]}',
        b'{"value": {}}',
        b'{"value": 5}',
        b'{"\\u0076alue": [1]}',
        b"[1]",
        b"]",
        b"",
        b'"value": [1]',
        b'{"a": "\xff", "value": []}',
        b'{"value": [[1]}]}',
    ],
)
@pytest.mark.parametrize("at_once", [1, 3, 1000])
def test_a_text_that_is_no_object_with_one_list_is_refused(text: bytes, at_once: int) -> None:
    with pytest.raises(DamagedJson):
        taken(text, at_once=at_once)


def test_a_text_cut_at_any_byte_is_refused() -> None:
    whole = json.dumps(
        {"@": 'x\\"', "value": [{"a": "}],\\"}, {"b": [1, {"c": None}]}], "z": "\\\\"}
    ).encode()
    for length in range(len(whole)):
        with pytest.raises(DamagedJson):
            taken(whole[:length])


@pytest.mark.parametrize(
    "text",
    [
        b'{"value": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}",
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b', "value": []}',
        b'{"value": [' + b'{"a":' * 100_000,
    ],
)
def test_deep_nesting_is_refused_and_does_not_end_the_program(text: bytes) -> None:
    with pytest.raises(DamagedJson):
        taken(text, at_once=1 << 20, stretch=1 << 16)


def test_a_record_or_a_frame_without_end_is_refused_before_it_fills_memory() -> None:
    class Endless(io.RawIOBase):
        def __init__(self, start: bytes, then: bytes) -> None:
            self.given, self._start, self._then = 0, start, then

        def read(self, size: int = -1, /) -> bytes:
            self.given += size
            start, self._start = self._start, b""
            return start or self._then * (size // len(self._then))

    for start, then in ((b'{"value": [{"a": "', b"x"), (b'{"value": [{"a": [', b"{},"), (b'{"a": [', b"{},")):
        stream = Endless(start, then)
        with pytest.raises(DamagedJson, match="than"):
            list(RecordLists(stream, path=("value",)).pieces())  # type: ignore[arg-type]  # it reads, which is all
        assert stream.given < 5 * json_records.LARGEST_RECORD_BYTES
