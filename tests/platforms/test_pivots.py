"""Pivot tables and what people make of them: sums by name, row labels, labels on the first row of their block only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from paidsocial.domain.days import Period
from paidsocial.platforms.reading import ParsedPart
from tests.support.reading import part_of, read, refusal

JUNE: dict[str, Any] = {"currency": "EUR", "platform": "meta"}
ROWS = [("2026-06-01", "A", "1.50"), ("2026-06-01", "B", "2.25"), ("2026-06-02", "A", "4"), ("2026-06-02", "B", "8")]


def told(part: ParsedPart) -> list[tuple[str | None, int, int]]:
    """Campaign, day of the month and cents of each row."""
    readings = part.readings
    rows = zip(readings.entity, readings.first, readings.spend, strict=True)
    june = 739767  # the ordinal of May 31
    return sorted((readings.entities[entity].campaign, day - june, spend // 10_000) for entity, day, spend in rows)


EXPECTED = [("A", 1, 150), ("A", 2, 400), ("B", 1, 225), ("B", 2, 800)]


@pytest.mark.parametrize(
    "header",
    [
        "Date,Campaign,Sum of Spend",
        "Datum,Kampagne,Summe von Kosten",
        "Date,Campagne,Somme de Dépenses",
        "Дата,Кампания,Сумма по полю Расход",
        "日付,キャンペーン,合計 / 費用",
        "day,campaign,SUM(spend)",
        "Date*,Campaign*,Spend*",
        "Date,Campaign,Spend €",
        "Date:,Campaign:,Spend in €",
        "Date,Campaign,# Spend (EUR €)",
        "Date,Campaign,Spend (kr)",
    ],
)
def test_what_spreadsheets_put_around_a_name_is_no_part_of_it(header: str) -> None:
    rows = "\n".join(",".join(row) for row in ROWS)
    assert told(part_of(f"{header}\n{rows}\n", **JUNE)) == EXPECTED


def test_a_custom_metric_stays_one() -> None:
    part = part_of("Date,Campaign,Spend,* Spend\n2026-06-01,A,1.50,9\n", **JUNE)
    assert part.totals["spend"] == Decimal("1.50")


@pytest.mark.parametrize("label", ["Row Labels", "Zeilenbeschriftungen", "Étiquettes de lignes", "行ラベル"])
def test_row_labels_are_campaigns_or_days_but_not_both(label: str) -> None:
    week = Period(date(2026, 6, 1), date(2026, 6, 7))
    names = part_of(f"{label},Sum of Spend,Sum of Clicks\nA,1.50,3\nB,2.25,4\nTotal,3.75,7\n", period=week, **JUNE)
    assert [row[::2] for row in told(names)] == [("A", 150), ("B", 225)]
    days = part_of(f"{label},Sum of Spend,Sum of Clicks\n2026-06-01,1.50,3\n2026-06-02,2.25,4\nTotal,3.75,7\n", **JUNE)
    assert [row[1:] for row in told(days)] == [(1, 150), (2, 225)]
    both = f"{label},Sum of Spend,Sum of Clicks\nA,3.75,7\n2026-06-01,1.50,3\n2026-06-02,2.25,4\nTotal,3.75,7\n"
    assert "names and days in one" in refusal(both, **JUNE)


@pytest.mark.parametrize(
    "table",
    [
        "Date,Campaign,Spend\n2026-06-01,A,1.50\n,B,2.25\n2026-06-02,A,4\n,B,8\n",
        "Campaign,Date,Spend\nA,2026-06-01,1.50\n,2026-06-02,4\nB,2026-06-01,2.25\n,2026-06-02,8\n",
        "Campaign,Date,Spend\nA,2026-06-01,1.50\n,2026-06-02,4\nA Total,,5.50\nB,2026-06-01,2.25\n,2026-06-02,8\n",
    ],
)
def test_a_label_on_the_first_row_of_its_block_holds_for_the_others(table: str) -> None:
    assert told(part_of(table, **JUNE)) == EXPECTED


def test_that_an_empty_label_means_the_one_above_is_told() -> None:
    parsed = read("Date,Campaign,Spend\n2026-06-01,A,1.50\n,B,2.25\n2026-06-02,A,4\n,B,8\n", **JUNE)
    assert {use.header: use.note for use in parsed.columns if use.note} == {
        "Date": "an empty cell means what the one above it says"
    }


def test_a_campaign_without_ad_sets_has_none_of_the_one_above_it() -> None:
    rows = "".join(
        f"2026-06-0{day},Search,One,{day}.50\n2026-06-0{day},Search,Two,{day}.25\n"
        f"2026-06-0{day},Max,,{day}.75\n2026-06-0{day},Display,,{day}.10\n"
        for day in (1, 2, 3)
    )
    entities = part_of(f"Date,Campaign,Ad group,Spend\n{rows}", "google.csv", currency="EUR").readings.entities
    assert {one.ad_set for one in entities if one.campaign in ("Max", "Display")} == {None}


@pytest.mark.parametrize(
    "sums",
    ["2026-06-01,,3.75\n2026-06-02,,12\n", ",A,5.50\n,B,10.25\n", ",,15.75\n"],
)
def test_sums_without_a_day_or_a_name_are_given_none(sums: str) -> None:
    rows = "\n".join(",".join(row) for row in ROWS)
    assert told(part_of(f"Date,Campaign,Spend\n{rows}\n{sums}", **JUNE)) == EXPECTED


def test_tables_under_each_other_have_their_campaigns_in_the_lines_above_them() -> None:
    a = "A\nDate,Spend,Clicks\n2026-06-01,1.50,3\n2026-06-02,4,5\nTotal,5.50,8\n"
    b = "B\nDate,Spend,Clicks\n2026-06-01,2.25,3\n2026-06-02,8,5\nTotal,10.25,8\n"
    assert told(part_of(f"Report of June\n\n{a}\n{b}\nTotal,15.75,16\n", **JUNE)) == EXPECTED


@pytest.mark.parametrize(
    "lines", [("April 2026", "May 2026"), ("Report", "Report"), ("Report", ""), ("Page 1", "Page 2")]
)
def test_lines_above_tables_that_name_no_campaigns_are_remarks(lines: tuple[str, str]) -> None:
    header = "Date,Spend,Clicks\n"
    text = f"{lines[0]}\n{header}2026-06-01,1.50,3\n\n{lines[1]}\n{header}2026-06-02,4,5\n"
    assert told(part_of(text, **JUNE)) == [(None, 1, 150), (None, 2, 400)]


@pytest.mark.parametrize("again", ["", "Date,Campaign,Spend,Clicks\n"])
@pytest.mark.parametrize("above", ["June\n\nMeta\nDate,Campaign,Spend,Clicks\n", "Date,Campaign,Spend,Clicks\nMeta\n"])
def test_platforms_in_lines_above_their_rows_part_them(above: str, again: str) -> None:
    text = f"{above}2026-06-01,A,1.50,3\n\nGoogle Ads\n{again}2026-06-01,B,2.25,4\n"
    parts = read(text, currency="EUR").parts
    assert {part.platform: str(part.totals["spend"]) for part in parts} == {"meta": "1.500000", "google": "2.250000"}


@pytest.mark.parametrize("note", ["", "2026-06-01,A,2.25,3\n"])
def test_platforms_that_are_only_listed_part_nothing(note: str) -> None:
    header = "Date,Campaign,Spend,Clicks\n"
    above = "" if note else "Facebook\nGoogle\n"
    text = f"Channels\n{above}{header}2026-06-01,B,1.50,3\nGoogle\n{note}TikTok\n"
    (part,) = read(text, "meta.csv", currency="EUR").parts
    assert (part.platform, part.rows_read) == ("meta", 2 if note else 1)


def test_heads_that_sum_up_the_rows_below_them_are_left_out() -> None:
    table = "Campaign,Spend,Clicks\nAcme,3.75,7\nA1,1.50,3\nA2,2.25,4\nZen,12,9\nZ1,4,5\nZ2,8,4\n"
    part = part_of(table, period=Period(date(2026, 6, 1), date(2026, 6, 7)), **JUNE)
    assert [row[0] for row in told(part)] == ["A1", "A2", "Z1", "Z2"]


def test_a_line_that_says_it_is_a_campaign_is_called_without_that() -> None:
    a = "Campaign: A\nDate,Spend\n2026-06-01,1.50\n2026-06-02,4\n"
    b = "Campaign: B\nDate,Spend\n2026-06-01,2.25\n2026-06-02,8\n"
    assert told(part_of(f"{a}\n{b}", **JUNE)) == EXPECTED
