"""预警 at a desk: the list, closing one, and how the agency wants to be warned."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from flask import Flask
from openpyxl import load_workbook

from backend.alerts.jobs import look
from backend.core.auth import Role
from tests.cast import Cast, named
from tests.console.conftest import Desk
from tests.console.page import Page


def watch(app: Flask) -> None:
    with app.app_context():
        look(str(Cast.market))


def close_path(page: Page) -> str:
    forms = [e.attributes["action"] for e in page.elements if e.tag == "form"]
    return next(each for each in forms if each.endswith("/close")).removeprefix("/console")


def test_an_alert_leads_to_where_one_acts_and_is_closed_with_a_reason(
    app: Flask, desk: Desk
) -> None:
    assert "empty" in desk.page("/alerts")
    watch(app)
    page = desk.page("/alerts")
    assert "老周" in page["alert"].text
    assert f"/console/officers/{Cast.old_officer}" in desk.ask("/alerts").get_data(as_text=True)
    path = close_path(page)
    wrong = Page(desk.send(path, reason=" "), 422)
    assert "请写明关闭的原因" in wrong["error-reason"].text
    assert desk.send(path, reason="老周已退休，正在办离岗").status_code == 303
    assert "empty" in desk.page("/alerts")
    assert "老周已退休" in desk.page("/alerts", state="closed")["alert"].text


def test_a_threshold_holds_from_the_next_look_on(app: Flask, desk: Desk) -> None:
    assert "threshold-certificate" in desk.page("/alerts/thresholds")
    off = {"rule": "certificate", "value": "30", "version": "0"}
    assert desk.send("/alerts/thresholds", **off).status_code == 303
    watch(app)
    assert "empty" in desk.page("/alerts")
    stale = Page(desk.send("/alerts/thresholds", **off | {"enabled": "1"}), 422)
    assert "刚被别人改过" in stale["error-value"].text
    wide = off | {"enabled": "1", "value": "365", "version": "1"}
    assert desk.send("/alerts/thresholds", **wide).status_code == 303
    watch(app)
    assert "alert" in desk.page("/alerts")
    for value in ("0", "400", "很多"):
        answer = desk.send("/alerts/thresholds", **wide | {"value": value, "version": "2"})
        assert answer.status_code == 422


def test_the_list_is_narrowed_and_exported(app: Flask, desk: Desk) -> None:
    watch(app)
    assert "alert" in desk.page("/alerts", q="老周", rule="certificate")
    assert "alert" not in desk.page("/alerts", rule="licence")
    assert "alert" not in desk.page("/alerts", state="soon")
    answer = desk.ask("/alerts/export", q="老周")
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    assert [cell.value for cell in [*sheet.iter_rows()][1]][:3] == ["已逾期", "执法证到期", "老周"]


def test_the_keeper_of_the_register_sees_what_the_register_says(
    app: Flask, desk: Desk, desk_of: Callable[..., Desk]
) -> None:
    watch(app)
    keeper = desk_of(named("account fan"), Role.REGISTER_ADMIN)
    page = keeper.page("/alerts")
    assert "老周" in page["alert"].text
    assert "to-thresholds" not in page
    assert keeper.send(close_path(page), reason="正在换证").status_code == 303
