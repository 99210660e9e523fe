"""What share of the reported revenue is incremental, per campaign or ad set, from the lift tests on record.

Each client's units learn from that client's tests only. Within a client with tests, units that no test speaks of are
taken to be like the rest of it, and named so; a client without tests stays as reported.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from forecasting import History, IncrementalShares, incremental_shares
from forecasting import LiftTest as Test
from forecasting.lift import ASSUMED, UNTESTED, standard_error
from paidsocial.domain import wording
from paidsocial.services.prediction.fits import Z80, Run, Sum
from paidsocial.services.prediction.histories import Unit, units
from paidsocial.services.prediction.lift_tests import Reading, standing
from paidsocial.services.prediction.pools import LeftOut, Pool


@dataclass(frozen=True, slots=True)
class Calibration:
    """Per unit id: the share of reported revenue that is incremental, its standard deviation and its evidence.

    `evidence` is tested, covered, carried, assumed or untested (share 1: as reported). `tests` is how many count,
    `left_out` what does not and why.
    """

    share: Mapping[int, float]
    deviation: Mapping[int, float | None]
    evidence: Mapping[int, str]
    tests: int
    left_out: tuple[LeftOut, ...]
    by_client: tuple[IncrementalShares, ...]

    def spread(self, revenue: Mapping[int, float]) -> float:
        """The standard deviation of the incremental part of these revenues (by unit) together.

        Units of a client share its tests' errors; clients have nothing in common. A client without tests adds none: its
        revenue is as reported.
        """
        found = 0.0
        for shares in self.by_client:
            if shares.tests:
                weights = np.array([revenue.get(int(unit), 0.0) for unit in shares.units])
                found = math.hypot(found, shares.of_sum(weights)[1])
        return found

    @property
    def notice(self) -> str:
        """What a page says where it decides on these."""
        if not self.tests:
            return "There is no lift test for these campaigns, so revenue is as the platforms report it."
        said = f"Decided on incremental revenue: uses {wording.count(self.tests, 'lift test')}."
        return f"{said} {self.reach}".rstrip()

    @property
    def reach(self) -> str:
        """How many units no test speaks of, and what is taken of them; empty where tests speak of all."""
        whole, said = len(self.evidence), []
        assumed, untested = (sum(each == what for each in self.evidence.values()) for what in (ASSUMED, UNTESTED))
        if assumed:
            said.append(
                f"{assumed} of {whole} have no test near them and are taken to be like the rest of their client."
            )
        if untested:
            said.append(
                f"{untested} of {whole} belong to clients without a test and are as reported: they look better for it."
            )
        return " ".join(said)


def calibrate(session: Session, pool: Pool, history: History, known: Mapping[int, Unit]) -> Calibration:
    """The shares of a history's units (labels are their ids); as many queries as `lift_tests.standing` takes.

    `pool` has been chosen by the actor's rights; only its clients' tests in its currency are read,
    and of those the ones that had ended on the day it is seen from.
    """
    readings = standing(session, pool.client_ids, pool.currency, through=pool.as_of)
    share: dict[int, float] = {}
    deviation: dict[int, float | None] = {}
    evidence: dict[int, str] = {}
    used, left_out, by_client = 0, [], []
    for client_id, rows in _by_client(history, known).items():
        part = _rows(history, rows)
        theirs = [reading for reading in readings if reading.test.client_id == client_id]
        tests = []
        for reading in theirs:
            test, why = _test(reading, part, known)
            if test is None:
                left_out.append(LeftOut(_named(reading), why))
            else:
                tests.append(test)
        shares = incremental_shares(part, tests).filled()
        by_client.append(shares)
        used += len(tests)
        for label, *values in zip(shares.units, shares.share, shares.deviation, shares.evidence, strict=True):
            unit = int(label)
            share[unit], evidence[unit] = float(values[0]), values[2]
            deviation[unit] = None if math.isnan(values[1]) else float(values[1])
    return Calibration(share, deviation, evidence, used, tuple(left_out), tuple(by_client))


def calibrated(session: Session, pool: Pool, run: Run) -> tuple[Run, Calibration]:
    """A run of reported revenue as one of incremental revenue, with what the shares leave open in all its intervals.

    Weeks of the past stay as they were reported.
    """
    labels = [str(unit) for unit in run.ids.tolist()]
    groups = [str(account) for account in run.accounts.tolist()]
    known = units(session, pool.account_ids, run.level)
    # what each unit weighs in a test of several is its share of the revenue ahead
    ahead = History.from_arrays(labels, groups, run.through, run.spend[:, None], run.revenue[:, None])
    found = calibrate(session, pool, ahead, known)
    ids = run.ids.tolist()
    share = np.array([found.share[unit] for unit in ids])
    spread = Z80 * run.revenue * np.array([found.deviation[unit] or 0.0 for unit in ids])
    revenue = run.revenue * share
    platforms = np.array([known[unit].platform for unit in ids])

    def summed(each: Sum, rows: npt.NDArray[np.bool_]) -> Sum:
        whole = float(run.revenue[rows].sum())
        factor = float(revenue[rows].sum()) / whole if whole > 0 else 1.0
        # errors of tests do not cancel over the units they speak of, nor over the weeks of a fan
        unsure = found.spread(dict(zip(run.ids[rows].tolist(), run.revenue[rows].tolist(), strict=True)))
        unsure *= Z80 * each.revenue / whole if whole > 0 else 0.0
        expected = each.revenue * factor
        low = max(expected - math.hypot(factor * (each.revenue - each.low), unsure), 0.0)
        return Sum(each.spend, expected, low, expected + math.hypot(factor * (each.high - each.revenue), unsure))

    everything = np.ones(len(ids), dtype=bool)
    changed = replace(
        run,
        revenue=revenue,
        low=np.maximum(revenue - np.hypot(share * (run.revenue - run.low), spread), 0.0),
        high=revenue + np.hypot(share * (run.high - run.revenue), spread),
        scale=run.scale * share,
        total=summed(run.total, everything),
        by_account={key: summed(each, run.accounts == key) for key, each in run.by_account.items()},
        by_platform={key: summed(each, platforms == key) for key, each in run.by_platform.items()},
        fan=tuple(summed(each, everything) for each in run.fan),
    )
    return changed, found


def _by_client(history: History, known: Mapping[int, Unit]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row, label in enumerate(history.units):
        found.setdefault(known[int(label)].client_id, []).append(row)
    return found


def _rows(history: History, rows: Sequence[int]) -> History:
    at = np.asarray(rows, dtype=np.intp)
    return History.from_arrays(
        [history.units[row] for row in rows],
        [history.groups[row] for row in rows],
        history.first_day,
        history.spend[at],
        history.revenue[at],
        history.present[at],
    )


def _test(reading: Reading, history: History, known: Mapping[int, Unit]) -> tuple[Test | None, str]:
    """The library's test, or why it does not count."""
    row = reading.test
    if reading.share is None or reading.low is None or reading.high is None:
        return None, reading.unused
    covered = []
    for label in history.units:
        unit = known[int(label)]
        if row.campaign_id is not None and unit.campaign_id != row.campaign_id:
            continue
        if row.platform is not None and unit.platform != row.platform:
            continue
        covered.append(label)
    if not covered:
        return None, "none of its campaigns has figures here"
    error = standard_error(reading.low, reading.high, row.level_bp / 10_000)
    return Test(row.first_day, row.last_day, error, share=reading.share, units=tuple(covered)), ""


def _named(reading: Reading) -> str:
    scope = reading.scope or reading.client
    return f"The lift test of {scope} that ended on {wording.full_day(reading.test.last_day)}"
