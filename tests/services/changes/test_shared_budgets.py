"""A budget that several campaigns spend from (Google's): told on each of them, changed from none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.domain.budget_change import State
from paidsocial.errors import BadInput
from paidsocial.models import PlatformBudget
from paidsocial.services.changes import budget_changes, offers, pushing
from paidsocial.services.changes.budget_changes import Wanted
from paidsocial.services.performance.campaign_budgets import SharedBudget, shared_of
from tests.support.connected import MACHINE, Workspace, connect
from tests.support.live import bench

EUR = 1_000_000


@pytest.fixture
def work(session: Session, tmp_path: Path) -> Iterator[Workspace]:
    with bench("google") as door:
        yield connect(session, tmp_path, door, push=True)


def share(work: Workspace) -> tuple[str, str]:
    """Somebody lets two campaigns spend from one budget; their ids, the budget's own first."""
    target = work.door.target(on_campaign=True)
    other = next(one.id for one in work.door.sandbox.campaigns(work.door.spec.id) if one.id != target.id)
    work.door.sandbox.over.shared[other] = target.id
    return target.id, other


def sync(work: Workspace) -> None:
    assert work.sync(since=date(2026, 6, 1)).state == "done"
    work.session.rollback()


def wanted(work: Workspace, external_id: str) -> Wanted:
    before = (work.door.sandbox.budget(external_id) or 0) // EUR
    return Wanted(work.campaign(external_id).id, str(before + 10), str(before), None, "more of it")


def test_it_is_told_on_every_campaign_and_is_in_no_history(work: Workspace) -> None:
    ids = share(work)
    sync(work)
    amount = work.door.sandbox.budget(ids[0]) or 0
    for external_id in ids:
        campaign = work.campaign(external_id)
        assert shared_of(campaign) == SharedBudget("daily", amount, 2)
        query = select(func.count()).where(PlatformBudget.campaign_id == campaign.id)
        assert work.session.scalar(query) == 0
    work.door.sandbox.over.shared.clear()
    sync(work)
    assert [shared_of(work.campaign(each)) for each in ids] == [None, None]
    query = select(PlatformBudget.amount_micros).where(PlatformBudget.campaign_id == work.campaign(ids[0]).id)
    assert work.session.scalars(query).all() == [amount]


def test_no_change_of_it_is_proposed_and_why_is_said(work: Workspace) -> None:
    ids = share(work)
    sync(work)
    now = work.door.sandbox.now
    for external_id in ids:
        offer = offers.read(work.session, MACHINE, campaign_id=work.campaign(external_id).id, now=now)
        assert "shared by 2 campaigns" in offer.no_budget
        assert offer.budget is None
        with pytest.raises(BadInput, match=r"shared by 2 campaigns.*Change it there"):
            budget_changes.propose(work.session, MACHINE, wanted(work, external_id), now=now, today=now.date())


def test_a_change_that_was_approved_before_it_was_shared_is_a_conflict(work: Workspace) -> None:
    sync(work)
    now, target = work.door.sandbox.now, work.door.target(on_campaign=True)
    change_id = budget_changes.propose(work.session, MACHINE, wanted(work, target.id), now=now, today=now.date())
    share(work)
    done = pushing.push(work.session, MACHINE, work.live, change_id)
    assert done.state is State.CONFLICT
    assert "shared by 2 campaigns" in done.text
    assert not work.door.sandbox.writes
