"""Addresses that open the product inside 钉钉."""

from __future__ import annotations

import uuid
from urllib.parse import quote, urlencode

from backend.platforms.settings import DingTalkSettings

# In the mini-program
TASK_PAGE = "pages/task/index"
ORDER_PAGE = "pages/order/index"
MINE_PAGE = "pages/mine/index"
APPROVALS_PAGE = "pages/approvals/index"
HANDOVER_PAGE = "pages/handover/index"


class DingTalkLinks:
    """Links need no connection: they are built from the settings alone."""

    def __init__(self, settings: DingTalkSettings) -> None:
        self._settings = settings

    def task(self, task_id: uuid.UUID) -> str:
        return self._mini_app(f"{TASK_PAGE}?id={task_id}")

    def order(self, order_id: uuid.UUID) -> str:
        return self._mini_app(f"{ORDER_PAGE}?id={order_id}")

    def handover(self, handover_id: uuid.UUID) -> str:
        return self._mini_app(f"{HANDOVER_PAGE}?id={handover_id}")

    def mine(self) -> str:
        return self._mini_app(MINE_PAGE)

    def approvals(self, approval_id: uuid.UUID) -> str:
        return self._mini_app(f"{APPROVALS_PAGE}?id={approval_id}")

    def _mini_app(self, page: str) -> str:
        """AppLink for an internal mini-program (open.dingtalk.com, 打开小程序).

        Without the mini-program's id the short form, which only its own messages understand.
        """
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
        return self._console(f"tasks/{task_id}")

    def console_officer(self, officer_id: uuid.UUID) -> str:
        return self._console(f"officers/{officer_id}")

    def _console(self, page: str) -> str:
        """Opens in the workbench of the desktop client, where sign-in works."""
        query = {
            "corpid": self._settings.dingtalk_corp_id,
            "container_type": "work_platform",
            "app_id": f"0_{self._settings.dingtalk_agent_id}",
            "redirect_type": "jump",
            "redirect_url": f"{self._settings.base_url.rstrip('/')}/console/{page}",
        }
        return f"dingtalk://dingtalkclient/action/openapp?{_encoded(query)}"


def _encoded(query: dict[str, str]) -> str:
    return urlencode(query, quote_via=quote, safe="")
