"""The pacing report as one JSON document; `docs/pacing.md` says what they mean, scripts depend on them."""

from __future__ import annotations

from datetime import date
from typing import Any

from paidsocial.domain.money import micros_text
from paidsocial.services.planning.pacing import LinePacing, Report, UntrackedTotal


def document(report: Report) -> dict[str, Any]:
    """Amounts as decimal text in major units beside their currency, days as YYYY-MM-DD; what is not known is null."""
    return {
        "month": f"{report.month.first:%Y-%m}",
        "as_of": report.as_of.isoformat(),
        "lines": [_line(line) for line in report.lines],
        "untracked": _untracked(report.untracked),
    }


def _line(line: LinePacing) -> dict[str, Any]:
    facts, pacing = line.facts, line.pacing
    currency = facts.terms.currency

    def text(micros: int | None) -> str | None:
        return None if micros is None else micros_text(micros, currency)

    projection = pacing.projection if pacing else None
    return {
        "plan_line": facts.name,
        "plan_line_id": facts.line_id,
        "client": facts.client,
        "currency": currency,
        "first_day": facts.terms.period.first.isoformat(),
        "last_day": facts.terms.period.last.isoformat(),
        "po_number": facts.po_number,
        "cost_centre": facts.cost_centre,
        "campaigns": facts.covered,
        "budget": text(pacing.budget if pacing else facts.terms.budget_on(facts.terms.period.last)),
        "spent": text(pacing.spent if pacing else None),
        "through": _day(pacing.through if pacing else None),
        "expected": text(pacing.expected if pacing else None),
        "projected": text(projection.amount if projection else None),
        "projected_low": text(projection.low if projection else None),
        "projected_high": text(projection.high if projection else None),
        "probability_over": projection.probability_over if projection else None,
        "days_left": pacing.days_left if pacing else None,
        "current_daily": text(pacing.current_daily if pacing else None),
        "required_daily": text(pacing.required_daily if pacing else None),
        "adjust_by_daily": text(pacing.adjust_by_daily if pacing else None),
        "left": text(pacing.left if pacing else None),
        "at_stake": text(pacing.at_stake if pacing else None),
        "status": line.status.value,
        "shape": None if pacing is None else "weekday" if pacing.shape.learned else "flat",
        "causes": [cause.text for cause in line.causes],
        "cause_codes": [cause.code for cause in line.causes],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _untracked(untracked: UntrackedTotal) -> dict[str, Any]:
    return {
        "campaigns": untracked.campaigns,
        "currency": untracked.currency,
        "spend": None if untracked.spend is None else micros_text(untracked.spend, untracked.currency),
        "by_currency": [
            {"currency": part.currency, "campaigns": part.campaigns, "spend": micros_text(part.spend, part.currency)}
            for part in untracked.by_currency
        ],
        **({"missing_rate": untracked.missing_rate} if untracked.missing_rate else {}),
    }
