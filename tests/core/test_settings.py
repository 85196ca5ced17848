from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from backend.core.settings import DEMO_KEY, Settings, SettingsError

PRODUCTION = {
    "ZSZF_DATABASE_URL": "postgresql+psycopg://zszf@db/zszf",
    "ZSZF_STORAGE_FOLDER": "/srv/zszf",
    "ZSZF_BASE_URL": "https://zszf.example.gov.cn",
    "ZSZF_SECRET_KEY": "k" * 32,
    "ZSZF_DATA_KEY": "k1:" + "0f" * 16,
    "ZSZF_SIGNING_KEY": base64.b64encode(b"s" * 32).decode(),
    "ZSZF_SEALS_PASSWORD": "the seals' password",
    "ZSZF_DINGTALK_APP_KEY": "key",
    "ZSZF_DINGTALK_APP_SECRET": "the app's secret",
    "ZSZF_DINGTALK_CORP_ID": "corp",
    "ZSZF_DINGTALK_AGENT_ID": "4711",
    "ZSZF_MAP_APPROVAL": "浙S（2026）1号",
}


def complaints(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as error:
        Settings.from_environ(environ)
    return str(error.value).splitlines()


def test_production_starts_with_its_settings_and_is_no_demo() -> None:
    settings = Settings.from_environ(PRODUCTION | {"HOME": "/root", "PATH": ""})
    assert (settings.environment, settings.demo, settings.secure_cookies) == (
        "production",
        False,
        True,
    )
    assert settings.storage_folder == Path("/srv/zszf")


def test_everything_missing_is_named_at_once() -> None:
    named = {line.split(" ")[0] for line in complaints({})}
    assert named == {
        *("ZSZF_DATABASE_URL", "ZSZF_STORAGE_FOLDER", "ZSZF_BASE_URL", "ZSZF_SECRET_KEY"),
        *("ZSZF_DATA_KEY", "ZSZF_SIGNING_KEY", "ZSZF_DINGTALK_APP_KEY"),
        *("ZSZF_DINGTALK_APP_SECRET", "ZSZF_DINGTALK_CORP_ID", "ZSZF_DINGTALK_AGENT_ID"),
        "ZSZF_SEALS_PASSWORD",
        "ZSZF_MAP_TILES",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZSZF_SECRET_KEY", DEMO_KEY),
        ("ZSZF_SECRET_KEY", "short"),
        ("ZSZF_DEBUG", "1"),
        ("ZSZF_BASE_URL", "http://zszf.example.gov.cn"),
        ("ZSZF_BASE_URL", "zszf.example.gov.cn"),
        ("ZSZF_BASE_URL", "https://zszf.example.gov.cn/"),
        ("ZSZF_BASE_URL", "https://[::1"),
        ("ZSZF_DINGTALK_API_BASE", "http://oapi.dingtalk.com"),
        ("ZSZF_DINGTALK_API_BASE", "https://127.0.0.1:8001"),
        ("ZSZF_DINGTALK_API_BASE", "https://[::1"),
        ("ZSZF_DINGTALK_APP_KEY", ""),
        ("ZSZF_DINGTALK_AGENT_ID", "0"),
        ("ZSZF_DATA_KEY", "0f" * 16),
        ("ZSZF_DATA_KEY", "k1:" + "0f" * 15),
        ("ZSZF_DATA_KEY", "k1:不是十六进制"),
        ("ZSZF_SIGNING_KEY", base64.b64encode(b"s" * 31).decode()),
        ("ZSZF_SIGNING_KEY", "不是 base64"),
        ("ZSZF_SIGNING_KEY", "=!"),
        ("ZSZF_ENVIRONMENT", "prod"),
        ("ZSZF_DATABASE_URL", "mysql://db/zszf"),
        ("ZSZF_DATABASE_URL", ""),
        ("ZSZF_PLATFORM", "demo"),
        ("ZSZF_LOG_LEVEL", "LOUD"),
        ("ZSZF_DEBUG", "maybe"),
        ("ZSZF_MAX_BODY_BYTES", "2MB"),
        ("ZSZF_MAX_BODY_BYTES", "0"),
        ("ZSZF_MAX_UPLOAD_BYTES", "-1"),
        ("ZSZF_SESSION_DAYS", "0"),
        ("ZSZF_SESSION_IDLE_MINUTES", "0"),
        ("ZSZF_PROXIES", "-1"),
        ("ZSZF_MAP_TILES", "google"),
        ("ZSZF_TYPO", "1"),
    ],
)
def test_one_wrong_value_is_named_and_not_repeated(name: str, value: str) -> None:
    found = complaints(PRODUCTION | {name: value})
    assert {line.split(" ")[0] for line in found} == {name}
    if len(value) > 4 and name.endswith("KEY"):
        assert value not in "\n".join(found)


def test_the_plain_map_needs_its_approval_number_and_tiles_need_their_key() -> None:
    [line] = complaints(PRODUCTION | {"ZSZF_MAP_APPROVAL": ""})
    assert "审图号" in line
    [line] = complaints(PRODUCTION | {"ZSZF_MAP_TILES": "tianditu"})
    assert line.startswith("ZSZF_MAP_KEY")
    tiles = {"ZSZF_MAP_APPROVAL": "", "ZSZF_MAP_TILES": "tianditu", "ZSZF_MAP_KEY": "key"}
    assert not Settings.from_environ(PRODUCTION | tiles).demo


def test_wrong_missing_and_refused_are_named_together() -> None:
    environ = PRODUCTION | {"ZSZF_DEBUG": "1", "ZSZF_SESSION_DAYS": "week", "ZSZF_TYPO": "1"}
    del environ["ZSZF_DATABASE_URL"]
    named = {line.split(" ")[0] for line in complaints(environ)}
    assert named == {"ZSZF_DATABASE_URL", "ZSZF_DEBUG", "ZSZF_SESSION_DAYS", "ZSZF_TYPO"}


def test_the_demo_needs_no_keys() -> None:
    environ = {
        "ZSZF_ENVIRONMENT": "demo",
        "ZSZF_DATABASE_URL": "sqlite:///x.db",
        "ZSZF_STORAGE_FOLDER": "x",
    }
    assert Settings.from_environ(environ).demo


def test_settings_shown_show_no_secret() -> None:
    shown = repr(Settings.from_environ(PRODUCTION))
    for name in ("SECRET_KEY", "DATA_KEY", "SIGNING_KEY", "SEALS_PASSWORD"):
        assert PRODUCTION[f"ZSZF_{name}"] not in shown


def start(environ: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    code = "import wsgi; print(wsgi.app.test_client().get('/healthz').status_code)"
    environ = {name: value for name, value in os.environ.items() if "ZSZF" not in name} | environ
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, env=environ, cwd=Path(__file__).parents[2], text=True, capture_output=True
    )


def test_the_server_starts_from_the_environment_and_logs_json(tmp_path: Path) -> None:
    started = start(
        {
            "ZSZF_ENVIRONMENT": "test",
            "ZSZF_DATABASE_URL": f"sqlite:///{tmp_path}/x.db",
            "ZSZF_STORAGE_FOLDER": str(tmp_path),
            "ZSZF_DINGTALK_API_BASE": "http://127.0.0.1:9",
        }
    )
    assert (started.returncode, started.stdout) == (0, "200\n"), started.stderr
    [line] = [json.loads(line) for line in started.stderr.splitlines()]
    assert (line["name"], line["message"], line["status"]) == ("access", "GET /healthz", 200)


def test_the_server_says_what_is_wrong_and_does_not_start() -> None:
    started = start({})
    assert started.returncode == 1
    assert "ZSZF_DATABASE_URL 没有设置" in started.stderr
    assert "ZSZF_SECRET_KEY 不能用于生产和培训环境" in started.stderr
