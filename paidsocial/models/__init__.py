"""The tables, one file per noun; no rules. Importing this package registers every table on `Base.metadata`."""

from paidsocial.db import Base
from paidsocial.models.accounts import AdAccount, Client
from paidsocial.models.audit import AuditEntry
from paidsocial.models.budgets import Approval, BudgetChange, BudgetChangeEvent, Outcome, PlatformBudget
from paidsocial.models.campaigns import Ad, AdSet, Campaign
from paidsocial.models.connections import AccountSync, Connection, SignInKept, SyncRun
from paidsocial.models.figures import (
    AccountDay,
    AdPerformance,
    AdPerformanceReading,
    BusinessDay,
    CampaignDay,
    Performance,
    PerformanceReading,
    PeriodTotal,
    PeriodTotalReading,
)
from paidsocial.models.finance import Adjustment, ExchangeRate, PeriodClose, SnapshotLine
from paidsocial.models.forecasts import BacktestRun, ForecastRun
from paidsocial.models.imports import ImportBatch, ImportMapping, StoredFile
from paidsocial.models.lift_tests import LiftTest
from paidsocial.models.maturity import AccountMaturity
from paidsocial.models.people import Setting, SignInAttempt, User, UserClient
from paidsocial.models.plans import PacingSnooze, PlanLine, PlanLineCampaign, PlanRevision, PlanScope
from paidsocial.models.recommendations import Recommendation, RecommendationLine
from paidsocial.models.reports import ReportFile, SavedReport

__all__ = [
    "AccountDay",
    "AccountMaturity",
    "AccountSync",
    "Ad",
    "AdAccount",
    "AdPerformance",
    "AdPerformanceReading",
    "AdSet",
    "Adjustment",
    "Approval",
    "AuditEntry",
    "BacktestRun",
    "Base",
    "BudgetChange",
    "BudgetChangeEvent",
    "BusinessDay",
    "Campaign",
    "CampaignDay",
    "Client",
    "Connection",
    "ExchangeRate",
    "ForecastRun",
    "ImportBatch",
    "ImportMapping",
    "LiftTest",
    "Outcome",
    "PacingSnooze",
    "Performance",
    "PerformanceReading",
    "PeriodClose",
    "PeriodTotal",
    "PeriodTotalReading",
    "PlanLine",
    "PlanLineCampaign",
    "PlanRevision",
    "PlanScope",
    "PlatformBudget",
    "Recommendation",
    "RecommendationLine",
    "ReportFile",
    "SavedReport",
    "Setting",
    "SignInAttempt",
    "SignInKept",
    "SnapshotLine",
    "StoredFile",
    "SyncRun",
    "User",
    "UserClient",
]
