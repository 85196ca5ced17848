"""Addresses that open the product inside 钉钉."""

from __future__ import annotations

import uuid
from urllib.parse import quote, urlencode

from backend.platforms.settings import DingTalkSettings

TASK_PAGE = "pages/task/index"  # in the mini-program


class DingTalkLinks:
    """Links need no connection: they are built from the settings alone."""

    def __init__(self, settings: DingTalkSettings) -> None:
        self._settings = settings

    def task(self, task_id: uuid.UUID) -> str:
        """AppLink for an internal mini-program (open.dingtalk.com, 打开小程序).

        Without the mini-program's id the short form, which only its own messages understand.
        """
        page = f"{TASK_PAGE}?id={task_id}"
        if not self._settings.dingtalk_mini_app_id:
            return f"eapp://{page}"
        query = {
            "type": "2",
            "miniAppId": self._settings.dingtalk_mini_app_id,
            "corpId": self._settings.dingtalk_corp_id,
            "agentId": self._settings.dingtalk_agent_id,
            "pVersion": "1",
            "packageType": "1",
            "page": page,
        }
        return f"https://applink.dingtalk.com/action/open_mini_app?{_encoded(query)}"

    def console_task(self, task_id: uuid.UUID) -> str:
        """Opens in the workbench of the desktop client, where sign-in works."""
        query = {
            "corpid": self._settings.dingtalk_corp_id,
            "container_type": "work_platform",
            "app_id": f"0_{self._settings.dingtalk_agent_id}",
            "redirect_type": "jump",
            "redirect_url": f"{self._settings.base_url.rstrip('/')}/console/tasks/{task_id}",
        }
        return f"dingtalk://dingtalkclient/action/openapp?{_encoded(query)}"


def _encoded(query: dict[str, str]) -> str:
    return urlencode(query, quote_via=quote, safe="")
