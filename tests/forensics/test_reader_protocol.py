"""What engine and reader say to each other survives the pipe; what a broken reader says is never a value."""

import io
import os
import struct
import threading

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from forensics.digests import DigestSet
from forensics.entries import (
    Census,
    Content,
    EntryKind,
    Examination,
    Fault,
    Outcome,
    SetMatch,
    Stage,
)
from forensics.errors import EvidenceUnreadable
from forensics.examining.work import NO_EXTENTS, WorkItem
from forensics.images import Gap, ImageInfo, Volume
from forensics.paths import EvidencePath
from forensics.reader.listing import Listed, SettledRow
from forensics.reader.protocol import (
    MAX_FRAME_BYTES,
    DigestMedia,
    Examine,
    Examined,
    HeadsSeen,
    ListingBegins,
    ListVolume,
    LoadSets,
    LookAtHeads,
    MapRead,
    MediaDigested,
    MediaProgress,
    Message,
    Opened,
    OpenEvidence,
    ReaderGone,
    ReadMap,
    ReadRange,
    Refused,
    SetsLoaded,
    SetToLoad,
    VolumeListed,
    Walking,
    Working,
    read_message,
    write_message,
)
from forensics.reader.serving import serve
from forensics.self_test import DISK

_NAME = st.binary(min_size=1, max_size=30)
_INT64 = st.integers(-(2**63), 2**63 - 1)
_PLACE = st.integers(0, 2**63 - 1)
_DIGEST = st.none() | st.binary(min_size=16, max_size=32)
_FAULT = st.builds(
    Fault,
    stage=st.sampled_from(Stage),
    reason=st.text(st.characters(exclude_categories=["Cs"])),
    volume=st.none() | st.integers(0, 9),
    path=st.none() | st.builds(EvidencePath, _NAME),
    stream=st.none() | _NAME,
    offset_bytes=st.none() | _PLACE,
)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_TIME = st.none() | _INT64
_ROW = st.tuples(
    st.integers(0, 9),
    _PLACE,
    st.none() | _PLACE,
    st.none() | _PLACE,
    _NAME,
    st.none() | _NAME,
    _TEXT,
    st.sampled_from(EntryKind).map(str),
    _PLACE,
    st.integers(0, 1),
    st.sampled_from(Content).map(str),
    _TIME,
    _TIME,
    _TIME,
    _TIME,
    st.sampled_from(["utc", "local"]),
    st.none() | _NAME,
    st.none() | _NAME,
    st.integers(0, 9),
    st.none() | _PLACE,
    st.integers(0, 13),
    st.none() | _TEXT,
    st.integers(0, 1),
    st.none() | _TEXT,
    st.none() | _TEXT,
)
_EXTENTS = st.lists(st.tuples(st.none() | _PLACE, _PLACE), max_size=3).map(
    lambda runs: Raw(msgspec.msgpack.encode(runs))
)
_ITEM = st.builds(
    WorkItem,
    entry_id=_PLACE,
    volume=st.integers(0, 9),
    meta_addr=_PLACE,
    attr_type=st.none() | _PLACE,
    size_bytes=_PLACE,
    allocated=st.booleans(),
    extents=st.just(NO_EXTENTS) | _EXTENTS,
    is_sample=st.booleans(),
)
_EXAMINATION = st.builds(
    Examination,
    entry_id=_PLACE,
    outcome=st.sampled_from(Outcome),
    digests=st.none() | st.builds(DigestSet, md5=_DIGEST, sha256=_DIGEST),
    matches=st.lists(
        st.builds(
            SetMatch,
            set_position=st.integers(0, 9),
            algorithm=st.just("md5"),
            record=_PLACE,
            category=st.none() | st.just("2"),
        ),
        max_size=2,
    ).map(tuple),
    faults=st.lists(_FAULT, max_size=2).map(tuple),
)
_MESSAGES = st.one_of(
    st.builds(
        Listed,
        volume=st.integers(0, 9),
        rows=st.lists(_ROW, max_size=3).map(tuple),
        settled=st.lists(
            st.builds(SettledRow, st.integers(0, 3), st.sampled_from(Outcome).map(str), _TEXT), max_size=3
        ).map(tuple),
        faults=st.lists(_FAULT, max_size=2).map(tuple),
    ),
    st.builds(Examined, examinations=st.lists(_EXAMINATION, max_size=3).map(tuple)),
    st.builds(Examine, items=st.lists(_ITEM, max_size=3).map(tuple)),
)


def one_of_each() -> list[Message]:
    image = ImageInfo(
        container="raw",
        size_bytes=2**40,
        sector_bytes=512,
        segments=("/a", "/b"),
        acquisition_notes=(("a", "b"),),
    )
    volume = Volume(index=0, offset_bytes=0, length_bytes=9, table="MBR", description="NTFS")
    fault = Fault(stage=Stage.OPEN, reason="no")
    return [
        OpenEvidence(source="/evidence/ü.dd"),
        LoadSets(sets=(SetToLoad(index_path="/x", role="known", index_sha256="ab", key=bytes(32)),)),
        ListVolume(volume=3, skip=10),
        DigestMedia(),
        Opened(
            image=image,
            volumes=(volume,),
            gaps=(Gap(offset_bytes=1, length_bytes=2, description="gap"),),
            faults=(fault,),
        ),
        Refused(sentence="it is gone"),
        SetsLoaded(sets=2),
        VolumeListed(volume=1),
        ListingBegins(volume=1, expected=20),
        VolumeListed(volume=1, census=Census(source="inode bitmaps", in_use=5, met=4)),
        Working(in_hand={5: 6}, bottleneck="disk"),
        LookAtHeads(items=()),
        HeadsSeen(entry_ids=(1, 2)),
        ReadMap(volume=1),
        MapRead(volume=1, ranges=bytes(16)),
        MapRead(volume=1, ranges=None),
        MediaProgress(bytes_done=7),
        MediaDigested(digests=DigestSet(md5=b"1" * 16), fault=None),
        MediaDigested(digests=None, fault=fault),
    ]


def framed(message: Message) -> bytes:
    pipe = io.BytesIO()
    write_message(pipe, message)
    return pipe.getvalue()


@given(_MESSAGES)
def test_a_message_arrives_as_it_was_sent(message: Message) -> None:
    assert read_message(io.BytesIO(framed(message))) == message


@pytest.mark.parametrize("message", one_of_each(), ids=lambda message: type(message).__name__)
def test_every_kind_of_message_arrives(message: Message) -> None:
    pipe = io.BytesIO(framed(message) + framed(message))
    assert [read_message(pipe), read_message(pipe), read_message(pipe)] == [message, message, None]


@given(_MESSAGES, st.data())
def test_a_frame_cut_anywhere_is_the_end_of_the_reader(message: Message, data: st.DataObject) -> None:
    frame = framed(message)
    cut = data.draw(st.integers(1, len(frame) - 1))
    with pytest.raises(ReaderGone):
        read_message(io.BytesIO(frame[:cut]))


@given(st.binary(min_size=1, max_size=200))
def test_nonsense_is_the_end_of_the_reader_and_never_another_error(noise: bytes) -> None:
    pipe = io.BytesIO(noise)
    try:
        while read_message(pipe) is not None:
            pass
    except ReaderGone:
        pass


def test_a_frame_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(ReaderGone, match="impossible"):
        read_message(io.BytesIO(struct.pack("<IB", MAX_FRAME_BYTES + 1, 0)))


def test_a_message_of_another_form_is_refused() -> None:
    body = b"\x81\xa6source\x05"
    with pytest.raises(ReaderGone, match="agreed form"):
        read_message(io.BytesIO(struct.pack("<IB", len(body), 0) + body))


class AnsweringReader:
    """A reader served in a thread over real pipes."""

    def __init__(self) -> None:
        commands_out, commands_in = os.pipe()
        replies_out, replies_in = os.pipe()
        self.commands, self.replies = os.fdopen(commands_in, "wb"), os.fdopen(replies_out, "rb")
        ends = (os.fdopen(commands_out, "rb"), os.fdopen(replies_in, "wb"))
        self._thread = threading.Thread(target=self._serve, args=ends)
        self._thread.start()

    @staticmethod
    def _serve(commands: io.BufferedReader, replies: io.BufferedWriter) -> None:
        with commands, replies:
            serve(commands, replies)

    def __enter__(self) -> "AnsweringReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.commands.close()
        self._thread.join()
        self.replies.close()

    def ask(self, message: Message) -> Message | None:
        write_message(self.commands, message)
        return read_message(self.replies)

    def ask_patiently(self, message: Message) -> Message | None:
        """The first reply that is more than a sign of life."""
        reply = self.ask(message)
        while isinstance(reply, Walking | Working):
            reply = read_message(self.replies)
        return reply


def test_a_reader_refuses_in_a_sentence_and_goes_on() -> None:
    item = WorkItem(
        entry_id=1,
        volume=0,
        meta_addr=5,
        size_bytes=4,
        allocated=True,
    )
    with AnsweringReader() as reader:
        for command in (
            OpenEvidence(source="/nowhere/at all.dd"),
            DigestMedia(),
            ReadRange(item=item, offset=0, length=4),
        ):
            refusal = reader.ask(command)
            assert isinstance(refusal, Refused), command
            assert "\n" not in refusal.sentence
        assert reader.ask(LoadSets()) == SetsLoaded(sets=0)


def test_a_reader_without_evidence_says_so() -> None:
    with AnsweringReader() as reader:
        assert reader.ask(DigestMedia()) == Refused(sentence=str(EvidenceUnreadable("no evidence is open")))


def test_no_reply_is_left_over_behind_the_last_answer_of_an_examination() -> None:
    item = WorkItem(entry_id=1, volume=0, meta_addr=5, size_bytes=4, allocated=True)
    with AnsweringReader() as reader:
        assert isinstance(reader.ask_patiently(OpenEvidence(source=str(DISK))), Opened)
        reply = reader.ask_patiently(Examine(items=(item,), serially=True))
        assert isinstance(reply, Examined)
        assert [each.entry_id for each in reply.examinations] == [1]
        assert reader.ask(LoadSets()) == SetsLoaded(sets=0)
