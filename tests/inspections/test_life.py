"""The whole life of an inspection, in every order that officers and reviewers can think of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from backend.inspections import rules
from backend.inspections.rules import State

ITEMS = st.sampled_from(["CY01", "CY02", "CY03"])
PHOTOS = st.lists(st.sampled_from(["a" * 64, "b" * 64, "c" * 64]), unique=True, max_size=2)
DUE = {"mode": "workdays", "days": 5, "date": "2026-12-01", "confirmed": True}


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = datetime.fromisoformat("2026-11-24T14:00:00+08:00")
        self.record = rules.begin(at=self.now.isoformat(), officer="chen", position=None, reason="")
        self.arrived: set[str] = set()
        self.state: State | None = None
        self.step()

    @property
    def missing(self) -> set[str]:
        return rules.named_evidence(self.record) - self.arrived

    def step(self) -> None:
        """Every change of state is one that the law or the agency's order of work provides for."""
        after = rules.state_of(self.record, self.missing)
        if after is not self.state:
            assert (self.state, after) in rules.MOVES, (self.state, after)
        self.state = after

    def do(self, act: str, /, **payload: Any) -> None:
        self.now += timedelta(minutes=1)
        self.record = rules.apply(self.record, act, payload, at=self.now.isoformat())
        # as the server folds: nothing counts as arrived until it has looked
        first = rules.state_of(self.record, ["?"])
        if first is not self.state:
            assert (self.state, first) in rules.MOVES, (self.state, first)
            self.state = first
        self.step()

    open = precondition(lambda self: rules.is_open(self.record))

    @open
    @rule(item=ITEMS, value=st.sampled_from(["pass", "fail", None]), photos=PHOTOS)
    def answer(self, item: str, value: str | None, photos: list[str]) -> None:
        finding = {"facts": "积水", "typical": [], "photos": photos} if value == "fail" else None
        self.do("inspection.answer", item=item, value=value, note="", finding=finding)

    @open
    @rule(means=st.sampled_from(["physical", "electronic"]))
    def show(self, means: str) -> None:
        before = self.record["credentials"]
        self.do("inspection.show_credentials", officer_ids=[], means=means, read_out=True)
        assert before in (None, self.record["credentials"])

    @open
    @rule(ordered=st.booleans(), photos=PHOTOS)
    def conclude(self, ordered: bool, photos: list[str]) -> None:
        kind = {"kind": "D2", "deadline": DUE} if ordered else {"kind": "D1", "deadline": None}
        one = kind | {"items": ["CY01"], "measure": "清理", "photos_after": photos}
        party = {"name": "孙小红", "role": "经营者", "phone": ""}
        self.do("inspection.conclude", party=party, result=5, dispositions=[one], opinion="")

    @open
    @rule(how=st.sampled_from([*rules.UNABLE_IN_WORDS]), photos=PHOTOS)
    def cannot(self, how: str, photos: list[str]) -> None:
        told = {"facts": "关着门", "photos": photos, "visits": 2, "mailed": False, "party": None}
        self.do("inspection.unable", how=how, result=rules.UNABLE_RESULTS[how][0], **told)

    @precondition(lambda self: rules.is_open(self.record) and self.record["conclusion"])
    @rule(kind=st.sampled_from(["record", "rectification_order"]), again=st.booleans())
    def sign(self, kind: str, again: bool) -> None:
        act = "document.correct" if again else "document.sign"
        self.do(act, kind=kind, document_id=self.now.isoformat())

    @precondition(
        lambda self: (
            rules.is_open(self.record)
            and self.record["conclusion"]
            and not rules.unsigned(self.record)
        )
    )
    @rule(listed=PHOTOS)
    def submit(self, listed: list[str]) -> None:
        self.do("inspection.submit", evidence=listed)

    @rule(photo=st.sampled_from(["a" * 64, "b" * 64, "c" * 64]))
    def arrive(self, photo: str) -> None:
        self.arrived.add(photo)
        if self.record["submitted_at"]:
            self.step()

    @precondition(lambda self: self.state is State.REVIEW)
    @rule()
    def send_back(self) -> None:
        self.do("inspection.return", remarks="第 2 项的照片看不清")

    @precondition(lambda self: self.state is State.REVIEW)
    @rule()
    def approve(self) -> None:
        self.do("inspection.approve", remarks="")

    @invariant()
    def nothing_is_closed_without_its_record(self) -> None:
        if self.state in (State.REVIEW, State.DONE):
            assert not rules.unsigned(self.record)
            assert not self.missing

    @invariant()
    def what_is_closed_stays_closed(self) -> None:
        if self.record.get("approved_at"):
            assert self.state is State.DONE
            assert not rules.is_open(self.record)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
