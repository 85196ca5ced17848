from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from backend.core.coordinates import Point, distance
from backend.core.workdays import is_working_day
from backend.demo.data import (
    agencies,
    credits,
    directory,
    licences,
    people,
    subjects,
    tasks,
    towns,
    uncoded,
)
from backend.demo.data.places import BOXES
from backend.matters.forms import checklists
from backend.organization.regions import regions
from backend.subjects.identifiers import (
    Verdict,
    read_registration_number,
    read_resident_id,
    read_uscc,
)

TODAY = date(2026, 11, 24)
ALL = subjects()
PEOPLE = people(TODAY)
TOWNS = {town.region: town for town in towns()}
NAMED = {each["dingtalk_user_id"]: each for each in PEOPLE}
# Changing the data on purpose changes these; any other machine must find the same.
DIGEST_OF_SUBJECTS = "410e4370d8e105051f98b7d917a4bd3828db7e9fde85585252cb95609c6f3fc5"
DIGEST_OF_THE_REST = "66115d6cd4d21e6005451a0859c2035fb048170fc77b069724a30679034ffc6a"


def digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def test_two_machines_get_the_same() -> None:
    assert digest(ALL) == DIGEST_OF_SUBJECTS
    assert digest([agencies(), PEOPLE, directory(TODAY), tasks(TODAY)]) == DIGEST_OF_THE_REST


def test_another_seed_is_another_town() -> None:
    other = subjects(seed=7, count=200)
    assert [each["name"] for each in other[:20]] == [each["name"] for each in ALL[:20]]
    assert {each["name"] for each in other[20:]} != {each["name"] for each in ALL[20:200]}


def test_5000_subjects_with_codes_of_their_own() -> None:
    assert (
        len(ALL) == len({each["uscc"] for each in ALL}) == len({each["id"] for each in ALL}) == 5000
    )
    assert len({each["name"] for each in ALL}) == 5000
    for each in ALL:
        assert read_uscc(each["uscc"]).verdict is Verdict.VALID, each
        assert each["fictitious"] is True
        assert each["uscc"][2:8] == each["region_code"][:6] or each["uscc"][2:8] == "330600"


def test_subjects_stand_in_their_own_town() -> None:
    for each in ALL:
        town, point = TOWNS[each["region_code"]], Point(each["longitude"], each["latitude"])
        assert distance(point, town.centre) <= town.radius, each
        west, south, east, north = BOXES[town.county]
        assert west < point.longitude < east
        assert south < point.latitude < north
        assert town.name in each["address"]


def test_towns_do_not_overlap() -> None:
    names = {each["code"]: each["name"] for each in regions()}
    for town in TOWNS.values():
        assert names[town.region] == town.name
        for other in TOWNS.values():
            apart = distance(town.centre, other.centre)
            assert town is other or apart > town.radius + other.radius


def test_the_register_has_some_of_everything() -> None:
    tags = Counter(tag for each in ALL for tag in each["tags"])
    assert min(tags["餐饮"], tags["人员密集场所"], tags["电梯使用单位"]) > 300
    assert {each["kind"] for each in ALL} == {"企业", "个体工商户", "事业单位", "民办非企业单位"}
    assert {each["state"] for each in ALL} == {"存续", "注销", "吊销", "迁出"}
    for field in ("credit", "risk"):
        assert {each[field] for each in ALL} == set("ABCD")
    counties = Counter(each["region_code"][:6] for each in ALL)
    assert len(counties) == 6
    assert counties["330602"] > 1500
    assert all(each["industry_code"][0].isalpha() and each["industry_name"] for each in ALL)


def test_past_inspections() -> None:
    with_past = [each for each in ALL if each["past"]]
    assert 1200 < len(with_past) < 2200
    for each in with_past:
        days = [past["day"] for past in each["past"]]
        assert days == sorted(days, reverse=True)
        for past in each["past"]:
            assert past["result"] in range(1, 9)
            assert past["agency_name"]
            assert past["day"] < TODAY
            assert not past["open"] or past["result"] in (5, 8)
    assert [past["result"] for past in ALL[0]["past"]] == [1, 5, 1, 1, 5]


def test_the_shop_of_the_pictures() -> None:
    first = ALL[0]
    assert (first["name"], first["uscc"]) == ("绍兴市越城区鑫源餐饮店", "92330602MA2D7K3Q7W")
    assert first["address"] == "浙江省绍兴市越城区府山街道青藤弄27号"
    assert (first["legal_rep"], first["credit"], first["risk"]) == ("孙小红", "B", "C")


def test_agencies_are_a_tree() -> None:
    found = agencies()
    by_id = {each["id"]: each for each in found}
    assert len(found) == 16
    assert {each["field"] for each in found} >= {
        *(
            "市场监管",
            "消防救援",
            "应急管理",
            "卫生健康",
            "交通运输",
            "生态环境",
            "文化旅游",
            "综合执法",
        ),
    }
    for each in found:
        assert read_uscc(each["uscc"]).verdict is Verdict.VALID
        above = by_id.get(each["parent_id"])
        assert each["path"] == f"{above['path'] if above else '/'}{each['id']}/"
    assert [each["name"] for each in found if each["region_code"] is None] == [
        "绍兴市市场监督管理局滨海新区分局"
    ]


def test_sixty_officers_with_certificates() -> None:
    certified = [each for each in PEOPLE if each["certificates"]]
    assert len(certified) == 60
    numbers = [each["number"] for person in certified for each in person["certificates"]]
    assert len(numbers) == len(set(numbers)) > 60
    assert all(len(number) == 11 and number.isdecimal() for number in numbers)
    best = {
        person["name"]: max(each["valid_to"] for each in person["certificates"])
        for person in certified
    }
    assert sum(day < TODAY for day in best.values()) == 4
    assert sum(TODAY <= day <= TODAY + timedelta(days=30) for day in best.values()) == 4
    assert [each["name"] for each in PEOPLE if each["auxiliary"]] == ["卢小强", "许贝贝"]
    assert [each["name"] for each in PEOPLE if each["officer_id"] is None] == [
        *("周正明", "顾晓东", "严明华", "史文静"),
    ]


def test_people_are_made_up_but_well_formed() -> None:
    assert len({each["id_number"] for each in PEOPLE}) == len(PEOPLE) == 66
    for each in PEOPLE:
        assert read_resident_id(each["id_number"], today=TODAY).verdict is Verdict.VALID
        assert int(each["id_number"][16]) % 2 == (each["sex"] == "男")
        assert each["phone"].startswith("1990000")
    phones = [each["phone"] for each in PEOPLE] + [each["phone"] for each in ALL]
    assert len(set(phones)) == len(phones)


def test_roles_cover_the_list_and_the_three_stand_apart() -> None:
    roles = Counter(role for each in PEOPLE for role in each["roles"])
    assert set(roles) == {
        *("officer", "leader", "section_head", "agency_head", "legal_review", "matter_admin"),
        *("register_admin", "draw_operator", "draw_supervisor", "inspector_general"),
        *("system_admin", "security_admin", "audit_admin"),
    }
    for each in PEOPLE:
        if {"system_admin", "security_admin", "audit_admin"} & set(each["roles"]):
            assert len(each["roles"]) == 1
    assert NAMED["chenliqun"]["roles"] == ["officer", "leader"]
    assert NAMED["wangmin"]["roles"] == ["section_head", "officer"]
    assert NAMED["yujianguo"]["roles"] == ["agency_head"]


def test_the_directory_knows_everybody_and_their_agency() -> None:
    found = directory(TODAY)
    departments = {each["dept_id"]: each for each in found["departments"]}
    assert len(departments) == len(found["departments"])
    by_id = {each["userid"]: each for each in found["users"]}
    assert by_id.keys() == NAMED.keys()
    for userid, user in by_id.items():
        post = departments[user["dept_id_list"][0]]
        agency = departments[post["parent_id"]]
        assert agency["agency"] is True
        assert post["name"] == NAMED[userid]["post"]
    assert [each["name"] for each in found["users"] if not each["active"]] == ["卢小强", "许贝贝"]
    assert by_id["chenliqun"]["remark"] == "两张执法证，一张 12 天后到期"


@pytest.mark.parametrize("today", [TODAY, date(2026, 2, 14), date(2026, 10, 1), date(2027, 3, 5)])
def test_tasks_make_every_list_look_alive(today: date) -> None:
    found = tasks(today)
    mine = [each for each in found if each["officer_ids"][0] == NAMED["chenliqun"]["officer_id"]]
    assert {each["state"] for each in mine} == {"pending", "accepted", "review", "done"}
    late = [each for each in mine if each["deadline"] < today and each["state"] == "accepted"]
    assert len(late) == 1
    forms = {each["code"]: each for each in checklists()}
    officers = {each["officer_id"]: each for each in people(today)}
    for each in found:
        team = [officers[officer] for officer in each["officer_ids"]]
        assert {person["agency_id"] for person in team} == {each["agency_id"]}
        assert each["checklist_code"] in forms
        assert all(each["checklist_code"] in person["matters"] for person in team)
        ends = [max(c["valid_to"] for c in person["certificates"]) for person in team]
        assert min(ends) >= each["deadline"] + timedelta(days=30)
        assert is_working_day(each["deadline"])
        assert each["assigned_on"] <= today


def test_stories_fit_their_checklists() -> None:
    forms = {each["code"]: each for each in checklists()}
    told = [each for each in tasks(TODAY) if each["story"]]
    assert len(told) == 3
    for task in told:
        items = {
            item["code"]: item
            for section in forms[task["checklist_code"]]["sections"]
            for item in section["items"]
        }
        story = task["story"]
        assert set(story["not_applicable"]) <= items.keys()
        for failed in story["failed"]:
            item = items[failed["item"]]
            assert set(failed["typical"]) <= set(item["typical"])
            assert failed["disposition"] in item["dispositions"]
        assert (story["result"] == 1) == (not story["failed"])


def test_the_register_beside_the_subjects() -> None:
    papers = licences(ALL, TODAY)
    assert len({each["id"] for each in papers}) == len(papers) > 2000
    by_subject = {each["subject_id"]: each["valid_to"] for each in reversed(papers)}
    assert by_subject[ALL[0]["id"]] == TODAY + timedelta(days=12)
    assert any(each["valid_to"] and each["valid_to"] < TODAY for each in papers)
    months = credits(ALL[:50], TODAY)
    assert [each["month"] for each in months[:6]][::5] == ["2026-10", "2026-05"]
    assert [each["grade"] for each in months[::6]] == [each["credit"] for each in ALL[:50]]
    others = uncoded(ALL)
    assert {each["kind"] for each in others} >= {"无证无照", "场所", "设备", "工程项目", "个人"}
    for each in others:
        assert each["uscc"] is None
        if "legacy_number" in each:
            assert read_registration_number(each["legacy_number"]).verdict is Verdict.VALID
        if "id_number" in each:
            assert read_resident_id(each["id_number"], today=TODAY).verdict is Verdict.VALID
