"""What was proposed, approved, refused and carried out at the demo's agency; every proposal is a real forecast's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from paidsocial.domain.budget_change import State
from paidsocial.errors import Infeasible, NotEnoughData
from paidsocial.sandbox.market import Market
from paidsocial.sandbox.world import Edit, EditKind
from paidsocial.services.access import Role
from paidsocial.services.changes import approvals, budget_changes, change_views
from paidsocial.services.changes.budget_changes import Mark
from paidsocial.services.changes.change_views import ChangeView
from paidsocial.services.demo.platform_side import PlatformSide
from paidsocial.services.demo.setting_up import Cast
from paidsocial.services.demo.story import DecisionRow
from paidsocial.services.reallocation import recommendations
from paidsocial.services.reallocation.recommendation_views import RecommendationView

_LATER = timedelta(minutes=25)
_MOST = 500


@dataclass
class Decisions:
    """Carries the story's decisions out in the workspace and on the simulated platforms."""

    market: Market
    cast: Cast
    platform_side: PlatformSide

    def propose(
        self, session: Session, row: DecisionRow, *, today: date, now: datetime, anyway: bool = False
    ) -> RecommendationView | None:
        """A reallocation for the row's client, sent for approval; None where nothing there may move that day.

        `anyway`: also what the product calls not worth moving, as somebody may ask for it.
        """
        specialist = self.cast.actor(Role.SPECIALIST)
        ask = recommendations.Ask(client_id=self.cast.client_ids[row.client], level=row.level, anyway=anyway)
        try:
            found = recommendations.preview(session, specialist, ask, now=now, as_of=today)
        except (NotEnoughData, Infeasible):
            return None
        if not found.moving:
            return None
        draft = recommendations.recommend(session, specialist, ask, now=now, as_of=today, seen=found.digest)
        return approvals.submit(session, specialist, draft.id, now=now, note=row.note)

    def settle(self, session: Session, row: DecisionRow, *, today: date, now: datetime) -> None:
        """Propose, decide as the story says, and carry out what was approved."""
        proposed = self.propose(session, row, today=today, now=now, anyway=True)
        if proposed is None:
            return
        at = now + _LATER
        director = self.cast.actor(Role.DIRECTOR)
        chosen = None if row.approved else ()
        approvals.decide(session, director, proposed.id, now=at, today=today, line_nos=chosen, comment=row.comment)
        if row.approved:
            self._carry_out(session, row, proposed.id, now=at + _LATER)

    def _carry_out(self, session: Session, row: DecisionRow, recommendation_id: str, *, now: datetime) -> None:
        specialist = self.cast.actor(Role.SPECIALIST)
        wanted = change_views.Filter(recommendation_id=recommendation_id, states=(State.APPROVED,))
        changes = change_views.ledger(session, specialist, wanted, limit=_MOST).changes
        left = {change.id for change in changes[-1:]} if row.one_left and len(changes) > 1 else set[int]()
        marks = [
            Mark(change.id, change.version, change.id not in left, note=row.one_left if change.id in left else "")
            for change in changes
        ]
        budget_changes.mark(session, specialist, marks, now=now)
        self._on_platform([change for change in changes if change.id not in left])

    def _on_platform(self, changes: Sequence[ChangeView]) -> None:
        """The simulated platforms spend by the new amounts from their next day on."""
        for change in changes:
            target = change.ad_set_external_id or change.campaign_external_id
            day = self.market.next_day
            if target is None or self.market.budget(target, day) is None:
                continue
            self.market.edit(Edit(day, target, EditKind.BUDGET, change.after.micros))
            self.platform_side.by_hand(target, day)
