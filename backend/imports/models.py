from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core import clock
from backend.core.database import Base, Recorded


class State(StrEnum):
    MAPPING = "mapping"  # a needed column was not recognised: somebody says which one it is
    UPLOADED = "uploaded"  # being read and checked
    CHECKED = "checked"  # nothing is written yet
    CONFIRMED = "confirmed"
    APPLYING = "applying"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Import(Recorded, Base):
    """One file on its way into a register.

    `headers` are the file's own; `mapping` says by hand which is what, {place: key or ""}, and
    without it the known names do. `sha256` is the hash of what was uploaded. `stored` and `staged`
    are the names of the sealed files (vault.py): as uploaded, and as lines of JSON, so that any row
    can be gone on from; `part` is with which part of the key the lines are sealed.
    `cursor` is the byte and `passed` the rows up to which the pass at hand (checking, then
    applying) has come; they move in the transaction that did those rows. Without `key_sealed` the
    files are gone.
    """

    __tablename__ = "import_file"

    kind: Mapped[str]
    state: Mapped[State] = mapped_column(default=State.UPLOADED)
    agency_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    account_id: Mapped[uuid.UUID | None]
    by_name: Mapped[str]
    caller: Mapped[dict[str, Any]]  # as who the work goes on in the background
    source: Mapped[str]  # who says what the file says
    filename: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    key_sealed: Mapped[str | None]
    stored: Mapped[str | None]
    staged: Mapped[str | None]
    part: Mapped[int] = mapped_column(default=1)
    headers: Mapped[list[Any]] = mapped_column(default=list)
    mapping: Mapped[dict[str, Any] | None]
    columns: Mapped[list[Any]]  # keys of the kind's columns, in the order of staged cells
    notes: Mapped[list[Any]]
    row_count: Mapped[int] = mapped_column(default=0)
    cursor: Mapped[int] = mapped_column(BigInteger, default=0)
    passed: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    mended: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]]
    failure: Mapped[str] = mapped_column(default="")
    touched_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    confirmed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    @property
    def good(self) -> int:
        """Rows that will be, or were, written."""
        return self.row_count - self.wrong + self.mended


class WrongRow(Recorded, Base):
    """A row that will not be written unless it is mended. Its cells are sealed: they may hold
    anything that people typed."""

    __tablename__ = "import_wrong_row"
    __table_args__ = (UniqueConstraint("import_id", "number"),)

    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("import_file.id"))
    number: Mapped[int]
    cells_sealed: Mapped[str]
    errors: Mapped[dict[str, Any]]
    mended: Mapped[bool] = mapped_column(default=False)
