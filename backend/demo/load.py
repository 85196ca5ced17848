"""python -m backend.demo.load: fill an empty database with the demo; a full one is left alone.

Everything comes seeded from backend/demo/data, so that two machines get the same rows. Dates of
certificates and tasks count from today. The directory of the fake 钉钉 is written anew each time.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

from flask import Flask, current_app
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from backend import documents, matters, subjects
from backend.app import create_app
from backend.core import clock
from backend.core.crypto import Keys
from backend.core.database import Base, perform
from backend.core.settings import Settings
from backend.demo import data, register
from backend.demo.data.ids import uid
from backend.demo.stories import play
from backend.matters import Checklist
from backend.organization import (
    Account,
    Agency,
    AgencyKind,
    Certificate,
    Officer,
    PlatformIdentity,
    Region,
    regions,
)
from backend.subjects import PastInspection, Subject

KINDS = {
    "人民政府": AgencyKind.GOVERNMENT,
    "行政机关": AgencyKind.ORGAN,
    "派出机构": AgencyKind.BRANCH,
}
LOADED = "loaded"  # beside the directory, once everything is in


def load(app: Flask) -> bool:
    """True when the demo was loaded, False when there was data already."""
    settings: Settings = app.extensions["settings"]
    if not settings.demo:
        raise SystemExit("停：演示数据不能装进生产环境的数据库")
    with app.app_context():
        _write_directory(settings)
        perform(documents.publish)
        loaded = settings.demo_folder / LOADED
        if not perform(_fill, clock.today()):
            if not loaded.exists():
                raise SystemExit("停：演示数据上次没有装完，用 make demo RESET=1 重来")
            return False
        play(clock.today())
        register.keep(clock.today())
        loaded.touch()
        return True


def _write_directory(settings: Settings) -> None:
    settings.demo_folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data.directory(clock.today()), ensure_ascii=False, indent=1)
    (settings.demo_folder / "directory.json").write_text(text, encoding="utf-8")


def _fill(session: Session, today: date) -> bool:
    if session.scalar(select(Agency.id).limit(1)) is not None:
        return False
    _insert(session, Region, regions())
    _insert(
        session,
        Agency,
        [
            each | {"kind": KINDS[each["kind"]], "standing": each["kind"] != "人民政府"}
            for each in data.agencies()
        ],
    )
    _people(session, today)
    _subjects(session)
    _checklists(session)
    return True


def _insert(session: Session, model: type[Base], rows: Any) -> None:
    """Only the columns of the table; what the data says besides is for people."""
    columns = {column.key for column in model.__mapper__.columns}
    session.execute(
        insert(model),
        [{key: value for key, value in row.items() if key in columns} for row in rows],
    )


def _people(session: Session, today: date) -> None:
    keys: Keys = current_app.extensions["keys"]
    people = data.people(today)
    corp = current_app.extensions["dingtalk"].dingtalk_corp_id
    officers = [each for each in people if each["officer_id"]]
    _insert(
        session,
        Officer,
        [
            each
            | {
                "id": each["officer_id"],
                "matters": [],  # the data names checklists; the certificates say the field
                "phone_sealed": keys.seal(each["phone"]),
                "phone_hash": keys.lookup_hash(each["phone"]),
                "id_number_sealed": keys.seal(each["id_number"]),
                "id_number_hash": keys.lookup_hash(each["id_number"]),
            }
            for each in officers
        ],
    )
    _insert(
        session,
        Certificate,
        [
            one | {"officer_id": each["officer_id"]}
            for each in officers
            for one in each["certificates"]
        ],
    )
    holders = [each for each in people if each["roles"]]
    _insert(
        session,
        Account,
        [each | {"id": each["account_id"], "roles": list(each["roles"])} for each in holders],
    )
    _insert(
        session,
        PlatformIdentity,
        [
            {
                "platform": "dingtalk",
                "tenant": corp,
                "user_id": each["dingtalk_user_id"],
                "account_id": each["account_id"],
            }
            for each in holders
        ],
    )


def _subjects(session: Session) -> None:
    rows = data.subjects()
    for row in rows:
        row |= subjects.register.columns({"uscc": row["uscc"], "phone": row["phone"]})
        row["source"] = "演示数据"
    _insert(session, Subject, rows)
    subjects.feed.announce(session, [row["id"] for row in rows])
    _insert(
        session,
        PastInspection,
        [past | {"subject_id": row["id"]} for row in rows for past in row["past"]],
    )


def _checklists(session: Session) -> None:
    for form in matters.forms():
        items = [item for section in form["sections"] for item in section["items"]]
        session.add(
            Checklist(
                id=uid("checklist", f"{form['code']}:{form['version']}"),
                code=form["code"],
                version=form["version"],
                title=form["title"],
                field=form["field"],
                content={"sections": form["sections"]},
                item_count=len(items),
                key_count=sum(item["key"] for item in items),
                published_at=clock.now(),
            )
        )


def main() -> None:
    loaded = load(create_app(Settings.from_environ()))
    print("演示数据已载入" if loaded else "演示数据已有，原样保留", file=sys.stderr)


if __name__ == "__main__":
    main()
