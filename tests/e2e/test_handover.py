"""移交: returned for want of a photo, completed and sent again, and signed for; on two phones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.officer import Officer

SHOP = "绍兴市越城区满意小厨餐饮店"
WHY = "消防通道被冰柜占了一半"


def open_handover(officer: Officer, side: str) -> None:
    officer.tap("tab-mine")
    officer.tap("open-handovers")
    if side == "out":
        officer.tap("side-out")
    row = officer.page.locator('[data-testid="handover-row"]:visible', has_text=WHY)
    row.first.click()
    officer.sees("handover-state")


def home(officer: Officer) -> None:
    officer.page.goto(officer.page.url.split("#")[0] + "#/pages/mine/index")
    officer.sees("mine")


def test_a_hand_over_is_returned_and_sent_again(phone: Callable[..., Page], shots: Path) -> None:
    chen = Officer(phone("chenliqun"), shots, "handover")
    chen.open_task(SHOP, "review")
    chen.page.goto(chen.page.url.replace("pages/task/index?id", "pages/finish/index?task"))
    chen.tap("hand-findings")
    chen.sees("hand", "移交什么")
    chen.page.locator('[data-testid="unpick"]:visible').first.click()
    chen.tap("receiver")
    chen.page.locator('[data-testid="receiver-choice"]:visible', has_text="越城区消防").click()
    chen.fill("reason-text", WHY)
    chen.shot("written")
    chen.tap("hand-over")
    chen.sees("handovers", WHY)

    fire = Officer(phone("xuzhigang"), shots, "fire")
    home(fire)
    open_handover(fire, "in")
    fire.tap("return")
    fire.fill("reason-text", "缺通道全景照片")
    fire.tap("reason-confirm")
    fire.sees("handover-state", "已退回")

    home(chen)
    open_handover(chen, "out")
    chen.sees("handover-state", "已退回")
    chen.tap("resend")
    chen.sees("reason-sheet", "缺通道全景照片")
    chen.page.locator('[data-testid="resend-original-1"]:visible').last.click()
    chen.fill("reason-text", "补了照片")
    chen.shot("completed")
    chen.tap("reason-confirm")
    chen.sees("handover-state", "待签收")

    home(fire)
    open_handover(fire, "in")
    fire.tap("receive")
    fire.sees("handover-state", "已签收")
    steps = fire.at("steps")
    for said in ("移交", "退回", "补充后再移交", "签收"):
        expect(steps).to_contain_text(said)
    fire.shot("signed-for")
