"""Daily rows for the benchmark: public files or anybody's own from a folder given on the command line, or generated.

The public sets are read as they are published, each from its own subfolder. Any other data can be put into the folder
as `<name>.csv` (UTF-8, comma, header line) with the columns

    unit,group,day,spend,revenue

one row per unit and day, days as 2025-01-31, figures with a decimal point. Rows of the same unit and day are added;
other columns are ignored. What cannot be read or is too short is left out, and said.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from forecasting_decisions import past

from forecasting import History

Row = tuple[str, str, dt.date, float, float]
COLUMNS = ("unit", "group", "day", "spend", "revenue")


def _records(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        yield from csv.DictReader(handle)


def _summed(rows: Iterable[Row]) -> list[Row]:
    """Rows of the same unit and day added: the files hold finer rows than the units scored here."""
    sums: dict[tuple[str, str, dt.date], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for unit, group, day, spend, revenue in rows:
        cell = sums[unit, group, day]
        cell[0] += spend
        cell[1] += revenue
    return [(unit, group, day, spend, revenue) for (unit, group, day), (spend, revenue) in sums.items()]


def netelixir(folder: Path) -> list[Row]:
    """One advertiser on Google, Meta and Microsoft, by campaign type."""
    rows = [
        (
            f"{platform}/{record.get('Campaign type', 'all')}",
            platform,
            dt.date.fromisoformat(record["Date"]),
            float(record["Cost"]),
            float(record["Revenue"]),
        )
        for platform in ("google", "meta", "microsoft")
        for record in _records(folder / "netelixir" / f"{platform}ads-performance.csv")
    ]
    return _summed(rows)


def bi_three_platforms(folder: Path) -> list[Row]:
    """Campaigns of three platforms over 120 days."""
    rows = [
        (
            record["campaign"],
            platform,
            dt.date.fromisoformat(record["date"]),
            float(record["spend"]),
            float(record["attributed_revenue"]),
        )
        for platform in ("Facebook", "Google", "TikTok")
        for record in _records(folder / "bi-3platform-daily" / "data" / f"{platform}.csv")
    ]
    return _summed(rows)


def facebook_google_web(folder: Path) -> list[Row]:
    """Six campaigns of two platforms over 91 days."""
    rows = [
        (
            f"{record['channel']}/{record['campaign']}",
            record["channel"],
            dt.date.fromisoformat(record["date"]),
            float(record["spend"]),
            float(record["revenue"]),
        )
        for name in ("facebook_ads.csv", "google_ads.csv")
        for record in _records(folder / "fb-google-web-daily" / "data" / name)
    ]
    return _summed(rows)


def sporthink(folder: Path) -> list[Row]:
    """Meta ad sets of one shop; the same ad set label runs in several campaigns, so the group is the account."""
    rows = [
        (
            record["adset_id"],
            record["account_name"],
            dt.date.fromisoformat(record["date_start"]),
            float(record["spend"] or 0),
            float(record["action_values:offsite_conversion.fb_pixel_purchase"] or 0),
        )
        for record in _records(folder / "sporthink-tr" / "data" / "meta_ads.csv")
    ]
    return _summed(rows)


def global_ads(folder: Path) -> list[Row]:
    """Campaigns (type and industry) of three platforms, sparse in days."""
    rows = [
        (
            f"{record['platform']}/{record['campaign_type']}/{record['industry']}",
            record["platform"],
            dt.date.fromisoformat(record["date"]),
            float(record["ad_spend"]),
            float(record["revenue"]),
        )
        for record in _records(folder / "global-ads-2024" / "global-ads-performance" / "data" / "raw.csv")
    ]
    return _summed(rows)


SETS = {
    "netelixir": netelixir,
    "bi-3platform-daily": bi_three_platforms,
    "fb-google-web-daily": facebook_google_web,
    "sporthink-tr": sporthink,
    "global-ads-2024": global_ads,
}


def neutral(path: Path) -> list[Row]:
    """Rows of a file in the neutral format; ValueError naming file and line where it is not."""
    rows: list[Row] = []
    for line, record in enumerate(_records(path), start=2):
        missing = [column for column in COLUMNS if not record.get(column)]
        if missing:
            raise ValueError(f"{path.name}, line {line}: no {missing[0]} (columns needed: {', '.join(COLUMNS)})")
        try:
            day, spend, revenue = dt.date.fromisoformat(record["day"]), float(record["spend"]), float(record["revenue"])
        except ValueError as error:
            raise ValueError(f"{path.name}, line {line}: {error}") from None
        rows.append((record["unit"], record["group"], day, spend, revenue))
    return _summed(rows)


def read(folder: Path, days: int) -> tuple[dict[str, History], list[str]]:
    """Every set found in a folder, and a line for each that is left out; those under `days` days are."""
    readers: dict[str, tuple[Path, Callable[[], list[Row]]]] = {
        name: (folder / name, partial(reader, folder)) for name, reader in SETS.items()
    }
    readers |= {path.stem: (path, partial(neutral, path)) for path in sorted(folder.glob("*.csv"))}
    found, left_out = {}, []
    for name, (path, rows) in readers.items():
        if not path.exists():
            left_out.append(f"{name} is left out: {path} is not there")
            continue
        try:
            history = History.from_rows(rows())
        except (ValueError, KeyError, OSError) as error:
            left_out.append(f"{name} is left out: {error if not isinstance(error, KeyError) else f'no column {error}'}")
            continue
        if history.days < days:
            left_out.append(f"{name} is left out: {history.days} days, {days} are needed")
        else:
            found[name] = history
    return found, left_out


SEEDS = 6
KINDS: dict[str, dict[str, float]] = {
    "budgets move": {"units": 30, "moves": 0.35},
    "budgets hardly move": {"units": 30, "moves": 0.05},
    "few sales": {"units": 30, "moves": 0.3, "order_times": 12.0},
    "four ad sets": {"units": 4, "moves": 0.3},
}


def generated() -> dict[str, list[History]]:
    """Accounts drawn from the simulated market, several of each kind: one drift of a whole account is only luck."""
    return {name: [past(seed=2000 + seed, **options)[1] for seed in range(SEEDS)] for name, options in KINDS.items()}
