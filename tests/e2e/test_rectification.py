"""责令改正 to its end: the party reports by the code, two officers look again, it is closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Api
from tests.e2e.officer import Officer, picture
from tests.e2e.test_inspection import arrive, sign

SUBJECT = "绍兴市越城区老许农家菜馆"


def test_rectification_recheck_closed(
    phone: Callable[..., Page],
    console: Callable[..., Page],
    opened: Callable[..., BrowserContext],
    shots: Path,
    api: Callable[[str], Api],
) -> None:
    chen = Officer(phone("chenliqun", 360, 640), shots, "order")
    shen = Officer(phone("shenyuwei"), shots, "order-shen")
    server = api("chenliqun")
    row = next(
        each
        for each in server.get("/rectifications?tab=open")["items"]
        if each["subject"]["name"] == SUBJECT
    )
    order = server.get(f"/rectifications/{row['id']}")
    party_reports(opened(viewport={"width": 390, "height": 844}).new_page(), order, shots)
    chen.shot("inbox")
    chen.tap("follow-ups")
    chen.tap("tab-reported")
    chen.shot("orders")
    chen.page.locator('[data-testid="order-row"]:visible', has_text=SUBJECT).click()
    chen.sees("order", "扫码提交")
    chen.shot("reported")
    task = start(chen, server, order["id"])
    for officer in (chen, shen):
        officer.page.goto(f"{officer.page.url.split('#')[0]}#/pages/task/index?id={task}")
        officer.sees("recheck", order["number"])
        officer.shot("task")
        officer.tap("accept")
    arrive(chen, shen)
    look(chen)
    chen.page.goto(f"{chen.page.url.split('#')[0]}#/pages/order/index?id={order['id']}")
    chen.sees("order-state", "合格销号")
    chen.shot("closed")
    shown_at_the_desk(console("wangmin"), order["id"], shots)


def party_reports(page: Page, order: dict[str, Any], shots: Path) -> None:
    page.goto(order["verify_url"])
    page.get_by_role("link", name="提交整改报告").click()
    page.screenshot(path=shots / "party-1-ask.png")
    page.locator('[name="check"]').fill("0000")
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("对不上")
    page.locator('[name="check"]').fill(order["subject"]["uscc"][-4:].lower())
    page.get_by_role("button").click()
    expect(page.locator("main")).to_contain_text(order["items"][0]["facts"])
    page.screenshot(path=shots / "party-2-write.png", full_page=True)
    page.locator("textarea").fill("消毒记录已经补齐，专人每天登记。")
    page.locator('[type="file"]').set_input_files([picture("消毒"), picture("登记表")])
    page.get_by_role("button", name="交给签发机关").click()
    expect(page.get_by_role("status")).to_contain_text("收到了")
    page.screenshot(path=shots / "party-3-kept.png")


def start(chen: Officer, server: Api, order: str) -> str:
    chen.tap("start-recheck")
    chen.shot("recheck-sheet")
    chen.tap("recheck-confirm")
    chen.sees("go-recheck")
    [recheck] = server.get(f"/rectifications/{order}")["rechecks"]
    return str(recheck["task_id"])


def look(chen: Officer) -> None:
    """The one item that was ordered, with its photo; then the record, signed by all three."""
    chen.tap("begin-check")
    chen.shot("item")
    chen.tap("option-corrected")
    chen.tap("next-item")
    chen.photograph(picture("现在"), button="answer-photo")
    chen.tap("to-conclude")
    chen.fill("party-name", "许平欣")
    chen.tap("party-role-3")
    chen.tap("conclude")
    sign(chen, "record")
    chen.tap("to-finish")
    chen.tap("submit")
    chen.sees("state", "待复核")


def shown_at_the_desk(desk: Page, order: str, shots: Path) -> None:
    desk.get_by_test_id("nav-rectifications").click()
    desk.screenshot(path=shots / "console-orders.png", full_page=True)
    desk.get_by_test_id("tab-closed").click()
    expect(desk.get_by_test_id("order-table")).to_contain_text(SUBJECT)
    desk.goto(f"{desk.url.split('/console')[0]}/console/rectifications/{order}")
    expect(desk.locator("h1")).to_contain_text("合格销号")
    expect(desk.get_by_test_id("item")).to_contain_text("已整改")
    expect(desk.get_by_test_id("trail")).to_contain_text("当事人交来")
    desk.screenshot(path=shots / "console-order.png", full_page=True)
