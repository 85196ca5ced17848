"""A made-up register of any size, the same for the same seed, and the way into a database.

Counties and towns are the real ones; names are made of trade signs as uneven as real ones, so that
searches meet both rare and very common fragments. Serials of the codes begin with MA; both check
characters are right.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.database import unhurried
from backend.organization import Region, regions
from backend.subjects import Subject, feed
from backend.subjects.identifiers import ORGANISATION_WEIGHTS, USCC_CHARACTERS, USCC_WEIGHTS
from tests.bench.words import (
    CITIES,
    COUNTIES,
    ESTATES,
    GIVEN,
    INDUSTRIES,
    ROADS,
    SURNAMES,
    TRADE_SIGNS,
)

AT_ONCE = 1_000_000  # rows made at once
LOADED_AT_ONCE = 50_000
BASE = len(USCC_CHARACTERS)
SERIALS = BASE**6  # so many codes may be made before one comes again
STEP = 387_420_489  # shares no factor with SERIALS, so that neighbours look unlike
CHARACTERS = np.frombuffer(USCC_CHARACTERS.encode(), np.uint8)
SOURCE = "压测数据"
MADE_AT = 0x0192F0000000  # milliseconds in the ids: October 2024


def make(rows: int, seed: int = 7) -> pl.DataFrame:
    """uscc, name, kind, legal_rep, address, region, industry, industry_name, credit, risk, state,
    score, longitude, latitude (WGS-84), established; county by county, the higher score first."""
    world = World(np.random.default_rng(seed))
    parts = [world.rows(start, min(AT_ONCE, rows - start)) for start in range(0, rows, AT_ONCE)]
    county = pl.col("region").str.slice(0, 6)
    return pl.concat(parts).sort([county, "score", "uscc"], descending=[False, True, False])


def more(start: int, rows: int, seed: int = 8) -> pl.DataFrame:
    """Others than the first `start` rows of `make`, by their codes."""
    return World(np.random.default_rng(seed)).rows(start, rows)


class World:
    """Places and words with how often each comes, drawn once."""

    def __init__(self, random: np.random.Generator) -> None:
        self.random = random
        self._place()
        signs = list(TRADE_SIGNS)
        often = _uneven(len(signs), 0.75)
        two = random.choice(signs, (90_000, 2), p=often)
        more = random.choice(signs, (20_000, 3), p=often)
        trades = sorted({"".join(each) for each in itertools.chain(two, more)})
        random.shuffle(trades)
        self.trades = pl.Series(trades)
        surnames = random.choice(list(SURNAMES), 120_000, p=_uneven(len(SURNAMES), 0.7))
        given = random.choice(list(GIVEN), (120_000, 2))
        short = random.random(120_000) < 0.2
        self.people = pl.Series(
            [
                name + first + ("" if alone else second)
                for name, (first, second), alone in zip(surnames, given, short, strict=True)
            ]
        )
        self.nicknames = pl.Series(
            [s + "记" for s in SURNAMES] + [p + g for p in "阿老小" for g in GIVEN]
        )
        self.codes = list(INDUSTRIES)

    def _place(self) -> None:
        """Towns, the first ones of each county larger, around the county's middle."""
        named = {each["code"]: each["name"] for each in regions()}
        places: list[tuple[str, str, str, str, float, float, float]] = []
        for code, (longitude, latitude, weight) in COUNTIES.items():
            inside = [each for each in regions() if each["parent"] == code]
            inside = inside or [{"code": code, "name": ""}]
            city = code[:4] + "00"
            total = sum(each[2] for key, each in COUNTIES.items() if key[:4] == code[:4])
            parts = _uneven(len(inside), 0.7) * CITIES[city] * weight / total
            for town, part in zip(inside, parts, strict=True):
                east, north = self.random.normal(0, (0.06, 0.05))
                at = (longitude + float(east), latitude + float(north), float(part))
                places.append((town["code"], town["name"], named[code], named[city], *at))
        columns = ("region", "town", "county", "city", "east", "north", "part")
        self.places = pl.DataFrame(places, schema=columns, orient="row")
        parts_of_all = self.places["part"].to_numpy()
        self.place_often = parts_of_all / parts_of_all.sum()

    def rows(self, start: int, count: int) -> pl.DataFrame:
        random = self.random
        is_company = random.random(count) < 0.3
        place = random.choice(len(self.places), count, p=self.place_often)
        frame = self.places[place].with_columns(
            company=pl.Series(is_company),
            trade=_drawn(random, self.trades, count, 0.55),
            other=_drawn(random, self.trades, count, 0.55),
            legal_rep=_drawn(random, self.people, count, 0.3),
            nickname=_drawn(random, self.nicknames, count, 0),
            road=_drawn(random, pl.Series(ROADS), count, 0.6),
            estate=_drawn(random, pl.Series(ESTATES), count, 0),
            number=pl.Series(random.integers(1, 1800, count)),
            room=pl.Series(random.integers(101, 2400, count)),
            shape=pl.Series(random.random(count)),
            where=pl.Series(random.random(count)),
        )
        frame = frame.with_columns(self._industries(is_company))
        region = np.array(self.places["region"].str.slice(0, 6).to_list(), "S6")[place]
        spread = np.where(random.random(count) < 0.8, 0.012, 0.05)
        return frame.select(
            uscc=pl.Series(_codes(start, region, is_company)),
            name=_name(),
            kind=pl.when("company").then(pl.lit("企业")).otherwise(pl.lit("个体工商户")),
            legal_rep="legal_rep",
            address=_address(),
            region="region",
            industry="industry",
            industry_name="industry_name",
            credit=_graded(random, count, ("A", "B", "C", "D"), (0.25, 0.55, 0.17, 0.03)),
            risk=_graded(random, count, ("A", "B", "C", "D"), (0.3, 0.42, 0.22, 0.06)),
            state=_graded(random, count, ("存续", "注销", "吊销"), (0.86, 0.11, 0.03)),
            score=pl.Series(random.integers(0, 1000, count) + np.where(is_company, 300, 0)),
            longitude=(pl.col("east") + pl.Series(random.normal(0, 1, count) * spread)).round(6),
            latitude=(pl.col("north") + pl.Series(random.normal(0, 0.87, count) * spread)).round(6),
            established=pl.lit(date(1985, 1, 1))
            + pl.duration(days=pl.lit(pl.Series(random.integers(0, 15_200, count)))),
        )

    def _industries(self, is_company: NDArray[np.bool_]) -> list[pl.Series]:
        """The industry, and the word in the name that tells it."""
        count = len(is_company)
        of_each = []
        for place in (1, 2):  # individuals, companies
            weights = np.array([float(INDUSTRIES[code][place]) for code in self.codes])
            of_each.append(self.random.choice(len(self.codes), count, p=weights / weights.sum()))
        chosen = np.where(is_company, of_each[1], of_each[0])
        words: list[str] = []
        begin = np.zeros((2, len(self.codes)), np.int64)
        length = np.zeros((2, len(self.codes)), np.int64)
        for kind, at in ((1, 3), (0, 4)):
            for place, code in enumerate(self.codes):
                own = str(INDUSTRIES[code][at]).split()
                begin[kind, place], length[kind, place] = len(words), len(own)
                words += own
        kinds = is_company.astype(np.int64)
        part = self.random.random(count) ** 1.4
        word = begin[kinds, chosen] + (part * length[kinds, chosen]).astype(np.int64)
        return [
            pl.Series("word", words).gather(word),
            pl.Series("industry", self.codes).gather(chosen),
            pl.Series("industry_name", [INDUSTRIES[c][0] for c in self.codes]).gather(chosen),
        ]


def _uneven(count: int, power: float) -> NDArray[np.float64]:
    """Zipf's law: the first ones come most."""
    weights = 1 / np.arange(1, count + 1, dtype=np.float64) ** power
    return np.asarray(weights / weights.sum())


def _drawn(random: np.random.Generator, pool: pl.Series, count: int, power: float) -> pl.Series:
    return pool.gather(random.choice(len(pool), count, p=_uneven(len(pool), power)))


def _graded(
    random: np.random.Generator, count: int, grades: Sequence[str], often: Sequence[float]
) -> pl.Series:
    return pl.Series(list(grades)).gather(random.choice(len(grades), count, p=often))


def _name() -> pl.Expr:
    city, county = pl.col("city").str.slice(0, 2), pl.col("county").str.head(-1)
    limited = pl.lit("有限公司")
    forms: dict[bool, tuple[tuple[float, list[Any]], ...]] = {
        True: (
            (0.42, [city, "trade", "word", limited]),
            (0.62, [county, "trade", "word", limited]),
            (0.78, [pl.lit("浙江"), "trade", "word", limited]),
            (0.88, ["city", county, "trade", "word", limited]),
            (0.94, [pl.lit("浙江"), "trade", "word", limited, county, pl.lit("分公司")]),
            (1.0, ["trade", pl.lit("（"), city, pl.lit("）"), "word", limited]),
        ),
        False: (
            (0.34, ["city", "county", "trade", "word"]),
            (0.50, ["city", "county", "town", "trade", "word"]),
            (0.66, ["city", "county", "legal_rep", "word"]),
            (0.80, [county, "nickname", "word"]),
            (0.90, ["city", "county", "town", "legal_rep", "word"]),
            (1.0, [city, county, "nickname", "trade", "word"]),
        ),
    }
    found: Any = pl
    for company, shapes in forms.items():
        for below, parts in shapes:
            here = (pl.col("company") == company) & (pl.col("shape") < below)
            found = found.when(here).then(pl.concat_str(parts))
    made: pl.Expr = found.otherwise(pl.lit(""))
    return made


def _address() -> pl.Expr:
    inside = ("city", "county", "town")
    street = pl.concat_str(*inside, "road", "number", pl.lit("号"))
    rest = ("other", "estate", (pl.col("number") % 40 + 1), pl.lit("幢"), "room", pl.lit("室"))
    return pl.when(pl.col("where") < 0.6).then(street).otherwise(pl.concat_str(*inside, *rest))


def _codes(start: int, region: NDArray[np.bytes_], is_company: NDArray[np.bool_]) -> list[str]:
    """As identifiers.compose_uscc, a million at once."""
    count = len(region)
    text = np.empty((count, 18), np.uint8)
    text[:, 0] = ord("9")
    text[:, 1] = np.where(is_company, ord("1"), ord("2"))
    text[:, 2:8] = np.ascontiguousarray(region).view(np.uint8).reshape(-1, 6)
    text[:, 8:10] = np.frombuffer(b"MA", np.uint8)
    serial = (np.arange(start, start + count, dtype=np.int64) * STEP + 12345) % SERIALS
    for place in range(15, 9, -1):
        text[:, place] = CHARACTERS[serial % BASE]
        serial //= BASE
    values = np.where(text[:, 8:16] < 65, text[:, 8:16].astype(np.int64) - 48, 0)
    values = np.where(text[:, 8:16] < 65, values, text[:, 8:16].astype(np.int64) - 55)
    text[:, 16] = np.frombuffer(b"0123456789X0", np.uint8)[
        11 - values @ np.array(ORGANISATION_WEIGHTS) % 11
    ]
    place_of = np.zeros(256, np.int64)
    place_of[CHARACTERS] = np.arange(BASE)
    text[:, 17] = CHARACTERS[-(place_of[text[:, :17]] @ np.array(USCC_WEIGHTS)) % BASE]
    return [each.decode() for each in text.view("S18").ravel().tolist()]


def ids(rows: int) -> list[str]:
    """UUIDs (version 7) in the order of the rows, as hex."""
    return [f"{MADE_AT + (n >> 12):012x}7{n & 0xFFF:03x}8{n:015x}" for n in range(rows)]


def load(engine: Engine, frame: pl.DataFrame) -> None:
    """Into `subject`, with the regions that it needs, announced to search and map. Indexes that
    are no constraint are made anew at the end, so that ten million rows take minutes."""
    names = ids(len(frame))
    indexes = list(Subject.metadata.tables["subject"].indexes)
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        add_regions(session)
        connection = session.connection()
        unhurried(connection)
        for index in indexes:
            index.drop(connection)
        for start in range(0, len(frame), LOADED_AT_ONCE):
            part = frame[start : start + LOADED_AT_ONCE]
            append(connection, "subject", columns(part, names[start : start + LOADED_AT_ONCE]))
        for index in indexes:
            index.create(connection)
        feed.announce(session, (uuid.UUID(each) for each in names))


def add_regions(session: Session) -> None:
    there = set(session.scalars(select(Region.code)))
    missing = [each for each in regions() if each["code"] not in there]
    if missing:
        session.execute(insert(Region), missing)


def columns(part: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """As the table holds them on either database."""
    moment = pl.lit(clock.now().strftime("%Y-%m-%d %H:%M:%S.%f"))
    none = pl.lit(None, pl.String)
    mark = "row_hash" if "row_hash" in part.columns else none.alias("row_hash")
    return part.select(
        "uscc",
        "name",
        "kind",
        "state",
        "address",
        "credit",
        "risk",
        "legal_rep",
        "longitude",
        "latitude",
        "industry_name",
        mark,
        id=pl.Series(names),
        created_at=moment,
        updated_at=moment,
        version=pl.lit(1),
        org_code=pl.col("uscc").str.slice(8, 9),
        region_code="region",
        industry_code="industry",
        established=pl.col("established").cast(pl.String),
        raw_longitude="longitude",
        raw_latitude="latitude",
        importance="score",
        source=pl.lit(SOURCE),
        tags=pl.lit("[]"),
        crs=pl.lit("WGS84"),
        position_source=pl.lit("登记"),
        fictitious=pl.lit(1),
        **dict.fromkeys(("operating_address", "liaison"), pl.lit("")),
        **dict.fromkeys(("legacy_number", "internal_number"), none),
    )


def append(connection: Connection, table: str, rows: pl.DataFrame) -> None:
    """The fastest way that each driver has."""
    driver: Any = connection.connection.driver_connection
    named = ", ".join(rows.columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * rows.width)
        driver.executemany(f"INSERT INTO {table} ({named}) VALUES ({marks})", rows.iter_rows())
        return
    with driver.cursor().copy(
        f"COPY {table} ({named}) FROM STDIN (FORMAT csv, NULL '\\N')"
    ) as copy:
        copy.write(rows.write_csv(include_header=False, null_value="\\N"))
