"""The index asked in steps: own county, city, province; in each the start of the name, the name,
the rest. Each step is ordered by rank, so that a page goes on where the one before ended.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import tantivy

from backend.subjects.search.asking import is_sound
from backend.subjects.search.document import SOUND, id_of, mark_term

COMMON = 20_000  # documents with a word: above this the most important ones are asked for first
MUST, SHOULD, NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


Parts = list[tuple[tantivy.Occur, tantivy.Query]]


class Hit(NamedTuple):
    rank: int
    place: tantivy.DocAddress


class Step(NamedTuple):
    query: tantivy.Query
    common: bool


@dataclass(frozen=True)
class Matcher:
    """One question to one state of the index."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    marks: int
    fragments: Sequence[str]
    filters: Sequence[str]
    near: str  # the county of who asks, or the city; "" for the province

    @cached_property
    def steps(self) -> list[Step]:
        kinds = list(self._kinds())
        wanted = [(MUST, self._fact(each)) for each in self.filters]
        return [
            Step(_all([*near, *kind, *wanted]), common)
            for near in self._nears()
            for kind, common in kinds
        ]

    def hits(self, number: int, rank: int | None, limit: int) -> list[Hit]:
        """Of one step, the first ones of all or from `rank` down."""
        step = self.steps[number]
        parts: Parts = [(MUST, step.query)]
        if rank is not None:
            kind = tantivy.FieldType.Unsigned
            parts.append((MUST, tantivy.Query.range_query(self.schema, "rank", kind, None, rank)))
        for mark in [*range(self.marks if step.common else 0), None]:
            few: Parts = [] if mark is None else [(MUST, self._fact(mark_term(mark)))]
            found = self.searcher.search(
                _all([*parts, *few]), limit, count=False, order_by_field="rank"
            ).hits
            if len(found) == limit:
                break
        return [Hit(*each) for each in found]

    def ids(self, hits: Sequence[Hit]) -> list[uuid.UUID]:
        """Of the hits of several steps together: to open a column takes as long as to search."""
        if not hits:
            return []
        places = [hit.place for hit in hits]
        low = self.searcher.fast_field_values("low", places)
        high = self.searcher.fast_field_values("high", places)
        return [
            id_of(hit.rank, int(a or 0), int(b or 0))
            for hit, a, b in zip(hits, low, high, strict=True)
        ]

    def _nears(self) -> list[Parts]:
        wide = [self._fact(f"r{self.near[:size]}") for size in (6, 4) if len(self.near) >= size]
        steps: list[Parts] = []
        for place, query in enumerate(wide):
            steps.append([(MUST, query), *([(NOT, wide[place - 1])] if place else [])])
        return [*steps, [(NOT, wide[-1])] if wide else []]

    def _kinds(self) -> Iterator[tuple[Parts, bool]]:
        """With whether it may be many."""
        if not self.fragments:
            yield [], True
            return
        first, *others = self.fragments
        rest = [(MUST, self._anywhere(each)) for each in others]
        begins = self._fact(f"^{first[:2]}") if len(first) > 1 else self._gram("name", f"^{first}")
        named = self._text("name", first)
        common = self._common("name", first)
        yield [(MUST, begins), (MUST, named), *rest], common
        sound = self._sound(first)
        both = _any([named, sound]) if sound else named
        begun = _all([(MUST, begins), (MUST, named)])
        yield [(MUST, both), (NOT, begun), *rest], common
        if len(first) > 1:
            other: Parts = [(MUST, self._text("rest", first)), (NOT, both), *rest]
            yield other, self._common("rest", first)

    def _common(self, field: str, fragment: str) -> bool:
        return min(self.searcher.doc_freq(field, gram) for gram in grams(fragment)) > COMMON

    def _anywhere(self, fragment: str) -> tantivy.Query:
        ways = [self._text("name", fragment)]
        if len(fragment) > 1:
            ways.append(self._text("rest", fragment))
        return _any([*ways, *([sound] if (sound := self._sound(fragment)) else [])])

    def _text(self, field: str, fragment: str) -> tantivy.Query:
        return _all([(MUST, self._gram(field, gram)) for gram in grams(fragment)])

    def _gram(self, field: str, gram: str) -> tantivy.Query:
        return tantivy.Query.term_query(self.schema, field, gram, index_option="basic")

    def _fact(self, term: str) -> tantivy.Query:
        return self._gram("facts", term)

    def _sound(self, fragment: str) -> tantivy.Query | None:
        if not is_sound(fragment):
            return None
        if len(fragment) >= SOUND:
            return self._fact(f"~{fragment[:SOUND]}")
        return tantivy.Query.regex_query(self.schema, "facts", f"~{fragment}.*")


def grams(fragment: str) -> list[str]:
    """A single character, or each pair."""
    pairs = [fragment[at : at + 2] for at in range(len(fragment) - 1)]
    return list(dict.fromkeys(pairs)) or [fragment]


def _all(parts: Parts) -> tantivy.Query:
    if not any(occur == MUST for occur, _ in parts):
        parts = [*parts, (MUST, tantivy.Query.all_query())]
    return parts[0][1] if len(parts) == 1 else tantivy.Query.boolean_query(parts)


def _any(ways: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(SHOULD, way) for way in ways])
