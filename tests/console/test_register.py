"""监管对象名录库 at the desk of its keeper."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend.core.auth import Role
from backend.core.database import perform
from backend.organization import Region
from backend.subjects import Subject
from tests.cast import Cast
from tests.console.conftest import Desk
from tests.console.page import Page
from tests.subjects.searching import keep

SHOP = f"/subjects/{Cast.subject}"
NEW = {
    "name": "绍兴市越城区若耶面馆",
    "kind": "个体工商户",
    "state": "存续",
    "uscc": "92330602 mayw27eb7l",
    "region_code": "330602002",
    "address": "绍兴市越城区府山街道若耶路113号",
    "phone": "138 0000 1234",
    "tags": "餐饮 无事不扰",
    "crs": "WGS84",
    "source": "市场监管登记",
    "valid_from": "2026-11-20",
}
LICENCE = {
    "kind": "食品经营许可证",
    "number": "JY23306020000001",
    "issuer": "绍兴市越城区市场监督管理局",
    "valid_to": "2026-12-01",
}


@pytest.fixture
def keeper(noon: object, desk_of: Callable[..., Desk], cast: Cast) -> Desk:
    return desk_of(cast.yu, Role.REGISTER_ADMIN)


def entered(keeper: Desk, **changes: str) -> str:
    answer = keeper.send("/subjects/new", **NEW | changes)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"].removeprefix("/console").partition("?")[0]


def version(page: Page) -> str:
    return page.named("version")[0].attributes["value"]


def send(keeper: Desk, path: str, **form: Any) -> TestResponse:
    """One of the small forms of the shop's page, as it stands there now."""
    return keeper.send(path, version=version(keeper.page(SHOP)), **form)


def test_the_keepers_first_page_is_the_register(keeper: Desk) -> None:
    assert keeper.ask("/").headers["Location"] == "/console/subjects"
    page = keeper.page("/subjects")
    [row] = page.all("subject-row")
    assert "鑫源餐饮店" in row.text
    assert "府山街道" in row.text
    assert "nav-tasks" not in page


def test_an_overseer_reads_and_changes_nothing(desk: Desk) -> None:
    page = desk.page(SHOP)
    assert "卫生健康局" in page["visits"].text
    assert not {"edit", "to-merge", "licence-open", "tag-add"} & {
        each.attributes.get("data-testid") for each in page.elements
    }
    assert desk.send(f"{SHOP}/tags", version="1", add="x").status_code == 403


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "鑫源"}, True),
        ({"q": "92330602ma"}, True),
        ({"q": "没有这家"}, False),
        ({"q": "鑫源", "risk": "A"}, False),
        ({"kind": "个体工商户", "credit": "B", "risk": "C", "state": "存续"}, True),
        ({"kind": "企业"}, False),
        ({"tag": "餐饮"}, True),
        ({"tag": "电梯使用单位"}, False),
        ({"region": "330602002"}, True),
        ({"region": "330602003"}, False),
        ({"region": "x", "kind": "火星人", "after": "y"}, True),
        ({"kind": "个体工商户", "after": "y"}, True),
    ],
)
def test_the_list_is_narrowed(app: Flask, keeper: Desk, asked: dict[str, str], found: bool) -> None:
    keep(app)
    page = keeper.page("/subjects", part=True, **asked)
    assert ("subject-row" in page, "empty" in page) == (found, not found)


def test_the_list_goes_by_the_page_and_asks_little(
    app: Flask, keeper: Desk, queries: Callable[[], Any]
) -> None:
    def many(session: Session) -> None:
        first = session.get_one(Subject, Cast.subject)
        columns = {c.key: getattr(first, c.key) for c in Subject.__mapper__.columns}
        for n in range(45):
            row = columns | {"id": uuid.uuid4(), "uscc": None, "name": f"店{n}"}
            session.add(Subject(**row))

    keeper.page("/subjects")  # the first asks once whose database it is
    with queries() as few:
        keeper.page("/subjects")
    with app.app_context():
        perform(many)
    with queries() as made:
        page = keeper.page("/subjects")
    assert len(made) <= len(few) <= 9
    seen = [each.text for each in page.all("subject-row")]
    while "more" in page:
        answer = keeper.client.get(
            page["more"].attributes["href"], headers={"HX-Request": "true", "Accept": "text/html"}
        )
        page = Page(answer)
        seen += [each.text for each in page.all("subject-row")]
    assert len(seen) == len({*seen}) == 46


def test_a_new_one_is_entered_and_shown(keeper: Desk) -> None:
    where = entered(keeper)
    page = keeper.page(where, done="entered")
    assert "已登记入库" in page["done"].text
    identity = page["identity"].text
    for words in ("92330602MAYW27EB7L", "若耶路113号", "138****1234"):
        assert words in identity
    assert "无事不扰" in page["tags"].text
    assert "登记入库" in page["changes"].text


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(keeper: Desk) -> None:
    wrong = NEW | {"uscc": "92330602MAYW27EB7M", "phone": "123", "raw_latitude": "北纬三十度"}
    page = Page(keeper.send("/subjects/new", **wrong), 422)
    assert "小数度数" in page["error-raw_latitude"].text
    assert "校验位不对" in page["error-uscc"].text  # all at once: nobody mends a form twice
    del wrong["raw_latitude"]
    page = Page(keeper.send("/subjects/new", **wrong), 422)
    assert "校验位不对" in page["error-uscc"].text
    assert "电话号码不对" in page["error-phone"].text
    for name in ("name", "uscc", "phone", "address", "tags"):
        assert page[name].attributes["value"] == wrong[name]
    page = Page(keeper.send("/subjects/new", name="面"), 422)
    assert "请选信息来源" in page["error-source"].text
    assert "名称至少两个字" in page["error-name"].text
    assert "请填住所" in page["error-address"].text


def test_one_that_is_known_is_pointed_to(keeper: Desk) -> None:
    where = entered(keeper)
    page = Page(keeper.send("/subjects/new", **NEW), 422)
    assert "已经有这个号码" in page["error-uscc"].text
    assert page["known"].attributes["href"] == "/console" + where


def test_an_old_code_asks_for_the_reason(keeper: Desk) -> None:
    old = NEW | {"kind": "企业", "uscc": "91350211M0000XUF46"}
    page = Page(keeper.send("/subjects/new", **old), 422)
    assert "历史赋码" in page["error-code_reason"].text
    where = entered(keeper, **old | {"code_reason": "核对过原件"})
    assert "接受历史赋码" in keeper.page(where)["changes"].text


def test_numbers_of_people_stay_unless_they_are_cleared(keeper: Desk) -> None:
    where = entered(keeper)
    page = keeper.page(f"{where}/edit")
    assert page["phone"].attributes["value"] == ""
    assert "138****1234" in page.html
    assert "13800001234" not in page.html
    kept = NEW | {"phone": "", "legal_rep": "林阿根", "version": version(page)}
    assert keeper.send(f"{where}/edit", **kept).status_code == 303
    assert "138****1234" in keeper.page(where)["identity"].text
    cleared = kept | {"clear": "phone", "version": version(keeper.page(f"{where}/edit"))}
    assert keeper.send(f"{where}/edit", **cleared).status_code == 303
    assert "138****1234" not in keeper.page(where)["identity"].text


def test_saving_the_form_as_it_is_leaves_the_position_alone(app: Flask, keeper: Desk) -> None:
    page = keeper.page(f"{SHOP}/edit")
    same = NEW | {"uscc": "92330602MA2D7K3Q7W", "version": version(page)}
    assert keeper.send(f"{SHOP}/edit", **same).status_code == 303
    with Session(app.extensions["engine"]) as session:
        assert session.get_one(Subject, Cast.subject).latitude == 30.0


def test_what_is_wrong_in_a_change_is_told_at_once(keeper: Desk) -> None:
    given = {"version": version(keeper.page(f"{SHOP}/edit")), "uscc": "92330602MA2D7K3Q7W"}
    wrong = NEW | given | {"raw_latitude": "北纬三十度", "phone": "123"}
    page = Page(keeper.send(f"{SHOP}/edit", **wrong), 422)
    assert "小数度数" in page["error-raw_latitude"].text
    assert "error-phone" in page


def test_of_two_at_once_the_second_sees_what_the_first_wrote(keeper: Desk) -> None:
    where = entered(keeper)
    seen = version(keeper.page(f"{where}/edit"))
    first = NEW | {"legal_rep": "林阿根", "phone": "", "version": seen}
    assert keeper.send(f"{where}/edit", **first).status_code == 303
    second = NEW | {"legal_rep": "林二根", "phone": "", "version": seen}
    page = Page(keeper.send(f"{where}/edit", **second), 409)
    assert "刚被别人改过" in page["changed"].text
    assert "改成“林阿根”" in page["error-legal_rep"].text
    assert page["legal_rep"].attributes["value"] == "林二根"
    again = second | {"version": version(page)}
    assert keeper.send(f"{where}/edit", **again).status_code == 303


def test_a_number_is_revealed_for_a_reason(keeper: Desk) -> None:
    where = entered(keeper)
    assert "reveal-phone" in keeper.page(where)
    page = Page(keeper.send(f"{where}/reveal", field="phone", reason=" "), 422)
    assert "请写明为什么要看" in page["error-reason"].text
    answer = keeper.send(f"{where}/reveal", field="phone", reason="通知到场")
    assert Page(answer)["revealed"].text == "13800001234"
    assert answer.headers["Cache-Control"] == "no-store"
    assert Page(keeper.send(f"{where}/reveal", field="name", reason="看"), 422)


def test_licences_are_kept_and_marked(keeper: Desk) -> None:
    page = Page(send(keeper, f"{SHOP}/licences", **LICENCE | {"number": ""}), 422)
    assert "请写证号" in page["error-number"].text
    assert "open" in page["licence-open"].attributes
    assert send(keeper, f"{SHOP}/licences", **LICENCE).status_code == 303
    page = keeper.page(SHOP)
    assert "快到期" in page["licence"].text
    assert "还有 7 天到期" in page["alert"].text
    twice = Page(send(keeper, f"{SHOP}/licences", **LICENCE), 422)
    assert "已登记过" in twice["error-number"].text
    at = next(
        e.attributes["action"].removeprefix("/console")
        for e in page.elements
        if "/licences/" in e.attributes.get("action", "")
    )
    longer = LICENCE | {"valid_to": "", "version": version(keeper.page(SHOP))}
    assert keeper.send(at, **longer).status_code == 303
    assert "长期" in keeper.page(SHOP)["licence"].text
    gone = {"reason": "登记错了", "version": version(keeper.page(SHOP))}
    assert keeper.send(f"{at}/drop", **gone).status_code == 303
    assert "licence" not in keeper.page(SHOP)


def test_credit_and_tags(keeper: Desk) -> None:
    given = {"month": "2026-11", "grade": "A", "source": "省信用平台"}
    assert send(keeper, f"{SHOP}/credit", **given).status_code == 303
    assert "信用 A" in keeper.page(SHOP)["credits"].text
    assert Page(send(keeper, f"{SHOP}/credit", **given | {"month": "2027-01"}), 422)
    assert send(keeper, f"{SHOP}/tags", add="经营异常名录").status_code == 303
    assert "已列入经营异常名录" in keeper.page(SHOP)["alert"].text
    assert send(keeper, f"{SHOP}/tags", remove="经营异常名录").status_code == 303
    assert "经营异常名录" not in keeper.page(SHOP)["tags"].text
    stale = Page(keeper.send(f"{SHOP}/tags", version="1", add="餐饮2"), 422)
    assert "刚被别人改过" in stale["form-wrong"].text


def test_two_that_are_one_are_compared_merged_and_taken_apart_again(
    app: Flask, keeper: Desk
) -> None:
    double = {"uscc": "", "legacy_number": "330602198001036", "name": "鑫源餐饮店（旧照）"}
    where = entered(keeper, **double)
    other = where.rpartition("/")[2]
    keep(app)
    hits = keeper.page(f"{SHOP}/merge", part=True, q="旧照")
    assert other in hits["hit"].attributes["href"]
    page = keeper.page(f"{SHOP}/merge", other_id=other)
    assert "330602198001036" in page["compare"].text
    form = {
        name: page.named(name)[0].attributes["value"]
        for name in ("version", "other_id", "other_version")
    }
    refused = Page(keeper.send(f"{SHOP}/merge", **form), 422)
    assert "请写明为什么是同一家" in refused["error-reason"].text
    assert keeper.send(f"{SHOP}/merge", reason="换了新照", **form).status_code == 303
    assert "旧照" in keeper.page(SHOP)["absorbed"].text
    assert "旧照" not in keeper.page("/subjects").html
    gone = keeper.page(where)
    assert "已并入" in gone["merged-into"].text
    assert "edit" not in gone
    back = {"version": version(gone), "reason": "是两家"}
    assert keeper.send(f"{where}/separate", **back).status_code == 303
    assert "absorbed" not in keeper.page(SHOP)


def test_two_with_codes_are_not_merged(keeper: Desk) -> None:
    other = entered(keeper).rpartition("/")[2]
    page = keeper.page(f"{SHOP}/merge", other_id=other)
    assert "不是同一家" in page["cannot-merge"].text
    assert "merge" not in page


def test_a_new_one_is_split_off(keeper: Desk) -> None:
    assert send(keeper, f"{SHOP}/licences", **LICENCE).status_code == 303
    page = keeper.page(f"{SHOP}/split")
    ids = {
        name: page.named(name)[0].attributes["value"]
        for name in ("version", "licence_ids", "past_ids")
    }
    refused = Page(keeper.send(f"{SHOP}/split", **NEW | ids | {"uscc": ""}), 422)
    assert "请写明为什么要拆分" in refused["error-reason"].text
    assert "checked" in refused.named("licence_ids")[0].attributes
    answer = keeper.send(f"{SHOP}/split", **NEW | ids | {"reason": "一照两店"})
    assert answer.status_code == 303
    made = keeper.page(answer.headers["Location"].removeprefix("/console").partition("?")[0])
    assert "JY23306020000001" in made["licences"].text
    assert "卫生健康局" in made["visits"].text
    assert "licence" not in keeper.page(SHOP)


def test_another_county_is_read_and_not_kept(app: Flask, keeper: Desk, cast: Cast) -> None:
    def elsewhere(session: Session) -> None:
        session.add(Region(code="330603001", name="柯桥街道", level="town", parent="330603"))
        session.flush()
        session.get_one(Subject, cast.subject).region_code = "330603001"

    with app.app_context():
        perform(elsewhere)
    assert "edit" not in keeper.page(SHOP)
    assert keeper.ask(f"{SHOP}/edit").status_code == 403
    assert "subject-row" not in keeper.page("/subjects")
    keep(app)
    assert "subject-row" in keeper.page("/subjects", q="鑫源")


def test_older_history_comes_by_the_page(keeper: Desk) -> None:
    for n in range(11):
        for change in ({"add": f"第{n}"}, {"remove": f"第{n}"}):
            assert send(keeper, f"{SHOP}/tags", **change).status_code == 303
    page = keeper.page(SHOP)
    assert len(page.all("change")) == 20
    older = page["changes-more"].attributes["href"].partition("before=")[2]
    part = keeper.page(f"{SHOP}/changes", part=True, before=older)
    assert (len(part.all("change")), "<html" in part.html) == (2, False)
    assert len(keeper.page(f"{SHOP}/changes", before=older).all("change")) == 2


def test_the_page_asks_little(keeper: Desk, queries: Callable[[], Any]) -> None:
    with queries() as made:
        keeper.page(SHOP)
    assert len(made) <= 20
