"""The agencies of the demo, as a tree.

The names are those of real agencies, because an inspector looks for them; everything else (codes,
people, acts) is made up. Their USCCs carry DEM in the organisation's serial, which no register
gives out, and pass both check characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backend.demo.data.ids import uid
from backend.organization.regions import full_name
from backend.subjects.identifiers import compose_uscc

SHAOXING, YUECHENG, KEQIAO = "330600", "330602", "330603"


@dataclass(frozen=True)
class _Row:
    key: str
    name: str
    short_name: str
    field: str
    document_prefix: str
    region_code: str | None
    parent: str | None
    kind: str = "行政机关"


# Each after its parent. 滨海新区 has an agency and no region code: the trees are not the same.
ROWS = (
    _Row("city", "绍兴市人民政府", "市政府", "综合", "绍政", SHAOXING, None, "人民政府"),
    _Row("market", "绍兴市市场监督管理局", "市市场监管局", "市场监管", "绍市监", SHAOXING, "city"),
    _Row(
        *("market-yc", "绍兴市越城区市场监督管理局", "越城区市场监管局", "市场监管"),
        *("越市监", YUECHENG, "market"),
    ),
    _Row(
        *("market-kq", "绍兴市柯桥区市场监督管理局", "柯桥区市场监管局", "市场监管"),
        *("柯市监", KEQIAO, "market"),
    ),
    _Row(
        *("market-bh", "绍兴市市场监督管理局滨海新区分局", "滨海新区市场监管分局", "市场监管"),
        *("绍滨市监", None, "market", "派出机构"),
    ),
    _Row("fire", "绍兴市消防救援支队", "市消防救援支队", "消防救援", "绍消", SHAOXING, "city"),
    _Row(
        *("fire-yc", "绍兴市越城区消防救援大队", "越城区消防救援大队", "消防救援"),
        *("越消", YUECHENG, "fire"),
    ),
    _Row(
        *("fire-kq", "绍兴市柯桥区消防救援大队", "柯桥区消防救援大队", "消防救援"),
        *("柯消", KEQIAO, "fire"),
    ),
    _Row("safety", "绍兴市应急管理局", "市应急管理局", "应急管理", "绍应急", SHAOXING, "city"),
    _Row(
        *("safety-yc", "绍兴市越城区应急管理局", "越城区应急管理局", "应急管理"),
        *("越应急", YUECHENG, "safety"),
    ),
    _Row(
        *("safety-kq", "绍兴市柯桥区应急管理局", "柯桥区应急管理局", "应急管理"),
        *("柯应急", KEQIAO, "safety"),
    ),
    _Row("health", "绍兴市卫生健康委员会", "市卫生健康委", "卫生健康", "绍卫", SHAOXING, "city"),
    _Row("traffic", "绍兴市交通运输局", "市交通运输局", "交通运输", "绍交", SHAOXING, "city"),
    _Row("ecology", "绍兴市生态环境局", "市生态环境局", "生态环境", "绍环", SHAOXING, "city"),
    _Row("culture", "绍兴市文化广电旅游局", "市文化广电旅游局", "文化旅游", "绍文旅", SHAOXING, "city"),
    _Row("urban", "绍兴市综合行政执法局", "市综合行政执法局", "综合执法", "绍综执", SHAOXING, "city"),
)


def agency_id(key: str) -> Any:
    return uid("agency", key)


def agencies() -> list[dict[str, Any]]:
    """Each after its parent: {id, key, uscc, name, short_name, field, document_prefix,
    region_code, region_name, parent_id, path, kind, review_authority, court, fictitious}.

    `path` is /id/id/ from the root down to the agency. Review goes to the government of the same
    level (行政复议法 第二十四条第一款第一项), suit to the court of the place (行政诉讼法
    第十八条第一款); for 消防救援 and where courts divide the work otherwise: 待核.
    """
    found: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(ROWS, start=1):
        region = row.region_code or SHAOXING
        # A city's administrative cases begin at the court of the district where it sits.
        seat = YUECHENG if region == SHAOXING else region
        above = found[row.parent]["path"] if row.parent else "/"
        found[row.key] = {
            "id": agency_id(row.key),
            "key": row.key,
            "uscc": compose_uscc("11", region, f"MBDEM{number:03d}"),
            "name": row.name,
            "short_name": row.short_name,
            "field": row.field,
            "document_prefix": row.document_prefix,
            "region_code": row.region_code,
            "region_name": full_name(region),
            "parent_id": agency_id(row.parent) if row.parent else None,
            "path": f"{above}{agency_id(row.key)}/",
            "kind": row.kind,
            "review_authority": f"{full_name(region)}人民政府",
            "court": f"{full_name(seat)}人民法院",
            "fictitious": True,
        }
    return list(found.values())
