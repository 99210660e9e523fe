"""A campaign that arrives with a file joins the plan lines that describe it, in the same transaction."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.domain.plan import Scope
from paidsocial.models import Campaign, Client, PlanLineCampaign
from paidsocial.services.access import Actor
from paidsocial.services.planning import plans
from tests.support.importing import NOW, bring, table


def covered(session: Session) -> set[str]:
    query = select(Campaign.name).join(PlanLineCampaign, PlanLineCampaign.campaign_id == Campaign.id)
    return set(session.scalars(query))


def test_a_new_campaign_joins_the_lines_that_match_it(session: Session, tmp_path: Path, machine: Actor) -> None:
    bring(session, tmp_path, table(("2026-06-01", "Spring shoes", 10, 40), ("2026-06-01", "Brand", 10, 40)))
    client_id = session.scalars(select(Client.id)).one()
    wanted = plans.Wanted(
        client_id, "Spring", Period.month(2026, 6), Money(900_000_000, "EUR"), scope=Scope(matches=("Spring *",))
    )
    plans.save(session, machine, wanted, now=NOW, today=NOW.date())
    assert covered(session) == {"Spring shoes"}
    bring(session, tmp_path, table(("2026-06-02", "Spring shoes", 10, 40), ("2026-06-02", "Spring coats", 10, 40)))
    assert covered(session) == {"Spring shoes", "Spring coats"}
