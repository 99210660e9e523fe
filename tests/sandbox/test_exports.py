"""The native files say exactly what the market says, in each platform's own dress."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from paidsocial.domain.days import Period
from paidsocial.sandbox.casting import Company, build_company
from paidsocial.sandbox.exports import export
from paidsocial.sandbox.market import Market

LAST = date(2026, 6, 13)
MORNING = LAST + timedelta(days=1)


@pytest.fixture(scope="module")
def company() -> Company:
    return build_company(3, LAST, months=2, per_account=3)


@pytest.fixture(scope="module")
def market(company: Company) -> Market:
    market = Market(3, company.world)
    market.run_to(LAST)
    return market


def account_on(company: Company, platform: str) -> str:
    return next(account.id for account in company.world.accounts if account.platform == platform)


def truth(market: Market, company: Company, account_id: str):
    """Spend and revenue in major units, conversions and rows, as the market itself has them."""
    figures = market.figures(account_id, company.first_day, LAST, seen_on=MORNING)
    return (
        Decimal(int(figures.spend.sum())) / 1_000_000,
        Decimal(int(figures.revenue.sum())) / 1_000_000,
        int(figures.conversions.sum()),
        int(figures.shown.sum()),
    )


def test_meta_writes_a_utf8_csv_with_a_mark_a_totals_row_and_empty_zeroes(market: Market, company: Company):
    account = account_on(company, "meta")
    file = export(market, account, Period(company.first_day, LAST), MORNING)
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in file.content
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    total, data = rows[0], rows[1:]
    spend, revenue, conversions, count = truth(market, company, account)
    assert len(data) == count
    assert sum(Decimal(row["Amount spent (EUR)"] or 0) for row in data) == spend
    assert sum(Decimal(row["Purchases conversion value"] or 0) for row in data) == revenue
    assert sum(int(row["Purchases"] or 0) for row in data) == conversions
    assert (total["Campaign name"], Decimal(total["Amount spent (EUR)"])) == ("", spend)
    assert {row["Purchases"] for row in data} & {""}
    assert "0" not in {row["Purchases"] for row in data}
    assert all(row["Day"] == row["Reporting starts"] == row["Reporting ends"] for row in data)


def test_tiktok_writes_text_cells_and_a_total_that_counts_its_rows(market: Market, company: Company):
    account = account_on(company, "tiktok")
    file = export(market, account, Period(company.first_day, LAST), MORNING)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    header, data, total = rows[0], rows[1:-1], rows[-1]
    spend, revenue, conversions, count = truth(market, company, account)
    assert len(data) == count
    assert total[0] == f"Total of {count} results"
    assert sum(Decimal(row[header.index("Cost")]) for row in data) == spend == Decimal(total[header.index("Cost")])
    assert sum(Decimal(row[header.index("Total complete payment value")]) for row in data) == revenue
    assert sum(int(row[header.index("Conversions")]) for row in data) == conversions
    assert all(len(row[header.index("Ad group ID")]) == 19 for row in data)
    assert file.content == export(market, account, Period(company.first_day, LAST), MORNING).content


def test_linkedin_writes_utf16_tabs_under_a_preamble_with_american_days(market: Market, company: Company):
    account = account_on(company, "linkedin")
    file = export(market, account, Period(company.first_day, LAST), MORNING)
    lines = file.content.decode("utf-16").split("\n")
    assert lines[0] == "Campaign Performance Report (in UTC)"
    assert lines[1] == '"Report Start: April 1, 2026, 12:00 AM"'
    assert lines[4] == ""
    rows = list(csv.DictReader(lines[5:], delimiter="\t"))
    spend, revenue, conversions, count = truth(market, company, account)
    assert len(rows) == count
    assert rows[0]["Start Date (in UTC)"] == "4/1/2026"
    assert sum(Decimal(row["Total Spent"]) for row in rows) == spend
    assert sum(Decimal(row["Total Conversion Value"]) for row in rows) == revenue
    assert sum(int(row["Conversions"]) for row in rows) == conversions


def test_a_report_of_today_holds_no_rows(market: Market, company: Company):
    for platform in ("meta", "tiktok", "linkedin"):
        account = account_on(company, platform)
        figures = market.figures(account, MORNING, MORNING, seen_on=MORNING)
        assert not figures.shown.any()
        assert export(market, account, Period(MORNING, MORNING), MORNING).content
