"""移交 at a desk: picked in a list, sent, signed for or returned, and sent again."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from backend.core.auth import Role
from tests.cast import Cast, named
from tests.console.conftest import Desk
from tests.console.page import Page
from tests.inspections.walk import Walk


@pytest.fixture
def fire(noon: object, desk_of: Callable[..., Desk], cast: Cast) -> Desk:
    return desk_of(cast.sun, Role.SECTION_HEAD)


def hand_over(desk: Desk, **form: Any) -> str:
    given = {
        "subject": str(Cast.subject),
        "way": "clue",
        "receiver_id": str(Cast.fire),
        "reason": "疏散通道堆物",
    } | form
    answer = desk.send("/handovers/new", **given)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"].split("/")[-1].split("?")[0]


def test_what_was_ticked_in_a_list_stands_in_the_form(desk: Desk, task: str) -> None:
    page = desk.page("/tasks")
    assert page["pick"].attributes["value"] == task
    form = desk.page("/handovers/new", task=task)
    assert "checked" in form["way-unit"].attributes
    assert "nothing" in desk.page("/handovers/new")


def test_it_goes_out_and_comes_in(desk: Desk, fire: Desk) -> None:
    handover = hand_over(desk)
    assert "鑫源餐饮店" in desk.page("/handovers", side="out")["handover-row"].text
    assert "empty" in desk.page("/handovers")
    assert "陈" not in fire.page("/handovers")["handover-row"].text
    page = fire.page(f"/handovers/{handover}")
    assert "12月1日 前签收" in page["term"].text
    assert fire.send(f"/handovers/{handover}/receive").status_code == 303
    assert "已签收" in fire.page(f"/handovers/{handover}", done="receive")["done"].text
    assert "receive" not in fire.page(f"/handovers/{handover}")


def test_what_is_missing_stands_beside_its_field(desk: Desk) -> None:
    page = Page(desk.send("/handovers/new", subject=str(Cast.subject), way="clue"), 422)
    assert "请写明移交的原因" in page["error-reason"].text
    bare = {"subject": str(Cast.subject), "way": "clue", "reason": "堆物"}
    page = Page(desk.send("/handovers/new", **bare), 422)
    assert "请选接收单位" in page["error-receiver_id"].text


def test_a_receiver_is_looked_for_by_name_and_stays_chosen(desk: Desk) -> None:
    found = desk.page("/handovers/receivers", part=True, receiver_q="消防")
    assert "越城区消防救援大队" in found["receiver"].text
    assert "找到 1 个" in found["receiver-hint"].text
    chosen = {"receiver_q": "没有这家", "receiver_id": str(Cast.fire)}
    found = desk.page("/handovers/receivers", part=True, **chosen)
    assert "越城区消防救援大队" in found["receiver"].text
    assert "没有找到“没有这家”" in found["receiver-hint"].text


def test_what_cannot_be_kept_is_neither_looked_for_nor_sent(desk: Desk) -> None:
    found = desk.page("/handovers/receivers", part=True, receiver_q="消防\0大队")
    assert "receiver-hint" in found
    form = {"subject": str(Cast.subject), "way": "clue", "reason": "堆物", "papers": "照片\0\n清单"}
    sent = desk.send("/handovers/new", **form, receiver_id=str(Cast.fire))
    shown = desk.page(sent.headers["Location"].removeprefix("/console"))
    assert "清单" in shown["material"].text
    assert "照片" not in shown["material"].text


def test_looking_for_one_without_scripts_sends_nothing_and_loses_nothing(desk: Desk) -> None:
    form = {"subject": str(Cast.subject), "way": "copy", "reason": "堆物"}
    page = Page(desk.send("/handovers/new", **form, receiver_q="消防", find="1"))
    assert page["reason"].text == "堆物"
    assert "checked" in page["way-copy"].attributes
    assert "empty" in desk.page("/handovers", side="out")


def test_returned_with_a_reason_and_sent_again(desk: Desk, fire: Desk, walk: Walk) -> None:
    walk.arrive()
    walk.confirm()
    walk.show_and_ask()
    walk.answer_all()
    page = desk.page(f"/inspections/{walk.inspection}")
    finding = page["pick"].attributes["value"]
    handover = hand_over(desk, subject=[], finding=finding)
    wrong = Page(fire.send(f"/handovers/{handover}/return", reason=" "), 422)
    assert "请写明原因" in wrong["error-reason"].text
    fire.send(f"/handovers/{handover}/return", reason="缺现场照片")
    mine = desk.page(f"/handovers/{handover}")
    assert "缺现场照片" in mine["steps"].text
    photo = f"photo:{walk.inspection}:{walk.named[0]}"
    again = {"reason": "补了照片", "material": photo, "papers": "情况说明 1 份\n\n"}
    assert desk.send(f"/handovers/{handover}/resend", **again).status_code == 303
    material = fire.page(f"/handovers/{handover}")["material"].text
    assert "现场照片" in material
    assert "情况说明 1 份" in material


def test_a_photo_that_came_along_is_drawn_for_the_receiver_alone(
    desk: Desk, fire: Desk, desk_of: Callable[..., Desk], walk: Walk
) -> None:
    walk.arrive()
    walk.answer_all()
    photo = f"photo:{walk.inspection}:{walk.named[0]}"
    finding = f"{walk.inspection}:FS-01"
    handover = hand_over(desk, subject=[], finding=finding, material=photo)
    page = fire.page(f"/handovers/{handover}")
    drawn = next(e.attributes["src"] for e in page.elements if e.tag == "img")
    answer = fire.ask(drawn.removeprefix("/console"))
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert fire.ask(f"/inspections/{walk.inspection}").status_code == 404


def test_the_police_need_the_head_and_the_material(
    desk: Desk, desk_of: Callable[..., Desk], cast: Cast
) -> None:
    crew = [str(cast.chen_officer), str(cast.shen_officer)]
    name = "绍兴市公安局越城区分局"
    handover = hand_over(desk, way="police", receiver_id="", receiver_name=name, crew=crew)
    assert "approve" not in desk.page(f"/handovers/{handover}")
    head = desk_of(named("account fan"), Role.AGENCY_HEAD)
    assert head.send(f"/handovers/{handover}/approve").status_code == 303
    bare = Page(desk.send(f"/handovers/{handover}/transfer", part_letter="移送书 1 份"), 422)
    assert "还差涉嫌犯罪案件情况的调查报告" in bare["error-material"].text
    whole = {
        "part_letter": "移送书 1 份",
        "part_report": "调查报告 1 份",
        "part_goods": "清单 1 份",
        "why_expert": "没有需要检验的物品",
    }
    assert desk.send(f"/handovers/{handover}/transfer", **whole).status_code == 303
    unsigned = Page(desk.send(f"/handovers/{handover}/receive"), 422)
    assert "请写明对方谁签的收" in unsigned["error-receiver_id"].text
    assert desk.send(f"/handovers/{handover}/receive", signed_by="周警官").status_code == 303
    assert "对方经办人 周警官" in desk.page(f"/handovers/{handover}")["steps"].text


def test_the_sheet_has_no_formulas(desk: Desk) -> None:
    hand_over(desk, reason='=HYPERLINK("http://x")')
    answer = desk.ask("/handovers/export", side="out")
    [_, row] = load_workbook(BytesIO(answer.data)).active.iter_rows()  # type: ignore[union-attr]
    reason = row[8]
    assert (reason.data_type, reason.value) == ("s", '=HYPERLINK("http://x")')


def test_the_list_is_narrowed(desk: Desk) -> None:
    hand_over(desk)
    found: dict[str, Any] = {"side": "out"}
    assert "handover-row" in desk.page("/handovers", q="鑫源", **found)
    assert "handover-row" not in desk.page("/handovers", q="没有这家", **found)
    assert "handover-row" not in desk.page("/handovers", way="copy", **found)
    assert "handover-row" not in desk.page("/handovers", state="received", **found)
    assert "handover-row" in desk.page("/handovers", way="坏", agency_id="坏", **found)


def test_who_only_oversees_does_nothing(
    desk: Desk, desk_of: Callable[..., Desk], cast: Cast
) -> None:
    handover = hand_over(desk)
    reviewer = desk_of(named("account fan"), Role.OFFICER)
    assert reviewer.ask("/handovers").status_code == 403
    legal = desk_of(named("account old"), Role.LEGAL_REVIEW)
    assert "withdraw-open" not in legal.page(f"/handovers/{handover}")
    assert legal.send(f"/handovers/{handover}/withdraw", reason="不该").status_code == 403
