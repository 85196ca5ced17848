"""What the forms of officers, agencies and accounts send, with words for what is missing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from backend import organization
from backend.console.forms import Form, RegisterForm, _Optional, _says
from backend.core.auth import Role
from backend.core.text import Text
from backend.organization import AgencyKind

STANDINGS = ("valid", "soon", "expired", "none")
SIDES = ("no", "yes")


def _text(words: str, longest: int = 60, **kwargs: Any) -> Text:
    said = dict.fromkeys(("required", "null", "blank"), words)
    return Text(longest, error_messages=said, **kwargs)


def _day(words: str) -> fields.Date:
    return fields.Date(required=True, error_messages=_says(words))


def _number() -> fields.Integer:
    return fields.Integer(required=True, error_messages=_says("页面已旧，请刷新后再改"))


class Several(Text):
    """Entries of one line, divided by 、 or a comma, each once."""

    def __init__(self, longest: int = 200, **kwargs: Any) -> None:
        super().__init__(longest, optional=True, **kwargs)
        self.load_default = []

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return organization.rules.listed_in(super()._deserialize(value, attr, data, **kwargs))


class Plain(Text):
    """A number as it is kept, however it was typed: full width, blanks and case are put right."""

    def __init__(self, longest: int, *, plain: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(longest, **kwargs)
        self.plain = plain

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return self.plain(super()._deserialize(value, attr, data, **kwargs))


class OfficerForm(RegisterForm):
    """Sealed numbers are written only when something is typed: the page never shows them."""

    version = fields.Integer(load_default=0)
    agency_id = fields.UUID(required=True, error_messages=_says("请选单位"))
    name = _text("请填姓名", 30)
    post = _text("请填部门")
    position = Text(60, optional=True)
    auxiliary = fields.Boolean(load_default=False)
    expert = Several()
    matters = Several()
    id_number = Plain(40, plain=organization.rules.plain_number, optional=True)
    phone = Plain(24, plain=organization.rules.plain_phone, optional=True)
    reason = Text(200, optional=True)

    @validates_schema(skip_on_field_errors=False)
    def sealed(self, data: dict[str, Any], **_: Any) -> None:
        rules = organization.rules
        number, phone = data.get("id_number", ""), data.get("phone", "")
        if number and not rules.resident_number_is_good(number):
            raise ValidationError("身份证号不对，请核对位数、出生日期和最后一位", "id_number")
        if phone and not rules.phone_is_good(phone):
            raise ValidationError("手机号应为 11 位", "phone")


class CertificateForm(RegisterForm):
    number = Plain(
        40,
        plain=organization.rules.plain_number,
        error_messages=dict.fromkeys(("required", "null", "blank"), "请填执法证号"),
    )
    issuer = _text("请填发证机关")
    valid_from = _day("请填有效期起")
    valid_to = _day("请填有效期止")
    matters = Several()

    @validates_schema(skip_on_field_errors=False)
    def held(self, data: dict[str, Any], **_: Any) -> None:
        number = data.get("number", "")
        if number and not organization.rules.number_is_good(number):
            words = "应为 6 到 20 位的数字、大写字母或短横，前面可以有一个汉字"
            raise ValidationError(words, "number")
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            raise ValidationError("有效期止早于有效期起", "valid_to")


class RevokeForm(Form):
    certificate_id = fields.UUID(required=True)
    reason = _text("请写明注销的原因", 200)


class LeaveForm(Form):
    from_day = _day("请填第一天")
    to_day = _day("请填最后一天")
    reason = _text("请写明事由", 100)


class CancelLeaveForm(Form):
    leave_id = fields.UUID(required=True)


class AvoidForm(RegisterForm):
    subject = _text("请填监管对象的统一社会信用代码或全称", 100)
    reason = _text("请写明有什么关系", 200)


class EndAvoidForm(Form):
    avoidance_id = fields.UUID(required=True)
    reason = _text("请写明为什么不用再回避", 200)


class LeftForm(Form):
    version = _number()
    on = _day("请填离岗日期")
    reason = _text("请写明离岗的原因，如调出、退休、辞职", 200)


class BackForm(Form):
    version = _number()
    reason = _text("请写明返岗的原因", 200)


class AgencyForm(RegisterForm):
    version = fields.Integer(load_default=0)
    parent_id = fields.UUID(load_default=None, error_messages=_says("请选上级单位"))
    name = _text("请填单位全称", 100)
    short_name = _text("请填简称", 30)
    uscc = Text(18, optional=True)
    kind = fields.Enum(AgencyKind, by_value=True, required=True, error_messages=_says("请选类型"))
    standing = fields.Boolean(load_default=False)
    field = _text("请填领域，如市场监管", 30)
    document_prefix = _text("请填机关代字，如越市监", 12)
    region_code = fields.String(load_default=None, validate=validate.Length(max=9))
    review_authority = _text("请填复议机关", 100)
    court = _text("请填有管辖权的人民法院", 100)

    @validates_schema(skip_on_field_errors=False)
    def region(self, data: dict[str, Any], **_: Any) -> None:
        code = data.get("region_code")
        if code and not any(each["code"] == code for each in organization.regions()):
            raise ValidationError("没有这个行政区划代码；没有代码的功能区不填", "region_code")


class EntrustForm(RegisterForm):
    principal_id = fields.UUID(required=True, error_messages=_says("请选委托机关"))
    matters = Several()
    powers = _text("请填委托的权限", 200)
    document = _text("请填委托书文号")
    valid_from = _day("请填期限起")
    valid_to = _day("请填期限止")
    published = fields.Boolean(load_default=False)

    @validates_schema(skip_on_field_errors=False)
    def term(self, data: dict[str, Any], **_: Any) -> None:
        if "matters" in data and not data["matters"]:
            raise ValidationError("委托书应当载明委托的具体事项，请填领域或事项", "matters")
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            raise ValidationError("期限止早于期限起", "valid_to")


class EndEntrustForm(Form):
    entrustment_id = fields.UUID(required=True)
    reason = _text("请写明终止的原因", 200)


class RolesForm(Form):
    version = _number()
    roles = fields.List(fields.Enum(Role, by_value=True), load_default=list)


class IdentityForm(RegisterForm):
    user_id = _text("请填钉钉用户号", 64)
    reason = _text("请写明为什么改绑", 200)


class CloseForm(Form):
    reason = _text("请写明关闭的原因", 200)


class PeopleFilters(_Optional):
    class Meta(_Optional.Meta):
        exclude = ("kind", "officer_id", "before")

    state = fields.String(load_default="", validate=validate.OneOf(STANDINGS))
    auxiliary = fields.String(load_default="", validate=validate.OneOf(SIDES))
    expert = fields.String(load_default="", validate=validate.OneOf(SIDES))
    account = fields.String(load_default="", validate=validate.OneOf(SIDES))
    left = fields.String(load_default="", validate=validate.OneOf(SIDES))
    after = fields.UUID(load_default=None)


def agency_values(given: dict[str, Any]) -> dict[str, Any]:
    """As the columns hold them: a code that is not there is NULL."""
    values = {key: value for key, value in given.items() if key not in ("version", "parent_id")}
    return values | {"uscc": values["uscc"].upper() or None}


def officer_values(given: dict[str, Any]) -> dict[str, Any]:
    """Without what was not typed: an empty sealed number stays as it is."""
    values = {key: value for key, value in given.items() if key not in ("version", "reason")}
    return {
        key: value for key, value in values.items() if value or key not in ("id_number", "phone")
    }


def opened(form: dict[str, list[str]]) -> dict[uuid.UUID, str]:
    """{officer: user id} of the ticked rows, 50 at most: the field of each carries its id."""
    wanted: dict[uuid.UUID, str] = {}
    for text in form.get("officer_ids", [])[:50]:
        try:
            officer_id = uuid.UUID(text)
        except ValueError:
            continue
        user = "".join(form.get(f"user-{text}", [""])).strip()
        plain = len(user) <= 64 and user.isascii() and user.isprintable()
        wanted[officer_id] = user if plain else ""
    return wanted
