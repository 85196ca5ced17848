from __future__ import annotations

import pytest
import requests

from backend.platforms import (
    CodeRejected,
    Identity,
    NotInDirectory,
    PlatformRefused,
    PlatformUnavailable,
    identity_provider,
)
from backend.platforms.demo_state import CORP_ID
from tests.platforms.conftest import Platform


def test_a_code_tells_who_holds_the_phone(platform: Platform) -> None:
    provider = identity_provider(platform.settings)
    assert provider.exchange(platform.code("chen")) == Identity(
        platform="dingtalk",
        tenant=CORP_ID,
        user_id="chen",
        union_id="u-chen",
        name="陈立群",
        device_id="demo-chen",
    )


def test_the_device_is_the_one_that_asked_for_the_code(platform: Platform) -> None:
    asked = {"userid": "shen", "device": "phone-7"}
    code = requests.post(f"{platform.base}/_demo/code", json=asked, timeout=5).json()["code"]
    assert platform.client().exchange(code).device_id == "phone-7"


def test_a_code_works_once(platform: Platform) -> None:
    provider, code = platform.client(), platform.code()
    provider.exchange(code)
    with pytest.raises(CodeRejected) as refusal:
        provider.exchange(code)
    assert refusal.value.code == "40078"


@pytest.mark.parametrize(("seconds", "is_valid"), [(299, True), (300, False)])
def test_a_code_lasts_five_minutes(platform: Platform, seconds: int, is_valid: bool) -> None:
    provider, code = platform.client(), platform.code()
    platform.clock.at += seconds
    if is_valid:
        assert provider.exchange(code).user_id == "chen"
    else:
        with pytest.raises(CodeRejected):
            provider.exchange(code)


@pytest.mark.parametrize("code", ["", "  ", "x" * 129, "授权码", "a\nb", "a\0b", "\ud800"])
def test_what_cannot_be_a_code_never_leaves_the_house(platform: Platform, code: str) -> None:
    with pytest.raises(CodeRejected):
        platform.client().exchange(code)
    assert platform.state.calls == []


def test_a_persons_entry_in_the_directory(platform: Platform) -> None:
    provider = platform.client()
    shen = provider.person("shen")
    assert (shen.name, shen.union_id, shen.department_ids) == ("沈雨薇", "u-shen", (11,))
    assert shen.active
    assert not provider.person("gone").active
    with pytest.raises(NotInDirectory) as refusal:
        provider.person("nobody")
    assert refusal.value.code == "60121"


def test_wrong_keys_are_refused_and_not_tried_again(platform: Platform) -> None:
    with pytest.raises(PlatformRefused) as refusal:
        platform.client(dingtalk_app_secret="wrong-secret").exchange(platform.code())
    assert refusal.value.code == "40096"
    assert platform.count("/gettoken") == 1


def test_nobody_answers(platform: Platform) -> None:
    provider = platform.client(dingtalk_api_base="http://127.0.0.1:1")
    with pytest.raises(PlatformUnavailable) as problem:
        provider.exchange("0" * 32)
    assert problem.value.code == "network"


def test_a_busy_platform_may_be_asked_again(platform: Platform) -> None:
    provider, code = platform.client(), platform.code()
    platform.disturb("busy", path="/topapi/", times=1)
    with pytest.raises(PlatformUnavailable) as problem:
        provider.exchange(code)
    assert problem.value.code == "-1"
    assert provider.exchange(code).user_id == "chen"


def test_the_address_may_end_in_a_path(platform: Platform) -> None:
    """A gateway of one's own; the SDK alone would drop its path."""
    provider = platform.client(dingtalk_api_base=f"{platform.base}/gateway/")
    with pytest.raises(PlatformRefused) as refusal:
        provider.exchange(platform.code())
    assert refusal.value.code == "404"
    assert platform.state.calls == ["/gateway/gettoken"]
