"""Readers for a scan. The first one has taken the self-test, while the engine got ready."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Self

from app.engine.reader_link import ReaderLink
from app.engine.self_testing import SelfTested, self_test


class TestedReaders:
    """Use as a context manager: entering it begins the test, leaving it ends a reader that nobody took."""

    __test__ = False  # not a test case, although its name begins like one

    def __init__(self, start_reader: Callable[[], ReaderLink]) -> None:
        self._start_reader = start_reader
        self._is_over = threading.Event()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="self-test")
        self._lock = threading.Lock()
        self._tested: ReaderLink | None = None

    def __enter__(self) -> Self:
        self._running = self._worker.submit(self._run)
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._worker.shutdown()
        if (reader := self._taken()) is not None:
            reader.end()

    def result(self) -> SelfTested:
        """How the self-test went, waited for."""
        return self._running.result()

    def __call__(self) -> ReaderLink:
        """The reader that passed, once; else another."""
        passed = self._running.done() and self.result().passed
        return (self._taken() if passed else None) or self._start_reader()

    def _run(self) -> SelfTested:
        self._tested = self._start_reader()
        return self_test(self._tested, cancelled=self._is_over.is_set)

    def _taken(self) -> ReaderLink | None:
        with self._lock:
            reader, self._tested = self._tested, None
        return reader
