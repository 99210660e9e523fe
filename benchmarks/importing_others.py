"""The other sides of the import benchmark: the bare loop, pandas, dlt, and calamine alone."""

from __future__ import annotations

import csv
import sqlite3
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import create_engine, make_url

STORED = (
    5,
    0,
    3,
    13,
    11,
    10,
    16,
    23,
    24,
)  # ad set id, day, campaign id, spend, impressions, reach, clicks, purchases, value
_STORED_NAMES = ("account_id", "ad_set_id", "day", "campaign_id", "spend", "impressions", "reach", "clicks")
_NAMES = ", ".join((*_STORED_NAMES, "conversions", "revenue", "batch_id", "seen_at"))
_SEEN = "2026-06-14 09:30:00.000000"


def fresh_postgres(url: str) -> str:
    """Another, empty database on the same PostgreSQL."""
    name = f"importing_{time.time_ns()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _picked(file: Path) -> Iterator[tuple[object, ...]]:
    with file.open(newline="", encoding="utf-8") as stream:
        reader = csv.reader(stream)
        next(reader)
        for row in reader:
            yield (1, *(row[place] for place in STORED), 1, _SEEN)


def bare_sqlite(url: str, file: Path) -> None:
    """csv.reader and executemany in one transaction."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(
        "CREATE TABLE performance (account_id INTEGER, ad_set_id BIGINT, day DATE, campaign_id BIGINT, spend BIGINT, "
        "impressions BIGINT, reach BIGINT, clicks BIGINT, conversions BIGINT, revenue BIGINT, batch_id INTEGER, "
        "seen_at DATETIME, PRIMARY KEY (account_id, day, ad_set_id)) WITHOUT ROWID"
    )
    with connection:
        connection.executemany(f"INSERT INTO performance ({_NAMES}) VALUES ({','.join('?' * 12)})", _picked(file))
    connection.close()


def bare_postgres(url: str, file: Path) -> None:
    """csv.reader and COPY in one transaction."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE performance (account_id INTEGER, ad_set_id BIGINT, day DATE, campaign_id BIGINT, "
            "spend NUMERIC, impressions BIGINT, reach BIGINT, clicks BIGINT, conversions NUMERIC, revenue NUMERIC, "
            "batch_id INTEGER, seen_at TIMESTAMPTZ, PRIMARY KEY (account_id, day, ad_set_id))"
        )
        with cursor.copy(f"COPY performance ({_NAMES}) FROM STDIN") as copy:
            for row in _picked(file):
                copy.write_row([value if value != "" else None for value in row])


def pandas(url: str, file: Path) -> None:
    """read_csv, the usual cleaning, to_sql."""
    import pandas as pd  # noqa: PLC0415 - an optional peer, only here

    frame = pd.read_csv(file, dtype={"Campaign ID": str, "Ad set ID": str})
    renamed = {
        "Reporting starts": "day",
        "Campaign ID": "campaign_id",
        "Campaign name": "campaign",
        "Ad set ID": "ad_set_id",
        "Ad set name": "ad_set",
        "Amount spent (EUR)": "spend",
        "Impressions": "impressions",
        "Reach": "reach",
        "Link clicks": "clicks",
        "Purchases": "conversions",
        "Purchases conversion value": "revenue",
    }
    frame = frame[list(renamed)].rename(columns=renamed)
    frame = frame[frame["campaign"].notna()]
    frame["day"] = pd.to_datetime(frame["day"]).dt.date
    for name in ("spend", "conversions", "revenue"):
        frame[name] = (frame[name].fillna(0) * 1_000_000).round().astype("int64")
    frame = frame.groupby(["day", "campaign_id", "campaign", "ad_set_id", "ad_set"], as_index=False).sum()
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    frame.to_sql("performance", engine, index=False, chunksize=10_000, if_exists="replace")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE UNIQUE INDEX performance_key ON performance (ad_set_id, day)")
    engine.dispose()


def dlt(url: str, file: Path) -> None:
    """dlt's filesystem source and its CSV reader."""
    import dlt as loader  # noqa: PLC0415 - an optional peer, only here
    from dlt.sources.filesystem import filesystem, read_csv  # noqa: PLC0415 - the same

    found = filesystem(bucket_url=file.parent.as_uri(), file_glob=file.name) | read_csv()
    of_file = url.startswith("sqlite")
    destination = loader.destinations.sqlalchemy(url) if of_file else loader.destinations.postgres(url)
    pipeline = loader.pipeline(
        f"bench_{time.time_ns()}", destination=destination, dataset_name="main" if of_file else "bench"
    )
    pipeline.run(found.with_name("performance"), primary_key=("ad_set_id", "reporting_starts"))


def calamine(file: Path) -> None:
    """Every cell of the first sheet, and nothing done with it."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - not needed by the other sides

    with file.open("rb") as stream:
        for _ in CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).iter_rows():
            pass


def reading(file: Path) -> None:
    """What paidsocial reads of it, exact figures and all."""
    from paidsocial.platforms.reading import parse  # noqa: PLC0415 - the same

    with file.open("rb") as stream:
        parse(stream, file.name, today=date(2026, 6, 14))
