"""The one writer of a node's index: takes in what the feed says, and builds anew when it must."""

from __future__ import annotations

import fcntl
import gc
import logging
import os
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import tantivy
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.bulk import uncollected
from backend.core.database import perform, unhurried, unit_of_work
from backend.organization import Region
from backend.subjects import feed
from backend.subjects.models import Subject
from backend.subjects.search import generations
from backend.subjects.search.document import (
    COLUMNS,
    TIE,
    create,
    document,
    id_terms,
    prepare,
    rank_of,
)
from backend.subjects.search.generations import Generation

log = logging.getLogger(__name__)

ROWS_OF_FEED = 10  # taken in by one commit, of up to 500 ids each
AT_ONCE = 500  # ids in one question to the database
BUILD_HEAP, KEEP_HEAP = 300_000_000, 60_000_000  # bytes
SHARES = (1 / 256, 1 / 16)  # of all subjects, that carry the marks of the most important
INSPECT_SECONDS = 10.0  # between two files whose checksums are compared
TELL_SECONDS = 1.0  # while building
COLLECT_ROWS = 200_000  # rows hold no circles; what else runs meanwhile may leave some

THERE = (Subject.merged_into.is_(None), Subject.removed_at.is_(None))


class Held(Exception):
    """Another keeper has this folder."""


@dataclass
class Keeper:
    """To be used in an application context; not by two threads."""

    folder: Path
    _lock: IO[str] | None = None
    _generation: Generation | None = None
    _writer: tantivy.IndexWriter | None = None
    _index: tantivy.Index | None = None
    _inspected: set[Path] = field(default_factory=set)
    _inspect_at: float = 0.0

    def step(self) -> bool:
        """Whether there is more to do at once. Raises Held."""
        self._hold()
        number()
        reason = self._reason_to_build()
        if reason:
            log.warning("the search index is built anew", extra={"reason": reason})
            self.build()
            return True
        if self._writer is None:
            self._open()
        more = self._catch_up()
        if not more:
            self._inspect()
        return more

    def close(self) -> None:
        self._release()
        if self._lock:
            self._lock.close()
            self._lock = None

    def give_up(self) -> None:
        """After a failed write: what is on disk is checked when it is opened again."""
        self._release()

    def build(self) -> None:
        """A new generation from the register, while the old one is read and kept up to date."""
        with unit_of_work(writes=False) as session:
            unhurried(session.connection())  # ten million rows are counted
            _, position = feed.bounds(session)
            marks = _marks(session)
            regions = session.scalars(select(Region.code).order_by(Region.code)).all()
        began = time.monotonic()
        generation = generations.begin(self.folder, marks)
        index = create(generation.files)
        writer = index.writer(BUILD_HEAP, 1)
        told, count = time.monotonic(), 0
        with uncollected():
            for row in _everything(regions):
                writer.add_document(document(row, marks, index.schema))
                count += 1
                if not count % COLLECT_ROWS:
                    gc.collect()
                if not count % 500 and time.monotonic() - told > TELL_SECONDS:
                    self._meanwhile()
                    told = time.monotonic()
        writer.commit()
        writer.wait_merging_threads()
        generation.keep_state(position=position, behind=False)
        generation.touch()
        self._release()
        generations.switch(self.folder, generation)
        seconds = round(time.monotonic() - began, 1)
        log.info("the search index was built", extra={"subjects": count, "seconds": seconds})

    def _meanwhile(self) -> None:
        number()
        if self._writer is not None and self._generation and not self._generation.damaged:
            self._catch_up()

    def _hold(self) -> None:
        """The lock of the folder as it is now: it may have been deleted and made again."""
        file = self.folder / "lock"
        if self._lock and file.exists() and file.stat().st_ino == _inode(self._lock):
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._lock:
            self._lock.close()
        self._lock = file.open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            self._lock = None
            raise Held(str(self.folder)) from None

    def _reason_to_build(self) -> str:
        """Empty when what is there will do."""
        try:
            found = generations.current(self.folder)
            if found is None:
                return "there is none"
            if found.damaged:
                return "it was found damaged"
            position = found.state()["position"]
        except (OSError, ValueError, KeyError):
            return "it is not whole"
        if (self.folder / "rebuild").exists():
            return "somebody asked for it"
        with unit_of_work(writes=False) as session:
            oldest, newest = feed.bounds(session)
        if newest and not oldest - 1 <= position <= newest:
            return "the feed does not go back to it"
        if self._generation != found:
            self._release()
            self._generation = found
        return ""

    def _open(self) -> None:
        assert self._generation
        generations.sweep(self.folder, self._generation)
        if not all(map(generations.sound, generations.written(self._generation))):
            self._damaged()
            return
        self._index = prepare(tantivy.Index.open(str(self._generation.files)))
        self._writer = self._index.writer(KEEP_HEAP, 1)

    def _catch_up(self) -> bool:
        """One commit. Whether there may be more."""
        if self._writer is None or self._index is None or self._generation is None:
            return True
        position = self._generation.state()["position"]
        with unit_of_work(writes=False) as session:
            rows = feed.after(session, position, ROWS_OF_FEED)
            if rows:
                self._take_in(session, dict.fromkeys(each for _, ids in rows for each in ids))
        if rows:
            self._writer.commit()
            more = len(rows) == ROWS_OF_FEED
            self._generation.keep_state(position=rows[-1][0], behind=more)
            self._index.reload()
        self._generation.touch()
        return len(rows) == ROWS_OF_FEED

    def _take_in(self, session: Session, ids: Iterable[str]) -> None:
        assert self._writer
        assert self._index
        assert self._generation
        for part in _parts([uuid.UUID(each) for each in ids]):
            for subject_id in part:
                self._writer.delete_documents_by_query(_exactly(subject_id, self._index.schema))
            for row in session.execute(select(*COLUMNS).where(Subject.id.in_(part), *THERE)):
                marks = self._generation.marks
                self._writer.add_document(document(row, marks, self._index.schema))

    def _inspect(self) -> None:
        """One file now and then, each in its turn."""
        if self._generation is None or time.monotonic() < self._inspect_at:
            return
        self._inspect_at = time.monotonic() + INSPECT_SECONDS
        files = set(generations.written(self._generation))
        self._inspected &= files
        left = sorted(files - self._inspected)
        if not left:
            self._inspected.clear()
            return
        self._inspected.add(left[0])
        if left[0].exists() and not generations.sound(left[0]):
            self._damaged()

    def _damaged(self) -> None:
        assert self._generation
        log.error("the search index is damaged", extra={"generation": self._generation.path.name})
        (self._generation.path / "damaged").touch()

    def _release(self) -> None:
        self._writer, self._index, self._generation = None, None, None
        self._inspected.clear()


def number() -> None:
    """Positions for what was committed since."""
    while True:
        with unit_of_work(writes=False) as session:
            waiting = feed.waiting(session)
        if not waiting or perform(feed.sequence) < feed.AT_ONCE:
            return


def _everything(regions: Sequence[str]) -> Iterator[Any]:
    """Region by region: places that are near stand together, and no transaction lasts long. Who
    moves in between may come twice or not at all; the feed has them and mends it.
    """
    for region in regions:
        with unit_of_work(writes=False) as session:
            query = select(*COLUMNS).where(Subject.region_code == region, *THERE)
            found = session.connection().execute(query.execution_options(yield_per=5000))
            for part in found.partitions():
                yield from part


def _marks(session: Session) -> list[int]:
    """Ranks that the given shares of all subjects reach."""
    rows = session.execute(
        select(Subject.state, Subject.importance, func.count())
        .where(*THERE)
        .group_by(Subject.state, Subject.importance)
    )
    groups = sorted(
        ((rank_of(state, importance, 0), count) for state, importance, count in rows), reverse=True
    )
    total = sum(count for _, count in groups)
    return [_reached(groups, total * share) for share in SHARES]


def _reached(groups: Sequence[tuple[int, int]], wanted: float) -> int:
    """Within a group of equals by the tie bits, which are random."""
    for rank, count in groups:
        if count >= wanted:
            return rank + int(2**TIE * (1 - wanted / count))
        wanted -= count
    return 0


def _exactly(subject_id: uuid.UUID, of: tantivy.Schema) -> tantivy.Query:
    """By terms alone: to ask a column for one value goes through all of it."""
    terms = [
        tantivy.Query.term_query(of, "facts", term, index_option="basic")
        for term in id_terms(subject_id.int)
    ]
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms])


def _parts(ids: Sequence[uuid.UUID]) -> Iterator[Sequence[uuid.UUID]]:
    for at in range(0, len(ids), AT_ONCE):
        yield ids[at : at + AT_ONCE]


def _inode(file: IO[str]) -> int:
    return os.fstat(file.fileno()).st_ino
