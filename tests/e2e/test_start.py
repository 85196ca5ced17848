"""An officer starts a check: an emergency at once, approved by the head afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Api
from tests.e2e.officer import Officer

SHOP = "绍兴市越城区鑫源餐饮店"


def test_an_emergency_is_started_at_once_and_approved_afterwards(
    phone: Callable[..., Page], shots: Path, api: Callable[[str], Api]
) -> None:
    chen = Officer(phone("chenliqun"), shots, "start")
    found = api("chenliqun").get("/subjects?q=%E9%91%AB%E6%BA%90%E9%A4%90%E9%A5%AE%E5%BA%97")
    subject = next(each["id"] for each in found["items"] if each["name"] == SHOP)
    home = chen.page.url.split("#")[0]
    chen.page.goto(f"{home}#/pages/subject/index?id={subject}")
    chen.sees("subject", SHOP)
    chen.shot("subject")
    chen.tap("start-here")
    fill(chen)
    chen.page.get_by_test_id("gate-P4").wait_for()
    chen.shot("gates")
    chen.tap("emergency")
    chen.tap("emergency-reason-1")
    chen.shot("emergency")
    chen.tap("emergency-confirm")
    chen.sees("making-up", "待补批")
    chen.shot("making-up")
    approve(phone("yujianguo"), shots)
    chen.page.reload()
    expect(chen.page.get_by_test_id("subject-name")).to_have_text(SHOP)
    expect(chen.page.get_by_test_id("making-up")).to_have_count(0)


def fill(chen: Officer) -> None:
    chen.at("start-page").get_by_text("餐饮服务食品安全检查表").click()
    chen.tap("kind-case")
    chen.fill("trigger-note", "12345 举报有人呕吐")
    chen.tap("off-site-1")
    chen.tap("partner-沈雨薇")


def approve(page: Page, shots: Path) -> None:
    head = Officer(page, shots, "head")
    head.sees("approvals", SHOP)
    head.shot("list")
    head.page.get_by_test_id("approval-row").filter(has_text=SHOP).first.click()
    head.sees("approval", "正在发生人身伤害")
    head.shot("one")
    head.tap("approve")
    head.page.get_by_test_id("decided").wait_for()
    head.shot("decided")
