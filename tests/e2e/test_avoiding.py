"""回避: an officer says on the way, without a signal, whom they are tied to; the console has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.officer import Officer

SUBJECT = "府山街道青藤弄口夜宵摊"
WHY = "有房屋租赁、供货等生意关系"


def test_a_tie_is_declared_on_the_phone_and_stands_in_the_register(
    phone: Callable[..., Page], console: Callable[..., Page], shots: Path
) -> None:
    fang = Officer(phone("fangxiaomin"), shots, "tied")
    fang.tap("tab-mine")
    fang.tap("open-avoidances")
    fang.sees("empty", "没有申报过")
    fang.tap("find-to-declare")
    fang.fill("search-input", SUBJECT)
    fang.page.locator("text=青藤弄口 >> visible=true").last.click()
    fang.sees("subject-name", SUBJECT)
    fang.tap("declare")
    fang.sees("declare-confirm", "还差 1 项")
    fang.tap("declare-reason-3")
    fang.shot("declare")
    fang.page.context.set_offline(True)
    fang.at("declare-confirm").dblclick()
    fang.sees("declared", WHY)
    expect(fang.page.locator('[data-testid="start-here"]:visible')).to_have_count(0)
    fang.tap("declared")
    fang.sees("tie-waiting", SUBJECT)
    fang.page.context.set_offline(False)
    fang.sees("tie", "本人申报")
    expect(fang.page.locator('[data-testid="tie"]:visible')).to_have_count(1)
    fang.shot("declared")
    head = console("wangmin")
    head.goto(f"{head.url.split('/console')[0]}/console/officers?q=方晓敏")
    head.locator("table a").first.click()
    expect(head.get_by_test_id("avoidances")).to_contain_text(WHY)
    expect(head.get_by_test_id("avoidances")).to_contain_text("本人申报")
