"""What the register's forms send."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import fields, pre_load, validate, validates_schema
from marshmallow.exceptions import ValidationError

from backend import subjects
from backend.console.forms import Form, RegisterForm
from backend.core.problems import InvalidInput, Problem
from backend.core.text import Text

# Which field a refusal belongs beside; the rest are told on top of the page.
FIELDS = {
    "subject-known": "uscc",
    "subject-outside-area": "region_code",
    "licence-known": "number",
    "subject-cannot-merge": "other_id",
    "subject-changed": "version",
}
PEOPLE = ("phone", "liaison_phone", "id_number")  # never sent back to the browser
BETWEEN = re.compile(r"[\s,，、;；]+")
SAID = "日期写成 2026-11-24 这样"
DAY: dict[str, Any] = {"invalid": SAID, "required": "请填日期", "null": "请填日期"}
DEGREES: dict[str, Any] = dict.fromkeys(("invalid", "special"), "写成小数度数，如 120.575000")


def _needed(words: str) -> dict[str, Any]:
    return dict.fromkeys(("required", "null", "blank"), words)


class VersionForm(RegisterForm):
    version = fields.Integer(required=True)


class SubjectForm(RegisterForm, subjects.SubjectFields):
    """The whole form. Numbers of people come empty when they stay as they are; `clear` names those
    that are to go."""

    established = fields.Date(load_default=None, error_messages=DAY)
    raw_latitude = fields.Float(load_default=None, allow_nan=False, error_messages=DEGREES)
    raw_longitude = fields.Float(load_default=None, allow_nan=False, error_messages=DEGREES)
    source = Text(64, error_messages=_needed("请选信息来源"))
    valid_from = fields.Date(required=True, error_messages=DAY)
    reason = Text(500, optional=True)
    code_reason = Text(500, optional=True)

    @pre_load
    def tags_of_words(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        words = [each for each in BETWEEN.split("、".join(data.get("tags", []))) if each]
        return data | {"tags": words[:50]}


class EditForm(VersionForm, SubjectForm):
    pass


class MergeForm(VersionForm):
    other_id = fields.UUID(required=True, error_messages=_needed("请选要并入的一家"))
    other_version = fields.Integer(required=True)
    reason = Text(500, error_messages=_needed("请写明为什么是同一家"))


class SplitForm(EditForm):
    reason = Text(500, error_messages=_needed("请写明为什么要拆分"))


class ReasonForm(VersionForm):
    reason = Text(500, error_messages=_needed("请写明理由"))


class LicenceForm(VersionForm):
    kind = Text(64, error_messages=_needed("请写证件名称"))
    number = Text(64, error_messages=_needed("请写证号"))
    issuer = Text(64, error_messages=_needed("请写发证机关"))
    valid_from = fields.Date(load_default=None, error_messages=DAY)
    valid_to = fields.Date(load_default=None, error_messages=DAY)


class CreditForm(VersionForm):
    month = Text(8, error_messages=_needed("请选月份"))
    grade = Text(8, error_messages=_needed("请选等级"))
    source = Text(64, error_messages=_needed("请写评定来源"))


class TagForm(VersionForm):
    add = Text(16, optional=True)
    remove = Text(64, optional=True)

    @validates_schema
    def one(self, data: dict[str, Any], **_: Any) -> None:
        if not data["add"] and not data["remove"]:
            raise ValidationError("请写标签的名称", "add")


class RevealForm(Form):
    field = fields.String(required=True, validate=validate.OneOf(PEOPLE))
    reason = Text(500, error_messages=_needed("请写明为什么要看"))


class ListFilters(Form):
    q = Text(64, optional=True)
    region = fields.String(load_default="", validate=validate.Regexp("^[0-9]{2,12}$"))
    kind = fields.String(load_default="", validate=validate.OneOf(subjects.rules.KINDS))
    state = fields.String(load_default="", validate=validate.OneOf(subjects.rules.STATES))
    credit = fields.String(load_default="", validate=validate.OneOf(subjects.rules.GRADES))
    risk = fields.String(load_default="", validate=validate.OneOf(subjects.rules.GRADES))
    tag = Text(16, optional=True)
    after = Text(512, optional=True)


def beside(problem: Problem) -> dict[str, str]:
    """The refusal as {field: words}; raised again where it belongs beside none."""
    if isinstance(problem, InvalidInput):
        told: dict[str, list[str]] = problem.details["fields"]  # type: ignore[assignment]
        return {name: said[0] for name, said in told.items()}
    field = FIELDS.get(problem.code)
    if field is None:
        raise problem
    return {field: problem.body()["title"]}
