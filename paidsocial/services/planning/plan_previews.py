"""What a plan line would cover before it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from paidsocial.domain.plan import Overlap, Scope
from paidsocial.services.access import Actor, Permission, get_client, get_plan_line, require
from paidsocial.services.planning import plan_checks, plan_membership
from paidsocial.services.planning.plans import Wanted


@dataclass(frozen=True, slots=True)
class Preview:
    """What a line would cover, and with which others it would overlap, before anything is saved."""

    campaigns: tuple[str, ...]
    overlaps: tuple[Overlap, ...]
    warnings: tuple[str, ...]


def preview(session: Session, actor: Actor, wanted: Wanted, *, line_id: int | None = None) -> Preview:
    """What `plans.save` would cover and overlap with. Raises the same errors about the form."""
    require(actor, Permission.EDIT_PLAN)
    wanted = wanted.checked()
    client = get_client(session, actor, wanted.client_id)
    if line_id is not None:
        get_plan_line(session, actor, line_id)
    scope = wanted.scope
    if scope is None:
        scope = (
            plan_membership.scope_of(plan_membership.stored_scope_rows(session, line_id))
            if line_id is not None
            else Scope()
        )
    if line_id is None:
        plan_checks.check_currency(session, client, wanted.amount.currency)
    plan_checks.check_scope(session, client.id, scope)
    covered = plan_membership.covered_by(scope, plan_membership.campaigns_of(session, client.id))
    found = plan_membership.find_overlaps(
        session, client_id=client.id, line_id=line_id, name=wanted.name, period=wanted.period, campaigns=covered
    )
    said = plan_checks.warnings(session, client.id, wanted.amount.currency, covered=len(covered), overlaps=found)
    return Preview(tuple(covered.values()), found, said)
