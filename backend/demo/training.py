"""python -m backend.demo.training [--reset]: the training installation's made-up world.

Fills an empty training database; with --reset empties it first, originals and all. Works only
where the settings and the database both say training, so that it can never reach real data.
"""

from __future__ import annotations

import argparse
import shutil
import sys

from flask import Flask
from sqlalchemy.orm import Session

from backend import migrations
from backend.app import create_app
from backend.core import installation
from backend.core.settings import Settings
from backend.demo.load import load


def prepare(app: Flask, *, reset: bool) -> bool:
    """True when the world was made anew. Raises SystemExit outside a training installation."""
    settings: Settings = app.extensions["settings"]
    if settings.environment != "training":
        raise SystemExit("停：这不是培训环境，什么也没动")
    with app.app_context():
        try:
            installation.check()
        except installation.WrongInstallation:
            raise SystemExit("停：这个数据库不是培训环境的，什么也没动") from None
    if reset:
        _empty(app, settings)
    return load(app)


def _empty(app: Flask, settings: Settings) -> None:
    engine = app.extensions["engine"]
    migrations.downgrade(engine, keys=app.extensions["keys"])
    migrations.upgrade(engine)
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        installation.claim(session, "training")
    for each in settings.storage_folder.glob("*"):
        shutil.rmtree(each) if each.is_dir() else each.unlink()


def main() -> None:
    reader = argparse.ArgumentParser(description="培训环境的数据")
    reader.add_argument("--reset", action="store_true", help="先清空，从头再来")
    made = prepare(create_app(Settings.from_environ()), reset=reader.parse_args().reset)
    print("培训数据已备好" if made else "培训数据已有，原样保留", file=sys.stderr)


if __name__ == "__main__":
    main()
