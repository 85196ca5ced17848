from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base


class MapPoint(Base):
    """A subject with a position, as it is counted at present.

    The key begins with the tile (zoom 18), so that on SQLite what lies together is stored
    together. `east` and `north` are millionths of a degree, WGS-84.
    """

    __tablename__ = "map_point"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    y: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    x: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    subject_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("subject.id"), primary_key=True, unique=True
    )
    east: Mapped[int]
    north: Mapped[int]
    region: Mapped[str]
    credit: Mapped[str]
    risk: Mapped[str]
    industry: Mapped[str]  # 门类, one letter
    state: Mapped[str]
    tags: Mapped[str]
    checked_on: Mapped[date | None]


class MapCell(Base):
    """How many subjects lie in a tile of zoom `z`, and the sums of their positions."""

    __tablename__ = "map_cell"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    grain: Mapped[str] = mapped_column(primary_key=True)
    z: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    y: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    x: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    county: Mapped[str] = mapped_column(primary_key=True)
    credit: Mapped[str] = mapped_column(primary_key=True)
    risk: Mapped[str] = mapped_column(primary_key=True)
    industry: Mapped[str] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]
    east: Mapped[int] = mapped_column(BigInteger)
    north: Mapped[int] = mapped_column(BigInteger)


class MapCursor(Base):
    """How far the map has read: the feed by position, and once the whole register by id.

    `walked` is None when nothing is left to walk through.
    """

    __tablename__ = "map_cursor"

    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    walked: Mapped[uuid.UUID | None]
