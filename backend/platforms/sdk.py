"""dingtalk-sdk behind a shield. Importing it costs 0.4 s and 37 MiB: only when first used."""

from __future__ import annotations

from typing import Any, NoReturn

from dingtalk.client import AppKeyClient

from backend.platforms.errors import PlatformUnavailable, TokenStale
from backend.platforms.redaction import guard_logs
from backend.platforms.settings import DingTalkSettings
from backend.platforms.tokens import Token, Tokens
from backend.platforms.transport import Transport


class Client(AppKeyClient):  # type: ignore[misc]
    """The SDK's client with our transport and tokens. Raises nothing but PlatformProblem."""

    def __init__(self, settings: DingTalkSettings) -> None:
        guard_logs()
        base = settings.dingtalk_api_base.rstrip("/")
        self.API_BASE_URL = base
        self._http = Transport(base)  # in place of the session that all clients share
        key = f"dingtalk:token:{base}:{settings.dingtalk_app_key}"
        self._tokens = Tokens(settings.cache, key, self._fetch_token)
        super().__init__(
            settings.dingtalk_corp_id, settings.dingtalk_app_key, settings.dingtalk_app_secret
        )

    @property
    def access_token(self) -> str:
        return self._tokens.current().value

    def request(self, method: str, uri: str, **kwargs: Any) -> Any:
        """One call to the old API or topapi, repeated once with a new token."""
        token = self._tokens.current()
        try:
            return self._call(token, method, uri, kwargs)
        except TokenStale:
            token = self._tokens.renewed(token)
        return self._call(token, method, uri, kwargs)

    def top_request(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError("goes to another gateway with the token in its address")

    def _call(self, token: Token, method: str, uri: str, kwargs: dict[str, Any]) -> Any:
        params = {**kwargs.get("params", {}), "access_token": token.value}
        return self._request(method, uri, **{**kwargs, "params": params})

    def _request(self, method: str, url_or_endpoint: str, **kwargs: Any) -> Any:
        # Joined here: the SDK's urljoin drops a path that the base address ends with.
        return super()._request(method, self.API_BASE_URL + url_or_endpoint, **kwargs)

    def _fetch_token(self) -> tuple[str, int]:
        answer = self.get_access_token()
        token, lifetime = answer.get("access_token"), answer.get("expires_in", 7200)
        if not isinstance(token, str) or not token or not str(lifetime).isdecimal():
            raise PlatformUnavailable("unreadable", "gettoken without a token")
        return token, int(lifetime)
