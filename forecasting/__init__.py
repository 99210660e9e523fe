"""Forecasts that publish their own error, and allocations that prove themselves.

Numbers in, numbers out, labelled by unit; nothing here knows the application.
"""

from forecasting.allocation import Allocation, Group, Infeasible, allocate
from forecasting.backtest import Report, backtest, backtest_horizons
from forecasting.curves import ResponseCurves
from forecasting.decision_backtest import DecisionReport, Pointing, decision_backtest
from forecasting.estimator import ResponseRegressor
from forecasting.findings.events import Event, find_events
from forecasting.forecast import Forecast, Sum
from forecasting.frontier import Frontier, Plan, frontier, plan
from forecasting.history import History
from forecasting.increments import allocate_increments
from forecasting.lateness.completion import Completed, complete
from forecasting.lift import (
    IncrementalRevenue,
    IncrementalShares,
    LiftTest,
    incremental_revenue,
    incremental_shares,
)
from forecasting.maturity import Learned, Maturity, learn_all
from forecasting.outcome import Outcome, outcome
from forecasting.roas import RoasForecaster
from forecasting.scores import Comparison, Score
from forecasting.targets import More, allocate_to_cpa, allocate_to_marginal, allocate_to_roas, another

__all__ = [
    "Allocation",
    "Comparison",
    "Completed",
    "DecisionReport",
    "Event",
    "Forecast",
    "Frontier",
    "Group",
    "History",
    "IncrementalRevenue",
    "IncrementalShares",
    "Infeasible",
    "Learned",
    "LiftTest",
    "Maturity",
    "More",
    "Outcome",
    "Plan",
    "Pointing",
    "Report",
    "ResponseCurves",
    "ResponseRegressor",
    "RoasForecaster",
    "Score",
    "Sum",
    "allocate",
    "allocate_increments",
    "allocate_to_cpa",
    "allocate_to_marginal",
    "allocate_to_roas",
    "another",
    "backtest",
    "backtest_horizons",
    "complete",
    "decision_backtest",
    "find_events",
    "frontier",
    "incremental_revenue",
    "incremental_shares",
    "learn_all",
    "outcome",
    "plan",
]
