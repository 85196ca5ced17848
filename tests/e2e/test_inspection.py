from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.officer import FAILED_ITEM, Officer

SUBJECT = "绍兴市越城区老灶头土菜馆"


def test_one_inspection_from_the_inbox_to_the_printed_notice(
    phone: Callable[..., Page], shots: Path, address: str
) -> None:
    chen = Officer(phone("chenliqun"), shots, "chen")
    shen = Officer(phone("shenyuwei"), shots, "shen")

    chen.shot("inbox")
    chen.open_task(SUBJECT)
    chen.shot("task-pending")
    chen.accept()
    chen.shot("task")
    shen.open_task(SUBJECT, tab="todo")
    shen.tap("accept")

    chen.tap("arrive")
    chen.shot("arrive-empty")
    chen.tap("check-in")
    chen.sees("checked-in", "到场")
    code = chen.at("presence-code").inner_text().replace(" ", "")
    shen.tap("confirm-presence")
    shen.type_code(code)
    shen.shot("presence")
    shen.tap("presence-submit")
    shen.sees("presence-confirmed")
    shen.shot("presence-confirmed")
    chen.tap("means-physical")
    chen.shot("arrive")
    chen.tap("show-credentials")
    chen.tap("avoidance-none")
    chen.sees("begin-check")
    chen.shot("arrive-done")
    chen.tap("begin-check")

    chen.shot("check")
    chen.answer_all(24)
    chen.tap("to-conclude")
    chen.tap("finding-row")
    chen.shot("disposition")
    if "choice-on" not in (chen.at("disposition-D2").get_attribute("class") or ""):
        chen.tap("disposition-D2")
    chen.tap("finding-done")
    chen.fill("party-name", "孙小红")
    chen.tap("party-role-1")
    chen.shot("conclusion")
    chen.tap("conclude")

    for kind in ("record", "rectification_order"):
        chen.sees("papers")
        chen.shot(f"paper-{kind}")
        for who in ("sign-officer-1", "sign-officer-2", "sign-party"):
            chen.tap(who)
            chen.shot(f"pad-{who}")
            chen.write()
        chen.shot(f"signed-{kind}")
        chen.tap("paper-done")
    chen.tap("to-finish")
    chen.shot("before-submit")
    chen.tap("submit")
    chen.sees("state", "待复核")
    chen.shot("submitted")
    chen.tap("print-rectification_order")
    chen.tap("find-printer")
    chen.page.locator('[data-testid="printer-row"]:visible').first.click()
    chen.shot("printer")
    chen.tap("print")
    expect(chen.at("print-done")).to_be_visible(timeout=60_000)
    chen.shot("printed")
    assert FAILED_ITEM == 15
