"""Forecasts that publish their own error, and allocations that prove themselves.

Numbers in, numbers out, labelled by unit; nothing here knows the application.
"""

from forecasting.allocation import Allocation, Group, Infeasible, allocate
from forecasting.backtest import Report, Score, backtest
from forecasting.curves import ResponseCurves
from forecasting.decision_backtest import DecisionReport, decision_backtest
from forecasting.frontier import Frontier, Plan, allocate_to_marginal, allocate_to_roas, frontier, plan
from forecasting.history import History
from forecasting.increments import allocate_increments
from forecasting.maturity import Maturity
from forecasting.outcome import Outcome, outcome
from forecasting.roas import Forecast, RoasForecaster, Sum

__all__ = [
    "Allocation",
    "DecisionReport",
    "Forecast",
    "Frontier",
    "Group",
    "History",
    "Infeasible",
    "Maturity",
    "Outcome",
    "Plan",
    "Report",
    "ResponseCurves",
    "RoasForecaster",
    "Score",
    "Sum",
    "allocate",
    "allocate_increments",
    "allocate_to_marginal",
    "allocate_to_roas",
    "backtest",
    "decision_backtest",
    "frontier",
    "outcome",
    "plan",
]
