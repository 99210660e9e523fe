"""The pictures of a reallocation: where money comes from and goes to, and what other totals would bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from babel.numbers import get_currency_symbol

from paidsocial.domain.money import Money, micros_to_decimal
from paidsocial.services.reallocation.recommendation_views import LineView, RecommendationView
from paidsocial.web import show
from paidsocial.web.campaign_charts import Picture

_SAVED = "No longer spent"
MOST_SIDES = 8  # budgets drawn on either side of the flow; the rest stand together


def _major(amount: Money) -> float:
    """Major units, for drawing only."""
    return float(micros_to_decimal(amount.micros))


def flow(view: RecommendationView) -> Picture | None:
    """Money from the budgets that shrink, through what moves, to those that grow; None where nothing moves."""
    less = sorted((line for line in view.lines if line.change.micros < 0), key=lambda line: line.change.micros)
    more = sorted((line for line in view.lines if line.change.micros > 0), key=lambda line: -line.change.micros)
    if not less and not more:
        return None
    sources, targets = _sides(less, "budgets shrink"), _sides(more, "budgets grow")
    extra = view.total_after - view.total_before
    if extra.micros > 0:
        sources.append(("New money", extra))
    elif extra.micros < 0:
        targets.append((_SAVED, -extra))
    whole = sum((amount for _, amount in sources), Money.zero(view.currency))
    middle = f"{show.money_text(whole.micros, view.currency)} a day"
    # Its words stand above it: beside it they would lie over the bars of where the money goes.
    nodes: list[dict[str, Any]] = [{"name": middle, "itemStyle": {"color": "--accent"}, "label": {"position": "top"}}]
    links: list[dict[str, Any]] = []
    for number, (name, amount) in enumerate(sources):
        label = _label(name, amount, "\N{MINUS SIGN}", number)
        nodes.append({"name": label, "itemStyle": {"color": "--series-5"}, "label": {"position": "left"}})
        links.append({"source": label, "target": middle, "value": _major(amount)})
    for number, (name, amount) in enumerate(targets):
        label = _label(name, amount, "+", number)
        saved = name == _SAVED
        nodes.append({"name": label, "itemStyle": {"color": "--line-2" if saved else "--green-fill"}})
        links.append({"source": middle, "target": label, "value": _major(amount)})
    option = {
        "paid": {"format": "money", "currency": view.currency, "places": 2},
        "series": [
            {
                "type": "sankey",
                "data": nodes,
                "links": links,
                "left": 250,
                "right": 250,
                "top": 26,
                "layoutIterations": 0,
                "label": {"width": 245, "overflow": "truncate"},
            }
        ],
    }
    rows = (
        *((name, "from", show.money(amount.micros, view.currency)) for name, amount in sources),
        *((name, "to", show.money(amount.micros, view.currency)) for name, amount in targets),
    )
    return Picture(option, "Where the money comes from and where it goes", ("Budget", "", "A day"), rows)


def _sides(lines: Sequence[LineView], others: str) -> list[tuple[str, Money]]:
    shown = lines if len(lines) <= MOST_SIDES else lines[: MOST_SIDES - 1]
    found = [(line.name, abs_money(line.change)) for line in shown]
    rest = lines[len(shown) :]
    if rest:
        total = sum((abs_money(line.change) for line in rest), Money.zero(rest[0].current.currency))
        found.append((f"{len(rest)} more {others}", total))
    return found


def abs_money(amount: Money) -> Money:
    """Without its sign."""
    return amount if amount.micros >= 0 else -amount


def _label(name: str, amount: Money, sign: str, number: int) -> str:
    """A node's name, which must differ from every other node's: blanks that are not seen tell equal ones apart."""
    short = name if len(name) <= 24 else f"{name[:11]}…{name[-12:]}"
    return f"{short}  {sign}{show.amount_text(amount.micros, amount.currency)}" + "\u200b" * number


def frontier(view: RecommendationView) -> Picture | None:
    """The best expected revenue for every total within reach; here and there marked. None where nothing may move."""
    if len(view.frontier) < 2 or not view.revenue_known:
        return None
    before, after = view.revenue_before, view.revenue_before + view.expected
    here, there = [_major(view.total_before), _major(before)], [_major(view.total_after), _major(after)]
    symbol = get_currency_symbol(view.currency, locale=show.LOCALE)
    option = {
        "paid": {"format": "money", "currency": view.currency},
        "legend": {},
        "tooltip": {"trigger": "item"},
        "grid": {"top": 40, "bottom": 26, "right": 24},
        "xAxis": {
            "type": "value",
            "scale": True,
            "name": "Budget a day",
            "nameLocation": "middle",
            "nameGap": 28,
            "paid": {"format": "money", "currency": view.currency, "short": 2},
        },
        "yAxis": {"scale": True, "axisLabel": {"formatter": f"{symbol}{{value}}"}},
        "series": [
            {
                "name": "Best expected revenue",
                "type": "line",
                "paid": "actual",
                "data": [[_major(total), _major(revenue)] for total, revenue in view.frontier],
            },
            {
                "name": "Now",
                "type": "scatter",
                "paid": "before",
                "symbol": "circle",
                "symbolSize": 10,
                "itemStyle": {"color": "--ink-3"},
                "data": [{"value": here}],
            },
            {"name": "Proposed", "type": "scatter", "paid": "point", "data": [{"value": there}]},
        ],
    }
    rows = tuple(
        (show.money(total.micros, view.currency), show.money(revenue.micros, view.currency))
        for total, revenue in view.frontier
    )
    return Picture(option, "What other totals would bring", ("Budget a day", "Expected revenue a day"), rows)
