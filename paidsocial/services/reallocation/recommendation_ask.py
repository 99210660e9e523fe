"""What a person asks a reallocation for, as typed, and its meaning: amounts, names and limits checked.

Ask                                             as a form or a command line has it
step_of(session, asked)                         the step limit as a share
request_of(session, ask, step, pool)            a `Request`, or BadInput
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain.budget_change import HARD_STEP
from paidsocial.domain.money import MICROS, Money
from paidsocial.errors import BadInput
from paidsocial.models import AdAccount, Client, Setting
from paidsocial.platforms.registry import known_platforms
from paidsocial.services.prediction.pools import Pool
from paidsocial.services.reallocation.request import AIMS, Aim, Choice, GroupLimit, Request
from paidsocial.services.workspace import organisation

GOALS = ("revenue", "conversions")
KINDS = ("platform", "account", "client")
SIDES = ("cap", "floor")


@dataclass(frozen=True, slots=True)
class Ask:
    """What a person asks for, as typed. `total`: a daily amount in major units, None for today's; `more`: so much a day
    beside today's (less, with a minus); or `aim` ("roas", "marginal" or "cpa") and `least`, for the largest total that
    still earns that much, or whose conversions still cost at most that.

    `locks`, `minimums`, `maximums` and `amounts` (set by the person): names with `*` for any run of characters, or unit
    ids as whole numbers (from a page). `groups`: ("cap" or "floor", "platform", "account" or "client", its name or id,
    an amount a day). `goal`: what counts, revenue or conversions.
    `max_step_pct` None: the organisation's step. `cautious`: move only what is surely better. `tests`: give budgets of
    thin evidence a small step, so that their response becomes known. `incremental`: decide on the revenue that lift
    tests say would not have come anyway. `anyway`: propose also what is not worth moving.
    """

    level: str = "campaign"
    currency: str | None = None
    client_id: int | None = None
    total: str | None = None
    more: str | None = None
    aim: str | None = None
    least: str | None = None
    goal: str = "revenue"
    max_step_pct: int | None = None
    locks: tuple[str | int, ...] = ()
    minimums: tuple[tuple[str | int, str], ...] = ()
    maximums: tuple[tuple[str | int, str], ...] = ()
    amounts: tuple[tuple[str | int, str], ...] = ()
    groups: tuple[tuple[str, str, str | int, str], ...] = ()
    cautious: bool = False
    tests: bool = False
    incremental: bool = False
    anyway: bool = False

    @property
    def conversions(self) -> bool:
        """Whether conversions count, not revenue."""
        return self.goal == "conversions" or self.aim == "cpa"

    def document(self, step: Fraction) -> dict[str, Any]:
        """As it is kept with a recommendation."""
        return {
            "total": self.total,
            "more": self.more,
            "aim": self.aim,
            "least": self.least,
            "goal": "conversions" if self.conversions else "revenue",
            "max_step_pct": int(step * 100),
            "locks": list(self.locks),
            "minimums": [list(pair) for pair in self.minimums],
            "maximums": [list(pair) for pair in self.maximums],
            "amounts": [list(pair) for pair in self.amounts],
            "groups": [list(group) for group in self.groups],
            "cautious": self.cautious,
            "tests": self.tests,
            "incremental": self.incremental,
            "anyway": self.anyway,
            "client_id": self.client_id,
            "currency": self.currency,
        }


def most_step_pct(session: Session) -> int:
    """The largest step limit that may be asked for, in percent: the administrator's, never above 30."""
    stored = session.get(Setting, "organisation.max_step_pct")
    return int(min(Fraction(int(stored.value), 100), HARD_STEP) * 100) if stored else int(HARD_STEP * 100)


def step_of(session: Session, asked: int | None) -> Fraction:
    """The step limit as a share; the organisation's where nothing is asked."""
    most = most_step_pct(session)
    if asked is None:
        return Fraction(min(organisation.read(session).max_step_pct, most), 100)
    if not 1 <= asked <= most:
        why = "the organisation's setting" if most < HARD_STEP * 100 else "more in one step unsettles delivery"
        raise BadInput(f"The step limit is from 1% to {most}% ({why}), not {asked}%.", field="max_step_pct")
    return Fraction(asked, 100)


def request_of(session: Session, ask: Ask, step: Fraction, pool: Pool) -> Request:
    """The request in a pool's money. Raises BadInput where something typed is none."""
    currency = pool.currency
    if ask.goal not in GOALS:
        raise BadInput(f"“{ask.goal}” is no goal; choose revenue or conversions.", field="goal")
    if sum(given is not None for given in (ask.total, ask.more, ask.aim)) > 1:
        raise BadInput("Give either a total, or some more a day, or what it should earn, not both.", field="total")
    total = None if ask.total is None else Money.parse(ask.total, currency)
    if total is not None and total.micros <= 0:
        raise BadInput("The total must be above 0.", field="total")
    priced = {
        "minimums": _priced(ask.minimums, currency),
        "maximums": _priced(ask.maximums, currency),
        "amounts": _priced(ask.amounts, currency),
    }
    return Request(
        step=step,
        total=total,
        more=None if ask.more is None else Money.parse(ask.more, currency),
        aim=_aim(ask, currency),
        locks=tuple(_choice(lock) for lock in ask.locks),
        groups=_groups(session, ask, pool),
        conversions=ask.conversions,
        cautious=ask.cautious,
        tests=ask.tests,
        anyway=ask.anyway,
        **priced,
    )


def _priced(given: tuple[tuple[str | int, str], ...], currency: str) -> tuple[tuple[Choice, Money], ...]:
    found = tuple((_choice(who), Money.parse(amount, currency)) for who, amount in given)
    if any(amount.micros < 0 for _, amount in found):
        raise BadInput("An amount cannot be negative.", field="minimum")
    return found


def _aim(ask: Ask, currency: str) -> Aim | None:
    if ask.aim is None:
        return None
    if ask.aim not in AIMS:
        raise BadInput(f"“{ask.aim}” is not an aim; choose roas, marginal or cpa.", field="aim")
    if ask.aim == "cpa":
        cost = Money.parse(ask.least or "", currency)
        if cost.micros <= 0:
            raise BadInput("The cost per conversion must be above 0.", field="least")
        return Aim("cpa", MICROS / cost.micros)
    if ask.goal == "conversions":
        raise BadInput("A ROAS is of revenue; where conversions count, aim at a cost per conversion.", field="aim")
    try:
        least = float(ask.least or "")
    except ValueError:
        least = math.nan
    if not 0 < least < 1000:
        raise BadInput(f"“{ask.least or ''}” is not a ROAS; write it like 3.5.", field="least")
    return Aim(ask.aim, least)


def _choice(who: str | int) -> Choice:
    return Choice(unit_id=who) if isinstance(who, int) else Choice(pattern=who)


def _groups(session: Session, ask: Ask, pool: Pool) -> tuple[GroupLimit, ...]:
    """Caps and floors, those of one group together."""
    if not ask.groups:
        return ()
    accounts = session.execute(
        select(AdAccount.id, AdAccount.name, AdAccount.platform).where(AdAccount.id.in_(pool.account_ids))
    ).all()
    clients = session.execute(select(Client.id, Client.name).where(Client.id.in_(pool.client_ids))).all()
    known: dict[str, dict[str | int, str]] = {
        "platform": {row.platform: platform_name(row.platform) for row in accounts},
        "account": {row.id: row.name for row in accounts},
        "client": {row.id: row.name for row in clients},
    }
    limits: dict[tuple[str, str | int], dict[str, int]] = {}
    for side, kind, who, text in ask.groups:
        if side not in SIDES or kind not in KINDS:
            raise BadInput(
                f"“{side} {kind}” is no limit; write platform:NAME, account:NAME or client:NAME.", field="group"
            )
        amount = Money.parse(text, pool.currency)
        if amount.micros < 0:
            raise BadInput("An amount cannot be negative.", field="group")
        limits.setdefault((kind, _key(kind, who, known[kind])), {})[side] = amount.micros
    found = []
    for (kind, key), limit in limits.items():
        words = str(known[kind][key]) if kind == "platform" else f"“{known[kind][key]}”"
        floor, cap = limit.get("floor"), limit.get("cap")
        if floor is not None and cap is not None and floor > cap:
            raise BadInput(f"The floor of {words} is above its cap.", field="group")
        found.append(GroupLimit(kind, key, words, floor, cap))
    return tuple(found)


def platform_name(slug: str) -> str:
    """A platform's own spelling of its name."""
    known = known_platforms().get(slug)
    return known.name if known else slug.replace("_", " ").capitalize()


def _key(kind: str, who: str | int, known: dict[str | int, str]) -> str | int:
    """The group that is meant, by its id or its name. Raises BadInput, naming what there is."""
    if who in known:
        return who
    named = [key for key, name in known.items() if isinstance(who, str) and name.casefold() == who.strip().casefold()]
    if len(named) == 1:
        return named[0]
    some = ", ".join(sorted(set(known.values())))
    if named:
        raise BadInput(f"Several ad accounts are called “{who}”; say the platform instead.", field="group")
    raise BadInput(f"There is no {kind} “{who}” among these budgets; there is {some}.", field="group")
