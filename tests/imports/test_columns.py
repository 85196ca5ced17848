"""Which column of a file is what: known by its name, or said by the keeper."""

from __future__ import annotations

import io

from openpyxl import Workbook
from sqlalchemy import select

from backend.core.database import unit_of_work
from backend.imports import State
from backend.subjects import Subject
from tests.console.page import Page
from tests.imports.conftest import Keeper, code

ROWS = (
    (code(1), "绍兴市越城区第一面馆", "青藤弄1号", "越城区府山街道", "方一"),
    (code(2), "绍兴市越城区第二面馆", "青藤弄2号", "越城区府山街道", "方二"),
)
STRANGE = ("统一社会信用代码", "字号", "住所", "行政区划", "老板")


def csv(*headers: str) -> bytes:
    return "\n".join(",".join(row) for row in (headers, *ROWS)).encode()


def xlsx(*headers: str) -> bytes:
    book = Workbook()
    for row in (headers, *ROWS):
        book.worksheets[0].append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def chosen(*keys: str) -> dict[str, str]:
    return {f"column-{place}": key for place, key in enumerate(keys)}


ALL = chosen("uscc", "name", "address", "region_code", "legal_rep")
SAID = {name.removeprefix("column-"): key for name, key in ALL.items()}


def test_a_needed_column_of_another_name_is_asked_for_and_nothing_is_read_before(
    keeper: Keeper,
) -> None:
    address = keeper.upload(csv(*STRANGE))
    keeper.work()
    page = keeper.desk.page(address)
    assert keeper.found(address).state == State.MAPPING
    assert "没有认出：名称" in page["unclear"].text
    assert len(page.all("column")) == 5


def test_said_by_hand_it_goes_in_like_any_other(keeper: Keeper) -> None:
    for content, name in ((csv(*STRANGE), "名录.csv"), (xlsx(*STRANGE), "名录.xlsx")):
        address = keeper.upload(content, name)
        keeper.desk.send(f"{address}/columns", **ALL)
        keeper.work()
        found = keeper.found(address)
        assert (found.state, found.good) == (State.CHECKED, 2)
        assert found.mapping == SAID, "kept with the import"
    keeper.confirm(address)
    keeper.work()
    with keeper.app.app_context(), unit_of_work(writes=False) as session:
        told = session.scalars(select(Subject.legal_rep).where(Subject.source == "登记库"))
        assert sorted(told) == ["方一", "方二"]


def test_a_name_that_resembles_a_known_one_is_suggested(keeper: Keeper) -> None:
    address = keeper.upload(csv("信用代码", "单位全称", "住所", "行政区划", "老板"))
    page = keeper.desk.page(address)
    assert "按列名猜的" in page.html
    keeper.work()
    assert keeper.found(address).state == State.MAPPING, "a suggestion is not yet an answer"


def test_the_same_meaning_twice_is_refused_and_the_choice_stays_on_the_page(
    keeper: Keeper,
) -> None:
    address = keeper.upload(csv(*STRANGE))
    answer = keeper.desk.send(
        f"{address}/columns", **chosen("uscc", "name", "address", "region_code", "name")
    )
    page = Page(answer, 422)
    assert "“字号”和“老板”都选了“名称”，请只留一列" in page["error-columns"].text
    assert page.html.count('value="name" selected') == 2
    assert keeper.found(address).state == State.MAPPING


def test_without_the_needed_column_it_is_refused(keeper: Keeper) -> None:
    address = keeper.upload(csv(*STRANGE))
    answer = keeper.desk.send(f"{address}/columns", **chosen("uscc", "", "address"))
    assert "还没有选哪一列是“名称”" in Page(answer, 422)["error-columns"].text


def test_a_column_that_was_left_out_can_be_taken_after_the_check(keeper: Keeper) -> None:
    known = ("统一社会信用代码", "名称", "住所", "行政区划", "老板")
    address = keeper.upload(csv(*known))
    keeper.work()
    assert "1 列没有用到" in keeper.desk.page(address)["columns"].text
    first = keeper.found(address).staged
    keeper.desk.send(f"{address}/columns", **ALL)
    keeper.work()
    found = keeper.found(address)
    assert (found.state, found.good, found.notes) == (State.CHECKED, 2, [])
    assert "legal_rep" in found.columns
    assert found.staged != first
    assert first is not None
    assert not keeper.app.extensions["storage"].has(first), "what was read before is gone"


def test_stopped_while_it_waits_it_waits_again_when_gone_on_with(keeper: Keeper) -> None:
    address = keeper.upload(csv(*STRANGE))
    keeper.desk.send(f"{address}/cancel")
    assert keeper.found(address).state == State.CANCELLED
    keeper.desk.send(f"{address}/resume")
    keeper.work()
    assert keeper.found(address).state == State.MAPPING


def test_what_no_form_offers_counts_as_left_out(keeper: Keeper) -> None:
    address = keeper.upload(csv(*STRANGE))
    junk = ALL | {"column-4": "x" * 5000, "column-77": "phone"}
    assert keeper.desk.send(f"{address}/columns", **junk).status_code == 303
    assert keeper.found(address).mapping == SAID | {"4": ""}


def test_once_it_is_written_the_columns_stand(keeper: Keeper) -> None:
    found = keeper.imported(csv("统一社会信用代码", "名称", "住所", "行政区划", "老板"))
    assert keeper.desk.send(f"/imports/{found.id}/columns", **ALL).status_code == 409
