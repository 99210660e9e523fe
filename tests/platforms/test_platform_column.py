"""Whose each row of a table is: from a column that names ad platforms, whatever it is called."""

from __future__ import annotations

import pytest

from tests.support.reading import read


def platforms(header: str, *cells: str) -> dict[str, int]:
    """How many rows each platform has."""
    rows = "".join(f"2026-06-{day:02},{cell},C{day},{day}.50\n" for day, cell in enumerate(cells, 1))
    return {part.platform: part.rows_read for part in read(f"Date,{header},Campaign,Spend\n{rows}", "x.csv").parts}


@pytest.mark.parametrize("header", ["Traffic source", "Media", "Vendor", "Medium / Kanal", "Data source kind"])
def test_a_column_that_names_nothing_but_platforms_says_whose_the_rows_are(header: str) -> None:
    assert platforms(header, "Facebook", "Google Ads", "Facebook") == {"meta": 2, "google": 1}


@pytest.mark.parametrize(
    "cells", [("Paid social", "Facebook"), ("Acme", "Acme"), ("Google (organic)", "Facebook"), ("x", "x")]
)
def test_a_column_that_names_other_things_too_does_not(cells: tuple[str, str]) -> None:
    assert platforms("Media", *cells) == {"other": 2}


def test_the_column_that_names_platforms_is_taken_where_the_likelier_one_names_accounts() -> None:
    text = "Date,Data Source,Data Source type,Campaign,Spend\n2026-06-01,Acme,facebookads,A,1.50\n"
    (part,) = read(text + "2026-06-02,Acme,facebookads,A,2.50\n", "x.csv").parts
    assert part.platform == "meta"


@pytest.mark.parametrize("header", ["Compared with", "Last touch"])
def test_a_column_of_an_unknown_name_does_not_say_whose_a_file_is_that_is_named_for_another(header: str) -> None:
    text = f"Date,Campaign,Spend,{header}\n2026-06-01,A,1.50,TikTok\n2026-06-02,A,2.50,Google\n"
    (part,) = read(text, "meta-ads-june.csv").parts
    assert (part.platform, part.rows_read) == ("meta", 2)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Google Ads (AdWords)", "google"), ("Meta (Facebook + Instagram)", "meta"), ("X (Twitter)", "x")],
)
def test_a_platform_with_its_other_name_in_brackets(name: str, slug: str) -> None:
    assert platforms("Platform", name, name) == {slug: 2}


def test_a_row_that_says_all_for_platform_and_campaign_is_the_days_sum() -> None:
    text = "Date,Platform,Campaign,Spend,Clicks\n2026-06-01,All,All,3.75,7\n2026-06-01,Facebook,A,1.50,3\n"
    parts = read(text + "2026-06-01,Google,B,2.25,4\n", "x.csv").parts
    assert {part.platform: str(part.totals["spend"]) for part in parts} == {"meta": "1.500000", "google": "2.250000"}
