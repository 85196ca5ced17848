"""What parties said of the demo's inspections: most are content, some are not, and a few wrote
why. Every rating goes through the product's own use case, a few hours after the inspection."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle

from sqlalchemy import select

from backend import documents, ratings
from backend.core import clock
from backend.core.database import perform, unit_of_work
from backend.demo.data.ids import uid
from backend.inspections import Inspection
from backend.ratings import Grade

Said = tuple[Grade, tuple[bool | None, bool | None, bool | None], str]

AS_IT_SHOULD = (True, True, False)
SAID: tuple[Said, ...] = (
    (Grade.SATISFIED, AS_IT_SHOULD, "两位同志态度很好，哪里要改讲得清楚。"),
    (Grade.SATISFIED, AS_IT_SHOULD, ""),
    (Grade.FAIR, (True, None, False), "来的时候正好是中午饭点，客人多，希望错开。"),
    (Grade.SATISFIED, AS_IT_SHOULD, ""),
    (
        Grade.DISSATISFIED,
        (False, True, False),
        "进门没有看到证件，问了才拿出来。\n同一个月里已经有别的部门来过，材料又要了一遍。",
    ),
    (Grade.SATISFIED, (True, True, None), ""),
    (Grade.SATISFIED, AS_IT_SHOULD, "第一次知道消毒记录要这样记，谢谢。"),
    (Grade.FAIR, (True, False, False), ""),
    (Grade.SATISFIED, AS_IT_SHOULD, ""),
    (Grade.DISSATISFIED, (True, True, True), "临走时说起某一家的产品好用，让我们考虑换。"),
    (Grade.SATISFIED, (None, None, None), ""),
    (Grade.FAIR, AS_IT_SHOULD, "检查时间有点长，前后快两个小时。"),
)


def play() -> None:
    """The latest one has not rated yet: its page shows the form."""
    for (code, submitted), (grade, answers, words) in zip(_rateable()[:-1], cycle(SAID)):
        with clock.stopped(min(submitted + timedelta(hours=3), clock.now())):
            perform(
                ratings.service.keep,
                code=code,
                form_id=uid("rating", code),
                grade=grade,
                answers=dict(zip((each.name for each in ratings.QUESTIONS), answers, strict=True)),
                words=words,
            )


def _rateable() -> list[tuple[str, datetime]]:
    """(code of the party's page, when it was handed in), the earliest first; nobody was met where
    it could not be inspected."""
    with unit_of_work(writes=False) as session:
        rows = session.execute(
            select(documents.DocumentNumber.party_code, Inspection)
            .join(Inspection, Inspection.task_id == documents.DocumentNumber.task_id)
            .where(
                documents.DocumentNumber.party_code.is_not(None),
                Inspection.submitted_at.is_not(None),
            )
            .order_by(Inspection.submitted_at, Inspection.id)
        )
        return [
            (code, inspection.submitted_at)
            for code, inspection in rows
            if code and inspection.submitted_at and not inspection.record["conclusion"]["unable"]
        ]
