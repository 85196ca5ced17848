"""拒签: the party will not sign; why stands on the paper, and a witness whom the officers invited
signs instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Api
from tests.e2e.officer import Officer
from tests.e2e.test_inspection import confirm

SUBJECT = "绍兴市柯桥区星光歌厅"
OFFICERS = ("sign-officer-1", "sign-officer-2")


def test_a_refusal_is_witnessed(
    phone: Callable[..., Page], shots: Path, api: Callable[[str], Api]
) -> None:
    cai = Officer(phone("caixiaojun", slow=150), shots, "refused")
    ye = Officer(phone("yeting"), shots, "refused-second")
    to_the_paper(cai, ye)
    for who in OFFICERS:
        cai.tap(who)
        cai.write()
        cai.sees("papers")
    cai.tap("refuse")
    cai.tap("refusal-state-1")
    cai.tap("refusal-reason-1")
    cai.sees("refusal-rules", "没有见证人签名，也没有录音录像")
    cai.shot("unwitnessed")
    cai.fill("witness-name", "李明华")
    expect(cai.page.locator('[data-testid="refusal-rules"]:visible')).to_have_count(0)
    cai.shot("witness-named")
    cai.tap("refusal-keep")
    cai.tap("sign-witness")
    cai.write()
    cai.sees("papers")
    cai.shot("witnessed")
    cai.tap("paper-done")
    cai.tap("to-finish")
    cai.tap("submit")
    expect(cai.at("state")).to_contain_text("待复核", timeout=60_000)
    check(api("caixiaojun"))


def to_the_paper(cai: Officer, ye: Officer) -> None:
    cai.open_task(SUBJECT)
    cai.accept()
    ye.open_task(SUBJECT)
    ye.tap("accept")
    cai.tap("arrive")
    cai.tap("check-in")
    cai.sees("checked-in", "到场")
    confirm(cai, ye)
    cai.tap("means-physical")
    cai.tap("show-credentials")
    cai.tap("avoidance-none")
    cai.tap("begin-check")
    cai.answer_all(int(cai.at("progress").inner_text().split("/")[1]), fail=0)
    cai.tap("to-conclude")
    cai.sees("conclusion")
    cai.fill("party-name", "周伟")
    cai.tap("party-role-1")
    cai.tap("conclude")
    cai.sees("papers")


def check(server: Api) -> None:
    rows = server.get("/tasks?tab=review")["items"]
    [task] = [each["id"] for each in rows if each["subject"]["name"] == SUBJECT]
    inspection = server.get(f"/tasks/{task}")["inspection"]
    assert inspection["flaws"] == []
    signed = {each["role"]: each for each in inspection["documents"][0]["signatures"]}
    assert (signed["party"]["state"], signed["party"]["reason"]) == ("refused", "不认可检查结果")
    assert (signed["witness"]["name"], signed["witness"]["state"]) == ("李明华", "signed")
