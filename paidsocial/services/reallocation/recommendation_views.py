"""Recommendations as commands and pages read them, each with its lines.

get(session, actor, recommendation_id) -> RecommendationView
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.domain.money import Money
from paidsocial.domain.recommendation import Decision, State
from paidsocial.models import AdAccount, AdSet, Campaign, Client, RecommendationLine, User
from paidsocial.services.access import Actor, Permission, get_recommendation, require
from paidsocial.services.prediction.pools import LeftOut
from paidsocial.services.reallocation import approved_lines


@dataclass(frozen=True, slots=True)
class LineView:
    """One budget of a recommendation; money a day. `marginal_roas` is at today's level, `marginal_after` at the new."""

    line_no: int
    unit_id: int
    name: str
    campaign_name: str
    platform: str
    account_id: int
    account_name: str
    client_id: int
    campaign_id: int
    ad_set_id: int | None
    current: Money
    proposed: Money
    decision: str
    reason: str
    bound_by: str | None
    evidence: str
    roas: float | None
    marginal_roas: float | None
    marginal_after: float | None
    revenue_change: Money
    revenue_change_low: Money
    revenue_change_high: Money
    details: dict[str, Any]
    refused: Money | None = None  # what was proposed for it, where an approver left it out; it stays as it is then

    @property
    def change(self) -> Money:
        """Proposed less current."""
        return self.proposed - self.current

    @property
    def change_pct(self) -> float:
        """The change in percent of today's amount."""
        return round(100 * float(Fraction(self.change.micros, self.current.micros)), 4) if self.current else 0.0

    @property
    def moves(self) -> bool:
        """Whether the amount changes."""
        return self.decision != Decision.HOLD

    @property
    def response_known(self) -> bool:
        """Whether the line's own figures tell how it answers to spend; else its group's stand in."""
        return not self.details.get("unknown", self.evidence != "strong")

    @property
    def forecast_daily(self) -> Money | None:
        """What forecasts go on with a day, where that is another amount than today's."""
        micros = self.details.get("pace_micros")
        return None if micros is None else Money(micros, self.current.currency)

    @property
    def cost(self) -> tuple[float | None, float | None, float | None]:
        """Where conversions count: what one costs now, and the next one now and after the change; None: not known."""
        found = self.details.get("cost") or (None, None, None)
        return found[0], found[1], found[2]

    @property
    def held(self) -> bool:
        """Whether it may not move at all. Where that was not kept yet, every line that stays counts as held."""
        return bool(self.details.get("held", not self.moves))


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """A recommendation as commands and pages read it. `id` is empty for a preview."""

    id: str
    state: State
    as_of: date
    level: str
    currency: str
    client_id: int | None
    client_name: str | None
    total_before: Money
    total_after: Money
    expected: Money  # change of revenue a day
    expected_low: Money
    expected_high: Money
    optimality_gap: float
    lines: tuple[LineView, ...]
    request: dict[str, Any]
    model: dict[str, Any]
    left_out: tuple[LeftOut, ...] = ()
    note: str = ""
    created_at: datetime | None = None
    created_by: str | None = None
    proposed_at: datetime | None = None
    proposed_by_id: int | None = None
    proposed_by: str | None = None
    # Previews only: daily totals and the best expected revenue a day; some more money a day and what it would bring,
    # with its interval; and how many budgets the other of cautious and expected would move, and what that would bring.
    frontier: tuple[tuple[Money, Money], ...] = ()
    another: tuple[Money, Money, Money, Money] | None = None
    other: tuple[int, Money, Money, Money] | None = None
    other_conversions: tuple[int, tuple[float, float, float]] | None = None  # the same where conversions count
    # The numbers of the lines that were approved; None while nobody decided. `lines` stay as they were proposed.
    approved: frozenset[int] | None = None

    @property
    def moving(self) -> tuple[LineView, ...]:
        """The lines whose amount changes."""
        return tuple(line for line in self.lines if line.moves)

    @property
    def notice(self) -> str:
        """Why the model is not trusted here; empty where it is."""
        return str(self.model.get("notice", ""))

    @property
    def completion(self) -> str:
        """What was done to recent days before anything was decided from them; empty where they were complete."""
        return str(self.model.get("completion", ""))

    @property
    def lift_tests(self) -> int:
        """How many lift tests revenue is incremental by; 0 where it is as the platforms report it."""
        return int(self.model.get("lift_tests") or 0)

    @property
    def revenue_known(self) -> bool:
        """Whether any source reported revenue; where conversions count, none need."""
        return bool(self.model.get("revenue_known", True))

    @property
    def conversions(self) -> tuple[float, float, float] | None:
        """Expected change of conversions a day with its interval, where those count."""
        found = self.model.get("conversions")
        return None if found is None else (found[0], found[1], found[2])

    @property
    def unworthy(self) -> tuple[int, float, float, float] | None:
        """How many budgets might move, and what that would bring a day (revenue in major units, or conversions) with
        its interval, where it may as well be nothing and so all of them stay."""
        found = self.model.get("unworthy")
        return None if not found else (found[0], found[1], found[2], found[3])

    @property
    def accuracy_words(self) -> str:
        """How good the forecast of conversions was, where those count; empty where nothing tells."""
        found = self.model.get("accuracy")
        if not found:
            return ""
        return (
            f"At {found['origins']} earlier dates the forecast of conversions was off by {found['model']:.0%} per "
            f"budget over {self.model['horizon']} days; the last 28 days' rate by {found['trailing']:.0%}."
        )

    @property
    def certificate(self) -> str:
        """How near to the best the proposal is, in words."""
        if self.notice:
            return "budgets follow the total in proportion, because the model is not trusted"
        return certificate(
            self.optimality_gap,
            conversions=self.conversions is not None,
            cautious=bool(self.request.get("cautious")),
            some=any(line.details.get("small") for line in self.lines),
        )

    @property
    def price(self) -> float | None:
        """What the next unit of money earns where nothing bounds it: where marginal ROAS meet."""
        return self.model.get("price")

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the proposal does to plan lines."""
        return tuple(self.model.get("warnings", ()))

    @property
    def tests(self) -> tuple[LineView, ...]:
        """The lines that move by a small step so that their response becomes known."""
        return tuple(line for line in self.moving if line.details.get("test"))

    @property
    def revenue_before(self) -> Money:
        """Expected revenue a day of the lines whose response is known, as they stand."""
        return Money(int(self.model.get("revenue_before_micros", 0)), self.currency)

    def relative(self, change: Money) -> float | None:
        """A change of revenue as a share of what the lines earn now."""
        return change.micros / self.revenue_before.micros if self.revenue_before.micros > 0 else None

    @property
    def digest(self) -> str:
        """Names what a person saw: every line with both amounts."""
        told = ";".join(f"{line.unit_id}:{line.current.micros}>{line.proposed.micros}" for line in self.lines)
        return hashlib.sha256(f"{self.as_of}|{self.currency}|{told}".encode()).hexdigest()[:32]


def certificate(gap: float, *, conversions: bool = False, cautious: bool = False, some: bool = False) -> str:
    """An optimality gap as people read it, rounded up: nothing better than this exists, by what is decided on.

    `some`: it is among the budgets that move, because moving others is not worth it.
    """
    share = f"{math.ceil(gap * 10_000 - 1e-4) / 100:.2f}%"
    which = "no other split of the budgets that move" if some else "no other split within these limits"
    if cautious:
        return f"decided cautiously, {which} does more than {share} better"
    if conversions:
        return f"{which} brings more than {share} more conversions"
    return f"{which} earns more than {share} better"


def get(session: Session, actor: Actor, recommendation_id: str) -> RecommendationView:
    """A recommendation with its lines; a fixed number of queries. Raises NotFound."""
    require(actor, Permission.VIEW)
    row = get_recommendation(session, actor, recommendation_id)
    client = session.get(Client, row.client_id) if row.client_id is not None else None
    people = _names(session, {row.created_by, row.proposed_by})
    state, lines = State(row.state), _lines(session, row.id, row.currency)
    model = {name: value for name, value in row.model.items() if name != "left_out"}
    return RecommendationView(
        id=row.id,
        state=state,
        as_of=row.as_of,
        level=row.level,
        currency=row.currency,
        client_id=row.client_id,
        client_name=client.name if client else None,
        total_before=Money(row.total_before_micros, row.currency),
        total_after=Money(row.total_after_micros, row.currency),
        expected=Money(row.expected_change_micros, row.currency),
        expected_low=Money(row.expected_low_micros, row.currency),
        expected_high=Money(row.expected_high_micros, row.currency),
        optimality_gap=row.optimality_gap,
        lines=lines,
        request=row.request,
        model=model,
        left_out=tuple(LeftOut(what, why, tuple(names)) for what, why, names in row.model.get("left_out", [])),
        note=row.note,
        created_at=row.created_at,
        created_by=people.get(row.created_by),
        proposed_at=row.proposed_at,
        proposed_by_id=row.proposed_by,
        proposed_by=people.get(row.proposed_by),
        approved=_approved(session, row.id, state, lines),
    )


def _approved(session: Session, found: str, state: State, lines: Collection[LineView]) -> frozenset[int] | None:
    if state is State.APPROVED:
        return frozenset(line.line_no for line in lines if line.moves)
    if state is State.PARTLY_APPROVED:
        return approved_lines.of(session, [found])[found].lines
    return frozenset() if state is State.REFUSED else None


def _names(session: Session, ids: set[int | None]) -> dict[int | None, str]:
    query = select(User.id, func.coalesce(func.nullif(User.name, ""), User.email)).where(User.id.in_(ids - {None}))
    return {row[0]: row[1] for row in session.execute(query)}


def _lines(session: Session, recommendation_id: str, currency: str) -> tuple[LineView, ...]:
    line = RecommendationLine
    query = (
        select(line, AdAccount.name, AdAccount.platform, AdAccount.client_id, Campaign.name, AdSet.name, AdSet.is_whole)
        .join(AdAccount, AdAccount.id == line.account_id)
        .join(Campaign, Campaign.id == line.campaign_id)
        .outerjoin(AdSet, AdSet.id == line.ad_set_id)
        .where(line.recommendation_id == recommendation_id)
        .order_by(line.line_no)
    )
    return tuple(_line_view(*row, currency=currency) for row in session.execute(query))


def _line_view(
    row: RecommendationLine, account: str, platform: str, client_id: int, campaign: str, *ad_set: Any, currency: str
) -> LineView:
    ad_set_name, is_whole = ad_set
    return LineView(
        line_no=row.line_no,
        unit_id=row.ad_set_id or row.campaign_id,
        name=campaign if ad_set_name is None or is_whole else ad_set_name,
        campaign_name=campaign,
        platform=platform,
        account_id=row.account_id,
        account_name=account,
        client_id=client_id,
        campaign_id=row.campaign_id,
        ad_set_id=row.ad_set_id,
        current=Money(row.current_daily_micros, currency),
        proposed=Money(row.proposed_daily_micros, currency),
        decision=row.decision,
        reason=row.reason,
        bound_by=row.bound_by,
        evidence=row.evidence,
        roas=row.roas,
        marginal_roas=row.marginal_roas_before,
        marginal_after=row.marginal_roas_after,
        revenue_change=Money(row.revenue_change_micros, currency),
        revenue_change_low=Money(row.revenue_change_low_micros, currency),
        revenue_change_high=Money(row.revenue_change_high_micros, currency),
        details=row.details,
    )
