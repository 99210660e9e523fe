"""Finance's month: the report as it will be exported, its tie-out, and the checklist of the close."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import extract, select
from sqlalchemy.orm import Session

from paidsocial.domain.closing import (
    AccountDays,
    Check,
    Standing,
    complete_check,
    exceptions_check,
    exceptions_first,
    over_check,
)
from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.domain.fx import Basis
from paidsocial.domain.money import minor_unit
from paidsocial.domain.wording import amount, count
from paidsocial.models import AccountDay, AdAccount, ImportBatch, PeriodTotal
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.finance import spend_export, spend_report
from paidsocial.services.finance.spend_export import Format
from paidsocial.services.finance.spend_figures import Asked
from paidsocial.services.finance.spend_report import SpendReport
from paidsocial.services.finance.tie_out import AccountTie, TieOut, tie_out


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report: a month, as known on a day, in a currency, at a rate, of one client or of all."""

    month: Period
    as_known_on: date | None = None
    reporting_currency: str | None = None
    client_id: int | None = None
    basis: Basis = Basis.AUTO


@dataclass(frozen=True, slots=True)
class Month:
    """What the page shows. `checks`: exceptions first."""

    report: SpendReport
    ties: TieOut
    checks: tuple[Check, ...]


def read(session: Session, actor: Actor, wanted: Wanted, *, today: date) -> Month:
    """The month as it stands; a missing rate is an exception here, not a refusal. Raises NotFound, BadInput."""
    report = _report(session, actor, wanted, today=today, show_missing=True)
    ties = tie_out(session, actor, report, client_id=wanted.client_id)
    asked = Asked(actor, wanted.month, None, wanted.client_id)
    checks = [
        _worded(over_check(wanted.month, today), "The month is not settled yet"),
        _worded(
            complete_check(wanted.month, _account_days(session, asked), min(wanted.month.last, today - ONE_DAY)),
            "Figures are missing",
        ),
        _held(session, asked),
        exceptions_check(
            "rates",
            ("Exchange rates are loaded", f"Every amount is told in {report.reporting_currency}."),
            ("An exchange rate is missing", "There is no file to export without it."),
            [report.missing] if report.missing else [],
        ),
        _ties_check(report, ties),
        _plan_check(report),
    ]
    return Month(report, ties, exceptions_first(checks))


def months(session: Session, actor: Actor, *, client_id: int | None = None) -> list[Period]:
    """The months that any figure lies in, the newest first; two queries."""
    require(actor, Permission.EXPORT_SPEND)
    accounts = Asked(actor, Period(date.min, date.max), None, client_id).accounts()
    number = (extract("year", AccountDay.day) * 12 + extract("month", AccountDay.day) - 1).label("number")
    daily = select(number).where(AccountDay.account_id.in_(accounts)).distinct()
    found = {Period.month(*_year_and_month(int(each))) for each in session.scalars(daily)}
    totals = select(PeriodTotal.first_day, PeriodTotal.last_day).where(PeriodTotal.account_id.in_(accounts))
    for first, last in session.execute(totals.distinct()):
        month = Period.month_of(last)
        while month.last >= first:
            found.add(month)
            month = month.before()
    return sorted(found, reverse=True)


def _year_and_month(number: int) -> tuple[int, int]:
    year, month = divmod(number, 12)
    return year, month + 1


def export(
    session: Session, actor: Actor, wanted: Wanted, file_format: Format, *, now: datetime, today: date
) -> tuple[SpendReport, TieOut]:
    """The report to hand out, with its mark in the audit trail. Raises MissingRate and what `read` raises."""
    report = _report(session, actor, wanted, today=today, show_missing=False)
    ties = tie_out(session, actor, report, client_id=wanted.client_id)
    spend_export.record(session, actor, report, file_format, now=now)
    return report, ties


def _report(session: Session, actor: Actor, wanted: Wanted, *, today: date, show_missing: bool) -> SpendReport:
    require(actor, Permission.EXPORT_SPEND)
    return spend_report.report(
        session,
        actor,
        month=wanted.month,
        today=today,
        as_known_on=wanted.as_known_on,
        reporting_currency=wanted.reporting_currency,
        client_id=wanted.client_id,
        basis=wanted.basis,
        show_missing=show_missing,
    )


def _account_days(session: Session, asked: Asked) -> list[AccountDays]:
    """Each account in use in the month with the days that figures, or files without spend, cover; four queries.

    In use: it has figures in the month, or was spending in the week before it began.
    """
    month = asked.days
    covered: defaultdict[int, set[date]] = defaultdict(set)
    week_before = Period(month.first - 7 * ONE_DAY, month.last)
    days = select(AccountDay.account_id, AccountDay.day).where(
        AccountDay.account_id.in_(asked.accounts()), AccountDay.day.between(week_before.first, week_before.last)
    )
    for account_id, day in session.execute(days):
        covered[account_id].add(day)
    in_use = set(covered)
    totals = select(PeriodTotal.account_id, PeriodTotal.first_day, PeriodTotal.last_day).where(
        PeriodTotal.account_id.in_(asked.accounts()),
        PeriodTotal.first_day >= month.first,
        PeriodTotal.last_day <= month.last,
    )
    files = select(ImportBatch.account_id, ImportBatch.first_day, ImportBatch.last_day).where(
        ImportBatch.account_id.in_(asked.accounts()),
        ImportBatch.state == "applied",
        ImportBatch.grain == "day",
        ImportBatch.first_day <= month.last,
        ImportBatch.last_day >= month.first,
    )
    for account_id, first, last in session.execute(totals.distinct()):
        in_use.add(account_id)
        covered[account_id].update(Period(first, last).days())
    for file_account, start, end in session.execute(files.distinct()):
        if file_account is not None and start is not None and end is not None:
            overlap = Period(start, end).overlap(month)
            covered[file_account].update(overlap.days() if overlap else ())
    accounts = session.execute(
        select(AdAccount.id, AdAccount.name, AdAccount.platform, AdAccount.status).where(
            AdAccount.id.in_(asked.accounts())
        )
    )
    return [
        AccountDays(name, platform, covered[account_id])
        for account_id, name, platform, status in accounts
        if account_id in in_use and (status == "active" or any(day in month for day in covered[account_id]))
    ]


def _held(session: Session, asked: Asked) -> Check:
    """No file that touches the month waits for a person."""
    query = (
        select(ImportBatch.file_name, ImportBatch.kind, AdAccount.name)
        .join(AdAccount, AdAccount.id == ImportBatch.account_id)
        .where(
            ImportBatch.account_id.in_(asked.accounts()),
            ImportBatch.state == "held",
            ImportBatch.first_day <= asked.days.last,
            ImportBatch.last_day >= asked.days.first,
        )
        .order_by(ImportBatch.id)
    )
    held = [
        f"{name or kind} of {account} is held and not in these figures; accept or refuse it on the page Data."
        for name, kind, account in session.execute(query)
    ]
    return exceptions_check(
        "held",
        ("No file is held", "Every file of the month was stored."),
        (f"{count(len(held), 'file')} {'is' if len(held) == 1 else 'are'} held", "Not in these figures."),
        held,
    )


def _ties_check(report: SpendReport, ties: TieOut) -> Check:
    """Lines against the daily sums; what was restated since is no exception in a report as known on an earlier day."""
    found = []
    for tie in ties.untied:
        currency = tie.account.currency
        if tie.difference and report.as_known_on is None:
            found.append(f"{tie.account.name}: the stored daily sums differ by {amount(tie.difference, currency)}.")
        if tie.file and tie.falls_short:
            found.append(
                f"{tie.account.name}: {tie.file.name} says {amount(tie.file.spend, currency)} for its days, "
                f"only {amount(tie.file.stored, currency)} are stored."
            )
    for entry in ties.left_out:
        total = entry.total
        found.append(
            f"A total of {amount(total.spend, total.account.currency)} for {total.campaign.name} "
            f"({total.span.first} to {total.span.last}) is not counted: {entry.reason}."
        )
    return exceptions_check(
        "ties", ("The report ties", _tied(ties)), ("The report does not tie", _exceptions(found)), found
    )


def _tied(ties: TieOut) -> str:
    """What agrees where nothing is an exception, and what does not, though it is none."""
    with_file = [tie for tie in ties.accounts if tie.file]
    beyond = [tie for tie in with_file if tie.file and tie.file.difference >= minor_unit(tie.account.currency)]
    if any(tie.difference for tie in ties.accounts):
        told = "Lines differ from today’s daily sums by what was restated since."
    elif not with_file:
        return "Lines and daily sums agree; no file says a total of its own."
    elif not beyond:
        return "Lines, daily sums and the platforms’ own totals agree."
    else:
        told = "Lines and daily sums agree."
    return f"{told} {_beyond(beyond)}" if beyond else told


def _beyond(ties: list[AccountTie]) -> str:
    amounts = [f"+{amount(tie.file.difference, tie.account.currency)}" for tie in ties if tie.file]
    if len(ties) == 1:
        return f"One ad account, {ties[0].account.name}, has later or other figures than its last file: {amounts[0]}."
    listed = ", ".join(f"{tie.account.name} {text}" for tie, text in zip(ties[:3], amounts, strict=False))
    more = f" and {len(ties) - 3} more" if len(ties) > 3 else ""
    return f"{len(ties)} ad accounts have later or other figures than their last files: {listed}{more}."


def _plan_check(report: SpendReport) -> Check:
    """Every line has a plan line with a PO number."""
    without: defaultdict[tuple[str, str], int] = defaultdict(int)
    lines: defaultdict[tuple[str, str], int] = defaultdict(int)
    for line in report.lines:
        if line.spend and (line.plan is None or not line.plan.po_number):
            key = (line.account.client, line.account.currency)
            without[key] += line.spend
            lines[key] += 1
    found = [
        f"{client}: {count(lines[client, currency], 'line')} over {amount(spend, currency)} without a PO number."
        for (client, currency), spend in sorted(without.items(), key=lambda entry: -entry[1])
    ]
    return exceptions_check(
        "plan",
        ("Every line has a PO number", "All spend stands on a plan line."),
        ("Some lines have no PO number", _exceptions(found)),
        found,
    )


def _worded(check: Check, otherwise: str) -> Check:
    """The same with a title that does not claim what is not so."""
    return check if check.standing is Standing.DONE else replace(check, title=otherwise)


def _exceptions(found: list[str]) -> str:
    return f"{count(len(found), 'exception')}."
