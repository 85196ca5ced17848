"""GET /api/v1/calendar: the official working days, for periods counted without a signal."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from backend.core import workdays
from backend.core.auth import BUSINESS, Caller, allow
from backend.core.web import api_blueprint

blueprint = api_blueprint("calendar", "工作日")


class YearQuery(Schema):
    year = fields.Integer(required=True, validate=validate.Range(2000, 2100))


class CalendarSchema(Schema):
    year = fields.Integer()
    confirmed = fields.Boolean()
    rest_days = fields.List(fields.String())
    work_days = fields.List(fields.String())


@blueprint.route("/calendar", methods=["GET"])
@allow(*BUSINESS)
@blueprint.arguments(YearQuery, location="query")
@blueprint.response(200, CalendarSchema)
def year(query: dict[str, int], by: Caller) -> dict[str, Any]:
    """Holidays and worked weekends of a year, and whether a notice covers it."""
    return workdays.calendar(query["year"])
