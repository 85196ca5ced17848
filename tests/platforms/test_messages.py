from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from backend.platforms import (
    Message,
    PlatformRefused,
    PlatformUnavailable,
    deadline_tomorrow,
    link_builder,
    messenger,
    task_declined,
    task_received,
)
from backend.platforms.messages import action_card
from tests.platforms.conftest import Platform

TASK = uuid.UUID("01930000-0000-7000-8000-000000000001")
SEND = "/topapi/message/corpconversation/asyncsend_v2"


def received(number: str = "越市监检〔2026〕418号", **changes: object) -> Message:
    facts: dict[str, object] = {
        "user_ids": ["chen", "shen"],
        "number": number,
        "subject": "绍兴市越城区青瓦茶餐厅",
        "checklist": "餐饮服务食品安全",
        "deadline": date(2026, 11, 30),
        "assigned_by": "俞建国",
        "assigned_at": datetime(2026, 11, 23, 1, 41, tzinfo=UTC),
        "link": "https://applink.dingtalk.com/x",
    }
    return task_received(**(facts | changes))  # type: ignore[arg-type]


def card(message: Message) -> dict[str, str]:
    shown: dict[str, str] = action_card(message)["action_card"]
    return shown


def test_a_task_received_says_which_until_when_and_from_whom() -> None:
    assert action_card(received()) == {
        "msgtype": "action_card",
        "action_card": {
            "title": "新的检查任务：绍兴市越城区青瓦茶餐厅",
            "markdown": "### 绍兴市越城区青瓦茶餐厅\n- 任务编号：越市监检〔2026〕418号\n"
            "- 检查内容：餐饮服务食品安全\n- 检查期限：2026年11月30日 星期一\n"
            "- 俞建国 11月23日 09:41 派发",
            "single_title": "查看任务",
            "single_url": "https://applink.dingtalk.com/x",
        },
    }


def test_the_day_before_carries_number_and_date() -> None:
    message = deadline_tomorrow(
        user_ids=["chen"],
        number="418号",
        subject="青瓦茶餐厅",
        deadline=date(2026, 11, 30),
        link="https://x",
    )
    assert "418号" in message.text
    assert "2026年11月30日 星期一" in message.text


def test_a_task_given_back_says_why_and_when() -> None:
    message = task_declined(
        user_ids=["yu"],
        number="418号",
        subject="青瓦茶餐厅",
        reason="当天另有[任务](http://x)",
        declined_at=datetime(2026, 11, 23, 6, 2, tzinfo=UTC),
        link="https://x",
    )
    assert message.text.splitlines()[1:] == [
        "- 任务编号：418号",
        "- 11月23日 14:02 退回，原因：当天另有［任务］(http://x)",
    ]


def test_one_client_serves_all_requests(platform: Platform) -> None:
    assert messenger(platform.settings) is messenger(platform.settings)
    other = Platform(platform.base, platform.state, platform.clock)
    assert messenger(platform.settings) is not messenger(other.settings)


def test_a_name_cannot_make_a_link_or_a_line() -> None:
    text = received(subject="[领奖](http://x)\n# 通知 *` _|<a>").text
    assert text.splitlines()[0] == "### ［领奖］(http://x) ＃ 通知 ＊｀ ＿｜＜a＞"


@pytest.mark.parametrize("letter", ["甲", "a", "😀", '"', "\\", "\n"])
def test_a_message_keeps_within_2048_bytes_and_breaks_between_characters(letter: str) -> None:
    message = Message(("chen",), letter * 100, letter * 3000, letter * 30, "https://x/" + "b" * 490)
    sent = json.dumps(action_card(message), ensure_ascii=False).encode()
    assert 2048 - 8 < len(sent) <= 2048
    shown = card(message)
    assert shown["markdown"].rstrip("…") == letter * (len(shown["markdown"]) - 1)
    assert (len(shown["title"]), len(shown["single_title"])) == (64, 20)


def test_what_fits_is_left_alone() -> None:
    message = Message(("chen",), "题" * 64, "文" * 100, "钮" * 20, "https://x/" + "b" * 490)
    shown = card(message)
    assert (shown["title"], shown["markdown"]) == ("题" * 64, "文" * 100)
    assert (shown["single_title"], shown["single_url"]) == ("钮" * 20, message.link)


def test_a_link_is_never_cut() -> None:
    with pytest.raises(ValueError, match="500"):
        action_card(received(link="https://x/" + "b" * 491))


def test_a_message_reaches_the_phone(platform: Platform) -> None:
    post = messenger(platform.settings)
    (sent,) = post.send([received()])
    outcome = post.outcome(sent)
    assert (outcome.delivered, dict(outcome.refused), outcome.pending) == (("chen", "shen"), {}, ())
    (got,) = platform.state.messages_of("chen")
    assert got["message"] == action_card(received())


def test_the_same_again_answers_success_and_is_not_delivered(platform: Platform) -> None:
    post = messenger(platform.settings)
    post.send([received()])
    (sent,) = post.send([received(user_ids=["chen", "yu"])])
    outcome = post.outcome(sent)
    assert (outcome.delivered, outcome.refused) == (("yu",), {"chen": "143106"})
    assert len(platform.state.messages_of("chen")) == 1
    platform.clock.at += 24 * 3600
    (sent,) = post.send([received()])
    assert post.outcome(sent).delivered == ("chen", "shen")


def test_a_task_assigned_again_the_same_day_is_told_again(platform: Platform) -> None:
    post = messenger(platform.settings)
    later = received(assigned_at=datetime(2026, 11, 23, 6, 2, tzinfo=UTC))
    first, second = post.send([received(), later])
    assert post.outcome(first).delivered == post.outcome(second).delivered == ("chen", "shen")


def test_who_does_not_exist(platform: Platform) -> None:
    post = messenger(platform.settings)
    (sent,) = post.send([received(user_ids=["chen", "nobody"])])
    assert post.outcome(sent).refused == {"nobody": "invalid"}


def test_a_hundred_people_a_call(platform: Platform) -> None:
    people = [f"p{n}" for n in range(250)]
    sent = messenger(platform.settings).send([received(user_ids=people)])
    assert [len(each.user_ids) for each in sent] == [100, 100, 50]
    assert platform.count(SEND) == 3


def test_nobody_to_tell_is_no_call(platform: Platform) -> None:
    assert messenger(platform.settings).send([received(user_ids=[])]) == []
    assert platform.state.calls == []


def test_five_hundred_a_day(platform: Platform) -> None:
    for n in range(500):
        platform.state.send(["chen"], {"n": n})
    (sent,) = messenger(platform.settings).send([received()])
    assert messenger(platform.settings).outcome(sent).refused == {"chen": "143105"}


def test_results_last_a_day(platform: Platform) -> None:
    post = messenger(platform.settings)
    (sent,) = post.send([received()])
    platform.clock.at += 24 * 3600
    with pytest.raises(PlatformRefused):
        post.outcome(sent)


def test_a_busy_platform_leaves_the_message_to_the_next_try(platform: Platform) -> None:
    post = messenger(platform.settings)
    platform.disturb("busy", path=SEND, times=1)
    with pytest.raises(PlatformUnavailable):
        post.send([received()])
    (sent,) = post.send([received()])
    assert post.outcome(sent).delivered == ("chen", "shen")


def test_a_task_opens_in_the_mini_program(platform: Platform) -> None:
    link = link_builder(platform.settings).task(TASK)
    assert link.startswith("https://applink.dingtalk.com/action/open_mini_app?type=2&")
    query = parse_qs(urlsplit(link).query)
    assert query["page"] == [f"pages/task/index?id={TASK}"]
    assert query["miniAppId"] == ["5000000000000001"]
    assert len(link) <= 500


def test_without_its_id_the_short_form() -> None:
    settings = Platform("http://127.0.0.1:1", None, None).settings  # type: ignore[arg-type]
    object.__setattr__(settings, "dingtalk_mini_app_id", "")
    assert link_builder(settings).task(TASK) == f"eapp://pages/task/index?id={TASK}"


def test_the_console_opens_in_the_workbench(platform: Platform) -> None:
    link = link_builder(platform.settings).console_task(TASK)
    assert link.startswith("dingtalk://dingtalkclient/action/openapp?corpid=")
    query = parse_qs(urlsplit(link).query)
    assert query["redirect_url"] == [f"https://zszf.example/console/tasks/{TASK}"]
    assert query["app_id"] == ["0_100000001"]
