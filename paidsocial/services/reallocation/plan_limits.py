"""What the plan says about the campaigns of a pool: those that may not be given more, and what a proposal does to it.

Pacing decides (`services/planning/pacing`), so that Today and Reallocate never say opposite things of one campaign.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain import wording
from paidsocial.domain.days import Period
from paidsocial.domain.pacing import Status
from paidsocial.models import PlanLine, PlanLineCampaign
from paidsocial.services.access import Actor
from paidsocial.services.planning import pacing
from paidsocial.services.planning.pacing import LinePacing, PacingCache
from paidsocial.services.prediction.pools import Pool
from paidsocial.services.reallocation.allocation_groups import PlanRoom

SOON = timedelta(days=7)
SLACK = 1.02  # what is required a day may be exceeded by this much before it is worth a warning


@dataclass(frozen=True, slots=True)
class PlanLimits:
    """Plan lines in force on a day: by campaign, why it may not be raised, and which lines cover it."""

    full: dict[int, str]
    lines: tuple[tuple[LinePacing, frozenset[int]], ...]
    later: frozenset[int]  # campaigns that a plan line still covers a week from now

    def rooms(self, currency: str) -> tuple[PlanRoom, ...]:
        """How much more a day the campaigns of each plan line in a currency may get before it is overspent."""
        found = []
        for line, campaigns in self.lines:
            state = line.pacing
            if state is None or line.facts.terms.currency != currency or state.required_daily is None:
                continue
            if _why_full(line) is not None:  # none of its campaigns may grow at all
                continue
            now = state.current_daily or 0
            room = max(state.required_daily - now, 0)
            left, spent, more = (wording.amount(amount, currency) for amount in (state.required_daily, now, room))
            words = (
                f"its plan line “{line.facts.name}”: {left} a day are left of it and its campaigns spend {spent} a day "
                f"now, so together their budgets get {f'at most {more}' if room else 'no'} more"
            )
            found.append(PlanRoom(words, campaigns, room))
        return tuple(found)

    def warnings(self, moves: Iterable[tuple[int, int, int, str]], currency: str, today: date) -> list[str]:
        """What a proposal does to plan lines, in sentences. `moves`: campaign, micros a day before and after, name."""
        known = [move for move in moves if move[1] != move[2]]
        found = []
        for line, campaigns in self.lines:
            inside = [move for move in known if move[0] in campaigns]
            change = sum(after - before for _, before, after, _ in inside)
            state, terms = line.pacing, line.facts.terms
            if state is None or terms.currency != currency or not inside or change <= 0:
                continue
            ends = wording.full_day(terms.period.last)
            if terms.period.last - today < SOON and not {move[0] for move in inside} <= self.later:
                found.append(
                    f"The plan line “{line.facts.name}” ends on {ends} and no other covers its campaigns after that; "
                    f"this gives them {wording.amount(change, currency)} a day more."
                )
            elif state.required_daily is not None and state.current_daily is not None:
                daily = state.current_daily + change
                if daily > state.required_daily * SLACK:
                    found.append(
                        f"The plan line “{line.facts.name}” has {wording.amount(state.left, currency)} left to {ends}, "
                        f"{wording.amount(state.required_daily, currency)} a day; with this its campaigns spend about "
                        f"{wording.amount(daily, currency)}."
                    )
        return found


def read(
    session: Session, actor: Actor, pool: Pool, *, as_of: date, client_id: int | None, cache: PacingCache | None = None
) -> PlanLimits:
    """The plan lines of the pool's clients in force on a day. Three queries more than pacing itself."""
    report = pacing.read(session, actor, month=Period.month_of(as_of), as_of=as_of, client_id=client_id, cache=cache)
    lines = [line for line in report.lines if _in_force(line.facts.terms.period, as_of)]
    covered = _covered(session, [line.facts.line_id for line in lines])
    full: dict[int, str] = {}
    for line in lines:
        if (words := _why_full(line)) is not None:
            for campaign in covered[line.facts.line_id]:
                full.setdefault(campaign, words)
    named = tuple((line, frozenset(covered[line.facts.line_id])) for line in lines)
    return PlanLimits(full, named, _covered_later(session, pool, as_of + SOON))


def _in_force(period: Period, day: date) -> bool:
    return period.first <= day <= period.last


def _why_full(line: LinePacing) -> str | None:
    """Why the campaigns of a plan line may not be given more, as it stands behind “stopped by”."""
    state = line.pacing
    if state is None or state.status not in (Status.EXHAUSTED, Status.OVER):
        return None
    name = f"its plan line “{line.facts.name}”"
    if state.left <= 0 or state.required_daily is None:
        return f"{name}, which has nothing left to spend"
    return f"{name}, which runs over: {wording.amount(state.required_daily, state.currency)} a day are left of it"


def _covered(session: Session, line_ids: list[int]) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    query = select(PlanLineCampaign.plan_line_id, PlanLineCampaign.campaign_id).where(
        PlanLineCampaign.plan_line_id.in_(line_ids)
    )
    for line_id, campaign_id in session.execute(query):
        found[line_id].add(campaign_id)
    return found


def _covered_later(session: Session, pool: Pool, day: date) -> frozenset[int]:
    query = (
        select(PlanLineCampaign.campaign_id)
        .join(PlanLine, PlanLine.id == PlanLineCampaign.plan_line_id)
        .where(
            PlanLine.client_id.in_(pool.client_ids),
            PlanLine.archived_at.is_(None),
            PlanLine.first_day <= day,
            PlanLine.last_day >= day,
        )
    )
    return frozenset(session.scalars(query))
