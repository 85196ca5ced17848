"""问题与整改 as a sheet: one row for each item that was ordered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import subjects
from backend.core import clock
from backend.core.auth import Caller
from backend.core.records import audit
from backend.core.sheets import writing
from backend.inspections.rectification import listing, rules, shown
from backend.inspections.rectification.models import Recheck
from backend.inspections.rectification.service import ABOUT, seen_by

HEADERS = (
    *("文号", "状态", "监管对象", "统一社会信用代码", "地区", "单位", "领域", "责令日期"),
    *("通知书上的期限", "现在的期限", "第几项", "存在问题", "改正要求", "复查情况"),
)


def export(session: Session, /, *, by: Caller, tab: str = "", **asked: Any) -> tuple[bytes, int]:
    """The list as it is filtered, and how many orders; the act stands in the trail."""
    where = [seen_by(by), *listing.narrowed(**asked), *listing.of_tab(tab)]
    most = writing.MOST_LISTED  # orders
    found = session.execute(listing.found(where).limit(most + 1)).all()
    rows = found[:most]
    looked: dict[Any, list[Recheck]] = {}
    orders = [order.id for order, *_ in rows]
    for each in session.scalars(
        select(Recheck).where(Recheck.order_id.in_(orders)).order_by(Recheck.id)
    ):
        looked.setdefault(each.order_id, []).append(each)
    cut = [writing.cut_short(most)] if len(found) > most else []
    content = writing.workbook("问题与整改", HEADERS, chain(_rows(rows, looked), cut))
    audit(session, by, "rectification.export", ABOUT, None, count=len(rows))
    return content, len(rows)


def _rows(rows: Sequence[Any], looked: dict[Any, list[Recheck]]) -> Iterator[list[str]]:
    words = {True: "已整改", False: "未整改", None: "没有复查"}
    for order, subject, agency, region in rows:
        late = rules.is_late(order.state, order.due, clock.today())
        state = f"{rules.IN_WORDS[order.state]}{'（逾期）' if late else ''}"
        head = [order.number, state, subject.name, subjects.known_as(subject)]
        head += [region or "", agency, order.field, order.ordered_on.isoformat()]
        head += [order.printed_due.isoformat(), order.due.isoformat()]
        for each in shown.items(order, looked.get(order.id, [])):
            told = [str(each["place"]), each["facts"], each["measure"], words[each["corrected"]]]
            yield [*head, *told]
