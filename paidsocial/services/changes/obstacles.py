"""Why a line of a recommendation cannot be approved (any more): its budget is shared or moved, a change is under way.

obstacles(session, lines, now=) -> line number -> why, in words; a line that still holds is not in it
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain import wording
from paidsocial.domain.budget_change import PENDING
from paidsocial.models import BudgetChange, Campaign
from paidsocial.services.changes.change_steps import Key, standing_amounts
from paidsocial.services.performance.campaign_budgets import shared_of
from paidsocial.services.reallocation.recommendation_views import LineView


def obstacles(session: Session, lines: Sequence[LineView], *, now: datetime) -> dict[int, str]:
    """What keeps lines from being approved as they were proposed, by line number; three queries however many."""
    campaigns = {line.campaign_id for line in lines}
    if not campaigns:
        return {}
    standing = standing_amounts(session, campaigns, now=now)
    pending = _pending(session, campaigns)
    shared = _shared(session, campaigns)
    found = {}
    for line in lines:
        rows = standing.get(line.campaign_id, [])
        own = {row.ad_set_id: row.amount for row in rows if row.ad_set_id == line.ad_set_id}
        below: dict[int | None, int] = {
            row.ad_set_id: row.amount for row in rows if row.ad_set_id is not None and not row.off
        }
        present = own or ({} if line.ad_set_id else below)
        seen: dict[int | None, int] = dict(line.details["parts"])
        if line.campaign_id in shared:
            found[line.line_no] = wording.shared_budget(shared[line.campaign_id])
        elif present != seen:
            found[line.line_no] = _moved(line, seen, present)
        elif pending & ({(line.campaign_id, line.ad_set_id)} | {(line.campaign_id, part) for part in seen}):
            found[line.line_no] = "Another change of it is on its way; it must be carried out or taken back first."
    return found


def _shared(session: Session, campaign_ids: Collection[int]) -> dict[int, int]:
    """How many campaigns spend from the budget of each that shares one."""
    rows = session.scalars(select(Campaign).where(Campaign.id.in_(campaign_ids)))
    return {row.id: shared.campaigns for row in rows if (shared := shared_of(row)) is not None}


def _moved(line: LineView, seen: dict[int | None, int], present: dict[int | None, int]) -> str:
    def told(amounts: dict[int | None, int]) -> str:
        return wording.amount(sum(amounts.values()), line.current.currency) if amounts else "not known"

    before, after = told(seen), told(present)
    if before == after:
        return "The budgets under it were divided anew since this was proposed."
    return f"Its budget was {before} when this was proposed and is {after} now."


def _pending(session: Session, campaign_ids: Collection[int]) -> set[Key]:
    query = select(BudgetChange.campaign_id, BudgetChange.ad_set_id).where(
        BudgetChange.campaign_id.in_(campaign_ids), BudgetChange.state.in_([state.value for state in PENDING])
    )
    return {(campaign_id, ad_set_id) for campaign_id, ad_set_id in session.execute(query)}
