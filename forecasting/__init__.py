"""Forecasts that publish their own error, and allocations that prove themselves.

Numbers in, numbers out, labelled by unit; nothing here knows the application.
"""

from forecasting.allocation import Allocation, Group, Infeasible, allocate
from forecasting.backtest import Report, Score, backtest
from forecasting.curves import ResponseCurves
from forecasting.history import History
from forecasting.increments import allocate_increments
from forecasting.maturity import Maturity
from forecasting.roas import Forecast, RoasForecaster, Sum

__all__ = [
    "Allocation",
    "Forecast",
    "Group",
    "History",
    "Infeasible",
    "Maturity",
    "Report",
    "ResponseCurves",
    "RoasForecaster",
    "Score",
    "Sum",
    "allocate",
    "allocate_increments",
    "backtest",
]
