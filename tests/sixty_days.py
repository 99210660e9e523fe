"""Sixty simulated days with the weekly reallocation approved and pushed, as a named command:

    python -m tests.sixty_days [--days 60] [--seeds 3] [--platform meta]

Every night the account is pulled and held against the platform's books. Every seventh morning the reallocation that is
proposed is approved and sent. At the end the final revenue is compared with the same market left alone ("hold", the
same chance to the day) and with an oracle that knows the hidden curves and moves within the same weekly steps.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from paidsocial.db import Database
from paidsocial.domain.budget_change import State
from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.errors import Infeasible, NotEnoughData
from paidsocial.models import BudgetChange
from paidsocial.platforms.live.find import live_platforms
from paidsocial.sandbox.curves import CurveSet, Floats
from paidsocial.sandbox.market import Market
from paidsocial.sandbox.server.serving import running
from paidsocial.sandbox.server.state import Sandbox
from paidsocial.sandbox.server.worlds import small_market
from paidsocial.sandbox.world import Edit, EditKind, World
from paidsocial.services.changes import approvals, pushing
from paidsocial.services.reallocation import recommendations
from paidsocial.services.upgrade import upgrade as migrate
from tests.support.connected import MACHINE, Workspace, connect
from tests.support.live import Bench, books

HISTORY = 150
STEP = 0.2
MICROS = 1_000_000


def a_market(seed: int, slug: str, first: date) -> Market:
    """Twelve ad sets with a budget each, so that every one of them can be moved."""
    made = small_market(
        seed, first, platforms=(slug,), campaigns=12, ad_sets=1, currency="EUR", time_zone="Europe/Berlin"
    )
    daily = {campaign.id for campaign in made.world.campaigns if str(campaign.budget_kind) == "daily"}
    world = replace(
        made.world,
        campaigns=tuple(each for each in made.world.campaigns if each.id in daily),
        ad_sets=tuple(each for each in made.world.ad_sets if each.campaign_id in daily),
    )
    return Market(seed, replace(world, edits=tuple(_tinkering(seed, world, first))))


def _tinkering(seed: int, world: World, first: date) -> Iterator[Edit]:
    """Budgets moved by about a third every week or two, as teams do: else nobody could know any response."""
    rng = np.random.default_rng([seed, 3])
    for carrier in [*world.campaigns, *world.ad_sets]:
        if carrier.budget_micros is None:
            continue
        day = first + timedelta(days=int(rng.integers(3, 10)))
        while day < first + timedelta(days=HISTORY - 3):
            amount = carrier.budget_micros / MICROS * float(np.exp(rng.normal(0, 0.33)))
            yield Edit(day, carrier.id, EditKind.BUDGET, max(round(amount), 20) * MICROS, "the team")
            day += timedelta(days=int(rng.integers(6, 15)))


def live(seed: int, slug: str, days: int, home: Path) -> tuple[float, float, float]:
    """Revenue over hold, the oracle's over hold, and the share of nights on which the books agreed."""
    now = datetime.fromisoformat("2026-03-02T06:00:00+00:00")
    first = now.date() - timedelta(days=HISTORY)
    market = a_market(seed, slug, first)
    sandbox = Sandbox(market, now)
    database = Database(f"sqlite:///{home / 'days.db'}")
    migrate(database)
    agreed = 0
    with running(sandbox) as address, database.session() as session:
        work = connect(session, home, Bench(live_platforms()[slug], sandbox, address), push=True)
        work.sync(since=first)
        begun = sandbox.today(work.door.spec)
        for day in range(days):
            if day % 7 == 0:
                reallocate(work)
            sandbox.advance(ONE_DAY)
            done = work.sync()
            yesterday = sandbox.today(work.door.spec) - ONE_DAY
            told = books(sandbox, work.door.spec.id, Period(max(first, yesterday - timedelta(days=27)), yesterday))
            stored = work.stored()
            agreed += done.state == "done" and all(stored.get(key) == figures for key, figures in told.items())
        last = sandbox.today(work.door.spec) - ONE_DAY
    database.dispose()
    final = last + timedelta(days=90)
    hold, best = a_market(seed, slug, first), oracle(a_market(seed, slug, first), begun, last)
    account = market.world.accounts[0].id
    ours, left_alone, known = (revenue(each, account, begun, last, final) for each in (market, hold, best))
    return ours / left_alone - 1, known / left_alone - 1, agreed / days


def reallocate(work: Workspace) -> None:
    """What a team does on a Monday: ask, approve, send; nothing where nothing is worth moving."""
    now = work.door.sandbox.now
    ask = recommendations.Ask(level="campaign", max_step_pct=20)
    try:
        found = recommendations.recommend(work.session, MACHINE, ask, now=now, as_of=now.date())
    except (NotEnoughData, Infeasible):
        return
    if not any(line.moves for line in found.lines):
        return
    approvals.submit(work.session, MACHINE, found.id, now=now, note="weekly")
    approvals.decide(work.session, MACHINE, found.id, now=now, today=now.date())
    ids = [
        change.id
        for change in work.session.query(BudgetChange).order_by(BudgetChange.id)
        if change.state == State.APPROVED.value
    ]
    for pushed in pushing.push_all(work.session, MACHINE, work.live, ids):
        assert pushed.state is State.APPLIED, pushed.text


def oracle(market: Market, begun: date, last: date) -> Market:
    """Each week the best split of the same total under the true curves, within the same steps."""
    units, curves = market.world.ad_sets, market.truth()
    campaigns = {each.id: each for each in market.world.campaigns}
    carriers = [unit.id if unit.budget_micros else campaigns[unit.campaign_id].id for unit in units]
    day = begun
    while day <= last:
        now = np.array([(market.budget(each, day) or 0) / MICROS for each in carriers])
        for target, amount in zip(carriers, split(curves, now), strict=True):
            market.edit(Edit(day, target, EditKind.BUDGET, int(amount) * MICROS, "the oracle"))
        market.run_to(day + timedelta(days=6))
        day += timedelta(days=7)
    return market


def split(curves: CurveSet, now: Floats) -> Sequence[float]:
    """Water-filling by bisection on the marginal, each unit by bisection on its spend."""
    low, high = now * (1 - STEP), now * (1 + STEP)

    def at(price: float) -> Floats:
        left, right = low.copy(), high.copy()
        for _ in range(40):
            middle = (left + right) / 2
            steep = curves.marginal(middle) > price
            left, right = np.where(steep, middle, left), np.where(steep, right, middle)
        return (left + right) / 2

    cheap, dear = 1e-6, 1e6
    for _ in range(80):
        price = float(np.sqrt(cheap * dear))
        cheap, dear = (price, dear) if at(price).sum() > now.sum() else (cheap, price)
    return [float(each) for each in at(dear)]


def revenue(market: Market, account: str, first: date, last: date, seen_on: date) -> float:
    """Final revenue of all ad sets, major units."""
    return float(market.figures(account, first, last, seen_on=seen_on).revenue.sum()) / MICROS


def main() -> int:
    """Live the days and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--platform", default="meta")
    options = parser.parse_args()
    print("| seed | nights the books agreed | revenue over hold | oracle over hold | share of it |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    wrong = False
    for seed in range(options.seeds):
        with tempfile.TemporaryDirectory() as folder:
            ours, best, agreed = live(seed, options.platform, options.days, Path(folder))
        share = f"{ours / best:.0%}" if best > 0 else "—"
        print(f"| {seed} | {agreed:.0%} | {ours:+.2%} | {best:+.2%} | {share} |", flush=True)
        wrong |= agreed < 1
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
