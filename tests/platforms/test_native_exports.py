"""Whole native exports of the five platforms at every level: each sum equal to the text's own, to the last digit."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from paidsocial.domain.readings import Grain
from paidsocial.errors import AmbiguousFile
from paidsocial.platforms.reading import Hints, ParsedPart, parse
from tests.support import native
from tests.support.native import Written

TODAY = date(2026, 6, 14)
LAST = native.FIRST + timedelta(days=native.DAYS - 1)
LEVELS = ("campaign", "ad_set", "ad")

DAILY: dict[str, tuple[Callable[[str], Written], str, str]] = {
    "meta": (native.meta, "meta", "IDR"),
    "meta without ids": (lambda level: native.meta(level, ids=False), "meta", "IDR"),
    "meta by its reporting days": (lambda level: native.meta(level, day=""), "meta", "IDR"),
    "meta in title case": (lambda level: native.meta(level, old=True), "meta", "IDR"),
    "tiktok, text cells": (lambda level: native.tiktok(level, "text"), "tiktok", "USD"),
    "tiktok, number cells": (lambda level: native.tiktok(level, "number"), "tiktok", "USD"),
    "tiktok, csv": (lambda level: native.tiktok(level, "csv"), "tiktok", "USD"),
    "tiktok, tabs": (lambda level: native.tiktok(level, "tabs"), "tiktok", "USD"),
    "tiktok, dates": (lambda level: native.tiktok(level, "csv", day="Date"), "tiktok", "USD"),
    "linkedin": (native.linkedin, "linkedin", "EUR"),
    "linkedin, newer words": (lambda level: native.linkedin(level, renamed=True), "linkedin", "EUR"),
    "pinterest": (native.pinterest, "pinterest", "CHF"),
    "google": (native.google, "google", "GBP"),
    "google, utf-16": (lambda level: native.google(level, utf16=True), "google", "GBP"),
}


def only_part(written: Written, **hints: Any) -> ParsedPart:
    """The single part of a file."""
    (part,) = parse(io.BytesIO(written.data), written.name, today=TODAY, hints=Hints(**hints)).parts
    return part


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("form", DAILY)
def test_sums_are_those_of_the_text(form: str, level: str) -> None:
    write, platform, currency = DAILY[form]
    written = write(level)
    part = only_part(written, currency="CHF") if platform == "pinterest" else only_part(written)

    assert {name: value for name, value in part.totals.items() if value is not None} == written.summed()
    assert (part.platform, part.currency) == (platform, currency)
    assert (part.level.value, part.grain, part.rows_read) == (level, Grain.DAY, len(written.table) - 1)
    assert (part.skipped_count, part.readings.first_day, part.readings.last_day) == (0, native.FIRST, LAST)
    keys = {(row.day, row.campaign_id, row.ad_set_id, row.ad_id) for row in native.market(level)}
    assert len(part.readings) == len(keys)
    spend = sum(part.readings.spend)
    assert abs(Decimal(spend).scaleb(-6) - written.summed()["spend"]) <= Decimal("0.0000005") * len(keys)


@pytest.mark.parametrize("form", ["meta", "tiktok, csv", "tiktok, text cells", "tiktok, tabs", "linkedin", "pinterest"])
def test_ids_keep_every_digit_and_lose_their_wrapping(form: str) -> None:
    write, platform, _ = DAILY[form]
    part = only_part(write("ad"), **({"currency": "CHF"} if platform == "pinterest" else {}))
    rows = native.market("ad")
    assert {entity.campaign_id for entity in part.readings.entities} == {row.campaign_id for row in rows}
    assert {entity.ad_set_id for entity in part.readings.entities} == {row.ad_set_id for row in rows}
    assert {entity.ad_id for entity in part.readings.entities} == {row.ad_id for row in rows}


@pytest.mark.parametrize("form", DAILY)
def test_names_are_kept_without_line_ends(form: str) -> None:
    write, platform, _ = DAILY[form]
    part = only_part(write("ad_set"), **({"currency": "CHF"} if platform == "pinterest" else {}))
    assert {entity.campaign for entity in part.readings.entities} == {" ".join(name.split()) for name in native.NAMES}


@pytest.mark.parametrize("level", LEVELS)
def test_pinterest_asks_for_its_currency_only(level: str) -> None:
    assert only_part(native.pinterest(level)).currency is None


PERIODS: dict[str, Written] = {
    "tiktok, range in the name": native.tiktok("campaign", "text", day=""),
    "tiktok, csv": native.tiktok("ad_set", "csv", day=""),
    "google, range above": native.google("campaign", day=""),
    "google, utf-16": native.google("ad_set", utf16=True, day=""),
    "linkedin, all days together": native.linkedin("ad_set", days=False),
}


@pytest.mark.parametrize("form", PERIODS)
def test_without_days_it_is_a_total_of_the_stated_period(form: str) -> None:
    part = only_part(PERIODS[form])
    assert part.grain is Grain.PERIOD
    assert {(first, last) for first, last in zip(part.readings.first, part.readings.last, strict=True)} == {
        (native.FIRST.toordinal(), LAST.toordinal())
    }
    assert {name: value for name, value in part.totals.items() if value is not None} == PERIODS[form].summed()


def test_meta_over_several_days_a_row_is_a_total() -> None:
    written = native.meta("campaign", day="")
    ends = f",{LAST}\n".encode()
    data = b"".join(
        line
        if not line.endswith(b"\n") or line.rsplit(b",", 1)[-1][:4] != b"2026"
        else line.rsplit(b",", 2)[0] + f",{native.FIRST}".encode() + ends
        for line in written.data.splitlines(keepends=True)
    )
    (part,) = parse(io.BytesIO(data), written.name, today=TODAY).parts
    assert part.grain is Grain.PERIOD
    assert part.totals["spend"] == written.summed()["spend"]
    assert (part.readings.first_day, part.readings.last_day) == (native.FIRST, LAST)


def test_without_days_anywhere_the_period_is_asked_for() -> None:
    written = native.tiktok("campaign", "csv", day="")
    with pytest.raises(AmbiguousFile, match="--period"):
        parse(io.BytesIO(written.data), "report.csv", today=TODAY)
