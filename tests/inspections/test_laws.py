"""Each legal rule, named: what breaks it in a record that has been handed in."""

from __future__ import annotations

from typing import Any

import pytest

from backend import gates
from backend.inspections import facts, rules

CHEN, SHEN = "chen", "shen"
VALID = {CHEN: True, SHEN: True}
FORM = {
    "sections": [
        {
            "title": "一",
            "items": [
                {
                    "code": code,
                    "text": code,
                    "answer": "pass_fail_na",
                    "key": False,
                    "required": code == "CY01",
                    "evidence": {"photos_on_fail": 1, "what": []},
                }
                for code in ("CY01", "CY02")
            ],
        }
    ]
}
PHOTO = "a" * 64


def answer(record: rules.Record, value: str, at: str, **more: Any) -> rules.Record:
    given = {"item": "CY01", "value": value, "note": "", "finding": None} | more
    return rules.apply(record, "inspection.answer", given, at=f"2026-11-24T{at}+08:00")


def conclude(record: rules.Record, *dispositions: dict[str, Any], **more: Any) -> rules.Record:
    plain: dict[str, Any] = {"items": [], "measure": "", "photos_after": [], "deadline": None}
    given = {
        "party": {"name": "孙小红", "role": "经营者", "phone": ""},
        "result": 8,
        "dispositions": [plain | each for each in dispositions],
        "opinion": "",
    }
    return rules.apply(record, "inspection.conclude", given | more, at="2026-11-24T14:30:00+08:00")


def unable(record: rules.Record, how: str, **more: Any) -> rules.Record:
    given = {"how": how, "facts": "卷帘门紧闭", "photos": [PHOTO], "visits": 1, "mailed": False}
    given |= {"party": None, "result": rules.UNABLE_RESULTS[how][0]} | more
    return rules.apply(record, "inspection.unable", given, at="2026-11-24T14:30:00+08:00")


def arrived() -> rules.Record:
    record = rules.begin(at="2026-11-24T14:00:00+08:00", officer=CHEN, position=None, reason="")
    record["presence"][SHEN] = {"state": "confirmed", "at": "2026-11-24T14:01:00+08:00"}
    return record


def lawful() -> rules.Record:
    shown = {"officer_ids": [CHEN, SHEN], "means": "physical", "read_out": True}
    record = rules.apply(
        arrived(), "inspection.show_credentials", shown, at="2026-11-24T14:02:00+08:00"
    )
    asked = {"answer": "none", "target_officer_id": None, "reason": ""}
    record = rules.apply(record, "inspection.ask_avoidance", asked, at="2026-11-24T14:03:00+08:00")
    return answer(record, "pass", "14:04:00")


def broken(record: rules.Record, team: dict[str, bool] = VALID, **preserved: Any) -> dict[str, str]:
    found = facts.broken(record, FORM, team=team, preserved=preserved)
    return {each.rule: each.message for each in found}


def test_a_lawful_inspection_has_no_flaw() -> None:
    assert broken(lawful()) == {}


def test_l1_two_certified_officers_present() -> None:
    record = lawful()
    record["presence"][SHEN] = {"state": "reported", "at": "2026-11-24T14:01:00+08:00"}
    assert set(broken(record)) == {"L1"}


def test_l1_auxiliary_staff_never_count() -> None:
    record = lawful()
    record["presence"] = {CHEN: record["presence"][CHEN], "helper": record["presence"][SHEN]}
    assert "L1" in broken(record)


def test_l2_certificates_valid_on_the_day() -> None:
    assert set(broken(lawful(), VALID | {SHEN: False})) == {"L2"}


@pytest.mark.parametrize(("rule", "key"), [("L3", "credentials"), ("L4", "avoidance")])
def test_l3_l4_before_the_first_answer(rule: str, key: str) -> None:
    late, never = lawful(), lawful()
    late[key] = late[key] | {"at": "2026-11-24T06:04:01+00:00"}  # a second after, in another zone
    never[key] = None
    for record in (late, never):
        assert set(broken(record)) == {rule}


def test_l3_a_changed_answer_keeps_the_moment_of_the_first() -> None:
    record = answer(lawful(), "na", "15:00:00")
    record["credentials"] = record["credentials"] | {"at": "2026-11-24T14:30:00+08:00"}
    assert "L3" in broken(record)


def test_l4_a_party_who_wants_an_officer_withdrawn_is_the_heads_to_decide() -> None:
    record = lawful()
    record["avoidance"] = record["avoidance"] | {"answer": "requested"}
    assert broken(record) == {"L4": "当事人申请回避，等待负责人决定"}


def test_l3_l4_ask_nothing_where_nobody_is_there() -> None:
    assert broken(unable(arrived(), "closed")) == {}
    assert set(broken(unable(arrived(), "refused"))) == {"L3", "L4"}


def test_l6_every_item_has_its_answer() -> None:
    record = lawful() | {"answers": {}}
    assert broken(record) == {"L6": "检查表有 1 项没有结论"}


def test_l8_nobody_is_fined_unheard() -> None:
    assert set(broken(conclude(lawful(), fine=fine(heard=False)))) == {"L8"}


@pytest.mark.parametrize(
    ("party", "amount", "rules_broken"),
    [
        ("citizen", 200, set()),
        ("citizen", 201, {"L9"}),
        ("organisation", 3000, set()),
        ("organisation", 3001, {"L9"}),
    ],
)
def test_l9_an_on_spot_fine_has_a_limit(party: str, amount: int, rules_broken: set[str]) -> None:
    assert set(broken(conclude(lawful(), fine=fine(party=party, amount=amount)))) == rules_broken


def test_l10_cash_over_a_hundred_yuan_needs_a_legal_ground() -> None:
    taken = {"amount": 101, "cash": True}
    assert set(broken(conclude(lawful(), fine=fine(**taken)))) == {"L10"}
    for lawfully in ({"ground": "hard"}, {"ground": "remote"}, {"amount": 100}, {"cash": False}):
        assert broken(conclude(lawful(), fine=fine(**taken | lawfully))) == {}


def fine(**more: Any) -> dict[str, Any]:
    return {
        "kind": "fine",
        "amount": 50,
        "party": "citizen",
        "heard": True,
        "statement": "没有异议",
        "cash": False,
        "ground": "",
        "ground_reason": "",
        "basis": "食品安全法第一百二十六条",
    } | more


def test_l11_nothing_is_preserved_without_approval_nor_beyond_seven_working_days() -> None:
    assert set(broken(lawful(), unapproved=True, days_left=7)) == {"L11"}
    assert broken(lawful(), unapproved=False, days_left=0) == {}
    assert set(broken(lawful(), unapproved=False, days_left=-1)) == {"L11"}


def test_l13_a_problem_has_its_photos() -> None:
    finding = {"facts": "积水", "typical": [], "photos": []}
    assert broken(answer(lawful(), "fail", "14:10:00", finding=finding)) == {
        "L13": "第 CY01 项发现问题，没有证据"
    }
    proven = finding | {"photos": [PHOTO]}
    assert broken(answer(lawful(), "fail", "14:10:00", finding=proven)) == {}


def test_l20_l21_who_hands_over_says_what_and_to_whom() -> None:
    assert set(broken(conclude(lawful(), {"kind": "D6"}, {"kind": "D5"}))) == {"L20", "L21"}
    told = conclude(lawful(), {"kind": "D6", "reason": "涉嫌销售假药"}, {"kind": "D5", "to": "消"})
    assert broken(told) == {}


def rules_of(stage: str, **given: Any) -> list[str]:
    return [each.rule for each in gates.broken(stage, given)]


def test_l5_nothing_is_handed_in_without_its_record() -> None:
    assert rules_of("submit", unsigned=rules.unsigned(lawful())) == ["L5"]
    signed = {"kind": "record", "document_id": "1"}
    record = rules.apply(lawful(), "document.sign", signed, at="2026-11-24T14:40:00+08:00")
    assert rules_of("submit", unsigned=rules.unsigned(record)) == []


def test_l7_a_refusal_has_its_reason_and_both_officers_and_is_looked_at_unwitnessed() -> None:
    bare = {"party": "refused", "reason": "", "officers": 1, "witness": False, "recorded": False}
    assert [each.message for each in gates.blocking(gates.broken("sign", bare))] == [
        "当事人没有签名，要写明原因",
        "只有 1 名执法人员签名",
    ]
    told = bare | {"reason": "不服", "officers": 2}
    assert [each.severity for each in gates.broken("sign", told)] == ["warn"]
    assert rules_of("sign", **told | {"witness": True}) == []
    for state in ("unable", "absent", "read_out"):  # paths of their own
        assert rules_of("sign", **told | {"party": state}) == []


def test_l15_a_first_offence_is_shown_to_who_would_fine_it() -> None:
    facts_of = dict.fromkeys(gates.reads("conclude")) | {"first_offence": True, "fined": True}
    assert rules_of("conclude", **facts_of) == ["L15"]
    assert rules_of("conclude", **facts_of | {"fined": False}) == []
