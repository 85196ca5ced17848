"""A page of subjects for what was typed: codes first, then the index, or what does in its place."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.problems import Problem
from backend.core.settings import Settings
from backend.subjects.models import Subject
from backend.subjects.search import asking, lookups
from backend.subjects.search.asking import Asked
from backend.subjects.search.document import filters_of, found_by
from backend.subjects.search.folding import fold, heard, places
from backend.subjects.search.matching import Hit, Matcher
from backend.subjects.search.reading import Health, Reader, Unusable, View

MOST_EXAMINED = 400  # rows for one page that the index means and that do not match after all
Place = Sequence[Any]  # where a page goes on: a source's name and a place in it


class NothingAsked(Problem):
    code = "nothing-asked"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "请输入要查的字，或选一个条件"


class UnknownPlace(Problem):
    code = "unknown-place"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "这一页接不上了，请从头再查"


@dataclass
class Page:
    """`more` where there is, or may be, another page from `next` on."""

    rows: list[Subject] = field(default_factory=list)
    next: str = ""
    health: Health = Health.FRESH
    asked: Asked = field(default_factory=Asked)

    def told(self, subject: Subject) -> dict[str, Any]:
        """What a list of what was found says beside the row itself."""
        return {
            "kind": subject.kind,
            "operating_address": subject.operating_address,
            "legal_rep": subject.legal_rep,
            "tags": subject.tags,
            "matched": self.matched(subject),
        }

    def matched(self, subject: Subject) -> dict[str, list[list[int]]]:
        """[start, end) of what was found, by field; fields without any are left out."""
        fragments = [*self.asked.fragments, self.asked.uscc.lower(), self.asked.code.lower()]
        texts = {
            name: getattr(subject, name) or ""
            for name in ("name", "uscc", "address", "operating_address", "legal_rep")
        }
        found = {name: places(text, filter(None, fragments)) for name, text in texts.items()}
        if not found["name"]:
            name = fold(subject.name)
            initials = filter(asking.is_sound, self.asked.fragments)
            sounds = [heard(name, subject.region_code, each) for each in initials]
            found["name"] = places(subject.name, (), sounds)
        return {name: pieces for name, pieces in found.items() if pieces}


def init_app(app: Flask) -> None:
    settings: Settings = app.extensions["settings"]
    app.extensions["search"] = Reader(settings.index_folder)
    app.extensions["readiness"]["search"] = lambda: str(_reader().health())


def search(session: Session, *, q: str, limit: int) -> list[Subject]:
    """The first page, the whole province alike; nothing for nothing."""
    return page(session, q=q, limit=limit).rows if q.strip() else []


def page(
    session: Session,
    *,
    q: str = "",
    near: Callable[[], str] = str,
    filters: Mapping[str, str] | None = None,
    after: str = "",
    limit: int = 20,
) -> Page:
    """`near` tells the region of who asks; whole codes need none.

    Raises NothingAsked, UnknownPlace.
    """
    filters = {name: value for name, value in (filters or {}).items() if value}
    q = q[: asking.LONGEST_LINK]
    asked = asking.read(q)
    if not (asked.fragments or asked.uscc or asked.code or asked.phone or filters):
        if q:  # punctuation only
            return Page(asked=asked)
        raise NothingAsked
    start = _read_place(after) if after else ("", None)
    sources = _Sources(session, asked, filters, limit + 1)
    rows: Iterator[tuple[Place, Subject | None]]
    try:
        view = _reader().view()
        rows = sources.all(view, near, start)
        return _fill(rows, Page(health=view.health, asked=asked), limit)
    except Unusable:
        rows = sources.without_index(q.strip()[: asking.LONGEST], start)
        return _fill(rows, Page(health=Health.MISSING, asked=asked), limit)


def _reader() -> Reader:
    reader: Reader = current_app.extensions["search"]
    return reader


def _fill(rows: Iterator[tuple[Place, Subject | None]], page: Page, limit: int) -> Page:
    last: Place | None = None
    seen = set[uuid.UUID]()
    for place, subject in rows:
        if subject is None or len(page.rows) == limit:
            page.next = _place(place if last is None or subject is None else last)
            break
        if subject.id not in seen:
            seen.add(subject.id)
            page.rows.append(subject)
        last = place
    return page


@dataclass(frozen=True)
class _Sources:
    session: Session
    asked: Asked
    filters: Mapping[str, str]
    size: int

    def all(
        self, view: View, near: Callable[[], str], start: Place
    ) -> Iterator[tuple[Place, Subject | None]]:
        """A place without a subject says that enough was looked at for one page."""
        name, at = start
        if name != "index":
            yield from self._looked_up(lookups.codes(self.asked), name, at)
        if self.asked.uscc:
            return
        matcher = Matcher(
            searcher=view.searcher,
            schema=view.schema,
            marks=view.marks,
            fragments=self.asked.fragments,
            filters=filters_of(self.filters),
            near=_nearest(near()),
        )
        for place, subject in self._matched(matcher, at if name == "index" else None):
            yield ("index", place), subject

    def without_index(self, q: str, start: Place) -> Iterator[tuple[Place, Subject | None]]:
        name, at = start
        if name != "index":
            found = lookups.codes(self.asked)
            found += [] if self.asked.uscc or not q else lookups.names(q)
            yield from self._looked_up(found, name, at)

    def _looked_up(
        self, found: Sequence[lookups.Lookup], name: str, at: Any
    ) -> Iterator[tuple[Place, Subject]]:
        """From the one called `name` on, there behind `at`."""
        names = [each.name for each in found]
        first = names.index(name) if name in names else 0
        for lookup in found[first:]:
            after = at if lookup.name == name else []
            for place, subject in lookup.rows(self.session, self.filters, after, self.size):
                yield (lookup.name, place), subject

    def _matched(self, matcher: Matcher, at: Any) -> Iterator[tuple[Sequence[Any], Subject | None]]:
        step, rank, last = at or (0, None, "")
        passed = {last}  # a step goes on with the row that it ended with
        waiting: list[tuple[int, Hit]] = []
        examined = 0
        while step < len(matcher.steps):
            with _reader().careful():
                hits = matcher.hits(step, rank, self.size)
            waiting += [(step, hit) for hit in hits]
            more = len(hits) == self.size
            following: tuple[int, int | None, str] = (step + 1, None, "")
            if more or len(waiting) >= self.size:
                found = self._identified(matcher, waiting)
                if more:
                    following = found[-1]
                yield from self._checked([each for each in found if each[2] not in passed])
                examined += len(found)
                waiting = []
            step, rank, last = following
            passed.add(last)
            if examined >= MOST_EXAMINED:
                yield following, None
        found = self._identified(matcher, waiting)
        yield from self._checked([each for each in found if each[2] not in passed])

    def _identified(
        self, matcher: Matcher, hits: Sequence[tuple[int, Hit]]
    ) -> list[tuple[int, int, str]]:
        """The place of each: its step, rank and id."""
        with _reader().careful():
            ids = matcher.ids([hit for _, hit in hits])
        return [
            (step, hit.rank, str(subject_id))
            for (step, hit), subject_id in zip(hits, ids, strict=True)
        ]

    def _checked(
        self, found: Sequence[tuple[int, int, str]]
    ) -> Iterator[tuple[Sequence[Any], Subject]]:
        """Those that match as they are now, in the order given."""
        if not found:
            return
        query = select(Subject).where(Subject.id.in_([uuid.UUID(each) for *_, each in found]))
        there = {str(subject.id): subject for subject in self.session.scalars(query)}
        for place in found:
            subject = there.get(place[2])
            if subject and lookups.is_there(subject) and found_by(subject, self.asked.fragments):
                yield place, subject


def _nearest(region: str) -> str:
    """330602 for a county and its towns, 3306 for a city, "" for the province."""
    county = region[:6]
    while county.endswith("00"):
        county = county[:-2]
    return county if len(county) > 2 else ""


def _place(place: Place) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _read_place(text: str) -> Place:
    try:
        name, at = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if name == "index":
            step, rank, last = at
            whole = isinstance(step, int) and step >= 0 and isinstance(last, str)
            if whole and (rank is None or (isinstance(rank, int) and 0 <= rank < 2**63)):
                return name, at
        else:
            value, subject_id = at
            if isinstance(name, str) and isinstance(value, str) and uuid.UUID(subject_id):
                return name, at
    except (ValueError, TypeError, AttributeError) as error:
        raise UnknownPlace from error
    raise UnknownPlace
