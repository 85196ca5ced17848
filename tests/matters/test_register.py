"""监管事项 and 实施清单."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.core.auth import Caller
from backend.core.database import perform
from backend.core.records import Audit
from backend.matters import Category, Matter, register, rules
from backend.matters.problems import ChangedMeanwhile, CodeTaken, MatterMissing, MatterWrong
from backend.organization import Agency
from tests.cast import Cast, forget_matters
from tests.matters.conftest import BASIS, MATTER

USCC = "11330602MBDEM0038J"

Do = Callable[..., Any]


@pytest.fixture(autouse=True)
def empty_catalogue(app: Flask) -> None:
    with app.app_context():
        perform(forget_matters)


@pytest.fixture
def matter(do: Do, he: Caller) -> Matter:
    found: Matter = do(register.enter, by=he, **MATTER)
    return found


def test_a_matter_is_entered_with_the_article_it_rests_on(matter: Matter) -> None:
    [basis] = matter.basis
    assert basis["checked"] is True
    assert "许可制度" in basis["text"]
    assert matter.category is Category.KEY
    assert matter.published_on is None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("code", "0131060400001", "14 位"),
        ("code", "0131060400000X", "14 位"),
        ("code", "０１３１０６０４０００００１", "14 位"),
        ("duty", "", "职责主体"),
        ("object", "", "监管对象"),
        ("measure", "", "监管措施"),
        ("modes", [], "检查方式"),
        ("modes", ["telepathy"], "不认识"),
        ("basis", [], "设定依据"),
        ("basis", [BASIS | {"article": "第三百条"}], "第三百条"),
        ("basis", [BASIS | {"quoted": "凡从事食品"}], "没有“凡从事食品”"),
    ],
)
def test_what_the_catalogue_must_state_is_not_left_out(
    do: Do, he: Caller, field: str, value: Any, said: str
) -> None:
    with pytest.raises(MatterWrong) as told:
        do(register.enter, by=he, **MATTER | {field: value})
    assert said in told.value.details["fields"][field]  # type: ignore[index]


def test_a_basis_that_nobody_has_read_is_marked(do: Do, he: Caller) -> None:
    given = MATTER | {"basis": [{"law": "餐饮服务食品安全操作规范", "checked": False}]}
    matter = do(register.enter, by=he, **given)
    assert matter.basis[0]["checked"] is False
    assert matter.basis[0]["text"] == ""


def test_a_code_stands_once(do: Do, he: Caller, gu: Caller, matter: Matter) -> None:
    with pytest.raises(CodeTaken):
        do(register.enter, by=gu, **MATTER)


def test_of_two_who_change_it_the_second_is_told(do: Do, he: Caller, matter: Matter) -> None:
    do(register.change, by=he, matter_id=matter.id, revision=1, **MATTER | {"ratio": 50})
    with pytest.raises(ChangedMeanwhile) as told:
        do(register.change, by=he, matter_id=matter.id, revision=1, **MATTER | {"ratio": 20})
    assert "何春燕" in told.value.body()["title"]


def test_the_audit_keeps_what_was_there_before(
    app: Flask, do: Do, he: Caller, matter: Matter
) -> None:
    do(register.change, by=he, matter_id=matter.id, revision=1, **MATTER | {"ratio": 50})
    with Session(app.extensions["engine"]) as session:
        row = session.scalars(select(Audit).where(Audit.action == "matter.change")).one()
    assert row.facts["before"] == {"ratio": 100}


def test_another_agency_does_not_change_it(do: Do, gu: Caller, matter: Matter) -> None:
    with pytest.raises(MatterMissing):
        do(register.change, by=gu, matter_id=matter.id, revision=1, **MATTER)
    with pytest.raises(MatterMissing):
        do(register.retire, by=gu, matter_id=matter.id, revision=1, reason="不归我们")


def test_publishing_and_retiring(do: Do, he: Caller, matter: Matter, noon: object) -> None:
    matter = do(register.publish, by=he, matter_id=matter.id, revision=1)
    assert matter.published_on == date(2026, 11, 24)
    assert do(register.publish, by=he, matter_id=matter.id, revision=9).revision == 2
    matter = do(register.retire, by=he, matter_id=matter.id, revision=2, reason="目录调整")
    assert not matter.active


@pytest.fixture
def with_uscc(app: Flask, cast: Cast) -> None:
    engine = app.extensions["engine"].execution_options(writes=True)
    with Session(engine) as session, session.begin():
        session.execute(update(Agency).where(Agency.id == cast.market).values(uscc=USCC))


def implementation(matter: Matter, cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "matter_id": matter.id,
        "agency_id": cast.market,
        "code": rules.usual_implementation_code(USCC, matter.code),
        "checklists": ["food-service"],
        "active": True,
        "published": True,
    } | changes


def test_an_agency_carries_a_matter_out(
    do: Do, he: Caller, gu: Caller, cast: Cast, matter: Matter, with_uscc: None
) -> None:
    do(register.implement, by=he, **implementation(matter, cast))
    do(register.implement, by=he, **implementation(matter, cast, checklists=[]))  # changes it
    [row] = do(register.implementations, by=gu)
    assert (row["agency"], row["checklists"]) == ("越城区市场监督管理局", [])
    do(register.implement, by=he, **implementation(matter, cast, published=False))
    assert do(register.implementations, by=gu) == []
    assert len(do(register.implementations, by=he)) == 1


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"code": "11330602MBDEM0038J" + "6" + "0131060400000101"}, "code", "第 19 位"),
        ({"code": "91330602MBDEM0038J" + "1" + "0131060400000101"}, "code", "前 18 位"),
        ({"code": "11330602MBDEM0038J1"}, "code", "第 19 位"),
        ({"checklists": ["no-such-form"]}, "checklists", "no-such-form"),
    ],
)
def test_what_an_implementation_cannot_be(
    do: Do,
    he: Caller,
    cast: Cast,
    matter: Matter,
    with_uscc: None,
    changes: dict[str, Any],
    field: str,
    said: str,
) -> None:
    with pytest.raises(MatterWrong) as told:
        do(register.implement, by=he, **implementation(matter, cast, **changes))
    assert said in told.value.details["fields"][field]  # type: ignore[index]


def test_nobody_sets_down_what_another_agency_does(
    do: Do, gu: Caller, cast: Cast, matter: Matter, with_uscc: None
) -> None:
    with pytest.raises(MatterWrong, match="matter-wrong") as told:
        do(register.implement, by=gu, **implementation(matter, cast))
    assert "本单位" in told.value.details["fields"]["agency_id"]  # type: ignore[index]


def test_without_a_uscc_there_is_no_code(do: Do, he: Caller, cast: Cast, matter: Matter) -> None:
    with pytest.raises(MatterWrong) as told:
        do(register.implement, by=he, **implementation(matter, cast))
    assert "信用代码" in told.value.details["fields"]["agency_id"]  # type: ignore[index]


def test_the_list_narrows_and_goes_on(app: Flask, do: Do, he: Caller) -> None:
    for place in range(5):
        do(register.enter, by=he, **MATTER | {"code": f"0131060400000{place}"})
    first = do(register.listed, limit=3)
    rest = do(register.listed, limit=3, after=first["next"])
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 2, "")
    assert first["counts"][""] == 5
    assert do(register.listed, q="餐饮 01310604000003")["counts"][""] == 1
    assert do(register.listed, category=Category.GENERAL)["items"] == []
    assert do(register.listed, q="%")["items"] == []


@pytest.mark.parametrize(
    ("category", "ratio", "unusual"),
    [
        (Category.GENERAL, 5, False),
        (Category.GENERAL, 6, True),
        (Category.KEY, 100, False),
        (Category.UNDISTURBED, 0, False),
        (Category.UNDISTURBED, 1, True),
        (Category.GENERAL, None, False),
    ],
)
def test_an_unusual_ratio_is_pointed_out(
    category: Category, ratio: int | None, unusual: bool
) -> None:
    assert bool(rules.ratio_unusual(category, ratio)) is unusual
