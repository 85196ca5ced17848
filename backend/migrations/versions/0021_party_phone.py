"""The telephone of who was there on site is sealed in the record, as those of the register are.

What was signed and what the phones sent stays as it is: both are proven by their hashes, and papers
carry the number masked. Plain types: a migration never imports models.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from backend.core.crypto import Keys
from backend.core.settings import Settings

revision = "0021"
down_revision = "0020"

AT_ONCE = 500
Change = Callable[[Keys, dict[str, Any]], dict[str, Any]]


def upgrade() -> None:
    _change("phone", _sealed)


def downgrade() -> None:
    _change("phone_sealed", _opened)


def _sealed(keys: Keys, party: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in party.items() if key != "phone"}
    return rest | {"phone_sealed": keys.seal(party["phone"])}


def _opened(keys: Keys, party: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in party.items() if key != "phone_sealed"}
    return rest | {"phone": keys.unseal(party["phone_sealed"])}


def _change(name: str, change: Change) -> None:
    """Of every record whose party has something under that name, a few at a time."""
    bind, last = op.get_bind(), None
    inspection = sa.table("inspection", sa.column("id", sa.Uuid()), sa.column("record", sa.JSON()))
    keys: Keys | None = None
    while True:
        query = sa.select(inspection).order_by(inspection.c.id).limit(AT_ONCE)
        rows = bind.execute(query if last is None else query.where(inspection.c.id > last)).all()
        if not rows:
            return
        for row in rows:
            party = (row.record.get("conclusion") or {}).get("party") or {}
            if party.get(name):
                keys = keys or _keys()
                conclusion = row.record["conclusion"] | {"party": change(keys, party)}
                bind.execute(
                    inspection.update()
                    .where(inspection.c.id == row.id)
                    .values(record=row.record | {"conclusion": conclusion})
                )
        last = rows[-1].id


def _keys() -> Keys:
    """The caller's, or those of the environment."""
    given = context.config.attributes.get("keys")
    return given if isinstance(given, Keys) else Keys.of(Settings.from_environ())
