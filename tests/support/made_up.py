"""Lines and fits of made-up pools, and what a reallocation of them is: no database."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import numpy as np

from paidsocial.domain.money import Money, minor_unit
from paidsocial.domain.platform_rules import PlatformRules
from paidsocial.services.prediction.fits import Run, Sum
from paidsocial.services.prediction.histories import Unit
from paidsocial.services.reallocation.line_budgets import Basis, Line, Lines
from paidsocial.services.reallocation.proposals import Proposed, Reallocation, Rules, Runs, reallocate
from paidsocial.services.reallocation.request import Request

AT = datetime(2026, 6, 14, 9, tzinfo=UTC)
NO_RULES = Rules(PlatformRules(()), {}, AT)
PLATFORMS = ("meta", "tiktok", "google")


def a_line(number: int, cents: int, *, currency: str = "EUR", **more: Any) -> Line:
    """A campaign's budget; three platforms with two ad accounts each, in turn."""
    unit = Unit(number, f"C{number}", PLATFORMS[number % 3], number % 6, 1, number, f"C{number}", None)
    amount = Money(cents * minor_unit(currency), currency)
    return Line(unit, amount, Basis.SPEND, amount, spend_days=28, **more)


def a_run(lines: list[Line], seed: int, *, evidence: str = "strong", notice: str = "", **arrays: Any) -> Run:
    """A fit that knows every line's curve."""
    random = Random(seed)
    count = len(lines)
    spend = np.array([line.spent.micros / 1e6 for line in lines])
    elasticity = np.array([random.uniform(0.25, 0.9) for _ in lines])
    revenue = spend * np.array([random.uniform(0.4, 9) for _ in lines])
    given_ = {
        "pace": spend,
        "daily_spend": spend,
        "spend": spend * 28,
        "revenue": revenue * 28,
        "low": revenue * 20,
        "high": revenue * 36,
        "day_low": np.full(count, 0.5),
        "day_high": np.full(count, 1.5),
        "elasticity": elasticity,
        "scale": revenue / spend**elasticity,
        "elasticity_error": np.array([random.uniform(0.02, 0.2) for _ in lines]),
        "spend_low": spend * 0.2,
        "spend_high": spend * 3,
        "own_roas": revenue / spend,
        "borrowed": np.zeros(count),
    }
    names = {field.name for field in fields(Run)}
    rest: dict[str, Any] = dict.fromkeys(names, None)  # what allocation does not read
    known = dict(
        level="campaign",
        currency=lines[0].current.currency,
        as_of=date(2026, 6, 14),
        through=date(2026, 6, 13),
        horizon=28,
        ids=np.array([line.unit.id for line in lines]),
        **{name: arrays.get(name, values) for name, values in given_.items()},
        evidence=(evidence,) * count,
        evidence_reason=("the reason",) * count,
        weekday=np.ones(7),
        total=Sum(0, 0, 0, 0),
        accounts=np.array([line.unit.account_id for line in lines]),
        by_account={},
        by_platform={},
        fan=(),
        weeks=(),
        events={},
        notice=notice,
        left_out=(),
    )
    return Run(**{**rest, **known})


def solve(lines: list[Line], run: Run | None, request: Request, rules: Rules = NO_RULES, **more: Any) -> Reallocation:
    currency = lines[0].current.currency
    return reallocate(
        Lines(tuple(lines), (), ()), Runs(currency, run, more.pop("conversions", None)), request, rules, **more
    )


def one(found: Reallocation, number: int) -> Proposed:
    return next(line for line in found.lines if line.line.unit.id == number)
