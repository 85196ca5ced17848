"""企业评价: what parties said of inspections, for the 督查 of the agencies above alone."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from marshmallow import fields, validate

from backend import ratings
from backend.console import downloads, forms
from backend.console.site import blueprint, is_part, page
from backend.core.auth import Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.ratings import GRADE_IN_WORDS, Grade

PAGE = 20


class Filters(forms.Form):
    state = fields.String(load_default="", validate=validate.OneOf(["", *Grade]))  # of the tabs
    agency_id = fields.UUID(load_default=None)
    month = fields.Date(
        "%Y-%m", load_default=None, validate=validate.Range(date(2000, 1, 1), date(2999, 12, 1))
    )
    before = fields.UUID(load_default=None)


@blueprint.get("/ratings")
@allow(Role.INSPECTORATE)
def rating_list(by: Caller) -> Response:
    asked = forms.lenient(Filters, request.args)
    with unit_of_work(writes=False) as session:
        found = ratings.listing.listed(
            session, by=by, before=asked["before"], limit=PAGE, **_narrowed(asked)
        )
        agencies = ratings.listing.agencies(session, by=by)
        months = ratings.listing.months(session, by=by)
    counts = found["counts"]
    values = {
        "asked": asked,
        "items": found["items"],
        "more": found["next"] and _address(asked, before=found["next"]),
        "tabs": [
            {"state": grade, "title": title, "count": counts[grade or "all"]}
            | {"on": asked["state"] == grade, "href": _address(asked, state=grade)}
            for grade, title in (("", "全部"), *GRADE_IN_WORDS.items())
        ],
        "per_agency": found["agencies"],
        "grades": GRADE_IN_WORDS,
        "agencies": agencies,
        "months": months,
        "filtered": bool(asked["agency_id"] or asked["month"]),
        "clear": _address({"state": asked["state"]}),
        "export": _address(asked).replace("/ratings", "/ratings/export", 1),
    }
    if is_part() and asked["before"]:
        return page("ratings/_rows.html", announce=f"又列出 {len(found['items'])} 条", **values)
    if is_part():
        said = f"共 {counts[asked['state'] or 'all']} 条"
        return page("ratings/_list.html", announce=said, **values)
    return page("ratings/page.html", **values)


@blueprint.get("/ratings/export")
@allow(Role.INSPECTORATE)
def export_ratings(by: Caller) -> Response:
    """The list as it is filtered, without what was written; the act stands in the trail."""
    asked = forms.lenient(Filters, request.args)
    content = perform(ratings.listing.export, by=by, **_narrowed(asked))
    return downloads.sheet_of_today(content, "ratings")


@blueprint.get("/ratings/<uuid:rating_id>")
@allow(Role.INSPECTORATE)
def rating_page(rating_id: uuid.UUID, by: Caller) -> Response:
    """With what was written; opening it stands in the trail."""
    found = perform(ratings.listing.opened, by=by, rating_id=rating_id)
    return page("ratings/rating.html", one=found)


def _narrowed(asked: dict[str, Any]) -> dict[str, Any]:
    grade = Grade(asked["state"]) if asked["state"] else None
    return {"grade": grade, "agency_id": asked["agency_id"], "month": asked["month"]}


def _address(asked: dict[str, Any], **changed: Any) -> str:
    """The same list with some filters changed; a page further down begins a new one."""
    wanted = {key: value for key, value in asked.items() if key != "before"} | changed
    given = {key: value for key, value in wanted.items() if value}
    if wanted.get("month"):
        given["month"] = f"{wanted['month']:%Y-%m}"
    return "/console/ratings" + (f"?{urlencode(given)}" if given else "")
