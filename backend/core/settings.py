"""Settings from the environment, read once and named in full when they are wrong."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "ZSZF_"
DEMO_KEY = "demo-only-key-that-production-refuses"
ENVIRONMENTS = ("demo", "test", "training", "production")
DATABASES = ("sqlite:///", "postgresql+psycopg://")
MAP_TILES = ("tianditu", "amap")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class SettingsError(Exception):
    """Every wrong or missing value at once, so that one start is enough to mend them all."""


def _setting(about: str, default: Any = MISSING, *, secret: bool = False) -> Any:
    metadata = {"about": about, "secret": secret}
    if default is MISSING:
        return field(metadata=metadata, repr=not secret)
    return field(default=default, metadata=metadata, repr=not secret)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One field a setting; its variable is the name in capitals behind ZSZF_."""

    environment: str = _setting("demo、test、training（培训）或 production", "production")
    database_url: str = _setting("数据库：sqlite:///… 或 postgresql+psycopg://…")
    storage_folder: Path = _setting("证据和文书原件的目录，只增不改")
    base_url: str = _setting("对外访问地址，二维码里用它", "http://127.0.0.1:8000")
    secret_key: str = _setting("会话和查找哈希的密钥，至少 32 字符", DEMO_KEY, secret=True)
    data_key: str = _setting("个人信息加密密钥：编号:32 位十六进制（SM4）", "", secret=True)
    signing_key: str = _setting("回执签名密钥：base64 的 32 字节种子（Ed25519）", "", secret=True)
    platform: str = _setting("登录平台：dingtalk", "dingtalk")
    dingtalk_api_base: str = _setting("钉钉接口地址", "https://oapi.dingtalk.com")
    dingtalk_app_key: str = _setting("钉钉应用 AppKey", "")
    dingtalk_app_secret: str = _setting("钉钉应用 AppSecret", "", secret=True)
    dingtalk_corp_id: str = _setting("钉钉企业 CorpId", "")
    dingtalk_agent_id: str = _setting("钉钉应用 AgentId", "0")
    dingtalk_mini_app_id: str = _setting("小程序 id，用于消息里的链接", "")
    web_folder: Path = _setting("h5 构建产物目录", Path("miniapp/dist/h5"))
    index_folder: Path = _setting("本机搜索索引的目录，可删，会自动重建", Path("var/index"))
    fonts_folder: Path = _setting("文书字体目录", Path("var/fonts"))
    seals_folder: Path = _setting("电子印章的目录：机关编号.p12", Path("var/seals"))
    seals_password: str = _setting("电子印章文件的密码", DEMO_KEY, secret=True)
    timestamp_url: str = _setting("可信时间戳服务地址，空为不加时间戳", "")
    demo_folder: Path = _setting("演示平台的数据目录（仅演示）", Path("var/demo"))
    map_tiles: str = _setting("地图底图：tianditu（天地图）或 amap（高德），不设用离线区划图", "")
    map_key: str = _setting("天地图服务端密钥", "", secret=True)
    map_approval: str = _setting("离线区划图的审图号，生产环境用它时必填", "")
    max_upload_bytes: int = _setting("一次上传的上限，字节", 20 * 1024 * 1024)
    max_import_bytes: int = _setting("一次导入文件的上限，字节", 256 * 1024 * 1024)
    snapshot_folder: str = _setting("共享平台放每日全量快照的目录，下面按机关编号分", "")
    max_body_bytes: int = _setting("一次 JSON 提交的上限，字节", 2 * 1024 * 1024)
    recheck_workdays: int = _setting("责令改正到期后几个工作日内复查", 10)
    session_idle_minutes: int = _setting("多久不用要重新登录，分钟", 12 * 60)
    session_days: int = _setting("一次登录最长几天", 7)
    emergency_workdays: int = _setting("紧急检查几个工作日内补办批准", 1)
    approval_workdays: int = _setting("批准一次检查以后，几个工作日内有效", 10)
    repeat_days: int = _setting("别的单位几天内查过要提醒", 30)
    frequent_days: int = _setting("本单位几天内查过要提醒", 60)
    merge_days: int = _setting("几天内都要去的，建议合并成一次", 30)
    review_own_work: bool = _setting("组长能否单独复核只由自己填写的检查", False)
    handover_answer_days: int = _setting("移交后几个工作日内签收或退回", 5)
    handover_police_workdays: bool = _setting("移送公安的 3 日按工作日算（法条没有写明）", False)
    log_level: str = _setting("日志级别", "INFO")
    proxies: int = _setting("前面有几层反向代理（取真实来访地址用）", 0)
    debug: bool = _setting("调试，生产环境不得打开", False)

    @property
    def demo(self) -> bool:
        """Whether the made-up platform and printer run beside it."""
        return self.environment in ("demo", "test")

    @property
    def practice(self) -> bool:
        """Whether nothing done here counts: its documents are marked as void."""
        return self.environment != "production"

    @property
    def secure_cookies(self) -> bool:
        return self.base_url.startswith("https://")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Raises SettingsError with a line for each value that is missing or wrong."""
        values: dict[str, Any] = {}
        wrong: list[str] = []
        for each in fields(cls):
            name = PREFIX + each.name.upper()
            given = environ.get(name, "")
            if not given:
                if each.default is MISSING:
                    wrong.append(f"{name} 没有设置：{each.metadata['about']}")
                    values[each.name] = None  # to look at the others nevertheless
                continue
            try:
                values[each.name] = _READERS[str(each.type)](given)
            except ValueError:
                wrong.append(f"{name} 的值读不懂：应为{_WORDS[str(each.type)]}")
        known = {PREFIX + each.name.upper() for each in fields(cls)}
        wrong += [
            f"{n} 不是本系统的设置" for n in environ if n.startswith(PREFIX) and n not in known
        ]
        settings = cls(**values)
        wrong += settings.problems()
        if wrong:
            raise SettingsError("\n".join(wrong))
        return settings

    def problems(self) -> list[str]:
        """What must not be so, with the production refusals last."""
        said = {
            "ENVIRONMENT 只能是 demo、test、training 或 production": self.environment
            not in ENVIRONMENTS,
            "DATABASE_URL 只能是 sqlite:///… 或 postgresql+psycopg://…": bool(self.database_url)
            and not self.database_url.startswith(DATABASES),
            "BASE_URL 应为 http:// 或 https:// 开头、末尾没有 / 的地址": not _is_base(
                self.base_url
            ),
            "SECRET_KEY 少于 32 字符": len(self.secret_key) < 32,
            "DATA_KEY 应为 编号:32 位十六进制": bool(self.data_key)
            and not _is_data_key(self.data_key),
            "SIGNING_KEY 应为 base64 的 32 字节": bool(self.signing_key)
            and not _is_seed(self.signing_key),
            "PLATFORM 只能是 dingtalk": self.platform != "dingtalk",
            "MAP_TILES 只能是 tianditu 或 amap": self.map_tiles not in ("", *MAP_TILES),
            "MAP_KEY 没有设置，天地图要它": self.map_tiles == "tianditu" and not self.map_key,
            "LOG_LEVEL 只能是 DEBUG、INFO、WARNING 或 ERROR": self.log_level not in LEVELS,
        }
        said |= {
            f"{name.upper()} 应大于 0": getattr(self, name) <= 0
            for name in (
                *("max_upload_bytes", "max_import_bytes"),
                *(
                    "max_body_bytes",
                    "session_idle_minutes",
                    "recheck_workdays",
                    "handover_answer_days",
                ),
            )
        }
        said |= {
            "SESSION_DAYS 应大于 0": self.session_days <= 0,
            "PROXIES 应从 0 起": self.proxies < 0,
        }
        found = [PREFIX + words for words, is_so in said.items() if is_so]
        if not self.demo:
            found += self._refused_in_earnest()
        return found

    def _refused_in_earnest(self) -> list[str]:
        """In production, and in training too: real officers sign in there."""
        refused = {
            "SECRET_KEY": self.secret_key == DEMO_KEY,
            "SEALS_PASSWORD": self.seals_password == DEMO_KEY,
            "DATA_KEY": not self.data_key,
            "SIGNING_KEY": not self.signing_key,
            "DEBUG": self.debug,
            "BASE_URL": not self.base_url.startswith("https://"),
            "DINGTALK_API_BASE": not _is_outside(self.dingtalk_api_base),
            "DINGTALK_APP_KEY": not self.dingtalk_app_key,
            "DINGTALK_APP_SECRET": not self.dingtalk_app_secret,
            "DINGTALK_CORP_ID": not self.dingtalk_corp_id,
            "DINGTALK_AGENT_ID": not self.dingtalk_agent_id.strip("0"),
            "MAP_TILES 和 MAP_APPROVAL（审图号）都没有设置，离线区划图": not self.map_tiles
            and not self.map_approval,
        }
        return [
            f"{PREFIX}{name} 不能用于生产和培训环境" for name, is_bad in refused.items() if is_bad
        ]


def _is_data_key(text: str) -> bool:
    key_id, _, key = text.partition(":")
    try:
        return key_id.isalnum() and len(bytes.fromhex(key)) == 16
    except ValueError:
        return False


def _is_seed(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except ValueError:  # also of binascii
        return False


def _host(text: str) -> str:
    """The host of an http or https address, "" of anything else."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""


def _is_base(text: str) -> bool:
    return bool(_host(text)) and not text.endswith("/")


def _is_outside(text: str) -> bool:
    """HTTPS, and not the demo platform that runs beside the application."""
    return text.startswith("https://") and _host(text) not in ("", "localhost", "127.0.0.1", "::1")


def _yes_or_no(text: str) -> bool:
    if text.lower() not in ("1", "0", "true", "false", "yes", "no"):
        raise ValueError(text)
    return text.lower() in ("1", "true", "yes")


_READERS: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "bool": _yes_or_no,
    "Path": Path,
}
_WORDS = {"str": "文字", "int": "整数", "bool": "1 或 0", "Path": "路径"}


def table() -> str:
    """The settings as Markdown, for the README."""
    lines = ["| 变量 | 说明 | 默认 |", "|---|---|---|"]
    for each in fields(Settings):
        secret = each.metadata["secret"]
        default = "必填" if each.default is MISSING else "（演示用）" if secret else each.default
        shown = "" if default == "" else f"`{default}`"
        lines.append(f"| `{PREFIX}{each.name.upper()}` | {each.metadata['about']} | {shown} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
