"""A place where processes share a token: in memory here, in Redis where there is one."""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol


class Cache(Protocol):
    """Text by key, forgotten after some seconds, and a lock by key."""

    def get(self, key: str) -> str | None: ...

    def set(self, key: str, value: str, seconds: int) -> None: ...

    def lock(self, key: str) -> AbstractContextManager[Any]: ...


class MemoryCache:
    """One per process. After a fork its locks are new, for their holders stayed in the parent."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._values: dict[str, tuple[float, str]] = {}
        self._locks: dict[str, threading.Lock] = {}
        _living.add(self)

    def get(self, key: str) -> str | None:
        until, value = self._values.get(key, (0.0, ""))
        return value if self._clock() < until else None

    def set(self, key: str, value: str, seconds: int) -> None:
        self._values[key] = (self._clock() + seconds, value)

    def lock(self, key: str) -> AbstractContextManager[Any]:
        return self._locks.setdefault(key, threading.Lock())

    def forget_locks(self) -> None:
        self._locks = {}


_living: weakref.WeakSet[MemoryCache] = weakref.WeakSet()


def _after_fork() -> None:
    for cache in _living:
        cache.forget_locks()


os.register_at_fork(after_in_child=_after_fork)
