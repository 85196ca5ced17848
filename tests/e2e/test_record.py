"""退回、更正、再提交、复核通过; and a shop that is closed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Api
from tests.e2e.officer import Officer, picture
from tests.e2e.test_inspection import presence_code, type_presence

Phone = Callable[..., Page]
Console = Callable[..., Page]
PAPERS = 3
SIGNERS = ("sign-officer-1", "sign-officer-2", "sign-party")


def review(page: Page, inspection: str) -> None:
    page.get_by_role("link", name="复核").first.click()
    page.get_by_test_id("review-row").locator(f'a[href*="{inspection}"]').click()


def interview(officer: Officer, person: str, way: str) -> None:
    """What somebody says, on a record of their own, signed by the three."""
    officer.tap(way)
    officer.sees("fill")
    told = {"name": person, "age": "41", "identity": "330602199001011231", "relation": "员工"}
    for key, words in (told | {"post": "厨师", "address": "越城区稽山路1号"}).items():
        officer.fill(f"fill-{key}", words)
    for key in ("time_no", "sex", "told"):
        officer.page.locator(f'[data-testid^="fill-{key}-"]:visible').first.click()
    officer.tap("add-talk")
    officer.fill("entry-1-question", "留样了吗？")
    officer.fill("entry-1-reply", "留了。")
    officer.tap("fill-done")
    officer.sees("papers")
    for who in SIGNERS:
        officer.tap(who)
        officer.write()
        officer.sees("papers")
    officer.tap("paper-done")


def test_a_returned_inspection_is_corrected_signed_again_and_approved(
    phone: Phone, console: Console, shots: Path, api: Callable[[str], Api]
) -> None:
    subject = "稽山幼儿园"
    officer = api("wanghaifeng")
    rows = officer.get("/tasks?tab=active")["items"]
    [task] = [each["id"] for each in rows if subject in each["subject"]["name"]]
    inspection = officer.get(f"/tasks/{task}")["inspection"]["id"]
    wang = Officer(phone("wanghaifeng", slow=150), shots, "wang")
    wang.open_task(subject, tab="active")
    wang.tap("arrive")
    wang.sees("returned", "留样冰箱的温度")
    wang.shot("returned")
    wang.tap("to-correct")
    wang.tap("correct")
    wang.fill("correct-reason", "漏写留样冰箱的温度")
    wang.tap("correct-keep")
    wang.sees("correcting", "第 2 版")
    for who in SIGNERS:
        wang.tap(who)
        wang.write()
        wang.sees("papers")
    wang.tap("paper-done")
    wang.tap("add-paper")
    wang.sees("kinds")
    wang.page.context.set_offline(True)  # as in the cellar where people are asked
    interview(wang, "孙小红", "kind-interview_record")
    wang.tap("paper-interview_record")
    wang.shot("asked-one")
    interview(wang, "周阿毛", "paper-again")
    wang.sees("paper-interview_record.2", "周阿毛")
    wang.shot("asked-two")
    wang.page.context.set_offline(False)
    wang.tap("to-finish")
    wang.tap("submit")
    wang.sees("state", "待复核")
    for paper in ("record", "interview_record", "interview_record.2"):
        wang.sees(f"print-{paper}")
    told = wang.page.get_by_text(re.compile(r"^照片和签名 \d+ 件")).locator("visible=true")
    number = re.findall(r"\d+", told.inner_text())[0]
    assert int(number) > PAPERS * len(SIGNERS), "the pen's way of each hand on each paper"
    wang.shot("handed-in-again")
    page = console("wangmin")
    review(page, inspection)
    expect(page.get_by_test_id("documents")).to_contain_text("更正原因：漏写留样冰箱的温度")
    expect(page.get_by_test_id("documents")).to_contain_text("第 1 版，已更正")
    for title in ("询问笔录（孙小红）", "询问笔录（周阿毛）"):
        expect(page.get_by_test_id("documents")).to_contain_text(title)
    page.get_by_test_id("remarks").fill("同意")
    page.get_by_test_id("approve").click()
    expect(page.get_by_test_id("done")).to_contain_text("已办结")
    page.screenshot(path=shots / "approved.png", full_page=True)


def test_a_closed_shop_is_put_on_record_by_both_officers(phone: Phone, shots: Path) -> None:
    subject = "老灶头土菜馆"
    chen = Officer(phone("chenliqun"), shots, "closed")
    shen = Officer(phone("shenyuwei"), shots, "closed-second")
    chen.open_task(subject)
    chen.accept()
    shen.open_task(subject)
    shen.tap("accept")
    chen.tap("arrive")
    chen.tap("check-in")
    chen.sees("checked-in", "到场")
    code = presence_code(chen)
    chen.tap("to-unable")
    chen.tap("unable-how-1")
    chen.sees("unable-rules", "没有拍下现场")
    chen.tap("unable-hint-1")
    chen.photograph(picture("门面"))
    chen.sees("photo")
    expect(chen.at("photo")).to_have_attribute("aria-label", re.compile("已送达"))
    chen.killed_and_back()  # no page below that asks for the other officer
    chen.sees("unable-tell", "还差")
    type_presence(shen, code)
    chen.sees("unable-tell", "生成笔录")
    chen.shot("unable")
    chen.tap("unable-tell")
    chen.sees("papers")
    for who in SIGNERS[:2]:
        chen.tap(who)
        chen.write()
        chen.sees("papers")
    chen.tap("refuse")
    chen.tap("refusal-state-3")
    chen.fill("refusal-text", "关门停业，现场无人")
    chen.tap("refusal-keep")
    chen.shot("nobody-there")
    chen.tap("paper-done")
    chen.tap("to-finish")
    chen.tap("submit")
    chen.sees("state", "待复核")
