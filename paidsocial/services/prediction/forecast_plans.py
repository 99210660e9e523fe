"""Planned spend: what a person would spend a day instead, per unit or all by a share, for a forecast of “what if”."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from paidsocial.domain.money import MICROS, Money
from paidsocial.errors import BadInput
from paidsocial.services.prediction.fits import Run
from paidsocial.services.prediction.histories import Unit

MOST_CHANGE = 900  # percent
_DIGITS = 18  # of an id


@dataclass(frozen=True, slots=True)
class Plan:
    """`change`: all units by so many percent, as typed (“+10”, “-7.5%”); `amounts`: some units' daily spend, as typed,
    by id or exact name, which wins over the share."""

    change: str = ""
    amounts: tuple[tuple[str, str], ...] = ()

    @property
    def share(self) -> Decimal | None:
        """The change as a factor; None where there is none. Raises BadInput where it is no percentage."""
        text = self.change.strip().removesuffix("%").strip().replace("\N{MINUS SIGN}", "-")
        if not text:
            return None
        try:
            percent = Decimal(text)
        except InvalidOperation:
            percent = Decimal("NaN")
        if not percent.is_finite() or not -100 <= percent <= MOST_CHANGE:
            raise BadInput(
                f"“{self.change}” is not a change in percent; write it like +10 or -10, at least -100 and at most "
                f"{MOST_CHANGE}.",
                field="change",
            )
        return 1 + percent / 100


def daily_spend(
    plan: Plan | None, run: Run, known: Mapping[int, Unit], account_id: int | None = None
) -> dict[int, float]:
    """The plan in major units by unit, only for units that it changes; empty where it changes nothing.

    Raises BadInput for an amount that is none, a unit that is not there, or one that is named twice.
    """
    if plan is None:
        return {}
    share = plan.share
    found: dict[int, float] = {}
    if share is not None and share != 1:
        for unit, account, spend in zip(run.ids.tolist(), run.accounts.tolist(), run.daily_spend.tolist(), strict=True):
            if spend > 0 and account_id in {None, account}:
                found[unit] = spend * float(share)
    named: set[int] = set()
    for name, text in plan.amounts:
        unit = _unit(name, run, known)
        if unit in named:
            raise BadInput(f"“{known[unit].name}” has two amounts; give one.", field=field_of(unit))
        named.add(unit)
        found[unit] = _amount(text, known[unit], run.currency).micros / MICROS
    return found


def field_of(unit: int) -> str:
    """The name of a unit's field, for a refusal to stand beside it."""
    return f"spend_{unit}"


def _amount(text: str, unit: Unit, currency: str) -> Money:
    try:
        amount = Money.parse(text, currency)
    except BadInput as refusal:
        raise BadInput(f"The spend of “{unit.name}”: {refusal.message}", field=field_of(unit.id)) from refusal
    if amount.micros < 0:
        raise BadInput(f"The spend of “{unit.name}” is {text}; it is 0 or more.", field=field_of(unit.id))
    return amount


def _unit(name: str, run: Run, known: Mapping[int, Unit]) -> int:
    """The unit of an id, or of a name that one unit has."""
    text = name.strip()
    if text.isascii() and text.isdecimal() and len(text) <= _DIGITS and run.row_of(int(text)) is not None:
        return int(text)
    called = [unit for unit in run.ids.tolist() if known[unit].name == text]
    if len(called) == 1:
        return int(called[0])
    if called:
        raise BadInput(
            f"{len(called)} {_many(run)} are called “{text}”; name one by its id: {', '.join(map(str, called[:10]))}.",
            field="spend",
        )
    raise BadInput(f"None of the forecast {_many(run)} is “{text}”; give its id or its whole name.", field="spend")


def _many(run: Run) -> str:
    return "campaigns" if run.level == "campaign" else "ad sets"
