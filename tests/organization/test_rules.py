from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date

import pytest

from backend.core.auth import Role
from backend.organization import roles, rules
from backend.organization.rules import Declared, Standing

TODAY = date(2026, 11, 24)


@dataclass
class Held:
    valid_from: date
    valid_to: date
    revoked_on: date | None = None
    matters: list[str] = field(default_factory=list)


@pytest.mark.parametrize(
    ("number", "good"),
    [
        *(("110602", True), ("浙110602-A", True), ("11060200001", True), ("11-A", False)),
        *(("浙江110602", False), ("110602a", False), ("1" * 21, False), ("110602\n", False)),
        ("１１０６０２", False),
    ],
)
def test_certificate_numbers(number: str, good: bool) -> None:
    assert rules.number_is_good(number) is good


@pytest.mark.parametrize(
    ("number", "good"),
    [
        *(("11010519491231002X", True), ("440524188001010014", True)),
        *(("110105194912310021", False), ("11010519490231002X", False), ("123", False)),
    ],
)
def test_resident_numbers(number: str, good: bool) -> None:
    assert rules.resident_number_is_good(number) is good


def test_of_overlapping_certificates_the_one_for_the_day_and_the_field_counts() -> None:
    fire = Held(date(2024, 1, 1), date(2031, 1, 1), matters=["消防救援"])
    market = Held(date(2022, 1, 1), date(2026, 12, 1), matters=["市场监管"])
    renewed = Held(date(2026, 12, 2), date(2031, 12, 1), matters=["市场监管"])
    both = [fire, market, renewed]
    assert rules.best(both, TODAY, rules.Work("市场监管")) is market
    assert rules.best(both, date(2026, 12, 5), rules.Work("市场监管")) is renewed
    assert rules.best(both, TODAY, rules.Work("消防救援")) is fire
    gone = Held(TODAY, date(2030, 1, 1), revoked_on=TODAY)
    assert rules.best([gone], TODAY) is None
    assert rules.is_valid(Held(TODAY, TODAY, revoked_on=date(2026, 11, 25)), TODAY)


@pytest.mark.parametrize(
    ("scope", "reached"),
    [
        ([], False),
        (["市场监管"], True),
        (["消防救援"], False),
        (["1", "2", "3"], True),
        (["1"], False),
    ],
)
def test_a_scope_reaches_a_field_or_every_one_of_its_matters(
    scope: list[str], reached: bool
) -> None:
    work = rules.Work("市场监管", ["1", "2"])
    assert rules.reaches(scope, work) is reached
    assert rules.covers(scope, work) is (reached or not scope)
    assert not rules.reaches(["1"], rules.Work("市场监管"))


def test_a_certificate_that_is_renewed_needs_no_reminder() -> None:
    old = Held(date(2022, 1, 1), date(2026, 12, 1), matters=["市场监管"])
    narrow = Held(date(2026, 1, 1), date(2031, 1, 1), matters=["消防救援"])
    gap = Held(date(2026, 12, 5), date(2031, 1, 1))
    follows = Held(date(2026, 12, 2), date(2031, 1, 1))
    assert not rules.is_renewed(old, [old, narrow, gap])
    assert rules.is_renewed(old, [old, follows])


@pytest.mark.parametrize(
    ("left", "standing", "stage"),
    [
        *((91, Standing.VALID, None), (90, Standing.SOON, 90), (30, Standing.SOON, 30)),
        *((8, Standing.SOON, 30), (7, Standing.SOON, 7), (0, Standing.SOON, 7)),
        (-1, Standing.EXPIRED, None),
    ],
)
def test_the_thresholds(left: int, standing: Standing, stage: int | None) -> None:
    until = date.fromordinal(TODAY.toordinal() + left)
    assert rules.standing(Held(date(2022, 1, 1), until), TODAY) is standing
    assert rules.stage(until, TODAY) == stage


def test_a_tie_to_a_merged_record_is_one_to_the_subject() -> None:
    officer, other, subject, merged = (uuid.uuid4() for _ in range(4))
    declared = [Declared(officer, merged, "配偶是经营者"), Declared(other, uuid.uuid4(), "亲戚")]
    told = rules.conflicted(declared, [officer, other], [subject, merged])
    assert told == {officer: "配偶是经营者"}
    assert rules.conflicted(declared, [officer], [subject]) == {}


def test_the_three_stand_apart() -> None:
    assert roles.roles_wrong([Role.OFFICER, Role.LEADER]) == ""
    assert roles.roles_wrong([Role.AUDIT_ADMIN]) == ""
    assert "审计管理员" in roles.roles_wrong([Role.AUDIT_ADMIN, Role.OFFICER])
    assert "三员分立" in roles.roles_wrong([Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
    assert roles.grantable([Role.REGISTER_ADMIN]) == {Role.OFFICER, Role.LEADER}
    assert Role.SYSTEM_ADMIN not in roles.grantable([Role.SECURITY_ADMIN])
    assert roles.grantable([Role.SYSTEM_ADMIN]) == frozenset()
