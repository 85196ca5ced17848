"""Entering and changing a subject, through the API that departments' own systems use."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from backend.core import clock
from backend.core.database import unit_of_work
from backend.subjects import Subject
from tests.cast import Cast
from tests.conftest import NOON, Phone, problem
from tests.subjects.conftest import entered, shop
from tests.subjects.searching import keep


def kept(app: Flask, subject_id: uuid.UUID) -> Subject:
    with app.app_context(), unit_of_work(writes=False) as session:
        return session.get_one(Subject, subject_id)


def whole(phone: Phone, subject_id: uuid.UUID) -> dict[str, Any]:
    found: dict[str, Any] = phone.get(f"/subjects/{subject_id}/whole").get_json()
    return found


def amend(xu: Phone, subject_id: uuid.UUID, version: int, **changes: Any) -> Any:
    body = {
        "version": version,
        "subject": changes,
        "source": "现场核实",
        "valid_from": "2026-11-24",
        "reason": "与营业执照核对",
    }
    return xu.post(f"/subjects/{subject_id}", json=body)


def test_a_new_shop_is_found_and_has_its_history(app: Flask, xu: Phone) -> None:
    subject_id = entered(xu)
    keep(app)
    [hit] = xu.get("/subjects", q="若耶面馆").get_json()["items"]
    assert hit["id"] == str(subject_id)
    row = kept(app, subject_id)
    assert (row.org_code, row.internal_number) == ("MAYW27EB7", None)
    assert app.extensions["keys"].unseal(row.phone_sealed) == "13800001234"
    [change] = xu.get(f"/subjects/{subject_id}/changes").get_json()["items"]
    assert (change["kind_in_words"], change["by_name"]) == ("登记入库", "徐名录")
    assert (change["source"], change["valid_from"]) == ("市场监管登记", "2026-11-20")


def test_everything_that_is_wrong_is_told_at_once(xu: Phone) -> None:
    answer = xu.post("/subjects", json=shop(uscc="92330602MAYW27EB7M", phone="1", name=""))
    found = problem(answer, 422, "invalid-input")["details"]["fields"]
    assert set(found) == {"uscc", "phone", "name"}
    answer = xu.post("/subjects", json=shop(region_code="110101001"))
    assert "region_code" in problem(answer, 422, "invalid-input")["details"]["fields"]
    answer = xu.post("/subjects", json=shop() | {"valid_from": "2026-11-25"})
    assert "valid_from" in problem(answer, 422, "invalid-input")["details"]["fields"]


def test_the_same_code_is_not_entered_twice(xu: Phone) -> None:
    first = entered(xu)
    answer = xu.post("/subjects", json=shop(name="另一个名字", uscc="92330602mayw27eb7l"))
    found = problem(answer, 409, "subject-known")
    assert found["details"]["id"] == str(first)
    assert "若耶面馆" in found["title"]


def test_two_who_enter_the_same_code_at_once_make_one(app: Flask, xu: Phone) -> None:
    together = Barrier(2)

    def enter(_: int) -> int:
        phone = Phone(app, xu.account_id)
        together.wait()
        with clock.stopped(NOON):
            return phone.post("/subjects", json=shop()).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(enter, range(2))) == [201, 409]


def test_what_has_no_code_gets_a_number_of_the_county(app: Flask, xu: Phone) -> None:
    stall = {"uscc": "", "kind": "无证无照", "name": "府山街道夜宵摊", "phone": ""}
    numbers = [kept(app, entered(xu, **stall)).internal_number for _ in range(2)]
    assert numbers == ["N330602-000001", "N330602-000002"]
    keep(app)
    [hit] = xu.get("/subjects", q="n330602-000002").get_json()["items"]
    assert hit["name"] == "府山街道夜宵摊"


def test_a_person_is_known_by_the_sealed_id_number(app: Flask, xu: Phone) -> None:
    person = {"kind": "个人", "uscc": "", "name": "林阿根", "id_number": "330602 19800102 1232"}
    row = kept(app, entered(xu, **person))
    assert row.id_number_sealed
    assert "19800102" not in row.id_number_sealed
    assert row.internal_number is None
    assert whole(xu, row.id)["subject"]["id_number_masked"] == "330602********1232"
    problem(xu.post("/subjects", json=shop(**person)), 409, "subject-known")


def test_an_old_code_needs_a_reason_once(app: Flask, xu: Phone) -> None:
    old = {"kind": "企业", "uscc": "91350211M0000XUF46", "name": "厦门老厂绍兴分部"}
    refused = xu.post("/subjects", json=shop(**old))
    fields = problem(refused, 422, "invalid-input")["details"]["fields"]
    assert "历史赋码" in fields["code_reason"][0]
    answer = xu.post("/subjects", json=shop(**old) | {"code_reason": "核对过营业执照原件"})
    subject_id = uuid.UUID(answer.get_json()["id"])
    changes = xu.get(f"/subjects/{subject_id}/changes").get_json()["items"]
    assert [each["kind"] for each in changes] == ["code_accepted", "added"]
    assert changes[0]["reason"] == "核对过营业执照原件"
    version = kept(app, subject_id).version
    assert amend(xu, subject_id, version, uscc=old["uscc"], liaison="王").status_code == 200


def test_a_change_tells_what_was_before_with_masks(xu: Phone) -> None:
    subject_id = entered(xu)
    answer = amend(xu, subject_id, 1, phone="13900005678", state="注销")
    assert answer.get_json()["version"] == 2
    change = xu.get(f"/subjects/{subject_id}/changes").get_json()["items"][0]
    facts = {each["title"]: (each["before"], each["after"]) for each in change["facts"]}
    assert facts == {
        "负责人电话": ("138****1234", "139****5678"),
        "登记状态": ("存续", "注销"),
    }
    assert change["reason"] == "与营业执照核对"


def test_who_saw_an_old_version_is_told(xu: Phone) -> None:
    subject_id = entered(xu)
    amend(xu, subject_id, 1, legal_rep="林二根")
    problem(amend(xu, subject_id, 1, legal_rep="林三根"), 409, "subject-changed")


def test_a_stall_that_gets_its_licence_keeps_its_number(app: Flask, xu: Phone) -> None:
    subject_id = entered(xu, uscc="", kind="无证无照")
    answer = amend(xu, subject_id, 1, kind="个体工商户", uscc="92330602MAYW27EB7L")
    assert answer.status_code == 200
    row = kept(app, subject_id)
    assert (row.uscc, row.internal_number) == ("92330602MAYW27EB7L", "N330602-000001")
    refused = amend(xu, subject_id, 2, uscc="")
    assert "uscc" in problem(refused, 422, "invalid-input")["details"]["fields"]


def test_a_position_is_kept_as_read_and_as_wgs84(app: Flask, xu: Phone) -> None:
    read = {"raw_latitude": 29.99765, "raw_longitude": 120.57956, "crs": "GCJ02"}
    row = kept(app, entered(xu, **read, position_source="高德地图"))
    assert (row.raw_latitude, row.crs) == (29.99765, "GCJ02")
    assert row.longitude is not None
    assert 0.004 < 120.57956 - row.longitude < 0.006
    amend(xu, row.id, 1, raw_latitude=None, raw_longitude=None)
    assert kept(app, row.id).latitude is None


def test_the_old_numbers_are_kept(app: Flask, xu: Phone) -> None:
    old = {"uscc": "", "legacy_number": "330602198001036", "org_code": "09864321-4"}
    row = kept(app, entered(xu, **old))
    assert (row.legacy_number, row.org_code) == ("330602198001036", "098643214")
    assert row.internal_number == "N330602-000001"


def test_another_county_is_not_ones_own(xu: Phone) -> None:
    answer = xu.post("/subjects", json=shop(region_code="330603001"))
    problem(answer, 403, "subject-outside-area")


@pytest.mark.parametrize("key", ["source", "valid_from"])
def test_who_said_it_and_since_when_are_required(xu: Phone, key: str) -> None:
    body = shop()
    del body[key]
    refused = problem(xu.post("/subjects", json=body), 422, "invalid-input")
    assert key in refused["details"]["fields"]["json"]


def test_only_the_keeper_changes_the_register(chen: Phone) -> None:
    problem(chen.post("/subjects", json=shop()), 403, "not-allowed")
    problem(amend(chen, Cast.subject, 1, name="改名"), 403, "not-allowed")
