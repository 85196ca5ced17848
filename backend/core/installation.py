"""Which installation a database belongs to, so that practice and real work never mix.

Training runs as an installation of its own: its own database, storage and mini-program. The
database carries its name from the first migration on; a server or worker that was given the wrong
one serves nothing.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, current_app, request
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.core.database import Base, unit_of_work
from backend.core.problems import Problem

ALWAYS = frozenset({"/healthz", "/readyz", "/metrics"})  # what tells that something is wrong
IN_WORDS = {"demo": "演示", "test": "测试", "training": "培训", "production": "正式"}


class Installation(Base):
    """One row: `environment` as in the settings."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    environment: Mapped[str]


class WrongInstallation(Problem):
    code = "wrong-installation"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "系统没有配置好：数据库不属于这套系统，请联系系统管理员"


def claim(session: Session, environment: str) -> None:
    """The first to come names the database. Raises WrongInstallation for another's."""
    found = session.get(Installation, 1)
    if found is None:
        session.add(Installation(id=1, environment=environment))
    elif found.environment != environment:
        raise WrongInstallation(database=IN_WORDS[found.environment], here=IN_WORDS[environment])


def check() -> None:
    """That the database is this installation's, asked once. Raises WrongInstallation."""
    if current_app.extensions.get("installation_checked"):
        return
    environment = current_app.extensions["settings"].environment
    with unit_of_work(writes=False) as session:
        found = session.get(Installation, 1)
    owner = found.environment if found else ""
    if owner != environment and environment != "test":
        raise WrongInstallation(
            database=IN_WORDS.get(owner, "没有认领"), here=IN_WORDS[environment]
        )
    current_app.extensions["installation_checked"] = True


def init_app(app: Flask) -> None:
    @app.before_request
    def before() -> None:
        if request.path not in ALWAYS:
            check()
