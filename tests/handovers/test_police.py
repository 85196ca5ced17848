"""涉嫌犯罪案件移送 (L20): two officers, the head within three days, the police within 24 hours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask

from backend.core import clock
from tests.cast import Cast
from tests.conftest import NOON, Phone, problem
from tests.handovers.conftest import Desk

LETTERS = [
    {"part": "letter", "title": "越市监移〔2026〕3 号"},
    {"part": "report", "title": "调查报告"},
    {"part": "goods", "title": "涉案物品清单"},
]


def report(**changes: Any) -> dict[str, Any]:
    return {
        "way": "police",
        "receiver_id": None,
        "receiver_name": "绍兴市公安局越城区分局",
        "reason": "涉嫌生产、销售不符合安全标准的食品",
        "crew": [str(Cast.chen_officer), str(Cast.shen_officer)],
    } | changes


def test_the_head_approves_and_it_goes_with_its_material(
    noon: object, desk: Desk, head: Phone
) -> None:
    handover = desk.send(**report())
    page = desk.page(handover)
    assert (page["state_in_words"], page["due"]) == ("待审批", "11月27日")
    assert page["crew"] == ["陈立群", "沈雨薇"]
    offered = head.get(f"/handovers/{handover}").get_json()["acts"]
    assert offered == ["approve", "refuse", "withdraw"]
    head.do("handover.approve", handover_id=handover)
    assert desk.page(handover)["due"] == "11月25日 12:00"
    lacking = {"expert": "没有需要检验、鉴定的物品"}
    desk.phone.do("handover.transfer", handover_id=handover, material=LETTERS, lacking=lacking)
    page = desk.page(handover)
    assert (page["state_in_words"], page["due"]) == ("待签收", "11月27日")
    assert page["lacking"] == [
        {"title": "有关检验报告或者鉴定结论", "reason": "没有需要检验、鉴定的物品"}
    ]
    desk.phone.do("handover.receive", handover_id=handover, signed_by="刑侦大队 周警官")
    assert [step["act_in_words"] for step in desk.page(handover)["steps"]] == [
        "移交",
        "批准移送",
        "送达公安机关",
        "签收",
    ]


def test_a_part_that_is_not_there_must_be_explained(noon: object, desk: Desk, head: Phone) -> None:
    handover = desk.send(**report())
    head.do("handover.approve", handover_id=handover)
    refused = desk.refused("handover.transfer", handover_id=handover, material=LETTERS)
    assert refused["code"] == "handover-material-missing"
    assert refused["details"] == {
        "parts": "有关检验报告或者鉴定结论",
        "rule": "L20",
        "missing": ["expert"],
    }
    assert desk.page(handover)["state"] == "approved"


def test_what_the_head_does_not_approve_keeps_the_reason(
    noon: object, desk: Desk, head: Phone
) -> None:
    handover = desk.send(**report())
    head.do("handover.refuse", handover_id=handover, reason="证据还不够，补充检验后再报")
    page = desk.page(handover)
    assert (page["state_in_words"], page["acts"]) == ("不批准", [])
    assert page["steps"][-1]["reason"] == "证据还不够，补充检验后再报"


def test_only_the_head_decides(noon: object, desk: Desk, shen: Phone, sun: Phone) -> None:
    handover = desk.send(**report())
    refused = desk.refused("handover.approve", handover_id=handover)
    assert refused["code"] == "handover-not-yours"
    for phone in (shen, sun):
        problem(phone.get(f"/handovers/{handover}"), 404, "handover-missing")


def test_two_certified_officers_look_after_it(desk: Desk, noon: object) -> None:
    for crew in ([Cast.chen_officer], [Cast.chen_officer, Cast.helper]):
        refused = desk.refused(**report(crew=[str(each) for each in crew]))
        assert (refused["code"], refused["details"]["rule"]) == ("handover-unfit", "L20")
    old = [str(Cast.chen_officer), str(Cast.old_officer)]
    assert "执法证现在无效" in desk.refused(**report(crew=old))["title"]


def test_past_24_hours_it_is_late_and_still_goes(
    noon: object, app: Flask, cast: Cast, desk: Desk, head: Phone
) -> None:
    handover = desk.send(**report())
    head.do("handover.approve", handover_id=handover)
    with clock.stopped(NOON + timedelta(hours=25)):
        later = Desk(Phone(app, cast.chen), cast)
        assert later.page(handover)["late"]
        lacking = {"expert": "没有", "letter": "已当面递交纸质件"}
        given = {"handover_id": handover, "material": LETTERS[1:], "lacking": lacking}
        assert later.phone.do("handover.transfer", **given)["state"] == "sent"
