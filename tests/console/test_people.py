"""Officers, agencies and accounts as their keepers see them."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from backend.core.auth import Role
from backend.core.database import unit_of_work
from backend.core.records import Audit
from backend.organization import Account, Officer, sheets
from tests.cast import Cast
from tests.conftest import Phone
from tests.console.conftest import Desk
from tests.console.page import Page


@pytest.fixture
def keeper(noon: object, desk_of: Callable[..., Desk], cast: Cast) -> Desk:
    """Yu, for once the register admin."""
    return desk_of(cast.yu, Role.REGISTER_ADMIN)


def after(desk: Desk, path: str, **form: Any) -> Page:
    """The page that one is sent to once the form was taken."""
    answer = desk.send(path, **form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return Page(desk.client.get(answer.headers["Location"], headers={"Accept": "text/html"}))


def test_the_list_shows_certificates_and_the_rate_with_both_numbers(keeper: Desk) -> None:
    page = keeper.page("/officers")
    names = {each.text.split()[0] for each in page.all("officer-row")}
    assert names == {"陈立群", "沈雨薇", "俞建国", "老周", "范明", "小吴"}
    assert "100.0%（4/4）" in page["rate"].text
    assert "孙卫东" not in page.html


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"q": "立群"}, {"陈立群"}),
        ({"q": "11060200002"}, {"沈雨薇"}),
        ({"state": "expired"}, {"老周"}),
        ({"state": "none"}, set()),
        ({"auxiliary": "yes"}, {"小吴"}),
        ({"expert": "yes"}, set()),
        ({"account": "no"}, {"小吴"}),
        ({"left": "yes"}, set()),
    ],
)
def test_the_list_is_narrowed(keeper: Desk, asked: dict[str, str], names: set[str]) -> None:
    page = keeper.page("/officers", part=True, **asked)
    assert {each.text.split()[0] for each in page.all("officer-row")} == names
    assert ("empty" in page) == (not names)


def test_an_officer_is_added_with_numbers_that_only_show_masked(keeper: Desk, cast: Cast) -> None:
    page = after(
        keeper,
        "/officers/new",
        name="顾小满",
        agency_id=str(cast.market),
        post="食品监管科",
        id_number="330600199001011239",
        phone="19900001234",
        expert="食品安全、特种设备",
    )
    assert "330600********1239" in page.html
    assert "199****1234" in page.html
    assert "330600199001011239" not in page.html
    assert "专家：食品安全、特种设备" in page.html
    assert "登记" in page["history"].text


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "请填姓名"),
        ({"id_number": "330600199001011230"}, "id_number", "最后一位"),
        ({"phone": "123"}, "phone", "11 位"),
        ({"agency_id": ""}, "agency_id", "请选单位"),
        ({"agency_id": "fire"}, "agency_id", "没有找到"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    keeper: Desk, cast: Cast, changes: dict[str, str], field: str, words: str
) -> None:
    form = {"name": "顾小满", "agency_id": "market", "post": "食品监管科"} | changes
    form["agency_id"] = str(getattr(cast, form["agency_id"], form["agency_id"]))
    page = Page(keeper.send("/officers/new", **form), 422)
    assert words in page[f"error-{field}"].text
    assert "食品监管科" in page.html


def test_a_certificate_is_added_and_revoked_with_its_reason(keeper: Desk, cast: Cast) -> None:
    where, issuer = f"/officers/{cast.chen_officer}", "浙江省人民政府"
    days = {"valid_from": "2026-01-01", "valid_to": "2030-12-31"}
    page = after(keeper, f"{where}/certificate", number="浙a-123456", issuer=issuer, **days)
    first, second = page.all("certificate")
    assert first.text.startswith("浙A-123456")
    assert second.text.startswith("11060200001")
    bad = Page(keeper.send(f"{where}/certificate", number="12", issuer="省", **days), 422)
    assert "6 到 20 位" in bad["error-number"].text
    taken = {"number": "11060200002", "issuer": issuer, **days}
    again = Page(keeper.send(f"{where}/certificate", **taken), 422)
    assert "已经登记过" in again["error-number"].text
    one = page.named("certificate_id")[0].attributes["value"]
    page = after(keeper, f"{where}/revoke", certificate_id=one, reason="换发新证")
    assert "注销：换发新证" in page["certificates"].text


def test_who_left_is_signed_out_at_the_same_moment(
    shen: Phone, task: str, keeper: Desk, cast: Cast
) -> None:
    assert shen.get("/me").status_code == 200
    where = f"/officers/{cast.shen_officer}"
    form = {"version": "1", "on": "2026-11-24", "reason": "调出本市"}
    page = after(keeper, f"{where}/left", **form)
    assert shen.get("/me").get_json()["code"] == "session-ended"
    assert "还有 1 个没办结的任务" in page["left-with-tasks"].text
    assert "已关闭" in page["account"].text
    assert keeper.send(f"{where}/edit", **form, name="x", post="y").status_code == 422
    back = after(keeper, f"{where}/back", version="2", reason="借调期满")
    assert "返岗" in back["history"].text
    assert "已关闭" in back["account"].text


def test_a_telephone_is_taken_however_it_was_typed(keeper: Desk, cast: Cast) -> None:
    form = {"agency_id": str(cast.market), "name": "新人", "post": "科"}
    page = after(keeper, "/officers/new", **form, phone="+86 199-0000 1234")
    assert "199****1234" in page.html
    wrong = Page(keeper.send("/officers/new", **form, phone="１９９００００１２３"), 422)
    assert "11 位" in wrong["error-phone"].text


def test_of_two_changes_the_second_is_told(keeper: Desk, cast: Cast) -> None:
    form = {"version": "1", "agency_id": str(cast.market), "name": "陈立群", "post": "执法队"}
    after(keeper, f"/officers/{cast.chen_officer}/edit", **form)
    answer = keeper.send(f"/officers/{cast.chen_officer}/edit", **form | {"post": "法规科"})
    assert Page(answer, 409)["problem"].attributes["data-code"] == "officer-changed"


def test_an_avoidance_is_refused_when_the_team_is_chosen(
    app: Flask, keeper: Desk, desk_of: Callable[..., Desk], cast: Cast
) -> None:
    where = f"/officers/{cast.chen_officer}"
    nobody = Page(keeper.send(f"{where}/avoid", subject="没有这家", reason="亲戚"), 422)
    assert "没有找到" in nobody["error-subject"].text
    page = after(keeper, f"{where}/avoid", subject="92330602MA2D7K3Q7W", reason="配偶是经营者")
    assert "配偶是经营者" in page["avoidances"].text
    head = desk_of(cast.yu, Role.SECTION_HEAD)
    choosing = head.page("/tasks/new/subject", part=True, subject_id=str(cast.subject))
    assert "已申报回避：配偶是经营者" in choosing["officers"].text
    form = {
        "subject_id": str(cast.subject),
        "checklist_id": str(cast.checklist),
        "officer_ids": [str(cast.shen_officer), str(cast.chen_officer)],
        "leader": str(cast.shen_officer),
        "deadline": "2026-12-01",
        "kind": "routine",
        "off_site": "看后厨",
    }
    refused = Page(head.send("/tasks/new", **form), 422)
    assert "陈立群已申报回避" in refused["error-officer_ids"].text


def test_the_sheet_holds_no_personal_number_and_no_formula(
    app: Flask, keeper: Desk, cast: Cast
) -> None:
    form = {"agency_id": str(cast.market), "name": "=1+1", "post": "科", "phone": "19900001234"}
    after(keeper, "/officers/new", **form)
    answer = keeper.ask("/officers/export", q="1+1")
    [sheet] = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets
    head, row = sheet.iter_rows()
    shown = {cell.value: row[place] for place, cell in enumerate(head)}
    assert shown["姓名"].value == "=1+1"
    assert shown["姓名"].data_type == "s"
    assert shown["手机号"].value == "199****1234"
    with app.app_context(), unit_of_work(writes=False) as session:
        facts = session.scalars(select(Audit.facts).where(Audit.action == "officer.export")).one()
    assert facts == {"count": 1, "q": "1+1"}


def test_a_sheet_of_too_many_people_says_so_in_its_last_line(
    keeper: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST", 1)
    answer = keeper.ask("/officers/export")
    [sheet] = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets
    [_, _, last] = sheet.iter_rows(values_only=True)
    assert last[0] == "只导出了前 1 条，其余的请缩小筛选范围再导出"


def test_accounts_are_opened_for_all_of_the_ticked_or_none(
    app: Flask, keeper: Desk, cast: Cast
) -> None:
    tenant = replace(app.extensions["dingtalk"], dingtalk_corp_id="demo-corp")
    app.extensions["dingtalk"] = tenant
    assert "all-open" in keeper.page("/officers/accounts")
    form = {"agency_id": str(cast.market), "name": "顾小满", "post": "科"}
    page = after(keeper, "/officers/new", **form)
    with app.app_context(), unit_of_work(writes=False) as session:
        made = session.scalars(select(Officer.id).where(Officer.name == "顾小满")).one()
    days = {"valid_from": "2026-01-01", "valid_to": "2030-12-31"}
    after(keeper, f"/officers/{made}/certificate", number="99060200001", issuer="省", **days)
    assert "4/5" in keeper.page("/officers/accounts")["rate"].text
    ticked = {"officer_ids": [str(made), str(cast.helper)], f"user-{made}": "gu"}
    page = Page(keeper.send("/officers/accounts", **ticked), 422)
    assert "一个都没有开" in page["form-wrong"].text
    taken = {"officer_ids": str(made), f"user-{made}": "chen"}
    page = Page(keeper.send("/officers/accounts", **taken), 422)
    assert "已绑定给别的账号" in page["error-user"].text
    page = after(keeper, "/officers/accounts", **taken | {f"user-{made}": "gu"})
    assert "5/5" in page["rate"].text


def test_roles_are_given_by_who_may_and_end_the_sessions(
    app: Flask, desk_of: Callable[..., Desk], cast: Cast, chen: Phone, noon: object
) -> None:
    where = f"/accounts/{cast.chen}"
    guard = desk_of(cast.yu, Role.SECURITY_ADMIN)
    roles = {"version": "1", "roles": ["officer", "leader", "legal_review"]}
    after(guard, f"{where}/roles", **roles)
    assert chen.get("/me").get_json()["code"] == "session-ended"
    with app.app_context(), unit_of_work(writes=False) as session:
        assert session.get_one(Account, cast.chen).roles == ["officer", "leader", "legal_review"]
    apart = Page(guard.send(f"{where}/roles", version="2", roles=["audit_admin"]), 422)
    assert "您不能授予审计管理员" in apart["error-reason"].text
    own = Page(guard.send(f"/accounts/{cast.yu}/roles", version="1", roles=["officer"]), 422)
    assert "自己的岗位" in own["error-reason"].text


def test_a_register_admin_gives_only_the_roles_of_the_field(keeper: Desk, cast: Cast) -> None:
    form = {"version": "1", "roles": ["officer", "agency_head"]}
    page = Page(keeper.send(f"/accounts/{cast.shen}/roles", **form), 422)
    assert "您不能授予机关负责人" in page["error-reason"].text


def test_the_keeper_of_one_agency_reaches_no_other(keeper: Desk, cast: Cast) -> None:
    with keeper.app.app_context(), unit_of_work(writes=False) as session:
        sun = session.scalars(select(Officer.id).where(Officer.name == "孙卫东")).one()
    assert keeper.ask(f"/officers/{sun}").status_code == 404
    assert keeper.ask(f"/agencies/{cast.fire}").status_code == 404
    assert keeper.ask(f"/accounts/{cast.sun}").status_code == 404
    leave = {"from_day": "2026-12-01", "to_day": "2026-12-02", "reason": "x"}
    assert keeper.send(f"/officers/{sun}/leave", **leave).status_code == 404
    assert keeper.send(f"/officers/{cast.chen_officer}/nothing").status_code == 404
    assert keeper.ask(f"/officers/{uuid.uuid4()}").status_code == 404


def test_an_agency_is_added_below_and_entrusted(keeper: Desk, cast: Cast) -> None:
    body = {
        "parent_id": str(cast.market),
        "name": "越城区市场监管综合服务中心",
        "short_name": "越城服务中心",
        "kind": "entrusted",
        "field": "市场监管",
        "document_prefix": "越市服",
        "review_authority": "绍兴市越城区人民政府",
        "court": "绍兴市越城区人民法院",
    }
    page = after(keeper, "/agencies/new", **body)
    assert "受委托，以委托机关名义检查" in page.html
    rows = keeper.page("/agencies").all("agency-row")
    assert ["越城服务中心" in each.text for each in rows] == [False, True]


def test_lists_cost_a_constant_number_of_queries(
    keeper: Desk, queries: Callable[[], Any], cast: Cast
) -> None:
    made = []
    for number in range(2):
        form = {"agency_id": str(cast.market), "name": f"新人{number}", "post": "科"}
        after(keeper, "/officers/new", **form)
        for path in ("/officers", "/agencies", "/accounts"):
            with queries() as found:
                assert keeper.ask(path).status_code == 200
            made.append(len([each for each in found if each.startswith("SELECT")]))
    assert made[:3] == made[3:]
    assert max(made) <= 8


def test_every_page_names_its_controls(keeper: Desk, cast: Cast) -> None:
    paths = ["/officers", "/officers/new", "/officers/accounts", f"/officers/{cast.chen_officer}"]
    paths += ["/agencies", "/agencies/new", f"/agencies/{cast.market}", f"/accounts/{cast.chen}"]
    for path in paths:
        page = keeper.page(path)
        ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
        assert len(ids) == len(set(ids)), path
        labelled = {
            e.attributes["for"] for e in page.elements if e.tag == "label" and "for" in e.attributes
        }
        for e in page.elements:
            if e.tag in ("input", "select") and e.attributes.get("type") not in (
                "hidden",
                "checkbox",
            ):
                assert "aria-label" in e.attributes or e.attributes.get("id") in labelled, (path, e)
            for described in e.attributes.get("aria-describedby", "").split():
                assert described in ids
