"""What the pages of matters and checklists send."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate
from werkzeug.datastructures import MultiDict

from backend import matters
from backend.console.forms import Form, RegisterForm, _Optional, _says
from backend.core.text import Text


class Lines(fields.String):
    """Short words, one a line or between 、 and ；."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        text = Text(500, optional=True).deserialize(value)
        for mark in "、；;，,":
            text = text.replace(mark, "\n")
        return [each.strip() for each in text.splitlines() if each.strip()]


class BasisLines(fields.String):
    """《法律》第…条：原句, one a line."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return matters.cells.basis(Text(4000).deserialize(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error


class Revision(Form):
    revision = fields.Integer(required=True, error_messages=_says("页面不全，请刷新后再试"))


class Reasoned(Revision):
    reason = Text(500, error_messages=dict.fromkeys(("required", "null", "blank"), "请写明原因"))


class MatterForm(RegisterForm):
    revision = fields.Integer(load_default=0)
    code = Text(14, error_messages={"required": "请填 14 位目录编码"})
    name = Text(100, error_messages={"required": "请填事项名称"})
    sub_item = Text(100, optional=True)
    field = Text(20, error_messages={"required": "请填领域"})
    duty = Text(200, error_messages={"required": "请写职责主体"})
    object = Text(200, error_messages={"required": "请写监管对象"})
    subject_kinds = Lines(load_default=list)
    subject_tags = Lines(load_default=list)
    industries = Lines(load_default=list)
    measure = Text(1000, error_messages={"required": "请写监管措施"})
    modes = fields.List(fields.String(), load_default=list)
    basis = BasisLines(required=True, error_messages={"required": "至少要有一条设定依据"})
    category = fields.Enum(
        matters.Category, by_value=True, required=True, error_messages=_says("请选事项类别")
    )
    ratio = fields.Integer(
        load_default=None,
        validate=validate.Range(0, 100, error="比例在 0 到 100 之间"),
        error_messages=_says("比例写整数，如 5"),
    )
    yearly = fields.Integer(
        load_default=None,
        validate=validate.Range(1, 366, error="每年次数在 1 到 366 之间，按需检查的留空"),
        error_messages=_says("次数写整数，按需检查的留空"),
    )
    qualification = Text(200, optional=True)
    content = Text(2000, optional=True)
    materials = Text(1000, optional=True)
    office = Text(100, optional=True)


class ImplementationForm(RegisterForm):
    agency_id = fields.UUID(required=True, error_messages=_says("请选实施单位"))
    code = Text(60, error_messages={"required": "请填实施清单编码"})
    checklists = fields.List(fields.String(), load_default=list)
    active = fields.Boolean(load_default=False)
    published = fields.Boolean(load_default=False)


class MatterFilters(_Optional):
    tab = fields.String(
        load_default="", validate=validate.OneOf(["published", "unpublished", "retired"])
    )
    field = Text(20, optional=True)
    category = fields.Enum(matters.Category, by_value=True, load_default=None)
    after = Text(14, optional=True)


class ChecklistFilters(_Optional):
    tab = fields.String(load_default="", validate=validate.OneOf(list(matters.State)))
    field = Text(20, optional=True)


class NewChecklist(RegisterForm):
    title = Text(60, error_messages={"required": "请给检查表起个名称"})
    field = Text(20, error_messages={"required": "请填领域，如 市场监管"})
    object = Text(100, error_messages={"required": "请写适用对象，如 小餐饮店"})
    source = Text(200, error_messages={"required": "请写编制说明，如 按哪个办法编写"})


class JoinForm(RegisterForm):
    title = Text(60, error_messages={"required": "请给合并后的检查表起个名称"})
    parts = fields.List(
        fields.UUID(),
        required=True,
        validate=validate.Length(2, 9, error="选 2 到 9 张检查表"),
        error_messages=_says("选 2 到 9 张检查表"),
    )

    @post_load
    def once(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"parts": list(dict.fromkeys(data["parts"]))}


def read(schema: type[Form], form: MultiDict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """As forms.read, with lists where the form has several boxes of one name."""
    given: dict[str, Any] = {key: value for key, value in form.items() if value.strip()}
    for name, kind in schema._declared_fields.items():
        if isinstance(kind, fields.List):
            given[name] = form.getlist(name)
    try:
        return schema().load(given), {}
    except ValidationError as error:
        return {}, {key: _first(said) for key, said in error.messages_dict.items()}


def _first(said: Any) -> str:
    while not isinstance(said, str):
        said = next(iter(said.values() if isinstance(said, dict) else said))
    return str(said)
