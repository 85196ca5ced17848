from __future__ import annotations

import copy
import csv
from pathlib import Path
from typing import Any

import pytest

from backend.documents import samples
from backend.documents.blocks import missing, render
from backend.documents.compose import compose, data_sha256
from backend.documents.facts import composed, filled, proposed
from backend.documents.remedies import TYPESCRIPT, remedies, rules, typescript
from backend.documents.templates import load
from tests.documents.rewrite import read, rewritten

LAWS = Path(__file__).parents[2] / "docs" / "laws"
CASES = {case["name"]: case for case in read("compose.json")["cases"]}


@pytest.mark.parametrize("name", ["compose.json", "documents.json", "papers.json"])
def test_the_cases_are_what_templates_and_compose_make(name: str) -> None:
    assert read(name) == rewritten()[name]


def texts(case: dict[str, Any]) -> str:
    program = load()[case["kind"]]
    made = render(program, compose(case["kind"], case["source"]))
    return "\n".join(block["text"] for block in made if "text" in block)


def test_a_record_without_a_problem() -> None:
    text = texts(CASES["没有问题的检查"])
    assert "主动向当事人出示行政执法证件，表明身份，并告知检查事项" in text
    assert "当事人表示不申请回避。" in text
    assert "共检查5项（其中重点项3项）：符合5项，不符合0项，不适用0项。检查中未发现问题。" in text
    assert "（待核）" not in text


def test_a_reminder_about_no_item_in_particular() -> None:
    assert "\n对当事人进行教育提醒。告知贮存要求。" in texts(CASES["两个问题，按工作日限期改正"])


def test_two_problems_with_a_deadline_in_working_days() -> None:
    text = texts(CASES["两个问题的责令改正通知书"])
    assert "一、冷藏柜内存放超过保质期的冷冻调理鸡排" in text
    assert "违反了《食品安全法》第三十四条第三项的规定。改正要求：清理并登记处置" in text
    assert "现责令你单位在5个工作日内，即2026年11月30日前（含当日）改正上述全部问题。" in text
    assert "六十日内向绍兴市越城区人民政府申请行政复议" in text
    assert "六个月内向绍兴市越城区人民法院提起行政诉讼" in text


def test_deadlines_that_differ_are_told_one_by_one_and_an_unread_basis_is_marked() -> None:
    text = texts(CASES["期限不一的责令改正通知书，依据待核"])
    assert "第一项，在2026年12月10日前（含当日）改正。\n第二项，在7日内，即2026年11月30日前" in text
    assert "《餐饮服务食品安全操作规范》7.9（待核）" in text
    grouped = "《中华人民共和国食品安全法》第三十四条第三项、第五十四条第一款、《中华人民共和国食品"
    assert grouped in text
    assert "面粉" not in text  # put right on the spot


def test_who_refused_did_not_say_that_it_is_true() -> None:
    blocks = read("documents.json")["cases"][4]["blocks"]
    slots = next(block["slots"] for block in blocks if block["type"] == "signatures")
    assert slots[0]["label"] == "当事人签名"
    assert slots[0]["words"] == "拒绝签名（不认可第1项问题）"
    assert [slot["role"] for slot in slots] == ["party", "witness", "officer", "officer"]


def test_a_requested_avoidance_names_officer_and_reason() -> None:
    text = texts(CASES["申请回避，没有信用代码"])
    assert "当事人申请沈雨薇回避，理由：与本店有债务纠纷。" in text
    assert "决定作出之前，不停止检查。" in text


def test_what_is_composed_after_the_conclusion_does_not_depend_on_now() -> None:
    case = copy.deepcopy(CASES["两个问题的责令改正通知书"])
    case["source"]["now"] = "2027-01-01T00:00:00Z"
    data = compose(case["kind"], case["source"])
    assert data_sha256(case["kind"], 1, data) == case["data_sha256"]
    assert data_sha256(case["kind"], 2, data) != case["data_sha256"]


def test_without_authority_or_court_the_order_cannot_be_signed() -> None:
    case = copy.deepcopy(CASES["两个问题的责令改正通知书"])
    case["source"]["me"]["agency"] = {"name": "绍兴市越城区市场监督管理局"}
    data = compose(case["kind"], case["source"])
    assert missing(load()[case["kind"]], data) == ["行政复议机关", "管辖法院"]


def test_a_document_of_another_kind_holds_what_its_template_names_and_no_more() -> None:
    program = load()["service_address"]
    data = composed(program, samples.source())
    assert not {"checks", "findings", "opinion", "dispositions"} & set(data)
    assert set(data["filled"]) == {
        "address", "receiver", "phone", "postcode", "electronic", "channel", "account",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("style", "given", "kept"),
    [
        ("identity", "330602199001011231", "330602********1231"),
        ("identity", "330602********1231", "330602********1231"),
        ("phone", "13800005678", "138****5678"),
        ("phone", "0575-85131234", "0575-85131234"),
        ("line", "甲\n乙", "甲 乙"),
        ("line", ["甲"], ""),
    ],
)
def test_what_an_officer_writes_is_one_line_of_plain_text(
    style: str, given: Any, kept: str
) -> None:
    field = {"label": "甲", "required": False, "ask": {"as": style}}
    assert filled({"fields": {"filled.a": field}}, {"a": given, "b": "x"}) == {"a": kept}


def test_the_amount_of_a_penalty_stands_in_words_and_review_comes_first() -> None:
    program = load()["on_spot_penalty"]
    text = str(render(program, samples.data(program)))
    assert "人民币伍佰元整（￥500.00）" in text
    assert "应当先自收到本决定书之日起六十日内向绍兴市越城区人民政府申请行政复议" in text
    assert "可以自收到复议决定书之日起十五日内向绍兴市越城区人民法院提起行政诉讼" in text
    assert "也可以" not in text


@pytest.mark.parametrize("case", read("penalty.json"), ids=lambda case: case["name"])
def test_a_decision_starts_from_the_fine_that_was_entered(case: dict[str, Any]) -> None:
    source = copy.deepcopy(samples.source())
    source["inspection"]["conclusion"]["fine"] = case["fine"]
    made = proposed(load()["on_spot_penalty"], source)
    assert {key: made[key] for key in case["proposed"]} == case["proposed"]


def test_what_a_template_does_not_offer_is_not_proposed() -> None:
    program = copy.deepcopy(load()["on_spot_penalty"])
    program["fields"]["filled.kind"]["ask"]["options"] = ["通报批评", "警告"]
    source = copy.deepcopy(samples.source())
    source["inspection"]["conclusion"]["fine"] = read("penalty.json")[0]["fine"]
    assert proposed(program, source)["kind"] == ""


def test_the_full_phone_number_is_not_in_the_document() -> None:
    assert "13800005678" not in str(CASES["没有问题的检查"]["data"])


def test_on_the_spot_penalties_are_reviewed_before_a_suit() -> None:
    penalty = rules()["documents"]["on_spot_penalty"]
    assert penalty["review_first"]
    assert not rules()["documents"]["rectification_order"]["review_first"]
    assert remedies("on_spot_penalty", {"court": "某法院"})["suit"]["months"] == ""


def test_the_remedies_stand_on_the_law_as_it_was_read() -> None:
    with (LAWS / "index.csv").open(encoding="utf-8") as file:
        known = {(row["law"], row["version"]): row for row in csv.DictReader(file)}
    for name, source in rules()["sources"].items():
        row = known[source["law"], source["version"]]
        assert source["sha256"] == row["sha256"], name
        text = (LAWS / row["file"]).read_text("utf-8")
        article = source["article"].split("条")[0] + "条"
        body = text[text.index(f"\n{article} ") + 1 :]
        assert source["quoted"] in body[: body.index("\n第", 1)], name
    cited = [one["basis"] for part in ("documents", "agencies") for one in rules()[part].values()]
    assert {name for basis in cited for name in basis} <= set(rules()["sources"])


def test_the_phone_has_the_same_rule() -> None:
    assert TYPESCRIPT.read_text("utf-8") == typescript()


def test_what_is_served_is_the_version_that_counts_and_the_file_keeps_both() -> None:
    source = copy.deepcopy(samples.source())
    [first, *_] = listed = source["inspection"]["documents"]
    listed.append(first | {"superseded": True})

    def named(kind: str) -> list[str]:
        return [paper["number"] for paper in proposed(load()[kind], source)["papers"]]

    assert named("service_receipt") == [each["number"] for each in listed[:-1]]
    assert named("file_index") == [each["number"] for each in listed]
