"""无法检查: closed, out of reach or refused, each with its reason, its evidence and its record."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Flask

from backend.inspections.rules import UNABLE_RESULTS
from tests.cast import ITEMS
from tests.conftest import Phone
from tests.inspections.walk import Walk, picture


def cannot(walk: Walk, how: str, **more: Any) -> None:
    photo = picture(33)
    walk.upload(photo, "photo", "image/jpeg")
    given = {"facts": "卷帘门紧闭，拨打登记电话无人接听", "visits": 1, "mailed": False}
    given |= {"party": None}
    given |= {"photos": [hashlib.sha256(photo).hexdigest()], "result": UNABLE_RESULTS[how][0]}
    walk.chen.do("inspection.unable", inspection_id=walk.inspection, how=how, **given | more)


def unsigned(name: str, state: str) -> dict[str, Any]:
    return {
        "role": "party",
        "officer_id": None,
        "name": name,
        "state": state,
        "reason": "见检查情况",
        "at": "2026-11-24T12:00:00+08:00",
        "strokes_sha256": None,
        "image_sha256": None,
    }


def sign(walk: Walk, name: str = "无人在场", state: str = "absent") -> None:
    signatures = [*walk.signatures()[:2], unsigned(name, state)]
    [answer] = walk.chen.send(walk.sign("record", signatures=signatures))
    assert answer["outcome"] == "accepted", answer
    walk.named = sorted(set(walk.named))


def test_a_closed_shop_gets_a_record_of_its_own_and_no_flaw(walk: Walk) -> None:
    walk.arrive()
    walk.confirm()
    cannot(walk, "closed")
    sign(walk)
    assert walk.submit()["state"] == "review"
    page = walk.page()
    assert page["flaws"] == []
    assert page["result_in_words"] == "未发现开展本次抽查涉及的经营活动"
    data = walk.chen.get(f"/documents/{walk.documents[0]}").get_json()
    assert "现场无法实施检查（关闭或者停业）。卷帘门紧闭，拨打登记电话无人接听。" in str(data)


def test_who_was_reached_only_once_is_not_yet_out_of_reach(walk: Walk) -> None:
    walk.arrive()
    walk.confirm()
    cannot(walk, "unreachable")
    sign(walk)
    walk.submit()
    [flaw] = walk.page()["flaws"]
    assert flaw["title"].endswith("“无法联系”要有两次以上到场，或者邮寄退回的证明")


def test_the_refusal_of_an_officer_who_showed_no_certificate_is_lawful(walk: Walk) -> None:
    walk.arrive()
    walk.confirm()
    cannot(walk, "refused", party={"name": "孙小红", "role": "经营者"})
    page = walk.page()
    assert page["conclusion"]["unable"]["how"] == "refused"
    walk.show_and_ask()
    sign(walk, "孙小红", "refused")
    walk.submit()
    assert [flaw["rule"] for flaw in walk.page()["flaws"]] == ["L7"]  # nobody witnessed it


def test_the_result_fits_the_way_it_could_not_be_done(walk: Walk) -> None:
    walk.arrive()
    given = {"facts": "关门", "photos": [], "visits": 1, "mailed": False, "party": None}
    command = walk.chen.command(
        "inspection.unable", inspection_id=walk.inspection, how="closed", result=1, **given
    )
    [answer] = walk.chen.send(command)
    assert answer["problem"]["code"] == "invalid-input"


def test_what_was_found_before_comes_with_the_next_task(app: Flask, walk: Walk, yu: Phone) -> None:
    from tests.conftest import assignment

    walk.to_signed()
    walk.submit()
    second = yu.post("/tasks", json=assignment(walk.cast)).get_json()["task_id"]
    [problem] = walk.chen.get(f"/tasks/{second}").get_json()["problems"]
    assert (problem["item"], problem["agency"]) == (ITEMS[0], "越城区市场监督管理局")
    assert problem["facts"] == "冷藏柜内有 3 袋调理鸡排超过保质期"
    assert problem["laws"] == ["食品安全法第三十四条"]
    assert walk.chen.get(f"/tasks/{walk.task}").get_json()["problems"] == []
