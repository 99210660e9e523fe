"""Daily rows for the benchmark: public files from a folder given on the command line, or generated."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from forecasting_decisions import past

from forecasting import History

Row = tuple[str, str, dt.date, float, float]


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
