"""检查表 in the console: writing, reviewing, taking in and giving out."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from backend.core import clock
from backend.core.auth import Role
from backend.core.database import unit_of_work
from backend.core.sheets import workbook
from backend.matters import Checklist, Implementation, Matter
from tests.cast import Cast
from tests.console.conftest import Desk
from tests.console.page import Page

HEAD = {"title": "小餐饮检查表", "field": "市场监管", "object": "小餐饮店", "source": "按办法编写"}
ITEM: dict[str, Any] = {
    "act": "change_item",
    "text": "食品经营许可证在有效期内",
    "how": "看墙上的证，和系统里的对一对",
    "basis": "《食品安全法》第三十五条第一款：国家对食品生产经营实行许可制度",
    "answer": "pass_fail_na",
    "typical": "没有许可证；许可证过期",
    "measure": "立即停止经营，办证后再营业。",
    "photos": "1",
    "what": "许可证",
    "dispositions": ["D2", "D4"],
    "deadline": "15 日",
    "key": "on",
    "required": "on",
}


@pytest.fixture
def admin(noon: object, desk_of: Callable[..., Desk], cast: Cast) -> Desk:
    return desk_of(cast.shen, Role.MATTER_ADMIN)


@pytest.fixture
def reviewer(desk_of: Callable[..., Desk], cast: Cast) -> Desk:
    return desk_of(cast.yu, Role.LEGAL_REVIEW)


@pytest.fixture
def draft(admin: Desk) -> str:
    """Where an empty draft is."""
    answer = admin.send("/checklists/new", **HEAD)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"].removeprefix("/console").removesuffix("/edit")


def revision(desk: Desk, where: str) -> str:
    [field] = [
        e for e in desk.page(where + "/edit").elements if e.attributes.get("id") == "revision"
    ]
    return field.attributes["value"]


def act(desk: Desk, where: str, act: str, **given: Any) -> Page:
    return Page(desk.send(where + "/edit", act=act, revision=revision(desk, where), **given))


def written(admin: Desk, draft: str) -> str:
    """The draft with one whole item."""
    act(admin, draft, "add_item", section="0")
    act(admin, draft, code="BD01", **ITEM)
    return draft


def published(admin: Desk, reviewer: Desk, draft: str) -> str:
    written(admin, draft)
    assert admin.send(draft + "/submit", revision=revision(admin, draft)).status_code == 303
    page = reviewer.page(draft)
    [field, *_] = page.named("revision")
    answer = reviewer.send(draft + "/publish", revision=field.attributes["value"])
    assert answer.status_code == 303
    return draft


def test_from_nothing_to_published(admin: Desk, reviewer: Desk, draft: str) -> None:
    assert "至少" not in admin.page(draft + "/edit")["saved"].text
    page = admin.page(published(admin, reviewer, draft))
    assert "已发布" in page.html
    assert "to-editor" not in page
    assert admin.page("/checklists", tab="published").all("checklist-row")


def test_what_is_missing_is_named_with_its_place(admin: Desk, draft: str) -> None:
    page = act(admin, draft, "add_item", section="0")
    said = [each.text for each in page.all("flaw")]
    assert "BD01 检查内容：还没有填" in said
    assert "disabled" in page["submit"].attributes
    page = act(admin, draft, code="BD01", **ITEM)
    assert page.all("flaw") == []
    assert "可以送审" in page["flaws"].text


def test_what_cannot_be_read_is_said_and_the_rest_is_kept(admin: Desk, draft: str) -> None:
    act(admin, draft, "add_item", section="0")
    page = act(admin, draft, code="BD01", **ITEM | {"deadline": "下个月", "show_if": "${X"})
    assert "有 2 处没有存" in page["saved"].text
    assert "15 日" in page.html
    assert ITEM["text"] in page["phone-question"].text


def test_typing_redraws_no_field(admin: Desk, draft: str) -> None:
    act(admin, draft, "add_item", section="0")
    assert "item-form" not in act(admin, draft, code="BD01", **ITEM)
    assert "item-form" in act(admin, draft, "copy_item", code="BD01")


def test_of_two_who_write_the_second_is_told(admin: Desk, draft: str) -> None:
    old = revision(admin, draft)
    act(admin, draft, "add_section", title="人员")
    answer = admin.send(draft + "/edit", act="add_section", title="别的", revision=old)
    assert answer.status_code == 409
    assert "没有盖掉对方的" in answer.get_data(as_text=True)


def test_undo_by_a_button(admin: Desk, draft: str) -> None:
    act(admin, draft, "add_item", section="0")
    page = admin.page(draft + "/edit")
    assert page["undo"].attributes["title"] == "撤销：加一项 BD01"
    answer = admin.send(draft + "/undo", revision=revision(admin, draft))
    assert Page(answer).all("outline-item") == []
    page = Page(admin.send(draft + "/undo", revision=revision(admin, draft), again="1"))
    assert len(page.all("outline-item")) == 1


def test_words_of_a_choice_are_understood_in_a_condition(admin: Desk, draft: str) -> None:
    written(admin, draft)
    act(admin, draft, "add_item", section="0")
    page = act(admin, draft, code="BD02", **ITEM | {"show_if": "${BD01} = '不符合'"}, item="BD02")
    assert page.all("flaw") == []
    shown = admin.page(draft + "/preview", part=True, item="BD02")
    assert "现在不显示" in shown.html
    shown = admin.page(draft + "/preview", part=True, item="BD02", **{"a-BD01": "fail"})
    assert "现在不显示" not in shown.html


def test_who_wrote_it_finds_no_button_to_publish(
    admin: Desk, desk_of: Callable[..., Desk], cast: Cast, draft: str
) -> None:
    written(admin, draft)
    admin.send(draft + "/submit", revision=revision(admin, draft))
    both = desk_of(cast.shen, Role.MATTER_ADMIN, Role.LEGAL_REVIEW)
    page = both.page(draft)
    assert "approve" not in page
    answer = both.send(draft + "/publish", revision=page.named("revision")[0].attributes["value"])
    assert answer.status_code == 403
    assert "另一个人审核" in answer.get_data(as_text=True)


def test_sent_back_with_a_reason(admin: Desk, reviewer: Desk, draft: str) -> None:
    written(admin, draft)
    admin.send(draft + "/submit", revision=revision(admin, draft))
    number = reviewer.page(draft).named("revision")[0].attributes["value"]
    assert reviewer.send(draft + "/send-back", revision=number).status_code == 422
    answer = reviewer.send(draft + "/send-back", revision=number, reason="依据不全")
    assert answer.status_code == 303
    assert "依据不全" in admin.page(draft)["review-note"].text


def test_the_next_version_and_what_it_changes(admin: Desk, reviewer: Desk, draft: str) -> None:
    published(admin, reviewer, draft)
    answer = admin.send(draft + "/renew")
    second = answer.headers["Location"].removeprefix("/console").removesuffix("/edit")
    assert "same" in admin.page(second + "/diff")
    act(admin, second, code="BD01", **ITEM | {"text": "许可证挂在店里看得见的地方"})
    act(admin, second, "add_item", section="0")
    changes = [each.text for each in admin.page(second + "/diff").all("change")]
    assert changes[0].startswith("改动 BD01")
    assert ITEM["text"] in changes[0]
    assert changes[1].startswith("新增 BD02")


def test_out_and_in_again_is_the_same(admin: Desk, draft: str) -> None:
    written(admin, draft)
    answer = admin.ask(draft + "/export")
    data = answer.get_data()
    assert str(answer.mimetype).endswith("spreadsheetml.sheet")
    admin.send(draft + "/discard", revision=revision(admin, draft))
    answer = admin.send("/checklists/import", file=(io.BytesIO(data), "表.xlsx"))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    again = answer.headers["Location"].removeprefix("/console").removesuffix("/edit")
    assert admin.page(again).html.count("食品经营许可证在有效期内") == 1
    assert admin.page(again + "/edit").all("flaw") == []


def test_what_a_workbook_cannot_say_is_told_by_row(admin: Desk) -> None:
    data = workbook("表", ["检查内容", "显示条件"], [["许可证有效", "count(${x}) > 2"]])
    answer = admin.send("/checklists/import", file=(io.BytesIO(data), "表.xlsx"))
    page = Page(answer, 422)
    assert "第 2 行“显示条件”：不支持“count”" in page["import-wrong"].text
    assert admin.page("/checklists", tab="draft").all("checklist-row") == []


def test_joined_for_one_visit(admin: Desk, reviewer: Desk, cast: Cast, draft: str) -> None:
    published(admin, reviewer, draft)
    own = draft.rpartition("/")[2]
    answer = admin.send("/checklists/join", title="综合查一次", parts=[own])
    assert "选 2 到 9 张" in answer.get_data(as_text=True)
    answer = admin.send("/checklists/join", title="综合查一次", parts=[own, str(cast.checklist)])
    assert answer.status_code == 303, answer.get_data(as_text=True)
    where = answer.headers["Location"].removeprefix("/console")
    codes = [each.text.split()[0] for each in admin.page(where).all("outline-item")]
    assert codes[0] == "1-BD01"


def test_an_article_to_quote_from(admin: Desk) -> None:
    page = admin.page("/law-article", part=True, law="食品安全法", article="第三十五条第一款")
    assert "许可制度" in page.html
    assert (
        "没有“第三百条”"
        in admin.page("/law-article", part=True, law="食品安全法", article="第三百条").html
    )


def test_what_was_typed_is_never_markup(admin: Desk, draft: str) -> None:
    act(admin, draft, "add_item", section="0")
    act(admin, draft, code="BD01", **ITEM | {"text": "<script>alert(1)</script>'\""})
    for where in ("/edit", "", "/preview"):
        assert "<script>alert" not in admin.page(draft + where).html


def test_a_list_and_the_editor_cost_few_queries(
    admin: Desk, draft: str, queries: Callable[[], Any]
) -> None:
    written(admin, draft)
    for path in ("/checklists", draft, draft + "/edit"):
        with queries() as made:
            admin.page(path)
        assert len(made) <= 12, json.dumps(made)


OURS = "01310600000101"  # the market's matter
OTHER = "01310600000109"


def test_a_matter_is_found_chosen_and_taken_away_in_the_editor(admin: Desk, draft: str) -> None:
    assert "还没有选" in admin.page(draft + "/edit")["served"].text
    found = admin.page(draft + "/matters", part=True, matter_q="餐饮")
    assert OURS in found["add_matter"].text
    assert "no-matter" in admin.page(draft + "/matters", part=True, matter_q="游泳")
    page = act(admin, draft, "add_matter", matter=OURS, matter_q="餐饮")
    assert "对餐饮服务提供者的监督检查" in page["served-matter"].text
    assert page["matter-q"].attributes["value"] == "餐饮"
    assert "autofocus" in page["matter-q"].attributes
    assert "no-matter" in page
    assert OURS in admin.page(draft)["served"].text
    page = act(admin, draft, "remove_matter", matter=OURS)
    assert "served-matter" not in page
    page = Page(admin.send(draft + "/undo", revision=revision(admin, draft)))
    assert OURS in page["served-matter"].text


def test_a_matter_of_another_agency_cannot_be_slipped_in(
    admin: Desk, draft: str, desk_of: Callable[..., Desk], cast: Cast
) -> None:
    other = desk_of(cast.sun, Role.MATTER_ADMIN)
    assert other.ask(draft + "/matters").status_code == 404
    answer = other.send("/checklists/new", **HEAD)
    own = answer.headers["Location"].removeprefix("/console").removesuffix("/edit")
    answer = other.send(own + "/edit", act="add_matter", matter=OURS, revision=revision(other, own))
    assert answer.status_code == 422
    assert "不在本单位已公布的监管事项里" in answer.get_data(as_text=True)


def test_a_code_that_the_catalogue_has_not_is_named_where_it_stands(admin: Desk) -> None:
    head = [["名称", "小餐饮"], ["监管事项", f"{OURS}、01319999000001"]]
    book = workbook("检查项", ["检查内容"], [["有许可证"]], ("表头", ["栏目", "内容"], head))
    answer = admin.send("/checklists/import", file=(io.BytesIO(book), "表.xlsx"))
    where = answer.headers["Location"].removeprefix("/console")
    page = admin.page(where)
    flaw = page.all("flaw")[0]
    assert flaw.text == "监管事项 01319999000001：目录里没有这个编码，请移去或换一个"
    assert flaw.attributes["data-open"] == "matters"
    assert len(page.all("served-matter")) == 2


def test_a_form_that_leaves_out_what_it_is_used_for_is_told_where_one_mends_it(
    app: Flask, admin: Desk, reviewer: Desk, draft: str
) -> None:
    with app.app_context(), unit_of_work() as session:
        known = session.scalars(select(Matter).where(Matter.code == OURS)).one()
        values = {each.key: getattr(known, each.key) for each in Matter.__table__.columns}
        session.add(Matter(**values | {"id": clock.uuid7(), "code": OTHER, "name": "另一事项"}))
    act(admin, draft, "add_matter", matter=OTHER)
    form = published(admin, reviewer, draft)
    assert "left-out" not in admin.page(form)
    with app.app_context(), unit_of_work() as session:
        code = session.get_one(Checklist, uuid.UUID(form.split("/")[-1])).code
        session.execute(update(Implementation).values(checklists=[code]))
    assert OURS in admin.page(form)["left-out"].text
    assert "没有列这个事项" in admin.page("/implementations")["leaves-out"].text
    answer = admin.send(form + "/renew")
    again = answer.headers["Location"].removeprefix("/console").removesuffix("/edit")
    assert OURS in admin.page(again + "/edit")["left-out"].text
    assert "可以送审" in admin.page(again + "/edit")["flaws"].text  # told, and in nobody's way
    assert "left-out" not in act(admin, again, "add_matter", matter=OURS)
