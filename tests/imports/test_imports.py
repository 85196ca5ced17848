"""One file on its way: looked at, mended, confirmed, stopped, gone on with."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from backend.core.auth import Role
from backend.core.database import unit_of_work
from backend.imports import State, WrongRow, jobs
from backend.organization import Officer, Region
from backend.subjects import Change, ChangeKind, PastInspection, Subject
from backend.subjects.models import Feed
from tests.cast import Cast
from tests.console.conftest import Desk
from tests.console.page import Page
from tests.imports.conftest import HERE, Keeper, code, lines, shop


def test_nothing_is_written_before_it_is_confirmed(keeper: Keeper) -> None:
    before = keeper.count()
    address = keeper.upload(lines(shop(1), shop(2)))
    keeper.work()
    page = keeper.desk.page(address)
    assert page["good"].text == "2"
    assert keeper.count() == before
    keeper.confirm(address)
    keeper.work()
    assert "新增 2" in keeper.desk.page(address)["counts"].text
    assert keeper.count() == before + 2


def test_what_is_added_has_a_history_and_is_fed_to_search(keeper: Keeper) -> None:
    keeper.imported(lines(shop(1)))
    with keeper.app.app_context(), unit_of_work(writes=False) as session:
        subject = session.scalar(select(Subject).where(Subject.uscc == code(1)))
        assert subject is not None
        assert (subject.kind, subject.state, subject.region_code) == (
            "个体工商户",
            "存续",
            "330602002",
        )
        [change] = session.scalars(select(Change).where(Change.subject_id == subject.id))
        assert (change.kind, change.source, change.by_name) == (
            ChangeKind.ADDED,
            "登记库",
            "方敏",
        )
        assert [row.subject_ids for row in session.scalars(select(Feed))] == [[str(subject.id)]]


def test_who_is_known_is_changed_and_an_empty_cell_leaves_what_is_there(keeper: Keeper) -> None:
    found = keeper.imported(
        lines(
            ("92330602MA2D7K3Q7W", "绍兴市越城区鑫源大酒楼", ""),
            headers=("uscc", "name", "address"),
        )
    )
    assert found.counts == {"更新": 1}
    with keeper.app.app_context(), unit_of_work(writes=False) as session:
        subject = session.get_one(Subject, Cast.subject)
        assert (subject.name, subject.version) == ("绍兴市越城区鑫源大酒楼", 2)
        assert subject.address == "绍兴市越城区府山街道青藤弄27号"
        [change] = session.scalars(select(Change))
    assert change.facts == {"name": ["绍兴市越城区鑫源餐饮店", "绍兴市越城区鑫源大酒楼"]}


def test_the_same_file_again_changes_nothing(keeper: Keeper) -> None:
    keeper.imported(lines(shop(1), shop(2)))
    changes = keeper.count(Change)
    assert keeper.imported(lines(shop(1), shop(2))).counts == {"没有变化": 2}
    assert keeper.count(Change) == changes


def test_what_is_wrong_is_told_by_row_and_column(keeper: Keeper) -> None:
    headers = ("uscc", "name", "address", "region_code", "credit", "established", "longitude")
    wrong = {
        3: (code(3)[:-1], "面馆三", "地址", "府山街道", "", "", ""),
        4: ("9.13306E+17", "面馆四", "地址", "府山街道", "", "", ""),
        5: (code(5), "", "地址", "没有街道", "E", "2026-02-30", ""),
        6: (code(6), "面馆六", "", "", "", "", "120.5"),
        7: ("", "面馆七", "地址", "府山街道", "", "", ""),
        8: (code(2), "面馆八", "地址", "府山街道", "", "", ""),
        9: (code(9), "面馆九", "地址", "杭州市西湖区", "", "", ""),
    }
    address = keeper.upload(
        lines((code(2), "面馆二", *HERE, "", "", ""), *wrong.values(), headers=headers)
    )
    keeper.work()
    page = keeper.desk.page(address)
    said = {row.text.split()[0]: row.text for row in page.all("wrong-row")}
    for number, words in {
        "3": "位数不对",
        "4": "后面几位已经丢失",
        "5": "名称必须填",
        "6": "要么都填",
        "7": "至少填一个",
        "8": "和第 2 行重复",
        "9": "没有这个区划",
    }.items():
        assert words in said[number], said[number]
    for words in ("没有“没有街道”这个区划", "只有 A、B、C、D 四级", "没有这一天"):
        assert words in said["5"]
    assert (page["good"].text, page["wrong"].text) == ("1", "7")


def test_a_wrong_row_is_mended_in_place_and_goes_in(keeper: Keeper) -> None:
    address = keeper.upload(lines(shop(1), shop(2, uscc=code(2)[:-1])))
    keeper.work()
    assert keeper.desk.send(f"{address}/rows/3", **{"cell-uscc": "92"}).status_code == 303
    assert keeper.found(address).good == 1
    keeper.desk.send(f"{address}/rows/3", **{"cell-uscc": code(2)})
    assert keeper.found(address).good == 2
    keeper.confirm(address)
    keeper.work()
    assert keeper.found(address).counts == {"新增": 2}


def test_mending_a_row_counts_it_at_the_top_at_once(keeper: Keeper) -> None:
    address = keeper.upload(lines(shop(1), shop(2, uscc=code(2)[:-1])))
    keeper.work()
    answer = keeper.client.post(
        f"/console{address}/rows/3",
        data={"form_token": keeper.desk.form_token, "cell-uscc": code(2)},
        headers={"HX-Request": "true"},
    )
    page = Page(answer)
    assert "已改好" in page["wrong-row"].text
    assert (page["good"].text, page["wrong"].text, page["mended"].text) == ("2", "0", "1")
    assert page["confirm"].around[0].tag == "template"  # or the browser drops its form


def test_progress_is_said_aloud_by_the_quarter(keeper: Keeper) -> None:
    address = keeper.upload(lines(shop(1)))
    assert "HX-Trigger" not in keeper.desk.ask(address, part=True, told="0").headers
    assert "HX-Trigger" in keeper.desk.ask(address, part=True, told="3").headers


def test_a_twin_stays_one_until_it_is_about_another(keeper: Keeper) -> None:
    address = keeper.upload(lines(shop(1), shop(1)))
    keeper.work()
    keeper.desk.send(f"{address}/rows/3", **{"cell-name": "绍兴市越城区别的面馆"})
    assert keeper.found(address).good == 1
    keeper.desk.send(f"{address}/rows/3", **{"cell-uscc": code(2)})
    assert keeper.found(address).good == 2


def test_wrong_rows_are_downloaded_with_reasons_mended_and_imported_again(keeper: Keeper) -> None:
    address = keeper.upload(lines(shop(1), shop(2, name="=")))
    keeper.work()
    answer = keeper.client.get(f"/console{address}/wrong-rows.xlsx")
    book = load_workbook(io.BytesIO(answer.get_data()))
    sheet = book.worksheets[0]
    [head, row] = [[cell.value for cell in cells] for cells in sheet.iter_rows()]
    assert head[-2:] == ["哪里不对", "原行号"]
    assert row[1] == "="
    assert sheet["B2"].data_type == "s"
    sheet["B2"] = "绍兴市越城区第二面馆"
    kept = io.BytesIO()
    book.save(kept)
    again = keeper.upload(kept.getvalue(), "错误行.xlsx")
    keeper.work()
    assert (keeper.found(again).good, keeper.found(again).notes) == (1, [])


def test_wrong_rows_are_sealed_and_only_who_uploaded_them_has_them(
    keeper: Keeper, desk_of: Callable[..., Desk]
) -> None:
    phone = "1380000123"  # a digit short
    address = keeper.upload(
        lines((*shop(1), phone), headers=("uscc", "name", "address", "region_code", "phone"))
    )
    keeper.work()
    with keeper.app.app_context(), unit_of_work(writes=False) as session:
        [row] = session.scalars(select(WrongRow))
    assert phone not in row.cells_sealed
    assert phone in keeper.desk.page(address).html
    other = desk_of(Cast.chen, Role.REGISTER_ADMIN)
    assert phone not in other.page(address).html
    assert other.ask(f"{address}/wrong-rows.xlsx").status_code == 409


@pytest.mark.parametrize("chunk", [1, 3])
def test_a_cancelled_import_goes_on_where_it_stopped(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(jobs, "CHUNK", chunk)
    before = keeper.count()
    address = keeper.upload(lines(*map(shop, range(10))))
    keeper.work()
    monkeypatch.setattr(jobs, "SECONDS", 1e-9)  # each job does one chunk at most
    keeper.confirm(address)
    keeper.work(jobs=1)
    found = keeper.found(address)
    while found.passed < 3:
        keeper.work(jobs=1)
        found = keeper.found(address)
    keeper.desk.send(f"{address}/cancel")
    keeper.work()
    assert keeper.count() == before + found.passed
    assert keeper.found(address).state == State.CANCELLED
    keeper.desk.send(f"{address}/resume")
    keeper.work()
    assert keeper.found(address).counts == {"新增": 10}
    assert keeper.count() == before + 10


def test_a_chunk_that_breaks_leaves_nothing_half_written(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keeper.count()
    address = keeper.upload(lines(*map(shop, range(5))))
    keeper.work()
    keeper.confirm(address)
    with monkeypatch.context() as patch:
        patch.setattr("backend.imports.passes._move", lambda *_, **__: 1 / 0)
        keeper.work(jobs=1)
    assert keeper.count() == before
    with keeper.app.app_context():
        jobs.apply(address.split("/")[-1])  # as another worker, after the lease
    assert keeper.found(address).state == State.DONE
    assert keeper.count() == before + 5


def test_two_workers_at_once_write_a_row_once(keeper: Keeper) -> None:
    address = keeper.upload(lines(*map(shop, range(5))))
    keeper.work()
    keeper.confirm(address)
    name = address.split("/")[-1]
    with keeper.app.app_context():
        jobs.apply(name)
        jobs.apply(name)
        with unit_of_work(writes=False) as session:
            added = select(func.count()).where(Change.kind == ChangeKind.ADDED)
            assert session.scalar(added.select_from(Change)) == 5


def test_a_file_without_a_needed_column_is_refused_at_once(keeper: Keeper) -> None:
    page = Page(keeper.send("电话,地址\n1,2\n".encode()), 422)
    assert "缺少这些列：名称" in page["error-file"].text


def test_two_columns_of_one_meaning_are_refused(keeper: Keeper) -> None:
    page = Page(keeper.send("名称,企业名称\n1,2\n".encode()), 422)
    assert "都是“名称”，请只留一列" in page["error-file"].text


def test_a_file_that_breaks_off_in_the_middle_writes_nothing(keeper: Keeper) -> None:
    before = keeper.count()
    address = keeper.upload(lines(*map(shop, range(30))) + b'\n"92330602')
    keeper.work()
    assert "引号没有成对" in keeper.desk.page(address)["failure"].text
    assert keeper.count() == before


def test_columns_that_are_not_known_are_said(keeper: Keeper) -> None:
    address = keeper.upload("名称,信用代码,老板\n面馆,1,2\n".encode())
    keeper.work()
    assert "没有用到的列：老板" in keeper.desk.page(address)["note"].text


def test_a_cell_too_many_is_told_rather_than_shifted(keeper: Keeper) -> None:
    address = keeper.upload(lines((*shop(1), "多的")))
    keeper.work()
    assert "比表头多 1 格" in keeper.desk.page(address)["wrong-row"].text


def test_past_results_are_entered_and_marked_as_such(keeper: Keeper) -> None:
    head = "统一社会信用代码,检查日期,检查单位,检查结果\n"
    row = "92330602MA2D7K3Q7W,2023/5/8,越城区市场监管局,发现问题已责令改正\n"
    found = keeper.imported((head + row).encode(), kind="past_results")
    assert found.counts == {"补录": 1}
    with keeper.app.app_context(), unit_of_work(writes=False) as session:
        [entered] = session.scalars(
            select(PastInspection).where(PastInspection.entered_at.is_not(None))
        )
    assert (entered.result, entered.source, entered.entered_by) == (5, "登记库", "方敏")
    again = keeper.upload((head + row).encode(), kind="past_results")
    keeper.work()
    assert "已经录过" in keeper.desk.page(again)["wrong-row"].text


def elsewhere(keeper: Keeper) -> None:
    with keeper.app.app_context(), unit_of_work() as session:
        session.add(Region(code="330603", name="柯桥区", level="county", parent="330600"))
        session.flush()
        session.get_one(Subject, Cast.subject).region_code = "330603"


def test_a_business_of_another_area_is_not_taken_over_by_a_file(keeper: Keeper) -> None:
    """Not even by saying that it lies here: by hand that is refused as well."""
    elsewhere(keeper)
    address = keeper.upload(
        lines(
            ("92330602MA2D7K3Q7W", "绍兴市越城区鑫源大酒楼", "越城区府山街道"),
            headers=("uscc", "name", "region_code"),
        )
    )
    keeper.work()
    assert "别的辖区" in keeper.desk.page(address)["wrong-row"].text


def test_results_of_another_area_are_not_entered(keeper: Keeper) -> None:
    elsewhere(keeper)
    head = "统一社会信用代码,检查日期,检查单位,检查结果\n"
    row = "92330602MA2D7K3Q7W,2023-05-01,绍兴市越城区市场监督管理局,1\n"
    address = keeper.upload((head + row).encode(), kind="past_results")
    keeper.work()
    assert "不在本单位辖区" in keeper.desk.page(address)["wrong-row"].text


def test_a_template_is_read_back_by_the_import(keeper: Keeper) -> None:
    content = keeper.client.get("/console/imports/templates/subjects").get_data()
    address = keeper.upload(content, "模板.xlsx")
    keeper.work()
    assert "没有内容" in keeper.desk.page(address)["failure"].text


def test_officers_come_in_with_each_certificate_in_a_row_of_its_own(keeper: Keeper) -> None:
    head = "单位,姓名,部门,身份证号,执法证号,发证机关,有效期起,有效期止"
    who = "绍兴市越城区市场监督管理局,何一,食品科,330602199001011231"
    rows = [
        f"{who},11060209001,浙江省人民政府,2025-01-01,2029-12-31",
        f"{who},11060209002,浙江省市场监督管理局,2025-01-01,2027-12-31",
    ]
    before = keeper.count(Officer)
    found = keeper.imported("\n".join([head, *rows]).encode(), kind="officers")
    assert keeper.count(Officer) == before + 1
    assert sum(found.counts.values()) >= 1
    again = keeper.upload("\n".join([head, rows[0], rows[0]]).encode(), kind="officers")
    keeper.work()
    assert keeper.found(again).wrong == 1  # the same certificate twice
