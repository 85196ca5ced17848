"""What the forms of hand-overs send, with words for what is missing."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.console.forms import Form, TeamForm, _Optional, _says
from backend.core.text import Text
from backend.handovers import State, Way

FIELDS = {
    "handover-unfit": "receiver_id",
    "handover-already": "receiver_id",
    "handover-not-yours": "way",
    "handover-material-missing": "material",
    "handover-material-unknown": "material",
    "handover-team-needed": "officer_ids",
    "task-team-unfit": "officer_ids",
    "agency-not-inspecting": "officer_ids",
}


def _needed(words: str, longest: int = 500) -> Text:
    return Text(longest, error_messages=dict.fromkeys(("required", "null", "blank"), words))


class HandoverFilters(_Optional):
    side = fields.String(load_default="in", validate=validate.OneOf(["in", "out"]))
    state = fields.String(load_default="", validate=validate.OneOf([*State]))
    way = fields.Enum(Way, by_value=True, load_default=None)
    from_day = fields.Date(load_default=None)
    to_day = fields.Date(load_default=None)

    class Meta(_Optional.Meta):
        exclude = ("kind", "officer_id")


class SendForm(Form):
    way = fields.Enum(Way, by_value=True, required=True, error_messages=_says("请选移交方式"))
    receiver_id = fields.UUID(load_default=None, error_messages=_says("请重新选接收单位"))
    receiver_unit = Text(64, optional=True)
    receiver_name = Text(64, optional=True)
    reason = _needed("请写明移交的原因")
    crew = fields.List(
        fields.UUID(error_messages=_says("这个人已不在名单里，请刷新后再选")), load_default=list
    )


class ReceiverSought(Form):
    receiver_q = Text(64, optional=True)
    receiver_id = fields.UUID(load_default=None)


class ReasonForm(Form):
    reason = _needed("请写明原因")


class ReceiveForm(Form):
    signed_by = Text(64, optional=True)


class TakeOverForm(TeamForm):
    """A unit that takes a task over names its team."""


class ReturnForm(ReasonForm):
    signed_by = Text(64, optional=True)
