"""A connected workspace and the work that runs beside it, at the sandbox's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from paidsocial.db import Database
from paidsocial.models import BudgetChange, BudgetChangeEvent
from paidsocial.services.access import Actor
from paidsocial.services.changes import budget_changes
from paidsocial.services.changes.budget_changes import Wanted
from paidsocial.services.work import everything
from paidsocial.services.work.units import At, Told
from tests.support.connected import MACHINE, Workspace

EUR = 1_000_000
WORK = Actor.of_work("the work of these tests")


class Desk:
    """A connected workspace, and the work that runs beside it."""

    def __init__(self, database: Database, workspace: Workspace) -> None:
        self.database, self.work = database, workspace
        self.at = At(database, workspace.live, WORK, workspace.home)
        self.box, self.session = workspace.door.sandbox, workspace.session

    def run(self, **options: Any) -> list[Told]:
        self.session.rollback()
        return everything.run(self.at, **options)

    def told(self, what: str, **options: Any) -> list[tuple[str, str]]:
        return [(each.subject, each.state) for each in self.run(**options) if each.what == what]

    def pass_by(self, **time: float) -> None:
        self.box.advance(timedelta(**time))

    def wanted(self, *, on_campaign: bool = True, percent: int = 10, **more: Any) -> Wanted:
        target = self.work.door.target(on_campaign=on_campaign)
        before = (self.box.budget(target.id) or 0) // EUR
        ad_set = None if on_campaign else self.work.ad_set(target.id).id
        campaign = self.work.campaign(target.campaign_id).id
        return Wanted(campaign, str(before * (100 + percent) // 100), str(before), ad_set, "more of it", **more)

    def approved(self, *wanted: Wanted) -> list[int]:
        now = self.box.now
        return list(budget_changes.propose_all(self.session, MACHINE, wanted, now=now, today=now.date()))

    def change(self, change_id: int) -> BudgetChange:
        self.session.rollback()
        return self.session.get_one(BudgetChange, change_id, populate_existing=True)

    def state(self, change_id: int) -> str:
        return self.change(change_id).state

    def notes(self, change_id: int) -> list[str]:
        query = select(BudgetChangeEvent).where(BudgetChangeEvent.budget_change_id == change_id)
        return [event.note for event in self.session.scalars(query.order_by(BudgetChangeEvent.id))]

    def on_platform(self, *, on_campaign: bool = True) -> int:
        return self.box.budget(self.work.door.target(on_campaign=on_campaign).id) or 0

    def edit(self, amount: int, *, on_campaign: bool = True) -> None:
        target = self.work.door.target(on_campaign=on_campaign)
        self.box.set_budget(target.id, amount * EUR, who="somebody on the platform")

    def ours(self) -> int:
        return sum(write.who == "paidsocial" for write in self.box.writes)
