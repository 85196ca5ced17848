"""What nobody sees is not kept in a register; what somebody states stays as it was typed."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend.core.auth import Role
from backend.core.database import unit_of_work
from backend.core.records import Audit
from backend.core.sheets import workbook
from backend.matters import Checklist, Matter, drafts, xlsform
from backend.organization import Agency, Entrustment, Officer
from backend.subjects import Licence, Subject
from tests.cast import Cast
from tests.console.conftest import Desk
from tests.console.test_checklists import HEAD, ITEM, act
from tests.console.test_matters import FORM
from tests.console.test_register import LICENCE

WORDS = ("\u200b", "\u202e", "\ufeff", "\u00ad")


def hidden(text: str) -> str:
    """With a mark behind each of its characters."""
    return "".join(each + WORDS[at % len(WORDS)] for at, each in enumerate(text))


@pytest.fixture
def keeper(noon: object, desk_of: Callable[..., Desk], cast: Cast) -> Desk:
    return desk_of(cast.yu, Role.REGISTER_ADMIN)


@pytest.fixture
def admin(noon: object, desk_of: Callable[..., Desk], cast: Cast) -> Desk:
    return desk_of(cast.shen, Role.MATTER_ADMIN)


def one(app: Flask, model: Any, *where: Any) -> Any:
    with app.app_context(), unit_of_work(writes=False) as session:
        return session.scalars(select(model).where(*where)).one()


def taken(desk: Desk, path: str, **form: Any) -> None:
    answer = desk.send(path, **form)
    assert answer.status_code == 303, answer.get_data(as_text=True)


def test_an_officer_a_certificate_and_the_reason_for_revoking_it(app: Flask, keeper: Desk) -> None:
    form = {"name": hidden("顾小满"), "post": hidden("食品监管科"), "expert": hidden("食品、特种")}
    taken(keeper, "/officers/new", agency_id=str(Cast.market), **form)
    found = one(app, Officer, Officer.name == "顾小满")
    assert (found.post, found.expert) == ("食品监管科", ["食品", "特种"])
    assert "officer-row" in keeper.page("/officers", q=hidden("小满"))
    why = f"调到{WORDS[0]}别处"
    taken(keeper, f"/officers/{found.id}/left", version="1", on="2026-11-24", reason=why)
    with app.app_context(), unit_of_work(writes=False) as session:
        facts = [each.facts for each in session.scalars(select(Audit))]
    assert any(each.get("reason") == why for each in facts)


def test_an_agency_and_what_it_is_entrusted_with(app: Flask, keeper: Desk) -> None:
    form = {"name": hidden("越城区市场监管综合服务中心"), "short_name": hidden("越城服务中心")}
    form |= {
        "field": "市场监管",
        "document_prefix": hidden("越市服"),
        "court": "绍兴市越城区人民法院",
    }
    form |= {"review_authority": "绍兴市越城区人民政府", "kind": "entrusted"}
    taken(keeper, "/agencies/new", parent_id=str(Cast.market), **form)
    found = one(app, Agency, Agency.name == "越城区市场监管综合服务中心")
    assert (found.short_name, found.document_prefix) == ("越城服务中心", "越市服")
    days = {"valid_from": "2026-01-01", "valid_to": "2027-01-01", "matters": hidden("市场监管")}
    days |= {"powers": "日常检查", "document": hidden("越市监委〔2026〕1号")}
    taken(keeper, f"/agencies/{found.id}/entrust", principal_id=str(Cast.market), **days)
    entrusted = one(app, Entrustment)
    assert (entrusted.document, entrusted.matters) == ("越市监委〔2026〕1号", ["市场监管"])


def test_a_matter_and_what_its_basis_says(app: Flask, admin: Desk) -> None:
    with app.app_context(), unit_of_work() as session:
        before = set(session.scalars(select(Matter.id)))
    code = "01310604000009"
    form = FORM | {
        "code": hidden(code),
        "name": hidden("对茶楼的检查"),
        "basis": hidden(FORM["basis"]),
    }
    taken(admin, "/matters/new", **form)
    found = one(app, Matter, Matter.id.not_in(before))
    assert (found.code, found.name) == (code, "对茶楼的检查")
    assert found.basis[0]["article"] == "第三十五条第一款"


def test_a_checklist_that_is_typed_and_one_that_is_taken_in(app: Flask, admin: Desk) -> None:
    answer = admin.send("/checklists/new", **{key: hidden(text) for key, text in HEAD.items()})
    where = answer.headers["Location"].removeprefix("/console").removesuffix("/edit")
    act(admin, where, "add_item", section="0")
    act(admin, where, code="BD01", **ITEM | {"text": hidden("有许可证"), "what": hidden("许可证")})
    found = one(app, Checklist, Checklist.title == HEAD["title"])
    [item] = drafts.tree_of(found)["sections"][0]["items"]
    assert (item["text"], item["evidence"]["what"]) == ("有许可证", ["许可证"])
    data = workbook("survey", [hidden("检查内容"), "依据"], [[hidden("有消防通道"), ""]])
    assert xlsform.read(io.BytesIO(data), "x.xlsx").tree["sections"][0]["items"][0]["text"] == (
        "有消防通道"
    )


def test_a_licence_and_a_tag(app: Flask, keeper: Desk) -> None:
    where = f"/subjects/{Cast.subject}"
    taken(keeper, f"{where}/licences", version="1", **LICENCE | {"number": hidden("JY2330602")})
    assert one(app, Licence).number == "JY2330602"
    at = str(one(app, Subject, Subject.id == Cast.subject).version)
    taken(keeper, f"{where}/tags", version=at, add=hidden("餐饮"))
    assert "餐饮" in one(app, Subject, Subject.id == Cast.subject).tags


def test_what_is_only_unseen_is_nothing(keeper: Desk) -> None:
    answer = keeper.send(
        "/officers/new", agency_id=str(Cast.market), name="\u200b\u200b", post="科"
    )
    assert "请填姓名" in answer.get_data(as_text=True)
