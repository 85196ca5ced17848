"""The application's token: fetched by one thread, used by all, renewed once when refused."""

from __future__ import annotations

import copy
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from backend.platforms.cache import Cache
from backend.platforms.errors import PlatformProblem

MARGIN = 300  # seconds; a token near its end is not begun with


@dataclass(frozen=True)
class Token:
    """`serial` tells two fetches apart: the vendor returns the same value while it is valid."""

    value: str = field(repr=False)
    serial: str


class Tokens:
    """`fetch` returns the token's value and its lifetime in seconds, or raises PlatformProblem."""

    def __init__(self, cache: Cache, key: str, fetch: Callable[[], tuple[str, int]]) -> None:
        self._cache = cache
        self._key = key
        self._fetch = fetch
        self._failed: tuple[float, PlatformProblem] | None = None

    def current(self) -> Token:
        return self._held() or self._renew(None)

    def renewed(self, stale: Token) -> Token:
        """A token other than the refused one, which somebody else may have fetched already."""
        return self._renew(stale)

    def _renew(self, stale: Token | None) -> Token:
        asked_at = time.monotonic()
        with self._cache.lock(self._key):
            held = self._held()
            if held and held != stale:
                return held
            if self._failed and self._failed[0] >= asked_at:
                # It failed while we waited: another try each would only make a queue.
                raise copy.copy(self._failed[1])
            return self._store()

    def _store(self) -> Token:
        try:
            value, lifetime = self._fetch()
        except PlatformProblem as problem:
            self._failed = (time.monotonic(), copy.copy(problem))
            raise
        token = Token(value, secrets.token_hex(8))
        kept = json.dumps([token.value, token.serial])
        self._cache.set(self._key, kept, max(lifetime - MARGIN, lifetime // 2))
        return token

    def _held(self) -> Token | None:
        kept = self._cache.get(self._key)
        return Token(*json.loads(kept)) if kept else None
