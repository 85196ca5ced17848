from __future__ import annotations

from tests.conftest import Phone
from tests.inspections.walk import Walk


def test_the_partys_telephone_is_whole_for_the_team_and_in_part_for_others(
    walk: Walk, yu: Phone
) -> None:
    walk.arrive()
    walk.confirm()
    walk.show_and_ask()
    walk.answer_all()
    walk.conclude(phone="13857512345")

    def told(phone: Phone) -> set[str]:
        page = phone.get(f"/tasks/{walk.task}").get_json()["inspection"]
        own = phone.get(f"/inspections/{walk.inspection}").get_json()
        return {each["conclusion"]["party"]["phone"] for each in (page, own)}

    assert told(walk.shen) == {"13857512345"}
    assert told(yu) == {"138****2345"}
