"""Making the demo company: one morning after the other, as the agency would have lived them.

    Market ──native export files──> services.imports ──> figures, restated by the next mornings' files
    story ──plans, recommendations, approvals, budget_changes──> plan lines, decisions, and back to the market

Nothing is written past the services but what no file carries (`platform_side`, `business`). The same seed and the same
last day give the same company.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import ONE_DAY, Period, local_day
from paidsocial.models import AdSet, Campaign, Performance, PerformanceReading
from paidsocial.sandbox.casting import MONTHS, Company, build_company
from paidsocial.sandbox.exports import Export, export
from paidsocial.sandbox.market import Market
from paidsocial.sandbox.world import RULES, AccountSpec
from paidsocial.services import imports
from paidsocial.services.access import Role
from paidsocial.services.demo import business, live_side, story
from paidsocial.services.demo.decisions import Decisions
from paidsocial.services.demo.planning import Planner
from paidsocial.services.demo.platform_side import PlatformSide
from paidsocial.services.demo.setting_up import Cast, load_rates, set_up

SEED = 20
USED_FOR = 63  # days the agency has been using the workspace
MORNING = time(6, 40, tzinfo=UTC)
_MARGIN = 7  # days exported beyond the platform's window
_ONCE_A_DAY = 3  # the last mornings are all there; before them, Mondays

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What came of it, counted in the database."""

    company: Company
    accounts: int
    platforms: int
    currencies: tuple[str, ...]
    campaigns: int
    ad_sets: int
    rows: int
    restated: int
    first_day: date
    last_day: date


def today_of(now: datetime) -> date:
    """The demo's today at an instant: the date of the agency's office."""
    return local_day(now, story.TIME_ZONE)


def build(
    session: Session,
    *,
    home: Path,
    now: datetime,
    password_hash: str,
    seed: int = SEED,
    months: int = MONTHS,
    per_account: int | None = None,
    used_for: int = USED_FOR,
    progress: Progress = lambda _done, _total, _what: None,
) -> Built:
    """Fill an empty, migrated database with the demo company as it stands at `now`; figures reach to yesterday.

    `home` keeps the files that were imported. `months` and `per_account` make a smaller company, `used_for` a shorter
    time in the workspace, for tests.
    """
    company = build_company(seed, today_of(now) - ONE_DAY, months=months, per_account=per_account)
    scout = Market(seed, company.world)  # the same world without the workspace's own decisions: for agreeing on plans
    scout.run_to(company.last_day)
    life = _Life(session, home, company, Market(seed, company.world), Planner(scout, company))
    mornings = _mornings(company, now, used_for)
    life.begin(password_hash, seed, mornings[0] - timedelta(hours=1))
    for number, morning in enumerate(mornings):
        progress(number, len(mornings), f"{morning:%d %B %Y}")
        life.live(morning)
    progress(len(mornings), len(mornings), "done")
    business.record(session, life.cast, life.market, company, seed=seed, now=now)
    live_side.keep(
        home, seed=seed, last_day=company.last_day, months=months, per_account=per_account, market=life.market
    )
    return _count(session, company)


def _mornings(company: Company, now: datetime, used_for: int) -> list[datetime]:
    """When files were imported: the first day, Mondays, days of decisions, the last few days; the last one is `now`."""
    today = company.last_day + ONE_DAY
    first = max(today - timedelta(days=used_for), company.first_day + timedelta(days=_MARGIN))
    decided = {today - timedelta(days=row.days_ago) for row in story.DECISIONS}
    days = [first + timedelta(days=n) for n in range((today - first).days)]
    chosen = [
        day for day in days if day == first or not day.weekday() or day in decided or (today - day).days < _ONCE_A_DAY
    ]
    return [*(datetime.combine(day, MORNING) for day in chosen), now]


class _Life:
    """The agency's days, in order."""

    def __init__(self, session: Session, home: Path, company: Company, market: Market, planner: Planner) -> None:
        self._session, self._home, self._company, self.market = session, home, company, market
        self._planner = planner
        self._seen: dict[str, date] = {}  # the first day that each account's next export must hold
        self._planned = 0  # months agreed on so far, counted from the year 0
        self._revised = company.first_day
        self._rates_to: date | None = None  # the last day whose exchange rates are loaded

    def begin(self, password_hash: str, seed: int, now: datetime) -> None:
        """The workspace is set up."""
        self._seed = seed
        self.cast: Cast = set_up(self._session, self._company, password_hash=password_hash, now=now)
        self._platforms = PlatformSide(self.market, self.cast)
        self._decisions = Decisions(self.market, self.cast, self._platforms)

    def live(self, now: datetime) -> None:
        """One morning: figures in, plans agreed, decisions taken."""
        today = today_of(now)
        load_rates(self._session, self._company, self.cast, seed=self._seed, after=self._rates_to, today=today, now=now)
        self._rates_to = today - ONE_DAY
        for account in self._company.world.accounts:
            self._import(account, now)
        self._platforms.step(self._session, now=now)
        self._plan(today, now)
        for row in story.DECISIONS:
            if self._days_ago(now) == row.days_ago:
                self._decisions.settle(self._session, row, today=today, now=now)
        if self._days_ago(now) == 0:
            waiting = (self._decisions.propose(self._session, row, today=today, now=now) for row in story.WAITING)
            next((found for found in waiting if found is not None), None)

    def _days_ago(self, now: datetime) -> int:
        """How many days before the demo's today a morning lies."""
        return (self._company.last_day + ONE_DAY - today_of(now)).days

    def _import(self, account: AccountSpec, now: datetime) -> None:
        seen_on = local_day(now, account.time_zone)
        first = self._seen.get(account.id, self._company.first_day)
        if seen_on <= first:
            return
        period = Period(first, seen_on - ONE_DAY)
        self._bring(account, export(self.market, account.id, period, seen_on), now)
        if account.name == story.SLIP.account and self._days_ago(now) == story.SLIP.days_ago:
            own = [each for each in self._company.world.campaigns if each.account_id == account.id]
            left_out = frozenset(each.id for each in own if each.name == story.SLIP.campaign)
            if 0 < len(left_out) < len(own):
                file = export(self.market, account.id, period, seen_on, without=left_out)
                self._bring(account, file, now + timedelta(minutes=5))
        back = RULES[account.platform].window + _MARGIN
        self._seen[account.id] = max(seen_on - timedelta(days=back), self._company.first_day)

    def _bring(self, account: AccountSpec, file: Export, now: datetime) -> None:
        imports.import_file(
            self._session,
            self.cast.actor(Role.SPECIALIST),
            home=self._home,
            stream=io.BytesIO(file.content),
            name=file.name,
            options=imports.ImportOptions(account_id=self.cast.accounts[account.id].id),
            now=now,
        )

    def _plan(self, today: date, now: datetime) -> None:
        """The month before the first morning's and every one begun since; and the revisions since the last morning."""
        number = today.year * 12 + today.month
        for each in range(self._planned + 1 if self._planned else number - 1, number + 1):
            month = Period.month((each - 1) // 12, (each - 1) % 12 + 1)
            self._planner.agree(self._session, self.cast, month, now=now)
        self._planned = number
        month = Period.month_of(today)
        for day in month.days():
            if self._revised < day <= today:
                self._planner.revise(self._session, self.cast, month, today=day, now=now)
        self._revised = today


def _count(session: Session, company: Company) -> Built:
    def number(table: type[Campaign | AdSet | Performance | PerformanceReading]) -> int:
        return session.scalar(select(func.count()).select_from(table)) or 0

    first, last = session.execute(select(func.min(Performance.day), func.max(Performance.day))).one()
    accounts = company.world.accounts
    return Built(
        company=company,
        accounts=len(accounts),
        platforms=len({account.platform for account in accounts}),
        currencies=tuple(sorted({account.currency for account in accounts})),
        campaigns=number(Campaign),
        ad_sets=number(AdSet),
        rows=number(Performance),
        restated=number(PerformanceReading),
        first_day=first,
        last_day=last,
    )
