"""The browse index of one case: where it lies, how it follows the facts, and questions over both.

It lies in the case's own folder, so that names from evidence do not leave it, and is made anew whenever it is
not what this version makes of these facts. Where nothing can be written it is held in memory. The facts are
opened to be read only.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from app.store.browse_filling import Filling
from app.store.browse_filters import REVIEW_TABLES, overlaps
from app.store.browse_tables import FORM, MAKING
from app.store.browse_trust import leave, take
from app.store.opening import BUSY_MS, connect_to, database_path, file_url, store_trouble

INDEX_NAME = "browse.db"
_CACHE_KIB = 16_000
_LOG_BYTES = 4 << 20  # what a write-ahead log may keep of the disk
_IN_MEMORY = ":memory:"
_OF_THE_FILE: Final = frozenset(
    (
        *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR),
        *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTADB),
    )
)


class BrowseIndex:
    """Several threads may ask at once. `keeps` False: nothing is written beside the case."""

    def __init__(self, folder: Path, *, keeps: bool = True) -> None:
        self._folder = folder
        self._place = str(folder / INDEX_NAME) if keeps else _IN_MEMORY
        self._engine: Engine | None = None
        self._turn = RLock()
        self._filled_at: tuple[int, int] | None = None  # connection and its version of the facts
        self._holds = False  # the file, as browse_trust knows it
        self.is_prepared = False  # it was filled once since the case was opened
        self.share = 0.0  # how far the filling is that is at work, or was last

    def close(self) -> None:
        with self._turn:
            if self._engine is not None:
                self._engine.dispose()
            self._engine = self._filled_at = None
            if self._holds:
                self._holds = False
                leave(Path(self._place))

    @contextmanager
    def reading(self, *, is_fresh: bool = True) -> Iterator[Connection]:
        """One unchanging view of index and facts; `is_fresh` lets it catch up with the facts before."""
        if is_fresh or not self.is_prepared:
            self.prepare()
        with store_trouble(self._folder), self._alone(), self._opened().begin() as connection:
            yield connection

    def prepare(self) -> None:
        """Let the index catch up with the facts; raise CaseTrouble only where the facts cannot be read."""
        with store_trouble(self._folder), self._turn:
            try:
                self._fill()
            except (DBAPIError, sqlite3.Error) as trouble:
                if self._place == _IN_MEMORY or not _is_about_the_file(trouble):
                    raise
                self._give_up_file()
                self._fill()
        self.is_prepared = True

    def _fill(self) -> None:
        with closing(self._opened().raw_connection()) as pooled:
            raw = pooled.driver_connection
            if not isinstance(raw, sqlite3.Connection):
                raise TypeError(type(raw))
            (version,) = raw.execute("PRAGMA main.data_version").fetchone()
            if self._filled_at != (id(raw), version):
                Filling(raw, told=self._on_filled).catch_up()
                self._filled_at = (id(raw), version)

    def _on_filled(self, share: float) -> None:
        self.share = share

    def _give_up_file(self) -> None:
        """The file is damaged, or there is no room for it, or the folder is read-only."""
        self.close()
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):  # what cannot be removed is not used either
                Path(self._place + ending).unlink(missing_ok=True)
        self._place = _IN_MEMORY

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """In memory there is one connection for all threads."""
        if self._place == _IN_MEMORY:
            with self._turn:
                yield
        else:
            yield

    def _opened(self) -> Engine:
        with self._turn:
            if self._engine is None:
                self._take_file()
                self._engine = self._made_engine()
            return self._engine

    def _take_file(self) -> None:
        """A file that this program did not leave there is not opened."""
        if self._place == _IN_MEMORY:
            return
        try:
            take(Path(self._place))
        except OSError:  # something else stands there, or nothing can be removed
            self._place = _IN_MEMORY
        else:
            self._holds = True

    def _made_engine(self) -> Engine:
        place = self._place

        def connect() -> sqlite3.Connection:
            return _connected(self._folder, place)

        pool = StaticPool if place == _IN_MEMORY else QueuePool
        engine = create_engine("sqlite://", creator=connect, poolclass=pool)

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN")

        return engine


def _is_about_the_file(trouble: DBAPIError | sqlite3.Error) -> bool:
    """The file cannot be written, or not be read: then it is done without. Others are mistakes of ours."""
    cause = trouble.orig if isinstance(trouble, DBAPIError) else trouble
    code = getattr(cause, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _OF_THE_FILE


def _connected(folder: Path, place: str) -> sqlite3.Connection:
    """The facts as `main`, to be read, and the index as `browse`; what is not this version's is made anew."""
    connection = connect_to(database_path(folder), mode="ro")
    try:
        _attach(connection, place)
    except (sqlite3.Error, OSError):
        connection.close()
        raise
    return connection


def _attach(connection: sqlite3.Connection, place: str) -> None:
    if place == _IN_MEMORY:
        connection.execute("ATTACH ':memory:' AS browse")
    else:
        connection.execute("ATTACH ? AS browse", (file_url(Path(place), "mode=rwc"),))
        connection.execute("PRAGMA browse.journal_mode=WAL")
        connection.execute("PRAGMA browse.synchronous=NORMAL")
        connection.execute(f"PRAGMA browse.journal_size_limit={_LOG_BYTES}")
    connection.execute(f"PRAGMA browse.cache_size=-{_CACHE_KIB}")
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    connection.execute("PRAGMA temp_store=MEMORY")  # names from evidence do not leave the case's folder
    connection.create_function("overlaps", 3, overlaps, deterministic=True)
    connection.create_function("small_letters", 1, str.casefold, deterministic=True)
    for statement in REVIEW_TABLES:
        connection.execute(statement)
    _make(connection)


def _make(connection: sqlite3.Connection) -> None:
    """The tables, where they are not those of this version and of this case."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        (case,) = connection.execute(_CASE_KEY).fetchone()
        if _form_of(connection) != (FORM, case):
            named = "SELECT name FROM browse.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            for (table,) in connection.execute(named).fetchall():
                connection.execute('DROP TABLE browse."' + str(table).replace('"', '""') + '"')
            for statement in MAKING:
                connection.execute(statement)
            connection.execute("INSERT INTO browse.made VALUES (?, ?)", (FORM, case))
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


_CASE_KEY: Final = "SELECT coalesce(max(sha256), '') FROM main.custody_event WHERE sequence = 1"


def case_key(connection: Connection) -> str:
    """The first event of the chain tells one case from another."""
    return str(connection.exec_driver_sql(_CASE_KEY).scalar_one())


def _form_of(connection: sqlite3.Connection) -> tuple[int, str] | None:
    known = connection.execute("SELECT 1 FROM browse.sqlite_master WHERE name = 'made'").fetchone()
    if known is None:
        return None
    form: tuple[int, str] | None = connection.execute("SELECT form, facts FROM browse.made").fetchone()
    return form
