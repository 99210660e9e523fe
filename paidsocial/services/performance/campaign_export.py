"""The campaigns table as rows for a CSV: every page of it, the same filters and order, its totals last."""

from __future__ import annotations

from collections.abc import Iterator

from paidsocial.domain import wording
from paidsocial.domain.metrics import Figures, cpa, ratio, roas
from paidsocial.domain.money import micros_to_decimal
from paidsocial.services.performance.campaigns import CampaignList, CampaignRow
from paidsocial.services.performance.series import money_cell, ratio_cell
from paidsocial.services.spreadsheets import Cell

HEADINGS = (
    *("row", "platform", "account", "client", "campaign", "campaign_id", "status", "objective", "start_day", "end_day"),
    *("currency", "budget_kind", "budget", "budget_a_day", "spend", "revenue", "roas", "conversions", "cpa"),
    *("impressions", "clicks", "ctr", "budget_changed_at"),
)


def table(found: CampaignList) -> Iterator[tuple[Cell, ...]]:
    """One row per campaign, then a total per currency, then one of all together where every rate is known."""
    for row in found.rows:
        yield _row(row)
    totals = list(found.totals.by_currency)
    if found.totals.together is not None and found.totals.together not in totals:
        totals.append(found.totals.together)
    for total in totals:
        label = wording.count(total.campaigns, "campaign")
        figures = _figures(total.figures, total.currency)
        yield ("total", None, None, None, label, *[None] * 5, total.currency, *[None] * 3, *figures, None)


def _row(row: CampaignRow) -> tuple[Cell, ...]:
    currency, budget = row.account.currency, row.budget
    return (
        "campaign",
        row.account.platform,
        row.account.name,
        row.account.client,
        row.name,
        row.external_id,
        row.status,
        row.objective,
        row.start_day,
        row.end_day,
        currency,
        budget.kind if budget else None,
        money_cell(budget.amount, currency) if budget else None,
        money_cell(budget.daily, currency) if budget else None,
        *_figures(row.figures, currency),
        budget.changed_at.isoformat(timespec="seconds") if budget and budget.changed_at else None,
    )


def _figures(figures: Figures, currency: str) -> tuple[Cell, ...]:
    return (
        money_cell(figures.spend, currency),
        money_cell(figures.revenue, currency),
        ratio_cell(roas(figures.revenue, figures.spend)),
        None if figures.conversions is None else micros_to_decimal(figures.conversions).normalize(),
        money_cell(cpa(figures.spend, figures.conversions), currency),
        figures.impressions,
        figures.clicks,
        ratio_cell(ratio(figures.clicks, figures.impressions)),
    )
