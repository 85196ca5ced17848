"""What a single cell says: unseen characters, full width, coordinates, formulas without a value."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from backend.core.database import unit_of_work
from backend.subjects import Subject
from tests.imports.conftest import Keeper, code, lines, shop


def test_what_nobody_sees_does_not_come_in(keeper: Keeper) -> None:
    """Pasted from a chat: marks that turn the writing around and blanks of no width."""
    keeper.imported(lines(shop(1, name="\u202e绍兴\u200b若耶\ufeff面馆\u202c")))
    with keeper.app.app_context(), unit_of_work(writes=False) as session:
        name = session.scalar(select(Subject.name).where(Subject.uscc == code(1)))
    assert name == "绍兴若耶面馆"


def test_full_width_numbers_are_read(keeper: Keeper) -> None:
    wide = {"address": "青藤弄1号", "region": "３３０６０２００２"}
    found = keeper.imported(lines(shop(1, **wide)))
    assert found.counts == {"新增": 1}


@pytest.mark.parametrize(
    ("system", "at"),
    [
        ("高德地图", ("120.584082", "30.027365")),
        ("BD-09", ("120.590541", "30.033613")),
        ("", ("120.58", "30.03")),
    ],
)
def test_coordinates_of_a_map_are_converted_and_what_the_file_said_is_kept(
    keeper: Keeper, system: str, at: tuple[str, str]
) -> None:
    headers = ("uscc", "name", "address", "region_code", "longitude", "latitude", "crs")
    keeper.imported(lines((*shop(1), *at, system), headers=headers))
    with keeper.app.app_context(), unit_of_work(writes=False) as session:
        found = session.scalars(select(Subject).where(Subject.uscc == code(1))).one()
        assert (found.longitude, found.latitude) == pytest.approx((120.58, 30.03), abs=2e-6)
        assert (f"{found.raw_longitude}", f"{found.raw_latitude}") == at


def test_a_system_without_coordinates_leaves_those_that_are_known_as_they_are(
    keeper: Keeper,
) -> None:
    headers = ("uscc", "name", "address", "region_code", "longitude", "latitude", "crs")
    keeper.imported(lines((*shop(1), "120.58", "30.03", "WGS84"), headers=headers))
    keeper.imported(lines((*shop(1), "", "", "百度"), headers=headers))
    with keeper.app.app_context(), unit_of_work(writes=False) as session:
        found = session.scalars(select(Subject).where(Subject.uscc == code(1))).one()
        assert (found.crs, found.raw_longitude) == ("WGS84", 120.58)


def test_a_system_that_nobody_knows_is_told(keeper: Keeper) -> None:
    headers = ("uscc", "name", "address", "region_code", "longitude", "latitude", "crs")
    address = keeper.upload(lines((*shop(1), "120.58", "30.03", "西安80"), headers=headers))
    keeper.work()
    assert "BD09（百度）" in keeper.desk.page(address)["wrong-row"].text


def test_a_formula_without_a_value_is_wrong_in_its_cell_and_in_the_error_file(
    keeper: Keeper,
) -> None:
    book = Workbook()
    filled: Any = book.active
    filled.append(["统一社会信用代码", "名称", "住所", "行政区划", "联系电话"])
    for number, phone in ((1, "=A9"), (2, "#REF!"), (3, "13905750001")):
        filled.append([code(number), f"第{number}面馆", "府山街道", "330602002", phone])
    for number in (5, 6):
        filled.append(["=A9", f"第{number}面馆", "府山街道", "330602002", ""])
    kept = io.BytesIO()
    book.save(kept)
    address = keeper.upload(kept.getvalue(), "名录.xlsx")
    keeper.work()
    rows = [each.text for each in keeper.desk.page(address).all("wrong-row")]
    assert "这一格是公式，没有算出的值：在 Excel 里打开、保存一次再导入" in rows[0]
    assert "Excel 的错误值 #REF!" in rows[1]
    assert len(rows) == 4
    assert not any("重复" in each for each in rows)
    assert keeper.desk.page(address)["good"].text == "1"
    answer = keeper.client.get(f"/console{address}/wrong-rows.xlsx")
    sheet: Any = load_workbook(io.BytesIO(answer.data)).active
    told = [row[-2] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert "没有算出的值" in told[0]
    again = keeper.upload(answer.data, "错误行.xlsx")
    keeper.work()
    assert keeper.desk.page(again)["wrong"].text == "4"
