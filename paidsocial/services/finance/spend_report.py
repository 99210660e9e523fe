"""Finance's spend report for a month: lines, totals and tie-out, as known today or on an earlier day.

The page, the CSV and the workbook are this one report. What a plan line or a client is called, and which campaigns a
plan line covers, is as it stands today; spend and exchange rates are as known on the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from paidsocial.domain.days import Period, end_of_day_utc
from paidsocial.domain.fx import Basis, Rate
from paidsocial.domain.money import currency_code
from paidsocial.domain.spend_report import (
    Account,
    Grain,
    LeftOut,
    Line,
    Measure,
    PlanRef,
    Total,
    build_lines,
    countable,
    snapshot_id,
    stretches,
    totals,
)
from paidsocial.errors import BadInput, MissingRate, NotFound
from paidsocial.models import AdAccount, Client, PeriodClose, PlanLine, PlanLineCampaign
from paidsocial.services.access import Actor, Permission, client_filter, get_client, require, visible_clients
from paidsocial.services.finance import rates
from paidsocial.services.finance.spend_figures import Asked, days_with_figures, measures, totals_without_days
from paidsocial.services.workspace.clients import reporting_currency as currency_of


@dataclass(frozen=True, slots=True)
class SpendReport:
    """A month's spend. `as_known_on` None: all that is known today, which is `today`.

    `missing`: what no exchange rate was found for, in words; then some lines have no reporting amount.
    """

    month: Period
    today: date
    as_known_on: date | None
    reporting_currency: str
    lines: tuple[Line, ...]
    totals: tuple[Total, ...]
    snapshot_id: str
    left_out: tuple[LeftOut, ...]
    rates: Mapping[str, Rate | None]
    missing: str | None = None

    @property
    def known_on(self) -> date:
        """The day the report stands for."""
        return self.as_known_on or self.today

    @property
    def state(self) -> str:
        """Open, unless the month is closed for every client in it."""
        return "closed" if self.lines and all(line.account.closed for line in self.lines) else "open"


def report(
    session: Session,
    actor: Actor,
    *,
    month: Period,
    today: date,
    as_known_on: date | None = None,
    reporting_currency: str | None = None,
    client_id: int | None = None,
    basis: Basis = Basis.AUTO,
    show_missing: bool = False,
) -> SpendReport:
    """The report for the actor's clients, or for one of them.

    `reporting_currency`: default the client's, the one all clients share, or the organisation's. Raises MissingRate
    naming every pair and its days, unless `show_missing`, which leaves those amounts out for a page to say so.
    """
    require(actor, Permission.EXPORT_SPEND)
    if as_known_on is not None and as_known_on > today:
        raise BadInput(f"{as_known_on} has not come yet; choose a day up to {today}.", field="as_known_on")
    if client_id is not None:
        get_client(session, actor, client_id)
    currency = (
        currency_code(reporting_currency) if reporting_currency else currency_of(session, actor, client_id=client_id)
    )
    asked = Asked(actor, month, end_of_day_utc(as_known_on) if as_known_on else None, client_id)
    accounts = _accounts(session, asked)
    covering = _covering(session, asked)
    cuts = stretches(month, {plan.period for plans in covering.values() for plan in plans})
    found = measures(session, asked, cuts, accounts)
    counted, left_out = _without_days(session, asked, accounts)
    month_rates, missing = _rates(
        session,
        {measure.account.currency for measure in (*found, *counted)},
        asked,
        currency=currency,
        basis=basis,
        known_on=as_known_on,
        today=today,
    )
    if missing and not show_missing:
        raise MissingRate(missing)
    lines = build_lines([*found, *counted], covering, month_rates)
    return SpendReport(
        month=month,
        today=today,
        as_known_on=as_known_on,
        reporting_currency=currency,
        lines=tuple(lines),
        totals=tuple(totals(lines)),
        snapshot_id=snapshot_id(month, currency, lines),
        left_out=tuple(left_out),
        rates=month_rates,
        missing=missing,
    )


def client_named(session: Session, actor: Actor, name: str) -> Client:
    """The actor's client of that name, upper and lower case alike. Raises NotFound."""
    wanted = " ".join(name.split()).casefold()
    for client in session.scalars(visible_clients(actor)):
        if client.name.casefold() == wanted:
            return client
    raise NotFound(f"There is no client named “{name}”, or it is not one of yours.")


def _accounts(session: Session, asked: Asked) -> dict[int, Account]:
    query = (
        select(AdAccount, Client, PeriodClose.state)
        .join(Client, Client.id == AdAccount.client_id)
        .outerjoin(PeriodClose, (PeriodClose.client_id == Client.id) & (PeriodClose.first_day == asked.days.first))
        .where(AdAccount.id.in_(asked.accounts()))
        .options(lazyload(AdAccount.client))  # it is a column of this query already
    )
    return {
        account.id: Account(
            account_id=account.id,
            platform=account.platform,
            name=account.name,
            external_id=account.external_id,
            client_id=client.id,
            client=client.name,
            entity=client.entity,
            currency=account.currency,
            closed=state == "closed",
        )
        for account, client, state in session.execute(query)
    }


def _covering(session: Session, asked: Asked) -> dict[int, list[PlanRef]]:
    """The plan lines of the month by the campaigns they cover; the one created first is the one agreed first."""
    in_month = (PlanLine.first_day <= asked.days.last) & (PlanLine.last_day >= asked.days.first)
    query = select(PlanLine).where(
        in_month, PlanLine.archived_at.is_(None), client_filter(asked.actor, PlanLine.client_id)
    )
    if asked.client_id is not None:
        query = query.where(PlanLine.client_id == asked.client_id)
    plans = {
        plan.id: PlanRef(plan.id, plan.name, Period(plan.first_day, plan.last_day), plan.po_number, plan.cost_centre)
        for plan in session.scalars(query)
    }
    found: dict[int, list[PlanRef]] = {}
    links = (
        select(PlanLineCampaign.campaign_id, PlanLineCampaign.plan_line_id)
        .join(PlanLine, PlanLine.id == PlanLineCampaign.plan_line_id)
        .where(in_month)
    )
    for campaign_id, plan_line_id in session.execute(links):
        if plan_line_id in plans:
            found.setdefault(campaign_id, []).append(plans[plan_line_id])
    return found


def _without_days(
    session: Session, asked: Asked, accounts: Mapping[int, Account]
) -> tuple[list[Measure], list[LeftOut]]:
    stored = totals_without_days(session, asked, accounts)
    daily = days_with_figures(session, asked, sorted({total.account.account_id for total in stored}))
    counted, left_out = countable(asked.days, stored, daily)
    as_measures = [
        Measure(
            total.account,
            total.campaign,
            total.span,
            total.spend,
            total.span.first,
            total.span.last,
            Grain.PERIOD,
        )
        for total in counted
    ]
    return as_measures, left_out


def _rates(
    session: Session,
    currencies: set[str],
    asked: Asked,
    *,
    currency: str,
    basis: Basis,
    known_on: date | None,
    today: date,
) -> tuple[dict[str, Rate | None], str | None]:
    """The month's rate from each currency in it, and in words what is missing."""
    month = asked.days
    book = rates.open_book(session, currencies={*currencies, currency}, days=month, known_on=known_on)
    through = min(month.last, known_on or today)
    result: dict[str, Rate | None] = {}
    gaps: list[str] = []
    for base in sorted(currencies):
        try:
            result[base] = book.for_month(base, currency, month, basis=basis, through=through)
        except MissingRate as error:
            result[base] = None
            gaps.append(error.message)
    if gaps:
        gaps.append(f"Or report in another currency than {currency} (--reporting-currency, or the menu at the top).")
    return result, " ".join(gaps) or None
