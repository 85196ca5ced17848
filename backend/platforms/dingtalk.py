"""钉钉: who signs in, and work notifications."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from backend.platforms.errors import CodeRejected, PlatformUnavailable
from backend.platforms.interfaces import Identity, Message, Outcome, Person, Sent
from backend.platforms.messages import action_card
from backend.platforms.settings import DingTalkSettings

if TYPE_CHECKING:
    from backend.platforms.sdk import Client

PLATFORM = "dingtalk"
RECIPIENTS_A_CALL = 100
LONGEST_CODE = 128


class DingTalk:
    """IdentityProvider and Messenger over dingtalk-sdk, which is imported with the first call."""

    def __init__(self, settings: DingTalkSettings) -> None:
        self._settings = settings

    @cached_property
    def _client(self) -> Client:
        from backend.platforms.sdk import Client

        return Client(self._settings)

    def exchange(self, code: str) -> Identity:
        code = code.strip()
        if not code or len(code) > LONGEST_CODE or not code.isascii() or not code.isprintable():
            raise CodeRejected("40078", "not a code")
        found = self._result("/topapi/v2/user/getuserinfo", code=code)
        return Identity(
            platform=PLATFORM,
            tenant=self._settings.dingtalk_corp_id,
            user_id=_text(found, "userid"),
            union_id=_text(found, "unionid"),
            name=str(found.get("name") or ""),
            device_id=str(found.get("device_id") or ""),
        )

    def person(self, user_id: str) -> Person:
        found = self._result("/topapi/v2/user/get", userid=user_id, language="zh_CN")
        return Person(
            user_id=_text(found, "userid"),
            union_id=_text(found, "unionid"),
            name=_text(found, "name"),
            active=found.get("active") is True,
            department_ids=tuple(found.get("dept_id_list") or ()),
        )

    def send(self, messages: Sequence[Message]) -> list[Sent]:
        sent = []
        for message in messages:
            for user_ids in _batches(message.user_ids):
                answer = self._client.post(
                    "/topapi/message/corpconversation/asyncsend_v2",
                    {
                        "agent_id": int(self._settings.dingtalk_agent_id),
                        "userid_list": ",".join(user_ids),
                        "msg": action_card(message),
                    },
                )
                sent.append(Sent(str(answer.get("task_id", "")), user_ids))
        return sent

    def outcome(self, sent: Sent) -> Outcome:
        answer = self._client.post(
            "/topapi/message/corpconversation/getsendresult",
            {
                "agent_id": int(self._settings.dingtalk_agent_id),
                "task_id": int(sent.sending_id),
            },
        )
        found = answer.get("send_result")
        if not isinstance(found, dict):
            raise PlatformUnavailable("unreadable", "getsendresult without a result")
        reached = set(_list(found, "read_user_id_list") + _list(found, "unread_user_id_list"))
        refused = _refused(found)
        return Outcome(
            delivered=tuple(u for u in sent.user_ids if u in reached),
            refused={u: refused[u] for u in sent.user_ids if u in refused},
            pending=tuple(u for u in sent.user_ids if u not in reached and u not in refused),
        )

    def _result(self, path: str, **body: str) -> dict[str, Any]:
        result = self._client.post(path, body).get("result")
        if not isinstance(result, dict):
            raise PlatformUnavailable("unreadable", f"{path} without a result")
        return result


def _batches(user_ids: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(user_ids), RECIPIENTS_A_CALL):
        yield user_ids[start : start + RECIPIENTS_A_CALL]


def _refused(found: dict[str, Any]) -> dict[str, str]:
    """Code by person. The vendor names those over a limit in one list, in another, or in both."""
    refused = {u: "invalid" for u in _list(found, "invalid_user_id_list")}
    refused |= {u: "failed" for u in _list(found, "failed_user_id_list")}
    refused |= {u: "forbidden" for u in _list(found, "forbidden_user_id_list")}
    for each in _list(found, "forbidden_list"):
        refused[str(each.get("userid"))] = str(each.get("code"))
    return refused


def _list(found: dict[str, Any], name: str) -> list[Any]:
    return found.get(name) or []


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise PlatformUnavailable("unreadable", f"answer without {name}")
    return value
