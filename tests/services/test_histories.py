"""The arrays that forecasting works on hold every stored figure, the first row of the query as well as the last."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from paidsocial.errors import NotEnoughData
from paidsocial.services.prediction import histories, pools
from tests.support.builders import World, someone

TODAY = date(2026, 6, 14)
NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("level", histories.LEVELS)
@pytest.mark.parametrize(("campaigns", "days"), [(1, 1), (1, 2), (3, 5)])
def test_every_stored_day_is_there(session: Session, level: str, campaigns: int, days: int) -> None:
    world = World(session)
    account = world.account(world.client())
    for number in range(campaigns):
        ad_set = world.ad_set(world.campaign(account))
        for ago in range(1, days + 1):
            world.figures(ad_set, TODAY - timedelta(days=ago), spend=10 * ago + number, revenue=100 * ago)
    pool = pools.choose(session, someone(), now=NOW, as_of=TODAY)
    history = histories.load(session, pool, level).history
    assert history.spend.sum() == sum(10 * ago + number for number in range(campaigns) for ago in range(1, days + 1))
    assert history.revenue.sum() == campaigns * sum(100 * ago for ago in range(1, days + 1))


def test_nothing_stored_is_said(session: Session) -> None:
    world = World(session)
    world.figures(world.ad_set(world.campaign(world.account(world.client()))), TODAY - timedelta(days=1), spend="5")
    pool = pools.choose(session, someone(), now=NOW, as_of=TODAY)
    with pytest.raises(NotEnoughData, match="No revenue was reported"):
        histories.load(session, pool, "campaign")
