"""The application's token: one fetch for all, one renewal for each refusal."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.platforms import MemoryCache, PlatformProblem, PlatformUnavailable
from backend.platforms.errors import TokenStale
from backend.platforms.tokens import Tokens
from tests.platforms.conftest import Platform

USER_GET = "/topapi/v2/user/get"


def test_a_token_is_fetched_once_and_kept(platform: Platform) -> None:
    provider = platform.client()
    for _ in range(3):
        provider.person("chen")
    platform.client().person("chen")  # another client, the same cache
    assert platform.count("/gettoken") == 1


@pytest.mark.parametrize(("seconds", "fetches"), [(6899, 1), (6900, 2)])
def test_it_is_renewed_300_seconds_before_its_end(
    platform: Platform, seconds: int, fetches: int
) -> None:
    provider = platform.client()
    provider.person("chen")
    platform.clock.at += seconds
    provider.person("chen")
    assert platform.count("/gettoken") == fetches


def test_twenty_threads_make_one_gettoken_call(platform: Platform) -> None:
    platform.disturb("hang", path="/gettoken", seconds=0.2)
    provider, barrier = platform.client(), threading.Barrier(20)

    def ask(_: int) -> str:
        barrier.wait()
        return provider.person("chen").name

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(ask, range(20))) == {"陈立群"}
    assert platform.count("/gettoken") == 1


def test_twenty_threads_renew_a_withdrawn_token_once(platform: Platform) -> None:
    provider, barrier = platform.client(), threading.Barrier(20)
    provider.person("chen")
    platform.state.end_token()

    def ask(_: int) -> str:
        barrier.wait()
        return provider.person("chen").name

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(ask, range(20))) == {"陈立群"}
    assert platform.count("/gettoken") == 2


def test_a_failure_is_shared_by_those_who_waited_for_it(platform: Platform) -> None:
    platform.disturb("hang", path="/gettoken", seconds=0.3, times=1)
    provider, barrier = platform.client(dingtalk_app_secret="wrong"), threading.Barrier(20)

    def ask(_: int) -> str:
        barrier.wait()
        try:
            return provider.person("chen").name
        except PlatformProblem as problem:
            return problem.code

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(ask, range(20))) == {"40096"}
    assert platform.count("/gettoken") == 1
    with pytest.raises(PlatformProblem):  # who comes later tries anew
        provider.person("chen")
    assert platform.count("/gettoken") == 2


def test_one_refusal_is_mended_by_one_renewal(platform: Platform) -> None:
    provider = platform.client()
    provider.person("chen")
    platform.disturb("token_rejected", path="/topapi/", times=1)
    assert provider.person("chen").name == "陈立群"
    assert (platform.count("/gettoken"), platform.count(USER_GET)) == (2, 3)


def test_a_persistent_refusal_makes_exactly_two_calls(platform: Platform) -> None:
    platform.disturb("token_rejected", path="/topapi/")
    with pytest.raises(TokenStale) as refusal:
        platform.client().person("chen")
    assert refusal.value.code == "40014"
    assert (platform.count("/gettoken"), platform.count(USER_GET)) == (2, 2)


def test_the_old_api_says_it_in_another_way(platform: Platform) -> None:
    """40014 at the top, not 88 with a sub_code."""
    client = platform.client()._client
    client.access_token  # noqa: B018
    platform.state.end_token()
    answer = client.get("/user/getuserinfo", {"code": platform.code()})
    assert (answer["userid"], answer["deviceId"]) == ("chen", "demo-chen")
    platform.disturb("token_rejected", path="/user/")
    with pytest.raises(TokenStale):
        client.get("/user/getuserinfo", {"code": platform.code()})
    assert platform.count("/user/getuserinfo") == 4


def test_a_short_lived_token_is_still_used() -> None:
    values = iter(["first", "second"])
    tokens = Tokens(MemoryCache(), "key", lambda: (next(values), 200))
    assert tokens.current() == tokens.current()


def test_a_child_process_has_its_own_session_and_locks(platform: Platform) -> None:
    provider = platform.client()
    provider.person("chen")
    parents = provider._client._http._session
    holding = threading.Event()

    def hold() -> None:
        with provider._settings.cache.lock(provider._client._tokens._key):
            holding.set()
            time.sleep(1.5)

    keeper = threading.Thread(target=hold)
    keeper.start()
    holding.wait()
    child = os.fork()
    if child == 0:  # the lock's holder does not exist here
        signal.alarm(5)
        try:
            platform.state.end_token()
            own = provider._client._http._session
            provider._client._tokens.renewed(provider._client._tokens.current())
            is_right = own is not parents and provider.person("chen").name == "陈立群"
            os._exit(0 if is_right else 1)
        finally:
            os._exit(2)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert keeper.is_alive()
    keeper.join()
    assert provider._client._http._session is parents
    assert provider.person("chen").name == "陈立群"


def test_gettoken_without_a_token(platform: Platform) -> None:
    platform.disturb("drip", path="/gettoken", seconds=0.1)  # ends in errcode 0 and nothing else
    with pytest.raises(PlatformUnavailable, match="gettoken without a token"):
        platform.client().person("chen")
