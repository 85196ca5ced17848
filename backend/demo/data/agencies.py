"""The agencies of the demo, as a tree.

The names are those of real agencies, because an inspector looks for them; everything else (codes,
people, acts) is made up. Their USCCs carry DEM in the organisation's serial, which no register
gives out, and pass both check characters.
"""

from __future__ import annotations

import uuid
from typing import Any

from backend.demo.data.ids import table, uid
from backend.organization.regions import full_name
from backend.subjects.identifiers import compose_uscc

SHAOXING, YUECHENG = "330600", "330602"
ROOT = "city"


def agency_id(key: str) -> uuid.UUID:
    return uid("agency", key)


def agencies() -> list[dict[str, Any]]:
    """Each after its parent: {id, key, uscc, name, short_name, field, document_prefix,
    region_code, region_name, parent_id, path, kind, review_authority, court, fictitious}.

    `path` is /id/id/ from the root down to the agency. 滨海新区 has an agency and no region code:
    the tree of agencies is not the tree of regions. Review goes to the government of the same
    level (行政复议法 第二十四条第一款第一项), suit to the court of the place (行政诉讼法
    第十八条第一款); for 消防救援, and where courts divide the work otherwise, that is 待核.
    """
    found: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(table("agencies.csv"), start=1):
        region = row["region_code"] or SHAOXING
        # A city's administrative cases begin at the court of the district where it sits.
        seat = YUECHENG if region == SHAOXING else region
        government = "浙江省" if row["key"] == ROOT else full_name(region)
        above = found[row["parent"]] if row["parent"] else None
        found[row["key"]] = row | {
            "id": agency_id(row["key"]),
            "uscc": compose_uscc("11", region, f"MBDEM{number:03d}"),
            "region_code": row["region_code"] or None,
            "region_name": full_name(region),
            "parent_id": above["id"] if above else None,
            "path": f"{above['path'] if above else '/'}{agency_id(row['key'])}/",
            "review_authority": f"{government}人民政府",
            "court": f"{full_name(seat)}人民法院",
            "fictitious": True,
        }
        del found[row["key"]]["parent"]
    return list(found.values())
