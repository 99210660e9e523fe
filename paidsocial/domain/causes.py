"""Why a plan line stands where it does: sentences beside its figures, the most telling first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paidsocial.domain import delivery, wording
from paidsocial.domain.delivery import Cause, Delivery
from paidsocial.domain.pacing import History, Pacing, Status
from paidsocial.domain.plan import Terms
from paidsocial.domain.weekday import CYCLE, LEAST_DAYS

_UNEVENTFUL = (Status.NOT_STARTED, Status.NO_DATA)


@dataclass(frozen=True, slots=True)
class Untracked:
    """Spend of campaigns that no plan line covers: how many campaigns, how many micros of one currency."""

    campaigns: int
    spend: int


def causes(
    pacing: Pacing,
    terms: Terms,
    history: History,
    campaigns: Sequence[Delivery] = (),
    *,
    covered: int,
    untracked: Untracked | None = None,
) -> tuple[Cause, ...]:
    """What to know about a line's pacing.

    `campaigns` are the covered campaigns worth looking at (flights, platform budgets, edits, large moves),
    their days ending with the history's last; `untracked` is the spend beside it in the same client and
    currency.
    """
    found = [
        *_evidence(pacing, covered),
        *_plan(pacing, terms),
        *_delivery(pacing, history, campaigns),
    ]
    if not found:
        found += _steady(pacing)
    found += _shape(pacing)
    if untracked and untracked.campaigns and pacing.status is Status.UNDER:
        text = (
            f"Untracked: {wording.count(untracked.campaigns, 'campaign')} of this client spent "
            f"{wording.amount(untracked.spend, pacing.currency)} outside every plan line."
        )
        found.append(Cause("untracked", text))
    return tuple(found)


def _evidence(pacing: Pacing, covered: int) -> list[Cause]:
    found = []
    if covered == 0:
        text = "No campaign is covered: nothing imported so far matches this line's campaigns, platforms and accounts."
        found.append(Cause("nothing_covered", text))
    elif pacing.status is Status.NOT_STARTED and pacing.gate is None:
        found.append(Cause("not_started", f"Not started: begins on {wording.full_day(pacing.period.first)}."))
    if pacing.gate and covered:
        found.append(pacing.gate)
    return found


def _plan(pacing: Pacing, terms: Terms) -> list[Cause]:
    found = []
    if pacing.left < 0 and pacing.status is not Status.NOT_STARTED:
        text = f"Budget exceeded by {wording.amount(-pacing.left, pacing.currency)}."
        found.append(Cause("budget_exceeded", text))
    elif pacing.status is Status.EXHAUSTED:
        found.append(Cause("budget_spent", "Budget spent: nothing is left for the days to come."))
    elif pacing.days_left == 0 and pacing.status is Status.UNDER:
        text = f"Ended with {wording.amount(pacing.left, pacing.currency)} unspent."
        found.append(Cause("ended_under", text))
    for step in terms.ahead(pacing.as_of)[:1]:
        text = (
            f"Plan changes to {wording.amount(step.amount, pacing.currency)} on "
            f"{wording.full_day(step.effective_day)}; until then the present amount counts."
        )
        found.append(Cause("plan_changes", text))
    return found


def _delivery(pacing: Pacing, history: History, campaigns: Sequence[Delivery]) -> list[Cause]:
    through = pacing.through
    if through is None or pacing.status in _UNEVENTFUL:
        return []
    found: list[Cause] = []
    known = history.until(through)
    silent = delivery.silence(known.daily, through) if pacing.days_left else None
    if silent:
        found.append(silent)
    if pacing.status in (Status.OVER, Status.EXHAUSTED, Status.UNDER):
        move = delivery.biggest_move(campaigns, pacing.shape, through, up=pacing.status is not Status.UNDER)
        if move and not silent:
            found.append(Cause("campaign_moved", move.text(pacing.currency, pacing.as_of)))
    if pacing.status is Status.UNDER:
        found.extend(delivery.ended_flights(campaigns, through))
        found.extend(delivery.capped(campaigns, pacing.currency, through))
    if pacing.days_left:
        found.extend(delivery.recent_edits(campaigns, pacing.currency, pacing.as_of))
    return found


def _steady(pacing: Pacing) -> list[Cause]:
    """An alarm that nothing above explains: the plan and the run rate simply differ."""
    if not pacing.status.alarm or not pacing.days_left or pacing.current_daily is None or pacing.required_daily is None:
        return []
    now = wording.amount(pacing.current_daily, pacing.currency)
    needed = wording.amount(max(0, pacing.required_daily), pacing.currency)
    text = f"No campaign moved of late: it spends {now} a day, and {needed} a day would end on the plan."
    return [Cause("run_rate", text)]


def _shape(pacing: Pacing) -> list[Cause]:
    if pacing.shape.learned or pacing.status in _UNEVENTFUL:
        return []
    if pacing.shape.days < LEAST_DAYS:
        needed = f"{LEAST_DAYS} whole days of spend are needed to learn the weekdays, {pacing.shape.days} are there"
    else:
        needed = f"spend falls in fewer than two of the last {pacing.shape.days // CYCLE} weeks"
    return [Cause("flat_shape", f"Flat weekday shape: {needed}.")]
