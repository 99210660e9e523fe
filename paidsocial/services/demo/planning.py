"""The demo's plan lines: what the clients agreed to, told from what their campaigns would go on to spend."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction

from sqlalchemy.orm import Session

from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.domain.money import MICROS, Money
from paidsocial.domain.plan import Scope, name_matches
from paidsocial.sandbox.casting import Company
from paidsocial.sandbox.market import Market
from paidsocial.services.access import Role
from paidsocial.services.demo import story
from paidsocial.services.demo.setting_up import Cast
from paidsocial.services.planning import plans

STEP = 100  # plans are agreed in round hundreds
PACE_DAYS = 14


class Planner:
    """Knows what each campaign costs in a month, and agrees on plan lines accordingly.

    `market` has lived up to the company's last day. For the days of the running month still to come, a campaign goes
    on at its last fortnight's pace until its flight ends.
    """

    def __init__(self, market: Market, company: Company) -> None:
        self._company = company
        self._campaigns = {campaign.id: campaign for campaign in market.world.campaigns}
        self._client = {account.id: account.client for account in market.world.accounts}
        self._spend: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        for account in market.world.accounts:
            figures = market.figures(
                account.id, company.first_day, company.last_day, seen_on=company.last_day + timedelta(days=90)
            )
            for row, ad_set in enumerate(figures.ad_sets):
                for day, micros in zip(figures.days, figures.spend[row].tolist(), strict=True):
                    self._spend[ad_set.campaign_id][day] += micros

    def agree(self, session: Session, cast: Cast, month: Period, *, now: datetime) -> None:
        """The story's plan lines for a month, agreed on at `now`; one whose campaigns rest that month is left out."""
        for number, row in enumerate(story.PLANS):
            amount = self._amount(row, month)
            if amount:
                first = amount if self._revision(row, month) is None else _round(Fraction(amount) / _growth(row))
                self._save(session, cast, number, month, first, day=month.first, why="", now=now)

    def revise(self, session: Session, cast: Cast, month: Period, *, today: date, now: datetime) -> None:
        """The revisions of the running month that fall on `today`."""
        for number, row in enumerate(story.PLANS):
            if row.revised and self._revision(row, month) == today and (amount := self._amount(row, month)):
                self._save(session, cast, number, month, amount, day=today, why=row.revised[2], now=now)

    def _revision(self, row: story.PlanRow, month: Period) -> date | None:
        """The day in this month on which the client changes the amount, if it does and the demo gets to see it."""
        if row.revised is None or self._company.last_day not in month:
            return None
        day = month.first + timedelta(days=row.revised[0] - 1)
        return day if day <= self._company.last_day else None

    def _save(
        self,
        session: Session,
        cast: Cast,
        number: int,
        month: Period,
        amount: int,
        *,
        day: date,
        why: str,
        now: datetime,
    ) -> None:
        row = story.PLANS[number]
        wanted = plans.Wanted(
            cast.client_ids[row.client],
            row.name,
            month,
            Money(amount * MICROS, story.CLIENT_CURRENCY[row.client]),
            scope=Scope(matches=row.matches),
            po_number=f"PO-{month.first:%y%m}-{1040 + 7 * number}",
            cost_centre=row.cost_centre,
            effective_day=day,
            reason=why or f"Agreed for {month.first:%B %Y}",
        )
        plans.save(session, cast.actor(Role.SPECIALIST), wanted, now=now, today=day)

    def _amount(self, row: story.PlanRow, month: Period) -> int:
        """What the line's campaigns cost in the month times its generosity, in round hundreds of its currency."""
        cost = Fraction(0)
        for campaign_id, days in self._spend.items():
            campaign = self._campaigns[campaign_id]
            if self._client[campaign.account_id] != row.client:
                continue
            if not any(name_matches(pattern, campaign.name) for pattern in row.matches):
                continue
            cost += sum(micros for day, micros in days.items() if day in month)
            left = (min(month.last, campaign.ends or month.last) - self._company.last_day).days
            if left > 0 and self._company.last_day >= month.first - ONE_DAY:
                since = self._company.last_day - timedelta(days=PACE_DAYS)
                pace = sum(micros for day, micros in days.items() if day > since)
                cost += Fraction(pace, PACE_DAYS) * left
        return _round(cost / MICROS * Fraction(str(row.generosity)))


def _growth(row: story.PlanRow) -> Fraction:
    return Fraction(str(row.revised[1])) if row.revised else Fraction(1)


def _round(amount: Fraction) -> int:
    return round(amount / STEP) * STEP
