"""Making, opening and migrating a case's database, `CASE.fieldcase/case.db`.

One process writes at a time; everyone else opens read-only. Trouble with the case's own file stops the work
with a sentence.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from app.store.schema import APPLICATION_ID, SCHEMA_MAJOR, SCHEMA_MINOR
from forensics.errors import FieldcaseError

DATABASE_NAME = "case.db"
_VERSION = SCHEMA_MAJOR * 1_000 + SCHEMA_MINOR  # what SQLite's user_version holds
_LITTLE_ROOM_BYTES = 1 << 20
BUSY_MS = 30_000
READING = "fieldcase_reading"  # execution option of a connection that only reads


class CaseTrouble(FieldcaseError):
    """The case folder or its database cannot be used as asked."""


def database_path(folder: Path) -> Path:
    return folder / DATABASE_NAME


def file_identity(folder: Path) -> tuple[int, int] | None:
    """Which file the database is, whatever its name; `None` where it is gone."""
    try:
        status = database_path(folder).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def create_database(folder: Path) -> Engine:
    """Make the folder and an empty case in it; raise CaseTrouble where something is in the way."""
    with store_trouble(folder):
        if folder.exists() and any(folder.iterdir() if folder.is_dir() else (folder,)):
            raise CaseTrouble(f"{folder} exists already and is not an empty folder; choose another name")
        folder.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(database_path(folder))) as connection:
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute("PRAGMA journal_mode=WAL")
        engine = _engine(database_path(folder), mode="rw")
        _upgrade(engine)
    return engine


def open_database(folder: Path, *, write: bool) -> Engine:
    """The case's database, brought to this version's form if it is older; raise CaseTrouble otherwise."""
    path = database_path(folder)
    with store_trouble(folder):
        if not path.is_file():
            raise CaseTrouble(f"{folder} is not a Fieldcase case: it has no {DATABASE_NAME}")
    is_writable = os.access(folder, os.W_OK) and os.access(path, os.W_OK)
    if write and not is_writable:
        raise CaseTrouble(
            f"the case folder {folder} cannot be written to; copy the case to a writable place first"
        )
    with store_trouble(folder):
        version = _checked_version(folder)
        if version // 1_000 > SCHEMA_MAJOR and write:
            raise CaseTrouble(
                f"{folder} was written by a newer Fieldcase (case format {version // 1_000}); "
                "here it can be read, not changed"
            )
        if version < _VERSION:
            if not is_writable:
                raise CaseTrouble(
                    f"{folder} was written by an older Fieldcase and has to be brought up to date once; copy "
                    "the case to a writable place first"
                )
            migrate(folder)
        return _engine(path, mode="rw" if write else "ro")


def migrate(folder: Path) -> None:
    """Bring an older case to this version's form, on a copy that takes its place only when it is whole."""
    path = database_path(folder)
    copy = path.with_suffix(".migrating")
    for left_over in folder.glob(copy.name + "*"):  # of a migration that was cut off
        left_over.unlink()
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    engine = _engine(copy, mode="rw")
    _upgrade(engine)
    engine.dispose()
    with closing(sqlite3.connect(path)) as source:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nothing of the old file may stay behind in a -wal
    with closing(sqlite3.connect(copy)) as target:
        target.execute("PRAGMA journal_mode=WAL")
    shutil.copymode(path, copy)
    copy.replace(path)


def _upgrade(engine: Engine) -> None:
    # Imported here: Alembic takes a sixth of a second, and only making or migrating a case needs it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.exec_driver_sql(f"PRAGMA user_version={_VERSION}")


def _checked_version(folder: Path) -> int:
    engine = _engine(database_path(folder), mode="ro")
    with engine.connect() as connection:
        application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    unfinished = application == APPLICATION_ID and not version  # tables and version are written together
    if unfinished or not database_path(folder).stat().st_size:
        raise CaseTrouble(never_finished(folder))
    if application != APPLICATION_ID:
        raise CaseTrouble(f"{database_path(folder)} is an SQLite file, but not a Fieldcase case")
    return int(version)


def file_url(path: Path, options: str) -> str:
    """How SQLite is given a file with options."""
    return f"file:{quote(str(path.absolute()))}?{options}"


def connect_to(path: Path, *, mode: str) -> sqlite3.Connection:
    """`mode` is SQLite's: ro or rw. A read-only folder without a write-ahead log is opened as unchanging."""
    options = f"mode={mode}"
    if mode == "ro" and not os.access(path.parent, os.W_OK) and not _has_log(path):
        options += "&immutable=1"
    url = file_url(path, options)
    connection = sqlite3.connect(url, uri=True, timeout=BUSY_MS / 1_000, check_same_thread=False)
    connection.isolation_level = None  # transactions are begun by SQLAlchemy's event, or word for word
    return connection


def _engine(path: Path, *, mode: str) -> Engine:
    def connect() -> sqlite3.Connection:
        return connect_to(path, mode=mode)

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # IMMEDIATE: a writer waits its turn before it reads, so a chain head or an id it has read stays true.
        is_reading = mode == "ro" or connection.get_execution_options().get(READING, False)
        connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")

    return engine


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def never_finished(folder: Path) -> str:
    return f"{folder} was never finished being made; remove it and make the case again"


@contextmanager
def store_trouble(folder: Path) -> Iterator[None]:
    """Turn what the file system or SQLite says about the case's own files into one sentence."""
    try:
        yield
    except DBAPIError as trouble:
        raise CaseTrouble(_sentence(folder, str(trouble.orig))) from trouble
    except sqlite3.Error as trouble:
        raise CaseTrouble(_sentence(folder, str(trouble))) from trouble
    except OSError as trouble:  # without its file name, which may hold any word
        raise CaseTrouble(_sentence(folder, trouble.strerror or type(trouble).__name__)) from trouble


def _has_no_room(folder: Path) -> bool:
    """SQLite says "I/O error" where the disk is too full for its working files."""
    try:
        return shutil.disk_usage(folder).free < _LITTLE_ROOM_BYTES
    except OSError:
        return False


def _sentence(folder: Path, said: str) -> str:
    if "full" in said or "No space left" in said or ("I/O error" in said and _has_no_room(folder)):
        return (
            f"the disk that holds {folder} is full; what was recorded so far is kept: "
            "make room and run the same command again"
        )
    if "not a database" in said or "malformed" in said:
        return f"the database of {folder} is damaged ({said}); take a copy before doing anything else"
    if "locked" in said:
        return f"{folder} is being written by another Fieldcase; wait for it to finish or close it"
    if "readonly" in said or "read-only" in said or "Permission denied" in said:
        return f"the case folder {folder} cannot be written to ({said})"
    return f"the case {folder} cannot be used ({said})"
