"""One figure, wherever it stands: list, overview, spend report and charts agree exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import Period
from paidsocial.domain.readings import Level
from paidsocial.models import ExchangeRate
from paidsocial.services.finance import spend_report
from paidsocial.services.performance import campaign_export, series
from paidsocial.services.performance.campaign_page import campaign_page
from paidsocial.services.performance.campaign_query import CampaignQuery
from paidsocial.services.performance.campaigns import CampaignList, list_campaigns
from paidsocial.services.reporting import overview
from tests.support import company
from tests.support.builders import someone
from tests.support.company import TODAY

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
MAY = Period.month(2026, 5)
PERIODS = [MAY, Period.month(2026, 6), Period(date(2026, 3, 10), date(2026, 6, 13))]


@pytest.fixture
def small_company(session: Session) -> company.Company:
    made = company.found(session)
    with transaction(session):  # a rate that does not go into cents
        for rate in session.query(ExchangeRate):
            rate.rate = rate.rate.__class__("0.93151739")
    return made


def listing(session: Session, period: Period, *, page: int | None = 1) -> CampaignList:
    query = CampaignQuery(period, page=page)
    return list_campaigns(session, someone(), query, currency="EUR", now=NOW, today=TODAY)


@pytest.mark.parametrize("period", PERIODS)
def test_the_list_and_the_overview_have_the_same_totals(
    session: Session, small_company: company.Company, period: Period
) -> None:
    together = listing(session, period).totals.together
    seen = overview.read(session, someone(), period=period, now=NOW, today=TODAY, currency="EUR")
    assert together is not None
    assert seen.total is not None
    assert together.figures == seen.total.now.figures


def test_the_list_and_the_spend_report_have_the_same_totals(session: Session, small_company: company.Company) -> None:
    totals = listing(session, MAY).totals
    report = spend_report.report(session, someone(), month=MAY, today=TODAY, reporting_currency="EUR")
    by_currency = {total.currency: total.figures.spend for total in totals.by_currency}
    assert {
        t.currency: t.spend for t in report.totals if t.spend is not None and t.currency in by_currency
    } == by_currency
    assert totals.together is not None
    assert report.totals[-1].spend_reporting == totals.together.figures.spend


@pytest.mark.parametrize("period", PERIODS)
def test_a_row_its_page_and_its_chart_are_one(session: Session, small_company: company.Company, period: Period) -> None:
    found = listing(session, period, page=None)
    assert {row.id for row in found.rows} == {campaign.id for campaign in small_company.campaigns}
    for row in found.rows:
        page = campaign_page(session, someone(), campaign_id=row.id, period=period, now=NOW)
        chart = series.daily(session, someone(), level=Level.CAMPAIGN, entity_id=row.id, period=period, now=NOW)
        assert row.figures == page.series.total == chart.total
        parts = [ad_set.figures for ad_set in page.ad_sets]
        assert row.figures == sum(parts[1:], parts[0])
    lines = [line for line in campaign_export.table(found) if line[0] == "total"]
    spend = campaign_export.HEADINGS.index("spend")
    assert [line[spend] for line in lines] == [
        series.money_cell(total.figures.spend, total.currency)
        for total in (*found.totals.by_currency, found.totals.together)
        if total is not None
    ]
