"""The register as a list: own region first, what is typed searches all of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import organization, subjects
from backend.console import forms
from backend.console.register.forms import ListFilters
from backend.console.site import blueprint, is_part, page
from backend.core.auth import OVERSEERS, Caller, Role, allow
from backend.core.database import unit_of_work

PAGE = 20
READERS = (*OVERSEERS, Role.REGISTER_ADMIN)


@blueprint.get("/subjects")
@allow(*READERS)
def subject_list(by: Caller) -> Response:
    asked = forms.lenient(ListFilters, request.args)
    with unit_of_work(writes=False) as session:
        area = subjects.entry.area(session, by)
        region = asked["region"] or ("" if asked["q"] else area)
        narrowed = {key: value for key, value in asked.items() if key != "region"}
        found = subjects.listed(session, region=region, limit=PAGE, **narrowed)
        regions = regions_below(session, area)
    values: dict[str, Any] = {
        "asked": asked,
        "items": found["items"],
        "notice": found["notice"],
        "searched": found["searched"],
        "more": found["next"] and _address(asked, after=found["next"]),
        "filtered": any(asked[key] for key in asked if key != "after"),
        "may_keep": by.has(Role.REGISTER_ADMIN),
    }
    if is_part() and asked["after"]:
        said = f"又列出 {len(found['items'])} 家"
        return page("register/_rows.html", announce=said, **values)
    if is_part():
        said = f"列出 {len(found['items'])} 家" if found["items"] else "没有符合条件的主体"
        return page("register/_list.html", announce=said, **values)
    return page("register/list.html", regions=regions, rules=subjects.rules, **values)


def regions_below(session: Session, area: str) -> list[organization.Region]:
    """The counties and towns of an area, towns behind their county."""
    if not area:
        return []
    return list(
        session.scalars(
            select(organization.Region)
            .where(
                organization.Region.code.startswith(area, autoescape=True),
                organization.Region.level.in_(("county", "town")),
            )
            .order_by(organization.Region.code)
        )
    )


def _address(asked: dict[str, Any], **changed: Any) -> str:
    wanted = {key: value for key, value in asked.items() if key != "after"} | changed
    return "/console/subjects?" + urlencode({key: value for key, value in wanted.items() if value})
