"""How a process reads the index: mapped, opened once, looked at anew when the keeper has written.

Whatever is wrong with it is noticed here and said; nobody's request fails for it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import tantivy
from prometheus_client import Gauge

from backend.core.metrics import REGISTRY
from backend.subjects.search import generations
from backend.subjects.search.document import prepare
from backend.subjects.search.generations import Generation

log = logging.getLogger(__name__)

SILENT_SECONDS = 15.0  # of the keeper, after which what it keeps counts as stale
USABLE = Gauge(
    "search_index_usable",
    "1 while the index is there and kept up to date",
    registry=REGISTRY,
    multiprocess_mode="livemin",
)


class Health(StrEnum):
    FRESH = "fresh"
    BEHIND = "behind"  # more changes than the keeper took in at once
    STALE = "stale"  # its keeper does not run
    MISSING = "missing"  # not built yet, deleted, or damaged


IN_WORDS = {
    Health.FRESH: "",
    Health.BEHIND: "有一批主体刚更新，正在进搜索，最新的可能要等一会儿才查得到",
    Health.STALE: "搜索有一会儿没有更新，刚改的可能查不到；按信用代码查不受影响",
    Health.MISSING: "搜索正在重建，现在只能按信用代码、注册号、电话和名称开头几个字查",
}


class Unusable(Exception):
    """There is no index to ask."""


@dataclass(frozen=True)
class View:
    """One state of the index, which no commit changes."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    marks: int
    health: Health


@dataclass
class Reader:
    folder: Path
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _seen: tuple[object, ...] = ()
    _generation: Generation | None = None
    _index: tantivy.Index | None = None

    def view(self) -> View:
        """Raises Unusable."""
        with self._guard, self.careful():
            self._look()
            if self._index is None or self._generation is None or self._generation.damaged:
                raise Unusable
            health = _health(self._generation)
            USABLE.set(health in (Health.FRESH, Health.BEHIND))
            searcher = self._index.searcher()
            return View(searcher, self._index.schema, len(self._generation.marks), health)

    def health(self) -> Health:
        try:
            return self.view().health
        except Unusable:
            return Health.MISSING

    @contextmanager
    def careful(self) -> Iterator[None]:
        """Around whatever touches the files. Raises Unusable, and leaves word for the keeper."""
        try:
            yield
        except Unusable:
            USABLE.set(0)
            raise
        except FileNotFoundError as error:  # deleted, or switched in this moment
            self._forget()
            raise Unusable from error
        except (ValueError, OSError, KeyError) as error:
            self._damaged(error)
            raise Unusable from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # how the library's own panics arrive
                raise
            self._damaged(error)
            raise Unusable from error

    def _look(self) -> None:
        """Open another generation, or see what was committed."""
        pointer = _mark(self.folder / "current")
        if pointer is None:
            self._forget()
            raise Unusable
        if self._seen[:1] != (pointer,):
            self._generation = generations.current(self.folder)
            if self._generation is None:
                raise Unusable
            self._index = prepare(tantivy.Index.open(str(self._generation.files)))
            self._index.config_reader("manual")
        if self._generation is None or self._index is None:
            raise Unusable
        seen = (pointer, _mark(self._generation.path / "state.json"))
        if seen[1] is None:  # its folder was deleted
            raise FileNotFoundError(self._generation.path)
        if self._seen != seen:
            self._index.reload()
            self._seen = seen

    def _forget(self) -> None:
        USABLE.set(0)
        self._seen, self._generation, self._index = (), None, None

    def _damaged(self, error: BaseException) -> None:
        log.error("the search index is damaged", exc_info=error)
        if self._generation and self._generation.path.is_dir():
            (self._generation.path / "damaged").touch()
        self._forget()


def _health(generation: Generation) -> Health:
    if generation.seen_seconds_ago() > SILENT_SECONDS:
        return Health.STALE
    return Health.BEHIND if generation.state()["behind"] else Health.FRESH


def _mark(file: Path) -> tuple[int, int] | None:
    """What differs once the file was replaced."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns
