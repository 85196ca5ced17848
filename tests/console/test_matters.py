"""监管事项 and 实施清单 in the console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from backend.core.auth import Role
from backend.core.database import perform
from tests.cast import Cast, forget_matters
from tests.console.conftest import Desk

FORM: dict[str, Any] = {
    "code": "01310604000001",
    "name": "对餐饮服务提供者的监督检查",
    "field": "市场监管",
    "category": "key",
    "duty": "县级以上市场监督管理部门",
    "object": "餐饮服务提供者",
    "subject_tags": "餐饮、小吃",
    "measure": "现场检查",
    "modes": ["site", "papers"],
    "basis": "《食品安全法》第三十五条第一款：国家对食品生产经营实行许可制度",
    "ratio": "100",
}


@pytest.fixture(autouse=True)
def empty_catalogue(app: Flask) -> None:
    with app.app_context():
        perform(forget_matters)


@pytest.fixture
def admin(desk_of: Callable[..., Desk], cast: Cast) -> Desk:
    return desk_of(cast.shen, Role.MATTER_ADMIN)


def entered(admin: Desk, **changes: Any) -> str:
    answer = admin.send("/matters/new", **FORM | changes)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"].removeprefix("/console").partition("?")[0]


def test_a_matter_from_form_to_list(admin: Desk, desk: Desk) -> None:
    assert "还没有登记" in desk.page("/matters")["empty"].text
    entered(admin)
    [row] = desk.page("/matters").all("matter-row")
    for words in ("对餐饮服务提供者的监督检查", "01310604000001", "重点检查事项", "100%", "未公布"):
        assert words in row.text
    assert "new-matter" not in desk.page("/matters")


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(admin: Desk) -> None:
    answer = admin.send("/matters/new", **FORM | {"code": "12", "duty": " "})
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "请写职责主体" in text
    assert "对餐饮服务提供者的监督检查" in text


def test_the_article_is_shown_with_its_words(admin: Desk) -> None:
    page = admin.page(entered(admin))
    assert "国家对食品生产经营实行许可制度" in page.html
    [unread] = admin.page(entered(admin, code="01310604000002", basis="待核：操作规范")).all(
        "unread"
    )
    assert "待核" in unread.text


def test_editing_begins_with_what_is_there(admin: Desk) -> None:
    where = entered(admin)
    page = admin.page(where + "/edit")
    assert "餐饮、小吃" in page.html
    assert page["basis"].text.startswith("《食品安全法》（2021-04-29）第三十五条第一款")
    answer = admin.send(where + "/edit", **FORM | {"ratio": "50", "revision": "1"})
    assert answer.status_code == 303
    again = admin.send(where + "/edit", **FORM | {"ratio": "20", "revision": "1"})
    assert again.status_code == 422
    assert "没有盖掉对方的" in again.get_data(as_text=True)


def test_publishing_and_retiring(admin: Desk) -> None:
    where = entered(admin)
    assert admin.send(where + "/publish", revision="1").status_code == 303
    assert "已公布" in admin.page("/matters")["matter-row"].text
    assert admin.send(where + "/retire", revision="2").status_code == 422
    assert admin.send(where + "/retire", revision="2", reason="目录调整").status_code == 303
    assert "目录调整" in admin.page(where)["trail"].text


def test_without_a_uscc_the_page_says_what_is_missing(admin: Desk, cast: Cast) -> None:
    where = entered(admin)
    assert "还没有登记统一社会信用代码" in admin.page(where).html
    answer = admin.send(where + "/implementations", agency_id=str(cast.market), code="X")
    assert answer.status_code == 422


def test_a_long_list_costs_few_queries(admin: Desk, queries: Callable[[], Any]) -> None:
    for place in range(12):
        entered(admin, code=f"013106040000{place:02d}")
    with queries() as made:
        assert len(admin.page("/matters").all("matter-row")) == 12
    assert len(made) <= 10


def test_the_admin_of_matters_begins_at_the_matters(admin: Desk) -> None:
    assert admin.ask("/").headers["Location"].endswith("/console/matters")
