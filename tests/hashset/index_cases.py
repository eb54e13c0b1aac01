"""Records of every kind for an index, the index made of them, and what it must answer, said with dicts."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from hypothesis import strategies as st

from forensics.digests import EMPTY_CONTENT, Algorithm, DigestSet
from forensics.hashset import Provenance, SetInfo
from forensics.hashset.building import IndexBuilder
from forensics.hashset.index import HashIndex
from forensics.hashset.records import RecordBatch, SetRecord, batched
from forensics.hashset.vault import VaultKey

PROVENANCE = Provenance(
    name="a set",
    role="notable",
    version=None,
    format="made by a test",
    source_name="none",
    source_sha256="00" * 32,
    imported_at="2099-01-02T03:04:05Z",
    tool_version="9.9",
    scheme="a scheme",
    notes=(),
    source_member=None,
    dropped=(),
)
STRONGEST_FIRST = (Algorithm.SHA256, Algorithm.SHA1, Algorithm.MD5)
EMPTY = dict(EMPTY_CONTENT.present())


def built(
    folder: Path,
    batches: Iterable[RecordBatch],
    *,
    key: VaultKey | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda _share: None,
) -> SetInfo:
    """Write the index of the batches to `folder`/index; the working files lie beside it."""
    with IndexBuilder(folder, key) as builder:
        builder.add_all(batches)
        return builder.build(folder / "index", provenance=PROVENANCE, cancelled=cancelled, progress=progress)


def an_index(folder: Path, records: Iterable[SetRecord], *, key: VaultKey | None = None) -> HashIndex:
    built(folder, batched(records), key=key)
    return HashIndex.open(folder / "index", key=key)


def few_digests(length: int) -> st.SearchStrategy[bytes]:
    """Digests that often repeat, begin alike, or are those of the empty file."""
    alike = st.integers(0, 3).map(lambda n: bytes(length - 1) + bytes([n]))
    others = st.integers(0, 2).map(lambda n: bytes([n]) + b"\xff" * (length - 1))
    empty = {len(raw): raw for _algorithm, raw in EMPTY_CONTENT.present()}[length]
    return st.one_of(alike, others, st.binary(min_size=length, max_size=length), st.just(empty))


CATEGORIES = st.none() | st.sampled_from(["0", "1", "A", "", "é"])
RECORDS = st.lists(
    st.builds(
        SetRecord,
        md5=st.none() | few_digests(16),
        sha1=st.none() | few_digests(20),
        sha256=st.none() | few_digests(32),
        size_bytes=st.none()
        | st.integers(0, 3)
        | st.integers((1 << 32) - 3, 1 << 32)
        | st.integers(0, (1 << 63) - 1),
        category=CATEGORIES,
        pdq=st.none(),
        pdq_quality=st.none(),
        photodna=st.none(),
    ),
    min_size=1,
    max_size=60,
)


def digests_kept(record: SetRecord) -> dict[Algorithm, bytes]:
    """Strongest first."""
    given = ((algorithm, getattr(record, algorithm.value)) for algorithm in STRONGEST_FIRST)
    return {algorithm: raw for algorithm, raw in given if raw is not None and raw != EMPTY[algorithm]}


def entries_of(records: Sequence[SetRecord]) -> dict[int, SetRecord]:
    """The records that become entries, by their number: the first of those that are alike."""
    seen: set[tuple[object, ...]] = set()
    entries: dict[int, SetRecord] = {}
    for number, record in enumerate(records):
        kept = digests_kept(record)
        identity = (*map(kept.get, STRONGEST_FIRST), record.size_bytes or None, record.category)
        if kept and identity not in seen:
            seen.add(identity)
            entries[number] = record
    return entries


def by_dict(entries: dict[int, SetRecord], asked: DigestSet) -> list[tuple[str, int, str | None, int | None]]:
    """What `lookup` promises: every entry that lists a digest, by its strongest match, by record number."""
    found: dict[int, tuple[str, int, str | None, int | None]] = {}
    for algorithm in STRONGEST_FIRST:
        for number, record in entries.items():
            raw = digests_kept(record).get(algorithm)
            if raw is not None and raw == asked.of(algorithm):
                match = (algorithm.value, number, record.category, record.size_bytes or None)
                found.setdefault(number, match)
    return [found[number] for number in sorted(found)]


def asking(record: SetRecord) -> DigestSet:
    return DigestSet(md5=record.md5, sha1=record.sha1, sha256=record.sha256)
